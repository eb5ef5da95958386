"""Batches of documents: an error, or a document over its time, costs that document only and changes no other."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.cycles import no_collection
from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.recent import BATCH, BATCH_CHARACTERS
from corpora.source import Source
from corpora.text import document_of
from extractors.extraction import Extraction
from pipeline import outcomes, passes, work
from pipeline.nlp import Extractor
from pipeline.settings import Settings, load

TEXTS = [
    f"市司法局通报\n2023年，市司法局抽查司法鉴定机构{number}家，办理业务{number}.5万件。" for number in range(61, 72)
]
GUILTY = "抽查司法鉴定机构66家"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def extractions(folder: Path, **given: object) -> list[outcomes.Outcome]:
    return list(outcomes.extractions([str(folder)], load(None, **given)))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = passes.resolution.resolve

    def resolve(*given: object, text: str, **named: object) -> object:
        if GUILTY in text:
            raise ZeroDivisionError("a fault of ours")
        return made(*given, text=text, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(passes.resolution, "resolve", resolve)
    yield


def test_an_error_of_ours_costs_its_document_only(folder: Path, broken: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = extractions(folder)
    failed = [one for one in found if isinstance(one, UnreadableDocument)]
    assert [(one.reason, Path(one.source).name) for one in failed] == [("extraction_failed", "05.txt")]
    assert "ZeroDivisionError: a fault of ours" in failed[0].message
    monkeypatch.undo()
    whole = extractions(folder)
    assert [one for one in whole if isinstance(one, Extraction)][:5] == found[:5]
    assert len(whole) == len(found) == len(TEXTS)


def test_a_document_over_its_time_costs_itself_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = passes.ledger.account

    def account(text: str, *given: object) -> object:
        if GUILTY in text:
            time.sleep(30)
        return made(text, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(passes.ledger, "account", account)
    begin = time.monotonic()
    found = extractions(folder, timeout=1.0)
    assert time.monotonic() - begin < 20
    reasons = [one.reason if isinstance(one, UnreadableDocument) else "" for one in found]
    assert reasons == ["timeout" if place == 5 else "" for place in range(len(TEXTS))]


def test_a_batch_gives_what_each_document_gives_alone() -> None:
    extractor = Extractor(Settings())
    documents = [document_of(text, source=f"{number}.txt") for number, text in enumerate(TEXTS)]
    together = list(extractor.pipe_documents(documents))
    assert together == [extractor.extract_document(document) for document in documents]
    assert [one.document for one in together] == documents


def test_a_stream_gives_what_stands_before_an_error(broken: None) -> None:
    extractor = Extractor(Settings())
    stream = extractor.pipe_documents(document_of(text, source=f"{n}.txt") for n, text in enumerate(TEXTS))
    seen = []
    with pytest.raises(ZeroDivisionError):
        for one in stream:
            seen.append(one.document.source)
    assert seen == [f"{number}.txt" for number in range(5)]


def test_an_error_of_the_source_comes_behind_the_documents_before_it() -> None:
    def documents() -> Iterator[Document]:
        yield from (document_of(text, source="a.txt") for text in TEXTS[:3])
        raise UnreadableDocument("b.txt", "empty", "nothing")

    seen = []
    with pytest.raises(UnreadableDocument):
        for one in Extractor(Settings()).pipe_documents(documents()):
            seen.append(one)
    assert len(seen) == 3


def test_batches_are_bounded_by_characters() -> None:
    long = document_of("甲" * BATCH_CHARACTERS, source="a.txt")
    short = document_of("甲乙丙丁。", source="b.txt")
    sizes = [len(batch) for batch in passes.batches([short, long, *[short] * (BATCH + 1)])]
    assert sizes == [2, BATCH, 1]


def test_cycles_are_collected_again_behind_a_batch_and_behind_an_error() -> None:
    seen: list[bool] = []

    def note(state: passes.State) -> None:
        seen.append(gc.isenabled())
        if "66家" in state.document.text:
            raise ValueError("guilty")

    texts = [document_of(text, source=f"{number}.txt") for number, text in enumerate(TEXTS)]
    results = passes.run((note,), texts[:3], lambda state: state)
    next(results)
    assert seen == [False] * 3 and gc.isenabled()
    with pytest.raises(ValueError):
        list(passes.run((note,), texts, lambda state: state))
    assert gc.isenabled()
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled(), "who switched it off keeps it off"
    finally:
        gc.enable()


def test_work_wants_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_extractor", None)
    with pytest.raises(AssertionError):
        work.extract_all([])


def test_shares_of_workers_grow_and_hold_few_papers() -> None:
    def shared(names: list[str], workers: int) -> list[outcomes.Chunk]:
        tasks = [outcomes.Task(Source(name, format=name.rpartition(".")[2]), "") for name in names]
        parts = list(outcomes.shares(enumerate(tasks), workers))
        assert [one for part in parts for one in part] == tasks
        return parts

    assert [len(part) for part in shared([f"{n}.text" for n in range(400)], 2)] == [12, 12, 24, 24, 48, 48, 96, 96, 40]
    assert max(map(len, shared([f"{n}.pdf" for n in range(60)], 4))) <= 8
    assert shared([], 2) == []
