"""The queue of a review: the changes between two runs that nobody has judged, the harmful ones first.

The changes of a scope are compared once and kept in ``review_item``; opening, filtering and paging only read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from outputs import queue_tally, schema
from outputs.causes import Replay
from outputs.decisions import Target
from outputs.diff_sources import default_runs
from outputs.queue_items import DONE, items
from outputs.queue_where import first
from outputs.queue_where import where as items_where
from outputs.readings import fact_object, place_in_sentence
from outputs.rows import FACT_COLUMNS, plain
from outputs.store import KnowledgeBase
from outputs.stored import among
from outputs.views import LAST_RUN, valid


@dataclass(frozen=True, slots=True)
class Scope:
    """The two runs between which changes are reviewed."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which items: None is any. ``state``: ``open`` (not judged, or come back), ``done``, ``all``.

    ``words``: in the sentence or the text. ``hidden``: also span-only and confidence-only changes.
    """

    kind: str | None = None
    change_class: str | None = None
    cause: str | None = None
    pattern: str | None = None
    document_id: str | None = None
    words: str | None = None
    state: str = "open"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One card. ``fields`` are the changed ones; ``before`` and ``after`` are facts as JSON objects of the fact model.

    ``now`` is the fact as it is at present, after decisions (None: hidden or gone); ``review_status`` its state;
    ``stale`` tells that a decision came back because its evidence changed, ``disputed`` that reviewers disagree.
    ``before_at`` and ``after_at``: where in its sentence the fact stands.
    """

    item_id: int
    document_id: str
    fact_id: str
    kind: str
    change_class: str
    cause: str
    pattern: str
    harm: float
    fields: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    now: Mapping[str, Any] | None
    review_status: str
    done: bool
    stale: bool = False
    disputed: bool = False
    title: str | None = None
    source: str | None = None
    before_at: int | None = None
    after_at: int | None = None

    @property
    def target(self) -> Target:
        """What :func:`outputs.decisions.decide` takes."""
        return Target(self.document_id, self.fact_id, self.change_class, self.before)


