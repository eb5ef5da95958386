"""Tables as grids: merged cells laid out, header rows and columns found, the path of headings of every data cell.

The one entry is :func:`build`; the HTML, DOCX and PDF readers give it rows of :class:`GridCell` and write the words of
its :class:`PlacedCell` into ``Document.text`` themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpora.lazy import lazy

_FIGURE = lazy(
    r"^[（(]?[-+−－＋±<>≤≥＜＞约近]?\s*[¥￥$]?\d[\d,，.．\s]*(?:[-—~～至]\s*\d[\d,.]*)?\s*"
    r"(?:%|％|‰|[\u4e00-\u9fff]{1,4}|[A-Za-z/²³]{1,6})?[)）]?[*＊]?$|^[-—－–/…]{1,3}$"
)
_TIME = re.compile(
    r"^(?:19|20)\d{2}(?:年|[-./年]\d{1,2}月?|年?\s*[-—~～至]\s*(?:19|20)\d{2}年?)?[度末底]?$|^\d{1,2}(?:月份?|季度|日)$"
)
# Words with a number that name a period or a class and are no figures: 2024年预算数, 1—9月, 9月末, 15—59岁, 60岁及以上.
_NAMING = re.compile(
    r"^(?:(?:19|20)\d{2}\s*年.|(?:(?:19|20)\d{2}\s*年)?\s*\d{1,2}\s*[-—–~～至]\s*\d{1,2}\s*(?:月|季度)|\d{1,2}月[末底当份止累]"
    r"|\d+\s*[-—–~～至]\s*\d+\s*(?:周?岁|年级)|.*及以[上下]$)"
)
_BARE_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_NUMBERING = re.compile(r"^(?:序\s*号|编\s*号|行\s*次|项次|No\.?|NO\.?|代码)$")
_RANKING = re.compile(r"^(?:排\s*[名位]|名\s*次|位\s*次)$")
_UNIT = lazy(
    r"(?<![\u4e00-\u9fff])(?:计量|金额|数量|货币)?单\s*位(?:名称)?\s*[:：]\s*(?P<unit>[^\s\d:：()（）\[\]【】,，;；。|]{1,12}(?:\s?[、/]\s?[^\s:：()（）,，;；。]{1,6}){0,4})"
    r"(?!\s*[:：])"
)
_ORGAN = re.compile(
    r"(?:局|厅|委|部|院|所|站|队|会|处|科|室|办|公司|中心|政府|学校|大学|医院|法院|集团|街道|镇|乡|村|人)$"
)
_FORM_LABEL = re.compile(
    r"(?:名称|姓名|[编文]号|号码?|日期|时间|期限|金额|总额|价格?|单位|机关|机构|部门|地址|住所|地点|电话|邮编|人|依据|内容|结果|方式|类[型别]|性质"
    r"|代码|范围|事[由项实]|种类|情况|理由|代表|标准|数量|规模|标题|主题|来源|备注|说明|状态|对象|条件|要求|职务|性别|案由|字号)"
    r"\s*[（(]?[^（）()]{0,8}[）)]?\s*[:：]?$"
)
_COLUMN_LABEL = lazy(
    r"^(?:内\s*容|数\s*[量值额]|金\s*额|备\s*注|说\s*明|情\s*况|结\s*果|比\s*重|占\s*比|增\s*[长幅]|指\s*标|项\s*目|名\s*称|职\s*务|单\s*位|要\s*求|人\s*数"
    r"|[户个]\s*数|合\s*计|总\s*[计量数额]|.{0,12}(?:名称|内容|情况|数量|金额|数|率|额|值|量|期|法|人|位|置|号|址|话|间|级|务))\s*(?:[（(].{0,12}[）)])?$"
)
# A cell that is nothing but a unit: the row of units under a heading.
UNIT_WORD = lazy(
    r"^[（(]?\s*[亿万千百十]{0,2}(?:元|人|吨|户|家|件|公里|千米|亩|公顷|平方米|平方公里|美元|千瓦时|千瓦|立方米|人次|人天|个|所|名|辆|台|套|宗|起|例|张|项|头|只|公斤"
    r"|千克|克|毫米|百分点|%|％|‰)\s*[)）]?$|^[—\-/]+$|^[\u4e00-\u9fff]{1,4}/[\u4e00-\u9fff]{1,4}$"
)
_MAX_HEADING = 40
_MAX_COLUMN_SPAN = 1000
_DIGIT = re.compile(r"\d")
_MAX_LABEL_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the source has it: words, spans, ``header`` True where the source marks it (th), None where it is mute."""

    text: str
    row_span: int = 1
    column_span: int = 1
    header: bool | None = None


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell at its place in the grid; ``index`` is its (row, position) in the rows given to :func:`build`."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int
    index: tuple[int, int]
    header: bool = False
    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table laid out: its cells in reading order, its size, and how many leading rows and columns are headings."""

    cells: tuple[PlacedCell, ...]
    rows: int
    columns: int
    header_rows: int
    header_columns: int
    unit: str = ""


def build(rows: Sequence[Sequence[GridCell]], *, captions: Iterable[str] = ()) -> Grid:
    """Lay the cells out, find the headings, and give every data cell its ``row_path`` and ``column_path``.

    ``captions`` are the lines around the table that may name its unit (单位:万元). Rows may be ragged; spans that reach
    beyond the table or into a cell already taken are cut.
    """
    cells = place(rows)
    height = max((cell.row + cell.row_span for cell in cells), default=0)
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    if not cells:
        return Grid((), 0, 0, 0, 0)
    lookup = _lookup(cells)
    marks = {cell.index for cell in cells if rows[cell.index[0]][cell.index[1]].header}
    titles = [r for r in range(height) if _is_full_row(lookup, r, width)]
    unit = unit_of([*captions, *(lookup[r, 0].text for r in titles)])
    if _is_form(cells, lookup, marks, titles, width):
        head = next((r for r in range(height) if r not in titles[: r + 1]), 0)
        return Grid(_as_form(cells, lookup, titles), height, width, head, 1, unit)
    header_rows = _header_rows(cells, lookup, marks, height, width)
    header_columns = _header_columns(lookup, marks, header_rows, height, width)
    named = _named(cells, lookup, header_rows, header_columns, titles)
    unit = unit or unit_of(cell.text for cell in cells if cell.row < header_rows and cell.column < header_columns)
    return Grid(named, height, width, header_rows, header_columns, unit)


def place(rows: Sequence[Sequence[GridCell]]) -> list[PlacedCell]:
    """The cells at their grid positions, as HTML lays out ``rowspan`` and ``colspan``."""
    taken: set[tuple[int, int]] = set()
    placed: list[PlacedCell] = []
    for r, row in enumerate(rows):
        column = 0
        for position, cell in enumerate(row):
            while (r, column) in taken:
                column += 1
            row_span = max(1, min(cell.row_span, len(rows) - r))
            column_span = 1
            while column_span < min(cell.column_span, _MAX_COLUMN_SPAN) and (r, column + column_span) not in taken:
                column_span += 1
            taken.update((r + i, column + j) for i in range(row_span) for j in range(column_span))
            placed.append(PlacedCell(cell.text.strip(), r, column, row_span, column_span, (r, position)))
            column += column_span
    return placed


def unit_of(captions: Iterable[str]) -> str:
    """The unit that a caption names for the whole table (单位:万元 → 万元), empty where none does."""
    for caption in captions:
        match = _UNIT.search(caption)
        if match and not _ORGAN.search(match["unit"].strip("、/ ")[:12]):
            return match["unit"].strip("、/ ")
        if match and match["unit"] in ("人", "万人", "千人", "亿人", "所", "人、%"):
            return match["unit"]
    return ""


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure (63, 4.7万, 95%, -, …) and not words, a year or a month."""
    return (
        bool(text) and len(text) <= 24 and bool(_FIGURE.match(text)) and not (_TIME.match(text) or _NAMING.match(text))
    )


