"""The web application in a real browser: pages to look at, and the whole review by keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as altered
from playwright.sync_api import Browser, Page, expect

from outputs import queue, store
from outputs.decision_views import by_status, history
from tests import made, web
from tests.browser import launched

YEARS = range(2000, 2025)
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 400, "height": 800}}
NARROWEST = 400


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[store.KnowledgeBase]:
    with store.open(tmp_path / "kb.sqlite") as opened:
        web.extract(opened, YEARS, web.FIRST)
        web.extract(opened, YEARS, web.SECOND, web.other_unit)
        queue.prepare(opened, queue.scope(opened))  # else a busy machine may show for a moment that it is counting
        yield opened


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens pages of a server; at the end nothing was loaded from elsewhere, nothing failed, no script of a text ran."""
    problems: list[str] = []
    contexts: list[Any] = []
    pages: list[Page] = []

    def opened(
        port: int, path: str = "/", *, size: str = "wide", scheme: str = "light", language: str = "zh-CN"
    ) -> Page:
        home = f"http://127.0.0.1:{port}"
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=language,
        )
        contexts.append(context)

        def watch(page: Page) -> None:
            pages.append(page)
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("request", lambda one: None if one.url.startswith(home) else problems.append(one.url))
            page.on("console", lambda one: problems.append(one.text) if "Content Security" in one.text else None)

        context.on("page", watch)
        page: Page = context.new_page()
        page.goto(home + path)
        return page

    yield opened
    for page in pages:
        if not page.is_closed():
            assert page.evaluate("window.pwned") is None
    for context in contexts:
        context.close()
    assert not problems


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_pages_fit_wide_and_narrow_light_and_dark(kb: store.KnowledgeBase, visit: Open) -> None:
    fact = kb.rows(
        "SELECT document_id, fact_id, indicator_id FROM fact WHERE unit = '户' ORDER BY row_id DESC LIMIT 1"
    )[0]
    paths = [
        "/",
        "/search?words=抽查",
        "/series",
        f"/series/{fact['indicator_id']}",
        f"/document/{fact['document_id']}",
    ]
    paths += [f"/fact/{fact['document_id']}/{fact['fact_id']}", "/review/groups", "/review/group?by=cause&key=lexicon"]
    paths += ["/review/disputes", "/review", "/nothing"]
    shades = set()
    with web.served(kb, reviewer="王敏") as port:
        for size, scheme, language in (("wide", "light", "zh-CN"), ("narrow", "dark", "en")):
            page = visit(port, size=size, scheme=scheme, language=language)
            for path in paths:
                page.goto(f"http://127.0.0.1:{port}{path}")
                page.wait_for_load_state("networkidle")
                assert fits(page), (path, size)
                assert page.locator("h1").count() == page.locator("main").count() == 1
                assert page.evaluate(
                    "[...document.querySelectorAll('input, select')].every(one => one.type == 'hidden' || one.labels.length)"
                )
            page.goto(f"http://127.0.0.1:{port}/review")
            expect(page.locator("#place")).to_contain_text("1 /")
            shades.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            page.click("#theme")
            shades.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            page.reload()
            shades.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(shades) == 2


