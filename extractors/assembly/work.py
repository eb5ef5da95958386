"""The assembly of one document step by step, so that each step can go over a batch of documents before the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from corpora.document import Document
from corpora.outline import Outline
from extractors.assembly import period, table_parts, tables
from extractors.assembly.assembler import STEPS as WALK
from extractors.assembly.assembler import Walk, binding_of
from extractors.assembly.binding import Binding
from extractors.assembly.context import Figure, figures
from extractors.assembly.draft import Draft
from extractors.assembly.region_scope import Areas
from extractors.assembly.words import Words
from extractors.mention import Mention


class Work(Struct):
    """What is known of a document; each of :data:`STEPS` fills its part.

    ``mentions`` are all settled mentions of the document, sorted and without overlap, dates resolved; ``words`` its
    words with each mention as one word.
    """

    document: Document
    outline: Outline
    words: Words
    mentions: Sequence[Mention]
    figures: Sequence[Figure] = ()
    calendar: period.Calendar | None = None
    areas: Areas | None = None
    walk: Walk | None = None
    drafts: Sequence[Draft] = ()
    bindings: Sequence[Binding] = ()


def assemble(document: Document, outline: Outline, words: Words, mentions: Sequence[Mention]) -> list[Binding]:
    """A binding for every numeric mention, in text order (see :class:`Work` for what is given)."""
    work = Work(document, outline, words, mentions)
    for step in STEPS:
        step(work)
    return list(work.bindings)


def _figures(work: Work) -> None:
    work.figures = figures(work.document.text, work.outline, work.words, work.mentions)


def _calendar(work: Work) -> None:
    if work.figures:
        work.calendar = period.calendar(work.document, work.mentions)


def _areas(work: Work) -> None:
    if work.figures:
        work.areas = Areas(work.document, work.mentions)
        work.areas.read(figure.sentence for figure in work.figures)


def _begin(work: Work) -> None:
    if work.calendar is not None and work.areas is not None:
        work.walk = Walk(work.document, work.outline, work.words, work.mentions, work.calendar, work.areas)
        work.drafts = work.walk.drafts


def _walk(step: Callable[[Walk, Sequence[Figure]], None], work: Work) -> None:
    if work.walk is not None:
        step(work.walk, work.figures)


def _bind(work: Work) -> None:
    document, mentions, walk, drafts = work.document, work.mentions, work.walk, work.drafts
    if walk is None:
        return
    cells = tables.cells_of(document, mentions) if document.tables else {}
    if not cells:
        work.bindings = [binding_of(draft, drafts) for draft in drafts]
        return
    main = walk.timing.calendar.main
    bindings = []
    for draft in drafts:
        place = draft.figure.mention
        if (cell := cells.get(place)) is not None:
            bindings.append(tables.bind(document, draft.mention, place, cell, main, walk.headings(draft.figure)))
        else:
            bindings.append(binding_of(draft, drafts))
    wholes = table_parts.totals(cells, bindings, mentions)
    work.bindings = [b._replace(part_of=wholes[b.mention]) if b.mention in wholes else b for b in bindings]


STEPS: tuple[Callable[[Work], None], ...] = (
    _figures,
    _calendar,
    _areas,
    _begin,
    *(partial(_walk, step) for step in WALK),
    _bind,
)
"""The steps in their order. Over a batch of documents each keeps its code and its tables in the processor's caches."""
