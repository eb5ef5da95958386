"""Documents named in a text: titles in 《》 and document numbers.

Numbers are given in their official form: 〔〕 around the year of a 发文字号 (GB/T 9704, 党政机关公文格式), ASCII digits,
no spaces. A number and a title side by side are two mentions. Newspapers, films, books and programmes in 《》 are no
documents. Standards (GB/T 2260—2007) count: their number names a published document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora.lazy import lazy
from extractors.lexicon_io import load
from extractors.mention import Mention, Reference
from extractors.numerals import fold

_LONGEST_TITLE = 160
_BRACKETS = re.compile("[《》\n]")
_TAILS = frozenset(row["word"] for row in load("document_tails"))
_LONGEST_TAIL = max(map(len, _TAILS))
_CONTEXT: dict[str, tuple[str, ...]] = {}
for _row in load("document_context"):
    _CONTEXT[_row["role"]] = (*_CONTEXT.get(_row["role"], ()), _row["word"])
_TITLES = frozenset(_CONTEXT["title"])
# What may follow the last word of a title: 规划(2020—2024年, 方案（试行）, 目录（2019年版）.
_ADDITION = re.compile(
    r"[（(〔\[][^（()）〕\]]{0,40}[）)〕\]]?$|[“”\"]+$|[0-9]{4}年?版?$|\s+$|(?:第?[一二三四五六七八九十]+版)$"
)

# 论学习贯彻…重要讲话: an article about a document.
# 《食品安全国家标准 熟肉制品》
_STANDARD_TITLE = re.compile("(?:国家|行业|地方|团体)标准[ \u3000]")
_COMMENT = re.compile("[—-] ?[一二三四五六七八九十]?论")

_YEAR = "(?:19|20)[0-9]{2}"
_SERIAL = "[0-9]{1,8}"
_CHINESE_SERIAL = "[一二三四五六七八九十百〇零]{1,7}"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_GAP = "[ \u3000]?"
_OPEN, _CLOSE = "[〔﹝\\[［（(【〈〖]", "[〕﹞\\]］）)】〉〗]"
_NUMBERED = rf"第{_GAP}(?:{_SERIAL}|{_CHINESE_SERIAL}){_GAP}号"
_ISSUED = lazy(
    rf"{_OPEN}{_GAP}({_YEAR}){_GAP}年?{_GAP}{_CLOSE}{_GAP}(?:第{_GAP})?({_SERIAL}(?:[-—]\d{{1,3}})?){_GAP}[号號]"
)
_BRACKETED_YEAR = re.compile(rf"{_OPEN}{_GAP}{_YEAR}{_GAP}年?{_GAP}{_CLOSE}")
_CODE = lazy(
    r"(?:[（(][一-鿿]{1,4}[)）])?[一-鿿A-Za-z]{1,14}(?:[（(][一-鿿]{1,6}[)）][一-鿿]{0,8})?[ \u3000]?第?[ \u3000]?$"
)
# Words of running text before a code (根据渝司发〔2020〕12号): everything up to the last of them is left out.
_NOT_CODE = re.compile(
    r".*(?:根据|依据|按照|依照|遵照|贯彻|落实|执行|印发|转发|下发|发布|公布|出台|制定|废止|文件|通知|意见|批复|字号|文号|编号|案号|许可证|号为|"
    r"关于|下达|收到|批准|发文|同意|签发|核发|作出|出具|参照|遵守|执行的|以及|规定|要求|引用|详见|参见|见|(?<!共)和|(?<!数)据|[的及与以了由为按])"
)
# 行政处罚决定书〔2022〕5号: the kind of document is no code of an authority.
_BEFORE_BARE = (
    "文号：",
    "文号:",
    "字号：",
    "字号:",
    "》（",
    "》(",
    "决定书",
    "告知书",
    "通知书",
    "意见书",
    "裁决书",
    "建议书",
    "认定书",
    "监管函",
    "警示函",
)
_SERIES = lazy(
    rf"(?:公告|公报|通告|通报|简报|快报)[》〉）)]?\s{{0,3}}[（(\n]\s{{0,3}}({_YEAR}{_GAP}年{_GAP}{_NUMBERED})"
)
_CASE = lazy(
    rf"{_OPEN}{_GAP}({_YEAR}){_GAP}{_CLOSE}{_GAP}([一-鿿]{{1,3}}[0-9]{{0,4}}[一-鿿]{{1,6}}?){_GAP}(第?){_GAP}"
    rf"([0-9]{{1,7}}){_GAP}号((?:之[一二三四五六七八九十]+)?)"
)
# What the number of a case names besides its court: civil, criminal, first instance, execution …
_TRIAL = re.compile("[民刑执行破知赔初终再申监清调裁仲]")
_ORDER = lazy(rf"(令|公告|通告){_GAP}(?:{_YEAR}{_GAP}年)?{_GAP}(?:[（(]{_GAP}{_NUMBERED}{_GAP}[）)]|{_NUMBERED})")
_ORDER_LAST = re.compile(
    rf"\d{{1,5}}号令|(?:{_YEAR}{_GAP}年{_GAP})?{_NUMBERED}{_GAP}(?:国家)?(?:主席令|国务院令|令|公告|通告)(?!牌)"
)
_ORDER_NUMBER = re.compile(rf"号{_GAP}(?:国家|主席令|国务院令|令|公告|通告)")
_ISSUER = lazy(
    r"(?:中华人民共和国)?[一-鿿]{0,16}?(?:国务院|主席|部|委|委员会|总局|局|署|银行|行|会|厅|院|政府|办公室|中心)[ \u3000]?$"
)
_NOT_ISSUER = re.compile(
    r".*(?:根据|依据|按照|依照|执行|公布|发布|签署|颁布|印发|修订|废止|见|(?<!共)和|(?<=[0-9一二三四五六七八九十])日|[的及与以了由，])"
)
_CODES = [row["code"] for row in load("standard_codes")]
_STANDARDS = "|".join(_CODES)
# Few texts hold a Latin capital: where one of them begins a word the code of a standard may begin.
_LATIN = re.compile(f"[{''.join(sorted({code[0] for code in _CODES} | {'D'}))}]")
_STANDARD = re.compile(
    rf"(?<![A-Za-z0-9])(?:DB\d{{2,4}}|{_STANDARDS})(?:{_GAP}/{_GAP}[TZ])?"
    rf"{_GAP}[A-Z]?\d{{1,6}}(?:\.\d{{1,3}})*{_GAP}[-—–－:：]{{1,2}}{_GAP}{_YEAR}(?![0-9])"
)


def find(text: str) -> list[Mention]:
    """Every document title and document number of ``text``, in the order of the text, none overlapping."""
    mentions = [*_titles(text), *_numbers(text if fold(text) is text else text.translate(_FULL_WIDTH))]
    if len(mentions) < 2:
        return mentions
    mentions.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def brackets(text: str) -> list[tuple[int, int]]:
    """The outermost 《…》 stretches, whatever they name. No date or count of the text lies inside one."""
    if "《" not in text:
        return []
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        sign, here = match.group(), match.start()
        if sign == "\n":
            opened.clear()
        elif sign == "《":
            if opened and here - opened[0] > _LONGEST_TITLE:
                opened.clear()
            opened.append(here)
        elif opened:
            inner = opened.pop()
            # 《A《B》C: with one 》 missing the title that is whole counts, not all that follows the first sign.
            if not opened or not _closes_again(text, here):
                spans.append((inner, here + 1))
                opened.clear()
    return [span for span in spans if 3 <= span[1] - span[0] <= _LONGEST_TITLE + 2]


def _closes_again(text: str, here: int) -> bool:
    """Whether another 》 follows before the next 《 of the line."""
    following = _BRACKETS.search(text, here + 1, here + _LONGEST_TITLE)
    return (following is not None and following.group() == "》") or (
        following is not None and _nested_more(text, following)
    )


def _nested_more(text: str, following: re.Match[str]) -> bool:
    """关于修改《A》和《B》的决定》: the title goes on with a further inner title."""
    if following.group() != "《":
        return False
    depth = 1
    for match in _BRACKETS.finditer(text, following.end(), following.end() + _LONGEST_TITLE):
        if match.group() == "\n":
            return False
        depth += 1 if match.group() == "《" else -1
        if depth < 0:
            return True
        if depth == 0 and match.end() < len(text) and text[match.end()] in "，。；、":
            return False
    return False


def _titles(text: str) -> Iterator[Mention]:
    for start, end in brackets(text):
        title = text[start + 1 : end - 1]
        if _is_document(title, text[max(0, start - 8) : start], text[end : end + 6]):
            yield Mention("document", start, end, Reference(title=title), "document.title", 0.95)


def _is_document(title: str, before: str, after: str) -> bool:
    core = title
    while (shorter := _ADDITION.sub("", core)) != core and shorter:
        core = shorter
    if _COMMENT.search(title):
        return False
    if title in _TITLES or after.startswith(_CONTEXT["document_after"]):
        return True
    if before.endswith(_CONTEXT["work_before"]) or after.startswith(_CONTEXT["work_after"]):
        return False
    if core.endswith(_CONTEXT["media"]):
        return False
    if any(core[-size:] in _TAILS for size in range(1, _LONGEST_TAIL + 1)):
        return True
    return title.startswith("关于") or "〈" in title or _STANDARD_TITLE.search(title) is not None


def _numbers(text: str) -> list[Mention]:
    found: list[Mention] = []
    if "号" in text or "號" in text:
        if _BRACKETED_YEAR.search(text):
            found += _bracketed(text)
        if "令" in text or "告" in text:
            found += _orders(text)
        if "年第" in text or "年 第" in text:
            for match in _SERIES.finditer(text):
                found.append(_numbered(match.start(1), match.end(1), _tight(match[1]), "series_number"))
    if _LATIN.search(text):
        found += _standards(text)
    return found


def _bracketed(text: str) -> Iterator[Mention]:
    for match in _ISSUED.finditer(text):
        mention = _issued(text, match)
        if mention:
            yield mention
    for match in _CASE.finditer(text):
        year, court, ordinal, serial, part = match.groups()
        court += ordinal
        if match[0][0] not in "（(" and not _TRIAL.search(court):
            # 唐环罚〔2021〕丰润31号: a division's numbers within the code of its authority.
            code = _code_before(text, match.start())
            if code is not None:
                raw, words = code
                number = f"{words}〔{year}〕{court}{serial}号{part}"
                yield _numbered(match.start() - len(raw), match.end(), number, "issued_number")
                continue
        yield _numbered(match.start(), match.end(), f"({year}){court}{serial}号{part}", "case_number")


def _standards(text: str) -> Iterator[Mention]:
    end = 0
    for letter in _LATIN.finditer(text):
        match = _STANDARD.match(text, letter.start()) if letter.start() >= end else None
        if match:
            end = match.end()
            yield _numbered(match.start(), end, re.sub(r"\s+", " ", match.group()), "standard")


def _issued(text: str, match: re.Match[str]) -> Mention | None:
    number = f"〔{match.group(1)}〕{match.group(2)}号"
    alone = text[match.start() - 1 : match.start()] == "\n" and text[match.end() : match.end() + 1] in ("", "\n")
    if alone or text.endswith(_BEFORE_BARE, max(0, match.start() - 6), match.start()):
        return _numbered(match.start(), match.end(), number, "bare_number")
    code = _code_before(text, match.start())
    if code is None:
        return None
    raw, words = code
    number = words + number
    return _numbered(match.start() - len(raw), match.end(), number, "issued_number")


def _code_before(text: str, end: int) -> tuple[str, str] | None:
    """The code of an authority before the year of a number, as written and without its gaps; None where there is none."""
    left = text[max(0, end - 30) : end].rsplit("\n", 1)[-1]
    code = _CODE.search(left)
    if not code:
        return None
    raw = code.group()
    running = _NOT_CODE.match(raw.rstrip(" 第"))
    if running:
        raw = raw[running.end() :]
    words = re.sub(r"[\s第]", "", raw)
    return (raw, words) if words else None


def _orders(text: str) -> Iterator[Mention]:
    for match in _ORDER.finditer(text):
        left = text[max(0, match.start() - 30) : match.start()].rsplit("\n", 1)[-1]
        running = _NOT_ISSUER.match(left)
        issuer = _ISSUER.search(left, running.end() if running else 0)
        if issuer is None and match.group(1) == "令" and left[-1:].strip("“（( "):
            # 红色通缉令第16号 is no order of an organ.
            continue
        start = match.start() - (len(issuer.group()) if issuer else 0)
        yield _numbered(start, match.end(), _tight(text[start : match.end()]), "order_number")
    for match in _ORDER_LAST.finditer(text) if _ORDER_NUMBER.search(text) else ():
        yield _numbered(match.start(), match.end(), _tight(match.group()), "order_number")


def _numbered(start: int, end: int, number: str, rule: str) -> Mention:
    return Mention("document", start, end, Reference(number=number), f"document.{rule}", 0.93)


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)
