"""Which words of a sentence gave each field of a fact, and what other readings were refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from corpora.document import Document
from extractors.assembly.refused import Refused, refused
from pipeline.nlp import Extractor
from pipeline.passes import RESOLUTION, State, through
from pipeline.settings import Settings

_MARKED = ("indicator", "action", "institution", "region", "title", "number")
_ANCHOR = re.compile(r"(?:date|figure|institution|text|duration)@(\d+)")
_CUES = {
    "direction": r"增长|增加|上升|提高|扩大|提升|上涨|回升|下降|减少|降低|收窄|下跌|回落|压减|持平|新增|净增",
    "comparison": r"同比|环比|比上年|较上年|比去年|较去年|比年初|较年初|比上月|较上月|较上季度|[比较]\d{4}年",
    "modality": r"力争|确保|计划|预计|将|拟|目标|应当?|必须|不得|须|要求|标准",
    "role": r"占比?|其中",
}


class Mark(NamedTuple):
    """Words ``[start, end)`` of the sentence that gave ``field``."""

    start: int
    end: int
    field: str


def marks(sentence: str, at: int, place: int, fact: Mapping[str, Any], anchors: Mapping[str, str]) -> list[Mark]:
    """The words behind each field, by place. ``at``: where the figure stands in the sentence; ``place``: where the
    sentence stands in the document.
    """
    found: list[Mark] = []
    for field in _MARKED:
        words = fact.get(field)
        if isinstance(words, str) and len(words) > 1 and (span := _nearest(sentence, words, at)) is not None:
            found.append(Mark(*span, field))
    for field, anchor in anchors.items():
        inside = _ANCHOR.fullmatch(anchor)
        if inside is not None and 0 <= (start := int(inside[1]) - place) < len(sentence):
            found.append(Mark(start, _word_end(sentence, start), field))
    for field, pattern in _CUES.items():
        telling = fact.get(field) not in (None, "level", "actual")
        if telling and (cues := list(re.finditer(pattern, sentence[:at]))):
            found.append(Mark(*cues[-1].span(), field))
    return _apart(found, at, at + len(str(fact.get("text", ""))))


def _nearest(sentence: str, words: str, at: int) -> tuple[int, int] | None:
    """Where the words stand, before the figure rather than behind it; their longest ending where only it stands."""
    for size in range(len(words), 1, -1):
        for part in (words[len(words) - size :], words[:size]):
            start = sentence.rfind(part, 0, at)
            start = sentence.find(part, at) if start < 0 else start
            if start >= 0:
                return start, start + size
    return None


def _word_end(sentence: str, start: int) -> int:
    ending = re.compile(r"[，。；、：（）\s]").search(sentence, start + 1)
    return min(ending.start() if ending else len(sentence), start + 16)


def _apart(found: list[Mark], low: int, high: int) -> list[Mark]:
    """The marks in order; one that overlaps the figure or a mark before it is left out."""
    out: list[Mark] = []
    for mark in sorted(found):
        free = mark.end <= low or mark.start >= high
        if free and (not out or mark.start >= out[-1].end):
            out.append(mark)
        elif out and mark[:2] == out[-1][:2] and mark.field not in out[-1].field.split("+"):
            out[-1] = out[-1]._replace(field=f"{out[-1].field}+{mark.field}")
    return out


def alternatives(document: Document, start: int, settings: Settings) -> list[Refused]:
    """The readings of the figure at ``start`` that the present rules refuse."""
    (state,) = through((*Extractor(settings).tokens, *RESOLUTION), [State(document)])
    return refused(document, state.outline, state.words, state.mentions, start)
