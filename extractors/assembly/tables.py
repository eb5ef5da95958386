"""Figures of tables: indicator, period, role and unit from the headings that govern the cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpora.document import Cell, Document, Table
from corpora.regions import by_code
from extractors.assembly.binding import Binding
from extractors.assembly.confidence import estimate
from extractors.assembly.modality import by_heading
from extractors.assembly.period import starts_after
from extractors.assembly.stretches import year_before
from extractors.mention import Mention, TimeValue
from extractors.tables import caption_of

_PREVIOUS = re.compile(r"环比|上月|上季")
_LONGEST_LABEL = 8
_PROSE = re.compile(r"[\u4e00-\u9fff]")
_ENTITY = re.compile(
    r"(?:公司|厂|局|院|店|社|药房|超市|酒楼|饭馆|餐厅|诊所|门诊部|中心|学校|省|市|区|县|州|旗|镇|乡|村|街道|标段|监理标|包\d*|合计|总计|小计)$"
)
_UNIT = re.compile(r"[（(](?:单位[:：])?[^（）()]{1,8}[）)]$")
_CHANGE = re.compile(r"(?:同比|环比|比上年|较上年|比上月|增减|增长|增幅|增速|升降|涨跌|±|降幅)")
_SHARE = re.compile(r"占比|比重|比例|构成|份额|[为占][^，]{1,8}的[%％]$")
_TIME_ONLY = re.compile(r"^[\d〇一二三四五六七八九十年月日季度上下半前至\-—–~～、累计本当末底]+$")
_UNIT_NAME = re.compile(
    r"^[亿万千百十]{0,2}(?:元|人|吨|户|家|件|公里|亩|公顷|平方米|平方公里|美元|千瓦时|千瓦|立方米|人次|个|名|辆|台|公斤|%|％|‰)$|^[—\-/]+$|^[\u4e00-\u9fff]{1,4}/[\u4e00-\u9fff]{1,4}$"
)
_CLASS = re.compile(
    r"^(?:(?:综合|中医|专科|公立|民营|社区|乡镇|县级|三级|二级|一级|普通|职业|特殊教育|妇幼|各类|其他)*(?:医院|卫生院|卫生服务中心|卫生室|学校|小学|中学|幼儿园|企业|公司|诊所|门诊部|养老院|福利院|银行|村|镇|乡|街道))$"
)
_HOLLOW = re.compile(
    r"^(?:总量|总额|绝对量|数量|增速|增幅|增长|同比增长|比上年增长|占比|比重|金额|预算数|决算数|执行数|完成数|调整预算数)$"
)
_PLAIN_AMOUNT = frozenset({"总量", "总额", "绝对量", "数量", "金额"})
_NUMBERED = re.compile(r"^\s*(?:附?[表件]\s*[\d一二三四五六七八九十]*[\-－.]?\d*)?[:：、.\s]*")
_DATES = re.compile(
    r"(?:\d{4}年(?:度|末|底)?|\d{1,2}[-—－至]\d{1,2}月份?|\d{1,2}月份?|[上下]半年|[一二三四第]+季度|截至|全年)+"
)
_TAIL_NOUN = re.compile(
    r"(?:完成|发展|基本|有关|主要)?(?:情况)?(?:决算|预算|统计|汇总|明细|一览|公示|对比)?(?:表|情况|一览)?$"
)
_AREAS = re.compile(r"^(?:分|各|全)(?:区县?|县区?|县（市、区）|市州|市县|省|市|地区?|乡镇|行业|月|季度|年度)")
_PART = re.compile(r"^(?:其中|#|[一二三四五六七八九十]+、|\d+[.、．]|（[一二三四五六七八九十\d]+）)[：:]?\s*")
_BLANK_HEADING = re.compile(
    r"^(?:指标|项目|名称|指标名称|序号|类别|单位|计量单位|数量|数值|绝对量|绝对数|实绩|完成数|金额|合计数|数据|内容|地区|备注)$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A data cell: its table and number (from 1), and the dates that stand in headings and caption of the table."""

    number: int
    table: Table
    cell: Cell
    dates: tuple[tuple[str, str], ...]
    caption_date: str | None
    caption: str = ""


def cells_of(document: Document, mentions: Sequence[Mention]) -> dict[int, Place]:
    """The place of every mention that stands in a data cell, by mention. A sentence in a cell is no data cell."""
    found: dict[int, Place] = {}
    starts = [mention.start for mention in mentions]
    for number, table in enumerate(document.tables, 1):
        first, last = bisect_left(starts, table.start), bisect_left(starts, table.end)
        dates = tuple(
            (document.text[mention.start : mention.end], mention.payload.edtf)
            for mention in mentions[first:last]
            if isinstance(mention.payload, TimeValue) and mention.payload.edtf
        )
        heading = caption_of(document.text, table)
        caption = _caption_date(document, mentions, table, heading)
        for cell in table.cells:
            if cell.header or cell.start == cell.end:
                continue
            if len(_PROSE.findall(document.text[cell.start : cell.end])) > _LONGEST_LABEL:
                continue
            place = Place(number, table, cell, dates, caption, heading)
            for index in range(bisect_left(starts, cell.start), bisect_left(starts, cell.end)):
                found[index] = place
    return found


