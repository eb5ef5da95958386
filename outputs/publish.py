"""Publishing: the run that the views show moves forward only through a comparison that somebody has accepted.

Until something is published the views show the last run. ``meta`` holds the pointer (``published_run``) and the
confidence that undecided facts need in the views (``view_threshold``, 0: all are shown); ``publication`` the history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from outputs import schema, tallies
from outputs.diff import Change
from outputs.diff_sources import between_runs
from outputs.errors import StoreError
from outputs.store import KnowledgeBase
from outputs.views import valid

_LISTED = 200


class Undecided(StoreError):
    """Changes that nobody has decided stand between the published run and the one to publish; ``check`` lists them."""

    def __init__(self, message: str, check: Check) -> None:
        super().__init__(message)
        self.check = check


@dataclass(frozen=True, slots=True)
class Check:
    """What publishing run ``new`` after run ``old`` (0: nothing published yet) would mean.

    ``decided`` changes were accepted, corrected or made by reviewers, ``confident`` ones are undecided with at least
    the confidence asked for, ``undecided`` the rest, of which ``listed`` are the first (``documents`` names their sources by id); ``conflicts`` of them wait for
    somebody whatever their confidence.
    """

    old: int
    new: int
    changes: int
    decided: int
    confident: int
    undecided: int
    conflicts: int
    listed: tuple[Change, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def clear(self) -> bool:
        """Whether the run can be published."""
        return self.undecided == 0


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication as recorded."""

    publication_id: int
    run_id: int
    before_run: int
    published_at: str
    publisher: str
    threshold: float | None


def published_run(kb: KnowledgeBase) -> int:
    """The published run, 0 where nothing was published."""
    rows = kb.rows("SELECT value FROM meta WHERE key = 'published_run'")
    return int(rows[0]["value"]) if rows else 0


def check(kb: KnowledgeBase, *, run_id: int | None = None, accept_undecided_above: float | None = None) -> Check:
    """What stands between the published run and ``run_id`` (default: the last); changes of hidden classes do not count.

    ``accept_undecided_above``: undecided changes of at least this confidence pass. Raises NoSuchRun.
    """
    old, new = published_run(kb), kb.resolve_run(run_id)
    if new < old:
        raise StoreError(f"run {new} is before the published run {old}: publishing only moves forward")
    enough = 2.0 if accept_undecided_above is None else accept_undecided_above
    if old == 0:
        return _first(kb, new, enough)
    found = between_runs(kb, old, new).only()
    settled = _settled_losses(kb)
    decided = [one for one in found.changes if _decided(one, settled)]
    rest = [one for one in found.changes if not _decided(one, settled)]
    waiting = [one for one in rest if one.fact.review_status == "conflict" or one.fact.confidence < enough]
    conflicts = sum(1 for one in waiting if one.fact.review_status == "conflict")
    counts = (len(found.changes), len(decided), len(rest) - len(waiting), len(waiting), conflicts)
    return Check(old, new, *counts, listed=tuple(waiting[:_LISTED]), documents=found.documents or {})


def publish(
    kb: KnowledgeBase,
    publisher: str,
    *,
    now: str,
    run_id: int | None = None,
    accept_undecided_above: float | None = None,
) -> Publication:
    """Move the published run forward. Raises Undecided where changes wait for a decision, StoreError for a step back."""
    if accept_undecided_above is not None and not 0 <= accept_undecided_above <= 1:
        raise StoreError(f"--accept-undecided-above {accept_undecided_above}: a confidence from 0 to 1")
    found = check(kb, run_id=run_id, accept_undecided_above=accept_undecided_above)
    if found.new == 0:
        raise StoreError("no run to publish yet")
    if not found.clear:
        raise Undecided(
            f"{found.undecided:,} of {found.changes:,} changes since run {found.old} are undecided "
            f"({found.conflicts:,} in conflict): review them, or publish with --accept-undecided-above 0.9",
            found,
        )
    counts = {"changes": found.changes, "decided": found.decided, "confident": found.confident}
    with kb.engine.begin() as connection:
        latest = connection.execute(text("SELECT coalesce(max(publication_id), 0) FROM publication")).scalar()
        one = Publication(int(latest or 0) + 1, found.new, found.old, now, publisher, accept_undecided_above)
        row = {name: getattr(one, name) for name in Publication.__slots__}
        connection.execute(schema.publication.insert(), {**row, "counts": json.dumps(counts)})
        _set(connection, "published_run", str(found.new))
        tallies.rebuild(connection.exec_driver_sql, kb.dialect)
    return one


def publications(kb: KnowledgeBase) -> list[Publication]:
    """All publications, oldest first."""
    rows = kb.rows("SELECT * FROM publication ORDER BY publication_id")
    return [Publication(**{name: row[name] for name in Publication.__slots__}) for row in rows]


def view_threshold(kb: KnowledgeBase) -> float:
    """The confidence that undecided facts need to be seen in the views."""
    rows = kb.rows("SELECT value FROM meta WHERE key = 'view_threshold'")
    return float(rows[0]["value"]) if rows else 0.0


def set_view_threshold(kb: KnowledgeBase, threshold: float) -> None:
    """Show undecided facts only from this confidence on; accepted and corrected ones are always shown."""
    if not 0 <= threshold <= 1:
        raise StoreError(f"view threshold {threshold}: a confidence from 0 to 1")
    with kb.engine.begin() as connection:
        _set(connection, "view_threshold", repr(float(threshold)))
        tallies.rebuild(connection.exec_driver_sql, kb.dialect)


def _set(connection: Connection, key: str, value: str) -> None:
    connection.execute(text("DELETE FROM meta WHERE key = :key"), {"key": key})
    connection.execute(schema.meta.insert(), {"key": key, "value": value})


def _first(kb: KnowledgeBase, new: int, enough: float) -> Check:
    """Nothing is published yet, so every fact is a change: counted where they are."""
    sql = f"""SELECT count(*) AS n,
      coalesce(sum(CASE WHEN review_status IN ('accepted', 'corrected') THEN 1 ELSE 0 END), 0) AS decided,
      coalesce(sum(CASE WHEN review_status = 'unreviewed' AND confidence >= :enough THEN 1 ELSE 0 END), 0) AS confident,
      coalesce(sum(CASE WHEN review_status = 'conflict' THEN 1 ELSE 0 END), 0) AS conflicts
    FROM fact WHERE {valid(":run")} AND review_status <> 'rejected'"""
    row: Mapping[str, int] = kb.rows(sql, run=new, enough=enough)[0]
    total, decided, confident, conflicts = (int(row[name]) for name in ("n", "decided", "confident", "conflicts"))
    return Check(0, new, total, decided, confident, total - decided - confident, conflicts)


def _settled_losses(kb: KnowledgeBase) -> set[tuple[str, str]]:
    """Facts whose loss a reviewer accepted or made."""
    sql = "SELECT document_id, fact_id FROM decision WHERE status = 'active' AND verdict IN ('gone', 'reject')"
    return {(row["document_id"], row["fact_id"]) for row in kb.rows(sql)}


def _decided(one: Change, settled: set[tuple[str, str]]) -> bool:
    if one.after is None:
        return one.cause in ("decision", "withdrawn") or (one.fact.document_id, one.fact.fact_id) in settled
    return one.after.review_status in ("accepted", "corrected")
