"""Tables of plain texts: which lines are rows, where their cells stand, and what is no table."""

from __future__ import annotations

import pytest

from corpora.text import document_of
from corpora.text_tables import rows_in
from extractors.fact import Fact
from pipeline.nlp import Extractor
from pipeline.settings import Settings

WIDE = """类别　学校数（所）　在校生数（人）
普通高中　97　138472
普通初中　418　371094"""
TABS = """指标\t单位\t2023年\t增长（%）
生产总值\t亿元\t1200.5\t5.3
出口总额\t万美元\t3,456\t-2.1"""
BLANKS = """指标    1月    2月
立案数（件）    120    35
结案数（件）    98    20"""
STROKES = """| 项目 | 数量（件） | 金额（万元） |
|---|---|---|
| 立案 | 120 | 35.6 |
| 结案 | 98 | 20.1 |"""
NONE = {
    "names": "张三　李四　王五\n赵六　钱七　孙八\n周九　吴十　郑一",
    "labels": "联系人：张三　电话：0571-88001122\n地址：某路1号　邮编：310000",
    "no heading": "97　51216　138472\n418　126835　371094",
    "sentences": "一、全年立案120件。　　二、结案98件。\n三、全年受理35件。　　四、办结20件。",
    "one row of two": "项目　数量\n立案　120",
    "another number of cells": "项目　数量　金额\n立案　120",
}


def figures(text: str) -> list[Fact]:
    document = document_of(text, source="a.txt", metadata={"published": "2024-01-20", "origin": "record"})
    return [fact for fact in Extractor(Settings()).extract_document(document).facts if fact.cell is not None]


@pytest.mark.parametrize("table", [WIDE, TABS, BLANKS, STROKES], ids=["wide", "tabs", "blanks", "strokes"])
def test_every_cell_stands_where_it_stood(table: str) -> None:
    text = f"某县统计公报\n主要指标\n{table}\n全县各项工作平稳推进。"
    document = document_of(text, source="a.txt")
    assert document.text == text, "the lines stay as they are"
    (found,) = document.tables
    for cell in found.cells:
        words = text[cell.start : cell.end]
        assert words and words == words.strip(" \t\u3000|")
    assert text[found.start : found.end] == table


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_what_is_no_table(text: str) -> None:
    assert rows_in(text.split("\n")) == {}


def test_figures_are_bound_to_their_headings() -> None:
    found = {fact.text: fact for fact in figures(f"某市教育公报\n基本情况\n{WIDE}")}
    assert {text: (one.kind, one.unit, one.indicator) for text, one in found.items()} == {
        "97": ("count", "所", "普通高中学校数"),
        "138472": ("count", "人", "普通高中在校生数"),
        "418": ("count", "所", "普通初中学校数"),
        "371094": ("count", "人", "普通初中在校生数"),
    }


def test_units_periods_and_changes_of_a_table_with_tabs() -> None:
    found = {fact.text: fact for fact in figures(f"某县统计公报\n主要指标\n{TABS}")}
    assert (found["1200.5"].value, found["1200.5"].period) == (1200_5000_0000, "2023")
    assert (found["3,456"].unit, found["3,456"].value) == ("美元", 3456_0000)
    assert (found["-2.1"].role, found["-2.1"].indicator) == ("change", "出口总额")


def test_tables_beside_each_other_are_two() -> None:
    lines = [*STROKES.split("\n"), *WIDE.split("\n"), *["张三\u3000李四\u3000王五", "赵六\u3000钱七\u3000孙八"]]
    rows = rows_in(lines)
    assert {index: table for index, (_, table) in rows.items()} == {0: 0, 1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1}
    assert rows[1][0].cells == (), "the rule below the heading has no cells"


def test_periods_in_the_heading() -> None:
    assert [(one.text, one.period) for one in figures(f"某县法院通报\n{BLANKS}\n")] == [
        ("120", "2024-01"),
        ("35", "2024-02"),
        ("98", "2024-01"),
        ("20", "2024-02"),
    ]
