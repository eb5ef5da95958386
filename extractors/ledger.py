"""The numeral ledger: every numeral of a text ends as a fact, as part of one, or as rejected with a reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from extractors.extraction import NumeralEntry
from extractors.mention import Rejection
from extractors.numerals import fold, run_pattern
from extractors.quantities.reject import fixed_word_reason

#: Why a numeral is no fact. The keys are part of the public interface.
REASONS: dict[str, str] = {
    "name": "part of a name, a model, a programme or a fixed designation (G7, 三农, 5A级)",
    "quoted_name": "inside a short quotation or a title, where names and slogans stand (“678”战略)",
    "ordinal": "the position of a thing in an order that is no rank (第四批, 二期)",
    "list_number": "the number of an item or a heading (一、 (二) 3. ①)",
    "article_reference": "a reference to an article, a table, an annex (第三条, 附件1, 表2)",
    "telephone": "a telephone or hot-line number",
    "identifier": "an identifier: a code, a house or vehicle number, a file name, an account",
    "url": "part of a web or e-mail address",
    "idiom": "inside an idiom or a set phrase (千方百计, 一人一策)",
    "article_yi": "一 as an article or a generic quantifier (一个好的, 一批)",
    "word": "a character of an ordinary word (统一, 一些, 十分)",
    "date": "a calendar expression that stands for no date of its own (日 or 年 inside another expression)",
    "time": "a clock time or a stretch of clock time that is no fact",
    "unitless_label": "a bare figure without unit or measure word",
    "vague": "a vague number without magnitude (几家, 一两个)",
    "denominator": "the base of a rate (每百元, 每10万人), part of the indicator",
    "duplicate": "repeated inside a longer value that is already a fact",
}
STATUSES = ("fact", "part", "rejected")


_CIRCLED = "①-⑳⑴-⒇⒈-⒛㈠-㈩Ⅰ-Ⅻⅰ-ⅻ"
_ALL = re.compile(run_pattern(alone=_CIRCLED))


def numerals(text: str) -> list[tuple[int, int]]:
    """All numerals, Arabic, Chinese or enclosed, as maximal runs in order."""
    return [match.span() for match in _ALL.finditer(fold(text))]


def account(
    text: str, facts: Sequence[tuple[int, int, str]], rejections: Sequence[Rejection] = ()
) -> list[NumeralEntry]:
    """An entry for every numeral. ``facts`` are (start, end, kind), in any order; explicit rejections win over rules.

    A numeral that begins a numeric fact's figures has status ``fact``, another figure inside a fact is a ``part``.
    """
    folded = fold(text)
    order = sorted((start, -end, index) for index, (start, end, _) in enumerate(facts))
    begins = [start for start, _, _ in order]
    ends = [-end for _, end, _ in order]
    holders = [index for _, _, index in order]
    count = len(order)
    explicit = {rejection.start: rejection.reason for rejection in rejections}
    entries: list[NumeralEntry] = []
    at, used = 0, -1
    addresses = _addresses(folded)
    for match in _ALL.finditer(folded):
        start, end = match.span()
        while at < count and ends[at] <= start:
            at += 1
        if at < count and begins[at] < end:
            holder = holders[at]
            entries.append(
                NumeralEntry(text[start:end], start, end, "part" if holder == used else "fact", None, holder)
            )
            used = holder
            continue
        reason = explicit.get(start)
        if reason is None or reason in ("unitless_label", "identifier", "date"):
            reason = _reason(folded, start, end, addresses)
        entries.append(NumeralEntry(text[start:end], start, end, "rejected", reason))
    return entries


_ADDRESS = re.compile(
    r"(?:https?://|www\.)[\w./?=&#%~:+-]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,253}|(?<![\w-])[\w-]{1,63}\.(?:com|cn|net|org|gov|html?|s?html|pdf|docx?|xlsx?|jpe?g|png)\b[\w./?=&#%-]*",
    re.ASCII,
)


# Without one of these no address can be in a text that has a point.
_ADDRESSED = re.compile(r"\.(?:com|cn|net|org|gov|html?|s?html|pdf|docx?|xlsx?|jpe?g|png)|://|www\.|@")


def _addresses(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _ADDRESS.finditer(text)] if "." in text and _ADDRESSED.search(text) else []


_TELEPHONE_BEFORE = re.compile(r"(?:电话|热线|传真|手机|拨打|短信|客服|专线|致电|TEL|Tel|tel)[^，。；\n]{0,12}$")
_TELEPHONE = re.compile(r"\d[\d-]{6,}")
_LIST_AFTER = re.compile(r"[、.．)）](?!\d)|、")
_REFERENCE_BEFORE = re.compile("(?:附件|附表|附录|附图|图|表|注|例|专栏|序号|式)$")
_LABEL_AFTER = re.compile("[号楼室栋幢座弄巷路街线道#]|指挥中心|热线|国道|省道|高速|平台")
_CODE_BEFORE = re.compile(
    "(?:编号|代码|证号|账号|帐号|卡号|邮编|邮政编码|批号|文号|车牌|身份证|证书|号码|股票|序列号|尾号|ISBN|ISSN|QQ|微信|微博|信箱|No\\.?|NO\\.?)[^，。；\n]{0,10}$"
)
_MINUTES = re.compile("[0-5][0-9](?![0-9])")
_BLANKS = frozenset(("", " ", "\t", "\n"))
#: 12306网站: what is reached under a short number.
_HOTLINE = re.compile("(?:12|95|96)[0-9]{3}")
_JOINERS = frozenset("-_/.+")
_DATE_AFTER = re.compile(" ?[年月日号周季旬]|世纪")


def _reason(text: str, start: int, end: int, addresses: Sequence[tuple[int, int]]) -> str:
    """The reason for a numeral that no rule took or refused, by its neighbours."""
    char = text[start]
    place = bisect_right(addresses, (start, len(text))) - 1
    if place >= 0 and addresses[place][1] > start:
        return "url"
    if char > "\u2000" and not ("\u3000" < char < "\ua000"):
        return "list_number"
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "第":
        return "article_reference" if after and after in "条款项章节编" else "ordinal"
    if _is_list_number(text, start, end):
        return "list_number"
    fixed = fixed_word_reason(text, start) if end - start == 1 and char > "\u3000" else None
    if fixed is None and _REFERENCE_BEFORE.search(text, max(0, start - 2), start):
        return "article_reference"
    if char.isdigit() and char.isascii():
        return _arabic_reason(text, start, end, before, after)
    if _in_quotes(text, start, end):
        return "quoted_name"
    fixed = fixed_word_reason(text, start)
    if fixed is not None:
        return fixed
    if text[end : end + 1] == "号" and before != "月":
        return "name"
    if _DATE_AFTER.match(text, end) and end - start > 1:
        return "date"
    return "vague" if char in "几数" else "word" if end - start == 1 else "name"


_OPENED = re.compile(r"[“《「][^“《「”》」。\n]*\Z")
_CLOSING = re.compile("[”》」]")


def _in_quotes(text: str, start: int, end: int) -> bool:
    """Whether a short quotation or a title encloses the numeral."""
    return (
        _CLOSING.search(text, end, end + 14) is not None and _OPENED.search(text, max(0, start - 14), start) is not None
    )


_LINE_START = re.compile(r"(?:^|[\n\r])[ \t\u3000]*$")


def _is_list_number(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in ("(", "（") and after in (")", "）"):
        # (010)66012345 opens with an area code.
        return not (text[start] == "0" and text[end + 1 : end + 2].isdigit())
    if "." in text[start:end] and before in "，,":
        return False
    if after not in ("、", ".", "．", ")", "）") or text[end + 1 : end + 2].isdigit():
        return False
    opens = start == 0 or before in "。；：;:,，\n\r"
    return opens or (before in " \t\u3000" and _LINE_START.search(text[max(0, start - 20) : start]) is not None)


def _arabic_reason(text: str, start: int, end: int, before: str, after: str) -> str:
    window = text[max(0, start - 20) : start]
    if _TELEPHONE_BEFORE.search(window) or (_LABEL_AFTER.match(text, end) and "热线" in text[end : end + 3]):
        return "telephone"
    if _CODE_BEFORE.search(window):
        return "identifier"
    negative = before == "-" and text[start - 2 : start - 1] in _BLANKS
    if _HOTLINE.fullmatch(text, start, end) and not negative:
        return "telephone"
    joined = (before in _JOINERS and not negative) or (before.isascii() and before.isalnum())
    lettered = any(c.isascii() and c.isalpha() for c in (before, after))
    if joined or lettered:
        return "name" if lettered or text[start - 2 : start - 1].isalpha() else "identifier"
    if _LABEL_AFTER.match(text, end) and (len(text[start:end]) > 2 or before != "月"):
        return "identifier"
    if _DATE_AFTER.match(text, end):
        return "date"
    if after and (after in "时点" or (after in ":：" and _MINUTES.match(text, end + 1))):
        return "time"
    if _in_quotes(text, start, end):
        return "quoted_name"
    if _LABEL_AFTER.match(text, end) or end - start >= 8:
        return "identifier"
    return "unitless_label"
