"""From an EDTF expression (ISO 8601-2) to its first and last day, for plain comparisons in SQL."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

Bounds = tuple[str | None, str | None]
_OPEN = frozenset({"", ".."})
_POINT = re.compile(r"(\d{1,4}X{0,3}|\d{4})(?:-(\d\d|XX)(?:-(\d\d|XX))?)?(?:T.*)?[?~%]?", re.ASCII)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
_SEASONS |= {37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12)}


@lru_cache(maxsize=65536)
def edtf_bounds(expression: str | None) -> Bounds:
    """First and last day as ``YYYY-MM-DD``; None on a side that is open, both None for what is no EDTF date.

    >>> edtf_bounds("2020-02"), edtf_bounds("../2020-12-31"), edtf_bounds("199X")
    (('2020-02-01', '2020-02-29'), (None, '2020-12-31'), ('1990-01-01', '1999-12-31'))
    """
    if not expression:
        return None, None
    first, slash, last = expression.strip().partition("/")
    if not slash:
        return _point(first) or (None, None)
    start, end = _point(first), _point(last)
    if (start is None and first not in _OPEN) or (end is None and last not in _OPEN):
        return None, None
    return (start[0] if start else None), (end[1] if end else None)


def _point(expression: str) -> tuple[str, str] | None:
    found = _POINT.fullmatch(expression)
    if not found or len(found[1]) != 4:
        return None
    year, month, day = found.groups()
    first, last = year.replace("X", "0"), year.replace("X", "9")
    if month is None or month == "XX":
        return f"{first}-01-01", f"{last}-12-31"
    number = int(month)
    low, high = _SEASONS.get(number, (number, number))
    if not 1 <= low <= 12:
        return None
    length = monthrange(int(last) or 2000, high)[1]
    if day is None or day == "XX":
        return f"{first}-{low:02d}-01", f"{last}-{high:02d}-{length:02d}"
    return (f"{first}-{month}-{day}", f"{last}-{month}-{day}") if 1 <= int(day) <= length else None
