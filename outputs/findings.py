"""What does not add up in the knowledge base: within each document, and between documents.

Findings are worked out from the facts as they stand, decisions of reviewers included, so a corrected figure takes its
finding away and nothing stored can grow old. A finding never changes a fact; a person reviews the facts it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractors import checks
from extractors.fact import Fact
from outputs.readings import fact_object, fact_of
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
_SHARED = ("indicator", "unit", "region", "period", "role", "modality", "action")
_HUNDRED = Decimal(100)
_ROUNDING = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with the document that states it."""

    document_id: str
    source: str
    fact: Fact
    review_status: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the figures that it is about, for a person: kind, message, each figure in its sentence."""

    kind: str
    message: str
    figures: tuple[Stated, ...]

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
        return {"kind": self.kind, "message": self.message, "reviewed": self.reviewed, "figures": figures}


def findings(kb: KnowledgeBase, *, document: str | None = None, kind: str | None = None) -> Iterator[Found]:
    """The findings of the last run: those within documents in the order of their sources, then those between them.

    ``document``: only those that concern the document of this id or source; ``kind``: only those of this kind.
    """
    everything: list[Stated] = []
    where = f"SELECT document_id, source, text FROM revision WHERE {valid(LAST_RUN)} ORDER BY source, document_id"
    for row in kb.rows(where):
        stated = list(_stated(kb, row))
        everything += stated
        if document is None or document in (row["document_id"], row["source"]):
            by_id = {one.fact.fact_id: one for one in stated}
            for found in checks.findings(row["text"], [one.fact for one in stated]):
                if kind is None or found.kind == kind:
                    yield Found(found.kind, found.message, tuple(by_id[one] for one in found.facts))
    for between in (*_differing(everything), *_changes(everything)):
        concerned = document is None or any(document in (one.document_id, one.source) for one in between.figures)
        if concerned and (kind is None or between.kind == kind):
            yield between


def _stated(kb: KnowledgeBase, row: Mapping[str, Any]) -> Iterator[Stated]:
    columns = ", ".join(quoted(FACT_COLUMNS))
    sql = f'SELECT {columns} FROM fact WHERE document_id = :id AND {valid(LAST_RUN)} ORDER BY start, "end"'
    for found in kb.rows(sql, id=row["document_id"]):
        fact = fact_of(fact_object(tuple(found.values())))
        yield Stated(row["document_id"], row["source"], fact, str(found.get("review_status") or ""))


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
                yield Found("observations_differ", text, (first, other))


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
        if (
            text := _contradicts(rate if fact.direction != "down" else -rate, fact, here.fact, earlier.fact)
        ) is not None:
            yield Found("change_differs_from_earlier", text, (change, here, earlier))


def _contradicts(rate: Decimal, change: Fact, here: Fact, earlier: Fact) -> str | None:
    new, old = checks.exact(here), checks.exact(earlier)
    if new is None or not old:
        return None
    worked = (new - old) / old * _HUNDRED
    allowed = checks.slack(change) + (checks.slack(here) + checks.slack(earlier) * new / old) / abs(old) * _HUNDRED
    if abs(worked - rate) <= allowed + _ROUNDING:
        return None
    return f"{earlier.period} {earlier.text} to {here.period} {here.text} is {worked:+.2f}%, the text says {rate:+}%"


def text(found: Found) -> str:
    """For the terminal: the kind and what differs, then a line a figure, marked in its sentence."""
    lines = [f"{found.kind}\t{found.message}"]
    for one in found.figures:
        fact = one.fact
        marked = fact.sentence.replace(fact.text, f"【{fact.text}】", 1).strip()
        lines.append(f"  {one.source}\t{fact.fact_id}\t{marked}")
    return "\n".join(lines)
