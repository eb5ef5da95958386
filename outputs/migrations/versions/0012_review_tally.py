"""What a review holds by kind, class, cause and pattern, counted once; indexes for its order and for the history of a fact."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add what version 11 lacks; what a review holds is made again when it is opened. Frozen."""
    op.execute("DELETE FROM meta WHERE key LIKE 'review:%'")
    op.execute("DELETE FROM review_item")
    op.drop_index("ix_review_item_harm", "review_item")
    op.create_index("ix_review_item_harm", "review_item", ["old_run", "new_run", "hidden", "harm", "item_id"])
    op.create_index("ix_review_item_pattern", "review_item", ["old_run", "new_run", "pattern", "harm", "item_id"])
    op.create_table(
        "review_tally",
        sa.Column("old_run", sa.Integer(), nullable=False),
        sa.Column("new_run", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("change_class", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("example", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("old_run", "new_run", "hidden", "kind", "change_class", "cause", "pattern"),
    )
    op.create_index("ix_change_log_document", "change_log", ["document_id"])
