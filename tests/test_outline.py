"""Sections, sentences and clauses."""

from __future__ import annotations

import time

import pytest

from corpora.document import Block, Span
from corpora.outline import Outline, outline_of


def cut(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def sentences(text: str) -> list[str]:
    return cut(text, outline_of(text).sentences)


def clauses(text: str) -> list[str]:
    return cut(text, outline_of(text).clauses)


def headings(text: str) -> list[tuple[int, str]]:
    found = outline_of(text)
    return [(s.level, text[s.heading.start : s.heading.end]) for s in found.sections]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共检查12家。整改3家！", ["共检查12家。", "整改3家！"]),
        ("他说：“全部办结。”随后离开。", ["他说：“全部办结。”", "随后离开。"]),
        ("（已办结。）下一步继续。", ["（已办结。）", "下一步继续。"]),
        ("第一行没有句号\n第二行也没有", ["第一行没有句号", "第二行也没有"]),
        ("\u3000\u3000缩进的段落。\n\n  又一段。 ", ["缩进的段落。", "又一段。"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
        ("见http://a.gov.cn/x?id=3&p=1页面。完。", ["见http://a.gov.cn/x?id=3&p=1页面。", "完。"]),
        ("分三类：一类5家；二类6家；三类7家。", ["分三类：一类5家；二类6家；三类7家。"]),
        ('会议指出"抓紧办。"随后"十四五"规划启动。', ['会议指出"抓紧办。"', '随后"十四五"规划启动。']),
        ('工作结束。"十四五"期间继续。', ["工作结束。", '"十四五"期间继续。']),
        ("", []),
        ("\n \n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年办理1,234件，增长5.6%。", ["全年办理1,234件，", "增长5.6%。"]),
        ("比例为1:1.05，时间10：30。", ["比例为1:1.05，", "时间10：30。"]),
        ("其中：甲区3家；乙区4家", ["其中：", "甲区3家；", "乙区4家"]),
        ("甲、乙、丙三区,共9家。", ["甲、乙、丙三区,", "共9家。"]),
        ("共3,5号文件", ["共3,", "5号文件"]),
        ("网址http://x.cn/a，电话另行公布", ["网址http://x.cn/a，", "电话另行公布"]),
        ("合计\t12\t5.5%", ["合计", "12", "5.5%"]),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_sections_nest() -> None:
    text = "通报\n一、总体情况\n说明。\n（一）数量。共5家。\n1.甲类\n内容\n2.乙类\n（二）质量\n二、下一步\n（一）部署\n"
    assert headings(text) == [
        (1, "一、总体情况"),
        (2, "（一）数量"),
        (3, "1.甲类"),
        (3, "2.乙类"),
        (2, "（二）质量"),
        (1, "二、下一步"),
        (2, "（一）部署"),
    ]


def test_heading_in_line() -> None:
    text = "一、组织领导强“力度”。成立专班5个，" + "推进" * 40 + "。\n二、严格检查"
    assert headings(text) == [(1, "一、组织领导强“力度”"), (1, "二、严格检查")]


def test_articles() -> None:
    text = "第一章 总则\n第一条 为了规范管理，制定本办法。\n第二条　本办法适用于本市。\n（一）甲；\n第二章 附则\n第三条 自2024年1月1日起施行。"
    assert headings(text) == [
        (1, "第一章 总则"),
        (2, "第一条"),
        (2, "第二条"),
        (3, "（一）甲"),
        (1, "第二章 附则"),
        (2, "第三条"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1.5万人参加了活动",
        "2020年3月，全市启动整治",
        "3家企业被查处",
        "第三条规定的情形不适用",
        "第十二条款另有约定",
        "十个方面的工作",
        "三农工作",
    ],
)
def test_figures_are_not_numbering(text: str) -> None:
    assert headings(text) == []


def test_numbering_before_a_year() -> None:
    assert headings("1.2020年目标\n2.2021年目标") == [(1, "1.2020年目标"), (1, "2.2021年目标")]


def test_lookups() -> None:
    text = "甲。\n一、标题\n乙有3家，丙有4家。\n（一）小题\n丁。"
    found: Outline = outline_of(text)
    offset = text.index("4家")
    assert cut(text, (found.sentence_at(offset), found.clause_at(offset))) == ["乙有3家，丙有4家。", "丙有4家。"]
    assert cut(text, found.clauses_in(found.sentence_at(offset))) == ["乙有3家，", "丙有4家。"]
    assert [s.number for s in found.sections_at(text.index("丁"))] == ["一、", "（一）"]
    assert found.sections_at(0) == []
    assert found.sentence_at(text.index("\n")) == Span(0, 2)


def test_marked_headings_count() -> None:
    text = "报告\n背景\n内容。\n结论\n内容。"
    blocks = (Block(3, 5, "heading"), Block(10, 12, "heading"))
    found = outline_of(text, blocks)
    assert [(s.level, s.start, s.end) for s in found.sections] == [(1, 3, 10), (1, 10, len(text))]


def test_empty_text() -> None:
    found = outline_of("")
    assert (found.sections, found.sentences, found.clauses) == ((), (), ())
    assert found.sentence_at(0) == Span(0, 0)


def test_every_character_lies_in_its_sentence() -> None:
    text = "一、甲。乙，丙！\n丁；戊？“己。”\n表头\t值\n尾"
    found = outline_of(text)
    for offset, character in enumerate(text):
        if not character.isspace():
            for span in (found.sentence_at(offset), found.clause_at(offset)):
                assert span.start <= offset < span.end


def test_many_straight_quotes_on_one_line_take_no_square_time() -> None:
    begin = time.perf_counter()
    found = outline_of('甲。"' * 200_000)
    assert len(found.sentences) >= 200_000
    assert time.perf_counter() - begin < 10
