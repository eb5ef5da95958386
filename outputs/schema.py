"""The tables of the knowledge base, for SQLite and PostgreSQL alike.

Temporal tables (``revision``, ``fact``, ``ledger``, ``quarantine``) hold rows valid from run A to run B:
``valid_from_run <= run AND (valid_to_run IS NULL OR valid_to_run > run)`` is what run ``run`` saw, so any two runs
can be compared and nothing is overwritten. "Current" is the same with the last committed run. A run that is still
being written has rows with a higher number, which that condition hides from every reader.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)

HEAD = "0015"
"""The migration that makes the tables below; a test compares it with Alembic's head."""

metadata = MetaData()
TEMPORAL = ("revision", "fact", "ledger", "quarantine")

_Id = BigInteger().with_variant(Integer(), "sqlite")
# PostgreSQL stores the decimal itself. SQLite stores an integer or a binary double; a decimal that a double does not
# give back is kept beside it, as text, in the column ``exact``.
_Number = Numeric(asdecimal=False)


def _required(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text) for name in names]


def _validity() -> list[Column[int]]:
    return [Column("valid_from_run", Integer, nullable=False), Column("valid_to_run", Integer)]


def _closed(table: str) -> Index:
    """Rows that a run closed: few, and wanted when a run is compared or taken back."""
    some = text("valid_to_run IS NOT NULL")
    return Index(f"ix_{table}_closed", "valid_to_run", sqlite_where=some, postgresql_where=some)


def _having(name: str, *names: str) -> Index:
    """Rows that have something in the first column: a third of the facts have no indicator, as many no institution."""
    some = text(f"{names[0]} IS NOT NULL")
    return Index(name, *names, sqlite_where=some, postgresql_where=some)


def _decisions(table: str) -> Table:
    """The log of what reviewers decided on names."""
    return Table(
        table,
        metadata,
        Column("decision_id", _Id, primary_key=True, autoincrement=True),
        *map(_required, ("verdict", "name")),
        *_texts("into_name", "note"),
        *map(_required, ("reviewer", "decided_at")),
    )


ANY_RUN = "valid_from_run > 0"
"""Holds of every row; an index with it is taken by those statements only that say so, not by others with a condition on kind."""

meta = Table("meta", metadata, Column("key", Text, primary_key=True), _required("value"))

run = Table(
    "run",
    metadata,
    Column("run_id", Integer, primary_key=True, autoincrement=False),
    _required("status"),
    _required("kind"),
    *_texts("command", "started_at", "committed_at", "input_hash"),
    _required("config_hash"),
    *_texts("settings_hash", "lexicon_hash", "code_hash", "versions", "counts"),
)

document = Table(
    "document",
    metadata,
    Column("document_id", Text, primary_key=True),
    _required("document_key"),
    Column("first_run", Integer, nullable=False),
    *_texts("origin_id"),
)

revision = Table(
    "revision",
    metadata,
    Column("revision_id", _Id, primary_key=True, autoincrement=False),
    _required("document_id"),
    Column("revision_no", Integer, nullable=False),
    *_validity(),
    _required("sha256"),
    _required("source"),
    *_texts("url", "title", "publisher", "published", "doc_number", "region", "region_code", "format"),
    *_texts("encoding_declared", "encoding_detected", "encoding_used", "origins", "warnings"),
    Column("content", BigInteger, nullable=False),
    _required("text"),
    *_texts("dropped", "structure"),
    Index("ix_revision_document", "document_id"),
    Index("ix_revision_published", "published"),
    Index("ix_revision_region", "region_code", "published"),
    Index("ix_revision_from", "valid_from_run"),
    _closed("revision"),
)

