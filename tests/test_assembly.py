"""The second pass as a whole: order, provenance, tables, self-checks, endless text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from time import perf_counter

import pytest

from corpora.document import Cell, Document, Table
from corpora.outline import outline
from extractors.assembly import Binding, assemble
from extractors.checks import findings
from extractors.extraction import Extraction
from extractors.lexicon_io import load as lexicon
from extractors.mention import Mention, Quantity, TimeValue
from pipeline.nlp import Extractor
from pipeline.segment import Segmenter
from pipeline.settings import load


@cache
def extractor() -> Extractor:
    return Extractor(load(None))


def extraction(text: str, **metadata: object) -> Extraction:
    document = Document(source="", text=text, published=date(2022, 3, 10), **metadata)  # type: ignore[arg-type]
    return extractor().extract_document(document)


def figure(text: str, wording: str, unit: str, value: str, kind: str = "count", after: int = 0) -> Mention:
    start = text.index(wording, after)
    number = Decimal(value)
    return Mention(kind, start, start + len(wording), Quantity(number, number, number, "exact", unit, None), "test")


def bind(document: Document, found: list[Mention]) -> list[Binding]:
    words = Segmenter().words(document.text, found)
    return assemble(document, outline(document), words, found)


def test_every_numeric_mention_is_bound_once_and_in_order() -> None:
    text = "2021年，全市破获案件12起，抓获嫌疑人30名。涉案金额2.5亿元，同比下降8%。"
    document = Document(source="", text=text)
    found = [
        Mention("date", 0, 5, TimeValue("2021"), "test"),
        figure(text, "12起", "起", "12"),
        figure(text, "30名", "名", "30"),
        figure(text, "2.5亿元", "元", "250000000", "money"),
        figure(text, "8%", "%", "8", "percentage"),
    ]
    bindings = bind(document, found)
    assert [binding.mention for binding in bindings] == [1, 2, 3, 4]
    assert bindings == bind(document, found)
    assert all(binding.period == "2021" for binding in bindings)
    assert bindings[0].anchors["period"] == "date@0"


def test_nothing_to_bind() -> None:
    assert bind(Document(source="", text="没有数字。"), []) == []
    assert bind(Document(source="", text=""), []) == []


def test_a_cell_takes_its_meaning_from_its_headings() -> None:
    text = "指标\t2021年（万元）\t比上年增长（%）\n财政收入\t1200\t-3.5\n"
    start = text.index("1200")
    cells = (
        Cell(0, 2, 0, 0, header=True),
        Cell(start, start + 4, 1, 1, row_path=("财政收入",), column_path=("2021年（万元）",)),
        Cell(start + 5, start + 9, 1, 2, row_path=("财政收入",), column_path=("比上年增长（%）",)),
    )
    document = Document(source="", text=text, tables=(Table(0, len(text), cells),))
    found = [
        Mention("date", 3, 8, TimeValue("2021"), "test"),
        figure(text, "1200", "万元", "1200", "money"),
        figure(text, "-3.5", "%", "-3.5", "percentage"),
    ]
    level, change = bind(document, found)
    assert (level.indicator, level.period, level.role) == ("财政收入", "2021", "level")
    assert (change.indicator, change.role, change.direction) == ("财政收入", "change", "down")
    assert change.comparison == "year_on_year"
    assert level.cell is not None and level.cell["row"] == 1


def test_a_sentence_in_a_cell_is_read_as_a_sentence() -> None:
    text = "企业\t违法事实\n甲公司\t擅自修改监测设备参数11次\n"
    start = text.index("擅自")
    cell = Cell(start, len(text) - 1, 1, 1, row_path=("甲公司",), column_path=("违法事实",))
    document = Document(source="", text=text, tables=(Table(0, len(text), (cell,)),))
    (binding,) = bind(document, [figure(text, "11次", "次", "11")])
    assert binding.cell is None


def test_parts_that_do_not_fill_their_total_are_a_finding() -> None:
    found = extraction("全省新增确诊病例12例（甲市7例，乙市4例）。")
    assert [finding.kind for finding in found.findings] == ["parts_differ_from_total"]
    assert extraction("全省新增确诊病例12例（甲市7例，乙市5例）。").findings == ()


def test_a_change_that_differs_from_its_two_levels_is_a_finding() -> None:
    found = extraction("结案率由92.3%提高到94.2%，提高2.9个百分点。")
    assert [finding.kind for finding in found.findings] == ["from_to_differs"]
    assert extraction("结案率由92.3%提高到94.2%，提高1.9个百分点。").findings == ()


def test_findings_of_nothing() -> None:
    assert findings("", []) == []


def test_a_share_that_its_part_contradicts_is_a_finding() -> None:
    found = extraction("全市共建成服务站46个，其中乡镇站31个，占76.4%。")
    assert [finding.kind for finding in found.findings] == ["share_differs"]
    assert extraction("全市共建成服务站46个，其中乡镇站31个，占67.4%。").findings == ()


def test_a_list_that_is_longer_than_its_count_is_a_finding() -> None:
    found = extraction("市教育局、市民政局、市财政局2个部门联合发文。")
    assert [finding.kind for finding in found.findings] == ["list_differs_from_count"]
    assert extraction("市教育局、市民政局、市财政局3个部门联合发文。").findings == ()
    assert extraction("市教育局、市民政局等5个部门联合发文。").findings == ()


def test_the_area_of_the_clause_goes_before_that_of_the_document() -> None:
    text = "云南省建成充电桩300个，全市建成充电桩20个。"
    facts = extraction(text, region="重庆市", region_code="500000").facts
    assert [fact.region for fact in facts] == ["云南省", "重庆市"]


def test_text_without_punctuation_is_read_in_linear_time() -> None:
    unit = "全市建成学校12所"

    def seconds(repeats: int) -> float:
        text = unit * repeats
        found = [figure(text, "12所", "所", "12", after=place * len(unit)) for place in range(repeats)]
        document = Document(source="", text=text)
        words, layout = Segmenter().words(text, found), outline(document)
        begin = perf_counter()
        assemble(document, layout, words, found)
        return perf_counter() - begin

    assert seconds(4000) < 12 * max(seconds(1000), 0.02)


def test_word_tables_are_well_formed() -> None:
    assert {row["class"] for row in lexicon("assembly_verbs")} == {"act", "occur", "stay"}
    assert {row["direction"] for row in lexicon("assembly_directions")} == {"up", "down", "flat"}
    assert {row["modality"] for row in lexicon("assembly_modality")} == {"planned", "required"}
    places = {place for row in lexicon("assembly_function_words") for place in row["places"].split(",")}
    assert places == {"stop", "tail", "lead"}


@pytest.mark.parametrize(
    ("publisher", "title", "area"),
    [
        ("国家外汇管理局", "外汇储备规模数据", ("中国", "000000", "publisher")),
        ("国务院安委会办公室", "上半年事故情况的通报", ("中国", "000000", "publisher")),
        ("国家统计局贵州调查总队", "粮食产量数据", ("贵州省", "520000", "publisher")),
        ("国务院办公厅", "关于湖北省巴东县地质灾害险情的复函", (None, None, None)),
        ("中国人民银行南京分行", "存款数据", (None, None, None)),
        ("人民网", "事故情况", (None, None, None)),
        (None, "事故情况", (None, None, None)),
    ],
)
def test_the_area_of_a_central_organ(publisher: str | None, title: str, area: tuple[str | None, ...]) -> None:
    found = extraction("年末余额为1250亿元，比上年末增加86亿元。", publisher=publisher, title=title)
    for fact in found.facts:
        if fact.kind == "money":
            assert (fact.region, fact.region_code, (fact.anchors or {}).get("region")) == area
