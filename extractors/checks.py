"""Arithmetic self-checks of one document: what does not add up is shown to a person and never corrected.

Two figures agree when they differ by no more than half a unit of the last digit stated, per figure involved. The checks
read finished facts, so that they say the same of a document just read and of one in the knowledge base.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractors.fact import Fact
from extractors.mention import NUMERIC_KINDS

_LISTED_UNITS = frozenset(["家", "个", "所", "名", "省", "市", "县", "地", "区", "国"])
_BETWEEN = re.compile(r"[、和与及]|以及")
_BARE = re.compile(r"[+-]?[0-9,]+(?:\.[0-9]+)?")
_ROW_OF_TOTALS = re.compile(r"(?:合\s*计|总\s*计|小\s*计)$")
_HUNDRED = Decimal(100)


class Finding(NamedTuple):
    """An arithmetic disagreement for a person to look at; nothing is corrected.

    ``kind``: ``parts_exceed_total`` | ``parts_differ_from_total`` | ``share_differs`` | ``from_to_differs`` |
    ``list_differs_from_count`` | ``change_differs_from_earlier`` | ``observations_differ`` (the last two between
    documents, by :mod:`outputs.findings`). ``facts`` are the ids of the figures concerned, ``message`` says what was
    found and what the text says; ``worked`` is what would agree, ``stated`` what the text says, in the unit of the
    figure that states it.
    """

    kind: str
    facts: tuple[str, ...]
    message: str
    worked: Decimal
    stated: Decimal


def findings(text: str, facts: Sequence[Fact]) -> list[Finding]:
    """Parts against their total, shares against their parts, levels from–to against the stated change, lists against
    their count; in text order. ``facts`` are those of one document in text order, ``text`` is its text.
    """
    figures = [fact for fact in facts if fact.kind in NUMERIC_KINDS]
    places = {fact.fact_id: place for place, fact in enumerate(figures)}
    found = [*_parts(text, figures), *_shares(figures), *_from_to(text, figures), *_lists(text, facts)]
    return sorted(found, key=lambda finding: (min(places.get(one, len(places)) for one in finding.facts), finding))


def _parts(text: str, figures: Sequence[Fact]) -> Iterator[Finding]:
    """乡镇站31个、街道站15个 of 46个."""
    by_id = {fact.fact_id: fact for fact in figures}
    by_total: dict[str, list[Fact]] = defaultdict(list)
    for fact in figures:
        if fact.part_of is not None and fact.role != "share":
            by_total[fact.part_of].append(fact)
    for total, members in by_total.items():
        whole = by_id.get(total)
        known = [value for fact in members if (value := exact(fact)) is not None]
        if whole is None or whole.role == "share" or (amount := exact(whole)) is None or len(known) < len(members):
            continue
        concerned = (whole, *members)
        ids = tuple(fact.fact_id for fact in concerned)
        allowed = sum(map(slack, concerned), Decimal(0))
        if max(known) - amount > allowed:
            message = f"a part ({max(known)}) is larger than its total ({amount})"
            yield Finding("parts_exceed_total", ids, message, max(known), amount)
        elif _complete(text, whole, members) and abs(sum(known) - amount) > allowed:
            message = f"the parts sum to {sum(known)}, the total says {amount}"
            yield Finding("parts_differ_from_total", ids, message, sum(known, Decimal(0)), amount)


def _complete(text: str, whole: Fact, members: Sequence[Fact]) -> bool:
    """Whether the parts are meant to be all: the rows of a 合计, or a list of at least two that fills a bracket."""
    if whole.cell is not None:
        path = whole.cell.get("row_path")
        label = str(path[-1]) if isinstance(path, list | tuple) and path else ""
        return len(members) > 1 and bool(_ROW_OF_TOTALS.search(label))
    opened = text[whole.end : members[0].start]
    last = members[-1].end
    return len(members) > 1 and opened[:1] in "（(" and text[last : last + 1] in "）)"


def _shares(figures: Sequence[Fact]) -> Iterator[Finding]:
    """其中乡镇站31个，占67.4%: a share right behind its part, where the total is known."""
    by_id = {fact.fact_id: fact for fact in figures}
    for part, share in itertools.pairwise(figures):
        total = by_id.get(part.part_of or "")
        if total is None or share.role != "share" or share.unit != "%" or share.sentence != part.sentence:
            continue
        some, whole, stated = exact(part), exact(total), exact(share)
        about_both = (share.indicator or "").startswith(part.indicator or "\n") and share.start - part.end < 12
        if some is None or not whole or stated is None or not about_both or part.unit != total.unit:
            continue
        worked = some / whole * _HUNDRED
        allowed = slack(share) + (slack(part) + slack(total) * worked / _HUNDRED) / whole * _HUNDRED
        if abs(worked - stated) > allowed + Decimal("0.005"):
            ids = (total.fact_id, part.fact_id, share.fact_id)
            message = f"{some} of {whole} is {worked:.2f}%, the text says {stated}%"
            yield Finding("share_differs", ids, message, worked, stated)


def _from_to(text: str, figures: Sequence[Fact]) -> Iterator[Finding]:
    """由71.2%上升至83.9%，上升12.7个百分点."""
    for first, second, change in zip(figures, figures[1:], figures[2:], strict=False):
        if change.role != "change" or first.role != "level" or second.role != "level":
            continue
        gap = text[first.end : second.start]
        if len(gap) > 8 or not gap.rstrip("了").endswith(("至", "到", "为")) or change.start - second.end > 12:
            continue
        if change.unit not in (first.unit, "个百分点") or (change.unit == "%" and first.unit == "%"):
            continue
        low, high, stated = exact(first), exact(second), exact(change)
        if low is None or high is None or stated is None:
            continue
        if abs(abs(high - low) - stated) > slack(first) + slack(second) + slack(change):
            ids = (first.fact_id, second.fact_id, change.fact_id)
            message = f"from {low} to {high} is {high - low}, the text says {stated}"
            yield Finding("from_to_differs", ids, message, abs(high - low), stated)


def _lists(text: str, facts: Sequence[Fact]) -> Iterator[Finding]:
    """甲局、乙局、丙局3家单位: as many names as counted; 甲局、乙局等5家: no more than counted."""
    for place, fact in enumerate(facts):
        if fact.kind != "count" or fact.unit not in _LISTED_UNITS or (stated := exact(fact)) is None:
            continue
        end = fact.start
        open_list = text[end - 1 : end] == "等"
        end -= open_list
        names = 0
        for other in reversed(facts[:place]):
            joined = other.end == end or (names and _BETWEEN.fullmatch(text, other.end, end))
            if other.kind != "institution" or not joined:
                break
            names, end = names + 1, other.start
        bounded = text[end - 1 : end] not in "、和与及" if end else True
        if names > 1 and bounded and (names > stated if open_list else names != stated):
            message = f"{names} names are listed, the text counts {stated}"
            yield Finding("list_differs_from_count", (fact.fact_id,), message, Decimal(names), stated)


def exact(fact: Fact) -> Decimal | None:
    """The value where it is stated as such, None for bounds and ranges."""
    return fact.value if fact.bound == "exact" else None


def slack(fact: Fact) -> Decimal:
    """Half of the last digit stated: 4.7万 is known to within 500, a whole number without 万 to the last one."""
    wording = fact.text
    digits = wording.split(".")[-1] if "." in wording else ""
    places = len(digits) - len(digits.lstrip("0123456789"))
    scale = Decimal(10_000) if "万" in wording else Decimal(1)
    scale = scale * Decimal(100_000_000) if "亿" in wording else scale
    if fact.cell is not None and fact.value and _BARE.fullmatch(wording):
        scale = abs(fact.value / Decimal(wording.lstrip("+-").replace(",", "")))  # 45 in a table in 万元
    percent = fact.unit in ("%", "‰", "个百分点")
    return scale / (2 * Decimal(10) ** places) if places or scale > 1 or percent else Decimal(0)
