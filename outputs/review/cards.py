"""What a card shows of a change or a fact: its sentence once with the old and the new mark, and the fields that matter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outputs import queue
from outputs.decision_fields import EDITABLE, WORDS
from outputs.decisions import Target
from outputs.readings import CONTENT, place_in_sentence
from outputs.review import original
from outputs.review.marks import Piece, Stretch, pieces
from outputs.review.search import as_fact
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

_QUIET = frozenset(("anchors", "sentence", "kind", "text", "boxes"))
_HEADER = frozenset(("confidence", "rule"))
"""What every card shows in its header."""
_LONGEST = 420
_ITEM = re.compile(r"i-?[0-9]{1,18}")
"""The key of an item; of a first review its number is negative."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card. ``key`` finds it again; ``rows`` are (field, before, after); ``old_sentence`` where it differs.

    ``placed``: the fact as it stands in the text, or stood.
    """

    key: str
    target: Target
    kind: str
    change_class: str | None
    cause: str
    pattern: str
    title: str
    status: str
    done: bool
    stale: bool
    disputed: bool
    text: str
    confidence: float
    rule: str
    sentence: tuple[Piece, ...]
    old_sentence: tuple[Piece, ...]
    rows: tuple[tuple[str, object, object], ...]
    plain: str
    shown: Mapping[str, Any]
    placed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def page(self) -> int | None:
        """The page of the original PDF on which the fact begins."""
        return original.page_of(self.placed)


def of_item(item: queue.Item) -> Card:
    """The card of a change."""
    fact = item.after or item.before or {}
    new, old = item.after, item.before
    changed = _loud(item.fields) or list(item.fields)
    if not (new and old):
        changed = _told(fact)
    sentence, old_sentence = _sentences(item)
    return Card(
        key=f"i{item.item_id}",
        target=item.target,
        kind=item.kind,
        change_class=item.change_class,
        cause=item.cause,
        pattern=item.pattern,
        title=item.title or item.source or item.document_id,
        status=item.review_status,
        done=item.done,
        stale=item.stale,
        disputed=item.disputed,
        text=str(fact.get("text", "")),
        confidence=float(fact.get("confidence", 0)),
        rule=str(fact.get("rule", "")),
        sentence=sentence,
        old_sentence=old_sentence,
        rows=_rows(changed, old, new),
        plain=str(fact.get("sentence", "")),
        shown=item.now or item.after or item.before or {},
        placed=fact,
    )


def of_fact(kb: KnowledgeBase, document_id: str, fact_id: str) -> Card | None:
    """The card of a fact as it is now; None where there is none."""
    sql = f"""SELECT f.*, r.title AS its_title, r.source AS its_source, r.text AS its_text FROM fact f
    JOIN revision r ON r.document_id = f.document_id AND {valid(LAST_RUN, "r")}
    WHERE f.document_id = :d AND f.fact_id = :f AND {valid(LAST_RUN, "f")}"""
    found = kb.rows(sql, d=document_id, f=fact_id)
    if not found:
        return None
    fact = as_fact(found[0])
    at = place_in_sentence(str(found[0]["its_text"]), fact)
    judged = {row["status"] for row in kb.rows(_STATUSES, d=document_id, f=fact_id)}
    shown = _told(fact)
    return Card(
        key=f"f:{document_id}:{fact_id}",
        target=Target(document_id, fact_id),
        kind=str(fact["kind"]),
        change_class=None,
        cause="",
        pattern=str(fact["rule"]),
        title=found[0]["its_title"] or found[0]["its_source"],
        status=str(fact["review_status"]),
        done=bool(judged & {"active", "pending"}),
        stale="stale" in judged,
        disputed="disputed" in judged,
        text=str(fact["text"]),
        confidence=float(fact["confidence"]),
        rule=str(fact["rule"]),
        sentence=_cut(str(fact["sentence"]), [Stretch(at, at + len(str(fact["text"])), {"mark": "new"})]),
        old_sentence=(),
        rows=_rows(shown, None, fact),
        plain=str(fact["sentence"]),
        shown=fact,
        placed=fact,
    )


_STATUSES = """SELECT DISTINCT status FROM decision WHERE document_id = :d AND fact_id = :f
AND verdict NOT IN ('comment', 'undo')"""


def _loud(names: Sequence[str]) -> list[str]:
    """The fields worth a row: what the sentence shows is none, nor is an interval that goes with its value."""
    quiet = _QUIET | {"low", "high"} if "value" in names else _QUIET
    loud = [name for name in names if name not in quiet]
    return [name for name in loud if name not in _HEADER] or loud


def _told(fact: Mapping[str, Any]) -> list[str]:
    """The fields worth a row where there is nothing to compare with: codes go without saying beside their names."""
    names = _loud([name for name in CONTENT if fact.get(name) is not None])
    return [name for name in names if not (name.endswith("_code") and fact.get(name.removesuffix("_code")))]


def find(kb: KnowledgeBase, key: str) -> Card | None:
    """The card of a key; None where there is no such change or fact."""
    if _ITEM.fullmatch(key):
        item = queue.item(kb, int(key[1:]))
        return of_item(item) if item else None
    head, _, rest = key.partition(":")
    document_id, _, fact_id = rest.partition(":")
    return of_fact(kb, document_id, fact_id) if head == "f" else None


def _sentences(item: queue.Item) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old, new = item.before, item.after
    marks = {}
    for name, fact, at in (("old", old, item.before_at), ("new", new, item.after_at)):
        if fact is not None:
            start = at or 0
            marks[name] = (str(fact["sentence"]), Stretch(start, start + len(str(fact["text"])), {"mark": name}))
    if "new" not in marks:
        return _cut(marks["old"][0], [marks["old"][1]]), ()
    if "old" not in marks:
        return _cut(marks["new"][0], [marks["new"][1]]), ()
    (before, was), (after, now) = marks["old"], marks["new"]
    lead, rest = after[: now.start], after[now.end :]
    if before != after and (before[: was.start], before[was.end :]) == (
        lead,
        rest,
    ):  # only the words of the fact differ
        both = lead + before[was.start : was.end] + after[now.start :]
        moved = Stretch(was.end, was.end + now.end - now.start, {"mark": "new"})
        return _cut(both, [was, moved]), ()
    if before != after:
        return _cut(after, [now]), _cut(before, [was])
    return _cut(after, _overlaid(was, now)), ()


def _overlaid(was: Stretch, now: Stretch) -> list[Stretch]:
    """Two marks in one sentence: what both cover is ``same``, and what only one covers stands beside it."""
    low, high = max(was.start, now.start), min(was.end, now.end)
    if low >= high:
        return [was, now]
    first, last = (was if was.start < now.start else now), (was if was.end > now.end else now)
    parts = [
        Stretch(first.start, low, first.data),
        Stretch(low, high, {"mark": "same"}),
        Stretch(high, last.end, last.data),
    ]
    return [one for one in parts if one.start < one.end]


def _cut(sentence: str, stretches: Sequence[Stretch]) -> tuple[Piece, ...]:
    """The sentence with its marks; a very long one only around them."""
    low = max(0, min(one.start for one in stretches) - _LONGEST // 2)
    high = min(len(sentence), max(one.end for one in stretches) + _LONGEST // 2)
    ordered = sorted(stretches, key=lambda one: (one.start, -one.end))
    inner = list(pieces(sentence, low, high, ordered))
    before = [Piece("text", "…")] if low else []
    return (*before, *inner, *([Piece("text", "…")] if high < len(sentence) else []))


def _rows(
    names: Sequence[str], old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> tuple[tuple[str, object, object], ...]:
    return tuple((name, _said((old or {}).get(name)), _said((new or {}).get(name))) for name in names)


def _said(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


_NUMERIC = (
    *("value", "low", "high", "bound", "unit", "indicator", "action", "period", "institution", "region"),
    *("region_code", "role", "direction", "comparison", "base_period", "modality", "force"),
)
_FORMS = {
    "date": ("date",),
    "institution": ("canonical", "institution_type"),
    "document": ("title", "number"),
    "duration": (*_NUMERIC[:5], "unit_code", *_NUMERIC[5:]),
}
COMPLETED = {"institution": "institution", "canonical": "institution", "unit": "unit", "indicator": "indicator"}
"""Fields that complete what is typed, with what from."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form: its present value and, where its vocabulary is closed, the words."""

    name: str
    value: str
    words: tuple[str, ...] = ()
    completes: str = ""
    hint: str = ""


_HINTS = {
    "value": "47000",
    **dict.fromkeys(("date", "period", "base_period"), "2020 · 2020-03 · 2020-01/2020-03"),
    "region_code": "500000",
    "unit_code": "P5Y",
}


def form(kind: str, fact: Mapping[str, Any]) -> list[Input]:
    """The fields that can be edited in a fact of a kind."""
    names = [name for name in _FORMS.get(kind, _NUMERIC) if name in EDITABLE]
    return [
        Input(
            name,
            "" if fact.get(name) is None else str(fact[name]),
            WORDS.get(name, ()),
            COMPLETED.get(name, "region" if name == "region" else ""),
            _HINTS.get(name, ""),
        )
        for name in names
    ]
