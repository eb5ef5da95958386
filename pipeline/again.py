"""The same command over unchanged inputs once more: the summary that was kept is said again.

What ``gongbao run`` says when there is nothing to write depends on its arguments, the settings, this code, the knowledge base and the
inputs. All of these are noted beside what it said, by the whole way of deciding it (:mod:`pipeline.unchanged`); where each is as it was, it is
said again, and neither the command line nor anything that reads, extracts or writes is loaded. Settings and inputs are compared by their
bytes; the code, as Python itself does for compiled modules, and the file of the knowledge base by size and time of change.

It imports next to nothing, since that is the point of it: half of such a command is the start of Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.settings import Settings

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_PACKAGES = ("corpora", "extractors", "outputs", "pipeline")
_NO_CODE = frozenset({"samples", "gold", "cases", "static", "templates", "__pycache__"})
_PIECE = 1 << 20
_MOST = 1 << 28
"""Bytes of inputs beyond which nothing is kept: what would be saved is then the hundredth part of reading them."""
_KEPT = 100
"""Commands that are remembered, the newest."""

asked: list[str] | None = None
"""The arguments of the command that runs in this process, where it may be asked again."""


def said(arguments: Sequence[str]) -> int | None:
    """Say again what the command said and give its exit code; None where anything is or may be different."""
    found = _read(_place(arguments))
    if found is None:
        return None
    try:
        same = (
            found["code"] == _code()
            and all(_bytes(path) == digest for path, digest in found["settings"])
            and found["state"] == _state(found["kb"])
            and found["inputs"] == _inputs(found["paths"])
        )
    except OSError:
        return None
    if not same:
        return None
    print(found["text"], file=sys.stderr)
    code: int = found["exit"]
    return code


def keep(paths: Sequence[str], settings: Settings, config: str | None, told: Told) -> None:
    """Note what the command that was asked would say now; nothing where it would do something, or where that cannot be told.

    ``told`` gives the summary of a run that has nothing to write and its exit code, None where it has.
    """
    if asked is None or "-" in paths or "://" in settings.kb or settings.spacy_model:
        return
    try:
        files = [config or "gongbao.toml", *settings.user_dictionaries, *settings.lexicons]
        state = _state(settings.kb)
        before = _inputs(paths, most=_MOST)
        found = told() if state and before else None
        if found is None or (before, state) != (_inputs(paths, most=_MOST), _state(settings.kb)):
            return
        noted = {
            "code": _code(),
            "settings": [(path, _bytes(path)) for path in files],
            "kb": settings.kb,
            "state": state,
            "paths": list(paths),
            "inputs": before,
            "text": found[0],
            "exit": found[1],
        }
        _write(_place(asked), noted)
    except OSError:  # a home that cannot be written, an input that is gone
        return


if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[[], tuple[str, int] | None]


def _place(arguments: Sequence[str]) -> str:
    """The file for a command: of its arguments, the folder it is given in, and the settings of the environment."""
    given = sorted((name, value) for name, value in os.environ.items() if name.startswith("GONGBAO_"))
    key = sha256(repr((ROOT, os.getcwd(), list(arguments), given, sys.version)).encode("utf-8", "surrogateescape"))
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return f"{home}/gongbao/{key.hexdigest()[:32]}"


def _read(place: str) -> dict[str, Any] | None:
    try:
        with open(place, encoding="utf-8") as stream:
            written = stream.read()
    except OSError:
        return None
    import json

    try:
        found = json.loads(written)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("state") else None


def _write(place: str, noted: dict[str, Any]) -> None:
    import json

    folder = os.path.dirname(place)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    begun = f"{place}.{os.getpid()}"
    with open(begun, "w", encoding="utf-8") as stream:
        json.dump(noted, stream)
    os.replace(begun, place)
    with os.scandir(folder) as entries:
        files = sorted(entries, key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in files[_KEPT:]:
        os.unlink(entry.path)


def _code() -> str:
    """What tells two states of this code apart: the names, sizes and times of change of its files."""
    digest = sha256()
    for package in _PACKAGES:
        for line in _files(f"{ROOT}/{package}"):
            digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.endswith((".py", ".tsv", ".cfg")):
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}\n"
        elif "." not in entry.name and entry.name not in _NO_CODE and entry.is_dir():
            yield from _files(entry.path)


def _state(kb: str) -> list[list[int] | None]:
    """The file of a knowledge base and its journal: who writes to it changes one of them. Empty where there is none."""
    found: list[list[int] | None] = []
    for name in (kb, f"{kb}-wal"):
        try:
            status = os.stat(name)
        except FileNotFoundError:
            found.append(None)
        else:
            found.append([status.st_ino, status.st_size, status.st_mtime_ns])
    if found[1] is not None and found[1][1] == 0:  # a reader makes an empty one
        found[1] = None
    return found if found[0] else []


def _bytes(path: str) -> str:
    """The hash of a file; empty where there is none."""
    try:
        with open(path, "rb") as stream:
            return sha256(stream.read()).hexdigest()
    except FileNotFoundError:
        return ""


def _inputs(paths: Iterable[str], *, most: int | None = None) -> str:
    """A hash over the names and bytes of all files below the paths; empty where one cannot be read or they have more bytes than ``most``."""
    from corpora.walk import files

    digest, read = sha256(), 0
    for found in files(paths):
        if not isinstance(found, tuple):
            return ""
        for name in found:
            digest.update(f"{len(name)} {name}\n".encode("utf-8", "surrogateescape"))
            if not name:
                continue
            with open(name, "rb") as stream:
                own = sha256()
                while piece := stream.read(_PIECE):
                    own.update(piece)
                    read += len(piece)
                    if most is not None and read > most:
                        return ""
            digest.update(own.digest())
    return digest.hexdigest()
