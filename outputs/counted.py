"""What a run writes of new documents, counted while their rows are at hand: at its commit a million facts need no scan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from outputs import views
from outputs.rows import FACT_COLUMNS, Columns, Row

_PARTS = [*map(FACT_COLUMNS.index, ("kind", "rule", "confidence"))]
_NAMED = [*map(FACT_COLUMNS.index, ("indicator_id", "period_start", "region_code", "institution_id"))]
_UNSURE = 0.5
_Key = tuple[str, str, float, bool, bool, bool, bool]


class Counted:
    """Counts of one run. ``whole`` is false where a run is gone on with: what it had written before is not in them."""

    def __init__(self) -> None:
        self.whole = True
        self._changes: Counter[tuple[str, str]] = Counter()
        self._facts: Counter[_Key] = Counter()

    def add(self, columns: Columns, sizes: Sequence[int]) -> list[tuple[int, int, int]]:
        """Count the facts of new documents, given how many each has: how many they are, how many figures, how many uncertain ones."""
        kind, rule, confidence = (columns[place] or () for place in _PARTS)
        named = ([one is not None for one in columns[place] or [None] * len(kind)] for place in _NAMED)
        self._facts.update(zip(kind, rule, confidence, *named, strict=True))
        sure = min(confidence, default=1.0) >= _UNSURE
        counts = []
        at = 0
        for size in sizes:
            kinds = kind[at : at + size]
            uncertain = 0 if sure else sum([one < _UNSURE for one in confidence[at : at + size]])
            counts.append((size, size - sum(map(kinds.count, views.NO_FIGURES)), uncertain))
            at += size
        return counts

    def change(self, op: str, kind: str) -> None:
        """Count a change of a fact of a document that was known."""
        self._changes[op, kind] += 1

    @property
    def changes(self) -> Mapping[tuple[str, str], int]:
        """Facts by what became of them (``added``, ``changed``, ``retracted``) and kind."""
        found = self._changes.copy()
        for (kind, *_), number in self._facts.items():
            found["added", kind] += number
        return dict(sorted(found.items()))

    def quality(self) -> list[Row]:
        """Rows of ``quality_tally`` over the facts of new documents, none of which anybody has judged."""
        sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 7)
        for (kind, rule, confidence, *named), number in self._facts.items():
            own = sums[kind, rule]
            for place, much in enumerate((1, views.thousandths(confidence), confidence < _UNSURE, *named)):
                own[place] += much * number
        return [(*key, *own, 0, 0, 0, 0) for key, own in sorted(sums.items())]
