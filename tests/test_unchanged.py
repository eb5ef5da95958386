"""A run with nothing to write says what the run itself would say, without it; where anything may differ the run is made."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from outputs import glance, schema, store
from pipeline import run, unchanged, work
from pipeline.settings import Settings, load

TEXT = "市司法局通报\n2023年，市司法局抽查司法鉴定机构{number}家，办理业务{number}.5万件。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts, one of them twice, one under another name beside its sidecar, a dump with a broken record, an image."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(61, 66):
        (folder / f"{number}.txt").write_text(TEXT.format(number=number), encoding="utf-8")
    record = {"url": "https://gov.example/1.html", "title": "通报", "content": TEXT.format(number=71)}
    lines = [json.dumps(record, ensure_ascii=False), json.dumps(record, ensure_ascii=False)]
    (folder / "dump.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "61.meta.json").write_text(json.dumps({"publisher": "某市司法局"}), encoding="utf-8")
    (folder / "seal.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(None, kb=str(tmp_path / "kb.sqlite"))


def done(folder: Path, settings: Settings) -> store.RunSummary:
    return run.run([str(folder)], settings, now="2026-01-01")


def test_it_says_what_the_run_says(folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unchanged.summary([str(folder)], settings) is None  # no knowledge base yet
    first = done(folder, settings)
    assert first.run_id == 1
    assert first.duplicates and first.quarantined
    before = Path(settings.kb).read_bytes()
    quick = unchanged.summary([str(folder)], settings)
    assert quick is not None
    monkeypatch.setattr(run.unchanged, "summary", lambda *_: None)
    assert done(folder, settings) == quick
    assert quick.documents["unchanged"] == 7
    assert [(one.source, one.new) for one in quick.quarantined] == [(f"{folder}/seal.png", False)]
    assert Path(settings.kb).read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "63.txt").write_text(TEXT.format(number=99), encoding="utf-8"),
        lambda folder: (folder / "99.txt").write_text(TEXT.format(number=99), encoding="utf-8"),
        lambda folder: (folder / "61.meta.json").write_text("{}", encoding="utf-8"),
        lambda folder: (folder / "62.meta.json").write_text("{}", encoding="utf-8"),
        lambda folder: (folder / "61.meta.json").unlink(),
        lambda folder: (folder / "seal.png").write_bytes(b""),
    ],
)
def test_a_changed_input_is_noticed(folder: Path, settings: Settings, change: object) -> None:
    done(folder, settings)
    assert callable(change)
    change(folder)
    assert unchanged.summary([str(folder)], settings) is None


def test_another_configuration_is_noticed(folder: Path, settings: Settings) -> None:
    done(folder, settings)
    assert unchanged.summary([str(folder)], replace(settings, publisher="某市财政局")) is None
    with store.open(settings.kb) as kb:
        from outputs import registry

        registry.name_as(kb, "市司法局", "重庆市司法局", reviewer="王敏", now="2026-01-02T00:00:00+00:00")
    assert unchanged.summary([str(folder)], settings) is None
    assert done(folder, settings).run_id == 2
    assert unchanged.summary([str(folder)], settings) is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '0001'",
        "INSERT INTO run (run_id, status, kind, command, config_hash) VALUES (9, 'running', 'extract', '', '')",
        "UPDATE run SET status = 'running'",
        "DROP TABLE alembic_version",
    ],
)
def test_what_waits_in_the_knowledge_base_is_left_to_the_run(folder: Path, settings: Settings, statement: str) -> None:
    done(folder, settings)
    with sqlite3.connect(settings.kb) as base:
        base.execute(statement)
    assert unchanged.summary([str(folder)], settings) is None


def test_other_databases_and_the_standard_input_are_left_to_the_run(folder: Path, settings: Settings) -> None:
    done(folder, settings)
    assert unchanged.summary([str(folder), "-"], settings) is None
    server = replace(settings, kb="postgresql://nobody@localhost:1/none")
    assert unchanged.summary([str(folder)], server) is None
    broken = replace(settings, kb=str(folder / "61.txt"))
    assert unchanged.summary([str(folder)], broken) is None


def test_it_looks_for_the_tables_of_this_version(folder: Path, settings: Settings) -> None:
    done(folder, settings)
    with glance.at_rest(settings.kb) as kb:
        assert kb is not None
    with sqlite3.connect(settings.kb) as base:
        assert base.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema.HEAD,)]


def test_counts_of_nothing_are_those_of_the_last_run(folder: Path, settings: Settings) -> None:
    first = done(folder, settings)
    quick = unchanged.summary([str(folder)], settings)
    assert quick is not None
    assert (quick.facts_by_kind, quick.numerals) == (first.facts_by_kind, first.numerals)
    assert dataclasses.replace(quick, documents={}, quarantined=()) == dataclasses.replace(
        first, documents={}, quarantined=(), duplicates=(), changes={}, run_id=None
    )


BROKEN = b"PK\x03\x04 no document at all"


def test_what_could_not_be_read_is_not_tried_again(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "broken.docx").write_bytes(BROKEN)
    first = done(folder, settings)
    assert [one.new for one in first.quarantined] == [True, True]
    quick = unchanged.summary([str(folder)], settings)
    assert quick is not None and quick.documents["quarantined"] == 2
    monkeypatch.setattr(run.unchanged, "summary", lambda *_: None)
    monkeypatch.setattr(work, "read", lambda source: pytest.fail(f"{source.name} was tried"))
    assert done(folder, settings) == quick


def test_it_is_tried_again_in_another_configuration_and_with_other_bytes(folder: Path, settings: Settings) -> None:
    broken = folder / "broken.docx"
    broken.write_bytes(BROKEN)
    done(folder, settings)
    other = replace(settings, publisher="某市财政局")
    assert unchanged.summary([str(folder)], other) is None
    done(folder, other)
    assert unchanged.summary([str(folder)], other) is not None
    broken.write_bytes(BROKEN + b"!")
    assert unchanged.summary([str(folder)], other) is None
    assert done(folder, other).run_id is None, "the same reason: nothing to write but what was tried"
    assert unchanged.summary([str(folder)], other) is not None


def test_a_text_that_can_be_read_at_last_leaves_no_mark(folder: Path, settings: Settings) -> None:
    late = folder / "late.txt"
    late.write_bytes(b"\x00\x01\x02" * 400)
    assert [one.source for one in done(folder, settings).quarantined] == [str(late), f"{folder}/seal.png"]
    late.write_text(TEXT.format(number=88), encoding="utf-8")
    assert done(folder, settings).documents["new"] == 1
    with store.open(settings.kb) as kb:
        assert kb.rows("SELECT input_key FROM processed WHERE document_id = ''") == []
    late.write_bytes(b"\x00\x01\x02" * 400)
    assert [one.new for one in done(folder, settings).quarantined] == [True, False]
    assert unchanged.summary([str(folder)], settings) is not None


@pytest.mark.parametrize(("reason", "known"), [("corrupt", True), ("timeout", False), ("crashed", False)])
def test_what_may_be_the_machine_s_is_tried_again(tmp_path: Path, reason: str, known: bool) -> None:
    from corpora.errors import UnreadableDocument

    with store.open(tmp_path / "kb.sqlite") as kb:
        for turn in range(2):
            with kb.begin_run(store.RunManifest(command="run", code_hash="c")) as writer:
                if turn:
                    assert writer.known("a.pdf", "f") is known
                    assert not writer.known("a.pdf", "g")
                else:
                    writer.add(UnreadableDocument("a.pdf", reason, "why"), key="a.pdf", fingerprint="f")
                writer.commit()
