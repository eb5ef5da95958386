"""Revisions keep headings and tables of their text, so that it can be read again as it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what version 4 lacks; frozen."""
    op.add_column("revision", sa.Column("structure", sa.Text(), nullable=True))
