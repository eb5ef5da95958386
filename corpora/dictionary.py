"""Many words looked for in one pass over a text: the leftmost, longest of them, without overlaps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

Value = TypeVar("Value")
# Half of a surrogate pair: Python strings may hold one, the search takes well-formed text only.
_SURROGATE = re.compile("[\ud800-\udfff]")


class Dictionary(Generic[Value]):
    """Words, each with a value; built once, searched in time linear in the text."""

    def __init__(self, entries: Mapping[str, Value]) -> None:
        self._values = list(entries.values())
        self._machine = AhoCorasick(list(entries), matchkind=MatchKind.LeftmostLongest, store_patterns=False)

    def find(self, text: str) -> list[tuple[int, int, Value]]:
        """The words in ``text`` in order, as ``(start, end, value)``, the longest at each place, without overlaps."""
        try:
            hits = self._machine.find_matches_as_indexes(text)
        except UnicodeEncodeError:
            hits = self._machine.find_matches_as_indexes(_SURROGATE.sub("\ufffd", text))
        values = self._values
        return [(start, end, values[number]) for number, start, end in hits]
