"""Tables of a PDF page: ruled ones, ones without side lines, three-line ones; and a table that runs across pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from corpora.document import Box
from corpora.grid import GridCell, build
from corpora.pdf_cells import NEAR, PdfCell, PdfTable, Rule, in_order
from corpora.pdf_lines import Glyph, lines_of
from corpora.pdf_open_tables import open_blocks, open_table
from corpora.table_lines import Row, rows_of

_SAME_COLUMN, _SAME_GAP = 8.0, 30.0


def tables_of(page: Any, glyphs: Sequence[Glyph]) -> tuple[list[PdfTable], list[Glyph]]:
    """The tables of a pdfplumber page from top to bottom, and the glyphs outside them.

    Ruling lines are looked at only where the page has some, tables searched only where they could form cells.
    """
    if not (page.rects or page.lines or page.curves):
        return [], list(glyphs)
    edges = [edge for edge in page.edges if edge["x1"] - edge["x0"] > 4 or edge["bottom"] - edge["top"] > 4]
    rules = _rules(edge for edge in edges if edge["orientation"] == "h")
    uprights = [edge for edge in edges if edge["orientation"] == "v"]
    if len(rules) < 2:
        return [], list(glyphs)
    tables: list[PdfTable] = []
    rest = list(glyphs)
    if uprights:
        settings: dict[str, Any] = {"explicit_vertical_lines": _missing_sides(rules, uprights)}
        for found in page.find_tables(settings):
            table, rest = _ruled(found.cells, rest, page.page_number)
            tables += [table] if table is not None else []
    for block in open_blocks(rules, uprights, tables):
        table, rest = open_table(block, rules, rest, page.page_number)
        tables += [table] if table is not None else []
    return sorted(tables, key=lambda table: table.top), rest


def _rules(edges: Iterable[dict[str, Any]]) -> list[Rule]:
    """Horizontal lines from top to bottom, pieces on one height put together."""
    rules: list[Rule] = []
    for edge in sorted(edges, key=lambda e: (round(e["top"]), e["x0"])):
        last = rules[-1] if rules else None
        if last and abs(last.y - edge["top"]) <= NEAR and edge["x0"] <= last.x1 + NEAR:
            rules[-1] = Rule(last.y, min(last.x0, edge["x0"]), max(last.x1, edge["x1"]))
        else:
            rules.append(Rule(edge["top"], edge["x0"], edge["x1"]))
    return [rule for rule in rules if rule.x1 - rule.x0 > 20]


def _missing_sides(rules: Sequence[Rule], uprights: Sequence[dict[str, Any]]) -> list[float]:
    """Where three rules begin or end together and no vertical line stands: the open side of a table."""
    sides: list[float] = []
    for rule in rules:
        alike = [r for r in rules if abs(r.x0 - rule.x0) <= NEAR and abs(r.x1 - rule.x1) <= NEAR]
        inside = [u for u in uprights if rule.x0 < u["x0"] < rule.x1 and alike[0].y - NEAR < u["top"] < alike[-1].y]
        if len(alike) < 3 or not inside:
            continue
        for x in (rule.x0, rule.x1):
            if all(abs(u["x0"] - x) > NEAR for u in uprights) and all(abs(x - s) > NEAR for s in sides):
                sides.append(x)
    return sides


def _ruled(
    boxes: Sequence[tuple[float, float, float, float]], glyphs: list[Glyph], page: int
) -> tuple[PdfTable | None, list[Glyph]]:
    """The table of these cell rectangles; None where they are no table (a frame, a drawing) and the glyphs stay text."""
    xs, ys = _steps(x for box in boxes for x in (box[0], box[2])), _steps(y for box in boxes for y in (box[1], box[3]))
    if len(xs) < 3 or len(ys) < 3:
        return None, glyphs
    owner: dict[tuple[int, int], int] = {}
    spans: list[tuple[int, int, int, int]] = []
    for index, (x0, top, x1, bottom) in enumerate(boxes):
        r, c = _step(ys, top), _step(xs, x0)
        row_span, column_span = max(_step(ys, bottom) - r, 1), max(_step(xs, x1) - c, 1)
        spans.append((r, c, row_span, column_span))
        owner.update({(r + i, c + j): index for i in range(row_span) for j in range(column_span)})
    content: list[list[Glyph]] = [[] for _ in boxes]
    rest: list[Glyph] = []
    for glyph in glyphs:
        key = (bisect_right(ys, (glyph.top + glyph.bottom) / 2) - 1, bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1)
        at = owner.get(key)
        (rest if at is None else content[at]).append(glyph)
    filled = [span for span, inside in zip(spans, content, strict=True) if any(g.text.strip() for g in inside)]
    if len(filled) < 3 or len({span[0] for span in filled}) < 2 or len({span[1] for span in filled}) < 2:
        return None, glyphs
    cells: list[PdfCell] = []
    for (r, c, row_span, column_span), box, inside in zip(spans, boxes, content, strict=True):
        text, chars = _cell_text(inside, page, box[2])
        cells.append(PdfCell(text, chars, Box(page, *(round(v, 2) for v in box)), r, c, row_span, column_span))
    return PdfTable(page, ys[0], ys[-1], tuple(xs), in_order(cells), len(ys) - 1), rest


def _steps(values: Iterable[float]) -> list[float]:
    steps: list[float] = []
    for value in sorted(values):
        if not steps or value - steps[-1] > NEAR:
            steps.append(value)
    return steps


def _step(steps: Sequence[float], value: float) -> int:
    return max(bisect_right(steps, value + NEAR / 2) - 1, 0)


def _cell_text(glyphs: Sequence[Glyph], page: int, right: float) -> tuple[str, tuple[Box | None, ...]]:
    """The words of a cell: lines that fill it run on, shorter ones are kept apart by a space."""
    text, boxes = "", []  # type: ignore[var-annotated]
    lines = lines_of(glyphs, page) if glyphs else []
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        if before is not None and (before.x1 < right - 1.6 * before.size - 4 or _both_ascii(text, line.text)):
            text += " "
            boxes.append(None)
        text += line.text
        boxes += line.boxes
    return text, tuple(boxes)


def _both_ascii(left: str, right: str) -> bool:
    return left[-1:].isascii() and right[:1].isascii() and left[-1:].isalpha() and right[:1].isalpha()


def continues(first: PdfTable, second: PdfTable) -> bool:
    """Whether a table at the top of a page has the columns of the one that ended the page before."""
    if len(first.edges) != len(second.edges) or first.is_open != second.is_open:
        return False
    near = _SAME_GAP if first.is_open else _SAME_COLUMN
    return all(abs(a - b) < near for a, b in zip(first.edges, second.edges, strict=True))


def joined(first: PdfTable, second: PdfTable) -> PdfTable:
    """One table of two: a repeated heading is dropped, a first cell left empty goes on from the page before."""
    skip = _repeated(first, second)
    cells = list(first.cells)
    for cell in second.cells:
        if cell.row < skip:
            continue
        row = cell.row - skip + first.rows
        if row == first.rows and cell.column == 0 and not cell.text and cell.column_span == 1:
            above = next((i for i in reversed(range(len(cells))) if cells[i].column == 0), None)
            if above is not None and cells[above].row + cells[above].row_span == first.rows and cells[above].text:
                cells[above] = replace(cells[above], row_span=cells[above].row_span + cell.row_span)
                continue
        cells.append(replace(cell, row=row))
    return replace(first, cells=in_order(cells), rows=first.rows + second.rows - skip)


def _repeated(first: PdfTable, second: PdfTable) -> int:
    """How many first rows of the second table repeat the heading of the first."""
    header = build(_grid(first)).header_rows
    texts = [
        [cell.text for cell in table.cells if cell.row == row] for table in (first, second) for row in range(header)
    ]
    same = 0
    while same < header and texts[same] == texts[header + same] and any(texts[same]):
        same += 1
    return same if same < second.rows else 0


def _grid(table: PdfTable) -> list[list[GridCell]]:
    """The rows for :func:`corpora.grid.build`, holes filled so that every cell keeps its column."""
    taken = {
        (cell.row + i, cell.column + j)
        for cell in table.cells
        for i in range(cell.row_span)
        for j in range(cell.column_span)
    }
    width = len(table.edges) - 1
    starts = {(cell.row, cell.column): cell for cell in table.cells}
    rows: list[list[GridCell]] = []
    for r in range(table.rows):
        row: list[GridCell] = []
        for c in range(width):
            if (cell := starts.get((r, c))) is not None:
                row.append(GridCell(cell.text, cell.row_span, cell.column_span, cell.header or None))
            elif (r, c) not in taken:
                row.append(GridCell(""))
        rows.append(row)
    return rows


def lines_with_boxes(table: PdfTable) -> list[tuple[Row, list[Box | None], int]]:
    """The rows as lines of the text, with a box for every character, the cells with their page and box, and the page."""
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    result: list[tuple[Row, list[Box | None], int]] = []
    for row in rows_of(_grid(table)):
        boxes: list[Box | None] = [None] * len(row.text)
        placed = []
        page = table.page
        for cell in row.cells:
            own = cells.get((cell.row, cell.column))
            if own is not None:
                page = own.box.page
                boxes[cell.start : cell.end] = own.boxes[: cell.end - cell.start]
                cell = replace(cell, page=own.box.page, box=own.box)
            placed.append(cell)
        result.append((replace(row, cells=tuple(placed)), boxes, page))
    return result
