"""Who acts or whom a figure is about: the institution in force, through coordination and across sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.document import Document
from extractors.assembly.context import Figure
from extractors.assembly.lexicons import REPORT
from extractors.mention import Mention, Name

_PREPOSITION = re.compile(r"(?:与|对|向|据|经|和|在|到|给|赴|从|至|于|同|为|抵达|入住|进驻|通过|来自|按照|按|围绕|开进|把|将)$")
_AGENT = re.compile(r"(?:由|被|让|经)$")
_REPORTED = re.compile(rf"^[^，。；\n0-9]{{0,14}}(?:{REPORT.pattern})|^的?(?:数据|统计)|^[^，。；\n]{{0,4}}(?:网|APP)")
_MEMBER = re.compile(r"^(?:[^，。；]{0,30}[、和及][^，。；]{0,20})?等?(?:共)?[\d一二三四五六七八九十两]+[家个所名户]")
_OF = re.compile(r"^(?:的|党委书记|书记|局长|厅长|部长|院长|主任|负责人|有关负责人|新闻发言人|发言人|记者|副|原)")


@dataclass(frozen=True, slots=True)
class Actor:
    """An institution in the role of subject or agent: where it stands, whom it names."""

    start: int
    end: int
    name: str


def actors(text: str, mentions: Sequence[Mention]) -> list[Actor]:
    """The institutions of the text that can be an actor, in text order."""
    found: list[Actor] = []
    for mention in mentions:
        if mention.kind != "institution" or not isinstance(mention.payload, Name):
            continue
        before = text[max(0, mention.start - 4) : mention.start]
        after = text[mention.end : mention.end + 40]
        if _PREPOSITION.search(before) and not _AGENT.search(before):
            continue
        if _OF.match(after) and not after.startswith("的"):
            continue
        if _REPORTED.match(after) or _MEMBER.match(after):
            continue
        found.append(Actor(mention.start, mention.end, mention.payload.canonical))
    return found


def coordinated(text: str, found: Sequence[Actor], place: int) -> str:
    """The name of the actor, joined with those that are coordinated with it (厦门、拱北、太原海关)."""
    first = place
    while first and text[found[first - 1].end : found[first].start] in ("、", "和", "与", "及"):
        first -= 1
    return "、".join(actor.name for actor in found[first : place + 1])


def default_actor(document: Document, mentions: Sequence[Mention]) -> tuple[str | None, str]:
    """The organ behind the document: its publisher, else the first organ of its title line."""
    if document.publisher:
        return document.publisher, "publisher"
    head = document.text.find("\n")
    for mention in mentions:
        if mention.start >= max(head, 1):
            break
        if mention.kind == "institution" and isinstance(mention.payload, Name) and mention.payload.institution_type != "media":
            return mention.payload.canonical, "title"
    return None, ""


def actor_of(text: str, found: Sequence[Actor], figure: Figure, place: int) -> tuple[Actor | None, int, int]:
    """The last actor of the sentence before the figure; its index; where to look on from."""
    while place < len(found) and found[place].start < figure.start:
        place += 1
    if place and found[place - 1].start >= figure.sentence.start:
        return found[place - 1], place - 1, place
    return None, -1, place
