"""Tables of a page: which hold data, and the rows of those; the others only lay the page out."""

from __future__ import annotations

from corpora.grid import GridCell
from corpora.html_page import Page, PageBlock
from corpora.table_lines import Row, rows_of

_LONGEST_CELL = 1500
"""Characters over which a cell is a column of the page and not a cell of data."""


def data_rows(page: Page, table: int) -> list[Row]:
    """The rows of the table of data that block ``table`` is, empty for one that only lays out the page."""
    rows: list[list[GridCell]] = []
    filled = longest = 0
    for block in page.blocks[table:]:
        if block.tag != "tr":
            continue
        cells = [_cell(page, cell) for i in block.children if (cell := page.blocks[i]).tag in ("td", "th")]
        if cells:
            rows.append(cells)
            longest = max(longest, max(len(cell.text) for cell in cells))
            filled += sum(1 for cell in cells if cell.text) >= 2
    if len(rows) < 2 or filled * 2 < len(rows) or longest > _LONGEST_CELL:
        return []
    return rows_of(rows)


def _cell(page: Page, cell: PageBlock) -> GridCell:
    return GridCell(_cell_text(page, cell), cell.row_span, cell.column_span, cell.tag == "th" or None)


def _cell_text(page: Page, cell: PageBlock) -> str:
    """The words of a cell on one line; blocks in it are joined without a space only between Chinese characters."""
    text = ""
    for line in page.lines[cell.first : cell.last]:
        piece = line.text
        if text and not (text[-1] > "\u2e80" and piece[0] > "\u2e80"):
            text += " "
        text += piece
    return text
