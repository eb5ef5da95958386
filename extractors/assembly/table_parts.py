"""Parts and totals of a table: 其中 rows and columns of what stands before them, the rows of a 合计 of theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from corpora.lazy import lazy
from extractors.assembly.binding import Binding
from extractors.mention import Mention

if TYPE_CHECKING:
    from extractors.assembly.tables import Place

PART = re.compile(r"^\s*(?:其中|#)\s*[：:]?\s*(?=\S)")
TOTAL = lazy(r"^(?:[\u4e00-\u9fff]{0,10})(?:合\s*计|总\s*计|小\s*计)$")
_SINGLE = 1


def totals(places: Mapping[int, Place], bindings: Sequence[Binding], mentions: Sequence[Mention]) -> dict[int, int]:
    """Mention → mention of its total. Only levels of one unit are parts of each other."""
    by_cell: dict[tuple[int, int, int], int] = {}
    bound = {binding.mention: binding for binding in bindings}
    for index, place in places.items():
        if index in bound:
            by_cell[place.number, place.cell.row, place.cell.column] = index
    found: dict[int, int] = {}
    for part, whole in (*_of_rows(places, by_cell), *_of_columns(places, by_cell), *_of_totals(places, by_cell)):
        alike = bound[part].role == bound[whole].role == "level"
        same = mentions[part].kind == mentions[whole].kind
        if part not in found and alike and same and _unit(mentions[part]) == _unit(mentions[whole]):
            found[part] = whole
    return found


def _unit(mention: Mention) -> str | None:
    return mention.quantity.unit


def _label(place: Place) -> str:
    return place.cell.row_path[-1] if place.cell.row_path else ""


def _columns_of(
    places: Mapping[int, Place], by_cell: Mapping[tuple[int, int, int], int]
) -> Iterator[list[tuple[Place, int]]]:
    """The figures of every column of every table, from top to bottom."""
    columns: defaultdict[tuple[int, int], list[tuple[Place, int]]] = defaultdict(list)
    for (number, _, column), index in sorted(by_cell.items()):
        columns[number, column].append((places[index], index))
    yield from columns.values()


def _of_rows(places: Mapping[int, Place], by_cell: Mapping[tuple[int, int, int], int]) -> Iterator[tuple[int, int]]:
    """其中：增值税 is part of the row above it that is no such part."""
    for column in _columns_of(places, by_cell):
        whole: int | None = None
        for place, index in column:
            if not PART.match(_label(place)):
                whole = index
            elif whole is not None:
                yield index, whole


def _of_columns(places: Mapping[int, Place], by_cell: Mapping[tuple[int, int, int], int]) -> Iterator[tuple[int, int]]:
    """A column 其中：涉外 is part of the column to its left that is no such part."""
    for (number, row, column), index in by_cell.items():
        path = places[index].cell.column_path
        if not path or not PART.match(path[-1]):
            continue
        for left in range(column - 1, -1, -1):
            other = by_cell.get((number, row, left))
            heads = places[other].cell.column_path if other is not None else ()
            if other is not None and heads and not PART.match(heads[-1]):
                yield index, other
                break


def _of_totals(places: Mapping[int, Place], by_cell: Mapping[tuple[int, int, int], int]) -> Iterator[tuple[int, int]]:
    """The rows of a group with one 合计, which stands at its head or its foot, are the parts of it."""
    for column in _columns_of(places, by_cell):
        groups: defaultdict[tuple[str, ...], list[tuple[Place, int]]] = defaultdict(list)
        for place, index in column:
            groups[place.cell.row_path[:-1]].append((place, index))
        for group in groups.values():
            whole = [index for place, index in group if TOTAL.match(_label(place))]
            if len(whole) == _SINGLE and whole[0] in (group[0][1], group[-1][1]):
                for place, index in group:
                    if index != whole[0] and not PART.match(_label(place)):
                        yield index, whole[0]
