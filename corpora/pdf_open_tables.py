"""Tables of a PDF page without vertical lines (three-line tables): columns by the gaps that the rows share.

The lines above the second full rule are the headings. A heading over several columns is the one above the short rule
that spans them, else the nearest; one that stands beside several rows belongs to the rows it is centred on.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpora.document import Box
from corpora.grid import UNIT_WORD, is_figure
from corpora.pdf_cells import NEAR, PdfCell, PdfTable, Rule, in_order
from corpora.pdf_lines import Glyph, TextLine, lines_of

_MOST_ROWS = 80


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Words between wide gaps of a line."""

    text: str
    boxes: tuple[Box | None, ...]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


def open_blocks(
    rules: Sequence[Rule], uprights: Sequence[dict[str, Any]], tables: Sequence[PdfTable]
) -> list[list[Rule]]:
    """Runs of three or more rules of one width with no vertical line and no table between them."""
    blocks: list[list[Rule]] = []
    for rule in rules:
        if any(table.top - NEAR <= rule.y <= table.bottom + NEAR for table in tables):
            continue
        block = next((b for b in blocks if abs(b[0].x0 - rule.x0) < NEAR and abs(b[0].x1 - rule.x1) < NEAR), None)
        if block is None:
            blocks.append([rule])
        elif rule.y - block[-1].y > 4:
            block.append(rule)
    return [
        block
        for block in blocks
        if len(block) >= 3 and block[0].x1 - block[0].x0 > 100
        and not any(u["top"] < block[-1].y and u["bottom"] > block[0].y and u["bottom"] - u["top"] > 8 for u in uprights)
    ]  # fmt: skip


def open_table(
    block: Sequence[Rule], rules: Sequence[Rule], glyphs: list[Glyph], page: int
) -> tuple[PdfTable | None, list[Glyph]]:
    """The table between these rules, None where the words between them are none; and the glyphs outside it."""
    top, bottom = block[0].y, block[-1].y
    inside = [
        g for g in glyphs if top - 1 < (g.top + g.bottom) / 2 < bottom + 1 and block[0].x0 - 6 < g.x0 < block[0].x1 + 6
    ]
    lines = lines_of(inside, page) if inside else []
    under = [line for line in lines if (line.top + line.bottom) / 2 > block[1].y]
    body = under or lines
    columns = _columns([line for line in body if len(line.chunks) > 1])
    split = sum(len(line.chunks) > 1 for line in lines)
    if len(columns) < 2 or len(lines) < 2 or split < 0.5 * len(lines):
        return None, glyphs
    above = [part for line in lines if line not in body for chunk in _chunks(line) for part in _cut(chunk, columns)]
    columns = _united(columns, above, [_chunks(line) for line in body if len(line.chunks) > 1])
    short = [r for r in rules if top + 1 < r.y < block[1].y - 1 and r.x1 - r.x0 < block[0].x1 - block[0].x0 - 6]
    head, levels = _head(above, short, columns, page)
    rows = _rows([_chunks(line) for line in body], columns)
    cells = [*head, *(cell for row, inside_ in enumerate(rows) for cell in _row(inside_, row + levels, columns, page))]
    cells = _beside(cells, rows, levels, columns)
    gaps = [(left[1] + right[0]) / 2 for left, right in itertools.pairwise(columns)]
    edges = (block[0].x0, *gaps, block[0].x1)
    taken = set(map(id, inside))
    rest = [glyph for glyph in glyphs if id(glyph) not in taken]
    height = max(cell.row + cell.row_span for cell in cells)
    return PdfTable(page, top, bottom, edges, in_order(cells), height, is_open=True), rest


def _columns(lines: Sequence[TextLine]) -> list[tuple[float, float]]:
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((chunk[2], chunk[3]) for line in lines for chunk in line.chunks):
        if columns and x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _united(
    columns: list[tuple[float, float]], above: Sequence[_Chunk], rows: Sequence[list[_Chunk]]
) -> list[tuple[float, float]]:
    """The columns with neighbours put together that no row has both of and that one heading is over.

    Figures set to the right and words set in the middle of one column need not overlap.
    """
    headed = {_nearest(chunk, columns) for chunk in above}
    filled = [
        {i for i, row in enumerate(rows) if any(_nearest(c, columns) == n for c in row)} for n in range(len(columns))
    ]
    united = [columns[0]]
    inside = filled[0]
    for column in range(1, len(columns)):
        if headed and not inside & filled[column] and not {column - 1, column} <= headed:
            united[-1] = (united[-1][0], columns[column][1])
            inside = inside | filled[column]
        else:
            united.append(columns[column])
            inside = filled[column]
    return united


def _chunks(line: TextLine) -> list[_Chunk]:
    found: list[_Chunk] = []
    for start, end, x0, x1 in line.chunks or ((0, len(line.text), line.x0, line.x1),):
        text = line.text[start:end].rstrip()
        boxes = line.boxes[start : start + len(text)]
        found.append(_Chunk(text, boxes, x0, x1, line.top, line.bottom, line.size))
    return found


