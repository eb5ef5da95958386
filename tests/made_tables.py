"""Tables of tests as HTML, DOCX and PDF files, as offices write them: spans, centred heads, figures to the right."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import docx

from tests.made_pdf import pdf, words
from tests.table_shapes import Row, Shape

INTRODUCTION = "现将有关情况公布如下，请对照执行，并做好后续工作。"
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 525.0, 760.0, 80.0
_SIZE, _LINE, _PAD = 10, 14.0, 5.0


@dataclass(frozen=True)
class Laid:
    """A cell at its place."""

    text: str
    row: int
    column: int
    down: int
    across: int


def split(words_: str) -> tuple[str, int, int]:
    """``2×3:words`` → words, rows, columns."""
    span, colon, rest = words_.partition(":")
    if colon and "×" in span:
        down, across = span.split("×")
        return rest, int(down), int(across)
    return words_, 1, 1


def laid(rows: Sequence[Row]) -> list[Laid]:
    """The cells at their places."""
    taken: set[tuple[int, int]] = set()
    cells: list[Laid] = []
    for r, row in enumerate(rows):
        column = 0
        for given in row:
            text, down, across = split(given)
            while (r, column) in taken:
                column += 1
            taken.update((r + i, column + j) for i in range(down) for j in range(across))
            cells.append(Laid(text, r, column, down, across))
            column += across
    return cells


def html(shape: Shape) -> bytes:
    """The page."""

    def cell(given: str) -> str:
        text, down, across = split(given)
        return f"<td rowspan={down} colspan={across}>{text}</td>"

    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in shape.rows)
    above = "".join(f"<p>{line}</p>" for line in (INTRODUCTION, shape.caption, shape.unit) if line)
    below = "".join(f"<p>{line}</p>" for line in shape.after)
    return (
        f'<html><head><meta charset="utf-8"><title>{shape.title}</title><meta name="PubDate" content="2022-03-01">'
        f"</head><body><h1>{shape.title}</h1>{above}<table>{body}</table>{below}</body></html>"
    ).encode()


def word(shape: Shape) -> bytes:
    """The Word document: gridSpan across, vMerge down."""
    made = docx.Document()
    made.add_heading(shape.title, 0)
    for line in (INTRODUCTION, shape.caption, shape.unit):
        if line:
            made.add_paragraph(line)
    cells = laid(shape.rows)
    table = made.add_table(len(shape.rows), max(cell.column + cell.across for cell in cells))
    for cell in cells:
        first = table.cell(cell.row, cell.column)
        last = table.cell(cell.row + cell.down - 1, cell.column + cell.across - 1)
        (first if first is last else first.merge(last)).text = cell.text
    for line in shape.after:
        made.add_paragraph(line)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _wide(text: str) -> float:
    return sum(_SIZE / 2 if mark.isascii() else _SIZE for mark in text)


def _folded(text: str, width: float) -> list[str]:
    """The lines of a cell: figures whole, words broken where they are full."""
    lines = [""]
    for mark in text:
        if _wide(lines[-1] + mark) > width and not text.isascii():
            lines.append("")
        lines[-1] += mark
    return lines


class _Writer:
    """Pages from top to bottom."""

    def __init__(self) -> None:
        self.pages: list[list[bytes]] = [[]]
        self.y = _TOP

    def text(self, line: str, *, size: int = 12, centre: bool = False, right: bool = False) -> None:
        width = sum(size / 2 if mark.isascii() else size for mark in line)
        x = (_LEFT + _RIGHT - width) / 2 if centre else _RIGHT - width if right else _LEFT
        self.y -= size * 1.8
        self.pages[-1].append(words([(x, self.y, size, line)]))

    def turn(self) -> None:
        self.pages.append([])
        self.y = _TOP

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"{x0:.1f} {y0:.1f} m {x1:.1f} {y1:.1f} l S".encode())


def printed(shape: Shape, *, ruled: bool = True, repeat: bool = True, turn_at: int = 0) -> bytes:
    """The PDF. ``ruled`` False draws only lines above, under the headings and below; ``turn_at`` is the row that
    begins the second page, under the heads once more where ``repeat``."""
    writer = _Writer()
    writer.text(shape.title, size=18, centre=True)
    writer.text(INTRODUCTION)
    writer.text(shape.caption, centre=True)
    if shape.unit:
        writer.text(shape.unit, right=True)
    writer.y -= 8
    cells = laid(shape.rows)
    columns = max(cell.column + cell.across for cell in cells)
    xs = _edges(cells, columns)
    pieces = [range(len(shape.rows))]
    if turn_at:
        pieces = [range(turn_at), range(turn_at, len(shape.rows))]
    for number, piece in enumerate(pieces):
        if number:
            writer.turn()
        again = list(range(shape.heads)) if number and repeat else []
        _draw(writer, cells, xs, [*again, *piece], 0 if ruled else shape.heads)
    for line in shape.after:
        writer.text(line)
    return pdf([b"\n".join(page) for page in writer.pages], proportional=True)


def _edges(cells: Sequence[Laid], columns: int) -> list[float]:
    wishes = [30.0] * columns
    for cell in cells:
        if cell.across == 1:
            wishes[cell.column] = max(wishes[cell.column], min(_wide(cell.text) + 2 * _PAD + 6, 130))
    scale = min((_RIGHT - _LEFT) / sum(wishes), 1.6)
    xs = [_LEFT]
    for wish in wishes:
        xs.append(xs[-1] + wish * scale)
    return xs


def _draw(writer: _Writer, cells: Sequence[Laid], xs: Sequence[float], rows: Sequence[int], open_heads: int) -> None:
    """Draw these rows of the table; a cell that began on the page before is drawn on without its words."""
    lines = {
        (cell.row, cell.column): _folded(cell.text, xs[cell.column + cell.across] - xs[cell.column] - 2 * _PAD)
        for cell in cells
    }
    heights = [
        max((len(lines[c.row, c.column]) for c in cells if c.row == row and c.down == 1), default=1) * _LINE + 6
        for row in rows
    ]
    ys = [writer.y]
    for height in heights:
        ys.append(ys[-1] - height)
    for cell in cells:
        inside = [i for i, row in enumerate(rows) if cell.row <= row < cell.row + cell.down]
        if not inside:
            continue
        top, bottom = ys[inside[0]], ys[inside[-1] + 1]
        x0, x1 = xs[cell.column], xs[cell.column + cell.across]
        if not open_heads:
            for ends in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
                writer.rule(*ends)
        elif cell.across > 1 and cell.row + cell.down < open_heads:
            writer.rule(x0 + 4, bottom, x1 - 4, bottom)
        if rows[inside[0]] == cell.row:
            _write(writer, cell, lines[cell.row, cell.column], (x0, top, x1, bottom))
    if open_heads:
        for y in (ys[0], ys[open_heads], ys[-1]):
            writer.rule(xs[0], y, xs[-1], y)
    writer.y = ys[-1]


def _write(writer: _Writer, cell: Laid, lines: Sequence[str], box: tuple[float, float, float, float]) -> None:
    x0, top, x1, bottom = box
    figure = cell.text.replace(".", "").replace(",", "").replace("-", "").isdigit()
    y = (top + bottom) / 2 + len(lines) * _LINE / 2 - _LINE + 4
    for line in lines:
        middle = (x0 + x1 - _wide(line)) / 2
        x = x1 - _PAD - _wide(line) if figure else x0 + _PAD if cell.column == 0 and cell.across == 1 else middle
        writer.pages[-1].append(words([(x, y, _SIZE, line)]))
        y -= _LINE
