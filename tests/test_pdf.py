"""PDF: words with their boxes, tables over pages, running heads, and pages whose text layer cannot be trusted."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from corpora.errors import UnreadableDocument
from corpora.pdf import read_pdf
from tests.made_pdf import IMAGE, pdf, ruled, words

SAMPLES = Path(__file__).parents[1] / "corpora" / "samples"
BODY = "审计查出问题金额3.2亿元，涉及12个部门和单位，已整改到位。"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_every_character_of_a_sample_has_a_box(path: Path) -> None:
    document = read_pdf(path.read_bytes(), source=path.name)
    assert document.layout is not None
    assert len(document.layout.boxes) == len(document.text)
    assert all(
        box is not None or mark in "\n\t " for mark, box in zip(document.text, document.layout.boxes, strict=True)
    )
    for table in document.tables:
        assert all(cell.box and cell.page for cell in table.cells if cell.end > cell.start)


def test_a_title_of_two_lines_is_one() -> None:
    document = read_pdf((SAMPLES / "jiancai_choucha_2019.pdf").read_bytes(), source="a.pdf")
    assert document.text.split("\n")[0] == "郑州市市场监督管理局关于建材产品质量监督抽查结果的通报"


def test_a_table_goes_on_over_the_page() -> None:
    head = ["地区", "企业数", "产值"]
    first = words([(90, 780, 12, "各区情况如下表：")]) + b"\n" + ruled([head, ["东区", "12", "3.5"]], top=120)
    second = ruled([head, ["西区", "15", "4.5"]], top=800) + b"\n" + words([(90, 700, 12, "以上数据为初步统计结果。")])
    document = read_pdf(pdf([first, second]), source="a.pdf")
    assert len(document.tables) == 1
    cells = {document.text[c.start : c.end]: c for c in document.tables[0].cells}
    assert (cells["12"].page, cells["15"].page) == (1, 2)
    assert cells["15"].row_path == ("西区",)
    assert cells["15"].column_path == ("企业数",)
    assert document.text.count("企业数") == 1


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [
        words([(200, 810, 10, "某市审计局公告"), (90, 700, 12, f"第{n}项：{BODY}"), (280, 30, 10, f"— {n} —")])
        for n in (1, 2, 3, 4)
    ]
    document = read_pdf(pdf(pages), source="a.pdf")
    assert "某市审计局公告" not in document.text
    assert "—" not in document.text
    assert {part.reason for part in document.dropped} >= {"page_header", "page_number"}
    assert all(f"第{n}项" in document.text for n in (1, 2, 3, 4))


def test_a_scanned_page_is_a_warning_and_the_others_are_read() -> None:
    page = words([(90, 700, 12, BODY)])
    document = read_pdf(pdf([page, IMAGE]), source="a.pdf")
    assert document.text == BODY
    assert [w for w in document.warnings if w.startswith("page 2: no_text_layer: it is an image")]


def test_a_scan_alone_is_no_document() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_pdf(pdf([IMAGE]), source="a.pdf")
    assert caught.value.reason == "no_text_layer"
    assert "OCR" in caught.value.message


def test_a_garbled_text_layer_is_refused() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_pdf(pdf([words([(90, 700, 12, BODY)])], mapped=False), source="a.pdf")
    assert caught.value.reason == "no_text_layer"
    assert "garbled" in caught.value.message


def test_a_text_layer_under_a_scan_is_refused() -> None:
    page = words([(90, 700, 12, BODY)]).replace(b"BT", b"BT 3 Tr", 1)
    with pytest.raises(UnreadableDocument) as caught:
        read_pdf(pdf([page + b"\n" + IMAGE]), source="a.pdf")
    assert caught.value.reason == "no_text_layer"


def test_blank_pages_and_too_many() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_pdf(pdf([b""]), source="a.pdf")
    assert caught.value.reason == "empty"
    with pytest.raises(UnreadableDocument) as caught:
        read_pdf(pdf([words([(90, 700, 12, BODY)])] * 3), source="a.pdf", max_pages=2)
    assert caught.value.reason == "too_large"


def _peak(count: int) -> int:
    page = words([(90, 780 - 20 * n, 12, f"{n}." + BODY) for n in range(30)])
    raw = pdf([page] * count)
    tracemalloc.start()
    read_pdf(raw, source="a.pdf")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_holds_the_text_and_not_the_pages() -> None:
    _peak(1)
    few, many = _peak(2), _peak(10)
    assert (many - few) / 8 < 1_500_000
