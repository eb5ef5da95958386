"""When a predicted reading agrees with gold, field by field (fact-model section 6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from extractors.mention import NUMERIC_KINDS
from outputs.gold import Reading

DEFAULTS = {"role": "level", "modality": "actual", "bound": "exact"}
"""What an absent field means where it means something."""

FACT_FIELDS = ("role", "direction", "modality", "period", "indicator")
"""What makes a numeric value a fact."""

_SAME_INDICATOR = 0.75
_TOLERANCE = Decimal("0.000001")
_RATIO_TOLERANCE = Decimal("0.002")
_UNITLESS = frozenset({"ratio", "rank", "number"})
_IGNORED = re.compile(r"[\s“”\"'《》,、。()]")


def accepted(gold: Reading, field: str) -> list[object]:
    """The gold reading of a field and its accepted alternatives."""
    others = gold.get(f"{field}_any") or []
    return [gold.get(field), *(others if isinstance(others, list) else [others])]


def plain(words: object) -> str:
    """Words without blanks, quotation marks and brackets."""
    return _IGNORED.sub("", str(words)) if words else ""


def likeness(a: object, b: object) -> float:
    """F1 of two strings as bags of characters."""
    first, second = plain(a), plain(b)
    if not first or not second:
        return float(first == second)
    common = (Counter(first) & Counter(second)).total()
    return 2 * common / (len(first) + len(second))


def figure(value: object) -> Decimal | str | None:
    """A decimal to six places, None where there is none, the text where it is no number."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
        return round(number, 6) if abs(number) < Decimal(10) ** 20 else number
    except InvalidOperation:
        return str(value)


def _close(gold: Reading, predicted: Reading) -> bool:
    a, b, ratio = figure(gold.get("value")), figure(predicted.get("value")), gold["kind"] == "ratio"
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return abs(a - b) <= _TOLERANCE * max(Decimal(1), abs(a)) or (ratio and abs(a - b) < _RATIO_TOLERANCE)
    return a == b or (ratio and not isinstance(a, Decimal))  # 1:2:3 has no single value


def _unit(gold: Reading, predicted: Reading) -> bool:
    """个 and 个方面 are one unit, as are 元 and 元人民币."""
    wanted = [plain(unit) for unit in accepted(gold, "unit") if unit]
    if not wanted or gold["kind"] in _UNITLESS:
        return True
    unit = plain(predicted.get("unit"))
    return bool(unit) and any(unit.startswith(one) or one.startswith(unit) for one in wanted)


def _one_of(field: str) -> Callable[[Reading, Reading], bool]:
    """The field is among the accepted readings, an absent one read as its default."""
    default = DEFAULTS.get(field)

    def agrees(gold: Reading, predicted: Reading) -> bool:
        return (predicted.get(field) or default) in [one or default for one in accepted(gold, field)]

    return agrees


def _named(field: str) -> Callable[[Reading, Reading], bool]:
    """The name is one of gold's where gold has one."""

    def agrees(gold: Reading, predicted: Reading) -> bool:
        wanted = [plain(one) for one in accepted(gold, field) if one]
        return not gold.get(field) or plain(predicted.get(field)) in wanted

    return agrees


def _indicator(gold: Reading, predicted: Reading) -> bool:
    wanted = [one for one in accepted(gold, "indicator") if one]
    return not gold.get("indicator") or any(
        likeness(one, predicted.get("indicator")) >= _SAME_INDICATOR for one in wanted
    )


def _action(gold: Reading, predicted: Reading) -> bool:
    wanted = [one for one in accepted(gold, "action") if one]
    return not gold.get("action") or any(likeness(one, predicted.get("action")) >= _SAME_INDICATOR for one in wanted)


def _limit(field: str) -> Callable[[Reading, Reading], bool]:
    def agrees(gold: Reading, predicted: Reading) -> bool:
        return figure(predicted.get(field)) in [figure(one) for one in accepted(gold, field)]

    return agrees


FIELDS: dict[str, Callable[[Reading, Reading], bool]] = {
    "value": _close,
    "low": _limit("low"),
    "high": _limit("high"),
    "bound": _one_of("bound"),
    "unit": _unit,
    "unit_code": _one_of("unit_code"),
    **{name: _one_of(name) for name in ("role", "direction", "comparison", "base_period", "modality", "period")},
    "indicator": _indicator,
    "action": _action,
    "institution": _named("institution"),
    "region": _named("region"),
    "date": _one_of("date"),
    "canonical": _named("canonical"),
    "institution_type": _one_of("institution_type"),
    "title": _named("title"),
    "number": _named("number"),
}
"""Every scored field and when it agrees."""

ALWAYS = frozenset({"role", "direction", "comparison", "modality", "period", "indicator", "institution"})
"""Fields of numeric facts that are compared also where gold leaves them empty; the others only where gold states them."""


def value_agrees(gold: Reading, predicted: Reading) -> bool:
    """Equal value, bounds and unit; equal date, canonical name, title or number."""
    kind = gold["kind"]
    if kind == "date":
        return FIELDS["date"](gold, predicted)
    if kind == "institution":
        return FIELDS["canonical"](gold, predicted)
    if kind == "document":
        return _title_or_number(gold, predicted)
    if not FIELDS["bound"](gold, predicted):
        return False
    code = predicted.get("unit_code")
    if kind == "duration" and code and str(gold.get("unit_code") or "").startswith("P"):
        return gold["unit_code"] == code or (_close(gold, predicted) and _unit(gold, predicted))
    ends = gold.get("bound") != "range" or all(figure(gold.get(x)) == figure(predicted.get(x)) for x in ("low", "high"))
    return _close(gold, predicted) and _unit(gold, predicted) and ends


def _title_or_number(gold: Reading, predicted: Reading) -> bool:
    wanted = {plain(one) for field in ("title", "number") for one in accepted(gold, field) if one}
    return not wanted or any(plain(predicted.get(x)) in wanted for x in ("title", "number") if predicted.get(x))


def fact_agrees(gold: Reading, predicted: Reading) -> bool:
    """Role, direction, modality, period and indicator agree; other kinds are facts by their value alone."""
    return gold["kind"] not in NUMERIC_KINDS or all(FIELDS[name](gold, predicted) for name in FACT_FIELDS)


def compared(gold: Reading) -> list[str]:
    """The fields in which a prediction matched with this gold fact is compared."""
    numeric = gold["kind"] in NUMERIC_KINDS
    return [name for name in FIELDS if gold.get(name) not in (None, "") or (numeric and name in ALWAYS)]
