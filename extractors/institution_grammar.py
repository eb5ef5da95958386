"""The words of organisation names: last words, words inside, words before which a name begins. Read from the lexicon."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from corpora import regions
from corpora.dictionary import Dictionary
from extractors.lexicon_io import load

if TYPE_CHECKING:  # assembly imports the names of institutions
    from extractors.assembly.words import Words

_OFFICES = (
    "书记|副书记|常委|委员|部长|主任|副主任|主席|副主席|院长|副院长|检察长|局长|副局长",
    "校长|院长|老师|教师|教授|毕业|总裁|员工|行长|律师|会长|主席|记者|干部|人员|局长",
)
_POST = re.compile(
    r"(省委|市委|区委|县委|州委|地委|旗委|盟委|纪委|党委|党组|工委|党工委|政法委|组织部|宣传部|统战部|团委|人大|政协|法院|检察院|公安局|教育局|财政局"
    rf"|卫生局|党支部|党总支|村委会)({_OFFICES[0]})"
    rf"|(小学|中学|大学|学院|医院|公司|银行|事务所|协会|商会|报社|工会|团委|海关|总局)({_OFFICES[1]})"
)
# 预算处 + 处长: jieba takes the two last words together (处处, 处处长, 科科长).
_NUMBERED_SCHOOL = re.compile("[一二三四五六七八九十]+中")
_TORN = re.compile(r"([处科局厅部所院会站台司])\1长?")
_NOT_GENERIC = ("市场", "市政", "市民", "省会", "区域", "区块", "县域", "州际")
_GENERIC_COMMITTEE = re.compile(r"(?:省|市|区|县|州|盟|旗|地)委")


class Head(Struct, frozen=True, gc=False):
    """What the end of a word says: the suffix, the type of body, what must stand before it, and how much is name.

    ``inner`` is what the word holds before the suffix; ``size`` the characters of the word that belong to the name
    (shorter than the word where it goes on: 县委书记).
    """

    suffix: str
    type: str
    need: str
    inner: str
    size: int


class Known(Struct, frozen=True, gc=False):
    """A name or short name of the tables. ``use``: ``name`` | ``word`` | ``eng`` | ``local`` (see the tables)."""

    name: str
    canonical: str
    type: str
    use: str
    follow: bool = False


@cache
def suffixes() -> dict[str, tuple[str, str]]:
    """Last words with their type and need."""
    return {row["suffix"]: (row["type"], row["need"]) for row in load("institution_suffixes")}


@cache
def branches() -> frozenset[str]:
    """Last words of branches that a body may have in a place: 国家税务总局重庆市税务局."""
    return frozenset(row["suffix"] for row in load("institution_suffixes") if row["branch"])


@cache
def branded() -> dict[str, bool]:
    """Last words before which a made-up name stands, and whether it needs no place: 厂 does not, 商店 does."""
    return {row["suffix"]: row["brand"] == "y" for row in load("institution_suffixes") if row["brand"]}


@cache
def followers() -> dict[str, tuple[str, ...]]:
    """What follows a last word, or the last character of a known name, and shows that it was none."""
    return {row["end"]: tuple(row["followers"].split()) for row in load("institution_followers")}


@cache
def _unless() -> dict[str, tuple[str, ...]]:
    return {row["end"]: tuple(row["unless"].split()) for row in load("institution_followers") if row["unless"]}


def stays_whole(end: str, text: str, at: int) -> bool:
    """Whether what follows at ``at`` only begins like a follower of ``end``: 教育部|分别, 铁道部|分管, not 部分."""
    return text.startswith(_unless().get(end, ()), at)


@cache
def generic() -> frozenset[str]:
    """Prefixes that stand for the document's own or the last-named place: 市司法局, 镇医院."""
    return words("generic") | words("settlement")


@cache
def words(use: str) -> frozenset[str]:
    """The words of institution_words.tsv with one use."""
    return frozenset(row["word"] for row in load("institution_words") if use in row["use"].split())


@cache
def pairs() -> frozenset[tuple[str, str]]:
    """What stands on both sides of 和 or 与 inside a name."""
    sides = (row["pair"].partition("|") for row in load("institution_pairs"))
    return frozenset((left, right) for left, _, right in sides)


@cache
def not_names() -> dict[str, str]:
    """Words that end like an organisation and are none, with the reason: ``word`` or ``class``."""
    return {row["word"]: row["reason"] for row in load("not_institutions")}


@cache
def known_names() -> dict[str, Known]:
    """Every name and short name of the tables."""
    out = {row["name"]: Known(row["name"], row["name"], row["type"], "name") for row in load("central_organs")}
    types = {name: known.type for name, known in out.items()}
    for row in load("institution_abbreviations"):
        name, canonical, use = row["abbreviation"], row["canonical"], row["use"]
        if use in ("never", "hospital"):
            continue
        out[name] = Known(name, canonical, types.get(canonical) or type_of(canonical), use, row["follow"] == "y")
    return out


@cache
def hospitals() -> dict[str, str]:
    """Usual names of hospitals with the official ones: 北京友谊医院 → 首都医科大学附属北京友谊医院."""
    rows = load("institution_abbreviations")
    return {row["abbreviation"]: row["canonical"] for row in rows if row["use"] == "hospital"}


