"""The documents below paths before any is read: cheap, and free of what readers need.

A run over unchanged inputs ends here: neither parsers nor rules are loaded for it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from corpora import formats, walk
from corpora.errors import UnreadableDocument
from corpora.source import DEFAULTS, Limits, Source, unreadable


def sources(paths: Iterable[str | Path], *, limits: Limits = DEFAULTS) -> Iterator[Source | UnreadableDocument]:
    """The documents below the paths before they are read: files by path, members and records with their bytes."""
    for found in walk.files(paths):
        if isinstance(found, UnreadableDocument):
            yield found
            continue
        path, sidecar = found
        try:
            with _open(path) as stream:
                head = stream.read(formats.HEAD)
                format = formats.format_of("" if path == "-" else path, head)
                if format in formats.CONTAINERS:
                    from corpora import archives

                    stream.seek(0)
                    yield from archives.expand(stream, name=path, format=format, limits=limits)
                else:
                    data = head + stream.read(limits.max_bytes + 1 - len(head)) if path == "-" else None
                    yield Source(path, path=path if data is None else "", data=data, format=format, sidecar=sidecar)
        except UnreadableDocument as error:
            yield error if path != "-" else UnreadableDocument("-", error.reason, error.message, place=error.place)
        except OSError as error:
            yield unreadable(error, path)


def _open(path: str) -> IO[bytes]:
    if path != "-":
        return open(path, "rb")  # noqa: PTH123 - the caller closes it; making a Path takes as long as opening
    return io.BytesIO(sys.stdin.buffer.read())
