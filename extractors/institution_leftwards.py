"""Where a name begins: from its last word leftwards, as far as names have such words inside."""

from __future__ import annotations

import re

from corpora import regions
from extractors import institution_grammar as grammar
from extractors.institution_abroad import is_pair, may_be_paired
from extractors.institution_grammar import Head
from extractors.institution_pieces import may_own, stretched
from extractors.institution_places import named, place_in_front, settlement
from extractors.institution_scan import Found, Scan
from extractors.institution_special import SPECIAL
from extractors.institution_steps import LEGAL_FORMS, STATE_FRONT, Reach, step

_FARTHEST = 12
_NEVER_BY_BRAND = frozenset({"public_institution", "government", "company"})
_NATION_WIDE = frozenset({"全国", "全球"})
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
_WITH_BRANCHES = frozenset({"company", "school", "government", "party", "public_institution"})
_OF_STREETS = frozenset({"街道办事处", "街道办", "村委会", "村民委员会", "居委会", "居民委员会"})
_PARENTS = ("国网", "中国铁路")
_DIVISION_KINDS = frozenset("市县区旗州")
# Words before 区 and 市 that say where rather than which: 城区, 郊区, 新市区.
_NO_DIVISION = frozenset(
    {"新城", "老城", "城中", "城东", "城西", "城南", "城北", "市辖", "地级", "县级", "港口", "中心"}
)
# Last words of which the dictionary has single bodies only: 秦山核电站, 伦敦证券交易所, 悉尼歌剧院.
_NAMED_WHOLE = frozenset(
    {"核电站", "证券交易所", "商品交易所", "歌剧院", "俱乐部", "天文台", "图书馆", "博物馆", "报业集团"}
)
_RULE = re.compile("第[一二三四五六七八九十]{1,3}条")
_SHORT_WHOLES = frozenset({"集团", "银行", "出版社"})


def begin(scan: Scan, i: int, head: Head) -> int | None:
    """The offset where the name begins that ends in ``head``, whose last word starts with word ``i``; None for no name."""
    start = scan.words.starts[i]
    special = SPECIAL.get(head.suffix)
    if special is not None and (settled := special(scan, i, head)) is not None:
        return settled if settled >= 0 else None
    if head.need == "any":
        return None if scan.class_before(start) else start
    if grammar.generic_inside(head):
        if head.need == "sub":
            return None
        left = named(scan, i - 1, head.inner) if head.inner in grammar.words("settlement") else i - 1
        if left < i - 1:
            return with_places(scan, left + 1, scan.words.starts[left + 1], head, chain=False)
        return with_places(scan, i, start, head)
    last = scan.order[-1] if scan.order else None
    if last is not None and last.start == start and last.rule == "known_name" and head.inner:
        return start
    if head.inner:
        size = 2 if is_pair(head.inner[:2]) and may_be_paired(head) else place_in_front(head.inner)
        if not size and head.suffix[0] in _DIVISION_KINDS and head.inner + head.suffix[0] in grammar.place_words():
            size = len(head.inner)  # 朝阳区|委: the dictionary has the division, the name its organ
        if size and head.need == "sub" and size == len(head.inner):
            return None
        if size:
            return with_places(scan, i, start, head, chain=False)
        alone = grammar.branded_alone(head, head.inner)
        if alone or (head.need == "name" and scan.words.tags[i] in ("nt", "nz") and len(head.inner) >= 2):
            found = leftwards(scan, i, head)
            whole = len(head.inner) >= 3 or alone or head.type in ("school", "media") or head.suffix in _SHORT_WHOLES
            return start if found is None and whole and not scan.class_before(start, chain=False) else found
    return leftwards(scan, i, head)


def with_places(scan: Scan, i: int, start: int, head: Head | None = None, *, chain: bool = True) -> int | None:
    """The beginning of a name whose word ``i`` brings its place: places, 中共 and 政协 directly before it join."""
    words = scan.words
    if scan.class_before(start, chain=chain):
        return None
    j = i - 1
    while j >= 0 and i - j <= 6:
        word = words.texts[j]
        if word in STATE_FRONT:
            return words.starts[j]
        if not grammar.is_place(word, words.tags[j]):
            if j == i - 1 and _division_torn(scan, j, start):
                start = words.starts[j]
                j -= 1
                continue
            break
        start = words.starts[j]
        j -= 1
    if j > 0 and words.texts[j] == "附属" and words.starts[j + 1] == start and words.starts[j] in scan.ends:
        return scan.ends[words.starts[j]].start
    owner = scan.ends.get(start)
    branch = head is not None and head.suffix in grammar.branches()
    if owner is not None and branch and owner.type in _WITH_BRANCHES and not chain:
        central = owner.type != "government" or owner.head in grammar.known_names() or owner.rule == "known_name"
        return owner.start if central else start
    return start


def _division_torn(scan: Scan, j: int, start: int) -> bool:
    """Whether word ``j`` is a division's name whose kind stands in the next word: 永定|区委, 天柱|县政府, not 加强合作|市政府."""
    words = scan.words
    word, kind = words.texts[j], scan.text[start : start + 1]
    if kind not in _DIVISION_KINDS or word in _NO_DIVISION or (len(word) == 1 and kind != "市"):
        return False
    if not regions.is_division(word + kind):
        return False
    if words.tags[j][0] != "v" or not j:
        return True
    before = words.texts[j - 1]
    return not words.tags[j - 1][0].isalpha() or words.tags[j - 1] == "x" or grammar.is_place(before, words.tags[j - 1])


