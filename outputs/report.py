"""The written summary of a run: what was read, what was not and why, what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from corpora.errors import REASONS
from outputs.runs import RunSummary

_DOCUMENTS = {
    "new": "new",
    "changed": "changed",
    "reread": "extracted again, same facts",
    "unchanged": "unchanged, skipped",
    "resumed": "done before the interruption",
    "duplicate": "the same document as another input",
    "withdrawn": "withdrawn",
    "quarantined": "in quarantine",
}


def as_dict(summary: RunSummary, *, kb: str = "", written: Sequence[str] = ()) -> dict[str, object]:
    """The summary for JSON."""
    return {**summary.as_dict(), "kb": kb, "written": list(written)}


def markdown(summary: RunSummary, *, kb: str = "", written: Sequence[str] = ()) -> str:
    """The summary for people, in Markdown that also reads well as plain text."""
    return "\n".join(_lines(summary, kb, written)) + "\n"


def _lines(summary: RunSummary, kb: str, written: Sequence[str]) -> Iterator[str]:
    if summary.run_id is None:
        yield "# Nothing changed: no run was written"
    else:
        yield f"# Run {summary.run_id}"
    yield ""
    yield from _documents(summary)
    yield from _facts(summary)
    yield from _quarantine(summary)
    if summary.duplicates:
        yield "## Inputs that are the same document"
        yield from (f"- {source}: {document}" for source, document in summary.duplicates)
        yield ""
    paths = [f"knowledge base: {kb}"] if kb else []
    paths += list(written)
    if paths:
        yield "## Written" if summary.run_id is not None else "## Where"
        yield from (f"- {path}" for path in paths)


def _documents(summary: RunSummary) -> Iterator[str]:
    counts = summary.documents
    read = sum(counts.get(name, 0) for name in ("new", "changed", "reread", "resumed", "duplicate"))
    yield f"## Documents: {read} read, {counts.get('unchanged', 0)} skipped, {counts.get('quarantined', 0)} in quarantine"
    for name, label in _DOCUMENTS.items():
        if counts.get(name):
            yield f"- {label}: {counts[name]:,}"
    yield ""


def _facts(summary: RunSummary) -> Iterator[str]:
    total = sum(summary.facts_by_kind.values())
    yield f"## Facts: {total:,} in the knowledge base, {summary.numerals:,} numerals accounted for"
    rows: list[Sequence[str]] = [("kind", "facts", "added", "changed", "retracted")]
    for kind, amount in sorted(summary.facts_by_kind.items()):
        changes = (summary.changes.get((op, kind), 0) for op in ("added", "changed", "retracted"))
        rows.append((kind, f"{amount:,}", *(f"{number:,}" for number in changes)))
    gone = {kind for _, kind in summary.changes} - summary.facts_by_kind.keys()
    for kind in sorted(gone):
        changes = (summary.changes.get((op, kind), 0) for op in ("added", "changed", "retracted"))
        rows.append((kind, "0", *(f"{number:,}" for number in changes)))
    rows.append(("all", f"{total:,}", *(f"{summary.total(op):,}" for op in ("added", "changed", "retracted"))))
    yield from table(rows)
    if summary.moved:
        yield f"{summary.moved:,} more only stand at another place of their document."
    yield ""


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table: the first row its headings, the first column words, the others figures."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{'-' * (widths[0] + 2)}|{'|'.join('-' * (width + 1) + ':' for width in widths[1:])}|"


def _quarantine(summary: RunSummary) -> Iterator[str]:
    if not summary.quarantined:
        return
    yield "## Quarantine: not read, nothing of them was lost"
    for reason, amount in sorted(Counter(entry.reason for entry in summary.quarantined).items()):
        yield f"- {reason} ({amount}): {REASONS.get(reason, '')}"
        for entry in summary.quarantined:
            if entry.reason == reason:
                place = f" ({entry.place})" if entry.place else ""
                yield f"  - {entry.source}{place}: {entry.message}{'' if entry.new else ' [as before]'}"
    yield ""