def _lookup(cells: Iterable[PlacedCell]) -> dict[tuple[int, int], PlacedCell]:
    return {
        (cell.row + i, cell.column + j): cell
        for cell in cells
        for i in range(cell.row_span)
        for j in range(cell.column_span)
    }


def _is_full_row(lookup: dict[tuple[int, int], PlacedCell], row: int, width: int) -> bool:
    """A row that is one cell across the table, or words in its first cell only: a title or the heading of a group."""
    first = lookup.get((row, 0))
    if width < 2 or first is None or not first.text or is_figure(first.text) or first.row != row:
        return False
    return first.column_span >= width and first.row_span == 1


def _header_rows(
    cells: Sequence[PlacedCell],
    lookup: dict[tuple[int, int], PlacedCell],
    marks: set[tuple[int, int]],
    height: int,
    width: int,
) -> int:
    """How many leading rows are headings: marked ones, else a first row without figures and what spans below it."""
    start = 0
    while start < height - 1 and _is_full_row(lookup, start, width):
        start += 1
    marked = start
    while marked < height and all(
        (cell := lookup.get((marked, c))) is None or not cell.text or cell.index in marks for c in range(width)
    ):
        marked += 1
    if marked > start and marked < height:
        return marked
    if start >= height or height - start < 2 or not _may_head(lookup, start, width):
        return 0 if start == 0 else min(start, height)
    if width == 2 and height - start <= 2 and not _may_head(lookup, start + 1, width):
        return start + 1
    end = start + 1
    while True:
        inside = [cell for cell in cells if start <= cell.row < end]
        reach = max((cell.row + cell.row_span for cell in inside), default=end)
        split = any(cell.column_span > 1 and cell.row + cell.row_span == end for cell in inside)
        if split and end < height - 1 and _may_head(lookup, end, width):
            reach = max(reach, end + 1)
        if reach <= end or reach >= height:
            return min(end + _is_row_of_units(lookup, end, height, width), height - 1)
        end = reach


