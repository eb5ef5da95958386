"""Text cut into lines, tables and stretches, so that a template can mark it; all offsets are those of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something to be marked at ``[start, end)``; ``data`` is what the template shows of it."""

    start: int
    end: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """One step of drawing: ``open`` or ``close`` a mark, or ``text``."""

    what: str
    text: str = ""
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of one line, beginning at ``start``."""

    start: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph (one row of one cell) or a table."""

    table: bool
    rows: tuple[tuple[Cell, ...], ...]


def pieces(text: str, start: int, end: int, stretches: Sequence[Stretch]) -> Iterator[Piece]:
    """``text[start:end]`` with its stretches, which come in order of start, longer ones first; crossing ones are cut."""
    place = start
    ends: list[int] = []
    for one in stretches:
        low, high = max(one.start, place if not ends else one.start), min(one.end, end)
        while ends and ends[-1] <= low:
            yield Piece("text", text[place : ends[-1]])
            yield Piece("close")
            place = max(place, ends.pop())
        if ends:
            high = min(high, ends[-1])
        if low < place or low >= high:
            continue
        yield Piece("text", text[place:low])
        yield Piece("open", data=one.data)
        place = low
        ends.append(high)
    while ends:
        yield Piece("text", text[place : ends[-1]])
        yield Piece("close")
        place = max(place, ends.pop())
    yield Piece("text", text[place:end])


def parts(text: str, stretches: Iterable[Stretch]) -> list[Part]:
    """The lines of a text as paragraphs; neighbouring lines with tabs as one table."""
    waiting = sorted(stretches, key=lambda one: (one.start, -one.end))
    at, place = 0, 0
    out: list[Part] = []
    rows: list[tuple[Cell, ...]] = []
    for line in text.split("\n"):
        cells = []
        for word in line.split("\t"):
            end = place + len(word)
            first = at
            while at < len(waiting) and waiting[at].start < end:
                at += 1
            cells.append(Cell(place, tuple(pieces(text, place, end, waiting[first:at]))))
            place = end + 1
        if len(cells) > 1:
            rows.append(tuple(cells))
            continue
        if rows:
            out.append(Part(True, tuple(rows)))
            rows = []
        if line.strip():
            out.append(Part(False, (tuple(cells),)))
    if rows:
        out.append(Part(True, tuple(rows)))
    return out


def around(sentence: str, words: str, at: int | None, *, limit: int = 160) -> tuple[str, str, str]:
    """A sentence as (before, marked words, after), each side cut to ``limit`` characters."""
    place = at if at is not None and sentence[at : at + len(words)] == words else sentence.find(words)
    if place < 0:
        return sentence[: 2 * limit], "", ""
    before, after = sentence[:place], sentence[place + len(words) :]
    if len(before) > limit:
        before = "…" + before[-limit:]
    if len(after) > limit:
        after = after[:limit] + "…"
    return before, words, after
