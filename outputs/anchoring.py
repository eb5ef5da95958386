"""Anchors of decisions: a quotation with the words around it, found again in an edited text.

The selectors of the W3C Web Annotation Data Model: ``TextQuoteSelector`` (exact, prefix, suffix) carries the meaning,
``TextPositionSelector`` (start, end) only helps where the quotation stands there several times in equal words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

CONTEXT = 24
"""Characters kept on each side: a clause, so that an edit of a neighbouring clause leaves one side whole."""

_ENOUGH = 4
"""Characters that must agree next to the quotation: a noun and a verb."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A stretch of a text: its words, the words around it, and where it stood (code points, half-open)."""

    quote: str
    prefix: str
    suffix: str
    start: int = 0
    end: int = 0

    def as_selectors(self) -> list[dict[str, object]]:
        """The two selectors as JSON objects."""
        return [
            {"type": "TextQuoteSelector", "exact": self.quote, "prefix": self.prefix, "suffix": self.suffix},
            {"type": "TextPositionSelector", "start": self.start, "end": self.end},
        ]


def from_selectors(selectors: list[Mapping[str, Any]]) -> Selector:
    """The stretch out of its JSON objects; ValueError where the quotation is missing."""
    quote = next((one for one in selectors if one.get("type") == "TextQuoteSelector"), None)
    if quote is None or not isinstance(quote.get("exact"), str):
        raise ValueError("no TextQuoteSelector with its exact words")
    position = next((one for one in selectors if one.get("type") == "TextPositionSelector"), {})
    start, end = int(position.get("start", 0)), int(position.get("end", 0))
    return Selector(quote["exact"], str(quote.get("prefix", "")), str(quote.get("suffix", "")), start, end)


def select(text: str, start: int, end: int) -> Selector:
    """The selector of ``text[start:end]``."""
    return Selector(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)


def find(text: str, selector: Selector) -> int | None:
    """Where the quotation now starts; None where it is gone or where it cannot be told which one is meant.

    Each occurrence counts the characters that agree next to it on both sides. The best one is taken if it agrees well
    enough, and among equals the one at the old place if nothing before it moved.
    """
    if not selector.quote:
        return None
    best, places = -1, []
    at = text.find(selector.quote)
    while at >= 0:
        agreeing = _agreement(text, at, selector)
        if agreeing > best:
            best, places = agreeing, [at]
        elif agreeing == best:
            places.append(at)
        at = text.find(selector.quote, at + 1)
    wanted = min(_ENOUGH, len(selector.prefix) + len(selector.suffix))
    if best < wanted:
        return None
    if len(places) == 1:
        return places[0]
    return selector.start if selector.start in places else None


def _agreement(text: str, at: int, selector: Selector) -> int:
    before = text[max(0, at - CONTEXT) : at]
    end = at + len(selector.quote)
    return _shared(reversed(before), reversed(selector.prefix)) + _shared(
        iter(text[end : end + CONTEXT]), iter(selector.suffix)
    )


def _shared(a: Any, b: Any) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
