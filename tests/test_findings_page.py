"""The page of findings: listed by kind in their sentences, judged by mouse and by keyboard, decided once and for all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from outputs import decision_files, finding_decisions, findings, store
from outputs.decision_fields import InvalidDecision
from outputs.errors import StoreError
from pipeline.cli import app
from tests import postgres, web
from tests.browser import launched

TABLE = "<tr><td>部门</td><td>案件（件）</td></tr><tr><td>一科</td><td>12</td></tr><tr><td>二科</td><td>25</td></tr><tr><td>合计</td><td>40</td></tr>"
NOTICES = {
    "a.txt": ("2021-01-20", "2020年，重庆市共受理案件1000件。"),
    "b.txt": ("2022-01-20", "2021年，重庆市共受理案件1100件，同比增长20%。全市服务站46个，其中乡镇站31个，占76.4%。"),
    "c.txt": ("2022-02-10", "2021年，重庆市共受理案件1250件。"),
    "d.html": (
        "2022-03-01",
        f"<html><body><h1>通报</h1><p>各科室办理案件情况如下。</p><table>{TABLE}</table><p>{web.EVIL.replace('<', '&lt;')}</p></body></html>",
    ),
}


def written(folder: Path) -> Path:
    for name, (published, text) in NOTICES.items():
        (folder / name).write_text(text, "utf-8")
        meta = {"published": published, "title": "通报"}
        (folder / name).with_suffix(".meta.json").write_text(json.dumps(meta), "utf-8")
    return folder


def run(folder: Path, kb: Path | str) -> None:
    done = CliRunner().invoke(app, ["run", str(folder), "--kb", str(kb)])
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = written(tmp_path_factory.mktemp("notices"))
    run(folder, folder.parent / "made.sqlite")
    return folder


@pytest.fixture
def path(notices: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "kb.sqlite"
    copied.write_bytes((notices.parent / "made.sqlite").read_bytes())
    return copied


@pytest.fixture
def kb(path: Path) -> Iterator[store.KnowledgeBase]:
    with store.open(str(path), create=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


def listed(path: Path | str, *options: str) -> list[str]:
    done = CliRunner().invoke(app, ["findings", "--kb", str(path), "--format", "json", *options])
    assert done.exit_code == 0, done.output
    return [json.loads(line)["kind"] for line in done.output.splitlines()]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_decision_survives_another_run_and_another_base(engine: str, tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    notices = written(tmp_path / "notices")
    path = postgres.address(engine, tmp_path, "findings")
    run(notices, path)
    everything = ["share_differs", "parts_differ_from_total", "observations_differ", "change_differs_from_earlier"]
    assert listed(path) == everything
    with store.open(str(path), create=False) as kb:
        share = next(findings.findings(kb, kind="share_differs"))
        assert (f"{share.worked:.2f}", f"{share.stated}") == ("67.39", "76.4")
        finding_decisions.decide(kb, share, "source_error", reviewer="王敏", now="2026-03-01T00:00:00.000001+00:00")
    (notices / "b.txt").write_text("现将有关情况通报如下。\n" + NOTICES["b.txt"][1], "utf-8")
    run(notices, path)
    assert listed(path) == everything[1:]
    assert listed(path, "--state", "done") == everything[:1] and listed(path, "--state", "all") == everything
    with store.open(str(path), create=False) as kb:
        lines = list(decision_files.export_jsonl(kb))
        assert [json.loads(line)["body"]["verdict"] for line in lines] == ["source_error"]
    other = tmp_path / "other.sqlite"
    run(notices, other)
    assert listed(other) == everything
    with store.open(str(other), create=False) as kb:
        assert decision_files.import_jsonl(kb, lines, now="2026-03-02T00:00:00.000000+00:00")["new"] == 1
        assert decision_files.import_jsonl(kb, lines, now="2026-03-02T00:00:00.000000+00:00")["known"] == 1
        with pytest.raises(StoreError, match="edited by hand"):
            decision_files.import_jsonl(
                kb, [lines[0].replace("source_error", "no_error").replace("王敏", "某人")], now=""
            )
    assert listed(other) == everything[1:]


def test_the_last_word_holds_and_only_known_words(kb: store.KnowledgeBase) -> None:
    found = next(findings.findings(kb))
    for second, verdict in enumerate(("no_error", "open", "extraction_error")):
        finding_decisions.decide(kb, found, verdict, reviewer="王敏", now=f"2026-03-01T00:00:0{second}.000000+00:00")
        held = finding_decisions.standing(kb).get(found.finding_id)
        assert (held.verdict if held else "open") == verdict
    assert len(finding_decisions.log(kb)) == 3
    for verdict, reviewer in (("maybe", "王敏"), ("no_error", " ")):
        with pytest.raises(InvalidDecision):
            finding_decisions.decide(kb, found, verdict, reviewer=reviewer, now="2026-03-01T00:00:09.000000+00:00")


def test_requests(kb: store.KnowledgeBase) -> None:
    found = next(findings.findings(kb))
    with web.served(kb, reviewer="王敏") as port:
        client = web.Client(port)
        shown = client.get("/review/findings?kind=share_differs").text
        assert "67.39%" in shown and "76.4%" in shown and shown.count("<article") == 1
        assert "2 are listed" not in shown and web.EVIL not in client.get("/review/findings").text
        assert client.get("/review/findings?state=nothing").status == 400
        send = {"finding_id": found.finding_id, "verdict": "no_error"}
        assert client.post("/review/findings/decide", {**send, "verdict": "maybe"}).status == 422
        assert client.post("/review/findings/decide", {**send, "finding_id": "x"}).status == 404
        assert client.post("/review/findings/decide", send, x_csrf_token="wrong").status == 403
        assert not finding_decisions.log(kb)
        assert client.post("/review/findings/decide", send).json() == {"verdict": "no_error", "reviewer": "王敏"}
        assert found.finding_id not in client.get("/review/findings").text
        assert "王敏" in client.get("/review/findings?state=done").text


def opened(browser: Browser, port: int, language: str, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/review/findings")
    page.wait_for_load_state("networkidle")
    return page


def test_by_keyboard_and_by_mouse(kb: store.KnowledgeBase, browser: Browser) -> None:
    with web.served(kb) as port:
        page = opened(browser, port, "zh-CN", 1280)
        cards = page.locator("[data-finding]")
        expect(cards).to_have_count(4)
        expect(cards.first.locator("mark")).to_have_count(3)
        expect(cards.nth(1)).to_contain_text("各分项相加为 37 件；文中合计为 40 件")
        page.keyboard.press("j")
        expect(cards.first).to_be_focused()
        page.keyboard.press("n")
        page.keyboard.type("原文写反了1")
        page.keyboard.press("Escape")
        page.keyboard.press("2")
        page.fill("#naming-name", "王敏")
        page.keyboard.press("Enter")
        expect(cards.first).to_have_class("panel finding decided")
        expect(cards.nth(1)).to_be_focused()
        expect(page.locator("#said")).to_have_text("已记录: 原文有误")
        cards.nth(1).get_by_role("button", name="抽取有误").click()
        expect(cards.nth(2)).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("u")
        expect(cards.nth(1)).to_have_class("panel finding")
        page.reload()
        expect(cards).to_have_count(3)
        page.click("text=已决定")
        expect(cards).to_have_count(1)
        expect(cards.first).to_contain_text("王敏")
        expect(cards.first).to_contain_text("原文写反了1")
        assert page.evaluate("window.pwned") is None
    assert [one.verdict for one in finding_decisions.log(kb)] == ["source_error", "extraction_error", "open"]


@pytest.mark.parametrize(("language", "width"), [("zh-CN", 1280), ("en", 400)])
def test_the_page_fits_and_names_what_it_holds(
    kb: store.KnowledgeBase, browser: Browser, language: str, width: int
) -> None:
    with web.served(kb, reviewer="王敏") as port:
        page = opened(browser, port, language, width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("h1").count() == page.locator("main").count() == 1
        assert page.evaluate("[...document.querySelectorAll('main input')].every(one => one.labels.length)")
        named = "[...document.querySelectorAll('article')].every(one => document.getElementById(one.getAttribute('aria-labelledby')))"
        assert page.evaluate(named)
        expect(page.get_by_role("feed").get_by_role("article")).to_have_count(4)
        page.locator("a", has_text="1100件").first.click()
        page.wait_for_url("**/fact/**")
