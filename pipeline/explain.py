"""Why a fact is as it is, and why a numeral became none: the sentence, the words behind each field, the rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors.assembly.refused import Refused
from extractors.fact import READING
from extractors.ledger import REASONS
from extractors.mention import NUMERIC_KINDS
from outputs.errors import StoreError
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid
from pipeline.explain_words import Mark, alternatives, marks
from pipeline.settings import Settings

_DOCUMENT = (
    "source",
    "text",
    "title",
    "publisher",
    "published",
    "doc_number",
    "region",
    "region_code",
    "url",
)


class NothingThere(StoreError):
    """No fact of that id, no document of that name, or no numeral at that offset."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is to be said about one stretch of a document.

    ``fact`` holds the fields of the fact, or is None where the numeral was rejected; then ``reason`` is the key of
    the ledger's list and ``reason_text`` its meaning. ``anchors`` say where inherited fields came from. Offsets are
    relative to the sentence. ``marks``: the words behind each field; ``refused``: readings that others went before.
    """

    document: str
    sentence: str
    start: int
    end: int
    fact: Mapping[str, Any] | None
    reason: str | None = None
    reason_text: str | None = None
    anchors: Mapping[str, str] | None = None
    marks: tuple[Mark, ...] = ()
    refused: tuple[Refused, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        given = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) not in (None, ())}
        for name in {"marks", "refused"} & given.keys():
            given[name] = [one._asdict() for one in given[name]]
        return given

    def pieces(self) -> list[tuple[str, str]]:
        """The sentence cut into stretches, each with the field that its words gave, ``figure`` or nothing."""
        spans = sorted([(self.start, self.end, "figure"), *self.marks])
        out, at = [], 0
        for start, end, field in spans:
            if start > at:
                out.append((self.sentence[at:start], ""))
            out.append((self.sentence[start:end], field))
            at = end
        return [*out, (self.sentence[at:], "")]


def explain(what: str, kb: KnowledgeBase | None, settings: Settings) -> Explanation:
    """The explanation of ``FACT_ID`` (from the knowledge base) or ``DOC:OFFSET`` (there, else a file on disk).

    Raises NothingThere with what was looked for.
    """
    name, _, offset = what.rpartition(":")
    if name and offset.isdigit():
        if kb is not None and (found := _stored_place(kb, name, int(offset), settings)):
            return found
        if Path(name).exists():
            return _fresh_place(name, int(offset), settings)
        raise NothingThere(f"{name}: no document of this id or source in the knowledge base, and no such file")
    if kb is None:
        raise NothingThere(f"{what}: no knowledge base to look it up in; DOC:OFFSET explains a place of a file")
    rows = kb.rows(f"SELECT * FROM fact WHERE fact_id = :id AND {valid(LAST_RUN)}", id=what)
    if not rows:
        raise NothingThere(f"{what}: no such fact in the last run")
    return _of_row(kb, rows[0], settings)


def text(explanation: Explanation) -> str:
    """For the terminal: the sentence with the figure marked, then a line a field."""
    shown = "".join(_plain(words, field) for words, field in explanation.pieces())
    lines = [f"{explanation.document}", f"  {shown}"]
    if explanation.fact is None:
        lines.append(f"  no fact: {explanation.reason} - {explanation.reason_text}")
        return "\n".join(lines)
    anchors = explanation.anchors or {}
    lines.append(f"  kind         {explanation.fact['kind']}")
    for field in READING:
        value = explanation.fact.get(field)
        if value is not None:
            source = f"    ← {anchors[field]}" if field in anchors else ""
            lines.append(f"  {field:<12} {value}{source}")
    lines.append(f"  rule         {explanation.fact['rule']}")
    lines.append(f"  confidence   {explanation.fact['confidence']}")
    lines += [f"  refused      {one.field} {one.value} ({one.rule}): {one.reason}" for one in explanation.refused]
    return "\n".join(lines)


def _plain(words: str, field: str) -> str:
    return f"【{words}】" if field == "figure" else f"⟨{field}: {words}⟩" if field else words


def html(explanation: Explanation) -> str:
    """A page of its own: the sentence with the figure and every field's words marked, then the table of fields."""
    from html import escape

    marked = "".join(_marked(escape(words), field) for words, field in explanation.pieces())
    rows = ""
    if explanation.fact is None:
        rows = f"<tr><th>rejected 未取</th><td>{escape(explanation.reason or '')}: {escape(explanation.reason_text or '')}</td></tr>"
    else:
        anchors = explanation.anchors or {}
        for field in ("kind", *READING, "rule", "confidence"):
            value = explanation.fact.get(field)
            if value is None:
                continue
            rows += f"<tr><th>{field}</th><td>{escape(str(value))}</td><td>{escape(anchors.get(field, ''))}</td></tr>"
    for one in explanation.refused:
        rows += f"<tr class=no><th>{one.field}</th><td>{escape(one.value)}</td><td>{escape(f'{one.rule}: {one.reason}')}</td></tr>"
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>gongbao explain</title>"
        "<style>body{font:16px/1.7 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}mark{background:#ffd54d}"
        "th{text-align:left;padding-right:1rem}u{text-decoration-color:#2a7}rt{font-size:.6em}.no{color:#777;text-decoration:line-through}</style>"
        f"<h1>{escape(explanation.document)}</h1><p>{marked}</p><table>{rows}</table></html>"
    )


