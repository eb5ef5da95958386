"""Pages of the usual site systems, written for this test, each with the text a person would keep beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.html import read_html
from tests.page_measure import as_given

PAGES = Path(__file__).with_name("pages")


def raw(path: Path) -> bytes:
    """The page in the charset it declares."""
    markup = path.read_text(encoding="utf-8")
    return markup.encode("gb18030" if "charset=gb2312" in markup else "utf-8")


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_a_page_gives_its_article(name: str) -> None:
    path = PAGES / f"{name}.html"
    wanted = path.with_suffix(".txt").read_text(encoding="utf-8")
    document = read_html(raw(path), source=path.name)
    score = as_given(document.text, wanted)
    assert score.precision >= 0.97, document.text
    assert score.recall >= 0.99, document.text
    first = wanted.split("\n")[0]
    assert (document.title or "").startswith(first)


def test_there_are_pages_of_many_systems() -> None:
    assert len(list(PAGES.glob("*.html"))) >= 25


def test_names_in_brackets_and_one_own_are_no_publishers() -> None:
    found = {
        stem: read_html(raw(PAGES / f"{stem}.html"), source="x").publisher
        for stem in ("13_side_lists", "14_frames_jsp_2008", "24_deep_inline_quotes")
    }
    assert found == {
        "13_side_lists": None,
        "14_frames_jsp_2008": "市环境监测站",
        "24_deep_inline_quotes": "宁阳区教育局",
    }


def test_files_with_their_size_are_no_part_of_the_article() -> None:
    path = PAGES / "11_attachments_list.html"
    markup = path.read_text(encoding="utf-8").replace(".xlsx</a>", ".xlsx（36.5KB）</a>")
    assert "36.5" not in read_html(markup.encode(), source="x").text
