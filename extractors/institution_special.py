"""Last words with a way of their own to a front: numbered troops, departments of media, 公安 behind a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from extractors import institution_grammar as grammar
from extractors.institution_grammar import Head
from extractors.institution_places import division_from
from extractors.institution_scan import Scan

NONE = -1
_TROOPS = ("中国人民解放军", "解放军", "武警")
_COMMITTEES = frozenset({"省委", "市委", "区委", "县委", "州委", "自治区党委", "旗委"})
_ANNOUNCING = frozenset({"通报", "提醒", "提示", "通告", "公告", "发布"})


def _troops(scan: Scan, i: int, head: Head) -> int | None:
    """81815部队, 解放军32150部队; other troops have no name."""
    words = scan.words
    number = words.texts[i - 1] if i else ""
    if head.inner or len(number) != 5 or not number.isdigit():
        return NONE
    start = words.starts[i - 1]
    before = next((name for name in _TROOPS if scan.text.endswith(name, 0, start)), "")
    return start - len(before)


def _department(scan: Scan, i: int, head: Head) -> int | None:
    """人民日报|国际部."""
    owner = scan.ends.get(scan.words.starts[i])
    return owner.start if owner is not None and owner.type == "media" and head.inner else None


def _police(scan: Scan, i: int, head: Head) -> int | None:
    """普洱|公安 where it acts: before a verb, a mark that ends the phrase, or the end; 重庆公安机关 is a class."""
    words = scan.words
    if not i or head.inner or words.texts[i - 1] in grammar.countries():
        return NONE
    front = division_from(scan, i - 1)
    if front is None and grammar.is_place(words.texts[i - 1], words.tags[i - 1]):
        front = i - 1
    if front is None:
        return NONE
    front = _first_place(scan, front)
    if i + 1 < len(words):
        word, tag = words.texts[i + 1], words.tags[i + 1]
        acts = tag in ("v", "vd", "vi", "d", "p") or word in _ANNOUNCING or word in "，。：；\n"
        if not acts:
            return NONE
    return NONE if scan.class_before(words.starts[front]) else words.starts[front]


def _party_school(scan: Scan, i: int, head: Head) -> int | None:
    """省委党校, 河北|省委党校: the school of a committee of the party that a generic word or a division names."""
    if head.inner not in _COMMITTEES:
        return None
    return scan.words.starts[_first_place(scan, i)]


def _first_place(scan: Scan, i: int) -> int:
    """The first of the places right before word ``i``, or the word itself."""
    words = scan.words
    while i and grammar.is_place(words.texts[i - 1], words.tags[i - 1]):
        i -= 1
    return i


SPECIAL: Mapping[str, Callable[[Scan, int, Head], int | None]] = {
    "部队": _troops,
    "部": _department,
    "公安": _police,
    "党校": _party_school,
}
"""By last word: the offset where the name begins, ``NONE`` for no name, None where the usual reading goes on."""
