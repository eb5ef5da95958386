"""The data dictionary: what the tables and views hold, made from the schema so that it cannot fall behind."""

from __future__ import annotations

from collections.abc import Iterator

from outputs import schema

ORDER = ("document_id", "start", "end", "fact_id", "kind", "rule", "institution_id", "indicator_id", "period_start")
"""By which exported rows are sorted, as far as a view has the columns."""

SDMX = {
    "REF_AREA": "region_code",
    "INDICATOR": "indicator",
    "INSTITUTION": "institution",
    "ROLE": "role",
    "COMPARISON": "comparison",
    "TIME_PERIOD": "period",
    "OBS_VALUE": "value",
    "UNIT_MEASURE": "unit_code",
    "OBS_ID": "fact_id",
}
"""SDMX names of the columns of ``indicator_series``."""

_TABLES = {
    "meta": "Properties of the knowledge base.",
    "run": "One row a run: what it was made with and what it did.",
    "document": "One row a document, whatever its revisions.",
    "revision": "The texts of a document, each valid from a run to a run.",
    "fact": "One row a fact and stretch of runs in which it read so.",
    "ledger": "The numerals of a document as `[start, end, text, status, reason, fact_id]`; the view `numeral` has a row each.",
    "quarantine": "What could not be read, why, and in which runs.",
    "processed": "Which input was read in which content and configuration; what a run can skip.",
    "change": "One row a fact that a run added, changed or retracted; change_id is the cursor of the feed.",
    "institution": "Institutions by their full name.",
    "institution_alias": "Other names under which institutions appear.",
    "region": "Administrative divisions by GB/T 2260 code.",
    "unit": "Units as written, with their code.",
    "indicator": "Indicators by their normalised name, taken apart; merged_into unites two, series_id is the one that counts.",
    "likeness": "Hashes of the wording of documents: those that share one may be reprints.",
    "document_tally": "Facts of each document in the run that the views show.",
    "institution_tally": "Documents, mentions and figures of each institution in the run that the views show.",
    "quality_tally": "Facts by kind and rule in the run that the views show; confidence in thousandths, summed.",
    "decision": "What reviewers decided: an append-only log with quotations.",
    "review_item": "The changes between two runs as a review shows them; made again at will.",
    "publication": "Which run was published when, and through which comparison.",
}


def markdown() -> str:
    """The dictionary in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Fields of facts mean what the fact model says. A row with `valid_from_run` and `valid_to_run` was so from the"
    yield "first of these runs up to, but without, the second (empty: still)."
    for name, table in schema.metadata.tables.items():
        yield from ("", f"## {name}", "", _TABLES[name], "", "| column | type | empty |", "|---|---|---|")
        for column in table.columns:
            yield f"| `{column.name}` | {column.type} | {'yes' if column.nullable else 'no'} |"
