"""HTML: the article out of the page, tables, titles, metadata; measured on real pages where they are at hand."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.html import read_html

REAL = Path(__file__).resolve().parents[1] / ".." / "shared" / "real"
TITLE = "某市通报今年火灾防控情况"
FIRST = "全市消防救援队伍共接报火灾128起，比上年同期下降12.5%，无人员死亡。"
SECOND = "下一步，将对全市46家重点单位开展排查，力争10月底前整改率达到95%以上。"
PARAGRAPHS = f"<p>　　{FIRST}</p><p>　　{SECOND}</p>"
BODY = f"{FIRST}\n{SECOND}"
_SECTIONS = ("首页", "机构概况", "新闻动态", "政务公开", "政务服务", "互动交流", "专题专栏", "数据开放")
MENU = (
    "<div class='top'><ul>"
    + "".join(f"<li><a href='/{i}'>{s}</a></li>" for i, s in enumerate(_SECTIONS))
    + "</ul></div>"
)
FOOT = (
    "<div class='wfoot'><p>主办单位：某市消防救援支队  承办单位：某市信息中心</p>"
    "<p>某ICP备05001234号-1 网站标识码：5001230001</p><p>地址：某市人民路1号 邮编：400000 电话：023-12345678</p></div>"
)
RELATED = (
    "<div><h3>相关文章</h3><ul>"
    + "".join(f"<li><a href='/a{i}'>某县召开第{i}次消防推进会</a><span>2021-0{i}-11</span></li>" for i in range(1, 7))
    + "</ul></div>"
)
WINDOW = f"<title>{TITLE}-某市消防救援支队</title>"


def page(body: str, head: str = WINDOW) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


def read(body: str, head: str = WINDOW) -> Document:
    return read_html(page(body, head), source="x.html")


@pytest.mark.parametrize(
    "container",
    ["class='view TRS_UEDITOR trs_paper'", "id='zoom'", "class='Article-Content'", "id='UCAP-CONTENT'", "class='q7'"],
)
def test_containers(container: str) -> None:
    document = read(
        f"{MENU}<div>当前位置：<a href='/'>首页</a> &gt; <a>动态</a></div><div class='w'><h1>{TITLE}</h1>"
        f"<div>发布时间：2021-07-02 09:00 来源：某市消防救援支队</div><div {container}>{PARAGRAPHS}</div></div>{RELATED}{FOOT}"
    )
    assert document.text == f"{TITLE}\n{BODY}"
    assert document.title == TITLE
    assert (document.published, document.publisher) == (date(2021, 7, 2), "某市消防救援支队")
    assert {"navigation", "metadata", "related_links", "copyright"} <= {drop.reason for drop in document.dropped}


def test_layout_of_nested_tables() -> None:
    document = read(
        f"<table><tr><td>{MENU}</td></tr><tr><td>您现在的位置：<a>首页</a>&gt;&gt;<a>动态</a></td></tr></table>"
        f"<table><tr><td><table><tr><td><a>左栏一</a></td></tr><tr><td><a>左栏二</a></td></tr></table></td>"
        f"<td><table><tr><td align=center><font size=5><b>{TITLE}</b></font></td></tr><tr><td>发布日期：2021年7月2日 点击数：12</td></tr>"
        f"<tr><td>&nbsp;&nbsp;{FIRST}<br><br>&nbsp;&nbsp;{SECOND}<br></td></tr><tr><td>【<a>打印</a>】【<a>关闭</a>】</td></tr></table></td></tr></table>{FOOT}"
    )
    assert document.text == f"{TITLE}\n{BODY}"
    assert document.tables == ()
    assert document.published == date(2021, 7, 2)


def test_short_article_keeps_its_signature() -> None:
    document = read(
        f"{MENU}<div id='box'><h2>{TITLE}</h2><div class='abc'><p>{FIRST}</p><p>某市应急管理局</p><p>2021年7月1日</p></div></div>{RELATED}{FOOT}"
    )
    assert document.text == f"{TITLE}\n{FIRST}\n某市应急管理局\n2021年7月1日"
    assert (document.publisher, document.published) == ("某市应急管理局", date(2021, 7, 1))


def test_related_links_inside_the_container() -> None:
    document = read(f"<div class='content'><h1>{TITLE}</h1>{PARAGRAPHS}{RELATED}<p>上一篇：<a>甲文</a></p></div>")
    assert document.text == f"{TITLE}\n{BODY}"


def test_attachments_stay() -> None:
    links = "".join(f"<p><a href='/{n}.doc'>{n}.重点单位名单</a></p>" for n in range(1, 5))
    document = read(f"<div class='article'>{PARAGRAPHS}<p>附件：</p>{links}</div>")
    assert document.text.endswith("附件：\n1.重点单位名单\n2.重点单位名单\n3.重点单位名单\n4.重点单位名单")


def test_tables_stay_tables() -> None:
    document = read(
        f"{MENU}<div class='TRS_Editor'><p>{FIRST}</p><p align=center><strong>表1 各区火灾情况表</strong></p><p align=right>单位：起、万元</p>"
        "<table><tr><td rowspan=2>地区</td><td colspan=2>火灾</td></tr><tr><td>起数</td><td>损<br>失</td></tr>"
        f"<tr><td>甲区</td><td>12</td><td>30.5</td></tr><tr><td>乙区</td><td></td><td>41.2</td></tr></table><p>{SECOND}</p></div>{FOOT}"
    )
    assert document.text.split("\n")[3:] == ["地区\t火灾", "\t起数\t损失", "甲区\t12\t30.5", "乙区\t\t41.2", SECOND]
    (table,) = document.tables
    assert document.text[table.start : table.end] == "地区\t火灾\n\t起数\t损失\n甲区\t12\t30.5\n乙区\t\t41.2"
    assert (table.caption, table.unit) == ("表1 各区火灾情况表", "起、万元")
    cells = {(c.row, c.column): c for c in table.cells}
    texts = {place: document.text[c.start : c.end] for place, c in cells.items()}
    assert texts == {
        (0, 0): "地区", (0, 1): "火灾", (1, 1): "起数", (1, 2): "损失", (2, 0): "甲区", (2, 1): "12", (2, 2): "30.5",
        (3, 0): "乙区", (3, 1): "", (3, 2): "41.2",
    }  # fmt: skip
    assert cells[3, 2].column_path == ("火灾", "损失")
    assert cells[3, 2].row_path == ("乙区",)
    assert [b.kind for b in document.blocks if b.kind == "table"] == ["table"] * 4


def test_the_caption_of_a_table_stays_above_it() -> None:
    document = read(
        f"<div class='content'><p>{FIRST}</p><table><caption>表2 各街道火灾情况</caption>"
        f"<tr><th>街道</th><th>起数</th></tr><tr><td>甲街<span style='display:none'>0</span></td><td>3</td></tr></table><p>{SECOND}</p></div>"
    )
    assert document.text == f"{FIRST}\n表2 各街道火灾情况\n街道\t起数\n甲街\t3\n{SECOND}"
    assert document.tables[0].caption == "表2 各街道火灾情况"


def test_a_table_of_the_layout_leaves_no_spans_to_a_table_of_data() -> None:
    layout = f"<table><tr><td colspan=3>{FIRST}</td></tr></table>"
    first = "<table><tr><td colspan=2>甲区</td></tr><tr><td>3</td><td>4</td></tr><tr><td>5</td><td>6</td></tr></table>"
    second = "<table><tr><td>街道</td><td>起数</td></tr><tr><td>乙街</td><td>7</td></tr></table>"
    document = read(f"<div class='content'>{layout}{first}<p>{SECOND}</p>{second}</div>")
    assert document.text == f"{FIRST}\n甲区\n3\t4\n5\t6\n{SECOND}\n街道\t起数\n乙街\t7"


def test_preformatted_lines_are_lines() -> None:
    document = read(
        f"<div class='content'><pre>{FIRST}\n<a href='/1'>甲文\n乙文</a>\n\n{SECOND}</pre><p>某市\n应急管理局</p></div>"
    )
    assert document.text == f"{FIRST}\n甲文\n乙文\n{SECOND}\n某市应急管理局"


def test_a_page_hidden_until_its_script_ran_is_read() -> None:
    raw = f"<html style='display:none'><head><title>{TITLE}</title></head><body style='display:none'><div id=zoom>{PARAGRAPHS}</div></body></html>"
    assert read_html(raw.encode(), source="x.html").text == BODY


def test_tags_of_the_body_count_and_later_titles_do_not() -> None:
    document = read(
        f"<meta name='PubDate' content='2021-07-02'><svg><title>图标</title></svg><div id=zoom>{PARAGRAPHS}</div>"
    )
    assert (document.title, document.published) == (TITLE, date(2021, 7, 2))


def test_empty_first_cells_keep_their_tabs() -> None:
    document = read(
        f"<div class='content'><p>{FIRST}</p><table><tr><th></th><th>上半年</th></tr><tr><td>甲区</td><td>3</td></tr></table></div>"
    )
    (table,) = document.tables
    assert "\n\t上半年\n甲区\t3" in document.text
    assert [document.text[c.start : c.end] for c in table.cells] == ["", "上半年", "甲区", "3"]


@pytest.mark.parametrize(
    "body",
    [
        f"{MENU}{RELATED}{FOOT}",
        MENU,
        "<div id='app'></div><script>render()</script>",
        f"{MENU}<div class='content'><ul>"
        + "".join(
            f"<li><a href='/{n}'>某市开展第{n}轮检查，效果良好</a><span>2021-07-{n:02d}</span></li>"
            for n in range(1, 21)
        )
        + f"</ul><div>共5页 首页 上一页 1 2 3 下一页 尾页</div></div>{FOOT}",
    ],
)
def test_navigation_is_no_article(body: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(body)
    assert caught.value.reason == "empty"


@pytest.mark.parametrize("raw", [b"", b"<html></html>", b"<!-- nothing -->", b"<html><body> &nbsp; </body></html>"])
def test_empty_pages(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_html(raw, source="x.html")
    assert caught.value.reason == "empty"


def test_fragment() -> None:
    document = read_html(f"<p>{FIRST}</p><p>{SECOND}</p>".encode(), source="dump.jsonl#1")
    assert document.text == BODY
    assert document.title is None


def test_inline_markup_and_white_space() -> None:
    document = read(
        f"<div id=zoom><p>全市<b>共</b>接报\n    火灾<span>128</span><span>起</span>，\n  下降 \t 12.5%。</p><p>&emsp;&emsp;{SECOND}</p>"
        "<p>标点&ldquo;引用&rdquo;&mdash;&mdash;１２３　全角</p></div>"
    )
    assert document.text.split("\n")[0] == "全市共接报火灾128起，下降 12.5%。"
    assert document.text.endswith("标点“引用”——１２３　全角")


def test_hidden_and_script_text_is_left_out() -> None:
    document = read(
        f"<div class='article-content'><p style='display: none'>隐藏99件。</p><script>var a='共77件';</script><style>p{{}}</style>{PARAGRAPHS}</div>"
    )
    assert document.text == BODY


def test_hidden_until_loaded_is_shown() -> None:
    assert (
        read(
            f"<div id='js_content' style='visibility: hidden'><section>{FIRST}</section><section>{SECOND}</section></div>"
        ).text
        == BODY
    )


@pytest.mark.parametrize(
    ("window", "above", "title"),
    [
        (f"{TITLE}_某市人民政府门户网站", f"<h1>{TITLE}</h1>", TITLE),
        (f"{TITLE} - 动态 - 某市消防网", "", TITLE),
        ("某市消防救援支队网站", f"<div class='con-title'>{TITLE}</div>", TITLE),
        ("", f"<h2>{TITLE}</h2>", TITLE),
        ("某市通报今年...", f"<h1>{TITLE}</h1>", TITLE),
        ("某市消防救援支队", "", None),
        (f"[视频]{TITLE}", f"<h3>[视频]{TITLE}</h3>", TITLE),
        (TITLE, f"<h1>{TITLE[:4]}<br>{TITLE[4:]}</h1>", TITLE),
    ],
)
def test_titles(window: str, above: str, title: str | None) -> None:
    document = read(f"{MENU}<div>{above}</div><div id='zoom'>{PARAGRAPHS}</div>", f"<title>{window}</title>")
    assert document.title == title


def test_meta_tags() -> None:
    head = (
        "<meta name='ArticleTitle' content='某区推进项目建设'><meta name='PubDate' content='2022-05-06 09:11'>"
        "<meta name='ContentSource' content='区住建局'><meta name='SiteName' content='广州市天河区人民政府门户网站'>"
        "<meta name='Url' content='http://www.example.gov.cn/post_1.html'>"
    )
    document = read(f"<div id='zoom'>{PARAGRAPHS}</div>", head)
    assert document.title == "某区推进项目建设"
    assert document.publisher == "广州市天河区住建局"
    assert document.published == date(2022, 5, 6)
    assert (document.region, document.region_code) == ("广东省广州市天河区", "440106")
    assert document.url == "http://www.example.gov.cn/post_1.html"
    assert document.origins["published"] == "meta_tag"


def test_metadata_table_of_a_page() -> None:
    document = read(
        "<table><tr><td>索 引 号：</td><td>000014349/2018-00221</td><td>主题分类：</td><td>综合政务</td></tr>"
        "<tr><td>发文机关：</td><td>湖南省司法厅</td><td>成文日期：</td><td>2018年12月07日</td></tr>"
        "<tr><td>发文字号：</td><td>湘司发〔2018〕12号</td><td>发布日期：</td><td>2018年12月27日</td></tr></table>"
        f"<div id='UCAP-CONTENT'>{PARAGRAPHS}</div>",
        "",
    )
    assert document.text == BODY
    assert (document.publisher, document.doc_number) == ("湖南省司法厅", "湘司发〔2018〕12号")
    assert document.published == date(2018, 12, 27)
    assert document.origins["doc_number"] == "metadata_table"
    assert "metadata" in {drop.reason for drop in document.dropped}


def test_catalogue_inside_the_container_without_colons() -> None:
    document = read(
        "<div class='content'><table><tr><th>索引号</th><td>5001/2021-001</td><th>主题分类</th><td>公安</td></tr>"
        "<tr><th>发布机构</th><td>重庆市公安局</td><th>成文日期</th><td>2021-07-01</td></tr>"
        f"<tr><th>文号</th><td>渝公发〔2021〕8号</td><th>有效性</th><td>有效</td></tr></table><h1>{TITLE}</h1>{PARAGRAPHS}</div>"
    )
    assert document.text == f"{TITLE}\n{BODY}"
    assert document.tables == ()
    assert (document.publisher, document.doc_number) == ("重庆市公安局", "渝公发〔2021〕8号")


def test_signature_in_a_box_of_its_own() -> None:
    document = read(
        f"{MENU}<div class='box'><div class='bd'><div>{FIRST}</div><div>{SECOND}</div></div>"
        f"<div class='luo'><div>某市消防救援局</div><div>2021年7月1日</div></div></div>{FOOT}"
    )
    assert document.text == f"{BODY}\n某市消防救援局\n2021年7月1日"


def test_article_cut_into_boxes() -> None:
    document = read(
        f"{MENU}<div class='wrap'><div class='s1'>{PARAGRAPHS}</div><div class='s2'>{PARAGRAPHS}</div></div>{FOOT}"
    )
    assert document.text == f"{BODY}\n{BODY}"


def test_empty_profile_is_passed_over() -> None:
    assert read(f"{MENU}<div id='zoom'></div><div class='x1'>{PARAGRAPHS}</div>{FOOT}").text == BODY


def test_tables_of_labels_and_words_stay() -> None:
    document = read(
        "<div class='main'><table><tr><td>标题</td><td>咨询落户问题</td></tr><tr><td>内容</td><td>在某市工作3年，可否落户？</td></tr>"
        "<tr><td>回复</td><td>您好，参加社保满2年即可申请。</td></tr></table></div>"
    )
    assert document.text.split("\n")[1] == "内容\t在某市工作3年，可否落户？"


def test_lists_of_names_are_no_navigation() -> None:
    names = "".join(f"<p>某区第{n}中学</p>" for n in range(1, 15))
    assert read(f"{MENU}<div class='abc'><h1>{TITLE}</h1>{names}</div>{RELATED}{FOOT}").text.count("中学") == 14


def test_very_short_notice() -> None:
    assert read(f"{MENU}<div class='abc'><h1>停水公告</h1><p>因检修，7月3日停水8小时。</p></div>{FOOT}").text == (
        "停水公告\n因检修，7月3日停水8小时。"
    )


def test_blocks_cover_the_text_and_point_into_the_page() -> None:
    document = read(
        f"<div id='zoom'><h3>一、总体情况</h3><p>{FIRST}</p><p><strong>二、打算</strong></p><ul><li>{SECOND}</li></ul></div>"
    )
    assert [document.text[b.start : b.end] for b in document.blocks] == document.text.split("\n")
    assert [b.kind for b in document.blocks] == ["heading", "paragraph", "heading", "list_item"]
    assert document.blocks[0].locator.startswith("#:~:text=%E4%B8%80")
    assert "," in document.blocks[1].locator


def test_charset_wrongly_declared() -> None:
    raw = page(f"<div id='zoom'>{PARAGRAPHS}</div>").decode().encode("gb18030")
    document = read_html(raw, source="x.html")
    assert document.text == BODY
    assert (document.encoding.declared, document.encoding.used) == ("utf-8", "gb18030")


def test_broken_markup() -> None:
    document = read_html(f"<HTML><BODY><DIV ID=zoom><P>{FIRST}<P>{SECOND}<TABLE><TR><TD>甲".encode(), source="x")
    assert document.text.startswith(BODY)


def test_deep_nesting() -> None:
    document = read("<div>" * 1500 + f"<p>{FIRST}</p><p>{SECOND}</p>" + "</div>" * 1500)
    assert document.text == BODY


def test_one_huge_line() -> None:
    begin = time.perf_counter()
    document = read("<div id='zoom'><p>" + FIRST * 100_000 + "</p></div>")
    assert len(document.text) == len(FIRST) * 100_000
    assert time.perf_counter() - begin < 20


@pytest.mark.skipif(not (REAL / "pages").is_dir(), reason="needs the folder of real pages")
def test_other_real_pages_are_read() -> None:
    for path in sorted((REAL / "pages").glob("*.html")):
        document = read_html(path.read_bytes(), source=path.name)
        assert document.title
        assert not re.search(r"版权所有|ICP备|上一篇", document.text)
