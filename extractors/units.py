"""Units and measure words: the longest one at a place in the text, its class, and its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.lexicon_io import load


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of ``lexicon/units.tsv``: ``name`` is what a fact shows as its unit, ``factor`` how many of ``code`` one is."""

    word: str
    name: str
    kind: str
    code: str
    group: str
    factor: Decimal
    article: bool
    noun: bool
    person: bool
    context: bool
    figures_only: bool
    ordinal: bool
    guard: str
    hard: bool


_YUAN = frozenset(("圆", "块", "块钱", "元钱", "元整", "圆整", "元正", "人民币"))
_MONEY_NAMES = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "TWD": "新台币", "GBP": "英镑"}


def _unit(row: dict[str, str]) -> Unit:
    word, kind, flags = row["word"], row["kind"], row["flags"]
    name = word
    if kind == "money" and (row["factor"] or "s" in flags or word in _YUAN):
        name = _MONEY_NAMES[row["code"]]
    return Unit(
        word=word,
        name=name,
        kind=kind,
        code=row["code"] or f"{{{word}}}",
        group=row["class"],
        factor=Decimal(row["factor"] or 1),
        article="a" in flags,
        noun="n" in flags,
        person="p" in flags,
        context="x" in flags,
        figures_only="d" in flags,
        ordinal="c" in flags,
        guard=row["unless"],
        hard="h" in flags,
    )


@cache
def _pattern(guard: str) -> re.Pattern[str]:
    """A guard as a pattern, compiled when its unit is first met: all of them take a tenth of a second."""
    return re.compile(guard)


_ROWS = load("units")
UNITS: dict[str, Unit] = {row["word"]: _unit(row) for row in _ROWS if "s" not in row["flags"]}
SIGNS: dict[str, Unit] = {row["word"]: _unit(row) for row in _ROWS if "s" in row["flags"]}


def _lengths() -> dict[str, tuple[int, ...]]:
    """The lengths of the units of two and more characters, by the first two."""
    found: dict[str, set[int]] = {}
    for word in UNITS:
        if len(word) > 1:
            found.setdefault(word[:2], set()).add(len(word))
    return {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in found.items()}


_LENGTHS = _lengths()
FIRST = frozenset(word[0] for word in UNITS)


def unit_at(text: str, at: int, *, figures: bool = False) -> Unit | None:
    """The longest unit that stands at ``at``, None where there is none or a longer word goes on (三点式, 8国道).

    After ``figures`` (3, 三百) only some units can be the beginning of another word: 3点源 is no point, but 285所学校 are.
    """
    first = text[at : at + 1]
    if first not in FIRST:
        return None
    for length in _LENGTHS.get(text[at : at + 2], ()):
        unit = UNITS.get(text[at : at + length])
        if unit is not None and _stands(text, at, unit, figures):
            return unit
    unit = UNITS.get(first)
    return unit if unit is not None and _stands(text, at, unit, figures) else None


def _stands(text: str, at: int, unit: Unit, figures: bool) -> bool:
    """Whether no longer word than ``unit`` begins at ``at``."""
    word = unit.word
    end = at + len(word)
    if unit.guard and (unit.hard or not figures) and _pattern(unit.guard).match(text, end):
        return False
    if word[-1] == "次" and len(word) > 1 and text.startswith("之", end):
        return False  # 1512例次之: comes second
    if word[-1].isascii() and word[-1].isalpha():
        follower = text[end : end + 1]
        if follower == "-":
            return text[end + 1 : end + 2].isdigit()  # 5000mg/L-10000mg/L
        return not (follower.isascii() and follower.isalnum())
    return True


_DURATION = re.compile(r"P(?:T?)(\d+(?:\.\d+)?)([YMWDHS])")


def duration_code(value: Decimal, code: str) -> str:
    """The ISO 8601 duration of ``value`` times a unit's duration: 0.5 P1Y → P6M, 28.76 PT1S → PT28.76S.

    >>> duration_code(Decimal("1.5"), "P1Y"), duration_code(Decimal(4), "P3M")
    ('P1Y6M', 'P12M')
    """
    match = _DURATION.fullmatch(code)
    if match is None:
        return code
    letter, timed = match[2], code.startswith("PT")
    amount = value * Decimal(match[1])
    whole = int(amount)
    rest = amount - whole
    prefix = "PT" if timed else "P"
    if rest and letter == "Y" and (rest * 12) % 1 == 0:
        months = f"{int(rest * 12)}M"
        return f"P{whole}Y{months}" if whole else f"P{months}"
    if rest and timed and letter in "HM" and (rest * 60) % 1 == 0:
        lower = f"{int(rest * 60)}{'M' if letter == 'H' else 'S'}"
        return f"PT{whole}{letter}{lower}" if whole else f"PT{lower}"
    return f"{prefix}{plain(amount)}{letter}"


def plain(number: Decimal) -> str:
    """The decimal without exponent and trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy(number: Decimal) -> Decimal:
    """A quotient to six places, without trailing zeros and without exponent."""
    return Decimal(plain(number.quantize(Decimal("0.000001"))))
