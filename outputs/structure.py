"""What a revision keeps of the structure of its text: with it a stored text is read again as it was the first time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from msgspec.json import Encoder

from corpora.document import Block, Box, Cell, Document, Table


def slim(document: Document) -> tuple[Block, ...]:
    """The blocks that readings depend on: headings."""
    return tuple(block for block in document.blocks if block.kind == "heading")


def as_text(document: Document) -> str | None:
    """``{"headings": [[start, end, level], …], "tables": [[start, end, caption, unit, [[start, end, row, column, row span,
    column span, header, row path, column path, page, box], …]], …]}`` as JSON, what is empty left out; None for neither.

    The box (x0, top, x1, bottom in points) is there for the cells of a PDF only; boxes of characters are left out: facts
    have their own.
    """
    headings = [[block.start, block.end, block.level] for block in slim(document)]
    tables = [[one.start, one.end, one.caption, one.unit, list(map(_cell, one.cells))] for one in document.tables]
    found = {name: rows for name, rows in (("headings", headings), ("tables", tables)) if rows}
    if not found:
        return None
    if any(cell.box is not None for table in document.tables for cell in table.cells):
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))  # decimals as Python writes them
    return _json.encode(found).decode()


_json = Encoder()


def _cell(cell: Cell) -> list[object]:
    place = [cell.start, cell.end, cell.row, cell.column, cell.row_span, cell.column_span, int(cell.header)]
    box = cell.box
    drawn = [] if box is None else [[box.x0, box.top, box.x1, box.bottom]]
    return [*place, cell.row_path, cell.column_path, cell.page, *drawn]


def of_text(text: str | None) -> dict[str, Any]:
    """``blocks`` and ``tables`` of a document again."""
    found = json.loads(text) if text else {}
    headings = (Block(start, end, "heading", level) for start, end, level in found.get("headings", ()))
    tables = (
        Table(start, end, tuple(map(_made, cells)), caption, unit)
        for start, end, caption, unit, cells in found.get("tables", ())
    )
    return {"blocks": tuple(headings), "tables": tuple(tables)}


def _made(cell: Sequence[Any]) -> Cell:
    start, end, row, column, row_span, column_span, header, row_path, column_path, page, *drawn = cell
    box = Box(page, *drawn[0]) if drawn else None
    paths = (tuple(row_path), tuple(column_path))
    return Cell(start, end, row, column, row_span, column_span, bool(header), *paths, page, box)
