"""Documents named in a text: titles in 《》 and document numbers (发文字号, orders, case numbers, standards).

A number is given in its official form: 〔〕 around the year of a 发文字号 (党政机关公文格式 GB/T 9704), no spaces,
ASCII digits. Media, films, books and programmes in 《》 are no documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.mention import Mention, Reference

_LONGEST_TITLE = 160
_BRACKETS = re.compile("[《》\n]")

# What the last words of a title say about the thing it names. A title that ends in none of these is a work
# (film, book, programme) or a newspaper.
_DOCUMENT_TAIL = re.compile(
    r"(?:法|法典|条例|规定|办法|通知|通报|通告|通令|意见|规划|计划|方案|预案|指南|指引|公报|公告|报告|报告书|决定|决议|纲要|标准|"
    r"规范|规程|规则|规章|细则|准则|守则|章程|协议|协定|议定书|公约|条约|合同|契约|备忘录|宣言|声明|白皮书|蓝皮书|绿皮书|皮书|"
    r"目录|名录|名单|清单|目标|要点|措施|举措|制度|机制|体系|解释|批复|复函|函|请示|议案|提案|建议|建议书|倡议|倡议书|"
    r"承诺书|责任书|责任状|告知书|通知书|决定书|判决书|裁定书|调解书|起诉书|意见书|说明书|任务书|委托书|认定书|公开信|"
    r"表|图|证|证书|许可证|执照|登记证|年鉴|年报|简报|概要|大纲|提纲|导则|总则|通则|政策|战略|框架|路线图|行动|"
    r"工程|指导书|手册|须知|说明|意向书|协议书|合作书|规约|公约书|民约|约定|倡导|令|命令|指令|训令|讲话|谈话|"
    r"答复|答问|解读|汇编|草案|征求意见稿|送审稿|修正案|附件|共识|联合公报|联合声明|评估|统计|月报|季报|快报|"
    r"问答|口径|定额|指标|指数|分类|代码|术语|要求|技术条件|图则|方法|工作法|系统|合约|条款|禁令|戒律|共同纲领|纪要|"
    r"意见函|建议函|考核|处方集|药典|名册|图集|宪章|宪法|案)$"
)
_WORK_TAIL = re.compile(r"(?:电影|影片|电视剧|纪录片|歌|曲|诗|小说|传|记)$")
_PAREN_TAIL = re.compile(r"[（(〔\[][^（()）〕\]]{0,30}[）)〕\]]?$|[“”\"]+$|[0-9０-９]+年?版?$|\s+$")
_MEDIA_TAIL = re.compile(
    r"(?:日报|晚报|早报|时报|周报|周刊|月刊|杂志|新闻|导报|商报|都市报|晨报|快报社|青年报|参考|画报|学报|电讯|论坛|文摘|"
    r"法制报|法治报|日报社)$"
)
_WORK_BEFORE = re.compile(
    r"(?:影片|电影|故事片|纪录片|动画片|电视剧|连续剧|话剧|歌剧|舞剧|京剧|剧目|栏目|节目|小说|歌曲|歌舞|专栏|书籍|图书|专著|著作|"
    r"论文|诗集|长篇|绘本|游戏|专题片|系列片|宣传片|一书|散文|油画|名著|综艺|演唱|唱响|交响曲|组歌)$"
)
_WORK_AFTER = re.compile(
    r"[”」]?(?:杂志|一书|栏目|节目|剧组|首映|上映|热播|记者|报道|讯|电影|电视剧|一文|刊文|刊发|摄制组|编辑部|评论员)"
)

_YEAR = r"(?:19|20)[0-9０-９]{2}"
_ORGAN_CODE = r"[一-鿿A-Za-z]"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

# 发文字号: the year in brackets, then the serial number. The code of the organ is read leftwards from the bracket.
_ISSUED = re.compile(
    rf"[〔﹝\[［（(【〈]\s?({_YEAR})\s?(年)?\s?[〕﹞\]］）)】〉]\s?(?:第\s?)?([0-9０-９]{{1,5}})\s?(号|號)"
)
_CODE_LEFT = re.compile(r"[一-鿿]{1,14}(?:（[一-鿿]{1,4}）|\([一-鿿]{1,4}\))?(?:字|规字|规|函|发)?\s?第?\s?$")
# Words of running text that come before a code; everything up to the last of them is no part of the number.
_NOT_CODE = re.compile(
    r".*(?:根据|依据|按照|依照|遵照|贯彻|落实|执行|印发|转发|下发|发布|公布|出台|制定|废止|文件|通知|意见|批复|字号|文号|编号|号为|见|的|和|及|与|以|了|由|将|对|在|即|如|"
    r"关于|下达|收到|批准|发文|原|经|同意|签发|核发|作出|出具|为|自|因)"
)
_CASE = re.compile(
    rf"[（(〔\[［]\s?({_YEAR})\s?[）)〕\]］]\s?([一-鿿]{{1,3}}[0-9]{{0,4}}[一-鿿]{{1,6}}?)\s?(?:第\s?)?([0-9]{{1,7}})\s?号((?:之[一二三四五六七八九十]+)?)"
)
_ORDER = re.compile(
    r"(?:((?:中华人民共和国|国务院|国家|中国|[一-鿿]{2,3}[省市区县])?[一-鿿]{0,16}?"
    r"(?:国务院|主席|部|委|局|署|行|会|厅|院|政府|办公室|总局|中心))?(令|公告|通告|公报))"
    rf"\s?(?:({_YEAR})\s?年)?\s?[（(]?\s?第\s?([0-9０-９]{{1,5}}|[一二三四五六七八九十百〇零]{{1,7}})\s?号[）)]?"
)
_ORDER_LAST = re.compile(
    rf"(?:({_YEAR})\s?年\s?)?第\s?([0-9０-９]{{1,5}}|[一二三四五六七八九十百〇零]{{1,7}})\s?号\s?(主席令|令|公告|通告|公报|文件|文)"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9])(?:GB|GBZ|GBJ|GBT|DB\d{2,4}|JGJ|CJJ|HJ|YY|WS|GA|JR|LY|NY|SN|AQ|TSG|JTG|MZ|SF|MH|YC|QB|DL|JB|HG|SY|JT|ISO|IEC)"
    r"(?:\s?/\s?[TZ])?\s?[A-Z]?\d{1,6}(?:\.\d{1,3})*\s?[-—–－:：]{1,2}\s?(?:19|20)\d{2}(?![0-9])"
)


def find(text: str) -> list[Mention]:
    """Every document title and document number of ``text``, in the order of the text, none overlapping."""
    mentions = list(_titles(text))
    mentions += _numbers(text)
    mentions.sort(key=lambda m: (m.start, -m.end))
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def brackets(text: str) -> list[tuple[int, int]]:
    """The outermost 《…》 stretches, whatever they name: no date or count of the text lies inside one."""
    spans: list[tuple[int, int]] = []
    depth = 0
    start = -1
    for match in _BRACKETS.finditer(text):
        sign = match.group()
        here = match.start()
        if sign == "\n":
            depth = 0
        elif sign == "《":
            # A title that never closes must not swallow the next one.
            if depth == 0 or here - start > _LONGEST_TITLE:
                start, depth = here, 1
            else:
                depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((start, here + 1))
            elif "》" not in text[here + 1 : here + 40].split("\n", 1)[0].split("《", 1)[0]:
                # 《A《B》 with one 》 missing: the inner title is the one that is whole.
                inner = text.rfind("《", start, here)
                spans.append((inner, here + 1))
                depth = 0
    return [s for s in spans if 3 <= s[1] - s[0] <= _LONGEST_TITLE + 2]


def _titles(text: str) -> Iterator[Mention]:
    if "《" not in text:
        return
    for start, end in brackets(text):
        title = text[start + 1 : end - 1]
        if _is_document(title, text[max(0, start - 8) : start], text[end : end + 6]):
            yield Mention("document", start, end, Reference(title=title), "document.title", 0.95)


def _is_document(title: str, before: str, after: str) -> bool:
    core = title.rstrip("》〉")
    for _ in range(3):
        shorter = _PAREN_TAIL.sub("", core)
        if shorter == core or not shorter:
            break
        core = shorter
    if _WORK_BEFORE.search(before) or _WORK_AFTER.match(after) or _MEDIA_TAIL.search(core):
        return False
    return bool(_DOCUMENT_TAIL.search(core)) or title.startswith("关于") or "〈" in title


def _numbers(text: str) -> list[Mention]:
    found: list[Mention] = []
    if "号" in text or "號" in text:
        for match in _ISSUED.finditer(text):
            mention = _issued(text, match)
            if mention:
                found.append(mention)
        for match in _CASE.finditer(text):
            number = f"({_ascii(match.group(1))}){match.group(2)}{match.group(3)}号{match.group(4)}"
            found.append(_numbered(match.start(), match.end(), number, "document.case_number"))
        found.extend(_orders(text))
    for match in _STANDARD.finditer(text):
        number = re.sub(r"\s+", " ", match.group())
        found.append(_numbered(match.start(), match.end(), number, "document.standard"))
    return found


def _issued(text: str, match: re.Match[str]) -> Mention | None:
    left = text[max(0, match.start() - 24) : match.start()]
    code = _CODE_LEFT.search(left.rsplit("\n", 1)[-1])
    if not code:
        return None
    raw = code.group()
    strip = _NOT_CODE.match(raw)
    if strip and strip.end() < len(raw.rstrip()):
        raw = raw[strip.end() :]
    words = re.sub(r"[\s第]", "", raw)
    if not words:
        return None
    start = match.start() - len(raw)
    number = f"{words}〔{_ascii(match.group(1))}〕{_ascii(match.group(3))}号"
    return _numbered(start, match.end(), number, "document.issued_number")


def _orders(text: str) -> Iterator[Mention]:
    if "令" in text or "公告" in text or "通告" in text or "公报" in text:
        for match in _ORDER.finditer(text):
            yield _numbered(match.start(), match.end(), _tight(match.group()), "document.order_number")
        for match in _ORDER_LAST.finditer(text):
            yield _numbered(match.start(), match.end(), _tight(match.group()), "document.order_number")


def _numbered(start: int, end: int, number: str, rule: str) -> Mention:
    return Mention("document", start, end, Reference(number=number), rule, 0.93)


def _ascii(digits: str) -> str:
    return digits.translate(_FULL_WIDTH)


def _tight(text: str) -> str:
    return re.sub(r"\s", "", _ascii(text))
