"""Figures of tables: indicator, period, role and unit from the headings that govern the cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpora.document import Cell, Document, Table
from corpora.grid import UNIT_WORD, is_figure
from corpora.lazy import lazy
from corpora.regions import Region, by_code, by_name, is_division
from extractors.assembly.binding import Binding
from extractors.assembly.confidence import estimate
from extractors.assembly.modality import by_heading
from extractors.assembly.period import starts_after
from extractors.assembly.region_scope import area_of
from extractors.assembly.stretches import year_before
from extractors.assembly.table_times import AGAINST, TO_DATE, YEAR_EARLIER, period_of
from extractors.mention import Mention, Name, TimeValue
from extractors.resolution import scope_region
from extractors.tables import caption_of

_PREVIOUS = re.compile(r"环比|上月|上季")
_LONGEST_LABEL = 8
_PROSE = lazy(r"[\u4e00-\u9fff]")
_ENTITY = re.compile(
    r"(?:公司|厂|局|院|店|社|药房|超市|酒楼|饭馆|餐厅|诊所|门诊部|中心|学校|标段|监理标|包\d*|合计|总计|小计)$"
)
_UNIT = re.compile(r"[（(](?:单位[:：])?[^（）()]{1,8}[）)]$")
_CHANGE = re.compile(r"(?:同比|环比|比上年|较上年|比上月|增减|增长|增幅|增速|升降|涨跌|±|降幅)")
_SHARE = re.compile(r"占比|比重|比例|构成|份额|[为占][^，]{1,8}的[%％]$")
_TIME_ONLY = re.compile(r"^[\d〇一二三四五六七八九十年月日季度上下半前至\-—–~～、累计本当末底]+$")
_CLASS = re.compile(
    r"^(?:(?:综合|中医|专科|公立|民营|社区|乡镇|县级|三级|二级|一级|普通|职业|特殊教育|妇幼|各类|其他)*(?:医院|卫生院|卫生服务中心|卫生室|学校|小学|中学|幼儿园|企业|公司|诊所|门诊部|养老院|福利院|银行|村|镇|乡|街道))$"
)
_HOLLOW = re.compile(
    r"^(?:排名|名次|位次|总量|总额|绝对量|数量|增速|增幅|增长|同比增长|比上年增长|占比|比重|金额|合计|总计|小计|预算数|决算数|执行数|完成数|调整预算数)$"
)
_MEASURES = ("量", "额", "数", "值", "价格", "率", "人口", "面积")
_LONGEST_MEASURE = 10
_LONGEST_AREA = 12
_SHORTEST_TOLD = 3
_QUALIFIED = re.compile(r"左右|以[上下内]|[上下]降|增长|减少|持平|提高|收窄|扩大|^[约近共为达]")
_SCOPES = "全我本"
_CHANGE_WORDS = re.compile(
    r"同比|环比|[比较](?:19|20)\d{2}年|[比较](?:上|去)(?:年|月|季|期)度?(?:同期|同月|末)?|上年同期|增长(?:率|速度|幅度)?|增减(?:幅度?|率|变化|额|量)?|增幅|增速|升降(?:幅度?)?"
    r"|涨跌(?:幅度?)?|[升降]幅|下降|变化|变动|±|[%％]|百分点|百分比|幅度|情况|[（()）]"
)
_GENERAL = frozenset({"产量", "数量", "总量", "总额", "金额", "总数", "数值", "产值"})
_YEAR_BEFORE = lazy(r"^(?:19|20)\d{2}年度?的?(?=[\u4e00-\u9fff]{2})")
_PER_CENT = re.compile(r"[%％率]|^完成.{0,4}(?:预算|计划|进度)")
_TOTAL = lazy(r"(?:本年度?|全年)?([\u4e00-\u9fff]{2,12}?)(?:合计|总计|小计)")
_PLAIN_AMOUNT = frozenset({"合计", "总计", "小计", "总量", "总额", "绝对量", "数量", "金额"})
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
    own: tuple[str | None, str | None] = (None, None)
    """Name and code of the area of the document."""
    organ: str | None = None
    """The organ whose row it is; a firm (当事人, 中标人) is whom the organ of the document deals with."""


def cells_of(document: Document, mentions: Sequence[Mention]) -> dict[int, Place]:
    """The place of every mention that stands in a data cell, by mention. A sentence in a cell is no data cell."""
    found: dict[int, Place] = {}
    starts = [mention.start for mention in mentions]
    own = area_of(document)[:2]
    for number, table in enumerate(document.tables, 1):
        first, last = bisect_left(starts, table.start), bisect_left(starts, table.end)
        dates = tuple(
            (document.text[mention.start : mention.end], mention.payload.edtf)
            for mention in mentions[first:last]
            if isinstance(mention.payload, TimeValue) and mention.payload.edtf
        )
        heading = caption_of(document.text, table)
        caption = _caption_date(document, mentions, table, heading)
        organs = _organs(table, mentions[first:last])
        for cell in table.cells:
            if cell.header or cell.start == cell.end:
                continue
            if len(_PROSE.findall(document.text[cell.start : cell.end])) > _LONGEST_LABEL:
                continue
            place = Place(number, table, cell, dates, caption, heading, own, organs.get(cell.row))
            for index in range(bisect_left(starts, cell.start), bisect_left(starts, cell.end)):
                found[index] = place
    return found


def _organs(table: Table, mentions: Sequence[Mention]) -> dict[int, str]:
    """Row → the organ that its label is."""
    named = {
        (mention.start, mention.end): mention.payload.canonical
        for mention in mentions
        if isinstance(mention.payload, Name) and mention.payload.institution_type != "company"
    }
    if not named:
        return {}
    labels = [cell for cell in table.cells if cell.header and (cell.start, cell.end) in named]
    return {
        row: named[cell.start, cell.end]
        for cell in labels
        for row in range(cell.row, cell.row + cell.row_span)
        if named[cell.start, cell.end]
    }


def bind(document: Document, mention: Mention, index: int, place: Place, main: str | None, heading: str) -> Binding:
    """The binding of a figure in a cell. ``main`` is the period of the document, ``heading`` its title and headings."""
    cell = place.cell
    about = _subject(place.caption)
    rows = [_row(name, about) for name in cell.row_path]
    names = [*rows, *(_UNIT.sub("", name).strip() for name in _columns(cell, place.table))]
    home = by_code(document.region_code) if document.region_code else None
    place_name, area = _area(names, home, place.own)
    rows, names = ([name for name in given if name != place_name] for given in (rows, names))
    period = period_of(names, place.caption, place.dates, place.caption_date, main)
    change = next((name for name in names if _CHANGE.search(name)), None)
    share = next((name for name in names if _SHARE.search(name)), None) if change is None else None
    comparison = base = None
    named = _told(document.text, cell, mention) or names
    if change is not None:
        named = [*rows, *_changed(place, change), *names[len(rows) :]]
        comparison, base = _compared(change, period)
    return Binding(
        mention=index,
        indicator=_indicator(named, rows, change, share, about) or place.table.caption or None,
        institution=place.organ,
        region=area[0],
        region_code=area[1],
        period=period,
        role="change" if change is not None else "share" if share is not None else "level",
        direction=_direction(document.text[cell.start : cell.end], mention) if change is not None else None,
        comparison=comparison,
        modality=_modality(document, period, names, heading),
        base_period=base,
        cell=_path(place),
        anchors={"indicator": "header", "period": "header"},
        rule="table",
        confidence=estimate("table", mention.kind),
    )


def _compared(change: str, period: str | None) -> tuple[str, str | None]:
    """Comparison and base period of a column of changes: the year before unless it names another base."""
    if _PREVIOUS.search(change):
        return "period_on_period", None
    before, stated = year_before(period), AGAINST.search(change)
    if stated is None or (before is not None and before.startswith(stated[1])):
        return "year_on_year", before
    return "since_base", stated[1]


def _indicator(names: Sequence[str], rows: Sequence[str], change: str | None, share: str | None, about: str) -> str:
    """The headings that name something: no times, units or blanks, and no row that only says whose figure it is.

    ``about``: the subject of the table, for columns that only say in which way it is measured (总量, 增速).
    """
    kept = [name for name in names if not _is_blank(name)]
    owners = {name for name in kept if name in rows and _is_owner(name)}
    hollow = [name for name in kept if name not in rows and name != share and _HOLLOW.match(name)]
    others = [name for name in kept if name not in owners and name != change and name not in hollow]
    if others or (about and owners):
        kept = [name for name in kept if name not in owners]
    naming = [name for name in kept if name not in (change, share)] or ([] if about else kept)
    if not naming and share is not None and not _HOLLOW.match(share):
        return _of_share(share)
    if about and (not naming or all(name in hollow or name in owners for name in naming)):
        naming = [about, *(name for name in hollow if name not in _PLAIN_AMOUNT and name != change)]
    elif about and _is_measure(about) and all(name in rows for name in naming) and not _share_words(naming, about):
        naming = [*naming, about]  # 第一产业 in a table of 用电量
    return _of_share(_joined([*naming, share] if share else naming))


def _of_share(named: str) -> str:
    """决算数为预算数的% → 决算数为预算数的比例."""
    return named[:-1] + "比例" if named.endswith(("的%", "的％")) else named


def _is_blank(name: str) -> bool:
    """Whether a heading says only when, in which unit, or nothing."""
    times = _TIME_ONLY.match(name) or TO_DATE.fullmatch(name) or YEAR_EARLIER.fullmatch(name)
    return bool(times or _BLANK_HEADING.match(name) or UNIT_WORD.match(name) or is_figure(name))


def _is_owner(name: str) -> bool:
    """Whether a row only says whose figure it is."""
    return bool(_ENTITY.search(name)) and not _CLASS.match(name)


def _is_measure(about: str) -> bool:
    return about.endswith(_MEASURES) and len(about) <= _LONGEST_MEASURE


def _share_words(naming: Sequence[str], about: str) -> bool:
    return any(about[i : i + 2] in name for name in naming for i in range(len(about) - 1))


def _joined(names: Sequence[str]) -> str:
    """The names one after the other, without their year, which is the period; what one says again is said once.

    事业收入 + 收入 → 事业收入, 发电量 + 产量 → 发电量, 预算数 + 年初预算数 → 年初预算数.
    """
    whole = ""
    bare = list(dict.fromkeys(_YEAR_BEFORE.sub("", name) for name in names))
    for place, name in enumerate(bare):
        if any(other != name and other.endswith(name) for other in bare[place + 1 :]):
            continue  # 预算数 over 年初预算数
        again = whole.endswith(name) or (len(name) == 2 and name in _GENERAL and whole.endswith(name[-1]))
        whole += "" if again and whole else name
    return whole


def _changed(place: Place, change: str) -> list[str]:
    """What a column of changes says has changed: its own words, else those of the column that it stands beside."""
    own = _CHANGE_WORDS.sub("", change).strip("（）() 的")
    if len(own) > 1:
        return [own]
    found: set[str] = set()
    for other in place.table.cells:
        if other.row != place.cell.row or other.column >= place.cell.column or other.header:
            continue
        heads = _heads(other)
        if not heads or other.row_path != place.cell.row_path or heads[:-1] != _heads(place.cell)[:-1]:
            continue
        if _PER_CENT.search(heads[-1]) or _CHANGE.search(heads[-1]) or _SHARE.search(heads[-1]):
            found = set() if _CHANGE.search(heads[-1]) else found
        else:
            name = _DATES.sub("", _UNIT.sub("", _columns(other, place.table)[len(heads) - 1])).strip()
            found |= {name} if name and not (_BLANK_HEADING.match(name) or _HOLLOW.match(name)) else set()
    return list(found) if len(found) == 1 else []


def _told(text: str, cell: Cell, mention: Mention) -> list[str]:
    """28天抗压强度: what a cell says beside its figure, where that names something."""
    words = text[cell.start : mention.start] + text[mention.end : cell.end]
    if len(_PROSE.findall(words)) < _SHORTEST_TOLD or any(mark.isdigit() for mark in words):
        return []
    words = _UNIT.sub("", _CHANGE_WORDS.sub("", words)).strip("（）()：:，,。 ")
    return [words] if len(words) >= _SHORTEST_TOLD and not _QUALIFIED.search(words) else []


def _heads(cell: Cell) -> tuple[str, ...]:
    """The column headings without the row of units under them."""
    path = cell.column_path
    return path[:-1] if len(path) > 1 and UNIT_WORD.match(path[-1]) else path


def _row(name: str, about: str) -> str:
    """The name of a row without its mark of a part; 收入合计 in a table of 一般公共预算收入 is that, else 收入."""
    bare = _PART.sub("", _UNIT.sub("", name).strip())
    total = _TOTAL.fullmatch(bare)
    if total is None:
        return bare
    return about if about.endswith(total[1]) else total[1]


def _area(
    names: Sequence[str], home: Region | None, own: tuple[str | None, str | None]
) -> tuple[str | None, tuple[str | None, str | None]]:
    """The heading that names a division or 全国, 全市 and nothing else, with the name and code of that area.

    Only a division of the document's own area counts; ``own``, the document's, where no heading names one. A name that
    several divisions have (城关区) stands for itself, without a code.
    """
    for name in names:
        if not 1 < len(name) <= _LONGEST_AREA:
            continue
        scope = scope_region(name, home) if name[0] in _SCOPES else None
        if scope is not None:
            return name, scope
        found = by_name(name, home)
        if found is not None and (found.name == name or found.level in ("province", "prefecture")):
            return name, (found.name, found.code)
        if home is None and found is None and len(name) > 2 and is_division(name):
            return name, (name, None)
    return None, own


def _path(place: Place) -> Mapping[str, object]:
    cell = place.cell
    return {
        "table": place.number,
        "row": cell.row,
        "column": cell.column,
        "row_path": list(cell.row_path),
        "column_path": list(cell.column_path),
        "page": cell.page,
        "box": [cell.box.x0, cell.box.top, cell.box.x1, cell.box.bottom] if cell.box else None,
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
