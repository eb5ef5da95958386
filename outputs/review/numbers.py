"""Figures as people read them, in the notation of the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

SIGNS = {"more_than": ">", "at_least": "≥", "less_than": "<", "at_most": "≤", "approximately": "≈", "nearly": "≲"}
_BIG = frozenset(("count", "money", "measure", "number"))


def grouped(value: object) -> str:
    """A number with its thousands apart: 1,234,567.8."""
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(value: object, kind: str, language: str) -> str:
    """Large counts and amounts in 万 and 亿, or in thousands, millions and billions; other figures as they are."""
    if value is None:
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if kind not in _BIG or abs(number) < 10_000:
        return grouped(value)
    steps: tuple[tuple[Decimal, str], ...] = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
    if language == "en":
        steps = ((Decimal(10) ** 9, " bn"), (Decimal(10) ** 6, " m"), (Decimal(10) ** 3, " k"))
    for size, word in steps:
        if abs(number) >= size:
            return grouped((number / size).quantize(Decimal("0.0001"))) + word
    return grouped(value)


def figure(fact: Mapping[str, Any], language: str) -> str:
    """The value of a fact with the sign of its bound and its unit: ``>110万 元``; a date, name or title as it is."""
    for name in ("date", "canonical", "title", "number"):
        if fact.get(name) and fact.get("kind") in ("date", "institution", "document"):
            return str(fact[name])
    kind, unit = str(fact.get("kind")), str(fact.get("unit") or "")
    if fact.get("value") is not None:
        shown = SIGNS.get(str(fact.get("bound")), "") + short(fact["value"], kind, language)
    elif fact.get("low") is None and fact.get("high") is None:
        return ""
    else:
        low, high = (short(fact.get(name), kind, language) or "…" for name in ("low", "high"))
        shown = f"{low}–{high}"
    return f"{shown} {unit}".strip() if unit not in ("%", "‰") else shown + unit
