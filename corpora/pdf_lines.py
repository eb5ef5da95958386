"""Glyphs of a PDF page to lines of text, every character with its box."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from corpora.document import Box

_WIDE = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPREAD = re.compile(r"^(?:\S\s){5,}\S?\s*$")
_RADICALS = (
    "⺠民⺟母⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
# Fonts map the glyph of a character to the code of its radical; the words that are printed are those of the character.
_PRINTED = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00))},
    **dict(zip(map(ord, _RADICALS[::2]), _RADICALS[1::2], strict=True)),
    **dict.fromkeys((0x0A, 0x0D, 0x09, 0xA0), " "),
    **dict.fromkeys((0x00, 0xAD, 0x200B, 0xFEFF)),
}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as drawn: PDF points from the top left corner, ``size`` its height in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page; ``boxes`` has one entry for every character of ``text``, None for a space put in for a gap."""

    text: str
    boxes: tuple[Box | None, ...]
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    chunks: tuple[tuple[int, int, float, float], ...] = ()
    """Stretches between wide gaps: start, end in ``text``, x0, x1."""


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[TextLine]:
    """The lines from top to bottom; raised and lowered characters stand in the line they belong to."""
    rows: list[list[Glyph]] = []
    top = bottom = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.top + g.bottom, g.x0)):
        height = min(bottom - top, glyph.bottom - glyph.top)
        if rows and min(bottom, glyph.bottom) - max(top, glyph.top) > height * 0.5:
            rows[-1].append(glyph)
            if glyph.bottom - glyph.top > bottom - top:
                top, bottom = glyph.top, glyph.bottom
        else:
            rows.append([glyph])
            top, bottom = glyph.top, glyph.bottom
    lines = [line_of(row, page) for row in rows]
    return sorted((line for line in lines if line.text.strip()), key=lambda line: (line.top, line.x0))


def line_of(row: list[Glyph], page: int) -> TextLine:
    """One line: glyphs from left to right, doubles of imitated bold left out, spaces where the gaps mean one."""
    ordered = _without_doubles(sorted(row, key=lambda g: g.x0))
    size = median(g.size for g in ordered)
    typical = _typical_gap(ordered, size)
    text: list[str] = []
    boxes: list[Box | None] = []
    starts: list[tuple[int, float]] = [(0, ordered[0].x0)]
    ends: list[tuple[int, float]] = []
    previous: Glyph | None = None
    for glyph in ordered:
        words = glyph.text.translate(_PRINTED)
        if previous is not None:
            gap = glyph.x0 - previous.x1
            if gap > max(1.3 * size, 2.5 * typical):
                ends.append((len(text), previous.x1))
                starts.append((len(text) + 1, glyph.x0))
            if _is_space(previous, glyph, gap, size, typical) and text and text[-1] != " " and words[:1] != " ":
                text.append(" ")
                boxes.append(None)
        box = Box(page, round(glyph.x0, 2), round(glyph.top, 2), round(glyph.x1, 2), round(glyph.bottom, 2))
        text.extend(words)
        boxes.extend([box] * len(words))
        if words.strip() or previous is None:
            previous = glyph
    ends.append((len(text), ordered[-1].x1))
    chunks = tuple((min(s, len(text)), e, x0, x1) for (s, x0), (e, x1) in zip(starts, ends, strict=True))
    return _trimmed("".join(text), boxes, chunks, ordered, page, size)


def _trimmed(
    text: str,
    boxes: list[Box | None],
    chunks: tuple[tuple[int, int, float, float], ...],
    row: Sequence[Glyph],
    page: int,
    size: float,
) -> TextLine:
    """The line without spaces at its ends, and without those of letter spacing (物 时 , 应 先)."""
    keep = range(len(text) - len(text.lstrip()), len(text.rstrip()))
    if _SPREAD.match(text) and len(_HAN.findall(text)) >= 6:
        keep_list = [i for i in keep if text[i] != " "]
        text, boxes, chunks = "".join(text[i] for i in keep_list), [boxes[i] for i in keep_list], ()
    else:
        shift = keep.start
        chunks = tuple((max(0, s - shift), max(0, e - shift), x0, x1) for s, e, x0, x1 in chunks)
        text, boxes = text[keep.start : keep.stop], boxes[keep.start : keep.stop]
    inked = [g for g in row if g.text.strip()] or row
    return TextLine(
        text,
        tuple(boxes),
        page,
        inked[0].x0,
        min(g.top for g in inked),
        max(g.x1 for g in inked),
        max(g.bottom for g in inked),
        size,
        chunks,
    )


def _without_doubles(row: Sequence[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in row:
        same = any(
            glyph.text == other.text
            and glyph.x0 - other.x0 < glyph.size * 0.12
            and abs(glyph.top - other.top) < glyph.size * 0.3
            for other in kept[-2:]
        )
        if not same:
            kept.append(glyph)
    return kept


def _typical_gap(row: Sequence[Glyph], size: float) -> float:
    """The gap that justification or letter spacing puts between all characters of the line, 0 where there is none."""
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(row)]
    if len(gaps) < 5:
        return 0.0
    middle = median(gaps)
    return middle if middle > 0.08 * size else 0.0


def _is_space(left: Glyph, right: Glyph, gap: float, size: float, typical: float) -> bool:
    if _WIDE.match(left.text[-1:]) or _WIDE.match(right.text[:1]):
        return gap > max(0.7 * size, 2.0 * typical)
    return gap > max(0.22 * min(left.size, right.size), 1.6 * typical)
