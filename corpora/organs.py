"""Names of organs in metadata: whether a name is one, the organ behind a host, and the region of either."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from corpora import regions
from corpora.lazy import lazy

# Closed enough to stand here: only metadata lines are tested, never running text.
_ORGAN = re.compile(
    r"^(?=.{3,40}$)[\u4e00-\u9fff（）()、·\s]*(?:委员会|委|办公厅|办公室|政府|[厅局部院署会处队社组]|中心|公司|大学|学院|学校|医院|支队|总队|检察院|法院|海关|党委|指挥部|税务总局|总局|银行|报社|日报|研究所|事务所|派出所)(?:（[^）]{2,30}）|\([^)]{2,30}\))?$"
)
_NOT_ORGAN = re.compile(r"^(?:各|有关|关于|本|我|全)|大会$|部队$|全会$|会议$|内部$|全部$|干部$|一部$|常委会$")
_GENERIC = lazy(r"^(省|市|区|县|州|自治区|自治州)(?!区)(?=[\u4e00-\u9fff]{2,}$)")
_LEVELS = {
    "省": "province",
    "自治区": "province",
    "市": "",
    "区": "county",
    "县": "county",
    "州": "prefecture",
    "自治州": "prefecture",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A region as documents carry it: full name (path from the province down) and GB/T 2260 code."""

    name: str
    code: str


def is_organ(name: str) -> bool:
    """Whether a name alone on its line, or as the value of a label, can be an organ's."""
    return bool(_ORGAN.match(name)) and not _NOT_ORGAN.search(name)


def place_of_name(name: str) -> Place | None:
    """The region that a name begins with (重庆市司法局 → 重庆市), None where it begins with none."""
    found = regions.at_start(name[:40])
    if found and found[1].level != "country":
        return _place(found[1])
    return None


def place_of_host(url: str) -> Place | None:
    """The region of a government host, None where unknown."""
    region = regions.of_host(url) if url else None
    return _place(region) if region else None


@lru_cache(maxsize=4096)
def _place(region: regions.Region) -> Place:
    return Place(regions.full_name(region), region.code)


def of_host(url: str) -> str | None:
    """The organ of a government host: ``sfj.cq.gov.cn`` → 重庆市司法局, ``www.moj.gov.cn`` → 司法部; else None."""
    return _organ_of(regions.host_of(url) if "//" in url else url)


@lru_cache(maxsize=4096)
def _organ_of(host: str) -> str | None:
    labels = host.lower().strip(".").split(".")
    if len(labels) < 3 or labels[-2:] != ["gov", "cn"]:
        return None
    table = _hosts()
    region = regions.of_host(host)
    local = [label for label in labels[:-2] if label not in ("www", "m", "wap", "xxgk", "zwgk", "old")]
    if region is None:
        return table.get((local[-1], "national")) if local else None
    organ = next((table[label, "local"] for label in local if (label, "local") in table), None)
    if organ is None:
        return f"{_seat(region)}人民政府" if len(local) <= 1 else None
    return _at_level(_seat(region), organ, region.level)


def _at_level(seat: str, organ: str, level: str) -> str:
    """Provinces have 厅 where cities have 局; the four municipalities have 局 too."""
    return seat + organ


def _seat(region: regions.Region) -> str:
    """The name as organs bear it: a district with its city (广州市天河区), all others alone (重庆市, 巴东县)."""
    parent = regions.by_code(region.parent_code) if region.parent_code else None
    if region.level == "county" and region.name.endswith("区") and parent and parent.level != "country":
        return parent.name + region.name
    return region.name


def with_region(name: str, owner: str, url: str) -> str:
    """A generic name (区教育局) made full by the owner of the site or its host (广州市天河区教育局)."""
    match = _GENERIC.match(name)
    if match is None:
        return name
    hits = regions.in_text(owner) if owner else []
    region = hits[0][2] if hits else (regions.of_host(url) if url else None)
    if region is None:
        return name
    kind = match[1]
    while region is not None and not region.name.endswith(kind):
        region = regions.by_code(region.parent_code) if region.parent_code else None
    if region is None or region.level == "country":
        return name
    return _seat(region) + name[match.end() :]


@cache
def _hosts() -> dict[tuple[str, str], str]:
    """``hosts.tsv`` as (label, scope) → organ. Raises ValueError for a label given twice in one scope."""
    table: dict[tuple[str, str], str] = {}
    text = files("corpora").joinpath("lexicon", "hosts.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    for label, scope, organ in rows[1:]:
        if (label, scope) in table:
            raise ValueError(f"hosts.tsv: {label!r} stands twice as {scope}")
        table[label, scope] = organ
    return table
