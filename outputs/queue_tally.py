"""How many changes of a review there are by kind, class, cause and pattern: of a million, no page counts one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from outputs.diff import HIDDEN
from outputs.store import KnowledgeBase

if TYPE_CHECKING:
    from outputs.queue import Filters, Scope

_KEYS = ("hidden", "kind", "change_class", "cause", "pattern")
STANDING = "d.status IN ('active', 'pending') AND d.verdict NOT IN ('comment', 'undo')"
"""Of a decision ``d``: what was judged still stands."""

_WRITTEN = f"""INSERT INTO review_tally (old_run, new_run, {", ".join(_KEYS)}, items, example)
SELECT old_run, new_run, {", ".join(_KEYS)}, count(*), max(item_id) FROM review_item
WHERE old_run = :old AND new_run = :new GROUP BY old_run, new_run, {", ".join(_KEYS)}"""

_DONE_ITEMS = f"""FROM (SELECT DISTINCT d.document_id, d.fact_id FROM decision d WHERE {STANDING}) d
JOIN review_item i ON i.document_id = d.document_id AND i.fact_id = d.fact_id WHERE i.old_run = :old AND i.new_run = :new"""

DONE_IDS = f"SELECT i.item_id {_DONE_ITEMS}"
"""The items of a scope that are judged, found from the decisions, which are far fewer."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Items that have all of these in common; ``example`` is the id of one, ``done`` counts those that are judged."""

    hidden: int
    kind: str
    change_class: str
    cause: str
    pattern: str
    items: int
    example: int
    done: int = 0

    @property
    def open(self) -> int:
        """Those that are not judged."""
        return self.items - self.done

    def meets(self, filters: Filters) -> bool:
        """Whether the filters let these items through, but for words, documents and state."""
        if self.hidden and not filters.hidden and filters.change_class not in HIDDEN:
            return False
        for name in ("kind", "change_class", "pattern"):
            if getattr(filters, name) not in (None, getattr(self, name)):
                return False
        return filters.cause is None or _has_cause(self.cause, filters.cause)

    def number(self, state: str) -> int:
        """How many are in a state: ``open``, ``done``, ``all``."""
        return {"open": self.open, "done": self.done}.get(state, self.items)


def _has_cause(causes: str, cause: str) -> bool:
    """One of several causes, or a rule of any name."""
    return any(one == cause or one.startswith(f"{cause}:") for one in causes.split("+"))


def write(connection: Connection, scope: Scope) -> None:
    """Count the items of a scope, inside the transaction that made them."""
    both = {"old": scope.old, "new": scope.new}
    connection.execute(
        text("DELETE FROM review_tally WHERE new_run < :new OR (new_run = :new AND old_run = :old)"), both
    )
    connection.execute(text(_WRITTEN), both)


def read(kb: KnowledgeBase, scope: Scope, filters: Filters) -> list[Alike]:
    """What the filters let through, words, documents and state left aside."""
    keys = ", ".join(f"i.{name}" for name in _KEYS)
    both = {"old": scope.old, "new": scope.new}
    done = {
        tuple(row[name] for name in _KEYS): int(row["n"])
        for row in kb.rows(f"SELECT {keys}, count(*) AS n {_DONE_ITEMS} GROUP BY {keys}", **both)
    }
    listed = kb.rows(
        f"SELECT {keys}, i.items, i.example FROM review_tally i WHERE i.old_run = :old AND i.new_run = :new", **both
    )
    found = [Alike(**row, done=done.get(tuple(row[name] for name in _KEYS), 0)) for row in listed]
    return [one for one in found if one.meets(filters)]


def total(found: Iterable[Alike], state: str) -> int:
    """How many items in a state."""
    return sum(one.number(state) for one in found)
