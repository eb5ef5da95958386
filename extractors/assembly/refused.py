"""The readings of a figure that were considered and refused, each with the reason: for a person who asks why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpora.document import Document
from corpora.outline import Outline
from extractors.assembly import indicator as naming
from extractors.assembly.assembler import Walk, drafted
from extractors.assembly.context import figures
from extractors.assembly.draft import Draft
from extractors.assembly.references import reference
from extractors.assembly.words import Words
from extractors.mention import Mention


class Refused(NamedTuple):
    """A reading of ``field`` that another one went before; ``rule`` would have given it."""

    field: str
    value: str
    rule: str
    reason: str


def refused(
    document: Document, outline: Outline, words: Words, mentions: Sequence[Mention], start: int
) -> list[Refused]:
    """What else the figure at offset ``start`` could have been bound to; empty where there is no figure."""
    found = figures(document.text, outline, words, mentions)
    walk, drafts = drafted(document, outline, words, mentions, found)
    place = next((place for place, draft in enumerate(drafts) if draft.figure.start == start), None)
    if place is None:
        return []
    draft = drafts[place]
    return [*_names(words, document.text, draft, drafts[:place]), *_periods(walk, draft)]


def _names(words: Words, text: str, draft: Draft, earlier: Sequence[Draft]) -> Iterator[Refused]:
    """The names that the other rules for levels give, and that of the figure before."""
    source = reference(draft, earlier)
    seen = {draft.indicator or "", ""}
    readings = naming.candidates(words, text, draft, source) if draft.kind_of_role == "level" else iter(())
    for name, _, rule in readings:
        if (name or "") not in seen:
            seen.add(name or "")
            yield Refused("indicator", name or "", rule, f"{draft.rule} goes before it")
    if source is not None and source.indicator and source.indicator not in seen:
        yield Refused("indicator", source.indicator, "inherited", f"the figure has words of its own ({draft.rule})")


def _periods(walk: Walk, draft: Draft) -> Iterator[Refused]:
    """The other dates of the sentence, and why each does not hold for the figure."""
    sentence, calendar = draft.figure.sentence, walk.timing.calendar
    anchor = draft.anchors.get("period", "")
    for base in calendar.bases:
        if sentence.start <= base.start < sentence.end:
            yield Refused("period", base.edtf, f"date@{base.start}", "it is what a change is compared with")
    for force in calendar.forces:
        if not sentence.start <= force.start < sentence.end or anchor == f"date@{force.start}":
            continue
        if force.start > draft.figure.start:
            reason = "it stands behind the figure"
        elif force.edtf == draft.period:
            continue
        else:
            reason = "another date stands nearer, or it holds for its own clause only"
        yield Refused("period", force.edtf, f"date@{force.start}", reason)
    if calendar.main is not None and calendar.main != draft.period:
        yield Refused("period", calendar.main, calendar.main_anchor, "a date stands nearer than that of the document")
