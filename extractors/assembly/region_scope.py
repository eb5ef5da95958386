"""The area that a figure covers: the division or scope word before it, else the document's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from corpora import regions
from corpora.document import Document, Span
from extractors.assembly.context import Figure
from extractors.institution_names import central_organs
from extractors.mention import Mention
from extractors.resolution import scope_region

_SCOPE = re.compile(r"[全我本](?:省|市|县|区|州|旗|盟|自治区|(?<=[全我])国)")
_NOT_WHERE = re.compile(r"(?:从|来自|自|往|至|到|赴|对|与|和|在逃|[高低快慢好优多少]于|高出|超出|占|位居|居|列|排名)$")
_AGAINST = re.compile("[高低快慢好优多少]于$|高出$|超出$|占$")

Area = tuple[int, str, str]
"""Offset, name and code of an area named in the text."""


_STATE = frozenset({"government", "party", "people_congress", "court", "procuratorate"})


@cache
def _organs_of_state() -> tuple[str, ...]:
    """The names of the central organs of party and state."""
    return tuple(one.canonical for one in central_organs() if one.type in _STATE)


def area_of(document: Document) -> tuple[str | None, str | None, str]:
    """Name, code and anchor of the area that figures of a document cover where they name none.

    That of the document, as its publisher is one of a place; an office of a central organ in a place (国家统计局贵州调查总队)
    speaks for that, the organ itself for the country, unless the title names a division (关于某县地质灾害的复函).
    """
    home = regions.by_code(document.region_code) if document.region_code else None
    name = home.name if home else document.region
    if name:
        return name, document.region_code, "document"
    publisher = document.publisher or ""
    if not publisher.startswith(_organs_of_state()):
        return None, None, ""
    of_place = [region for _, _, region in regions.in_text(publisher) if region.level != "country"]
    if of_place and not publisher.endswith("分行"):  # a branch of the bank has more than its city
        return of_place[-1].name, of_place[-1].code, "publisher"
    titled = regions.in_text(document.title or "")
    if of_place or any(region.level != "country" for _, _, region in titled):
        return None, None, ""
    return regions.CHINA.name, regions.CHINA.code, "publisher"


class Areas:
    """The areas named in the sentences of a document, read sentence by sentence and only where a figure asks."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self._text = document.text
        self._home = regions.by_code(document.region_code) if document.region_code else None
        self._default = area_of(document)
        self._organs = [(m.start, m.end) for m in mentions if m.kind in ("institution", "document")]
        self._read: dict[int, list[Area]] = {}

    def read(self, sentences: Iterable[Span]) -> None:
        """Read these sentences ahead."""
        for sentence in sentences:
            self._named(sentence)

    def of(self, figure: Figure) -> tuple[str | None, str | None, str]:
        """Name, code and anchor of the area of a figure: of its clause, then of its sentence, then of the document."""
        named = self._named(figure.sentence)
        if named:
            for offset, name, code in reversed(named):
                if offset < figure.start:
                    return name, code, f"text@{offset}"
        return self._default

    def _named(self, sentence: Span) -> list[Area]:
        found = self._read.get(sentence.start)
        if found is None:
            divisions, scopes = self._divisions(sentence), self._scopes(sentence)
            found = self._read[sentence.start] = sorted([*divisions, *scopes]) if scopes else divisions
        return found

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
