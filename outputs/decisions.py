"""Decisions of reviewers: judge a change or a fact, take it back, see its history, carry it between knowledge bases.

A decision is an entry of an append-only log (:mod:`outputs.decision_log`). It takes effect at once as a run of kind
``review``, so that diffs, the feed and any state as of a run show it, and it is replayed whenever its document is
extracted again (:mod:`outputs.replay`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from outputs.decision_log import Decision
from outputs.errors import StoreError
from outputs.store import KnowledgeBase

JUDGEMENTS = ("accept", "reject", "drop", "correct", "comment")
_EMPTY: Mapping[str, Any] = MappingProxyType({})


class InvalidDecision(StoreError):
    """A verdict or a field value that is not allowed; ``field`` names the field, the message says what is allowed."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


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


@dataclass(frozen=True, slots=True)
class Dispute:
    """A fact on which reviewers disagree, with their standing decisions in order."""

    document_id: str
    fact_id: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of a fact: a run that changed it (``what`` = added, changed, retracted) or a decision."""

    what: str
    run_id: int | None
    at: str | None
    who: str | None
    cause: str | None
    fact: Mapping[str, Any] | None
    fields: tuple[str, ...] = ()
    decision: Decision | None = None


def decide(kb: KnowledgeBase, reviewer: str, target: Target, judgement: Judgement, *, now: str) -> Effect:
    """Record one judgement and apply it. Raises InvalidDecision, naming the field. ``now``: ISO time with microseconds."""
    return decide_all(kb, reviewer, [target], judgement, now=now)


def decide_all(
    kb: KnowledgeBase, reviewer: str, targets: Sequence[Target], judgement: Judgement, *, now: str
) -> Effect:
    """The same judgement of a whole group, as one run; ``undo`` takes the group's decisions back one by one or together."""
    raise NotImplementedError


def preview_all(kb: KnowledgeBase, targets: Sequence[Target], judgement: Judgement) -> list[dict[str, Any]]:
    """What :func:`decide_all` would make of each target: ``{document_id, fact_id, now, then, problem}``; writes nothing."""
    raise NotImplementedError


def add(
    kb: KnowledgeBase, reviewer: str, place: tuple[str, int, int], kind: str, fields: Mapping[str, Any], *, now: str
) -> Effect:
    """Add a missed fact: ``place`` is (document_id, start, end) of the selected words in the current text."""
    raise NotImplementedError


def undo(kb: KnowledgeBase, reviewer: str, decision_ids: Sequence[str], *, now: str) -> Effect:
    """Take decisions back; what stood before them stands again."""
    raise NotImplementedError


def validated(kb: KnowledgeBase, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Edited fields in their normal form: EDTF dates, units of the unit table, decimals, closed vocabularies.

    Raises InvalidDecision for the first that is not allowed.
    """
    raise NotImplementedError


def history(kb: KnowledgeBase, document_id: str, fact_id: str) -> list[Event]:
    """Everything that happened to a fact, oldest first."""
    raise NotImplementedError


def disputes(kb: KnowledgeBase) -> list[Dispute]:
    """The adjudication list."""
    raise NotImplementedError


def by_status(kb: KnowledgeBase, status: str) -> list[Decision]:
    """Decisions by what became of them: ``orphan``, ``stale``, ``disputed``, ``pending``, ``active`` …"""
    raise NotImplementedError


def export_jsonl(kb: KnowledgeBase) -> Iterable[str]:
    """The log as lines of W3C Web Annotations: one a decision, sorted, stable keys, so that files merge in git."""
    raise NotImplementedError


def import_jsonl(kb: KnowledgeBase, lines: Iterable[str], *, now: str) -> dict[str, int]:
    """Take in a log; known entries are left alone. ``{"new": …, "known": …, "orphan": …}``; StoreError names a bad line."""
    raise NotImplementedError
