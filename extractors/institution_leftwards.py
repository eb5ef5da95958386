"""Where a name begins: from its last word leftwards, as far as names have such words inside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors import institution_grammar as grammar
from extractors.institution_grammar import Head
from extractors.institution_scan import Found, Scan

_FARTHEST = 12
_GAP = 12
_NO_SETTLEMENT = frozenset({"全", "本", "城市", "农村", "城乡", "乡镇", "行政", "自然", "新型", "城镇", "新"})
_NEVER_BY_BRAND = frozenset({"public_institution", "government", "company"})
_NUMBERED = frozenset({"school", "hospital", "court"})
_NUMERALS = frozenset("一二三四五六七八九十两")
_ORDINAL = re.compile(r"第|第?[一二三四五六七八九十百\d]{1,4}届?")
_STATE_FRONT = frozenset({"民革", "民盟", "民建", "民进", "农工党", "致公党", "台盟"}) | frozenset(
    {"中共", "中国共产党", "政协", "共青团", "中国人民政治协商会议", "中华人民共和国"}
)
_PROPER_TAGS = frozenset({"nz", "nr", "nt", "eng", "nrt", "nrfg"})
_NATION_WIDE = frozenset({"全国", "全球"})
_WORLD = frozenset({"世界", "国际", "全球", "亚洲", "亚太"})
# What is one body for the whole country; other last words behind 全国 make a class (全国法院, 全国医院).
_NATION_WIDE_TYPES = frozenset({"association", "people_congress", "international", "media"})
_NATION_WIDE_HEADS = frozenset(
    {
        "委员会",
        "办公室",
        "领导小组",
        "中心",
        "指挥部",
        "组委会",
        "办",
        "工作领导小组",
        "协调小组",
        "总指挥部",
        "服务中心",
    }
)
_NOUNS = frozenset({"n", "vn", "an", "nz", "j", "l", "b"})
_NEVER_JOINED = frozenset({"media", "company", "court", "procuratorate", "people_congress", "hospital"})
# Kinds of body that a division has many of.
_KINDS = frozenset(
    {
        "小学",
        "中学",
        "学校",
        "幼儿园",
        "公司",
        "银行",
        "集团",
        "酒店",
        "宾馆",
        "商场",
        "超市",
        "工厂",
        "厂",
        "学院",
        "合作社",
    }
    | {
        "卫生室",
        "诊所",
        "养老院",
        "敬老院",
        "律师事务所",
        "会计师事务所",
        "有限公司",
        "出版社",
        "村委会",
        "居委会",
        "派出所",
    }
    | {"大学", "医院门诊部", "社区卫生服务中心", "卫生院", "街道办", "街道办事处", "村民委员会", "居民委员会", "企业"}
)
_RULE = re.compile("第[一二三四五六七八九十]{1,3}条")
_SHORT_WHOLES = frozenset({"集团", "银行", "出版社"})
_LEGAL_FORMS = frozenset({"有限公司", "有限责任公司", "股份公司", "律师事务所", "会计师事务所"})


@dataclass(slots=True)
class _Reach:
    """How far the reading has come: the leftmost place or prefix, the leftmost proper word, the leftmost plain one."""

    anchor: int | None = None
    place: bool = False
    proper: int | None = None
    plain: int | None = None
    prefix: bool = False
    joined: bool = False
    world: int | None = None


def begin(scan: Scan, i: int, head: Head) -> int | None:
    """The offset where the name begins that ends in ``head``, whose last word starts with word ``i``; None for no name."""
    start = scan.words.starts[i]
    if head.need == "any":
        return None if scan.class_before(start) else start
    if grammar.generic_inside(head):
        if head.need == "sub":
            return None
        left = _named(scan, i - 1, head.inner) if head.inner in grammar.words("settlement") else i - 1
        if left < i - 1:
            return with_places(scan, left + 1, scan.words.starts[left + 1], head, chain=False)
        return with_places(scan, i, start, head)
    last = scan.order[-1] if scan.order else None
    if last is not None and last.start == start and last.rule == "known_name" and head.inner:
        return start
    if head.inner:
        size = place_in_front(head.inner)
        if size and head.need == "sub" and size == len(head.inner):
            return None
        if size:
            return with_places(scan, i, start, head, chain=False)
        if head.need == "name" and scan.words.tags[i] in ("nt", "nz") and len(head.inner) >= 2:
            found = leftwards(scan, i, head)
            whole = len(head.inner) >= 3 or head.type in ("school", "media") or head.suffix in _SHORT_WHOLES
            return start if found is None and whole and not scan.class_before(start, chain=False) else found
    return leftwards(scan, i, head)


def place_in_front(inner: str) -> int:
    """The length of the name of a place that ``inner`` begins with."""
    places, national = grammar.place_words(), grammar.words("national")
    return next((n for n in range(min(len(inner), 8), 1, -1) if inner[:n] in places or inner[:n] in national), 0)


def with_places(scan: Scan, i: int, start: int, head: Head | None = None, *, chain: bool = True) -> int | None:
    """The beginning of a name whose word ``i`` brings its place: places, 中共 and 政协 directly before it join."""
    words = scan.words
    if scan.class_before(start, chain=chain):
        return None
    j = i - 1
    while j >= 0 and i - j <= 6:
        word = words.texts[j]
        if word in _STATE_FRONT:
            return words.starts[j]
        if not grammar.is_place(word, words.tags[j]):
            break
        start = words.starts[j]
        j -= 1
    if j > 0 and words.texts[j] == "附属" and words.starts[j + 1] == start and words.starts[j] in scan.ends:
        return scan.ends[words.starts[j]].start
    owner = scan.ends.get(start)
    branch = head is not None and head.suffix in grammar.branches()
    if owner is not None and branch and owner.type in ("company", "school", "government", "party") and not chain:
        central = owner.type != "government" or owner.head in grammar.known_names() or owner.rule == "known_name"
        return owner.start if central else start
    return start


def leftwards(scan: Scan, i: int, head: Head, *, known: bool = False) -> int | None:
    """The beginning of a name by the words before word ``i``. ``known``: a known name, which no body owns."""
    words = scan.words
    texts, tags, starts = words.texts, words.tags, words.starts
    reach = _Reach(plain=i if head.inner else None)
    classes = grammar.words("class")
    j = i - 1
    floor = max(-1, i - _FARTHEST)
    while j > floor:
        word = texts[j]
        owner = scan.ends.get(starts[j] + len(word))
        if owner is not None:
            joins = reach.anchor is None or (
                head.suffix in grammar.branches() and not reach.prefix and reach.anchor == j + 1
            )
            if (
                joins
                and not (known and owner.end == starts[i])
                and _may_own(owner, head, scan.text[owner.end : starts[i]])
            ):
                return owner.start
            break
        if word in classes and not (word in ("某", "某某") and head.suffix in _LEGAL_FORMS):
            if j == i - 1 or (reach.anchor == j + 1 and not reach.place):
                return None
            break
        step = _step(scan, j, i, head, reach)
        if step is None or (known and reach.anchor is None):
            break
        j = step
    if reach.anchor is None and len(head.suffix) > 1:
        reach.anchor = reach.world
    if reach.anchor is not None:
        if head.need == "sub" or (head.suffix == "政府" and not _adjacent(scan, reach.anchor, i)):
            return None
        front = starts[reach.anchor]
        chain = texts[reach.anchor] in grammar.generic()
        if _kind_of_place(scan, reach, i, head):
            return None
        return None if scan.class_before(front, chain=chain) or _nation_wide_class(texts[reach.anchor], head) else front
    return _without_place(scan, i, head, reach, tags)


def _kind_of_place(scan: Scan, reach: _Reach, i: int, head: Head) -> bool:
    """Whether the name is a division and a kind of body only (天河区小学, 市民政部门, 镇人民政府 in a rule): a class."""
    texts = scan.words.texts
    if head.inner and not head.suffix.endswith("部门"):
        return False
    before = texts[i - 1]
    if head.suffix == "中心":
        return before in grammar.generic() or (reach.place and reach.anchor == i - 1)
    if head.suffix in ("公司", "集团", "超市", "酒店", "学校"):
        return before in grammar.words("generic") or before in grammar.place_words()
    if head.suffix.endswith("部门"):
        return before in grammar.generic() and not reach.place
    if head.suffix in _KINDS:
        return (
            (before in grammar.generic() and not reach.place)
            or before in grammar.words("generic")
            or (before[-1] in "省市区县" and grammar.is_place(before, scan.words.tags[i - 1]))
        )
    settlement = before in grammar.words("settlement") and not reach.place
    return settlement and head.type in ("government", "party") and _RULE.search(scan.text) is not None


def _adjacent(scan: Scan, anchor: int, i: int) -> bool:
    """Whether only kinds of division stand between a place and 政府: 澳门特区政府, not 美国特朗普政府."""
    texts, tags = scan.words.texts, scan.words.tags
    fits = grammar.generic() | grammar.words("national") | {"特区", "特别行政区", "联邦", "自治"}
    return all(texts[k] in fits or grammar.is_place(texts[k], tags[k]) for k in range(anchor + 1, i))


def _step(scan: Scan, j: int, i: int, head: Head, reach: _Reach) -> int | None:
    """Read word ``j``: the next index to read, None where the name begins behind it."""
    texts, tags = scan.words.texts, scan.words.tags
    word, tag = texts[j], tags[j]
    if word in grammar.generic():
        if j and word == "省" and texts[j - 1] in grammar.words("ministry"):
            return None
        if reach.anchor is not None and not (reach.place and reach.anchor == j + 1):
            return None
        reach.anchor, reach.prefix = j, not reach.place
        left = _named(scan, j - 1, word)
        if left < j - 1:
            reach.anchor, reach.place, reach.prefix = left + 1, True, False
        return left
    if word in grammar.words("national"):
        if reach.anchor is not None and word != "中共":
            reach.anchor = j if word in ("中国", "中华") and reach.place else reach.anchor
            return None
        if word in _WORLD:
            reach.world = j
        else:
            reach.anchor = j
        return j - 1
    if grammar.is_place(word, tag):
        abroad = word in grammar.countries() and word != "中国"
        if reach.anchor is not None and not reach.place and not reach.prefix and not abroad:
            return None
        reach.anchor, reach.place = j - _torn_off(scan, j), True
        return reach.anchor - 1
    if word in ("—", "-", "－") and reach.anchor == j + 1 and j > 0 and grammar.is_place(texts[j - 1], tags[j - 1]):
        reach.anchor, reach.place = j - 1, True
        return j - 2
    if word == "附属" and reach.place and reach.anchor == j + 1 and scan.ends.get(scan.words.end(j - 1)):
        return _posted(scan, j - 1, reach)
    if word == "驻" and reach.place and reach.anchor == j + 1 and j > 0:
        return _posted(scan, j - 1, reach)
    if reach.anchor is not None:
        reach.anchor = j if reach.place and word in _STATE_FRONT else reach.anchor
        return None
    if word == "·" and reach.plain == j + 1:
        return j - 1
    if word in ("和", "与", "及") and j > 0 and (texts[j - 1], texts[j + 1]) in grammar.pairs():
        reach.plain = j - 1
        return j - 2
    if word in ("和", "与") and j < i and not reach.joined and reach.plain == j + 1 and j > 0:
        # Only a place or body further left makes this a name (中国物流与采购联合会): plain stays behind the word.
        sides = all(tags[k] in _NOUNS or texts[k] in grammar.words("verb") for k in (j - 1, j + 1))
        if sides and head.type not in _NEVER_JOINED:
            reach.joined = True
            return j - 1
    if word in ")）":
        opened = _bracket(texts, j)
        return None if opened is None else opened - 1
    if head.suffix in _LEGAL_FORMS and _piece_of_brand(word, tag):
        reach.plain = reach.proper = j
        return j - 1
    if not modifier(word, tag):
        return None
    if word in _NUMERALS and texts[j + 1][0] not in _NUMERALS:
        numbered = j == i - 1 and head.type in _NUMBERED and j > 0 and texts[j - 1][-1] in "省市县区州旗"
        if not numbered:
            return None
    if _is_proper(word, tag) or (head.type == "other" and _ORDINAL.fullmatch(word)):
        reach.proper = reach.proper if reach.joined else j
    reach.plain = reach.plain if reach.joined else j
    return j - 1


def _piece_of_brand(word: str, tag: str) -> bool:
    """Whether a word may be a piece of a made-up company name, which jieba cuts into characters: 普乐普, 某某."""
    if word in ("某", "某某", "某甲", "××", "XX"):
        return True
    return len(word) == 1 and tag[0] not in "pcuxwrm" and word not in grammar.words("stop") | grammar.words("class")


def _is_proper(word: str, tag: str) -> bool:
    if len(word) == 1:
        return word in grammar.place_characters() and tag in ("j", "ns", "n", "nr", "ng")
    return tag in _PROPER_TAGS or tag == "j" or word in grammar.words("direction")


def _posted(scan: Scan, j: int, reach: _Reach) -> int | None:
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
    if tag in ("m", "mention"):
        return bool(_ORDINAL.fullmatch(word))
    return tag in ("eng", "zg", "tg") or tag[0] not in "pcudrxwyeotqmzv" or tag == "vn"


def _nation_wide_class(word: str, head: Head) -> bool:
    if word not in _NATION_WIDE:
        return False
    return head.type not in _NATION_WIDE_TYPES and head.suffix not in _NATION_WIDE_HEADS


def _named(scan: Scan, j: int, kind: str) -> int:
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


def _torn_off(scan: Scan, j: int) -> int:
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


def _bracket(texts: list[str], close: int) -> int | None:
    """The index of the bracket that opens before word ``close``, where the content belongs to names: （集团）, （重庆）."""
    for j in range(close - 1, max(close - 6, -1), -1):
        if texts[j] in "(（":
            inside = "".join(texts[j + 1 : close])
            fits = inside in ("集团", "中国", "股份", "控股", "国际", "全国", "中央")
            return j if inside and (fits or place_in_front(inside) == len(inside)) else None
    return None


def _may_own(owner: Found, head: Head, between: str) -> bool:
    """Whether an organisation before can be what the name begins with."""
    if len(between) > _GAP or any(mark in between for mark in "、，,“”"):
        return False
    if owner.type == "media" and head.type != "media":
        return False
    if head.type == "company" and owner.type in ("government", "party", "court") and head.need == "name":
        return False
    if head.suffix in ("小学", "中学", "幼儿园", "学校") and owner.type in ("government", "party"):
        return False
    return not (owner.type == "international" and head.type in ("court", "procuratorate"))


def _without_place(scan: Scan, i: int, head: Head, reach: _Reach, tags: list[str]) -> int | None:
    """A name without a place: companies, schools, institutes by their plain modifiers, others by a proper name."""
    words = scan.words
    plain = reach.plain
    if plain is None or head.need in ("place", "sub"):
        return None
    while plain < i and reach.proper != plain and (tags[plain][0] in "vfaqkmbhli" or words.texts[plain] == "等"):
        plain += 1
    first = plain
    if head.need == "anchor":
        if reach.proper is None or (tags[reach.proper] == "nz" and head.type in _NEVER_BY_BRAND):
            return None
        first = max(reach.proper, plain)
        if any(tags[k][0] not in "njeg" and tags[k] not in ("vn", "an", "b", "l", "m") for k in range(first + 1, i)):
            return None
    elif reach.proper is None and not _specific(scan, plain, i, head):
        return None
    if (first >= i and not head.inner) or words.texts[first] in ("某", "某某"):
        return None
    return None if scan.class_before(words.starts[first], chain=False) else words.starts[first]


def _specific(scan: Scan, first: int, i: int, head: Head) -> bool:
    """Whether plain modifiers make a name: those before a legal form do; 科学 before 研究院 does."""
    length = scan.words.starts[i] + len(head.inner) - scan.words.starts[first]
    if head.suffix in _LEGAL_FORMS:
        return length >= 2
    return (
        head.suffix == "研究院"
        and "科学" in scan.text[scan.words.starts[first] : scan.words.starts[i]]
        and i - first >= 2
    )