@dataclass(frozen=True, slots=True)
class Page:
    """Some items in order of harm; ``total`` counts all that the filters let through."""

    items: tuple[Item, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class Group:
    """Items alike in cause or pattern; ``example`` is the most harmful one's id."""

    key: str
    total: int
    open: int
    example: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is; ``by_reviewer`` counts standing decisions."""

    total: int
    done: int
    open: int
    by_reviewer: Mapping[str, int]
    disputed: int
    stale: int
    orphans: int
    pending: int


def scope(kb: KnowledgeBase) -> Scope:
    """What is to be reviewed by default: from the published run, else from before the last extraction, to that one.

    While nothing is published, changes that nobody has judged before the next extraction stay in the queue: it then
    begins where the one before began. Runs of decisions come after; they do not move the end, so that a review goes on
    where it was.
    """
    old, new = default_runs(kb)
    last = kb.rows("SELECT max(run_id) AS r FROM run WHERE status = 'committed' AND kind = 'extract'")[0]["r"]
    end = int(last or new)
    published = kb.rows("SELECT value FROM meta WHERE key = 'published_run'")
    if published:
        old = int(published[0]["value"])
        return Scope(old, max(old, end))
    prepared = sorted(_prepared(kb), key=lambda one: (-one.new, one.old))
    for one in prepared:
        if one.new == end or (one.old > 0 and one.new < end and _unfinished(kb, one)):
            return Scope(one.old, end)
    return Scope(old, max(old, end))


def _prepared(kb: KnowledgeBase) -> Iterator[Scope]:
    for row in kb.rows("SELECT key FROM meta WHERE key LIKE 'review:%'"):
        old, new = map(int, str(row["key"]).split(":")[1:])
        yield Scope(old, new)


def _unfinished(kb: KnowledgeBase, scope: Scope) -> bool:
    """Whether nobody has judged some change of a scope; a judgement whose evidence changed comes back by itself."""
    sql = f"SELECT 1 AS one FROM review_item i WHERE i.old_run = :o AND i.new_run = :n AND i.hidden = 0 AND NOT {_EVER} LIMIT 1"
    return bool(kb.rows(sql, o=scope.old, n=scope.new))


def prepare(kb: KnowledgeBase, scope: Scope, *, replay: Replay | None = None) -> int:
    """Compare the scope's runs and keep the items, unless that is done; the number of items, hidden ones included.

    ``replay`` reads old texts again where hashes leave a cause open.
    """
    key = f"review:{scope.old}:{scope.new}"
    known = kb.rows("SELECT value FROM meta WHERE key = :key", key=key)
    if known:
        return int(known[0]["value"])
    found = [] if scope.old == 0 else items(kb, scope.old, scope.new, replay)
    try:
        with kb.engine.begin() as connection:
            connection.execute(schema.meta.insert(), {"key": key, "value": str(len(found))})
            connection.execute(text("DELETE FROM review_item WHERE new_run < :new"), {"new": scope.new})
            connection.execute(
                text("DELETE FROM meta WHERE key LIKE 'review:%' AND key NOT LIKE :new"),
                {"new": f"review:%:{scope.new}"},
            )
            first = int(connection.execute(text("SELECT coalesce(max(item_id), 0) FROM review_item")).scalar() or 0) + 1
            made = _write(connection, scope, found, first)
            connection.execute(text("UPDATE meta SET value = :n WHERE key = :key"), {"n": str(made), "key": key})
            queue_tally.write(connection, scope)
            if kb.dialect == "sqlite":
                connection.execute(text("PRAGMA analysis_limit=1000"))
            connection.execute(text("ANALYZE review_item"))
    except IntegrityError:  # somebody else has just prepared the same
        return prepare(kb, scope)
    return made


def is_prepared(kb: KnowledgeBase, scope: Scope) -> bool:
    """Whether the items of a scope are there to be read."""
    return bool(kb.rows("SELECT 1 AS one FROM meta WHERE key = :key", key=f"review:{scope.old}:{scope.new}"))


def _write(connection: Connection, scope: Scope, found: Sequence[Mapping[str, Any]], first: int) -> int:
    """The items, the first of those alike in harm with the highest number: an index then has the order of the queue."""
    if scope.old == 0:  # everything is new: no comparison, and no million facts in memory
        return connection.execute(text(_ALL_NEW), {"new": scope.new, "first": first}).rowcount
    if found:
        numbered = [{"item_id": first + place, **one} for place, one in enumerate(reversed(found))]
        connection.execute(schema.review_item.insert(), numbered)
    return len(found)


_ALL_NEW = f"""INSERT INTO review_item (item_id, old_run, new_run, hidden, harm, document_id, fact_id, kind, change_class,
  cause, pattern, fields, before_row, after_row)
SELECT :first + (SELECT max(row_id) FROM fact) - row_id, 0, :new, 0, 2.0 + 2.0 * (1.0 - confidence),
  document_id, fact_id, kind, 'added', 'new_document', rule || ': added', NULL, NULL, row_id
FROM fact WHERE {valid(":new")} AND review_status <> 'rejected'"""

_EVER = DONE.replace("'pending'", "'pending', 'stale', 'disputed'")
_BACK = """EXISTS (SELECT 1 FROM decision d WHERE d.document_id = i.document_id AND d.fact_id = i.fact_id
  AND d.status = '{}')"""


def page(kb: KnowledgeBase, scope: Scope, filters: Filters | None = None, *, offset: int = 0, limit: int = 50) -> Page:
    """Items in order of harm: published, large change, low confidence, new pattern. Prepares the scope if need be."""
    prepare(kb, scope)
    chosen = filters or Filters()
    alike = queue_tally.read(kb, scope, chosen)
    total = queue_tally.total(alike, chosen.state)
    if not total:
        return Page((), 0, offset)
    where = items_where(kb, scope, chosen, alike)
    if where.narrow:
        total = int(kb.rows(f"SELECT count(*) AS n FROM {where.sql}", **where.given)[0]["n"])
    sql = first(kb, where, chosen, alike)
    rows = kb.rows(sql, **where.given, limit=limit + 1, offset=offset)
    if chosen.words and not where.narrow:  # of frequent words nobody counts all
        total = offset + len(rows)
    return Page(tuple(_filled(kb, rows[:limit])), total, offset)


def item(kb: KnowledgeBase, item_id: int) -> Item | None:
    """One item by its id; None where there is none."""
    found = _filled(kb, kb.rows("SELECT i.* FROM review_item i WHERE i.item_id = :id", id=item_id))
    return found[0] if found else None


_GROUPS = ("cause", "pattern", "change_class", "kind", "document_id")


def groups(kb: KnowledgeBase, scope: Scope, by: str, filters: Filters | None = None) -> list[Group]:
    """Groups by cause, pattern, change_class, kind or document_id, the largest first; filters as for :func:`page`."""
    if by not in _GROUPS:
        raise ValueError(f"groups by {by!r}: not one of {', '.join(_GROUPS)}")
    prepare(kb, scope)
    chosen = filters or Filters(state="all")
    alike = queue_tally.read(kb, scope, chosen)
    if by == "document_id" or chosen.words or chosen.document_id:
        where = items_where(kb, scope, chosen, alike)
        sql = f"""SELECT k, count(*) AS n, sum(o) AS o, max(item_id) AS first FROM (
          SELECT i.{by} AS k, i.item_id, CASE WHEN {DONE} THEN 0 ELSE 1 END AS o FROM {where.sql}
        ) t GROUP BY k ORDER BY n DESC, k"""
        rows = kb.rows(sql, **where.given)
        return [Group(str(row["k"]), int(row["n"]), int(row["o"]), int(row["first"])) for row in rows]
    parted: dict[str, list[queue_tally.Alike]] = {}
    for one in alike:
        parted.setdefault(getattr(one, by), []).append(one)
    found = [
        Group(key, total, sum(one.open for one in some), max(one.example for one in some))
        for key, some in parted.items()
        if (total := queue_tally.total(some, chosen.state))
    ]
    return sorted(found, key=lambda one: (-one.total, one.key))


def _progress(kb: KnowledgeBase, scope: Scope) -> tuple[int, int]:
    """How many changes there are and how many are judged; where everything is new that takes no preparing."""
    if scope.old == 0 and not is_prepared(kb, scope):
        shown = f"SELECT count(*) AS n FROM fact WHERE {valid(':new')} AND review_status <> 'rejected'"
        judged = f"SELECT count(*) AS n FROM (SELECT DISTINCT d.document_id, d.fact_id FROM decision d WHERE {queue_tally.STANDING}) d"
        return int(kb.rows(shown, new=scope.new)[0]["n"]), int(kb.rows(judged)[0]["n"])
    prepare(kb, scope)
    alike = queue_tally.read(kb, scope, Filters())
    return queue_tally.total(alike, "all"), queue_tally.total(alike, "done")


def progress(kb: KnowledgeBase, scope: Scope) -> Progress:
    """How far the review of a scope is."""
    total, done = _progress(kb, scope)
    statuses = {
        row["s"]: int(row["n"]) for row in kb.rows("SELECT status AS s, count(*) AS n FROM decision GROUP BY status")
    }
    by = kb.rows(
        "SELECT reviewer AS r, count(*) AS n FROM decision WHERE status NOT IN ('undone', 'superseded') "
        "AND verdict NOT IN ('undo', 'comment') GROUP BY reviewer ORDER BY reviewer"
    )
    return Progress(
        total=total,
        done=done,
        open=total - done,
        by_reviewer={row["r"]: int(row["n"]) for row in by},
        disputed=statuses.get("disputed", 0),
        stale=statuses.get("stale", 0),
        orphans=statuses.get("orphan", 0),
        pending=statuses.get("pending", 0),
    )


def _filled(kb: KnowledgeBase, rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Items with their facts, in the order given; a statement for all of them, whatever their number."""
    if not rows:
        return []
    wanted = sorted({int(row[name]) for row in rows for name in ("before_row", "after_row") if row[name] is not None})
    facts = {int(row["row_id"]): one for row, one in _facts(kb, f"row_id IN ({', '.join(map(str, wanted))})", {})}
    given: dict[str, Any] = {}
    named = " AND ".join(
        among(f"f.{name}", sorted({row[name] for row in rows}), given) for name in ("document_id", "fact_id")
    )
    current = f"{named} AND {valid(LAST_RUN, 'f')}"
    at_present = {(row["document_id"], row["fact_id"]): one for row, one in _facts(kb, current, given)}
    listed = ", ".join(str(int(row["item_id"])) for row in rows)
    flagged = {row["item_id"]: row for row in kb.rows(_FLAGS.format(listed=listed))}
    out = []
    for row in rows:
        now = at_present.get((row["document_id"], row["fact_id"]))
        status = str(now["review_status"]) if now else "gone"
        flags = flagged[row["item_id"]]
        out.append(
            Item(
                item_id=int(row["item_id"]),
                document_id=row["document_id"],
                fact_id=row["fact_id"],
                kind=row["kind"],
                change_class=row["change_class"],
                cause=row["cause"],
                pattern=row["pattern"],
                harm=float(row["harm"]),
                fields=tuple(json.loads(row["fields"])) if row["fields"] else (),
                before=facts.get(row["before_row"]),
                after=facts.get(row["after_row"]),
                now=None if status == "rejected" else now,
                review_status=status,
                done=bool(flags["done"]),
                stale=bool(flags["stale"]),
                disputed=bool(flags["disputed"]),
                title=flags["title"],
                source=flags["source"],
                before_at=_at(kb, facts.get(row["before_row"]), row["document_id"], int(row["old_run"])),
                after_at=_at(kb, facts.get(row["after_row"]), row["document_id"], int(row["new_run"])),
            )
        )
    return out


_FLAGS = f"""SELECT i.item_id, CASE WHEN {DONE} THEN 1 ELSE 0 END AS done,
  CASE WHEN {_BACK.format("stale")} THEN 1 ELSE 0 END AS stale,
  CASE WHEN {_BACK.format("disputed")} THEN 1 ELSE 0 END AS disputed, r.title, r.source
FROM review_item i LEFT JOIN revision r ON r.document_id = i.document_id AND {valid(LAST_RUN, "r")}
WHERE i.item_id IN ({{listed}})"""


def _at(kb: KnowledgeBase, fact: Mapping[str, Any] | None, document_id: str, run_id: int) -> int | None:
    """Where a fact stands in its sentence; the text is only read where its words stand there several times."""
    if fact is None:
        return None
    read = ""
    if str(fact["sentence"]).count(str(fact["text"])) > 1:
        sql = f"SELECT text FROM revision WHERE document_id = :d AND {valid(':run')}"
        rows = kb.rows(sql, d=document_id, run=run_id)
        read = str(rows[0]["text"]) if rows else ""
    return place_in_sentence(read, fact)


def _facts(kb: KnowledgeBase, where: str, given: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Rows of facts, and each as a JSON object with its ``review_status``."""
    for row in kb.rows(f"SELECT * FROM fact f WHERE {where}", **given):
        one = fact_object(plain(tuple(row[name] for name in FACT_COLUMNS)))
        yield row, one | {"review_status": row["review_status"]}
