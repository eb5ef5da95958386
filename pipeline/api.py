"""Extraction from Python: one text, or a stream of documents in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpora.document import Document
from corpora.text import document_of
from extractors.extraction import Extraction, NumeralEntry
from extractors.fact import FIELDS, Fact
from pipeline.nlp import Extractor
from pipeline.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Extracted:
    """The extraction of one document, with a table of its facts."""

    extraction: Extraction

    @property
    def document(self) -> Document:
        """The cleaned document with its metadata."""
        return self.extraction.document

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts in text order."""
        return self.extraction.facts

    @property
    def numerals(self) -> tuple[NumeralEntry, ...]:
        """The ledger: every numeral of the text, as a fact, as part of one, or rejected with a reason."""
        return self.extraction.numerals

    def to_frame(self) -> pd.DataFrame:
        """A pandas table, one row a fact, one column a field; decimals stay exact (``decimal.Decimal``)."""
        import pandas as pd

        rows = [{name: getattr(fact, name) for name in FIELDS} for fact in self.facts]
        return pd.DataFrame(rows, columns=list(FIELDS), dtype=object)


class Gongbao:
    """A loaded pipeline. Made by :func:`pipeline.load`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._extractor = Extractor(settings)

    def __reduce__(self) -> tuple[object, ...]:
        return (Gongbao, (self.settings,))

    def extract(
        self,
        text: str,
        *,
        published: str | None = None,
        publisher: str | None = None,
        source: str = "",
        title: str | None = None,
    ) -> Extracted:
        """The facts of one text. ``published`` is an ISO date; ``source`` a URL or a name.

        Raises :class:`corpora.errors.UnreadableDocument` where the text is empty after cleaning.
        """
        given = {"published": published, "publisher": publisher, "title": title, "origin": "option"}
        metadata = {key: value for key, value in given.items() if value}
        if source.startswith(("http://", "https://")):
            metadata["url"] = source
        return Extracted(self._extractor.extract_document(document_of(text, source=source, metadata=metadata)))

    def pipe(self, documents: Iterable[str | Mapping[str, str] | Document]) -> Iterator[Extracted]:
        """The facts of each document in order, streaming. A document is a text, a mapping with ``text`` and metadata
        (published, publisher, source, title), or a :class:`corpora.document.Document`.
        """
        for extraction in self._extractor.pipe_documents(map(_document, documents)):
            yield Extracted(extraction)


def _document(item: str | Mapping[str, str] | Document) -> Document:
    if isinstance(item, Document):
        return item
    if isinstance(item, str):
        return document_of(item, source="", metadata={})
    given = {key: str(value) for key, value in item.items() if value and key != "text"}
    return document_of(item["text"], source=given.get("source", ""), metadata={**given, "origin": "record"})
