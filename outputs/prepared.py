"""A document as the writer of a run takes it: all that does not depend on the knowledge base is done.

It is made where the document was extracted, for many documents at once: with several workers the process that writes
gives numbers, compares what it knows already, and inserts. Loads nothing of the database, because workers make it.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from msgspec import Struct

from corpora.cycles import no_collection
from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors import credit_codes
from extractors.extraction import Extraction
from extractors.fact import Fact
from outputs import counted, fact_rows, likeness
from outputs.counted import Counts
from outputs.fact_rows import FactRows, Form
from outputs.rows import (
    FACT_COLUMNS,
    Columns,
    Ledger,
    Row,
    document_key,
    fact_columns,
    ledger_json,
    revision_content,
    storable,
)

_SHA256, _SOURCE, _PUBLISHER, _REGION, _REGION_CODE = 0, 1, 4, 7, 8
_CONTENT, _TEXT = -4, -3


class Names(Struct, frozen=True, gc=False):
    """What the facts of a document name, each name once, in the order in which they come.

    ``institutions``: (official name, type, region code, name as written) of an institution that is met, or its name
    alone where a fact only belongs to it. ``regions``: (code, name). ``units``: (unit, code, kind). ``indicators``: id
    and name. ``credit_codes``: (code, official name).
    """

    institutions: list[tuple[str | None, ...]]
    regions: list[tuple[str, str]]
    units: list[tuple[str, str, str]]
    indicators: list[tuple[str, str]]
    credit_codes: list[tuple[str, str]]


class Prepared(Struct, frozen=True, gc=False):
    """A document with its facts. ``revision``: its row from ``sha256`` on; its facts are ``rows`` of ``facts``, which it
    shares with the documents that were prepared with it.
    """

    document_id: str
    document_key: str
    revision: Row
    ledger: Ledger
    likeness: list[int]
    names: Names
    counts: Counts
    facts: FactRows
    first: int
    many: int

    @property
    def rows(self) -> range:
        """Where its facts are among :attr:`facts`."""
        return range(self.first, self.first + self.many)

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return str(self.revision[_SHA256])

    @property
    def source(self) -> str:
        """Where it came from."""
        return str(self.revision[_SOURCE])

    @property
    def text(self) -> str:
        """Its text."""
        return str(self.revision[_TEXT])

    @property
    def content(self) -> object:
        """The hash of all that its row says."""
        return self.revision[_CONTENT]

    @property
    def place(self) -> tuple[str | None, str | None, str | None]:
        """Publisher, region, code of the region."""
        publisher, region, region_code = (self.revision[place] for place in (_PUBLISHER, _REGION, _REGION_CODE))
        return publisher, region, region_code  # type: ignore[return-value]


class Found(NamedTuple):
    """A document, its facts, its numerals, its identity."""

    document: Document
    facts: Sequence[Fact]
    ledger: Ledger
    identity: str


@no_collection()
def packed(outcomes: Sequence[Sequence[Extraction | UnreadableDocument]], form: Form) -> bytes:
    """What extraction gave of each input, prepared all at once, as bytes for another process."""
    checked = [[_checked(one) for one in given] for given in outcomes]
    ready = iter(prepare([one for given in checked for one in given if isinstance(one, Found)], form))
    given = [[next(ready) if isinstance(one, Found) else one for one in given] for given in checked]
    return pickle.dumps(given, pickle.HIGHEST_PROTOCOL)


@no_collection()
def unpacked(data: bytes) -> list[list[Prepared | UnreadableDocument]]:
    """What :func:`packed` made of each input. The search for cycles of objects would take twice as long as making them."""
    given: list[list[Prepared | UnreadableDocument]] = pickle.loads(data)
    return given


def _checked(outcome: Extraction | UnreadableDocument) -> Found | UnreadableDocument:
    if isinstance(outcome, UnreadableDocument):
        return outcome
    document, facts = outcome.document, outcome.facts
    problem = unstorable(document, facts)
    if problem is not None:
        return problem
    numerals: list[Row] = [
        (one.start, one.end, one.text, one.status, one.reason, None if one.fact is None else facts[one.fact].fact_id)
        for one in outcome.numerals
    ]
    return Found(document, facts, ledger_json(numerals), outcome.document_id)


def unstorable(document: Document, facts: Sequence[Fact]) -> UnreadableDocument | None:
    """Why a document cannot be stored; None for nearly all."""
    if not storable(document.text):
        return UnreadableDocument(document.source, "undecodable", "the text holds characters that no database stores")
    if len({fact.fact_id for fact in facts}) != len(facts):
        return UnreadableDocument(document.source, "extraction_failed", "two facts of this document share one id")
    return None


def prepare(found: Sequence[Found], form: Form) -> list[Prepared]:
    """Documents as the writer takes them, in their order."""
    sizes = [len(one.facts) for one in found]
    facts = list(chain.from_iterable([one.facts for one in found]))
    owners = list(chain.from_iterable([[one.identity] * len(one.facts) for one in found]))
    columns = fact_columns(facts, owners, 0, range(len(facts)))
    made = fact_rows.made(columns, form) if facts else fact_rows.ColumnRows(columns)
    prepared, first = [], 0
    for one, names, counts in zip(found, _names(columns, found), counted.of_documents(columns, sizes), strict=True):
        document, size = one.document, len(one.facts)
        known = (one.identity, document_key(document), revision_content(document), one.ledger)
        prepared.append(Prepared(*known, likeness.hashes(document.text), names, counts, made, first, size))
        first += size
    return prepared


def _names(columns: Columns, found: Sequence[Found]) -> Iterator[Names]:
    kinds, texts, canonical, types, owners, codes, regions, units, unit_codes, ids, indicators = (
        columns[place] or [None] * len(columns[0] or ()) for place in _NAMED
    )
    met: Iterator[tuple[str | None, ...] | None] = iter(
        [
            (name, type_, code, text) if kind == "institution" and name else (owner,) if owner else None
            for kind, text, name, type_, owner, code in zip(kinds, texts, canonical, types, owners, codes, strict=True)
        ]
    )
    placed, measured = zip(codes, regions, strict=True), zip(units, unit_codes, kinds, strict=True)
    named = zip(ids, indicators, strict=True)
    for one in found:
        size = len(one.facts)
        yield Names(
            [names for names in dict.fromkeys(islice(met, size)) if names],
            [(code, name) for code, name in dict.fromkeys(islice(placed, size)) if code and name],
            [(unit, code, kind) for unit, code, kind in dict.fromkeys(islice(measured, size)) if unit and code],
            [(identity, name) for identity, name in dict.fromkeys(islice(named, size)) if name],
            _coded(one) if "信用代码" in one.document.text else [],
        )


def _coded(one: Found) -> list[tuple[str, str]]:
    spans = [
        (fact.start, fact.end, fact.canonical) for fact in one.facts if fact.kind == "institution" and fact.canonical
    ]
    return [(code, name) for name, code in credit_codes.of_names(one.document.text, spans)]


_NAMED = [
    *map(FACT_COLUMNS.index, ("kind", "text", "canonical", "institution_type", "institution", "region_code", "region")),
    *map(FACT_COLUMNS.index, ("unit", "unit_code", "indicator_id", "indicator")),
]
