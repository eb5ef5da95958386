"""What dashboards read: six views whose columns never change without a major version.

They are made again after every migration, so this module is the one place that defines them. Each shows the last
committed run, or the published one once something was published; :func:`select` gives the same rows as of any run.
Facts of reprints are left out of all but ``document_summary`` and ``data_quality``: they are those of their origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import Connection, inspect, text

from outputs.counted import NO_FIGURES

LAST_RUN = "(SELECT max(run_id) FROM run WHERE status = 'committed')"
SHOWN_RUN = f"coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'published_run'), {LAST_RUN})"
"""The run that the views show; see :mod:`outputs.publish`."""
_BIG = "('count', 'money', 'measure', 'number')"


def valid(run: str, alias: str = "") -> str:
    """The condition that a temporal row was valid as of ``run`` (an SQL expression).

    The plus keeps both databases from looking rows up by a condition that almost all of them meet.
    """
    a = f"{alias}." if alias else ""
    return f"(+{a}valid_from_run <= {run} AND ({a}valid_to_run IS NULL OR {a}valid_to_run > {run}))"


def _shown(dialect: str) -> str:
    """The condition that a fact is seen: not rejected, and judged or sure enough."""
    real = "REAL" if dialect == "sqlite" else "DOUBLE PRECISION"
    least = f"coalesce((SELECT CAST(value AS {real}) FROM meta WHERE key = 'view_threshold'), 0)"
    return (
        f"f.review_status <> 'rejected' AND (f.review_status IN ('accepted', 'corrected') OR f.confidence >= {least})"
    )


def _short(dialect: str, expression: str) -> str:
    """A figure with at most four decimals and no trailing zeros, as text."""
    if dialect == "sqlite":
        return f"rtrim(rtrim(printf('%.4f', {expression}), '0'), '.')"
    return f"rtrim(rtrim(CAST(round(CAST({expression} AS NUMERIC), 4) AS TEXT), '0'), '.')"


def _display(dialect: str) -> str:
    """A figure as a Chinese reader writes it: 4.7万, 2.3亿; small figures as they are."""
    real = _real(dialect, "f.value")
    return (
        f"CASE WHEN f.value IS NULL THEN NULL "
        f"WHEN f.kind IN {_BIG} AND abs(f.value) >= 100000000 THEN {_short(dialect, f'{real} / 100000000.0')} || '亿' "
        f"WHEN f.kind IN {_BIG} AND abs(f.value) >= 10000 THEN {_short(dialect, f'{real} / 10000.0')} || '万' "
        f"ELSE {_short(dialect, real)} END"
    )


def _real(dialect: str, column: str) -> str:
    return f"CAST({column} AS {'REAL' if dialect == 'sqlite' else 'DOUBLE PRECISION'})"


def _observation(dialect: str, run: str) -> str:
    real = _real(dialect, "f.value")
    return f"""
SELECT f.fact_id, f.document_id, r.title, r.publisher, r.published, r.source, f.kind, f.text, f.sentence,
  f.start, f."end", f.indicator, f.indicator_id, f.action, f.value, f.low, f.high, f.bound, f.unit, f.unit_code,
  {real} / 10000.0 AS value_wan, {real} / 100000000.0 AS value_yi, {_display(dialect)} AS value_display, f.exact,
  f.role, f.direction, f.comparison, f.base_period, f.modality, f.force, f.part_of, f.institution, f.institution_id,
  f.region, f.region_code, f.period, f.period_start, f.period_end, f.date, f.date_start, f.date_end, f.canonical,
  f.institution_type, f.title AS cited_title, f.number AS cited_number, f.cell, f.anchors, f.confidence, f.rule,
  f.review_status, f.valid_from_run AS run_id, r.doc_number, d.origin_id, f.boxes
FROM fact f
JOIN revision r ON r.document_id = f.document_id AND {valid(run, "r")}
JOIN document d ON d.document_id = f.document_id
WHERE {valid(run, "f")} AND {_shown(dialect)} AND d.origin_id IS NULL"""


def _indicator_series(dialect: str, run: str) -> str:
    real = _real(dialect, "f.value")
    return f"""
SELECT s.indicator_id, s.name AS indicator, f.region,
  f.region_code, f.institution, f.institution_id, f.period, f.period_start, f.period_end, f.kind, f.role, f.direction,
  f.comparison, f.base_period, f.modality, f.value, f.low, f.high, f.bound, f.unit, f.unit_code,
  {real} / 10000.0 AS value_wan, {real} / 100000000.0 AS value_yi, {_display(dialect)} AS value_display,
  f.confidence, f.review_status, f.fact_id, f.document_id, s.population, s.property, s.statistic, s.facets
