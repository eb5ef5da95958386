"""The names that a knowledge base holds, as lists for people: how often each stands, what it is, what it is merged into."""

from __future__ import annotations

import re
from typing import Any

from outputs import merges
from outputs.merges import Register
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

COLUMNS = {
    "indicator": ("name", "population", "property", "statistic", "facets"),
    "institution": ("canonical", "institution_type", "level", "region_code", "credit_code"),
}
"""What a list shows of a name besides how often it stands and what became of it."""

_INDICATORS = f"""SELECT f.indicator_id AS id, count(*) AS figures FROM fact f
  WHERE f.indicator_id IS NOT NULL AND {valid(LAST_RUN, "f")} GROUP BY f.indicator_id"""
_INSTITUTIONS = "SELECT institution_id AS id, figures FROM institution_tally"
_COUNTS = {"indicator": _INDICATORS, "institution": _INSTITUTIONS}


def listed(kb: KnowledgeBase, register: Register, word: str = "", *, limit: int = 50) -> list[dict[str, Any]]:
    """Names that contain ``word``, those with most figures first.

    Besides :data:`COLUMNS`: ``figures`` (of an indicator as of the last run, of an institution as of the shown one),
    ``into`` (what the name counts as, None where for itself), ``reviewer`` and ``decided_at`` of that merge.
    """
    columns = ", ".join(f"i.{name}" for name in COLUMNS[register.what])
    sql = f"""SELECT coalesce(f.figures, 0) AS figures, {columns}, m.{register.name} AS "into"
    FROM {register.what} i LEFT JOIN {register.what} m ON m.{register.column} = i.merged_into
    LEFT JOIN ({_COUNTS[register.what]}) f ON f.id = i.{register.column}
    WHERE i.{register.name} LIKE :like ESCAPE '!'
    ORDER BY coalesce(f.figures, 0) DESC, i.{register.name} LIMIT {limit:d}"""
    like = re.sub(r"([!%_])", r"!\1", register.key(word))
    decided = merges.merged(kb, register)
    found = []
    for row in kb.rows(sql, like=f"%{like}%"):
        by = decided.get(row[register.name], {})
        found.append(row | {name: by.get(name) for name in ("reviewer", "decided_at")})
    return found
