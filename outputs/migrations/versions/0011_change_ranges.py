"""What new documents add is no longer written twice: the view ``change`` reads it off the rows of their facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what version 10 lacks; frozen. The changes that are there stay as they are, in the log."""
    op.drop_index("ix_change_run", table_name="change")
    op.rename_table("change", "change_log")
    op.create_index("ix_change_log_run", "change_log", ["run_id"], unique=False)
    op.create_table(
        "change_range",
        sa.Column("first_row", _ID, autoincrement=False, nullable=False),
        sa.Column("last_row", sa.BigInteger(), nullable=False),
        sa.Column("shift", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("first_row"),
    )
