"""The queue of a first review reads facts in the order of an index: the same items as if all of them were sorted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from outputs import queue, queue_fresh, store
from outputs.decisions import Judgement, decide
from outputs.queue import Filters
from outputs.review.kept import Kept
from outputs.runs import RunManifest
from tests import bench_store, postgres, web
from tests.web import Client

FIRST = RunManifest(command="run", settings_hash="s", lexicon_hash="l1", code_hash="c")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kb(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.KnowledgeBase]:
    address = postgres.address(request.param, tmp_path_factory.mktemp("fresh"), "fresh")
    with store.open(address) as opened:
        with opened.begin_run(FIRST) as run:
            texts = {document.source: document.text for document, _, _ in bench_store.samples()}
            for document, facts, numerals in bench_store.documents(3_000):
                text = texts[document.source.split("/", 2)[2]]
                run.add((replace(document, text=text), facts, numerals))
            run.commit()
        scope = queue.scope(opened)
        for place, item in enumerate(queue.page(opened, scope, limit=40).items):
            if place % 3 == 0:
                verdict = ("accept", "reject")[place % 2]
                decide(opened, "甲", item.target, Judgement(verdict), now=f"2024-03-01T09:00:{place:02d}.000000+00:00")
        yield opened


def expected(kb: store.KnowledgeBase, words: str = "", kind: str = "", state: str = "open") -> list[str]:
    judged = {(row["document_id"], row["fact_id"]) for row in kb.rows("SELECT * FROM decision")}
    facts = sorted(kb.facts(as_of=1), key=lambda row: (row["confidence"], row["row_id"]))
    return [
        row["fact_id"]
        for row in facts
        if words in row["sentence"]
        and kind in ("", row["kind"])
        and (state == "all" or ((row["document_id"], row["fact_id"]) in judged) == (state == "done"))
    ]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "money"},
        {"state": "all"},
        {"state": "done"},
        {"words": "年"},
        {"words": "%", "state": "all"},
        {"words": "没有这几个字"},
        {"words": "年", "kind": "count"},
    ],
)
@pytest.mark.parametrize("few", [True, False])
def test_pages_hold_the_facts_in_order(
    kb: store.KnowledgeBase, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], few: bool
) -> None:
    """With words in few documents these are read whole, else the queue is walked: here by steps so small that it has to go on."""
    if not few:
        monkeypatch.setattr(queue_fresh, "_DOCUMENTS", 0)
        monkeypatch.setattr(queue_fresh, "_STEP", 1)
        monkeypatch.setattr(queue_fresh, "_AT_ONCE", 2)
    scope = queue.scope(kb)
    wanted = expected(kb, **given)
    for offset in (0, 7, 300, len(wanted)):
        page = queue.page(kb, scope, Filters(**given), offset=offset, limit=20)
        assert [one.fact_id for one in page.items] == wanted[offset : offset + 20]
        counted = few or "words" not in given or not wanted
        assert page.total == len(wanted) if counted else page.total >= offset + len(page.items)


def test_counts_are_those_of_the_facts(kb: store.KnowledgeBase) -> None:
    scope = queue.scope(kb)
    assert scope == queue.Scope(0, 1) and queue.is_prepared(kb, scope)
    total, done = len(expected(kb, state="all")), len(expected(kb, state="done"))
    assert queue.prepare(kb, scope) == total
    found = queue.progress(kb, scope)
    assert (found.total, found.done, found.open) == (total, done, total - done)
    assert not kb.rows("SELECT * FROM review_item") and done == 14


@pytest.mark.parametrize("by", ["pattern", "kind", "cause"])
def test_groups_show_their_first_item(kb: store.KnowledgeBase, by: str) -> None:
    scope = queue.scope(kb)
    found = queue.groups(kb, scope, by)
    assert sum(one.total for one in found) == queue.prepare(kb, scope)
    for one in found:
        (first,) = queue.page(kb, scope, Filters(state="all", **{by: one.key}), limit=1).items
        assert one.example == first.item_id
        assert one.open == queue.page(kb, scope, Filters(**{by: one.key}), limit=1).total
    assert [one.item_id for one in queue.listed(kb, [found[0].example, -(10**9), 5])] == [found[0].example]


def test_groups_of_words_and_documents_are_counted(kb: store.KnowledgeBase) -> None:
    scope = queue.scope(kb)
    found = {one.key: one for one in queue.groups(kb, scope, "kind", Filters(words="年", state="all"))}
    assert sum(one.total for one in found.values()) == len(expected(kb, words="年", state="all"))
    for kind in ("count", "money"):
        (first,) = queue.page(kb, scope, Filters(words="年", kind=kind, state="all"), limit=1).items
        assert found[kind].example == first.item_id
    documents = queue.groups(kb, scope, "document_id", Filters(state="open"))
    assert sum(one.total for one in documents) == len(expected(kb))
    (one,) = queue.groups(kb, scope, "document_id", Filters(document_id=documents[0].key, kind="count"))
    assert one.total == len(queue.page(kb, scope, Filters(document_id=one.key, kind="count"), limit=1000).items)


def test_a_card_of_a_first_review_is_found_again_and_judged(kb: store.KnowledgeBase) -> None:
    with web.served(kb, reviewer="乙") as port:
        client = Client(port)
        key = client.get("/review/cards", accept="application/json").json()["cards"][5]["key"]
        assert client.get(f"/review/card?key={key}").json()["key"] == key
        for path in ("context", "form"):
            assert client.get(f"/review/{path}?key={key}").status == 200
        answer = client.post("/review/decide", {"key": key, "verdict": "accept"})
        assert answer.status == 200 and answer.json()["status"] == "active"
        assert client.get(f"/review/card?key={key}").json()["done"]
        assert key not in [one["key"] for one in client.get("/review/cards?limit=50").json()["cards"]]
        client.post("/review/undo", {"decision_ids": answer.json()["decision_ids"]})
        assert key in [one["key"] for one in client.get("/review/cards?limit=50").json()["cards"]]


def test_the_statements_on_postgresql_are_not_compiled(kb: store.KnowledgeBase) -> None:
    if kb.dialect == "postgresql":
        assert kb.rows("SHOW jit") == [{"jit": "off"}]


def other_run(kb: store.KnowledgeBase) -> None:
    web.extract(kb, (2020, 2021), web.FIRST)
    web.extract(kb, (2020, 2021), replace(web.SECOND), web.other_unit)


def test_a_comparison_under_way_keeps_nobody_waiting(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    prepare = queue.prepare

    def slow(base: store.KnowledgeBase, scope: queue.Scope, **options: Any) -> int:
        if "note" in options:  # the making, in the background; a page that finds it made asks again
            options["note"](1200, 5000)
            assert go_on.wait(20)
        return prepare(base, scope, **options)

    with store.open(tmp_path / "kb.sqlite") as kb:
        other_run(kb)
        monkeypatch.setattr(queue, "prepare", slow)
        with web.served(kb) as port:
            client = Client(port)
            for path in ("/review", "/review/groups", "/review/group?by=kind&key=count"):
                page = client.get(path)
                assert page.status == 200 and "1,200 / 5,000" in page.text and 'http-equiv="refresh"' in page.text
            assert "1,200 of 5,000 done" in client.get("/review", accept_language="en").text
            for path in ("/review/cards", "/review/progress", "/review/group/members?by=kind&key=count"):
                answer = client.get(path, accept="application/json")
                assert answer.status == 503 and answer.json()["waiting"] is True
                assert "1,200 / 5,000" in answer.json()["problem"]
            go_on.set()
            while client.get("/review/cards", accept="application/json").status == 503:
                pass
            assert client.get("/review/cards", accept="application/json").json()["total"] > 0


def test_a_comparison_tells_how_far_it_is(tmp_path: Any) -> None:
    told: list[tuple[int, int]] = []
    with store.open(tmp_path / "kb.sqlite") as kb:
        other_run(kb)
        queue.prepare(kb, queue.scope(kb), note=lambda done, total: told.append((done, total)))
    assert told[0][0] == 0 and told[0][1] > 0


def test_what_cannot_be_prepared_says_why_and_is_tried_again(tmp_path: Any) -> None:
    tries: list[int] = []

    def make(_kb: store.KnowledgeBase, run_id: int, _note: Any) -> int:
        tries.append(run_id)
        if len(tries) == 1:
            raise store.StoreError("the server is gone")
        return 7

    with store.open(tmp_path / "kb.sqlite") as kb:
        kept = Kept(kb, make)
        kept.read()
        kept.settle()
        with pytest.raises(store.StoreError, match="the server is gone"):
            kept.read()
        kept.read()
        kept.settle()
        assert kept.read() == 7 and len(tries) == 2
