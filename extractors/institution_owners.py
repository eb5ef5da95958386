"""Names that begin with a short form of their owner, and departments of bodies that are no division."""

from __future__ import annotations

from datetime import date

from corpora import regions
from corpora.lazy import lazy
from extractors import institution_grammar as grammar
from extractors import institution_names as official

# What an owner's short name makes another name with: 中石化集团公司, 全国政协十四届常委会, 中共中央统战部, 共青团四川省委.
_WHOLE_WITH = ("大学", "集团", "公司", "股份", "有限", "十", "第")
_AS_THEY_ARE = ("other", "international")
_NEVER_SPELLED = frozenset(
    {"中国共产党中央委员会", "中国共产主义青年团", "中国国民党", "中国人民政治协商会议全国委员会"}
)
_TAX = lazy("国家税务总局([\u4e00-\u9fff]{2,4})税务局")
_CENTRAL_BANK = lazy("([\u4e00-\u9fff]{2,6})中心支行")


def spelled(text: str, published: date | None) -> str:
    """The owner at the beginning spelled out: 农行齐齐哈尔分行 → 中国农业银行齐齐哈尔分行, 工信部装备司 → 工业和信息化部装备司.

    A branch of the central bank in a prefecture that is no capital of a province carries its 市.
    """
    known = grammar.known_names()
    for cut in range(min(len(text) - 2, 14), 1, -1):
        owner = known.get(text[:cut])
        rest = text[cut:]
        if owner is None or owner.use == "local" or owner.type in _AS_THEY_ARE or owner.canonical in _NEVER_SPELLED:
            continue
        if rest.startswith(grammar.followers().get(text[cut - 1], ())):
            continue
        if owner.type == "company" and not (rest[0] in "分支总" or regions.at_start(rest)):
            continue
        if rest.startswith(_WHOLE_WITH) or not official.divides(text, cut, text[:cut]):
            continue
        match = _CENTRAL_BANK.fullmatch(rest) if owner.canonical == "中国人民银行" else None
        region = regions.by_name(match[1]) if match else None
        if region and region.level == "prefecture" and not region.code.endswith("0100"):
            rest = region.name + rest[len(match[1]) :] if match else rest
        return official.at_date(owner.canonical, text[:cut], published) + rest
    return text


def in_zone(text: str) -> str:
    """The department of a zone with its official name: 台州湾新区安委会 → 台州湾新区安全生产委员会; other names unchanged."""
    table, zones = official.departments(), tuple(grammar.words("zone"))
    for cut in range(3, len(text) - 1):
        if text[cut:] in table and text.endswith(zones, 0, cut):
            return text[:cut] + table[text[cut:]]
    return text


def tax_bureau(text: str) -> str:
    """国家税务总局广州税务局 → 国家税务总局广州市税务局; other names unchanged."""
    match = _TAX.fullmatch(text)
    region = regions.by_name(match[1]) if match else None
    return text[: match.start(1)] + region.name + text[match.end(1) :] if match and region else text
