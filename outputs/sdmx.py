"""A row of ``indicator_series`` in the names, codes and time formats of SDMX 2.1 (code lists CL_FREQ, CL_OBS_STATUS)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

DATAFLOW = "GONGBAO:INDICATORS(1.0)"
NAMES = {
    "REF_AREA": "region_code",
    "INDICATOR": "indicator",
    "INSTITUTION": "institution",
    "ROLE": "role",
    "COMPARISON": "comparison",
    "MODALITY": "modality",
    "BASE_PER": "base_period",
    "OBS_VALUE": "value",
    "OBS_LOW": "low",
    "OBS_HIGH": "high",
    "BOUND": "bound",
    "UNIT_MEASURE": "unit_code",
    "OBS_ID": "fact_id",
    "PERIOD_EDTF": "period",
}
"""SDMX names of the columns of ``indicator_series`` that are taken over as they are."""
COLUMNS = ("DATAFLOW", "FREQ", "TIME_PERIOD", *NAMES, "UNIT_MULT", "OBS_STATUS")


def observation(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The cells of a row in the order of :data:`COLUMNS`. Values are exact and in their unit, so UNIT_MULT is 0."""
    frequency, period = time_period(row["period_start"], row["period_end"])
    status = "F" if row["modality"] == "planned" else "A" if row["value"] is not None else "M"
    return (DATAFLOW, frequency, period, *(row[name] for name in NAMES.values()), 0, status)


_LENGTHS = {12: ("A", "{y}"), 6: ("S", "{y}-S{n}"), 3: ("Q", "{y}-Q{n}"), 1: ("M", "{y}-{m:02d}")}


def time_period(first: str | None, last: str | None) -> tuple[str, str]:
    """FREQ and TIME_PERIOD of the days from ``first`` to ``last``: a calendar period by its name, else a time range.

    >>> time_period("2020-01-01", "2020-03-31"), time_period("2020-01-01", "2020-11-30")
    (('Q', '2020-Q1'), ('_O', '2020-01-01/P335D'))
    """
    if not first or not last:
        return "_O", first or last or ""
    if first == last:
        return "D", first
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    after = date.fromordinal(end.toordinal() + 1)
    months = (after.year - begin.year) * 12 + after.month - begin.month
    whole = begin.day == after.day == 1
    if whole and months in _LENGTHS and (begin.month - 1) % months == 0:
        code, form = _LENGTHS[months]
        return code, form.format(y=begin.year, m=begin.month, n=(begin.month - 1) // months + 1)
    if whole and months % 12 == 0 and begin.month == 1:
        return "_O", f"{first}/P{months // 12}Y"
    return "_O", f"{first}/P{(after - begin).days}D"
