"""Every export is read back by other programs - pandas, DuckDB, openpyxl -, values equal, from both databases alike."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest

from outputs import dictionary, sdmx, store, views
from outputs.export import export, safe, streamed
from outputs.feed import changes
from outputs.runs import RunManifest
from tests import made, postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def kb(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[store.KnowledgeBase]:
    with store.open(postgres.address(request.param, tmp_path, "export")) as opened:
        for names in ("a", "b"):
            with opened.begin_run(RunManifest(command=names)) as run:
                run.add(made.result(names))
                run.commit()
        yield opened


def stored(kb: store.KnowledgeBase, name: str) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, streamed(kb, name, 2).rows), key=repr)


def test_read_back(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    for form in ("csv", "xlsx", "parquet", "jsonl"):
        assert export(kb, tmp_path / form, form, raw=True)[-1].name == "data-dictionary.md"
    assert (tmp_path / "csv" / "observation.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    book = openpyxl.load_workbook(tmp_path / "xlsx" / "gongbao.xlsx")
    for name in (*views.NAMES, "fact", "numeral", "change", "institution", "run"):
        rows = stored(kb, name)
        columns = streamed(kb, name, 2).columns
        assert rows or name == "quarantine"
        lines = [json.loads(line) for line in (tmp_path / "jsonl" / f"{name}.jsonl").read_text("utf-8").splitlines()]
        assert sorted((tuple(line.values()) for line in lines), key=repr) == rows
        pattern = f"{name}/**/*.parquet" if name == "observation" else f"{name}.parquet"
        path = str(tmp_path / "parquet" / pattern)
        listed = ", ".join('"' + one + '"' for one in columns)
        found = duckdb.sql(f"SELECT {listed} FROM read_parquet('{path}', hive_partitioning=true)")
        assert sorted(map(numbers, found.fetchall()), key=repr) == sorted(map(numbers, rows), key=repr)
        sheet = book[name]
        cells = [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert sheet.freeze_panes == "A2" and [cell.value for cell in sheet[1]] == list(columns)
        assert sorted(map(numbers, cells), key=repr) == sorted((numbers(blank(row)) for row in rows), key=repr)
        table = pd.read_csv(tmp_path / "csv" / f"{name}.csv", dtype=str, keep_default_na=False)
        texts = sorted((tuple("" if item is None else str(item) for item in row) for row in rows), key=repr)
        assert sorted(map(tuple, table.to_numpy().tolist()), key=repr) == texts


def numbers(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """2 and 2.0 are one value in a file."""
    return tuple(float(item) if isinstance(item, int | float) else item for item in row)


def blank(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A sheet has no empty text, only empty cells."""
    return tuple(None if item == "" else item for item in row)


def test_partitions_and_an_earlier_run(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    paths = export(kb, tmp_path, "parquet", as_of=1)
    parts = {str(path.parent.relative_to(tmp_path)) for path in paths if path.name == "part-0.parquet"}
    assert parts == {"observation/year=2023/area=500000", "observation/year=unknown/area=unknown"}
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/observation/**/*.parquet'").fetchall() == [(4,)]
    assert {row[0]: row[2] for row in streamed(kb, "data_quality", 1).rows} == dict.fromkeys(
        ("count", "money", "date", "institution"), 1
    )


def test_sdmx(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    path = export(kb, tmp_path, "sdmx-csv")[0]
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert set(sdmx.COLUMNS) == rows[0].keys() and len(rows) == 4
    shown = {
        name: rows[0][name] for name in ("FREQ", "TIME_PERIOD", "REF_AREA", "UNIT_MULT", "OBS_STATUS", "PERIOD_EDTF")
    }
    assert shown == {"FREQ": "A", "TIME_PERIOD": "2023", "REF_AREA": "500000", "UNIT_MULT": "0", "OBS_STATUS": "A", "PERIOD_EDTF": "2023"}  # fmt: skip
    assert sorted(float(row["OBS_VALUE"]) for row in rows) == [63, 63, 1100000, 1100000]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-01-01", "2020-12-31", ("A", "2020")),
        ("2020-07-01", "2020-12-31", ("S", "2020-S2")),
        ("2020-04-01", "2020-06-30", ("Q", "2020-Q2")),
        ("2020-02-01", "2020-02-29", ("M", "2020-02")),
        ("2020-02-29", "2020-02-29", ("D", "2020-02-29")),
        ("2020-02-01", "2020-04-30", ("_O", "2020-02-01/P90D")),
        ("2016-01-01", "2020-12-31", ("_O", "2016-01-01/P5Y")),
        (None, "2020-12-31", ("_O", "2020-12-31")),
    ],
)
def test_sdmx_time(first: str | None, last: str | None, expected: tuple[str, str]) -> None:
    assert sdmx.time_period(first, last) == expected


def test_the_columns_of_views_are_those_of_the_database(kb: store.KnowledgeBase) -> None:
    for name in (*views.NAMES, "numeral"):
        assert views.columns(name) == tuple(kb.rows(f"SELECT * FROM {name}")[0]), name
    known = {column for name in views.NAMES for column in views.columns(name)}
    assert known >= dictionary._COLUMNS.keys() - {"exact"}


def test_formulas_are_text() -> None:
    assert [safe(cell) for cell in ("=1+1", "-x", "@a", "+1", "甲", -5)] == ["'=1+1", "'-x", "'@a", "'+1", "甲", -5]


def test_feed(kb: store.KnowledgeBase) -> None:
    found = list(changes(kb, 0))
    assert [change["op"] for change in found] == ["added"] * 8 and found[2]["after"]["value"] == 63
    assert found[2]["before"] is None and (found[2]["cause"], found[4]["run"]) == ("new_document", 2)
    assert list(changes(kb, found[-1]["cursor"])) == []
    with pytest.raises(store.StoreError, match="whole number"):
        list(changes(kb, "yesterday"))
