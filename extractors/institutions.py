"""Names of organisations: known names by one pass over the text, all others from their last word leftwards.

A last word (局, 委员会, 大学 …) asks for something before it - a place, an organisation, a proper name. From it the words
are read leftwards as long as names have such words inside; the name begins at the leftmost place, generic prefix or
organisation reached, or, where the last word allows it, at the first of its plain modifiers. Classes (各区县司法局,
有关部门, 公安机关) give nothing. Names inside 《》 give nothing unless they fill it and are media (《法制日报》).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors import institution_grammar as grammar
from extractors.assembly.words import Words
from extractors.institution_grammar import Head, Known
from extractors.mention import Mention, Name

_MAX_WORDS = 12
_BRACKETS = re.compile("《[^《》\n]{1,80}》")
# A known name that goes on like this is part of another word.
_GOES_ON = {
    "部": "门队署件位落分长",
    "院": "校士长",
    "委": "员托任派",
    "局": "面势部限长",
    "会": "议员同见谈场长",
    "社": "会区长",
    "行": "动业为程长",
    "法": "律规制庭定",
    "检": "查测验",
    "办": "法理公事",
    "网": "络友点格民约购",
    "台": "湾风",
    "联": "合系盟",
    "盟": "国员友",
    "航": "空天行线班运母",
    "警": "察官告",
    "总": "计额量",
    "视": "频线角",
    "央": "企",
    "党": "员派章",
    "政": "策府治",
    "油": "气田价",
    "团": "员",
    "大": "学家会量",
    "协": "会议商",
}
# After a last word at the end of a jieba word: what makes it another thing.
_OTHER_THING = frozenset(
    [
        "中心 城区",
        "中心 城市",
        "中心 任务",
        "中心 工作",
        "中心 思想",
        "中心 组",
        "中心 镇",
        "中心 环节",
        "中心 位置",
        "中心 地带",
        "中心 内容",
        "中心 意思",
        "中心 气压",
        "中心 附近",
        "政府 工作报告",
        "政府 采购",
        "政府 债券",
        "政府 补贴",
        "政府 投资",
        "政府 信息",
        "政府 网站",
        "政府 性",
        "政府 债务",
        "政府 购买",
        "政府 职能",
        "政府 奖",
        "大学 生",
        "大学 城",
        "大学 毕业",
        "银行 卡",
        "银行 业",
        "银行 家",
        "银行 间",
        "银行 贷款",
        "银行 账户",
        "银行 存款",
        "公司 法",
        "集团 军",
        "集团 化",
        "保险 业",
        "保险 金",
        "保险 费",
        "航空 器",
        "航空 业",
        "航空 兵",
        "航空 母舰",
        "中学 生",
        "小学 生",
        "医院 院长",
        "机场 高速",
        "基地 建设",
        "联盟 号",
        "学院 派",
        "部 长",
        "委 员",
        "局 长",
        "处 长",
        "科 长",
        "院 长",
        "部 门",
        "处 理",
        "处 置",
        "处 罚",
        "科 技",
        "科 学",
        "科 研",
        "司 法",
        "司 机",
        "站 点",
        "站 长",
        "所 有",
        "所 在",
        "院 士",
        "院 校",
        "系 统",
        "系 列",
        "办 理",
        "办 法",
        "室 内",
        "室 外",
        "馆 藏",
        "厂 家",
        "厂 房",
        "厂 长",
        "基地 组织",
        "海关 总署",
        "银行 股",
        "医院 感染",
        "公司 债",
        "署 名",
        "委 派",
        "厅 级",
        "厅 长",
        "局 部",
        "局 面",
        "局 地",
        "局 势",
        "处 于",
        "处 级",
        "科 级",
        "系 数",
        "股 市",
        "股 票",
        "股 权",
        "股 份",
        "股 东",
        "部 分",
        "部 署",
        "部 队",
        "馆 员",
        "站 台",
        "法院 系统",
        "人大 代表",
        "政协 委员",
    ]
)
_TITLED = re.compile(
    "(?:原|副|前|正|常务)*(?:处长|科长|局长|厅长|部长|主任|书记|理事长|董事长|院长|校长|所长|行长|总经理|会长|主席|秘书长|干部|科员|职员|成员|委员|常委|负责人){0,3}"
)
_CHAIN = re.compile("[省市县区州盟旗镇乡自治直辖街道、和及]{0,20}$")
_SHARED_HEADS = frozenset({"海关", "铁路局", "海事局", "军区"})
_PARTY_UNITS = frozenset({"党委", "纪委", "党组", "工会", "团委", "党总支", "党支部"})
_POSTS = re.compile("(?:原|副|常务)*(?:书记|委员|成员|常委|主席|主任)")
_BRANCH = frozenset(
    [
        "局",
        "分局",
        "监管局",
        "税务局",
        "分行",
        "支行",
        "分公司",
        "支公司",
        "总队",
        "调查队",
        "督察局",
        "管理局",
        "专员办",
        "办事处",
        "分校",
        "营业部",
        "管理部",
        "支队",
        "公司",
        "有限公司",
        "有限责任公司",
        "分院",
        "分会",
        "供电局",
        "海关",
        "监察局",
        "医院",
        "大学",
        "研究院",
        "研究所",
        "中心",
        "办公室",
        "委员会",
        "党委",
        "党校",
        "学院",
        "党组",
        "纪委",
        "代表处",
        "电力公司",
        "学校",
    ]
)
_MODIFIER_TAGS = frozenset(
    [
        "n",
        "nz",
        "nt",
        "nr",
        "nrt",
        "nrfg",
        "ns",
        "vn",
        "b",
        "j",
        "an",
        "l",
        "eng",
        "ng",
        "g",
        "tg",
        "s",
        "i",
        "vg",
        "ag",
        "nrfg",
        "f",
        "a",
        "zg",
        "q",
        "k",
        "h",
    ]
)
_HEAD_TAGS = frozenset(
    [
        "n",
        "nt",
        "nz",
        "nr",
        "ns",
        "j",
        "l",
        "vn",
        "ng",
        "zg",
        "v",
        "x",
        "m",
        "c",
        "q",
        "eng",
        "nrt",
        "i",
        "s",
        "b",
        "r",
        "k",
        "f",
        "p",
        "a",
        "mq",
        "g",
        "ad",
        "an",
        "vg",
        "t",
        "z",
        "d",
        "y",
    ]
)


@dataclass(slots=True)
class _Scan:
    """One text under search: its words and the names accepted so far, by where they end."""

    text: str
    words: Words
    found: dict[int, _Found] = field(default_factory=dict)
    order: list[_Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    type: str
    rule: str
    confidence: float
    canonical: str | None = None
    head: str = ""


def find(text: str, words: Words, taken: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """The organisations named in ``text``, in order, without overlaps.

    ``words`` are jieba's words and tags (HMM off). ``taken`` are stretches of document titles inside which no
    organisation is reported. The canonical name is still the text; :mod:`extractors.resolution` settles it.
    """
    scan = _Scan(text, words)
    known = _known(scan)
    place = 0
    texts, tags, starts = words.texts, words.tags, words.starts
    head_of, remembered = grammar.head_of, grammar._heads
    for i, word in enumerate(texts):
        head = remembered[word] if word in remembered else head_of(word)
        if head is None:
            continue
        end = starts[i] + head.size
        while place < len(known) and known[place][1] <= end:
            _take_known(scan, *known[place])
            place += 1
        if tags[i] in _HEAD_TAGS:
            _take_head(scan, i, head)
    for hit in known[place:]:
        _take_known(scan, *hit)
    return _mentions(scan, taken)


def _known(scan: _Scan) -> list[tuple[int, int, Known]]:
    """Known names in the text by their end, the longest at each place, none that is part of another word."""
    text = scan.text
    hits: list[tuple[int, int, Known]] = []
    for last, known in grammar.automaton().iter_long(text):
        end = last + 1
        start = end - len(known.name)
        follower = text[end : end + 1]
        if follower and follower in _GOES_ON.get(known.name[-1], ""):
            continue
        if known.use == "eng" and (_latin(text[start - 1 : start]) or _latin(follower)):
            continue
        if known.use in ("word", "local") and not (known.use == "local" and end == start + len(known.name)):
            continue_at = scan.words.at(start)
            if scan.words.starts[continue_at] != start or not _is_edge(scan.words, end):
                continue
        elif len(known.name) < 4 and known.use == "name" and not _is_edge(scan.words, start):
            inside = scan.words.at(start)
            if text[scan.words.starts[inside] : start] not in grammar.GENERIC:
                continue
        hits.append((start, end, known))
    return hits


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_edge(words: Words, offset: int) -> bool:
    index = bisect_left(words.starts, offset)
    return index == len(words) or words.starts[index] == offset


def _take_known(scan: _Scan, start: int, end: int, known: Known) -> None:
    text = scan.text
    if any(f.start < end and start < f.end for f in scan.order[-2:]):
        inner = [f for f in scan.order[-2:] if start <= f.start and f.end <= end]
        if not inner or len(inner) != len([f for f in scan.order[-2:] if f.start < end and start < f.end]):
            return
        for f in inner:
            scan.order.remove(f)
            scan.found.pop(f.end, None)
    index = scan.words.at(start)
    cut = scan.words.starts[index]
    if cut < start:
        inside = text[cut:start]
        if inside not in grammar.GENERIC and not grammar.is_place(inside, "n"):
            if known.use == "local":
                return
            inside = ""
        if inside and not _national(known.name):
            begin = _leftwards_from(scan, index, cut)
            if begin is not None:
                _accept(scan, _Found(begin, end, known.type, "local_short_name", 0.9, head=known.name))
            return
    head = Head(known.name, known.type, "place", "", len(known.name))
    if known.use == "local" or not _national(known.name):
        begin = _leftwards(scan, index, head, known_name=True) if cut == start else None
        if begin is not None and begin < start:
            _accept(scan, _Found(begin, end, known.type, "local_short_name", 0.9, head=known.name))
            return
        if known.use == "local" or (begin is None and cut == start and _class_before(scan, start)):
            return
    elif known.type in ("government",) and index > 0 and scan.words.tags[index - 1] == "ns":
        before = scan.words.texts[index - 1]
        if before == "中国":
            start = scan.words.starts[index - 1]
    _accept(scan, _Found(start, end, known.type, "known_name", 0.97, known.canonical, known.name))


def _national(name: str) -> bool:
    """Whether a known name cannot be the tail of a local one (国家统计局 can not, 发改委 can)."""
    return name.startswith(
        ("国家", "中国", "国务院", "中央", "中共", "全国", "中华", "联合国", "国际", "世界", "最高", "人民", "新华")
    )


def _accept(scan: _Scan, found: _Found) -> None:
    while scan.order and scan.order[-1].end > found.start:
        old = scan.order[-1]
        if old.start < found.start:
            return
        scan.order.pop()
        scan.found.pop(old.end, None)
    scan.order.append(found)
    scan.found[found.end] = found


def _take_head(scan: _Scan, i: int, head: Head) -> None:
    words, text = scan.words, scan.text
    start = words.starts[i]
    end = start + head.size
    if end in scan.found and scan.found[end].start <= start:
        return
    if scan.order and scan.order[-1].end > start and scan.order[-1].end != end:
        return
    following = words.texts[i + 1] if i + 1 < len(words) else ""
    if f"{head.suffix} {following}" in _OTHER_THING and end == words.end(i):
        return
    begin = _begin(scan, i, head)
    if begin is None:
        _take_unit(scan, i, head, start, end)
        return
    if end - begin < 3 and head.need not in ("place", "sub"):
        return
    parent = next((f for f in scan.order[-2:] if f.start == begin), None)
    kind = head.type
    if head.need == "sub" and parent is not None and kind != "party":
        kind = parent.type
    confidence = 0.93 if head.need in ("place", "sub") else 0.88
    name = text[begin:end]
    if name in grammar.not_names():
        return
    if head.suffix in _SHARED_HEADS:
        _take_shared(scan, begin, head)
    _accept(scan, _Found(begin, end, kind, f"suffix_{head.need}", confidence, head=head.suffix))


def _begin(scan: _Scan, i: int, head: Head) -> int | None:
    """Where the name that ends in ``head`` begins, None where it is no name."""
    words = scan.words
    start = words.starts[i]
    if grammar.generic_inside(head):
        return _leftwards_from(scan, i, start)
    if head.inner:
        place = _place_in_front(head.inner)
        if place == len(head.inner) or (place and head.need != "sub"):
            return _leftwards_from(scan, i, start)
        if head.need == "name" and words.tags[i] == "nt" and len(head.inner) >= 2 and head.suffix != head.inner:
            begin = _leftwards(scan, i, head)
            return begin if begin is not None else start
    return _leftwards(scan, i, head)


def _place_in_front(inner: str) -> int:
    places = grammar.place_words()
    return next((n for n in range(min(len(inner), 8), 1, -1) if inner[:n] in places), 0)


def _class_before(scan: _Scan, offset: int) -> bool:
    """Whether the word before makes a class: 各区县司法局, 有关部门, also through 各省、自治区、直辖市人民政府."""
    index = bisect_left(scan.words.starts, offset) - 1
    if index >= 0 and scan.words.texts[index] in grammar.words("class"):
        return True
    before = scan.text[max(0, offset - 24) : offset]
    chain = _CHAIN.search(before)
    if chain and chain[0]:
        ahead = before[: chain.start()]
        return ahead.endswith(("各", "各级", "全", "两级", "所有", "各有关"))
    return False


def _leftwards_from(scan: _Scan, i: int, start: int) -> int | None:
    """The beginning of a name whose word ``i`` already brings its place: places, 中共 and 政协 before it join."""
    words = scan.words
    if _class_before(scan, start):
        return None
    j = i - 1
    begin = start
    while j >= 0 and i - j <= 6:
        word, tag = words.texts[j], words.tags[j]
        if word in ("中共", "中国共产党", "政协", "共青团", "中国人民政治协商会议", "中华人民共和国"):
            begin = words.starts[j]
            break
        if not grammar.is_place(word, tag) or word in ("我国", "全国"):
            break
        begin = words.starts[j]
        j -= 1
    return begin


def _leftwards(scan: _Scan, i: int, head: Head, *, known_name: bool = False) -> int | None:
    """Where the name that ends in word ``i`` begins, by the words before it."""
    words = scan.words
    texts, tags, starts = words.texts, words.tags, words.starts
    stops, verbs, classes = grammar.words("stop"), grammar.words("verb"), grammar.words("class")
    anchor: int | None = None
    proper: int | None = None
    plain = i if head.inner else None
    j = i - 1
    floor = max(-1, i - _MAX_WORDS)
    place_seen = False
    while j > floor:
        word, tag = texts[j], tags[j]
        owner = scan.found.get(starts[j] + len(word))
        if owner is not None:
            if anchor is None or (place_seen and (head.suffix in _BRANCH or owner.head == "中共") and j >= i - 6):
                if not (known_name and owner.end == starts[i]) and _may_own(
                    owner, head, text=scan.text[owner.end : starts[i]]
                ):
                    return owner.start
            break
        if word in classes:
            if anchor is not None and starts[anchor] == starts[j + 1]:
                return None
            if j == i - 1:
                return None
            break
        if word in grammar.GENERIC:
            before = texts[j - 1] if j else ""
            if before in classes or _class_before(scan, starts[j]):
                return None
            if anchor is not None and not place_seen and anchor != j + 1:
                break
            anchor, j = j, j - 1
            taken = _named_place(scan, j, word)
            if taken < j:
                anchor, j = taken + 1, taken
                place_seen = True
            continue
        if word in grammar.NATIONAL:
            anchor = j
            j -= 1
            if word in ("中共", "中国", "全国", "国家", "中央"):
                break
            continue
        if grammar.is_place(word, tag):
            if anchor is not None and not place_seen and texts[anchor] not in grammar.GENERIC:
                anchor = j
                break
            anchor, place_seen = j, True
            j -= 1
            continue
        if anchor is not None and place_seen:
            break
        if word in ("和", "与", "及") and j > 0 and (texts[j - 1], texts[j + 1]) in grammar.pairs():
            plain = j - 1
            j -= 2
            continue
        if word in ")）":
            opened = _bracket(texts, j)
            if opened is None:
                break
            j = opened - 1
            continue
        if word in stops or (tag in ("v", "vd", "vi") and word not in verbs) or not _modifier(word, tag, verbs):
            break
        if anchor is not None:
            break
        if (
            tag in ("nz", "nr", "nt", "eng", "nrt", "nrfg")
            or word in grammar.DIRECTIONS
            or (tag == "j" and len(word) > 1)
        ):
            proper = j
        plain = j
        j -= 1
    if anchor is not None:
        return None if _class_before(scan, starts[anchor]) else starts[anchor]
    return _unanchored(scan, i, head, plain, proper)


def _named_place(scan: _Scan, j: int, generic: str) -> int:
    """How far left the name of a place reaches whose last character is the generic word behind ``j``."""
    texts, tags, starts = scan.words.texts, scan.words.tags, scan.words.starts
    if j < 0:
        return j
    if grammar.is_place(texts[j], tags[j]):
        return j - 1
    whole = texts[j] + generic
    if whole in grammar.place_words():
        return j - 1
    if (
        generic in grammar.NAMED_GENERIC
        and texts[j] not in grammar.words("stop")
        and tags[j] in ("n", "nr", "nz", "ns", "j", "nrt", "a", "s", "l", "i", "ng", "b")
    ):
        if (
            len(texts[j]) == 1
            and j > 0
            and len(texts[j - 1]) <= 2
            and tags[j - 1] in ("n", "nr", "nz", "ng", "a", "j", "b", "s", "f", "g")
        ):
            return j - 2 if texts[j - 1] not in grammar.words("stop") else j - 1
        return j - 1
    if j > 0:
        whole = texts[j - 1] + whole
        if whole in grammar.place_words():
            return j - 2
    del starts
    return j


def _modifier(word: str, tag: str, verbs: frozenset[str]) -> bool:
    if tag in _MODIFIER_TAGS or word in verbs:
        return True
    if tag in ("m", "mention"):
        return bool(re.fullmatch(r"第?[一二三四五六七八九十百\d]{1,4}", word))
    return tag == "v" and word in verbs


def _bracket(texts: list[str], close: int) -> int | None:
    for j in range(close - 1, max(close - 6, -1), -1):
        if texts[j] in "(（":
            inside = "".join(texts[j + 1 : close])
            fits = inside in ("集团", "中国", "股份", "控股", "国际", "全国", "中央") or _place_in_front(inside) == len(
                inside
            )
            return j if inside and fits else None
    return None


def _may_own(owner: _Found, head: Head, *, text: str) -> bool:
    """Whether an organisation directly before can be what the name begins with."""
    if "、" in text or "，" in text or "," in text:
        return False
    if owner.type == "media" and head.type != "media":
        return False
    if (
        head.need == "name"
        and head.type == "company"
        and owner.type not in ("company", "other", "public_institution", "school")
    ):
        return False
    return not (owner.type == "international" and head.type in ("court", "procuratorate"))


def _unanchored(scan: _Scan, i: int, head: Head, plain: int | None, proper: int | None) -> int | None:
    """A name without a place: companies, schools, institutes by their plain modifiers, others by a proper name."""
    words = scan.words
    if plain is None or head.need in ("place", "sub"):
        return None
    tags, texts = words.tags, words.texts
    while plain < i and (
        tags[plain] in ("v", "f", "a", "q", "k", "m", "vn", "an", "b", "h", "l", "i")
        and texts[plain] not in grammar.DIRECTIONS
    ):
        plain += 1
    first = plain
    if head.need == "anchor":
        if proper is None:
            return None
        first = proper if proper >= plain else plain
    elif proper is None and (plain >= i or not _specific(scan, plain, i, head)):
        return None
    if first >= i and not head.inner:
        return None
    return None if _class_before(scan, words.starts[first]) else words.starts[first]


def _specific(scan: _Scan, first: int, i: int, head: Head) -> bool:
    """Whether plain modifiers make a name: a legal form (有限公司) does; else an unknown word in pieces."""
    if head.suffix in ("有限公司", "有限责任公司", "股份公司", "律师事务所", "会计师事务所"):
        return scan.words.starts[i] - scan.words.starts[first] >= 2
    return (
        head.suffix == "研究院"
        and "科学" in scan.text[scan.words.starts[first] : scan.words.starts[i]]
        and i - first >= 2
    )


def _take_unit(scan: _Scan, i: int, head: Head, start: int, end: int) -> None:
    """A unit named after 、 behind another of the same body (市公安局、司法局), or a bare 党委 with a post in a curriculum."""
    if not scan.order:
        return
    last = scan.order[-1]
    text = scan.text
    gap = text[last.end : start]
    if len(gap) > 24 or "。" in gap or "\n" in gap:
        return
    if head.suffix in _PARTY_UNITS and not head.inner:
        if last.type != "media" and _POSTS.match(text, end) and re.search("[、，,]$", gap):
            _accept(scan, _Found(start, end, head.type, "unit_of_previous", 0.75, head=head.suffix))
        return
    joined = re.fullmatch(f"({_TITLED.pattern})[、和]([^、，,和]{{0,10}})", gap)
    if not joined or head.type not in (
        "government",
        "party",
        "association",
        "court",
        "procuratorate",
        "public_institution",
    ):
        return
    if head.suffix in ("中心", "委员会", "中队", "大队", "公司") and not head.inner and not joined[2]:
        return
    begin = last.end + joined.start(2)
    lead = [k for k in range(bisect_left(scan.words.starts, begin), i)]
    verbs, stops = grammar.words("verb"), grammar.words("stop")
    for k in lead:
        word, tag = scan.words.texts[k], scan.words.tags[k]
        if word in stops or word in grammar.words("class") or not _modifier(word, tag, verbs):
            return
    if begin == start and not head.inner and len(head.suffix) < 2:
        return
    kind_before = last.head[-1:] if last.head else text[last.end - 1]
    if head.suffix[-1] != kind_before and not {head.suffix[-1], kind_before} <= set("局委办厅会处科室院部署"):
        return
    kind = last.type if head.need == "sub" else head.type
    _accept(scan, _Found(begin, end, kind, "unit_of_previous", 0.8, head=head.suffix))


def _take_shared(scan: _Scan, begin: int, head: Head) -> None:
    """厦门、拱北、太原海关: the places before share the last word; each is a name of its own."""
    words = scan.words
    j = bisect_left(words.starts, begin) - 1
    places: list[int] = []
    while j > 0 and words.texts[j] in ("、", "和") and grammar.is_place(words.texts[j - 1], words.tags[j - 1]):
        places.append(j - 1)
        j -= 2
    for k in reversed(places):
        _accept(
            scan, _Found(words.starts[k], words.end(k), head.type, f"shared_head:{head.suffix}", 0.85, head=head.suffix)
        )


def _mentions(scan: _Scan, taken: Sequence[tuple[int, int]]) -> list[Mention]:
    text = scan.text
    closed = [(m.start(), m.end()) for m in _BRACKETS.finditer(text)]
    blocked = sorted({*closed, *((a, b) for a, b in taken)})
    begins = [a for a, _ in blocked]
    out: list[Mention] = []
    for found in scan.order:
        place = bisect_right(begins, found.start) - 1
        if place >= 0 and found.start < blocked[place][1]:
            a, b = blocked[place]
            if not (found.type == "media" and (found.start, found.end) == (a + 1, b - 1)):
                continue
        canonical = found.canonical or text[found.start : found.end]
        out.append(
            Mention("institution", found.start, found.end, Name(canonical, found.type), found.rule, found.confidence)
        )
    return out
