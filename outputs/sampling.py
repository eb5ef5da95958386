"""A random sample to judge, the same for the same seed on every machine, and what it says about precision."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt
from typing import Any

from outputs.decisions import Target
from outputs.errors import StoreError
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

Z95 = 1.959963984540054
"""The normal quantile of a two-sided 95% interval."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Facts to judge in the order drawn; ``population`` is how many there were to draw from."""

    targets: tuple[Target, ...]
    population: int
    run_id: int
    seed: int
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Precision:
    """What a sample says: ``right`` of ``judged`` facts, the share, and the Wilson 95% interval around it.

    ``undecided`` facts of the sample are left out; with any of them the interval is no longer that of the whole.
    """

    right: int
    judged: int
    undecided: int
    share: float | None
    low: float
    high: float


def plan(kb: KnowledgeBase, n: int, *, kind: str | None = None, rule: str | None = None, seed: int = 0) -> Plan:
    """``n`` facts of the last run at random (all, where there are fewer). Raises StoreError for n < 1.

    Each fact's place in the order is a hash of the seed and its identity, so that the sample neither depends on how
    rows are stored nor changes much when a few facts come or go; judged facts are drawn as others are.
    """
    if n < 1:
        raise StoreError(f"--sample {n}: at least 1")
    run_id = kb.resolve_run()
    where = f"{valid(LAST_RUN)}"
    given: dict[str, Any] = {}
    for name, value in (("kind", kind), ("rule", rule)):
        if value is not None:
            where += f" AND {name} = :{name}"
            given[name] = value
    rows = kb.rows(f"SELECT document_id, fact_id FROM fact WHERE {where}", **given)
    drawn = heapq.nsmallest(n, (_drawn(seed, row["document_id"], row["fact_id"]) for row in rows))
    return Plan(tuple(Target(document, fact) for _, document, fact in drawn), len(rows), run_id, seed, kind)


def _drawn(seed: int, document_id: str, fact_id: str) -> tuple[bytes, str, str]:
    key = blake2b(f"{seed}\x1e{document_id}\x1e{fact_id}".encode(), digest_size=8).digest()
    return key, document_id, fact_id


def listed(kb: KnowledgeBase, sample: Plan) -> list[tuple[str, ...]]:
    """The facts of a sample in its order: id, kind, words, state of the review, source, sentence; what is gone left out."""
    out = []
    sql = f"""SELECT f.fact_id, f.kind, f.text, f.review_status, r.source, f.sentence FROM fact f
    JOIN revision r ON r.document_id = f.document_id AND {valid(LAST_RUN, "r")}
    WHERE f.document_id = :d AND f.fact_id = :f AND {valid(LAST_RUN, "f")}"""
    for target in sample.targets:
        for row in kb.rows(sql, d=target.document_id, f=target.fact_id):
            out.append(tuple(" ".join(str(value).split()) for value in row.values()))
    return out


def precision(kb: KnowledgeBase, sample: Plan) -> Precision:
    """What the decisions on a sample say: accepted and added facts are right, corrected and rejected ones wrong."""
    verdicts = [_verdict(kb, target) for target in sample.targets]
    right = sum(1 for one in verdicts if one == "right")
    judged = sum(1 for one in verdicts if one != "open")
    low, high = wilson(right, judged)
    return Precision(right, judged, len(verdicts) - judged, right / judged if judged else None, low, high)


def _verdict(kb: KnowledgeBase, target: Target) -> str:
    sql = f"SELECT review_status FROM fact WHERE document_id = :d AND fact_id = :f AND {valid(LAST_RUN)}"
    rows = kb.rows(sql, d=target.document_id, f=target.fact_id)
    status = rows[0]["review_status"] if rows else "rejected"
    return {"accepted": "right", "corrected": "wrong", "rejected": "wrong"}.get(status, "open")


def wilson(right: int, judged: int, *, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of a share (E. B. Wilson 1927); (0, 1) where nothing was judged.

    >>> [round(bound, 3) for bound in wilson(95, 100)]
    [0.888, 0.978]
    """
    if judged == 0:
        return 0.0, 1.0
    share, square = right / judged, z * z
    middle = share + square / (2 * judged)
    spread = z * sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
    whole = 1 + square / judged
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def sentence(found: Precision, sample: Sequence[Target]) -> str:
    """The outcome in one sentence."""
    if found.share is None:
        return f"nothing of the sample of {len(sample)} is judged yet"
    said = f"precision {found.share:.1%} (95% interval {found.low:.1%} to {found.high:.1%}): {found.right} of {found.judged} right"
    return said + (f", {found.undecided} not judged yet" if found.undecided else "")
