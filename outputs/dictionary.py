"""The data dictionary: what the tables and views hold, made from the schema so that it cannot fall behind."""

from __future__ import annotations

from collections.abc import Iterator

from outputs import schema, views

ORDER = (
    "document_id",
    "start",
    "end",
    "fact_id",
    "kind",
    "rule",
    "institution_id",
    "part",
    "indicator_id",
    "period_start",
    "change_id",
)
"""By which exported rows are sorted, as far as a view has the columns."""

REAL = frozenset(
    (
        "factor",
        "value",
        "low",
        "high",
        "value_wan",
        "value_yi",
        "confidence",
        "mean_confidence",
        "with_indicator",
        "with_period",
    )
) | {"with_region", "with_institution"}
"""Columns of exported tables that hold decimals."""

WHOLE = frozenset(
    ("start", "end", "run_id", "first_run", "valid_from_run", "valid_to_run", "revision_no", "revision_id", "row_id")
) | {"characters", "facts", "figures", "uncertain", "documents", "mentions", "first_start", "accepted", "corrected", "rejected"} | {
    "conflicts", "content", "numeral_id", "change_id", "before_row", "after_row", "quarantine_id"
}  # fmt: skip
"""Columns of exported tables that hold whole numbers."""

_TABLES = {
    "meta": "Properties of the knowledge base.",
    "run": "One row a run: what it was made with and what it did.",
    "document": "One row a document, whatever its revisions.",
    "revision": "The texts of a document, each valid from a run to a run.",
    "fact": "One row a fact and stretch of runs in which it read so.",
    "ledger": "The numerals of a document as `[start, end, text, status, reason, fact_id]`; the view `numeral` has a row each.",
    "quarantine": "What could not be read, why, and in which runs.",
    "processed": "Which input was read in which content and configuration; what a run can skip.",
    "change_log": "One row a fact that a run changed or retracted, or added to a document that was known.",
    "change_range": "The rows of `fact` that a run added with new documents; row_id + shift is the change_id of each.",
    "institution": "Institutions by their full name; parent_id by what the name says, merged_into by reviewers' decisions.",
    "institution_alias": "Other names under which institutions appear.",
    "institution_history": "Renamings and mergers of bodies, with the day on which the new name took over.",
    "institution_decision": "Reviewers' decisions on names of institutions, a log: merge, split, name; the last one on a name holds.",
    "region": "Administrative divisions by GB/T 2260 code.",
    "unit": "Units as written, with their code (UCUM, ISO 4217), what they measure, and how many of the code's unit one is.",
    "indicator": "Indicators by their normalised name, taken apart; merged_into unites two, series_id is the one that counts.",
    "indicator_decision": "Reviewers' decisions on names of indicators, a log: merge, split; the last one on a name holds.",
    "likeness": "Hashes of the wording of documents: those that share one may be reprints.",
    "document_tally": "Facts of each document in the run that the views show.",
    "institution_tally": "Documents, mentions and figures of each institution in the run that the views show.",
    "quality_tally": "Facts by kind and rule in the run that the views show; confidence in thousandths, summed.",
    "decision": "What reviewers decided: an append-only log with quotations.",
    "finding_decision": "What reviewers decided on findings: an append-only log; the last entry on a finding holds.",
    "review_item": "The changes between two runs as a review shows them; made again at will.",
    "review_tally": "How many changes of a review are alike in kind, class, cause and pattern, and one of them.",
    "publication": "Which run was published when, and through which comparison.",
}


def markdown() -> str:
    """The dictionary in Markdown."""
    return "\n".join(_lines()) + "\n"


_VIEWS = {
    "observation": "One row a current fact with the names it refers to; corrections of reviewers in, rejected facts and reprints out.",
    "indicator_series": "The figures of an indicator over time; merged indicators are one, reprints count once.",
    "institution_activity": "How often each institution is named and has figures.",
    "document_summary": "One row a document: its metadata and how many facts it has; origin_id is what it reprints.",
    "data_quality": "By kind and rule: how sure facts are, which fields they have, what reviewers said.",
    "numeral": "Every numeral of a text: a fact, a part of one, or rejected with a reason.",
    "change": "One row a fact that a run added, changed or retracted; change_id is the cursor of the feed.",
}
_COLUMNS = {
    "value_wan": "value in 万 (ten thousands)",
    "value_yi": "value in 亿 (hundred millions)",
    "value_display": "value as a Chinese reader writes it: 4.7万",
    "cited_title": "title of the document that the fact cites",
    "cited_number": "number of the document that the fact cites",
    "run_id": "the run since which the row reads so",
    "origin_id": "the document of which this one is a reprint",
    "boxes": "places on the pages of a PDF: a list of page, x0, top, x1, bottom in points",
    "exact": "decimals that a double does not hold, as JSON by column",
    "mean_confidence": "mean of the confidence of the facts",
    "uncertain": "facts with a confidence below 0.5",
    "with_indicator": "share of facts that have it",
    "with_period": "share of facts that have it",
    "with_region": "share of facts that have it",
    "with_institution": "share of facts that have it",
    "characters": "length of the cleaned text in code points",
}


def _view_lines() -> Iterator[str]:
    for name, about in _VIEWS.items():
        yield from ("", f"## {name} (view)", "", about, "", "| column | meaning |", "|---|---|")
        for column in views.columns(name):
            yield f"| `{column}` | {_COLUMNS.get(column, 'as in the tables below')} |"


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Fields of facts mean what the fact model says. A row with `valid_from_run` and `valid_to_run` was so from the"
    yield "first of these runs up to, but without, the second (empty: still)."
    yield from _view_lines()
    for name, table in schema.metadata.tables.items():
        yield from ("", f"## {name}", "", _TABLES[name], "", "| column | type | empty |", "|---|---|---|")
        for column in table.columns:
            yield f"| `{column.name}` | {column.type} | {'yes' if column.nullable else 'no'} |"