@cache
def known_dictionary() -> Dictionary[Known]:
    """All known names for one pass over a text. Words that are last words are left out."""
    return Dictionary(
        {name: known for name, known in known_names().items() if not (known.use == "local" and name in suffixes())}
    )


@cache
def last_characters() -> frozenset[str]:
    """The characters that last words end in."""
    return frozenset(suffix[-1] for suffix in suffixes())


@cache
def _last_of_words() -> frozenset[str]:
    """The characters in which a word ends that may have a head: of last words, and of posts behind them."""
    return last_characters() | {office[-1] for offices in _OFFICES for office in offices.split("|")} | {"长"}


class _Heads(dict[str, Head | None]):
    """The heads of the words met: a plain dictionary, whose look-up costs half of a cached call."""

    def __missing__(self, word: str) -> Head | None:
        head = self[word] = _head_of(word)
        return head


_HEADS = _Heads()


def heads(text: str, words: Words) -> Iterator[tuple[int, Head]]:
    """The places of the words of ``text`` that end in a head, each with its head.

    Found by the characters they end in: to look up each word takes four times as long, for the table of all words is
    too large for the processor's caches.
    """
    starts, texts = words.starts, words.texts
    i, count = 0, len(starts)
    for match in _ends().finditer(text):
        end = match.end()
        i = bisect_left(starts, end, i)
        if (i == count or starts[i] == end) and (head := _HEADS[texts[i - 1]]) is not None:
            yield i - 1, head


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(re.escape, sorted(_last_of_words())))}]")


def head_of(word: str) -> Head | None:
    """The head that ``word`` ends in, or None."""
    return _HEADS[word]


def _head_of(word: str) -> Head | None:
    if word[-1] not in _last_of_words():
        return None
    torn = _TORN.fullmatch(word)
    if torn and torn[1] in suffixes():
        return Head(torn[1], *suffixes()[torn[1]], "", 1)
    post = _POST.fullmatch(word)
    name = post[1] or post[3] if post else word
    if name[-1] not in last_characters() or not_names().get(name) in ("word", "whole"):
        return None
    if len(name) > 2 and name[0] in "各某该本我每":
        return None
    table, excluded = suffixes(), not_names()
    for cut in range(len(name)):
        suffix = name[cut:]
        if suffix in table:
            kind, need = table[suffix]
            return Head(suffix, kind, need, name[:cut], len(name))
        if excluded.get(suffix) == "word":
            return None
    return None


def generic_inside(head: Head) -> bool:
    """Whether the word brings its own generic prefix: 市政府, 县委, 省政协, 省公安厅."""
    if head.inner in generic() or (not head.inner and bool(_GENERIC_COMMITTEE.fullmatch(head.suffix))):
        return True
    return head.inner[:1] in words("generic") and len(head.inner) > 2 and not head.inner.startswith(_NOT_GENERIC)


@cache
def place_words() -> frozenset[str]:
    """Names and short names of provinces, prefectures and counties, and names of states."""
    return regions.names() | countries()


@cache
def countries() -> frozenset[str]:
    """Short names of states and of territories with organs of their own."""
    return frozenset(row["name"] for row in load("countries"))


@cache
def country_characters() -> dict[str, str]:
    """One-character forms of states with their names: 俄 → 俄罗斯."""
    return {row["short"]: row["name"] for row in load("countries") if row["short"]}


def branded_alone(head: Head, name: str) -> bool:
    """Whether a name stands before the last word alone: 波音 before 公司, 协和 before 医院."""
    if head.type == "company":
        return name in words("brand") and head.suffix in ("公司", "集团", "总公司", "集团公司")
    return head.suffix == "医院" and name in words("clinic")


@cache
def place_characters() -> frozenset[str]:
    """One-character short forms of divisions: 渝, 沪."""
    return regions.characters()


def is_place(word: str, tag: str) -> bool:
    """Whether a word names a place: a division, or what jieba tags as one."""
    if (
        len(word) == 1
        or word[0] == "各"
        or word in words("verb")
        or word in words("stop")
        or _NUMBERED_SCHOOL.fullmatch(word)
    ):
        return False
    return (
        tag == "ns"
        or (tag == "nt" and word.endswith("联邦"))
        or word in place_words()  # whatever the tag: jieba has 保定 as a verb, 大连 as an adverb, 清远 as an adjective
    )


@cache
def _type_rules() -> tuple[tuple[str, str, bool], ...]:
    rows = [row for row in load("institution_types") if row["where"] != "never"]
    return tuple((row["part"], row["type"], row["where"] == "end") for row in rows)


def type_of(name: str, default: str = "other") -> str:
    """The type that a name shows: by the type table, else by its longest known suffix, else ``default``."""
    for part, kind, at_end in _type_rules():
        if name.endswith(part) if at_end else part in name:
            return kind
    table = suffixes()
    for cut in range(len(name)):
        found = table.get(name[cut:])
        if found:
            return default if found[1] == "sub" else found[0]
    return default
