"""The passes from a document to its extraction: each a function that adds its part to the state of one document.

They are many and small on purpose. One document alone runs through code and tables that push each other out of the
processor's caches; a pass over some dozens of documents stays in them: measured, a quarter less time for the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from corpora.cycles import no_collection
from corpora.document import Document
from corpora.outline import Outline, outline
from corpora.recent import BATCH, BATCH_CHARACTERS
from extractors import assembly, institution_votes, ledger, mentions, resolution, timeline
from extractors.assembly.words import Words
from extractors.extraction import Extraction, NumeralEntry
from extractors.fact import Fact
from extractors.facts import facts_of
from extractors.identity import document_id
from extractors.mention import Mention, Rejection
from pipeline.segment import Segmenter, overlay
from pipeline.votes import Voter


@dataclass(slots=True)
class State:
    """What the passes know of a document so far; each fills its part."""

    document: Document
    search: mentions.Search = field(init=False)
    mentions: list[Mention] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    words: Words = field(init=False)
    outline: Outline = field(init=False)
    work: assembly.Work = field(init=False)
    key: str = ""
    facts: tuple[Fact, ...] = ()
    numerals: Sequence[NumeralEntry] = ()
    extraction: Extraction | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.search = mentions.Search(self.document)


Pass = Callable[[State], None]
Result = TypeVar("Result")


def _search(step: Callable[[mentions.Search], None], state: State) -> None:
    step(state.search)


def _settle(state: State) -> None:
    state.mentions, state.rejections = mentions.settled(state.search)


def _cut(segmenter: Segmenter, state: State) -> None:
    state.words = segmenter.words(state.document.text, state.mentions)


def _name(state: State) -> None:
    state.mentions = mentions.names(state.document.text, state.words, state.mentions)


def _vote(second: Voter, state: State) -> None:
    text = state.document.text
    state.mentions = institution_votes.add(text, state.words, state.mentions, second(text))


def _give(aliases: Mapping[str, str], state: State) -> None:
    state.aliases = aliases


def _unite(state: State) -> None:
    state.words = overlay(state.words, state.document.text, state.mentions)


def _outline(state: State) -> None:
    state.outline = outline(state.document)


def _date(state: State) -> None:
    document = state.document
    state.mentions = timeline.resolve(
        state.mentions, text=document.text, published=document.published, title=document.title
    )


def _resolve(state: State) -> None:
    document = state.document
    state.mentions = resolution.resolve(
        state.mentions,
        text=document.text,
        publisher=document.publisher,
        region=document.region,
        region_code=document.region_code,
        url=document.url,
        published=document.published,
        aliases=state.aliases,
    )


def _begin(state: State) -> None:
    state.work = assembly.Work(state.document, state.outline, state.words, state.mentions)


def _assemble(step: Callable[[assembly.Work], None], state: State) -> None:
    step(state.work)


def _identify(state: State) -> None:
    state.key = document_id(state.document)
    state.facts = facts_of(state.document, state.key, state.outline, state.mentions, state.work.bindings)


def _account(state: State) -> None:
    spans = [(fact.start, fact.end, fact.kind) for fact in state.facts]
    state.numerals = ledger.account(state.document.text, spans, state.rejections)


def _conclude(state: State) -> None:
    document = state.document
    state.extraction = Extraction(
        document=document,
        document_id=state.key,
        facts=state.facts,
        numerals=tuple(state.numerals),
    )


VALUES: tuple[Pass, ...] = (*(partial(_search, step) for step in mentions.STEPS), _settle)


def words(segmenter: Segmenter) -> tuple[Pass, ...]:
    """The words between the values."""
    return (partial(_cut, segmenter),)


def names(second: Voter | None = None) -> tuple[Pass, ...]:
    """The organisations among the words, with the user's second opinion; then every mention is one word."""
    return (_name, *((partial(_vote, second),) if second is not None else ()), _unite)


def names_given(aliases: Mapping[str, str]) -> tuple[Pass, ...]:
    """Names as written with the official names meant, for the resolution."""
    return (partial(_give, aliases),) if aliases else ()


RESOLUTION: tuple[Pass, ...] = (_outline, _date, _resolve)
ASSEMBLY: tuple[Pass, ...] = (_begin, *(partial(_assemble, step) for step in assembly.STEPS))
LEDGER: tuple[Pass, ...] = (_identify, _account, _conclude)


def run(passes: Sequence[Pass], documents: Iterable[Document], result: Callable[[State], Result]) -> Iterator[Result]:
    """What ``result`` takes of each document's state after the passes, in order; some dozens of documents are read ahead.

    An error in a document is raised where the document stands, behind the results of those before it.
    """
    for batch in batches(documents):
        try:
            with no_collection():
                results = [result(state) for state in through(passes, [State(document) for document in batch])]
        except Exception:
            yield from (result(state) for document in batch for state in through(passes, [State(document)]))
        else:
            yield from results


def through(passes: Sequence[Pass], states: Sequence[State]) -> Sequence[State]:
    """The states after the passes, each pass over all of them before the next."""
    for one in passes:
        for state in states:
            one(state)
    return states


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in batches of :data:`BATCH`, or less where they are long; an error of the source comes last."""
    batch: list[Document] = []
    size = 0
    try:
        for document in documents:
            batch.append(document)
            size += len(document.text)
            if len(batch) >= BATCH or size >= BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
