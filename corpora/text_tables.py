"""Tables in plain text: lines whose cells are parted by tabs, wide spaces, several blanks or upright strokes.

A scraper that keeps only the words of a page leaves its tables so. The line stays as it is; only its cells are told. What
makes a table is strict, for a list of names parted by wide spaces is none: a heading line without figures, the same
number of cells in every line, and figures in most of the cells below the heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora.document import Cell
from corpora.grid import GridCell, build, is_figure
from corpora.table_lines import Row, cell_at

_PARTS = ("\t", "\u3000", "  ", "|", "｜")
_TABS = re.compile(r"[ \u3000]*\t[ \u3000]*")
_STROKES = re.compile(r"[ \t\u3000]*[|｜][ \t\u3000]*")
_BLANKS = re.compile(r"[ \u3000]{2,}|\u3000")
_RULE = re.compile(r"[-—─━=+|｜:\s]+")
_LONGEST_LINE, _LONGEST_CELL = 300, 40
_SENTENCE = re.compile("[。；：:！？]")


def rows_in(lines: Sequence[str]) -> dict[int, tuple[Row, int]]:
    """The lines that are rows of a table, each with its cells and the number of its table, by their index.

    ``lines`` have no blanks at their ends. Offsets of cells count from the beginning of the line.
    """
    out: dict[int, tuple[Row, int]] = {}
    index, table = 0, 0
    while index < len(lines):
        cells = _cells(lines[index])
        if len(cells) < 2:
            index += 1
            continue
        run = _run(lines, index, cells)
        if _is_table([[lines[at][a:b] for a, b in spans] for at, spans in run.items()]):
            last = max(run)
            out |= {at: (row, table) for at, row in _rows(lines, run).items()}
            out |= {at: (Row(lines[at], ()), table) for at in range(index, last) if at not in run}
            table += 1
            index = last
        index += 1
    return out


def _run(lines: Sequence[str], index: int, cells: list[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """The lines from ``index`` on with as many cells parted in the same way, up to the last that has a figure."""
    run, last, parting = {index: cells}, index, _parting(lines[index])
    for end in range(index + 1, len(lines)):
        line = lines[end]
        if _is_rule(line):
            continue
        found = _cells(line)
        if len(found) != len(cells) or _parting(line) is not parting:
            break
        run[end] = found
        if any(is_figure(line[a:b]) for a, b in found):
            last = end
    # What follows a table in as many parts are the names of those who signed.
    return {at: found for at, found in run.items() if at <= last}


def may_have(text: str) -> bool:
    """Whether the text has a sign that parts cells at all."""
    return any(part in text for part in _PARTS)


def _is_rule(line: str) -> bool:
    """|---|---|: the line below the heading of a table written with strokes."""
    return "-" in line and _RULE.fullmatch(line) is not None


def _cells(line: str) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end; none where it is no row."""
    if len(line) > _LONGEST_LINE or not may_have(line) or _is_rule(line):
        return []
    start, end, parting = 0, len(line), _parting(line)
    if parting is _STROKES:
        start += line[0] in "|｜"
        end -= line[-1] in "|｜"
    out: list[tuple[int, int]] = []
    place = start
    for match in parting.finditer(line, start, end):
        out.append((place, match.start()))
        place = match.end()
    out.append((place, end))
    out = [_trimmed(line, *span) for span in out]
    if any(b - a > _LONGEST_CELL or _SENTENCE.search(line, a, b) for a, b in out):
        return []
    return out


def _parting(line: str) -> re.Pattern[str]:
    """What parts the cells of a line."""
    if "|" in line or "｜" in line:
        return _STROKES
    return _TABS if "\t" in line else _BLANKS


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start] in " \u3000\t":
        start += 1
    while end > start and line[end - 1] in " \u3000\t":
        end -= 1
    return start, end


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """A heading without figures above lines in which most cells behind the first are figures; no cell of it empty."""
    if len(rows) < 2 or not all(rows[0][1:]) or any(is_figure(cell) for cell in rows[0]):
        return False
    below = [cell for row in rows[1:] for cell in row[1:]]
    figures = sum(map(is_figure, below))
    if len(rows) == 2 and len(rows[0]) < 3:
        return False
    labelled = all(row[0] for row in rows[1:])
    return labelled and figures * 5 >= len(below) * 3


def _rows(lines: Sequence[str], run: dict[int, list[tuple[int, int]]]) -> dict[int, Row]:
    """The lines as rows of one grid, every cell at its offsets in the line as it was."""
    at = list(run)
    grid = build([[GridCell(lines[index][a:b]) for a, b in run[index]] for index in at])
    cells: dict[int, list[Cell]] = {index: [] for index in at}
    for placed in grid.cells:
        row, column = placed.index
        start, end = run[at[row]][column]
        cells[at[row]].append(cell_at(placed, start, end))
    return {index: Row(lines[index], tuple(cells[index]), grid.unit) for index in at}
