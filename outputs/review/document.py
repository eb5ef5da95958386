"""One document as stored: its text with facts and numerals, what is known of it and where from, its revisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outputs.review.marks import Part, Stretch, parts
from outputs.review.search import as_fact
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

META = ("title", "publisher", "published", "doc_number", "region", "source", "url", "format", "encoding", "sha256")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document in one of its revisions. ``current``: the revision that the last run sees."""

    document_id: str
    revision: Mapping[str, Any]
    revisions: list[dict[str, Any]]
    current: bool
    withdrawn: bool
    origin: Mapping[str, Any] | None
    facts: list[dict[str, Any]]
    meta: list[tuple[str, str, str]]
    dropped: list[dict[str, str]]
    warnings: list[str]
    parts: list[Part]
    rejected: int


def read(kb: KnowledgeBase, document_id: str, revision_no: int | None = None) -> Reading | None:
    """A document; None where the knowledge base holds no such one. Nothing but the knowledge base is read."""
    last = kb.resolve_run()
    sql = "SELECT * FROM revision WHERE document_id = :d AND valid_from_run <= :run ORDER BY revision_no DESC"
    revisions = kb.rows(sql, d=document_id, run=last)
    wanted = [row for row in revisions if revision_no is None or row["revision_no"] == revision_no]
    if not wanted:
        return None
    shown = wanted[0]
    closed = shown["valid_to_run"]
    current = closed is None or int(closed) > last
    run = last if current else int(closed) - 1
    facts, numerals = _marked(kb, document_id, run)
    stretches = [Stretch(int(one["start"]), int(one["end"]), {"fact": one}) for one in facts]
    stretches += [Stretch(int(one["start"]), int(one["end"]), {"numeral": one}) for one in numerals]
    return Reading(
        document_id=document_id,
        revision={name: value for name, value in shown.items() if name not in ("text", "dropped")},
        revisions=revisions,
        current=current and shown is revisions[0],
        withdrawn=not current and shown is revisions[0],
        origin=_origin(kb, document_id),
        facts=facts,
        meta=_meta(shown),
        dropped=json.loads(shown["dropped"]) if shown["dropped"] else [],
        warnings=json.loads(shown["warnings"]) if shown["warnings"] else [],
        parts=parts(str(shown["text"]), stretches),
        rejected=len(numerals),
    )


def _marked(kb: KnowledgeBase, document_id: str, run: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    where = f"document_id = :d AND {valid(':run')}"
    rows = kb.rows(f'SELECT * FROM fact WHERE {where} ORDER BY start, "end" DESC, fact_id', d=document_id, run=run)
    facts = [as_fact(row) for row in rows if row["review_status"] != "rejected"]
    sql = f"SELECT * FROM numeral WHERE {where} AND status = 'rejected' ORDER BY start"
    return facts, kb.rows(sql, d=document_id, run=run)


def with_lost(kb: KnowledgeBase, found: Reading, fact_id: str) -> list[dict[str, Any]]:
    """The facts of a document and, where it is none of them any more, the one that is asked for as it last was."""
    if not fact_id or any(one["fact_id"] == fact_id for one in found.facts):
        return found.facts
    sql = "SELECT * FROM fact WHERE document_id = :d AND fact_id = :f ORDER BY row_id DESC LIMIT 1"
    return [*found.facts, *map(as_fact, kb.rows(sql, d=found.document_id, f=fact_id))]


def _origin(kb: KnowledgeBase, document_id: str) -> dict[str, Any] | None:
    sql = f"""SELECT d.origin_id AS document_id, r.title FROM document d LEFT JOIN revision r ON r.document_id = d.origin_id
    AND {valid(LAST_RUN, "r")} WHERE d.document_id = :d AND d.origin_id IS NOT NULL"""
    found = kb.rows(sql, d=document_id)
    return found[0] if found else None


def _meta(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(name, value, where it was found), only what is known."""
    origins: dict[str, str] = json.loads(row["origins"]) if row["origins"] else {}
    values = dict(row) | {"encoding": row["encoding_used"]}
    if row["region"] and row["region_code"]:
        values["region"] = f"{row['region']} ({row['region_code']})"
    return [(name, str(values[name]), str(origins.get(name, ""))) for name in META if values[name]]


def context(kb: KnowledgeBase, document_id: str, sentence: str, *, around: int = 400) -> tuple[str, str, str] | None:
    """What stands before a sentence, the sentence, and what stands after it; None where the text no longer holds it."""
    rows = kb.rows(f"SELECT text FROM revision WHERE document_id = :d AND {valid(LAST_RUN)}", d=document_id)
    text = str(rows[0]["text"]) if rows else ""
    at = text.find(sentence)
    if at < 0 or not sentence:
        return None
    end = at + len(sentence)
    return text[max(0, at - around) : at], sentence, text[end : end + around]
