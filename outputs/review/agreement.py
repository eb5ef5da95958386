"""How often two reviewers say the same of the facts that both judged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from outputs.decision_log import Decision, from_row, select, standing
from outputs.replay import agree
from outputs.store import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers: how many facts both judged, and in how many they said the same."""

    first: str
    second: str
    both: int
    agree: int


def agreement(kb: KnowledgeBase) -> list[Pair]:
    """Every two reviewers who judged some fact both, by name."""
    sql = select(
        """d WHERE EXISTS (SELECT 1 FROM decision o WHERE o.document_id = d.document_id AND o.fact_id = d.fact_id
        AND o.reviewer <> d.reviewer) ORDER BY decided_at, uid"""
    )
    facts: dict[tuple[str, str], list[Decision]] = {}
    for one in standing(from_row(list(row.values())) for row in kb.rows(sql)):
        facts.setdefault((one.document_id, one.fact_id), []).append(one)
    counts: dict[tuple[str, str], list[int]] = {}
    for log in facts.values():
        last = {one.reviewer: one for one in log if not one.adjudicates}  # settling is no second opinion
        said = sorted(last.values(), key=lambda one: one.reviewer)
        for a, b in combinations(said, 2):
            counted = counts.setdefault((a.reviewer, b.reviewer), [0, 0])
            counted[0] += 1
            counted[1] += agree((a, b))
    return [Pair(*names, both, agree) for names, (both, agree) in sorted(counts.items())]
