"""The amount that the readers of this package fill in, from figures to a mention."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from extractors.numerals import Numeral
from extractors.units import Unit

#: 再过半个小时, 经过半年: 半 is a figure here, in 过半 none.
HALF_PASSES = ("再过", "经过", "度过", "超过")


class Amount(Struct, gc=False):
    """A number on its way to a mention. ``start`` to ``end`` is the span so far, ``run_start`` to ``run_end`` the figures.

    ``before`` and ``after`` are the bounds of the qualifiers on either side, ``more`` tells 余 and 多.
    """

    start: int
    end: int
    run_start: int
    run_end: int
    numeral: Numeral
    value: Decimal | None
    low: Decimal
    high: Decimal
    unit: Unit | None = None
    per: str = ""
    before: str = ""
    after: str = ""
    more: bool = False
    rule: str = "quantity"
    parts: Sequence[Amount] = ()
    is_range: bool = False
    lone: bool = True

    @property
    def qualified(self) -> bool:
        """Whether any qualifier touches the number."""
        return bool(self.before or self.after or self.more)