def _box(chunk: _Chunk, page: int) -> Box:
    return Box(page, round(chunk.x0, 2), round(chunk.top, 2), round(chunk.x1, 2), round(chunk.bottom, 2))


def _nearest(chunk: _Chunk, columns: Sequence[tuple[float, float]]) -> int:
    """The column that a chunk shares most width with, else the one whose middle is nearest."""

    def distance(column: int) -> tuple[float, float]:
        left, right = columns[column]
        return -max(0.0, min(right, chunk.x1) - max(left, chunk.x0)), abs(left + right - chunk.x0 - chunk.x1)

    return min(range(len(columns)), key=distance)


def _head(
    chunks: Sequence[_Chunk], short: Sequence[Rule], columns: Sequence[tuple[float, float]], page: int
) -> tuple[list[PdfCell], int]:
    """The cells of the headings and their number of rows: for every column what stands above it, outermost first."""
    owned = {i: _spanned(chunk, chunks, short, columns) for i, chunk in enumerate(chunks)}
    paths: list[list[list[int]]] = []
    for column in range(len(columns)):
        stack: list[list[int]] = []
        for i in sorted((i for i, over in owned.items() if column in over), key=lambda i: chunks[i].top):
            same = bool(stack) and owned[stack[-1][-1]] == owned[i] and not _is_of_units(chunks[i], chunks)
            if same:
                stack[-1].append(i)  # a heading of two lines
            else:
                stack.append([i])
        paths.append(stack)
    levels = max((len(path) for path in paths), default=0)
    cells: list[PdfCell] = []
    seen: set[int] = set()
    for column, path in enumerate(paths):
        for level, parts in enumerate(path):
            if parts[0] in seen:
                continue
            seen.add(parts[0])
            across = sum(1 for other in owned[parts[0]] if other >= column)
            down = levels - level if level == len(path) - 1 and across == 1 else 1
            cells.append(_cell([chunks[i] for i in parts], level, column, page, down=down, across=across, header=True))
        if not path and levels:
            cells.append(PdfCell("", (), Box(page, *columns[column], 0.0, 0.0), 0, column, levels, 1, True))
    return cells, levels


def _is_of_units(chunk: _Chunk, chunks: Sequence[_Chunk]) -> bool:
    """Whether a heading is one of a row of units, and not the end of a heading of two lines (…预算数的%)."""
    level = [other.text for other in chunks if abs(other.middle - chunk.middle) < 0.5 * chunk.size]
    return len(level) > 1 and all(UNIT_WORD.match(text) for text in level)


def _cut(chunk: _Chunk, columns: Sequence[tuple[float, float]]) -> list[_Chunk]:
    """Headings of neighbouring columns that stand close, apart: cut at a space that lies between the columns."""
    parts: list[_Chunk] = []
    first = 0
    for at in [i for i, mark in enumerate(chunk.text) if mark == " "]:
        left, right = chunk.boxes[at - 1], chunk.boxes[at + 1]
        if left is None or right is None:
            continue
        between = any(a[1] < right.x0 and left.x1 < b[0] for a, b in itertools.pairwise(columns))
        apart = {_nearest(_part(chunk, first, at), columns), _nearest(_part(chunk, at + 1, len(chunk.text)), columns)}
        if between and len(apart) > 1:
            parts.append(_part(chunk, first, at))
            first = at + 1
    return [*parts, _part(chunk, first, len(chunk.text))]


def _part(chunk: _Chunk, start: int, end: int) -> _Chunk:
    boxes = chunk.boxes[start:end]
    inked = [box for box in boxes if box is not None]
    if not inked:
        return chunk
    return replace(chunk, text=chunk.text[start:end], boxes=boxes, x0=inked[0].x0, x1=inked[-1].x1)


def _spanned(
    chunk: _Chunk, chunks: Sequence[_Chunk], short: Sequence[Rule], columns: Sequence[tuple[float, float]]
) -> tuple[int, ...]:
    """The columns that a heading is over: those above the short rule right under it, else those nearest to it."""
    own = _nearest(chunk, columns)
    for rule in short:
        if 0 < rule.y - chunk.middle < 2.2 * chunk.size and rule.x0 - NEAR < chunk.centre < rule.x1 + NEAR:
            over = [
                c for c, (left, right) in enumerate(columns) if rule.x0 - NEAR < (left + right) / 2 < rule.x1 + NEAR
            ]
            return tuple(over) or (own,)
    if short:
        return (own,)
    below = {_nearest(other, columns) for other in chunks if other.top >= chunk.bottom - 1}
    level = [other for other in chunks if abs(other.middle - chunk.middle) < 0.5 * chunk.size]
    if not below or len(level) == len(columns):
        return (own,)
    near = [
        column
        for column in sorted(below)
        if min(level, key=lambda other: abs(other.centre - sum(columns[column]) / 2)) is chunk
    ]
    spread = [c for c in near if any(_nearest(o, columns) == c and o.top >= chunk.bottom - 1 for o in chunks)]
    return tuple(spread) if len(spread) > 1 else (own,)


