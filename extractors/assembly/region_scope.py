"""The area that a figure covers: the division or scope word before it, else the document's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora import regions
from corpora.document import Document, Span
from extractors.assembly.context import Figure
from extractors.mention import Mention
from extractors.resolution import scope_region

_SCOPE = re.compile(r"全国|我国|[全我本](?:省|市|县|区|州|旗|盟|自治区)")
_NOT_WHERE = re.compile(r"(?:从|来自|自|往|至|到|赴|对|与|和|在逃|[高低快慢好优多少]于|高出|超出|占|位居|居|列|排名)$")
_AGAINST = re.compile("[高低快慢好优多少]于$|高出$|超出$|占$")

Area = tuple[int, str, str]
"""Offset, name and code of an area named in the text."""


class Areas:
    """The areas named in the sentences of a document, read sentence by sentence and only where a figure asks."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self._text = document.text
        self._home = regions.by_code(document.region_code) if document.region_code else None
        name = self._home.name if self._home else document.region
        self._default = (name, document.region_code, "document" if name else "")
        self._organs = [(m.start, m.end) for m in mentions if m.kind in ("institution", "document")]
        self._sentence = -1
        self._areas: list[Area] = []

    def of(self, figure: Figure) -> tuple[str | None, str | None, str]:
        """Name, code and anchor of the area of a figure: of its clause, then of its sentence, then of the document."""
        named = self._named(figure.sentence)
        if named:
            for offset, name, code in reversed(named):
                if offset < figure.start:
                    return name, code, f"text@{offset}"
        return self._default

    def _named(self, sentence: Span) -> list[Area]:
        if sentence.start != self._sentence:
            self._sentence = sentence.start
            divisions, scopes = self._divisions(sentence), self._scopes(sentence)
            self._areas = sorted([*divisions, *scopes]) if scopes else divisions
        return self._areas

    def _divisions(self, sentence: Span) -> list[Area]:
        text = self._text[sentence.start : sentence.end]
        found: list[Area] = []
        for start, end, region in regions.in_text(text):
            place = sentence.start + start
            inside = any(low <= place < high for low, high in self._organs)
            if not inside and not _NOT_WHERE.search(text[max(0, start - 3) : start]) and text[end : end + 1] != "籍":
                found.append((place, region.name, region.code))
        return found

    def _scopes(self, sentence: Span) -> list[Area]:
        found: list[Area] = []
        for match in _SCOPE.finditer(self._text, sentence.start, sentence.end):
            area = scope_region(match[0], self._home)
            start = match.start()
            if area is not None and not _AGAINST.search(self._text[max(0, start - 3) : start]):
                found.append((start, *area))
        return found
