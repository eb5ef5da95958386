"""Typed values in the text: where they stand (a span) and what they are (a pure function of the words)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

NUMERIC_KINDS = frozenset({"count", "percentage", "money", "measure", "duration", "ratio", "rank", "number"})
KINDS = NUMERIC_KINDS | {"date", "institution", "document"}
BOUNDS = frozenset({"exact", "approximately", "more_than", "at_least", "nearly", "less_than", "at_most", "range"})


class Quantity(Struct, frozen=True, gc=False):
    """The value of a numeric mention (fact-model section 4): decimals in ``unit_code``, multipliers applied."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: str = "exact"
    unit: str | None = None
    unit_code: str | None = None


class TimeValue(Struct, frozen=True, gc=False):
    """A calendar expression. ``edtf`` is None until resolved (or where the text supports no resolution).

    ``template`` is the machine-readable unresolved reading that :mod:`extractors.timeline` turns into EDTF, such as
    ``year=-1`` for 去年. ``anchors`` say what an inferred part was inferred from (``published``, ``title``,
    ``date@120`` for the mention at offset 120, …).
    """

    edtf: str | None
    template: str = ""
    anchors: tuple[str, ...] = ()


class Name(Struct, frozen=True, gc=False):
    """An organisation: official name (equal to the text where nothing is known), type, region, parent.

    ``part`` is its part in the document as a whole: ``issuer`` | ``co_issuer`` | ``addressee`` | ``copied``, None where
    it is only named.
    """

    canonical: str
    institution_type: str = "other"
    region_code: str | None = None
    level: str | None = None
    parent: str | None = None
    anchors: tuple[str, ...] = ()
    part: str | None = None


class Reference(Struct, frozen=True, gc=False):
    """A document named in the text, by its title (content of 《》) or by its number in official form."""

    title: str | None = None
    number: str | None = None


Payload = Quantity | TimeValue | Name | Reference


class Mention(Struct, frozen=True, gc=False):
    """A typed value at ``text[start:end]``. ``rule`` is the stable name of the rule that found it.

    ``confidence`` is the rule's own estimate, 0 to 1, that kind, span and value are right.
    """

    kind: str
    start: int
    end: int
    payload: Payload
    rule: str
    confidence: float = 0.9

    @property
    def quantity(self) -> Quantity:
        """The payload of a numeric mention; TypeError for another kind."""
        if not isinstance(self.payload, Quantity):
            raise TypeError(f"{self.kind} at {self.start} has no quantity")
        return self.payload


class Rejection(Struct, frozen=True, gc=False):
    """A numeral that became no fact, with a reason of :data:`extractors.ledger.REASONS`."""

    start: int
    end: int
    reason: str
