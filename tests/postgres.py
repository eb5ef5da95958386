"""A real PostgreSQL server for tests: made in a temporary folder, on a Unix socket, gone afterwards."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path

import pytest


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _as_user(command: list[str]) -> list[str]:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return command
    return ["runuser", "-u", "postgres", "--", *command]


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The URL prefix ``postgresql+psycopg://…`` of a running server, up to the name of the database.

    Where PostgreSQL is not installed the test is skipped, but in CI it fails.
    """
    programs = _programs()
    if programs is None:
        reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="gongbao-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run(
            [
                str(programs / "initdb"),
                "-D",
                str(data),
                "-U",
                "gongbao",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ]
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_wal_size=4GB"
        options += "" if durable else " -c fsync=off"
        _run([str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgresql+psycopg://gongbao@/{{database}}?host={folder}"
        finally:
            _run([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        _as_user(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/", timeout=120
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr}")


def create_database(pattern: str, name: str) -> str:
    """A fresh, empty database; its URL."""
    import psycopg

    admin = pattern.format(database="postgres").replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return pattern.format(database=name)


@lru_cache(maxsize=2)
def _shared(durable: bool) -> str:
    """One server for all tests of the process."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:  # of a time limit: end as usual, and the server with us
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stack = ExitStack()
    pattern = stack.enter_context(server(durable=durable))
    atexit.register(stack.close)
    return pattern


def address(engine: str, folder: Path, name: str, *, durable: bool = False) -> str:
    """A fresh knowledge base address on ``sqlite`` or ``postgresql``."""
    return str(folder / f"{name}.sqlite") if engine == "sqlite" else create_database(_shared(durable), name)
