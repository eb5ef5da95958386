"""The clause context of every figure, computed once: sentence, clause, own words on both sides, list and bracket."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from corpora.document import Span
from corpora.outline import Outline
from extractors.assembly.words import Words
from extractors.mention import NUMERIC_KINDS, Mention

_LIST_MARKS = frozenset("、和及与或") | {"以及", "并", "且", "至"}
_LONGEST = 1500
_RUNNING = ("连续", "已连续", "过去", "最近")
_PARTED = re.compile(r"[，。；、：的]")


class Figure(Struct, gc=False):
    """A numeric mention in its place.

    ``clause``/``sentence`` hold it (a bracket that opens inside the clause begins a clause of its own). Words
    ``[left, word)`` are its own words before it (behind the figure before it and the list mark), ``[next, right)``
    those after it, up to the next figure. ``before`` is the first word of the clause. ``joined``: only a list mark
    stands between it and the figure before it. ``bracket``: the figure that the bracket around this one explains.
    ``previous``: the figure before it in the clause. ``adverb``: a length of time that only says how long the
    predicate behind it has held (连续六年). Figures are named by their place in the list of figures.
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
    adverb: bool = False


def figures(text: str, outline: Outline, words: Words, mentions: Sequence[Mention]) -> list[Figure]:
    """The figures of the document in text order, each with its context."""
    chosen = [index for index, mention in enumerate(mentions) if mention.kind in NUMERIC_KINDS]
    found: list[Figure] = []
    size = len(chosen)
    sentence = clause = Span(0, 0)
    for place, index in enumerate(chosen):
        mention = mentions[index]
        start, end = mention.start, mention.end
        beside = place + 1
        following = mentions[chosen[beside]].start if beside < size else len(text)
        while beside < size and (following == end or text[end:following].isspace()):
            end = mentions[chosen[beside]].end  # 5车 5000件救灾帐篷: figures side by side share the noun
            beside += 1
            following = mentions[chosen[beside]].start if beside < size else len(text)
        if not sentence.start <= start < sentence.end:
            sentence = outline.sentence_at(start)
        if not clause.start <= start < clause.end:
            clause = outline.clause_at(start)
        around = (_bounded(sentence, start), _bounded(clause, start))
        found.append(_figure(text, outline, words, mention, index, following, beside - place, around, found))
    return found


def _figure(
    text: str,
    outline: Outline,
    words: Words,
    mention: Mention,
    index: int,
    following: int,
    beside: int,
    around: tuple[Span, Span],
    found: list[Figure],
) -> Figure:
    """One figure in the sentence and clause ``around`` it; ``following`` is where the next one begins, ``beside`` how
    many figures stand side by side.
    """
    at = mention.start
    sentence, clause = around
    opened = _open_bracket(text, sentence.start, at)
    start = _labelled(text, outline, sentence, clause, at)
    if found and found[-1].bracket is not None:
        start = max(start, _closed_figures(text, found[-1].end, clause.start, at))
    if opened >= start:
        start = opened + 1
    starts = words.starts
    word = words.at(at)
    before = bisect_left(starts, start, 0, word + 1)
    last = found[-1] if found and found[-1].start >= start else None
    adverb = mention.kind == "duration" and text.endswith(_RUNNING, 0, at)
    if last is not None and last.adverb and not _PARTED.search(text, last.end, at):
        left, joined, last = last.left, False, found[last.previous] if last.previous is not None else None
    else:
        left, joined = (before, False) if last is None else _own_words(words, last.word + 1, word)
    stop = min(clause.end, following)
    right = word + 1
    if right < len(starts) and starts[right] < stop:
        right = bisect_left(starts, stop, right)
    return Figure(
        len(found),
        index,
        at,
        mention.end,
        sentence,
        clause if start == clause.start else Span(start, clause.end),
        word,
        before,
        left,
        right,
        word + beside,
        joined,
        None if last is None else last.number,
        _owner(found, opened) if opened >= 0 else None,
        adverb,
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
    depth, coordinated = 0, -1
    for place in range(word - 1, first - 1, -1):
        text = texts[place]
        if text in "）)":
            depth += 1
        elif text in "（(":
            depth = max(depth - 1, 0)
        elif depth == 0 and text in _LIST_MARKS:
            if text == "、" or place == first:
                return place + 1, place + 1 == word and place == first
            coordinated = max(coordinated, place)
    return (coordinated + 1, False) if coordinated >= 0 else (first, False)


def _open_bracket(text: str, start: int, end: int) -> int:
    opened = max(text.rfind("（", start, end), text.rfind("(", start, end))
    if opened < 0 or text.find("）", opened, end) >= 0 or text.find(")", opened, end) >= 0:
        return -1
    return opened


def _closed_figures(text: str, figure: int, start: int, end: int) -> int:
    """The offset behind the last closed bracket of the clause, where it closes the one of the figure that ends at
    ``figure``, else 0.
    """
    closed = max(text.rfind("）", start, end), text.rfind(")", start, end))
    if closed < 0 or text.rfind("（", figure, closed) >= 0 or text.rfind("(", figure, closed) >= 0:
        return 0
    return closed + 1


def _owner(found: list[Figure], opened: int) -> int | None:
    for figure in reversed(found):
        if figure.end <= opened:
            return figure.number if opened - figure.end <= 12 else None
    return None