def test_from_the_overview_to_the_words_of_a_figure(kb: store.KnowledgeBase, visit: Open) -> None:
    with web.served(kb) as port:
        page = visit(port)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.click("a:has(.k-count)")
        page.wait_for_url("**/search?kind=count")
        page.get_by_label("指标").type("司法鉴", delay=5)
        expect(page.locator("datalist option").first).to_have_attribute("value", "司法鉴定机构")
        page.get_by_label("指标").fill("司法鉴定机构")
        page.keyboard.press("Enter")
        page.click(".results a[href^='/series/']")
        points = page.locator(".chart a")
        assert points.count() >= len(YEARS)
        said = points.first.get_attribute("aria-label") or ""
        assert "2000" in said and "户" in said
        points.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/document/**")
        chosen = page.locator("mark.chosen")
        expect(chosen).to_have_text("43家")
        expect(page.locator("#fields")).to_contain_text("司法鉴定机构")
        page.keyboard.press("Tab")
        expect(page.locator("#fields h2")).not_to_have_text("43家")
        assert not page.locator(".text.show-rejected").count()
        page.check("#rejected")
        assert "电话号码" in (page.locator("mark.rejected", has_text="12348").get_attribute("title") or "")
        page.click("text=English")
        expect(page.locator("#fields")).to_contain_text("Point at a mark")


def test_the_review_by_keyboard(kb: store.KnowledgeBase, visit: Open, tmp_path: Path) -> None:
    with web.served(kb) as port:
        page = visit(port, "/review")
        page.fill("#naming-name", "王敏")
        page.keyboard.press("Enter")
        expect(page.locator("#who")).to_have_text("王敏")
        total = queue.progress(kb, queue.scope(kb)).open
        expect(page.locator("#place")).to_have_text(f"1 / {total}")
        keys = []
        for turn in range(20):
            expect(page.locator("#place")).to_have_text(f"{turn + 1} / {total}")
            keys.append(page.locator(".card").get_attribute("data-key"))
            page.keyboard.press("r" if turn == 3 else "x" if turn == 5 else "s" if turn == 7 else "a")
        assert len(set(keys)) == 20
        expect(page.locator("#progress b")).to_have_text("19")
        page.keyboard.press("u")
        expect(page.locator(".card")).to_have_attribute("data-key", str(keys[19]))
        expect(page.locator("#progress b")).to_have_text("18")
        edit_one(page)
        expect(page.locator("#place")).to_have_text(f"21 / {total}")
        page.keyboard.press("k")
        expect(page.locator(".card")).to_have_attribute("data-key", str(keys[19]))
        page.keyboard.press("j")
        page.keyboard.press("c")
        expect(page.locator(".context")).to_contain_text("减免鉴定费")
        page.keyboard.press("?")
        expect(page.locator("#helping")).to_be_visible()
        page.keyboard.press("Escape")
        with page.context.expect_page() as document:
            page.keyboard.press("d")
        add_one(document.value)
    held(kb, [str(key) for key in keys])


def edit_one(page: Page) -> None:
    page.keyboard.press("e")
    page.fill("#editing-fields [name=period]", "去年")
    page.keyboard.press("Enter")
    expect(page.locator("#editing-problem")).to_contain_text("时期 '去年' 不是日期")
    assert page.locator("#editing-fields [name=period]").get_attribute("aria-invalid") == "true"
    page.fill("#editing-fields [name=period]", "1999")
    page.fill("#editing-fields [name=unit]", "没有")
    page.keyboard.press("Enter")
    expect(page.locator("#editing-problem")).to_contain_text("单位表中没有")
    page.fill("#editing-fields [name=unit]", "家")
    page.locator("#editing-fields [name=institution]").fill("")
    page.locator("#editing-fields [name=institution]").type("司法", delay=5)
    expect(page.locator("#editing-fields datalist option").first).to_have_attribute("value", re.compile("司法局"))
    page.fill("#editing-fields [name=institution]", "重庆市司法局")
    page.fill("#editing-note", web.EVIL)
    page.keyboard.press("Enter")
    expect(page.locator("#editing")).not_to_be_visible()


def add_one(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
          const line = [...document.querySelectorAll('[data-start]')].find(one => one.textContent.includes('便民亭7咖'));
          const node = [...line.childNodes].find(one => one.nodeType === 3 && one.textContent.includes('7咖')) ?? [...line.querySelectorAll('mark.rejected')].find(one => one.textContent === '7').firstChild;
          const range = document.createRange();
          const at = node.textContent.indexOf('7');
          range.setStart(node, at);
          if (node.textContent.includes('7咖')) range.setEnd(node, at + 2);
          else range.setEnd(node.parentNode.nextSibling, 1);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("n")
    expect(page.locator("#selected")).to_have_text("7咖")
    page.fill("#adding-fields [name=value]", "七")
    page.click("#adding-save")
    expect(page.locator("#adding-problem")).to_contain_text("不是数")
    page.fill("#adding-fields [name=value]", "7")
    page.click("#adding-save")
    expect(page.locator("mark.chosen")).to_have_text("7咖")
    expect(page.locator("#fields")).to_contain_text("7")
    page.close()


def held(kb: store.KnowledgeBase, keys: list[str]) -> None:
    """The decisions hold after another run with another lexicon."""
    items = [queue.item(kb, int(key[1:])) for key in keys]
    web.extract(kb, YEARS, web.THIRD, web.other_unit)
    statuses = {}
    for key, item in zip(keys, items, strict=True):
        assert item is not None
        rows = [one for one in kb.facts() if (one["document_id"], one["fact_id"]) == (item.document_id, item.fact_id)]
        statuses[key] = (rows[0]["review_status"], rows[0]["unit"], rows[0]["period"]) if rows else ("gone", None, None)
    assert statuses[keys[0]][0] == "accepted" and statuses[keys[0]][1] == "户"
    assert statuses[keys[3]][:2] == ("corrected", "家"), "rejecting a change keeps what was read before"
    assert statuses[keys[5]][0] == "rejected"
    assert statuses[keys[7]][0] == "unreviewed"
    assert statuses[keys[19]] == ("corrected", "家", "1999")
    assert [one["text"] for one in kb.facts() if one["rule"] == "decision"] == ["7咖"]
    assert not by_status(kb, "stale") and not by_status(kb, "orphan") and not by_status(kb, "disputed")
    last = items[19]
    assert last is not None
    events = [event.what for event in history(kb, last.document_id, last.fact_id)]
    assert [one for one in events if one in ("accept", "undo", "correct")] == ["accept", "undo", "correct"]


def test_two_reviewers_at_once_and_a_group(kb: store.KnowledgeBase, visit: Open) -> None:
    with web.served(kb) as port:
        first, second = (visit(port, "/review?state=all", size=size) for size in ("wide", "narrow"))
        for page, name in ((first, "赵甲"), (second, "钱乙")):
            page.fill("#naming-name", name)
            page.keyboard.press("Enter")
            expect(page.locator("#place")).to_contain_text("1 /")
        first.keyboard.press("a")
        expect(first.locator("#place")).to_contain_text("2 /")
        expect(first.locator("#progress")).to_contain_text("赵甲 1")
        second.locator("[data-key=r]:is(button)").click()
        expect(second.locator("#progress")).to_contain_text("钱乙 1")
        second.goto(f"http://127.0.0.1:{port}/review/disputes")
        second.locator("li:has-text('赵甲') [data-settle]").click()
        expect(second.locator(".note")).to_have_text("审核人之间没有分歧。")
        first.goto(f"http://127.0.0.1:{port}/review/group?by=cause&key=lexicon")
        accept = first.locator("[data-verdict=accept]")
        expect(accept).to_be_disabled()
        total = int(first.inner_text("#total"))
        for turn in range(240):  # down, and up again for what a slow machine drew too late
            first.mouse.wheel(0, 500 if turn % 80 < 40 else -500)
            if first.inner_text("#seen") == str(total):
                break
            first.wait_for_timeout(30)
        expect(accept).to_be_enabled()
        accept.click()
        expect(first.locator("#preview")).to_contain_text(str(total))
        first.click("#confirm")
        expect(first.locator("#undo")).to_be_visible()
        assert queue.progress(kb, queue.scope(kb)).open == 0
        first.click("#undo")
        expect(first.locator("#undo")).not_to_be_visible()
        assert queue.progress(kb, queue.scope(kb)).open == total


def test_a_failed_decision_comes_back_to_its_card(kb: store.KnowledgeBase, visit: Open) -> None:
    with web.served(kb, reviewer="王敏") as port:
        page = visit(port, "/review")
        expect(page.locator("#place")).to_contain_text("1 /")
        key = page.locator(".card").get_attribute("data-key")
        page.context.route("**/review/decide", lambda route: route.fulfill(status=503, body='{"problem": "disk full"}'))
        for _ in range(50):  # on a busy machine the browser takes a moment to hand its requests over
            if page.evaluate("fetch('/review/decide', {method: 'POST'}).then(answer => answer.status)") == 503:
                break
            page.wait_for_timeout(100)
        page.keyboard.press("a")
        expect(page.locator("#said")).to_contain_text("disk full")
        expect(page.locator(".card")).to_have_attribute("data-key", str(key))
    assert queue.progress(kb, queue.scope(kb)).done == 0


