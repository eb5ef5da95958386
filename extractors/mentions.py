"""The first pass: every typed value in a text, found by the extractors in their order and settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def values(document: Document) -> tuple[list[Mention], list[Rejection]]:
    """Mentions that need no words: titles and numbers of documents, dates, quantities. Each sees what is taken."""
    text = document.text
    named = documents.find(text)
    dated = dates.find(text, _spans(named))
    numbers, rejected = quantities.find(text, sorted(_spans(named) + _spans(dated)))
    extra = [mention for plugin in _plugins() for mention in plugin(text)]
    if document.tables:
        cells, naming = tables.find(document)
        numbers, dated = tables.in_cells(numbers, cells, naming), tables.in_cells(dated, [], naming)
        rejected += naming
    return settle([*named, *dated, *numbers, *extra]), rejected


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
