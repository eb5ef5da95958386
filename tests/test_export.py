"""Every export is read back by another program, values equal."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from outputs import store
from outputs.export import export, safe
from outputs.feed import changes
from outputs.runs import RunManifest
from tests import made


@pytest.fixture
def kb(tmp_path: Path) -> store.KnowledgeBase:
    opened = store.open(tmp_path / "kb.sqlite")
    with opened.begin_run(RunManifest()) as run:
        run.add(made.result("a"))
        run.commit()
    return opened


def test_read_back(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    for form in ("csv", "xlsx", "parquet", "jsonl", "sdmx-csv"):
        assert (export(kb, tmp_path / form, form))[-1].name == "data-dictionary.md"
    csv = pd.read_csv(tmp_path / "csv" / "observation.csv")
    assert (tmp_path / "csv" / "observation.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert sorted(csv["value"].dropna()) == [63, 1100000] and set(csv["title"]) == {"抽查通报"}
    sheet = openpyxl.load_workbook(tmp_path / "xlsx" / "gongbao.xlsx")["observation"]
    names = [cell.value for cell in sheet[1]]
    values = [row[names.index("value")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sheet.freeze_panes == "A2" and sorted(v for v in values if v is not None) == [63, 1100000]
    pattern = str(tmp_path / "parquet" / "observation" / "**" / "*.parquet")
    rows = duckdb.sql(f"SELECT value FROM '{pattern}' WHERE year = '2023' ORDER BY value").fetchall()
    assert rows == [(63,), (1100000,)]
    sdmx = pd.read_csv(tmp_path / "sdmx-csv" / "indicator_series.sdmx.csv")
    assert sorted(sdmx["OBS_VALUE"]) == [63, 1100000] and set(sdmx["REF_AREA"]) == {500000}
    kb.close()


def test_formulas_are_text() -> None:
    assert [safe(cell) for cell in ("=1+1", "-x", "@a", "+1", "甲", -5)] == ["'=1+1", "'-x", "'@a", "'+1", "甲", -5]


def test_feed(kb: store.KnowledgeBase) -> None:
    found = list(changes(kb, 0))
    assert [change["op"] for change in found] == ["added"] * 4 and found[2]["after"]["value"] == 63
    assert list(changes(kb, found[-1]["cursor"])) == []
    kb.close()
