"""How many changes of a review there are by kind, class, cause and pattern: of a million, no page counts one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from outputs.diff import HIDDEN
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

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

ADDED = ": added"
"""What the pattern of a new fact ends in, after its rule."""

DONE_FACTS = f"""FROM (SELECT DISTINCT d.document_id, d.fact_id FROM decision d WHERE {STANDING}) d CROSS JOIN fact f
WHERE f.document_id = d.document_id AND f.fact_id = d.fact_id AND {valid(":new", "f")} AND f.review_status <> 'rejected'"""
"""The new facts of a first review that are judged."""

_TALLIED = f"""SELECT kind, rule, sum(n) AS n FROM (
  SELECT kind, rule, facts - rejected AS n FROM quality_tally
  UNION ALL SELECT kind, rule, -1 FROM fact
  WHERE valid_from_run > :new AND {valid(LAST_RUN)} AND review_status <> 'rejected'
  UNION ALL SELECT kind, rule, 1 FROM fact
  WHERE valid_to_run > :new AND valid_to_run <= {LAST_RUN} AND +valid_from_run <= :new AND review_status <> 'rejected'
) t GROUP BY kind, rule"""
_COUNTED = f"""SELECT kind, rule, count(*) AS n FROM fact WHERE {valid(":new")} AND review_status <> 'rejected' GROUP BY kind, rule"""


@dataclass(frozen=True, slots=True)
class Alike:
    """Items that have all of these in common; ``example`` is the id of the first, with ``harm`` where ids do not have its
    order; of a first review both are looked up where they are wanted. ``done`` counts those that are judged."""

    hidden: int
    kind: str
    change_class: str
    cause: str
    pattern: str
    items: int
    example: int
    done: int = 0
    harm: float = 0.0

    @property
    def first(self) -> tuple[float, int]:
        """The place of the example."""
        return self.harm, self.example

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
    return [one for one in (_fresh if scope.old == 0 else _kept)(kb, scope) if one.meets(filters)]


def _kept(kb: KnowledgeBase, scope: Scope) -> list[Alike]:
    keys = ", ".join(f"i.{name}" for name in _KEYS)
    both = {"old": scope.old, "new": scope.new}
    done = {
        tuple(row[name] for name in _KEYS): int(row["n"])
        for row in kb.rows(f"SELECT {keys}, count(*) AS n {_DONE_ITEMS} GROUP BY {keys}", **both)
    }
    listed = kb.rows(
        f"SELECT {keys}, i.items, i.example FROM review_tally i WHERE i.old_run = :old AND i.new_run = :new", **both
    )
    return [Alike(**row, done=done.get(tuple(row[name] for name in _KEYS), 0)) for row in listed]


def _fresh(kb: KnowledgeBase, scope: Scope) -> list[Alike]:
    """The new facts by kind and rule: as the last run counts them, but for what decisions have since replaced."""
    judged = {
        (row["kind"], row["rule"]): int(row["n"])
        for row in kb.rows(f"SELECT f.kind, f.rule, count(*) AS n {DONE_FACTS} GROUP BY f.kind, f.rule", new=scope.new)
    }
    return [
        Alike(0, kind, "added", "new_document", rule + ADDED, amount, 0, judged.get((kind, rule), 0))
        for row in kb.rows(_COUNTED if kb.is_past else _TALLIED, new=scope.new)
        if (amount := int(row["n"])) and (kind := str(row["kind"])) and (rule := str(row["rule"]))
    ]


def judged_patterns(kb: KnowledgeBase) -> set[str]:
    """The patterns of changes that somebody has judged: those kept of a comparison, and facts judged when they were new."""
    kept = kb.rows(
        f"SELECT DISTINCT i.pattern FROM decision d JOIN review_item i ON i.document_id = d.document_id AND i.fact_id = d.fact_id WHERE {STANDING}"
    )
    fresh = kb.rows(
        f"""SELECT DISTINCT f.rule FROM decision d JOIN document o ON o.document_id = d.document_id
        JOIN fact f ON f.document_id = d.document_id AND f.fact_id = d.fact_id AND f.valid_from_run = o.first_run WHERE {STANDING}"""
    )
    return {str(row["pattern"]) for row in kept} | {f"{row['rule']}{ADDED}" for row in fresh}


def total(found: Iterable[Alike], state: str) -> int:
    """How many items in a state."""
    return sum(one.number(state) for one in found)
