"""Changes: those of new documents are read off the rows of their facts, all others off the log; nobody sees the seam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from outputs import feed, store
from outputs.runs import RunManifest
from tests import made, older, postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return postgres.address(request.param, tmp_path, "changes")


@pytest.fixture
def kb(address: str) -> Iterator[store.KnowledgeBase]:
    with store.open(address) as opened:
        yield opened


def load(kb: store.KnowledgeBase, number: int, **values: int) -> None:
    """A run over documents by their names, each with the figure that it holds."""
    with kb.begin_run(replace(RunManifest(), command=str(number), code_hash=str(number))) as run:
        for name, value in values.items():
            run.add(result(name, value))
        run.commit()


def result(name: str, value: int) -> Any:
    doc = made.document(name, made.SENTENCE.replace("63家", f"{value}家"))
    return doc, made.facts(doc, value), []


def changes(kb: store.KnowledgeBase) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in kb.rows("SELECT * FROM change ORDER BY change_id")]


def test_a_run_of_new_documents_is_one_range(kb: store.KnowledgeBase) -> None:
    with kb.begin_run(RunManifest()) as run:
        for name in "abc":
            run.add(result(name, 63))
            run.flush()
        run.commit()
    assert kb.rows("SELECT * FROM change_log") == []
    ranges = kb.rows("SELECT * FROM change_range")
    assert ranges == [{"first_row": 1, "last_row": 12, "shift": 0, "run_id": 1}]
    listed = kb.rows("SELECT fact_id, document_id, kind FROM fact ORDER BY row_id")
    expected = [
        (place, 1, one["document_id"], one["fact_id"], one["kind"], "added", "new_document", None, place)
        for place, one in enumerate(listed, 1)
    ]
    assert changes(kb) == expected


def test_new_and_known_documents_in_one_run(kb: store.KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    load(kb, 1, a=63, b=63)
    load(kb, 2, c=63, a=64, d=63, b=65)
    found = changes(kb)
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    ops = [(row[1], row[5], row[6]) for row in found]
    assert ops.count((1, "added", "new_document")) == 8 and ops.count((2, "added", "new_document")) == 8
    assert {op for op in ops if op[0] == 2} == {(2, "added", "new_document"), (2, "changed", "revision")}
    assert len(kb.rows("SELECT * FROM change_range WHERE run_id = 2")) == 2
    whole = list(feed.changes(kb))
    assert [(one["cursor"], one["op"], one["fact_id"]) for one in whole] == [(row[0], row[5], row[3]) for row in found]
    monkeypatch.setattr(feed, "_LARGE", 3)
    for since in (0, 1, 7, 8, 9, len(found) - 1, len(found), len(found) + 5):
        assert list(feed.changes(kb, since)) == whole[since:]


def test_a_document_taken_back_from_a_range_leaves_a_gap(kb: store.KnowledgeBase) -> None:
    load(kb, 1, a=63)
    with kb.begin_run(RunManifest(command="2")) as run:
        run.add(result("b", 63))
        run.add(result("c", 63))
        run.flush()  # and is killed
    for value in (64, 65):  # the last of the range changed before the run went on, twice
        with kb.begin_run(RunManifest(command="2")) as run:
            assert run.known(*key("b", 63))
            run.add(result("c", value))
            run.flush()
    with kb.begin_run(RunManifest(command="2")) as run:
        assert run.known(*key("b", 63)) and run.known(*key("c", 65))
        summary = run.commit()
    assert summary.total("added") == 8
    found = kb.rows("SELECT * FROM change ORDER BY change_id")
    assert len(found) == len({row["change_id"] for row in found}) == len({row["after_row"] for row in found}) == 12
    assert sorted(row["after_row"] for row in found) == [row["row_id"] for row in kb.rows("SELECT row_id FROM fact")]
    assert [one["cursor"] for one in feed.changes(kb)] == [row["change_id"] for row in found]


def key(name: str, value: int) -> tuple[str, str]:
    doc = result(name, value)[0]
    return doc.source, doc.sha256


def test_changes_of_an_older_knowledge_base_are_kept(address: str) -> None:
    with store.open(address) as kb:
        load(kb, 1, a=63, b=63)
        load(kb, 2, c=63, a=64)
        before = changes(kb)
        with kb.engine.begin() as connection:
            older.back_to(connection, "0010")
    with store.open(address) as kb:
        assert changes(kb) == before and kb.rows("SELECT * FROM change_range") == []
        load(kb, 3, d=63)
        assert changes(kb)[: len(before)] == before and len(changes(kb)) == len(before) + 4
        assert [one["cursor"] for one in feed.changes(kb)] == list(range(1, len(before) + 5))