FROM indicator s
JOIN indicator i ON i.series_id = s.indicator_id
JOIN fact f ON f.indicator_id = i.indicator_id
JOIN document d ON d.document_id = f.document_id
WHERE {valid(run, "f")} AND {_shown(dialect)} AND f.period_start IS NOT NULL AND d.origin_id IS NULL"""


def institution_counts(dialect: str, run: str, some: str = "") -> str:
    """Documents, mentions and figures of each institution as of ``run``; those of reprints count once, under their origin."""
    return f"""SELECT f.institution_id, count(DISTINCT f.document_id) AS documents,
    sum(CASE WHEN f.kind = 'institution' THEN 1 ELSE 0 END) AS mentions,
    sum(CASE WHEN f.kind = 'institution' THEN 0 ELSE 1 END) AS figures,
    min(f.period_start) AS first_period, max(f.period_end) AS last_period
  FROM fact f JOIN document d ON d.document_id = f.document_id
  WHERE {valid(run, "f")} AND f.institution_id IS NOT NULL AND d.origin_id IS NULL AND {_shown(dialect)} {some}
  GROUP BY {"+" if dialect == "sqlite" else ""}f.institution_id"""  # +: not by the index, whose rows lie all over the table


def _institution_activity(dialect: str, run: str) -> str:
    counts = "institution_tally" if run == SHOWN_RUN else f"({institution_counts(dialect, run)})"
    return f"""
SELECT i.institution_id, i.canonical AS institution, i.institution_type, i.region_code,
  CAST(sum(a.documents) AS BIGINT) AS documents, CAST(sum(a.mentions) AS BIGINT) AS mentions,
  CAST(sum(a.figures) AS BIGINT) AS figures, min(a.first_period) AS first_period, max(a.last_period) AS last_period
FROM {counts} a
LEFT JOIN institution j ON j.institution_id = a.institution_id AND j.merged_into IS NOT NULL
JOIN institution i ON i.institution_id = coalesce(j.merged_into, a.institution_id)
GROUP BY i.institution_id, i.canonical, i.institution_type, i.region_code"""


DOCUMENT_COUNTS = f"""count(*) AS facts,
  sum(CASE WHEN f.kind NOT IN {NO_FIGURES} THEN 1 ELSE 0 END) AS figures,
  sum(CASE WHEN f.confidence < 0.5 THEN 1 ELSE 0 END) AS uncertain"""
"""What is counted of the facts of a document."""


def _document_institution(dialect: str, run: str) -> str:
    part = "json_extract(f.anchors, '$.part')" if dialect == "sqlite" else "CAST(f.anchors AS jsonb) ->> 'part'"
    return f"""
SELECT f.document_id, coalesce({part}, 'mentioned') AS part, coalesce(j.merged_into, f.institution_id) AS institution_id,
  coalesce(m.canonical, f.canonical) AS institution, f.institution_type, count(*) AS mentions, min(f.start) AS first_start
FROM fact f
LEFT JOIN institution j ON j.institution_id = f.institution_id AND j.merged_into IS NOT NULL
LEFT JOIN institution m ON m.institution_id = j.merged_into
WHERE f.kind = 'institution' AND {valid(run, "f")} AND {_shown(dialect)}
GROUP BY f.document_id, coalesce({part}, 'mentioned'), coalesce(j.merged_into, f.institution_id),
  coalesce(m.canonical, f.canonical), f.institution_type"""


def _document_summary(dialect: str, run: str) -> str:
    counts = f"""(SELECT r.document_id, length(r.text) AS characters, coalesce(c.facts, 0) AS facts,
  coalesce(c.figures, 0) AS figures, coalesce(c.uncertain, 0) AS uncertain
  FROM revision r LEFT JOIN (SELECT f.document_id, {DOCUMENT_COUNTS} FROM fact f WHERE {valid(run, "f")}
  GROUP BY f.document_id) c ON c.document_id = r.document_id WHERE {valid(run, "r")})"""
    return f"""
SELECT r.document_id, r.revision_no, r.title, r.publisher, r.published, r.doc_number, r.source, r.url, r.region,
  r.region_code, r.format, r.sha256, t.characters, d.origin_id, d.first_run, r.valid_from_run AS run_id,
  t.facts, t.figures, t.uncertain
FROM revision r JOIN document d ON d.document_id = r.document_id
JOIN {"document_tally" if run == SHOWN_RUN else counts} t ON t.document_id = r.document_id
WHERE {valid(run, "r")}"""


def _data_quality(dialect: str, run: str) -> str:
    def share(name: str) -> str:
        return f"t.{name} * 1.0 / t.facts AS {name}"

    counts = "quality_tally" if run == SHOWN_RUN else "(" + quality_counts("WHERE " + valid(run, "f")) + ")"
    shares = ", ".join(map(share, ("with_indicator", "with_period", "with_region", "with_institution")))
    return f"""
SELECT t.kind, t.rule, t.facts, t.confidence / 1000.0 / t.facts AS mean_confidence, t.uncertain, {shares},
  t.accepted, t.corrected, t.rejected, t.conflicts
