"""What reviewers decide on indicators is kept as a log, as it is for institutions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Merges made before there was a log: who and when is not known; they were there when the last run was committed.
_BEFORE = """INSERT INTO indicator_decision (verdict, name, into_name, reviewer, decided_at)
SELECT 'merge', i.name, m.name, 'unknown',
  coalesce((SELECT max(committed_at) FROM run WHERE status = 'committed'), '1970-01-01T00:00:00+00:00')
FROM indicator i JOIN indicator m ON m.indicator_id = i.merged_into ORDER BY i.name"""


def upgrade() -> None:
    """Add what version 9 lacks; frozen."""
    op.create_table(
        "indicator_decision",
        sa.Column("decision_id", _ID, autoincrement=True, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("into_name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.execute(_BEFORE)
