"""The knowledge base as it was after an earlier run: for the views, the feed, every command that reads, and the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from outputs import feed, findings, names, queue, store, views
from outputs.errors import NoSuchRun, StoreError
from outputs.merges import INDICATORS
from outputs.review import overview
from outputs.runs import RunManifest
from outputs.store import KnowledgeBase
from pipeline.cli import main
from tests import made, postgres

OTHER = "2023年,市司法局抽查律师事务所12家,减免鉴定费110余万元。"


def everything(kb: KnowledgeBase) -> dict[str, list[dict[str, object]]]:
    order = {name: ", ".join(views.columns(name)[:2]) for name in views.NAMES}
    return {name: kb.rows(f"SELECT * FROM {name} ORDER BY {order[name]}") for name in views.NAMES}


def two_runs(address: str) -> dict[str, list[dict[str, object]]]:
    """A document in two revisions and one that came later; the views as they were after the first run."""
    with store.open(address) as kb:
        with kb.begin_run(RunManifest(command="1")) as run:
            run.add(made.result("a"))
            run.commit(committed_at="2024-01-01T00:00:00+00:00")
        then = everything(kb)
        with kb.begin_run(RunManifest(command="2")) as run:
            edited = made.document("a", made.SENTENCE.replace("63家", "64家"))
            run.add((edited, made.facts(edited, 64), []))
            run.add(made.result("b"))
            run.commit(committed_at="2024-01-02T00:00:00+00:00")
        assert everything(kb) != then
    return then


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_view_shows_what_it_showed_then(engine: str, tmp_path: Path) -> None:
    address = postgres.address(engine, tmp_path, "past")
    then = two_runs(address)
    with store.open(address, as_of=1) as kb:
        assert kb.resolve_run() == 1 and [run["run_id"] for run in kb.runs()] == [1]
        assert everything(kb) == then
        assert {fact["text"] for fact in kb.facts() if fact["kind"] == "count"} == {"63家"}
        assert {change["run"] for change in feed.changes(kb)} == {1}
        assert overview.count(kb, kb.resolve_run()).documents == 1
        assert queue.scope(kb).new == 1
        assert list(findings.findings(kb)) == []
        assert {row["figures"] for row in names.listed(kb, INDICATORS)} == {1}
    with store.open(address) as kb:
        assert kb.resolve_run() == 2 and len(kb.rows("SELECT document_id FROM document_summary")) == 2
        assert {row["figures"] for row in names.listed(kb, INDICATORS)} == {2}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_past_is_not_written_to_and_has_to_be_there(engine: str, tmp_path: Path) -> None:
    address = postgres.address(engine, tmp_path, "past")
    two_runs(address)
    with (
        store.open(address, as_of=1) as kb,
        pytest.raises(StoreError, match="read-only"),
        kb.begin_run(RunManifest()) as run,
    ):
        run.add(made.result("c"))
        run.commit()
    with pytest.raises(NoSuchRun, match="no run 9"):
        store.open(address, as_of=9)
    with store.open(address) as kb:
        assert kb.resolve_run() == 2


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = str(tmp_path / "kb.sqlite")
    two_runs(address)
    base = ["--kb", address]

    def said(*command: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main([*command, *base])
        assert ended.value.code == code
        return "".join(capsys.readouterr())

    assert "documents\t1\n" in said("status", "--as-of", "1") and "documents\t2\n" in said("status")
    assert "63家" in said("changes", "--since", "0", "--as-of", "1")
    assert "64家" not in said("changes", "--since", "0", "--as-of", "1") and "64家" in said("changes", "--since", "0")
    place = f"bulletins/a.txt:{made.SENTENCE.index('63')}"
    assert "【63家】" in said("explain", place, "--as-of", "1") and "【64家】" in said("explain", place)
    assert said("findings", "--as-of", "1") == "" == said("institutions", "log", "--as-of", "1")
    assert "no run 7" in said("status", "--as-of", "7", code=1)
    said("export", str(tmp_path / "out"), "--format", "csv", "--as-of", "1")
    assert "64家" not in (tmp_path / "out" / "observation.csv").read_text("utf-8")


def test_indicators_are_listed_united_and_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = str(tmp_path / "kb.sqlite")
    with store.open(address) as kb, kb.begin_run(RunManifest()) as run:
        for name, indicator in (("a", "城镇居民人均可支配收入"), ("b", "居民可支配收入_50%")):
            document = made.document(name, made.SENTENCE + name * 9)
            run.add((document, [made.fact(document, "63家", indicator=indicator, period="2023")], []))
        run.commit()

    def said(*command: str, code: int = 0) -> list[str]:
        with pytest.raises(SystemExit) as ended:
            main(["indicators", *command, "--kb", address])
        assert ended.value.code == code
        return "".join(capsys.readouterr()).splitlines()

    assert said("list", "城镇") == ['1\t城镇居民人均可支配收入\t居民可支配\t收入\tper_capita\t["城镇"]\t\t\t']
    assert len(said("list")) == 2 and len(said("list", "_50%")) == 1 and said("list", "收_入") == []
    li = ("--reviewer", "li", "--note", "同一口径")
    assert said("merge", "居民可支配收入_50%", "城镇居民人均可支配收入", *li) == []
    with store.open(address) as kb:
        series = "SELECT DISTINCT indicator FROM indicator_series"
        assert [row["indicator"] for row in kb.rows(series)] == ["城镇居民人均可支配收入"]
    merged = said("list", "_50%")[0].split("\t")
    assert merged[6:8] == ["城镇居民人均可支配收入", "li"]
    assert said("split", "居民可支配收入_50%", "--reviewer", "王") == []
    with store.open(address) as kb:
        assert len(kb.rows(series)) == 2
    log = [line.split("\t") for line in said("log")]
    assert log[0] == [merged[8], "li", "merge", "居民可支配收入_50%", "城镇居民人均可支配收入", "同一口径"]
    assert log[1][1:] == ["王", "split", "居民可支配收入_50%", "", ""] and log[0][0] < log[1][0]
    assert "no indicator 降水" in said("merge", "降水", "城镇居民人均可支配收入", *li, code=1)[0]
