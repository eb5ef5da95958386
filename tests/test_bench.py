"""The bench: what it measures, how it says it, and that one run holds all of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from pipeline import bench, bench_material, bench_report, bench_scaling, bench_yardsticks
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def report() -> bench.Report:
    samples = Path(bench_material.samples())
    chosen = [*sorted(samples.glob("*.txt"))[:12], *sorted(samples.glob("*.html"))[:3], min(samples.glob("*.pdf"))]
    options = bench.Options(documents=12, rounds=2, sizes=(40,), workers=(1, 2))
    return bench.measure([str(path) for path in chosen], options, Settings())


def test_every_stage_is_measured_in_every_round_or_said_to_be_absent(report: bench.Report) -> None:
    assert len({one.name for one in report.stages}) == len(report.stages) == 18
    for one in report.stages:
        if one.absent:
            assert one.group == "yardstick" and not one.seconds
        else:
            assert len(one.seconds) == 2 and all(seconds > 0 for seconds in one.seconds), one
            assert one.documents and one.speed("documents")
    assert report.material["texts"] == 12 and report.material["pages"] and report.material["papers"]
    (unit,) = [one for one in report.stages if one.name == bench.UNIT]
    assert unit.ratio == 1


def test_steps_add_up_to_about_the_whole(report: bench.Report) -> None:
    whole = next(one for one in report.stages if one.name == "text to facts")
    steps = [one for one in report.stages if one.name.startswith("·")]
    assert 0.3 < sum(sum(one.seconds) for one in steps) / sum(whole.seconds) < 3


def test_scaling_runs_the_command_and_watches_its_processes(report: bench.Report) -> None:
    one, two = report.scaling
    assert (one.documents, one.workers, two.workers) == (40, 1, 2)
    assert one.characters == two.characters > 10_000 and one.kb_bytes > 10_000
    assert one.cpu_seconds > 0 and one.seconds > 0
    if sys.platform == "linux":
        assert one.peak_mb and 50 < one.peak_mb < 1000 and two.peak_mb


def test_growth_compares_the_last_tenth_with_the_second() -> None:
    flat = [500, *[100] * 99]
    assert bench_scaling.growth(flat) == 0
    assert bench_scaling.growth([100] * 90 + [110] * 10) == pytest.approx(0.1)


def test_the_run_that_fails_is_said(tmp_path: Path) -> None:
    documents = bench_material.gather([], 2).documents()
    (tmp_path / "5-1.sqlite").write_text("no database")
    with pytest.raises(OSError, match="no SQLite file"):
        bench_scaling.scaled(documents, tmp_path, 5, 1)


def test_a_dump_of_any_length_has_no_copies(tmp_path: Path) -> None:
    documents = bench_material.gather([], 5).documents()
    assert len(documents) == 5
    path = tmp_path / "dump.jsonl"
    characters = bench_material.write_dump(documents, path, 12)
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len({one["url"] for one in records}) == 12
    assert sum(len(one["content"]) for one in records) == characters
    assert records[0]["content"] == documents[0].text
    assert any(records[n]["content"] != records[n + 5]["content"] for n in range(5))
    assert (
        bench_material._copied("2021年罚款1200余万元,第100号,3.125亿元,980家", 3)
        == "2021年罚款1203余万元,第100号,3.125亿元,983家"
    )


def test_what_is_not_installed_is_absent() -> None:
    with pytest.raises(bench_yardsticks.Absent, match="no_such_library is not installed"):
        bench_yardsticks._optional("no_such_library")


def test_table_json_and_plots(report: bench.Report, tmp_path: Path) -> None:
    written = {path.name: path.read_text("utf-8") for path in bench_report.write(report, tmp_path)}
    assert set(written) == {"bench.md", "bench.json", "speed.svg", "scaling.svg"}
    whole = json.loads(written["bench.json"])
    assert {one["name"]: one["ratio"] for one in whole["stages"]}[bench.UNIT] == 1
    assert whole["scaling"][1]["workers"] == 2
    assert "| text to facts " in written["bench.md"] and "| documents | processes |" in written["bench.md"]
    for name in ("speed.svg", "scaling.svg"):
        assert etree.fromstring(written[name].encode()).tag.endswith("svg")
        assert "text to facts" in written["speed.svg"] and "2 processes" in written["scaling.svg"]
        assert 'href="http' not in written[name] and "src=" not in written[name]


def test_the_command_prints_json_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    notice = tmp_path / "a.txt"
    notice.write_text("全市共抽查200余件案卷。", "utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "ignore", "-m", "pipeline", "bench", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300)

    done = run(str(notice), "--rounds", "1", "--format", "json")
    assert done.returncode == 0, done.stderr
    whole = json.loads(done.stdout)
    assert whole["material"] == {"texts": 1, "pages": 0, "papers": 0, "characters": 13}
    assert any(one["absent"] == "the material holds no page" for one in whole["stages"])
    wrong = run("--sizes", "1000,many")
    assert wrong.returncode == 2 and "--sizes 1000,many: write numbers" in wrong.stderr
