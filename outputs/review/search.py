"""Search for facts by keyset: the newest first, each page within a time that does not grow with the knowledge base.

The most selective condition that has an index gives the candidates. Where none is selective the facts are walked from
the newest on, window by window, until the page is full or the time for one page is used up; the answer then says where
to go on. So a page is always quick, and nothing is left out.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from extractors import edtf
from extractors.fact import FIELDS
from outputs.periods import edtf_bounds
from outputs.readings import fact_object
from outputs.rows import FACT_COLUMNS, indicator_key, plain
from outputs.store import KnowledgeBase
from outputs.stored import among
from outputs.texts import documents_with, holds
from outputs.views import LAST_RUN, valid

PAGE = 30
_FEW = 4000
_WINDOW = 20_000
_SECONDS = 0.15


class UnknownName(ValueError):
    """A name that the knowledge base does not hold, or a period that is none; ``field`` is the condition's name."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(value)
        self.field, self.value = field, value


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions, all of which hold; ``""`` is any. ``start`` and ``end`` are EDTF: the period lies between them."""

    words: str = ""
    kind: str = ""
    indicator: str = ""
    institution: str = ""
    region: str = ""
    start: str = ""
    end: str = ""
    status: str = ""

    def given(self) -> dict[str, str]:
        """The conditions that are set."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}


@dataclass(frozen=True, slots=True)
class Found:
    """One page. ``before``: the cursor of the next page, None at the end. ``partial``: the time ran out before it was full."""

    facts: tuple[dict[str, Any], ...]
    before: int | None
    partial: bool = False


def query(given: Mapping[str, str]) -> Query:
    """The conditions out of a form."""
    return Query(**{one.name: given.get(one.name, "").strip()[:200] for one in fields(Query)})


def search(kb: KnowledgeBase, asked: Query, *, before: int | None = None, limit: int = PAGE) -> Found:
    """A page of facts older than ``before`` (a cursor). Raises UnknownName."""
    conditions, parameters = _conditions(kb, asked)
    top = before if before is not None else int(kb.rows("SELECT coalesce(max(row_id), 0) + 1 AS n FROM fact")[0]["n"])
    where = " AND ".join(["f.row_id < :top", *(sql for sql, _ in conditions), valid(LAST_RUN, "f")])
    ids = _candidates(kb, conditions, parameters)
    if ids is not None:
        listed = ", ".join(map(str, ids)) or "NULL"
        rows = _rows(kb, f"f.row_id IN ({listed}) AND {where}", {**parameters, "top": top}, limit + 1)
        return _page(kb, rows, limit)
    rows, partial, low = _walk(kb, where, parameters, top, limit + 1)
    if partial and len(rows) <= limit:
        return Found(tuple(_filled(kb, rows)), low, partial=True)
    return _page(kb, rows, limit)


def _walk(
    kb: KnowledgeBase, where: str, parameters: Mapping[str, Any], top: int, wanted: int
) -> tuple[list[dict[str, Any]], bool, int]:
    """Facts from the newest on: rows, whether time ran out, and how far it came."""
    hint = "NOT INDEXED" if kb.dialect == "sqlite" else ""  # by row, whatever the planner thinks of an index
    begun, rows, window = time.perf_counter(), list[dict[str, Any]](), _WINDOW // 10
    while top > 1 and len(rows) < wanted:
        low = max(1, top - window)
        given = {**parameters, "top": top, "floor": low}
        rows += _rows(kb, f"f.row_id >= :floor AND {where}", given, wanted - len(rows), hint=hint)
        top, window = low, _WINDOW
        if time.perf_counter() - begun > _SECONDS:
            break
    return rows, top > 1, top


def _page(kb: KnowledgeBase, rows: Sequence[dict[str, Any]], limit: int) -> Found:
    more = len(rows) > limit
    shown = rows[:limit]
    return Found(tuple(_filled(kb, shown)), int(shown[-1]["row_id"]) if more else None)


def _rows(
    kb: KnowledgeBase, where: str, parameters: Mapping[str, Any], limit: int, *, hint: str = ""
) -> list[dict[str, Any]]:
    sql = f"SELECT f.* FROM fact f {hint} WHERE {where} ORDER BY f.row_id DESC LIMIT {limit}"
    return kb.rows(sql, **parameters)


