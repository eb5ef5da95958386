"""Every cell of tables of real shapes: levels of headings, merged cells, units in captions, totals, parts, plans.

The same tables as a page, as a Word document and as PDFs, with all rules, with three, and over two pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora.document import Document
from corpora.read import read
from extractors import checks
from extractors.fact import Fact
from pipeline.nlp import Extractor
from pipeline.settings import load
from tests.made_tables import html, printed, word
from tests.table_shapes import TABLES, Reading, Shape


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load(None))


FORMATS: dict[str, tuple[str, Callable[[Shape], bytes]]] = {
    "html": (".html", html),
    "docx": (".docx", word),
    "pdf": (".pdf", printed),
    "pdf three rules": (".pdf", lambda shape: printed(shape, ruled=False)),
}


def cells(extractor: Extractor, path: Path, raw: bytes) -> list[Fact]:
    path.write_bytes(raw)
    path.with_suffix(".meta.json").write_text(json.dumps({"published": "2022-03-01"}), "utf-8")
    (document,) = read([str(path)])
    assert isinstance(document, Document)
    return [fact for fact in extractor.extract_document(document).facts if fact.cell]


def readings(found: list[Fact]) -> list[Reading]:
    return [
        (
            f.text,
            f"{f.value.normalize():f}" if f.value is not None else "",
            f.unit,
            f.indicator or "",
            f.role or "",
            f.period,
        )
        for f in found
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_every_cell(name: str, form: str, extractor: Extractor, tmp_path: Path) -> None:
    shape, expected = TABLES[name]
    ending, writer = FORMATS[form]
    found = cells(extractor, tmp_path / f"notice{ending}", writer(shape))
    assert readings(found) == expected


LONG = Shape(
    "2021年各镇街农业产值（单位：万元）",
    (
        ("2×1:镇街", "1×2:种植业", "2×1:畜牧业"),
        ("粮食", "蔬菜"),
        ("城东街道", "120.5", "86.0", "33.1"),
        ("青山镇", "98.4", "120.3", "61.7"),
        ("龙泉镇", "76.2", "45.9", "28.0"),
        ("合计", "295.1", "252.2", "122.8"),
    ),
    after=("注：1.本表数据为初步统计数。", "2.畜牧业含水产养殖12.6万元。"),
    heads=2,
)


@pytest.mark.parametrize(("ruled", "repeat"), [(True, True), (True, False), (False, True)])
def test_a_table_over_two_pages(ruled: bool, repeat: bool, extractor: Extractor, tmp_path: Path) -> None:
    whole = cells(extractor, tmp_path / "one.pdf", printed(LONG, ruled=ruled))
    turned = cells(extractor, tmp_path / "two.pdf", printed(LONG, ruled=ruled, repeat=repeat, turn_at=4))
    assert readings(turned) == readings(whole)
    assert [fact.cell and fact.cell["page"] for fact in turned] == [1] * 6 + [2] * 6
    first, last = turned[0].cell, turned[-1].cell
    assert first and last and last["table"] == 1
    assert (first["row"], first["column"]) == (2, 1) and (last["row"], last["column"]) == (5, 3)
    assert first["row_path"] == ["城东街道"] and first["column_path"] == ["种植业", "粮食"]
    assert last["row_path"] == ["合计"] and last["column_path"] == ["畜牧业"]


def test_the_box_of_a_cell_holds_its_figure(extractor: Extractor, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    found = cells(extractor, path, printed(LONG, turn_at=4))
    (document,) = read([str(path)])
    assert isinstance(document, Document) and document.layout is not None
    for fact in found:
        assert fact.cell is not None
        x0, top, x1, bottom = fact.cell["box"]  # type: ignore[misc]
        for box in document.layout.boxes[fact.start : fact.end]:
            assert box is not None and box.page == fact.cell["page"]
            assert x0 <= box.x0 and box.x1 <= x1 and top <= box.top and box.bottom <= bottom


@pytest.mark.parametrize("form", FORMATS)
def test_words_around_a_table_stay_out_of_it(form: str, extractor: Extractor, tmp_path: Path) -> None:
    ending, writer = FORMATS[form]
    path = tmp_path / f"notice{ending}"
    found = cells(extractor, path, writer(LONG))
    (document,) = read([str(path)])
    assert isinstance(document, Document)
    assert document.text.endswith("注：1.本表数据为初步统计数。\n2.畜牧业含水产养殖12.6万元。")
    assert len(found) == 12


@pytest.mark.parametrize("form", FORMATS)
def test_the_place_of_a_cell_is_the_same_in_every_format(form: str, extractor: Extractor, tmp_path: Path) -> None:
    ending, writer = FORMATS[form]
    for name, (shape, _) in TABLES.items():
        if form == "pdf three rules" and not shape.heads:
            continue
        page = cells(extractor, tmp_path / "page.html", html(shape))
        other = cells(extractor, tmp_path / f"other{ending}", writer(shape))
        for one, two in zip(page, other, strict=True):
            assert one.cell and two.cell
            for field in ("table", "row", "column", "row_path", "column_path"):
                assert one.cell[field] == two.cell[field], (name, one.text, field)


def test_provenance_changes_and_plans(extractor: Extractor, tmp_path: Path) -> None:
    shape, _ = TABLES["headings of two levels"]
    level, change = cells(extractor, tmp_path / "notice.html", html(shape))[:2]
    assert level.cell is not None and level.cell["table"] == 1
    assert level.cell["column_path"] == ["2020年", "总量（亿元）"] and level.cell["row_path"] == ["东湖区"]
    assert (change.direction, change.comparison, change.base_period) == ("up", "year_on_year", "2019")
    plan, _ = TABLES["a plan"]
    assert {fact.modality for fact in cells(extractor, tmp_path / "plan.html", html(plan))} == {"planned"}


AREAS = Shape(
    "2021年水土流失治理情况",
    (
        ("县区", "水土流失面积（平方公里）", "新增治理面积（公顷）"),
        ("云冈区", "312.5", "1,480"),
        ("新荣区", "448.1", "1,915"),
        ("全市", "760.6", "3,395"),
        ("全省", "9,120.0", "52,310"),
    ),
    title="大同市水利局关于2021年水土流失治理情况的通报",
)


@pytest.mark.parametrize("form", FORMATS)
def test_a_row_of_a_division_is_about_its_area(form: str, extractor: Extractor, tmp_path: Path) -> None:
    ending, writer = FORMATS[form]
    found = cells(extractor, tmp_path / f"notice{ending}", writer(AREAS))
    places = [(fact.region, fact.region_code) for fact in found]
    expected = [("云冈区", "140214"), ("新荣区", "140212"), ("大同市", "140200"), ("山西省", "140000")]
    assert places == [place for place in expected for _ in range(2)]
    assert {fact.indicator for fact in found} == {"水土流失面积", "新增治理面积"}


def test_parts_know_their_total(extractor: Extractor, tmp_path: Path) -> None:
    shape, _ = TABLES["a part as a column"]
    found = cells(extractor, tmp_path / "part.html", html(shape))
    texts = {fact.fact_id: (fact.text, fact.cell and fact.cell["row"]) for fact in found}
    wholes = [texts[fact.part_of] if fact.part_of else None for fact in found]
    assert wholes == [("74", 3), ("46", 1), ("74", 3), ("28", 2), None, ("74", 3)]
    shape, _ = TABLES["a unit in the caption and a total"]
    found = cells(extractor, tmp_path / "row.html", html(shape))
    by_text = {fact.text: fact for fact in found}
    assert by_text["18000"].part_of == by_text["45000"].fact_id
    assert by_text["45000"].part_of == by_text["57000"].fact_id
    assert by_text["99.7"].part_of is None


def test_a_total_that_its_rows_do_not_sum_to_is_a_finding(extractor: Extractor, tmp_path: Path) -> None:
    for last, expected in (("122.8", []), ("123.0", []), ("125.8", ["parts_differ_from_total"])):
        rows = (*LONG.rows[:-1], ("合计", "295.1", "252.2", last))
        path = tmp_path / "a.html"
        cells(extractor, path, html(Shape(LONG.caption, rows)))
        (document,) = read([str(path)])
        assert isinstance(document, Document)
        found = checks.findings(document.text, extractor.extract_document(document).facts)
        assert [finding.kind for finding in found] == expected


def test_changes_against_a_year_that_the_heading_names(extractor: Extractor, tmp_path: Path) -> None:
    rows = (
        ("指标", "2021年", "比2020年增长（%）", "比2019年增长（%）"),
        ("接待游客（万人次）", "86.4", "35.2", "-10.8"),
    )
    found = cells(extractor, tmp_path / "a.html", html(Shape("2021年旅游情况", rows)))
    assert [(fact.comparison, fact.base_period, fact.period) for fact in found] == [
        (None, None, "2021"),
        ("year_on_year", "2020", "2021"),
        ("since_base", "2019", "2021"),
    ]
    assert {fact.indicator for fact in found} == {"接待游客"}
