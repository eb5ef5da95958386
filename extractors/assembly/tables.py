"""Figures of tables: indicator, period, role and unit from the headings that govern the cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpora.document import Cell, Document, Table
from corpora.regions import by_code
from extractors.assembly.binding import Binding
from extractors.assembly.confidence import estimate
from extractors.assembly.modality import by_heading
from extractors.assembly.period import Calendar, starts_after, year_before
from extractors.mention import Mention, TimeValue

_PROSE = re.compile(r"[\u4e00-\u9fff]")
_ENTITY = re.compile(
    r"(?:公司|厂|局|院|店|社|中心|学校|省|市|区|县|州|旗|镇|乡|村|街道|标段|监理标|包\d*|合计|总计|小计)$"
)
_UNIT = re.compile(r"[（(](?:单位[:：])?[^（）()]{1,8}[）)]$")
_CHANGE = re.compile(r"(?:同比|环比|比上年|较上年|比上月|增减|增长|增幅|增速|升降|涨跌|±|降幅)")
_SHARE = re.compile(r"占比|比重|比例|构成|份额")
_TIME_ONLY = re.compile(r"^[\d〇一二三四五六七八九十年月日季度上下半前至\-—–~～、累计本当末底]+$")
_UNIT_NAME = re.compile(
    r"^[亿万千百十]{0,2}(?:元|人|吨|户|家|件|公里|亩|公顷|平方米|平方公里|美元|千瓦时|千瓦|立方米|人次|个|名|辆|台|公斤|%|％|‰)$|^[—\-/]+$"
)
_PART = re.compile(r"^(?:其中|#|[一二三四五六七八九十]+、|\d+[.、．]|（[一二三四五六七八九十\d]+）)[：:]?\s*")
_BLANK_HEADING = re.compile(
    r"^(?:指标|项目|名称|指标名称|序号|类别|单位|计量单位|数量|数值|绝对量|绝对数|实绩|完成数|金额|合计数|数据|内容|地区|备注)$"
)


def cells_of(document: Document, mentions: Sequence[Mention]) -> dict[int, tuple[int, Table, Cell]]:
    """The table (with its number, from 1) and the cell of every mention that stands in a data cell, by mention."""
    found: dict[int, tuple[int, Table, Cell]] = {}
    for number, table in enumerate(document.tables, 1):
        inside = [i for i, m in enumerate(mentions) if table.start <= m.start < table.end]
        for cell in table.cells:
            if cell.header or cell.start == cell.end:
                continue
            if len(_PROSE.findall(document.text[cell.start : cell.end])) > 8:
                continue  # a sentence in a cell is read as a sentence
            for index in inside:
                if cell.start <= mentions[index].start and mentions[index].end <= cell.end:
                    found[index] = number, table, cell
    return found


def bind(
    document: Document,
    mentions: Sequence[Mention],
    index: int,
    place: tuple[int, Table, Cell],
    calendar: Calendar,
    heading: str,
) -> Binding:
    """The binding of a figure in a cell; ``heading`` holds the title and the headings above the table."""
    number, table, cell = place
    rows = [_PART.sub("", _UNIT.sub("", heading).strip()) for heading in cell.row_path]
    names = [*rows, *(_UNIT.sub("", heading).strip() for heading in cell.column_path)]
    period = _period(document, mentions, table, names) or calendar.main
    change = next((name for name in names if _CHANGE.search(name)), None)
    share = next((name for name in names if _SHARE.search(name)), None)
    kept = [
        name for name in names if not (_BLANK_HEADING.match(name) or _TIME_ONLY.match(name) or _UNIT_NAME.match(name))
    ]
    columns = [name for name in kept if name not in rows]
    if columns and any(name != change and name != share for name in columns):
        kept = [name for name in kept if name not in rows or not _ENTITY.search(name)]
    naming = [name for name in kept if name != change and name != share] or kept
    role, direction, comparison = "level", None, None
    if change is not None:
        role, direction = "change", _direction(document.text[cell.start : cell.end], mentions[index])
        comparison = "period_on_period" if re.search(r"环比|上月|上季", change) else "year_on_year"
    elif share is not None:
        role = "share"
        naming = [*naming, share]
    path: Mapping[str, object] = {
        "table": number,
        "row": cell.row,
        "column": cell.column,
        "row_path": list(cell.row_path),
        "column_path": list(cell.column_path),
        "page": cell.page,
    }
    return Binding(
        mention=index,
        indicator="".join(dict.fromkeys(naming)) or table.caption or None,
        institution=document.publisher,
        region=area.name if (area := by_code(document.region_code or "")) else document.region,
        region_code=document.region_code,
        period=period,
        role=role,
        direction=direction,
        comparison=comparison,
        modality=_modality(document, period, names, heading),
        base_period=year_before(period) if comparison == "year_on_year" else None,
        cell=path,
        anchors={"indicator": "header", "period": "header"},
        rule="table",
        confidence=estimate("table", mentions[index].kind),
    )


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


def _period(document: Document, mentions: Sequence[Mention], table: Table, names: Sequence[str]) -> str | None:
    """The date among the headings of the cell, else in the caption of the table."""
    for mention in mentions:
        if mention.kind != "date" or not isinstance(mention.payload, TimeValue) or not mention.payload.edtf:
            continue
        if table.start <= mention.start < table.end:
            wording = document.text[mention.start : mention.end]
            if any(wording in name for name in names):
                return mention.payload.edtf
    if not table.caption:
        return None
    at = document.text.rfind(table.caption, 0, table.start + 1)
    for mention in mentions:
        if (
            mention.kind == "date"
            and at >= 0
            and at <= mention.start < at + len(table.caption)
            and isinstance(mention.payload, TimeValue)
        ):
            return mention.payload.edtf
    return None
