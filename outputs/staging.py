"""What a run in progress has written: to go on from it, to take it back, to count it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Index
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex

from outputs.drivers import Driver
from outputs.inputs import Mark
from outputs.schema import DIMENSIONS, TEMPORAL, metadata

Held = tuple[str, str, str, int]


def take_back(driver: Driver, run_id: int, *, document_id: str | None = None) -> None:
    """Undo what an uncommitted run wrote: all of it, or that of one document. Inside the caller's transaction."""
    where, values = ("", ()) if document_id is None else (" AND document_id = ?", (document_id,))
    parameters = [(run_id, *values)]
    for table in TEMPORAL:
        if table == "quarantine" and document_id is not None:
            continue
        driver.execute(f"DELETE FROM {table} WHERE valid_from_run = ?{where}", parameters)
        driver.execute(f"UPDATE {table} SET valid_to_run = NULL WHERE valid_to_run = ?{where}", parameters)
    for table in ("change_log", "processed"):
        driver.execute(f"DELETE FROM {table} WHERE run_id = ?{where}", parameters)
    driver.execute(f"DELETE FROM likeness WHERE first_run = ?{where}", parameters)
    new = "IN (SELECT document_id FROM document WHERE first_run = ?)"
    driver.execute(f"DELETE FROM document_tally WHERE document_id {new}{where}", parameters)
    driver.execute(f"DELETE FROM document WHERE first_run = ?{where}", parameters)
    # decisions that this run had applied wait for the next one
    driver.execute(f"UPDATE decision SET status = 'pending', run_id = NULL WHERE run_id = ?{where}", parameters)
    if document_id is None:
        for table in DIMENSIONS:
            driver.execute(f"DELETE FROM {table} WHERE first_run = ?", parameters)
        for table in ("change_range", "run"):
            driver.execute(f"DELETE FROM {table} WHERE run_id = ?", parameters)


def replace_processed(driver: Driver, run_id: int) -> None:
    """Forget how inputs were processed before this run where this run processed them."""
    driver.execute(
        "DELETE FROM processed WHERE run_id <> ? AND input_key IN (SELECT input_key FROM processed WHERE run_id = ?)",
        [(run_id, run_id)],
    )


def mark_failed(driver: Driver, marks: Mapping[str, Mark], run_id: int) -> None:
    """Note in which content and configuration inputs could not be read: they need not be tried again."""
    driver.execute("DELETE FROM processed WHERE input_key = ?", [(key,) for key in marks])
    rows = [(key, run_id, *mark[:3], int(mark[3])) for key, mark in marks.items()]
    driver.insert("processed", rows)


def quarantined(driver: Driver) -> dict[str, Held]:
    """By source: what is in quarantine now, this run's entries included, and since which run."""
    rows = driver.query(
        "SELECT source, reason, message, place, valid_from_run FROM quarantine WHERE valid_to_run IS NULL"
    )
    return {source: (reason, message, place or "", int(run)) for source, reason, message, place, run in rows}


def changes(driver: Driver, run_id: int) -> dict[tuple[str, str], int]:
    """How many facts a run added, changed and retracted, by kind."""
    rows = driver.query(
        "SELECT op, kind, count(*) FROM change WHERE run_id = ? GROUP BY op, kind ORDER BY op, kind", (run_id,)
    )
    return {(op, kind): amount for op, kind, amount in rows}


def totals(driver: Driver, run_id: int, changed: Mapping[tuple[str, str], int]) -> tuple[dict[str, int], int]:
    """Facts by kind and numerals after this run: those after the one before, and what this one changed.

    Counting a million facts again would cost a run that changes nothing more than the rest of it.
    """
    last = driver.query(
        "SELECT counts FROM run WHERE status = 'committed' AND run_id < ? ORDER BY run_id DESC LIMIT 1", (run_id,)
    )
    before: dict[str, Any] = json.loads(last[0][0]) if last and last[0][0] else {"facts": {}, "numerals": 0}
    kinds = {str(kind): int(amount) for kind, amount in before["facts"].items()}
    for (op, kind), amount in changed.items():
        kinds[kind] = kinds.get(kind, 0) + amount * {"added": 1, "retracted": -1}.get(op, 0)
    found = driver.query(
        "SELECT (SELECT coalesce(sum(numerals), 0) FROM ledger WHERE valid_from_run = ?), "
        "(SELECT coalesce(sum(numerals), 0) FROM ledger WHERE valid_to_run = ?)",
        (run_id, run_id),
    )[0]
    numerals = int(before["numerals"]) + int(found[0]) - int(found[1])
    return {kind: amount for kind, amount in sorted(kinds.items()) if amount}, numerals


_BULKY = ("fact",)


def drop_indexes(driver: Driver) -> None:
    """Before the first load: nobody reads yet, and building an index once is several times faster than row by row."""
    for table in _BULKY:
        for index in _rebuilt(table):
            driver.execute(f"DROP INDEX IF EXISTS {index.name}")


def _rebuilt(table: str) -> list[Index]:
    """The indexes but that of closed rows, of which a first run has next to none."""
    found = [index for index in metadata.tables[table].indexes if index.name != f"ix_{table}_closed"]
    return sorted(found, key=lambda index: str(index.name))


def build_indexes(driver: Driver, dialect: Dialect) -> None:
    """Bring back the indexes that :func:`drop_indexes` took away; nothing where they are there."""
    if dialect.name == "sqlite":  # its sorter takes as much again as the cache of pages has, at the peak of a run
        driver.query("PRAGMA cache_size=-12000")
    for table in _BULKY:
        for index in _rebuilt(table):
            driver.execute(str(CreateIndex(index, if_not_exists=True).compile(dialect=dialect)))
