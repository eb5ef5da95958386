"""The structure of a document's text: sections, sentences and clauses, all as offsets into ``Document.text``.

A sentence ends at 。！？ (with the closing quotes and brackets that follow) or at the end of its line. A clause ends
there too and at ，；： and their half-width forms, but never inside a figure (1,234 or 10:30 or 1:1.05) and never at 、.
Sections follow the numbering of official documents (GB/T 9704): 第一章 第一条 一、 （一） 1. （1） ①.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpora.document import Block, Document, Span

_CLOSERS = "”’」』）)】》〕"
_MORE_ENDS = rf"(?:[。！？]|[!?](?![A-Za-z0-9=&#/]))*[{_CLOSERS}\"]*"
_SENTENCE_END = re.compile(
    rf"[。！？!?\n](?:(?<=[。！？]){_MORE_ENDS}|(?<=[!?])(?![A-Za-z0-9=&#/]){_MORE_ENDS}|(?<=[!?\n]))",
)
# One class of characters first: the engine skips what is none of them.
_CLAUSE_END = re.compile(
    r"[，；;\t,：:](?:(?<=[，；;\t])|(?<=,)(?!(?<=\d,)\d{3}(?!\d))|(?<=[：:])(?!(?<=\d[：:])\d|//))"
)

_DIGITS = "〇零一二三四五六七八九十百"
_ORDINAL = rf"第[ \u3000]?(?:[{_DIGITS}]+|\d{{1,3}})[ \u3000]?"
# Rank by the order in which official documents nest their numbering; a smaller rank encloses a larger one.
_NUMBERINGS: tuple[tuple[str, int, str], ...] = (
    ("part", 10, rf"{_ORDINAL}(?:编|部分)(?![\u4e00-\u9fff]{{0,2}}[，。])"),
    ("chapter", 20, rf"{_ORDINAL}章"),
    ("sectionlet", 30, rf"{_ORDINAL}节"),
    ("article", 40, rf"{_ORDINAL}条(?:之[{_DIGITS}]+)?(?=[ \u3000：:\n]|[^款项的规之、，,和至与及或])"),
    ("han", 50, rf"[{_DIGITS}]{{1,4}}[、．.]"),
    ("han_bracket", 60, rf"[（(〔][{_DIGITS}]{{1,4}}[）)〕]、?"),
    ("decimal", 68, r"\d{1,2}(?:[.．]\d{1,2}){1,3}[.．]?(?=[ \u3000])"),
    ("arabic", 70, r"\d{1,3}(?:、|[.．](?![\d０-９])|[.．](?=\d{4}年))"),
    ("arabic_bracket", 80, r"[（(]\d{1,2}[）)]、?|\d{1,2}[）)]"),
    ("circled", 90, r"[①-⑳❶-❿]"),
)
_NUMBERED_LINE = re.compile(
    r"^[ \t\u3000\xa0]*(?:" + "|".join(f"(?P<{name}>{pattern})" for name, _, pattern in _NUMBERINGS) + ")",
    re.MULTILINE,
)
_RANKS = {name: rank for name, rank, _ in _NUMBERINGS}
_HEADING_STOP = re.compile(r"[。！？；;：:\n]")
MAX_HEADING = 60
"""Longest heading in characters; a numbered line that is longer and has no short first sentence is an item."""


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered (or marked) stretch: ``heading`` with its numbering, body up to ``end``.

    ``level`` is 1 for the outermost; ``number`` is the numbering as written (``（一）``), empty for a heading without;
    ``scheme`` names the numbering (``han``, ``article`` …); ``parent`` is the index of the enclosing section.
    """

    start: int
    end: int
    heading: Span
    level: int
    number: str = ""
    scheme: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections and sentences in text order, clauses where they are asked for. None bears white space at its ends."""

    sections: tuple[Section, ...]
    sentences: tuple[Span, ...]
    _text: str
    _section_starts: tuple[int, ...]
    _sentence_starts: tuple[int, ...]
    _cut: dict[int, tuple[Span, ...]] = field(default_factory=dict, compare=False)

    @property
    def clauses(self) -> tuple[Span, ...]:
        """All clauses in text order."""
        return tuple(clause for index in range(len(self.sentences)) for clause in self._clauses_of(index))

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds ``offset``; white space after a sentence belongs to it."""
        return self.sentences[self._index_at(offset)] if self.sentences else Span(0, 0)

    def clause_at(self, offset: int) -> Span:
        """The clause that holds ``offset``; white space after a clause belongs to it."""
        if not self.sentences:
            return Span(0, 0)
        found = (clauses := self._clauses_of(self._index_at(offset)))[0]
        for clause in clauses:
            if clause.start > offset:
                break
            found = clause
        return found

    def clauses_in(self, span: Span) -> tuple[Span, ...]:
        """The clauses that begin inside ``span``, for instance those of a sentence."""
        indices = range(self._index_at(span.start), self._index_at(max(span.start, span.end - 1)) + 1)
        inside = (clause for index in indices for clause in self._clauses_of(index)) if self.sentences else ()
        return tuple(clause for clause in inside if span.start <= clause.start < span.end)

    def _index_at(self, offset: int) -> int:
        return max(bisect_right(self._sentence_starts, offset) - 1, 0)

    def _clauses_of(self, index: int) -> tuple[Span, ...]:
        """The clauses of a sentence. Most sentences hold no figure and are never cut."""
        found = self._cut.get(index)
        if found is None:
            found = self._cut[index] = tuple(_clauses(self._text, self.sentences[index]))
        return found

    def sections_at(self, offset: int) -> list[Section]:
        """The sections that hold ``offset``, outermost first; empty before the first heading."""
        found: list[Section] = []
        index: int | None = bisect_right(self._section_starts, offset) - 1
        if index is not None and index < 0:
            return found
        while index is not None:
            section = self.sections[index]
            if section.end > offset:
                found.append(section)
            index = section.parent
        return found[::-1]


