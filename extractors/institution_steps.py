"""One word at a time from the end of a name leftwards: what it adds to the name, and whether reading goes on."""

from __future__ import annotations

import re

from msgspec import Struct

from extractors import institution_grammar as grammar
from extractors.institution_abroad import pair_from
from extractors.institution_grammar import Head
from extractors.institution_places import division_from, named, place_in_front, torn_off, zone_from
from extractors.institution_scan import Scan

_ORDINAL = re.compile(r"第|第?[一二三四五六七八九十百\d]{1,4}[届次]?")
STATE_FRONT = frozenset({"九三学社", "民革", "民盟", "民建", "民进", "农工党", "致公党", "台盟"}) | frozenset(
    {
        "中共",
        "中国共产党",
        "政协",
        "共青团",
        "中国人民政治协商会议",
        "中华人民共和国",
        "民航",
        "武警",
        "海军",
        "空军",
        "陆军",
    }
)
_PROPER_TAGS = frozenset({"nz", "nr", "nt", "eng", "nrt", "nrfg"})
_WORLD = frozenset({"世界", "国际", "全球", "亚洲", "亚太"})
LEGAL_FORMS = frozenset({"有限公司", "有限责任公司", "股份公司", "律师事务所", "会计师事务所"})
_NOUNS = frozenset({"n", "vn", "an", "nz", "j", "l", "b"})
_NEVER_JOINED = frozenset({"media", "company", "court", "procuratorate", "people_congress", "hospital"})
# Zones that name themselves in a document of their city.
_OWN_ZONES = frozenset({"高新区", "经开区", "自贸区"})
_NUMERALS = frozenset("一二三四五六七八九十两")
_QUANTITIES = _NUMERALS | frozenset("百千万亿几多数半余〇○零")
_ZEROS = "〇○"
_NUMBERED = frozenset({"school", "hospital", "court"})


class Reach(Struct, gc=False):
    """How far the reading has come: the leftmost place or prefix, the leftmost proper word, the leftmost plain one."""

    anchor: int | None = None
    place: bool = False
    proper: int | None = None
    plain: int | None = None
    prefix: bool = False
    joined: bool = False
    world: int | None = None


def step(scan: Scan, j: int, i: int, head: Head, reach: Reach) -> int | None:
    """Read word ``j`` of a name that ends in word ``i``: the next index to read, None where the name begins behind it."""
    word, tag = scan.words.texts[j], scan.words.tags[j]
    if len(word) < 3 and reach.anchor is None:
        paired = pair_from(scan, j, head)
        if paired is not None:
            reach.anchor, reach.place = paired, True
            return paired - 1
        if len(word) == 1 and j and scan.words.texts[j - 1] == "驻" and word in grammar.country_characters():
            reach.anchor = sender(scan, j - 1)
            return None
    if word in grammar.words("zone"):
        front = zone_from(scan, j) if reach.anchor is None or (reach.place and reach.anchor == j + 1) else None
        if front is not None:
            reach.anchor, reach.place = front, True
            return front - 1
        if word in _OWN_ZONES and reach.anchor is None:
            reach.anchor, reach.place = j, True
            return None
    if word in grammar.generic():
        return _generic(scan, j, reach)
    if word in grammar.words("national"):
        return _national(scan, word, j, reach)
    division = division_from(scan, j) if len(word) <= 3 else None
    if division is not None and division < j and (reach.anchor is None or reach.place or reach.prefix):
        reach.anchor, reach.place = division, True
        return division - 1
    if grammar.is_place(word, tag):
        abroad = word in grammar.countries() and word != "中国"
        if reach.anchor is not None and not reach.place and not reach.prefix and not abroad:
            return None
        reach.anchor, reach.place = j - torn_off(scan, j), True
        return reach.anchor - 1
    if reach.anchor is not None:
        return _behind_place(scan, j, reach)
    if word in ("和", "与", "及") and j > 0:
        return _joined(scan, j, i, head, reach)
    if word == "·" and reach.plain == j + 1:
        return j - 1
    if word in ")）":
        opened = _bracket(scan.words.texts, j)
        return None if opened is None else opened - 1
    return _plain(scan, j, i, head, reach)


def _generic(scan: Scan, j: int, reach: Reach) -> int | None:
    """市, 县, 镇 …: an anchor, with the name of the place before it where it is one."""
    texts = scan.words.texts
    word = texts[j]
    if j and word == "省" and texts[j - 1] in grammar.words("ministry"):
        return None
    if reach.anchor is not None and not (reach.place and reach.anchor == j + 1):
        return None
    if j and texts[j - 1] in grammar.words("zone") and (front := zone_from(scan, j - 1)) is not None:
        reach.anchor, reach.place = front, True
        return front - 1
    reach.anchor, reach.prefix = j, not reach.place
    left = named(scan, j - 1, word)
    if left < j - 1:
        reach.anchor, reach.place, reach.prefix = left + 1, True, False
    return left


def _national(scan: Scan, word: str, j: int, reach: Reach) -> int | None:
    """国家, 中国, 全国 … are anchors; 世界, 国际 only where nothing further left is one."""
    before = scan.words.texts[j - 1] if j else ""
    if word == "全国" and reach.anchor is None and (before in ("创建", "争创") or _ORDINAL.fullmatch(before)):
        reach.world = j - 1
        return j - 1
    if reach.anchor is not None and word != "中共":
        reach.anchor = j if word in ("中国", "中华") and reach.place else reach.anchor
        return None
    if word in _WORLD:
        reach.world = j
    else:
        reach.anchor = j
    return j - 1


