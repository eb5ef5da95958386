"""The whole loop as a person goes through it, with the commands as typed and a real browser.

Run, edit a lexicon, preview and run it, compare, review by keyboard, add what was missed, close, edit another lexicon,
run again: the decisions hold.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import launched

SAMPLES = Path(str(files("corpora"))) / "samples"
PACKAGES = ("corpora", "extractors", "outputs", "pipeline")
MISSED = "城管执法支队通报\n2023年，市城管执法支队查处占道经营案件35件，罚款2万元。全市新建便民亭7咖。\n"


class Desk:
    """A gongbao of its own, whose lexicons may be edited, over a folder of bulletins."""

    def __init__(self, home: Path) -> None:
        self.home, self.kb = home, home / "kb.sqlite"
        self.bulletins = home / "bulletins"
        for package in PACKAGES:
            ignored = shutil.ignore_patterns("samples", "gold", "cases", "__pycache__")
            shutil.copytree(str(files(package)), home / "gongbao" / package, ignore=ignored)
        self.lexicon = home / "gongbao" / "extractors" / "lexicon"
        self.bulletins.mkdir()
        (self.bulletins / "missed.txt").write_text(MISSED, "utf-8")
        telling = [one for one in sorted(SAMPLES.glob("*.txt")) if re.search(r"\d件", one.read_text("utf-8", "ignore"))]
        for path in telling[:8]:
            for one in (path, path.with_suffix(".meta.json")):
                if one.exists():
                    shutil.copy(one, self.bulletins)

    def started(self, *arguments: object) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(self.home / "gongbao")}
        command = [sys.executable, "-P", "-m", "pipeline", *map(str, arguments), "--kb", str(self.kb)]
        return subprocess.Popen(
            command, env=environment, cwd=self.home, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def gongbao(self, *arguments: object, code: int = 0) -> str:
        done = self.started(*arguments)
        out, problems = done.communicate(timeout=300)
        assert done.returncode == code, problems
        return out

    def run(self) -> None:
        self.gongbao("run", self.bulletins, "--workers", 2)

    def diff(self, *arguments: object) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.gongbao("diff", "--format", "jsonl", *arguments).splitlines()]

    def without(self, table: str, word: str, *, target: Path | None = None) -> None:
        lines = (self.lexicon / table).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.split("\t")[0] != word]
        assert len(kept) == len(lines) - 1
        (target or self.lexicon / table).write_text("".join(kept), "utf-8")

    def judged(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        """The facts that somebody judged, as readers see them."""
        sql = """SELECT document_id, fact_id, review_status, text, value, unit, indicator, rule FROM fact
        WHERE valid_to_run IS NULL AND review_status <> 'unreviewed'"""
        with sqlite3.connect(self.kb) as connection:
            return {(one[0], one[1]): one[2:] for one in connection.execute(sql)}

    @contextmanager
    def reviewing(self) -> Iterator[str]:
        """The address that `gongbao review` prints, until it is interrupted."""
        server = self.started("review", "--port", 0)
        assert server.stderr is not None
        try:
            yield re.findall(r"http://\S+", server.stderr.readline())[0]
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def page() -> Iterator[Page]:
    with launched() as browser:
        yield browser.new_page(locale="zh-CN")


def test_the_whole_loop(desk: Desk, page: Page) -> None:
    units = (desk.lexicon / "units.tsv").read_text("utf-8")
    desk.without("units.tsv", "件")
    desk.run()
    edited = desk.home / "units.tsv"
    edited.write_text(units, "utf-8")
    said = desk.gongbao("preview", edited)
    (desk.lexicon / "units.tsv").write_text(units, "utf-8")
    desk.run()
    changes = desk.diff()
    added = [one for one in changes if one["class"] == "added"]
    assert said.startswith(f"+{len(added)}, "), "the preview told what the run did"
    assert len(changes) >= 22 and {one["cause"] for one in changes} == {"lexicon"}
    assert {one["after"]["unit"] for one in added} >= {"件"}
    desk.gongbao("diff", "--fail-if", "added>1", code=1)
    desk.gongbao("diff", "--exit-code", code=1)
    opens_offline(desk, page, len(changes))
    with desk.reviewing() as address:
        rejected, corrected = review(page, address, len(changes))
        add_one(page, address)
    judged = desk.judged()
    statuses = [one[0] for one in judged.values()]
    assert (statuses.count("accepted"), statuses.count("corrected"), statuses.count("rejected")) == (19, 1, 1)
    log = [json.loads(line)["body"] for line in desk.gongbao("decisions", "export").splitlines()]
    assert len(log) == 23, "20 cards, one of them judged again after its decision was taken back, and a fact added"
    desk.without("units.tsv", "亩")
    desk.run()
    later = desk.diff()
    assert later and {one["cause"] for one in later} == {"lexicon"}
    assert desk.judged() == judged, "decisions hold"
    assert [one[1] for one in judged.values() if one[0] == "rejected"] == [rejected]
    assert [one[4] for one in judged.values() if one[0] == "corrected"] == ["案件总数"] and corrected
    assert [one[1:3] for one in judged.values() if one[-1] == "decision"] == [("7咖", 7)]
    with desk.reviewing() as address:
        page.goto(address)
        left = len(changes) - 20
        expect(page.locator("#place")).to_have_text(re.compile(rf"^1 / {left + len(later)}$"))
    refused = desk.started("publish", "--by", "王敏")
    assert f"{left + len(later)} of" in refused.communicate(timeout=60)[1] or refused.returncode == 1


def opens_offline(desk: Desk, page: Page, changes: int) -> None:
    """The comparison as one file, opened without a network."""
    file = desk.home / "diff.html"
    file.write_text(desk.gongbao("diff", "--format", "html"), "utf-8")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(file.as_uri())
    expect(page.locator("#said")).to_contain_text(f"有 {changes} 处变化")
    assert asked == [file.as_uri()]


def review(page: Page, address: str, total: int) -> tuple[str, str]:
    """Twenty cards by keyboard: one refused, one edited, one taken back and judged again."""
    page.goto(address)
    page.fill("#naming-name", "王敏")
    page.keyboard.press("Enter")
    rejected = corrected = ""
    for turn in range(20):
        expect(page.locator("#place")).to_have_text(f"{turn + 1} / {total}")
        words = page.locator(".card mark").first.inner_text()
        if turn == 3:
            rejected = words
            page.keyboard.press("x")
        elif turn == 6:
            corrected = words
            page.keyboard.press("e")
            page.fill("#editing-fields [name=indicator]", "案件总数")
            page.keyboard.press("Enter")
            expect(page.locator("#editing")).not_to_be_visible()
        else:
            page.keyboard.press("a")
    expect(page.locator("#progress b").first).to_have_text("20")
    page.keyboard.press("u")
    expect(page.locator("#place")).to_have_text(f"20 / {total}")
    expect(page.locator("#progress b").first).to_have_text("19")
    page.keyboard.press("a")
    expect(page.locator("#progress b").first).to_have_text("20")
    return rejected, corrected


def add_one(page: Page, address: str) -> None:
    """The figure that extraction missed, selected in its document."""
    page.goto(address.replace("/review", "/search?words=占道经营"))
    page.locator(".results a[href^='/document/']").first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
          const line = [...document.querySelectorAll('[data-start]')].find(one => one.textContent.includes('便民亭7咖'));
          const nodes = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          const from = line.textContent.indexOf('7咖');
          for (let seen = 0, node; node = nodes.nextNode(); seen += node.length) {
            if (seen <= from && from < seen + node.length) range.setStart(node, from - seen);
            if (seen < from + 2 && from + 2 <= seen + node.length) range.setEnd(node, from + 2 - seen);
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("n")
    expect(page.locator("#selected")).to_have_text("7咖")
    expect(page.locator("#adding-fields [name=value]")).to_have_value("7")
    expect(page.locator("#adding-fields [name=period]")).to_have_value("2023")
    page.click("#adding-save")
    expect(page.locator("mark.chosen")).to_have_text("7咖")
