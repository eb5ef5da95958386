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
from outputs import checked
from outputs.readings import place_in_sentence
from outputs.store import KnowledgeBase
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
_STANDS = f"{valid(LAST_RUN, 'f')} AND f.review_status <> 'rejected'"
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
_DOCUMENTS = 200
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
    for found in _within(kb, document) if kind not in BETWEEN else ():
        if kind is None or found.kind == kind:
            yield found
    if kind is not None and kind not in BETWEEN:
        return
    for stated in _comparable(kb):
        for between in (*_differing(stated), *_changes(stated)):
            concerned = document is None or any(document in (one.document_id, one.source) for one in between.figures)
            if concerned and (kind is None or between.kind == kind):
                yield replace(between, figures=tuple(_placed(kb, one) for one in between.figures))


def _within(kb: KnowledgeBase, document: str | None) -> Iterator[Found]:
    """What does not add up within documents, in the order of their sources."""
    some, given = ("AND :d IN (document_id, source)", {"d": document}) if document is not None else ("", {})
    listed = kb.rows(
        f"SELECT document_id, source, title FROM revision WHERE {valid(LAST_RUN)} {some} ORDER BY source, document_id",
        **given,
    )
    for start in range(0, len(listed), _DOCUMENTS):
        part = listed[start : start + _DOCUMENTS]
        marks = {f"d{place}": row["document_id"] for place, row in enumerate(part)}
        among = f"IN ({', '.join(f':{mark}' for mark in marks)})"
        rest = f"""FROM fact f WHERE f.document_id {among} AND {_STANDS} AND f.kind NOT IN ('date', 'document')
        ORDER BY f.document_id, f.start, f."end" """
        read: defaultdict[str, list[checked.Checked]] = defaultdict(list)
        for one, _ in checked.facts(kb, rest, marks):
            read[one[0]].append(one)
        wanted = [name for name, some in read.items() if _may_disagree([fact for _, _, fact in some])]
        texts = _texts(kb, wanted)
        for row in part:
            if row["document_id"] in texts:
                yield from _of_document(row, texts[row["document_id"]], read[row["document_id"]])


def _may_disagree(facts: Sequence[Fact]) -> bool:
    """Whether a document has parts of a total, a change, or a list of names with a count: without them nothing is checked."""
    names = 0
    for fact in facts:
        if fact.part_of is not None or fact.role == "change" or (names > 1 and fact.kind == "count"):
            return True
        names += fact.kind == "institution"
    return False


def _texts(kb: KnowledgeBase, document_ids: Sequence[str]) -> dict[str, str]:
    marks = {f"d{place}": name for place, name in enumerate(document_ids)}
    among = ", ".join(f":{mark}" for mark in marks) or "NULL"
    sql = f"SELECT document_id, text FROM revision WHERE document_id IN ({among}) AND {valid(LAST_RUN)}"
    return {row["document_id"]: str(row["text"]) for row in kb.rows(sql, **marks)}


def _of_document(row: Mapping[str, Any], text: str, read: Sequence[checked.Checked]) -> Iterator[Found]:
    by_id = {fact.fact_id: (status, fact) for _, status, fact in read}
    for found in checks.findings(text, [fact for _, fact in by_id.values()]):
        figures = tuple(
            Stated(row["document_id"], row["source"], row["title"] or "", fact, status, _place(text, fact))
            for status, fact in map(by_id.__getitem__, found.facts)
        )
        yield Found(found.kind, found.message, figures, found.worked, found.stated)


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
    for start in range(0, len(names), _AT_ONCE):
        marks = {f"n{place}": name for place, name in enumerate(names[start : start + _AT_ONCE])}
        listed = ", ".join(f":{mark}" for mark in marks)
        rest = f"""FROM fact f JOIN revision r ON r.document_id = f.document_id AND {valid(LAST_RUN, "r")}
        WHERE {_COMPARABLE} AND f.indicator IN ({listed})
        ORDER BY f.indicator, r.source, f.document_id, f.start, f."end" """
        read = (
            Stated(document_id, source, title or "", fact, status, 0)
            for (document_id, status, fact), (source, title) in checked.facts(kb, rest, marks, ("r.source", "r.title"))
        )
        for _, group in groupby(read, key=lambda one: one.fact.indicator):
            yield list(group)


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
