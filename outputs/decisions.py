"""Decisions of reviewers: judge a change or a fact, add a missed one, take it back.

A decision is an entry of an append-only log (:mod:`outputs.decision_log`). It takes effect at once as a run of kind
``review``, so that diffs, the feed and any state as of a run show it, and it is replayed whenever its document is
extracted again (:mod:`outputs.replay`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from extractors.identity import fact_ids
from outputs.anchoring import Selector, find, select
from outputs.decision_fields import InvalidDecision, validated
from outputs.decision_log import Decision, from_row, identified
from outputs.decision_log import select as select_log
from outputs.readings import content, fact_object
from outputs.replay import is_absent, sentence_at
from outputs.review_run import record
from outputs.rows import FACT_COLUMNS, Row, machine_row, plain
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

__all__ = ["Effect", "InvalidDecision", "Judgement", "Target", "add", "decide", "decide_all", "preview_all", "undo"]

JUDGEMENTS = ("accept", "reject", "drop", "correct", "comment")
_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Target:
    """What is judged: a fact of the knowledge base as it is now, or (``change_class`` set) a change of it.

    ``before`` is the fact as it was (None for an added one), as the JSON object of the fact model.
    """

    document_id: str
    fact_id: str
    change_class: str | None = None
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer says.

    ``accept``: the fact as it is now is right, or its loss is. ``reject``: the change is wrong - an added fact is
    hidden, a changed one keeps its old reading, a lost one stays; without a change: the fact is hidden. ``drop``:
    there is no fact here at all. ``correct``: right with these ``fields``. ``comment``: ``note`` only.
    ``adjudicates``: settles a disagreement of reviewers.
    """

    verdict: str
    fields: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    note: str | None = None
    adjudicates: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision did. ``run_id`` is None where nothing visible changed or where ``pending``: another run is
    writing and applies it when it commits. ``fact`` is the fact as it now is, None where it is hidden or gone."""

    decision_ids: tuple[str, ...]
    run_id: int | None
    status: str
    fact: Mapping[str, Any] | None = None
    pending: bool = False


def decide(kb: KnowledgeBase, reviewer: str, target: Target, judgement: Judgement, *, now: str) -> Effect:
    """Record one judgement and apply it. Raises InvalidDecision, naming the field. ``now``: ISO time with microseconds."""
    return decide_all(kb, reviewer, [target], judgement, now=now)


def decide_all(
    kb: KnowledgeBase, reviewer: str, targets: Sequence[Target], judgement: Judgement, *, now: str
) -> Effect:
    """The same judgement of a whole group, as one run; nothing is written unless every target allows it."""
    _check(reviewer, judgement)
    entries = [_entry(kb, reviewer, target, judgement, now) for target in targets]
    return _effect(kb, entries, now)


def preview_all(kb: KnowledgeBase, targets: Sequence[Target], judgement: Judgement) -> list[dict[str, Any]]:
    """What :func:`decide_all` would record: ``{document_id, fact_id, verdict, fields, now, problem}``; writes nothing."""
    out: list[dict[str, Any]] = []
    for target in targets:
        row = _row(kb, target)
        seen: dict[str, Any] = {"document_id": target.document_id, "fact_id": target.fact_id, "problem": None}
        seen["now"] = fact_object(row) if row else None
        try:
            entry = _entry(kb, "preview", target, judgement, "")
            seen |= {"verdict": entry.verdict, "fields": dict(entry.fields)}
        except InvalidDecision as error:
            seen |= {"verdict": None, "fields": {}, "problem": str(error)}
        out.append(seen)
    return out


def add(
    kb: KnowledgeBase, reviewer: str, place: tuple[str, int, int], kind: str, fields: Mapping[str, Any], *, now: str
) -> Effect:
    """Add a missed fact: ``place`` is (document_id, start, end) of the selected words in the current text."""
    _check(reviewer, Judgement("correct", fields))
    document_id, start, end = place
    text, key = _document(kb, document_id)
    if not 0 <= start < end <= len(text) or "\n" in text[start:end] or not text[start:end].strip():
        raise InvalidDecision("select some words of one line of the text", field="text")
    given = validated(kind, fields, known_units=_units(kb, fields))
    sentence = sentence_at(text, start, end)
    low = text.rfind(sentence, 0, start + len(sentence))
    stretch = (kind, start, end, low if low >= 0 else start, low + len(sentence) if low >= 0 else end, "")
    fact_id = fact_ids(document_id, text, [stretch])[0]
    if kb.rows(
        f"SELECT 1 AS one FROM fact WHERE fact_id = :f AND document_id = :d AND {_NOW}", f=fact_id, d=document_id
    ):
        fact_id = fact_ids(document_id, text, [(*stretch[:5], f"decision {start}")])[0]
    entry = Decision(
        uid="",
        document_id=document_id,
        document_key=key,
        fact_id=fact_id,
        kind=kind,
        verdict="add",
        reviewer=reviewer,
        decided_at=now,
        selector=select(text, start, end),
        sentence=sentence,
        fields={name: value for name, value in given.items() if value is not None},
    )
    return _effect(kb, [entry], now)


def undo(kb: KnowledgeBase, reviewer: str, decision_ids: Sequence[str], *, now: str) -> Effect:
    """Take decisions back; what stood before them stands again."""
    entries = []
    for uid in decision_ids:
        rows = kb.rows(f"{select_log()} WHERE uid = :uid", uid=uid)
        if not rows:
            raise InvalidDecision(f"{uid}: no such decision")
        one = from_row(list(rows[0].values()))
        if kb.rows("SELECT 1 AS one FROM decision WHERE undoes = :uid", uid=uid):
            raise InvalidDecision(f"{uid}: already taken back")
        cleared: dict[str, Any] = {
            "verdict": "undo",
            "fields": {},
            "basis": {},
            "note": None,
            "adjudicates": False,
            "status": "active",
        }
        entries.append(replace(one, uid="", reviewer=reviewer, decided_at=now, undoes=uid, run_id=None, **cleared))
    return _effect(kb, entries, now)


_NOW = valid(LAST_RUN)
_KIND, _FACT_ID, _TEXT, _SENTENCE, _START, _END, _MACHINE = map(
    FACT_COLUMNS.index, ("kind", "fact_id", "text", "sentence", "start", "end", "machine")
)


def _check(reviewer: str, judgement: Judgement) -> None:
    if not reviewer.strip() or len(reviewer) > 100:
        raise InvalidDecision("a reviewer's name has 1 to 100 characters", field="reviewer")
    if judgement.verdict not in JUDGEMENTS:
        raise InvalidDecision(f"verdict {judgement.verdict!r}: not one of {', '.join(JUDGEMENTS)}", field="verdict")
    if judgement.note is not None and len(judgement.note) > 5000:
        raise InvalidDecision("a note has at most 5000 characters", field="note")
    if judgement.verdict == "comment" and not judgement.note:
        raise InvalidDecision("a comment needs its words", field="note")


def _effect(kb: KnowledgeBase, entries: Sequence[Decision], now: str) -> Effect:
    entries = [identified(one) for one in entries]
    run_id, pending = record(kb.engine, entries, now)
    status, fact = "pending" if pending else "active", None
    if not pending and entries:
        found = kb.rows("SELECT status FROM decision WHERE uid = :uid", uid=entries[-1].uid)
        status = str(found[0]["status"])
        last = entries[-1]
        row = _row(kb, Target(last.document_id, last.fact_id))
        fact = fact_object(row) | {"review_status": row[_STATUS]} if row and row[_STATUS] != "rejected" else None
    return Effect(tuple(one.uid for one in entries), run_id, status, fact, pending)


_STATUS = FACT_COLUMNS.index("review_status")


def _row(kb: KnowledgeBase, target: Target) -> Row | None:
    sql = f"SELECT * FROM fact WHERE document_id = :d AND fact_id = :f AND {_NOW}"
    found = kb.rows(sql, d=target.document_id, f=target.fact_id)
    return plain(tuple(found[0][name] for name in FACT_COLUMNS)) if found else None


def _document(kb: KnowledgeBase, document_id: str) -> tuple[str, str]:
    """Its current text and its key."""
    sql = f"""SELECT r.text, d.document_key FROM document d LEFT JOIN revision r
    ON r.document_id = d.document_id AND {valid(LAST_RUN, "r")} WHERE d.document_id = :d"""
    found = kb.rows(sql, d=document_id)
    if not found:
        raise InvalidDecision(f"document {document_id}: not in the knowledge base", field="document_id")
    return str(found[0]["text"] or ""), str(found[0]["document_key"])


def _units(kb: KnowledgeBase, fields: Mapping[str, Any]) -> dict[str, str]:
    unit = fields.get("unit")
    rows = kb.rows("SELECT unit, unit_code FROM unit WHERE unit = :u ORDER BY unit_code", u=str(unit)) if unit else []
    return {str(row["unit"]): str(row["unit_code"]) for row in rows}


def _entry(kb: KnowledgeBase, reviewer: str, target: Target, judgement: Judgement, now: str) -> Decision:
    text, key = _document(kb, target.document_id)
    row = _row(kb, target)
    blank = Decision(
        uid="",
        document_id=target.document_id,
        document_key=key,
        fact_id=target.fact_id,
        kind="",
        verdict="",
        reviewer=reviewer,
        decided_at=now,
        selector=Selector("", "", ""),
        note=judgement.note,
        adjudicates=judgement.adjudicates,
    )
    if row is not None:
        return _on_fact(kb, row, text, target, judgement, blank)
    return _on_lost(kb, text, target, judgement, blank)


def _on_fact(kb: KnowledgeBase, row: Row, text: str, target: Target, judgement: Judgement, blank: Decision) -> Decision:
    """The entry of a judgement on a fact that is there, hidden ones included."""
    start, end = int(str(row[_START])), int(str(row[_END]))
    read = fact_object(machine_row(row))
    corrected = {name: fact_object(row).get(name) for name in _differing(read, fact_object(row))}
    entry = replace(
        blank,
        kind=str(row[_KIND]),
        selector=select(text, start, end),
        sentence=str(row[_SENTENCE]),
        basis=content(read),
    )
    verdict = judgement.verdict
    if verdict == "comment":
        return replace(entry, verdict="comment")
    if is_absent(row):
        return _on_added(kb, entry, row, judgement)
    if verdict == "drop" or (verdict == "reject" and target.change_class in (None, "added")):
        return replace(entry, verdict="reject")
    if verdict == "accept":
        return replace(entry, verdict="correct" if corrected else "accept", fields=corrected)
    if verdict == "reject":
        old = content(target.before or {})
        fields = {name: old.get(name) for name in _differing(read, old) if name not in ("kind", "text")}
        if not fields:
            raise InvalidDecision("there is no other reading to go back to; drop hides the fact", field="verdict")
        return replace(entry, verdict="correct", fields=fields)
    fields = corrected | _edited(kb, entry.kind, fact_object(row), judgement.fields)
    fields = {name: value for name, value in fields.items() if read.get(name) != value}
    return replace(entry, verdict="correct" if fields else "accept", fields=fields)


def _on_added(kb: KnowledgeBase, entry: Decision, row: Row, judgement: Judgement) -> Decision:
    """The entry of a judgement on a fact that only decisions put there."""
    if judgement.verdict in ("drop", "reject"):
        return replace(entry, verdict="reject", basis={})
    now = fact_object(row)
    fields = content(now) | _edited(kb, entry.kind, now, judgement.fields)
    kept = {name: value for name, value in fields.items() if value is not None and name not in ("kind", "text")}
    return replace(entry, verdict="add", fields=kept, basis={})


def _on_lost(kb: KnowledgeBase, text: str, target: Target, judgement: Judgement, blank: Decision) -> Decision:
    """The entry of a judgement on a fact that is no longer there."""
    before = dict(target.before or _last_known(kb, target))
    if not before:
        raise InvalidDecision(f"fact {target.fact_id}: not in the knowledge base", field="fact_id")
    quote, sentence = str(before["text"]), str(before["sentence"])
    inside = max(0, sentence.find(quote))
    around = select(sentence, inside, inside + len(quote))
    entry = replace(
        blank,
        kind=str(before["kind"]),
        selector=replace(around, start=int(before.get("start", 0)), end=int(before.get("end", 0))),
        sentence=sentence,
    )
    if judgement.verdict == "comment":
        return replace(entry, verdict="comment")
    if judgement.verdict in ("accept", "drop"):
        return replace(entry, verdict="gone", basis=content(before))
    if find(text, entry.selector) is None:
        raise InvalidDecision(f"the text no longer holds {quote!r}: its loss can only be accepted", field="verdict")
    fields = content(before) | _edited(kb, entry.kind, before, judgement.fields)
    kept = {name: value for name, value in fields.items() if value is not None and name not in ("kind", "text")}
    return replace(entry, verdict="add", fields=kept)


def _last_known(kb: KnowledgeBase, target: Target) -> Mapping[str, Any]:
    sql = "SELECT * FROM fact WHERE document_id = :d AND fact_id = :f ORDER BY row_id DESC LIMIT 1"
    found = kb.rows(sql, d=target.document_id, f=target.fact_id)
    return fact_object(plain(tuple(found[0][name] for name in FACT_COLUMNS))) if found else {}


def _differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[str]:
    one, other = content(a), content(b)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _edited(kb: KnowledgeBase, kind: str, now: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The edited fields in normal form; where an exact value is edited its interval goes with it."""
    given = validated(kind, fields, known_units=_units(kb, fields))
    bound = given.get("bound", now.get("bound"))
    if "value" in given and bound == "exact":
        given.setdefault("low", given["value"])
        given.setdefault("high", given["value"])
    return given
