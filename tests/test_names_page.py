"""In a real browser: names merged and split with their log, and a knowledge base looked at as it was after an earlier run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from outputs import merges, store
from outputs.merges import INDICATORS, INSTITUTIONS
from outputs.runs import RunManifest
from tests import made, postgres, web
from tests.browser import launched
from tests.web import Client

THEN, NOW = "63家", "64家"


def two_runs(address: str) -> None:
    """A document in two revisions, and in the first run's time one that came later is not there."""
    with store.open(address) as kb:
        with kb.begin_run(RunManifest(command="1")) as run:
            run.add(made.result("a"))
            run.commit(committed_at="2024-01-01T00:00:00+00:00")
        with kb.begin_run(RunManifest(command="2")) as run:
            edited = made.document("a", made.SENTENCE.replace(THEN, NOW))
            run.add((edited, made.facts(edited, 64), []))
            other = made.document("b", "全市检查企业8家。")
            run.add((other, [made.fact(other, "8家", indicator="企业", period="2023")], []))
            run.commit(committed_at="2024-01-02T00:00:00+00:00")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN")
    problems: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert not problems


def names(kb: store.KnowledgeBase) -> list[str]:
    return [str(row["name"]) for row in kb.rows("SELECT name FROM indicator ORDER BY name")]


def test_names_are_merged_and_split_by_keyboard_and_the_log_tells_it(tmp_path: Path, page: Page) -> None:
    address = str(tmp_path / "kb.sqlite")
    two_runs(address)
    with store.open(address) as kb, web.served(kb) as port:
        first, second = names(kb)[:2]
        page.goto(f"http://127.0.0.1:{port}/review/findings")
        page.get_by_role("link", name="名称合并").click()
        expect(page.get_by_text("尚无合并。")).to_be_visible()
        page.get_by_label("名称", exact=True).fill(first)
        page.get_by_label("并入").fill("没有这个名称")
        page.get_by_label("备注").fill("同一口径")
        page.keyboard.press("Enter")
        page.locator("#naming-name").fill("王敏")
        page.keyboard.press("Enter")
        expect(page.locator("#merging-problem")).to_contain_text("没有这个名称")
        expect(page.get_by_label("并入")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("并入").fill(second)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"撤销合并 {first}")).to_be_visible()
        merged = merges.merged(kb, INDICATORS)[first]
        assert (merged["into_name"], merged["reviewer"], merged["note"]) == (second, "王敏", "同一口径")
        identity = kb.rows("SELECT indicator_id FROM indicator WHERE name = :n", n=second)[0]["indicator_id"]
        page.goto(f"http://127.0.0.1:{port}/series/{identity}")
        expect(page.get_by_text(f"含: {first}")).to_be_visible()
        page.goto(f"http://127.0.0.1:{port}/review/names")
        page.get_by_role("button", name=f"撤销合并 {first}").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("尚无合并。")).to_be_visible()
        log = page.get_by_role("table").last.get_by_role("row").all_inner_texts()
        assert [re.split(r"\s*\t\s*", row)[1:4] for row in log[1:]] == [
            ["王敏", "撤销", first],
            ["王敏", "合并", first],
        ]
        assert merges.merged(kb, INDICATORS) == {}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_the_server_refuses(engine: str, tmp_path: Path) -> None:
    address = postgres.address(engine, tmp_path, "names")
    two_runs(address)
    with store.open(address) as kb, web.served(kb, reviewer="li") as port:
        client = Client(port)
        first, second = names(kb)[:2]
        given = {"of": "indicator", "verdict": "merge", "name": first, "into": second}
        assert client.post("/review/names/decide", given | {"of": "region"}).status == 400
        assert client.post("/review/names/decide", given | {"verdict": "drop"}).status == 400
        wrong = client.post("/review/names/decide", given | {"into": first})
        assert wrong.status == 422 and wrong.json()["field"] == "name"
        assert client.post("/review/names/decide", given, x_csrf_token="0").status == 403
        assert merges.decisions(kb, INDICATORS) == []
        assert client.post("/review/names/decide", given).status == 200
        assert client.get("/review/names?of=nothing").status == 400
        assert "尚无合并" in client.get("/review/names?of=institution").text
        bodies = [str(row["canonical"]) for row in kb.rows("SELECT canonical FROM institution ORDER BY 1")]
        assert bodies and merges.decisions(kb, INSTITUTIONS) == []


def test_serve_as_of_an_earlier_run(tmp_path: Path, page: Page) -> None:
    address = str(tmp_path / "kb.sqlite")
    two_runs(address)
    command = [sys.executable, "-m", "pipeline", "serve", "--kb", address, "--port", "0", "--as-of", "1"]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=root) as server:
        try:
            assert server.stderr is not None
            home = re.findall(r"http://\S+", server.stderr.readline())[0].rstrip("/")
            page.goto(home)
            expect(page.locator(".tiles")).to_contain_text(re.compile(r"文件\s*1"))
            expect(page.get_by_role("note")).to_contain_text("运行 1")
            page.get_by_role("link", name="检索", exact=True).click()
            expect(page.get_by_text(THEN).first).to_be_visible()
            assert NOW not in page.content() and "8家" not in page.content()
            page.locator(".results a", has_text=THEN).first.click()
            expect(page.locator("#text")).to_contain_text(THEN)
            assert NOW not in page.content()
            page.goto(f"{home}/search?indicator=企业")
            expect(page.get_by_role("alert")).to_contain_text("知识库中没有这个名称")
            for path in ("/series", "/review/findings", "/review/disputes", "/review/names"):
                answer = page.goto(home + path)
                assert answer is not None and answer.status == 200, (path, page.content())
                expect(page.get_by_role("note")).to_contain_text("运行 1")
            assert page.locator("#merging").count() == 0
            for path in ("/review", "/review/groups"):
                answer = page.goto(home + path)
                assert answer is not None and answer.status == 409
                expect(page.get_by_text("只供查看；审核请打开现状")).to_be_visible()
            token = page.locator('meta[name="csrf"]').get_attribute("content")
            given = {"of": "indicator", "verdict": "split", "name": "企业"}
            refused = page.request.post(
                f"{home}/review/names/decide", data=given, headers={"x-csrf-token": str(token), "origin": home}
            )
            assert refused.status == 409
        finally:
            server.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
            server.wait(20)
    with store.open(address) as kb:
        assert kb.resolve_run() == 2
