"""Whether a knowledge base still says what this installation reads: a sample is extracted again and compared byte for byte.

Equal hashes of code, lexicons and settings promise equal facts; this is the proof on real documents, and it finds a
knowledge base that somebody edited by hand.
"""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from corpora.errors import UnreadableDocument
from corpora.source import Source
from extractors.identity import document_id
from outputs import store
from outputs.errors import StoreError
from outputs.readings import fact_object
from outputs.render import numeral_objects
from outputs.replay import is_absent
from outputs.rows import FACT_COLUMNS, fact_rows, ledger_of, machine_row
from outputs.views import LAST_RUN, valid
from pipeline import work
from pipeline.decided import with_names
from pipeline.manifest import config_hash
from pipeline.outcomes import found
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Verified:
    """``known`` inputs are in the knowledge base as they are on disk, ``checked`` documents of them were compared.

    ``differing``: source and what differs of each document that is not the same.
    """

    known: int
    checked: int
    differing: tuple[tuple[str, str], ...]


def verify(paths: Sequence[str], settings: Settings, *, sample: int = 20) -> Verified:
    """Extract ``sample`` inputs again, the same ones each time, and compare facts and ledgers with those stored.

    Raises StoreError where there is no knowledge base, or where it was made by another code, lexicon or settings.
    """
    with store.open(settings.kb, create=False) as kb:
        settings = with_names(settings, kb)
        inputs, others = _processed(kb, config_hash(settings))
        names = _known(paths, settings, inputs)
        if not names and others:
            raise StoreError("made by another code, lexicon or settings: `gongbao run` again, then verify")
        chosen = heapq.nsmallest(sample, names, key=lambda source: sha256(source.name.encode()).digest())
        work.start(settings)
        differing: list[tuple[str, str]] = []
        checked = 0
        for source in chosen:
            for outcome in work.process(source):
                if isinstance(outcome, UnreadableDocument):
                    continue
                identity = document_id(outcome.document)
                if identity not in inputs[source.name]:
                    continue
                checked += 1
                fresh = list(map(fact_object, fact_rows(outcome.facts, identity, 0)))
                ledger = ledger_of(numeral_objects(outcome))[1]
                differing += [(outcome.document.source, what) for what in _compare(kb, identity, fresh, ledger)]
        return Verified(len(names), checked, tuple(differing))


def _processed(kb: store.KnowledgeBase, config: str) -> tuple[dict[str, set[str]], bool]:
    """The documents of each input read in this configuration; whether others were read in another one."""
    inputs: dict[str, set[str]] = defaultdict(set)
    others = False
    for row in kb.rows("SELECT input_key, config_hash, document_id, duplicate FROM processed"):
        if row["config_hash"] != config:
            others = True
        elif not row["duplicate"]:
            inputs[str(row["input_key"]).partition("\t")[0]].add(str(row["document_id"]))
    return inputs, others


def _known(paths: Sequence[str], settings: Settings, inputs: dict[str, set[str]]) -> list[Source]:
    """The sources below the paths that were read in this configuration."""
    return [one for one in found(paths, settings) if isinstance(one, Source) and one.name in inputs]


def _compare(kb: store.KnowledgeBase, identity: str, fresh: list[dict[str, object]], ledger: str) -> Iterator[str]:
    now = valid(LAST_RUN)
    rows = kb.rows(f"SELECT * FROM fact WHERE document_id = :id AND {now}", id=identity)
    held = [tuple(row[name] for name in FACT_COLUMNS) for row in rows]
    stored = {_bytes(fact_object(machine_row(row))) for row in held if not is_absent(row)}
    read = set(map(_bytes, fresh))
    if stored != read:
        yield f"{len(read - stored)} facts read that are not stored so, {len(stored - read)} stored that are not read so"
    ledgers = kb.rows(f"SELECT entries FROM ledger WHERE document_id = :id AND {now}", id=identity)
    if [row["entries"] for row in ledgers] != [ledger]:
        yield "another ledger of numerals"


def _bytes(found: dict[str, object]) -> bytes:
    return json.dumps(found, ensure_ascii=False, sort_keys=True).encode()
