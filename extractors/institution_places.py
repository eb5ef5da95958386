"""Places inside names: the division or settlement that a name begins with, as jieba may have cut it."""

from __future__ import annotations

from extractors import institution_grammar as grammar
from extractors.institution_scan import Scan

_LONGEST_ZONE = 12
_BOUNDARY = frozenset("pcuxwrdyeo")
_ADVERBS = frozenset("也都就才又再还已将不未均共并先全仅曾正即便亦皆常更很最只另极渐")
_KIND = frozenset({"国家级", "先进", "新", "名", "前"})
_FREE_TRADE = frozenset("自贸")  # 自|贸|试验区
_DIVISION_ENDS = ("区", "县", "镇", "乡", "街道", "苏木")
_NO_SETTLEMENT = frozenset({"全", "本", "城市", "农村", "城乡", "乡镇", "行政", "自然", "新型", "城镇", "新"})


def place_in_front(inner: str) -> int:
    """The length of the name of a place that ``inner`` begins with."""
    places, national = grammar.place_words(), grammar.words("national")
    return next((n for n in range(min(len(inner), 8), 1, -1) if inner[:n] in places or inner[:n] in national), 0)


def division_from(scan: Scan, j: int) -> int | None:
    """The index of the first word of a division's name that ends with word ``j``, be it cut in two or three: 岳|阳."""
    texts = scan.words.texts
    word, places = texts[j], grammar.place_words()
    if len(word) > 1:
        if word in places:
            return j
        if scan.words.tags[j] in ("nz", "nt") and place_in_front(word):
            return j
    if len(word) <= 3:
        for k in (j - 1, j - 2):
            if k >= 0 and len(texts[k]) <= 2 and (joined := "".join(texts[k : j + 1])) in places and len(joined) <= 8:
                return k
    return None


def zone_from(scan: Scan, j: int) -> int | None:
    """The index of the first word of the name of the zone that ends with word ``j``: 成都|高新技术|产业|开发区, 两江|新区.

    None for a zone that only says its kind (开发区, 经济技术开发区).
    """
    texts, tags = scan.words.texts, scan.words.tags
    zones = grammar.words("zone")
    proper: int | None = None
    size, k = 0, j - 1
    while k >= 0 and size <= _LONGEST_ZONE:
        front = division_from(scan, k)
        if front is not None:
            return front
        word, tag = texts[k], tags[k]
        if word in grammar.generic() and word not in zones:
            return named(scan, k - 1, word) + 1
        if word not in _FREE_TRADE and _ends_zone(word, tag):
            break
        if tag in ("ns", "nz", "nr", "nrt", "j") or (len(word) == 1 and word not in zones):
            proper = k
        size, k = size + len(word), k - 1
    return proper


def _ends_zone(word: str, tag: str) -> bool:
    """Whether a word cannot be part of a zone's name."""
    if tag[0] in _BOUNDARY or word in grammar.words("class"):
        return True
    if word in grammar.words("stop"):
        return word not in _KIND
    return tag[0] in "vt" and word not in grammar.words("verb")


def settlement(scan: Scan, j: int) -> int | None:
    """The index before the name of a settlement whose kind stands behind word ``j``; None where no name is plain.

    The name is what stands between a division, another settlement or a mark and the kind: 区|牛市|口|街道, 乡|甲|山|村.
    """
    texts, tags = scan.words.texts, scan.words.tags
    kinds = grammar.words("settlement")
    size, k, inside = 0, j, False
    while k >= 0 and not inside:
        word = texts[k]
        if k < j:
            kind = word in kinds or word in grammar.generic() or word.endswith(_DIVISION_ENDS)
            inside = kind or division_from(scan, k) is not None
        if inside or word in grammar.words("stop") or word in grammar.words("class"):
            break
        if tags[k][0] in _BOUNDARY and not _rare(word, tags[k]):
            break
        size, k = size + len(word), k - 1
        if size > 4:
            return None
    pieces = range(k + 1, j + 1)
    if not pieces or size < 2 or any(texts[n] in _NO_SETTLEMENT for n in pieces):
        return None
    one = [n for n in pieces if len(texts[n]) == 1]
    plain = all(n in one or _names_settlement(texts[n], tags[n]) for n in pieces)
    return k if plain and (inside or any(tags[n] != "v" for n in pieces)) else None


def _rare(word: str, tag: str) -> bool:
    """Whether a character tagged as an adverb may be one of a name: 召忽镇."""
    return len(word) == 1 and tag == "d" and word not in _ADVERBS


def named(scan: Scan, j: int, kind: str) -> int:
    """The index before the place whose name ends in the word of a ``kind`` (县, 镇) behind word ``j``; ``j`` for none."""
    texts, tags = scan.words.texts, scan.words.tags
    if j < 0:
        return j
    if grammar.is_place(texts[j], tags[j]) or texts[j] + kind in grammar.place_words():
        return j - 1
    verbal = tags[j] == "v" and j > 0 and texts[j - 1] in grammar.generic()
    if kind in grammar.words("settlement"):
        front = settlement(scan, j)
        if front is not None:
            return front
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
        if texts[j - 2] in grammar.words("settlement"):
            return 1
        return int(texts[j - 2][-1] in "区县市" and grammar.is_place(texts[j - 2], tags[j - 2]))
    if j == 0 or len(texts[j]) != 2 or texts[j][1] not in grammar.words("settlement") or len(texts[j - 1]) > 2:
        return 0
    return int(_names_settlement(texts[j - 1], tags[j - 1]) and not grammar.is_place(texts[j - 1], tags[j - 1]))


def _names_settlement(word: str, tag: str) -> bool:
    if word in grammar.words("stop") or word in grammar.words("class"):
        return False
    return tag[0] in "njasligbf" and word not in _NO_SETTLEMENT
