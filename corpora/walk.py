"""Paths to files: folders walked in sorted order, links that loop noticed, metadata files put beside their document."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from corpora.errors import UnreadableDocument

SIDECAR = ".meta.json"
_NOT_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_ASSETS = frozenset({".css", ".js", ".map", ".woff", ".woff2", ".ttf", ".eot", ".ico"})


def files(paths: Iterable[str | Path]) -> Iterator[tuple[str, str] | UnreadableDocument]:
    """Every file below the paths with its sidecar path (empty where it has none), in the order given, folders sorted.

    Hidden files, what systems leave behind (Thumbs.db), style sheets, scripts and sidecars are no documents. A path
    that cannot be followed comes as the error; the walk goes on.
    """
    for given in paths:
        path = str(given)
        if path == "-":
            yield "-", ""
        else:
            yield from _walk(path, ())


def is_document(name: str) -> bool:
    """Whether a file name, of a folder or an archive, may be a document: no sidecar, no hidden file, no asset of a page."""
    base = name.rsplit("/", 1)[-1].lower()
    if not base or base.startswith(".") or base in _NOT_DOCUMENTS or base.endswith(SIDECAR):
        return False
    return "__macosx/" not in name.lower() and not base.endswith(tuple(_ASSETS))


def sidecar_names(name: str) -> tuple[str, str]:
    """Where the metadata of a file stands: NAME.meta.json, or NAME.txt.meta.json."""
    folder, slash, base = name.rpartition("/")
    stem = base.rpartition(".")[0] or base
    return f"{folder}{slash}{stem}{SIDECAR}", f"{name}{SIDECAR}"


def _walk(path: str, above: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, str] | UnreadableDocument]:
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            here = (status.st_dev, status.st_ino)
            if here in above:
                yield UnreadableDocument(path, "link_loop", "a link back to a folder above it; remove the link")
                return
            with os.scandir(path) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        elif not stat.S_ISREG(status.st_mode):
            yield UnreadableDocument(path, "unsupported_format", "neither a file nor a folder (a device or a pipe)")
            return
        else:
            if is_document(path) or not above:
                yield from _file(path)
            return
    except OSError as error:
        from corpora.source import unreadable  # seldom, and it takes longer to load than to walk a folder

        yield unreadable(error, path)
        return
    names = {entry.name for entry in inside}
    for entry in inside:
        name = entry.name
        if name.startswith(".") or name.lower() in _NOT_DOCUMENTS:
            continue
        if not _is_file(entry):
            yield from _walk(f"{path.rstrip('/')}/{name}", (*above, here))
        elif is_document(name):
            yield from _file(f"{path.rstrip('/')}/{name}", names)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a plain file, as the folder itself says: asking the system for each takes longer than reading it."""
    try:
        return entry.is_file()
    except OSError:  # whoever looks closer will say why
        return False


def _file(path: str, beside: Container[str] | None = None) -> Iterator[tuple[str, str]]:
    """The file with its sidecar; ``beside``: the names in its folder, where they are known."""
    if path.lower().endswith(SIDECAR):
        return
    there = (name for name in sidecar_names(path) if beside is None or name.rpartition("/")[2] in beside)
    yield path, next((name for name in there if Path(name).is_file()), "")
