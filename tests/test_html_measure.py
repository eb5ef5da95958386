"""The measure of the content of pages: what it sets aside, what it counts, that it falls; floors on real pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.html import read_html
from tests import page_measure
from tests.page_measure import Score, adjudicated, as_given, means

REAL = Path(__file__).resolve().parents[1] / ".." / "shared" / "real" / "html"
FIRST = "全市共检查加油站128座，发现隐患46处，已整改41处。"
SECOND = "市应急管理局将对未整改的5处隐患挂牌督办，限10月底前完成。"
PAGE = (
    "<html><head><title>加油站检查情况通报-某市应急管理局</title></head><body><ul><li><a href='/'>网站首页</a></li>"
    "<li><a href='/b'>政务公开</a></li></ul><div>当前位置：<a href='/'>首页</a> > <a>通报</a></div>"
    f"<div class='zw'><h1>加油站检查情况通报</h1><p>{FIRST}</p><p>一、下一步</p><p>甲区 12座</p><p><a href='/c'>相关：又一篇</a></p>"
    f"<p>{SECOND}</p><p>某市应急管理局</p></div><div>主办单位：某市应急管理局</div></body></html>"
).encode()
WANTED = f"首页 > 通报\n加油站检查情况通报\n{FIRST}\n{SECOND}\n主办单位：某市应急管理局"
OURS = f"加油站检查情况通报\n{FIRST}\n一、下一步\n甲区 12座\n{SECOND}"


def test_headings_and_short_lines_between_wanted_lines_are_content() -> None:
    assert as_given(OURS, WANTED).precision < 0.96
    assert as_given(OURS, WANTED).recall < 0.9
    assert adjudicated(PAGE, OURS, WANTED) == Score(1, 1)


@pytest.mark.parametrize(
    "line", ["政务公开", "主办单位：某市应急管理局", "相关：又一篇", "某市应急管理局", "本页没有的一行文字"]
)
def test_lines_beside_the_article_and_links_in_it_lower_the_precision(line: str) -> None:
    assert adjudicated(PAGE, f"{OURS}\n{line}", WANTED).precision < 0.97


@pytest.mark.parametrize("line", [FIRST, SECOND, "加油站检查情况通报\n"])
def test_a_wanted_line_that_is_missing_lowers_the_recall(line: str) -> None:
    assert adjudicated(PAGE, OURS.replace(line, ""), WANTED).recall < 0.95


def test_only_the_edges_of_a_wanted_text_hold_chrome() -> None:
    lines = [
        "- - -",
        "关注·某市发布",
        "当前位置：首页 > 公文",
        "【解读】加油站检查办法解读 2024-05-30",
        "2024年6月1日",
        "GZ0220210007",
        "某市检查平台",
        FIRST,
        "当前位置：某路3号",
        "2024年6月2日",
        "某市检查平台",
        SECOND,
        "2024年6月3日",
        "主办单位：某局 联系方式：12345",
    ]
    assert list(page_measure.chrome_of(lines)) == [0, 1, 2, 3, 4, 5, 6, 13]


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the folder of real pages")
def test_floors_on_real_pages() -> None:
    given: list[Score] = []
    judged: list[Score] = []
    crowded: list[Score] = []
    thinned: list[Score] = []
    for name, raw, wanted in page_measure.pages(REAL):
        document = read_html(raw, source=name)
        given.append(as_given(document.text, wanted))
        judged.append(adjudicated(raw, document.text, wanted))
        beside = [drop.text for drop in document.dropped if drop.reason == "navigation"]
        crowded.append(adjudicated(raw, "\n".join([*beside, document.text]), wanted))
        lines = document.text.split("\n")
        longest = max(range(len(lines)), key=lambda i: len(lines[i]))
        thinned.append(adjudicated(raw, "\n".join(lines[:longest] + lines[longest + 1 :]), wanted))
    print(f"as given {means(given)}, adjudicated {means(judged)}")
    assert means(given).precision >= 0.949
    assert means(given).recall >= 0.963
    assert means(judged).precision >= 0.99
    assert means(judged).recall >= 0.998
    assert min(one.recall for one in judged) >= 0.99
    # With what the page has beside its article, or without its longest paragraph, the same measure falls far.
    assert means(crowded).precision < means(judged).precision - 0.05
    assert means(thinned).recall < means(judged).recall - 0.05
