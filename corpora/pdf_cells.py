"""What a table of a PDF page is made of: cells with the box of every character, ruling lines, the table itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpora.document import Box

NEAR = 3.0
"""Points within which two lines are one."""


@dataclass(frozen=True, slots=True)
class PdfCell:
    """A cell with its words, a box for each of their characters, and its own box on its page."""

    text: str
    boxes: tuple[Box | None, ...]
    box: Box
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class PdfTable:
    """A table of one page, or of several once joined: its cells by row, where it starts and its column edges.

    ``is_open``: it has no lines between its columns, whose edges are then the middles of the gaps.
    """

    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]
    cells: tuple[PdfCell, ...]
    rows: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""

    y: float
    x0: float
    x1: float


def in_order(cells: Iterable[PdfCell]) -> tuple[PdfCell, ...]:
    """The cells row by row, from left to right."""
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
