"""A knowledge base as an older version left it, for tests of migrations."""

from __future__ import annotations

from sqlalchemy import Connection

_UNDONE = {
    "0015": (
        "DROP INDEX ix_fact_indicator",
        "DROP INDEX ix_fact_institution",
        "CREATE INDEX ix_fact_indicator ON fact (indicator_id, region_code, period_start)",
        "CREATE INDEX ix_fact_institution ON fact (institution_id, kind)",
    ),
    "0014": ("DROP INDEX ix_fact_review",),
    "0013": (
        "DROP INDEX ix_review_item_pattern",
        "CREATE INDEX ix_review_item_pattern ON review_item (old_run, new_run, pattern, harm, item_id)",
    ),
    "0012": (
        "DROP TABLE review_tally",
        "DROP INDEX ix_review_item_pattern",
        "DROP INDEX ix_review_item_harm",
        "CREATE INDEX ix_review_item_harm ON review_item (old_run, new_run, hidden, harm)",
        "DROP INDEX ix_change_log_document",
    ),
    "0011": (
        "INSERT INTO change_log SELECT * FROM change WHERE change_id NOT IN (SELECT change_id FROM change_log)",
        "DROP VIEW change",
        "DROP TABLE change_range",
        "DROP INDEX ix_change_log_run",
        "ALTER TABLE change_log RENAME TO change",
        "CREATE INDEX ix_change_run ON change (run_id)",
    ),
    "0010": ("DROP TABLE indicator_decision",),
}
"""What takes a version back, the newest first."""


def back_to(connection: Connection, version: str) -> None:
    """Take back the versions after ``version``."""
    for name, statements in _UNDONE.items():
        if name > version:
            for statement in statements:
                connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
