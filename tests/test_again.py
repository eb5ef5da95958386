"""The same command once more says what it would say after looking at everything; whatever changed, it looks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from outputs import registry, store
from pipeline import again, cli

TEXT = "市司法局通报\n2023年，市司法局抽查司法鉴定机构{number}家，办理业务{number}.5万件。\n"
ROOT = Path(__file__).parent.parent
LOADED = "import sys, atexit\natexit.register(lambda: print(*sys.modules))\nfrom pipeline.entry import main\nmain()"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of notices, the working directory; what is kept is kept beside it."""
    here = tmp_path / "here"
    (here / "in").mkdir(parents=True)
    for number in (61, 62):
        (here / "in" / f"{number}.txt").write_text(TEXT.format(number=number), encoding="utf-8")
    (here / "in" / "61.meta.json").write_text(json.dumps({"publisher": "某市司法局"}), encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(here)
    return here


ASKED = ["run", "in", "--kb", "kb.sqlite"]


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str] = ASKED) -> int:
    """The command by the whole way, as the entry point would have it run."""
    monkeypatch.setattr(again, "asked", arguments)
    with pytest.raises(SystemExit) as done:
        cli.main(arguments)
    assert isinstance(done.value.code, int)
    return done.value.code


def test_it_says_the_same_and_loads_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert again.said(ASKED) is None
    assert run(monkeypatch) == 0
    whole = subprocess.run(
        [sys.executable, "-c", "import sys; from pipeline.cli import main; main(sys.argv[1:])", *ASKED],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    quick = subprocess.run(
        [sys.executable, "-c", LOADED, *ASKED],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Nothing changed" in quick.stderr
    assert (quick.stderr, quick.returncode) == (whole.stderr, whole.returncode)
    assert not set(quick.stdout.split()) & {"typer", "msgspec", "dataclasses", "sqlite3", "pipeline.cli", "outputs"}


def test_what_is_in_quarantine_is_said_with_its_exit_code(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "in" / "seal.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run(monkeypatch) == 3
    capsys.readouterr()
    assert again.said(ASKED) == 3
    assert "seal.png" in capsys.readouterr().err


def same_size_and_time(place: Path) -> None:
    path = place / "in" / "61.txt"
    before = path.stat()
    path.write_text(TEXT.format(number=99), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def decided(place: Path) -> None:
    with store.open(place / "kb.sqlite") as kb:
        registry.name_as(kb, "市司法局", "重庆市司法局", reviewer="王敏", now="2026-01-02T00:00:00+00:00")


@pytest.mark.parametrize(
    "change",
    [
        same_size_and_time,
        decided,
        lambda place: (place / "in" / "63.txt").write_text(TEXT.format(number=63), encoding="utf-8"),
        lambda place: (place / "in" / "62.txt").unlink(),
        lambda place: (place / "in" / "62.txt").rename(place / "in" / "64.txt"),
        lambda place: (place / "in" / "61.meta.json").write_text("{}", encoding="utf-8"),
        lambda place: (place / "in" / "62.meta.json").write_text("{}", encoding="utf-8"),
        lambda place: (place / "in" / "62.txt").chmod(0) if os.geteuid() else (place / "in" / "62.txt").unlink(),
        lambda place: (place / "in" / "link").symlink_to(place / "in"),
        lambda place: (place / "gongbao.toml").write_text('publisher = "某市财政局"', encoding="utf-8"),
        lambda place: (place / "kb.sqlite").unlink(),
        lambda place: os.environ.update(GONGBAO_PUBLISHER="某市财政局"),
        lambda place: os.chdir(place.parent),
    ],
)
def test_a_change_is_looked_at(place: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]) -> None:
    monkeypatch.setenv("GONGBAO_WORKERS", "1")
    monkeypatch.setenv("GONGBAO_PUBLISHER", "某市民政局")
    assert run(monkeypatch) == 0
    assert again.said(ASKED) == 0
    change(place)
    assert again.said(ASKED) is None


def test_other_arguments_are_another_command(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch) == 0
    assert again.said([*ASKED, "--workers", "1"]) is None
    assert again.said(["run", "in", "--kb", "other.sqlite"]) is None


def test_other_code_is_looked_at(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for package in ("corpora", "extractors", "outputs", "pipeline"):
        (tmp_path / "code" / package / "inner").mkdir(parents=True)
    monkeypatch.setattr(again, "ROOT", str(tmp_path / "code"))
    table = tmp_path / "code" / "extractors" / "inner" / "units.tsv"
    before = again._code()
    table.write_text("家")
    with_table = again._code()
    os.utime(table, ns=(1, 1))
    assert len({before, with_table, again._code()}) == 3


@pytest.mark.parametrize("spoilt", ["", "{", "[]", "{}"])
def test_what_cannot_be_read_counts_as_nothing(place: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str) -> None:
    assert run(monkeypatch) == 0
    Path(again._place(ASKED)).write_text(spoilt)
    assert again.said(ASKED) is None


def test_what_cannot_be_kept_costs_nothing(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder is wanted")
    assert run(monkeypatch) == 0
    assert again.said(ASKED) is None


def test_inputs_that_change_meanwhile_are_not_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch) == 0
    Path(again._place(ASKED)).unlink()
    settings = SimpleNamespace(kb="kb.sqlite", spacy_model=None, user_dictionaries=(), lexicons=())

    def told() -> tuple[str, int]:
        (place / "in" / "62.txt").write_text(TEXT.format(number=77), encoding="utf-8")
        return "nothing", 0

    again.keep(["in"], settings, None, told)  # type: ignore[arg-type]
    assert again.said(ASKED) is None
    again.keep(["in"], settings, None, lambda: ("nothing", 0))  # type: ignore[arg-type]
    assert again.said(ASKED) == 0


def test_the_standard_input_and_other_databases_are_not_kept(place: Path) -> None:
    for paths, kb in ((["-"], "kb.sqlite"), (["in"], "postgresql://nobody@localhost:1/none")):
        settings = SimpleNamespace(kb=kb, spacy_model=None, user_dictionaries=(), lexicons=())
        again.keep(paths, settings, None, lambda: pytest.fail("it was asked"))  # type: ignore[arg-type]


def test_the_oldest_are_forgotten(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "_KEPT", 2)
    for workers in ("1", "2", "3"):
        assert run(monkeypatch, [*ASKED, "--workers", workers]) == 0
    known = [again.said([*ASKED, "--workers", workers]) for workers in ("1", "2", "3")]
    assert known == [None, 0, 0]


def test_a_written_summary_is_written_each_time(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [*ASKED, "--summary", "said.md"]
    assert run(monkeypatch, asked) == 0
    assert again.said(asked) is None
