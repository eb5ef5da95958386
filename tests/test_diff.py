"""Comparisons: classes, near identity, causes, limits, renderings, identity under edits, speed."""

from __future__ import annotations

import io
import json
import random
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as altered
from playwright.sync_api import sync_playwright

from extractors.identity import document_id
from outputs import diff_render, store
from outputs.causes import Causes, DocumentChange
from outputs.decisions import Judgement, Target, decide
from outputs.diff import CLASSES, HIDDEN, Diff, FactRow, compare
from outputs.diff_limits import BadLimit, exit_code, parse, reached
from outputs.diff_sources import between_bases, between_outputs, between_runs, default_runs
from outputs.near import pairs
from outputs.runs import RunManifest
from tests import made, postgres

MANIFEST = RunManifest(command="run", settings_hash="s", lexicon_hash="l", code_hash="c")
BLANK = dict.fromkeys(FactRow._fields)
SENTENCE = "市局对2家机构停业。"


def row(fact_id: str = "f", document: str = "d", **fields: Any) -> FactRow:
    given = {
        "document_id": document,
        "fact_id": fact_id,
        "kind": "count",
        "text": "2家",
        "start": 3,
        "end": 5,
        "sentence": SENTENCE,
        "value": 2,
        "bound": "exact",
        "unit": "家",
        "confidence": 0.9,
        "rule": "r",
        "review_status": "unreviewed",
    }
    return FactRow(**{**BLANK, **given, **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 3, "unit": "户"}, "value"),
        ({"low": 3}, "value"),
        ({"low": 3, "bound": "at_least"}, "bound"),
        ({"date": "2020"}, "value"),
        ({"unit_code": "{户}"}, "unit"),
        ({"period": "2020"}, "period"),
        ({"indicator": "机构"}, "indicator"),
        ({"canonical": "某局"}, "institution"),
        ({"role": "change"}, "other"),
        ({"sentence": SENTENCE + "又"}, "span"),
        ({"confidence": 0.5, "rule": "r2"}, "confidence"),
    ],
)
def test_a_change_has_one_class(fields: dict[str, Any], expected: str) -> None:
    (change,) = compare([row()], [row(**fields)]).changes
    assert change.change_class == expected and set(change.fields) == set(fields)
    assert expected in CLASSES


def test_what_moved_did_not_change() -> None:
    found = compare([row()], [row(start=100, end=102)])
    assert found == Diff((), 1, 1)
    assert diff_render.said(found) == "0 changes in 1 facts"


def test_added_and_lost_and_hidden_classes() -> None:
    found = compare([row("a"), row("b", text="3人", sentence="其中3人停业。")], [row("a", confidence=0.1)])
    assert found.by_class() == {"lost": 1, "confidence": 1}
    assert found.only().by_class() == {"lost": 1} and found.only(hidden=True).by_class() == found.by_class()
    assert set(HIDDEN) < set(CLASSES)


def test_an_edited_context_is_one_change() -> None:
    old = row("a", sentence="全年抽查司法鉴定机构2家，注销资质。", start=10)
    new = row("b", sentence="全年共随机抽取司法鉴定机构2家，注销资质。", start=13, part_of=None)
    (change,) = compare([old], [new]).changes
    assert change.change_class == "span" and change.before == old and change.after == new


def test_a_total_under_a_new_id_is_the_same_total() -> None:
    old = [row("t", text="9家", value=9, sentence="共查处机构9家，处罚。"), row("p", part_of="t")]
    new = [row("u", text="9家", value=9, sentence="总共查处机构9家，处罚。"), row("p", part_of="u")]
    found = compare(old, new)
    assert [one.change_class for one in found.changes if one.fact.fact_id == "u"] == ["span"]


def test_equal_neighbours_are_never_paired_wrongly() -> None:
    sentence = "对2家机构停业，注销2家公司资质，给予2家单位处罚。"
    places = [at for at in range(len(sentence)) if sentence.startswith("2家", at)]
    old = [row(str(at), sentence=sentence, start=at, end=at + 2) for at in places]
    shorter = sentence.replace("注销2家公司资质，", "")
    left = [at for at in range(len(shorter)) if shorter.startswith("2家", at)]
    new = [row(f"n{at}", sentence=shorter, start=at, end=at + 2) for at in left]
    assert pairs(old, new) == [(0, 0), (2, 1)]
    twins = "查处2家，查处2家，查处2家。"
    same = [row(str(at), sentence=twins, start=at) for at in range(len(twins)) if twins.startswith("2家", at)]
    other = [row(f"x{at}", sentence="又" + twins[5:], start=at - 4) for at in (7, 12)]
    for i, j in pairs(same, other):
        assert i == j + 1


class Clock:
    ticks = 0

    def __call__(self) -> str:
        self.ticks += 1
        return f"2024-03-01T09:00:{self.ticks:02d}.000000+00:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def kb(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[store.KnowledgeBase]:
    with store.open(postgres.address(request.param, tmp_path, "diff")) as opened:
        ingest(opened)
        yield opened


