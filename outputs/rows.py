"""From a Document and its Facts to the tuples that the tables hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from unicodedata import normalize

from corpora.document import Document
from extractors.fact import Fact, json_number
from extractors.identity import canonical_url
from outputs.periods import edtf_bounds
from outputs.schema import columns

Row = tuple[object, ...]
NumeralRow = tuple[int, int, str, str, str | None, str | None]

FACT_COLUMNS = columns("fact")
REVISION_COLUMNS = columns("revision")
PLACE = ("start", "end", "boxes")
"""Where a fact stands: no part of what it says."""
_OFFSETS = {FACT_COLUMNS.index(name) for name in PLACE}
_READING = [
    FACT_COLUMNS.index(name) for name in FACT_COLUMNS[FACT_COLUMNS.index("institution_id") :] if name != "machine"
]
reading = itemgetter(*(place for place in _READING if place not in _OFFSETS))
"""What a row of ``fact`` says, its place left out: equal readings are no change."""


def document_key(document: Document) -> str:
    """What a document is known by: its canonical URL, else its path as given, else its number."""
    if document.url:
        return canonical_url(document.url)
    return document.source if document.source not in ("", "-") else document.doc_number or document.sha256


@lru_cache(maxsize=65536)
def short_id(name: str) -> str:
    """A stable 16-digit id of a name."""
    return blake2b(name.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=65536)
def indicator_key(indicator: str) -> str:
    """The name under which an indicator is one: compatibility forms united, blanks and quotation marks left out."""
    return normalize("NFKC", indicator).translate(_NOISE)


_NOISE = {ord(char): None for char in " \t\u3000“”\"'‘’「」『』"}


def content_hash(parts: object) -> int:
    """A signed 64-bit hash of a tuple of plain values, the same on every machine."""
    return int.from_bytes(
        blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )


@lru_cache(maxsize=65536)
def number(value: Decimal | None) -> int | float | str | None:
    """A decimal as the databases take it: what :func:`json_number` gives, in one canonical form."""
    return None if value is None else json_number(value)


def as_json(value: object) -> str | None:
    """Compact JSON with Chinese kept; None for what is empty."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str) if value else None


def institution_of(fact: Fact) -> str | None:
    """The institution a fact is about: its own canonical name, or the one that acted."""
    return fact.canonical if fact.kind == "institution" else fact.institution


def fact_row(fact: Fact, document_id: str, run_id: int, row_id: int) -> Row:
    """A row of ``fact`` in the order of its columns."""
    value, low, high = number(fact.value), number(fact.low), number(fact.high)
    long = value.__class__ is str or low.__class__ is str or high.__class__ is str
    exact = _exact(value, low, high) if long else None
    institution = institution_of(fact)
    cell = as_json(dict(fact.cell)) if fact.cell else None
    anchors = as_json(dict(fact.anchors)) if fact.anchors else None
    unit, unit_code, title = fact.unit, fact.unit_code, fact.title
    words = (
        fact.bound,
        unit,
        unit_code,
        fact.role,
        fact.direction,
        fact.comparison,
        fact.base_period,
        fact.modality,
        fact.force,
    )
    meaning = (fact.indicator, fact.action, fact.institution, fact.region, fact.period)
    names = (fact.canonical, fact.institution_type, title, fact.number, fact.part_of)
    return (
        row_id,
        fact.fact_id,
        document_id,
        run_id,
        None,
        fact.kind,
        "unreviewed",
        short_id(institution) if institution else None,
        short_id(indicator_key(fact.indicator)) if fact.indicator else None,
        fact.region_code,
        *edtf_bounds(fact.period),
        value,
        low,
        high,
        *words,
        *meaning,
        fact.date,
        *edtf_bounds(fact.date),
        *names,
        fact.confidence,
        fact.rule,
        fact.start,
        fact.end,
        fact.text,
        fact.sentence,
        exact,
        cell,
        anchors,
        None,
        as_json(list(fact.boxes)) if fact.boxes else None,
    )


def as_read(row: Row) -> Row:
    """The row as gongbao read it: decimals in one form, without a reviewer's correction (its reading is kept)."""
    row = tuple(number(item) if isinstance(item, Decimal) else item for item in row)
    kept: dict[str, object] = {}
    for place in (_EXACT, _MACHINE):
        if row[place] is not None:
            kept.update(json.loads(str(row[place])))
    return tuple(kept.get(name, item) for name, item in zip(FACT_COLUMNS, row, strict=True)) if kept else row


def plain(row: Row) -> Row:
    """The row as it stands, decimals in one form."""
    row = tuple(number(item) if isinstance(item, Decimal) else item for item in row)
    if row[_EXACT] is None:
        return row
    kept = json.loads(str(row[_EXACT]))
    return tuple(kept.get(name, item) for name, item in zip(FACT_COLUMNS, row, strict=True))


def machine_row(row: Row) -> Row:
    """The row as the machine read it, before anybody judged it."""
    row = as_read(row)
    return (*row[:_STATUS], "unreviewed", *row[_STATUS + 1 : _MACHINE], None, *row[_MACHINE + 1 :])


_STATUS = FACT_COLUMNS.index("review_status")
_EXACT, _MACHINE = map(FACT_COLUMNS.index, ("exact", "machine"))


def _exact(*numbers: int | float | str | None) -> str | None:
    """The decimals that a double does not give back, by column."""
    long = {name: item for name, item in zip(("value", "low", "high"), numbers, strict=True) if isinstance(item, str)}
    return as_json(long)


def revision_row(document: Document, document_id: str, run_id: int, revision_id: int, revision_no: int) -> Row:
    """A row of ``revision`` in the order of its columns."""
    published = document.published.isoformat() if document.published else None
    encoding = document.encoding
    dropped = as_json([{"reason": part.reason, "text": part.text} for part in document.dropped])
    named = (document.title, document.publisher, published, document.doc_number, document.region, document.region_code)
    made = (document.format, encoding.declared, encoding.detected, encoding.used)
    notes = (as_json(dict(document.origins)), as_json(list(document.warnings)))
    where = (document.sha256, document.source, document.url)
    content = content_hash((where, named, made, notes, document.text, dropped))
    lead = (revision_id, document_id, revision_no, run_id, None)
    return (*lead, *where, *named, *made, *notes, content, document.text, dropped)


def numeral_rows(entries: Iterable[Mapping[str, object]]) -> list[NumeralRow]:
    """Numerals of a document as ``(start, end, text, status, reason, fact_id)``, in text order."""
    rows = [
        (
            int(str(entry["start"])),
            int(str(entry["end"])),
            str(entry["text"]),
            str(entry["status"]),
            _word(entry.get("reason")),
            _word(entry.get("fact_id")),
        )
        for entry in entries
    ]
    return sorted(rows, key=lambda row: (row[0], row[1], row[3]))


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def storable(text: str) -> bool:
    """Whether both databases take the text: no lone surrogate, no NUL."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
