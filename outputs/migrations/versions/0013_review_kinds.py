"""The changes of a review in their order within each kind and pattern, so that a filter finds the first of them at once."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Change what version 12 has; what a review holds is made again when it is opened. Frozen."""
    op.execute("DELETE FROM meta WHERE key LIKE 'review:%'")
    op.execute("DELETE FROM review_item")
    op.execute("DELETE FROM review_tally")
    op.drop_index("ix_review_item_pattern", table_name="review_item")
    columns = ["old_run", "new_run", "hidden", "kind", "pattern", "harm", "item_id"]
    op.create_index("ix_review_item_pattern", "review_item", columns, unique=False)