def bind(document: Document, mention: Mention, index: int, place: Place, main: str | None, heading: str) -> Binding:
    """The binding of a figure in a cell. ``main`` is the period of the document, ``heading`` its title and headings."""
    cell = place.cell
    names = [_UNIT.sub("", name).strip() for name in (*cell.row_path, *_columns(cell, place.table))]
    rows = [_PART.sub("", name) for name in names[: len(cell.row_path)]]
    names = [*rows, *names[len(rows) :]]
    period = next((edtf for wording, edtf in place.dates if any(wording in name for name in names)), place.caption_date)
    period = period or main
    change = next((name for name in names if _CHANGE.search(name)), None)
    share = next((name for name in names if _SHARE.search(name)), None) if change is None else None
    comparison = None
    if change is not None:
        comparison = "period_on_period" if _PREVIOUS.search(change) else "year_on_year"
    area = by_code(document.region_code) if document.region_code else None
    return Binding(
        mention=index,
        indicator=_indicator(names, rows, change, share, _subject(place.caption)) or place.table.caption or None,
        institution=document.publisher,
        region=area.name if area else document.region,
        region_code=document.region_code,
        period=period,
        role="change" if change is not None else "share" if share is not None else "level",
        direction=_direction(document.text[cell.start : cell.end], mention) if change is not None else None,
        comparison=comparison,
        modality=_modality(document, period, names, heading),
        base_period=year_before(period) if comparison == "year_on_year" else None,
        cell=_path(place),
        anchors={"indicator": "header", "period": "header"},
        rule="table",
        confidence=estimate("table", mention.kind),
    )


def _indicator(names: Sequence[str], rows: Sequence[str], change: str | None, share: str | None, about: str) -> str:
    """The headings that name something: no times, units or blanks, and no row that only says whose figure it is.

    ``about``: the subject of the table, for columns that only say in which way it is measured (总量, 增速).
    """
    kept = [
        name for name in names if not (_BLANK_HEADING.match(name) or _TIME_ONLY.match(name) or _UNIT_NAME.match(name))
    ]
    owners = {name for name in kept if name in rows and _ENTITY.search(name) and not _CLASS.match(name)}
    hollow = [name for name in kept if name not in rows and name != share and _HOLLOW.match(name)]
    others = [name for name in kept if name not in owners and name != change and name not in hollow]
    if others or (about and owners):
        kept = [name for name in kept if name not in owners]
    naming = [name for name in kept if name not in (change, share)] or ([] if about else kept)
    if about and (not naming or all(name in hollow or name in owners for name in naming)):
        naming = [about, *(name for name in hollow if name not in _PLAIN_AMOUNT and name != change)]
    named = "".join(dict.fromkeys([*naming, share] if share else naming))
    return named[:-1] + "比例" if named.endswith(("的%", "的％")) else named


def _path(place: Place) -> Mapping[str, object]:
    cell = place.cell
    return {
        "table": place.number,
        "row": cell.row,
        "column": cell.column,
        "row_path": list(cell.row_path),
        "column_path": list(cell.column_path),
        "page": cell.page,
    }


def _modality(document: Document, period: str | None, names: Sequence[str], heading: str) -> str:
    if starts_after(period, document.published) or any(name.startswith(("计划", "目标", "预计")) for name in names):
        return "planned"
    return by_heading(heading) or "actual"


def _direction(content: str, mention: Mention) -> str:
    value = mention.quantity.value
    if value == 0 or "持平" in content:
        return "flat"
    negative = (value is not None and value < 0) or content.lstrip().startswith(("-", "－", "−", "下降", "减少"))
    return "down" if negative else "up"


def _caption_date(document: Document, mentions: Sequence[Mention], table: Table, caption: str) -> str | None:
    """The date in the caption of the table."""
    at = document.text.rfind(caption, 0, table.start + 1) if caption else -1
    if at < 0:
        return None
    for mention in mentions:
        if at <= mention.start < at + len(caption) and isinstance(mention.payload, TimeValue):
            return mention.payload.edtf
    return None


def _columns(cell: Cell, table: Table) -> list[str]:
    """The column headings, 其中：涉外（件） completed by the heading of the column that it is part of."""
    names = list(cell.column_path)
    if not names or not names[-1].startswith("其中"):
        return names
    part = _UNIT.sub("", _PART.sub("", names[-1])).strip()
    for other in table.cells:
        if other.row == cell.row and other.column == cell.column - 1 and other.column_path and not other.header:
            whole = _UNIT.sub("", _PART.sub("", other.column_path[-1])).strip()
            return [*names[:-1], part if whole in part else part + whole]
    return [*names[:-1], part]


def _subject(caption: str) -> str:
    """各区2021年生产总值情况表 → 生产总值: what a table is about, as its caption says."""
    name = _UNIT.sub("", _NUMBERED.sub("", caption)).strip()
    name = _TAIL_NOUN.sub("", _DATES.sub("", name))
    general = any(word in name for word in ("科目", "项目", "指标", "、"))
    return "" if general or len(name) > 24 else _AREAS.sub("", name).strip("的 ")
