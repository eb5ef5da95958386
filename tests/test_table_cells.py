"""Every cell of tables of real shapes: levels of headings, merged cells, units in captions, totals, parts, plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.document import Document
from corpora.read import read
from extractors.fact import Fact
from pipeline.nlp import Extractor
from pipeline.settings import load

Row = tuple[str, ...]


def page(caption: str, rows: tuple[Row, ...], *, unit: str = "", title: str = "某市统计公报") -> str:
    """A page with one table; a cell ``2×3:words`` takes two rows and three columns."""

    def cell(words: str) -> str:
        span, colon, rest = words.partition(":")
        if colon and "×" in span:
            down, across = span.split("×")
            return f"<td rowspan={down} colspan={across}>{rest}</td>"
        return f"<td>{words}</td>"

    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    lines = "".join(
        f"<p>{line}</p>" for line in ("现将有关情况公布如下，请对照执行，并做好后续工作。", caption, unit) if line
    )
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title><meta name="PubDate" content="2022-03-01"></head>'
        f"<body><h1>{title}</h1>{lines}<table>{body}</table><p>特此公告。</p></body></html>"
    )


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load(None))


def cells(extractor: Extractor, path: Path, html: str) -> list[Fact]:
    path.write_text(html, "utf-8")
    (document,) = read([str(path)])
    assert isinstance(document, Document)
    return [fact for fact in extractor.extract_document(document).facts if fact.cell]


# name, page, and of each cell: text, value, unit, indicator, role, period
TABLES: dict[str, tuple[str, list[tuple[str, str, str | None, str, str, str | None]]]] = {
    "headings of one level": (
        page(
            "表1 2021年主要经济指标",
            (
                ("指标", "单位", "2021年", "比上年增长（%）"),
                ("地区生产总值", "亿元", "1256.3", "8.1"),
                ("固定资产投资", "亿元", "680.5", "-2.4"),
                ("社会消费品零售总额", "亿元", "512.7", "12.0"),
            ),
        ),
        [
            ("1256.3", "125630000000", "元", "地区生产总值", "level", "2021"),
            ("8.1", "8.1", "%", "地区生产总值", "change", "2021"),
            ("680.5", "68050000000", "元", "固定资产投资", "level", "2021"),
            ("-2.4", "-2.4", "%", "固定资产投资", "change", "2021"),
            ("512.7", "51270000000", "元", "社会消费品零售总额", "level", "2021"),
            ("12.0", "12", "%", "社会消费品零售总额", "change", "2021"),
        ],
    ),
    "headings of two levels": (
        page(
            "各区生产总值",
            (
                ("2×1:地区", "1×2:2020年", "1×2:2021年"),
                ("总量（亿元）", "增速（%）", "总量（亿元）", "增速（%）"),
                ("东湖区", "320.1", "3.2", "356.4", "8.8"),
                ("合计", "530.6", "3.1", "584.4", "8.3"),
            ),
        ),
        [
            ("320.1", "32010000000", "元", "生产总值", "level", "2020"),
            ("3.2", "3.2", "%", "生产总值", "change", "2020"),
            ("356.4", "35640000000", "元", "生产总值", "level", "2021"),
            ("8.8", "8.8", "%", "生产总值", "change", "2021"),
            ("530.6", "53060000000", "元", "生产总值", "level", "2020"),
            ("3.1", "3.1", "%", "生产总值", "change", "2020"),
            ("584.4", "58440000000", "元", "生产总值", "level", "2021"),
            ("8.3", "8.3", "%", "生产总值", "change", "2021"),
        ],
    ),
    "a unit in the caption and a total": (
        page(
            "2021年一般公共预算收入决算表",
            (
                ("项目", "预算数", "决算数", "决算数为预算数的%"),
                ("税收收入", "45000", "46120", "102.5"),
                ("其中：增值税", "18000", "17950", "99.7"),
                ("收入合计", "57000", "58720", "103.0"),
            ),
            unit="单位：万元",
        ),
        [
            ("45000", "450000000", "元", "税收收入预算数", "level", "2021"),
            ("46120", "461200000", "元", "税收收入决算数", "level", "2021"),
            ("102.5", "102.5", "%", "税收收入决算数为预算数的比例", "share", "2021"),
            ("18000", "180000000", "元", "增值税预算数", "level", "2021"),
            ("17950", "179500000", "元", "增值税决算数", "level", "2021"),
            ("99.7", "99.7", "%", "增值税决算数为预算数的比例", "share", "2021"),
            ("57000", "570000000", "元", "一般公共预算收入预算数", "level", "2021"),
            ("58720", "587200000", "元", "一般公共预算收入决算数", "level", "2021"),
            ("103.0", "103", "%", "一般公共预算收入决算数为预算数的比例", "share", "2021"),
        ],
    ),
    "merged rows": (
        page(
            "2021年环境空气质量",
            (
                ("类别", "项目", "浓度（微克/立方米）", "同比（%）"),
                ("2×1:颗粒物", "PM2.5", "32", "-8.6"),
                ("PM10", "58", "-4.9"),
                ("气态", "臭氧", "142", "3.6"),
            ),
        ),
        [
            ("32", "32", "微克/立方米", "颗粒物PM2.5浓度", "level", "2021"),
            ("-8.6", "-8.6", "%", "颗粒物PM2.5", "change", "2021"),
            ("58", "58", "微克/立方米", "颗粒物PM10浓度", "level", "2021"),
            ("-4.9", "-4.9", "%", "颗粒物PM10", "change", "2021"),
            ("142", "142", "微克/立方米", "气态臭氧浓度", "level", "2021"),
            ("3.6", "3.6", "%", "气态臭氧", "change", "2021"),
        ],
    ),
    "labels and values": (
        page("学校基本情况", (("学校数（所）", "126"), ("在校生（人）", "84500"), ("专任教师（人）", "5210"))),
        [
            ("126", "126", "所", "学校数", "level", None),
            ("84500", "84500", "人", "在校生", "level", None),
            ("5210", "5210", "人", "专任教师", "level", None),
        ],
    ),
    "months and a unit in brackets": (
        page(
            "2021年各月降水量（毫米）",
            (("月份", "1月", "2月", "3月"), ("市区", "12.4", "23.1", "46.0"), ("山区", "15.8", "30.2", "61.5")),
        ),
        [
            ("12.4", "12.4", "毫米", "降水量", "level", "2022-01"),
            ("23.1", "23.1", "毫米", "降水量", "level", "2022-02"),
            ("46.0", "46", "毫米", "降水量", "level", "2022-03"),
            ("15.8", "15.8", "毫米", "降水量", "level", "2022-01"),
            ("30.2", "30.2", "毫米", "降水量", "level", "2022-02"),
            ("61.5", "61.5", "毫米", "降水量", "level", "2022-03"),
        ],
    ),
    "shares": (
        page(
            "2021年末从业人员构成",
            (("产业", "人数（万人）", "占比（%）"), ("第一产业", "21.3", "18.2"), ("第二产业", "38.6", "33.0")),
        ),
        [
            ("21.3", "213000", "人", "第一产业人数", "level", "2021-12-31"),
            ("18.2", "18.2", "%", "第一产业占比", "share", "2021-12-31"),
            ("38.6", "386000", "人", "第二产业人数", "level", "2021-12-31"),
            ("33.0", "33", "%", "第二产业占比", "share", "2021-12-31"),
        ],
    ),
    "a column of units": (
        page(
            "2022年1月农产品价格监测",
            (
                ("品种", "单位", "平均价格", "环比涨跌（%）"),
                ("猪肉", "元/公斤", "26.4", "-2.2"),
                ("鸡蛋", "元/公斤", "11.2", "0.0"),
            ),
        ),
        [
            ("26.4", "26.4", "元/公斤", "猪肉平均价格", "level", "2022-01"),
            ("-2.2", "-2.2", "%", "猪肉", "change", "2022-01"),
            ("11.2", "11.2", "元/公斤", "鸡蛋平均价格", "level", "2022-01"),
            ("0.0", "0", "%", "鸡蛋", "change", "2022-01"),
        ],
    ),
    "serial numbers and names": (
        page(
            "2021年行政处罚汇总",
            (
                ("序号", "单位名称", "违法行为", "罚款金额（万元）"),
                ("1", "甲食品有限公司", "无证经营", "5"),
                ("2", "乙药房", "销售过期药品", "2.5"),
            ),
        ),
        [
            ("5", "50000", "元", "无证经营罚款金额", "level", "2021"),
            ("2.5", "25000", "元", "销售过期药品罚款金额", "level", "2021"),
        ],
    ),
    "headings of three levels": (
        page(
            "医疗卫生机构情况",
            (
                ("3×1:机构类别", "1×4:2021年"),
                ("1×2:公立", "1×2:民营"),
                ("机构数（个）", "床位数（张）", "机构数（个）", "床位数（张）"),
                ("医院", "18", "6200", "25", "2100"),
                ("乡镇卫生院", "64", "1830", "0", "0"),
            ),
        ),
        [
            ("18", "18", "个", "医院公立机构数", "level", "2021"),
            ("6200", "6200", "张", "医院公立床位数", "level", "2021"),
            ("25", "25", "个", "医院民营机构数", "level", "2021"),
            ("2100", "2100", "张", "医院民营床位数", "level", "2021"),
            ("64", "64", "个", "乡镇卫生院公立机构数", "level", "2021"),
            ("1830", "1830", "张", "乡镇卫生院公立床位数", "level", "2021"),
            ("0", "0", "个", "乡镇卫生院民营机构数", "level", "2021"),
            ("0", "0", "张", "乡镇卫生院民营床位数", "level", "2021"),
        ],
    ),
    "a part as a column": (
        page(
            "2021年收养登记情况",
            (
                ("区县", "收养登记（件）", "其中：涉外（件）"),
                ("城关区", "46", "3"),
                ("安宁区", "28", "0"),
                ("合计", "74", "3"),
            ),
        ),
        [
            ("46", "46", "件", "收养登记", "level", "2021"),
            ("3", "3", "件", "涉外收养登记", "level", "2021"),
            ("28", "28", "件", "收养登记", "level", "2021"),
            ("0", "0", "件", "涉外收养登记", "level", "2021"),
            ("74", "74", "件", "收养登记", "level", "2021"),
            ("3", "3", "件", "涉外收养登记", "level", "2021"),
        ],
    ),
    "a plan": (
        page(
            "2022年重点项目计划表",
            (
                ("项目名称", "总投资（亿元）", "2022年计划投资（亿元）"),
                ("北环路改造", "12.6", "4.2"),
                ("污水处理厂二期", "3.8", "1.5"),
            ),
            title="2022年重点项目计划",
        ),
        [
            ("12.6", "1260000000", "元", "北环路改造总投资", "level", "2022"),
            ("4.2", "420000000", "元", "北环路改造2022年计划投资", "level", "2022"),
            ("3.8", "380000000", "元", "污水处理厂二期总投资", "level", "2022"),
            ("1.5", "150000000", "元", "污水处理厂二期2022年计划投资", "level", "2022"),
        ],
    ),
    "two units in the caption": (
        page(
            "2021年固定资产投资（单位：亿元、%）",
            (
                ("指标", "绝对量", "增速"),
                ("投资总额", "680.5", "5.2"),
                ("#工业投资", "251.0", "9.8"),
                ("#房地产开发", "142.3", "-6.1"),
            ),
        ),
        [
            ("680.5", "68050000000", "元", "投资总额", "level", "2021"),
            ("5.2", "5.2", "%", "投资总额", "change", "2021"),
            ("251.0", "25100000000", "元", "工业投资", "level", "2021"),
            ("9.8", "9.8", "%", "工业投资", "change", "2021"),
            ("142.3", "14230000000", "元", "房地产开发", "level", "2021"),
            ("-6.1", "-6.1", "%", "房地产开发", "change", "2021"),
        ],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_cell(name: str, extractor: Extractor, tmp_path: Path) -> None:
    html, expected = TABLES[name]
    found = cells(extractor, tmp_path / "notice.html", html)
    got = [
        (f.text, f"{f.value.normalize():f}" if f.value is not None else "", f.unit, f.indicator, f.role, f.period)
        for f in found
    ]
    assert got == expected


def test_provenance_changes_and_plans(extractor: Extractor, tmp_path: Path) -> None:
    html, _ = TABLES["headings of two levels"]
    level, change = cells(extractor, tmp_path / "notice.html", html)[:2]
    assert level.cell is not None and level.cell["table"] == 1
    assert level.cell["column_path"] == ["2020年", "总量（亿元）"] and level.cell["row_path"] == ["东湖区"]
    assert (change.direction, change.comparison, change.base_period) == ("up", "year_on_year", "2019")
    plan, _ = TABLES["a plan"]
    assert {fact.modality for fact in cells(extractor, tmp_path / "plan.html", plan)} == {"planned"}
