"""The queue of a first review, in which every fact is new: nothing is compared and nothing copied.

Its order, the least sure fact first, is that of an index of ``fact`` within each kind and rule; how many there are is in the tallies that
a run writes. An item is known by the row of its fact, as a negative number: no item of a comparison has one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from outputs.queue_items import done
from outputs.queue_tally import ADDED, DONE_FACTS, Alike
from outputs.schema import ANY_RUN
from outputs.store import KnowledgeBase
from outputs.stored import among
from outputs.texts import documents_with, holds
from outputs.views import valid

if TYPE_CHECKING:
    from outputs.queue import Filters, Scope

_DOCUMENTS = 300
"""Documents with some words that are looked through whole; of more, the queue is walked."""
_STEP = 16
"""Facts of each kind and rule that are read first."""
_AT_ONCE = 8
"""Kinds and rules that are read further at once."""

Place = tuple[float, int]
"""Confidence and row of a fact: its place in the queue."""
Rows = list[dict[str, Any]]

_ITEM = f"""-f.row_id AS item_id, 0 AS old_run, {{run}} AS new_run, 0 AS hidden, 2.0 + 2.0 * (1.0 - f.confidence) AS harm,
  f.document_id, f.fact_id, f.kind, 'added' AS change_class, 'new_document' AS cause, f.rule || '{ADDED}' AS pattern,
  NULL AS fields, NULL AS before_row, f.row_id AS after_row"""


def items(kb: KnowledgeBase, item_ids: Sequence[int]) -> Rows:
    """Items by their ids, as rows of ``review_item``; none where there is no such fact."""
    if not item_ids:
        return []
    wanted = ", ".join(str(-one) for one in item_ids)
    return kb.rows(f"SELECT {_ITEM.format(run='f.valid_from_run')} FROM fact f WHERE f.row_id IN ({wanted})")


@dataclass(slots=True)
class _Group:
    """The facts of a kind and rule: the places found among the first ``size``, and the last place read."""

    kind: str
    rule: str
    size: int = 0
    found: list[Place] = field(default_factory=list)
    read_to: Place = (-1.0, 0)
    more: bool = True


def _groups(alike: Sequence[Alike]) -> list[_Group]:
    return [_Group(one.kind, one.pattern.removesuffix(ADDED)) for one in alike]


def page(
    kb: KnowledgeBase, scope: Scope, filters: Filters, alike: Sequence[Alike], offset: int, limit: int
) -> tuple[Rows, int | None]:
    """Items from ``offset`` on, as rows of ``review_item``, and how many there are; None where nobody counts them all.

    ``alike``: what the filters let through but for words, document and state.
    """
    given: dict[str, Any] = {"new": scope.new}
    where = [valid(":new", "f"), "f.review_status <> 'rejected'"]
    documents = [filters.document_id] if filters.document_id is not None else None
    match = "1 = 1"
    if filters.words:
        given["words"], match = filters.words, holds(kb.dialect, "f.sentence")
        documents = documents or documents_with(kb, filters.words, most=_DOCUMENTS)
    if filters.state == "done":
        where.append(f"f.row_id IN (SELECT f.row_id {DONE_FACTS})")
    elif filters.state == "open":
        where.append(f"NOT {done('f')}")
    if documents is not None or filters.state == "done":
        return _few(kb, [*where, match], given, filters, documents, offset, limit)
    places = _walk(kb, _groups(alike), " AND ".join(where), match, given, offset + limit)[offset:]
    rows = items(kb, [-row for _, row in places])
    rows = sorted(rows, key=lambda row: (-row["harm"], row["after_row"]))
    return rows, offset + len(rows) if filters.words else None


def _few(
    kb: KnowledgeBase,
    where: Sequence[str],
    given: dict[str, Any],
    filters: Filters,
    documents: Sequence[str] | None,
    offset: int,
    limit: int,
) -> tuple[Rows, int]:
    """Items of some documents, or those that are judged: few enough to be counted one by one."""
    parts = list(where)
    if documents is not None:
        parts.append(among("f.document_id", documents, given))
    for name, value in (("kind", filters.kind), ("rule", filters.pattern and filters.pattern.removesuffix(ADDED))):
        if value is not None:
            parts.append(f"f.{name} = :{name}")
            given[name] = value
    condition = " AND ".join(parts)
    total = int(kb.rows(f"SELECT count(*) AS n FROM fact f WHERE {condition}", **given)[0]["n"])
    sql = f"""SELECT {_ITEM.format(run=":new")} FROM fact f WHERE {condition}
    ORDER BY f.confidence, f.row_id LIMIT :limit OFFSET :offset"""
    return kb.rows(sql, **given, limit=limit, offset=offset), total


def _walk(
    kb: KnowledgeBase, groups: Sequence[_Group], where: str, match: str, given: Mapping[str, Any], wanted: int
) -> list[Place]:
    """The first places of all groups together that match, as many as wanted.

    What lies before the least place that some group was read to is final; the groups that hold the others up are read further.
    """
    reading = list(groups)
    while True:
        _read(kb, reading, where, match, given, _STEP if not reading[0].size else reading[0].size * 4)
        open_ones = sorted((one for one in groups if one.more), key=lambda one: one.read_to)
        least = open_ones[0].read_to if open_ones else (math.inf, 0)
        final = sorted(place for one in groups for place in one.found if place <= least)
        if len(final) >= wanted or not open_ones:
            return final[:wanted]
        reading = [one for one in open_ones[:_AT_ONCE] if one.size == open_ones[0].size]


_READ = {
    "sqlite": f"""SELECT e.key, f.confidence, f.row_id, CASE WHEN {{match}} THEN 1 ELSE 0 END