def _behind_place(scan: Scan, j: int, reach: Reach) -> int | None:
    """What may stand before the place that a name was found to begin with: 中国驻…, 大学附属…, 中共…, 圭亚那—…."""
    texts, tags = scan.words.texts, scan.words.tags
    word = texts[j]
    if reach.anchor == j + 1 and j > 0:
        if word in ("—", "-", "－") and grammar.is_place(texts[j - 1], tags[j - 1]):
            reach.anchor = j - 1
            return j - 2
        if reach.place and (word == "驻" or (word == "附属" and scan.words.end(j - 1) in scan.ends)):
            return _posted(scan, j - 1, reach)
    if reach.place and word in STATE_FRONT:
        reach.anchor = j
    return None


def _joined(scan: Scan, j: int, i: int, head: Head, reach: Reach) -> int | None:
    """和 and 与 inside a name: between a known pair, else only where a place or body further left makes it a name."""
    texts, tags = scan.words.texts, scan.words.tags
    following = head.inner if j + 1 == i and head.inner else texts[j + 1]
    if (texts[j - 1], following) in grammar.pairs():
        reach.plain = j - 1
        return j - 2
    if texts[j] == "及" or j >= i or reach.joined or reach.plain != j + 1 or head.type in _NEVER_JOINED:
        return None
    if not all(tags[k] in _NOUNS or texts[k] in grammar.words("verb") for k in (j - 1, j + 1)):
        return None
    reach.joined = True
    return j - 1


def _plain(scan: Scan, j: int, i: int, head: Head, reach: Reach) -> int | None:
    """Words without a place: proper ones can begin a name, plain ones can stand in it."""
    texts = scan.words.texts
    word, tag = texts[j], scan.words.tags[j]
    if head.suffix in LEGAL_FORMS and _piece_of_brand(word, tag):
        reach.plain = reach.proper = j
        return j - 1
    if word == "单位" and head.suffix in LEGAL_FORMS:
        return None
    if not modifier(word, tag) and not (head.type == "company" and word in grammar.words("craft")):
        return None
    if word in _NUMERALS and texts[j + 1][0] not in _NUMERALS and texts[j - 1][-1] not in _ZEROS:
        numbered = j == i - 1 and head.type in _NUMBERED and j > 0
        numbered = numbered and (texts[j - 1][-1] in "省市县区州旗" or _small_place(scan, j - 1))
        if not numbered:
            return None
    if not reach.joined:
        if j == i - 1 and len(word) == 1 and grammar.branded_alone(head, texts[j - 1] + word):
            reach.plain = reach.proper = j - 1
            return j - 2
        alone = j == i - 1 and grammar.branded_alone(head, word)
        if alone or _is_proper(word, tag) or (head.type == "other" and _ORDINAL.fullmatch(word)):
            reach.proper = j
        reach.plain = j
    return j - 1


def _small_place(scan: Scan, j: int) -> bool:
    """Whether a word is a name, and none of a division or state, before a number: 湘雅|二|医院, not 美国|一|小学."""
    return scan.words.tags[j] in ("ns", "nz") and scan.words.texts[j] not in grammar.place_words()


def _piece_of_brand(word: str, tag: str) -> bool:
    """Whether a word may be a piece of a made-up company name, which jieba cuts into characters: 普乐普, 某某."""
    if word in ("某", "某某", "某甲", "××", "XX"):
        return True
    if tag == "m" and (word in _QUANTITIES or not word.isalpha()):
        return False
    return len(word) == 1 and tag[0] not in "pcuxwr" and word not in grammar.words("stop") | grammar.words("class")


def _is_proper(word: str, tag: str) -> bool:
    if len(word) == 1:
        return word in grammar.place_characters() and tag in ("j", "ns", "n", "nr", "ng")
    return (tag in _PROPER_TAGS and word not in grammar.not_names()) or tag == "j" or word in grammar.words("direction")


def sender(scan: Scan, j: int) -> int:
    """The index of the state before 驻 at ``j``, be it one character: 中国|驻日使馆, 俄|驻美大使馆; ``j`` where none stands there."""
    if not j:
        return j
    word = scan.words.texts[j - 1]
    return j - 1 if word in grammar.countries() or word in grammar.country_characters() else j


def _posted(scan: Scan, j: int, reach: Reach) -> int | None:
    """The sender before 驻: 中国驻韩国大使馆, 外交部驻澳门特派员公署."""
    words = scan.words
    owner = scan.ends.get(words.end(j))
    if owner is not None:
        reach.anchor = scan.index_at(owner.start)
    elif grammar.is_place(words.texts[j], words.tags[j]) or words.texts[j] in grammar.words("national"):
        reach.anchor = j
    else:
        return None
    return reach.anchor - 1


def modifier(word: str, tag: str) -> bool:
    """Whether a word may stand inside a name: nouns and the like, verbs of the table, ordinals."""
    if word in grammar.words("stop") or word in grammar.words("class"):
        return False
    if word in grammar.words("verb"):
        return True
    if word in _ZEROS:
        return True
    if tag in ("m", "mention"):
        return bool(_ORDINAL.fullmatch(word))
    return tag in ("eng", "zg", "tg") or tag[0] not in "pcudrxwyeotqmzv" or tag == "vn"


def _bracket(texts: list[str], close: int) -> int | None:
    """The index of the bracket that opens before word ``close``, where the content belongs to names: （集团）, （重庆）."""
    for j in range(close - 1, max(close - 6, -1), -1):
        if texts[j] in "(（":
            inside = "".join(texts[j + 1 : close])
            fits = inside in ("集团", "中国", "股份", "控股", "国际", "全国", "中央")
            return j if inside and (fits or place_in_front(inside) == len(inside)) else None
    return None
