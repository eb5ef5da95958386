"""Precision, recall and F1 against gold, by kind and by field, with error lists and confidence calibration.

The definitions are those of fact-model section 6: a predicted fact matches a gold fact of its kind whose span is
equal (strict) or overlaps it (lenient), one to one; then value, then the fields that make it a fact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from extractors.mention import NUMERIC_KINDS
from outputs import gold as golden
from outputs.agreement import FIELDS, compared, fact_agrees, value_agrees
from outputs.gold import GoldDocument, Reading

LEVELS = ("strict", "lenient", "value", "fact")
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind; ``hits`` by level: ``strict``, ``lenient``, ``value``, ``fact``."""

    gold: int
    predicted: int
    hits: Mapping[str, int]

    def precision(self, level: str) -> float:
        """Of what was predicted, how much is right."""
        return self.hits[level] / self.predicted if self.predicted else 0.0

    def recall(self, level: str) -> float:
        """Of what gold has, how much was found right."""
        return self.hits[level] / self.gold if self.gold else 0.0

    def f1(self, level: str) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision(level), self.recall(level)
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """A disagreement. ``what``: ``span`` | ``value`` | ``fact`` | ``missed`` | ``spurious``; ``fields``: which differ."""

    document: str
    kind: str
    what: str
    sentence: str
    gold: Reading | None
    predicted: Reading | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions with a confidence of ``low`` up to ``high``: how many, their mean confidence, how many are right."""

    low: float
    high: float
    facts: int
    mean: float
    right: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found. ``scores`` has every kind, then ``NUMERIC`` and ``ALL``.

    ``fields``: by kind (and ``NUMERIC``) and field, how often it was right and how often it was compared.
    ``calibration`` counts a prediction as right where kind, span (strict) and value are.
    """

    documents: int
    missing: tuple[str, ...]
    fingerprint: str
    scores: Mapping[str, Score]
    fields: Mapping[str, Mapping[str, tuple[int, int]]]
    errors: tuple[Error, ...]
    calibration: tuple[Bin, ...]

    def sure(self) -> tuple[int, int]:
        """Of the facts with a confidence of 0.9 and more: how many are right, how many there are."""
        top = [one for one in self.calibration if one.low >= 0.9]
        return sum(one.right for one in top), sum(one.facts for one in top)

    def f1(self) -> dict[str, dict[str, float]]:
        """F1 by kind and level, to four places."""
        return {kind: {level: round(score.f1(level), 4) for level in LEVELS} for kind, score in self.scores.items()}


@dataclass(frozen=True, slots=True)
class _Matching:
    """Gold facts with the place of their prediction and whether spans are equal; predictions of arguable gold facts."""

    partners: Mapping[int, tuple[int, bool]]
    used: frozenset[int]
    arguable: frozenset[int]


def evaluate(gold_dir: str | Path, predictions: Iterable[Reading]) -> Report:
    """Compare predicted documents (the objects of ``gongbao extract --format jsonl``) with a gold folder."""
    documents = golden.load(gold_dir)
    found = golden.by_name(predictions)
    missing = tuple(document.name for document in documents if document.name not in found)
    tally = _Tally()
    for document in documents:
        predicted = golden.onto(document, found[document.name]) if document.name in found else []
        tally.add(document, predicted)
    return tally.report(len(documents), missing, golden.fingerprint(documents))


