"""The way in: order, sidecars, options, standard input, fingerprints, sources that travel to workers."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import sys
from pathlib import Path

import pytest

from corpora.document import Document
from corpora.formats import format_of
from corpora.read import load, read
from corpora.source import Source
from corpora.sources import sources

TEXT = "某市司法局工作动态\n2023年，市司法局抽查司法鉴定机构63家。\n"


def one(path: Path, **keywords: object) -> Document:
    (document,) = read([path], **keywords)  # type: ignore[arg-type]
    assert isinstance(document, Document)
    return document


def test_folders_are_walked_in_sorted_order_without_what_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "b/a.txt", "a.txt", ".hidden.txt", "a.css", "Thumbs.db"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.meta.json").write_text('{"title": "标题"}', encoding="utf-8")
    found = [Path(r.source).relative_to(tmp_path).as_posix() for r in read([tmp_path])]
    assert found == ["a.txt", "b/a.txt", "c.txt"]
    assert one(tmp_path / "a.css").format == "text"


def test_sidecars_go_before_the_document_and_options_before_both(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    given = {
        "title": "另题",
        "publisher": "甲市司法局",
        "published": "2023-05-06",
        "source": "http://example.cn/a.html",
    }
    (tmp_path / "a.meta.json").write_text(json.dumps(given), encoding="utf-8-sig")
    document = one(path, options={"published": "2024-01-02"})
    assert (document.title, document.publisher, str(document.published)) == ("另题", "甲市司法局", "2024-01-02")
    assert (document.source, document.url) == (given["source"], given["source"])
    assert (document.origins["published"], document.origins["title"]) == ("option", "sidecar")


@pytest.mark.parametrize("data", [TEXT.encode(), TEXT.encode("gb18030"), gzip.compress(TEXT.encode(), mtime=0)])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    (document,) = read(["-"])
    assert isinstance(document, Document)
    assert document.text == TEXT.strip()
    assert document.source == "-"


def test_empty_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    (error,) = read(["-"])
    assert not isinstance(error, Document)
    assert (error.source, error.reason) == ("-", "empty")


def test_sources_and_documents_travel_to_workers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (source,) = sources([tmp_path])
    assert isinstance(source, Source)
    (document,) = load(pickle.loads(pickle.dumps(source)))
    assert isinstance(document, Document)
    assert pickle.loads(pickle.dumps(document)) == document
    assert pickle.loads(pickle.dumps(Document("a", "b"))).origins == {}


def test_a_fingerprint_changes_with_the_bytes_and_the_sidecar(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    seen = []
    for text, sidecar in (
        (TEXT, ""),
        (TEXT, '{"title": "a"}'),
        (TEXT, '{"title": "b"}'),
        (TEXT + "完", '{"title": "b"}'),
    ):
        path.write_text(text, encoding="utf-8")
        if sidecar:
            (tmp_path / "a.meta.json").write_text(sidecar, encoding="utf-8")
        (source,) = sources([path])
        assert isinstance(source, Source)
        assert source.fingerprint() == source.fingerprint()
        seen.append(source.fingerprint())
    assert len(set(seen)) == 4


@pytest.mark.parametrize(
    ("name", "head", "format"),
    [
        ("a.txt", b"%PDF-1.4", "pdf"),
        ("a.pdf", b"<!DOCTYPE html><html>", "html"),
        ("a.jpg", b"<html><body>404", "html"),
        ("a", b'{"title": "x"}', "jsonl"),
        ("a", b'[{"title": "x"}]', "json"),
        ("a", "市司法局".encode(), "text"),
        ("a.shtml?id=3", b"x", "html"),
        ("a.tar.gz", b"\x1f\x8b\x08", "tar"),
        ("a.txt.gz", b"\x1f\x8b\x08", "gz"),
        ("a.warc.gz", b"\x1f\x8b\x08", "warc"),
        ("a.doc", b"<html><body>x", "html"),
        ("a.bin", b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "docx"),
    ],
)
def test_formats(name: str, head: bytes, format: str) -> None:
    assert format_of(name, head) == format
