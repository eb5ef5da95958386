"""What a run writes of new documents, counted while their rows are at hand: at its commit a million facts need no scan.

Loads nothing of the database: the counts of a document are made where it is extracted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec import Struct

from outputs.rows import FACT_COLUMNS, Columns, Row

NO_FIGURES = ("date", "institution", "document")
"""The kinds of facts that are no figures."""

_PARTS = [*map(FACT_COLUMNS.index, ("kind", "rule", "confidence"))]
_NAMED = [*map(FACT_COLUMNS.index, ("indicator_id", "period_start", "region_code", "institution_id"))]
_UNSURE = 0.5
_Key = tuple[str, str, float, bool, bool, bool, bool]


def thousandths(confidence: float) -> int:
    """A confidence in thousandths, which add up without rounding; as SQLite and PostgreSQL round it."""
    return int(confidence * 1000 + 0.5)


class Counts(Struct, frozen=True, gc=False):
    """Of a document: its facts, those that are figures, the uncertain ones; then by kind and rule what ``quality_tally`` sums."""

    facts: int
    figures: int
    uncertain: int
    quality: dict[tuple[str, str], list[int]]


def of_documents(columns: Columns, sizes: Sequence[int]) -> list[Counts]:
    """The counts of documents, given the columns of their facts and how many each has."""
    kind, rule, confidence = (columns[place] or () for place in _PARTS)
    named = ([one is not None for one in columns[place] or [None] * len(kind)] for place in _NAMED)
    facts = zip(kind, rule, confidence, *named, strict=True)
    return [_counts(Counter(islice(facts, size)), size) for size in sizes]


def _counts(found: Counter[_Key], size: int) -> Counts:
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
    return Counts(size, size - others, uncertain, quality)


class Counted:
    """Counts of one run. ``whole`` is false where a run is gone on with: what it had written before is not in them."""

    def __init__(self) -> None:
        self.whole = True
        self._changes: Counter[tuple[str, str]] = Counter()
        self._quality: dict[tuple[str, str], list[int]] = {}

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
