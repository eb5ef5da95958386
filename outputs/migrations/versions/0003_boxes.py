"""Facts of PDF documents know where on the page they stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what version 2 lacks; frozen."""
    op.add_column("fact", sa.Column("boxes", sa.Text(), nullable=True))
