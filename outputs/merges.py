"""Reviewers' decisions that two names are one, for institutions and for indicators alike: an append-only log.

The log is the truth and ``merged_into`` what follows from it: a merge points a name at another, a split takes that
back, and a name counts as the last of the chain it begins. So a split undoes its merge and nothing else: what was
merged into the name before is with it again. Every entry says who decided what, when and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, text

from outputs import schema
from outputs.chains import end
from outputs.errors import StoreError
from outputs.rows import indicator_id, indicator_key, short_id
from outputs.store import KnowledgeBase

__all__ = ["INDICATORS", "INSTITUTIONS", "REGISTERS", "NoSuchName", "Register", "decisions", "merge", "merged", "split"]

_LONGEST = 5000


class NoSuchName(StoreError):
    """A name that the knowledge base does not hold, or a merge that leads back to itself, or a split of what is whole."""


@dataclass(frozen=True, slots=True)
class Register:
    """A table of names. ``key`` gives the stored form of a name, ``identity`` its id; ``series``: the table has one."""

    what: str
    name: str
    log: Table
    key: Callable[[str], str]
    identity: Callable[[str], str]
    series: bool = False

    @property
    def column(self) -> str:
        """The column of the id."""
        return f"{self.what}_id"


INSTITUTIONS = Register("institution", "canonical", schema.institution_decision, str.strip, short_id)
INDICATORS = Register("indicator", "name", schema.indicator_decision, indicator_key, indicator_id, series=True)
REGISTERS = {one.what: one for one in (INDICATORS, INSTITUTIONS)}


def merge(
    kb: KnowledgeBase, register: Register, name: str, into: str, *, reviewer: str, now: str, note: str | None = None
) -> None:
    """``name`` is one with ``into``; both are names that the knowledge base holds. What was merged into ``name`` goes along.

    ``now``: ISO time. Raises NoSuchName; StoreError for a reviewer or note that cannot be kept.
    """
    name, into = register.key(name), register.key(into)
    with _writing(kb) as connection:
        _known(connection, register, name, into)
        pointed = _pointers(connection, register)
        if name in pointed:
            raise NoSuchName(f"{name} is merged into {pointed[name]}: split it first")
        if end(into, pointed) == name:
            raise NoSuchName(f"{into} is already one with {name}")
        log(connection, register, "merge", name, into, reviewer=reviewer, now=now, note=note)
        _apply(connection, register)


def split(
    kb: KnowledgeBase, register: Register, name: str, *, reviewer: str, now: str, note: str | None = None
) -> None:
    """``name`` stands alone again, with what was merged into it. Raises NoSuchName where it is not merged."""
    name = register.key(name)
    with _writing(kb) as connection:
        _known(connection, register, name)
        if name not in _pointers(connection, register):
            raise NoSuchName(f"{name} is not merged into another {register.what}")
        log(connection, register, "split", name, None, reviewer=reviewer, now=now, note=note)
        _apply(connection, register)


def decisions(kb: KnowledgeBase, register: Register) -> list[dict[str, Any]]:
    """Every decision in the order in which it was made."""
    return kb.rows(f"SELECT * FROM {register.log.name} ORDER BY decision_id")


def merged(kb: KnowledgeBase, register: Register) -> dict[str, dict[str, Any]]:
    """The merge that holds of each merged name."""
    found = decisions(kb, register)
    pointed = pointers(found)
    return {one["name"]: one for one in found if one["verdict"] == "merge" and one["name"] in pointed}


def pointers(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What each merged name points at, by a log in its order."""
    out: dict[str, str] = {}
    for one in entries:
        if one["verdict"] == "merge":
            out[one["name"]] = one["into_name"]
        elif one["verdict"] == "split":
            out.pop(one["name"], None)
    return out


def log(
    connection: Connection,
    register: Register,
    verdict: str,
    name: str,
    into: str | None,
    *,
    reviewer: str,
    now: str,
    note: str | None,
) -> None:
    """Append an entry, inside the caller's transaction. Raises StoreError."""
    if not reviewer.strip() or len(reviewer) > 100:
        raise StoreError("a reviewer's name has 1 to 100 characters")
    if note is not None and len(note) > _LONGEST:
        raise StoreError(f"a note has at most {_LONGEST} characters")
    row = {"verdict": verdict, "name": name, "into_name": into, "note": note or None}
    connection.execute(register.log.insert(), {**row, "reviewer": reviewer, "decided_at": now})


def _writing(kb: KnowledgeBase) -> Any:
    if kb.is_past:
        raise StoreError("the knowledge base is read-only as of an earlier run: open it without as_of")
    return kb.engine.begin()


def _known(connection: Connection, register: Register, *names: str) -> None:
    for name in names:
        sql = f"SELECT 1 FROM {register.what} WHERE {register.column} = :own"
        if connection.execute(text(sql), {"own": register.identity(name)}).first() is None:
            raise NoSuchName(f"the knowledge base holds no {register.what} {name}")


def _pointers(connection: Connection, register: Register) -> dict[str, str]:
    found = connection.execute(text(f"SELECT * FROM {register.log.name} ORDER BY decision_id")).mappings()
    return pointers(dict(one) for one in found)


def _apply(connection: Connection, register: Register) -> None:
    """Bring ``merged_into`` of every name that the log speaks of in line with it."""
    pointed = _pointers(connection, register)
    spoken = connection.execute(
        text(f"SELECT DISTINCT name FROM {register.log.name} WHERE verdict <> 'name'")
    ).scalars()
    series = ", series_id = coalesce(:target, :own)" if register.series else ""
    sql = f"UPDATE {register.what} SET merged_into = :target{series} WHERE {register.column} = :own"
    rows = []
    for name in spoken:
        last = end(name, pointed)
        rows.append({"own": register.identity(name), "target": register.identity(last) if last != name else None})
    connection.execute(text(sql), rows)
