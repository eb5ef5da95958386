"""What a knowledge base holds, counted once a run and kept: a page then answers at once whatever the size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outputs.store import KnowledgeBase
from outputs.views import valid

_LISTED = 12


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows, as of ``run_id``."""

    run_id: int
    run: Mapping[str, Any]
    extracted: Mapping[str, Any]
    published_run: int | None
    documents: int
    facts: int
    kinds: list[dict[str, Any]]
    organs: list[dict[str, Any]]
    regions: list[dict[str, Any]]
    years: list[dict[str, Any]]
    statuses: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    quarantined: int
    quality: list[dict[str, Any]]


_KINDS = f"SELECT kind, count(*) AS n FROM fact WHERE {valid(':run')} AND review_status <> 'rejected' GROUP BY kind ORDER BY n DESC, kind"
_STATUSES = f"SELECT review_status AS status, count(*) AS n FROM fact WHERE {valid(':run')} GROUP BY review_status ORDER BY n DESC"
_BY_DOCUMENT = f"""SELECT r.{{column}} AS name, count(*) AS documents, sum(f.n) AS facts FROM revision r JOIN (
  SELECT document_id, count(*) AS n FROM fact WHERE {valid(":run")} AND review_status <> 'rejected' GROUP BY document_id
) f ON f.document_id = r.document_id WHERE {valid(":run", "r")} GROUP BY r.{{column}} ORDER BY facts DESC, name"""
_YEARS = f"""SELECT substr(r.published, 1, 4) AS year, count(*) AS documents FROM revision r
WHERE {valid(":run", "r")} AND r.published IS NOT NULL GROUP BY substr(r.published, 1, 4) ORDER BY year"""
_QUARANTINE = (
    f"SELECT source, reason, message, place FROM quarantine WHERE {valid(':run')} ORDER BY reason, source LIMIT 200"
)
_HELD = f"SELECT count(*) AS n FROM quarantine WHERE {valid(':run')}"
_QUALITY = f"""SELECT kind, count(*) AS facts, avg(confidence) AS confidence,
  sum(CASE WHEN confidence < 0.5 THEN 1 ELSE 0 END) AS uncertain,
  sum(CASE WHEN indicator_id IS NOT NULL THEN 1 ELSE 0 END) AS indicator,
  sum(CASE WHEN period_start IS NOT NULL OR period_end IS NOT NULL THEN 1 ELSE 0 END) AS period,
  sum(CASE WHEN region_code IS NOT NULL THEN 1 ELSE 0 END) AS region,
  sum(CASE WHEN institution_id IS NOT NULL THEN 1 ELSE 0 END) AS institution,
  sum(CASE WHEN review_status IN ('accepted', 'corrected', 'rejected') THEN 1 ELSE 0 END) AS judged
FROM fact WHERE {valid(":run")} GROUP BY kind ORDER BY facts DESC, kind"""


def count(kb: KnowledgeBase, run_id: int) -> Overview:
    """Count everything as of a run; a second or more for a million facts."""

    def found(sql: str) -> list[dict[str, Any]]:
        return kb.rows(sql, run=run_id)

    published = kb.rows("SELECT value FROM meta WHERE key = 'published_run'")
    run = kb.rows("SELECT * FROM run WHERE run_id = :run", run=run_id)
    extracted = kb.rows(
        "SELECT * FROM run WHERE run_id <= :run AND status = 'committed' AND kind = 'extract' ORDER BY run_id DESC LIMIT 1",
        run=run_id,
    )
    kinds = found(_KINDS)
    return Overview(
        run_id=run_id,
        run=run[0] if run else {},
        extracted=extracted[0] if extracted else {},
        published_run=int(published[0]["value"]) if published else None,
        documents=int(found(f"SELECT count(*) AS n FROM revision WHERE {valid(':run')}")[0]["n"]),
        facts=sum(int(row["n"]) for row in kinds),
        kinds=kinds,
        organs=found(_BY_DOCUMENT.format(column="publisher"))[:_LISTED],
        regions=found(_BY_DOCUMENT.format(column="region"))[:_LISTED],
        years=found(_YEARS),
        statuses=found(_STATUSES),
        quarantine=found(_QUARANTINE),
        quarantined=int(found(_HELD)[0]["n"]),
        quality=found(_QUALITY),
    )
