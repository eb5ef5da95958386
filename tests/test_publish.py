"""The queue of a review, publishing through an accepted comparison, samples with their interval, speed of the queue."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as altered

from extractors.identity import document_id
from outputs import publish, queue, sampling, store
from outputs.decisions import Judgement, Target, decide
from outputs.queue import Filters, Scope
from outputs.runs import RunManifest
from tests import made, postgres

MANIFEST = RunManifest(command="run", settings_hash="s", lexicon_hash="l", code_hash="c")
LATER = replace(MANIFEST, lexicon_hash="l2")
COUNT = "count-bulletins/{}.txt"


@pytest.fixture(params=["sqlite", "postgresql"])
def kb(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[store.KnowledgeBase]:
    with store.open(postgres.address(request.param, tmp_path, "publish")) as opened:
        load(opened, MANIFEST)
        yield opened


def load(kb: store.KnowledgeBase, manifest: RunManifest, **changed: Any) -> None:
    """Three documents; in a later run a figure of a, an indicator of b differ, and c loses its money."""
    with kb.begin_run(manifest) as run:
        for name in ("a", "b", "c"):
            doc = made.document(name)
            facts = made.facts(doc)
            if manifest != MANIFEST:
                if name == "a":
                    ends = dict.fromkeys(("low", "high"), Decimal(630))
                    facts[2] = altered(facts[2], **{"value": Decimal(630), **ends, "confidence": 0.6, **changed})
                elif name == "b":
                    facts[2] = altered(facts[2], indicator="机构", confidence=0.95)
                else:
                    del facts[3]
            run.add((doc, facts, []))
        run.commit()


def doc(name: str) -> str:
    return document_id(made.document(name))


def judge(kb: store.KnowledgeBase, target: Target, verdict: str, at: int, **fields: Any) -> None:
    decide(kb, "甲", target, Judgement(verdict, fields), now=f"2024-03-01T09:00:{at:02d}.000000+00:00")


def test_the_queue_holds_changes_the_harmful_first(kb: store.KnowledgeBase) -> None:
    load(kb, LATER)
    scope = queue.scope(kb)
    assert scope == Scope(1, 2)
    page = queue.page(kb, scope)
    assert [(one.change_class, one.cause) for one in page.items] == [
        ("value", "lexicon"),
        ("lost", "lexicon"),
        ("indicator", "lexicon"),
    ]
    first = page.items[0]
    assert first.before and first.after and (first.before["value"], first.after["value"]) == (63, 630)
    assert first.title == "抽查通报" and not first.done and page.total == 3
    assert queue.page(kb, scope, Filters(kind="money")).total == 1
    assert queue.page(kb, scope, Filters(words="抽查司法")).total == 3
    assert queue.page(kb, scope, Filters(cause="lexicon"), offset=2, limit=5).total == 3
    assert queue.page(kb, scope, Filters(cause="code")).items == ()
    assert [(one.key, one.total, one.open) for one in queue.groups(kb, scope, "cause")] == [("lexicon", 3, 3)]
    assert {one.key for one in queue.groups(kb, scope, "pattern")} == {one.pattern for one in page.items}
    with pytest.raises(ValueError, match="not one of"):
        queue.groups(kb, scope, "harm")


def test_what_is_judged_leaves_the_queue_and_undo_is_progress_back(kb: store.KnowledgeBase) -> None:
    load(kb, LATER)
    scope = queue.scope(kb)
    for at, one in enumerate(queue.page(kb, scope).items):
        judge(kb, one.target, "accept", at)
    assert queue.scope(kb) == scope, "decisions do not move the end of a review"
    done = queue.progress(kb, scope)
    assert (done.total, done.done, done.open, done.by_reviewer) == (3, 3, 0, {"甲": 3})
    assert queue.page(kb, scope).total == 0 and queue.page(kb, scope, Filters(state="done")).total == 3
    item = queue.page(kb, scope, Filters(state="done")).items[0]
    assert item.done and item.review_status == "accepted" and queue.item(kb, item.item_id) == item
    assert queue.item(kb, 99) is None


def test_a_first_run_is_a_queue_of_new_facts(kb: store.KnowledgeBase) -> None:
    scope = queue.scope(kb)
    assert scope == Scope(0, 1) and queue.page(kb, scope).total == 12
    assert {one.change_class for one in queue.page(kb, scope).items} == {"added"}


def shown(kb: store.KnowledgeBase) -> list[Any]:
    return [row["value"] for row in kb.rows("SELECT value FROM observation WHERE kind = 'count' ORDER BY value")]


def test_publishing_goes_through_an_accepted_comparison(kb: store.KnowledgeBase) -> None:
    at = {"now": "2024-03-02"}
    with pytest.raises(publish.Undecided, match="12 of 12"):
        publish.publish(kb, "主编", **at)
    assert publish.publish(kb, "主编", accept_undecided_above=0.5, **at).run_id == 1
    load(kb, LATER)
    assert shown(kb) == [63, 63, 63], "the views show what was published"
    with pytest.raises(publish.Undecided) as refused:
        publish.publish(kb, "主编", accept_undecided_above=0.92, **at)
    found = refused.value.check
    assert (found.changes, found.decided, found.confident, found.undecided) == (3, 0, 1, 2)
    assert {one.change_class for one in found.listed} == {"value", "lost"}
    for place, item in enumerate(queue.page(kb, queue.scope(kb)).items):
        judge(kb, item.target, "accept", place)
    done = publish.publish(kb, "主编", **at)
    assert (done.before_run, done.run_id) == (1, kb.resolve_run()) and shown(kb) == [63, 63, 630]
    assert [one.run_id for one in publish.publications(kb)] == [1, done.run_id]
    with pytest.raises(store.StoreError, match="only moves forward"):
        publish.check(kb, run_id=1)
    with pytest.raises(store.StoreError, match="0 to 1"):
        publish.publish(kb, "主编", accept_undecided_above=90, **at)
    assert queue.scope(kb).old == done.run_id


def test_a_threshold_hides_unsure_facts_until_somebody_accepts_them(kb: store.KnowledgeBase) -> None:
    load(kb, LATER)
    assert len(shown(kb)) == 3 and publish.view_threshold(kb) == 0
    publish.set_view_threshold(kb, 0.8)
    assert shown(kb) == [63, 63]
    judge(kb, Target(doc("a"), COUNT.format("a")), "accept", 1)
    assert shown(kb) == [63, 63, 630]
    with pytest.raises(store.StoreError):
        publish.set_view_threshold(kb, 7)


def test_a_sample_is_the_same_for_the_same_seed(kb: store.KnowledgeBase) -> None:
    one, again, other = (sampling.plan(kb, 5, seed=seed) for seed in (1, 1, 2))
    assert one == again and one.targets != other.targets and one.population == 12
    assert len(sampling.plan(kb, 100, kind="count").targets) == 3
    with pytest.raises(store.StoreError, match="at least 1"):
        sampling.plan(kb, 0)


def test_a_sample_states_its_precision_with_its_interval(kb: store.KnowledgeBase) -> None:
    sample = sampling.plan(kb, 3, kind="count", seed=1)
    assert sampling.precision(kb, sample).share is None
    judge(kb, sample.targets[0], "accept", 1)
    judge(kb, sample.targets[1], "correct", 2, value=5)
    found = sampling.precision(kb, sample)
    assert (found.right, found.judged, found.undecided, found.share) == (1, 2, 1, 0.5)
    assert "50.0% (95% interval 9.5% to 90.5%)" in sampling.sentence(found, sample.targets)
    assert [round(bound, 3) for bound in sampling.wilson(95, 100)] == [0.888, 0.978]
    assert sampling.wilson(0, 0) == (0.0, 1.0)


def test_a_queue_of_fifty_thousand_opens_in_a_second_and_a_decision_takes_a_tenth(tmp_path: Path) -> None:
    with store.open(tmp_path / "large.sqlite") as kb:
        for manifest, value in ((MANIFEST, 1), (LATER, 2)):
            with kb.begin_run(manifest) as run:
                for place in range(500):
                    one = made.document(f"d{place}")
                    fact = made.facts(one)[2]
                    run.add(
                        (one, [altered(fact, fact_id=f"{place}-{n}", value=Decimal(value + n)) for n in range(100)], [])
                    )
                run.commit()
        scope = queue.scope(kb)
        assert queue.prepare(kb, scope) == 50_000
        begin = time.perf_counter()
        page = queue.page(kb, scope)
        progress = queue.progress(kb, scope)
        opened = time.perf_counter() - begin
        assert page.total == progress.open == 50_000 and opened < 1
        begin = time.perf_counter()
        for place, item in enumerate(page.items[:10]):
            judge(kb, item.target, "accept", place)
        assert (time.perf_counter() - begin) / 10 < 0.1
        assert queue.page(kb, scope, limit=1).total == 49_990


def test_what_nobody_judged_stays_in_the_queue_over_the_next_extraction(kb: store.KnowledgeBase) -> None:
    load(kb, LATER)
    first = queue.page(kb, queue.scope(kb)).items
    judge(kb, first[0].target, "accept", 0)
    load(kb, replace(LATER, lexicon_hash="third"))
    scope = queue.scope(kb)
    assert scope.old == 1 and scope.new == kb.runs()[-1]["run_id"]
    assert [one.fact_id for one in queue.page(kb, scope).items] == [one.fact_id for one in first[1:]]
    assert queue.scope(kb) == scope, "and so it stays while it is judged"
    for place, one in enumerate(queue.page(kb, scope).items, 1):
        judge(kb, one.target, "accept", place)
    load(kb, replace(LATER, lexicon_hash="fourth"))
    assert queue.page(kb, queue.scope(kb)).total == 0 and queue.scope(kb).old > 1


def test_a_decision_whose_evidence_changed_comes_back_until_somebody_judges_it(kb: store.KnowledgeBase) -> None:
    load(kb, LATER)
    for place, one in enumerate(queue.page(kb, queue.scope(kb)).items):
        judge(kb, one.target, "accept", place)
    load(kb, replace(LATER, lexicon_hash="third"), value=Decimal(77))
    (item,) = queue.page(kb, queue.scope(kb)).items
    assert item.stale and item.change_class == "value" and item.after and item.after["value"] == 77
    load(kb, replace(LATER, lexicon_hash="fourth"), value=Decimal(77))
    (again,) = queue.page(kb, queue.scope(kb)).items
    assert again.stale and again.before and (again.before["value"], again.fact_id) == (630, item.fact_id)
    judge(kb, again.target, "accept", 9)
    load(kb, replace(LATER, lexicon_hash="fifth"), value=Decimal(77))
    assert queue.page(kb, queue.scope(kb)).total == 0
