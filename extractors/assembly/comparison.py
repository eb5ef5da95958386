"""What a change is compared with, and the period of that base."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.assembly.draft import Draft
from extractors.assembly.period import Calendar, base_between
from extractors.assembly.role import compares, comparison_in
from extractors.assembly.stretches import month_before, year_before


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
        draft.comparison = comparison or "since_base"
        return
    if comparison is None:
        comparison = _elided(text, draft, drafts)
    draft.comparison = comparison
    draft.base_period = base


def _elided(text: str, draft: Draft, drafts: Sequence[Draft]) -> str | None:
    """Bare 增长 is against the year before, unless the figures around it are compared with something else."""
    figure = draft.figure
    if not draft.role.explicit or compares(text[figure.clause.start : figure.start]):
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
    return None


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
                draft.comparison = "year_on_year"
        return
    if draft.comparison == "year_on_year":
        draft.base_period = year_before(draft.period)
    elif draft.comparison == "period_on_period":
        draft.base_period = month_before(draft.period)
    elif draft.base_period == "year_start" and draft.period and draft.period[:4].isdigit():
        draft.base_period = f"{int(draft.period[:4]) - 1}-12-31"
    else:
        draft.base_period = None
