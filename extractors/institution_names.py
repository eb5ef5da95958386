"""Official names: expanding short forms, composing place and department, dating renamed bodies, parts of names."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from corpora import regions
from corpora.regions import Region
from extractors import institution_grammar as grammar
from extractors.lexicon_io import load

_STATE = "中华人民共和国"
# What a place's short name is completed before: 重庆司法局 → 重庆市司法局, but 太原海关, 郑州铁路局, 重庆银行 as they are.
_LOCAL_ORGANS = (
    "局",
    "厅",
    "委",
    "政府",
    "法院",
    "检察院",
    "委员会",
    "警方",
    "公安厅",
    "纪委",
    "人大",
    "政协",
    "党校",
    "办公厅",
)
_NOT_LOCAL = (
    "铁路局",
    "银保监局",
    "海事法院",
    "知识产权法院",
    "互联网法院",
    "金融法院",
    "运输中级法院",
    "运输法院",
    "银监局",
    "证监局",
    "保监局", "海事局", "供电局", "监管局", "分局", "管理局集团", "港务局", "电力局", "航道局", "勘测局", "邮政局",
    "勘查局", "地质局", "工程局", "警务处", "移民局", "组委会", "奥委会", "筹委会", "特区政府",
)  # fmt: skip
# Bodies whose name holds the place's short name whatever they end in: 湛江海关缉私局, 长沙铁路运输检察院, 成都仲裁委员会.
_OF_NO_DIVISION = re.compile(
    "海关|海事|铁路|航空|[新港园]区|[开合示]发?[作范]?区|高新|自贸|^仲裁委|农垦|林业局公安|检验检疫|煤矿安全|能源监管"
)
_BUSINESS = ("公司", "银行", "大学", "学院", "医院", "集团", "协会")
_PARTY_OFFICES = ("组织部", "宣传部", "统战部", "政法委", "政法委员会")
_POLICE = {
    "province": "公安厅交通警察总队",
    "prefecture": "公安局交通警察支队",
    "county": "公安局交通警察大队",
    "city": "公安局交通警察总队",
    "country": "",
}
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_UNIT_ENDS = ("处", "科", "室", "办公室", "股", "系", "司")
_PARTY_ENDS = ("党委", "纪委", "党组", "工会", "团委", "党总支", "党支部")
_GOVERNMENT_TAILS = (
    "办公厅", "办公室", "新闻办", "研究室", "参事室", "信访", "驻", "督查", "法制", "外事", "国有", "总值班室", "值班", "应急",
    "金融", "扶贫", "侨务", "侨办", "外办", "台办", "口岸", "机关", "政务", "发展研究", "地方志", "文史", "征兵", "党组",
)  # fmt: skip


def is_central(name: str) -> bool:
    """Whether a name is in the table of central organs."""
    return name in _central()


def at_date(canonical: str, written: str, published: date | None) -> str:
    """The body that a short name stood for on the day: 央视 in 2012 → 中央电视台, 广电总局 in 2015 → 国家新闻出版广电总局."""
    if published is None:
        return canonical
    day = published.isoformat()
    known = grammar.known_names().get(written)
    name = canonical
    if known and known.follow:
        for _ in range(4):
            after = _after().get(name)
            if not after or after[1] > day:
                break
            name = after[0]
    if written == canonical:
        return canonical
    for _ in range(4):
        since = _central().get(name, ("", ""))[0]
        if not since or since <= day[:7]:
            break
        before = [old for old, (new, _) in _after().items() if new == name and subsequence(written, old)]
        if len(before) != 1:
            break
        name = before[0]
    return name


def without_country(text: str) -> str:
    """中华人民共和国财政部 → 财政部, 中国外交部 → 外交部; other names unchanged."""
    for prefix in (_STATE, "中国"):
        rest = text.removeprefix(prefix)
        known = grammar.known_names().get(rest) if rest != text else None
        if known and known.use == "name" and (prefix == _STATE or known.type == "government"):
            return known.canonical
    return text


def generic_prefix(text: str) -> tuple[str, str]:
    """The generic prefix of a name and the rest: 市司法局 → 市, 司法局; ('', text) where it has none."""
    for prefix in ("自治区", "自治州", "自治县"):
        if text.startswith(prefix) and len(text) > len(prefix):
            return prefix, text[len(prefix) :]
    for prefix in ("街道", "社区"):
        if text.startswith(prefix) and text[2:5] not in ("", "办事处", "居委会", "居民委"):
            return prefix, text[2:]
    if text[:1] in "省市县区州盟旗镇乡村" and len(text) > 1:
        if text[0] == "市" and text.startswith("市场"):
            return "", text
        return text[0], text[1:]
    if text.startswith(("团市委", "团省委", "团县委", "团区委")):
        return text[1], "团" + text[2:]
    return "", text


@lru_cache(maxsize=8192)
def compose(place: str, rest: str) -> str:
    """The official name of a department at a place: 重庆市 + 高法院 → 重庆市高级人民法院, 武川县 + 委 → 中共武川县委员会."""
    if rest[1:2] == "委" and rest[0] == place[-1] and rest[0] in "省市县区州旗盟":
        rest = rest[1:]
    if rest == "地委":
        return f"中共{regions.short_name(place)}地区委员会"
    if rest == "委":
        return f"中共{place}委员会"
    if rest.startswith("委") and not rest.startswith("委员会"):
        return f"中共{place}委{expand(rest[1:])}"
    if rest == "委员会":
        return f"中共{place}委员会"
    if rest.startswith("政协"):
        return f"政协{place}委员会{rest[2:]}"
    if rest.startswith("团委"):
        return f"共青团{place}委员会{rest[2:]}"
    if rest == "纪委" or rest.startswith("纪律检查委员会"):
        return f"中共{place}纪律检查委员会{rest[7:]}"
    if rest in _PARTY_OFFICES:
        return f"中共{place}委{expand(rest)}"
    if rest == "党校":
        return f"中共{place}委员会党校"
    if rest == "交警" and place[-1:] in "省市县区州旗盟":
        return place + _POLICE["city" if place[:-1] in _MUNICIPALITIES else _rank(place)]
    if rest == "警方":
        return place + (
            "公安厅" if place.endswith(("省", "自治区")) else "公安局" if place[-1:] in "市县区州旗盟" else rest
        )
    return place + expand(rest, place)


def _rank(place: str) -> str:
    """The level of a division by its name: 牡丹江市 → prefecture; county where nothing says more."""
    region = regions.by_name(place)
    return region.level if region else "county"


@lru_cache(maxsize=4096)
def expand(rest: str, place: str = "") -> str:
    """The department's official name: 住建委 → 住房和城乡建设委员会, 政府办公厅 → 人民政府办公厅."""
    table = departments()
    for cut in range(len(rest), 1, -1):
        full = table.get(rest[:cut])
        if full is None:
            continue
        tail = rest[cut:]
        if (rest[cut - 1], tail[:1]) in (("办", "公"), ("委", "员")):
            continue
        if rest[:cut] == "政府" and tail in table:
            return full + table[tail]
        if rest[:cut] == "政府" and (place.endswith("特别行政区") or (tail and not tail.startswith(_GOVERNMENT_TAILS))):
            return rest
        if rest[:cut] in ("检察院", "法院", "组织部") and tail and not tail.startswith(("办", "党", "第")):
            return rest
        return full + tail
    return rest


