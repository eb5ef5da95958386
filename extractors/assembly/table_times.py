"""The time that the headings of a cell name: a year over months, bare years, months to date, ends of years."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors import edtf
from extractors.assembly.stretches import year_before

_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})\s*年(?:度)?")
_BARE_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?")
_MONTHS = re.compile(r"(?<!\d)(1[0-2]|[1-9])\s*月?\s*[-—–－~～至]\s*(1[0-2]|[1-9])\s*月(?:份|累计)?(?!\d)")
_MONTH = re.compile(r"(?<![\d\-—–－~～至])(1[0-2]|[1-9])\s*月(?:份|末|底)?(?!\d)")
_QUARTER = re.compile(r"第?([一二三四1-4])季度?")
_HALF = re.compile(r"([上下])半年")
_END = re.compile(r"年[末底]|^(?:期|月)末|[末底]数?$")
_MONTH_END = re.compile(r"月[末底]|月末$")
_QUARTERS = "一二三四"
AGAINST = re.compile(r"[比较]\s*((?:19|20)\d{2})年?(?!\d)")
_RELATIVE = ("本", "当", "上", "去", "今")
_TIME_ONLY = re.compile(r"[\d〇一二三四五六七八九十年月日季度上下半前至\-—–~～、累计本当末底]+")
TO_DATE = re.compile(
    r"(?:本年度?|全年|自?年初|1月至本月|1月起)?(?:至今|止)?累计(?:数|额|值|完成|完成数|完成额)?(?:(?:同比|增长|增减|增速|增幅).{0,6})?"
)
YEAR_EARLIER = re.compile(
    r"(?:上年度?|去年|上一年度?)(?:末|年末|年底)?(?:数|额|值|(?:预|决|完成|执行|实际)算?数)?|(?:上年|去年)同[期月](?:累计)?[数额值]?.{0,4}"
)
_MONTH_ONLY = re.compile(r"(\d{4})-(\d\d)")
Dates = Sequence[tuple[str, str]]


def period_of(
    names: Sequence[str], caption: str, dates: Dates, caption_date: str | None, main: str | None
) -> str | None:
    """The period of a cell with these headings, outermost first; the caption's, then ``main``, where they give none.

    本月 and 本年累计 in a table of a month are that month and the months to it, 上年同期 the same a year earlier.
    """
    names = [name for name in names if not AGAINST.search(name)]
    given = _given(names, caption, dates, caption_date)
    period = given or main
    if period is None:
        return None
    if any(TO_DATE.fullmatch(name) for name in names) and (found := _MONTH_ONLY.fullmatch(period)):
        period = f"{found[1]}-01/{period}" if found[2] != "01" else period
    earlier = next((name for name in names if YEAR_EARLIER.fullmatch(name)), None)
    if earlier is not None and (given is None or given == caption_date):
        period = year_before(period) or period
        if "末" in earlier or "底" in earlier:
            period = f"{period[:4]}-12-31"
    return period


def _given(names: Sequence[str], caption: str, dates: Dates, caption_date: str | None) -> str | None:
    """The period that the headings give, with the caption's; None where they give none.

    ``dates`` are the dates read in the table with their resolution, which is used where one heading says it all;
    a part of a year (1-6月) is of the year that another heading or the caption names, never of the year nearest to the
    document's date.
    """
    if caption_date is not None:  # 本月 in a table of October is October
        dates = [(wording, resolved) for wording, resolved in dates if not wording.startswith(_RELATIVE)]
    years = [(int(found[1]), name) for name in names if (found := _YEAR.search(name) or _BARE_YEAR.fullmatch(name))]
    years = [found for found in years if _TIME_ONLY.fullmatch(found[1])] or years
    parts = [(part, name) for name in names if (part := _part(name)) is not None]
    if len({year for year, _ in years}) > 1:
        return _resolved(names, dates) or caption_date  # 2019年比2020年: no one period
    ends = any(_END.search(name) for name in names)
    if parts:
        (first, last), name = parts[-1]
        year = years[-1][0] if years else _year(caption)
        if year is None:
            return _resolved(names, dates) or caption_date
        return _months(year, first, last, end=bool(_MONTH_END.search(name)))
    if years:
        year, name = years[-1]
        if name in [wording for wording, _ in dates] or not _BARE_YEAR.fullmatch(name):
            whole = _resolved([name], dates)
            if whole is not None and len(whole) > len("2020"):
                return whole
        return edtf.day(year, 12, 31) if ends else edtf.year(year)
    return _resolved(names, dates) or caption_date


def _year(caption: str) -> int | None:
    found = _YEAR.search(caption)
    return int(found[1]) if found else None


def _part(name: str) -> tuple[int, int] | None:
    """The months that a heading names: 1-6月, 一季度, 上半年, 10月."""
    if found := _MONTHS.search(name):
        first, last = int(found[1]), int(found[2])
        return (first, last) if first <= last else None
    if found := _QUARTER.search(name):
        quarter = _QUARTERS.index(found[1]) if found[1] in _QUARTERS else int(found[1]) - 1
        return quarter * 3 + 1, quarter * 3 + 3
    if found := _HALF.search(name):
        return (1, 6) if found[1] == "上" else (7, 12)
    found = _MONTH.search(name)
    return (int(found[1]), int(found[1])) if found else None


def _months(year: int, first: int, last: int, *, end: bool) -> str:
    if end:
        return edtf.day(year, last, edtf.last_day(year, last))
    return edtf.month(year, last) if first == last else f"{edtf.month(year, first)}/{edtf.month(year, last)}"


def _resolved(names: Sequence[str], dates: Dates) -> str | None:
    """The resolution of the longest date that a heading holds, headings outermost first."""
    for name in names:
        inside = [(len(wording), resolved) for wording, resolved in dates if wording in name]
        if inside:
            return max(inside)[1]
    return None