def outline(document: Document) -> Outline:
    """The outline of a document."""
    return outline_of(document.text, document.blocks)


def outline_of(text: str, blocks: Sequence[Block] = ()) -> Outline:
    """The outline of a text; ``blocks`` of kind ``heading`` count as headings also where they bear no number."""
    sentences = _sentences(text)
    sections = tuple(_sections(text, blocks))
    return Outline(
        sections,
        tuple(sentences),
        text,
        tuple([section.start for section in sections]),
        tuple([span.start for span in sentences]),
    )


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _sentences(text: str) -> list[Span]:
    found: list[Span] = []
    start, size = 0, len(text)
    quoted = '"' in text
    quotes = 0  # straight quotes since the line began: an odd number is an open one
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    ends.append(size)
    for end in ends:
        if end < start:
            continue
        if end < size and text[end - 1] in "!?" and text[end] in "=&#/" + _ALNUM:
            continue  # the question mark of a URL
        if quoted:
            quotes += text.count('"', start, end)
            while end > start and text[end - 1] == '"' and quotes % 2:
                end -= 1  # it opens the next sentence
                quotes -= 1
            if end > start and text[end - 1] == "\n":
                quotes = 0
        if end > start and not (text[start].isspace() or text[end - 1].isspace()):
            found.append(Span(start, end))  # the most usual one
        elif (span := _trimmed(text, start, end)) is not None:
            found.append(span)
        start = end
    return found


_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _clauses(text: str, sentence: Span) -> list[Span]:
    found: list[Span] = []
    start, last = sentence.start, sentence.end
    for match in _CLAUSE_END.finditer(text, start, last):
        end = match.end()
        while end < last and text[end] in _CLOSERS:
            end += 1
        if (span := _trimmed(text, start, end)) is not None:
            found.append(span)
        start = end
    if (span := _trimmed(text, start, last)) is not None:
        found.append(span)
    return found


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    heading: Span
    number: str
    scheme: str


def _heads(text: str, blocks: Sequence[Block]) -> list[_Head]:
    heads: dict[int, _Head] = {}
    for match in _numbered_lines(text):
        scheme = match.lastgroup or ""
        start, after = match.start(scheme), match.end(scheme)
        heads[start] = _Head(start, Span(start, _heading_end(text, after, scheme)), match[scheme], scheme)
    for block in blocks:
        if block.kind == "heading" and (span := _trimmed(text, block.start, block.end)) and span.start not in heads:
            heads[span.start] = _Head(span.start, span, "", "")
    return [heads[start] for start in sorted(heads)]


def _numbered_lines(text: str) -> Iterator[re.Match[str]]:
    """The pattern is tried at the beginning of each line only: left to search, the engine tries every character."""
    start = 0
    while True:
        match = _NUMBERED_LINE.match(text, start)
        if match is not None:
            yield match
        start = text.find("\n", start) + 1
        if not start:
            return


def _heading_end(text: str, after: int, scheme: str) -> int:
    if scheme == "article":
        return after
    stop = _HEADING_STOP.search(text, after, after + MAX_HEADING)
    if stop is None:
        return len(text.rstrip()) if len(text) - after <= MAX_HEADING else after
    return stop.start()


def _sections(text: str, blocks: Sequence[Block]) -> list[Section]:
    heads = _heads(text, blocks)
    ends = [len(text)] * len(heads)
    levels, parents = [0] * len(heads), [-1] * len(heads)
    stack: list[tuple[float, int]] = []
    for index, head in enumerate(heads):
        rank = _rank(head, [(r, heads[i].scheme) for r, i in stack])
        while stack and stack[-1][0] >= rank:
            ends[stack.pop()[1]] = head.start
        levels[index] = len(stack) + 1
        parents[index] = stack[-1][1] if stack else -1
        stack.append((rank, index))
    return [
        Section(
            head.start,
            ends[i],
            head.heading,
            levels[i],
            head.number.strip(),
            head.scheme,
            parents[i] if parents[i] >= 0 else None,
        )
        for i, head in enumerate(heads)
    ]


def _rank(head: _Head, stack: Sequence[tuple[float, str]]) -> float:
    """A heading without a number stands just below what encloses the first of its kind."""
    if head.scheme:
        return _RANKS[head.scheme]
    for rank, scheme in stack:
        if not scheme:
            return rank
    return stack[-1][0] + 0.5 if stack else 0.5
