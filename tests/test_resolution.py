"""Official names: origin, dates, siblings, parents; deictic words; parts in the document; credit codes."""

from __future__ import annotations

from datetime import date

import pytest

from corpora import regions
from extractors import credit_codes, institutions, resolution
from extractors import institution_names as official
from extractors.mention import Mention, Name
from pipeline.segment import Segmenter

SEGMENTER = Segmenter()


def named(text: str, **origin: object) -> list[Name]:
    found = institutions.find(text, SEGMENTER.words(text))
    resolved = resolution.resolve(found, text=text, **origin)  # type: ignore[arg-type]
    return [m.payload for m in resolved if isinstance(m.payload, Name)]


@pytest.mark.parametrize(
    ("origin", "canonical", "code", "anchor"),
    [
        ({"publisher": "重庆市司法局"}, "重庆市司法局", "500000", "publisher"),
        ({"region": "广州市"}, "广州市司法局", "440100", "region"),
        ({"region_code": "440106"}, "广州市司法局", "440100", "region"),
        ({"region": "广东省广州市天河区"}, "广州市司法局", "440100", "region"),
        ({"url": "http://sfj.cq.gov.cn/a.html"}, "重庆市司法局", "500000", "url"),
    ],
)
def test_a_generic_prefix_is_settled_by_the_documents_origin(
    origin: dict[str, str], canonical: str, code: str, anchor: str
) -> None:
    (name,) = named("市司法局召开会议", **origin)
    assert (name.canonical, name.region_code, name.anchors) == (canonical, code, (anchor,))


def test_without_origin_the_nearest_place_at_that_level_settles() -> None:
    names = named("成都市发生暴雨,武侯区受灾,市应急管理局启动响应")
    assert (names[0].canonical, names[0].anchors) == ("成都市应急管理局", ("region@8",))


def test_nothing_is_guessed() -> None:
    found = institutions.find("市司法局召开会议", SEGMENTER.words("市司法局召开会议"))
    (mention,) = resolution.resolve(found, text="市司法局召开会议")
    assert isinstance(mention.payload, Name)
    assert mention.payload.canonical == "市司法局"
    assert mention.payload.region_code is None
    assert mention.confidence < 0.6


def test_a_province_is_no_city() -> None:
    (name,) = named("市司法局召开会议", region="浙江省")
    assert name.canonical == "市司法局"


def test_aliases_go_first() -> None:
    (name,) = named("市司法局召开会议", publisher="重庆市司法局", aliases={"市司法局": "某市司法局"})
    assert (name.canonical, name.anchors) == ("某市司法局", ("alias",))


def test_units_take_the_body_before_them() -> None:
    names = named("重庆市公安局、司法局、民政局联合发文")
    assert [n.canonical for n in names] == ["重庆市公安局", "重庆市司法局", "重庆市民政局"]
    names = named("某省财政厅。四川省财政厅预算处处长、国库处副处长")
    assert [n.canonical for n in names][-2:] == ["四川省财政厅预算处", "四川省财政厅国库处"]


def test_national_lists_share_their_front() -> None:
    names = named("市场监管总局、医保局、药监局联合印发", published=date(2021, 1, 1))
    assert [n.canonical for n in names] == ["国家市场监督管理总局", "国家医疗保障局", "国家药品监督管理局"]


def test_a_fuller_name_earlier_in_the_text_gives_the_short_one() -> None:
    names = named("重庆市渝东司法鉴定中心开业。渝东司法鉴定中心受理案件30件")
    assert [n.canonical for n in names] == ["重庆市渝东司法鉴定中心"] * 2
    assert names[1].anchors == ("earlier@0",)


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("西南政法大学司法鉴定中心", "西南政法大学"),
        ("国务院安全生产委员会办公室", "国务院安全生产委员会"),
        ("内蒙古自治区农业厅计划财务处", "内蒙古自治区农业厅"),
        ("公安部交通管理局", "公安部"),
        ("中国银行业协会", None),
        ("重庆市司法局", None),
    ],
)
def test_parents(name: str, parent: str | None) -> None:
    assert official.parent_of(name) == parent


