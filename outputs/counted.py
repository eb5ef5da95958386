"""What a run writes of new documents, counted while their rows are at hand: at its commit a million facts need no scan.

Loads nothing of the database: the counts of a document are made where it is extracted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct

from outputs.rows import FACT_COLUMNS, Columns, Row

NO_FIGURES = ("date", "institution", "document")
"""The kinds of facts that are no figures."""

_PARTS = [*map(FACT_COLUMNS.index, ("kind", "rule", "confidence"))]
_NAMED = [*map(FACT_COLUMNS.index, ("indicator_id", "period_start", "region_code", "institution_id"))]
_OWNED = [*map(FACT_COLUMNS.index, ("institution_id", "kind", "period_start", "period_end"))]
_UNSURE = 0.5
_Key = tuple[str, str, float, bool, bool, bool, bool]


def thousandths(confidence: float) -> int:
    """A confidence in thousandths, which add up without rounding; as SQLite and PostgreSQL round it."""
    return int(confidence * 1000 + 0.5)


Institution = tuple[int, int, str | None, str | None]


class Counts(Struct, frozen=True, gc=False):
    """Of a document: its facts, those that are figures, the uncertain ones; by kind and rule what ``quality_tally`` sums; by
    institution its mentions, other facts, first and last day of what they tell.
    """

    facts: int
    figures: int
    uncertain: int
    quality: dict[tuple[str, str], list[int]]
    institutions: dict[str, Institution]


def of_documents(columns: Columns, sizes: Sequence[int]) -> list[Counts]:
    """The counts of documents, given the columns of their facts and how many each has."""
    kind, rule, confidence = (columns[place] or () for place in _PARTS)
    named = ([one is not None for one in columns[place] or [None] * len(kind)] for place in _NAMED)
    facts = zip(kind, rule, confidence, *named, strict=True)
    owned = zip(*(columns[place] or [None] * len(kind) for place in _OWNED), strict=True)
    return [_counts(Counter(islice(facts, size)), size, _institutions(Counter(islice(owned, size)))) for size in sizes]


def _institutions(found: Counter[tuple[str | None, str, str | None, str | None]]) -> dict[str, Institution]:
    counted: dict[str, Institution] = {}
    for (name, kind, since, until), many in found.items():
        if name is None:
            continue
        mentions, figures = (many, 0) if kind == "institution" else (0, many)
        own = counted.get(name)
        if own is not None:
            mentions, figures, since, until = (
                mentions + own[0],
                figures + own[1],
                _least(since, own[2]),
                _most(until, own[3]),
            )
        counted[name] = (mentions, figures, since, until)
    return counted


def _least(one: str | None, other: str | None) -> str | None:
    return one if other is None or (one is not None and one < other) else other


def _most(one: str | None, other: str | None) -> str | None:
    return one if other is None or (one is not None and one > other) else other


def _counts(found: Counter[_Key], size: int, institutions: dict[str, Institution]) -> Counts:
    quality: dict[tuple[str, str], list[int]] = {}
    uncertain = others = 0
    for (kind, rule, confidence, indicator, period, region, institution), many in found.items():
        key = (kind, rule)
        own = quality.get(key)
        if own is None:
            own = quality[key] = [0] * 7
        own[0] += many
        own[1] += thousandths(confidence) * many
        if confidence < _UNSURE:
            own[2] += many
            uncertain += many
        if indicator:
            own[3] += many
        if period:
            own[4] += many
        if region:
            own[5] += many
        if institution:
            own[6] += many
        if kind in NO_FIGURES:
            others += many
    return Counts(size, size - others, uncertain, quality, institutions)


class Counted:
    """Counts of one run. ``whole`` is false where a run is gone on with: what it had written before is not in them;
    ``all_new`` where it wrote documents that are compared with what was there, or judged.
    """

    def __init__(self) -> None:
        self.whole = self.all_new = True
        self._changes: Counter[tuple[str, str]] = Counter()
        self._quality: dict[tuple[str, str], list[int]] = {}
        self._institutions: dict[str, list[Any]] = {}

    def add(self, counts: Counts) -> None:
        """Count a new document."""
        quality = self._quality
        for key, sums in counts.quality.items():
            own = quality.get(key)
            if own is None:
                own = quality[key] = [0] * 7
            facts, confidence, uncertain, indicator, period, region, institution = sums
            own[0] += facts  # one by one: a loop over seven sums takes twice as long
            own[1] += confidence
            own[2] += uncertain
            own[3] += indicator
            own[4] += period
            own[5] += region
            own[6] += institution
        institutions = self._institutions
        for name, (mentions, figures, since, until) in counts.institutions.items():
            held = institutions.get(name)
            if held is None:
                institutions[name] = [1, mentions, figures, since, until]
                continue
            held[0] += 1
            held[1] += mentions
            held[2] += figures
            if since is not None and (held[3] is None or since < held[3]):
                held[3] = since
            if until is not None and (held[4] is None or until > held[4]):
                held[4] = until

    def change(self, op: str, kind: str) -> None:
        """Count a change of a fact of a document that was known."""
        self._changes[op, kind] += 1

    @property
    def changes(self) -> Mapping[tuple[str, str], int]:
        """Facts by what became of them (``added``, ``changed``, ``retracted``) and kind."""
        found = self._changes.copy()
        for (kind, _), (many, *_) in self._quality.items():
            found["added", kind] += many
        return dict(sorted(found.items()))

    def quality(self) -> list[Row]:
        """Rows of ``quality_tally`` over the facts of new documents, none of which anybody has judged."""
        return [(*key, *sums, 0, 0, 0, 0) for key, sums in sorted(self._quality.items())]

    def institutions(self) -> dict[str, list[Any]]:
        """By institution what ``institution_tally`` holds of new documents: documents, mentions, figures, first and last day."""
        return self._institutions