def _cell(
    chunks: Sequence[_Chunk], row: int, column: int, page: int, *, down: int = 1, across: int = 1, header: bool = False
) -> PdfCell:
    text = "".join(chunk.text for chunk in chunks)
    boxes = tuple(box for chunk in chunks for box in chunk.boxes)
    box = Box(
        page,
        round(min(chunk.x0 for chunk in chunks), 2),
        round(min(chunk.top for chunk in chunks), 2),
        round(max(chunk.x1 for chunk in chunks), 2),
        round(max(chunk.bottom for chunk in chunks), 2),
    )
    return PdfCell(text, boxes, box, row, column, down, across, header)


def _rows(lines: Sequence[list[_Chunk]], columns: Sequence[tuple[float, float]]) -> list[list[_Chunk]]:
    """The lines as rows; a label of two lines beside figures that stand between them is one row with them."""
    anchors = [line for line in lines if len(line) > 1 or _nearest(line[0], columns) > 0]
    if not anchors:
        return list(lines)
    rows = {id(line): list(line) for line in anchors}
    result: list[list[_Chunk]] = []
    for line in lines:
        if id(line) in rows:
            result.append(rows[id(line)])
            continue
        near = min(anchors, key=lambda anchor: abs(anchor[0].middle - line[0].middle))
        bare = all(_nearest(chunk, columns) > 0 for chunk in near)
        if bare and abs(near[0].middle - line[0].middle) < 0.9 * line[0].size:
            rows[id(near)].append(line[0])
        else:
            result.append(line)
    return result


def _row(chunks: Sequence[_Chunk], row: int, columns: Sequence[tuple[float, float]], page: int) -> list[PdfCell]:
    """The cells of a row: a chunk takes the columns that it lies over."""
    cells: list[PdfCell] = []
    taken = 0
    labels = sorted((c for c in chunks if c.x0 < columns[0][1]), key=lambda c: c.top)
    ordered = [*labels[:1], *sorted((c for c in chunks if c.x0 >= columns[0][1]), key=lambda c: c.x0)]
    for chunk in ordered:
        over = [i for i, (left, right) in enumerate(columns) if chunk.x0 < right and left < chunk.x1 and i >= taken]
        nearest = max(_nearest(chunk, columns), taken)
        first, last = (over[0], over[-1]) if over else (nearest, nearest)
        parts = labels if chunk in labels else [chunk]
        cells.append(_cell(parts, row, min(first, len(columns) - 1), page, across=max(last - first + 1, 1)))
        taken = last + 1
    return cells


def _beside(
    cells: Sequence[PdfCell], rows: Sequence[list[_Chunk]], levels: int, columns: Sequence[tuple[float, float]]
) -> list[PdfCell]:
    """The cells with the labels of the first column over the rows that they stand beside, where some have none."""
    labels = [cell for cell in cells if not cell.header and cell.column == 0]
    firsts = {cell.row for cell in labels}
    seconds = {cell.row: cell for cell in cells if not cell.header and cell.column == 1}
    alone = {cell.row for cell in labels} - {row + levels for row, inside in enumerate(rows) if len(inside) > 1}
    blank = [row for row, cell in seconds.items() if row not in firsts and not is_figure(cell.text)]
    body = [row for row in range(levels, levels + len(rows)) if row not in alone]
    if not blank or not labels or len(body) > _MOST_ROWS or len(labels) > len(body):
        return list(cells)
    heights = [sum(c.middle for c in rows[row - levels]) / len(rows[row - levels]) for row in body]
    parts = _parted(heights, [(label.box.top + label.box.bottom) / 2 for label in labels])
    spans = {label.row: (body[first], last - first) for label, (first, last) in zip(labels, parts, strict=True)}
    kept = [cell for cell in cells if cell.header or cell.column > 0]
    for label in labels:
        first, down = spans[label.row]
        own = PdfCell(label.text, label.boxes, label.box, first, 0, down, label.column_span if down == 1 else 1)
        kept.append(own)
    return _closed(kept, alone)


def _parted(heights: Sequence[float], labels: Sequence[float]) -> list[tuple[int, int]]:
    """The rows cut into as many runs as there are labels, each label in the middle of its run or at its head."""

    def best(at_head: bool) -> tuple[float, list[tuple[int, int]]]:
        costs: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
        for number, label in enumerate(labels):
            following: dict[int, tuple[float, list[tuple[int, int]]]] = {}
            rest = len(labels) - number - 1
            for first, (cost, runs) in costs.items():
                for last in range(first + 1, len(heights) - rest + 1):
                    place = heights[first] if at_head else (heights[first] + heights[last - 1]) / 2
                    total = cost + abs(place - label)
                    if last not in following or total < following[last][0]:
                        following[last] = (total, [*runs, (first, last)])
            costs = following
        return costs[len(heights)]

    return min(best(False), best(True), key=lambda found: round(found[0], 1))[1]


def _closed(cells: Sequence[PdfCell], gone: set[int]) -> list[PdfCell]:
    """The cells without the rows that held nothing but a label."""
    return [
        PdfCell(
            c.text,
            c.boxes,
            c.box,
            c.row - sum(1 for row in gone if row < c.row),
            c.column,
            c.row_span,
            c.column_span,
            c.header,
        )
        for c in cells
    ]
