"""One batch of a run: compare documents with what is stored and write the difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from outputs import decision_log
from outputs.counted import Counted
from outputs.decision_log import Decision
from outputs.dimensions import Dimensions
from outputs.drivers import Driver
from outputs.fact_rows import FactRows
from outputs.prepared import Prepared
from outputs.readings import fact_object, fact_of
from outputs.replay import is_absent, replay
from outputs.rows import FACT_COLUMNS, PLACE, Row, machine_row, plain, reading
from outputs.runs import Quarantined, RunManifest
from outputs.stored import Stored, StoredFact, StoredRevision, WriteCauses, chunks, marks, quoted

_STATUS = FACT_COLUMNS.index("review_status")


class Item(NamedTuple):
    """A document to write: its input, its identity, what was found in it; ``content`` is None where it repeats another one."""

    key: str
    fingerprint: str
    document_id: str
    content: Prepared | None

    @property
    def duplicate(self) -> bool:
        """Whether the input repeats another one."""
        return self.content is None

    def mark(self, config_hash: str) -> tuple[str, str, str, bool]:
        """What ``processed`` says of it once written in this configuration."""
        return (self.fingerprint, config_hash, self.document_id, self.duplicate)


class Given(NamedTuple):
    """Rows of ``fact`` to insert: some of those prepared together, of which the table knows row 0 as ``first``."""

    facts: FactRows
    rows: range
    first: int


@dataclass(slots=True)
class AddedRange:
    """Rows of ``fact`` that this run added with new documents: ``row_id + shift`` is the number of each change."""

    first: int
    last: int
    shift: int
    written: bool = False


@dataclass(slots=True)
class Ids:
    """The last number used in each table."""

    fact: int
    revision: int
    ledger: int
    quarantine: int
    change: int
    added: AddedRange | None = None


def last_ids(driver: Driver) -> Ids:
    """The last numbers in the database, those of rows that were taken back from a range of added facts included."""
    parts = [("fact", "row_id"), ("revision", "revision_id"), ("ledger", "ledger_id")]
    parts += [("quarantine", "quarantine_id"), ("change_log", "change_id")]
    parts += [("change_range", "last_row"), ("change_range", "last_row + shift")]
    listed = ", ".join(f"(SELECT coalesce(max({column}), 0) FROM {table})" for table, column in parts)
    fact, revision, ledger, quarantine, change, row, added = map(int, driver.query(f"SELECT {listed}")[0])
    return Ids(max(fact, row), revision, ledger, quarantine, max(change, added))


class Batch:
    """Collects rows document by document; :meth:`flush` writes them inside the caller's transaction."""

    def __init__(
        self,
        driver: Driver,
        run_id: int,
        manifest: RunManifest,
        ids: Ids,
        dimensions: Dimensions,
        counted: Counted | None = None,
    ) -> None:
        self._driver, self._run_id, self._manifest = driver, run_id, manifest
        self._ids, self._dimensions = ids, dimensions
        self._counted = counted or Counted()
        self.documents: Counter[str] = Counter()
        self.moved = 0
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._given: list[Given] = []
        self._added: list[AddedRange] = []
        self._closed: dict[str, list[int]] = defaultdict(list)
        self._statuses: dict[str, tuple[str, int | None]] = {}

    def write(self, items: Sequence[Item], *, known: Container[str]) -> None:
        """Compare and write documents; only those whose id is ``known`` can be stored or judged already."""
        identities = [item.document_id for item in items if not item.duplicate and item.document_id in known]
        stored = Stored(self._driver, identities)
        causes = WriteCauses(self._driver, self._manifest, identities)
        logs = decision_log.of_documents(self._driver, identities)
        config = self._manifest.config_hash
        for item in items:
            run = (self._run_id, item.fingerprint, config)
            self._rows["processed"].append((item.key, *run, item.document_id, int(item.duplicate)))
            document = item.content
            if document is None:
                self.documents["duplicate"] += 1
                continue
            before, log = stored.revision(document.document_id), logs.get(document.document_id)
            if before is None and not log:
                self._new(document)
                continue
            self._counted.all_new = False
            cause = causes.cause(document.document_id, document.sha256, before)
            changed = self._revision(document, before)
            rows = document.facts.read(document.rows)
            changed += (
                self._judged(document, rows, log, cause)
                if log
                else self._facts(document, rows, stored.facts(document.document_id), cause)
            )
            self._ledger(document, stored.ledger(document.document_id))
            self._dimensions.add(document)
            self.documents["new" if before is None else "changed" if changed else "reread"] += 1

    def _new(self, document: Prepared) -> None:
        """A document never seen: nothing to compare with, and its changes follow from its rows."""
        identity, counts = document.document_id, document.counts
        self.documents["new"] += 1
        self._counted.add(counts)
        self._revision(document, None)
        self._rows["likeness"] += [(hashed, identity, self._run_id) for hashed in document.likeness]
        self._ledger(document, None)
        self._dimensions.add(document)
        tally = (identity, len(document.text), counts.facts, counts.figures, counts.uncertain)
        self._rows["document_tally"].append(tally)
        if document.many:
            self._give(document)

    def _give(self, document: Prepared) -> None:
        """The rows of its facts, with those of the document before where both were prepared together."""
        first, rows = self._ids.fact + 1 - document.first, document.rows
        last = self._given[-1] if self._given else None
        if last and last.facts is document.facts and last.first == first and last.rows.stop == rows.start:
            self._given[-1] = Given(last.facts, range(last.rows.start, rows.stop), first)
        else:
            self._given.append(Given(document.facts, rows, first))
        self._extend(self._ids.fact + 1, document.many)

    def _extend(self, first: int, many: int) -> None:
        """Facts of new documents are changes too: noted as a range of rows, where they follow upon the last one as its end."""
        ids = self._ids
        shift = ids.change + 1 - first
        added = ids.added
        if added is None or added.last + 1 != first or added.shift != shift:
            added = ids.added = AddedRange(first, first, shift)
        if not self._added or self._added[-1] is not added:
            self._added.append(added)
        ids.fact = added.last = first + many - 1
        ids.change += many

    def quarantine(self, entries: Iterable[Quarantined], readable: Sequence[str]) -> None:
        """Write what could not be read; end the quarantine of ``readable`` sources and of superseded entries."""
        entries = list(entries)
        sources = [*readable, *(entry.source for entry in entries)]
        for chunk in chunks(sources):
            sql = f"SELECT quarantine_id FROM quarantine WHERE valid_to_run IS NULL AND source IN ({marks(chunk)})"
            self._closed["quarantine"] += [row_id for (row_id,) in self._driver.query(sql, chunk)]
        for entry in entries:
            self._ids.quarantine += 1
            row = (self._ids.quarantine, entry.source, self._run_id, None, entry.reason, entry.message, entry.place)
            self._rows["quarantine"].append(row)

    def withdraw(self, document_ids: Sequence[str]) -> None:
        """Retract whole documents."""
        stored = Stored(self._driver, document_ids)
        for document_id in document_ids:
            revision = stored.revision(document_id)
            if revision is None or revision.closed:
                continue
            self.documents["withdrawn"] += 1
            self._closed["revision"].append(revision.revision_id)
            for old in stored.facts(document_id).values():
                self._closed["fact"].append(old.row_id)
                self._change(document_id, old.fact_id, old.kind, "retracted", "withdrawn", old.row_id, None)
            ledger = stored.ledger(document_id)
            if ledger is not None:
                self._closed["ledger"].append(ledger[0])

    @property
    def touched(self) -> bool:
        """Whether there are rows to write."""
        return any(self._rows.values()) or any(self._closed.values()) or bool(self._given)

    def flush(self) -> None:
        """Write everything collected."""
        for table, rows in self._closed.items():
            identity = {"fact": "row_id"}.get(table, f"{table}_id")
            sql = f"UPDATE {table} SET valid_to_run = ? WHERE {identity} = ?"
            if rows:
                self._driver.execute(sql, [(self._run_id, row_id) for row_id in rows])
        self._dimensions.flush()
        decision_log.set_statuses(self._driver, self._statuses)
        self._statuses = {}
        self._rows["likeness"].sort()  # by the key of their table, which else is met all over
        for table, rows_ in self._rows.items():
            self._driver.insert(table, rows_)
        for one in self._added:
            if one.written:
                self._driver.execute(
                    "UPDATE change_range SET last_row = ? WHERE first_row = ?", [(one.last, one.first)]
                )
            else:
                self._driver.insert("change_range", [(one.first, one.last, one.shift, self._run_id)])
                one.written = True
        for facts, rows_given, first in self._given:  # last, because the database may still be at it when we go on
            facts.write(self._driver, rows_given, first, self._run_id)

    def _revision(self, document: Prepared, before: StoredRevision | None) -> int:
        if before and not before.closed and before.content == document.content:
            return 0
        identity = document.document_id
        self._ids.revision += 1
        if before is None:
            self._rows["document"].append((identity, document.document_key, self._run_id, None))
        elif not before.closed:
            self._closed["revision"].append(before.revision_id)
        number = before.number + 1 if before else 1
        self._rows["revision"].append((self._ids.revision, identity, number, self._run_id, None, *document.revision))
        return 1

    def _facts(self, document: Prepared, found: list[Row], before: dict[str, StoredFact], cause: str) -> int:
        """The number of facts that differ."""
        rows, changes = self._rows["fact"], len(self._rows["change_log"])
        identity = document.document_id
        for made in found:
            row = (self._ids.fact + 1, *made[1:3], self._run_id, *made[4:])
            fact_id, kind = str(row[_FACT_ID]), str(row[_KIND])
            old = before.pop(fact_id, None) if before else None
            if old is not None and old.reading == reading(row):
                if (old.start, old.end, old.boxes) == _span(row):
                    continue
                self.moved += 1
                row = _with(row, _STATUS, old.review_status)
                self._closed["fact"].append(old.row_id)
            elif old is not None:
                self._closed["fact"].append(old.row_id)
                if old.review_status not in ("unreviewed", "conflict"):
                    row = _with(row, _STATUS, "conflict")
                self._change(identity, fact_id, kind, "changed", cause, old.row_id, self._ids.fact + 1)
            else:
                self._change(identity, fact_id, kind, "added", cause, None, self._ids.fact + 1)
            self._ids.fact += 1
            rows.append(row)
        for old in before.values():
            self._closed["fact"].append(old.row_id)
            self._change(identity, old.fact_id, old.kind, "retracted", cause, old.row_id, None)
        return len(self._rows["change_log"]) - changes

    def _judged(self, document: Prepared, found: list[Row], log: Sequence[Decision], cause: str) -> int:
        """The facts of a document that reviewers have judged; the number that differ."""
        rows = [(row[0], *row[1:3], self._run_id, *row[4:]) for row in found]
        return self.judge(document.document_id, document.text, log, cause=cause, rows=rows)

    def judge(
        self,
        document_id: str,
        text: str,
        log: Sequence[Decision],
        *,
        cause: str = "review",
        rows: list[Row] | None = None,
    ) -> int:
        """Write a document's facts as its log of decisions leaves them; the number that differ.

        ``rows``: what the machine reads now (default: what it read before, so that only decisions can change anything).
        """
        sql = f"SELECT {', '.join(quoted(FACT_COLUMNS))} FROM fact WHERE document_id = ? AND valid_to_run IS NULL"
        before = {str(row[_FACT_ID]): plain(row) for row in self._driver.query(sql, (document_id,))}
        read = {name: machine_row(row) for name, row in before.items() if not is_absent(row)}
        now = replay(text, list(read.values()) if rows is None else rows, log)
        for uid, status in now.statuses.items():
            self._statuses[uid] = (status, self._run_id)
        fresh = {str(row[_FACT_ID]): reading(row) for row in rows or ()}
        self._dimensions.add_facts([fact_of(fact_object(row)) for row in now.rows if row[_MACHINE] is not None])
        differing = 0
        for row in now.rows:
            identity = str(row[_FACT_ID])
            old = before.pop(identity, None)
            if old is not None and _stands(old) == _stands(row):
                if _span(old) == _span(row):
                    continue
                self.moved += 1
                self._replace(old, row, None)
                continue
            same = rows is None or (identity in read and reading(read[identity]) == fresh.get(identity))
            differing += self._replace(old, row, "review" if same else cause)
        return differing + sum(self._replace(old, None, cause) for old in before.values())

    def orphan(self, log: Sequence[Decision]) -> None:
        """The document is not there: its decisions wait for it."""
        self._statuses.update({one.uid: ("orphan", self._run_id) for one in log})

    def _replace(self, old: Row | None, row: Row | None, cause: str | None) -> int:
        """Close a row and open another; a change of what readers see is noted with its cause. 1 where it was noted."""
        one = old if row is None else row
        assert one is not None
        if old is not None:
            self._closed["fact"].append(int(str(old[0])))
        after = None
        if row is not None:
            self._ids.fact += 1
            after = self._ids.fact
            self._rows["fact"].append((after, *row[1:3], self._run_id, None, *row[5:]))
        seen, sees = _visible(old), _visible(row)
        if cause is None or not (seen or sees):
            return 0
        op = "changed" if seen and sees else "added" if sees else "retracted"
        named = (str(one[_DOCUMENT]), str(one[_FACT_ID]), str(one[_KIND]))
        self._change(*named, op, cause, int(str(old[0])) if old else None, after)
        return 1

    def _ledger(self, document: Prepared, before: tuple[int, str] | None) -> None:
        count, entries = document.ledger
        if before is not None:
            if before[1] == entries:
                return
            self._closed["ledger"].append(before[0])
        self._ids.ledger += 1
        self._rows["ledger"].append((self._ids.ledger, document.document_id, self._run_id, None, count, entries))

    def _change(
        self, document_id: str, fact_id: str, kind: str, op: str, cause: str, before: int | None, after: int | None
    ) -> None:
        self._ids.change += 1
        self._counted.change(op, kind)
        row = (self._ids.change, self._run_id, document_id, fact_id, kind, op, cause, before, after)
        self._rows["change_log"].append(row)


