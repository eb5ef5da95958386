"""One indicator over time: its levels by unit, its changes beside them, each figure with the fact it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.review.search import as_fact, region_codes
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

LONGEST = 400
"""Figures of one series that a page shows, the newest."""


@dataclass(frozen=True, slots=True)
class Series:
    """``levels`` are the figures in ``unit``, ``changes`` the increases and decreases; both in order of period.

    ``cut``: there are older figures that are left out.
    """

    indicator_id: str
    indicator: str
    region: str
    unit: str
    units: list[tuple[str, int]]
    regions: list[dict[str, Any]]
    levels: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    cut: bool
    merged: list[str]


def frequent(kb: KnowledgeBase, *, limit: int = 30) -> list[dict[str, Any]]:
    """Indicators that have most figures, looked for among the newest twenty thousand facts."""
    sql = f"""SELECT i.indicator_id, i.name, count(DISTINCT f.period) AS periods, count(*) AS figures
    FROM (SELECT indicator_id, period FROM fact WHERE row_id > (SELECT coalesce(max(row_id), 0) - 20000 FROM fact)
      AND indicator_id IS NOT NULL AND period_start IS NOT NULL AND review_status <> 'rejected' AND {valid(LAST_RUN)}) f
    JOIN indicator i ON i.indicator_id = f.indicator_id
    GROUP BY i.indicator_id, i.name ORDER BY periods DESC, figures DESC, i.name LIMIT {limit}"""
    return kb.rows(sql)


def read(kb: KnowledgeBase, indicator_id: str, *, region: str = "", unit: str = "") -> Series | None:
    """The series of an indicator, merged ones included; None where there is no such indicator.

    ``region``: name or code, with what lies in it (UnknownName where there is none); "" is any. ``unit``: that of the
    levels, by default the most frequent one.
    """
    named = kb.rows(
        "SELECT i.indicator_id, i.name FROM indicator j JOIN indicator i ON i.indicator_id = coalesce(j.merged_into, j.indicator_id) "
        "WHERE j.indicator_id = :id",
        id=indicator_id,
    )
    if not named:
        return None
    identity = str(named[0]["indicator_id"])
    figures = _figures(kb, identity, region)
    cut = len(figures) > LONGEST
    figures = figures[-LONGEST:]
    levels = [one for one in figures if one.get("role") != "change"]
    units = _units(levels)
    chosen = unit if unit in dict(units) else (units[0][0] if units else "")
    return Series(
        indicator_id=identity,
        indicator=str(named[0]["name"]),
        region=region,
        unit=chosen,
        units=units,
        regions=_regions(kb, identity),
        levels=[one for one in levels if str(one.get("unit") or "") == chosen],
        changes=[one for one in figures if one.get("role") == "change"],
        cut=cut,
        merged=[str(row["name"]) for row in kb.rows(_MERGED, id=identity)],
    )


_MERGED = "SELECT name FROM indicator WHERE series_id = :id AND indicator_id <> :id ORDER BY name LIMIT 20"


def _figures(kb: KnowledgeBase, identity: str, region: str) -> list[dict[str, Any]]:
    area, parameters = "", {"id": identity}
    if region:
        first, last = region_codes(kb, region)
        area, parameters = "AND f.region_code BETWEEN :first AND :last", parameters | {"first": first, "last": last}
    sql = f"""SELECT f.* FROM fact f JOIN document d ON d.document_id = f.document_id
    WHERE f.indicator_id IN (SELECT indicator_id FROM indicator WHERE series_id = :id)
    {area} AND f.period_start IS NOT NULL AND f.review_status <> 'rejected' AND d.origin_id IS NULL AND {valid(LAST_RUN, "f")}
    ORDER BY f.period_start DESC, f.period_end DESC, f.row_id DESC LIMIT {LONGEST + 1}"""
    found = [as_fact(row) for row in kb.rows(sql, **parameters)]
    return sorted(found, key=lambda one: (one["period_start"], one["period_end"] or "", one["row_id"]))


def _units(levels: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in levels:
        unit = str(one.get("unit") or "")
        counts[unit] = counts.get(unit, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _regions(kb: KnowledgeBase, identity: str) -> list[dict[str, Any]]:
    sql = f"""SELECT r.region_code, r.name, count(*) AS n FROM fact f JOIN region r ON r.region_code = f.region_code
    WHERE f.indicator_id IN (SELECT indicator_id FROM indicator WHERE series_id = :id) AND f.period_start IS NOT NULL AND {valid(LAST_RUN, "f")}
    GROUP BY r.region_code, r.name ORDER BY n DESC, r.region_code LIMIT 100"""
    return kb.rows(sql, id=identity)