def leftwards(scan: Scan, i: int, head: Head, *, known: bool = False) -> int | None:
    """The beginning of a name by the words before word ``i``. ``known``: a known name, which no body owns."""
    front, final = _read(scan, i, head, known=known)
    if known or final or (head.need == "sub" and (front is not None or len(head.suffix) == 1)):
        return front if front is None or head.type != "company" else _with_network(scan, front)
    first = i if front is None else scan.index_at(front)
    begin = stretched(scan, i, first, head)
    if begin is None:
        if front is None and head.suffix in _OF_STREETS and (left := settlement(scan, i - 1)) is not None:
            return scan.words.starts[left + 1]
        return front
    start = scan.words.starts[begin]
    return None if scan.class_before(start, chain=scan.words.texts[begin] in grammar.generic()) else start


def _read(scan: Scan, i: int, head: Head, *, known: bool) -> tuple[int | None, bool]:
    """The beginning by the words that names have inside, and whether that settles it."""
    words = scan.words
    texts, starts = words.texts, words.starts
    reach = Reach(plain=i if head.inner else None)
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
            gap = scan.text[owner.end : starts[i]]
            owned = not known or owner.end < starts[i] or _office_of(owner, head, scan.text)
            if head.suffix == "督查组" and not gap:
                return None, True
            if joins and owned and may_own(owner, head, gap):
                return owner.start, True
            break
        if word in classes and not (word in ("某", "某某") and head.suffix in LEGAL_FORMS):
            if j == i - 1 or (reach.anchor == j + 1 and not reach.place):
                return None, True
            break
        further = step(scan, j, i, head, reach)
        if further is None or (known and reach.anchor is None):
            break
        j = further
    if reach.anchor is None and len(head.suffix) > 1:
        reach.anchor = reach.world
    if reach.anchor is None:
        return _without_place(scan, i, head, reach, words.tags), False
    if head.need == "sub" or (head.suffix == "政府" and not _adjacent(scan, reach.anchor, i)):
        return None, True
    front = starts[reach.anchor]
    chain = texts[reach.anchor] in grammar.generic()
    if _kind_of_place(scan, reach, i, head) or scan.class_before(front, chain=chain):
        return None, True
    if _nation_wide_class(texts[reach.anchor], head):
        return None, True
    return front, _settled(scan, reach.anchor, head)


def _with_network(scan: Scan, front: int) -> int:
    """The beginning with the parent's short name that stands before the place: 国网|邵阳供电公司, 中国铁路|武汉局集团有限公司."""
    before = next((name for name in _PARENTS if scan.text.endswith(name, 0, front)), "")
    return front - len(before)


def _office_of(owner: Found, head: Head, text: str) -> bool:
    """Whether a known local name directly behind a body is its office: 市委|编办, 市政府|法制办."""
    if owner.type == "people_congress" and head.suffix.endswith(("委员会", "工委")):
        return True
    if owner.type not in ("party", "government") or head.suffix[-1] not in "办委室局部":
        return False
    return text[owner.end - 1] == "委" or (text.endswith("政府", 0, owner.end) and head.suffix[-1] in "办委")


def _settled(scan: Scan, anchor: int, head: Head) -> bool:
    """Whether a name certainly begins at word ``anchor``: a division or prefix, no brand cut to pieces before it."""
    word = scan.words.texts[anchor]
    if word not in grammar.place_words() and word not in grammar.generic() and word not in grammar.words("national"):
        return False
    return head.suffix not in grammar.branded() or not anchor or len(scan.words.texts[anchor - 1]) > 1


def _kind_of_place(scan: Scan, reach: Reach, i: int, head: Head) -> bool:
    """Whether the name is a division and a kind of body only (天河区小学, 市民政部门, 镇人民政府 in a rule): a class."""
    texts = scan.words.texts
    if head.inner and not head.suffix.endswith("部门"):
        return False
    before = texts[i - 1]
    if head.suffix == "分局":
        return before in grammar.generic() and not reach.place
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


def _nation_wide_class(word: str, head: Head) -> bool:
    if word not in _NATION_WIDE:
        return False
    return head.type not in _NATION_WIDE_TYPES and head.suffix not in _NATION_WIDE_HEADS


def _without_place(scan: Scan, i: int, head: Head, reach: Reach, tags: list[str]) -> int | None:
    """A name without a place: companies, schools, institutes by their plain modifiers, others by a proper name."""
    words = scan.words
    plain = reach.plain
    if plain is None or head.need in ("place", "sub"):
        return None
    if plain == i and reach.proper is None and tags[i] == "nt" and len(head.inner) > 1 and head.suffix in _NAMED_WHOLE:
        reach.proper = i
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
    if head.suffix in LEGAL_FORMS:
        return length >= 2
    return (
        head.suffix == "研究院"
        and "科学" in scan.text[scan.words.starts[first] : scan.words.starts[i]]
        and i - first >= 2
    )