@pytest.mark.parametrize(
    ("word", "home", "expected"),
    [
        ("我市", "440100", ("广州市", "440100")),
        ("全市", "440106", ("广州市", "440100")),
        ("我省", "440106", ("广东省", "440000")),
        ("全区", "440106", ("天河区", "440106")),
        ("全市", "500000", ("重庆市", "500000")),
        ("全区", "640000", ("宁夏回族自治区", "640000")),
        ("本县", "530621", ("鲁甸县", "530621")),
        ("全国", None, ("中国", "000000")),
        ("我国", "500000", ("中国", "000000")),
        ("我市", None, None),
        ("我县", "440106", None),
        ("我省", "500000", None),
        ("全部", "500000", None),
    ],
)
def test_scope_region(word: str, home: str | None, expected: tuple[str, str] | None) -> None:
    assert resolution.scope_region(word, regions.by_code(home) if home else None) == expected


def test_deictic_words_stand_for_the_publisher_or_the_last_body_named() -> None:
    text = "重庆市司法局通报,西南政法大学司法鉴定中心整改,该中心已完成"
    mentions = resolution.resolve(institutions.find(text, SEGMENTER.words(text)), text=text)
    at = text.index("该中心")
    assert resolution.deictic("该中心", at=at, mentions=mentions) == "西南政法大学司法鉴定中心"
    assert resolution.deictic("我局", at=at, mentions=mentions, publisher="广州市民政局") == "广州市民政局"
    assert resolution.deictic("该公司", at=at, mentions=mentions) is None


def test_roles_in_a_document() -> None:
    text = (
        "重庆市司法局\n重庆市高级人民法院\n关于加强协作的通知\n渝中区司法局、重庆市第五中级人民法院:\n"
        "根据司法部要求,现通知如下。\n重庆市司法局\n重庆市高级人民法院\n2021年2月24日\n抄送:重庆市公安局\n"
    )
    mentions = resolution.resolve(institutions.find(text, SEGMENTER.words(text)), text=text)
    parts: dict[str, set[str]] = {}
    for index, part in resolution.roles(text, mentions).items():
        payload = mentions[index].payload
        assert isinstance(payload, Name)
        parts.setdefault(payload.canonical, set()).add(part)
    assert parts == {
        "重庆市司法局": {"issuer"},
        "重庆市高级人民法院": {"co_issuer"},
        "渝中区司法局": {"addressee"},
        "重庆市第五中级人民法院": {"addressee"},
        "司法部": {"mentioned"},
        "重庆市公安局": {"copied"},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长沙市民政局 长沙市财政局关于提高标准的通知\n各区县民政局:\n正文。", {"长沙市民政局": "issuer", "长沙市财政局": "co_issuer"}),
        ("通知\n正文提到国务院。\n长沙市水利局 2020年7月1日", {"长沙市水利局": "issuer"}),
        ("通知\n主送:平江县人民政府\n抄送:岳阳市水利局", {"平江县人民政府": "addressee", "岳阳市水利局": "copied"}),
        ("据新华社介绍:\n国务院印发通知。", {}),
        ("今天,长沙市水利局关于防汛的通知印发。", {}),
    ],
)  # fmt: skip
def test_parts_go_into_the_names(text: str, expected: dict[str, str]) -> None:
    parts = {name.canonical: name.part for name in named(text) if name.part}
    assert parts == expected


def test_other_mentions_pass_through() -> None:
    other = Mention("date", 0, 2, Name("x"), "r")
    assert resolution.resolve([other], text="今天") == [other]


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100I000100Y43", False),
        ("", False),
    ],
)
def test_credit_codes(code: str, valid: bool) -> None:
    assert credit_codes.valid(code) is valid


@pytest.mark.parametrize(
    ("short", "day", "name"),
    [
        ("央视", "2018-03-31", "中央电视台"),
        ("央视", "2018-04-01", "中央广播电视总台"),
        ("广电总局", "2013-02-01", "国家广播电影电视总局"),
        ("交通部", "2007-05-01", "交通部"),
        ("交通部", "2012-05-01", "交通运输部"),
        ("环保部", "2015-05-01", "环境保护部"),
    ],
)
def test_short_names_follow_the_date(short: str, day: str, name: str) -> None:
    (found,) = named(f"{short}发布通知", published=date.fromisoformat(day))
    assert found.canonical == name


def test_the_registry_names_organs_and_their_history() -> None:
    types = {known.name: known.type for known in official.central_organs()}
    assert (types["国务院"], types["最高人民法院"], types["联合国"]) == ("government", "court", "international")
    history = {(r.old, r.new): r.date for r in official.renamings()}
    assert history["环境保护部", "生态环境部"] == "2018-03-17"
    assert history["国家卫生和计划生育委员会", "国家卫生健康委员会"] == "2018-03-17"
    assert {new for _, new in history} <= {*types, *(old for old, _ in history)}