def _is_row_of_units(lookup: dict[tuple[int, int], PlacedCell], row: int, height: int, width: int) -> bool:
    """A row under the headings that gives the unit of every column: 亿元 | % | 家."""
    if row >= height - 1:
        return False
    words = [cell.text for c in range(width) if (cell := lookup.get((row, c))) is not None and cell.text]
    units = [word for word in words if UNIT_WORD.match(word)]
    named = len(words) - len(units)
    label = lookup.get((row, 0))
    return len(units) > 1 and (named == 0 or (named == 1 and label is not None and "单" in label.text))


def _may_head(lookup: dict[tuple[int, int], PlacedCell], row: int, width: int) -> bool:
    texts = [cell.text for c in range(width) if (cell := lookup.get((row, c))) is not None and cell.text]
    if not texts or any(len(text) > _MAX_HEADING for text in texts):
        return False
    return not any(is_figure(text) for text in texts) and _are_near([text for text in texts if _BARE_YEAR.match(text)])


def _are_near(years: Sequence[str]) -> bool:
    """Whether bare years can be heads of columns (2010 2015 2020), and are no figures that look so (2019 1987)."""
    if len(years) < 2:
        return True
    values = [int(year) for year in years]
    return max(values) - min(values) <= 10 * (len(values) - 1)


