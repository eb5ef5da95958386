"""Sentences of notices of many kinds: every value of each with its span, kind, bound, number and unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from extractors import dates, documents, quantities, timeline
from extractors.mention import Mention, Quantity, Reference, TimeValue
from extractors.settle import settle
from extractors.units import plain
from tests.test_cases_dates import rows, unmark

LETTERS = {
    "count": "c",
    "percentage": "p",
    "money": "m",
    "measure": "u",
    "duration": "d",
    "ratio": "r",
    "rank": "k",
    "number": "n",
}
SIGNS = {
    "exact": "=",
    "approximately": "~",
    "more_than": ">",
    "at_least": ">=",
    "less_than": "<",
    "at_most": "<=",
    "nearly": "<~",
    "range": "",
}
NOTICES = [*rows("notices.tsv"), *rows("snippets.tsv")]


def values(text: str, published: str) -> list[Mention]:
    named = documents.find(text)
    titles = [(mention.start, mention.end) for mention in named]
    dated = dates.find(text, titles)
    numbers, _ = quantities.find(text, sorted(titles + [(mention.start, mention.end) for mention in dated]))
    day = date.fromisoformat(published) if published else None
    return settle([*named, *timeline.resolve(dated, text=text, published=day), *numbers])


def written(mention: Mention) -> str:
    """The value as the table writes it: m>=5000/元."""
    payload = mention.payload
    if isinstance(payload, TimeValue):
        return f"@{payload.edtf or ''}"
    if isinstance(payload, Reference):
        return f"#{payload.number or ''}"
    assert isinstance(payload, Quantity)
    if payload.value is not None:
        value = SIGNS[payload.bound] + plain(payload.value)
    elif payload.low is None and payload.high is None:
        value = "="
    else:
        value = f"{SIGNS[payload.bound]}{number(payload.low)}..{number(payload.high)}"
    return LETTERS[mention.kind] + value + (f"/{payload.unit}" if payload.unit else "")


def number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


@pytest.mark.parametrize("row", NOTICES, ids=[row[0] for row in NOTICES])
def test_every_value_of_a_sentence(row: list[str]) -> None:
    text, expected = unmark(row[0].replace("\\n", "\n").replace("\\t", "\t"))
    found = [(m.start, text[m.start : m.end], written(m)) for m in values(text, row[1] if len(row) > 1 else "")]
    assert found == expected


def test_there_are_enough_sentences() -> None:
    assert len(NOTICES) >= 900
