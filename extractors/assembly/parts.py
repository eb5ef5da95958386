"""Part and whole: 其中, brackets, 包括…在内, and what a part takes over from its total."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import OCCURRENCES, has_head
from extractors.assembly.words import Words

_MARK = "其中"
_ALIKE = (frozenset({"人", "名", "位", "例"}), frozenset({"个", "家", "名"}))
_PLACES = ("省", "市", "区", "县", "州", "旗", "镇", "乡", "街道")
_OF_THESE = re.compile(r"[^，。；]{1,24}(?:中|里)?[，,]?(?:有|仅有|只有)$")
_ADDED_ONES = re.compile(r"[\s　]*(?:在?[^，。；]{0,6})?新增[^，。；]{2,12}中[，,：:]")
_REACH = 12


def total_of(text: str, words: Words, draft: Draft, drafts: Sequence[Draft]) -> int | None:
    """The place in ``drafts`` of the total that this figure is part of, or None."""
    figure = draft.figure
    if draft.role.explicit or draft.mention.kind in ("duration", "rank", "ratio") or not drafts:
        return None
    if figure.bracket is not None and _comparable(draft, drafts[figure.bracket]):
        return figure.bracket
    if figure.bracket is not None:
        return None
    mark = text.rfind(_MARK, figure.sentence.start, figure.start)
    if mark < 0:
        return _counted_among(text, draft, drafts)
    for place in range(len(drafts) - 1, -1, -1):
        other = drafts[place]
        if other.figure.start > mark:
            continue
        if mark - other.figure.end > 120 or text.find("\n", other.figure.end, mark) >= 0:
            return None
        if other.total is not None and other.figure.bracket is not None and figure.bracket is None:
            continue
        if _comparable(draft, other) and _at_most(draft, other):
            return place
    return None


def whole_of(text: str, draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The total of a figure, or the last addition told before a sentence that divides additions (新增病例中，…4例)."""
    if draft.total is not None:
        return drafts[draft.total]
    figure = draft.figure
    if (
        draft.mention.kind != "count"
        or text.find("新增", figure.sentence.start, min(figure.start, figure.sentence.start + 40)) < 0
    ):
        return None
    if figure.bracket is not None or _ADDED_ONES.match(text, figure.sentence.start, figure.start) is None:
        return None
    for other in reversed(drafts[-_REACH:]):
        if other.kind_of_role == "change" and other.unit == draft.unit and other.figure.end <= figure.sentence.start:
            return other
    return None


def _counted_among(text: str, draft: Draft, drafts: Sequence[Draft]) -> int | None:
    """13个城市有11个排在…: the second figure counts members of the first."""
    figure = draft.figure
    if figure.previous is None:
        return None
    other = drafts[-1]
    gap = text[other.figure.end : figure.start]
    if (
        _OF_THESE.fullmatch(gap)
        and other.mention.quantity.unit == draft.mention.quantity.unit
        and _at_most(draft, other)
    ):
        return len(drafts) - 1
    return None


def _comparable(draft: Draft, other: Draft) -> bool:
    mine, theirs = draft.mention.quantity, other.mention.quantity
    if draft.mention.kind != other.mention.kind or draft.mention.kind == "percentage":
        return False
    alike = any(mine.unit in units and theirs.unit in units for units in _ALIKE)
    return other.kind_of_role != "share" and (mine.unit == theirs.unit or draft.mention.kind == "money" or alike)


def _at_most(draft: Draft, other: Draft) -> bool:
    mine, theirs = draft.mention.quantity.value, other.mention.quantity.value
    return mine is None or theirs is None or mine <= theirs


def qualified(draft: Draft, drafts: Sequence[Draft], name: str | None) -> str | None:
    """A part named by an attribute only (大陆32名, 境外输入17例, 云南8例) takes the head noun of its total."""
    if name is None or draft.total is None or draft.rule not in ("object_before", "subject_before", "verb_before"):
        return name
    total = drafts[draft.total].indicator
    if total and total.endswith("人数"):
        return name
    if not total or draft.mention.kind != "count":
        return name
    if name.removesuffix("人数") in OCCURRENCES and draft.figure.bracket is not None:
        return name.removesuffix("人数") + "人数"  # 12例（死亡4人）
    if name.endswith(_PLACES) or (draft.figure.bracket is not None and not has_head(name)):
        return total
    if has_head(name) or len(name) > 3 or name[-2:] == total[-2:]:
        return name
    return name + _head(total)


def _head(total: str) -> str:
    return total.split("的")[-1]
