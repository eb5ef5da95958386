"""The knowledge base as it was after an earlier run, for everything that reads.

Rows are kept with the runs from which and up to which they held, so the past needs no copy: on each connection,
temporary views stand before the tables and views of the same name, and the run read as of is the last one that they
show. Nothing can be written that way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, event

from outputs import views


def read_as_of(engine: Engine, run_id: int) -> None:
    """Let every connection of the engine show the state after the run; the run has to be a committed one."""
    dialect = engine.dialect.name

    @event.listens_for(engine, "connect")
    def _before(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        below = "main"
        if dialect == "postgresql":
            cursor.execute("SELECT quote_ident(current_schema())")
            below = cursor.fetchone()[0]
        for statement in statements(dialect, below, run_id):
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    engine.dispose()


def statements(dialect: str, below: str, run_id: int) -> Iterator[str]:
    """The temporary views over the schema ``below``, then what forbids writing."""
    for name, sql in _tables(below, f"{run_id:d}"):
        yield f"CREATE TEMP VIEW {name} AS {sql}"
    for name in views.NAMES:
        yield f"CREATE TEMP VIEW {name} AS {views.select(name, dialect, f'{run_id:d}')}"
    yield "PRAGMA query_only = ON" if dialect == "sqlite" else "SET default_transaction_read_only = on"


def _tables(below: str, run: str) -> Iterator[tuple[str, str]]:
    yield "run", f"SELECT * FROM {below}.run WHERE run_id <= {run}"
    for name in ("change", "change_log", "change_range"):
        yield name, f"SELECT * FROM {below}.{name} WHERE run_id <= {run}"
    for name in ("document", "institution", "institution_alias", "region", "unit", "indicator"):
        yield name, f"SELECT * FROM {below}.{name} WHERE first_run <= {run}"
    yield "publication", f"SELECT * FROM {below}.publication WHERE run_id <= {run}"
    yield (
        "meta",
        f"SELECT key, value FROM {below}.meta WHERE key <> 'published_run' UNION ALL SELECT 'published_run', "
        f"CAST(max(run_id) AS TEXT) FROM {below}.publication WHERE run_id <= {run} HAVING max(run_id) IS NOT NULL",
    )
    committed = f"(SELECT committed_at FROM {below}.run WHERE run_id = {run})"
    for name in ("institution_decision", "indicator_decision", "finding_decision"):
        yield name, f"SELECT * FROM {below}.{name} WHERE decided_at <= {committed}"