def judge(batch: Batch, driver: Driver, document_ids: Sequence[str]) -> None:
    """Replay the logs of documents over what is stored of them."""
    logs = decision_log.of_documents(driver, document_ids)
    sql = "SELECT document_id, text FROM revision WHERE valid_to_run IS NULL AND document_id IN"
    texts: dict[str, str] = {}
    for chunk in chunks(document_ids):
        texts.update(dict(driver.query(f"{sql} ({marks(chunk)})", chunk)))
    for document_id in document_ids:
        if document_id in texts:
            batch.judge(document_id, texts[document_id], logs.get(document_id, ()))
        else:
            batch.orphan(logs.get(document_id, ()))


_DOCUMENT, _FACT_ID, _KIND, _MACHINE = map(FACT_COLUMNS.index, ("document_id", "fact_id", "kind", "machine"))
_span: itemgetter[Any] = itemgetter(*(FACT_COLUMNS.index(name) for name in PLACE))
_stands: itemgetter[Any] = itemgetter(
    *(place for place in range(_STATUS, len(FACT_COLUMNS)) if FACT_COLUMNS[place] not in PLACE)
)


def _visible(row: Row | None) -> bool:
    return row is not None and row[_STATUS] != "rejected"


def _with(row: Row, place: int, value: object) -> Row:
    return (*row[:place], value, *row[place + 1 :])
