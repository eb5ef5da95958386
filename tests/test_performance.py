"""What the project promises of speed and memory, with room for a busy machine: ratios within one run, processor time.

The figures themselves are in docs/performance.md; here is what may never be lost again.
"""

import gc
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import bench
from pipeline.settings import Settings, load

ROOT = Path(__file__).parent.parent
NOTICE = ROOT / "corpora" / "samples" / "caizheng_yusuan_2005.txt"
HEAVY = ("numpy", "pandas", "pyarrow", "pydantic", "spacy", "sqlalchemy", "lxml", "pdfplumber", "rjieba", "jieba")


def seconds(*command: str) -> float:
    """Processor seconds of a command, the shortest of three."""
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=120)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def loaded(*arguments: str) -> set[str]:
    """The heavy libraries that a command loads."""
    code = (
        "import contextlib, io, sys\nfrom pipeline.cli import main\n"
        f"with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n    main({list(arguments)!r})\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("bench", "--help"), ("--nonsense",)])
def test_help_and_mistakes_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


def test_extraction_of_a_text_loads_no_database_no_tables_no_pdf_reader_and_no_spacy() -> None:
    assert not loaded("extract", str(NOTICE)) & {"pandas", "pyarrow", "sqlalchemy", "pdfplumber", "spacy"}


def test_a_run_over_unchanged_input_loads_neither_readers_nor_rules_nor_a_database(tmp_path: Path) -> None:
    command = ("run", str(NOTICE), "--kb", str(tmp_path / "kb.sqlite"))
    assert {"sqlalchemy", "rjieba"} <= loaded(*command)
    assert loaded(*command) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are started another way")
def test_who_writes_what_workers_find_loads_no_rules(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pipeline.run import run\nfrom pipeline.settings import load\n"
        f"run([{str(NOTICE)!r}], load(None, kb={str(tmp_path / 'kb.sqlite')!r}, workers=2), now='2026-01-01')\n"
        "print(*[name for name in ('rjieba', 'extractors.assembly', 'extractors.dates') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


def test_a_run_with_nothing_to_do_is_over_at_once(tmp_path: Path) -> None:
    command = ("-m", "pipeline", "run", str(NOTICE), "--kb", str(tmp_path / "kb.sqlite"))
    subprocess.run([sys.executable, *command], cwd=ROOT, check=False, capture_output=True, timeout=120)
    assert seconds(*command) - seconds("-c", "pass") < 1.0  # 0.25


def test_help_is_there_at_once_and_one_notice_soon() -> None:
    empty = seconds("-c", "pass")
    assert seconds("-m", "pipeline", "--help") - empty < 0.6  # 0.1 on a quiet machine
    assert seconds("-m", "pipeline", "extract", str(NOTICE)) - empty < 3.5  # 1.4


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    texts = sorted(
        path for path in (ROOT / "corpora" / "samples").glob("*") if path.suffix in (".txt", ".html", ".pdf")
    )
    report = bench.measure([str(path) for path in texts], bench.Options(documents=36, rounds=3), Settings())
    return {one.name: one.ratio for one in report.stages if one.ratio is not None}


# Half of what was measured: what falls below has lost a half, not met a busy minute.
@pytest.mark.parametrize(
    ("stage", "floor"),
    [
        ("text to facts", 0.2),
        ("dump to committed knowledge base", 0.14),
        ("· read", 3.3),
        ("· values", 1.1),
        ("· segment", 3.3),
        ("· institutions", 2.4),
        ("· outline and resolution", 2.7),
        ("· assembly", 0.5),
        ("· facts and ledger", 1.7),
        ("HTML pages to facts", 0.3),
        ("PDF files to facts", 0.5),
    ],
)
def test_no_stage_becomes_slow(measured: dict[str, float], stage: str, floor: float) -> None:
    if stage == "HTML pages to facts":
        pytest.importorskip("trafilatura", reason="pages are measured beside trafilatura, which is not installed")
    assert measured[stage] > floor


def test_memory_stays_flat(tmp_path: Path) -> None:
    """What a run keeps of a document after it is written: a few short strings, whatever the length of the run."""
    import tracemalloc

    from pipeline import run

    path = tmp_path / "dump.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(1000):
            text = (
                f"全市共抽查{number + 3}家机构,罚款{number}.5万元,市司法局通报{number % 40}起案件。"
                + "各地要认真落实。" * 20
            )
            record = {"url": f"https://gov.example/{number}.html", "title": f"第{number}号通报", "content": text}
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    held: list[int] = []

    def look(done: int, _: str) -> None:
        if done == 150:
            tracemalloc.start()
        if done in (400, 1000):  # just after a batch, then at the end
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])

    try:
        run.run([str(path)], load(None, kb=str(tmp_path / "kb.sqlite")), now="2026-01-01", progress=look)
    finally:
        tracemalloc.stop()
    # Facts and numerals of a document kept would be ten times that.
    assert (held[1] - held[0]) / 600 < 4_000, held