def ingest(
    kb: store.KnowledgeBase,
    text: str = made.SENTENCE,
    edit: Callable[[Any], Any] = lambda one: one,
    manifest: RunManifest = MANIFEST,
    **fields: object,
) -> None:
    doc = made.document("a", text, **fields)
    value = 64 if "64家" in text else 63
    with kb.begin_run(manifest) as run:
        run.add((doc, [edit(one) for one in made.facts(doc, value)], []))
        run.commit()


def causes(kb: store.KnowledgeBase, old: int = 1, new: int = 2) -> set[str]:
    return {one.cause for one in between_runs(kb, old, new).changes}


def indicator(one: Any) -> Any:
    return altered(one, indicator="机构") if one.kind == "count" else one


def test_the_cause_is_found_by_hashes(kb: store.KnowledgeBase) -> None:
    ingest(kb, made.SENTENCE.replace("63家", "64家"))
    assert causes(kb) == {"source"}
    found = between_runs(kb, 1, 2).only()
    assert found.by_class() == {"value": 1} and (found.old_facts, found.new_facts) == (4, 4)
    assert default_runs(kb) == (1, 2)


@pytest.mark.parametrize(
    ("name", "expected"), [("lexicon_hash", "lexicon"), ("settings_hash", "settings"), ("code_hash", "code")]
)
def test_equal_bytes_and_another_configuration(kb: store.KnowledgeBase, name: str, expected: str) -> None:
    ingest(kb, edit=indicator, manifest=replace(MANIFEST, **{name: "x"}))
    assert causes(kb) == {expected}


def test_cleaning_rules_and_decisions_as_causes(kb: store.KnowledgeBase) -> None:
    other = replace(MANIFEST, code_hash="c2")
    ingest(kb, edit=lambda one: altered(indicator(one), rule="new.rule"), manifest=other)
    assert causes(kb) == {"rule:new.rule"}
    sha = made.document("a").sha256
    ingest(kb, "前言," + made.SENTENCE, sha256=sha, manifest=replace(MANIFEST, code_hash="c3"))
    assert causes(kb, 2, 3) == {"cleaning"}
    target = Target(document_id(made.document("a")), "count-bulletins/a.txt")
    decide(kb, "甲", target, Judgement("correct", {"value": 65}), now=Clock()())
    found = between_runs(kb, 3, 4)
    assert [one.cause for one in found.changes] == ["decision"] and found.changes[0].change_class == "value"
    decide(kb, "甲", target, Judgement("drop"), now="2024-03-02T09:00:00.000000+00:00")
    assert between_runs(kb, 4, 5).by_class() == {"lost": 1}


