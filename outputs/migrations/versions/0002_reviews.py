"""Reviews: what a decision quotes, the items to review, what was published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXTS = ("uid", "document_key", "kind", "quote", "prefix", "suffix", "sentence", "undoes")


def upgrade() -> None:
    """Add what version 1 lacks; frozen."""
    for name in _TEXTS:
        op.add_column("decision", sa.Column(name, sa.Text(), nullable=True))
    for name in ("start", "end", "adjudicates"):
        op.add_column("decision", sa.Column(name, sa.Integer(), nullable=True))
    op.create_index("ix_decision_uid", "decision", ["uid"], unique=True)
    op.create_index("ix_decision_status", "decision", ["status"], unique=False)
    op.create_table(
        "review_item",
        sa.Column("item_id", _ID, autoincrement=False, nullable=False),
        sa.Column("old_run", sa.Integer(), nullable=False),
        sa.Column("new_run", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Integer(), nullable=False),
        sa.Column("harm", sa.Float(53), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("change_class", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("before_row", sa.BigInteger(), nullable=True),
        sa.Column("after_row", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.create_index("ix_review_item_harm", "review_item", ["old_run", "new_run", "hidden", "harm"], unique=False)
    op.create_index("ix_review_item_fact", "review_item", ["document_id", "fact_id"], unique=False)
    op.create_table(
        "publication",
        sa.Column("publication_id", _ID, autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("before_run", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("threshold", sa.Float(53), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("publication_id"),
    )
