"""Reprints: documents that say what another one says, word for word or nearly, found by MinHash and then compared.

A document is one of another where at least :data:`ALIKE` of their clauses are the same, and their figures almost all:
a monthly bulletin shares its wording with the one before it, but not its figures. The origin is the document that the
knowledge base knew first, among those of one run the one published first; it never changes later, because what a
committed run showed does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from outputs.drivers import Driver
from outputs.likeness import clauses
from outputs.stored import chunks, marks

ALIKE = 0.8
SAME_FIGURES = 0.9
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_CROWD = 50  # documents of one band that are compared, the first ones: a form letter makes no quadratic work


def are_reprints(one: str, other: str) -> bool:
    """Whether two texts are one document printed twice."""
    return _overlap(clauses(one), clauses(other)) >= ALIKE and (
        _overlap(frozenset(_FIGURE.findall(one)), frozenset(_FIGURE.findall(other))) >= SAME_FIGURES
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def group(driver: Driver, run_id: int) -> int:
    """Set the origin of the documents that this run has added, inside the caller's transaction; how many are reprints."""
    sharing = _sharing(driver, run_id)
    if not sharing:
        return 0
    order = _order(driver, sorted({name for names in sharing.values() for name in names}))
    bands: dict[str, list[int]] = defaultdict(list)
    for hashed, names in sharing.items():
        names.sort(key=lambda name: order[name][:3])
        for name in names:
            bands[name].append(hashed)

    @lru_cache(maxsize=4096)
    def text(name: str) -> str:
        sql = "SELECT text FROM revision WHERE document_id = ? AND valid_to_run IS NULL"
        found = driver.query(sql, (name,))
        return str(found[0][0]) if found else ""

    origins: dict[str, str] = {name: origin for name, (*_, origin) in order.items() if origin}
    found: list[tuple[str, str]] = []
    for name in sorted((name for name in bands if order[name][0] == run_id), key=lambda name: order[name][:3]):
        near = {other for hashed in bands[name] for other in sharing[hashed][:_CROWD]}
        earlier = [other for other in near if order[other][:3] < order[name][:3] and other not in origins]
        for other in sorted(earlier, key=lambda one: order[one][:3]):
            if are_reprints(text(other), text(name)):
                origins[name] = other
                found.append((other, name))
                break
    if found:
        driver.execute("UPDATE document SET origin_id = ? WHERE document_id = ?", found)
    return len(found)


def _sharing(driver: Driver, run_id: int) -> dict[int, list[str]]:
    """By hash the documents that share it, where a new one is among them.

    Hash by hash and one text a document: all rows at once are the most that a run holds where many documents are alike.
    """
    sql = "SELECT hash FROM likeness GROUP BY hash HAVING count(*) > 1 AND max(first_run) = ? ORDER BY hash"
    shared = [hashed for (hashed,) in driver.query(sql, (run_id,))]
    sharing: dict[int, list[str]] = defaultdict(list)
    same: dict[str, str] = {}
    for chunk in chunks(shared):
        sql = f"SELECT hash, document_id FROM likeness WHERE hash IN ({marks(chunk)}) ORDER BY hash, document_id"
        for hashed, name in driver.query(sql, chunk):
            sharing[hashed].append(same.setdefault(name, name))
    return sharing


def _order(driver: Driver, names: list[str]) -> dict[str, tuple[int, str, str, str | None]]:
    """By document: the run that first had it, its date, its key; then its origin."""
    sql = """SELECT d.document_id, d.first_run, coalesce(r.published, '9999'), d.document_key, d.origin_id
    FROM document d LEFT JOIN revision r ON r.document_id = d.document_id AND r.valid_to_run IS NULL
    WHERE d.document_id IN"""
    found: dict[str, tuple[int, str, str, str | None]] = {}
    for chunk in chunks(names):
        for name, run, published, key, origin in driver.query(f"{sql} ({marks(chunk)})", chunk):
            found[name] = (int(run), published, key, origin)
    return found
