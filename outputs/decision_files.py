"""The logs of decisions as JSON Lines of W3C Web Annotations: one a decision, sorted, so that files merge in git.

Decisions on facts come first, then those on findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from outputs import finding_decisions
from outputs.anchoring import from_selectors
from outputs.decision_log import VERDICTS, Decision, from_row, identified, select
from outputs.errors import StoreError
from outputs.finding_decisions import FindingDecision
from outputs.review_run import record
from outputs.store import KnowledgeBase

_MOTIVATION = {"correct": "editing", "add": "identifying", "comment": "commenting"}


def export_jsonl(kb: KnowledgeBase) -> Iterator[str]:
    """The whole log, a line a decision without line end, sorted by document, time and id."""
    found = [from_row(list(row.values())) for row in kb.rows(select())]
    for one in sorted(found, key=lambda one: (one.document_key, one.document_id, *one.order)):
        yield _line(_annotation(one))
    for decided in finding_decisions.log(kb):
        yield _line(finding_decisions.annotation(decided))


def _line(annotation: dict[str, Any]) -> str:
    return json.dumps(annotation, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def import_jsonl(kb: KnowledgeBase, lines: Iterable[str], *, now: str) -> dict[str, int]:
    """Take in a log as one run; entries already there are left alone.

    ``{"new": …, "known": …, "orphan": …, "run": …}``. StoreError names a line that is no decision; then nothing is
    taken in. Decisions on documents that are not there yet wait as orphans.
    """
    known = {str(row["uid"]) for row in kb.rows("SELECT uid FROM decision UNION ALL SELECT uid FROM finding_decision")}
    fresh: dict[str, Decision] = {}
    settled: dict[str, FindingDecision] = {}
    seen = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read = json.loads(line)
            about_finding = read["motivation"] == finding_decisions.MOTIVATION
            one = finding_decisions.from_annotation(read) if about_finding else _decision(read)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"decisions, line {number}: {type(error).__name__}: {error}") from None
        if one.uid in known:
            seen += 1
        elif isinstance(one, FindingDecision):
            settled[one.uid] = one
        else:
            fresh[one.uid] = one
    run_id = None
    with kb.engine.begin() as connection:
        finding_decisions.insert(connection, list(settled.values()))
    if fresh:
        run_id, _ = record(kb.engine, sorted(fresh.values(), key=lambda one: one.order), now)
    orphans = sum(1 for row in kb.rows("SELECT uid FROM decision WHERE status = 'orphan'") if row["uid"] in fresh)
    return {"new": len(fresh) + len(settled), "known": seen, "orphan": orphans, "run": run_id or 0}


def _annotation(one: Decision) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "Decision", "verdict": one.verdict}
    if one.fields:
        body["fields"] = dict(one.fields)
    if one.note:
        body["note"] = one.note
    if one.undoes:
        body["undoes"] = one.undoes
    if one.adjudicates:
        body["adjudicates"] = True
    target: dict[str, Any] = {
        "source": one.document_key,
        "document_id": one.document_id,
        "fact_id": one.fact_id,
        "kind": one.kind,
        "selector": one.selector.as_selectors(),
        "sentence": one.sentence,
    }
    if one.basis:
        target["basis"] = dict(one.basis)
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:gongbao:decision:{one.uid}",
        "type": "Annotation",
        "motivation": _MOTIVATION.get(one.verdict, "assessing"),
        "creator": one.reviewer,
        "created": one.decided_at,
        "body": body,
        "target": target,
    }


def _decision(found: dict[str, Any]) -> Decision:
    body, target = found["body"], found["target"]
    if body["verdict"] not in VERDICTS:
        raise ValueError(f"verdict {body['verdict']!r}: not one of {', '.join(VERDICTS)}")
    one = Decision(
        uid="",
        document_id=str(target["document_id"]),
        document_key=str(target["source"]),
        fact_id=str(target["fact_id"]),
        kind=str(target["kind"]),
        verdict=body["verdict"],
        reviewer=str(found["creator"]),
        decided_at=str(found["created"]),
        selector=from_selectors(target["selector"]),
        sentence=str(target.get("sentence", "")),
        fields=dict(body.get("fields", {})),
        basis=dict(target.get("basis", {})),
        note=body.get("note"),
        undoes=body.get("undoes"),
        adjudicates=bool(body.get("adjudicates")),
    )
    named = str(found["id"]).rpartition(":")[2]
    one = identified(one)
    if named != one.uid:
        raise ValueError(f"id {named} does not belong to this content ({one.uid}): the line was edited by hand")
    return replace(one, status="active")
