"""Bulk writing below SQLAlchemy: executemany of tuples into SQLite, COPY into PostgreSQL.

SQL here is written once, with ``?`` for parameters and double-quoted names; both engines take it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from msgspec.json import Encoder, decode
from sqlalchemy import Column
from sqlalchemy.engine import Engine

from outputs.ahead import Ahead
from outputs.errors import FullDisk, LockedKnowledgeBase, StoreError
from outputs.fact_rows import bound, joined, there
from outputs.schema import columns, metadata

Rows = Sequence[tuple[object, ...]]
Columns = Sequence[Sequence[Any] | None]
Numbers = Mapping[str, int]
_LOCK_KEY = 0x676F6E67  # "gong", the advisory lock that a PostgreSQL writer holds


class Driver(Protocol):
    """One writing connection. Nothing is visible to others before its transaction ends."""

    def transaction(self, *, wait: bool = True) -> Any:
        """A context manager: commits at its end, takes everything back on an error.

        Without ``wait`` it may end before the database has done its part; an error of that comes up with a later call.
        """

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""

    def execute(self, sql: str, rows: Rows = ((),)) -> None:
        """A statement once for each row of parameters."""

    def insert(self, table: str, rows: Rows) -> None:
        """Complete rows, in the order of the table's columns."""

    def insert_columns(self, table: str, given: Columns) -> None:
        """Complete rows, given by the columns of the table in their order; None for a column that is empty in all rows."""

    def insert_image(self, table: str, image: bytes, names: Sequence[str], rows: range, numbers: Numbers) -> bool:
        """Some rows of an image (:mod:`outputs.fact_rows`), numbered on from ``row_id``; False where it takes no images."""

    def insert_lines(self, table: str, names: Sequence[str], lines: Sequence[bytes]) -> bool:
        """Rows as JSON without brackets, of the columns named; False where it takes no lines."""

    def analyze(self) -> None:
        """Count for the planner of queries what the tables hold; after a load, outside a transaction."""

    def close(self) -> None:
        """End the connection and the writer's lock."""


def writer(engine: Engine) -> Driver:
    """The one writing connection of a knowledge base; LockedKnowledgeBase while another run has it."""
    if engine.dialect.name == "sqlite":
        return _Sqlite(str(engine.url.database or ":memory:"), engine)
    return _Postgres(engine)


def _insert_sql(table: str, names: Sequence[str]) -> str:
    return f'INSERT INTO "{table}" ({joined(names)}) VALUES ({", ".join("?" * len(names))})'


def _filled(table: str, given: Columns) -> Iterator[tuple[Column[Any], Sequence[Any]]]:
    """The columns in which a row has something."""
    for column, values in zip(metadata.tables[table].columns, given, strict=True):
        if values is not None and there(values):
            yield column, values


_IMAGE = "packed"
"""The name of the database in memory beside the one that is written."""


