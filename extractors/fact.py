"""One extracted fact: every field of the fact model, frozen, with its JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct


class Fact(Struct, frozen=True, gc=False):
    """A mention bound to its meaning. Field meanings: docs/fact-model.md; None means the document does not say.

    ``anchors`` maps a field that was inferred (``period``, ``region``, ``institution``, ``indicator`` …) to what it
    was inferred from. ``part_of`` is the ``fact_id`` of the total. ``cell`` is set for a figure of a table,
    ``boxes`` for a fact of a PDF: a ``{page, x0, top, x1, bottom}`` a line, in points from the page's top left corner.

    A struct of msgspec, because a frozen dataclass of this many fields takes ten times as long to make.
    """

    fact_id: str
    kind: str
    text: str
    start: int
    end: int
    sentence: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: str | None = None
    unit: str | None = None
    unit_code: str | None = None
    role: str | None = None
    direction: str | None = None
    comparison: str | None = None
    base_period: str | None = None
    modality: str | None = None
    force: str | None = None
    indicator: str | None = None
    action: str | None = None
    institution: str | None = None
    region: str | None = None
    region_code: str | None = None
    period: str | None = None
    date: str | None = None
    canonical: str | None = None
    institution_type: str | None = None
    title: str | None = None
    number: str | None = None
    part_of: str | None = None
    cell: Mapping[str, object] | None = None
    anchors: Mapping[str, str] | None = None
    confidence: float = 0.0
    rule: str = ""
    boxes: Sequence[Mapping[str, object]] | None = None

    def as_dict(self) -> dict[str, object]:
        """The JSON object of interface.md: None omitted, decimals as JSON numbers where a float holds them exactly."""
        out: dict[str, object] = {}
        for name in FIELDS:
            item = getattr(self, name)
            if item is None:
                continue
            out[name] = json_number(item) if isinstance(item, Decimal) else item
        return out


FIELDS: tuple[str, ...] = Fact.__struct_fields__
READING: tuple[str, ...] = FIELDS[FIELDS.index("value") : FIELDS.index("part_of") + 1]
"""The fields that say what the words of a fact mean."""


def json_number(number: Decimal) -> int | float | str:
    """A JSON number that reads back as the same decimal, else the decimal as a string.

    >>> json_number(Decimal("41.9")), json_number(Decimal("47000"))
    (41.9, 47000)
    """
    text = str(number)
    if len(text) <= _SAFE and "E" not in text and text[-1].isdigit():  # nearly all: five times as fast as decimals
        if "." not in text:
            return int(text)
        short = float(text)
        return int(short) if short.is_integer() else short
    if number == number.to_integral_value() and abs(number) < 2**53:
        return int(number)
    approx = float(number)
    return approx if Decimal(repr(approx)) == number else format(number, "f")


_SAFE = 15  # characters: a double gives back every decimal of up to 15 digits
