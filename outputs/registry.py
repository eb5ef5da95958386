"""Reviewers' decisions on institutions beyond merging (:mod:`outputs.merges`): a short name means this body.

Names and short names decided on are given to the next extraction by :func:`aliases`, so that its facts bear them.
"""

from __future__ import annotations

from outputs import chains, merges
from outputs.merges import INSTITUTIONS
from outputs.store import KnowledgeBase

__all__ = ["aliases", "name_as", "same_code"]


def name_as(kb: KnowledgeBase, alias: str, canonical: str, *, reviewer: str, now: str, note: str | None = None) -> None:
    """``alias``, as it is written, means ``canonical`` from the next extraction on. ``now``: ISO time."""
    with kb.engine.begin() as connection:
        merges.log(connection, INSTITUTIONS, "name", alias, canonical, reviewer=reviewer, now=now, note=note)


def aliases(kb: KnowledgeBase) -> dict[str, str]:
    """Names and the official names that reviewers decided they have, for :func:`extractors.resolution.resolve`."""
    return chains.aliases((one["name"], one["into_name"]) for one in merges.decisions(kb, INSTITUTIONS))


def same_code(kb: KnowledgeBase) -> list[list[str]]:
    """Groups of official names with one credit code that are not merged yet: one body under several names."""
    sql = """SELECT credit_code, canonical FROM institution WHERE merged_into IS NULL AND credit_code IN (
      SELECT credit_code FROM institution WHERE merged_into IS NULL GROUP BY credit_code HAVING count(*) > 1
    ) ORDER BY credit_code, canonical"""
    groups: dict[str, list[str]] = {}
    for row in kb.rows(sql):
        groups.setdefault(row["credit_code"], []).append(row["canonical"])
    return list(groups.values())
