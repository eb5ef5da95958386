"""What changed between two sets of facts: by identity first, then by near identity, each change in one class.

:func:`compare` is pure. Where facts come from (two runs, two knowledge bases, two outputs of ``extract``) is the
matter of :mod:`outputs.diff_sources`, why they changed of :mod:`outputs.causes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, NamedTuple

from outputs.near import pairs

Number = int | float | str | None


class FactRow(NamedTuple):
    """A fact as it is compared: the fields of the fact model, with its document and, in a knowledge base, its row."""

    document_id: str
    row_id: int | None
    fact_id: str
    kind: str
    text: str
    start: int
    end: int
    sentence: str
    value: Number
    low: Number
    high: Number
    bound: str | None
    unit: str | None
    unit_code: str | None
    role: str | None
    direction: str | None
    comparison: str | None
    base_period: str | None
    modality: str | None
    force: str | None
    indicator: str | None
    action: str | None
    institution: str | None
    region: str | None
    region_code: str | None
    period: str | None
    date: str | None
    canonical: str | None
    institution_type: str | None
    title: str | None
    number: str | None
    part_of: str | None
    cell: str | None
    anchors: str | None
    confidence: float
    rule: str
    review_status: str


CLASSES = (
    "added",
    "lost",
    "value",
    "unit",
    "bound",
    "period",
    "indicator",
    "institution",
    "other",
    "span",
    "confidence",
)
"""In order of weight: a change of several fields counts in the first class that one of them belongs to."""

HIDDEN = ("span", "confidence")
"""Classes not shown unless asked for: only the words around the value, or only how sure it is, changed."""

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "value": ("value", "date", "title", "number"),
    "unit": ("unit", "unit_code"),
    "bound": ("bound",),
    "period": ("period", "base_period"),
    "indicator": ("indicator",),
    "institution": ("institution", "canonical"),
    "other": (
        "role",
        "direction",
        "comparison",
        "modality",
        "force",
        "action",
        "region",
        "region_code",
        "institution_type",
        "part_of",
        "review_status",
    ),
    "span": ("text", "sentence", "cell"),
    "confidence": ("confidence", "rule", "anchors"),
}
_CLASS_OF = {name: group for group, names in _FIELDS.items() for name in names}
COMPARED = tuple(name for name in FactRow._fields if name in _CLASS_OF or name in ("low", "high"))
"""Fields that count as a change. Offsets do not: a paragraph inserted above changes no fact."""

_reading: itemgetter[Any] = itemgetter(*map(FactRow._fields.index, COMPARED))
_key: itemgetter[Any] = itemgetter(0, 2)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs. ``fields`` names what differs, empty for ``added`` and ``lost``."""

    change_class: str
    before: FactRow | None
    after: FactRow | None
    fields: tuple[str, ...] = ()
    cause: str = ""

    @property
    def fact(self) -> FactRow:
        """The fact as it is now, else as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def pattern(self) -> str:
        """Rule and changed fields: changes that look alike have one."""
        return f"{self.fact.rule}: {', '.join(self.told) or self.change_class}"

    @property
    def told(self) -> tuple[str, ...]:
        """The fields worth telling: those of hidden classes only where nothing else changed."""
        said = tuple(name for name in self.fields if _CLASS_OF.get(name) not in HIDDEN)
        return said or self.fields


CauseOf = Callable[[FactRow | None, FactRow | None], str]


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes in order of document and place, and how many facts there were on each side.

    ``documents`` gives the source of a document by its id; ``places`` where in its sentence a fact stands whose words
    stand there several times, by sentence and offset in the text.
    """

    changes: tuple[Change, ...]
    old_facts: int
    new_facts: int
    old_name: str = "old"
    new_name: str = "new"
    documents: Mapping[str, str] | None = None
    places: Mapping[tuple[str, int], int] | None = None

    def only(
        self,
        *,
        kind: str | None = None,
        change_class: str | None = None,
        cause: str | None = None,
        hidden: bool = False,
    ) -> Diff:
        """The changes of a kind, class or cause (``rule`` is any rule). Hidden classes only where asked for."""
        kept = tuple(
            one
            for one in self.changes
            if (kind is None or one.fact.kind == kind)
            and (one.change_class == change_class if change_class else hidden or one.change_class not in HIDDEN)
            and (cause is None or cause_matches(one.cause, cause))
        )
        return replace(self, changes=kept)

    def by_class(self) -> Counter[str]:
        """How many changes of each class."""
        return Counter(one.change_class for one in self.changes)

    def summary(self) -> Counter[tuple[str, str, str]]:
        """How many changes by class, kind and cause."""
        return Counter((one.change_class, one.fact.kind, one.cause) for one in self.changes)

    def patterns(self) -> Counter[str]:
        """How many changes of each pattern."""
        return Counter(one.pattern for one in self.changes)


