"""A look at what an SQLite knowledge base holds, with Python's own driver: a run that has nothing to write loads nothing that writes.

One committed state in one read transaction. It answers only where the answer is plain; whatever else there is - another
version of the tables, an interrupted run, decisions that wait for a run - is for the run itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpora.errors import UnreadableDocument
from outputs import chains
from outputs.runs import DOCUMENT_COUNTS, PART, Quarantined, RunSummary

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


@contextmanager
def at_rest(path: str) -> Iterator[Glance | None]:
    """The knowledge base in the file, where it is one of this version and nothing in it waits to be done; else None."""
    if not Path(path).is_file():
        yield None
        return
    with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as base:
        try:
            base.execute("PRAGMA query_only=ON")
            base.execute("BEGIN")
            plain = base.execute("SELECT version_num FROM alembic_version").fetchall() == [(_head(),)]
            glance = Glance(base) if plain and not base.execute(_WAITING).fetchone()[0] else None
        except sqlite3.Error:  # no such tables, no database, another program's lock: the run says it better
            glance = None
        yield glance


_WAITING = """SELECT EXISTS (SELECT 1 FROM run WHERE status = 'running')
OR EXISTS (SELECT 1 FROM decision WHERE status = 'pending') OR NOT EXISTS (SELECT 1 FROM run WHERE status = 'committed')"""


def _head() -> str:
    """The version of the tables that this code makes: its last migration."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))


class Glance:
    """What an open knowledge base says of each input, as :class:`outputs.writer.RunWriter` would."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._held = {
            source: ((reason, message, place or ""), int(run))
            for source, reason, message, place, run in base.execute(_HELD)
        }
        self._documents: Counter[str] = Counter()
        self._quarantined: list[Quarantined] = []

    def aliases(self) -> dict[str, str]:
        """Names and the official names that reviewers decided they have."""
        return chains.aliases(
            self._base.execute("SELECT name, into_name FROM institution_decision ORDER BY decision_id")
        )

    def known(self, key: str, fingerprint: str, config: str) -> bool:
        """Whether the input was processed in this content and configuration, and nothing follows from meeting it again."""
        done = self._base.execute(_DONE, (key,)).fetchone()
        held = self._held.get(key)
        if done is None or done[:2] != (fingerprint, config):
            return held is not None and self._failed_before(key, fingerprint, config, held[0])
        if held is not None:  # a document of it could not be read
            if held[1] != done[2]:
                return False
            self._quarantined.append(Quarantined(key, *held[0], new=False))
        self._documents["unchanged"] += 1
        return True

    def _failed_before(self, key: str, fingerprint: str, config: str, held: tuple[str, str, str]) -> bool:
        failed = self._base.execute(_DONE, (f"{key}{PART}",)).fetchone()
        if failed is None or failed[:2] != (fingerprint, config):
            return False
        self._quarantined.append(Quarantined(key, *held, new=False))
        self._documents["quarantined"] += 1
        return True

    def holds(self, problem: UnreadableDocument) -> bool:
        """Whether the input is in quarantine for just that."""
        held = self._held.get(problem.source)
        if held is None or held[0] != (problem.reason, problem.message, problem.place):
            return False
        self._quarantined.append(Quarantined(problem.source, *held[0], new=False))
        self._documents["quarantined"] += 1
        return True

    def summary(self) -> RunSummary:
        """The summary of a run that met these inputs and no other: nothing was written."""
        counts = json.loads(self._base.execute(_LAST).fetchone()[0])
        kinds = {kind: amount for kind, amount in sorted(counts["facts"].items()) if amount}
        documents = {name: self._documents[name] for name in DOCUMENT_COUNTS}
        return RunSummary(None, documents, kinds, {}, tuple(self._quarantined), numerals=counts["numerals"])


_HELD = "SELECT source, reason, message, place, valid_from_run FROM quarantine WHERE valid_to_run IS NULL"
_DONE = "SELECT fingerprint, config_hash, run_id FROM processed WHERE input_key = ? ORDER BY run_id DESC LIMIT 1"
_LAST = "SELECT counts FROM run WHERE status = 'committed' ORDER BY run_id DESC LIMIT 1"
