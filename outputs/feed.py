"""The change feed: every fact that a committed run added, changed or retracted, in order, with its cause."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from extractors.fact import FIELDS
from outputs import views
from outputs.errors import StoreError
from outputs.readings import JSON
from outputs.rows import PLACE, number
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN

_LARGE = 1000
_END = """SELECT max(last) FROM (SELECT max(change_id) AS last FROM change_log
UNION ALL SELECT max(last_row + shift) FROM change_range) v"""


def changes(kb: KnowledgeBase, since: str | int = 0) -> Iterator[dict[str, Any]]:
    """Changes after ``since``, a cursor as given with each change (0: from the beginning).

    Each is ``{cursor, run, op, cause, document_id, fact_id, kind, fields, before, after}``: ``op`` is ``added``,
    ``changed`` or ``retracted``; ``fields`` names what differs. Nothing where nothing changed. A document's changes
    of one run stand together, in text order of the run.
    """
    cursor = _cursor(since)
    before, after = (", ".join(f'{side}."{name}" AS {side}_{name}' for name in _READ) for side in ("b", "a"))
    least, most = ("max", "min") if kb.dialect == "sqlite" else ("greatest", "least")
    some = views.changes(
        "WHERE change_id BETWEEN :first AND :last",
        f"AND f.row_id BETWEEN {least}(a.first_row, :first - a.shift) AND {most}(a.last_row, :last - a.shift)",
    )
    sql = text(
        f"SELECT c.change_id, c.run_id, c.op, c.cause, c.document_id, c.fact_id, c.kind, {before}, {after} "
        f"FROM ({some}) c LEFT JOIN fact b ON b.row_id = c.before_row LEFT JOIN fact a ON a.row_id = c.after_row "
        f"WHERE c.run_id <= {LAST_RUN} ORDER BY c.change_id"
    )
    with kb.connect() as connection:
        end = connection.execute(text(_END)).scalar() or 0
        for first in range(cursor + 1, end + 1, _LARGE):
            for row in connection.execute(sql, {"first": first, "last": first + _LARGE - 1}).mappings().all():
                yield _change(dict(row))


_READ = (*FIELDS, "exact", "review_status")


def _cursor(since: str | int) -> int:
    try:
        cursor = int(since)
    except ValueError:
        cursor = -1
    if cursor < 0:
        raise StoreError(f"cursor {since!r}: a cursor is a whole number as the feed gives it, 0 for the beginning")
    return cursor


def _change(row: Mapping[str, Any]) -> dict[str, Any]:
    before, after = fact_object(row, "b_"), fact_object(row, "a_")
    differing = [name for name in FIELDS if before and after and before.get(name) != after.get(name)]
    return {
        "cursor": row["change_id"],
        "run": row["run_id"],
        "op": row["op"],
        "cause": row["cause"],
        "document_id": row["document_id"],
        "fact_id": row["fact_id"],
        "kind": row["kind"],
        "fields": [name for name in differing if name not in PLACE],
        "before": before,
        "after": after,
    }


def fact_object(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any] | None:
    """A stored fact as the JSON object of the fact model; None for no row."""
    if row[f"{prefix}fact_id"] is None:
        return None
    found = {name: row[f"{prefix}{name}"] for name in FIELDS}
    for name in JSON:
        found[name] = json.loads(found[name]) if found[name] else None
    exact = row.get(f"{prefix}exact")
    for name in ("value", "low", "high"):
        found[name] = number(found[name]) if isinstance(found[name], Decimal) else found[name]
    found.update(json.loads(exact) if exact else {})
    return {name: value for name, value in found.items() if value is not None}
