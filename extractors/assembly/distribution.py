"""Lists of figures, and what each figure of a list refers to (分别)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.assembly import subjects
from extractors.assembly.cleaning import clean
from extractors.assembly.context import Figure
from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import COMPARATOR, DIRECTIONS
from extractors.assembly.role import role_of
from extractors.assembly.words import Words
from extractors.assembly.words_before import before
from extractors.mention import Mention

_OWN_VERB = re.compile(r"^[、和及与或]?(?:以及)?\s*$")
_QUOTED = re.compile(r"(?:“[^”]*”|均|都|双双|实现|呈|持续|继续|全面|同比|保持)+[^、]{0,6}$")
_COORDINATED = re.compile(r"[、和与及]")
_NUMERAL = re.compile(r"[\d，；。]")
_AVERAGES = ("日均", "人均", "平均", "月均", "户均", "单日")
_REFERRED = frozenset({"count", "money", "measure", "percentage"})
_REACH = 160
"""How far behind the last of them, in characters, 分别 still refers to figures."""


def _named_before(words: Words, text: str, leader: Figure, count: int) -> list[str]:
    """事故起数、死亡人数“双下降”，分别下降两成和14.3%: the members named in the clause before, which holds no figure."""
    stop = leader.clause.start - 1
    start = max(text.rfind(mark, leader.sentence.start, stop) for mark in "，；") + 1
    start = max(start, leader.sentence.start)
    if stop - start < 4 or "、" not in text[start:stop] or any(letter.isdigit() for letter in text[start:stop]):
        return []
    subject = _QUOTED.sub("", text[start:stop])
    parts = _COORDINATED.split(subject)
    if len(parts) != count or not all(2 <= len(part) <= 10 for part in parts):
        return []
    return parts


def _named_right_before(left: str, count: int) -> list[str]:
    """受灾人次、因灾死亡失踪人数和农作物受灾面积分别下降24.4%、2.8%和37.2%: as many members as figures, as they stand."""
    subject = left[: left.rfind("分别")]
    if (found := COMPARATOR.search(subject)) is not None:
        subject = subject[: found.start()] or subject[found.end() :]
    subject = subject.strip("，其中")
    if "、" not in subject and count > 2:
        return []
    parts = [part for part in _COORDINATED.split(subject) if part]
    if len(parts) != count or not all(2 <= len(part) <= 16 for part in parts) or _NUMERAL.search(subject):
        return []
    return subjects.members(subject, count) or parts


def _timed_before(group: Sequence[Figure], drafts: Sequence[Draft]) -> list[str]:
    """进口、出口通关时间分别为19.6小时和0.3小时，较2017年分别压缩86.2%和97.5%: as many lengths of time right before."""
    timed = [
        draft.indicator or ""
        for draft in drafts[-len(group) :]
        if draft.mention.kind == "duration"
        and draft.kind_of_role == "level"
        and draft.figure.sentence.start == group[0].sentence.start
    ]
    return timed if len(timed) == len(group) and all(timed) else []


def groups(found: Sequence[Figure], text: str) -> list[list[Figure]]:
    """Lists of figures: those between which nothing but list marks (or list mark and verb of change) stands."""
    out: list[list[Figure]] = []
    for figure in found:
        if out and figure.previous == out[-1][-1].number and _continues(text[out[-1][-1].end : figure.start]):
            out[-1].append(figure)
        else:
            out.append([figure])
    return out


def _continues(gap: str) -> bool:
    if _OWN_VERB.match(gap):
        return bool(gap.strip())
    if gap[0] not in "、和及与":
        return False
    rest = gap[1:].removesuffix("了")
    return rest in DIRECTIONS and len(rest) > 1


def distribution(
    words: Words, text: str, mentions: Sequence[Mention], group: Sequence[Figure], drafts: Sequence[Draft]
) -> list[str] | None:
    """What each figure of a list refers to: members of a coordinated subject, or the figures before (分别)."""
    if len(group) < 2:
        return None
    leader = group[0]
    start = words.starts[leader.left] if leader.left < len(words) else leader.start
    left = text[leader.clause.start : leader.start]
    own = role_of(mentions[leader.mention].kind, text, start, leader.start, text[leader.start : leader.end])
    stop = own.verb_start if own.verb_start is not None else leader.start
    if "分别" in left and own.role == "change" and (named := _named_right_before(left, len(group))):
        return named
    probe = Draft(leader, mentions[leader.mention], own)
    subject = subjects.subject_of_change(words, text, probe, stop)
    if own.role == "level" and not subject:
        found = before(words, leader.left, leader.word)
        subject = clean(found.object or found.subject)
    spread = subjects.members(subject, len(group)) if subject else []
    if spread:
        return spread
    if subject and own.role != "share":
        return [subject] * len(group) if "分别" in left and own.role == "change" else None
    recent = drafts[-4 * len(group) - 12 :]
    levels = [d for d in recent if d.is_level and leader.start - d.figure.end < 160 and d.mention.kind in _REFERRED]
    if "分别" in left and own.role == "change" and (timed := _timed_before(group, drafts)):
        return timed
    if "分别" in left and (named := _named_before(words, text, leader, len(group))):
        return named
    if len(levels) > len(group):
        whole = [d for d in levels if not (d.indicator or "").startswith(_AVERAGES)]
        levels = whole if len(whole) >= len(group) else levels
    if "分别" in left and len(levels) >= len(group) and (own.role == "change" or own.verb_start):
        return [level.indicator or "" for level in levels[-len(group) :]]
    return None
