"""Limits for automation: ``lost>0.5%`` fails a comparison in which more than 0.5% of the old facts were lost."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from outputs.diff import CLASSES, HIDDEN, Diff
from outputs.errors import StoreError

_LIMIT = re.compile(r"\s*([a-z]+)\s*(>=|<=|==|>|<)\s*(\d+(?:\.\d+)?)\s*(%?)\s*")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
}


class BadLimit(StoreError):
    """An expression that is no limit; the message says how one looks."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``name``: a class, or ``total`` for all changes of the classes that are shown by default."""

    name: str
    comparison: str
    amount: Decimal
    percent: bool

    def __str__(self) -> str:
        return f"{self.name}{self.comparison}{self.amount}{'%' if self.percent else ''}"

    def reached(self, diff: Diff) -> bool:
        """Whether a comparison reaches the limit. Percent are of the old facts, of the new ones where there were none."""
        counts = diff.by_class()
        found = (
            sum(amount for name, amount in counts.items() if name not in HIDDEN)
            if self.name == "total"
            else counts[self.name]
        )
        value = Decimal(found)
        if self.percent:
            value = value * 100 / Decimal(diff.old_facts or diff.new_facts or 1)
        return _COMPARE[self.comparison](value, self.amount)


def parse(expression: str) -> list[Limit]:
    """The limits of an expression, any of which fails: ``lost>0.5%, value>=10``. Raises BadLimit."""
    limits = []
    for part in re.split(r",|\bor\b", expression):
        match = _LIMIT.fullmatch(part)
        if match is None or match[1] not in (*CLASSES, "total"):
            raise BadLimit(
                f"{expression!r} is no limit: write CLASS>NUMBER or CLASS>PERCENT%, as in 'lost>0.5%'; "
                f"classes: {', '.join(CLASSES)}, total"
            )
        limits.append(Limit(match[1], match[2], Decimal(match[3]), bool(match[4])))
    return limits


def reached(diff: Diff, expression: str) -> list[str]:
    """The limits of the expression that the comparison reaches."""
    return [str(limit) for limit in parse(expression) if limit.reached(diff)]


def exit_code(diff: Diff, *, exit_on_change: bool = False, fail_if: str | None = None) -> int:
    """1 where a limit is reached, or where there is any change and that was asked for; else 0."""
    failed = bool(fail_if and reached(diff, fail_if))
    return int(failed or (exit_on_change and bool(diff.changes)))
