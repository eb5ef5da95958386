"""Headings without a number: short lines that the outline does not know, for what they say of time and modality."""

from __future__ import annotations

import re
from bisect import bisect_right

_LONGEST = 40
_SHORTEST = 4
_IN_SENTENCE = re.compile("[。；，：！？;!?]")


class Headlines:
    """The headlines of a text, read once.

    A headline is a line of 4 to 40 characters without a mark that ends or divides a sentence, above a longer line;
    the first line of the text is the title and none. Each holds up to the next.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        start = text.find("\n") + 1
        while start > 0:
            end = text.find("\n", start)
            if end < 0:
                break
            if _SHORTEST <= end - start <= _LONGEST and not _IN_SENTENCE.search(text, start, end):
                following = text.find("\n", end + 1)
                if (following if following >= 0 else len(text)) - end - 1 > _LONGEST:
                    self._starts.append(start)
            start = end + 1

    def at(self, offset: int) -> tuple[int, int] | None:
        """Where the headline above ``offset`` begins and ends; None above the first one."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return None
        start = self._starts[place]
        end = self._text.find("\n", start)
        return (start, end) if end <= offset else None
