"""Write one run: batches that stay invisible until the run is committed, and that a killed run goes on from.

Every batch is a transaction of rows whose ``valid_from_run`` (and whose predecessors' ``valid_to_run``) is the number
of this run. Readers ask for what was valid as of the last *committed* run and so see none of it. The commit is one
small transaction that sets the run's status.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.engine import Engine

from corpora.cycles import no_collection
from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors.fact import Fact
from extractors.identity import document_id
from outputs import decision_log, inputs, staging, tallies
from outputs.counted import Counted
from outputs.drivers import writer
from outputs.inputs import Inputs
from outputs.prepared import Found, Prepared, prepare, unstorable
from outputs.rows import as_json, document_key, ledger_of
from outputs.runs import AGAIN, DOCUMENT_COUNTS, PART, Quarantined, RunManifest, RunSummary

if TYPE_CHECKING:  # what writes is imported where it is used: a run over unchanged inputs writes nothing
    from outputs.batch import Batch, Ids
    from outputs.dimensions import Dimensions

__all__ = ["RunManifest", "RunSummary", "RunWriter"]

Result = tuple[Document, Sequence[Fact], Sequence[Mapping[str, object]]] | Prepared | UnreadableDocument
Waiting = tuple[str, str, str, Found | Prepared | None]
"""Input, fingerprint, document; what was found in it, None where it repeats another input."""

_BATCH_FACTS = 20_000  # of a transaction: each writes all pages of the indexes that lie in no order
_BATCH_DOCUMENTS = 500
_ROWS_AT_ONCE = 2_000  # facts become rows while they are in the processor's caches


class RunWriter:
    """Takes results in any order, one call at a time; use as a context manager or call :meth:`close`.

    Leaving without :meth:`commit` keeps the batches written so far: the same command goes on from them.
    """

    def __init__(self, engine: Engine, manifest: RunManifest) -> None:
        self.manifest = manifest
        self._driver = writer(engine)
        self._dialect = engine.dialect
        self._written = False
        self._counted = Counted()
        self._documents: Counter[str] = Counter()
        self._items: list[Waiting] = []
        self._batch: Batch | None = None
        self._size = self._facts = self._ready = 0  # documents, facts, facts whose rows are made
        self._quarantined: list[Quarantined] = []
        self._duplicates: list[tuple[str, str]] = []
        self._moved = 0
        self._pending: list[Quarantined] = []
        self._failed: dict[str, inputs.Mark] = {}
        self._readable: list[str] = []
        self._withdrawn: list[tuple[str, str]] = []
        try:
            self.run_id = self._take_up()
            self._load()
        except BaseException:
            self._driver.close()
            raise

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def known(self, key: str, fingerprint: str) -> bool:
        """Whether this input was processed in this content and configuration: then there is no need to read it.

        ``key``: the name of the input (path, or FILE#LINE); ``fingerprint``: hash of its bytes, sidecar and options.
        """
        done = self._inputs.done(key, fingerprint, self._config)
        if done is None:
            return self._failed_before(key, fingerprint)
        if not done.duplicate:
            self._claimed.setdefault(done.document, hash(key))
        held = self._held.get(key)
        if held and held[3] == done.run_id:  # a document of which a part could not be read
            self._quarantined.append(Quarantined(key, *held[:3], new=False))
            self._inputs.see(key)
        else:
            self._note(key)
        self._documents["resumed" if done.run_id == self.run_id else "unchanged"] += 1
        return True

    @no_collection()
    def add(self, result: Result, *, key: str | None = None, fingerprint: str | None = None) -> None:
        """Take one document: with its facts and numerals, or prepared where it was extracted, or one that could not be read.

        ``key`` and ``fingerprint`` as for :meth:`known`; by default the document's source and hash.
        """
        if isinstance(result, UnreadableDocument):
            self._quarantine(result, key, fingerprint)
            return
        found: Prepared | Found
        if isinstance(result, Prepared):
            found, identity, source, sha256 = result, result.document_id, result.source, result.sha256
        else:
            document, facts, numerals = result
            problem = unstorable(document, facts)
            if problem is not None:
                self._quarantine(problem, key, fingerprint)
                return
            identity, source, sha256 = document_id(document), document.source, document.sha256
            found = Found(document, facts, ledger_of(numerals), identity)
        key = key or source
        self._note(key)
        if not self._inputs.is_first(key, identity):  # one input, several documents
            key = f"{key}{PART}{identity}"
        item: Waiting = (key, fingerprint or sha256, identity, found)
        claimed = self._claimed.get(hash(identity))
        self._claimed.setdefault(hash(identity), hash(key))
        if claimed not in (None, hash(key)):
            name = found.document_key if isinstance(found, Prepared) else document_key(found.document)
            self._duplicates.append((key, name))
            item = (*item[:3], None)
        elif (claimed is not None or identity in self._staged) and not self._done(item):
            self._unstage(identity)
        self._items.append(item)
        if item[3] is not None:
            self._facts += found.many if isinstance(found, Prepared) else len(found.facts)
        self._size += 1
        if self._facts >= _BATCH_FACTS or self._size >= _BATCH_DOCUMENTS:
            self._flush(wait=False)
        elif self._facts >= self._ready + _ROWS_AT_ONCE:
            self._make_rows()

    def withdraw(self, key: str) -> None:
        """Retract an input that is gone: its facts and its revision end with this run."""
        sql = "SELECT document_id, duplicate FROM processed WHERE input_key = ? ORDER BY run_id DESC LIMIT 1"
        self._withdrawn += [(key, name) for name, duplicate in self._driver.query(sql, (key,)) if not duplicate]

    def missing(self) -> list[str]:
        """Inputs of earlier runs that neither :meth:`known` nor :meth:`add` has named in this one."""
        keys = {key for key, _, _ in inputs.processed(self._driver)}
        return sorted(key for key in keys if not self._inputs.seen(key.partition(PART)[0]))

    def flush(self) -> None:
        """Write what is collected as one transaction that readers do not see yet."""
        self._flush(wait=True)

    def _flush(self, *, wait: bool) -> None:
        self._make_rows()
        new = [entry for entry in self._pending if entry.new]
        if self._batch is not None or new or self._withdrawn or self._readable:
            self._write(new, wait=wait)
        self._size = self._facts = self._ready = 0
        self._pending, self._readable, self._withdrawn = [], [], []

    def _make_rows(self) -> None:
        """The rows of what has come since the last time, for the transaction that follows."""
        waiting = [one for one in self._items if not self._done(one)]
        self._documents["reread"] += len(self._items) - len(waiting)
        if waiting:
            from outputs.batch import Item

            ready = iter(prepare([one[3] for one in waiting if isinstance(one[3], Found)], "columns"))
            fresh = [Item(*one[:3], next(ready) if isinstance(one[3], Found) else one[3]) for one in waiting]
            batch = self._batch = self._batch or self._new_batch()
            batch.write(fresh, known=self._known)
            for item in fresh:
                self._inputs.put(item.key, item.mark(self._config), self.run_id)
        self._items, self._ready = [], self._facts

    def commit(self, *, input_hash: str | None = None, committed_at: str | None = None) -> RunSummary:
        """Make the run visible, all at once. Where nothing changed no run is left behind."""
        self.flush()
        self._apply_pending()
        counted = self._counted
        summary = self._summary(counted.changes if counted.whole else staging.changes(self._driver, self.run_id))
        if self._failed and (self._written or not self._first):
            with self._driver.transaction():
                staging.mark_failed(self._driver, self._failed, self.run_id if self._written else self.run_id - 1)
        if self._written:
            from outputs import reprints

            done = (committed_at, input_hash or self.manifest.input_hash, as_json(summary.as_dict()), self.run_id)
            sql = "UPDATE run SET status = 'committed', committed_at = ?, input_hash = ?, counts = ? WHERE run_id = ?"
            with self._driver.transaction():
                if self._first:
                    staging.build_indexes(self._driver, self._dialect)
                staging.replace_processed(self._driver, self.run_id)
                reprints.group(self._driver, self.run_id)
                self._driver.execute(sql, [done])
                if self._first and counted.whole and counted.all_new:
                    tallies.begin(self._driver, self._dialect.name, counted)
                else:
                    tallies.refresh(self._driver, self._dialect.name, self.run_id)
            if self._first:
                self._driver.analyze()
        return summary

    def close(self) -> None:
        """Give the writing connection and its lock back."""
        self._driver.close()

    def _apply_pending(self) -> None:
        """Decisions made while this run was writing take effect with it."""
        documents = decision_log.pending(self._driver)
        if not documents:
            return
        from outputs.batch import judge

        if not self._written:
            self._write([], wait=True)
        with self._driver.transaction():
            batch = self._new_batch()
            judge(batch, self._driver, documents)
            batch.flush()

    def _take_up(self) -> int:
        """The number of this run: that of the interrupted one where it can be gone on with, else the next."""
        running = self._driver.query("SELECT run_id, command, config_hash, kind FROM run WHERE status = 'running'")
        wanted = (self.manifest.command, self.manifest.config_hash, self.manifest.kind)
        for run_id, *how in running:
            if tuple(how) == wanted and self.manifest.kind == "extract":
                self._written, self._counted.whole = True, False
                return int(run_id)
            with self._driver.transaction():
                staging.take_back(self._driver, int(run_id))
        return int(self._driver.query("SELECT coalesce(max(run_id), 0) + 1 FROM run")[0][0])

    def _load(self) -> None:
        self._first = not self._driver.query("SELECT 1 FROM run WHERE status = 'committed' LIMIT 1")
        self._config = self.manifest.config_hash
        self._inputs, self._staged = Inputs(), set[str]()
        for key, mark, run_id in inputs.processed(self._driver):
            self._inputs.put(key, mark, run_id)
            if run_id == self.run_id and not mark[3]:
                self._staged.add(mark[2])
        self._known = set(inputs.known_documents(self._driver))
        self._held = staging.quarantined(self._driver)
        self._claimed: dict[int, int] = {}  # by the hash of a document that of the input which brought it in this run
        self._dimensions: Dimensions | None = None
        self._ids: Ids | None = None

    def _write(self, new: Sequence[Quarantined], *, wait: bool) -> None:
        if self._first and not self._written:
            with self._driver.transaction():  # of its own: dropping an index locks readers out until the end
                staging.drop_indexes(self._driver)
        with self._driver.transaction(wait=wait):
            if not self._written:
                self._driver.insert("run", [self.manifest.row(self.run_id)])
            batch = self._batch or self._new_batch()
            batch.quarantine(new, self._readable)
            batch.withdraw([identity for _, identity in self._withdrawn])
            batch.flush()
            forget = [(key,) for key, _ in self._withdrawn] + [(f"{key}{PART}",) for key in self._readable]
            if forget:
                self._driver.execute("DELETE FROM processed WHERE input_key = ?", forget)
        self._written = True
        self._documents.update(batch.documents)
        self._moved += batch.moved
        self._batch = None

    def _new_batch(self) -> Batch:
        from outputs.batch import Batch, last_ids
        from outputs.dimensions import Dimensions

        self._dimensions = self._dimensions or Dimensions(self._driver, self.run_id)
        self._ids = self._ids or last_ids(self._driver)
        return Batch(self._driver, self.run_id, self.manifest, self._ids, self._dimensions, self._counted)

    def _done(self, item: Waiting) -> bool:
        key, fingerprint, identity, found = item
        return self._inputs.is_done(key, (fingerprint, self._config, identity, found is None))

    def _note(self, key: str) -> None:
        """This input is there and can be read."""
        self._inputs.see(key)
        if self._held.pop(key, None) is not None:
            self._readable.append(key)

    def _failed_before(self, key: str, fingerprint: str) -> bool:
        """Whether this input could not be read in this content and configuration: it would not be now."""
        held = self._held.get(key)
        if held is None or self._inputs.done(f"{key}{PART}", fingerprint, self._config) is None:
            return False
        self._inputs.see(key)
        self._quarantined.append(Quarantined(key, *held[:3], new=False))
        self._documents["quarantined"] += 1
        return True

    def _quarantine(self, problem: UnreadableDocument, key: str | None, fingerprint: str | None = None) -> None:
        source = key or problem.source
        self._inputs.see(source)
        held = self._held.get(source)
        now = (problem.reason, problem.message, problem.place)
        new = held is None or held[:3] != now
        entry = Quarantined(source, *now, new)
        self._held[source] = (*now, self.run_id if held is None or new else held[3])
        self._quarantined.append(entry)
        self._pending.append(entry)
        self._documents["quarantined"] += 1
        mark = (fingerprint or "", self._config, "", True)
        if fingerprint and problem.reason not in AGAIN and not self._inputs.is_done(f"{source}{PART}", mark):
            self._failed[f"{source}{PART}"] = mark

    def _unstage(self, document_id: str) -> None:
        """The input changed since this run staged it: forget what was staged of its document."""
        self.flush()
        self._counted.whole, self._ids = False, None
        self._known.add(document_id)
        with self._driver.transaction():
            staging.take_back(self._driver, self.run_id, document_id=document_id)

    def _summary(self, changes: Mapping[tuple[str, str], int]) -> RunSummary:
        kinds, numerals = staging.totals(self._driver, self.run_id, changes)
        return RunSummary(
            run_id=self.run_id if self._written else None,
            documents={name: self._documents[name] for name in DOCUMENT_COUNTS},
            facts_by_kind=kinds,
            changes=changes,
            quarantined=tuple(self._quarantined),
            duplicates=tuple(self._duplicates),
            moved=self._moved,
            numerals=numerals,
        )
