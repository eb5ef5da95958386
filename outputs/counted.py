"""What a run writes of new documents, counted while their rows are at hand: at its commit a million facts need no scan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from outputs import views
from outputs.rows import FACT_COLUMNS, Row

_PARTS = ("kind", "rule", "confidence", "indicator_id", "period_start", "region_code", "institution_id")
_parts: itemgetter[Any] = itemgetter(*map(FACT_COLUMNS.index, _PARTS))
_Key = tuple[str, str, float, bool, bool, bool, bool]


class Counted:
    """Counts of one run. ``whole`` is false where a run is gone on with: what it had written before is not in them."""

    def __init__(self) -> None:
        self.whole = True
        self._changes: Counter[tuple[str, str]] = Counter()
        self._facts: Counter[_Key] = Counter()

    def add(self, rows: Sequence[Row]) -> tuple[int, int, int]:
        """Count the facts of a new document; how many they are, how many figures, how many uncertain ones."""
        made: Counter[_Key] = Counter(
            [
                (
                    kind,
                    rule,
                    confidence,
                    indicator is not None,
                    since is not None,
                    region is not None,
                    owner is not None,
                )
                for kind, rule, confidence, indicator, since, region, owner in map(_parts, rows)
            ]
        )
        self._facts.update(made)
        figures = sum(number for key, number in made.items() if key[0] not in views.NO_FIGURES)
        return len(rows), figures, sum(number for key, number in made.items() if key[2] < 0.5)

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
            for place, much in enumerate((1, views.thousandths(confidence), confidence < 0.5, *named)):
                own[place] += much * number
        return [(*key, *own, 0, 0, 0, 0) for key, own in sorted(sums.items())]
