"""Fronts of names that the dictionary cut to pieces: 唐山|绿|能|环保科技有限公司, 望|城区|融媒体中心, 市|防治|“|非典|”|领导小组.

The reading of :mod:`extractors.institution_leftwards` stops at a word that names rarely have inside. From there on a
division, a generic prefix or an organisation still makes the front of the name where nothing between says that the
sentence begins anew: no mark, no particle, no preposition, no verb that names do not have.
"""

from __future__ import annotations

import re

from extractors import institution_grammar as grammar
from extractors.institution_grammar import Head
from extractors.institution_places import division_from, named
from extractors.institution_scan import Found, Scan
from extractors.institution_steps import LEGAL_FORMS

_LONGEST = 22
_QUOTED = 8
_BRAND = 10
_GAP = 12
_LONGEST_UNIT = 6
# Characters that end other names but may stand inside a made-up one.
_SOFT = frozenset("能可想会有来去上下里内后前外时间位类种年月日分地得新全正家名个原成")
# Words before which other names begin, and which stand inside some behind a place: 湖南省先进轨道交通产业创新中心.
_INSIDE = frozenset({"私立", "民办", "公立", "先进", "新型", "国家级", "普通", "高等", "现代"})
# Last words that follow their place at once.
_AT_ONCE = frozenset({"政府", "人民政府", "代表团"})
_QUOTING = frozenset({"government", "party", "public_institution", "association", "company"})
# Last words before which a short form may stand that is no word: 地|勘|局.
_ABBREVIATED = frozenset({"局", "厅", "委"})
_NO_BRAND = frozenset("大小老旧好多各总该某")
_NOUNS = frozenset({"n", "vn", "nz", "nr", "j"})
_HARD = frozenset("pcuxwrdyeo")
# Measure words that place names and trade names have: 寸滩, 克明.
_MEASURES = frozenset("寸尺丈斤克石里亩")
_NEVER_ODD = frozenset("的地在和与及被由对从向为了着过是有将把等并或至到于以按经据自即就都也")
_ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[次届批号]?|[一二三四五六七八九十〇○零\d]{2,5}|〇|○")


def stretched(scan: Scan, i: int, first: int, head: Head) -> int | None:
    """The index of the word at which the name begins whose words from ``first`` on are read; None where it stays so."""
    words = scan.words
    if head.suffix in _AT_ONCE:
        return None
    free = head.suffix in grammar.branded() or head.suffix in _ABBREVIATED
    end = words.starts[i]
    brand = head.suffix in grammar.branded()
    j = first - 1
    division: int | None = None
    while j >= 0 and end - words.starts[j] <= _LONGEST:
        word, tag = words.texts[j], words.tags[j]
        owner = scan.ends.get(words.starts[j] + len(word))
        if owner is not None:
            joins = division is None and may_own(owner, head, scan.text[owner.end : end])
            joins = joins and (first == i or (j == first - 1 and head.suffix in grammar.branches()))
            return scan.index_at(owner.start) if joins else (None if head.need == "sub" else division)
        if head.need == "sub":
            if end - words.starts[j] > _LONGEST_UNIT:
                return None
            if _piece(word, tag, free=True, adjacent=j == i - 1):
                j -= 1
                continue
            return None
        front = division_from(scan, j)
        if front is not None:
            division = front
            j = front - 1
            continue
        if division is not None:
            break
        if word in grammar.generic() and (i - j > 1 or head.inner):
            division = named(scan, j - 1, word) + 1
            j = division - 1
            continue
        if word == "国家" and i - j > 3 and words.texts[j + 1] in _INSIDE:
            return j
        if word == "”" and head.type in _QUOTING:
            j = _opening(scan, j) - 1
            continue
        if not _piece(word, tag, free=free, adjacent=j == i - 1) and not (brand and _no_verb(scan, j, end)):
            division = _behind_odd(scan, j) if head.suffix in LEGAL_FORMS else None
            break
        j -= 1
    if head.need == "sub":
        return None
    if division is None:
        return _brand(scan, i, first, j + 1, head) if grammar.branded().get(head.suffix) else None
    return None if first < i and _lone_verb(scan, division, first) else division


