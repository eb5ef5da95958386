"""Decisions: they take effect at once, hold in every later run, come back when their evidence changed, merge in git."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as altered

from corpora.document import Document
from extractors.fact import Fact
from extractors.identity import document_id
from outputs import store
from outputs.anchoring import find, select
from outputs.decision_fields import InvalidDecision, validated
from outputs.decision_files import export_jsonl, import_jsonl
from outputs.decision_views import by_status, disputes, history, write_gold
from outputs.decisions import Effect, Judgement, Target, add, decide, decide_all, preview_all, undo
from outputs.gold import load as load_gold
from outputs.runs import RunManifest
from tests import made, postgres

MANIFEST = RunManifest(command="run", settings_hash="s", lexicon_hash="l", code_hash="c")
OTHER_CODE = replace(MANIFEST, code_hash="c2")
DOC = document_id(made.document("a"))
MONEY = made.facts(made.document("a"))[3].fact_id
COUNT = "count-bulletins/a.txt"
ACCEPT, REJECT = Judgement("accept"), Judgement("reject")


@pytest.fixture(params=["sqlite", "postgresql"])
def kb(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[store.KnowledgeBase]:
    with store.open(postgres.address(request.param, tmp_path, "decisions")) as opened:
        ingest(opened, made.document("a"))
        yield opened


class Clock:
    ticks = 0

    def __call__(self) -> str:
        self.ticks += 1
        return f"2024-03-01T09:{self.ticks // 60:02d}:{self.ticks % 60:02d}.000000+00:00"


now = Clock()


def ingest(
    kb: store.KnowledgeBase, doc: Document, facts: list[Fact] | None = None, manifest: RunManifest = MANIFEST
) -> None:
    with kb.begin_run(manifest) as run:
        run.add((doc, made.facts(doc) if facts is None else facts, []))
        run.commit(committed_at=now())


def say(kb: store.KnowledgeBase, fact_id: str, verdict: str = "accept", who: str = "甲", **fields: Any) -> Effect:
    return decide(kb, who, Target(DOC, fact_id), Judgement(verdict, fields), now=now())


def fact(kb: store.KnowledgeBase, fact_id: str) -> dict[str, Any]:
    rows = [row for row in kb.facts() if row["fact_id"] == fact_id]
    assert len(rows) <= 1
    return rows[0] if rows else {}


def shown(kb: store.KnowledgeBase) -> set[str]:
    return {row["fact_id"] for row in kb.rows("SELECT fact_id FROM observation")}


def statuses(kb: store.KnowledgeBase) -> list[str]:
    return [row["status"] for row in kb.rows("SELECT status FROM decision ORDER BY decided_at")]


def test_an_accepted_fact_is_accepted_at_once_and_in_every_later_run(kb: store.KnowledgeBase) -> None:
    effect = say(kb, COUNT)
    assert effect.run_id == 2 and effect.status == "active" and effect.fact and effect.fact["value"] == 63
    assert fact(kb, COUNT)["review_status"] == "accepted"
    assert kb.runs()[-1]["kind"] == "review"
    assert [row["cause"] for row in kb.rows("SELECT cause FROM change WHERE run_id = 2")] == ["review"]
    ingest(kb, made.document("a"), manifest=OTHER_CODE)
    assert fact(kb, COUNT)["review_status"] == "accepted" and statuses(kb) == ["active"]
    assert [row["review_status"] for row in kb.facts(as_of=1)] == ["unreviewed"] * 4


def test_a_rejected_fact_is_hidden_and_stays_hidden(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT, "reject")
    assert COUNT not in shown(kb) and fact(kb, COUNT)["review_status"] == "rejected"
    assert [row["op"] for row in kb.rows("SELECT op FROM change WHERE run_id = 2")] == ["retracted"]
    ingest(kb, made.document("a"), manifest=OTHER_CODE)
    assert COUNT not in shown(kb) and not kb.rows("SELECT 1 AS one FROM change WHERE run_id = 3")


def test_corrected_values_stay_over_the_machines(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT, "correct", value="64", indicator="鉴定机构")
    row = fact(kb, COUNT)
    assert (row["value"], row["low"], row["high"], row["indicator"]) == (64, 64, 64, "鉴定机构")
    assert row["review_status"] == "corrected" and '"value":63' in row["machine"]
    assert kb.rows("SELECT name FROM indicator WHERE name = '鉴定机构'")
    doc = made.document("a")
    facts = [altered(one, confidence=0.5) if one.fact_id == COUNT else one for one in made.facts(doc)]
    ingest(kb, doc, facts, OTHER_CODE)
    row = fact(kb, COUNT)
    assert row["value"] == 64 and row["confidence"] == 0.5 and row["review_status"] == "corrected"


def test_a_second_correction_keeps_the_first(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT, "correct", value=64)
    say(kb, COUNT, "correct", action="检查")
    assert (fact(kb, COUNT)["value"], fact(kb, COUNT)["action"]) == (64, "检查")
    assert statuses(kb) == ["superseded", "active"]


def test_a_reading_that_changed_comes_back(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT)
    say(kb, MONEY, "correct", value=1200000)
    doc = made.document("a")
    facts = [altered(one, action="查处") if one.action else one for one in made.facts(doc)]
    ingest(kb, doc, facts, OTHER_CODE)
    assert fact(kb, COUNT)["review_status"] == fact(kb, MONEY)["review_status"] == "conflict"
    assert fact(kb, MONEY)["value"] == 1200000, "the quotation is the same, so the correction stays"
    assert statuses(kb) == ["stale", "stale"] and len(by_status(kb, "stale")) == 2
    say(kb, COUNT)
    assert fact(kb, COUNT)["review_status"] == "accepted" and statuses(kb) == ["superseded", "stale", "active"]


def test_a_source_that_changed_its_figure_brings_the_correction_back(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT, "correct", value=62)
    doc = made.document("a", made.SENTENCE.replace("63家", "64家"))
    ingest(kb, doc, made.facts(doc, 64))
    assert fact(kb, COUNT)["value"] == 64 and fact(kb, COUNT)["review_status"] == "conflict"


def test_the_machine_that_learns_the_correction_agrees(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT, "correct", action="检查")
    doc = made.document("a")
    facts = [altered(one, action="检查") if one.fact_id == COUNT else one for one in made.facts(doc)]
    ingest(kb, doc, facts, OTHER_CODE)
    assert fact(kb, COUNT)["review_status"] == "accepted" and fact(kb, COUNT)["machine"] is None


def test_a_fact_with_another_id_is_found_by_its_quotation(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT)
    doc = made.document("a")
    facts = [altered(one, fact_id="0" * 16) if one.fact_id == COUNT else one for one in made.facts(doc)]
    ingest(kb, doc, facts, OTHER_CODE)
    assert fact(kb, "0" * 16)["review_status"] == "accepted" and not fact(kb, COUNT)


def test_an_accepted_fact_that_the_machine_loses_is_kept_as_a_conflict(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT)
    doc = made.document("a")
    ingest(kb, doc, [one for one in made.facts(doc) if one.fact_id != COUNT], OTHER_CODE)
    row = fact(kb, COUNT)
    assert (row["review_status"], row["rule"], row["value"]) == ("conflict", "decision", 63)
    decide(kb, "甲", Target(DOC, COUNT), Judgement("drop"), now=now())
    assert not fact(kb, COUNT)


def test_a_decision_whose_words_are_gone_is_an_orphan_and_returns_with_them(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT)
    short = made.document("a", "2023年,市司法局减免鉴定费110余万元。")
    whole = made.facts(made.document("a"))
    moved = [
        altered(
            one, start=short.text.index(one.text), end=short.text.index(one.text) + len(one.text), sentence=short.text
        )
        for one in whole
        if one.fact_id != COUNT
    ]
    ingest(kb, short, moved)
    assert [one.fact_id for one in by_status(kb, "orphan")] == [COUNT] and not fact(kb, COUNT)
    ingest(kb, made.document("a"))
    assert statuses(kb) == ["active"] and fact(kb, COUNT)["review_status"] == "accepted"


def test_a_missed_fact_is_added_by_its_place_and_held(kb: store.KnowledgeBase) -> None:
    start = made.SENTENCE.index("抽查")
    effect = add(kb, "乙", (DOC, start, start + 2), "count", {"value": "1", "unit": "次"}, now=now())
    assert effect.fact and effect.fact["rule"] == "decision" and effect.fact["unit_code"] == "{次}"
    added = effect.fact["fact_id"]
    assert fact(kb, added)["review_status"] == "accepted" and added in shown(kb)
    doc = made.document("a", "前言。\n" + made.SENTENCE)
    ingest(kb, doc, [altered(one, start=one.start + 4, end=one.end + 4) for one in made.facts(made.document("a"))])
    assert doc.text[fact(kb, added)["start"] : fact(kb, added)["end"]] == "抽查"
    with pytest.raises(InvalidDecision, match="select some words"):
        add(kb, "乙", (DOC, 5, 5), "count", {}, now=now())


def test_undo_brings_back_what_stood_before(kb: store.KnowledgeBase) -> None:
    first = say(kb, COUNT, "correct", value=64)
    second = say(kb, COUNT, "drop")
    assert COUNT not in shown(kb)
    undo(kb, "甲", second.decision_ids, now=now())
    assert fact(kb, COUNT)["value"] == 64
    undo(kb, "甲", first.decision_ids, now=now())
    assert (fact(kb, COUNT)["value"], fact(kb, COUNT)["review_status"]) == (63, "unreviewed")
    assert statuses(kb) == ["undone", "undone", "active", "active"]
    with pytest.raises(InvalidDecision, match="already taken back"):
        undo(kb, "甲", first.decision_ids, now=now())


def test_two_reviewers_agree_disagree_and_are_adjudicated(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT, "correct", value=64)
    say(kb, COUNT, "accept", who="乙")
    assert fact(kb, COUNT)["review_status"] == "corrected", "to accept the corrected fact is to agree"
    say(kb, COUNT, "correct", who="乙", value=65)
    assert fact(kb, COUNT)["review_status"] == "conflict"
    (dispute,) = disputes(kb)
    assert [one.reviewer for one in dispute.decisions] == ["甲", "乙"]
    decide(kb, "丙", Target(DOC, COUNT), Judgement("correct", {"value": 65}, adjudicates=True), now=now())
    assert disputes(kb) == [] and fact(kb, COUNT)["value"] == 65 and fact(kb, COUNT)["review_status"] == "corrected"


def test_a_rejected_change_keeps_the_old_reading(kb: store.KnowledgeBase) -> None:
    before = made.facts(made.document("a"))[2].as_dict()
    doc = made.document("a")
    facts = [altered(one, indicator="机构") if one.fact_id == COUNT else one for one in made.facts(doc)]
    ingest(kb, doc, facts, OTHER_CODE)
    decide(kb, "甲", Target(DOC, COUNT, "indicator", before), REJECT, now=now())
    assert fact(kb, COUNT)["indicator"] == "司法鉴定机构"


def test_a_loss_is_accepted_or_refused(kb: store.KnowledgeBase) -> None:
    doc = made.document("a")
    lost = [one for one in made.facts(doc) if one.fact_id in (COUNT, MONEY)]
    ingest(kb, doc, made.facts(doc)[:2], OTHER_CODE)
    for one, judgement in zip(lost, (ACCEPT, REJECT), strict=True):
        decide(kb, "甲", Target(DOC, one.fact_id, "lost", one.as_dict()), judgement, now=now())
    assert not fact(kb, COUNT) and fact(kb, MONEY)["value"] == 1100000
    assert fact(kb, MONEY)["review_status"] == "accepted"
    ingest(kb, doc, manifest=MANIFEST)
    assert fact(kb, COUNT)["review_status"] == "conflict", "it is back although its loss was accepted"


def test_a_group_is_one_run_and_previewed(kb: store.KnowledgeBase) -> None:
    targets = [Target(DOC, COUNT), Target(DOC, MONEY), Target(DOC, "none")]
    seen = preview_all(kb, targets, ACCEPT)
    assert [one["verdict"] for one in seen] == ["accept", "accept", None] and "not in the knowledge base" in seen[2][
        "problem"
    ]
    assert statuses(kb) == []
    effect = decide_all(kb, "甲", targets[:2], ACCEPT, now=now())
    assert len(effect.decision_ids) == 2 and len(kb.runs()) == 2
    undo(kb, "甲", effect.decision_ids, now=now())
    assert {row["review_status"] for row in kb.facts()} == {"unreviewed"}


def test_the_log_merges_in_git(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    say(kb, COUNT, "correct", value=64)
    say(kb, MONEY, "reject", who="乙")
    lines = list(export_jsonl(kb))
    assert len(lines) == 2 and all('"TextQuoteSelector"' in line and '"exact":"' in line for line in lines)
    with store.open(tmp_path / "other.sqlite") as other:
        done = import_jsonl(other, lines, now=now())
        assert done["new"] == 2 and done["orphan"] == 2
        ingest(other, made.document("a"))
        assert fact(other, COUNT)["value"] == 64 and MONEY not in shown(other)
        assert import_jsonl(other, [*lines, ""], now=now()) == {"new": 0, "known": 2, "orphan": 0, "run": 0}
        assert list(export_jsonl(other)) == lines
        with pytest.raises(store.StoreError, match="line 1"):
            import_jsonl(other, ['{"id": 1}'], now=now())
        with pytest.raises(store.StoreError, match="edited by hand"):
            import_jsonl(other, [lines[0].replace("甲", "丁")], now=now())


def test_a_decision_during_a_run_waits_for_its_commit(kb: store.KnowledgeBase) -> None:
    doc = made.document("b")
    with kb.begin_run(OTHER_CODE) as run:
        run.add((doc, made.facts(doc), []))
        run.flush()
        effect = say(kb, COUNT)
        assert effect.pending and effect.status == "pending"
        assert fact(kb, COUNT)["review_status"] == "unreviewed"
        run.commit()
    assert fact(kb, COUNT)["review_status"] == "accepted" and statuses(kb) == ["active"]


def test_reviewers_decide_at_the_same_time(kb: store.KnowledgeBase) -> None:
    facts = [row["fact_id"] for row in kb.facts()]
    with ThreadPoolExecutor(4) as pool:
        effects = list(pool.map(lambda fact_id: say(kb, fact_id, who=fact_id), facts))
    assert sorted(effect.run_id or 0 for effect in effects) == [2, 3, 4, 5]
    assert {row["review_status"] for row in kb.facts()} == {"accepted"}


def test_history_tells_every_step(kb: store.KnowledgeBase) -> None:
    effect = say(kb, COUNT, "correct", value=64)
    undo(kb, "乙", effect.decision_ids, now=now())
    events = history(kb, DOC, COUNT)
    assert [event.what for event in events] == ["added", "correct", "changed", "undo", "changed"]
    assert events[2].fields[:1] == ("value",) and events[1].who == "甲"


def test_counts_follow_what_readers_see(kb: store.KnowledgeBase) -> None:
    say(kb, COUNT, "reject")
    assert '"count"' not in kb.runs()[-1]["counts"].split("changes")[0]
    doc = made.document("a")
    ingest(kb, doc, [one for one in made.facts(doc) if one.fact_id != COUNT], OTHER_CODE)
    assert kb.rows("SELECT count(*) AS n FROM change WHERE op = 'retracted'")[0]["n"] == 1


def test_judged_facts_are_gold(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    say(kb, COUNT, "correct", value=64)
    say(kb, MONEY, "reject")
    (path,) = write_gold(kb, tmp_path / "gold")
    (one,) = load_gold(tmp_path / "gold")
    assert path.name == "a.json" and one.text == made.SENTENCE
    assert [(fact["text"], fact.get("optional", False)) for fact in one.facts] == [
        ("2023年", True),
        ("市司法局", True),
        ("63家", False),
    ]
    assert one.facts[2]["value"] == 64


def test_fields_are_checked() -> None:
    assert validated("count", {"value": "47,000", "unit": "家", "period": "2020-01/2020-03", "action": ""}) == {
        "value": 47000,
        "unit": "家",
        "unit_code": "{家}",
        "period": "2020-01/2020-03",
        "action": None,
    }
    for kind, name, value in (
        ("count", "value", "many"),
        ("count", "value", "NaN"),
        ("count", "unit", "foo"),
        ("count", "period", "2020-13"),
        ("count", "bound", "about"),
        ("count", "start", 3),
        ("count", "region_code", "50"),
        ("count", "indicator", "x" * 501),
        ("news", "kind", ""),
    ):
        with pytest.raises(InvalidDecision) as error:
            validated(kind, {name: value})
        assert error.value.field == name
    with pytest.raises(InvalidDecision, match="above"):
        validated("count", {"low": 3, "high": 2})


def test_a_quotation_is_found_by_the_words_around_it() -> None:
    text = "对2家机构停业。注销2家公司资质,给予2家单位处罚。"
    places = [at for at in range(len(text)) if text.startswith("2家", at)]
    for at in places:
        selector = select(text, at, at + 2)
        assert find(text, selector) == at
        assert find("新的一段。" + text, selector) == at + 5
        assert find(text[:at] + text[at + 2 :], selector) is None, "never another one of the same words"
    assert find("甲乙2家丙丁。甲乙2家丙丁。", select("甲乙2家丙丁。", 2, 4)) == 2
