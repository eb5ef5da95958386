"""Facts with no more of them than arithmetic checks look at: a million are read in a quarter of the time of whole ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from extractors.fact import Fact, json_number
from outputs.store import KnowledgeBase

_FIELDS = ("fact_id", "kind", "text", "start", "end", "sentence", "bound", "unit", "role", "direction", "comparison")
_MORE = ("base_period", "modality", "indicator", "action", "region", "period", "part_of")
_NAMES = (*_FIELDS, *_MORE)
_COLUMNS = (*_NAMES, "value", "cell", "exact", "review_status", "document_id")
_WITH = len(_NAMES)

Checked = tuple[str, str, Fact]
"""The document of a fact, what reviewers said of it, and the fact."""


def facts(
    kb: KnowledgeBase, rest: str, parameters: Mapping[str, object], more: tuple[str, ...] = ()
) -> Iterator[tuple[Checked, tuple[Any, ...]]]:
    """Facts ``f`` by the rest of a SELECT, FROM on; with each the expressions ``more`` of its row."""
    listed = ", ".join([*(f'f."{name}"' for name in _COLUMNS), *more])
    with kb.connect() as connection:
        for row in connection.execute(text(f"SELECT {listed} {rest}"), parameters):
            yield _checked(row), tuple(row[len(_COLUMNS) :])


def _checked(row: Any) -> Checked:
    value, cell, exact, status, document_id = row[_WITH : _WITH + 5]
    if exact is not None:
        value = json.loads(exact).get("value", value)
    given = dict(zip(_NAMES, row, strict=False))
    if value is not None:
        given["value"] = _decimal(value)
    if cell is not None:
        given["cell"] = json.loads(cell)
    fact = Fact(**given)
    return document_id, status or "", fact


def _decimal(value: object) -> Decimal:
    """The decimal of a stored number, in the same form from both databases."""
    return Decimal(str(json_number(value) if isinstance(value, Decimal) else value))
