"""The cases of dates, their resolution and documents: what a person reads in a text, and texts that hold nothing."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest

from extractors import dates, documents, timeline
from extractors.mention import Mention, Reference, TimeValue

MARK = re.compile(r"⟦([^⟦⟧]*)⟧")


def rows(name: str) -> list[list[str]]:
    table = files("corpora").joinpath("cases", name).read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if line.strip() and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def unmark(marked: str) -> tuple[str, list[tuple[int, str, str]]]:
    """The text without marks, and per mark its start, its words and what stands after ``=``."""
    text, expected, end = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        words, _, value = match.group(1).partition("=")
        expected.append((len(text), words, value))
        text += words
        end = match.end()
    return text + marked[end:], expected


def resolved(text: str, published: str, title: int = 0) -> list[Mention]:
    taken = [(mention.start, mention.end) for mention in documents.find(text)]
    day = date.fromisoformat(published) if published else None
    return timeline.resolve(dates.find(text, taken), text=text, published=day, title_end=title)


def found(text: str, mentions: list[Mention]) -> list[tuple[int, str, str]]:
    values = []
    for mention in mentions:
        assert isinstance(mention.payload, TimeValue)
        values.append((mention.start, text[mention.start : mention.end], mention.payload.edtf or ""))
    return values


DATES = rows("dates.tsv")
CHAINS = rows("timeline.tsv")
DOCUMENTS = rows("documents.tsv")


@pytest.mark.parametrize("row", DATES, ids=[row[0] for row in DATES])
def test_dates(row: list[str]) -> None:
    text, expected = unmark(row[0])
    assert found(text, resolved(text, row[1] if len(row) > 1 else "")) == expected


@pytest.mark.parametrize("row", CHAINS, ids=[row[0] for row in CHAINS])
def test_chains(row: list[str]) -> None:
    text, expected = unmark(row[0].replace("\\n", "\n"))
    assert found(text, resolved(text, row[1], int(row[2]))) == expected


@pytest.mark.parametrize("row", DOCUMENTS, ids=[row[0] for row in DOCUMENTS])
def test_documents(row: list[str]) -> None:
    text, expected = unmark(row[0])
    seen = []
    for mention in documents.find(text):
        assert isinstance(mention.payload, Reference)
        words = text[mention.start : mention.end]
        if mention.payload.title is not None:
            assert mention.payload.title == words[1:-1]
        seen.append((mention.start, words, mention.payload.number or ""))
    assert seen == expected


def test_enough_cases_of_which_a_third_hold_nothing() -> None:
    cases = [*DATES, *CHAINS, *DOCUMENTS]
    negative = [row for row in cases if "⟦" not in row[0]]
    assert len(cases) >= 400
    assert len(negative) * 3 >= len(cases)
