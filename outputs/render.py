"""Extractions as people and programs read them: JSON Lines, a table, a page with the facts marked in the text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TextIO

from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors.fact import Fact

if TYPE_CHECKING:
    from extractors.extraction import Extraction

    Outcome = Extraction | UnreadableDocument

_TABLE = ("kind", "text", "value", "unit", "meaning", "period", "confidence")


def jsonl(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """One JSON object a document, in the order given."""
    for outcome in outcomes:
        stream.write(json.dumps(as_object(outcome), ensure_ascii=False, separators=(",", ":")) + "\n")


def as_object(outcome: Outcome) -> dict[str, object]:
    """The JSON object of a document: document, facts, numerals; or document and error."""
    if isinstance(outcome, UnreadableDocument):
        error = {"class": outcome.reason, "message": outcome.message}
        if outcome.place:
            error["place"] = outcome.place
        return {"document": {"source": outcome.source}, "error": error}
    return {
        "document": document_object(outcome.document),
        "facts": [_plain(fact.as_dict()) for fact in outcome.facts],
        "numerals": numeral_objects(outcome),
    }


def numeral_objects(outcome: Extraction) -> list[dict[str, object]]:
    """The ledger of a document; a numeral that is (part of) a fact names it by ``fact_id``."""
    return [
        entry.as_dict() if entry.fact is None else {**entry.as_dict(), "fact_id": outcome.facts[entry.fact].fact_id}
        for entry in outcome.numerals
    ]


def document_object(document: Document) -> dict[str, object]:
    """A document as JSON, without what it does not say."""
    fields = {
        "source": document.source,
        "url": document.url,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published.isoformat() if document.published else None,
        "doc_number": document.doc_number,
        "region": document.region,
        "region_code": document.region_code,
        "text": document.text,
        "format": document.format,
        "encoding": document.encoding.used,
        "encoding_declared": document.encoding.declared,
        "encoding_detected": document.encoding.detected,
        "sha256": document.sha256,
        "origins": dict(document.origins) or None,
        "dropped": [{"reason": part.reason, "text": part.text} for part in document.dropped],
        "warnings": list(document.warnings) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _plain(record: Mapping[str, object]) -> dict[str, object]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in record.items()}


def table(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """A table of facts for each document, as wide as the terminal (160 columns where it goes to a file)."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, width=None if stream.isatty() else 160, highlight=False, emoji=False)
    for outcome in outcomes:
        if isinstance(outcome, UnreadableDocument):
            console.print(Text(f"{outcome.source}: {outcome.reason}: {outcome.message}\n", style="red"))
            continue
        document = outcome.document
        console.print(Text(_heading(document), style="bold"))
        shown = Table(box=None, pad_edge=False, header_style="dim")
        for name in _TABLE:
            shown.add_column(name, justify="right" if name in ("value", "confidence") else "left", overflow="fold")
        for fact in outcome.facts:
            shown.add_row(*(Text(cell) for cell in cells(fact)))
        console.print(shown)
        console.print()


def _heading(document: Document) -> str:
    known = (document.title, document.publisher, document.published and document.published.isoformat(), document.source)
    return " · ".join(part for part in known if part)


def cells(fact: Fact) -> tuple[str, ...]:
    """The cells of a fact in a table of facts."""
    meaning = fact.date or fact.canonical or fact.title or fact.number
    if meaning is None:
        said = (fact.institution, fact.action, fact.indicator, fact.direction, fact.comparison)
        meaning = " ".join(part for part in said if part)
    figure = _figure(fact)
    return (fact.kind, fact.text, figure, fact.unit or "", meaning, fact.period or "", f"{fact.confidence:.2f}")


_SIGNS = {"more_than": ">", "at_least": "≥", "less_than": "<", "at_most": "≤", "approximately": "≈", "nearly": "≲"}


def _figure(fact: Fact) -> str:
    if fact.value is not None:
        return _SIGNS.get(fact.bound or "", "") + format(fact.value, "f")
    if fact.low is None and fact.high is None:
        return ""
    low, high = ("…" if one is None else format(one, "f") for one in (fact.low, fact.high))
    return f"{low}–{high}"


def html(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """One self-contained page: each document with its facts marked in the text; hovering shows the fields."""
    from outputs import marked

    stream.write(marked.HEAD)
    for part in chain.from_iterable(map(marked.article, outcomes)):
        stream.write(part)
    stream.write(marked.FOOT)
