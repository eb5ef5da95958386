"""The clause context of every figure, computed once: sentence, clause, own words on both sides, list and bracket."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.document import Span
from corpora.outline import Outline
from extractors.assembly.words import Words
from extractors.mention import NUMERIC_KINDS, Mention

_LIST_MARKS = frozenset("、和及与或") | {"以及", "并", "且", "至"}
_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeric mention in its place.

    ``clause``/``sentence`` hold it (a bracket that opens inside the clause begins a clause of its own). Words
    ``[left, word)`` are its own words before it (behind the figure before it and the list mark), ``[next, right)``
    those after it, up to the next figure. ``before`` is the first word of the clause. ``joined``: only a list mark
    stands between it and the figure before it. ``bracket``: the figure that the bracket around this one explains.
    ``previous``: the figure before it in the clause. Figures are named by their place in the list of figures.
    """

    number: int
    mention: int
    start: int
    end: int
    sentence: Span
    clause: Span
    word: int
    before: int
    left: int
    right: int
    next: int
    joined: bool = False
    previous: int | None = None
    bracket: int | None = None


def figures(text: str, outline: Outline, words: Words, mentions: Sequence[Mention]) -> list[Figure]:
    """The figures of the document in text order, each with its context."""
    chosen = [index for index, mention in enumerate(mentions) if mention.kind in NUMERIC_KINDS]
    found: list[Figure] = []
    for place, index in enumerate(chosen):
        beside = place + 1
        while (
            beside < len(chosen) and not text[mentions[chosen[beside - 1]].end : mentions[chosen[beside]].start].strip()
        ):
            beside += 1  # 5车 5000件救灾帐篷: figures side by side share the noun
        following = mentions[chosen[beside]].start if beside < len(chosen) else len(text)
        found.append(_figure(text, outline, words, mentions[index], index, following, beside - place, found))
    return found


def _figure(
    text: str,
    outline: Outline,
    words: Words,
    mention: Mention,
    index: int,
    following: int,
    beside: int,
    found: list[Figure],
) -> Figure:
    """One figure; ``following`` is where the next one begins, ``beside`` how many figures stand side by side."""
    sentence = _bounded(outline.sentence_at(mention.start), mention.start)
    clause = _bounded(outline.clause_at(mention.start), mention.start)
    opened = _open_bracket(text, sentence.start, mention.start)
    closed = _closed_figures(text, found, clause.start, mention.start)
    start = max(_labelled(text, outline, sentence, clause, mention.start), closed, opened + 1)
    word, before = words.at(mention.start), words.at(start)
    if words.starts[before] < start:
        before += 1
    last = found[-1] if found and found[-1].start >= start else None
    left, joined = (before, False) if last is None else _own_words(words, last.word + 1, word)
    right = bisect_right(words.starts, min(clause.end, following) - 1)
    return Figure(
        number=len(found),
        mention=index,
        start=mention.start,
        end=mention.end,
        sentence=sentence,
        clause=Span(start, clause.end),
        word=word,
        before=before,
        left=left,
        right=max(right, word + 1),
        next=word + beside,
        joined=joined,
        previous=last.number if last else None,
        bracket=_owner(found, opened) if opened >= 0 else None,
    )


def _bounded(span: Span, offset: int) -> Span:
    """The span, cut into pieces where text without punctuation would make it endless."""
    if span.end - span.start < 2 * _LONGEST:
        return span
    start = span.start + (offset - span.start) // _LONGEST * _LONGEST
    return Span(start, min(span.end, start + _LONGEST))


def _labelled(text: str, outline: Outline, sentence: Span, clause: Span, start: int) -> int:
    """Where the clause begins: 预算金额：846万元 is one clause with its label, and a bracket never divides one."""
    if clause.start <= sentence.start:
        return clause.start
    closed = max(text.find("）", clause.start, start), text.find(")", clause.start, start))
    if closed >= 0 and not any(mark in text[clause.start : closed] for mark in "（("):
        opened = max(text.rfind("（", sentence.start, clause.start), text.rfind("(", sentence.start, clause.start))
        if opened >= 0:
            return outline.clause_at(opened).start
    if clause.start < start or text[clause.start - 1] not in "：:":
        return clause.start
    return outline.clause_at(clause.start - 1).start


def _own_words(words: Words, first: int, word: int) -> tuple[int, bool]:
    """Where the own words of a figure begin behind the figure before it, and whether only a list mark is between."""
    texts = words.texts
    for place in range(word - 1, first - 1, -1):
        if texts[place] in _LIST_MARKS:
            return place + 1, place + 1 == word and place == first
    return first, False


def _open_bracket(text: str, start: int, end: int) -> int:
    opened = max(text.rfind(mark, start, end) for mark in "（(")
    if opened < 0:
        return -1
    closed = max(text.rfind(mark, start, end) for mark in "）)")
    return opened if opened > closed else -1


def _closed_figures(text: str, found: list[Figure], start: int, end: int) -> int:
    """The offset behind the last closed bracket of the clause that holds a figure, else 0."""
    closed = max(text.rfind(mark, start, end) for mark in "）)")
    if closed < 0 or not found:
        return 0
    return (
        closed + 1
        if text.rfind("（", found[-1].end, closed) < 0
        and text.rfind("(", found[-1].end, closed) < 0
        and (found[-1].bracket is not None)
        else 0
    )


def _owner(found: list[Figure], opened: int) -> int | None:
    for figure in reversed(found):
        if figure.end <= opened:
            return figure.number if opened - figure.end <= 12 else None
    return None
