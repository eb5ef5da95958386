"""DOCX: paragraphs and tables in order, merged cells, revisions, properties, damage."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpora.document import Document
from corpora.docx import read_docx
from corpora.errors import UnreadableDocument


def saved(made: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(made: docx.document.Document) -> Document:
    return read_docx(saved(made), source="a.docx")


def test_paragraphs_and_tables_keep_their_order() -> None:
    made = docx.Document()
    made.add_heading("一、总体情况", 1)
    made.add_paragraph("全年办理案件63件。")
    table = made.add_table(3, 3)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells),
        ["地区", "件数", "人数", "东区", "40", "51", "西区", "23", "30"],
        strict=True,
    ):
        cell.text = text
    made.add_paragraph("特此公告。")
    document = read(made)
    assert document.text == "一、总体情况\n全年办理案件63件。\n地区\t件数\t人数\n东区\t40\t51\n西区\t23\t30\n特此公告。"
    assert document.blocks[0].kind == "heading"
    cells = {document.text[c.start : c.end]: c for c in document.tables[0].cells}
    assert cells["23"].row_path == ("西区",)
    assert cells["23"].column_path == ("件数",)


def test_merged_cells() -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "案件"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "地区"
    table.cell(1, 1).text, table.cell(1, 2).text = "受理", "办结"
    table.cell(2, 0).text, table.cell(2, 1).text, table.cell(2, 2).text = "东区", "40", "38"
    document = read(made)
    cells = {document.text[c.start : c.end]: c for c in document.tables[0].cells}
    assert cells["38"].column_path == ("案件", "办结")
    assert cells["地区"].row_span == 2


def test_insertions_are_text_and_deletions_and_hidden_words_are_not() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("办结")._p
    paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>63件</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>60件</w:delText></w:r></w:del>"))
    made.add_paragraph().add_run("内部批注").font.hidden = True
    document = read(made)
    assert document.text == "办结63件"
    assert ("hidden", "内部批注") in {(part.reason, part.text) for part in document.dropped}


@pytest.mark.parametrize(("title", "published"), [("某市统计公报解读", "2021-05-28"), ("模板", None), ("", None)])
def test_properties_count_where_their_title_is_that_of_the_document(title: str, published: str | None) -> None:
    made = docx.Document()
    made.add_paragraph("某市统计公报解读")
    made.add_paragraph("全市常住人口303.2万人。")
    made.core_properties.title = title
    made.core_properties.modified = datetime(2021, 5, 27, 17, tzinfo=UTC)
    document = read(made)
    assert str(document.published) == str(published)
    assert document.origins.get("published") == ("properties" if published else None)


def test_damage() -> None:
    good = docx.Document()
    good.add_paragraph("全年办理案件63件。")
    raw = saved(good)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for data, reason in (
        (raw[: len(raw) // 2], "corrupt"),
        (ole, "unsupported_format"),
        (ole + "EncryptedPackage".encode("utf-16le"), "encrypted"),
        (saved(docx.Document()), "empty"),
    ):
        with pytest.raises(UnreadableDocument) as caught:
            read_docx(data, source="a.docx")
        assert (caught.value.reason, caught.value.source) == (reason, "a.docx")
    with pytest.raises(UnreadableDocument) as caught:
        read_docx(raw, source="a.docx", max_bytes=1000)
    assert caught.value.reason == "archive_bomb"
