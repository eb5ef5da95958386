"""What goes into the queue of a review and how urgent it is: changes between runs, and decisions that came back."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from outputs.causes import Replay
from outputs.diff import HIDDEN, Change, FactRow, class_of, differing
from outputs.diff_sources import Note, between_runs, facts
from outputs.queue_tally import STANDING, judged_patterns
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, changes, valid


def done(alias: str) -> str:
    """The condition that somebody has judged a fact or change and what was judged still stands."""
    return f"""EXISTS (SELECT 1 FROM decision d WHERE d.document_id = {alias}.document_id AND d.fact_id = {alias}.fact_id
  AND {STANDING})"""


DONE = done("i")
"""Of a row ``i`` of ``review_item``."""

_WEIGHTS = {"lost": 3.0, "value": 3.0, "unit": 3.0, "bound": 2.0, "period": 2.0, "added": 2.0}


def items(
    kb: KnowledgeBase, old: int, new: int, replay: Replay | None, note: Note | None = None
) -> list[dict[str, Any]]:
    """The rows of ``review_item`` for the changes from run ``old`` to run ``new``, without their numbers."""
    found = between_runs(kb, old, new, replay=replay, note=note)
    back = {(one.fact.document_id, one.fact.fact_id): one for one in _come_back(kb)}
    others = [one for one in found.changes if (one.fact.document_id, one.fact.fact_id) not in back]
    published = bool(kb.rows("SELECT 1 AS one FROM meta WHERE key = 'published_run'"))
    judged = judged_patterns(kb)
    patterns: Counter[str] = Counter()
    out = []
    for one in (*others, *back.values()):
        patterns[one.pattern] += 1
        new_pattern = one.pattern not in judged and patterns[one.pattern] == 1
        decided = (one.fact.document_id, one.fact.fact_id) in back
        out.append(
            {
                "old_run": old,
                "new_run": new,
                "hidden": int(one.change_class in HIDDEN and not decided),
                "harm": harm(one, published=published or decided, new_pattern=new_pattern),
                "document_id": one.fact.document_id,
                "fact_id": one.fact.fact_id,
                "kind": one.fact.kind,
                "change_class": one.change_class,
                "cause": one.cause,
                "pattern": one.pattern,
                "fields": json.dumps(one.fields) if one.fields else None,
                "before_row": one.before.row_id if one.before else None,
                "after_row": one.after.row_id if one.after else None,
            }
        )
    return out


_MINE = "WHERE document_id = n.document_id AND after_row = n.row_id"
_BACK_ROWS = f"""SELECT n.row_id AS now, (SELECT max(o.row_id) FROM fact o WHERE o.document_id = n.document_id
  AND o.fact_id = n.fact_id AND o.row_id < n.row_id AND o.review_status IN ('accepted', 'corrected')) AS judged,
  (SELECT max(c.cause) FROM ({changes(_MINE, "AND f.row_id = n.row_id")}) c
  WHERE c.cause <> 'review') AS cause
FROM fact n WHERE {valid(LAST_RUN, "n")} AND n.review_status = 'conflict' AND EXISTS (SELECT 1 FROM decision d
  WHERE d.document_id = n.document_id AND d.fact_id = n.fact_id AND d.status = 'stale')"""


def _come_back(kb: KnowledgeBase) -> Iterator[Change]:
    """Facts whose evidence changed after somebody judged them, as they were judged and as they are now."""
    wanted = kb.rows(_BACK_ROWS)
    listed = ", ".join(str(row[name]) for row in wanted for name in ("now", "judged") if row[name] is not None)
    rows = {one.row_id: one for one in facts(kb, f"f.row_id IN ({listed or 'NULL'})")}
    for row in wanted:
        after, before = rows[row["now"]], rows.get(row["judged"])
        fields = tuple(name for name in differing(before, after) if name != "review_status") if before else ()
        cause = "source" if row["cause"] == "revision" else row["cause"] or "unknown"
        if before is None or not fields:  # the sentence around it, or a word that the fact does not hold
            before, fields = after, ("sentence",)
        yield Change(class_of(fields), before, after, fields, cause)


def harm(one: Change, *, published: bool, new_pattern: bool) -> float:
    """How much harm a change can do if it is wrong and nobody looks: 0 to 14.

    What was published and now differs 4, the class up to 3, how far the value moved up to 3, how unsure it is up to
    2, the first of a pattern that nobody has judged 2.
    """
    score = _WEIGHTS.get(one.change_class, 1.0)
    if published and one.before is not None:
        score += 4.0
    score += _moved(one.before, one.after)
    score += 2.0 * (1.0 - one.fact.confidence)
    return round(score + (2.0 if new_pattern else 0.0), 4)


def _moved(before: FactRow | None, after: FactRow | None) -> float:
    """0 for an equal value to 3 for one ten times as large or as small, or of the other sign."""
    if before is None or after is None or before.value is None or after.value is None:
        return 0.0
    a, b = float(before.value), float(after.value)
    if a == b:
        return 0.0
    if a * b <= 0:
        return 3.0
    return min(3.0, 3.0 * abs(math.log10(a / b)))
