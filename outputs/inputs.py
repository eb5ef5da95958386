"""What a run remembers of each input, in some two hundred bytes: hashes in arrays, for millions of inputs.

Python's own 64-bit hash of strings stands for keys and documents; it lives as long as the process and is written
nowhere. Two inputs that share one would be read again each time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from outputs.drivers import Driver

Mark = tuple[str, str, str, bool]
"""Fingerprint, configuration, document, whether it repeats another input."""

_PAGE = 20_000  # rows read at once
_DUPLICATE, _SEEN = 1, 2


class Done(NamedTuple):
    """How an input was processed last: the hash of its document, whether it repeats another input, the run."""

    document: int
    duplicate: bool
    run_id: int


class Inputs:
    """The inputs that earlier runs and this one have processed, and which of them this run has met."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._marks, self._documents, self._first = array("q"), array("q"), array("q")
        self._runs, self._flags = array("l"), array("B")

    def put(self, key: str, mark: Mark, run_id: int) -> None:
        """Remember how an input was processed."""
        fingerprint, config, document, duplicate = mark
        place = self._place(key)
        self._marks[place] = hash((fingerprint, config))
        self._documents[place] = hash(document)
        self._runs[place] = run_id
        self._flags[place] = self._flags[place] & _SEEN | (_DUPLICATE if duplicate else 0)

    def done(self, key: str, fingerprint: str, config: str) -> Done | None:
        """How the input was processed, where it was in this content and configuration."""
        place = self._places.get(hash(key))
        if place is None or not self._runs[place] or self._marks[place] != hash((fingerprint, config)):
            return None
        return Done(self._documents[place], bool(self._flags[place] & _DUPLICATE), self._runs[place])

    def is_done(self, key: str, mark: Mark) -> bool:
        """Whether the input was processed just so."""
        found = self.done(key, *mark[:2])
        return found is not None and found[:2] == (hash(mark[2]), mark[3])

    def see(self, key: str) -> None:
        """This run has met the input."""
        self._flags[self._place(key)] |= _SEEN

    def seen(self, key: str) -> bool:
        """Whether this run has met the input."""
        place = self._places.get(hash(key))
        return place is not None and bool(self._flags[place] & _SEEN)

    def is_first(self, key: str, document: str) -> bool:
        """Whether this is the document that this run met first in the input."""
        place, one = self._place(key), hash(document)
        self._first[place] = self._first[place] or one
        return self._first[place] == one

    def _place(self, key: str) -> int:
        place = self._places.get(hash(key))
        if place is None:
            place = self._places[hash(key)] = len(self._flags)
            for column in (self._marks, self._documents, self._first, self._runs, self._flags):
                column.append(0)
        return place


def processed(driver: Driver) -> Iterator[tuple[str, Mark, int]]:
    """How each input was processed last, this run included: key, mark, run; by key, in pages."""
    after: tuple[str, int] = ("", -1)
    while True:
        rows = driver.query(
            "SELECT input_key, run_id, fingerprint, config_hash, document_id, duplicate FROM processed "
            f"WHERE (input_key, run_id) > (?, ?) ORDER BY input_key, run_id LIMIT {_PAGE}",
            after,
        )
        for key, run_id, fingerprint, config, document, duplicate in rows:
            yield key, (fingerprint, config, document, bool(duplicate)), run_id
        if len(rows) < _PAGE:
            return
        after = (rows[-1][0], rows[-1][1])


def known_documents(driver: Driver) -> Iterator[str]:
    """The documents of which the knowledge base holds something: revisions, or decisions that came before them."""
    for table in ("document", "decision"):
        after = ""
        while True:
            sql = f"SELECT DISTINCT document_id FROM {table} WHERE document_id > ? ORDER BY document_id LIMIT {_PAGE}"
            rows = driver.query(sql, (after,))
            yield from (name for (name,) in rows)
            if len(rows) < _PAGE:
                break
            after = rows[-1][0]