FROM json_each(:groups) e CROSS JOIN fact f WHERE f.row_id IN (SELECT f.row_id FROM fact f INDEXED BY ix_fact_review
  WHERE f.{ANY_RUN} AND f.kind = json_extract(e.value, '$[0]') AND f.rule = json_extract(e.value, '$[1]') AND {{where}}
  ORDER BY f.confidence, f.row_id LIMIT :size) ORDER BY e.key, f.confidence, f.row_id""",
    "postgresql": f"""SELECT e.place - 1, t.c, t.r, t.m
FROM jsonb_array_elements(CAST(:groups AS jsonb)) WITH ORDINALITY AS e (value, place) CROSS JOIN LATERAL (
  SELECT f.confidence AS c, f.row_id AS r, CASE WHEN {{match}} THEN 1 ELSE 0 END AS m
  FROM fact f WHERE f.{ANY_RUN} AND f.kind = e.value ->> 0 AND f.rule = e.value ->> 1 AND {{where}}
  ORDER BY f.confidence, f.row_id LIMIT :size) t""",
}
"""A statement for all groups, the same whatever their number: planning one branch a group took longer than reading them."""


def _read(
    kb: KnowledgeBase, groups: Sequence[_Group], where: str, match: str, given: Mapping[str, Any], size: int
) -> None:
    """Read the first ``size`` places of each group."""
    sql = _READ[kb.dialect].format(match=match, where=where)
    named = json.dumps([(one.kind, one.rule) for one in groups], ensure_ascii=False)
    read = [0] * len(groups)
    for one in groups:
        one.found, one.size = [], size
    with kb.connect() as connection:
        if kb.dialect == "postgresql":  # it takes all kinds for alike frequent, and would sort the frequent ones
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
        for number, sure, row, matches in connection.execute(text(sql), {**given, "groups": named, "size": size}):
            read[number] += 1
            groups[number].read_to = (sure, row)
            if matches:
                groups[number].found.append((sure, row))
    for one, amount in zip(groups, read, strict=True):
        one.more = amount == size


def with_examples(kb: KnowledgeBase, scope: Scope, alike: Sequence[Alike]) -> list[Alike]:
    """The same with the first item of each, judged or not."""
    groups = _groups(alike)
    where = f"{valid(':new', 'f')} AND f.review_status <> 'rejected'"
    _read(kb, groups, where, "1 = 1", {"new": scope.new}, 1)
    firsts = [one.read_to for one in groups]
    return [replace(one, example=-row, harm=-sure) for one, (sure, row) in zip(alike, firsts, strict=True)]


def grouped(kb: KnowledgeBase, scope: Scope, by: str, filters: Filters) -> Rows:
    """Documents, or what filters by words or document let through, in groups: ``k``, ``n``, ``o`` (open) and ``first``; reads the facts."""
    given: dict[str, Any] = {"new": scope.new}
    parts = [valid(":new", "f"), "f.review_status <> 'rejected'"]
    if filters.document_id is not None:
        parts.append("f.document_id = :document")
        given["document"] = filters.document_id
    if filters.words:
        parts.append(holds(kb.dialect, "f.sentence"))
        given["words"] = filters.words
    for name, value in (("kind", filters.kind), ("rule", filters.pattern and filters.pattern.removesuffix(ADDED))):
        if value is not None:
            parts.append(f"f.{name} = :{name}")
            given[name] = value
    if filters.state != "all":
        parts.append(done("f") if filters.state == "done" else f"NOT {done('f')}")
    key = {"cause": "'new_document'", "change_class": "'added'", "pattern": f"f.rule || '{ADDED}'"}.get(by, f"f.{by}")
    sql = f"""SELECT k, count(*) AS n, sum(o) AS o, max(CASE WHEN place = 1 THEN -row_id END) AS first FROM (
      SELECT {key} AS k, f.row_id, CASE WHEN {done("f")} THEN 0 ELSE 1 END AS o,
        row_number() OVER (PARTITION BY {key} ORDER BY f.confidence, f.row_id) AS place
      FROM fact f WHERE {" AND ".join(parts)}
    ) t GROUP BY k ORDER BY n DESC, k"""
    return kb.rows(sql, **given)
