"""The rows of ``fact`` of new documents on their way to the database, in the form that costs the writing process least.

A fact becomes a row where it is extracted, in whichever process that is. What is left to the one that writes is to give
the rows their numbers and their run, and that is done for all of them at once:

- ``image``: an SQLite database in memory, whose rows another one takes over with one statement, a third of the price of
  binding each of their values and without Python meanwhile;
- ``lines``: a line of JSON a row, which is what PostgreSQL takes but for the brackets; of SQLite where it lacks images;
- ``columns``: as they are made, in one process.

Row ``n`` of these is row ``first + n`` of the table. All forms can be read again, for documents that were stored already.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.json import Encoder, decode

from outputs.rows import FACT_COLUMNS, Columns, Row

if TYPE_CHECKING:
    from outputs.drivers import Driver

Form = Literal["columns", "image", "lines"]

OF_THE_RUN = ("row_id", "valid_from_run", "valid_to_run", "review_status", "machine")
"""Columns that the writer fills, or nobody in a new document."""

_NULL = float("nan")
_PLACES = {name: place for place, name in enumerate(FACT_COLUMNS)}
_CONSTANT = {"row_id": 0, "valid_from_run": 0, "review_status": "unreviewed"}

# sqlite3 looks long for a way to adapt None - half the time of a load - unless it is given one: the look-up {}.get
# gives None for None. It changes nothing else, for nobody in this process.
_same: Callable[[None], None] = {None: None}.get
sqlite3.register_adapter(type(None), _same)


def form_for(dialect: str) -> Form:
    """The form that a database of this dialect takes most cheaply from another process."""
    return "image" if dialect == "sqlite" and hasattr(sqlite3.Connection, "deserialize") else "lines"


def made(columns: Columns, form: Form) -> FactRows:
    """The rows of these columns of ``fact`` in a form; numbers and run in them are not looked at."""
    if form == "columns":
        return ColumnRows(columns)
    names = [
        name for name, values in zip(FACT_COLUMNS, columns, strict=True) if name not in OF_THE_RUN and there(values)
    ]
    filled = [columns[_PLACES[name]] or () for name in names]
    if form == "image":
        return ImageRows(_image(names, filled), names)
    return LineRows(_lines(zip(*filled, strict=True))[1:-2].split(b"]\n["), names)


def there(values: Sequence[Any] | None) -> bool:
    """Whether a row has something in this column."""
    return values is not None and (any(values) or any(one is not None for one in values))


def bound(values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as SQLite's driver binds them soonest: what is empty as a float that is no number, which SQLite
    takes for NULL. Python's driver looks for a way to adapt None, twenty times a fact and a third of its insert.
    """
    return [_NULL if one is None else one for one in values] if None in values else values


def joined(names: Iterable[str]) -> str:
    """Names of columns in double quotes, with commas."""
    return ", ".join(f'"{name}"' for name in names)


class ColumnRows(Struct, frozen=True):
    """Columns of ``fact``."""

    columns: Columns

    def write(self, driver: Driver, rows: range, first: int, run_id: int) -> None:
        """Insert some of the rows, of which the table knows row 0 as ``first``."""
        given = [None if values is None else values[rows.start : rows.stop] for values in self.columns]
        given[_PLACES["row_id"]] = range(first + rows.start, first + rows.stop)
        given[_PLACES["valid_from_run"]] = [run_id] * len(rows)
        driver.insert_columns("fact", given)

    def read(self, rows: range) -> list[Row]:
        """Some of the rows."""
        given = ([None] * len(rows) if values is None else values[rows.start : rows.stop] for values in self.columns)
        return list(zip(*given, strict=True))


class ImageRows(Struct, frozen=True, gc=False):
    """A database of one table with these columns of ``fact``."""

    data: bytes
    names: list[str]

    def write(self, driver: Driver, rows: range, first: int, run_id: int) -> None:
        """Insert some of the rows, of which the table knows row 0 as ``first``."""
        if not driver.insert_image("fact", self.data, self.names, rows, {"row_id": first, "valid_from_run": run_id}):
            _write_rows(driver, self.read(rows), first + rows.start, run_id)

    def read(self, rows: range) -> list[Row]:
        """Some of the rows."""
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.deserialize(self.data)
            sql = f"SELECT {joined(self.names)} FROM rows WHERE row_id >= ? AND row_id < ? ORDER BY row_id"
            return _whole(self.names, memory.execute(sql, (rows.start, rows.stop)))


class LineRows(Struct, frozen=True, gc=False):
    """A line of JSON values each, without brackets, of these columns of ``fact``."""

    lines: list[bytes]
    names: list[str]

    def write(self, driver: Driver, rows: range, first: int, run_id: int) -> None:
        """Insert some of the rows, of which the table knows row 0 as ``first``."""
        lines = self.lines[rows.start : rows.stop]
        numbered = [b"%d,%d,%b" % (number, run_id, line) for number, line in enumerate(lines, first + rows.start)]
        if not driver.insert_lines("fact", ["row_id", "valid_from_run", *self.names], numbered):
            _write_rows(driver, self.read(rows), first + rows.start, run_id)

    def read(self, rows: range) -> list[Row]:
        """Some of the rows."""
        text = b"[[%b]]" % b"],[".join(self.lines[rows.start : rows.stop])
        return _whole(self.names, decode(text) if rows else [])


FactRows = ColumnRows | ImageRows | LineRows


def _write_rows(driver: Driver, rows: Sequence[Row], first: int, run_id: int) -> None:
    numbered = zip(*rows, strict=True)
    ColumnRows([*numbered]).write(driver, range(len(rows)), first, run_id)


def _image(names: Sequence[str], filled: Sequence[Sequence[Any]]) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.execute("PRAGMA page_size=16384")
        memory.execute(f"CREATE TABLE rows (row_id INTEGER PRIMARY KEY, {joined(names)})")
        memory.execute("BEGIN")
        marks = ", ".join("?" * len(names))
        rows = zip(range(len(filled[0])), *map(bound, filled), strict=True)
        memory.executemany(f"INSERT INTO rows VALUES (?, {marks})", rows)
        memory.execute("COMMIT")
        return memory.serialize()


_lines = Encoder().encode_lines


def _whole(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Rows of all columns."""
    places = {name: place for place, name in enumerate(names)}
    order = [(places.get(name), _CONSTANT.get(name)) for name in FACT_COLUMNS]
    return [tuple([constant if place is None else row[place] for place, constant in order]) for row in rows]
