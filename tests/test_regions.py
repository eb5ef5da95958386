"""Divisions: codes, names, short forms, hosts, and finding them in text."""

from __future__ import annotations

import pytest

from corpora import regions


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("重庆市", "500000"),
        ("重庆", "500000"),
        ("渝", "500000"),
        ("沪", "310000"),
        ("川", "510000"),
        ("内蒙古", "150000"),
        ("广西", "450000"),
        ("新疆", "650000"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("海南", "460000"),
        ("云南普洱", "530800"),
        ("黔南州", "522700"),
        ("重庆市江津区", "500116"),
        ("云南鲁甸", "530621"),
        ("武川县", "150125"),
        ("长阳县", "420528"),
        ("邢台县", "130521"),
        ("莱芜市", "371200"),
        ("襄樊市", "420600"),
        ("全国", "000000"),
        ("湖南邵阳", "430500"),
    ],
)
def test_by_name(name: str, code: str) -> None:
    region = regions.by_name(name)
    assert region is not None
    assert region.code == code


@pytest.mark.parametrize("name", ["鼓楼区", "朝阳", "江北区", "某市", "龙头山镇", "市", "县", ""])
def test_ambiguous_or_unknown_names_give_nothing(name: str) -> None:
    assert regions.by_name(name) is None


def test_within_settles_an_ambiguous_name() -> None:
    jiangsu, fujian = regions.by_code("320000"), regions.by_code("350000")
    assert regions.by_name("鼓楼区", fujian) == regions.by_code("350102")
    assert regions.by_name("鼓楼区", jiangsu) is None
    assert regions.by_name("鼓楼区", regions.by_name("南京")) == regions.by_code("320106")


@pytest.mark.parametrize(
    ("code", "level", "parent", "path"),
    [
        ("500000", "province", "000000", "重庆市"),
        ("440100", "prefecture", "440000", "广东省广州市"),
        ("530621", "county", "530600", "云南省昭通市鲁甸县"),
        ("500116", "county", "500000", "重庆市江津区"),
        ("429004", "county", "420000", "湖北省仙桃市"),
        ("130521", "county", "130500", "河北省邢台市邢台县"),
    ],
)
def test_level_parent_and_path(code: str, level: str, parent: str, path: str) -> None:
    region = regions.by_code(code)
    assert region is not None
    assert (region.level, region.parent_code, regions.full_name(region)) == (level, parent, path)


def test_containment() -> None:
    chongqing, jiangjin, china = (regions.by_code(c) for c in ("500000", "500116", "000000"))
    assert chongqing and jiangjin and china
    assert regions.contains(chongqing, jiangjin)
    assert not regions.contains(jiangjin, chongqing)
    assert regions.contains(china, jiangjin)
    assert regions.province_of(jiangjin) == chongqing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("记者从云南省昭通市鲁甸县获悉", [("云南省昭通市鲁甸县", "530621")]),
        ("云南鲁甸发生地震,巧家县受灾", [("云南鲁甸", "530621"), ("巧家县", "530622")]),
        ("广东省广州市天河区、越秀区", [("广东省广州市天河区", "440106"), ("越秀区", "440104")]),
        ("北京朝阳区和海淀区", [("北京朝阳区", "110105"), ("海淀区", "110108")]),
        ("南京市鼓楼区,又到鼓楼区", [("南京市鼓楼区", "320106"), ("鼓楼区", "320106")]),
        ("在鼓楼区", []),
        ("日本北海道", []),
        ("为了世界和平与社会安康", []),
        ("实现长治久安,迎来日照", []),
        ("上海合作组织成员国", []),
        ("广西来宾遭遇暴雨,各位来宾", [("广西来宾", "451300")]),
        ("面积达四平方公里", []),
        ("全市和县级机关", []),
    ],
)
def test_in_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[a:b], region.code) for a, b, region in regions.in_text(text)] == found


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("sfj.cq.gov.cn", "500000"),
        ("http://www.gz.gov.cn/zwgk/content.html", "440100"),
        ("hrss.gd.gov.cn", "440000"),
        ("sz.gd.gov.cn:8080", "440300"),
        ("mzj.beijing.gov.cn", "110000"),
        ("www.gov.cn", None),
        ("www.mof.gov.cn", None),
        ("people.com.cn", None),
        ("", None),
    ],
)
def test_of_host(host: str, code: str | None) -> None:
    region = regions.of_host(host)
    assert (region.code if region else None) == code
