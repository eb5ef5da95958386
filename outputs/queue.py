"""The queue of a review: the changes between two runs that nobody has judged, the harmful ones first.

The changes of a scope are compared once and kept in ``review_item``; opening, filtering and paging only read it. A first review,
in which all facts are new, needs no comparison: see :mod:`outputs.queue_fresh`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from outputs import queue_fresh, queue_tally, schema
from outputs.causes import Replay
from outputs.decisions import Target
from outputs.diff_sources import Note, default_runs
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


def prepare(kb: KnowledgeBase, scope: Scope, *, replay: Replay | None = None, note: Note | None = None) -> int:
    """Compare the scope's runs and keep the items, unless that is done; the number of items, hidden ones included.

    ``replay`` reads old texts again where hashes leave a cause open; ``note`` is told how far the comparison is. Nothing is
    compared, and nothing kept, where everything is new.
    """
    if scope.old == 0:
        return queue_tally.total(queue_tally.read(kb, scope, Filters(hidden=True)), "all")
    key = f"review:{scope.old}:{scope.new}"
    known = kb.rows("SELECT value FROM meta WHERE key = :key", key=key)
    if known:
        return int(known[0]["value"])
    found = items(kb, scope.old, scope.new, replay, note)
    try:
        with kb.engine.begin() as connection:
            connection.execute(schema.meta.insert(), {"key": key, "value": str(len(found))})
            first = int(connection.execute(text("SELECT coalesce(max(item_id), 0) FROM review_item")).scalar() or 0) + 1
            connection.execute(text("DELETE FROM review_item WHERE new_run < :new"), {"new": scope.new})
            connection.execute(
                text("DELETE FROM meta WHERE key LIKE 'review:%' AND key NOT LIKE :new"),
                {"new": f"review:%:{scope.new}"},
            )
            if (
                found
            ):  # the first of those alike in harm with the highest number: an index then has the order of the queue
                numbered = [{"item_id": first + place, **one} for place, one in enumerate(reversed(found))]
                connection.execute(schema.review_item.insert(), numbered)
            queue_tally.write(connection, scope)
            if kb.dialect == "sqlite":
                connection.execute(text("PRAGMA analysis_limit=1000"))
            connection.execute(text("ANALYZE review_item"))
    except IntegrityError:  # somebody else has just prepared the same
        return prepare(kb, scope)
    return len(found)


def is_prepared(kb: KnowledgeBase, scope: Scope) -> bool:
    """Whether the items of a scope are there to be read."""
    key = f"review:{scope.old}:{scope.new}"
    return scope.old == 0 or bool(kb.rows("SELECT 1 AS one FROM meta WHERE key = :key", key=key))


_EVER = DONE.replace("'pending'", "'pending', 'stale', 'disputed'")


def page(kb: KnowledgeBase, scope: Scope, filters: Filters | None = None, *, offset: int = 0, limit: int = 50) -> Page:
    """Items in order of harm: published, large change, low confidence, new pattern. Prepares the scope if need be."""
    prepare(kb, scope)
    chosen = filters or Filters()
    alike = queue_tally.read(kb, scope, chosen)
    total = queue_tally.total(alike, chosen.state)
    if not total:
        return Page((), 0, offset)
    if scope.old == 0:
        rows, counted = queue_fresh.page(kb, scope, chosen, alike, offset, limit + 1)
        return Page(tuple(_filled(kb, rows[:limit])), total if counted is None else counted, offset)
    where = items_where(kb, scope, chosen, alike)
    if where.narrow:
        total = int(kb.rows(f"SELECT count(*) AS n FROM {where.sql}", **where.given)[0]["n"])
    sql = first(kb, where, chosen, alike)
    rows = kb.rows(sql, **where.given, limit=limit + 1, offset=offset)
    return Page(tuple(_filled(kb, rows[:limit])), total, offset)


def item(kb: KnowledgeBase, item_id: int) -> Item | None:
    """One item by its id; None where there is none."""
    return next(iter(listed(kb, [item_id])), None)


def listed(kb: KnowledgeBase, item_ids: Sequence[int]) -> list[Item]:
    """Items by their ids, in that order; those that are gone left out."""
    kept = ", ".join(str(one) for one in item_ids if one >= 0)
    rows = kb.rows(f"SELECT i.* FROM review_item i WHERE i.item_id IN ({kept})") if kept else []
    rows += queue_fresh.items(kb, [one for one in item_ids if one < 0])
    found = {one.item_id: one for one in _filled(kb, rows)}
    return [found[one] for one in item_ids if one in found]


_GROUPS = ("cause", "pattern", "change_class", "kind", "document_id")


def groups(kb: KnowledgeBase, scope: Scope, by: str, filters: Filters | None = None) -> list[Group]:
    """Groups by cause, pattern, change_class, kind or document_id, the largest first; filters as for :func:`page`."""
    if by not in _GROUPS:
        raise ValueError(f"groups by {by!r}: not one of {', '.join(_GROUPS)}")
    prepare(kb, scope)
    chosen = filters or Filters(state="all")
    alike = queue_tally.read(kb, scope, chosen)
    if by == "document_id" or chosen.words or chosen.document_id:
        rows = queue_fresh.grouped(kb, scope, by, chosen) if scope.old == 0 else _grouped(kb, scope, by, chosen, alike)
        return [Group(str(row["k"]), int(row["n"]), int(row["o"]), int(row["first"])) for row in rows]
    if scope.old == 0:
        alike = queue_fresh.with_examples(kb, scope, alike)
    parted: dict[str, list[queue_tally.Alike]] = {}
    for one in alike:
        parted.setdefault(getattr(one, by), []).append(one)
    found = [
        Group(key, total, sum(one.open for one in some), max(some, key=lambda one: one.first).example)
        for key, some in parted.items()
        if (total := queue_tally.total(some, chosen.state))
    ]
    return sorted(found, key=lambda one: (-one.total, one.key))


def _grouped(
    kb: KnowledgeBase, scope: Scope, by: str, filters: Filters, alike: Sequence[queue_tally.Alike]
) -> list[dict[str, Any]]:
    where = items_where(kb, scope, filters, alike)
    sql = f"""SELECT k, count(*) AS n, sum(o) AS o, max(item_id) AS first FROM (
      SELECT i.{by} AS k, i.item_id, CASE WHEN {DONE} THEN 0 ELSE 1 END AS o FROM {where.sql}
    ) t GROUP BY k ORDER BY n DESC, k"""
    return kb.rows(sql, **where.given)


def progress(kb: KnowledgeBase, scope: Scope) -> Progress:
    """How far the review of a scope is."""
    prepare(kb, scope)
    alike = queue_tally.read(kb, scope, Filters())
    total, done = queue_tally.total(alike, "all"), queue_tally.total(alike, "done")
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
    current = f"{_named(rows, given, 'document_id', 'fact_id')} AND {valid(LAST_RUN, 'f')}"
    at_present = {(row["document_id"], row["fact_id"]): one for row, one in _facts(kb, current, given)}
    given = {}
    titles = f"SELECT document_id, title, source FROM revision WHERE {_named(rows, given, 'document_id')} AND {valid(LAST_RUN)}"
    named = {row["document_id"]: row for row in kb.rows(titles, **given)}
    judged = _judged(kb, rows)
    out = []
    for row in rows:
        now = at_present.get((row["document_id"], row["fact_id"]))
        status = str(now["review_status"]) if now else "gone"
        states, about = judged.get((row["document_id"], row["fact_id"]), set()), named.get(row["document_id"], {})
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
                done="done" in states,
                stale="stale" in states,
                disputed="disputed" in states,
                title=about.get("title"),
                source=about.get("source"),
                before_at=_at(kb, facts.get(row["before_row"]), row["document_id"], int(row["old_run"])),
                after_at=_at(kb, facts.get(row["after_row"]), row["document_id"], int(row["new_run"])),
            )
        )
    return out


def _named(rows: Sequence[Mapping[str, Any]], given: dict[str, Any], *columns: str) -> str:
    """The condition that the columns have values as in the rows; of pairs it lets too many through."""
    return " AND ".join(among(name, sorted({row[name] for row in rows}), given) for name in columns)


def _judged(kb: KnowledgeBase, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], set[str]]:
    """What decisions say of the facts of the rows: ``done``, and the states of the decisions."""
    given: dict[str, Any] = {}
    sql = f"""SELECT document_id, fact_id, status, CASE WHEN {queue_tally.STANDING} THEN 1 ELSE 0 END AS stands FROM decision d
    WHERE {_named(rows, given, "document_id", "fact_id")}"""
    found: dict[tuple[str, str], set[str]] = {}
    for row in kb.rows(sql, **given):
        states = found.setdefault((row["document_id"], row["fact_id"]), set())
        states.add(str(row["status"]))
        if row["stands"]:
            states.add("done")
    return found


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