@lru_cache(maxsize=8192)
def split_place(text: str, home: Region | None) -> tuple[str, str, Region | None]:
    """The place that a name begins with as written, the rest, and the division: 云南普洱警方 → 云南普洱, 警方, 普洱市."""
    start = 2 if text.startswith("中共") else 0
    front = regions.at_start(text[start : start + 24])
    if front and text.startswith("地区", start + front[0]):
        return "", text[start:], None  # 衡水地区水利局: the prefecture of old is not the city of today
    if front:
        end, region = front
        return text[start : start + end], text[start + end :], region
    places = grammar.place_words()
    fronts = ((n, text[start : start + n]) for n in range(min(15, len(text) - start), 1, -1))
    size = next((n for n, word in fronts if word in places or (n > 2 and _is_division(word))), 0)
    word = text[start : start + size]
    if size > 2 and home is None and _is_division(word):
        return word, text[start + size :], None
    if size and home is not None:
        found = regions.by_name(word, home) or regions.by_name(word, regions.province_of(home))
        if found and found.level != "country":
            return word, text[start + size :], found
    return "", text[start:], None


def _is_division(word: str) -> bool:
    """Whether a word is a division's full name, be it an ordinary word as well (和平区) or the name of several."""
    return word[-1] in "市县区旗" and regions.is_division(word)


def national(text: str) -> str | None:
    """The central organ that a name without 国家 or 中国 is short for in a list of central organs: 医保局 → 国家医疗保障局."""
    known = grammar.known_names()
    for prefix in ("国家", "中国"):
        found = known.get(prefix + text)
        if found:
            return found.canonical
    return None


def full_place(place: str, rest: str, region: Region | None) -> str:
    """The place as the official name has it: completed before organs of government, as written before other bodies."""
    if region is None or region.name.endswith("特别行政区"):
        return place
    if rest in ("警方", "交警"):
        return region.name
    if len(place) == 2 and place[1] == "市" and place != region.name:
        return region.name
    full = expand(rest)
    local = full.endswith(_LOCAL_ORGANS) and not full.endswith(_NOT_LOCAL + _PARTY_ENDS)
    if (
        local
        and not _OF_NO_DIVISION.search(full)
        and place == regions.short_name(region.name)
        and not any(mark in rest for mark in _BUSINESS)
    ):
        return region.name
    return place