class _Sqlite:
    """What SQLite does by itself for long - rows of an image, commits - goes on in a thread of its own, while Python makes the
    next rows. Rows that Python binds do not: each would wait for the other thread to let go of the interpreter.
    """

    def __init__(self, path: str, engine: Engine) -> None:
        self._lock = _file_lock(path)
        self._pooled = engine.raw_connection()
        connection = self._pooled.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        self._connection = connection
        self._image: bytes | None = None
        self._ahead = Ahead("sqlite")
        self._isolation = connection.isolation_level
        connection.isolation_level = None
        connection.execute("PRAGMA cache_size=-32000")
        connection.execute("PRAGMA wal_autocheckpoint=16000")
        connection.execute(f"ATTACH ':memory:' AS {_IMAGE}")

    @contextmanager
    def transaction(self, *, wait: bool = True) -> Iterator[None]:
        with _clear_errors():
            try:
                self._ahead.settle()
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                if wait:
                    self._ahead.settle()
                    self._connection.execute("COMMIT")
                else:
                    self._ahead.later(self._connection.execute, "COMMIT")
            except BaseException:
                self._give_up()
                raise

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with _clear_errors():
            self._ahead.settle()
            return self._connection.execute(sql, parameters).fetchall()

    def execute(self, sql: str, rows: Iterable[tuple[object, ...]] = ((),)) -> None:
        with _clear_errors():
            self._ahead.settle()
            self._connection.executemany(sql, rows)

    def insert(self, table: str, rows: Rows) -> None:
        """Complete rows, in the order of the table's columns."""
        self.execute(_insert_sql(table, columns(table)), rows)

    def insert_columns(self, table: str, given: Columns) -> None:
        """Rows by column; columns that are empty in all rows are left out."""
        there = list(_filled(table, given))
        values = [bound(values) if column.nullable else values for column, values in there]
        self.execute(_insert_sql(table, [column.name for column, _ in there]), zip(*values, strict=True))

    def insert_image(self, table: str, image: bytes, names: Sequence[str], rows: range, numbers: Numbers) -> bool:
        """Some rows of an image, by one statement."""
        given = {"review_status": "'unreviewed'", **{name: f"{int(number)}" for name, number in numbers.items()}}
        given["row_id"] += " + row_id"
        sql = f"INSERT INTO main.{table} ({joined(given)}, {joined(names)}) SELECT {', '.join(given.values())}, "
        sql += f"{joined(names)} FROM {_IMAGE}.rows WHERE row_id >= ? AND row_id < ? ORDER BY rows.row_id"
        with _clear_errors():
            self._ahead.later(self._insert_image, image, sql, (rows.start, rows.stop))
        return True

    def _insert_image(self, image: bytes, sql: str, parameters: Sequence[object]) -> None:
        if self._image is not image:
            self._connection.deserialize(image, name=_IMAGE)
            self._image = image
        self._connection.execute(sql, parameters)

    def insert_lines(self, table: str, names: Sequence[str], lines: Sequence[bytes]) -> bool:
        """None."""
        return False

    def _give_up(self) -> None:
        """Take back what is not committed."""
        self._ahead.give_up()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def analyze(self) -> None:
        self._ahead.settle()
        self._connection.execute("PRAGMA analysis_limit=1000")
        self._connection.execute("ANALYZE")

    def close(self) -> None:
        self._give_up()
        self._ahead.close()
        self._connection.execute(f"DETACH {_IMAGE}")
        self._connection.execute("PRAGMA cache_size=-20000")
        self._connection.execute("PRAGMA wal_autocheckpoint=1000")
        self._connection.isolation_level = self._isolation
        self._pooled.close()
        if self._lock is not None:
            self._lock.close()