def _match(gold: Sequence[Reading], predicted: Sequence[Reading]) -> _Matching:
    """One to one, in gold order, equal spans before overlapping ones."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for place, fact in enumerate(predicted):
        by_kind[fact["kind"]].append(place)
    partners: dict[int, tuple[int, bool]] = {}
    used: set[int] = set()
    for strict, alike in ((True, _equal_span), (False, _overlaps)):
        for index, fact in enumerate(gold):
            if index in partners:
                continue
            candidates = (
                place for place in by_kind[fact["kind"]] if place not in used and alike(fact, predicted[place])
            )
            hit = next(candidates, None)
            if hit is not None:
                used.add(hit)
                partners[index] = (hit, strict)
    arguable = frozenset(place for index, (place, _) in partners.items() if gold[index].get("optional"))
    return _Matching(partners, frozenset(used), arguable)


def _equal_span(a: Reading, b: Reading) -> bool:
    return bool((a["start"], a["end"]) == (b["start"], b["end"]))


def _overlaps(a: Reading, b: Reading) -> bool:
    return bool(b["start"] < a["end"] and a["start"] < b["end"])


class _Tally:
    def __init__(self) -> None:
        self._gold: Counter[str] = Counter()
        self._predicted: Counter[str] = Counter()
        self._hits: dict[str, Counter[str]] = defaultdict(Counter)
        self._fields: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        self._errors: list[Error] = []
        self._confidences: list[tuple[float, bool]] = []

    def add(self, document: GoldDocument, predicted: Sequence[Reading]) -> None:
        matching = _match(document.facts, predicted)
        right: set[int] = set()
        for index, gold in enumerate(document.facts):
            if gold.get("optional"):
                continue
            self._gold[gold["kind"]] += 1
            place, strict = matching.partners.get(index, (-1, False))
            if place < 0:
                self._error(document, "missed", gold, None)
            elif self._pair(document, gold, predicted[place], strict):
                right.add(place)
        for place, fact in enumerate(predicted):
            if place in matching.arguable:
                continue
            self._predicted[fact["kind"]] += 1
            self._confidences.append((float(fact.get("confidence") or 0.0), place in right))
            if place not in matching.used:
                self._error(document, "spurious", None, fact)

    def _pair(self, document: GoldDocument, gold: Reading, predicted: Reading, strict: bool) -> bool:
        """Count a match; whether kind, span and value are right."""
        hits = self._hits[gold["kind"]]
        value = value_agrees(gold, predicted)
        fact = value and fact_agrees(gold, predicted)
        hits.update(lenient=1, strict=int(strict), value=int(value), fact=int(fact))
        wrong = []
        for name in compared(gold):
            good = FIELDS[name](gold, predicted)
            for kind in (gold["kind"], *(["NUMERIC"] if gold["kind"] in NUMERIC_KINDS else [])):
                self._fields[kind][name][0] += good
                self._fields[kind][name][1] += 1
            if not good:
                wrong.append(name)
        if not (strict and fact):
            what = "span" if not strict else "fact" if value else "value"
            self._error(document, what, gold, predicted, tuple(wrong))
        return value and strict

    def _error(
        self,
        document: GoldDocument,
        what: str,
        gold: Reading | None,
        predicted: Reading | None,
        fields: tuple[str, ...] = (),
    ) -> None:
        reading = gold or predicted or {}
        sentence = _sentence(document.text, int(reading["start"]), int(reading["end"]))
        sentence = sentence or str((predicted or {}).get("sentence", ""))
        self._errors.append(Error(document.name, reading["kind"], what, sentence, gold, predicted, fields))

    def report(self, documents: int, missing: tuple[str, ...], fingerprint: str) -> Report:
        kinds = sorted(self._gold.keys() | self._predicted.keys())
        scores = {kind: Score(self._gold[kind], self._predicted[kind], self._hits[kind]) for kind in kinds}
        numeric = [kind for kind in kinds if kind in NUMERIC_KINDS]
        scores |= {name: self._sum(chosen) for name, chosen in (("NUMERIC", numeric), ("ALL", kinds))}
        fields = {
            kind: {name: (right, of) for name, (right, of) in sorted(parts.items())}
            for kind, parts in sorted(self._fields.items())
        }
        return Report(
            documents, missing, fingerprint, scores, fields, tuple(self._errors), tuple(_bins(self._confidences))
        )

    def _sum(self, kinds: Iterable[str]) -> Score:
        kinds = list(kinds)
        hits: Counter[str] = Counter()
        for kind in kinds:
            hits.update(self._hits[kind])
        return Score(sum(self._gold[k] for k in kinds), sum(self._predicted[k] for k in kinds), hits)


def _sentence(text: str, start: int, end: int) -> str:
    """The text around a span up to the ends of its sentence."""
    if start < 0 or end > len(text):
        return ""
    marks = "。!?！？\n"
    first = max(text.rfind(mark, 0, start) for mark in marks) + 1
    stops = [place for mark in marks if (place := text.find(mark, end)) >= 0]
    return text[first : min(stops) + 1 if stops else len(text)].strip()


def _bins(confidences: Sequence[tuple[float, bool]]) -> Iterator[Bin]:
    for low, high in pairwise(_BINS):
        inside = [(value, right) for value, right in confidences if low <= value < high or (value >= high == 1.0)]
        mean = sum(value for value, _ in inside) / len(inside) if inside else 0.0
        yield Bin(low, high, len(inside), round(mean, 4), sum(right for _, right in inside))
