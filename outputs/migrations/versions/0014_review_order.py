"""Facts by kind, rule and confidence: a first review reads its queue from that index and copies nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add what version 13 lacks; the copy of new facts that a first review held is dropped. Frozen."""
    op.execute("DELETE FROM meta WHERE key LIKE 'review:0:%'")
    op.execute("DELETE FROM review_item WHERE old_run = 0")
    op.execute("DELETE FROM review_tally WHERE old_run = 0")
    some = sa.text("valid_from_run > 0")
    columns = ["kind", "rule", "confidence", "row_id"]
    op.create_index("ix_fact_review", "fact", columns, unique=False, sqlite_where=some, postgresql_where=some)
