"""The numerals of a document in one row: its ledger. ``numeral`` becomes a view of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COLUMNS = ("document_id", "valid_from_run", "valid_to_run", "start", "end", "text", "status", "reason", "fact_id")


def upgrade() -> None:
    """Make the ledger, fill it from the numerals, drop those; frozen."""
    some = sa.text("valid_to_run IS NOT NULL")
    ledger = op.create_table(
        "ledger",
        sa.Column("ledger_id", _ID, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("valid_from_run", sa.Integer(), nullable=False),
        sa.Column("valid_to_run", sa.Integer(), nullable=True),
        sa.Column("numerals", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id"),
    )
    op.create_index("ix_ledger_document", "ledger", ["document_id"], unique=False)
    op.create_index("ix_ledger_from", "ledger", ["valid_from_run"], unique=False)
    op.create_index(
        "ix_ledger_closed", "ledger", ["valid_to_run"], unique=False, sqlite_where=some, postgresql_where=some
    )
    connection = op.get_bind()
    listed = ", ".join(f'"{name}"' for name in _COLUMNS)
    found = connection.execute(sa.text(f'SELECT {listed} FROM numeral ORDER BY document_id, start, "end", status'))
    number = 0
    for document_id, rows in groupby(found.fetchall(), key=itemgetter(0)):
        for first, last, entries in _stretches(list(rows)):
            number += 1
            text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
            row = {"ledger_id": number, "document_id": document_id, "valid_from_run": first, "valid_to_run": last}
            connection.execute(ledger.insert(), {**row, "numerals": len(entries), "entries": text})
    op.drop_table("numeral")


def _stretches(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int | None, list[list[Any]]]]:
    """From run, to run, and the numerals valid between them, for each stretch of runs in which none changes."""
    turns = sorted({row[1] for row in rows} | {row[2] for row in rows if row[2] is not None})
    for place, first in enumerate(turns):
        entries = [list(row[3:]) for row in rows if row[1] <= first and (row[2] is None or row[2] > first)]
        if entries:
            yield first, turns[place + 1] if place + 1 < len(turns) else None, entries
