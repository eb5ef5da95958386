"""What selected words say when they are read by themselves: the first draft of a fact that extraction missed.

The rules are those of the extractors, so that a fact added by hand is written as the machine would write it. What the
words do not say - whose figure it is, of which time and place - is taken from the nearest fact of the same sentence,
or left empty; the reviewer sees the draft before it is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from corpora.document import Document
from corpora.outline import outline_of
from extractors import dates, institutions, mentions, resolution, timeline
from extractors.assembly.words import Words
from extractors.fact import json_number
from extractors.mention import NUMERIC_KINDS, Mention, Name, Quantity, Reference, TimeValue
from extractors.numerals import run_pattern
from outputs.decision_fields import unit_codes
from outputs.review.search import as_fact
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

_NUMERAL = re.compile(run_pattern())
_NEUTRAL = "个"
"""A measure word that every numeral can have: with it a figure is read whose own unit is in no table."""
_SHARED = ("period", "institution", "region", "region_code")
_SQL = f"SELECT * FROM revision WHERE document_id = :d AND {valid(LAST_RUN)}"


def draft(kb: KnowledgeBase, document_id: str, start: int, end: int) -> dict[str, Any] | None:
    """The fields of a fact at ``[start, end)`` of the current text, ``kind`` among them; None where no text is there."""
    rows = kb.rows(_SQL, d=document_id)
    if not rows or not 0 <= start < end <= len(rows[0]["text"]):
        return None
    found = rows[0]
    words = str(found["text"])[start:end]
    fields = _value(words, start, found) or _figure(words) or _name(kb, words, found) or {"kind": "count"}
    if fields["kind"] in NUMERIC_KINDS:
        fields = _around(kb, document_id, str(found["text"]), start) | fields
    return fields


def _value(words: str, start: int, found: Mapping[str, Any]) -> dict[str, Any]:
    """The reading of words that are one value: a quantity, a date, a title or a number of a document."""
    read = [one for one in mentions.values(Document(source="", text=words))[0] if one.end - one.start == len(words)]
    return _fields(read[0], start, found) if read else {}


def _fields(one: Mention, start: int, found: Mapping[str, Any]) -> dict[str, Any]:
    payload = one.payload
    if isinstance(payload, TimeValue):
        return {"kind": "date", "date": _resolved(one, start, found)}
    if isinstance(payload, Reference):
        return {"kind": "document", "title": payload.title, "number": payload.number}
    assert isinstance(payload, Quantity)
    return {"kind": one.kind, "role": "level", "modality": "actual", **_quantity(payload)}


def _quantity(payload: Quantity) -> dict[str, Any]:
    numbers = {name: getattr(payload, name) for name in ("value", "low", "high")}
    said = {name: None if value is None else json_number(value) for name, value in numbers.items()}
    return {**said, "bound": payload.bound, "unit": payload.unit, "unit_code": payload.unit_code}


def _resolved(one: Mention, start: int, found: Mapping[str, Any]) -> str | None:
    """The date among the other dates of its document: 去年 and 3月 need them."""
    text = str(found["text"])
    placed = replace(one, start=start, end=start + one.end)
    others = [other for other in dates.find(text) if other.end <= placed.start or placed.end <= other.start]
    published = date.fromisoformat(found["published"]) if found["published"] else None
    solved = timeline.resolve(
        sorted([*others, placed], key=lambda mention: mention.start), text=text, published=published
    )
    payload = next(mention.payload for mention in solved if mention.start == start and mention.end == placed.end)
    return payload.edtf if isinstance(payload, TimeValue) else None


def _figure(words: str) -> dict[str, Any]:
    """The reading of a figure whose unit the tables do not hold: its value, and the unit where it is known after all."""
    match = _NUMERAL.search(words)
    if match is None:
        return {}
    whole = words[: match.end()] + _NEUTRAL
    read = [one for one in mentions.values(Document(source="", text=whole))[0] if isinstance(one.payload, Quantity)]
    if len(read) != 1:
        return {}
    quantity = _quantity(read[0].quantity)
    rest = words[match.end() :].strip()
    unit = rest if rest in unit_codes() else None
    kind = "count" if rest else "number"
    return {"kind": kind, "role": "level", "modality": "actual", **quantity, "unit": unit, "unit_code": None}


def _name(kb: KnowledgeBase, words: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """The reading of a name: one that the knowledge base knows, else one that ends like an organisation's."""
    sql = """SELECT i.canonical, i.institution_type FROM institution i LEFT JOIN institution_alias a
    ON a.institution_id = i.institution_id WHERE i.canonical = :w OR a.alias = :w ORDER BY i.canonical LIMIT 2"""
    known = kb.rows(sql, w=words)
    if len(known) == 1:
        return {"kind": "institution", **known[0]}
    read = [one for one in institutions.find(words, Words([0], [words], ["n"])) if one.end - one.start == len(words)]
    if not read:
        return {}
    given = {name: found[name] for name in ("publisher", "region", "region_code", "url")}
    payload = resolution.resolve(read, text=words, **given)[0].payload
    assert isinstance(payload, Name)
    return {"kind": "institution", "canonical": payload.canonical, "institution_type": payload.institution_type}


def _around(kb: KnowledgeBase, document_id: str, text: str, start: int) -> dict[str, Any]:
    """What the nearest figure of the same sentence says of time, place and actor; else what all of the document say."""
    sql = f"SELECT * FROM fact WHERE document_id = :d AND {valid(LAST_RUN)} AND review_status <> 'rejected'"
    facts = [one for one in map(as_fact, kb.rows(sql, d=document_id)) if one["kind"] in NUMERIC_KINDS]
    sentence = outline_of(text).sentence_at(start)
    near = [one for one in facts if sentence.start <= one["start"] < sentence.end]
    if near:
        nearest = min(near, key=lambda one: (abs(int(one["start"]) - start), one["start"]))
        return {name: nearest.get(name) for name in _SHARED}
    common: dict[str, Any] = {}
    for name in _SHARED:
        said = {one.get(name) for one in facts}
        if len(said) == 1:
            common[name] = said.pop()
    return common