class _Postgres:
    """Statements go to the server in their order from a thread of their own: it works while we make the next rows."""

    def __init__(self, engine: Engine) -> None:
        self._pooled = engine.raw_connection()
        connection: Any = self._pooled.driver_connection
        self._connection = connection
        self._pooled.detach()  # the advisory lock belongs to the session: it must not go back to the pool
        locked = connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK_KEY,)).fetchone()[0]
        connection.execute("SET maintenance_work_mem = '256MB'")  # of one session: indexes and counts after a load
        connection.execute("SET work_mem = '64MB'")
        connection.commit()
        if not locked:
            connection.close()
            raise LockedKnowledgeBase(_BUSY)
        self._ahead = Ahead("postgresql")

    @contextmanager
    def transaction(self, *, wait: bool = True) -> Iterator[None]:
        with _clear_errors():
            try:
                if (
                    not wait
                ):  # a later commit that is waited for takes this one to the disk too, and no run is without one
                    self._ahead.later(self._unwaited)
                yield
                self._ahead.later(self._connection.commit)
                if wait:
                    self._ahead.settle()
            except BaseException:
                self._give_up()
                raise

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with _clear_errors():
            self._ahead.settle()
            rows: list[tuple[Any, ...]] = self._connection.execute(sql.replace("?", "%s"), parameters).fetchall()
            return rows

    def execute(self, sql: str, rows: Rows = ((),)) -> None:
        if rows:
            self._ahead.later(self._execute, sql.replace("?", "%s"), rows)

    def insert(self, table: str, rows: Rows) -> None:
        """Complete rows, in the order of the table's columns."""
        for at in range(0, len(rows), _COPIED):
            self._copy_rows(table, columns(table), rows[at : at + _COPIED])

    def insert_columns(self, table: str, given: Columns) -> None:
        """Rows by column; columns that are empty in all rows are not sent."""
        there = list(_filled(table, given))
        self._copy_rows(table, [column.name for column, _ in there], zip(*(values for _, values in there), strict=True))

    def insert_image(self, table: str, image: bytes, names: Sequence[str], rows: range, numbers: Numbers) -> bool:
        """None."""
        return False

    def insert_lines(self, table: str, names: Sequence[str], lines: Sequence[bytes]) -> bool:
        """Rows as JSON without brackets."""
        self._copy_text(table, names, _as_csv(b"\n".join(lines)))
        return True

    def _copy_rows(self, table: str, names: Sequence[str], rows: Iterable[Any]) -> None:
        self._copy_text(table, names, _as_csv(_lines(rows)[1:-2].replace(b"]\n[", b"\n")))

    def _copy_text(self, table: str, names: Sequence[str], text: bytes) -> None:
        sql = f"COPY \"{table}\" ({joined(names)}) FROM STDIN (ENCODING 'UTF8', FORMAT csv, NULL 'null', ESCAPE '\\')"
        self._ahead.later(self._copy, sql, text)

    def analyze(self) -> None:
        self._ahead.settle()
        self._connection.execute("ANALYZE")
        self._connection.commit()

    def close(self) -> None:
        self._give_up()
        self._ahead.close()
        self._connection.close()

    def _give_up(self) -> None:
        """Roll back what is not committed."""
        self._ahead.give_up()
        if not self._connection.closed:
            self._connection.rollback()

    def _unwaited(self) -> None:
        self._connection.execute("SET LOCAL synchronous_commit = off", prepare=False)

    def _execute(self, sql: str, rows: Rows) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(sql, rows)

    def _copy(self, sql: str, data: bytes) -> None:
        with self._connection.cursor() as cursor, cursor.copy(sql) as copy:
            copy.write(data)


def _as_csv(lines: bytes) -> bytes:
    """Rows as COPY takes them: JSON arrays without their brackets are CSV with another escape, but for control characters.

    Writing JSON takes a quarter of joining texts, a tenth of Python's CSV and a twentieth of the driver's own way.
    """
    return _ESCAPES.sub(_unescaped, lines)


_lines = Encoder().encode_lines
_ESCAPES = re.compile(rb"\\(?:\\|u....|[a-z])")  # quotation marks, which are many, stay as they are


def _unescaped(match: re.Match[bytes]) -> bytes:
    """The control character that an escape stands for; a backslash stays escaped."""
    found = match[0]
    return found if found == b"\\\\" else bytes(decode(b'"%s"' % found, type=str), "ascii")


_COPIED = 5_000  # rows a message


_BUSY = "another run is writing to this knowledge base: wait for it to end, or give another --kb"


def _file_lock(path: str) -> Any:
    """An exclusive lock beside the database that the system drops when the process dies."""
    if path == ":memory:":
        return None
    try:
        import fcntl
    except ImportError:  # no such lock on Windows; SQLite's own keeps the file whole
        return None
    handle = Path(path + ".lock").open("w")  # noqa: SIM115 - it is open as long as the writer is
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise LockedKnowledgeBase(_BUSY) from None
    return handle


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        raise clear(error) from error


def clear(error: Exception) -> Exception:
    """The error of a database driver as one of ours where the reader can do something about it."""
    name, message = type(error).__name__, str(error).strip()
    original = getattr(error, "orig", None)
    if original is not None:
        name, message = type(original).__name__, str(original).strip()
    low = message.lower()
    if "disk is full" in low or "no space left" in low or name == "DiskFull":
        return FullDisk("the disk is full: free some room and run the same command again; what was committed is kept")
    if "locked" in low or name == "LockNotAvailable":
        return LockedKnowledgeBase(
            f"the knowledge base is locked by another program ({message}): close it and run again"
        )
    if "readonly database" in low or "read-only" in low:
        return StoreError("the knowledge base is read-only: check the permissions of the file and its folder")
    if "disk i/o error" in low:
        return StoreError(
            f"the disk failed while writing the knowledge base ({message}): check the disk and its free room"
        )
    return error