def test_a_sample_states_its_precision(kb: store.KnowledgeBase, visit: Open) -> None:
    with web.served(kb, reviewer="王敏") as port:
        page = visit(port, "/review?sample=4&kind=money")
        for turn in range(4):
            expect(page.locator("#place")).to_have_text(f"{turn + 1} / 4")
            page.keyboard.press("r" if turn == 1 else "a")
        expect(page.locator("#end")).to_be_visible()
        expect(page.locator("#progress")).to_contain_text("75.0%")


def test_fifty_thousand_changes_open_in_a_second_and_keys_answer_in_a_tenth(tmp_path: Path, visit: Open) -> None:
    with store.open(tmp_path / "large.sqlite") as kb:
        for manifest, value in ((web.FIRST, 1), (web.SECOND, 2)):
            with kb.begin_run(replace(manifest)) as run:
                for place in range(500):
                    one = made.document(f"d{place}")
                    fact = made.facts(one)[2]
                    many = [altered(fact, fact_id=f"{place}-{n}", value=Decimal(value + n)) for n in range(100)]
                    run.add((one, many, []))
                run.commit()
        assert queue.prepare(kb, queue.scope(kb)) == 50_000
        with web.served(kb, reviewer="王敏") as port:
            page = visit(port, "/")
            opened = []
            for _ in range(3):
                page.goto(f"http://127.0.0.1:{port}/")
                begun = time.perf_counter()
                page.goto(f"http://127.0.0.1:{port}/review", wait_until="commit")
                expect(page.locator("#place")).to_have_text("1 / 50000")
                opened.append(time.perf_counter() - begun)
            taken = page.evaluate(
                """async () => {
                  const taken = [];
                  for (const key of 'aaraasaakjaaraaeaaxa') {
                    if (key === 'e') continue;
                    const before = document.querySelector('.card').dataset.key;
                    const begun = performance.now();
                    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                    while (document.querySelector('.card').dataset.key === before) await new Promise(requestAnimationFrame);
                    taken.push(performance.now() - begun);
                    await new Promise(done => setTimeout(done, 60)); // faster than anybody reads
                  }
                  return taken;
                }"""
            )
            expect(page.locator("#progress b").first).to_have_text("16")
    assert min(opened) < 1, opened
    assert sorted(taken)[-2] < 100, taken  # one may wait for another process of a busy machine