def _filled(kb: KnowledgeBase, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Facts as objects, with the title and date of their documents."""
    marks = {f"d{place}": name for place, name in enumerate(sorted({row["document_id"] for row in rows}))}
    about = {}
    if marks:
        listed = ", ".join(f":{name}" for name in marks)
        sql = f"SELECT document_id, title, publisher, published, source FROM revision WHERE document_id IN ({listed}) AND {valid(LAST_RUN)}"
        about = {row["document_id"]: row for row in kb.rows(sql, **marks)}
    for row in rows:
        yield as_fact(row) | {"document": about.get(row["document_id"], {})}


def as_fact(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ``fact`` with every field of the fact model (None: not said), where it belongs and how it was judged."""
    found = fact_object(plain(tuple(row[name] for name in FACT_COLUMNS)))
    kept = ("document_id", "review_status", "indicator_id", "institution_id", "row_id", "period_start", "period_end")
    return dict.fromkeys(FIELDS) | found | {name: row[name] for name in kept}


Conditions = list[tuple[str, bool]]
"""Conditions as SQL, and whether an index serves each."""


def _conditions(kb: KnowledgeBase, asked: Query) -> tuple[Conditions, dict[str, Any]]:
    parts: Conditions = []
    parameters: dict[str, Any] = {}

    def add(sql: str, indexed: bool = False, **values: object) -> None:
        parts.append((sql, indexed))
        parameters.update(values)

    if asked.kind:
        add("f.kind = :kind", kind=asked.kind)
    if asked.status:
        add("f.review_status = :status", status=asked.status)
        if asked.status != "unreviewed":  # somebody has judged it
            add("f.fact_id IN (SELECT fact_id FROM decision)", True)
    else:
        add("f.review_status <> 'rejected'")
    if asked.indicator:
        add(among("f.indicator_id", indicator_ids(kb, asked.indicator), parameters), True)
    if asked.institution:
        add(among("f.institution_id", _institution_ids(kb, asked.institution), parameters), True)
    low, high = _days("start", asked.start)[0], _days("end", asked.end)[1]
    if asked.region:
        first, last = region_codes(kb, asked.region)
        add("f.region_code BETWEEN :first AND :last", True, first=first, last=last)
    if low or high:
        add("f.period_start BETWEEN :low AND :high", True, low=low or "0000", high=high or "9999")
    if high:
        add("f.period_end <= :high")
    if asked.words:
        add(holds(kb.dialect, "f.sentence"), words=asked.words)
        documents = documents_with(kb, asked.words, most=_DOCUMENTS)
        if documents is not None:
            add(among("f.document_id", documents, parameters), True)
    return parts, parameters


_DOCUMENTS = 100
"""Documents with the words beyond which walking finds enough soon."""


def _candidates(kb: KnowledgeBase, conditions: Conditions, parameters: Mapping[str, Any]) -> list[int] | None:
    """The rows of the first indexed condition that few rows meet; None where there is none. Area and period share one index."""
    served = [sql for sql, indexed in conditions if indexed]
    areas = [sql for sql in served if sql.startswith(("f.region_code", "f.period_start"))]
    ways = [[one] for one in served if one not in areas]
    if any("region_code" in one for one in areas):
        ways.append([" AND ".join(areas)])
    elif areas:  # the index begins with the area: look in each, and where there is none
        known = "f.region_code IN (SELECT region_code FROM region)"
        ways.append([f"{known} AND {areas[0]}", f"f.region_code IS NULL AND {areas[0]}"])
    for way in ways:
        found = [row for sql in way for row in kb.rows(_LISTED.format(sql), **parameters)]
        if len(found) <= _FEW:
            return [int(row["row_id"]) for row in found]
    return None


_LISTED = f"SELECT f.row_id FROM fact f WHERE {{}} LIMIT {_FEW + 1}"

_NAMES = 400


def indicator_ids(kb: KnowledgeBase, name: str) -> list[str]:
    """The indicators of that name, else those whose name holds the words, merged ones with them. Raises UnknownName."""
    key = indicator_key(name)
    exact = kb.rows("SELECT indicator_id, merged_into FROM indicator WHERE name = :name", name=key)
    found = exact or kb.rows(
        f"SELECT indicator_id, merged_into FROM indicator WHERE {_like('name')} ORDER BY length(name), name LIMIT {_NAMES}",
        like=_pattern(key),
    )
    if not found:
        raise UnknownName("indicator", name)
    ids = {str(row["merged_into"] or row["indicator_id"]) for row in found}
    return sorted(ids | {str(row["indicator_id"]) for row in found})


def _institution_ids(kb: KnowledgeBase, name: str) -> list[str]:
    sql = """SELECT institution_id FROM institution WHERE canonical = :name
    UNION SELECT institution_id FROM institution_alias WHERE alias = :name"""
    found = kb.rows(sql, name=name) or kb.rows(
        f"SELECT institution_id FROM institution WHERE {_like('canonical')} ORDER BY length(canonical), canonical LIMIT {_NAMES}",
        like=_pattern(name),
    )
    if not found:
        raise UnknownName("institution", name)
    return [str(row["institution_id"]) for row in found]


def region_codes(kb: KnowledgeBase, name: str) -> tuple[str, str]:
    """The first and last GB/T 2260 code of an area and what lies in it, by name or code. Raises UnknownName."""
    if re.fullmatch(r"[1-9]\d{5}", name):
        code = name
    else:
        found = kb.rows(
            f"SELECT region_code FROM region WHERE {_like('name')} ORDER BY length(name), region_code LIMIT 1",
            like=_pattern(name),
        )
        if not found:
            raise UnknownName("region", name)
        code = str(found[0]["region_code"])
    if code == "100000":  # the country
        return "100000", "999999"
    stem = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return stem.ljust(6, "0"), stem.ljust(6, "9")


def _days(field: str, expression: str) -> tuple[str | None, str | None]:
    if not expression:
        return None, None
    if not edtf.is_valid(expression):
        raise UnknownName(field, expression)
    return edtf_bounds(expression)


def _like(column: str) -> str:
    return f"{column} LIKE :like ESCAPE '!'"


def _pattern(words: str) -> str:
    for char in "!%_":
        words = words.replace(char, f"!{char}")
    return f"%{words}%"


_COMPLETE = {
    "institution": ("institution", "canonical"),
    "canonical": ("institution", "canonical"),
    "indicator": ("indicator", "name"),
    "region": ("region", "name"),
    "unit": ("unit", "unit"),
}


def complete(kb: KnowledgeBase, what: str, begun: str, *, limit: int = 20) -> list[str]:
    """Names of the knowledge base that hold what was typed, shortest first; nothing for an unknown ``what``."""
    if what not in _COMPLETE or not begun.strip():
        return []
    table, column = _COMPLETE[what]
    sql = f"""SELECT name FROM (SELECT DISTINCT {column} AS name FROM {table} WHERE {_like(column)}) t
    ORDER BY length(name), name LIMIT {limit}"""
    return [str(row["name"]) for row in kb.rows(sql, like=_pattern(begun.strip()[:100]))]