def cause_matches(cause: str, wanted: str) -> bool:
    """Whether a cause, which may be several joined by ``+``, is or contains the wanted one."""
    return any(part == wanted or part.partition(":")[0] == wanted for part in (cause, *cause.split("+")))


def compare(old: Iterable[FactRow], new: Iterable[FactRow], *, cause: CauseOf | None = None) -> Diff:
    """Pair the facts of two sets and say how each pair differs; what has no partner was added or lost."""
    befores = {_key(row): row for row in old}
    total, seen = len(befores), 0
    found: list[Change] = []
    fresh: list[FactRow] = []
    for row in new:
        seen += 1
        before = befores.pop(_key(row), None)
        if before is None:
            fresh.append(row)
        elif _reading(before) != _reading(row):
            _append(found, before, row, {})
    found += _near(list(befores.values()), fresh)
    found = [one if cause is None else replace(one, cause=cause(one.before, one.after)) for one in found]
    found.sort(key=lambda one: (one.fact.document_id, one.fact.start, one.fact.end, one.fact.fact_id))
    return Diff(tuple(found), total, seen)


def _near(gone: Sequence[FactRow], fresh: Sequence[FactRow]) -> list[Change]:
    """The unpaired facts, document by document: an edited context is one change, not a loss and an addition."""
    by_document: dict[str, tuple[list[FactRow], list[FactRow]]] = {}
    for side, rows in enumerate((gone, fresh)):
        for row in rows:
            by_document.setdefault(row.document_id, ([], []))[side].append(row)
    found: list[Change] = []
    for left, right in by_document.values():
        paired = pairs(left, right) if left and right else []
        renamed = {left[i].fact_id: right[j].fact_id for i, j in paired}
        for i, j in paired:
            _append(found, left[i], right[j], renamed)
        lefts, rights = {i for i, _ in paired}, {j for _, j in paired}
        found += [Change("lost", row, None) for i, row in enumerate(left) if i not in lefts]
        found += [Change("added", None, row) for j, row in enumerate(right) if j not in rights]
    return found


def _append(found: list[Change], before: FactRow, after: FactRow, renamed: Mapping[str, str]) -> None:
    fields = differing(before, after, renamed)
    if fields:
        found.append(Change(class_of(fields), before, after, fields))


def differing(before: FactRow, after: FactRow, renamed: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The names of the compared fields that differ; a total that only got another id is the same total."""
    names = [name for name, a, b in zip(COMPARED, _reading(before), _reading(after), strict=True) if a != b]
    if "part_of" in names and renamed and renamed.get(before.part_of or "") == after.part_of:
        names.remove("part_of")
    return tuple(names)


def class_of(fields: Sequence[str]) -> str:
    """The class of a change of these fields. An interval goes with its bound where that changed, else it is a value."""
    classes = {_CLASS_OF[name] for name in fields if name in _CLASS_OF}
    if ("low" in fields or "high" in fields) and "bound" not in classes:
        classes.add("value")
    return min(classes, key=CLASSES.index)
