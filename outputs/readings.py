"""Stored facts as JSON objects of the fact model and back: what reviews, diffs and decisions speak of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors.fact import FIELDS, Fact
from outputs.rows import FACT_COLUMNS, PLACE, number

NUMBERS = ("value", "low", "high")
CONTENT = tuple(
    name
    for name in FIELDS
    if name not in ("fact_id", *PLACE, "sentence", "confidence", "rule", "anchors", "cell", "part_of")
)
"""The fields that a reviewer judges: where a fact stands, how sure it is and what made it are not among them."""

JSON = ("cell", "anchors", "boxes")
"""Fields that a column holds as JSON."""
_PLACES = [(name, FACT_COLUMNS.index(name)) for name in FIELDS]
_EXACT = FACT_COLUMNS.index("exact")


def fact_object(row: Sequence[Any]) -> dict[str, Any]:
    """A row of ``fact`` as the JSON object of the fact model, what is empty left out."""
    found = {name: row[place] for name, place in _PLACES if row[place] is not None}
    for name in NUMBERS:
        if isinstance(found.get(name), Decimal):
            found[name] = number(found[name])
    for name in JSON:
        if isinstance(found.get(name), str):
            found[name] = json.loads(found[name])
    if row[_EXACT]:
        found.update(json.loads(row[_EXACT]))
    return found


def content(found: Mapping[str, Any]) -> dict[str, Any]:
    """What a reviewer judges of a fact, what is empty left out."""
    return {name: found[name] for name in CONTENT if found.get(name) is not None}


def fact_of(found: Mapping[str, Any]) -> Fact:
    """The fact of a JSON object."""
    given: dict[str, Any] = {name: found[name] for name in FIELDS if found.get(name) is not None}
    for name in NUMBERS:
        if name in given:
            given[name] = Decimal(str(given[name]))
    return Fact(**given)


def place_in_sentence(text: str, fact: Mapping[str, Any]) -> int:
    """Where the words of a fact stand in its sentence, given the text of its document; among equal words the right ones."""
    sentence, words, start = str(fact["sentence"]), str(fact["text"]), int(fact["start"])
    if sentence.count(words) > 1:
        low = text.rfind(sentence, 0, start + len(sentence))
        if 0 <= low <= start and text[start : start + len(words)] == words:
            return start - low
    return max(0, sentence.find(words))
