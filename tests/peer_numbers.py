"""How a case of another tool's suites of numbers, shares, money, measures and lengths compares with our reading."""

from __future__ import annotations

import contextlib
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from extractors import ledger, numerals
from extractors.mention import Mention
from extractors.quantities import find, spaced
from tests.peers import seconds

#: Kinds that a type of the suites may be; the others are numbers, of which most are no facts for want of a unit.
KINDS = {
    "age": {"measure", "duration"},
    "currency": {"money"},
    "dimension": {"measure"},
    "distance": {"measure"},
    "duration": {"duration"},
    "money": {"money", "count"},
    "percentage": {"percentage"},
    "quantity": {"measure"},
    "temperature": {"measure"},
    "volume": {"measure"},
}
#: Units of the suites by our codes, where they convert: how many of ours one of theirs is.
_CONVERT = {("g", "kg"): 1000, ("g", "mg"): Decimal("0.001"), ("g", "{斤}"): 500, ("g", "{两}"): 50, ("g", "t"): 1000000,
            ("cent", "CNY"): 100}  # fmt: skip
_PLACES = Decimal("0.000001")
#: Lengths of months and years in seconds are mean ones.
_MONTHS = Decimal("0.002")


def verdict(case: dict[str, Any]) -> str:
    """How our reading compares: ``same`` span, kind and value; ``figure``: the number is read, and as a bare figure or
    the number of a thing it is no fact; ``converted``: the same size in the unit that the text has; else ``other``.
    """
    mentions, _ = find(case["text"])
    if case["negative"] or not case["expected"]:
        kinds = next((kinds for name, kinds in KINDS.items() if name in case["family"]), None)
        return "other" if any(kinds is None or mention.kind in kinds for mention in mentions) else "same"
    verdicts = [_verdict(case["text"], case["mode"], expected, mentions) for expected in case["expected"]]
    return max(verdicts, key=["same", "figure", "converted", "other"].index)


def _verdict(text: str, mode: str, expected: dict[str, Any], mentions: list[Mention]) -> str:
    start, end = expected["start"], expected["end"]
    near = [mention for mention in mentions if mention.start < end and mention.end > start]
    kinds = KINDS.get(expected["type"])
    wanted = _wanted(expected)
    for mention in near:
        if kinds is not None and mention.kind not in kinds:
            continue
        if not _same_span(text, mention, start, end, loose=mode == "transform" or kinds is None):
            continue
        within = _MONTHS if mention.kind == "duration" else _PLACES
        if not wanted or any(_equal(ours, wanted, within) for ours in _values(mention)):
            return "same"
        if _converts(mention, expected, wanted):
            return "converted"
    figures = _figures(text, start, end)
    if mode == "whole" and (whole := numerals.parse(text[start:end])) is not None:
        figures.append(whole)
    if kinds is None and all(any(_equal([value], [one]) for value in figures) for one in wanted):
        return "other" if len(wanted) > 1 and near else "figure"
    return "other"


def _same_span(text: str, mention: Mention, start: int, end: int, *, loose: bool) -> bool:
    """Whether the spans are one but for blanks and what by rule is in or outside of ours; ``loose``: ours holds theirs.

    Inside are the currency and the qualifiers; outside 从 and the 大 of an age.
    """
    if loose:
        return mention.start <= start and mention.end >= end
    ours, theirs = text[mention.start : mention.end].strip(), text[start:end].strip()
    return ours.endswith(theirs) or ours.startswith(theirs) or theirs in (f"从{ours}", f"{ours}大")


def _wanted(expected: dict[str, Any]) -> list[Decimal]:
    """The numbers the suite has: one, or the ends of a range."""
    written = expected.get("values") or expected.get("value")
    if expected["type"] == "duration":
        return [Decimal(expected["seconds"])] if "seconds" in expected else []
    if isinstance(written, str):
        written = re.findall(r"-?\d+(?:\.\d+)?(?:/\d+)?", written)
    found = []
    for number in written or ():
        fraction = Fraction(str(number))
        found.append(Decimal(fraction.numerator) / Decimal(fraction.denominator))
    return found


def _values(mention: Mention) -> list[list[Decimal]]:
    """What the mention may be said to be: its value, the ends of its interval, its length in seconds."""
    quantity = mention.quantity
    if mention.kind == "duration":
        return [[seconds(quantity.unit_code or "")], *([[quantity.value]] if quantity.value is not None else [])]
    ends = [end for end in (quantity.low, quantity.high) if end is not None]
    return [[quantity.value]] if quantity.value is not None else [ends, ends[:1]]


def _equal(ours: list[Decimal], theirs: list[Decimal], within: Decimal = _PLACES) -> bool:
    return len(ours) == len(theirs) and all(
        abs(one - other) <= max(_PLACES, abs(other) * within) for one, other in zip(ours, theirs, strict=True)
    )


def _converts(mention: Mention, expected: dict[str, Any], wanted: list[Decimal]) -> bool:
    factor = _CONVERT.get((expected.get("unit", ""), mention.quantity.unit_code or ""))
    return factor is not None and any(_equal([one * factor for one in ours], wanted) for ours in _values(mention))


def _figures(text: str, start: int, end: int) -> list[Decimal]:
    """The numbers read inside the span, without regard to whether they are facts; with their sign."""
    closed = spaced.closed_up(text)
    if closed is not None:
        ((start, end),) = spaced.forward([(start, end)], closed[1])
        text = closed[0]
    folded = numerals.fold(text)
    found = []
    for first, last in ledger.numerals(text):
        if first < end and last > start:
            value = numerals.parse(folded[first:last])
            if value is not None:
                signed = folded[first - 1 : first] in ("负", "-") and first > start
                found.append(-value if signed else value)
    with contextlib.suppress(InvalidOperation):
        found.append(Decimal(folded[start:end]))
    return found
