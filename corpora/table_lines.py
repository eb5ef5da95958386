"""Tables in a text: each row one tab-separated line, every cell at its offsets, the caption from the line above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpora.document import Cell
from corpora.grid import GridCell, PlacedCell, build, unit_of

_UNIT_NOTE = re.compile(r"[（(\[【]?\s*(?:计量|金额|数量|货币)?单\s*位\s*[:：].*$")
_CAPTION = re.compile(
    r"^(?:附?表\s*[\d一二三四五六七八九十]|.{2,60}(?:表|情况|名单|目录|清单|一览|统计|汇总|明细|指标|数据|标准|安排|计划|预算|决算)"
    r"(?:[（(].{1,20}[）)])?$)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; the cells' ``start`` and ``end`` count from the beginning of the line."""

    text: str
    cells: tuple[Cell, ...]
    unit: str = ""


def rows_of(rows: Sequence[Sequence[GridCell]]) -> list[Row]:
    """The rows of a table as lines; rows without words are left out. Merged columns keep their tabs."""
    grid = build(rows)
    by_row: dict[int, list[PlacedCell]] = {}
    for cell in grid.cells:
        by_row.setdefault(cell.row, []).append(cell)
    lines = [_line(by_row[row], grid.unit) for row in sorted(by_row)]
    return [line for line in lines if line.text.strip()]


def caption_and_unit(above: Sequence[str]) -> tuple[str, str]:
    """The caption and the unit that the lines above a table give, nearest line last; empty where they give none."""
    caption = unit = ""
    for line in reversed(above):
        if len(line) > 120:
            break
        unit = unit or unit_of([line])
        bare = _UNIT_NOTE.sub("", line).strip()
        if not caption and 2 < len(bare) <= 80 and _CAPTION.match(bare) and not bare.endswith(("。", "；", "：", ":")):
            caption = bare
    return caption, unit


def cell_at(placed: PlacedCell, start: int, end: int) -> Cell:
    """The cell of a document that a placed one becomes, with its words at ``[start, end)`` of the line."""
    return Cell(
        start,
        end,
        placed.row,
        placed.column,
        placed.row_span,
        placed.column_span,
        placed.header,
        placed.row_path,
        placed.column_path,
    )


def _line(cells: Sequence[PlacedCell], unit: str) -> Row:
    parts: list[str] = []
    done: list[Cell] = []
    offset = column = 0
    for cell in cells:
        parts.append("\t" * (cell.column - column))
        offset += cell.column - column
        column = cell.column
        end = offset + len(cell.text)
        done.append(cell_at(cell, offset, end))
        parts.append(cell.text)
        offset = end
    line = "".join(parts).rstrip("\t")
    return Row(line, tuple(replace(c, start=min(c.start, len(line)), end=min(c.end, len(line))) for c in done), unit)
