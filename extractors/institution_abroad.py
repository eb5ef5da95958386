"""States by one character in names: before their organs (俄外交部) and in pairs (中俄总理定期会晤委员会)."""

from __future__ import annotations

from extractors import institution_grammar as grammar
from extractors.institution_grammar import Head
from extractors.institution_scan import Scan

# Characters that are hardly anything else before an organ's name; the others count inside one word only (以国防部).
_CLEAR = frozenset("美英俄韩德法日澳印越泰乌朝")
_IN_PAIRS = frozenset("中美英俄韩德法日澳印越泰朝蒙哈巴意")
_PAIRED = frozenset({"association", "international"})
_PAIRED_HEADS = frozenset({"委员会", "工作组", "协调小组", "中心", "研究中心", "研究院", "研究所", "学院", "理事会"})
_DASHES = "—-－–"
# What makes a day of 日: 5日, 当日.
_OF_DAYS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十〇当同今近每连节假")


def organ(scan: Scan, start: int, name: str) -> tuple[int, str] | None:
    """The beginning and full name of a state's organ whose last word ``name`` begins at ``start``: 俄|外交部 → 俄罗斯外交部."""
    front = start - 1
    character = scan.text[front : front + 1]
    country = grammar.country_characters().get(character)
    if country is None or character == "中" or name not in grammar.words("abroad") or not scan.is_edge(front):
        return None
    if scan.is_edge(start) and character not in _CLEAR:
        return None
    before = scan.text[front - 1] if front else ""
    if before in grammar.country_characters() or (character == "日" and before in _OF_DAYS):
        return None
    return front, country + name


def organ_of(scan: Scan, start: int, end: int, head: Head) -> tuple[int, str] | None:
    """The same for the last word that begins at ``start`` and ends at ``end``: 国防部 behind 德, 俄外交部, 俄内务部 as one word."""
    if head.inner and head.inner[0] not in grammar.country_characters():
        return None
    begins = start + 1 if head.inner else start
    return organ(scan, begins, scan.text[begins:end])


def pair_from(scan: Scan, j: int, head: Head) -> int | None:
    """The index of the first word of a pair of states that ends with word ``j``: 中|俄, 中美."""
    texts = scan.words.texts
    word = texts[j]
    if len(word) > 2 or word[-1] not in _IN_PAIRS or not may_be_paired(head):
        return None
    if len(word) == 2:
        return j if is_pair(word) else None
    return j - 1 if j and len(texts[j - 1]) == 1 and is_pair(texts[j - 1] + word) else None


def is_pair(word: str) -> bool:
    """Whether two characters stand for two states: 中俄, 美中."""
    return len(word) == 2 and word[0] != word[1] and set(word) <= _IN_PAIRS


def may_be_paired(head: Head) -> bool:
    """Whether two states have bodies of this kind in common: a committee, no government."""
    return head.type in _PAIRED or head.suffix in _PAIRED_HEADS


def with_partner(scan: Scan, front: int) -> int:
    """The beginning of a name with the state before a dash: 中国—|东盟联合合作委员会."""
    if front < 3 or scan.text[front - 1] not in _DASHES:
        return front
    words = scan.words
    j = scan.index_at(front) - 2
    return words.starts[j] if j >= 0 and words.texts[j] in grammar.countries() else front
