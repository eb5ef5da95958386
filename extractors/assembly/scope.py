"""Who acts or whom a figure is about: the institution in force, through coordination and across sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from corpora.document import Document
from extractors.assembly.context import Figure
from extractors.assembly.lexicons import REPORT
from extractors.mention import Mention, Name

_PREPOSITION = re.compile(
    r"(?:与|对|向|据|经|和|在|到|给|赴|从|至|于|同|为|抵达|入住|进驻|通过|来自|按照|按|围绕|开进|把|将|了|着|进|入驻|位于|包括|及其)$"
)
_AGENT = re.compile(r"(?:由|被|让|经)$")
_REPORTED = re.compile(rf"^[^，。；\n0-9]{{0,14}}(?:{REPORT.pattern})|^的?(?:数据|统计)|^[^，。；\n]{{0,4}}(?:网|APP)")
_MEMBER = re.compile(r"^(?:[^，。；]{0,30}[、和及][^，。；]{0,20})?等?(?:共)?[\d一二三四五六七八九十两]+[家个所名户]")
_COUNTED = re.compile(r"[\d一二三四五六七八九十两][家个所名户]")
_LISTED = re.compile(r"(?:[、和与及]|以及|及?所属|、[^，。；\\d]{0,10}、?)")
_LISTED_WITHIN = 16
"""No pattern of a list is longer, in characters."""
_OF = re.compile(r"^(?:的|党委书记|书记|局长|厅长|部长|院长|主任|负责人|有关负责人|新闻发言人|发言人|记者|副|原)")


class Actor(Struct, frozen=True, gc=False):
    """An institution in the role of subject or agent. ``reports``: it only makes a figure known (国家统计局公布)."""

    start: int
    end: int
    name: str
    reports: bool = False


def actors(text: str, mentions: Sequence[Mention]) -> list[Actor]:
    """The institutions of the text that can be an actor, in text order."""
    found: list[Actor] = []
    excluded = -1  # end of the last institution that is an object
    for mention in mentions:
        if mention.kind != "institution" or not isinstance(mention.payload, Name):
            continue
        before = text[max(0, mention.start - 4) : mention.start]
        after = text[mention.end : mention.end + 40]
        listed = 0 <= excluded >= mention.start - _LISTED_WITHIN and _LISTED.fullmatch(text, excluded, mention.start)
        if (listed or _PREPOSITION.search(before)) and not _AGENT.search(before):
            reports = before.endswith("据") and _REPORTED.match(after) is not None
            if not reports:
                excluded = mention.end
                continue
        if _OF.match(after) and not after.startswith("的"):
            continue
        if _COUNTED.search(after) and _MEMBER.match(after):
            continue
        found.append(Actor(mention.start, mention.end, mention.payload.canonical, _REPORTED.match(after) is not None))
    return found


def coordinated(text: str, found: Sequence[Actor], place: int) -> str:
    """The name of the actor, joined with those that are coordinated with it (厦门、拱北、太原海关)."""
    first = place
    while first and text[found[first - 1].end : found[first].start] in ("、", "和", "与", "及"):
        first -= 1
    return "、".join(actor.name for actor in found[first : place + 1])


def default_actor(document: Document, mentions: Sequence[Mention], found: Sequence[Actor]) -> tuple[str | None, str]:
    """The organ behind the document: its publisher, the first organ of its title line, else the one that acts most.

    The last counts only where it speaks or acts in at least two places and more often than any other.
    """
    if document.publisher:
        return document.publisher, "publisher"
    head = document.text.find("\n")
    for mention in mentions:
        if mention.start >= max(head, 1):
            break
        if mention.kind == "institution" and isinstance(mention.payload, Name) and not _is_media(mention.payload):
            return mention.payload.canonical, "title"
    counts = Counter(actor.name for actor in found)
    ranked = counts.most_common(2)
    if ranked and ranked[0][1] > 1 and (len(ranked) < 2 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0], "document"
    return None, ""


def _is_media(name: Name) -> bool:
    return name.institution_type == "media" or name.canonical.endswith(("网", "社", "电视台", "日报", "新闻"))


def actor_of(text: str, found: Sequence[Actor], figure: Figure, place: int, acts: bool) -> tuple[int | None, int]:
    """The last actor of the sentence before the figure, as an index, and where to look on from.

    An organ that only reports counts where the figure has an action but no other actor in the sentence.
    """
    while place < len(found) and found[place].start < figure.start:
        place += 1
    reporter = None
    for index in range(place - 1, -1, -1):
        actor = found[index]
        if actor.start < figure.sentence.start:
            break
        if not actor.reports:
            return index, place
        reporter = index if reporter is None and acts else reporter
    return reporter, place
