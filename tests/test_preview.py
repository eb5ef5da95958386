"""The effect of an edited table, dictionary or settings file on stored documents, before anything is saved."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from outputs import store
from outputs.decisions import Judgement, Target, decide
from outputs.diff import compare
from outputs.diff_sources import between_runs, facts
from outputs.runs import RunManifest
from outputs.views import valid
from pipeline import run as running
from pipeline.nlp import Extractor
from pipeline.preview import PreviewError, preview, replayer, write
from pipeline.settings import Settings
from tests import made

TEXT = "2023年,市司法局抽查司法鉴定机构63家,减免鉴定费110余万元。全市新增便民亭7咖。"
SETTINGS = Settings()
SAMPLES = Path(str(files("corpora"))) / "samples"
UNITS = Path(str(files("extractors").joinpath("lexicon", "units.tsv")))


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.KnowledgeBase]:
    with store.open(tmp_path_factory.mktemp("preview") / "kb.sqlite") as opened:
        extract(opened, TEXT, RunManifest(lexicon_hash="l"))
        yield opened


def extract(kb: store.KnowledgeBase, text: str, manifest: RunManifest) -> None:
    found = Extractor(SETTINGS).extract_document(made.document("a", text))
    with kb.begin_run(manifest) as run:
        run.add((found.document, found.facts, [entry.as_dict() for entry in found.numerals]))
        run.commit()


def edited(folder: Path, *, more: str = "", without: str = "") -> Path:
    lines = UNITS.read_text("utf-8").splitlines()
    kept = [line for line in lines if not without or line.split("\t")[0] != without]
    path = folder / "units.tsv"
    path.write_text("\n".join([*kept, more]) + "\n", "utf-8")
    return path


def row(word: str) -> str:
    header = next(line for line in UNITS.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    cells = {"word": word, "kind": "count", "class": "thing"}
    return "\t".join(cells.get(name, "") for name in header.split("\t"))


def test_an_unedited_table_changes_nothing(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    found = preview(kb, SETTINGS, [edited(tmp_path)])
    assert found.said() == "+0, -0, 0 values change, 0 other changes, 0 contradict decisions" and found.documents == 1
    assert found.diff.new_facts == found.diff.old_facts > 3


def test_an_edited_table_and_the_decisions_it_contradicts(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    (count,) = [one for one in kb.facts() if one["text"] == "63家"]
    decide(kb, "甲", Target(count["document_id"], count["fact_id"]), Judgement("accept"), now="2024-03-01")
    runs = len(kb.runs())
    found = preview(kb, SETTINGS, [edited(tmp_path, more=row("咖"), without="家")])
    changed = {(one.change_class, one.fact.text) for one in found.diff.changes}
    assert ("added", "7咖") in changed and any(text.startswith("63") for _, text in changed)
    assert [one.selector.quote for one in found.contradicted] == ["63家"] and "1 contradict decisions" in found.said()
    assert {one.cause for one in found.diff.changes} == {"lexicon"}
    assert len(kb.runs()) == runs, "nothing was written"
    for form in ("table", "jsonl", "html"):
        stream = io.StringIO()
        write(found, stream, form=form)
        assert "7咖" in stream.getvalue()


def test_what_cannot_be_previewed_is_said(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "strange.tsv").write_text("word\n", "utf-8")
    with pytest.raises(PreviewError, match="replace nothing"):
        preview(kb, SETTINGS, [tmp_path / "strange.tsv"])
    with pytest.raises(PreviewError, match="no such file"):
        preview(kb, SETTINGS, [tmp_path / "units.tsv"])
    with pytest.raises(PreviewError, match="already on line"):
        preview(kb, SETTINGS, [edited(tmp_path, more=row("家"))])


def test_user_dictionaries_and_settings(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("便民亭 100 n\n", "utf-8")
    settings = tmp_path / "gongbao.toml"
    settings.write_text("hmm = true\n", "utf-8")
    found = preview(kb, SETTINGS, [words, settings], limit=1)
    assert found.documents == 1 and not found.failed


def test_the_old_text_is_read_again_to_find_a_cause(tmp_path: Path) -> None:
    with store.open(tmp_path / "kb.sqlite") as kb:
        extract(kb, TEXT, RunManifest(lexicon_hash="l"))
        extract(kb, TEXT.replace("63家", "64家"), RunManifest(lexicon_hash="other"))
        found = between_runs(kb, 1, 2, replay=replayer(kb, SETTINGS)).only()
        assert {(one.change_class, one.cause) for one in found.changes} == {("value", "source")}


def test_a_stored_text_is_read_again_as_it_was_the_first_time(tmp_path: Path) -> None:
    samples = [one for one in sorted(SAMPLES.iterdir()) if one.suffix in (".html", ".pdf", ".docx")]
    settings = Settings(kb=str(tmp_path / "kb.sqlite"))
    running.run([str(one) for one in samples], settings, now="2026-01-01T00:00:00+00:00")
    with store.open(settings.kb) as kb:
        stored = list(facts(kb, valid("1", "f")))
        read = replayer(kb, settings)
        again = [row for name in {row.document_id for row in stored} for row in read(name, 1) or ()]
        found = compare(stored, again)
        assert sum(1 for row in stored if row.cell) > 100, "figures of tables among them"
        assert found.changes == () and found.old_facts == found.new_facts == len(stored)
