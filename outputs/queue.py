"""The queue of a review: the changes between two runs that nobody has judged, the harmful ones first.

The changes of a scope are compared once and kept in ``review_item``; opening, filtering and paging only read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from outputs import schema
from outputs.causes import Replay
from outputs.decisions import Target
from outputs.diff import HIDDEN
from outputs.diff_sources import default_runs
from outputs.queue_items import DONE, items
from outputs.readings import fact_object, place_in_sentence
from outputs.rows import FACT_COLUMNS, plain
from outputs.store import KnowledgeBase
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
            if scope.old == 0:  # everything is new: no comparison, and no million facts in memory
                done = connection.execute(text(_ALL_NEW), {"new": scope.new, "first": first - 1})
                connection.execute(
                    text("UPDATE meta SET value = :n WHERE key = :key"), {"n": str(done.rowcount), "key": key}
                )
                return done.rowcount
            if found:
                numbered = [{"item_id": place, **one} for place, one in enumerate(found, first)]
                connection.execute(schema.review_item.insert(), numbered)
    except IntegrityError:  # somebody else has just prepared the same
        return prepare(kb, scope)
    return len(found)


_ALL_NEW = f"""INSERT INTO review_item (item_id, old_run, new_run, hidden, harm, document_id, fact_id, kind, change_class,
  cause, pattern, fields, before_row, after_row)
SELECT :first + row_number() OVER (ORDER BY document_id, start, fact_id), 0, :new, 0, 2.0 + 2.0 * (1.0 - confidence),
  document_id, fact_id, kind, 'added', 'new_document', rule || ': added', NULL, NULL, row_id
FROM fact WHERE {valid(":new")} AND review_status <> 'rejected'"""

_EVER = DONE.replace("'pending'", "'pending', 'stale', 'disputed'")
_BACK = """EXISTS (SELECT 1 FROM decision d WHERE d.document_id = i.document_id AND d.fact_id = i.fact_id
  AND d.status = '{}')"""


def page(kb: KnowledgeBase, scope: Scope, filters: Filters | None = None, *, offset: int = 0, limit: int = 50) -> Page:
    """Items in order of harm: published, large change, low confidence, new pattern. Prepares the scope if need be."""
    prepare(kb, scope)
    joined, where, given = _where(scope, filters or Filters())
    total = kb.rows(f"SELECT count(*) AS n FROM review_item i {joined} WHERE {where}", **given)[0]["n"]
    sql = f"SELECT i.* FROM review_item i {joined} WHERE {where} ORDER BY i.harm DESC, i.item_id LIMIT :limit OFFSET :offset"
    rows = kb.rows(sql, **given, limit=limit, offset=offset)
    return Page(tuple(_filled(kb, rows)), int(total), offset)


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
    joined, where, given = _where(scope, filters or Filters(state="all"))
    sql = f"""SELECT k, count(*) AS n, sum(o) AS o, min(item_id) AS first FROM (
      SELECT i.{by} AS k, i.item_id, CASE WHEN {DONE} THEN 0 ELSE 1 END AS o FROM review_item i {joined} WHERE {where}
    ) t GROUP BY k ORDER BY n DESC, k"""
    return [Group(str(row["k"]), int(row["n"]), int(row["o"]), int(row["first"])) for row in kb.rows(sql, **given)]


def progress(kb: KnowledgeBase, scope: Scope) -> Progress:
    """How far the review of a scope is."""
    prepare(kb, scope)
    inside = "i.old_run = :old AND i.new_run = :new AND i.hidden = 0"
    sql = f"""SELECT count(*) AS n, coalesce(sum(CASE WHEN {DONE} THEN 1 ELSE 0 END), 0) AS done
    FROM review_item i WHERE {inside}"""
    counted = kb.rows(sql, old=scope.old, new=scope.new)[0]
    statuses = {
        row["s"]: int(row["n"]) for row in kb.rows("SELECT status AS s, count(*) AS n FROM decision GROUP BY status")
    }
    by = kb.rows(
        "SELECT reviewer AS r, count(*) AS n FROM decision WHERE status NOT IN ('undone', 'superseded') "
        "AND verdict NOT IN ('undo', 'comment') GROUP BY reviewer ORDER BY reviewer"
    )
    total, done = int(counted["n"]), int(counted["done"])
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


def _where(scope: Scope, filters: Filters) -> tuple[str, str, dict[str, Any]]:
    """Joins, condition and parameters of the items that the filters let through."""
    parts, given = ["i.old_run = :old", "i.new_run = :new"], {"old": scope.old, "new": scope.new}
    joined = ""
    parameters: dict[str, Any] = dict(given)
    if not filters.hidden and filters.change_class not in HIDDEN:
        parts.append("i.hidden = 0")
    for name in ("kind", "change_class", "pattern", "document_id"):
        value = getattr(filters, name)
        if value is not None:
            parts.append(f"i.{name} = :{name}")
            parameters[name] = value
    if filters.cause is not None:  # one of several causes, or a rule of any name
        parts.append("('+' || i.cause || '+' LIKE :one OR '+' || i.cause LIKE :rule)")
        parameters |= {"one": f"%+{_escaped(filters.cause)}+%", "rule": f"%+{_escaped(filters.cause)}:%"}
    if filters.state != "all":
        parts.append(DONE if filters.state == "done" else f"NOT {DONE}")
    if filters.words:
        joined = "LEFT JOIN fact f ON f.row_id = coalesce(i.after_row, i.before_row)"
        parts.append("f.sentence LIKE :words")
        parameters["words"] = f"%{_escaped(filters.words)}%"
    return joined, " AND ".join(parts), parameters


def _escaped(words: str) -> str:
    """Without the wildcards of LIKE, each of which then stands for any character."""
    return words.replace("%", "_")


def _filled(kb: KnowledgeBase, rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Items with their facts, in the order given."""
    wanted = sorted({int(row[name]) for row in rows for name in ("before_row", "after_row") if row[name] is not None})
    facts = _facts(kb, f"row_id IN ({', '.join(map(str, wanted))})", {}) if wanted else {}
    out = []
    for row in rows:
        key = {"d": row["document_id"], "f": row["fact_id"]}
        now = next(iter(_facts(kb, f"document_id = :d AND fact_id = :f AND {valid(LAST_RUN)}", key).values()), None)
        status = str(now["review_status"]) if now else "gone"
        flags = kb.rows(
            f"SELECT CASE WHEN {DONE} THEN 1 ELSE 0 END AS done, CASE WHEN {_BACK.format('stale')} THEN 1 ELSE 0 END AS stale, "
            f"CASE WHEN {_BACK.format('disputed')} THEN 1 ELSE 0 END AS disputed, r.title, r.source "
            f"FROM review_item i LEFT JOIN revision r ON r.document_id = i.document_id AND {valid(LAST_RUN, 'r')} "
            "WHERE i.item_id = :id",
            id=row["item_id"],
        )[0]
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


def _facts(kb: KnowledgeBase, where: str, given: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Facts as JSON objects with their ``review_status``, by row."""
    found = {}
    for row in kb.rows(f"SELECT * FROM fact WHERE {where}", **given):
        one = fact_object(plain(tuple(row[name] for name in FACT_COLUMNS)))
        found[int(row["row_id"])] = one | {"review_status": row["review_status"]}
    return found
