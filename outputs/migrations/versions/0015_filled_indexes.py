"""Indexes of facts by indicator and institution hold the facts that have one: a third less to build, write and keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make again what version 14 has of all facts. Frozen."""
    for name, columns in (
        ("ix_fact_indicator", ["indicator_id", "region_code", "period_start"]),
        ("ix_fact_institution", ["institution_id", "kind"]),
    ):
        some = sa.text(f"{columns[0]} IS NOT NULL")
        op.drop_index(name, table_name="fact")
        op.create_index(name, "fact", columns, unique=False, sqlite_where=some, postgresql_where=some)
