"""Which changes of a review some filters let through, as SQL that finds them by an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outputs import queue_tally
from outputs.queue_items import DONE
from outputs.store import KnowledgeBase
from outputs.stored import among
from outputs.texts import holds

if TYPE_CHECKING:
    from outputs.queue import Filters, Scope

_PATTERNS = 100
"""Kinds and patterns that are looked for one by one; where a filter lets more through, the queue is walked."""


@dataclass(frozen=True, slots=True)
class Where:
    """Tables and condition of items; ``narrow``: they are few enough to be counted one by one."""

    sql: str
    given: dict[str, Any]
    narrow: bool


def where(kb: KnowledgeBase, scope: Scope, filters: Filters, alike: Sequence[queue_tally.Alike]) -> Where:
    """The items that the filters let through, ``alike`` those that they let through but for words and document."""
    given: dict[str, Any] = {"old": scope.old, "new": scope.new}
    parts, joined = ["i.old_run = :old", "i.new_run = :new"], ""
    for name in ("kind", "change_class", "pattern", "document_id"):
        value = getattr(filters, name)
        if value is not None:
            parts.append(f"i.{name} = :{name}")
            given[name] = value
    if filters.cause is not None:
        parts.append(among("i.cause", sorted({one.cause for one in alike}), given))
    if filters.state != "all":
        parts.append(f"i.item_id IN ({queue_tally.DONE_IDS})" if filters.state == "done" else f"NOT {DONE}")
    narrow = filters.document_id is not None
    if filters.words:
        joined = "JOIN fact f ON f.row_id = coalesce(i.after_row, i.before_row)"
        parts.append(holds(kb.dialect, "f.sentence"))
        given["words"] = filters.words
        narrow = True
    if not any(one.hidden for one in alike):  # a plus keeps SQLite from the index of all where another finds the few
        parts.append("+i.hidden = 0" if narrow else "i.hidden = 0")
    return Where(f"review_item i {joined} WHERE {' AND '.join(parts)}", given, narrow)


def first(kb: KnowledgeBase, where: Where, filters: Filters, alike: Sequence[queue_tally.Alike]) -> str:
    """The SELECT of the items in the order of the queue, from ``:offset`` on, ``:limit`` of them.

    Where kind, class, cause or pattern are chosen it takes the first of each kind and pattern by the index, and of these the first.
    """
    order = "ORDER BY harm DESC, item_id DESC"
    groups = sorted({(one.hidden, one.kind, one.pattern) for one in alike})
    chosen = any(getattr(filters, name) is not None for name in ("kind", "change_class", "cause", "pattern"))
    if where.narrow or filters.words or filters.state == "done" or not chosen or len(groups) > _PATTERNS:
        return f"SELECT i.* FROM {where.sql} ORDER BY i.harm DESC, i.item_id DESC LIMIT :limit OFFSET :offset"
    each = []
    sql = where.sql
    if kb.dialect == "sqlite":  # its counts of an index are those of a few rows
        sql = sql.replace("review_item i ", "review_item i INDEXED BY ix_review_item_pattern ", 1)
    for place, (hidden, kind, pattern) in enumerate(groups):
        where.given.update({f"k{place}": kind, f"q{place}": pattern})
        own = f"i.hidden = {hidden:d} AND i.kind = :k{place} AND i.pattern = :q{place}"
        each.append(f"SELECT * FROM (SELECT i.* FROM {sql} AND {own} {order} LIMIT :limit + :offset) t{place}")
    return f"SELECT * FROM ({' UNION ALL '.join(each)}) t {order} LIMIT :limit OFFSET :offset"
