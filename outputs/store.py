"""Open a knowledge base: one SQLite file or a PostgreSQL database, brought to this version's tables.

kb = store.open("kb/gongbao.sqlite")
with kb.begin_run(manifest) as run:
    run.add((document, facts, numerals))
    summary = run.commit()
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import OperationalError as SaOperationalError

from extractors.fact import json_number
from outputs import schema, tallies, views
from outputs.drivers import clear
from outputs.errors import (
    FullDisk,
    LockedKnowledgeBase,
    NewerKnowledgeBase,
    NoKnowledgeBase,
    NoSuchRun,
    StoreError,
)
from outputs.writer import RunManifest, RunSummary, RunWriter

__all__ = [
    "FullDisk",
    "KnowledgeBase",
    "LockedKnowledgeBase",
    "NewerKnowledgeBase",
    "NoKnowledgeBase",
    "NoSuchRun",
    "RunManifest",
    "RunSummary",
    "RunWriter",
    "StoreError",
    "open",
]

MIGRATIONS = Path(__file__).parent / "migrations"


def open(url_or_path: str | Path, *, create: bool = True, as_of: int | None = None) -> KnowledgeBase:
    """The knowledge base at an SQLAlchemy URL or a path, migrated to this version; with ``as_of`` as it was after that run.

    Raises NoKnowledgeBase where there is none and ``create`` is false, NewerKnowledgeBase where a later version wrote
    it, NoSuchRun, LockedKnowledgeBase, FullDisk and StoreError for what their names say.
    """
    url = _url(url_or_path)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        _prepare_file(Path(str(url.database)), create=create)
    engine = _engine(url)
    try:
        _bring_up_to_date(engine, create=create)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DBAPIError | sqlite3.Error):
            raise _unusable(error, url) from error
        raise
    kb = KnowledgeBase(engine)
    if as_of is not None:
        from outputs import past

        try:
            past.read_as_of(engine, kb.resolve_run(as_of))
            kb.is_past = True
        except BaseException:
            kb.close()
            raise
    return kb


def _url(url_or_path: str | Path) -> URL:
    address = str(url_or_path)
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        backend = url.get_backend_name()
    except ArgumentError as error:
        raise StoreError(f"{address!r} is no SQLAlchemy URL and no path: {error}") from error
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{backend} is not supported: use SQLite (a path) or PostgreSQL (postgresql://…)")
    return url


def _prepare_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise NoKnowledgeBase(f"{path} is a folder: name a file for the knowledge base")
    if path.exists():
        with path.open("rb") as handle:
            head = handle.read(16)
        if head and head != b"SQLite format 3\0":
            raise NoKnowledgeBase(f"{path} is no SQLite file: name another file for the knowledge base")
    elif not create:
        raise NoKnowledgeBase(f"{path}: no knowledge base there; `gongbao run PATH --kb {path}` makes one")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            engine = create_engine(url)
        except ModuleNotFoundError as error:
            raise StoreError(f"PostgreSQL needs the driver {error.name}: pip install 'gongbao[postgres]'") from error

        @event.listens_for(engine, "connect")
        def _no_compiler(connection: Any, _record: object) -> None:
            connection.execute("SET jit = off")  # compiling took 0.7 s of statements that then run for 20 ms
            connection.commit()

        return engine
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in (
            "page_size=16384",  # of a new file: facts load twice as fast as with pages of 4096 bytes
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "busy_timeout=30000",
            "cache_size=-20000",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _unusable(error: Exception, url: URL) -> StoreError:
    clearer = clear(error)
    if isinstance(clearer, StoreError):
        return clearer
    place = url.render_as_string(hide_password=True)
    if isinstance(error, SaOperationalError) and url.get_backend_name() == "postgresql":
        return NoKnowledgeBase(f"cannot reach {place}: {str(error.orig).strip()}")
    return StoreError(f"cannot use {place}: {getattr(error, 'orig', error)}")


def _bring_up_to_date(engine: Engine, *, create: bool) -> None:
    """Apply the migrations that are missing; Alembic is loaded only then."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" in tables:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if version == schema.HEAD:
                return
            known = {path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}
            if version is not None and not any(name.startswith(f"{version}_") for name in known):
                raise NewerKnowledgeBase(
                    f"this knowledge base has schema version {version}, gongbao knows up to {schema.HEAD}: "
                    "install a newer gongbao, or give another --kb"
                )
        elif tables and not tables & {"fact", "run"} and engine.dialect.name == "sqlite":
            raise NoKnowledgeBase("this database holds other tables: give another file for --kb")
        elif not create:
            raise NoKnowledgeBase("no knowledge base in this database; `gongbao run PATH --kb …` makes one")
    _migrate(engine)


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    from outputs import unit_rows

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        views.drop(connection)
        command.upgrade(config, "head")
        unit_rows.complete(connection)
        views.create(connection)
        tallies.rebuild(connection.exec_driver_sql, engine.dialect.name)


class KnowledgeBase:
    """An open knowledge base: one writer at a time, any number of readers."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_past = False

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A reading connection: one consistent snapshot, never waiting for the writer."""
        with self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def rows(self, sql: str, /, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a SELECT with ``:name`` parameters, as dictionaries."""
        with self.connect() as connection:
            found = connection.execute(text(sql), parameters)
            names = list(found.keys())
            return [dict(zip(names, map(_plain, row), strict=True)) for row in found]

    def begin_run(self, manifest: RunManifest) -> RunWriter:
        """Begin a run, or go on with the one that was interrupted if command and configuration are the same."""
        if self.is_past:
            raise StoreError("the knowledge base is read-only as of an earlier run: open it without as_of")
        return RunWriter(self.engine, manifest)

    def runs(self) -> list[dict[str, Any]]:
        """The committed runs, oldest first."""
        return self.rows("SELECT * FROM run WHERE status = 'committed' ORDER BY run_id")

    def resolve_run(self, run_id: int | None = None) -> int:
        """The run to read as of: the last committed one, or the one named; NoSuchRun if it is none (0: no run yet)."""
        known = [
            int(row["run_id"]) for row in self.rows("SELECT run_id FROM run WHERE status = 'committed' ORDER BY 1")
        ]
        if run_id is None:
            return known[-1] if known else 0
        if run_id not in known:
            raise NoSuchRun(f"no run {run_id}; runs: {_listing(known)}")
        return run_id

    def facts(self, *, as_of: int | None = None) -> list[dict[str, Any]]:
        """Every row of ``fact`` valid as of a run, in document and text order."""
        run_id = self.resolve_run(as_of)
        sql = f'SELECT * FROM fact WHERE {views.valid(":run")} ORDER BY document_id, start, "end", fact_id'
        return self.rows(sql, run=run_id)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _plain(value: object) -> object:
    """PostgreSQL gives decimals where SQLite gives numbers: one form for both."""
    return json_number(value) if isinstance(value, Decimal) else value


def _listing(known: Sequence[int]) -> str:
    return ", ".join(map(str, known[-10:])) or "none yet"
