"""The rows of ``unit``: a unit as facts bear it, its code, what it measures, how many of the code's unit one is."""

from __future__ import annotations

from sqlalchemy import Connection, text

from extractors.units import SIGNS, UNITS
from outputs.rows import Row, number


def unit_row(unit: str, code: str, kind: str, run_id: int) -> Row:
    """A row in the order of its columns; class and factor are None for a unit put together, as 公斤/亩 is."""
    return (unit, code, kind, run_id, *_measured(unit, code))


def _measured(unit: str, code: str) -> tuple[str | None, object]:
    known = UNITS.get(unit) or SIGNS.get(unit)
    if known is None or known.code != code:
        return None, None
    return known.group, number(known.factor)


def complete(connection: Connection) -> None:
    """Give class and factor to the rows that an earlier version wrote without."""
    bare = connection.execute(text("SELECT unit, unit_code FROM unit WHERE unit_class IS NULL")).all()
    measured = [(unit, code, *_measured(unit, code)) for unit, code in bare]
    rows = [{"u": u, "c": c, "g": group, "f": factor} for u, c, group, factor in measured if group]
    if rows:
        sql = "UPDATE unit SET unit_class = :g, factor = :f WHERE unit = :u AND unit_code = :c"
        connection.execute(text(sql), rows)