@lru_cache(maxsize=8192)
def place_of(name: str, home: Region | None) -> Region | None:
    """The division that an official name begins with."""
    begin = next((p for p in ("中共", "政协", "共青团", "国家税务总局", "中国人民银行") if name.startswith(p)), "")
    _, _, region = split_place(name[len(begin) :], home)
    return region


def parent_of(name: str, seen: Container[str] = ()) -> str | None:
    """The body whose part a name says it is: 西南政法大学司法鉴定中心 → 西南政法大学; None where it says none."""
    least, parent = _parent_by_tables(name)
    if seen:
        for cut in range(len(name) - 1, least, -1):
            if name[:cut] in seen:
                return name[:cut]
    return parent


@lru_cache(maxsize=8192)
def _parent_by_tables(name: str) -> tuple[int, str | None]:
    """The length of the longest front that the tables take for a body, and that body; 2 and None without one."""
    known = grammar.known_names()
    table = grammar.suffixes()
    for cut in range(len(name) - 1, 2, -1):
        front = name[:cut]
        if front in known and known[front].use == "name" and divides(name, cut, front):
            return cut, known[front].canonical
        for size in (4, 3, 2, 1):
            tail = front[-size:]
            if tail in table and table[tail][1] != "sub" and cut > size + 1 and divides(name, cut, tail):
                return cut, front
    return 2, None


def divides(name: str, cut: int, tail: str) -> bool:
    """Whether a last word inside a name ends a name of its own there: not 中国银行业…, not 政府采购中心, not 改革委员会."""
    if tail in ("政府", "保险", "交易所", "办公室", "中心", "联盟", "军队", "集团", "公司"):
        return False
    return len(name) > cut + 1 and name[cut] not in "业会员生城卡家门队署长分联支总"


def is_unit(text: str) -> bool:
    """Whether a name is that of a unit inside a body: 审计处, 党委."""
    return text.endswith(_UNIT_ENDS + _PARTY_ENDS) and not any(
        mark in text[:-1] for mark in ("局", "厅", "委", "公司", "学院", "大学")
    )


def owner_of(name: str) -> str | None:
    """The body that a unit's full name begins with: 农业厅计划财务处 → 农业厅; None where the name is no unit's."""
    for end in _PARTY_ENDS:
        if name.endswith(end) and len(name) > len(end) + 2:
            return name[: -len(end)]
    if not name.endswith(_UNIT_ENDS):
        return None
    table = grammar.suffixes()
    for cut in range(len(name) - 2, 1, -1):
        front = name[:cut]
        for size in (4, 3, 2, 1):
            need = table.get(front[-size:], ("", "sub"))[1]
            if need != "sub":
                return front
    return None


def subsequence(short: str, name: str) -> bool:
    """Whether the characters of ``short`` stand in ``name`` in order."""
    characters = iter(name)
    return all(character in characters for character in short)


def type_after(name: str, kind: str) -> str:
    """The type, corrected by what the whole official name says."""
    known = grammar.known_names().get(name)
    if known:
        return known.type
    if name.startswith("中共") and not name.endswith(("党校", "日报社", "报社")):
        return "party"
    return grammar.type_of(name, kind) if kind == "other" else kind


@dataclass(frozen=True, slots=True)
class Renaming:
    """On and after ``date`` (ISO) the duties of ``old`` are with ``new``."""

    old: str
    new: str
    date: str


def central_organs() -> tuple[grammar.Known, ...]:
    """The registry's central organs, national bodies, media, international bodies and large companies, with types."""
    known = grammar.known_names()
    return tuple(known[name] for name in _central() if known[name].canonical == name)


def renamings() -> tuple[Renaming, ...]:
    """The history of names in table order: 环境保护部 → 生态环境部 on 2018-03-17."""
    return tuple(Renaming(old, new, day) for old, (new, day) in _after().items())


@cache
def departments() -> dict[str, str]:
    """Short names of departments of local governments and committees with their official names."""
    table = {}
    for row in load("institution_abbreviations"):
        if row["use"] == "local":
            table[row["abbreviation"]] = row["canonical"]
    for name, full in (
        ("发改委", "发展和改革委员会"),
        ("发展改革委", "发展和改革委员会"),
        ("卫健委", "卫生健康委员会"),
        ("卫计委", "卫生和计划生育委员会"),
        ("国资委", "国有资产监督管理委员会"),
        ("计生委", "人口和计划生育委员会"),
        ("人口计生委", "人口和计划生育委员会"),
        ("禁毒委", "禁毒委员会"),
        ("贸促会", "国际贸易促进委员会"),
        ("法工委", "法制工作委员会"),
        ("人大常委会法工委", "人民代表大会常务委员会法制工作委员会"),
    ):
        table[name] = full
    return table


@cache
def _central() -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["since"], row["until"]) for row in load("central_organs")}


@cache
def _after() -> dict[str, tuple[str, str]]:
    return {row["old"]: (row["new"], row["date"]) for row in load("institution_history")}
