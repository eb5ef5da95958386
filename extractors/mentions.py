"""The first pass: every typed value in a text, found by the extractors in their order and settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points

from corpora.document import Document
from extractors import EXTRACTORS, dates, documents, institutions, quantities, tables
from extractors.assembly.words import Words
from extractors.mention import Mention, Rejection
from extractors.settle import settle

Stretches = list[tuple[int, int]]
Plugin = Callable[[str], Sequence[Mention]]
PLUGINS = "gongbao.extractors"
"""The entry-point group by which third parties add an extractor: a callable from a text to its mentions."""


@dataclass(slots=True)
class Search:
    """The search for the values of one document; each of :data:`STEPS` sees what those before it have taken."""

    document: Document
    named: Sequence[Mention] = ()
    dated: Sequence[Mention] = ()
    numbers: Sequence[Mention] = ()
    rejected: list[Rejection] = field(default_factory=list)


def _documents(search: Search) -> None:
    search.named = documents.find(search.document.text)


def _dates(search: Search) -> None:
    search.dated = dates.find(search.document.text, _spans(search.named))


def _quantities(search: Search) -> None:
    taken = sorted(_spans(search.named) + _spans(search.dated))
    search.numbers, search.rejected = quantities.find(search.document.text, taken)


STEPS: tuple[Callable[[Search], None], ...] = (_documents, _dates, _quantities)
"""The extractors of values in their order. Run over a batch of documents one by one, their code stays in the cache."""


def settled(search: Search) -> tuple[list[Mention], list[Rejection]]:
    """The mentions of a finished search without overlaps, and the numerals refused."""
    document, numbers, dated = search.document, search.numbers, search.dated
    extra = [mention for plugin in _plugins() for mention in plugin(document.text)]
    if document.tables:
        cells, naming = tables.find(document)
        numbers, dated = tables.in_cells(numbers, cells, naming), tables.in_cells(dated, [], naming)
        search.rejected += naming
    return settle([*search.named, *dated, *numbers, *extra]), search.rejected


def values(document: Document) -> tuple[list[Mention], list[Rejection]]:
    """Mentions that need no words: titles and numbers of documents, dates, quantities."""
    search = Search(document)
    for step in STEPS:
        step(search)
    return settled(search)


def names(text: str, words: Words, found: Sequence[Mention]) -> list[Mention]:
    """All mentions: ``found`` and the institutions among the words, settled."""
    titles = [(mention.start, mention.end) for mention in found if mention.kind == "document"]
    return settle([*found, *institutions.find(text, words, titles)])


def _spans(mentions: Sequence[Mention]) -> Stretches:
    return [(mention.start, mention.end) for mention in mentions]


@cache
def _plugins() -> tuple[Plugin, ...]:
    found = sorted(entry_points(group=PLUGINS), key=lambda entry: entry.name)
    clash = [entry.name for entry in found if entry.name in EXTRACTORS]
    if clash:
        raise ValueError(f"an extractor of this name is built in: {', '.join(clash)}")
    return tuple(entry.load() for entry in found)
