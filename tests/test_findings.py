"""Findings of the knowledge base: within a document and between documents, taken away by agreement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from outputs import findings, store
from pipeline.cli import app

NOTICES = {
    "a": ("2021-01-20", "2020年，重庆市共受理案件1000件。"),
    "b": ("2022-01-20", "2021年，重庆市共受理案件1100件，同比增长20%。全市服务站46个，其中乡镇站31个，占76.4%。"),
    "c": ("2022-02-10", "2021年，重庆市共受理案件1250件。"),
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notices")
    for name, (published, text) in NOTICES.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        (folder / f"{name}.meta.json").write_text(json.dumps({"published": published, "title": "通报"}), "utf-8")
    path = folder.parent / f"{folder.name}.sqlite"
    done = CliRunner().invoke(app, ["run", str(folder), "--kb", str(path)])
    assert done.exit_code == 0, done.output
    return path


def kinds(kb: Path, **chosen: str) -> list[str]:
    with store.open(str(kb), create=False) as opened:
        return [found.kind for found in findings.findings(opened, **chosen)]


def test_within_and_between_documents(kb: Path) -> None:
    assert sorted(kinds(kb)) == ["change_differs_from_earlier", "observations_differ", "share_differs"]


def test_of_one_kind_and_of_one_document(kb: Path) -> None:
    assert kinds(kb, kind="share_differs") == ["share_differs"]
    with store.open(str(kb), create=False) as opened:
        (source,) = [
            row["source"] for row in opened.rows("SELECT source FROM revision") if row["source"].endswith("a.txt")
        ]
    assert kinds(kb, document=source) == ["change_differs_from_earlier"]


def test_the_command_names_the_figures_in_their_sentences(kb: Path) -> None:
    shown = CliRunner().invoke(app, ["findings", "--kb", str(kb), "--kind", "change_differs_from_earlier"]).output
    assert "+10.00%, the text says +20%" in shown and "【20%】" in shown and "【1000件】" in shown
    given = CliRunner().invoke(app, ["findings", "--kb", str(kb), "--format", "json"]).output
    assert [json.loads(line)["reviewed"] for line in given.splitlines()] == [False] * 3