def _piece(word: str, tag: str, *, free: bool, adjacent: bool) -> bool:
    """Whether a word may stand between a division and the last word of a name."""
    if word in grammar.words("verb") or (free and word in grammar.words("craft")):
        return True
    if tag[0] in _HARD:
        return False
    if word in grammar.words("stop") or word in grammar.words("class"):
        if len(word) == 1:
            return free and word in _SOFT
        return word in _INSIDE and not adjacent
    if tag in ("m", "mention"):
        return bool(_ORDINAL.fullmatch(word)) or (free and word in _MEASURES)
    if tag[0] in "vt":
        return free and len(word) == 1
    return tag[0] != "f" or free


def _behind_odd(scan: Scan, j: int) -> int | None:
    """The division before one or two words that names hardly have: 北京|当代|复合材料有限公司, 苏州|得|尔达物流有限公司."""
    for k in range(j, j - 3, -1):
        if k <= 0 or not _odd(scan.words.texts[k], scan.words.tags[k]):
            return None
        front = division_from(scan, k - 1)
        if front is not None:
            return front
    return None


def _odd(word: str, tag: str) -> bool:
    """Whether a word may be a piece of a trade name although names rarely have it: a time, an adverb, a lone character."""
    if not word.isalpha() or not "一" <= word[0] <= "鿿" or word in _NEVER_ODD or word in grammar.words("class"):
        return False
    return len(word) == 1 or (tag in ("t", "tg", "d") and word not in grammar.words("stop"))


def _opening(scan: Scan, close: int) -> int:
    """The index of the “ before the ” at ``close``; ``close`` itself + 1 where there is none near."""
    texts = scan.words.texts
    return next((k for k in range(close - 1, max(close - _QUOTED, -1), -1) if texts[k] == "“"), -1)


def _no_verb(scan: Scan, j: int, end: int) -> bool:
    """Whether a verb before a short rest of a company's name is a piece of it (古|窖酒|业, 华中|强化|轮胎), not the sentence's."""
    word = scan.words.texts[j]
    return scan.words.tags[j] == "v" and len(word) == 2 and end - scan.words.end(j) <= 2 and not _closed(word)


def _closed(word: str) -> bool:
    return word in grammar.words("stop") or word in grammar.words("class")


def _lone_verb(scan: Scan, division: int, first: int) -> bool:
    """Whether what was skipped before a name that reads by itself is a verb of the sentence: 长沙市|建|恒通公司."""
    skipped = range(division, first)
    return len(skipped) == 2 and scan.words.tags[first - 1][0] == "v"


def _brand(scan: Scan, i: int, first: int, begin: int, head: Head) -> int | None:
    """A company's made-up name between a mark and its last word, where the dictionary has single characters only."""
    words = scan.words
    size = words.starts[i] - words.starts[begin] + len(head.inner) if begin <= i else 0
    if begin >= first or not 2 <= size <= _BRAND or words.texts[begin] in grammar.words("class"):
        return None
    if begin and words.tags[begin - 1][0] not in _HARD and words.texts[begin - 1] not in grammar.words("stop"):
        return None
    if words.texts[begin] in grammar.words("stop") or words.texts[begin] in _NO_BRAND:
        return None
    if first == i and words.starts[i] - words.starts[begin] < 2:
        return None
    whole = first < i and division_from(scan, first) is not None
    pieces = range(begin, first)
    if all(len(words.texts[k]) == 1 and words.tags[k][0] in ("nabjz" if whole else "nabjzvqlgst") for k in pieces):
        return begin
    nouns = all(len(words.texts[k]) == 1 or words.tags[k] in _NOUNS for k in pieces)
    return begin if first == i and nouns and len(words.texts[begin]) == 1 and i - begin > 1 else None


def may_own(owner: Found, head: Head, between: str) -> bool:
    """Whether an organisation before can be what the name begins with."""
    if len(between) > _GAP or any(mark in between for mark in "、，,“”"):
        return False
    if owner.type == "school" and head.suffix == "大学":
        return False
    if owner.type == "media" and head.type != "media":
        return False
    if head.type == "company" and owner.type in ("government", "party", "court") and head.need == "name":
        return False
    if head.suffix in ("小学", "中学", "幼儿园", "学校") and owner.type in ("government", "party"):
        return False
    return not (owner.type == "international" and head.type in ("court", "procuratorate"))
