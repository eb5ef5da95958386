"""Reviewers' decisions on institutions: two names are one body, they are two after all, a short name means this body.

A decision takes effect at once in the views (``merged_into``); names and short names decided on are given to the next
extraction by :func:`aliases`, so that its facts bear them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from outputs import schema
from outputs.errors import StoreError
from outputs.rows import short_id
from outputs.store import KnowledgeBase

__all__ = ["UnknownInstitution", "aliases", "decisions", "merge", "name_as", "same_code", "split"]


class UnknownInstitution(StoreError):
    """A name that the knowledge base does not hold, or a merge that leads back to itself."""


def merge(kb: KnowledgeBase, name: str, into: str, *, reviewer: str, now: str, note: str | None = None) -> None:
    """``name`` is the same body as ``into``: both are official names that the knowledge base holds.

    What was merged into ``name`` goes along. Raises UnknownInstitution. ``now``: ISO time.
    """
    with kb.engine.begin() as connection:
        known = _known(connection, name, into)
        target = known[into]["merged_into"] or known[into]["institution_id"]
        own = known[name]["institution_id"]
        if target == own:
            raise UnknownInstitution(f"{into} is already one with {name}")
        _point(connection, target, "institution_id = :own OR merged_into = :own", own)
        _log(connection, "merge", name, into, note, reviewer, now)


def split(kb: KnowledgeBase, name: str, *, reviewer: str, now: str, note: str | None = None) -> None:
    """``name`` is a body of its own again. Raises UnknownInstitution where it is not merged into another."""
    with kb.engine.begin() as connection:
        own = _known(connection, name)[name]
        if own["merged_into"] is None:
            raise UnknownInstitution(f"{name} is not merged into another institution")
        _point(connection, None, "institution_id = :own", own["institution_id"])
        _log(connection, "split", name, None, note, reviewer, now)


def name_as(kb: KnowledgeBase, alias: str, canonical: str, *, reviewer: str, now: str, note: str | None = None) -> None:
    """``alias``, as it is written, means ``canonical`` from the next extraction on."""
    with kb.engine.begin() as connection:
        _log(connection, "name", alias, canonical, note, reviewer, now)


def aliases(kb: KnowledgeBase) -> dict[str, str]:
    """Names and the official names that reviewers decided they have, for :func:`extractors.resolution.resolve`."""
    out: dict[str, str] = {}
    for one in decisions(kb):
        out.pop(one["name"], None)
        if one["into_name"]:
            out[one["name"]] = one["into_name"]
    return {name: _end(name, out) for name in out}


def decisions(kb: KnowledgeBase) -> list[dict[str, Any]]:
    """Every decision in the order in which it was made."""
    return kb.rows("SELECT * FROM institution_decision ORDER BY decision_id")


def same_code(kb: KnowledgeBase) -> list[list[str]]:
    """Groups of official names with one credit code that are not merged yet: one body under several names."""
    sql = """SELECT credit_code, canonical FROM institution WHERE merged_into IS NULL AND credit_code IN (
      SELECT credit_code FROM institution WHERE merged_into IS NULL GROUP BY credit_code HAVING count(*) > 1
    ) ORDER BY credit_code, canonical"""
    groups: dict[str, list[str]] = {}
    for row in kb.rows(sql):
        groups.setdefault(row["credit_code"], []).append(row["canonical"])
    return list(groups.values())


def _end(name: str, following: Mapping[str, str]) -> str:
    """The last of a chain of names; a chain that returns ends before it does."""
    seen = {name}
    while (further := following.get(name)) and further not in seen:
        seen.add(further)
        name = further
    return name


def _known(connection: Connection, *names: str) -> dict[str, dict[str, Any]]:
    out = {}
    for name in names:
        sql = "SELECT institution_id, merged_into FROM institution WHERE institution_id = :own"
        found = connection.execute(text(sql), {"own": short_id(name)}).mappings().first()
        if found is None:
            raise UnknownInstitution(f"the knowledge base holds no institution {name}")
        out[name] = dict(found)
    return out


def _point(connection: Connection, target: str | None, which: str, own: str) -> None:
    connection.execute(
        text(f"UPDATE institution SET merged_into = :target WHERE {which}"), {"target": target, "own": own}
    )


def _log(
    connection: Connection, verdict: str, name: str, into: str | None, note: str | None, reviewer: str, now: str
) -> None:
    row = {"verdict": verdict, "name": name, "into_name": into, "note": note, "reviewer": reviewer, "decided_at": now}
    connection.execute(schema.institution_decision.insert(), row)
