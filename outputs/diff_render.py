"""A comparison for people and programs: plain table, JSON Lines, and one HTML file that opens offline."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, TextIO

from outputs.diff import CLASSES, Change, Diff, FactRow
from outputs.review.language import families

DETAILS = 2000
"""Changes that the HTML file shows one by one: a browser draws them at once. The JSON Lines hold all."""
_LISTED = 40
_EXAMPLES = 3
_HEADS = {"head.class": ("变化", "class"), "head.kind": ("类别", "kind"), "head.cause": ("起因", "cause")}
_AROUND = 200  # characters of the sentence on each side


def fact_object(row: FactRow) -> dict[str, Any]:
    """A compared fact as the JSON object of the fact model, what is empty left out."""
    found = {name: value for name, value in row._asdict().items() if value is not None and name not in _OURS}
    for name in ("cell", "anchors"):
        if name in found:
            found[name] = json.loads(found[name])
    return found


_OURS = frozenset(("document_id", "row_id", "review_status"))


def change_object(one: Change, diff: Diff) -> dict[str, Any]:
    """A change as a JSON object; ``changes`` gives old and new of each field that differs."""
    fact = one.fact
    changed = {}
    if one.before and one.after:
        changed = {name: [getattr(one.before, name), getattr(one.after, name)] for name in one.fields}
    return {
        "class": one.change_class,
        "cause": one.cause,
        "pattern": one.pattern,
        "kind": fact.kind,
        "document_id": fact.document_id,
        "source": (diff.documents or {}).get(fact.document_id),
        "fact_id": fact.fact_id,
        "changes": changed,
        "before": fact_object(one.before) if one.before else None,
        "after": fact_object(one.after) if one.after else None,
    }


def jsonl(diff: Diff, stream: TextIO) -> None:
    """One object a change, in order of document and place."""
    for one in diff.changes:
        stream.write(json.dumps(change_object(one, diff), ensure_ascii=False, separators=(",", ":")) + "\n")


def said(diff: Diff, *, hidden: int = 0) -> str:
    """The outcome in one sentence: ``0 changes in 1,234 facts``."""
    count = len(diff.changes)
    more = f" ({hidden:,} more in hidden classes)" if hidden else ""
    return f"{count:,} {'change' if count == 1 else 'changes'} in {diff.new_facts:,} facts{more}"


def table(diff: Diff, stream: TextIO, *, hidden: int = 0) -> None:
    """Totals by class, kind and cause, the patterns with examples; plain text that also reads well in a mail."""
    stream.write(f"{diff.old_name} → {diff.new_name}: {said(diff, hidden=hidden)}\n")
    if not diff.changes:
        return
    rows: list[tuple[str, ...]] = [("class", "kind", "cause", "changes")]
    ordered = sorted(diff.summary().items(), key=lambda item: (CLASSES.index(item[0][0]), *item[0][1:]))
    rows += [(*key, f"{amount:,}") for key, amount in ordered]
    stream.write("\n")
    stream.writelines(_columns(rows))
    by_pattern: dict[str, list[Change]] = defaultdict(list)
    for one in diff.changes:
        by_pattern[one.pattern].append(one)
    stream.write("\npatterns (rule: what changed)\n")
    largest = sorted(by_pattern.items(), key=lambda item: (-len(item[1]), item[0]))
    for pattern, members in largest[:_LISTED]:
        stream.write(f"{len(members):>7,}  {pattern}\n")
        for one in members[:_EXAMPLES]:
            stream.write(f"         {line(one, diff.documents or {})}\n")
    if len(largest) > _LISTED:
        stream.write(f"         … {len(largest) - _LISTED:,} more patterns: --format jsonl or html shows all\n")


def line(one: Change, documents: Mapping[str, str]) -> str:
    """A change in one line; ``documents`` gives the source of a document by its id."""
    fact = one.fact
    source = documents.get(fact.document_id, fact.document_id)
    sign = {"added": "+", "lost": "-"}.get(one.change_class, "~")
    what = "; ".join(f"{name}: {_short(a)} → {_short(b)}" for name, a, b in differences(one) if name in one.told)
    return f"{sign} {fact.kind} {fact.text}  {what or _brief(fact)}  [{source}:{fact.start}]"


def differences(one: Change) -> Iterator[tuple[str, Any, Any]]:
    """(field, old, new) of a change."""
    if one.before and one.after:
        for name in one.fields:
            yield name, getattr(one.before, name), getattr(one.after, name)


def _brief(fact: FactRow) -> str:
    said = (fact.institution, fact.action, fact.indicator, fact.date or fact.canonical or fact.title, fact.period)
    return " ".join(part for part in said if part)


def _short(value: object) -> str:
    text = "∅" if value is None else str(value)
    return text if len(text) <= _LISTED else text[: _LISTED - 1] + "…"


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        yield "  ".join((*cells, row[-1].rjust(widths[-1]))) + "\n"


def html(diff: Diff, stream: TextIO, *, hidden: int = 0) -> None:
    """One self-contained page: totals, filters, groups by pattern, sentences with old and new marks.

    Shows :data:`DETAILS` changes one by one, patterns in turn so that each is seen; totals count all.
    """
    page = files("outputs").joinpath("templates", "diff.html").read_text("utf-8")
    shown = list(_shown(diff))
    data = {
        "title": f"{diff.old_name} → {diff.new_name}",
        "facts": diff.new_facts,
        "hidden": hidden,
        "total": len(diff.changes),
        "summary": [[*key, amount] for key, amount in sorted(diff.summary().items())],
        "patterns": sorted(diff.patterns().items(), key=lambda item: (-item[1], item[0])),
        "classes": CLASSES,
        "changes": [_card(one, diff) for one in shown],
        "words": {**families("class", "kind", "cause", "field", "word", "status"), **_HEADS},
    }
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # within a script element only these could end it or begin a comment
    for char in "<>&\u2028\u2029":
        packed = packed.replace(char, f"\\u{ord(char):04x}")
    stream.write(page.replace("/*DATA*/null", packed))


def _shown(diff: Diff) -> Iterable[Change]:
    """The changes to show, the first of every pattern before the second of any."""
    if len(diff.changes) <= DETAILS:
        return diff.changes
    turns: dict[str, int] = defaultdict(int)
    ordered = []
    for place, one in enumerate(diff.changes):
        turns[one.pattern] += 1
        ordered.append((turns[one.pattern], place))
    chosen = sorted(place for _, place in sorted(ordered)[:DETAILS])
    return [diff.changes[place] for place in chosen]


def _card(one: Change, diff: Diff) -> dict[str, Any]:
    fact = one.fact
    return {
        "c": one.change_class,
        "k": fact.kind,
        "w": one.cause,
        "p": one.pattern,
        "t": fact.text,
        "s": (diff.documents or {}).get(fact.document_id, fact.document_id),
        "o": _quoted(one.before, diff),
        "n": _quoted(one.after, diff),
        "f": [[name, a, b] for name, a, b in differences(one) if name in one.told and name != "sentence"] or _told(one),
    }


def _quoted(fact: FactRow | None, diff: Diff) -> list[str] | None:
    """The sentence in three parts: before, the fact, after."""
    if fact is None:
        return None
    at = (diff.places or {}).get((fact.sentence, fact.start), max(0, fact.sentence.find(fact.text)))
    end = at + len(fact.text)
    return [fact.sentence[max(0, at - _AROUND) : at], fact.text, fact.sentence[end : end + _AROUND]]


def _told(one: Change) -> list[list[Any]]:
    """What an added fact says, or a lost one said."""
    names = ("value", "unit", "date", "canonical", "title", "indicator", "institution", "period")
    said = [(name, getattr(one.fact, name)) for name in names if getattr(one.fact, name) is not None]
    return [[name, value, None] if one.after is None else [name, None, value] for name, value in said]
