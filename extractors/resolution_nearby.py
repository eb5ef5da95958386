"""Parts of names that stand elsewhere in the document: the township of 乡政府, the bureau of 渝中区分局, the kind of 市局."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora import regions
from corpora.lazy import lazy
from corpora.regions import Region
from extractors import institution_grammar as grammar
from extractors import institution_names as official

_FAR = 40
_SETTLEMENT = {
    kind: lazy(f"(?:[\\u4e00-\\u9fff]{{1,4}}(?:街道|乡|镇))?[\\u4e00-\\u9fff]{{1,4}}?{kind}")
    for kind in ("乡", "镇", "村", "街道", "社区", "苏木", "嘎查")
}
_BUREAU = re.compile(r"(.{2,}(?:局|总队|支队))(?:.{2,8}分局)?")
_SHORT = frozenset({"局", "厅", "委", "院", "队"})
_AREA_ENDS = ("区", "县", "市", "旗", "镇", "新城")


def settlement(kind: str, text: str, at: int, places: Sequence[tuple[int, int, Region]]) -> tuple[str, int] | None:
    """The full name of the 乡, 镇, 村 … named last before ``at`` behind its division, and where it stands.

    >>> settlement("乡", "裕安区狮子岗乡原党委书记", 12, regions.in_text("裕安区狮子岗乡原党委书记"))
    ('裕安区狮子岗乡', 0)
    """
    pattern = _SETTLEMENT.get(kind)
    if pattern is None:
        return None
    for start, end, _ in reversed(places):
        if end >= at:
            continue
        match = pattern.match(text, end, at)
        if match:
            return text[start : match.end()], start
    return None


def branch_of(place: str, rest: str, publisher: str | None, done: Sequence[tuple[int, str]]) -> tuple[str, str] | None:
    """The bureau whose branch a bare X分局 is, and the anchor: the publisher where it is a bureau, else the last one named.

    ``done`` are the offsets and official names found before.
    """
    if not rest.endswith("分局") or not (rest == "分局" or rest[:-2].endswith(_AREA_ENDS)):
        return None
    if publisher and (match := _BUREAU.fullmatch(publisher)):
        return match[1] + place + rest, "publisher"
    for start, name in reversed(done[-_FAR:]):
        match = _BUREAU.fullmatch(name)
        if match and not name.endswith("分局"):
            return match[1] + place + rest, f"sibling@{start}"
    return None


def own_department(rest: str, region: Region, publisher: str | None) -> str | None:
    """What 市局, 省厅 … are in a document of one of their own: 市局 in one of 天河区教育局 → 广州市教育局."""
    if rest not in _SHORT or not publisher:
        return None
    front = regions.at_start(publisher[:40])
    department = publisher[front[0] :] if front else publisher
    match = _BUREAU.fullmatch(department) if rest == "局" else None
    department = match[1] if match else department
    return region.name + department if department.endswith(rest) and len(department) > len(rest) else None


def is_settlement(prefix: str) -> bool:
    """Whether a generic prefix stands for a township, a street or a village."""
    return prefix in grammar.words("settlement")


def in_settlement(name: str, rest: str) -> str:
    """The official name of a body of a settlement: 裕安区狮子岗乡 + 政府 → 裕安区狮子岗乡人民政府."""
    return name + official.expand(rest)
