"""Dumps: each record a document named by its url or FILE#LINE; a broken one never costs the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.read import Result, read

TEXT = "2023年，市司法局抽查司法鉴定机构63家。"


def dump(folder: Path, name: str, data: str | bytes, **keywords: object) -> list[Result]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([path], **keywords))  # type: ignore[arg-type]


def line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = [line(title="甲通报", content=TEXT + "甲"), line(title="乙通报", content=TEXT + "乙")]
    without = dump(tmp_path, "a.jsonl", good[0] + "\n\n\n" + good[1])
    results = dump(tmp_path, "a.jsonl", good[0] + '{"title": "x", \n[1, 2]\n' + '{"title": "无文"}\n' + good[1])
    documents = [r for r in results if isinstance(r, Document)]
    errors = [r for r in results if isinstance(r, UnreadableDocument)]
    assert [(d.text, d.title, d.sha256) for d in documents] == [(d.text, d.title, d.sha256) for d in without]  # type: ignore[union-attr]
    assert [e.source for e in errors] == [f"{tmp_path}/a.jsonl#{n}" for n in (2, 3, 4)]
    assert {e.reason for e in errors} == {"bad_record"}
    assert "name it in the settings" in errors[2].message
    assert documents[1].source == f"{tmp_path}/a.jsonl#5"


def test_usual_field_names(tmp_path: Path) -> None:
    for fields in (
        {"url": "http://sfj.example.cn/a.html", "pub_date": "2023-05-06", "publisher": "甲市司法局", "text": TEXT},
        {"link": "http://sfj.example.cn/a.html", "publish_time": 1683302400, "source": "甲市司法局", "body": TEXT},
        {"链接": "http://sfj.example.cn/a.html", "发布时间": "2023年5月6日 10:00", "来源": "甲市司法局", "正文": TEXT},
    ):
        (document,) = dump(tmp_path, "a.jsonl", line(title="甲通报", **fields))
        assert isinstance(document, Document)
        assert (document.source, str(document.published), document.publisher, document.title, document.text) == (
            "http://sfj.example.cn/a.html",
            "2023-05-06",
            "甲市司法局",
            "甲通报",
            TEXT,
        )
        assert document.format == "jsonl"


def test_renamed_fields(tmp_path: Path) -> None:
    mapped = {"content": "f1", "title": "f2"}
    (document,) = dump(tmp_path, "a.jsonl", line(f1=TEXT, f2="甲通报", text="旁注"), fields=mapped)
    assert isinstance(document, Document)
    assert (document.text, document.title) == (TEXT, "甲通报")


def test_html_in_a_record(tmp_path: Path) -> None:
    html = f"<div><script>var a=1;</script><p>{TEXT}</p><table><tr><th>地区</th><th>件数</th></tr><tr><td>东区</td><td>40</td></tr></table></div>"
    (document,) = dump(tmp_path, "a.jsonl", line(title="甲通报", html=html))
    assert isinstance(document, Document)
    assert TEXT in document.text
    assert "var a" not in document.text
    assert "<" not in document.text
    assert len(document.tables) == 1


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_charsets_and_bad_rows(tmp_path: Path, codec: str) -> None:
    rows = f'标题,正文,发布日期\n甲通报,"{TEXT}\n第二段。",2023-05-06\n只有一格\n乙通报,{TEXT},2023-05-07\n'
    results = dump(tmp_path, "a.csv", rows.encode(codec))
    assert [r.source.rpartition("#")[2] for r in results] == ["2", "4", "5"]
    first, bad, last = results
    assert isinstance(first, Document)
    assert isinstance(bad, UnreadableDocument)
    assert isinstance(last, Document)
    assert (first.text, str(first.published)) == (f"{TEXT}\n第二段。", "2023-05-06")
    assert bad.reason == "bad_record"
    assert (last.title, last.text) == ("乙通报", TEXT)


def test_a_stray_quote_costs_its_row_only(tmp_path: Path) -> None:
    results = dump(tmp_path, "a.csv", f'title,content\n甲,"{TEXT}\n乙,{TEXT}\n丙,{TEXT}\n')
    assert [isinstance(r, Document) for r in results] == [False, True, True]
    assert [r.source.rpartition("#")[2] for r in results] == ["2", "3", "4"]


def test_json_arrays(tmp_path: Path) -> None:
    good = [{"title": "甲通报", "content": TEXT}, {"title": "乙通报", "content": TEXT}]
    for top in (good, {"data": good}):
        assert [r.title for r in dump(tmp_path, "a.json", json.dumps(top, ensure_ascii=False))] == ["甲通报", "乙通报"]  # type: ignore[union-attr]
    whole = [json.dumps(record, ensure_ascii=False) for record in good]
    broken = f'[{whole[0]},\n{{"title": }},\n{whole[1]}'
    results = dump(tmp_path, "a.json", broken)
    assert [isinstance(r, Document) for r in results] == [True, False, True, False]
    assert isinstance(results[-1], UnreadableDocument)
    assert "cut short" in results[-1].message


def test_an_empty_record(tmp_path: Path) -> None:
    results = dump(tmp_path, "a.jsonl", line(title="甲", content="") + line(title="乙", content=TEXT))
    assert isinstance(results[0], UnreadableDocument)
    assert results[0].reason == "empty"
    assert isinstance(results[1], Document)
