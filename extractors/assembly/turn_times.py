"""When a move from level to level happened: the time of the level that is left, and that of moves beside it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.assembly import period
from extractors.assembly.draft import Draft
from extractors.assembly.stretches import month_before, year_before

_A_YEAR = 4
_NEAR = 6


def before_turn(text: str, calendar: period.Calendar, draft: Draft) -> None:
    """The earlier time of the level that is left: named behind 由, or as the base before it, else not known."""
    at = draft.turn.at if draft.turn is not None else 0
    anchor = draft.anchors.get("period", "")
    if anchor.startswith("date@") and int(anchor[5:]) > at:
        return
    own = text[at + 1 : draft.figure.start]
    earlier = None
    if own.startswith(("上年", "去年", "上一年")):
        earlier = year_before(draft.period)
    elif own.startswith(("上月", "上个月")):
        earlier = month_before(draft.period)
    elif own.startswith("年初") and draft.period and draft.period[:4].isdigit():
        earlier = f"{int(draft.period[:4]) - 1}-12-31"
    else:
        base = period.base_between(calendar, draft.figure.sentence.start, at)
        earlier = base.edtf if base is not None else None
    draft.period = earlier
    if earlier is not None:
        draft.anchors["period"] = f"text@{at}"


def beside_turn(text: str, draft: Draft, drafts: Sequence[Draft]) -> str | None:
    """总量由2018年的68.9亿元增至2020年的97.3亿元，年均增长18.8%，强度从2.6%提高到3.13%: a further move in the sentence is
    between the same years, and what is told of the change is told of these years.
    """
    figure = draft.figure
    ends: list[Draft] = []
    for other in reversed(drafts[-_NEAR:]):
        if other.figure.start < figure.sentence.start:
            break
        if other.turn is None or other.turn.peer == figure.number:
            continue
        if other.period and len(other.period) == _A_YEAR:
            ends.append(other)
    if len(ends) < 2 or ends[0].turn is None or ends[1].turn is None or ends[0].turn.first or not ends[1].turn.first:
        return None
    first, last = ends[1].period, ends[0].period
    if text.find("；", ends[0].figure.end, figure.start) >= 0 or first is None or last is None or first >= last:
        return None
    draft.anchors["period"] = f"text@{ends[1].figure.start}"
    if draft.turn is not None:
        return first if draft.turn.first else last
    several = draft.kind_of_role == "change" and int(last) - int(first) > 1
    return f"{first}/{last}" if several else last
