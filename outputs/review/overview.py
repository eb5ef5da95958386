"""What a knowledge base holds, read off the tallies of a run once and kept: a page answers at once whatever the size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outputs.store import KnowledgeBase
from outputs.views import SHOWN_RUN, quality_counts, valid

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


_DOCUMENTS = f"""SELECT r.publisher, r.region, substr(r.published, 1, 4) AS year, count(*) AS documents, sum(t.facts) AS facts
FROM revision r JOIN {{tally}} t ON t.document_id = r.document_id WHERE {valid(":run", "r")}
GROUP BY r.publisher, r.region, substr(r.published, 1, 4)"""
_COUNTED = f"""(SELECT r.document_id, coalesce(c.facts, 0) AS facts FROM revision r LEFT JOIN (
  SELECT document_id, count(*) AS facts FROM fact WHERE {valid(":run")} GROUP BY document_id
) c ON c.document_id = r.document_id WHERE {valid(":run", "r")})"""
_QUARANTINE = (
    f"SELECT source, reason, message, place FROM quarantine WHERE {valid(':run')} ORDER BY reason, source LIMIT 200"
)
_HELD = f"SELECT count(*) AS n FROM quarantine WHERE {valid(':run')}"
_SUMS = ("facts", "confidence", "uncertain", "with_indicator", "with_period", "with_region", "with_institution")
_STATUSES = ("accepted", "corrected", "rejected", "conflicts")
_QUALITY = f"""SELECT kind, {", ".join(f"sum({name}) AS {name}" for name in (*_SUMS, *_STATUSES))} FROM {{tally}} t
GROUP BY kind ORDER BY sum(facts) DESC, kind"""


def count(kb: KnowledgeBase, run_id: int) -> Overview:
    """What there is as of a run: off the tallies where they are those of this run, else counted, a second or more a million."""

    def found(sql: str) -> list[dict[str, Any]]:
        return kb.rows(sql, run=run_id)

    published = kb.rows("SELECT value FROM meta WHERE key = 'published_run'")
    run = kb.rows("SELECT * FROM run WHERE run_id = :run", run=run_id)
    extracted = kb.rows(
        "SELECT * FROM run WHERE run_id <= :run AND status = 'committed' AND kind = 'extract' ORDER BY run_id DESC LIMIT 1",
        run=run_id,
    )
    tallied = not kb.is_past and int(kb.rows(f"SELECT {SHOWN_RUN} AS n")[0]["n"] or 0) == run_id
    counts = "quality_tally" if tallied else f"({quality_counts('WHERE ' + valid(':run', 'f'))})"
    quality = [{name: _whole(value) for name, value in row.items()} for row in found(_QUALITY.format(tally=counts))]
    documents = found(_DOCUMENTS.format(tally="document_tally" if tallied else _COUNTED))
    held = {name: sum(row[name] for row in quality) for name in ("facts", *_STATUSES)}
    kinds = [{"kind": row["kind"], "n": row["facts"] - row["rejected"]} for row in quality]
    return Overview(
        run_id=run_id,
        run=run[0] if run else {},
        extracted=extracted[0] if extracted else {},
        published_run=int(published[0]["value"]) if published else None,
        documents=sum(int(row["documents"]) for row in documents),
        facts=held["facts"] - held["rejected"],
        kinds=sorted(kinds, key=lambda row: (-row["n"], row["kind"])),
        organs=_by("publisher", documents)[:_LISTED],
        regions=_by("region", documents)[:_LISTED],
        years=sorted((row for row in _by("year", documents) if row["name"]), key=lambda row: row["name"]),
        statuses=_statuses(held),
        quarantine=found(_QUARANTINE),
        quarantined=int(found(_HELD)[0]["n"]),
        quality=[_shares(row) for row in quality],
    )


def _whole(value: Any) -> Any:
    return value if isinstance(value, str) else int(value or 0)


def _by(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Documents and their facts by one of the columns, those with most facts first."""
    sums: dict[str | None, list[int]] = {}
    for row in rows:
        own = sums.setdefault(row[name], [0, 0])
        own[0] += int(row["documents"])
        own[1] += int(row["facts"])
    found = [{"name": key, "documents": documents, "facts": facts} for key, (documents, facts) in sums.items()]
    return sorted(found, key=lambda row: (-row["facts"], row["name"] or ""))


def _statuses(held: Mapping[str, int]) -> list[dict[str, Any]]:
    named = {"conflict" if name == "conflicts" else name: held[name] for name in _STATUSES}
    named["unreviewed"] = held["facts"] - sum(named.values())
    found = [{"status": name, "n": number} for name, number in named.items() if number]
    return sorted(found, key=lambda row: (-row["n"], row["status"]))


def _shares(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table of quality; confidence is kept in thousandths, which add up."""
    named = {name.removeprefix("with_"): row[name] for name in _SUMS}
    judged = sum(row[name] for name in ("accepted", "corrected", "rejected"))
    return named | {"kind": row["kind"], "judged": judged, "confidence": row["confidence"] / 1000 / row["facts"]}
