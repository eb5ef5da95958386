"""Official names of bodies whose short name leaves out what their kind implies: 永安法院, 财政经济委员会, 驻日使馆."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora import regions
from corpora.regions import Region
from extractors import institution_grammar as grammar
from extractors import institution_names as official

_CONGRESS = "人民代表大会"
_STANDING = "常务委员会"
_NATIONAL = "全国" + _CONGRESS
_CONFERENCE = "中国人民政治协商会议全国委员会"
_COURTS = ("法院", "检察院", "公安", "警方")
# The first digit of the codes of Taiwan, Hong Kong and Macao.
_OTHER_LAW = "78"
_POSTED = re.compile("(.{0,12})(驻)(.)((?:大?使馆|总?领事馆|总领馆|使领馆))")
_TOWNSHIP = re.compile("[\u4e00-\u9fff]{2,}[乡镇]政府")


def of_place(text: str, home: Region | None) -> str | None:
    """The court, procuratorate or police of a place without its 市 or 县: 永安法院 → 永安市人民法院, 普洱警方 → 普洱市公安局.

    None where the place is unknown or ambiguous, and for the courts of a place that has several (重庆法院).
    """
    for end in _COURTS:
        place = text.removesuffix(end)
        if place == text or len(place) < 2:
            continue
        region = _region(place, home)
        if region is None or region.level == "country" or region.code[0] in _OTHER_LAW:
            return None
        if place.endswith(region.name):
            return official.compose(place, "警方") if end == "公安" else None
        if end == "法院" and region.level != "county":
            return text
        if end in ("法院", "检察院") and not place.endswith(regions.short_name(region.name)):
            return None
        return official.compose(region.name, "警方" if end == "公安" else end)
    return None


def _region(place: str, home: Region | None) -> Region | None:
    within = (home, regions.province_of(home)) if home else ()
    found = (regions.by_name(place, area) for area in within)
    return next((region for region in found if region), None) or regions.by_name(place)


def of_congress(name: str, written: str, home: Region | None, done: Sequence[str]) -> str:
    """A committee named without its congress: that of the congress named last, else of the document's own place.

    ``name`` is what it is called at the national level, ``done`` the official names before it.
    """
    if written.startswith("全国") or not name.startswith((_NATIONAL, _CONFERENCE)):
        return name
    if name.startswith(_CONFERENCE):
        return f"政协{home.name}委员会{name[len(_CONFERENCE) :]}" if home and written.startswith("政协常") else name
    rest = name[len(_NATIONAL) :]
    for before in reversed(done):
        if _CONGRESS in before:
            return before[: before.index(_CONGRESS)] + _CONGRESS + rest
    return home.name + _CONGRESS + rest if home else name


def posted(text: str) -> str:
    """驻日使馆 → 驻日本大使馆; other names unchanged."""
    match = _POSTED.fullmatch(text)
    names = grammar.country_characters()
    country = names.get(match[3]) if match else None
    if match is None or country is None:
        return text
    return names.get(match[1], match[1]) + "驻" + country + ("大使馆" if match[4] == "使馆" else match[4])


def clinic(text: str, home: Region | None) -> str | None:
    """A hospital by its usual name, or what is left of it in a document of its city: 友谊医院 → 首都医科大学附属北京友谊医院."""
    table = grammar.hospitals()
    if text in table:
        return table[text]
    while home is not None and home.level != "country":
        found = table.get(regions.short_name(home.name) + text)
        if found:
            return found
        home = regions.by_code(home.parent_code) if home.parent_code else None
    return None


def township(name: str) -> str:
    """兴化市戴窑镇政府 → 兴化市戴窑镇人民政府; other names unchanged."""
    return name[:-2] + "人民政府" if _TOWNSHIP.fullmatch(name) else name
