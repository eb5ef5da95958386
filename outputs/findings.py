"""What does not add up in the knowledge base: within each document, and between documents.

Findings are worked out from the facts as they stand, decisions of reviewers included, so a corrected figure takes its
finding away and nothing stored can grow old. A finding never changes a fact; a person reviews the facts it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b
from itertools import groupby
from typing import Any

from extractors import checks
from extractors.fact import Fact
from outputs.readings import fact_object, fact_of, place_in_sentence
from outputs.rows import FACT_COLUMNS
from outputs.store import KnowledgeBase
from outputs.stored import quoted
from outputs.views import LAST_RUN, valid

KINDS = (
    "parts_exceed_total",
    "parts_differ_from_total",
    "share_differs",
    "from_to_differs",
    "list_differs_from_count",
    "change_differs_from_earlier",
    "observations_differ",
)
BETWEEN = KINDS[-2:]
"""Kinds of findings between documents."""
_STANDS = f"{valid(LAST_RUN)} AND review_status <> 'rejected'"
_COMPARABLE = f"""{valid(LAST_RUN, "f")} AND f.review_status <> 'rejected' AND f.bound = 'exact' AND f.value IS NOT NULL
AND f.indicator IS NOT NULL AND f.period IS NOT NULL AND f.region IS NOT NULL"""
_INDICATORS = f"""SELECT indicator FROM (
  SELECT f.indicator FROM fact f WHERE {_COMPARABLE} AND f.role = 'level'
  GROUP BY f.indicator, f.unit, f.region, f.period, f.modality, f.action
  HAVING count(DISTINCT f.document_id) > 1 AND min(f.value) <> max(f.value)
  UNION SELECT f.indicator FROM fact f
  WHERE {_COMPARABLE} AND f.role = 'change' AND f.comparison = 'year_on_year' AND f.base_period IS NOT NULL
) named ORDER BY indicator"""
_AT_ONCE = 50
_SHARED = ("indicator", "unit", "region", "period", "role", "modality", "action")
_HUNDRED = Decimal(100)
_ROUNDING = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with the document that states it; ``at`` is where its words stand in its sentence."""

    document_id: str
    source: str
    title: str
    fact: Fact
    review_status: str
    at: int


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the figures that it is about, for a person: kind, message, each figure in its sentence."""

    kind: str
    message: str
    figures: tuple[Stated, ...]
    worked: Decimal
    stated: Decimal

    @property
    def finding_id(self) -> str:
        """The same in every run that reads these figures so: of the kind, the facts and what they are read as."""
        parts = [self.kind]
        for one in self.figures:
            value = one.fact.value
            parts += [one.document_id, one.fact.fact_id, "" if value is None else f"{value.normalize():f}"]
        return blake2b("\x1e".join(parts).encode(), digest_size=8).hexdigest()

    @property
    def reviewed(self) -> bool:
        """Whether a reviewer has judged every figure of it."""
        return all(stated.review_status not in ("", "unreviewed") for stated in self.figures)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        figures = [
            {
                "document_id": stated.document_id,
                "source": stated.source,
                "fact_id": stated.fact.fact_id,
                "text": stated.fact.text,
                "start": stated.fact.start,
                "sentence": stated.fact.sentence,
                "review_status": stated.review_status,
            }
            for stated in self.figures
        ]
        head = {"finding_id": self.finding_id, "kind": self.kind, "message": self.message}
        return {**head, "reviewed": self.reviewed, "figures": figures}


def findings(kb: KnowledgeBase, *, document: str | None = None, kind: str | None = None) -> Iterator[Found]:
    """The findings of the last run: those within documents in the order of their sources, then those between them.

    ``document``: only those that concern the document of this id or source; ``kind``: only those of this kind.
    """
    where = (
        f"SELECT document_id, source, title, text FROM revision WHERE {valid(LAST_RUN)} ORDER BY source, document_id"
    )
    for row in kb.rows(where):
        if document is None or document in (row["document_id"], row["source"]):
            by_id = {one.fact.fact_id: one for one in _of_document(kb, row)}
            for found in checks.findings(row["text"], [one.fact for one in by_id.values()]):
                if kind is None or found.kind == kind:
                    figures = tuple(by_id[one] for one in found.facts)
                    yield Found(found.kind, found.message, figures, found.worked, found.stated)
    if kind is not None and kind not in BETWEEN:
        return
    for stated in _comparable(kb):
        for between in (*_differing(stated), *_changes(stated)):
            concerned = document is None or any(document in (one.document_id, one.source) for one in between.figures)
            if concerned and (kind is None or between.kind == kind):
                yield replace(between, figures=tuple(_placed(kb, one) for one in between.figures))


def _of_document(kb: KnowledgeBase, row: Mapping[str, Any]) -> Iterator[Stated]:
    columns = ", ".join(quoted(FACT_COLUMNS))
    sql = f'SELECT {columns} FROM fact WHERE document_id = :id AND {_STANDS} ORDER BY start, "end"'
    for found in kb.rows(sql, id=row["document_id"]):
        fact = fact_of(fact_object(tuple(found.values())))
        status = str(found.get("review_status") or "")
        yield Stated(row["document_id"], row["source"], row["title"] or "", fact, status, _place(row["text"], fact))


def _place(text: str, fact: Fact) -> int:
    return place_in_sentence(text, {"sentence": fact.sentence, "text": fact.text, "start": fact.start})


def _placed(kb: KnowledgeBase, one: Stated) -> Stated:
    """With the place of the words in the sentence, for which the text is read where the sentence has them twice."""
    if one.fact.sentence.count(one.fact.text) < 2:
        return replace(one, at=_place("", one.fact))
    sql = f"SELECT text FROM revision WHERE document_id = :id AND {valid(LAST_RUN)}"
    rows = kb.rows(sql, id=one.document_id)
    return replace(one, at=_place(str(rows[0]["text"]) if rows else "", one.fact))


def _comparable(kb: KnowledgeBase) -> Iterator[list[Stated]]:
    """The figures that other documents may contradict, an indicator at a time: what is held at once stays small."""
    names = [str(row["indicator"]) for row in kb.rows(_INDICATORS)]
    columns = ", ".join(f'f."{name}"' for name in FACT_COLUMNS)
    for start in range(0, len(names), _AT_ONCE):
        marks = {f"n{place}": name for place, name in enumerate(names[start : start + _AT_ONCE])}
        listed = ", ".join(f":{mark}" for mark in marks)
        sql = f"""SELECT {columns}, r.source AS from_source, r.title AS from_title FROM fact f
        JOIN revision r ON r.document_id = f.document_id AND {valid(LAST_RUN, "r")}
        WHERE {_COMPARABLE} AND f.indicator IN ({listed})
        ORDER BY f.indicator, r.source, f.document_id, f.start, f."end" """
        for _, rows in groupby(kb.rows(sql, **marks), key=lambda row: row["indicator"]):
            yield [_stated(row) for row in rows]


def _stated(row: Mapping[str, Any]) -> Stated:
    fact = fact_of(fact_object(tuple(row[name] for name in FACT_COLUMNS)))
    status = str(row.get("review_status") or "")
    return Stated(row["document_id"], row["from_source"], row["from_title"] or "", fact, status, 0)


def _key(fact: Fact) -> tuple[object, ...] | None:
    """What makes two levels the same observation; None where too little is known to tell."""
    if fact.role != "level" or not fact.indicator or not fact.period or not fact.region or fact.value is None:
        return None
    return tuple(getattr(fact, name) for name in _SHARED)


def _differing(stated: Sequence[Stated]) -> Iterator[Found]:
    """The same observation in two documents with values that no rounding explains."""
    groups: defaultdict[tuple[object, ...], list[Stated]] = defaultdict(list)
    for one in stated:
        if (key := _key(one.fact)) is not None and checks.exact(one.fact) is not None:
            groups[key].append(one)
    for alike in groups.values():
        first = alike[0]
        for other in alike[1:]:
            if other.document_id != first.document_id and not _agree(first.fact, other.fact):
                text = f"{first.fact.indicator}, {first.fact.period}: {first.fact.text} against {other.fact.text}"
                yield Found("observations_differ", text, (first, other), *map(_value, (other.fact, first.fact)))


def _value(fact: Fact) -> Decimal:
    return fact.value if fact.value is not None else Decimal(0)


def _agree(first: Fact, second: Fact) -> bool:
    """Whether the values are the same within the precision that each is stated in."""
    a, b = checks.exact(first), checks.exact(second)
    return a is None or b is None or abs(a - b) <= checks.slack(first) + checks.slack(second)


def _changes(stated: Sequence[Stated]) -> Iterator[Found]:
    """A stated year-on-year change against the level of the year before in the knowledge base."""
    levels: defaultdict[tuple[object, ...], list[Stated]] = defaultdict(list)
    for one in stated:
        if _key(one.fact) is not None and checks.exact(one.fact) is not None:
            levels[one.fact.indicator, one.fact.region, one.fact.period].append(one)
    for change in stated:
        fact = change.fact
        if fact.role != "change" or fact.comparison != "year_on_year" or fact.unit != "%" or not fact.base_period:
            continue
        rate = checks.exact(fact)
        now = levels.get((fact.indicator, fact.region, fact.period), [])
        before = levels.get((fact.indicator, fact.region, fact.base_period), [])
        here = next((one for one in now if one.document_id == change.document_id), None)
        earlier = next((one for one in before if here is not None and one.fact.unit == here.fact.unit), None)
        if rate is None or here is None or earlier is None:
            continue
        signed = rate if fact.direction != "down" else -rate
        worked = _worked(signed, fact, here.fact, earlier.fact)
        if worked is not None:
            stretch = f"{earlier.fact.period} {earlier.fact.text} to {here.fact.period} {here.fact.text}"
            text = f"{stretch} is {worked:+.2f}%, the text says {signed:+}%"
            yield Found("change_differs_from_earlier", text, (change, here, earlier), worked, signed)


def _worked(rate: Decimal, change: Fact, here: Fact, earlier: Fact) -> Decimal | None:
    """The change that the two levels give, where the stated one is another; None where they agree."""
    new, old = checks.exact(here), checks.exact(earlier)
    if new is None or not old:
        return None
    worked = (new - old) / old * _HUNDRED
    allowed = checks.slack(change) + (checks.slack(here) + checks.slack(earlier) * new / old) / abs(old) * _HUNDRED
    return None if abs(worked - rate) <= allowed + _ROUNDING else worked


def text(found: Found) -> str:
    """For the terminal: the kind and what differs, then a line a figure, marked in its sentence."""
    lines = [f"{found.kind}\t{found.message}"]
    for one in found.figures:
        fact = one.fact
        end = one.at + len(fact.text)
        marked = f"{fact.sentence[: one.at]}【{fact.sentence[one.at : end]}】{fact.sentence[end:]}".strip()
        lines.append(f"  {one.source}\t{fact.fact_id}\t{marked}")
    return "\n".join(lines)
