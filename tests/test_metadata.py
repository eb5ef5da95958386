"""Title, publisher, date, number, region, URL; and where each came from."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from corpora import metadata, organs
from corpora.dates import parse_date
from corpora.document import Document
from corpora.text import document_of

BODY = "各区县要加强统筹，年底前完成整改12项，确保覆盖率达到95%以上。"


def read(text: str, **given: str) -> Document:
    return document_of(text, source="dir/x.txt", metadata=given)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-02-24", date(2021, 2, 24)),
        ("2018/07/19 12:15:00", date(2018, 7, 19)),
        ("20170319", date(2017, 3, 19)),
        ("20170319081500", date(2017, 3, 19)),
        ("2021.2.4", date(2021, 2, 4)),
        ("2021年2月4日", date(2021, 2, 4)),
        ("2021 年 2 月 4 日", date(2021, 2, 4)),
        ("二〇二一年二月二十四日", date(2021, 2, 24)),
        ("二○○四年十一月四日", date(2004, 11, 4)),
        ("2021-02-24T08:00:00+08:00", date(2021, 2, 24)),
        ("2021-02-30", None),
        ("2021年", None),
        ("", None),
        ("12345678901", None),
    ],
)
def test_dates(value: str, expected: date | None) -> None:
    assert parse_date(value) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://sfj.cq.gov.cn/sy_243/bmdt/202102/t20210224_8928565.html", date(2021, 2, 24)),
        ("http://www.x.gov.cn/art/2016/11/22/art_1621004_30332664.html", date(2016, 11, 22)),
        ("http://www.x.gov.cn/2020-03/05/content_5487.htm", date(2020, 3, 5)),
        ("http://www.x.gov.cn/xw/20190506/12345.html", date(2019, 5, 6)),
        ("http://www.x.gov.cn/content/post_10794887.html", None),
        ("http://www.x.gov.cn/202102/index.html", None),
        ("http://www.x.gov.cn/?t=/2020/01/02/", None),
    ],
)
def test_url_dates(url: str, expected: date | None) -> None:
    assert metadata.url_date(url) == expected


@pytest.mark.parametrize(
    ("host", "organ"),
    [
        ("http://sfj.cq.gov.cn/a.html", "重庆市司法局"),
        ("https://rsj.gz.gov.cn/", "广州市人力资源和社会保障局"),
        ("http://fgw.zj.gov.cn/", "浙江省发展和改革委员会"),
        ("http://www.moj.gov.cn/", "司法部"),
        ("http://www.gz.gov.cn/x", "广州市人民政府"),
        ("http://www.people.com.cn/", None),
        ("http://unknown.gov.cn/", None),
    ],
)
def test_hosts(host: str, organ: str | None) -> None:
    assert organs.of_host(host) == organ


def test_source_link_gives_url_date_publisher_region() -> None:
    document = read(f"市司法局召开推进会\n{BODY}\n原文链接:http://sfj.cq.gov.cn/sy/202102/t20210224_89.html")
    assert document.url == "http://sfj.cq.gov.cn/sy/202102/t20210224_89.html"
    assert document.published == date(2021, 2, 24)
    assert (document.publisher, document.region, document.region_code) == ("重庆市司法局", "重庆市", "500000")
    assert document.title == "市司法局召开推进会"
    assert document.origins["url"] == "source_line"
    assert document.origins["published"] == "url"
    assert document.origins["publisher"] == "url"
    assert document.origins["region"] == "publisher"
    assert document.origins["title"] == "first_line"
    assert document.source == "dir/x.txt"


def test_plain_text_yields_none() -> None:
    document = read(f"{BODY}\n{BODY}")
    assert (document.title, document.publisher, document.published, document.doc_number) == (None, None, None, None)
    assert (document.region, document.region_code, document.url) == (None, None, None)
    assert dict(document.origins) == {}


@pytest.mark.parametrize(
    ("line", "day", "publisher"),
    [
        ("发布时间：2021-02-24 来源：某市司法局 浏览次数：12", date(2021, 2, 24), "某市司法局"),
        ("来源：某市统计局  日期：2020年3月5日  字体：大 中 小", date(2020, 3, 5), "某市统计局"),
        ("2020-05-06 10:30 来源: 新华社", date(2020, 5, 6), "新华社"),
        ("信息来源：某市审计局 | 发布日期：2019/01/02 | 点击数：", date(2019, 1, 2), "某市审计局"),
        ("发表时间：2019-10-11 信息来源：本网 作者：张三", date(2019, 10, 11), None),
    ],
)
def test_source_lines(line: str, day: date, publisher: str | None) -> None:
    document = read(f"某地加强监督检查工作\n{line}\n{BODY}")
    assert document.published == day
    assert document.publisher == publisher
    assert document.origins["published"] == "source_line"


def test_bare_date_below_the_title() -> None:
    document = read(f"某公司原负责人接受审查\n2018/07/19 12:15:00\n{BODY}")
    assert document.published == date(2018, 7, 19)
    document = read(f"GZ0320250043\n某民规字〔2025〕2号\n2025年06月01日\n2026年06月01日\n{BODY}")
    assert document.published is None
    assert document.doc_number == "某民规字〔2025〕2号"


def test_letterhead_number_signature() -> None:
    text = f"重庆市司法局文件\n渝司发〔2020〕12号\n重庆市司法局关于加强鉴定管理的通知\n各区县司法局：\n{BODY}\n重庆市司法局\n2020年3月9日"
    document = read(text)
    assert document.publisher == "重庆市司法局"
    assert document.doc_number == "渝司发〔2020〕12号"
    assert document.published == date(2020, 3, 9)
    assert document.origins["publisher"] == "letterhead"
    assert document.origins["doc_number"] == "letterhead"
    assert document.origins["published"] == "signature"


def test_signature_with_spaces_and_before_an_annex() -> None:
    text = f"关于印发实施方案的通知\n{BODY}\n  湖北省应急管理厅\n   2022 年 7 月 1 日\n附件\n实施方案\n{BODY}\n{BODY}\n{BODY}"
    document = read(text)
    assert (document.publisher, document.published) == ("湖北省应急管理厅", date(2022, 7, 1))
    assert document.region == "湖北省"


def test_a_date_in_the_body_is_no_signature() -> None:
    document = read(f"某地开展整治\n{BODY}\n整治时间：\n2020年3月9日\n{BODY}\n{BODY}\n{BODY}\n{BODY}")
    assert document.published is None


def test_title_names_the_publisher() -> None:
    document = read(f"广东省审计厅关于2020年度预算执行审计结果的公告\n{BODY}")
    assert (document.publisher, document.origins["publisher"]) == ("广东省审计厅", "title")
    assert document.region == "广东省"


def test_number_in_the_body_is_not_the_document_s() -> None:
    assert read(f"某地召开会议\n根据《办法》（某府发〔2019〕3号）要求，{BODY}").doc_number is None


def test_dateline() -> None:
    assert read(f"某市一仓库起火\n新华网南京4月19日电 {BODY}").publisher == "新华网"


def test_what_is_given_goes_first() -> None:
    text = f"市司法局召开推进会\n发布时间：2021-02-24 来源：某市司法局\n{BODY}"
    document = read(text, title="给定标题", published="20200102", publisher="某部", origin="option", doc_number="A号")
    assert (document.title, document.publisher, document.published) == ("给定标题", "某部", date(2020, 1, 2))
    assert document.doc_number == "A号"
    assert {document.origins[key] for key in ("title", "publisher", "published", "doc_number")} == {"option"}
    assert document.origins.get("source") is None


def test_given_source_is_the_source() -> None:
    document = read(f"市司法局召开会议\n{BODY}", source="http://sfj.cq.gov.cn/a/t20210224_1.html", origin="sidecar")
    assert document.source == document.url == "http://sfj.cq.gov.cn/a/t20210224_1.html"
    assert document.origins["source"] == "sidecar"
    assert document.published == date(2021, 2, 24)


def test_given_nonsense_date_warns() -> None:
    document = read(f"某地召开会议\n{BODY}", published="soon", origin="record")
    assert document.published is None
    assert document.warnings == ("published of the record is no date: 'soon'",)


@pytest.mark.parametrize(
    "first", [BODY, "一、总体情况", "2020年3月5日", "各区县人民政府：", "发布时间：2020-01-02", "（一）检查"]
)
def test_no_title(first: str) -> None:
    assert read(f"{first}\n{BODY}").title is None


def test_metadata_table() -> None:
    text = (
        "索引号：000014349/2018-00221\n主题分类：综合政务\n发文机关：湖南省司法厅\n成文日期：2018年12月07日\n标　　题：湖南省司法厅关于规范管理的意见\n"
        f"发文字号：湘司发〔2018〕12号\n发布日期：2018年12月27日\n湖南省司法厅关于规范管理的意见\n{BODY}"
    )
    document = read(text)
    assert document.title == "湖南省司法厅关于规范管理的意见"
    assert document.publisher == "湖南省司法厅"
    assert document.doc_number == "湘司发〔2018〕12号"
    assert document.published == date(2018, 12, 27)
    assert set(document.origins.values()) == {"metadata_table", "publisher"}


def test_generic_publisher_gets_the_region_of_the_site() -> None:
    assert organs.with_region("区教育局", "广州市天河区人民政府", "") == "广州市天河区教育局"
    assert organs.with_region("市司法局", "", "http://sfj.cq.gov.cn/") == "重庆市司法局"
    assert organs.with_region("省发改委", "浙江省发展和改革委员会", "") == "浙江省发改委"
    assert organs.with_region("新华社", "广州市人民政府", "") == "新华社"
    assert organs.with_region("县公安局", "广州市人民政府", "") == "县公安局"


@pytest.mark.parametrize("name", ["重庆市司法局", "国务院办公厅", "最高人民法院", "某市应急管理局（安委办）"])
def test_organs(name: str) -> None:
    assert organs.is_organ(name)


@pytest.mark.parametrize("name", ["各区县司法局", "全部", "第一次会议", "关于公安局", "检查情况", "", "2020年"])
def test_no_organs(name: str) -> None:
    assert not organs.is_organ(name)


def test_documents_can_be_pickled() -> None:
    document = read(f"某地召开会议\n{BODY}", published="2020-01-02")
    assert pickle.loads(pickle.dumps(document)) == document
