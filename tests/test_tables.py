"""Bare figures of table cells: what unit they take, and which figures only name a row."""

from decimal import Decimal

import pytest

from corpora.document import Cell, Document, Table
from extractors import tables


def document(rows: list[list[str]], *, unit: str = "", heads: int = 1, names: int = 1) -> Document:
    """A document that is one table with ``heads`` header rows and ``names`` header columns."""
    text, cells, place = "", [], 0
    for i, row in enumerate(rows):
        for j, word in enumerate(row):
            header = i < heads or j < names
            column = tuple(rows[n][j] for n in range(heads)) if not header else ()
            side = tuple(row[:names]) if not header else ()
            cells.append(Cell(place, place + len(word), i, j, header=header, row_path=side, column_path=column))
            text += word + ("\t" if j + 1 < len(row) else "\n")
            place = len(text)
    return Document(source="t", text=text, tables=(Table(0, len(text) - 1, tuple(cells), unit=unit),))


def read(made: Document) -> list[tuple[str, str, Decimal | None, str | None]]:
    found, _ = tables.find(made)
    return [(m.kind, made.text[m.start : m.end], m.quantity.value, m.quantity.unit) for m in found]


@pytest.mark.parametrize(
    ("heading", "cell", "unit", "expected"),
    [
        ("增加值（亿元）", "1,234.5", "", ("money", "1,234.5", Decimal("123450000000"), "元")),
        ("产量(万吨)", "56", "", ("measure", "56", Decimal("560000"), "吨")),
        ("同比增长（%）", "-4.1", "", ("percentage", "-4.1", Decimal("-4.1"), "%")),
        ("同比增长", "5.1", "万元", ("percentage", "5.1", Decimal("5.1"), "%")),
        ("比上年增减（百分点）", "0.3", "", ("percentage", "0.3", Decimal("0.3"), "个百分点")),
        ("预算数", "203,700", "万元", ("money", "203,700", Decimal("2037000000"), "元")),
        ("户数", "88", "", ("count", "88", Decimal(88), "户")),
        ("学校（所）", "12", "", ("count", "12", Decimal(12), "所")),
        ("pH值", "8.02", "", ("number", "8.02", Decimal("8.02"), None)),
    ],
)
def test_the_unit_of_a_cell(heading: str, cell: str, unit: str, expected: tuple[object, ...]) -> None:
    assert read(document([["项目", heading], ["甲", cell]], unit=unit)) == [expected]


def test_the_unit_of_a_row_from_the_column_of_units() -> None:
    made = document(
        [["指标", "单位", "1—9月"], ["零售总额", "亿元", "2186.4"], ["用电量", "亿千瓦时", "472.8"]], names=2
    )
    assert [(kind, unit) for kind, _, _, unit in read(made)] == [("money", "元"), ("measure", "千瓦时")]


@pytest.mark.parametrize(
    ("heading", "reason"),
    [("序号", "list_number"), ("年份", "date"), ("联系电话", "telephone"), ("邮编", "identifier")],
)
def test_figures_that_name_a_row_are_no_facts(heading: str, reason: str) -> None:
    found, refused = tables.find(document([["单位", heading], ["甲", "2021"]]))
    assert found == [] and [one.reason for one in refused] == [reason]


def test_words_and_dashes_are_no_figures() -> None:
    assert read(document([["项目", "数量（件）"], ["甲", "—"], ["乙", "约12件"], ["丙", ""]])) == []
