"""Entries of the decision log take effect: as a run of their own, or with the run that is being written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.engine import Engine

from outputs import decision_log, schema, staging, tallies
from outputs.batch import Batch, judge, last_ids
from outputs.decision_log import Decision
from outputs.dimensions import FewDimensions
from outputs.drivers import Driver, writer
from outputs.errors import LockedKnowledgeBase
from outputs.rows import as_json
from outputs.runs import RunManifest, RunSummary

_PATIENCE = 40  # times 50 ms: another reviewer's decision takes a few of them, an extraction minutes


def record(engine: Engine, entries: Sequence[Decision], now: str) -> tuple[int | None, bool]:
    """Append entries and apply them: the number of the run that shows them, and whether they wait for another run.

    While an extraction is being written, or was interrupted, they are only recorded; its commit applies them.
    """
    driver = _writer(engine)
    if driver is None:
        _append(engine, [replace(one, status="pending") for one in entries])
        return None, True
    try:
        if driver.query("SELECT 1 FROM run WHERE status = 'running'"):
            with driver.transaction():
                decision_log.insert(driver, [replace(one, status="pending") for one in entries])
            return None, True
        return _apply(driver, engine.dialect.name, entries, now), False
    finally:
        driver.close()


def _writer(engine: Engine) -> Driver | None:
    for turn in range(_PATIENCE):
        try:
            return writer(engine)
        except LockedKnowledgeBase:
            if turn == 0 and _running(engine):
                return None
            time.sleep(0.05)
    return None


def _running(engine: Engine) -> bool:
    with engine.connect() as connection:
        status = schema.run.c.status
        return connection.execute(schema.run.select().where(status == "running").limit(1)).first() is not None


def _append(engine: Engine, entries: Sequence[Decision]) -> None:
    with engine.begin() as connection:
        connection.execute(schema.decision.insert(), [decision_log.as_values(one) for one in entries])


def _apply(driver: Driver, dialect: str, entries: Sequence[Decision], now: str) -> int | None:
    """One transaction: the entries, the rows they lead to, and the run; None where no fact looks different."""
    with driver.transaction():
        decision_log.insert(driver, entries)
        run_id = int(driver.query("SELECT coalesce(max(run_id), 0) + 1 FROM run")[0][0])
        manifest = _manifest(driver, now)
        documents = sorted({one.document_id for one in entries} | set(decision_log.pending(driver)))
        batch = Batch(driver, run_id, manifest, last_ids(driver), FewDimensions(driver, run_id))
        judge(batch, driver, documents)
        if not batch.touched:
            batch.flush()
            return None
        driver.insert("run", [manifest.row(run_id)])
        batch.flush()
        changes = staging.changes(driver, run_id)
        kinds, numerals = staging.totals(driver, run_id, changes)
        summary = RunSummary(run_id, {}, kinds, changes, moved=batch.moved, numerals=numerals)
        done = (now, as_json(summary.as_dict()), run_id)
        driver.execute("UPDATE run SET status = 'committed', committed_at = ?, counts = ? WHERE run_id = ?", [done])
        tallies.refresh(driver, dialect, run_id)
    return run_id


def _manifest(driver: Driver, now: str) -> RunManifest:
    """A run of reviews was made with what the extraction before it was made with."""
    sql = (
        "SELECT settings_hash, lexicon_hash, code_hash FROM run WHERE status = 'committed' ORDER BY run_id DESC LIMIT 1"
    )
    found = driver.query(sql)
    settings, lexicon, code = found[0] if found else ("", "", "")
    return RunManifest(
        command="review",
        settings_hash=settings or "",
        lexicon_hash=lexicon or "",
        code_hash=code or "",
        started_at=now,
        kind="review",
    )
