"""What a change is compared with, and the period of that base."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors import edtf
from extractors.assembly.draft import Draft
from extractors.assembly.period import Calendar, base_between
from extractors.assembly.role import compares, comparison_in
from extractors.assembly.stretches import month_before, year_before

_WITHIN_YEAR = re.compile("季|月|半年|[末底初]")
_DONE_TO = re.compile("[将把][^，。；]{1,30}$")
_ACTS = frozenset(
    [
        "压减",
        "压缩",
        "下调",
        "上调",
        "上浮",
        "下浮",
        "削减",
        "核减",
        "扣减",
        "增发",
        "偏多",
        "偏少",
        "偏高",
        "偏低",
        "缩水",
        "精简",
        "压降",
        "调增",
        "调减",
        "调高",
        "调低",
        "减轻",
        "降费",
        "加密",
    ]
)
_BARE = frozenset({"增长", "增加", "减少", "下降", "增产", "减产", "上升"})
_LISTED = ("、", "和", "及", "与")
_BESIDE = 8
"""A change is of the figure before it where no more characters than these stand between."""


def compare(text: str, calendar: Calendar, draft: Draft, drafts: Sequence[Draft], start: int) -> None:
    """Set comparison and base of a change whose own words begin at ``start``."""
    figure = draft.figure
    comparison, base = comparison_in(text, start, figure.start)
    if comparison is None and draft.role.verb_start is not None:
        comparison, base = comparison_in(text, figure.clause.start, figure.start)
    explicit = base_between(calendar, start, figure.start)
    if explicit is not None:
        draft.base_period = explicit.edtf
        draft.anchors["base_period"] = f"date@{explicit.start}"
        within = comparison == "year_on_year" and _WITHIN_YEAR.search(text, explicit.start, explicit.end)
        draft.comparison = "since_base" if within else comparison or "since_base"
        return
    if comparison is None:
        comparison = _elided(text, calendar, draft, drafts)
    draft.comparison = comparison
    draft.base_period = base or draft.base_period


def _elided(text: str, calendar: Calendar, draft: Draft, drafts: Sequence[Draft]) -> str | None:
    """Bare 增长 is against the year before, unless the figures around it are compared with something else.

    What somebody does to a figure (压减20%, 将供水能力提高20%) is compared with what it was, and so is the rate behind a
    move from level to level (由548元提高到853元，增长55.7%).
    """
    figure = draft.figure
    own = text[figure.clause.start : figure.start]
    if drafts and drafts[-1].comparison and text[drafts[-1].figure.end : figure.start][:1] in _LISTED:
        draft.anchors["comparison"] = f"figure@{drafts[-1].figure.start}"  # 分别比2012年增加5%和下降28%
        draft.base_period = drafts[-1].base_period
        if "base_period" in drafts[-1].anchors:
            draft.anchors["base_period"] = drafts[-1].anchors["base_period"]
        return drafts[-1].comparison
    if not draft.role.explicit or draft.role.verb in _ACTS or _DONE_TO.search(own) or compares(own):
        return None
    if drafts and _after_turn(text, draft, drafts):
        return None
    for other in reversed(drafts):
        if figure.sentence.start - other.figure.sentence.end > 2:
            break
        if other.kind_of_role == "change" and other.comparison:
            same = other.figure.sentence.start == figure.sentence.start
            marked = "其中" in text[figure.sentence.start : figure.start]
            if same or marked:
                draft.anchors["comparison"] = f"figure@{other.figure.start}"
                return other.comparison
            break
    if draft.role.explicit and draft.mention.kind == "percentage" and (draft.mention.quantity.unit or "") != "个百分点":
        draft.anchors["comparison"] = "usage"
        return "year_on_year"
    if drafts and calendar.main is not None and draft.role.verb in _BARE and _of_level(text, draft, drafts[-1]):
        draft.anchors["comparison"] = "usage"
        return "year_on_year"
    return None


def _after_turn(text: str, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether the figure before (but for other changes) is the level moved to, from one that is not of the year before."""
    other = drafts[-1]
    if (
        len(drafts) > 1
        and other.kind_of_role == "change"
        and other.figure.sentence.start == draft.figure.sentence.start
    ):
        other = drafts[-2]
    turn = other.turn
    verb = draft.role.verb_start
    if turn is None or turn.first or verb is None or verb > draft.figure.clause.start + 1:
        return False
    return not text.startswith(("上年", "去年", "上一年"), turn.at + 1)


def _of_level(text: str, draft: Draft, other: Draft) -> bool:
    """农民人均纯收入2318元，增加97元: whether the figure before is the level that the change is of."""
    mine, theirs = draft.mention, other.mention
    near = text[other.figure.end : draft.figure.start].startswith(("，", ",")) and other.is_level
    close = draft.figure.start - other.figure.end <= _BESIDE
    return near and close and mine.kind == theirs.kind and mine.quantity.unit == theirs.quantity.unit


def settle(text: str, draft: Draft) -> None:
    """Drop a comparison that was only supposed where the figure covers several years (五年间净增612家)."""
    if draft.comparison is None or not draft.anchors.get("comparison") or draft.period is None:
        return
    first, _, last = draft.period.partition("/")
    years = first[:4], last[:4]
    several = all(year.isdigit() for year in years) and int(years[1]) - int(years[0]) > 1
    if several and "均" not in text[draft.figure.clause.start : draft.figure.start]:
        draft.comparison = draft.base_period = None
        del draft.anchors["comparison"]


def _against_last_year(period: str, base: str) -> str:
    """The comparison of a period with one that began in the year before: the same stretch, the one before, another."""
    same = year_before(period) or ""
    if len(base) == len("2020") or same.startswith(base) or base.startswith(same):
        return "year_on_year"
    _, end = edtf.bounds(base)
    begin, _ = edtf.bounds(period)
    adjacent = end is not None and begin is not None and (begin - end).days == 1
    return "period_on_period" if adjacent and not base.endswith("-31") else "since_base"


def base_period(draft: Draft) -> None:
    """Set the period compared with, worked out from the figure's own where the text names none; 比2019年 in 2020 is yearly."""
    if draft.kind_of_role != "change" or draft.comparison is None:
        draft.base_period = (
            draft.base_period if draft.kind_of_role == "change" and "base_period" in draft.anchors else None
        )
        return
    if "base_period" in draft.anchors:
        if draft.comparison == "since_base" and draft.period and draft.base_period:
            years = draft.period[:4], draft.base_period[:4]
            if years[0] == years[1] and len(draft.base_period) > 4:
                draft.comparison = "period_on_period"  # 比一季度, 比2月
            if all(year.isdigit() for year in years) and int(years[0]) - int(years[1]) == 1:
                draft.comparison = _against_last_year(draft.period, draft.base_period)
        return
    if draft.comparison == "year_on_year":
        draft.base_period = year_before(draft.period)
    elif draft.comparison == "period_on_period":
        draft.base_period = month_before(draft.period)
    elif draft.base_period == "year_start" and draft.period and draft.period[:4].isdigit():
        draft.base_period = f"{int(draft.period[:4]) - 1}-12-31"
    else:
        draft.base_period = None
