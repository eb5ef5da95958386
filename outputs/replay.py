"""What the log of decisions makes of a document's facts: a pure function of the text, the reading and the log.

The same function serves a new decision, an undo, an import and every later extraction, so that decisions hold
wherever a document is written. Rules, in words:

- the evidence of a decision is its quotation, its sentence and the reading that was judged; where all are as they
  were, the decision simply holds;
- where the evidence changed the decision comes back to the queue (``stale``): an accepted fact shows the new reading
  as a conflict; corrected values stay over the machine's as long as the quotation is the same; what was rejected
  stays hidden as long as the quotation is the same;
- a decision finds its fact by id, else by its quotation and the words around it; a fact that a reviewer wants and
  the machine no longer finds is kept as a conflict; what cannot be placed is an orphan;
- the last word of each reviewer counts; where two differ the fact is disputed until somebody adjudicates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from corpora.outline import Outline, outline_of
from outputs.anchoring import find
from outputs.decision_log import Decision, standing
from outputs.readings import content, fact_object, fact_of
from outputs.rows import FACT_COLUMNS, Row, as_json, fact_rows

_STATUS, _MACHINE, _FACT_ID, _KIND, _START, _END, _TEXT, _SENTENCE = map(
    FACT_COLUMNS.index, ("review_status", "machine", "fact_id", "kind", "start", "end", "text", "sentence")
)
_LEAD = FACT_COLUMNS.index("kind")
ABSENT = '{"absent":true}'
"""``machine`` of a fact that only decisions put there."""


@dataclass(slots=True)
class Replayed:
    """Rows in text order as they are to be stored, and what became of each entry of the log."""

    rows: list[Row]
    statuses: dict[str, str] = field(default_factory=dict)


def is_absent(row: Row) -> bool:
    """Whether a stored row is there by decision only."""
    return row[_MACHINE] == ABSENT


def replay(text: str, rows: Sequence[Row], log: Sequence[Decision]) -> Replayed:
    """Apply a document's log to its machine-read rows (``unreviewed``, without corrections)."""
    document = _Document(text, {str(row[_FACT_ID]): row for row in rows})
    undone = {one.undoes for one in log if one.verdict == "undo"}
    statuses = {one.uid: "undone" if one.uid in undone else "active" for one in log}
    groups: dict[str, list[Decision]] = {}
    for one in standing(log):
        groups.setdefault(document.anchor(one), []).append(one)
    for fact_id, decisions in groups.items():
        for one in decisions:
            statuses[one.uid] = "superseded"
        last = last_words(decisions)
        if agree(last):
            status = document.apply(fact_id, last[-1])
        else:
            document.dispute(fact_id, last)
            status = "disputed"
        for one in last:
            statuses[one.uid] = status
    return Replayed(sorted(document.rows.values(), key=_place), statuses)


def _place(row: Row) -> tuple[Any, ...]:
    return (row[_START], row[_END], row[_FACT_ID])


def last_words(decisions: Sequence[Decision]) -> list[Decision]:
    """Of the standing decisions on one fact, in the log's order, the last of each reviewer since the last adjudication."""
    since = max((place for place, one in enumerate(decisions) if one.adjudicates), default=0)
    last: dict[str, Decision] = {}
    for one in decisions[since:]:
        last.pop(one.reviewer, None)
        last[one.reviewer] = one
    return list(last.values())


def agree(decisions: Sequence[Decision]) -> bool:
    """Whether decisions say the same."""
    first = decisions[0]
    return all((one.verdict, dict(one.fields)) == (first.verdict, dict(first.fields)) for one in decisions[1:])