def _marked(words: str, field: str) -> str:
    if field == "figure":
        return f"<mark>{words}</mark>"
    return f'<ruby title="{field}"><u>{words}</u><rt>{field}</rt></ruby>' if field else words


def _of_row(kb: KnowledgeBase, row: Mapping[str, Any], settings: Settings) -> Explanation:
    documents = kb.rows(
        f"SELECT {', '.join(_DOCUMENT)} FROM revision WHERE document_id = :id AND {valid(LAST_RUN)}",
        id=row["document_id"],
    )
    stored = dict(documents[0])
    published = date.fromisoformat(stored.pop("published")) if stored["published"] else None
    document = Document(**{name: value for name, value in stored.items() if name != "published"}, published=published)
    exact = json.loads(row["exact"]) if row["exact"] else {}
    fact = {name: row[name] for name in row if name not in ("exact", "anchors", "machine")} | exact
    return _told(document, fact, json.loads(row["anchors"]) if row["anchors"] else None, settings)


def _told(
    document: Document, fact: Mapping[str, Any], anchors: Mapping[str, str] | None, settings: Settings
) -> Explanation:
    """The explanation of a fact: the words of its fields, and what the present rules refuse in its place."""
    body, sentence, at = document.text, fact["sentence"], fact["start"]
    place = body.rfind(sentence, 0, at + len(sentence))
    start = at - place if 0 <= place <= at else sentence.find(fact["text"])
    named = marks(sentence, start, max(place, 0), fact, anchors or {})
    numeric = fact["kind"] in NUMERIC_KINDS and not fact.get("cell")
    others = alternatives(document, at, settings) if numeric else []
    end = start + len(fact["text"])
    return Explanation(
        document.source, sentence, start, end, fact, anchors=anchors, marks=tuple(named), refused=tuple(others)
    )


def _stored_place(kb: KnowledgeBase, name: str, offset: int, settings: Settings) -> Explanation | None:
    documents = kb.rows(
        "SELECT document_id, source, text FROM revision WHERE (document_id = :name OR source = :name OR url = :name) "
        f"AND {valid(LAST_RUN)}",
        name=name,
    )
    if not documents:
        return None
    key = {"id": documents[0]["document_id"], "at": offset}
    inside = f'document_id = :id AND start <= :at AND "end" > :at AND {valid(LAST_RUN)}'
    facts = kb.rows(f"SELECT * FROM fact WHERE {inside}", **key)
    if facts:
        return _of_row(kb, facts[0], settings)
    numerals = kb.rows(f'SELECT start, "end", reason FROM numeral WHERE {inside}', **key)
    if not numerals:
        raise NothingThere(f"{name}:{offset}: no numeral there")
    found = numerals[0]
    return _rejected(documents[0]["source"], documents[0]["text"], found["start"], found["end"], found["reason"])


def _fresh_place(path: str, offset: int, settings: Settings) -> Explanation:
    from pipeline.outcomes import extractions

    outcome = next(extractions([path], settings))
    if isinstance(outcome, UnreadableDocument):
        raise NothingThere(str(outcome))
    for fact in outcome.facts:
        if fact.start <= offset < fact.end:
            return _told(outcome.document, fact.as_dict(), fact.anchors, settings)
    for entry in outcome.numerals:
        if entry.start <= offset < entry.end:
            return _rejected(path, outcome.document.text, entry.start, entry.end, entry.reason or "")
    raise NothingThere(f"{path}:{offset}: no numeral there")


def _rejected(source: str, body: str, start: int, end: int, reason: str) -> Explanation:
    from corpora.outline import outline_of

    sentence = outline_of(body).sentence_at(start)
    whole = body[sentence.start : sentence.end]
    return Explanation(
        source, whole, start - sentence.start, end - sentence.start, None, reason, REASONS.get(reason, reason)
    )
