"""Names that share a part with their neighbour: units of one body after 、, places before one last word."""

from __future__ import annotations

import re

from extractors import institution_grammar as grammar
from extractors.institution_grammar import Head
from extractors.institution_scan import Found, Scan
from extractors.institution_steps import modifier

_TITLES = (
    "(?:原|副|前|正|常务)*(?:处长|科长|局长|厅长|部长|主任|书记|理事长|董事长|院长|校长|所长|行长|总经理|会长|主席|秘书长|干部|科员"
    "|职员|成员|委员|常委|负责人)"
)
_JOINED = re.compile(f"(?:{_TITLES}){{0,3}}[、和]([^、，,和。；;：:]{{0,10}})")
_POSTS = re.compile("(?:原|副|常务)*(?:书记|委员|成员|常委|主席|主任)")
_SHARED_HEADS = frozenset({"海关", "铁路局", "海事局", "军区", "铁路公安局"})
_PARTY_UNITS = frozenset({"党委", "纪委", "党组", "工会", "团委", "党总支", "党支部"})
_UNIT_TYPES = frozenset({"government", "party", "association", "court", "procuratorate", "public_institution"})
_TOO_COMMON = frozenset(
    {"中心", "委员会", "中队", "大队", "公司", "政府", "法院", "检察院", "医院", "学校", "大学", "海关"}
)
_LEVEL = frozenset("局委办厅会处科室院部署")


def take_unit(scan: Scan, i: int, head: Head, start: int, end: int) -> None:
    """A unit after 、 behind another of the same body (市公安局、司法局), or a bare 党委 with a post in a curriculum."""
    if not scan.order:
        return
    last = scan.order[-1]
    gap = scan.text[last.end : start]
    if len(gap) > 24 or "。" in gap or "\n" in gap:
        return
    if head.suffix in _PARTY_UNITS and not head.inner:
        if last.type != "media" and _POSTS.match(scan.text, end) and gap[-1:] in "、，,":
            scan.accept(Found(start, end, head.type, "unit_of_previous", 0.75, head=head.suffix))
        return
    joined = _JOINED.fullmatch(gap)
    if not joined or head.type not in _UNIT_TYPES:
        return
    begin = last.end + joined.start(1)
    bare = begin == start and not head.inner
    if bare and (head.suffix in _TOO_COMMON or len(head.suffix) < 2):
        return
    if not all(modifier(scan.words.texts[k], scan.words.tags[k]) for k in range(scan.index_at(begin), i)):
        return
    before = last.head[-1:] or scan.text[last.end - 1]
    if head.suffix[-1] != before and not {head.suffix[-1], before} <= _LEVEL:
        return
    kind = last.type if head.need == "sub" else head.type
    scan.accept(Found(begin, end, kind, "unit_of_previous", 0.8, head=head.suffix))


def take_shared(scan: Scan, begin: int, head: Head) -> None:
    """厦门、拱北、太原海关: the places before share the last word; each is a name of its own."""
    if head.suffix not in _SHARED_HEADS:
        return
    words = scan.words
    j = scan.index_at(begin) - 1
    places: list[int] = []
    while j > 0 and words.texts[j] in ("、", "和") and grammar.is_place(words.texts[j - 1], words.tags[j - 1]):
        places.append(j - 1)
        j -= 2
    for k in reversed(places):
        rule = f"shared_head:{head.suffix}"
        scan.accept(Found(words.starts[k], words.end(k), head.type, rule, 0.85, head=head.suffix))
