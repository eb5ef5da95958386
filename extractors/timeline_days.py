"""The day, month or week that a relative or partial date means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from extractors import date_template as templates
from extractors import edtf, named_dates
from extractors.timeline_chain import Chain, Place

_SOON = 3
_CLOSE = 40
_MOMENT = ("分", "时许", "分许")
_HOURS = ("至", "到", "—", "-", "～", "~")
_WITHIN_YEAR = frozenset({"quarter", "quarters", "half", "months"})


def fill(parts: dict[str, str], chain: Chain, place: Place, anchors: list[str]) -> bool:
    """Makes relative days, months and quarters of ``parts`` absolute; False where nothing supports a reading."""
    if parts.get("month", "").isdigit() and (parts.get("day", "") or "0").isdigit():
        return True
    if "month" not in parts and ("day" in parts or "weekday" in parts or "time" in parts):
        base = _base_day(parts, chain, place, anchors)
        if base is None:
            return parts.get("day", "").isdigit() and _month_of(parts, chain, place, anchors)
        if "day" not in parts:
            _afternoon(parts, chain)
        parts["year"], parts["month"], parts["day"] = str(base.year), str(base.month), str(base.day)
        return True
    if "month" in parts and not _relative_month(parts, chain, anchors):
        return False
    if parts.get("quarter", "")[:1] in ("+", "-"):
        return _relative_quarter(parts, chain, anchors)
    if parts.keys() & {"third", "edge"} and "month" not in parts and not parts.keys() & _WITHIN_YEAR:
        return _month_of(parts, chain, place, anchors)
    return True


def _afternoon(parts: dict[str, str], chain: Chain) -> None:
    """下午3时 … 3时30分: a bare clock time goes on in the half of the day that was named."""
    hour = int(parts["time"][:2]) if "time" in parts and "pod" not in parts else 12
    if hour < 12 and chain.afternoon is not None and chain.afternoon <= hour + 12:
        parts["time"] = f"{hour + 12}{parts['time'][2:]}"


def _base_day(parts: Mapping[str, str], chain: Chain, place: Place, anchors: list[str]) -> date | None:
    """The day that 今天, 次日, 上周五 or a bare clock time means."""
    day = parts.get("day", "")
    if "weekday" in parts:
        if chain.published is None:
            return None
        anchors.append(chain.base)
        return _monday(chain.published, int(parts.get("week", "0"))) + timedelta(days=int(parts["weekday"]) - 1)
    if day[:1] in ("+", "-"):
        if chain.published is None:
            return None
        anchors.append(chain.base)
        return chain.published + timedelta(days=int(day))
    if day.isdigit():
        return None
    told = chain.event is not None and (_is_recent(chain, place) or _is_of_account(chain, place))
    if not day and told and chain.day_line != place.line:
        anchors.append(f"date@{chain.event_at}")
        return chain.event  # the hours of what happened, not of the day up to which it is told
    if chain.day is not None and (day or chain.published is None or _is_recent(chain, place)):
        anchors.append(f"date@{chain.day_at}")
        return chain.day + timedelta(days=1 if day == "next" else 0)
    if day or chain.published is None:
        return None
    anchors.append(chain.base)
    return chain.published


def _is_recent(chain: Chain, place: Place) -> bool:
    """Whether the last day named can govern a clock time here: in the same line, or near the publication date."""
    if chain.day is None or chain.published is None:
        return False
    return chain.day_line == place.line or abs((chain.published - chain.day).days) <= 31


def _is_of_account(chain: Chain, place: Place) -> bool:
    """Whether the clock time tells a moment (4时8分，消防队接警) and no opening hours (9时至17时): it goes on with the
    event that the account began with, however long ago that was.
    """
    return chain.text.endswith(_MOMENT, place.start, place.end) and not chain.text.startswith(_HOURS, place.end)


def _monday(day: date, weeks: int) -> date:
    return day - timedelta(days=day.isoweekday() - 1) + timedelta(days=7 * weeks)


def week(weeks: int, chain: Chain, anchors: list[str]) -> str | None:
    """Monday to Sunday of 本周, 上周, 下周."""
    if chain.published is None:
        return None
    anchors.append(chain.base)
    monday = _monday(chain.published, weeks)
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"


def _relative_month(parts: dict[str, str], chain: Chain, anchors: list[str]) -> bool:
    month = parts["month"]
    if month.isdigit():
        return True
    if month in ("same", "next"):
        if chain.month is None:
            return False
        year, number = edtf.shift_month(*chain.month, 1 if month == "next" else 0)
        anchors.append(f"date@{chain.month_at}")
    elif chain.month_base is None or chain.published is None:
        return False
    elif "year" in parts:
        # 今年本月 is the month of publication in the year that is said.
        parts["month"] = str(edtf.shift_month(*chain.month_base, int(month))[1])
        return True
    else:
        dayed = "day" in parts
        base = (chain.published.year, chain.published.month) if dayed else chain.month_base
        year, number = edtf.shift_month(*base, int(month))
        anchors.append(chain.base if dayed else chain.month_anchor)
    parts["year"], parts["month"] = str(year), str(number)
    return True


def _relative_quarter(parts: dict[str, str], chain: Chain, anchors: list[str]) -> bool:
    if chain.published is None:
        return False
    index = chain.published.year * 4 + (chain.published.month - 1) // 3 + int(parts["quarter"])
    parts["year"], parts["quarter"] = str(index // 4), str(index % 4 + 1)
    anchors.append(chain.base)
    return True


def _month_of(parts: dict[str, str], chain: Chain, place: Place, anchors: list[str]) -> bool:
    """13日, 中旬, 月底 without a month: the month of the chain, or the month nearest before the publication date."""
    near = _near_published(parts, chain, place)
    if chain.month is not None and (near is None or _follows(chain, place, near)):
        year, month = chain.month
        anchors.append(f"date@{chain.month_at}")
    elif near is not None:
        year, month = near.year, near.month
        anchors.append(chain.base)
    else:
        return False
    parts["year"], parts["month"] = str(year), str(month)
    return True


def _near_published(parts: Mapping[str, str], chain: Chain, place: Place) -> date | None:
    published = chain.published
    if published is None:
        return None
    day = int(parts["day"]) if "day" in parts else published.day
    year, month = published.year, published.month
    if day > published.day + _SOON and not chain.is_future(place):
        year, month = edtf.shift_month(year, month, -1)
    elif day < published.day - 20 and chain.is_future(place):
        year, month = edtf.shift_month(year, month, 1)
    return date(year, month, min(max(day, 1), edtf.last_day(year, month)))


def _follows(chain: Chain, place: Place, near: date) -> bool:
    """Whether the month named last governs a bare day here rather than the publication date does."""
    if chain.text[chain.month_end : place.start] in ("、", "和", "及", "与", "至", "—"):
        return True
    if chain.month is None or chain.published is None:
        return chain.month is not None
    if chain.month == (near.year, near.month):
        return True
    age = abs((chain.published - near).days)
    coming = chain.month > (chain.published.year, chain.published.month) and not chain.is_future(place)
    if not chain.month_day or coming or age <= 1 or chain.month_line != place.line:
        return False
    return age > _SOON or place.start - chain.month_end <= _CLOSE


def named(point: Mapping[str, str], chain: Chain, place: Place, anchors: list[str]) -> str | None:
    """A festival, its holiday, or a day of the lunar calendar."""
    written = point.get("year", "")
    if written.isdigit():
        year = int(written)
    elif chain.published is None:
        return None
    else:
        year = chain.published.year + int(written or "0")
        anchors.append(chain.base)
    found = _days_of(point, year)
    if found and not written and chain.published is not None:
        found = _nearest(point, year, chain.published, chain.is_future(place)) or found
    return templates.join(found[0].isoformat(), found[1].isoformat()) if found else None


def _nearest(point: Mapping[str, str], year: int, published: date, future: bool) -> tuple[date, date] | None:
    """The festival or lunar day nearest to the publication date; one well after it only where the wording looks ahead.

    The last lunar month lies in the year after that of its lunar year, so the years on either side are looked at.
    """
    found = [days for days in (_days_of(point, year + step) for step in (-1, 0, 1)) if days]
    near = [days for days in found if future or (days[0] - published).days <= _CLOSE * 2]
    return min(near, key=lambda days: abs((days[0] - published).days), default=None)


def _days_of(point: Mapping[str, str], year: int) -> tuple[date, date] | None:
    if "lunar" in point:
        month, day = point["lunar"].split("-")
        found = named_dates.lunar_day(year, int(month), int(day))
    else:
        found = named_dates.festival_day(point["festival"], year)
    return (found, found) if found else None