FROM {counts} t"""


def quality_counts(where: str) -> str:
    """Sums by kind and rule over the facts ``f`` of a condition."""
    sums = ", ".join(f"{expression} AS {name}" for name, expression in QUALITY.items())
    return f"SELECT f.kind, f.rule, {sums} FROM fact f {where} GROUP BY f.kind, f.rule"


def _sum(condition: str) -> str:
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)"


QUALITY = {
    "facts": "count(*)",
    "confidence": "sum(CAST(round(f.confidence * 1000) AS INTEGER))",
    "uncertain": _sum("f.confidence < 0.5"),
    "with_indicator": _sum("f.indicator_id IS NOT NULL"),
    "with_period": _sum("f.period_start IS NOT NULL"),
    "with_region": _sum("f.region_code IS NOT NULL"),
    "with_institution": _sum("f.institution_id IS NOT NULL"),
    "accepted": _sum("f.review_status = 'accepted'"),
    "corrected": _sum("f.review_status = 'corrected'"),
    "rejected": _sum("f.review_status = 'rejected'"),
    "conflicts": _sum("f.review_status = 'conflict'"),
}
"""Sums, so that a run can add what is new and take off what is gone; confidence in thousandths, which are whole."""


_VIEWS: dict[str, Callable[[str, str], str]] = {
    "observation": _observation,
    "indicator_series": _indicator_series,
    "institution_activity": _institution_activity,
    "document_institution": _document_institution,
    "document_summary": _document_summary,
    "data_quality": _data_quality,
}
NAMES = tuple(_VIEWS)


def added(some: str) -> str:
    """The changes that new documents are: their facts, ``f``, by the ranges of rows, ``a``, that runs have added."""
    return f"""
SELECT f.row_id + a.shift AS change_id, a.run_id, f.document_id, f.fact_id, f.kind, 'added' AS op,
  'new_document' AS cause, CAST(NULL AS BIGINT) AS before_row, f.row_id AS after_row
FROM change_range a CROSS JOIN fact f
WHERE f.row_id BETWEEN a.first_row AND a.last_row AND f.valid_from_run = a.run_id {some}"""


_LOGGED = """
SELECT change_id, run_id, document_id, fact_id, kind, op, cause, before_row, after_row FROM change_log"""


def changes(logged: str, some: str) -> str:
    """The changes of a condition on ``change_log``, and of one on new facts ``f`` and their ranges ``a``."""
    return f"{_LOGGED} {logged} UNION ALL {added(some)}"


def _numeral(dialect: str) -> str:
    """A row a numeral out of the ledgers of documents, with their validity."""
    if dialect == "sqlite":
        source = "json_each(l.entries) e"
        number = "l.ledger_id * 1000000 + e.key"
        part = "json_extract(e.value, '$[{place}]')"
    else:
        source = "jsonb_array_elements(CAST(l.entries AS jsonb)) WITH ORDINALITY AS e (value, place)"
        number = "l.ledger_id * 1000000 + e.place - 1"
        part = "e.value ->> {place}"
    named = [(name, part.format(place=place)) for place, name in enumerate(_LEDGER)]
    found = [f"CAST({value} AS INTEGER)" if name in ("start", "end") else value for name, value in named]
    listed = ", ".join(f'{value} AS "{name}"' for value, name in zip(found, _LEDGER, strict=True))
    return f"""
SELECT {number} AS numeral_id, l.document_id, l.valid_from_run, l.valid_to_run, {listed}
FROM ledger l CROSS JOIN {source}"""


_LEDGER = ("start", "end", "text", "status", "reason", "fact_id")


def _change(_dialect: str) -> str:
    """A row a change."""
    return changes("", "")


_DETAILS: dict[str, Callable[[str], str]] = {"numeral": _numeral, "change": _change}
"""Views that no dashboard stands on: tables once, by their columns."""


def select(name: str, dialect: str, run: str = SHOWN_RUN) -> str:
    """The SELECT of a view as of ``run``, an SQL expression such as ``:run``."""
    return _VIEWS[name](dialect, run).strip()


def drop(connection: Connection) -> None:
    """Remove the views, so that tables can be migrated below them."""
    for name in {*NAMES, *_DETAILS} & set(inspect(connection).get_view_names()):
        connection.execute(text(f"DROP VIEW {name}"))


def create(connection: Connection) -> None:
    """Make the views of this version."""
    dialect = connection.dialect.name
    details = {name: made(dialect) for name, made in _DETAILS.items()}
    for name, sql in {**details, **{name: select(name, dialect) for name in NAMES}}.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {sql}")


def columns(name: str) -> tuple[str, ...]:
    """The columns of a view in their order, read off its definition."""
    sql = _DETAILS[name]("sqlite") if name in _DETAILS else select(name, "sqlite")
    listed = re.sub(r"'[^']*'", "", sql.split("SELECT", 1)[1].split("\nFROM", 1)[0])
    depth, names, word = 0, [], ""
    for char in listed + ",":
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            names.append(word.split()[-1].split(".")[-1].strip('"'))
            word = ""
        else:
            word += char
    return tuple(names)
