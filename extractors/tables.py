"""Bare figures in table cells: the unit stands in a heading or once for the whole table, the figure alone in the cell.

The value is read by the same rules as in running text, from the figure and its unit written together (2186.4 and 亿元
give 2186.4亿元), so a cell and a sentence never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from msgspec.structs import replace

from corpora.document import Cell, Document, Table
from corpora.grid import UNIT_WORD
from extractors import quantities
from extractors.mention import Mention, Quantity, Rejection
from extractors.numerals import fold
from extractors.units import unit_at

_FIGURE = re.compile(
    r"\s*([+＋\-−－]?)((?:约|近|超过?|逾|不足)?(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+|[0-9０-９]+)"
    r"(?:[.．][0-9０-９]+)?[万亿]?[余多]?)\s*"
)
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f"))
_BRACKETED = re.compile(r"[（(](?:[^（()）]{0,8}[:：])?([^（()）]{1,12})[）)]\s*$")
_LABELLED = re.compile(r"(?:计量)?单\s*位\s*[:：]\s*([^\s，。；（()）]{1,16})")
_BY_UNIT_COLUMN = re.compile(r"^(?:计量)?单\s*位$")
# Columns whose figures name or number things: no fact, and why.
_NAMING = re.compile(
    r"^(?:序\s*号|编\s*号|代\s*码|行\s*次|排\s*序|No\.?|NO\.?|顺序号|项目编号|行政区划代码|学号|考号|准考证号|证书编号|许可证号?|注册号|备案号|文号)$"
)
_ADDRESS = re.compile(r"电话|手机|传真|邮编|邮政编码|身份证|信用代码|账号|网址|邮箱")
_CALENDAR = re.compile(r"^(?:年\s*份?|年\s*度|月\s*份?|日\s*期|时\s*间|期\s*数)$")
_RANKING = re.compile(r"^(?:排\s*[名位]|名\s*次|位\s*次)$")
_RATE = re.compile(r"增长|增幅|增速|增减|比重|占比|比例|同比|环比|[率比]$|涨跌幅?|升降幅?|±")
_POINTS = re.compile(r"百分点")
# Headings that say what is counted without naming a unit.
_COUNTED = (
    ("人数", "人"),
    ("人次", "人次"),
    ("户数", "户"),
    ("件数", "件"),
    ("家数", "家"),
    ("个数", "个"),
    ("起数", "起"),
    ("宗数", "宗"),
    ("例数", "例"),
    ("台数", "台"),
    ("套数", "套"),
    ("项数", "项"),
)
RULE = "table_cell"
_LONGEST_CAPTION = 40
_PER_CENT = re.compile(r"(?:%|％|百分比)\s*$")


def caption_of(text: str, table: Table) -> str:
    """The caption of the table; where the reader found none, the short line right above it (or above its 单位：)."""
    if table.caption:
        return table.caption
    end = table.start
    for _ in range(3):
        line = text.rfind("\n", 0, max(end - 1, 0)) + 1
        words = text[line : max(end - 1, 0)].strip()
        if words and not _LABELLED.fullmatch(words):
            return words if len(words) <= _LONGEST_CAPTION and words[-1] not in "。；，：:、" else ""
        end = line
    return ""


def find(document: Document) -> tuple[list[Mention], list[Rejection]]:
    """Mentions of the cells that hold a figure and nothing else, and the figures that only name or number a row."""
    mentions: list[Mention] = []
    rejections: list[Rejection] = []
    for table in document.tables:
        column_units = _unit_column(document.text, table)
        captioned = "" if table.unit else _named(caption_of(document.text, table))
        for cell, figure in _figures(document.text, table):
            reason = _names(cell)
            if reason:
                rejections.append(Rejection(figure.start(2), figure.end(2), reason))
                continue
            if cell.column_path and _RANKING.match(cell.column_path[-1]):
                mentions += _rank(figure)
                continue
            unit = _unit(cell, table, column_units.get(cell.row, "")) or captioned
            if (mention := _mention(figure, unit)) is not None:
                mentions.append(mention)
    return mentions, rejections


def in_cells(found: Sequence[Mention], cells: Sequence[Mention], rejected: Sequence[Rejection]) -> list[Mention]:
    """The mentions of the text less those that the cell readings replace or refuse, with the cell readings."""
    if not cells and not rejected:
        return list(found)
    places = {mention.start for mention in cells} | {rejection.start for rejection in rejected}
    stops = {mention.end for mention in cells} | {rejection.end for rejection in rejected}
    return [mention for mention in found if mention.start not in places and mention.end not in stops] + list(cells)


def _figures(text: str, table: Table) -> Iterator[tuple[Cell, re.Match[str]]]:
    """The data cells that hold a bare figure."""
    for cell in table.cells:
        if not cell.header and cell.start < cell.end:
            match = _FIGURE.fullmatch(text, cell.start, cell.end)
            if match:
                yield cell, match


def _names(cell: Cell) -> str | None:
    """Why the figures of this column are no facts, None where they are."""
    for heading in cell.column_path[-1:]:
        bare = _BRACKETED.sub("", heading).strip()
        if _NAMING.search(bare):
            return "list_number"
        if _CALENDAR.search(bare):
            return "date"
        if _ADDRESS.search(bare):
            return "telephone" if "电话" in bare or "手机" in bare or "传真" in bare else "identifier"
    return None


def _unit_column(text: str, table: Table) -> dict[int, str]:
    """Row → unit, where the table has a column headed 单位."""
    columns = {cell.column for cell in table.cells if _BY_UNIT_COLUMN.match(text[cell.start : cell.end].strip())}
    return {
        cell.row: text[cell.start : cell.end].strip()
        for cell in table.cells
        if cell.column in columns and not _BY_UNIT_COLUMN.match(text[cell.start : cell.end].strip())
    }


def _unit(cell: Cell, table: Table, row_unit: str) -> str:
    """The unit of a bare figure: of its column, of its row, of the table; empty where none is given.

    A rate column (增长, 占比) is in per cent where it names no unit, whatever the table's unit is.
    """
    for heading in reversed(cell.column_path):
        if named := _named(heading):
            return named
    if cell.column_path and _PER_CENT.search(cell.column_path[-1]):
        return "%"  # 决算数为预算数的%
    rate = any(_RATE.search(heading) for heading in cell.column_path)
    if rate:
        return "个百分点" if any(_POINTS.search(heading) for heading in cell.column_path) else "%"
    if row_unit:
        return row_unit
    for heading in reversed(cell.row_path):
        if named := _named(heading):
            return named
    for heading in (*reversed(cell.column_path), *reversed(cell.row_path)):
        for ending, unit in _COUNTED:
            if heading.endswith(ending):
                return unit
    options = [part for part in re.split(r"[、，,/／;；]", table.unit) if part] if table.unit else []
    return table.unit if len(options) > 1 and unit_at(fold(table.unit), 0) else options[0] if options else ""


def _named(heading: str) -> str:
    """The unit that a heading gives in brackets or after 单位: - only where it is one."""
    match = _LABELLED.search(heading) or _BRACKETED.search(heading)
    if not match and not UNIT_WORD.match(heading):
        return ""
    word = match[1].strip() if match else heading.strip("（() ）")
    word = "个百分点" if word == "百分点" else word
    return word if word in ("±%", "％", "%") or _reads("1", word) is not None else ""


def _rank(figure: re.Match[str]) -> list[Mention]:
    """A place in an order: 3 in a column 排名 is 第3名."""
    read = _reads(f"第{figure[2]}名", "")
    return [Mention(read[0], figure.start(1), figure.end(2), read[1], RULE, 0.9)] if read else []


def _mention(figure: re.Match[str], unit: str) -> Mention | None:
    """The figure with its unit; None for one that the reading of the text knows better (约3万 without a unit)."""
    sign, digits = figure[1], figure[2].translate(_SPACES)
    start, end = figure.start(1), figure.end(2)
    read = _reads(digits, unit.replace("±", "")) if unit else None
    if read is None:
        bare = fold(digits).replace(",", "")
        if not bare.replace(".", "", 1).isdigit():
            return None
        value = Decimal(bare)
        read = ("number", Quantity(value, value, value))
    kind, quantity = read
    if sign in ("-", "−", "－"):
        quantity = replace(
            quantity,
            value=None if quantity.value is None else -quantity.value,
            low=None if quantity.high is None else -quantity.high,
            high=None if quantity.low is None else -quantity.low,
        )
    return Mention(kind, start, end, quantity, RULE, 0.92 if unit else 0.8)


@lru_cache(maxsize=4096)
def _reads(digits: str, unit: str) -> tuple[str, Quantity] | None:
    """Kind and quantity of the figure with its unit behind it, as a sentence would give them."""
    text = digits + unit
    mentions, _ = quantities.find(text)
    if len(mentions) != 1 or mentions[0].start != 0 or mentions[0].end != len(text):
        return None
    return mentions[0].kind, mentions[0].quantity