fact = Table(
    "fact",
    metadata,
    Column("row_id", _Id, primary_key=True, autoincrement=False),
    _required("fact_id"),
    _required("document_id"),
    *_validity(),
    _required("kind"),
    Column("review_status", Text, nullable=False, server_default="unreviewed"),
    *_texts("institution_id", "indicator_id", "region_code", "period_start", "period_end"),
    Column("value", _Number),
    Column("low", _Number),
    Column("high", _Number),
    *_texts("bound", "unit", "unit_code", "role", "direction", "comparison", "base_period", "modality", "force"),
    *_texts("indicator", "action", "institution", "region", "period"),
    *_texts("date", "date_start", "date_end", "canonical", "institution_type", "title", "number", "part_of"),
    Column("confidence", Float(53), nullable=False),
    _required("rule"),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    _required("text"),
    _required("sentence"),
    *_texts("exact", "cell", "anchors", "machine", "boxes"),
    Index("ix_fact_fact_id", "fact_id"),
    Index("ix_fact_document", "document_id"),
    Index("ix_fact_region_period", "region_code", "period_start"),
    _having("ix_fact_indicator", "indicator_id", "region_code", "period_start"),
    _having("ix_fact_institution", "institution_id", "kind"),
    Index("ix_fact_from", "valid_from_run"),
    Index(
        "ix_fact_review",
        *("kind", "rule", "confidence", "row_id"),
        sqlite_where=text(ANY_RUN),
        postgresql_where=text(ANY_RUN),
    ),
    _closed("fact"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("ledger_id", _Id, primary_key=True, autoincrement=False),
    _required("document_id"),
    *_validity(),
    Column("numerals", Integer, nullable=False),
    _required("entries"),
    Index("ix_ledger_document", "document_id"),
    Index("ix_ledger_from", "valid_from_run"),
    _closed("ledger"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_id", _Id, primary_key=True, autoincrement=False),
    _required("source"),
    *_validity(),
    _required("reason"),
    _required("message"),
    *_texts("place"),
    Index("ix_quarantine_source", "source"),
    _closed("quarantine"),
)

processed = Table(
    "processed",
    metadata,
    Column("input_key", Text, primary_key=True),
    Column("run_id", Integer, primary_key=True, autoincrement=False),
    _required("fingerprint"),
    _required("config_hash"),
    _required("document_id"),
    Column("duplicate", Integer, nullable=False),
    Index("ix_processed_document", "document_id"),
)

change_log = Table(
    "change_log",
    metadata,
    Column("change_id", _Id, primary_key=True, autoincrement=False),
    Column("run_id", Integer, nullable=False),
    _required("document_id"),
    _required("fact_id"),
    _required("kind"),
    _required("op"),
    _required("cause"),
    Column("before_row", BigInteger),
    Column("after_row", BigInteger),
    Index("ix_change_log_run", "run_id"),
    Index("ix_change_log_document", "document_id"),
)

change_range = Table(
    "change_range",
    metadata,
    Column("first_row", _Id, primary_key=True, autoincrement=False),
    Column("last_row", BigInteger, nullable=False),
    Column("shift", BigInteger, nullable=False),
    Column("run_id", Integer, nullable=False),
)

institution = Table(
    "institution",
    metadata,
    Column("institution_id", Text, primary_key=True),
    _required("canonical"),
    *_texts("institution_type", "region_code", "parent_id"),
    Column("first_run", Integer, nullable=False),
    *_texts("level", "credit_code", "merged_into"),
    UniqueConstraint("canonical", name="uq_institution_canonical"),
)

institution_alias = Table(
    "institution_alias",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("institution_id", Text, primary_key=True),
    Column("first_run", Integer, nullable=False),
)

institution_history = Table(
    "institution_history",
    metadata,
    Column("old_id", Text, primary_key=True),
    Column("new_id", Text, primary_key=True),
    _required("old_name"),
    _required("new_name"),
    _required("since"),
    Column("first_run", Integer, nullable=False),
)

institution_decision = _decisions("institution_decision")

region = Table(
    "region",
    metadata,
    Column("region_code", Text, primary_key=True),
    _required("name"),
    *_texts("parent_code", "level"),
    Column("first_run", Integer, nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    *_texts("kind"),
    Column("first_run", Integer, nullable=False),
    *_texts("unit_class"),
    Column("factor", _Number),
)

indicator = Table(
    "indicator",
    metadata,
    Column("indicator_id", Text, primary_key=True),
    _required("name"),
    *_texts("population", "property", "statistic", "facets", "merged_into"),
    Column("first_run", Integer, nullable=False),
    *_texts("series_id"),
    Index("ix_indicator_name", "name"),
    Index("ix_indicator_series", "series_id"),
)

indicator_decision = _decisions("indicator_decision")

likeness = Table(
    "likeness",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("document_id", Text, primary_key=True),
    Column("first_run", Integer, nullable=False),
)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


document_tally = Table(
    "document_tally",
    metadata,
    Column("document_id", Text, primary_key=True),
    *map(_count, ("characters", "facts", "figures", "uncertain")),
    Index("ix_document_tally_facts", "facts"),
)

institution_tally = Table(
    "institution_tally",
    metadata,
    Column("institution_id", Text, primary_key=True),
    *map(_count, ("documents", "mentions", "figures")),
    *_texts("first_period", "last_period"),
    Index("ix_institution_tally_figures", "figures"),
)

quality_tally = Table(
    "quality_tally",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    *map(_count, ("facts", "confidence", "uncertain")),
    *map(_count, ("with_indicator", "with_period", "with_region", "with_institution")),
    *map(_count, ("accepted", "corrected", "rejected", "conflicts")),
)

decision = Table(
    "decision",
    metadata,
    Column("decision_id", _Id, primary_key=True, autoincrement=True),
    _required("document_id"),
    _required("fact_id"),
    _required("verdict"),
    *_texts("fields", "note", "reviewer", "decided_at", "status", "basis"),
    Column("run_id", Integer),
    *_texts("uid", "document_key", "kind", "quote", "prefix", "suffix", "sentence", "undoes"),
    Column("start", Integer),
    Column("end", Integer),
    Column("adjudicates", Integer),
    Index("ix_decision_fact", "document_id", "fact_id"),
    Index("ix_decision_uid", "uid", unique=True),
    Index("ix_decision_status", "status"),
)

finding_decision = Table(
    "finding_decision",
    metadata,
    Column("uid", Text, primary_key=True),
    *map(_required, ("finding_id", "kind", "verdict", "reviewer", "decided_at", "figures")),
    *_texts("note"),
    Index("ix_finding_decision_finding", "finding_id"),
)

review_item = Table(
    "review_item",
    metadata,
    Column("item_id", _Id, primary_key=True, autoincrement=False),
    Column("old_run", Integer, nullable=False),
    Column("new_run", Integer, nullable=False),
    Column("hidden", Integer, nullable=False),
    Column("harm", Float(53), nullable=False),
    _required("document_id"),
    _required("fact_id"),
    _required("kind"),
    _required("change_class"),
    _required("cause"),
    _required("pattern"),
    *_texts("fields"),
    Column("before_row", BigInteger),
    Column("after_row", BigInteger),
    Index("ix_review_item_harm", "old_run", "new_run", "hidden", "harm", "item_id"),
    Index("ix_review_item_pattern", "old_run", "new_run", "hidden", "kind", "pattern", "harm", "item_id"),
    Index("ix_review_item_fact", "document_id", "fact_id"),
)

review_tally = Table(
    "review_tally",
    metadata,
    *(Column(name, Integer, primary_key=True, autoincrement=False) for name in ("old_run", "new_run", "hidden")),
    *(Column(name, Text, primary_key=True) for name in ("kind", "change_class", "cause", "pattern")),
    _count("items"),
    Column("example", BigInteger, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("publication_id", _Id, primary_key=True, autoincrement=False),
    Column("run_id", Integer, nullable=False),
    Column("before_run", Integer, nullable=False),
    *_texts("published_at", "publisher"),
    Column("threshold", Float(53)),
    *_texts("counts"),
)

DIMENSIONS = ("institution", "institution_alias", "institution_history", "region", "unit", "indicator")


def columns(table: str) -> tuple[str, ...]:
    """The column names of a table in their stored order."""
    return tuple(column.name for column in metadata.tables[table].columns)
