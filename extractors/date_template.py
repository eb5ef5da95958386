"""The machine-readable reading of a date before it is resolved, and EDTF of one that needs no resolution.

A template is one point, or two joined by `` / `` for a range. A point is ``key=value`` parts: ``year``, ``month``,
``day``, ``time``, ``weekday``, ``week``, ``quarter``, ``half`` (1, 2), ``third`` (旬; ``1-2`` for 上中旬), ``season``,
``edge`` and ``yearedge`` (``start`` or ``end`` of the month or year), ``first`` (前4天 of a month), ``nth`` (its n-th week), ``months`` (前5个月), ``quarters`` (前三季度),
``years`` and ``days`` (今明两年), ``decade``, ``century``, ``plan``, ``bc``, ``festival``, ``lunar``, ``pod`` (上午).

A number with a sign is relative to the document's date (``year=-1`` for 去年); ``same``, ``next``, ``about`` and
``prior`` (上年: the year before the one spoken of) point into the text. The last point may carry ``open`` (``since``, ``after``, ``before``, ``around``) and ``recurring``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from extractors import edtf

_PARTS_OF_YEAR = frozenset({"season", "quarter", "half", "months", "quarters"})
SEASONS = {"春": "21", "夏": "22", "秋": "23", "冬": "24"}


def dump(parts: Mapping[str, str]) -> str:
    """The parts of a point as text."""
    return " ".join(f"{key}={value}" for key, value in parts.items())


@lru_cache(maxsize=4096)
def load(template: str) -> tuple[Mapping[str, str], ...]:
    """The points of a template, one or two; modifiers of the whole are on the last."""
    return tuple(dict(item.split("=", 1) for item in piece.split()) for piece in template.split(" / "))


@lru_cache(maxsize=4096)
def absolute(template: str) -> str | None:
    """EDTF of a template that needs no context; None for any other."""
    points = load(template)
    if points[-1].keys() & {"open", "recurring"}:
        return None
    ends = [fixed(point) or (span(point) if _is_absolute(point) else None) for point in points]
    if any(end is None for end in ends):
        return None
    return join(ends[0] or "", ends[-1] or "") if len(ends) == 2 else ends[0]


def _is_absolute(point: Mapping[str, str]) -> bool:
    if not point.get("year", "").isdigit() or point.keys() & {"weekday", "week", "festival", "lunar"}:
        return False
    if "day" in point and "month" not in point:
        return False
    return point.get("month", "1").isdigit() and point.get("day", "1").isdigit() and point.get("quarter", "1").isdigit()


def fixed(point: Mapping[str, str]) -> str | None:
    """EDTF of a decade, a century, a five-year plan or a year before our era; None for other points."""
    if "bc" in point:
        # EDTF counts the year before the year 1 as 0.
        return "-".join(
            ["", f"{int(point['bc']) - 1:04d}", *(f"{int(point[key]):02d}" for key in ("month", "day") if key in point)]
        )
    if "plan" in point:
        low, _, high = point["plan"].partition("/")
        return {"end": high, "start": low}.get(point.get("planedge", ""), point["plan"])
    return point.get("decade") or point.get("century")


def join(left: str, right: str) -> str:
    """The interval from the beginning of ``left`` to the end of ``right``."""
    low, high = left.split("/")[0], right.split("/")[-1]
    return low if low == high else f"{low}/{high}"


def span(point: Mapping[str, str]) -> str | None:
    """EDTF of a point whose year, month and day are numbers; None where there is no such day."""
    year = int(point["year"])
    if "yearedge" in point:
        return _year_edge(year, point["yearedge"])
    period = None if _PARTS_OF_YEAR.isdisjoint(point) else _part_of_year(year, point)
    if period is not None:
        return _edge(period, point.get("edge"))
    if "month" not in point:
        return (
            (join(edtf.year(year), edtf.year(year + 1)) if "years" in point else edtf.year(year))
            if "day" not in point
            else None
        )
    month = int(point["month"])
    if not 1 <= month <= 12:
        return None
    if "third" in point:
        first, last = int(point["third"][0]) * 10 - 9, int(point["third"][-1]) * 10
        last = edtf.last_day(year, month) if last == 30 else last
        return join(edtf.day(year, month, first), edtf.day(year, month, last))
    if "nth" in point:
        return _week_of(year, month, int(point["nth"]))
    if "first" in point:
        first = int(point["first"])
        return join(edtf.day(year, month, 1), edtf.day(year, month, first)) if first <= 31 else None
    if "day" not in point:
        return _edge(edtf.month(year, month), point.get("edge"))
    return _day(year, month, point)


def _day(year: int, month: int, point: Mapping[str, str]) -> str | None:
    day = int(point["day"])
    if not 1 <= day <= edtf.last_day(year, month):
        return None
    written = edtf.day(year, month, day)
    if "time" in point:
        return f"{written}T{point['time']}"
    return join(written, edtf.shift_day(written, int(point["days"]) - 1)) if "days" in point else written


def _week_of(year: int, month: int, nth: int) -> str | None:
    """The n-th week of a month, Monday to Sunday, of the weeks whose Monday lies in it; -1 is the last of them."""
    first = 1 + (7 - date(year, month, 1).weekday()) % 7
    monday = first + 7 * (nth - 1)
    if nth < 0:
        monday = first + (edtf.last_day(year, month) - first) // 7 * 7
    if monday > edtf.last_day(year, month):
        return None
    begin = edtf.day(year, month, monday)
    return join(begin, edtf.shift_day(begin, 6))


def _part_of_year(year: int, point: Mapping[str, str]) -> str | None:
    if "season" in point:
        return f"{edtf.year(year)}-{point['season']}"
    if "quarter" in point:
        last = int(point["quarter"]) * 3
        return join(edtf.month(year, last - 2), edtf.month(year, last))
    if "half" in point:
        last = int(point["half"]) * 6
        return join(edtf.month(year, last - 5), edtf.month(year, last))
    last = int(point.get("months", 0)) or int(point.get("quarters", 0)) * 3
    return join(edtf.month(year, 1), edtf.month(year, last)) if 1 <= last <= 12 else None


def _year_edge(year: int, edge: str) -> str:
    if edge == "middle":
        return join(edtf.month(year, 6), edtf.month(year, 7))
    return edtf.day(year, 12, 31) if edge == "end" else edtf.day(year, 1, 1)


def _edge(period: str, edge: str | None) -> str:
    """The first or last day of a month or quarter: 5月底, 三季度末."""
    if edge in (None, "middle"):
        return period
    low, high = edtf.bounds(period)
    day = high if edge == "end" else low
    return day.isoformat() if day else period
