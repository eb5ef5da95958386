"""The decisions as stored: an append-only log of what reviewers said, in W3C Web Annotation terms.

A decision is never changed; undoing one is another entry. ``status`` alone is derived: what became of the decision
when it was last replayed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

from outputs.anchoring import Selector
from outputs.drivers import Driver

VERDICTS = ("accept", "reject", "correct", "add", "gone", "comment", "undo")
"""``gone``: the reviewer agreed that the fact is no longer there. ``undo`` takes back the entry named in ``undoes``."""

STATUSES = ("active", "superseded", "undone", "disputed", "stale", "orphan", "pending")
"""``disputed``: reviewers disagree. ``stale``: the sentence or the reading changed since. ``orphan``: the quote is no
longer in the document. ``pending``: recorded while a run was writing, applied when it commits."""

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log. ``basis`` is the machine's reading that was judged, ``fields`` what the reviewer set."""

    uid: str
    document_id: str
    document_key: str
    fact_id: str
    kind: str
    verdict: str
    reviewer: str
    decided_at: str
    selector: Selector
    sentence: str = ""
    fields: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    basis: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    note: str | None = None
    undoes: str | None = None
    adjudicates: bool = False
    status: str = "active"
    run_id: int | None = None

    @property
    def order(self) -> tuple[str, str]:
        """The log's order, the same on every machine that holds the same entries."""
        return (self.decided_at, self.uid)


def identified(decision: Decision) -> Decision:
    """The decision with the id that its content gives: the same entry imported twice is one."""
    parts = (
        decision.document_id,
        decision.fact_id,
        decision.kind,
        decision.verdict,
        decision.reviewer,
        decision.decided_at,
        json.dumps(dict(decision.fields), sort_keys=True, ensure_ascii=False),
        decision.note or "",
        decision.undoes or "",
        decision.selector.quote,
    )
    return replace(decision, uid=blake2b("\x1e".join(parts).encode(), digest_size=8).hexdigest())


_COLUMNS = (
    "uid",
    "document_id",
    "document_key",
    "fact_id",
    "kind",
    "verdict",
    "fields",
    "note",
    "reviewer",
    "decided_at",
    "status",
    "basis",
    "run_id",
    "quote",
    "prefix",
    "suffix",
    "start",
    "end",
    "sentence",
    "undoes",
    "adjudicates",
)
_LISTED = ", ".join(f'"{name}"' for name in _COLUMNS)


def insert(driver: Driver, decisions: Sequence[Decision]) -> None:
    """Append entries, inside the caller's transaction."""
    marks = ", ".join("?" * len(_COLUMNS))
    driver.execute(f"INSERT INTO decision ({_LISTED}) VALUES ({marks})", [row(one) for one in decisions])


def row(one: Decision) -> tuple[object, ...]:
    """The stored form, in the order of :data:`_COLUMNS`."""
    at = one.selector
    said = (as_json(one.fields), one.note, one.reviewer, one.decided_at, one.status, as_json(one.basis), one.run_id)
    where = (at.quote, at.prefix, at.suffix, at.start, at.end, one.sentence)
    lead = (one.uid, one.document_id, one.document_key, one.fact_id, one.kind, one.verdict)
    return (*lead, *said, *where, one.undoes, int(one.adjudicates))


def as_values(one: Decision) -> dict[str, object]:
    """The stored form by column."""
    return dict(zip(_COLUMNS, row(one), strict=True))


def as_json(value: Mapping[str, Any]) -> str | None:
    """Compact JSON with sorted keys; None for nothing."""
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")) if value else None


def select(where: str = "") -> str:
    """The SELECT whose rows :func:`from_row` reads."""
    return f"SELECT {_LISTED} FROM decision {where}"


def from_row(found: Sequence[Any]) -> Decision:
    """An entry out of a row of :func:`select`."""
    at = dict(zip(_COLUMNS, found, strict=True))
    return Decision(
        uid=at["uid"],
        document_id=at["document_id"],
        document_key=at["document_key"] or "",
        fact_id=at["fact_id"],
        kind=at["kind"] or "",
        verdict=at["verdict"],
        reviewer=at["reviewer"] or "",
        decided_at=at["decided_at"] or "",
        selector=Selector(at["quote"] or "", at["prefix"] or "", at["suffix"] or "", at["start"] or 0, at["end"] or 0),
        sentence=at["sentence"] or "",
        fields=json.loads(at["fields"]) if at["fields"] else {},
        basis=json.loads(at["basis"]) if at["basis"] else {},
        note=at["note"],
        undoes=at["undoes"],
        adjudicates=bool(at["adjudicates"]),
        status=at["status"] or "active",
        run_id=at["run_id"],
    )


_CHUNK = 400


def of_documents(driver: Driver, document_ids: Sequence[str]) -> dict[str, list[Decision]]:
    """The log of each document that has one, in the log's order."""
    found: dict[str, list[Decision]] = {}
    if not document_ids or not driver.query("SELECT 1 FROM decision LIMIT 1"):
        return found
    for at in range(0, len(document_ids), _CHUNK):
        chunk = document_ids[at : at + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        for item in driver.query(select(f"WHERE document_id IN ({marks})"), chunk):
            one = from_row(item)
            found.setdefault(one.document_id, []).append(one)
    return {name: sorted(log, key=lambda one: one.order) for name, log in found.items()}


def pending(driver: Driver) -> list[str]:
    """The documents with decisions that have not taken effect yet."""
    rows = driver.query("SELECT DISTINCT document_id FROM decision WHERE status = 'pending' ORDER BY document_id")
    return [name for (name,) in rows]


def set_statuses(driver: Driver, statuses: Mapping[str, tuple[str, int | None]]) -> None:
    """Note what became of entries: by uid, the status and the run that found it so."""
    rows = [(status, run_id, uid) for uid, (status, run_id) in sorted(statuses.items())]
    if rows:
        driver.execute("UPDATE decision SET status = ?, run_id = ? WHERE uid = ?", rows)


def standing(log: Iterable[Decision]) -> list[Decision]:
    """The entries that were not undone, comments and undo entries left out."""
    entries = list(log)
    undone = {one.undoes for one in entries if one.verdict == "undo"}
    return [one for one in entries if one.verdict not in ("undo", "comment") and one.uid not in undone]
