"""What the views of dashboards count, counted when a run becomes visible: a million facts then answer at once.

Three tables hold the counts of the run that the views show: ``document_tally``, ``institution_tally`` and
``quality_tally``. A run that is committed counts again what it touched; publishing, another threshold and a migration
count everything. All of it belongs to the transaction that shows the run, so that nobody sees one without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from outputs import views
from outputs.counted import Counted
from outputs.drivers import Driver
from outputs.stored import chunks, marks

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


def begin(driver: Driver, dialect: str, counted: Counted) -> None:
    """The counts of a first run, of which all is new: each document's are written with it, the others are at hand."""
    driver.execute("DELETE FROM quality_tally")
    driver.insert("quality_tally", counted.quality())
    driver.execute("DELETE FROM institution_tally")
    if driver.query("SELECT 1 FROM meta WHERE key IN ('published_run', 'view_threshold')"):
        driver.execute(_institutions(dialect, views.SHOWN_RUN))
        return
    found = counted.institutions()
    again = _less_reprints(driver, found)
    driver.insert("institution_tally", [(name, *found[name]) for name in sorted(found) if found[name][0]])
    if sum(mentions + figures for _, mentions, figures, *_ in map(found.__getitem__, again)) > _MANY:
        driver.execute("DELETE FROM institution_tally")
        driver.execute(_institutions(dialect, views.SHOWN_RUN))
        return
    for chunk in chunks(again):
        _count_again(driver, dialect, views.SHOWN_RUN, chunk)


def _less_reprints(driver: Driver, found: dict[str, list[Any]]) -> list[str]:
    """Take reprints off the counts of a first run; the institutions of which first or last period may be that of a reprint."""
    again = []
    for name, *counts, first, last in driver.query(
        """SELECT institution_id, count(DISTINCT document_id), sum(CASE WHEN kind = 'institution' THEN 1 ELSE 0 END),
  sum(CASE WHEN kind = 'institution' THEN 0 ELSE 1 END), min(period_start), max(period_end) FROM fact
WHERE institution_id IS NOT NULL AND document_id IN (SELECT document_id FROM document WHERE origin_id IS NOT NULL)
GROUP BY institution_id ORDER BY institution_id"""
    ):
        own = found[name]
        own[:3] = [total - int(less) for total, less in zip(own[:3], counts, strict=True)]
        if own[0] and ((first and first == own[3]) or (last and last == own[4])):
            again.append(name)
    return again


_MANY = 50_000  # facts: beyond, one pass over all of them takes less than looking these up


def _count_again(driver: Driver, dialect: str, run: str, names: Sequence[str]) -> None:
    listed = ", ".join(f"'{name}'" for name in names)  # ids are hexadecimal
    driver.execute(f"DELETE FROM institution_tally WHERE institution_id IN ({listed})")
    driver.execute(_institutions(dialect, run, f"IN ({listed})"))


def refresh(driver: Driver, dialect: str, run_id: int) -> None:
    """Count again what the run ``run_id``, which has just become the last one, touched; nothing while another is published."""
    if driver.query("SELECT 1 FROM meta WHERE key = 'published_run'"):
        return
    if not driver.query("SELECT 1 FROM document_tally LIMIT 1"):
        rebuild(driver.execute, dialect)
        return
    touched = f"(valid_from_run = {run_id:d} OR valid_to_run = {run_id:d})"
    for statement in _refreshing(run_id, touched):
        driver.execute(statement)
    _refresh_institutions(driver, dialect, run_id, touched)


def _refreshing(run_id: int, touched: str) -> Iterator[str]:
    documents = f"""IN (SELECT document_id FROM fact WHERE {touched} UNION SELECT document_id FROM revision WHERE {touched}
  EXCEPT SELECT d.document_id FROM document d JOIN document_tally t ON t.document_id = d.document_id
  WHERE d.first_run = {run_id:d})"""
    yield f"DELETE FROM document_tally WHERE document_id {documents}"
    yield _documents(str(run_id), documents)
    yield _quality(f"WHERE f.valid_from_run = {run_id:d}", _ADDED)
    yield _quality(f"WHERE f.valid_to_run = {run_id:d}", _TAKEN)
    yield "DELETE FROM quality_tally WHERE facts = 0"


def _refresh_institutions(driver: Driver, dialect: str, run_id: int, touched: str) -> None:
    """Add what the touched documents count now, take off what they counted before.

    An institution may have a hundred thousand facts: all of them are counted again only where a first or last period is gone.
    """
    some = f"AND f.document_id IN (SELECT document_id FROM fact WHERE {touched})"
    before, after = (
        {name: counts for name, *counts in driver.query(views.institution_counts(dialect, str(run), some))}
        for run in (run_id - 1, run_id)
    )
    kept: dict[str, list[Any]] = {}
    for chunk in chunks(sorted({*before, *after})):
        sql = f"SELECT * FROM institution_tally WHERE institution_id IN ({marks(chunk)})"
        kept.update({name: counts for name, *counts in driver.query(sql, chunk)})
    rows, again = [], []
    for name in sorted({*before, *after}):
        old, new, now = (held.get(name, _NOTHING) for held in (before, after, kept))
        if (old[3] and old[3] == now[3] != new[3]) or (old[4] and old[4] == now[4] != new[4]):
            again.append(name)
        sums = [int(total) + int(more) - int(less) for total, more, less in zip(now[:3], new[:3], old[:3], strict=True)]
        first = min(filter(None, (now[3], new[3])), default=None)
        last = max(filter(None, (now[4], new[4])), default=None)
        rows.append((name, *sums, first, last))
    driver.execute("DELETE FROM institution_tally WHERE institution_id = ?", [(row[0],) for row in rows])
    driver.insert("institution_tally", [row for row in rows if row[1] and row[0] not in again])
    for chunk in chunks(again):
        _count_again(driver, dialect, str(run_id), chunk)


_NOTHING: list[Any] = [0, 0, 0, None, None]


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