def _header_columns(
    lookup: dict[tuple[int, int], PlacedCell], marks: set[tuple[int, int]], header_rows: int, height: int, width: int
) -> int:
    """How many leading columns name their row: short words before the first column of figures."""
    count = labels = 0
    for column in range(width - 1):
        body = [cell for r in range(header_rows, height) if (cell := lookup.get((r, column))) is not None and cell.text]
        if not body:
            break
        heading = lookup.get((header_rows - 1, column)) if header_rows else None
        if heading is not None and (_NUMBERING.match(heading.text) or _RANKING.match(heading.text)):
            count += 1
            continue
        figures = sum(is_figure(cell.text) for cell in body)
        if figures * 2 > len(body) or sorted(len(cell.text) for cell in body)[len(body) // 2] > _MAX_HEADING:
            break
        merged = any(cell.row_span > 1 for cell in body)
        if labels and not merged and not _figures_follow(lookup, column, header_rows, height, width):
            break
        count += 1
        labels += 1
        if labels >= _MAX_LABEL_COLUMNS:
            break
    return count if labels or marks else 0


def _figures_follow(
    lookup: dict[tuple[int, int], PlacedCell], column: int, header_rows: int, height: int, width: int
) -> bool:
    """Whether the next column is mostly figures, so that this one is still a label."""
    if column + 1 >= width:
        return False
    body = [cell for r in range(header_rows, height) if (cell := lookup.get((r, column + 1))) is not None and cell.text]
    return sum(is_figure(cell.text) for cell in body) * 2 > len(body)


def _named(
    cells: Sequence[PlacedCell],
    lookup: dict[tuple[int, int], PlacedCell],
    header_rows: int,
    header_columns: int,
    titles: Sequence[int],
) -> tuple[PlacedCell, ...]:
    """The cells as headings, or as data with the headings that govern them, outermost first."""
    title_rows = set(titles)
    head = [r for r in range(header_rows) if r not in title_rows]
    halves = _halves(lookup, header_rows, header_columns)
    heads = {column: cell.text for (row, column), cell in lookup.items() if row == header_rows - 1}
    ranks = {column for column, text in heads.items() if _RANKING.match(text)}
    naming = {start + column for start in halves for column in range(header_columns)} - ranks
    labels = {
        start: [
            column
            for column in range(start, start + header_columns)
            if column in naming and not _NUMBERING.match(heads.get(column, ""))
        ]
        for start in halves
    }
    above: dict[int, tuple[str, ...]] = {}
    left: dict[tuple[int, int], tuple[str, ...]] = {}
    named: list[PlacedCell] = []
    for cell in cells:
        if cell.row < header_rows or cell.column in naming or cell.row in title_rows:
            named.append(replace(cell, header=True))
            continue
        if cell.column not in above:
            above[cell.column] = _texts(lookup.get((r, cell.column)) for r in head)
        half = halves[bisect_right(halves, cell.column) - 1]
        if (cell.row, half) not in left:
            at = bisect_right(titles, cell.row) - 1
            group = [lookup.get((titles[at], 0))] if at >= 0 and titles[at] >= header_rows else []
            left[cell.row, half] = _texts([*group, *(lookup.get((cell.row, column)) for column in labels[half])])
        named.append(replace(cell, row_path=left[cell.row, half], column_path=above[cell.column]))
    return tuple(named)


def _halves(lookup: dict[tuple[int, int], PlacedCell], header_rows: int, header_columns: int) -> list[int]:
    """Where a table begins again to the right (项目 | 决算数 | 项目 | 决算数): the first columns of its parts."""
    first = lookup.get((header_rows - 1, 0)) if header_rows and header_columns else None
    if first is None or not first.text:
        return [0]
    width = max(column for _, column in lookup) + 1
    again = [
        column
        for column in range(header_columns + 1, width - header_columns)
        if (cell := lookup.get((header_rows - 1, column))) is not None
        and cell.text == first.text
        and cell.column == column
    ]
    return [0, *again]


def _is_form(
    cells: Sequence[PlacedCell],
    lookup: dict[tuple[int, int], PlacedCell],
    marks: set[tuple[int, int]],
    titles: Sequence[int],
    width: int,
) -> bool:
    """A table of labels and their values (案件名称 | …, 处罚金额 | …), which has no heading row."""
    if width not in (2, 4) or any(cell.row_span > 1 for cell in cells):
        return False
    skipped = set(titles)
    rows = sorted({cell.row for cell in cells} - skipped)
    pairs = [
        (label, lookup.get((r, column + 1)))
        for r in rows
        for column in range(0, width, 2)
        if (label := lookup.get((r, column))) is not None and label.text and label.column == column
    ]
    if len(pairs) < 2:
        return False
    first = [value for _, value in pairs[: width // 2] if value is not None]
    if marks:
        return all(label.index in marks for label, _ in pairs) and not any(
            value.index in marks for _, value in pairs if value is not None
        )
    if any(_COLUMN_LABEL.match(value.text) and not _DIGIT.search(value.text) for value in first):
        return False
    labelled = sum(
        bool(_FORM_LABEL.search(label.text)) and len(label.text) <= 20 and not is_figure(label.text)
        for label, _ in pairs
    )
    return labelled * 5 >= len(pairs) * 3 and bool(_FORM_LABEL.search(pairs[0][0].text))


def _as_form(
    cells: Sequence[PlacedCell], lookup: dict[tuple[int, int], PlacedCell], titles: Sequence[int]
) -> tuple[PlacedCell, ...]:
    """The labels as headings, each value with the label to its left."""
    title_rows = set(titles)
    return tuple(
        replace(cell, header=True)
        if cell.row in title_rows or cell.column % 2 == 0
        else replace(cell, row_path=_texts([lookup.get((cell.row, cell.column - 1))]))
        for cell in cells
    )


def _texts(cells: Iterable[PlacedCell | None]) -> tuple[str, ...]:
    texts: list[str] = []
    seen: set[tuple[int, int]] = set()
    for cell in cells:
        if cell is not None and cell.text and cell.index not in seen:
            seen.add(cell.index)
            texts.append(cell.text)
    return tuple(texts)