def test_new_documents_and_two_bases(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    assert {one.cause for one in between_runs(kb, 0, 1).changes} == {"new_document"}
    with store.open(tmp_path / "other.sqlite") as other:
        ingest(other, made.SENTENCE.replace("63家", "64家"), manifest=replace(MANIFEST, code_hash="c2"))
        found = between_bases(kb, other)
        assert found.only().by_class() == {"value": 1} and {one.cause for one in found.changes} == {"source+code"}
        assert between_bases(kb, kb).changes == ()


def test_replaying_tells_an_edit_from_a_rule() -> None:
    old, new = row(), row(value=3, indicator="机构")
    for again, expected in ((old, "source"), (new, "lexicon"), (row(indicator="机构"), "source+lexicon"), (None, None)):
        told = Causes(
            {"d": DocumentChange(same_bytes=False, same_text=False)},
            configuration=("lexicon",),
            replay=lambda document, run, again=again: [again] if again else [],
        )(old, new)
        assert told == (expected or "source+lexicon")


def test_without_reading_again_both_causes_are_named() -> None:
    edited = {"d": DocumentChange(same_bytes=False, same_text=False)}
    assert Causes(edited, configuration=("lexicon",))(row(), row(value=3)) == "source+lexicon"
    assert Causes(edited, configuration=())(row(), row(value=3)) == "source"


def test_two_outputs_of_extract(tmp_path: Path) -> None:
    def written(name: str, source: str, value: int, text: str) -> Path:
        document = {"source": source, "text": text, "sha256": "s" if text == "t" else text}
        fact = {"fact_id": f"{source}-f", "kind": "count", "text": "2家", "start": 3, "end": 5, "sentence": SENTENCE}
        fact |= {"value": value, "rule": "r", "confidence": 0.5, "cell": {"row": 1}}
        path = tmp_path / name
        path.write_text(json.dumps({"document": document, "facts": [fact], "numerals": []}) + "\n", "utf-8")
        return path

    old = written("a.jsonl", "x.txt", 2, "t")
    assert between_outputs(old, written("b.jsonl", "x.txt", 2, "t")).changes == ()
    (change,) = between_outputs(old, written("c.jsonl", "moved/x.txt", 3, "t")).changes
    assert (change.change_class, change.cause) == ("value", "unknown")
    (change,) = between_outputs(old, written("d.jsonl", "x.txt", 3, "u")).changes
    assert change.cause == "source"
    (tmp_path / "bad.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(store.StoreError, match="line 1"):
        between_outputs(old, tmp_path / "bad.jsonl")


def test_limits_and_exit_codes() -> None:
    old = [row(str(i)) for i in range(200)]
    found = compare(old, [*old[2:-1], row("199", value=5)])
    assert found.by_class() == {"lost": 2, "value": 1}
    assert reached(found, "lost>0.5%") == ["lost>0.5%"] and reached(found, "lost>1%") == []
    assert reached(found, "value>=1, total>2") == ["value>=1", "total>2"]
    assert exit_code(found) == 0 and exit_code(found, exit_on_change=True) == 1
    assert exit_code(found, fail_if="lost>5") == 0 and exit_code(found, fail_if="lost>1") == 1
    assert exit_code(compare(old, old), exit_on_change=True, fail_if="total>0") == 0
    for bad in ("lost", "lost>x", "foo>1", "", "lost>1%%"):
        with pytest.raises(BadLimit, match="as in"):
            parse(bad)


def rendered(found: Diff, form: Callable[..., None]) -> str:
    stream = io.StringIO()
    form(found, stream)
    return stream.getvalue()


def test_renderings() -> None:
    evil = "</script><script>alert(1)</script>"
    found = compare(
        [row("a"), row("b", text="3人", sentence="其中3人停业。")], [row("a", value=3, indicator=evil)], cause=Causes()
    )
    text = rendered(found, diff_render.table)
    assert "2 changes in 1 facts" in text and "value: 2 → 3" in text and "- count 3人" in text
    objects = [json.loads(line) for line in rendered(found, diff_render.jsonl).splitlines()]
    assert objects[0]["changes"]["value"] == [2, 3] and objects[1]["after"] is None
    page = rendered(found, diff_render.html)
    assert evil not in page and "Content-Security-Policy" in page and "http://" not in page and "https://" not in page
    assert page.count("<script>") == 1


def test_a_large_page_is_capped_and_shows_every_pattern() -> None:
    old = [row(str(i), rule=f"r{i % 7}") for i in range(20_000)]
    new = [one._replace(value=3) for one in old]
    page = rendered(compare(old, new), diff_render.html)
    assert len(page) < 3_000_000
    data = json.loads(page.split("const data = ")[1].split(";\nconst own")[0])
    assert len(data["changes"]) == diff_render.DETAILS and data["total"] == 20_000
    assert {one["p"] for one in data["changes"]} == {f"r{i}: value" for i in range(7)}


def test_the_page_works_in_a_browser_without_a_network(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    evil = "<img src=x onerror=document.title='bad'>"
    old = [row(str(i), f"d{i}", rule=f"r{i % 3}", unit="家") for i in range(5_000)]
    new = [one._replace(value=3, indicator=evil) if i % 2 else one._replace(unit="户") for i, one in enumerate(old)]
    path = tmp_path / "diff.html"
    path.write_text(rendered(compare(old, new, cause=Causes(configuration=("lexicon",))), diff_render.html), "utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN", viewport={"width": 400, "height": 800})
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith("file:") else problems.append(request.url))
        page.goto(path.as_uri())
        assert page.inner_text("#said") == "5,000 条事实中有 5,000 处变化"
        assert "2000" in page.inner_text("#notice") and page.locator("main details").count() == 6
        page.select_option("#class", "unit")
        page.select_option("#cause", "lexicon")
        assert page.locator("main details").count() == 3
        assert page.locator("main article").first.inner_text().count("户") == 1
        page.select_option("#class", "value")
        assert evil in page.locator("main article").first.inner_text()
        page.click("#language")
        assert page.inner_text("#said") == "5,000 changes in 5,000 facts"
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        assert problems == [] and page.title() == "gongbao diff"
        browser.close()


def test_a_hundred_thousand_facts_in_ten_seconds_and_a_gigabyte() -> None:
    choose = random.Random(1)

    def many() -> Iterator[FactRow]:
        for i in range(100_000):
            sentence = f"第{i}句：全年查处案件{i}起，移送{choose.randrange(99)}人。"
            yield row(f"f{i}", f"d{i // 50}", text=f"{i}起", sentence=sentence, start=sentence.index(f"{i}起"), value=i)

    old = list(many())
    new = [
        one._replace(fact_id=f"n{i}", sentence="据统计，" + one.sentence, start=one.start + 4)
        if i % 20 == 0
        else one._replace(value=-1)
        if i % 10 == 1
        else one
        for i, one in enumerate(old)
    ]
    begin = time.perf_counter()
    found = compare(old, new, cause=Causes())
    rendered(found, diff_render.jsonl)
    taken = time.perf_counter() - begin
    assert found.by_class() == {"span": 5_000, "value": 10_000}
    assert taken < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_000_000  # kB
