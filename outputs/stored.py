"""What the knowledge base holds of the documents of a batch, and why their facts may differ now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from outputs.drivers import Driver
from outputs.rows import FACT_COLUMNS, PLACE, as_read, reading
from outputs.runs import RunManifest

_DOCUMENT, _FACT_ID = map(FACT_COLUMNS.index, ("document_id", "fact_id"))
_CHUNK = 400
_brief: itemgetter[Any] = itemgetter(
    *(FACT_COLUMNS.index(name) for name in ("row_id", "fact_id", "kind", "review_status", *PLACE))
)


def quoted(names: Sequence[str]) -> list[str]:
    """Column names in double quotes."""
    return [f'"{name}"' for name in names]


def chunks(values: Sequence[str]) -> list[list[str]]:
    """The values in lists short enough for one statement."""
    return [list(values[i : i + _CHUNK]) for i in range(0, len(values), _CHUNK)]


def marks(values: Sequence[object]) -> str:
    """A parameter mark for each value."""
    return ", ".join("?" * len(values))


def among(column: str, values: Sequence[str], given: dict[str, Any]) -> str:
    """The condition that a column has one of the values, which are added to ``given`` under names of their own."""
    if not values:
        return "1 = 0"
    names = []
    for value in values:
        name = f"v{len(given)}"
        given[name] = value
        names.append(f":{name}")
    return f"{column} IN ({', '.join(names)})"


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """The last revision of a document; ``closed``: the document was withdrawn."""

    revision_id: int
    number: int
    sha256: str
    content: int
    closed: bool


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A current fact: what it says, where it stands, whether it was judged."""

    reading: tuple[object, ...]
    row_id: int
    fact_id: str
    kind: str
    review_status: str
    start: int
    end: int
    boxes: str | None


class Stored:
    """What the knowledge base holds of some documents, staged rows included."""

    def __init__(self, driver: Driver, document_ids: Sequence[str]) -> None:
        self._revisions: dict[str, StoredRevision] = {}
        self._facts: dict[str, dict[str, StoredFact]] = defaultdict(dict)
        self._ledgers: dict[str, tuple[int, str]] = {}
        for chunk in chunks(document_ids):
            self._read(driver, chunk)

    def _read(self, driver: Driver, chunk: list[str]) -> None:
        sql = "SELECT document_id, revision_id, revision_no, sha256, content, valid_to_run FROM revision"
        for name, identity, count, sha256, content, closed in _of(driver, sql, chunk, "ORDER BY revision_no"):
            self._revisions[name] = StoredRevision(identity, count, sha256, content, closed is not None)
        known = [name for name in chunk if name in self._revisions]
        if not known:
            return
        current = "AND valid_to_run IS NULL"
        sql = f"SELECT {', '.join(quoted(FACT_COLUMNS))} FROM fact"
        for row in _of(driver, sql, known, current):
            self._facts[row[_DOCUMENT]][row[_FACT_ID]] = StoredFact(reading(as_read(row)), *_brief(row))
        sql = "SELECT document_id, ledger_id, entries FROM ledger"
        for name, identity, entries in _of(driver, sql, known, current):
            self._ledgers[name] = (identity, entries)

    def revision(self, document_id: str) -> StoredRevision | None:
        """The last revision, None for a new document."""
        return self._revisions.get(document_id)

    def facts(self, document_id: str) -> dict[str, StoredFact]:
        """The current facts by id."""
        return self._facts.get(document_id, {})

    def ledger(self, document_id: str) -> tuple[int, str] | None:
        """The row of the current ledger and its entries as JSON."""
        return self._ledgers.get(document_id)


def _of(driver: Driver, sql: str, documents: Sequence[str], rest: str) -> list[tuple[Any, ...]]:
    return driver.query(f"{sql} WHERE document_id IN ({marks(documents)}) {rest}", documents)


class WriteCauses:
    """Why a document's facts differ from those before: its content, or what gongbao was then."""

    def __init__(self, driver: Driver, manifest: RunManifest, document_ids: Sequence[str]) -> None:
        self._now = (manifest.lexicon_hash, manifest.code_hash, manifest.settings_hash)
        self._before: dict[str, tuple[str, str, str]] = {}
        sql = (
            "SELECT p.document_id, r.lexicon_hash, r.code_hash, r.settings_hash FROM processed p "
            "JOIN run r ON r.run_id = p.run_id WHERE r.status = 'committed' AND p.duplicate = 0 AND p.document_id IN"
        )
        for chunk in chunks(document_ids):
            for name, *hashes in driver.query(f"{sql} ({marks(chunk)}) ORDER BY p.run_id", chunk):
                lexicon, code, settings = hashes
                self._before[name] = (lexicon, code, settings)

    def cause(self, document_id: str, sha256: str, before: StoredRevision | None) -> str:
        """One of :data:`CAUSES`, several joined by ``+``."""
        if before is None or before.closed:
            return "new_document"
        if before.sha256 != sha256:
            return "revision"
        then = self._before.get(document_id, self._now)
        differing = [
            name for name, a, b in zip(("lexicon", "code", "settings"), then, self._now, strict=True) if a != b
        ]
        return "+".join(differing) or "metadata"


CAUSES = ("new_document", "revision", "lexicon", "code", "settings", "metadata", "withdrawn", "review")
"""Why a fact changed: a new document, new bytes of a known one, another lexicon, code or settings, other options or
sidecar, a withdrawn document, a reviewer's decision."""
