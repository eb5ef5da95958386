"""The steps of docs/connect.md, run as they stand: Datasette, pandas, DuckDB; the workbook of Excel in test_export."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from outputs import store
from outputs.export import export
from outputs.runs import RunManifest
from tests import made

TEXT = (Path(__file__).parent.parent / "docs" / "connect.md").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with store.open(tmp_path / "kb" / "gongbao.sqlite") as kb:
        with kb.begin_run(RunManifest()) as run:
            run.add(made.result("a"))
            run.commit()
        export(kb, tmp_path / "out", "parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_python_steps(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = blocks("python")
    assert len(steps) == 2
    for step in steps:
        exec(compile(step, "connect.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "63.0" in shown and "[('2023', 2), ('unknown', 2)]" in shown


def test_datasette(folder: Path) -> None:
    command = next(line for block in blocks("sh") for line in block.splitlines() if "--get" in line)
    program = Path(sys.executable).parent / "datasette"
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [str(program), *shlex.split(command)[1:]], capture_output=True, text=True, timeout=120, env=environment
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["value"] for row in rows] == [63] and rows[0]["region"] == "重庆市"
