"""What the views of dashboards count, counted when a run becomes visible: a million facts then answer at once.

Three tables hold the counts of the run that the views show: ``document_tally``, ``institution_tally`` and
``quality_tally``. A run that is committed counts again what it touched; publishing, another threshold and a migration
count everything. All of it belongs to the transaction that shows the run, so that nobody sees one without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outputs import views
from outputs.drivers import Driver

Execute = Callable[[str], object]
"""Executes a statement without parameters inside the caller's transaction."""

TABLES = ("document_tally", "institution_tally", "quality_tally")


def rebuild(execute: Execute, dialect: str) -> None:
    """Count everything as of the run that the views show."""
    for table in TABLES:
        execute(f"DELETE FROM {table}")
    execute(_documents(views.SHOWN_RUN))
    execute(_institutions(dialect, views.SHOWN_RUN))
    execute(_quality(f"WHERE {views.valid(views.SHOWN_RUN, 'f')}", ""))


def refresh(driver: Driver, dialect: str, run_id: int) -> None:
    """Count again what the run ``run_id``, which has just become the last one, touched; nothing while another is published."""
    if driver.query("SELECT 1 FROM meta WHERE key = 'published_run'"):
        return
    if not driver.query("SELECT 1 FROM document_tally LIMIT 1"):
        rebuild(driver.execute, dialect)
        return
    for statement in _refreshing(dialect, int(run_id)):
        driver.execute(statement)


def _refreshing(dialect: str, run_id: int) -> Iterator[str]:
    touched = f"(valid_from_run = {run_id} OR valid_to_run = {run_id})"
    documents = (
        f"IN (SELECT document_id FROM fact WHERE {touched} UNION SELECT document_id FROM revision WHERE {touched})"
    )
    named = f"IN (SELECT institution_id FROM fact WHERE {touched} AND institution_id IS NOT NULL)"
    yield f"DELETE FROM document_tally WHERE document_id {documents}"
    yield _documents(str(run_id), documents)
    yield f"DELETE FROM institution_tally WHERE institution_id {named}"
    yield _institutions(dialect, str(run_id), named)
    yield _quality(f"WHERE f.valid_from_run = {run_id}", _ADDED)
    yield _quality(f"WHERE f.valid_to_run = {run_id}", _TAKEN)
    yield "DELETE FROM quality_tally WHERE facts = 0"


def _documents(run: str, only: str = "") -> str:
    facts, revisions = (f"AND {alias}.document_id {only}" if only else "" for alias in ("f", "r"))
    return f"""INSERT INTO document_tally (document_id, characters, facts, figures, uncertain)
SELECT r.document_id, length(r.text), coalesce(c.facts, 0), coalesce(c.figures, 0), coalesce(c.uncertain, 0)
FROM revision r LEFT JOIN (SELECT f.document_id, {views.DOCUMENT_COUNTS} FROM fact f
  WHERE {views.valid(run, "f")} {facts} GROUP BY f.document_id
) c ON c.document_id = r.document_id WHERE {views.valid(run, "r")} {revisions}"""


def _institutions(dialect: str, run: str, only: str = "") -> str:
    some = f"AND f.institution_id {only}" if only else ""
    return f"""INSERT INTO institution_tally
  (institution_id, documents, mentions, figures, first_period, last_period)
{views.institution_counts(dialect, run, some)}"""


def _quality(where: str, conflict: str) -> str:
    counts = views.quality_counts(where)
    return f"INSERT INTO quality_tally (kind, rule, {', '.join(views.QUALITY)}) {counts} {conflict}"


def _merged(sign: str) -> str:
    sums = ", ".join(f"{name} = quality_tally.{name} {sign} excluded.{name}" for name in views.QUALITY)
    return f"ON CONFLICT (kind, rule) DO UPDATE SET {sums}"


_ADDED, _TAKEN = _merged("+"), _merged("-")
