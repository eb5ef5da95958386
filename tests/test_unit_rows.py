"""The table of units: every unit of a fact is in it, with what it measures and how many of its code's unit one is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from outputs import store, unit_rows
from outputs.runs import RunManifest
from outputs.store import KnowledgeBase
from tests import made, postgres

UNITS = (
    ("家", "{家}", "count"),
    ("公里", "km", "measure"),
    ("公顷", "har", "measure"),
    ("公斤/亩", "kg/{亩}", "measure"),
)


def load(kb: KnowledgeBase) -> None:
    with kb.begin_run(RunManifest()) as run:
        for name, (unit, code, kind) in enumerate(UNITS):
            document = made.document(str(name), made.SENTENCE + str(name) * 9)
            given = {"unit": unit, "unit_code": code, "value": Decimal(63)}
            run.add((document, [made.fact(document, "63家", kind, **given)], []))
        run.commit()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_units_join_and_say_what_they_measure(engine: str, tmp_path: Path) -> None:
    with store.open(postgres.address(engine, tmp_path, "units")) as kb:
        load(kb)
        sql = """SELECT o.unit, u.unit_class, o.value * u.factor AS exact FROM observation o
        JOIN unit u ON u.unit = o.unit AND u.unit_code = o.unit_code ORDER BY o.document_id"""
        found = {row["unit"]: (row["unit_class"], row["exact"]) for row in kb.rows(sql)}
        assert found == {
            "家": ("organisation", 63),
            "公里": ("length", 63),
            "公顷": ("area", 63),
            "公斤/亩": (None, None),
        }


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_rows_of_an_earlier_version_are_completed(engine: str, tmp_path: Path) -> None:
    with store.open(postgres.address(engine, tmp_path, "units")) as kb:
        load(kb)
        whole = kb.rows("SELECT * FROM unit ORDER BY unit")
        with kb.engine.begin() as connection:
            connection.execute(text("UPDATE unit SET unit_class = NULL, factor = NULL"))
            unit_rows.complete(connection)
        assert kb.rows("SELECT * FROM unit ORDER BY unit") == whole
