"""Decisions of reviewers on findings: whose mistake it is, or that it is none.

An append-only log beside that of decisions on facts, exported and imported with it. The last entry on a finding holds;
the finding is the same as long as its figures are read the same (:attr:`outputs.findings.Found.finding_id`), whatever
run reads them, so what was decided does not come back. A decision changes no fact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from outputs import schema
from outputs.decision_fields import InvalidDecision
from outputs.findings import KINDS, Found
from outputs.store import KnowledgeBase

VERDICTS = ("no_error", "source_error", "extraction_error", "open")
"""Nothing is wrong; the document says something wrong; the document was read wrongly; not decided after all."""

MOTIVATION = "moderating"
"""How an exported line shows that it is about a finding and not about one fact."""

_LONGEST = 5000


@dataclass(frozen=True, slots=True)
class FindingDecision:
    """One entry: ``figures`` are the figures of the finding as they were read, for people and for other bases."""

    uid: str
    finding_id: str
    kind: str
    verdict: str
    reviewer: str
    decided_at: str
    figures: Sequence[Mapping[str, Any]]
    note: str | None = None

    @property
    def order(self) -> tuple[str, str]:
        """The log's order, the same on every machine that holds the same entries."""
        return (self.decided_at, self.uid)


def decide(
    kb: KnowledgeBase, found: Found, verdict: str, *, reviewer: str, now: str, note: str | None = None
) -> FindingDecision:
    """Record a decision on a finding. Raises InvalidDecision. ``now``: ISO time with microseconds."""
    if verdict not in VERDICTS:
        raise InvalidDecision(f"verdict {verdict!r}: not one of {', '.join(VERDICTS)}", field="verdict")
    if not reviewer.strip() or len(reviewer) > 100:
        raise InvalidDecision("a reviewer's name has 1 to 100 characters", field="reviewer")
    if note is not None and len(note) > _LONGEST:
        raise InvalidDecision(f"a note has at most {_LONGEST} characters", field="note")
    figures = [
        {
            "source": one.source,
            "document_id": one.document_id,
            "fact_id": one.fact.fact_id,
            "text": one.fact.text,
            "sentence": one.fact.sentence,
        }
        for one in found.figures
    ]
    entry = identified(FindingDecision("", found.finding_id, found.kind, verdict, reviewer, now, figures, note or None))
    with kb.engine.begin() as connection:
        insert(connection, [entry])
    return entry


def identified(one: FindingDecision) -> FindingDecision:
    """The entry with the id that its content gives: the same entry imported twice is one."""
    parts = (one.finding_id, one.kind, one.verdict, one.reviewer, one.decided_at, one.note or "")
    return replace(one, uid=blake2b("\x1e".join(parts).encode(), digest_size=8).hexdigest())


def insert(connection: Connection, entries: Sequence[FindingDecision]) -> None:
    """Append entries, inside the caller's transaction."""
    rows = [
        {
            "uid": one.uid,
            "finding_id": one.finding_id,
            "kind": one.kind,
            "verdict": one.verdict,
            "reviewer": one.reviewer,
            "decided_at": one.decided_at,
            "figures": json.dumps(list(one.figures), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            "note": one.note,
        }
        for one in entries
    ]
    if rows:
        connection.execute(schema.finding_decision.insert(), rows)


def log(kb: KnowledgeBase) -> list[FindingDecision]:
    """Every entry in the log's order."""
    found = []
    for row in kb.rows("SELECT * FROM finding_decision"):
        found.append(FindingDecision(**{**row, "figures": json.loads(row["figures"])}))
    return sorted(found, key=lambda one: one.order)


def standing(kb: KnowledgeBase) -> dict[str, FindingDecision]:
    """What holds of each finding that is decided, by its id."""
    last = {one.finding_id: one for one in log(kb)}
    return {name: one for name, one in last.items() if one.verdict != "open"}


def annotation(one: FindingDecision) -> dict[str, Any]:
    """The entry as a W3C Web Annotation over all its figures."""
    body: dict[str, Any] = {"type": "FindingDecision", "verdict": one.verdict}
    if one.note:
        body["note"] = one.note
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:gongbao:decision:{one.uid}",
        "type": "Annotation",
        "motivation": MOTIVATION,
        "creator": one.reviewer,
        "created": one.decided_at,
        "body": body,
        "target": {"finding_id": one.finding_id, "kind": one.kind, "figures": list(one.figures)},
    }


def from_annotation(found: Mapping[str, Any]) -> FindingDecision:
    """The entry of an annotation. Raises ValueError, KeyError or TypeError for something else."""
    body, target = found["body"], found["target"]
    if body["verdict"] not in VERDICTS or target["kind"] not in KINDS:
        raise ValueError(f"verdict {body['verdict']!r} of {target['kind']!r}: not known")
    one = identified(
        FindingDecision(
            "",
            str(target["finding_id"]),
            str(target["kind"]),
            str(body["verdict"]),
            str(found["creator"]),
            str(found["created"]),
            [dict(figure) for figure in target["figures"]],
            body.get("note"),
        )
    )
    named = str(found["id"]).rpartition(":")[2]
    if named != one.uid:
        raise ValueError(f"id {named} does not belong to this content ({one.uid}): the line was edited by hand")
    return one
