"""From an EDTF expression (ISO 8601-2) to its first and last day, for plain comparisons in SQL."""

from __future__ import annotations

from functools import lru_cache

from extractors import edtf

Bounds = tuple[str | None, str | None]


@lru_cache(maxsize=8192)
def edtf_bounds(expression: str | None) -> Bounds:
    """First and last day as ``YYYY-MM-DD``; None on a side that is open, both None for what is no EDTF date.

    >>> edtf_bounds("2020-02"), edtf_bounds("../2020-12-31"), edtf_bounds("199X")
    (('2020-02-01', '2020-02-29'), (None, '2020-12-31'), ('1990-01-01', '1999-12-31'))
    """
    first, last = edtf.bounds(expression)
    return (first.isoformat() if first else None), (last.isoformat() if last else None)
