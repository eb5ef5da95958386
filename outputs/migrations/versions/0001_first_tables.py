"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NUMBER = sa.Numeric(asdecimal=False)


def upgrade() -> None:
    """Make every table of version 1; frozen, later versions only add to it."""
    op.create_table(
        "change",
        sa.Column("change_id", _ID, autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("before_row", sa.BigInteger(), nullable=True),
        sa.Column("after_row", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("change_id"),
    )
    op.create_index("ix_change_run", "change", ["run_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("decision_id", _ID, autoincrement=True, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_index("ix_decision_fact", "decision", ["document_id", "fact_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_table(
        "fact",
        sa.Column("row_id", _ID, autoincrement=False, nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("valid_from_run", sa.Integer(), nullable=False),
        sa.Column("valid_to_run", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("review_status", sa.Text(), server_default="unreviewed", nullable=False),
        sa.Column("institution_id", sa.Text(), nullable=True),
        sa.Column("indicator_id", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("period_start", sa.Text(), nullable=True),
        sa.Column("period_end", sa.Text(), nullable=True),
        sa.Column("value", _NUMBER, nullable=True),
        sa.Column("low", _NUMBER, nullable=True),
        sa.Column("high", _NUMBER, nullable=True),
        sa.Column("bound", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("comparison", sa.Text(), nullable=True),
        sa.Column("base_period", sa.Text(), nullable=True),
        sa.Column("modality", sa.Text(), nullable=True),
        sa.Column("force", sa.Text(), nullable=True),
        sa.Column("indicator", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("date_start", sa.Text(), nullable=True),
        sa.Column("date_end", sa.Text(), nullable=True),
        sa.Column("canonical", sa.Text(), nullable=True),
        sa.Column("institution_type", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("part_of", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(precision=53), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("anchors", sa.Text(), nullable=True),
        sa.Column("machine", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("row_id"),
    )
    op.create_index(
        "ix_fact_closed",
        "fact",
        ["valid_to_run"],
        unique=False,
        sqlite_where=sa.text("valid_to_run IS NOT NULL"),
        postgresql_where=sa.text("valid_to_run IS NOT NULL"),
    )
    op.create_index("ix_fact_document", "fact", ["document_id"], unique=False)
    op.create_index("ix_fact_fact_id", "fact", ["fact_id"], unique=False)
    op.create_index("ix_fact_from", "fact", ["valid_from_run"], unique=False)
    op.create_index("ix_fact_indicator", "fact", ["indicator_id", "region_code", "period_start"], unique=False)
    op.create_index("ix_fact_institution", "fact", ["institution_id", "kind"], unique=False)
    op.create_index("ix_fact_region_period", "fact", ["region_code", "period_start"], unique=False)
    op.create_table(
        "indicator",
        sa.Column("indicator_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("population", sa.Text(), nullable=True),
        sa.Column("property", sa.Text(), nullable=True),
        sa.Column("statistic", sa.Text(), nullable=True),
        sa.Column("facets", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("indicator_id"),
    )
    op.create_table(
        "institution",
        sa.Column("institution_id", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("institution_type", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("institution_id"),
        sa.UniqueConstraint("canonical", name="uq_institution_canonical"),
    )
    op.create_table(
        "institution_alias",
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("institution_id", sa.Text(), nullable=False),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("alias", "institution_id"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "numeral",
        sa.Column("numeral_id", _ID, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("valid_from_run", sa.Integer(), nullable=False),
        sa.Column("valid_to_run", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fact_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("numeral_id"),
    )
    op.create_index(
        "ix_numeral_closed",
        "numeral",
        ["valid_to_run"],
        unique=False,
        sqlite_where=sa.text("valid_to_run IS NOT NULL"),
        postgresql_where=sa.text("valid_to_run IS NOT NULL"),
    )
    op.create_index("ix_numeral_document", "numeral", ["document_id"], unique=False)
    op.create_index("ix_numeral_from", "numeral", ["valid_from_run"], unique=False)
    op.create_table(
        "processed",
        sa.Column("input_key", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("config_hash", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("input_key", "run_id"),
    )
    op.create_index("ix_processed_document", "processed", ["document_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", _ID, autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from_run", sa.Integer(), nullable=False),
        sa.Column("valid_to_run", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("quarantine_id"),
    )
    op.create_index(
        "ix_quarantine_closed",
        "quarantine",
        ["valid_to_run"],
        unique=False,
        sqlite_where=sa.text("valid_to_run IS NOT NULL"),
        postgresql_where=sa.text("valid_to_run IS NOT NULL"),
    )
    op.create_index("ix_quarantine_source", "quarantine", ["source"], unique=False)
    op.create_table(
        "region",
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region_code"),
    )
    op.create_table(
        "revision",
        sa.Column("revision_id", _ID, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("revision_no", sa.Integer(), nullable=False),
        sa.Column("valid_from_run", sa.Integer(), nullable=False),
        sa.Column("valid_to_run", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("doc_number", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("format", sa.Text(), nullable=True),
        sa.Column("encoding_declared", sa.Text(), nullable=True),
        sa.Column("encoding_detected", sa.Text(), nullable=True),
        sa.Column("encoding_used", sa.Text(), nullable=True),
        sa.Column("origins", sa.Text(), nullable=True),
        sa.Column("warnings", sa.Text(), nullable=True),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("revision_id"),
    )
    op.create_index(
        "ix_revision_closed",
        "revision",
        ["valid_to_run"],
        unique=False,
        sqlite_where=sa.text("valid_to_run IS NOT NULL"),
        postgresql_where=sa.text("valid_to_run IS NOT NULL"),
    )
    op.create_index("ix_revision_document", "revision", ["document_id"], unique=False)
    op.create_index("ix_revision_from", "revision", ["valid_from_run"], unique=False)
    op.create_index("ix_revision_published", "revision", ["published"], unique=False)
    op.create_table(
        "run",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=True),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.Column("committed_at", sa.Text(), nullable=True),
        sa.Column("input_hash", sa.Text(), nullable=True),
        sa.Column("config_hash", sa.Text(), nullable=False),
        sa.Column("settings_hash", sa.Text(), nullable=True),
        sa.Column("lexicon_hash", sa.Text(), nullable=True),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("versions", sa.Text(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_table(
        "unit",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "unit_code"),
    )
