"""What a reviewer may write into a field, in normal form: EDTF dates, decimals, units of the unit table, closed words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from extractors import edtf
from extractors.fact import json_number
from extractors.units import SIGNS, UNITS
from outputs.errors import StoreError
from outputs.readings import CONTENT


class InvalidDecision(StoreError):
    """A verdict or a field value that is not allowed; ``field`` names the field, the message says what is allowed."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


KINDS = (
    "count",
    "percentage",
    "money",
    "measure",
    "duration",
    "ratio",
    "rank",
    "number",
    "date",
    "institution",
    "document",
)
WORDS: Mapping[str, tuple[str, ...]] = {
    "bound": ("exact", "approximately", "more_than", "at_least", "nearly", "less_than", "at_most", "range"),
    "role": ("level", "change", "share"),
    "direction": ("up", "down", "flat"),
    "comparison": ("year_on_year", "period_on_period", "since_base"),
    "modality": ("actual", "planned", "required"),
    "force": ("hard", "soft"),
    "institution_type": (
        "government",
        "party",
        "people_congress",
        "court",
        "procuratorate",
        "public_institution",
        "school",
        "hospital",
        "company",
        "association",
        "media",
        "international",
        "other",
    ),
}
"""The closed vocabularies of the fact model."""

EDITABLE = tuple(name for name in CONTENT if name not in ("kind", "text"))
_LONGEST = 500


@cache
def unit_codes() -> Mapping[str, str]:
    """The code of every unit of the unit table, by the name that facts show."""
    codes = {unit.name: unit.code for unit in (*UNITS.values(), *SIGNS.values()) if unit.kind != "duration"}
    codes.update({unit.name: unit.code for unit in UNITS.values() if unit.kind == "duration"})
    return codes


def validated(kind: str, fields: Mapping[str, Any], *, known_units: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Edited fields in normal form; None clears a field. Raises InvalidDecision for the first that is not allowed.

    ``known_units``: further units with their codes. A unit given without its code gets the code of the table.
    """
    if kind not in KINDS:
        raise InvalidDecision(f"kind {kind!r}: not one of {', '.join(KINDS)}", field="kind")
    units = {**unit_codes(), **(known_units or {})}
    out: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in EDITABLE:
            raise InvalidDecision(f"{name}: no field that can be edited; these can: {', '.join(EDITABLE)}", field=name)
        if isinstance(value, str):
            value = value.strip()
        out[name] = None if value in (None, "") else _checked(name, value)
    unit = out.get("unit")
    if unit is not None:
        if unit not in units:
            raise InvalidDecision(f"unit {unit!r} is not in the unit table", field="unit")
        if kind != "duration":
            out.setdefault("unit_code", units[unit])
    low, high = out.get("low"), out.get("high")
    if low is not None and high is not None and Decimal(str(low)) > Decimal(str(high)):
        raise InvalidDecision(f"low {low} is above high {high}", field="low")
    return out


def _checked(name: str, value: Any) -> Any:
    check: Callable[[str, Any], Any] = _CHECKS.get(name, _text)
    return check(name, value)


def _number(name: str, value: Any) -> int | float | str:
    try:
        found = Decimal(str(value).replace(",", "").replace("，", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or isinstance(value, bool):
        raise InvalidDecision(f"{name} {value!r} is no number; write it in full, as 47000", field=name)
    return json_number(found)


def _date(name: str, value: Any) -> str:
    if not edtf.is_valid(str(value)):
        raise InvalidDecision(f"{name} {value!r} is no EDTF date; as 2020, 2020-03, 2020-01/2020-03", field=name)
    return str(value)


def _word(name: str, value: Any) -> str:
    if value not in WORDS[name]:
        raise InvalidDecision(f"{name} {value!r}: not one of {', '.join(WORDS[name])}", field=name)
    return str(value)


def _code(name: str, value: Any) -> str:
    text = str(value)
    if not (len(text) == 6 and text.isascii() and text.isdigit()):
        raise InvalidDecision(f"{name} {value!r} is no GB/T 2260 code; as 500000", field=name)
    return text


def _text(name: str, value: Any) -> str:
    text = str(value)
    if not isinstance(value, str) or len(text) > _LONGEST or any(ord(char) < 32 for char in text):
        raise InvalidDecision(f"{name}: a line of at most {_LONGEST} characters", field=name)
    return text


_CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("value", "low", "high"), _number),
    **dict.fromkeys(("date", "period", "base_period"), _date),
    **dict.fromkeys(WORDS, _word),
    "region_code": _code,
}
