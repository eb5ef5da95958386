"""Stretches of time as EDTF: of which kind they are, and those before and around them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

_DAY = re.compile(r"-?\d{4}-\d\d-\d\d")
_HALF = 6
_FIRST_QUARTER = 3


def years_ahead(day: date, duration: str) -> str | None:
    """未来五年 said in the first quarter: whole years from that of the day; later they are open, and one year is."""
    found = re.fullmatch(r"P(\d+)Y", duration)
    if found is None or day.month > _FIRST_QUARTER or int(found[1]) < 2:
        return None
    return f"{day.year}/{day.year + int(found[1]) - 1}"


def whole_years(day: date, duration: str) -> str | None:
    """近三年, 五年来: the whole years before the day, or up to its own where most of that is over; None for one year."""
    found = re.fullmatch(r"P(\d+)Y", duration)
    if found is None or int(found[1]) < 2:
        return None
    last = day.year - (day.month <= _HALF)
    return f"{last - int(found[1]) + 1}/{last}"


def day_earlier(day: date, duration: str) -> date | None:
    """The day that lies an ISO 8601 duration of whole days, weeks, months or years before; hours make days begun."""
    found = re.fullmatch(r"P(?:T(?=\d+H))?(\d+)([YMWDH])", duration)
    if found is None:
        return None
    size, unit = int(found[1]), found[2]
    if unit == "H":
        return day - timedelta(days=-(-size // 24))
    if unit in "WD":
        return day - timedelta(days=size * (7 if unit == "W" else 1))
    month = day.year * 12 + day.month - 1 - size * (12 if unit == "Y" else 1)
    return date(month // 12, month % 12 + 1, min(day.day, 28)) if month >= 12 else None


def is_long(edtf: str) -> bool:
    """An interval of months, or of days that are more than a week apart."""
    if "/" not in edtf:
        return False
    first, last = edtf.split("/", 1)
    if not (_DAY.fullmatch(first) and _DAY.fullmatch(last)):
        return not _DAY.match(last)
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days > 7
    except ValueError:
        return False


@lru_cache(maxsize=1024)
def is_short(edtf: str) -> bool:
    """An interval from one day to another within a week."""
    return "/" in edtf and _DAY.match(edtf) is not None and ".." not in edtf and not is_long(edtf)


@lru_cache(maxsize=1024)
def is_day(edtf: str) -> bool:
    """Whether the EDTF names one day (or a time of it)."""
    return bool(_DAY.match(edtf)) and "/" not in edtf


@lru_cache(maxsize=1024)
def begins_with_day(edtf: str) -> bool:
    """Whether the EDTF, or the interval, begins with a day."""
    return _DAY.match(edtf) is not None


@lru_cache(maxsize=1024)
def day_of(edtf: str) -> str:
    """The EDTF without its time of day: what is carried on to the next sentence."""
    if "T" not in edtf:
        return edtf
    parts = [part.split("T")[0] for part in edtf.split("/")]
    return parts[0] if len(set(parts)) == 1 else "/".join(parts)


@lru_cache(maxsize=1024)
def coarse(edtf: str) -> str:
    """The EDTF without its time of day, a whole month as the month."""
    return _whole_month(day_of(edtf))


_SEASONS = {"21": ("03", "05"), "22": ("06", "08"), "23": ("09", "11")}


def months_of(edtf: str) -> str:
    """2017-21, the spring, as the months that its figures cover: 2017-03/2017-05; the winter goes on into the next year."""
    if len(edtf) != len("2017-21") or edtf[5:] not in ("21", "22", "23", "24") or not edtf[:4].isdigit():
        return edtf
    year = edtf[:4]
    if edtf[5:] == "24":
        return f"{year}-12/{int(year) + 1}-02"
    first, last = _SEASONS[edtf[5:]]
    return f"{year}-{first}/{year}-{last}"


def _whole_month(edtf: str) -> str:
    """2014-06-01/2014-06-30 → 2014-06."""
    found = re.fullmatch(r"(\d{4}-\d\d)-01/\1-(\d\d)", edtf)
    if found is None or (found[1][-2:] == "02" and found[2] not in ("28", "29")):
        return edtf
    last = "28" if found[1][-2:] == "02" else "30" if found[1][-2:] in ("04", "06", "09", "11") else "31"
    return found[1] if found[2] >= last else edtf


@lru_cache(maxsize=1024)
def year_before(edtf: str | None, years: int = 1) -> str | None:
    """The same stretch ``years`` earlier: 2020-01/2020-05 → 2019-01/2019-05."""
    if edtf is None:
        return None

    def shift(part: str) -> str:
        if not re.match(r"\d{4}", part):
            return part
        moved = f"{int(part[:4]) - years:04d}{part[4:]}"
        return moved[:-2] + "28" if moved[4:] == "-02-29" else moved

    return "/".join(shift(part) for part in day_of(edtf).split("/"))


def month_before(edtf: str | None) -> str | None:
    """The month before a month or a day of it; None for anything coarser."""
    if edtf is None or not (found := re.fullmatch(r"(\d{4})-(\d\d)(?:-\d\d)?", edtf)):
        return None
    year, month = int(found[1]), int(found[2]) - 1
    return f"{year - (month == 0):04d}-{month or 12:02d}"
