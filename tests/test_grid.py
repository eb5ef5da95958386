"""Grids: which rows and columns are headings, and the headings of every data cell."""

from __future__ import annotations

import time

import pytest

from corpora.grid import Grid, GridCell, build, is_figure, unit_of


def grid(*rows: str) -> Grid:
    return build([[GridCell(cell) for cell in row.split("|")] for row in rows])


def paths(made: Grid, row: int, column: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cell = next(cell for cell in made.cells if (cell.row, cell.column) == (row, column))
    assert not cell.header
    return cell.row_path, cell.column_path


@pytest.mark.parametrize(
    "head",
    [
        "指标|单位|1—9月|同比增长（%）",
        "指标|单位|2025年1—9月|增速",
        "指标|单位|2023年决算数|2024年预算数",
        "指标|单位|2023年|2024年",
        "指标|单位|2023|2024",
        "指标|单位|9月末|上年末",
        "指标|单位|第三季度|1-3季度",
    ],
)
def test_heads_that_name_periods(head: str) -> None:
    made = grid(head, "社会消费品零售总额|亿元|2186.4|5.1", "进出口总额|亿元|3327.9|9.6")
    assert (made.header_rows, made.header_columns) == (1, 2)
    names = head.split("|")
    assert paths(made, 1, 2) == (("社会消费品零售总额", "亿元"), (names[2],))
    assert paths(made, 2, 3) == (("进出口总额", "亿元"), (names[3],))


def test_figures_that_look_like_years_are_no_head() -> None:
    made = grid("甲|2019|1987", "乙|2010|2044")
    assert made.header_rows == 0


def test_classes_name_their_row() -> None:
    made = grid(
        "年龄|人口数（人）|比重（%）", "0—14岁|784,579|25.88", "15—59岁|1,803,803|59.50", "60岁及以上|443,220|14.62"
    )
    assert paths(made, 3, 1) == (("60岁及以上",), ("人口数（人）",))


@pytest.mark.parametrize(
    ("rows", "label"),
    [
        (("案件名称|某公司违规经营案", "处罚金额|50万元", "作出处罚机关|某市市场监管局"), "处罚金额"),
        (("处罚决定书文号|某市监罚〔2021〕12号", "罚款金额|3000元", "处罚日期|2021年3月4日"), "罚款金额"),
        (("项目名称|某医院门诊楼", "中标金额（万元）|1234.5", "工期|300天", "中标人|某建设公司"), "中标金额（万元）"),
    ],
)
def test_labels_and_values_have_no_head_row(rows: tuple[str, ...], label: str) -> None:
    made = grid(*rows)
    assert made.header_rows == 0
    assert paths(made, 1, 1) == ((label,), ())
    assert paths(made, 0, 1) == ((rows[0].split("|")[0],), ())


def test_labels_and_values_side_by_side() -> None:
    made = grid("案件名称|某公司违规案|处罚金额|50万元", "处罚机关|某市局|处罚日期|2021年3月4日")
    assert paths(made, 0, 3) == (("处罚金额",), ())
    assert paths(made, 1, 1) == (("处罚机关",), ())


@pytest.mark.parametrize(
    "rows",
    [
        ("单位名称|数量", "甲局|12", "乙局|15"),
        ("姓名|职务", "张三|局长", "李四|科长"),
        ("地区|金额（万元）", "甲区|5", "乙区|7"),
    ],
)
def test_two_columns_with_a_head_row(rows: tuple[str, ...]) -> None:
    made = grid(*rows)
    assert made.header_rows == 1
    assert paths(made, 1, 1)[1] == (rows[0].split("|")[1],)


def test_marked_first_column_makes_labels() -> None:
    made = build([[GridCell("甲", header=True), GridCell("乙")], [GridCell("丙", header=True), GridCell("5")]])
    assert paths(made, 1, 1) == (("丙",), ())


def test_groups_govern_the_rows_below() -> None:
    rows = [[GridCell("名称"), GridCell("数量"), GridCell("占比")]]
    for name in ("第一组", "第二组"):
        rows.append([GridCell(name, 1, 3)])
        rows.append([GridCell("甲"), GridCell("1"), GridCell("2")])
    made = build(rows)
    assert paths(made, 2, 1) == (("第一组", "甲"), ("数量",))
    assert paths(made, 4, 2) == (("第二组", "甲"), ("占比",))


def test_twenty_thousand_rows_and_spans_out_of_bounds() -> None:
    rows = [[GridCell("名称"), GridCell("数")]]
    for n in range(10_000):
        rows += [[GridCell(f"第{n}组", 1, 2)], [GridCell(f"项{n}"), GridCell(str(n))]]
    start = time.perf_counter()
    made = build(rows)
    build([[GridCell("a", 1, 10**9)], [GridCell("b")]])
    assert time.perf_counter() - start < 5
    assert paths(made, 20_000, 1) == (("第9999组", "项9999"), ("数",))
    assert build([]) == Grid((), 0, 0, 0, 0)


def test_figures_and_units() -> None:
    assert all(is_figure(text) for text in ("63", "4.7万", "95%", "-4.1", "（1,234.5）", "—", "3个月", "15日内"))
    assert not any(
        is_figure(text) for text in ("", "2024年", "9月", "1—9月", "2024年预算数", "15—59岁", "60岁及以上", "甲")
    )
    assert unit_of(["某市财政收支表", "单位：万元"]) == "万元"
    assert unit_of(["单位：某市财政局"]) == ""
