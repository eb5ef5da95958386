"""What a run is made of and what it did: the manifest it begins with, the summary it ends with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from outputs.hashes import content_hash

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RunManifest:
    """What a run was made with. A run can be taken up again where ``command`` and the three hashes are the same.

    ``command``: its inputs and options in a normal form. ``started_at``: a time stamp from the caller's clock.
    """

    command: str = ""
    settings_hash: str = ""
    lexicon_hash: str = ""
    code_hash: str = ""
    input_hash: str | None = None
    versions: Mapping[str, str] = field(default_factory=lambda: _NONE)
    started_at: str | None = None
    kind: str = "extract"

    @property
    def config_hash(self) -> str:
        """One hash of settings, lexicon and code."""
        return f"{content_hash((self.settings_hash, self.lexicon_hash, self.code_hash)) & (2**64 - 1):016x}"

    def row(self, run_id: int) -> tuple[object, ...]:
        """The row of ``run`` while the run is being written."""
        from outputs.rows import as_json  # with the whole database: a run that has nothing to write goes without

        versions = as_json(dict(sorted(self.versions.items())))
        lead = (run_id, "running", self.kind, self.command, self.started_at, None, self.input_hash, self.config_hash)
        return (*lead, self.settings_hash, self.lexicon_hash, self.code_hash, versions, None)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A document that could not be read."""

    source: str
    reason: str
    message: str
    place: str = ""
    new: bool = True


PART = "\t"
"""Between an input and one of its documents in ``processed``, nothing after it for an input that could not be read."""

AGAIN = frozenset({"timeout", "crashed"})
"""Reasons for quarantine that may be the machine's: such an input is tried again in each run, others when it or gongbao changed."""

DOCUMENT_COUNTS = ("new", "changed", "reread", "unchanged", "resumed", "duplicate", "withdrawn", "quarantined")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. ``run_id`` is None where nothing changed and so no run was written.

    ``documents``: counts by ``new``, ``changed``, ``reread`` (extracted again, nothing changed), ``unchanged`` (not
    read again), ``resumed`` (done before an interruption), ``duplicate`` (another input is the same document),
    ``withdrawn``, ``quarantined``. ``facts_by_kind`` counts what the knowledge base holds after the run;
    ``changes`` counts facts by (op, kind); ``moved`` facts only have other offsets.
    """

    run_id: int | None
    documents: Mapping[str, int]
    facts_by_kind: Mapping[str, int]
    changes: Mapping[tuple[str, str], int]
    quarantined: tuple[Quarantined, ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()
    moved: int = 0
    numerals: int = 0

    def total(self, op: str) -> int:
        """Facts ``added``, ``changed`` or ``retracted``."""
        return sum(number for (what, _), number in self.changes.items() if what == op)

    def as_dict(self) -> dict[str, object]:
        """The summary for JSON."""
        changes: dict[str, dict[str, int]] = {"added": {}, "changed": {}, "retracted": {}}
        for (what, kind), amount in sorted(self.changes.items()):
            changes.setdefault(what, {})[kind] = amount
        listed = [
            {"source": q.source, "reason": q.reason, "message": q.message, "place": q.place, "new": q.new}
            for q in self.quarantined
        ]
        return {
            "run": self.run_id,
            "documents": dict(self.documents),
            "facts": dict(self.facts_by_kind),
            "numerals": self.numerals,
            "changes": {**changes, "moved": self.moved},
            "quarantined": listed,
            "duplicates": [{"source": source, "document": key} for source, key in self.duplicates],
        }
