"""Names of organisations: known names by one pass over the text, all others from their last word leftwards.

A last word (局, 委员会, 大学 …) asks for something before it - a place, an organisation, a proper name. From it the words
are read leftwards as long as names have such words inside; the name begins at the leftmost place, generic prefix or
organisation reached, or, where the last word allows it, at the first of its plain modifiers. Classes (各区县司法局,
有关部门, 公安机关) give nothing. Names inside 《》 give nothing unless they fill it and are media (《法制日报》).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpora.lazy import lazy
from extractors import institution_abroad as abroad
from extractors import institution_grammar as grammar
from extractors.assembly.words import Words
from extractors.institution_grammar import Head, Known
from extractors.institution_leftwards import begin, leftwards, with_places
from extractors.institution_scan import Found, Scan
from extractors.institution_shorts import take_shorts
from extractors.institution_units import take_shared, take_unit
from extractors.mention import Mention, Name

_BRACKETS = re.compile("《[^《》\n]{1,80}》")
_TERM_OF = "届(全国委员会常务委员会|全国委员会|中央委员会|全国人民代表大会常务委员会|全国人民代表大会|全国人大常委会|全国人大|全国政协)"
_TERM_BODY = re.compile(_TERM_OF)
_TERM = re.compile(
    "(?:中华人民共和国|中国人民政治协商会议|全国政协|政协|中国共产党|中共)?第?(?:十|二十)?[一二三四五六七八九十]"
    + _TERM_OF
)
_TERM_REACH = 15
"""The most characters before 届 that belong to a body named with its term."""
_TERM_NAMES = {
    "全国委员会": "中国人民政治协商会议全国委员会",
    "全国政协": "中国人民政治协商会议全国委员会",
    "全国委员会常务委员会": "中国人民政治协商会议全国委员会常务委员会",
    "中央委员会": "中国共产党中央委员会",
    "全国人大": "全国人民代表大会",
    "全国人大常委会": "全国人民代表大会常务委员会",
}
# Inherited by parts of a body, whatever the last word of the part says.
_HEIRS = frozenset(
    {
        "处",
        "科",
        "司",
        "室",
        "办",
        "系",
        "院",
        "站",
        "所",
        "馆",
        "股",
        "科室",
        "分院",
        "基地",
        "保险",
        "证券",
        "办公厅",
        "办公室",
        "研究室",
        "秘书处",
    }
)
_NO_NOUN = frozenset({"vd", "vi", "d", "a", "z", "r", "c", "p", "m", "t"})
_NATIONAL = (
    "国家",
    "中国",
    "国务院",
    "中央",
    "中共",
    "全国",
    "中华",
    "联合国",
    "国际",
    "世界",
    "最高",
    "人民",
    "新华",
    "央视",
)
_PARTNERS = re.compile(r"[（(](?:特殊普通|普通|有限)合伙[）)]")
_CAMPUS = lazy(r"[（(]([\u4e00-\u9fff]{2,4})[）)]")
_COUNTED = re.compile(
    r"[约近超逾]?(?:\d[\d,.]*万?|[一二三四五六七八九十百千]{1,5})(?:余|多)?[个家所处座](?=[，。；、）\n]|\Z)"
)
_SENDING = frozenset({"派出", "派遣", "增派", "选派", "抽调", "组成", "成立", "组建"})
_STATE = ("中华人民共和国", "中国")
_OF_SCHOOLS = frozenset({"所", "站", "馆"})


def find(text: str, words: Words, taken: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """The organisations named in ``text``, in order, without overlaps.

    ``words`` are jieba's words and tags (HMM off). ``taken`` are stretches of document titles inside which no
    organisation is reported. The canonical name is the text, or the table's for a known name;
    :mod:`extractors.resolution` settles it.
    """
    scan = Scan(text, words)
    known = _known(scan)
    place = 0
    starts, tags = words.starts, words.tags
    for i, head in grammar.heads(text, words):
        end = starts[i] + head.size
        while place < len(known) and known[place][1] <= end:
            _take_known(scan, *known[place])
            place += 1
        if tags[i] != "mention":
            _take_head(scan, i, head)
    for hit in known[place:]:
        _take_known(scan, *hit)
    take_shorts(scan)
    return list(_mentions(scan, taken))


def _known(scan: Scan) -> list[tuple[int, int, Known]]:
    """Known names in the text by their end, the longest at each place, none that is part of another word."""
    text = scan.text
    hits: list[tuple[int, int, Known]] = []
    for start, end, known in grammar.known_dictionary().find(text):
        goes_on = grammar.followers().get(known.name[-1])
        if goes_on and text.startswith(goes_on, end) and not grammar.stays_whole(known.name[-1], text, end):
            continue
        if known.use == "eng":
            if _latin(text[start - 1 : start]) or _latin(text[end : end + 1]):
                continue
        elif known.use == "word":
            if not (scan.is_edge(start) and scan.is_edge(end)):
                continue
        elif len(known.name) < 4 and not scan.is_edge(start):
            inside = scan.words.starts[scan.words.at(start)]
            before = text[inside:start]
            fits = before in grammar.generic() or before in _STATE or _is_place(before)
            if not fits and abroad.organ(scan, start, known.name) is None:
                continue
        hits.append((start, end, known))
    if "届" in text:
        terms = _terms(text)
        hits = sorted([h for h in hits if not any(a <= h[0] < b for a, b, _ in terms)] + terms, key=lambda h: h[1])
    return hits


def _terms(text: str) -> list[tuple[int, int, Known]]:
    """The bodies named with their term. Searched only where a 届 has such a body behind it: the pattern is slow."""
    found: list[tuple[int, int, Known]] = []
    for mark in _TERM_BODY.finditer(text):
        low = max(found[-1][1] if found else 0, mark.start() - _TERM_REACH)
        if match := _TERM.search(text, low, mark.end()):
            found.append((match.start(), match.end(), _term(match)))
    return found


def _term(match: re.Match[str]) -> Known:
    """A body with its term: 政协第十三届全国委员会, 十三届全国人大常委会."""
    name = _TERM_NAMES.get(match[1], match[1])
    return Known("全国" + match[0], name, "party" if match[1] == "中央委员会" else "people_congress", "name")


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_place(word: str) -> bool:
    return word in grammar.place_words()


def _take_known(scan: Scan, start: int, end: int, known: Known) -> None:
    """A known name as it stands, or as the tail of a local one (市发改委, 重庆市发改委)."""
    if scan.order and scan.order[-1].end > start and not (start <= scan.order[-1].start and scan.order[-1].end <= end):
        return
    index = scan.words.at(start)
    cut = scan.words.starts[index]
    foreign = abroad.organ(scan, start, known.name)
    if foreign:
        scan.accept(Found(foreign[0], end, known.type, "foreign_organ", 0.85, foreign[1], known.name))
        return
    own = known.use != "local" and _stands_alone(known)
    inside = scan.text[cut:start]
    if inside in _STATE:
        scan.accept(Found(cut, end, known.type, "local_short_name", 0.95, head=known.name))
        return
    if inside and not own and (inside in grammar.generic() or _is_place(inside)):
        front = with_places(scan, index, cut, chain=inside in grammar.generic())
        if front is not None:
            scan.accept(Found(front, end, known.type, "local_short_name", 0.9, head=known.name))
        return
    if not own:
        head = Head(known.name, known.type, "place", "", len(known.name))
        front = leftwards(scan, index, head, known=True) if cut == start else None
        if front is not None and front < start:
            scan.accept(Found(front, end, known.type, "local_short_name", 0.9, head=known.name))
            return
        if known.use == "local" or (cut == start and _class_before(scan, start, index)):
            return
    elif index > 0 and cut == start and known.name.startswith("国家"):
        before = scan.words.texts[index - 1]
        if before in grammar.countries() and before != "中国":
            scan.accept(Found(scan.words.starts[index - 1], end, known.type, "foreign_organ", 0.85, head=known.name))
            return
    scan.accept(Found(start, end, known.type, "known_name", 0.97, known.canonical, known.name))


def _class_before(scan: Scan, start: int, index: int) -> bool:
    """Whether a short name is one of many: 各发改委, 全国外汇局系统."""
    return scan.class_before(start, chain=False) or (index > 0 and scan.words.texts[index - 1] == "全国")


def _stands_alone(known: Known) -> bool:
    """Whether a known name cannot be the tail of a local one (国家统计局 cannot, 发改委 can)."""
    whole = known.name == known.canonical and len(known.name) > 5
    return whole or known.type == "international" or known.name.startswith(_NATIONAL)


def _take_head(scan: Scan, i: int, head: Head) -> None:
    words = scan.words
    end = words.starts[i] + head.size
    goes_on = grammar.followers().get(head.suffix)
    follows = words.texts[i + 1] if goes_on and end == words.end(i) and i + 1 < len(words) else ""
    if goes_on and follows in goes_on and not grammar.stays_whole(head.suffix, scan.text, end):
        return
    if head.size == 1 and len(words.texts[i]) > 1 and scan.text[end + 1 : end + 2] != "长":
        return
    tag = words.tags[i]
    phrase = tag in _NO_NOUN or (tag in ("i", "l") and len(head.suffix) == 1 and len(head.inner) > 2)
    if phrase and head.inner and not grammar.generic_inside(head):
        return
    if not head.inner and i and _excluded(words.texts[i - 1] + head.suffix):
        return
    if head.suffix == "办" and tag in ("v", "vn", "vi"):
        return
    first, head = _lengthened(scan, i, head)
    if head.suffix == "所" and i + 1 < len(words) and words.tags[i + 1] in ("v", "vn", "d", "p", "r"):
        return
    start = words.starts[first]
    if end in scan.ends and scan.ends[end].start <= start:
        return
    if first and words.texts[first - 1] in _SENDING and not head.inner:
        return  # 公安部消防局派出工作组
    last = scan.order[-1] if scan.order else None
    if last is not None and last.end == start and last.type == "company" and head.suffix == "证券":
        return  # 某某股份有限公司证券虚假陈述
    foreign = abroad.organ_of(scan, start, end, head)
    if foreign:
        scan.accept(Found(foreign[0], end, head.type, "foreign_organ", 0.85, foreign[1], head.suffix))
        return
    front = begin(scan, first, head)
    if front is None:
        take_unit(scan, first, head, start, end)
        return
    front = abroad.with_partner(scan, front)
    end = _with_bracket(scan.text, end, head)
    name = scan.text[front:end]
    if name in grammar.not_names() or (len(name) < 3 and head.need not in ("place", "sub")):
        return
    owner = next((found for found in scan.order[-3:] if found.start == front and found.end <= start), None)
    confidence = 0.93 if head.need in ("place", "sub") else 0.88
    take_shared(scan, front, head)
    scan.accept(Found(front, end, _type(head, owner), f"suffix_{head.need}", confidence, head=head.suffix))


def _with_bracket(text: str, end: int, head: Head) -> int:
    """The end of a name with a bracket that belongs to it: 会计师事务所（特殊普通合伙）, 中国石油大学（华东）."""
    if head.suffix == "大学":
        campus = _CAMPUS.match(text, end)
        return campus.end() if campus and _is_place(campus[1]) else end
    partners = _PARTNERS.match(text, end) if head.type == "company" else None
    return partners.end() if partners else end


def _excluded(word: str) -> bool:
    return grammar.not_names().get(word) == "word"


def _lengthened(scan: Scan, i: int, head: Head) -> tuple[int, Head]:
    """The head over two or three words where the table has it: 鉴定 + 所, 指挥 + 中心, 人民 + 医院."""
    if head.inner:
        return i, head
    texts, table = scan.words.texts, grammar.suffixes()
    for first in (i - 2, i - 1):
        if first >= 0:
            suffix = "".join(texts[first:i]) + head.suffix
            if suffix in table:
                kind, need = table[suffix]
                return first, Head(suffix, kind, need, "", scan.words.starts[i] + head.size - scan.words.starts[first])
    joined = texts[i - 1] + head.suffix if i else ""
    for size in range(min(len(joined) - 1, 6), len(head.suffix), -1):
        if joined[-size:] in table:
            kind, need = table[joined[-size:]]
            return i - 1, Head(joined[-size:], kind, need, joined[:-size], len(joined))
    return i, head


def _type(head: Head, owner: Found | None) -> str:
    if owner is not None and owner.type == "media" and head.type == "government":
        return "media"
    if owner is None or head.type == "party" or head.suffix not in _HEIRS:
        return head.type
    if owner.type == "school" and head.suffix in _OF_SCHOOLS:
        return "public_institution"
    return owner.type


def _mentions(scan: Scan, taken: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    text = scan.text
    titles = [match.span() for match in _BRACKETS.finditer(text)] if "《" in text else []
    blocked = sorted({*titles, *taken})
    begins = [start for start, _ in blocked]
    reach = 0
    for found in scan.order:
        if found.start < reach:
            continue
        if found.rule.startswith("suffix_") and _COUNTED.match(text, found.end):
            continue  # 新建社区康复工作站300个
        reach = found.end
        place = bisect_right(begins, found.start) - 1
        if place >= 0 and found.start < blocked[place][1]:
            start, end = blocked[place]
            if not (found.type == "media" and (found.start, found.end) == (start + 1, end - 1)):
                continue
        canonical = found.canonical or text[found.start : found.end]
        payload = Name(canonical, found.type)
        yield Mention("institution", found.start, found.end, payload, found.rule, found.confidence)
