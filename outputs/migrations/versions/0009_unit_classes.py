"""What units measure, and how many of their code's unit one is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add what version 8 lacks; frozen."""
    with op.batch_alter_table("unit") as table:
        table.add_column(sa.Column("unit_class", sa.Text(), nullable=True))
        table.add_column(sa.Column("factor", sa.Numeric(asdecimal=False), nullable=True))
