"""What dashboards count, counted; series of merged indicators; hashes by which reprints are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    """Add what version 5 lacks; frozen."""
    op.add_column("indicator", sa.Column("series_id", sa.Text(), nullable=True))
    op.execute("UPDATE indicator SET series_id = coalesce(merged_into, indicator_id)")
    op.create_index("ix_indicator_name", "indicator", ["name"], unique=False)
    op.create_index("ix_indicator_series", "indicator", ["series_id"], unique=False)
    op.create_index("ix_revision_region", "revision", ["region_code", "published"], unique=False)
    op.create_table(
        "likeness",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "document_id"),
    )
    op.create_table(
        "document_tally",
        sa.Column("document_id", sa.Text(), nullable=False),
        *_counts("characters", "facts", "figures", "uncertain"),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index("ix_document_tally_facts", "document_tally", ["facts"], unique=False)
    op.create_table(
        "institution_tally",
        sa.Column("institution_id", sa.Text(), nullable=False),
        *_counts("documents", "mentions", "figures"),
        sa.Column("first_period", sa.Text(), nullable=True),
        sa.Column("last_period", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id"),
    )
    op.create_index("ix_institution_tally_figures", "institution_tally", ["figures"], unique=False)
    op.create_table(
        "quality_tally",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        *_counts("facts", "confidence", "uncertain", "with_indicator", "with_period", "with_region"),
        *_counts("with_institution", "accepted", "corrected", "rejected", "conflicts"),
        sa.PrimaryKeyConstraint("kind", "rule"),
    )
