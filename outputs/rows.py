"""From a Document and its Facts to the tuples that the tables hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from typing import Any
from unicodedata import normalize

from msgspec.json import Encoder
from msgspec.structs import astuple

from corpora.document import Document
from extractors.fact import Fact, json_number
from extractors.identity import canonical_url
from outputs.hashes import content_hash
from outputs.periods import edtf_bounds
from outputs.structure import as_text as structure_of

Row = tuple[object, ...]
Ledger = tuple[int, str]

# fmt: off
FACT_COLUMNS = (
    "row_id", "fact_id", "document_id", "valid_from_run", "valid_to_run", "kind", "review_status",
    "institution_id", "indicator_id", "region_code", "period_start", "period_end",
    "value", "low", "high", "bound", "unit", "unit_code", "role", "direction", "comparison", "base_period", "modality",
    "force", "indicator", "action", "institution", "region", "period", "date", "date_start", "date_end", "canonical",
    "institution_type", "title", "number", "part_of", "confidence", "rule", "start", "end", "text", "sentence",
    "exact", "cell", "anchors", "machine", "boxes",
)
# fmt: on
"""The columns of ``fact`` in their stored order, as :mod:`outputs.schema` has them; here, because workers load no database."""
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


class _Known(dict[Any, Any]):
    """What a function made of values seen before: a look-up in C at half the price of ``lru_cache``."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __missing__(self, key: Any) -> Any:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[key] = self._make(key)
        return made


_REMEMBERED = 16_384


def _hashed(name: str) -> str:
    return blake2b(name.encode(), digest_size=8).hexdigest()


short_id: Callable[[Any], Any] = _Known(lambda name: _hashed(name) if name else None).__getitem__
"""A stable 16-digit id of a name; None for none."""


@lru_cache(maxsize=8192)
def indicator_key(indicator: str) -> str:
    """The name under which an indicator is one: compatibility forms united, blanks and quotation marks left out."""
    return normalize("NFKC", indicator).translate(_NOISE)


indicator_id: Callable[[Any], Any] = _Known(lambda name: _hashed(indicator_key(name)) if name else None).__getitem__
"""The id of the indicator of that name; None for none."""


_NOISE = {ord(char): None for char in " \t\u3000“”\"'‘’「」『』"}


number: Callable[[Decimal | None], int | float | str | None] = _Known(
    lambda value: None if value is None else json_number(value)
).__getitem__
"""A decimal as the databases take it: what :func:`json_number` gives, in one canonical form; None for none."""


_json = Encoder(enc_hook=str)


def as_json(value: object) -> str | None:
    """Compact JSON with Chinese kept; None for what is empty."""
    return _json.encode(value).decode() if value else None


_period = _Known(edtf_bounds).__getitem__

Columns = list[Sequence[Any] | None]
"""The columns of a table in their order, None for one that is empty in all rows."""


def fact_columns(facts: Sequence[Fact], documents: Sequence[str], run_id: int, row_ids: Sequence[int]) -> Columns:
    """The columns of ``fact`` for these facts of these documents. Column by column, because each step is then one loop in
    C: a row made by itself takes three times as long.
    """
    if not facts:
        return [()] * len(FACT_COLUMNS)
    # fmt: off
    (
        fact_id, kind, words, start, end, sentence, value, low, high, bound, unit, unit_code, role, direction,
        comparison, base_period, modality, force, indicator, action, institution, region, region_code, period, day,
        canonical, type_, title, number_, part_of, cell, why, confidence, rule, boxes,
    ) = zip(*map(astuple, facts), strict=True)
    # fmt: on
    main = list(map(number, value))
    least = [known if one is same else number(one) for one, same, known in zip(low, value, main, strict=True)]
    most = [known if one is same else number(one) for one, same, known in zip(high, value, main, strict=True)]
    exact = (
        list(map(_exact, main, least, most)) if str in {*map(type, main), *map(type, least), *map(type, most)} else None
    )
    owner = [
        name if of == "institution" else other for of, name, other in zip(kind, canonical, institution, strict=True)
    ]
    since, until = zip(*map(_period, period), strict=True)
    first, last = zip(*map(_period, day), strict=True) if any(day) else (None, None)
    many = len(facts)
    # fmt: off
    return [
        row_ids, fact_id, documents, [run_id] * many, None, kind, ["unreviewed"] * many,
        list(map(short_id, owner)), list(map(indicator_id, indicator)), region_code, since, until,
        main, least, most, bound, unit, unit_code, role, direction, comparison, base_period, modality, force,
        indicator, action, institution, region, period, day, first, last, canonical, type_, title, number_, part_of,
        confidence, rule, start, end, words, sentence, exact, _texts(cell), _texts(why), None, _texts(boxes),
    ]
    # fmt: on


def _texts(column: Sequence[Any]) -> list[str | None] | None:
    """JSON of what is there; None where nothing is."""
    if not any(column):
        return None
    return [_json.encode(one if one.__class__ is dict else _plain(one)).decode() if one else None for one in column]


def _plain(one: Mapping[str, object] | Sequence[object]) -> object:
    return dict(one) if isinstance(one, Mapping) else list(one)


def fact_rows(facts: Sequence[Fact], document_id: str, run_id: int, first: int = 0) -> list[Row]:
    """Rows of ``fact`` in the order of its columns, numbered from ``first``."""
    many = len(facts)
    columns = fact_columns(facts, [document_id] * many, run_id, range(first, first + many))
    return list(zip(*([None] * many if column is None else column for column in columns), strict=True))


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


def revision_content(document: Document) -> Row:
    """A row of ``revision`` in the order of its columns from ``sha256`` on: what does not depend on the run."""
    published = document.published.isoformat() if document.published else None
    encoding = document.encoding
    dropped = as_json([{"reason": part.reason, "text": part.text} for part in document.dropped])
    named = (document.title, document.publisher, published, document.doc_number, document.region, document.region_code)
    made = (document.format, encoding.declared, encoding.detected, encoding.used)
    notes = (as_json(dict(document.origins)), as_json(list(document.warnings)))
    where = (document.sha256, document.source, document.url)
    structure = structure_of(document)
    content = content_hash((where, named, made, notes, document.text, dropped, *((structure,) if structure else ())))
    return (*where, *named, *made, *notes, content, document.text, dropped, structure)


def ledger_of(entries: Iterable[Mapping[str, object]]) -> Ledger:
    """:func:`ledger_json` of the objects of the public interface."""
    return ledger_json(
        [
            (one["start"], one["end"], one["text"], one["status"], one.get("reason"), one.get("fact_id"))
            for one in entries
        ]
    )


def ledger_json(entries: list[Row]) -> Ledger:
    """How many numerals a document has, and its ledger: ``[[start, end, text, status, reason, fact_id], …]`` as JSON.

    One row a document: a row a numeral took a third of a load's time and nobody reads them but document by document.
    """
    entries.sort(key=_numeral_order)
    return len(entries), _json.encode(entries).decode()


_numeral_order: itemgetter[Any] = itemgetter(0, 1, 3)


def storable(text: str) -> bool:
    """Whether both databases take the text: no lone surrogate, no NUL."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
