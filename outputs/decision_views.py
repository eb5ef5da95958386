"""What can be asked of decisions: the history of a fact, disputes to settle, orphans, gold made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from outputs.decision_log import Decision, from_row, select, standing
from outputs.readings import CONTENT, fact_object
from outputs.replay import last_words
from outputs.rows import FACT_COLUMNS, plain
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid


@dataclass(frozen=True, slots=True)
class Dispute:
    """A fact on which reviewers disagree, with the last word of each."""

    document_id: str
    fact_id: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of a fact: a run that changed it (``what``: added, changed, retracted) or a decision.

    ``fact`` is the reading after it (before it for ``retracted``), ``fields`` what the step changed or set.
    """

    what: str
    run_id: int | None
    at: str | None
    who: str | None
    cause: str | None
    fact: Mapping[str, Any] | None
    fields: tuple[str, ...] = ()
    decision: Decision | None = None


def history(kb: KnowledgeBase, document_id: str, fact_id: str) -> list[Event]:
    """Everything that happened to a fact, oldest first."""
    events = [*_runs(kb, document_id, fact_id), *_decisions(kb, document_id, fact_id)]
    return sorted(events, key=lambda event: (event.at or "", event.decision is None, event.run_id or 0))


def _runs(kb: KnowledgeBase, document_id: str, fact_id: str) -> Iterator[Event]:
    sql = f"""SELECT c.op, c.cause, c.run_id, c.before_row, c.after_row, r.committed_at FROM ({_MINE}) c
    JOIN run r ON r.run_id = c.run_id WHERE c.run_id <= {LAST_RUN} ORDER BY c.change_id"""
    mine = "SELECT * FROM fact WHERE document_id = :d AND fact_id = :f"
    rows = {row["row_id"]: row for row in kb.rows(mine, d=document_id, f=fact_id)}
    objects = {
        name: fact_object(plain(tuple(row[column] for column in FACT_COLUMNS)))
        | {"review_status": row["review_status"]}
        for name, row in rows.items()
    }
    changed = kb.rows(sql, d=document_id, f=fact_id)
    for one in changed:
        before, after = objects.get(one["before_row"]), objects.get(one["after_row"])
        fields: tuple[str, ...] = ()
        if before and after:
            names = (*CONTENT, "review_status", "sentence")
            fields = tuple(name for name in names if before.get(name) != after.get(name))
        yield Event(one["op"], one["run_id"], one["committed_at"], None, one["cause"], after or before, fields)


# Its rows first, then the range of each: the other way round all rows of a range would be looked at.
_MINE = """SELECT change_id, run_id, op, cause, before_row, after_row FROM change_log WHERE document_id = :d AND fact_id = :f
UNION ALL SELECT f.row_id + a.shift, a.run_id, 'added', 'new_document', CAST(NULL AS BIGINT), f.row_id
FROM fact f CROSS JOIN change_range a WHERE f.document_id = :d AND f.fact_id = :f
  AND f.row_id BETWEEN a.first_row AND a.last_row AND f.valid_from_run = a.run_id"""


def _decisions(kb: KnowledgeBase, document_id: str, fact_id: str) -> Iterator[Event]:
    where = "WHERE document_id = :d AND fact_id = :f"
    for row in kb.rows(select(where), d=document_id, f=fact_id):
        one = from_row(list(row.values()))
        yield Event(one.verdict, one.run_id, one.decided_at, one.reviewer, "review", None, tuple(one.fields), one)


def disputes(kb: KnowledgeBase) -> list[Dispute]:
    """The adjudication list, in the order of documents."""
    sql = select(
        "WHERE document_id IN (SELECT document_id FROM decision WHERE status = 'disputed') ORDER BY document_id"
    )
    groups: dict[tuple[str, str], list[Decision]] = {}
    found = sorted((from_row(list(row.values())) for row in kb.rows(sql)), key=lambda one: one.order)
    for one in standing(found):
        groups.setdefault((one.document_id, one.fact_id), []).append(one)
    return [
        Dispute(*key, tuple(last_words(group)))
        for key, group in sorted(groups.items())
        if any(one.status == "disputed" for one in group)
    ]


def by_status(kb: KnowledgeBase, status: str) -> list[Decision]:
    """Decisions by what became of them: ``orphan``, ``stale``, ``disputed``, ``pending``, ``active`` …"""
    found = [from_row(list(row.values())) for row in kb.rows(select("WHERE status = :s"), s=status)]
    return sorted(found, key=lambda one: (one.document_id, *one.order))


def gold(kb: KnowledgeBase) -> dict[str, dict[str, Any]]:
    """Judged documents as gold, by name: ``{doc, published, title, text, facts}``, as :mod:`outputs.gold` reads them.

    Accepted, corrected and added facts are the gold; what nobody has judged yet is ``optional``, so that it counts
    neither for nor against; what was rejected is left out, so that it counts against.
    """
    sql = f"""SELECT f.*, r.source AS its_source, r.published AS its_published, r.title AS its_title, r.text AS its_text
    FROM fact f JOIN revision r ON r.document_id = f.document_id AND {valid(LAST_RUN, "r")}
    WHERE {valid(LAST_RUN, "f")} AND f.review_status <> 'rejected' AND f.document_id IN (
      SELECT document_id FROM fact WHERE {valid(LAST_RUN)} AND review_status IN ('accepted', 'corrected', 'rejected'))
    ORDER BY f.document_id, f.start, f."end", f.fact_id"""
    documents: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    for row in kb.rows(sql):
        identity = row["document_id"]
        name = names.setdefault(identity, _free_name(row["its_source"], identity, documents))
        head = {"doc": name, "published": row["its_published"], "title": row["its_title"], "text": row["its_text"]}
        made = documents.setdefault(name, {**head, "facts": []})
        fact = fact_object(plain(tuple(row[column] for column in FACT_COLUMNS)))
        kept = {
            field: value for field, value in fact.items() if field not in ("confidence", "rule", "anchors", "boxes")
        }
        judged = row["review_status"] in ("accepted", "corrected")
        made["facts"].append(kept if judged else {**kept, "optional": True})
    return documents


def _free_name(source: str, document_id: str, taken: Mapping[str, object]) -> str:
    """The stem of the source, by which predictions are matched; with the id where another document has it."""
    stem = PurePath(source).stem or document_id
    return f"{stem}-{document_id}" if stem in taken else stem


def write_gold(kb: KnowledgeBase, folder: str | Path) -> list[Path]:
    """Write :func:`gold` as files ``NAME.json``, to be used as regression cases; their paths."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, record in sorted(gold(kb).items()):
        path = target / f"{name}.json"
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written
