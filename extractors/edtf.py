"""Small helpers for EDTF strings (ISO 8601-2): build, shift and bound dates and intervals.

Only the forms that the fact model uses: ``2020``, ``2020-03``, ``2020-03-15``, ``2020-03-15T10:20``, ``199X``,
``19XX``, ``2020-21`` (spring), and intervals ``a/b`` with ``..`` for an open end.
"""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, timedelta
from functools import lru_cache

_SIMPLE = re.compile(
    r"^(-?\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2})(?:-(\d{2}))?)?(?:T(\d{2})(?::(\d{2})(?::(\d{2}))?)?)?[~?%]?$"
)

#: Years before our era are beyond what a date can hold.
_BEFORE_ERA = re.compile(r"-\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$")
_LAST_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Spring to winter of the same year as EDTF counts them; winter is bounded by the year's end.
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 12)}


def year(y: int) -> str:
    """``2020`` → ``"2020"``."""
    return f"{y:04d}"


def month(y: int, m: int) -> str:
    """``(2020, 3)`` → ``"2020-03"``."""
    return f"{y:04d}-{m:02d}"


def day(y: int, m: int, d: int) -> str:
    """``(2020, 3, 5)`` → ``"2020-03-05"``."""
    return f"{y:04d}-{m:02d}-{d:02d}"


def last_day(y: int, m: int) -> int:
    """The number of days of a month."""
    return 29 if m == 2 and isleap(y) else _LAST_DAYS[m]


def shift_month(y: int, m: int, by: int) -> tuple[int, int]:
    """The month ``by`` months later.

    >>> shift_month(2020, 1, -1)
    (2019, 12)
    """
    index = y * 12 + (m - 1) + by
    return index // 12, index % 12 + 1


def shift_day(day_text: str, by: int) -> str:
    """The day ``by`` days later, as EDTF."""
    return (date.fromisoformat(day_text) + timedelta(days=by)).isoformat()


def is_valid(text: str) -> bool:
    """Whether ``text`` is one of the forms above and names days that exist."""
    parts = text.split("/")
    if len(parts) > 2:
        return False
    if len(parts) == 2 and ".." in parts:
        parts = [p for p in parts if p != ".."]
        return len(parts) == 1 and is_valid(parts[0])
    return all(_BEFORE_ERA.match(p) or _bounds(p) is not None for p in parts)


@lru_cache(maxsize=8192)
def bounds(text: str | None) -> tuple[date | None, date | None]:
    """First and last day of an EDTF string; None for an open or unknown side.

    >>> bounds("2020-01/2020-03")
    (datetime.date(2020, 1, 1), datetime.date(2020, 3, 31))
    """
    if not text:
        return None, None
    parts = text.split("/")
    low = None if parts[0] == ".." else _bounds(parts[0])
    high = None if parts[-1] == ".." else _bounds(parts[-1])
    return (low[0] if low else None), (high[1] if high else None)


def _bounds(text: str) -> tuple[date, date] | None:
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        try:
            one = date.fromisoformat(text)
        except ValueError:
            return None
        return one, one
    match = _SIMPLE.match(text)
    if not match:
        return None
    y, m, d, hour, minute, second = match.groups()
    if (hour and int(hour) > 24) or (minute and int(minute) > 59) or (second and int(second) > 60):
        return None
    if hour and not d:
        return None
    try:
        if "X" in y:
            return date(int(y.replace("X", "0")) or 1, 1, 1), date(int(y.replace("X", "9")), 12, 31)
        if m in _SEASONS and d is None:
            first, last = _SEASONS[m]
            return date(int(y), first, 1), date(int(y), last, last_day(int(y), last))
        if m is None:
            return date(int(y), 1, 1), date(int(y), 12, 31)
        if d is None:
            return date(int(y), int(m), 1), date(int(y), int(m), last_day(int(y), int(m)))
        one = date(int(y), int(m), int(d))
    except ValueError:
        return None
    if hour == "24":
        return one, one + timedelta(days=1) if (minute or "00") != "00" else one
    return one, one