class _Document:
    """A document's text and its rows by fact id, changed in place as decisions are applied."""

    def __init__(self, text: str, rows: dict[str, Row]) -> None:
        self.text, self.rows = text, rows
        self._machine = dict(rows)

    @cached_property
    def _outline(self) -> Outline:
        return outline_of(self.text)

    def anchor(self, one: Decision) -> str:
        """The id of the fact that a decision is about: its own, or that of the fact now standing at its quotation."""
        if one.fact_id in self._machine:
            return one.fact_id
        at = find(self.text, one.selector)
        if at is None:
            return one.fact_id
        end = at + len(one.selector.quote)
        for row in self._machine.values():
            if row[_KIND] == one.kind and _int(row[_START]) < end and at < _int(row[_END]):
                return str(row[_FACT_ID])
        return one.fact_id

    def mark(self, fact_id: str, status: str) -> None:
        """Set the review status of a row, if it is there."""
        row = self.rows.get(fact_id)
        if row is not None:
            self.rows[fact_id] = _with(row, _STATUS, status)

    def dispute(self, fact_id: str, decisions: Sequence[Decision]) -> None:
        """Reviewers disagree: the machine's reading, or the fact that one of them added, as a conflict."""
        added = [one for one in decisions if one.verdict == "add"]
        if added and fact_id not in self._machine:
            self._without_row(added[-1])
        self.mark(fact_id, "conflict")

    def apply(self, fact_id: str, one: Decision) -> str:
        """Let a decision take effect; what became of it."""
        row = self._machine.get(fact_id)
        if row is None:
            return self._without_row(one)
        if one.verdict == "add":
            return self._over(fact_id, row, one)
        same_quote = row[_TEXT] == one.selector.quote
        reading = content(fact_object(row))
        fresh = same_quote and row[_SENTENCE] == one.sentence and reading == content(one.basis)
        if one.verdict == "accept":
            self.mark(fact_id, "accepted" if fresh else "conflict")
        elif one.verdict == "reject":
            self.mark(fact_id, "rejected" if same_quote else "conflict")
        elif one.verdict == "correct":
            return self._correct(fact_id, row, one, fresh=fresh, same_quote=same_quote)
        else:  # gone: the fact is back
            self.mark(fact_id, "conflict")
            return "stale"
        return "active" if fresh else "stale"

    def _correct(self, fact_id: str, row: Row, one: Decision, *, fresh: bool, same_quote: bool) -> str:
        if not same_quote:
            self.mark(fact_id, "conflict")
            return "stale"
        reading = fact_object(row)
        wanted = {**content(one.basis), **one.fields}
        if all(reading.get(name) == wanted.get(name) for name in wanted):  # the machine has learned it
            self.mark(fact_id, "accepted")
            return "active"
        corrected = _corrected(row, {**reading, **one.fields})
        self.rows[fact_id] = _with(corrected, _STATUS, "corrected" if fresh else "conflict")
        return "active" if fresh else "stale"

    def _over(self, fact_id: str, row: Row, one: Decision) -> str:
        """A fact that a reviewer added and the machine now finds, at the same words or at others that overlap."""
        if row[_TEXT] == one.selector.quote:
            reading = fact_object(row)
            if all(reading.get(name) == value for name, value in one.fields.items()):
                self.mark(fact_id, "accepted")
            else:
                self.rows[fact_id] = _with(_corrected(row, {**reading, **one.fields}), _STATUS, "corrected")
            return "active"
        self.mark(fact_id, "rejected")
        return self._without_row(one)

    def _without_row(self, one: Decision) -> str:
        """A decision on a fact that the machine does not find."""
        if one.verdict == "gone":
            return "active"
        at = find(self.text, one.selector)
        if at is None:
            return "orphan"
        if one.verdict == "reject":
            return "active"
        sentence = self._sentence(at, at + len(one.selector.quote))
        same = sentence == one.sentence
        asked = one.verdict == "add"
        status = "accepted" if asked and same else "conflict"
        self._insert(one, at, sentence, status)
        return "active" if status == "accepted" else "stale"

    def _insert(self, one: Decision, at: int, sentence: str, status: str) -> None:
        end = at + len(one.selector.quote)
        known = {name: value for name, value in {**one.basis, **one.fields}.items() if value is not None}
        where = {"fact_id": one.fact_id, "kind": one.kind, "text": one.selector.quote, "start": at, "end": end}
        fact = fact_of({**known, **where, "sentence": sentence, "confidence": 1.0, "rule": "decision"})
        (row,) = fact_rows([fact], one.document_id, 0)
        self.rows[one.fact_id] = _with(_with(row, _STATUS, status), _MACHINE, ABSENT)

    def _sentence(self, start: int, end: int) -> str:
        span = self._outline.sentence_at(start)
        return self.text[span.start : max(span.end, end)]


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence that holds a stretch."""
    span = outline_of(text).sentence_at(start)
    return text[span.start : max(span.end, end)]


def _corrected(row: Row, wanted: Mapping[str, Any]) -> Row:
    """The row with other field values; what the machine had of each changed column goes into ``machine``."""
    (made,) = fact_rows([fact_of(wanted)], str(row[2]), _int(row[3]), _int(row[0]))
    kept = {
        name: old
        for name, old, new in zip(FACT_COLUMNS[_LEAD:], row[_LEAD:], made[_LEAD:], strict=True)
        if old != new and name not in ("review_status", "machine")
    }
    return _with((*row[:_LEAD], *made[_LEAD:]), _MACHINE, as_json(kept))


def _with(row: Row, place: int, value: object) -> Row:
    return (*row[:place], value, *row[place + 1 :])


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
