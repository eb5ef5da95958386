"""The commands as a person types them: output, messages, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import app

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpora" / "samples"
NOTICE = SAMPLES / "caizheng_yusuan_2005.txt"


def gongbao(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "pipeline", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=120)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kb") / "kb.sqlite"
    done = gongbao("run", SAMPLES, "--kb", path)
    assert done.returncode == 0, done.stderr
    assert "# Run 1" in done.stderr and str(path) in done.stderr
    return path


def test_every_command_has_help_with_an_example() -> None:
    for command in app.registered_commands:
        assert command.epilog and command.epilog.startswith("Example: gongbao "), command
    assert "Usage:" in gongbao("--help").stdout
    assert "Example:" in gongbao("run", "--help").stdout


def test_a_second_run_over_unchanged_input_changes_nothing(kb: Path) -> None:
    again = gongbao("run", SAMPLES, "--kb", kb)
    assert again.returncode == 0 and "Nothing changed" in again.stderr
    assert gongbao("runs", "--kb", kb).stdout.count("\n") == 1
    assert gongbao("changes", "--kb", kb, "--since", "999999").stdout == ""


def test_bad_input_is_quarantined_named_and_changes_nothing_else(kb: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("全市共抽查200余件案卷。", "utf-8")
    alone = gongbao("extract", tmp_path).stdout
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "junk.html").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    done = gongbao("extract", tmp_path)
    assert done.returncode == 3
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    errors = {Path(one["document"]["source"]).name: one["error"]["class"] for one in objects if "error" in one}
    assert errors == {
        "empty.txt": "empty",
        "junk.html": "binary",
        "old.doc": "unsupported_format",
        "cut.pdf": "corrupt",
    }
    assert [line for line in done.stdout.splitlines() if "good.txt" in line] == alone.splitlines()
    run = gongbao("run", tmp_path, "--kb", tmp_path / "kb" / "x.sqlite")
    assert run.returncode == 3
    assert all(name in run.stderr for name in errors)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "x", "--published", "24.2.2021"), "is no date; write it as 2021-02-24"),
        (("extract", "x", "--format", "xml"), "not one of jsonl, table, html"),
        (("run", "x", "--workers", "0"), "--workers"),
        (("fly",), "No such command 'fly'"),
        (("run",), "Missing argument"),
        (("diff", "--class", "gone"), "--class gone: not one of added, lost"),
        (("diff", "--kind", "counts"), "--kind counts: not one of count"),
        (("diff", "--cause", "weather"), "--cause weather: not one of source"),
        (("diff", "--fail-if", "lost"), "--fail-if 'lost' is no limit"),
        (("diff", "1", "a.jsonl"), "two runs by number, two knowledge bases or two files"),
        (("review", "--sample", "5", "--kind", "all"), "--kind all: not one of count"),
    ],
)
def test_a_wrong_argument_is_one_clear_line_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    done = gongbao(*arguments)
    assert done.returncode == 2
    assert message in done.stderr and done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_no_knowledge_base_is_said_with_what_to_do(tmp_path: Path) -> None:
    done = gongbao("status", "--kb", tmp_path / "none.sqlite")
    assert done.returncode == 1 and "gongbao run PATH --kb" in done.stderr


def test_standard_input_and_the_three_formats() -> None:
    text = NOTICE.read_text("utf-8")
    (line,) = gongbao("extract", "-", stdin=text).stdout.splitlines()
    assert json.loads(line)["facts"]
    assert gongbao("extract", NOTICE, "--format", "table").stdout
    page = gongbao("extract", NOTICE, "--format", "html").stdout
    assert page.lstrip().lower().startswith("<!doctype html>")


def test_explain_a_fact_and_a_rejected_numeral(kb: Path) -> None:
    fact = json.loads(gongbao("changes", "--kb", kb, "--since", "0").stdout.splitlines()[0])
    told = gongbao("explain", fact["fact_id"], "--kb", kb)
    assert told.returncode == 0 and "rule" in told.stdout and "【" in told.stdout
    objects = json.loads(gongbao("extract", NOTICE).stdout)
    rejected = next((one for one in objects["numerals"] if one["status"] == "rejected"), None)
    if rejected is not None:
        why = gongbao("explain", f"{NOTICE}:{rejected['start']}", "--kb", kb)
        assert rejected["reason"] in why.stdout
    assert gongbao("explain", "0000000000000000", "--kb", kb).returncode == 1


def test_export_and_status(kb: Path, tmp_path: Path) -> None:
    done = gongbao("export", tmp_path / "out", "--kb", kb, "--format", "csv")
    assert done.returncode == 0 and done.stdout
    status = gongbao("status", "--kb", kb).stdout
    assert "documents\t64" in status and "in quarantine\t0" in status


def test_diff_says_zero_aloud_and_lists_a_corrected_figure(tmp_path: Path) -> None:
    notice, kb = tmp_path / "a.txt", tmp_path / "kb.sqlite"
    notice.write_text("市司法局抽查200件卷宗。给予2家机构行政处罚。", "utf-8")
    gongbao("run", notice, "--kb", kb)
    assert "0 changes in" in gongbao("diff", "1", "1", "--kb", kb).stdout
    notice.write_text("市司法局抽查230件卷宗。给予2家机构行政处罚。", "utf-8")
    gongbao("run", notice, "--kb", kb)
    done = gongbao("diff", "--kb", kb, "--format", "jsonl", "--exit-code")
    (change,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1 and "230" in json.dumps(change) and "200" in json.dumps(change)
    assert gongbao("diff", "--kb", kb, "--fail-if", "nonsense").returncode == 2


def test_evaluate_config_and_lint() -> None:
    assert gongbao("config").stdout.startswith('kb = "')
    assert gongbao("lexicon", "lint").returncode == 0
    report = gongbao("evaluate", "corpora/gold", "--documents", SAMPLES, "--errors", "2")
    assert report.returncode == 0 and "ALL" in report.stdout


def test_the_python_interface_of_the_readme() -> None:
    import pipeline

    loaded = pipeline.load()
    doc = loaded.extract("全市共抽查200余件案卷。", published="2021-02-24", publisher="重庆市司法局")
    frame = doc.to_frame()
    assert frame["text"].tolist() == ["200余件"] and int(frame["value"][0]) == 200
    texts = ["抽查3家机构。", {"text": "共受理12件。", "published": "2021-02-24"}]
    assert [one.facts[0].text for one in loaded.pipe(texts)] == ["3家", "12件"]
