"""Which items of a review some filters let through, as SQL that finds them by an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outputs import queue_tally
from outputs.queue_items import DONE
from outputs.store import KnowledgeBase
from outputs.texts import documents_with, holds

if TYPE_CHECKING:
    from outputs.queue import Filters, Scope

_FEW = 20_000
"""Items that are found by their patterns and sorted; more are walked in the order of the queue."""
_PATTERNS, _DOCUMENTS = 200, 300


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
    patterns = sorted({one.pattern for one in alike})
    few = queue_tally.total(alike, "all") <= _FEW and len(patterns) <= _PATTERNS
    for name in ("kind", "change_class", "document_id"):
        value = getattr(filters, name)
        if value is not None:
            parts.append(f"i.{name} = :{name}")
            given[name] = value
    if few or filters.pattern is not None:
        parts.append(among("pattern", patterns, given))
    if filters.cause is not None:
        parts.append(among("cause", sorted({one.cause for one in alike}), given))
    if filters.state != "all":
        parts.append(f"i.item_id IN ({queue_tally.DONE_IDS})" if filters.state == "done" else f"NOT {DONE}")
    narrow = filters.document_id is not None
    if filters.words:
        joined = "JOIN fact f ON f.row_id = coalesce(i.after_row, i.before_row)"
        parts.append(holds(kb.dialect, "f.sentence"))
        given["words"] = filters.words
        documents = documents_with(kb, filters.words, most=_DOCUMENTS) if scope.old == 0 else None
        narrow = narrow or few or documents is not None or scope.old > 0
        if documents is not None:  # of changes a sentence may stand in an earlier text only
            parts[:2] = ["+i.old_run = :old", "+i.new_run = :new"]
            parts.append(among("document_id", documents, given))
    if not any(one.hidden for one in alike):  # a plus keeps SQLite from the index of all where another finds the few
        parts.append("+i.hidden = 0" if narrow or few else "i.hidden = 0")
    return Where(f"review_item i {joined} WHERE {' AND '.join(parts)}", given, narrow)


def among(column: str, values: Sequence[str], given: dict[str, Any], alias: str = "i") -> str:
    """The condition that a column has one of the values, which are added to ``given``."""
    names = []
    for value in values:
        name = f"{column[0]}{len(given)}"
        given[name] = value
        names.append(f":{name}")
    return f"{alias}.{column} IN ({', '.join(names) or 'NULL'})"
