"""What cleaning drops, and above all what it keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora import clean
from corpora.text import document_of, read_text

REAL = Path(__file__).resolve().parents[1] / ".." / "shared" / "real"
BODY = "全市司法行政系统扎实推进专项检查，共检查机构63家，发现问题12个，均已完成整改。"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("当前位置：首页 > 政务公开 > 工作动态", "navigation"),
        ("您现在的位置： 首页 >> 新闻中心 >> 正文", "navigation"),
        ("您当前所在的位置：首页 > 通知公告", "navigation"),
        ("首页 > 政务公开 > 公示公告", "navigation"),
        ("上一篇：关于开展培训的通知", "navigation"),
        ("下一篇：没有了", "navigation"),
        ("返回顶部", "navigation"),
        ("分享到：", "share"),
        ("分享到：微信 新浪微博 QQ空间", "share"),
        ("字体：大 中 小", "font_size"),
        ("【字体：大 中 小】", "font_size"),
        ("字号：[大] [中] [小] 打印本页", "font_size"),
        ("扫一扫在手机打开当前页", "qr_code"),
        ("微信扫一扫分享", "qr_code"),
        ("版权所有：某市司法局 京ICP备05012345号", "copyright"),
        ("Copyright © 2020 某市人民政府 All Rights Reserved", "copyright"),
        ("粤公网安备 44010402000000号", "copyright"),
        ("网站标识码：4401000004", "copyright"),
        ("主办单位：某市人民政府办公室 承办单位：某市大数据局", "copyright"),
        ("责任编辑：张三", "boilerplate"),
        ("（责任编辑：李四）", "boilerplate"),
        ("初审：王五 复审：赵六", "boilerplate"),
        ("【打印本页】 【关闭窗口】", "boilerplate"),
        ("打印 关闭", "boilerplate"),
        ("- 3 -", "page_number"),
        ("—12—", "page_number"),
        ("第3页 共8页", "page_number"),
        ("第 3 页", "page_number"),
        ("原文链接:http://x.gov.cn/a/t20200101_1.html", "source_link"),
        ("来源链接：https://www.x.gov.cn/1.html", "source_link"),
        ("- - - - - -", "boilerplate"),
    ],
)
def test_furniture(line: str, reason: str) -> None:
    assert clean.chrome(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "位置：某区人民路12号",
        "项目位置：东城区",
        "一、分享经验做法",
        "分享会上，3家企业作了交流",
        "关注民生实事12件",
        "1.先扫二维码，关注公众号",
        "扫码登记后领取口罩5个",
        "版权所有者可以要求赔偿",
        "打印证明材料2份",
        "编辑出版图书30种",
        "编辑部设在市委宣传部",
        "审核通过12件",
        "登录系统填报",
        "更多企业享受减免政策",
        "第3页第2行改为“五日内”",
        "网站建设投入120万元",
        "主办单位：某市司法局",
        "技术支持单位3家",
        "返回资金110万元",
        "下一条地铁线路今年开工",
        "大、中、小型企业共35家",
        "3",
        "2020",
        "搜索发现遇难者遗体2具",
        "1-7月",
        "10%—15%",
        "-3.2%",
        "—— 在全市工作会议上的讲话",
        "http相关标准共3项",
        "收起",
    ][:-1],
)
def test_body_lines_stay(line: str) -> None:
    assert clean.chrome(line) == ""


def kept(text: str) -> str:
    return document_of(text, source="x.txt").text


def reasons(text: str) -> list[str]:
    return [drop.reason for drop in document_of(text, source="x.txt").dropped]


def test_headlines_at_the_end() -> None:
    tail = "\n".join(f"- 某地召开第{n}次推进会部署工作...2020-0{n}-09" for n in range(1, 8))
    text = f"标题在这里\n{BODY}\n原文链接:http://sfj.cq.gov.cn/a/202102/t20210224_1.html\n{tail}"
    assert kept(text) == f"标题在这里\n{BODY}"
    assert reasons(text) == ["source_link", "related_links"]


def test_headlines_without_bullets_need_company() -> None:
    tail = [f"关于开展第{n}批检查工作的通知 2021-03-0{n}" for n in range(1, 6)]
    assert kept("\n".join([BODY, *tail])) == BODY
    assert kept("\n".join([BODY, tail[0]])) == f"{BODY}\n{tail[0]}"


def test_dated_lines_inside_the_body_stay() -> None:
    rows = [f"某某化工有限公司停产整治 2021-03-0{n}" for n in range(1, 6)]
    text = "\n".join([BODY, *rows, BODY])
    assert kept(text) == text


def test_numbered_and_tabular_lines_are_no_headlines() -> None:
    rows = [f"{n}、某某建材有限公司安全生产许可证 2021-03-0{n}" for n in range(1, 6)]
    text = "\n".join([BODY, *rows])
    assert kept(text) == text
    cases = [f"{n}、“某牌”商标侵权纠纷案" for n in range(1, 6)]
    text = "\n".join([BODY, *cases])
    assert kept(text) == text


def test_interpretations_above_a_notice() -> None:
    head = "【文字解读】《某办法》政策解读 2025-05-30\n【一图读懂】《某办法》一图读懂 2025-05-30"
    assert kept(f"{head}\n某市关于印发办法的通知\n{BODY}") == f"某市关于印发办法的通知\n{BODY}"


def test_related_heading_takes_the_rest() -> None:
    assert kept(f"{BODY}\n相关链接：\n某市部署检查\n某县推进整改") == BODY
    body = f"相关解读\n{BODY}"
    assert kept(body) == body


def test_source_lines_at_head_and_foot_only() -> None:
    head = "某市召开工作会议\n发布时间：2021-02-24 来源：某市司法局 浏览次数：123次"
    document = document_of(f"{head}\n{BODY}", source="x.txt")
    assert document.text == f"某市召开工作会议\n{BODY}"
    assert document.dropped[0].reason == "metadata"
    middle = "\n".join([BODY] * 15 + ["来源：财政拨款"] + [BODY] * 12)
    assert kept(middle) == middle


def test_bare_date_below_the_title_stays() -> None:
    text = f"某市通报典型案例情况\n2018/07/19 12:15:00\n{BODY}"
    assert kept(text) == text


def test_metadata_table() -> None:
    table = "索引号：000014349/2018-00221 主题分类：综合政务\n发文机关：某市人民政府\n成文日期：\n2018年12月07日\n发文字号：某府发〔2018〕12号"
    document = document_of(f"{table}\n某市人民政府关于加强管理的意见\n{BODY}", source="x.txt")
    assert document.text == f"某市人民政府关于加强管理的意见\n{BODY}"
    assert {drop.reason for drop in document.dropped} == {"metadata"}


def test_one_label_is_no_table() -> None:
    text = f"某市司法局公告\n文号：某司〔2020〕1号\n{BODY}"
    assert kept(text) == text


def test_nothing_inside_a_line_changes() -> None:
    line = "全角１２３　和  两个空格\t制表，ＡＢＣ；「引」﹝﹞"
    assert kept(f"{BODY}\n　　{line}  \n") == f"{BODY}\n{line}"


def test_kept_and_dropped_are_the_whole() -> None:
    text = f"当前位置：首页 > 动态\n标题一行\n{BODY}\n责任编辑：张三\n扫一扫在手机打开当前页"
    document = document_of(text, source="x.txt")
    lines = document.text.split("\n") + [part for drop in document.dropped for part in drop.text.split("\n")]
    assert sorted(lines) == sorted(text.split("\n"))


def test_long_lines_are_never_furniture() -> None:
    line = "当前位置" + "，检查机构63家" * 40
    assert clean.chrome(line) == ""


@pytest.mark.skipif(not (REAL / "gold").is_dir(), reason="needs the folder of real bulletins")
def test_no_gold_fact_is_lost() -> None:
    for path in sorted((REAL / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = read_text((REAL / "bulletins" / f"{path.stem}.txt").read_bytes(), source=path.stem).text
        position = 0
        for fact in sorted(gold["facts"], key=lambda fact: (fact["start"], fact["end"])):
            found = text.find(fact["text"], max(0, position - 40))
            assert found >= 0, (path.stem, fact["text"])
            position = max(position, found)
