"""One text under search for organisations: its words, the names accepted so far, and what makes a class of a name."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from msgspec import Struct

from extractors import institution_grammar as grammar
from extractors.assembly.words import Words

_CHAIN = re.compile("[省市县区州盟旗镇乡自治直辖街道、和及设]{1,20}$")
_ALL = ("各", "各级", "全", "两级", "所有", "各有关", "各地", "各相关", "部分", "有关", "相关", "多个")
# Before 此 these make a word of it that points to no name: 值此|南京大学建校之际.
_THIS = frozenset("值在因由对就为以据从至如于")
_COUNTED = re.compile(
    r"(?:[0-9０-９]|[一二三四五六七八九十百千两几多数])[余多]?(?:[个家所支名位座批组级类]|大|种)(?:国家级|省级|市级)?$"
)


class Found(Struct, frozen=True, gc=False):
    """A name accepted: its span, type, rule, the official name where a table gives it, and its last word."""

    start: int
    end: int
    type: str
    rule: str
    confidence: float
    canonical: str | None = None
    head: str = ""


@dataclass(slots=True)
class Scan:
    """The search of one text: ``order`` are the names accepted in text order, ``ends`` the same by their end."""

    text: str
    words: Words
    ends: dict[int, Found] = field(default_factory=dict)
    order: list[Found] = field(default_factory=list)

    def accept(self, found: Found) -> None:
        """Take a name; it replaces what lies inside it and gives way to a name that begins before it."""
        while self.order and self.order[-1].end > found.start:
            old = self.order[-1]
            if old.start < found.start or old.end > found.end:
                return
            self.order.pop()
            self.ends.pop(old.end, None)
        self.order.append(found)
        self.ends[found.end] = found

    def index_at(self, offset: int) -> int:
        """The index of the first word that begins at or behind ``offset``."""
        return bisect_left(self.words.starts, offset)

    def is_edge(self, offset: int) -> bool:
        """Whether a word begins at ``offset`` or the text ends there."""
        index = self.index_at(offset)
        return index == len(self.words) or self.words.starts[index] == offset

    def class_before(self, offset: int, *, chain: bool = True) -> bool:
        """Whether what stands before ``offset`` makes a class: 各区县司法局, 8个督察组, 各省、自治区、直辖市人民政府.

        ``chain``: look through a list of kinds of division to a word like 各 before it.
        """
        index = self.index_at(offset) - 1
        if index < 0:
            return False
        word = self.words.texts[index]
        if word in grammar.words("class") and not (word == "此" and index and self.words.texts[index - 1] in _THIS):
            return True
        before = self.text[max(0, offset - 24) : offset]
        if _COUNTED.search(before) and not before.endswith(("第一", "第二")):
            return True
        if not chain:
            return False
        kinds = _CHAIN.search(before)
        return kinds is not None and before[: kinds.start()].endswith(_ALL)
