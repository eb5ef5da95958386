"""Every case of the quantity tables: what a person reads in the text."""

from __future__ import annotations

import pytest

from extractors import ledger
from extractors.quantities import find
from tests.cases import decimal, interval, rows, unmark, writings

FAMILIES = ("counts", "percentages", "money", "measures", "durations", "ratios")
ONE = [
    pytest.param(row, marked, id=marked)
    for family in FAMILIES
    for row in rows(family)
    for marked in writings(row["writings"])
]
LISTS = [pytest.param(row, id=row["text"]) for row in rows("lists")]
NOTHING = [pytest.param(row["reason"], text, id=text) for row in rows("no_quantity") for text in writings(row["texts"])]


@pytest.mark.parametrize(("row", "marked"), ONE)
def test_one_value(row: dict[str, str], marked: str) -> None:
    text, spans = unmark(marked)
    mentions, _ = find(text)
    assert [(m.start, m.end) for m in mentions] == spans, [text[m.start : m.end] for m in mentions]
    quantity = mentions[0].quantity
    assert mentions[0].kind == row["kind"]
    assert quantity.bound == row["bound"]
    assert quantity.value == decimal(row["value"])
    assert (quantity.low, quantity.high) == interval(row["interval"])
    assert (quantity.unit or "") == row["unit"]
    assert (quantity.unit_code or "") == row["code"]


@pytest.mark.parametrize("row", LISTS)
def test_several_values(row: dict[str, str]) -> None:
    text, spans = unmark(row["text"])
    mentions, _ = find(text)
    assert [(m.start, m.end) for m in mentions] == spans, [text[m.start : m.end] for m in mentions]
    kinds = row["kinds"].split()
    assert [m.kind for m in mentions] == (kinds if len(kinds) > 1 else kinds * len(spans))
    assert [m.quantity.value for m in mentions] == [decimal(value) for value in row["values"].split()]
    assert [m.quantity.unit or "-" for m in mentions] == row["units"].split()


@pytest.mark.parametrize(("reason", "text"), NOTHING)
def test_nothing(reason: str, text: str) -> None:
    mentions, rejections = find(text)
    assert [text[m.start : m.end] for m in mentions] == []
    entries = ledger.account(text, [], rejections)
    assert entries and {entry.status for entry in entries} == {"rejected"}
    assert reason in {entry.reason for entry in entries}


def test_there_are_enough_cases() -> None:
    assert len(ONE) + len(LISTS) >= 400
    assert len(NOTHING) >= 200
