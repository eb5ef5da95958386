"""Places inside names: the division or settlement that a name begins with, as jieba may have cut it."""

from __future__ import annotations

from extractors import institution_grammar as grammar
from extractors.institution_scan import Scan

_NO_SETTLEMENT = frozenset({"全", "本", "城市", "农村", "城乡", "乡镇", "行政", "自然", "新型", "城镇", "新"})


def place_in_front(inner: str) -> int:
    """The length of the name of a place that ``inner`` begins with."""
    places, national = grammar.place_words(), grammar.words("national")
    return next((n for n in range(min(len(inner), 8), 1, -1) if inner[:n] in places or inner[:n] in national), 0)


def named(scan: Scan, j: int, kind: str) -> int:
    """The index before the place whose name ends in the word of a ``kind`` (县, 镇) behind word ``j``; ``j`` for none."""
    texts, tags = scan.words.texts, scan.words.tags
    if j < 0:
        return j
    if grammar.is_place(texts[j], tags[j]) or texts[j] + kind in grammar.place_words():
        return j - 1
    verbal = tags[j] == "v" and j > 0 and texts[j - 1] in grammar.generic()
    if kind in grammar.words("settlement") and (verbal or _names_settlement(texts[j], tags[j])):
        if j > 1 and len(texts[j - 1]) == 1 and grammar.is_place(texts[j - 2], tags[j - 2]):
            return j - 2
        both = len(texts[j]) == 1 and j > 0 and len(texts[j - 1]) <= 2 and _names_settlement(texts[j - 1], tags[j - 1])
        return j - 2 if both else j - 1
    if j > 0 and texts[j - 1] + texts[j] + kind in grammar.place_words():
        return j - 2
    return j


def torn_off(scan: Scan, j: int) -> int:
    """1 where the front of a settlement's name stands in the word before its end: 龙头 + 山镇, 大 + 溪沟."""
    texts, tags = scan.words.texts, scan.words.tags
    if j > 1 and len(texts[j - 1]) == 1 and tags[j - 1][0] in "anm" and texts[j] not in grammar.place_words():
        return int(texts[j - 2][-1] in "区县市" and grammar.is_place(texts[j - 2], tags[j - 2]))
    if j == 0 or len(texts[j]) != 2 or texts[j][1] not in grammar.words("settlement") or len(texts[j - 1]) > 2:
        return 0
    return int(_names_settlement(texts[j - 1], tags[j - 1]) and not grammar.is_place(texts[j - 1], tags[j - 1]))


def _names_settlement(word: str, tag: str) -> bool:
    if word in grammar.words("stop") or word in grammar.words("class"):
        return False
    return tag[0] in "njasligbf" and word not in _NO_SETTLEMENT
