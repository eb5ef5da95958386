"""Bad input beside good: a reason, a message that says what to do, and the good output byte for byte as without it."""

from __future__ import annotations

import builtins
import io
import json
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.read import read
from corpora.source import Limits
from tests.made import zipped
from tests.made_pdf import IMAGE, pdf, words

TEXT = "某市司法局工作动态\n2023年，市司法局抽查司法鉴定机构63家，减免鉴定费110余万元。\n"
PDF = pdf([words([(90, 700, 12, "审计查出问题金额3.2亿元，涉及12个部门。")])])


def word_file() -> bytes:
    made, stream = docx.Document(), io.BytesIO()
    made.add_paragraph("全年办理案件63件。")
    made.save(stream)
    return stream.getvalue()


def _bomb() -> bytes:
    return zipped({"a.txt": bytes(40 * 1024 * 1024)})


BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty.txt": (lambda: b"", "empty", "fetch it again"),
    "blank.txt": (lambda: b" \n\n ", "empty", ""),
    "junk.html": (lambda: bytes(range(256)) * 40, "binary undecodable", ""),
    "program.html": (lambda: b"\x7fELF" + bytes(100), "binary", "fetch it again"),
    "cut.pdf": (lambda: PDF[: len(PDF) // 2], "corrupt", "fetch it again"),
    "locked.pdf": (lambda: pdf([words([(90, 700, 12, "一")])], encrypted=True), "encrypted", "without one"),
    "scan.pdf": (lambda: pdf([IMAGE]), "no_text_layer", "OCR"),
    "text.pdf": (lambda: b"no PDF at all", "binary", "fetch the file again"),
    "cut.docx": (lambda: word_file()[:9000], "corrupt", "fetch it again"),
    "ole.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unsupported_format", "save it as .docx"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unsupported_format", "save it as .docx"),
    "old.xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unsupported_format", "save it as .csv"),
    "photo.jpg": (lambda: b"\xff\xd8\xff\xe0" + bytes(90), "unsupported_format", "OCR"),
    "cut.zip": (lambda: zipped({"a.txt": TEXT.encode() * 9})[:80], "corrupt", "fetch it again"),
    "bomb.zip": (_bomb, "archive_bomb", "by hand"),
    "nested.zip": (lambda: zipped({"b.zip": _bomb()}), "archive_bomb", "by hand"),
    "leaves.zip": (lambda: zipped({"../../etc/a.txt": TEXT.encode()}), "unsafe_path", "left out"),
    "absolute.zip": (lambda: zipped({"/etc/a.txt": TEXT.encode()}), "unsafe_path", "left out"),
    "cut.gz": (lambda: b"\x1f\x8b\x08\x00broken", "corrupt", "fetch it again"),
    "bad.jsonl": (lambda: b'{"content": ', "bad_record", "correct or delete"),
}


def _good(folder: Path) -> list[str]:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "z.pdf").write_bytes(PDF)
    (folder / "z.txt").write_bytes(TEXT.encode("gb18030"))
    return [repr(one) for one in read([folder])]


def _with(folder: Path) -> tuple[list[str], list[UnreadableDocument]]:
    results = list(read([folder]))
    return [repr(r) for r in results if isinstance(r, Document)], [r for r in results if not isinstance(r, Document)]


@pytest.mark.parametrize("name", BAD)
def test_one_bad_file_among_good_ones(tmp_path: Path, name: str) -> None:
    make, reasons, advice = BAD[name]
    good = _good(tmp_path)
    assert len(good) == 3
    (tmp_path / name).write_bytes(make())
    documents, errors = _with(tmp_path)
    assert documents == good
    assert len(errors) == 1
    assert errors[0].reason in reasons.split()
    assert name in str(errors[0])
    assert advice in errors[0].message
    assert str(pickle.loads(pickle.dumps(errors[0]))) == str(errors[0])


def test_a_loop_of_links(tmp_path: Path) -> None:
    good = _good(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    documents, errors = _with(tmp_path)
    assert documents == good
    found = {Path(error.source).name: error.reason for error in errors}
    assert found == {"loop": "link_loop", "self.txt": "link_loop", "gone.txt": "missing"}


def test_a_missing_path(tmp_path: Path) -> None:
    good = _good(tmp_path)
    results = list(read([tmp_path / "nothing.txt", tmp_path]))
    assert isinstance(results[0], UnreadableDocument)
    assert results[0].reason == "missing"
    assert "check the path" in results[0].message
    assert [repr(one) for one in results[1:]] == good


def test_unreadable_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = _good(tmp_path)
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    opened = builtins.open

    def refuse(path: Any, *args: Any, **keywords: Any) -> Any:
        if str(path).endswith("secret.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **keywords)

    monkeypatch.setattr(builtins, "open", refuse)
    documents, errors = _with(tmp_path)
    assert documents == good
    assert [(error.reason, Path(error.source).name) for error in errors] == [("permission", "secret.txt")]
    assert "give this user the right" in errors[0].message


def test_a_device_is_no_document(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    _, errors = _with(tmp_path)
    assert [error.reason for error in errors] == ["unsupported_format"]


def test_fifty_megabytes_on_one_line(tmp_path: Path) -> None:
    sentence = "市司法局抽查司法鉴定机构63家，减免鉴定费110余万元。"
    (tmp_path / "long.txt").write_text(sentence * (50_000_000 // len(sentence.encode())), encoding="utf-8")
    start = time.perf_counter()
    (document,) = read([tmp_path])
    assert isinstance(document, Document)
    assert len(document.text) > 16_000_000
    assert time.perf_counter() - start < 20


def test_too_large(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"a" * 2000)
    (error,) = read([tmp_path], limits=Limits(max_bytes=1000))
    assert isinstance(error, UnreadableDocument)
    assert error.reason == "too_large"
    assert "raise the limit" in error.message


def test_a_broken_sidecar_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    sidecar = tmp_path / "a.meta.json"
    (plain,) = read([path])
    for content in (b"{broken", b"[1]", b"\xff\xfe\x00", b"", b"[" * 100_000):
        sidecar.write_bytes(content)
        (document,) = read([path])
        assert isinstance(plain, Document)
        assert isinstance(document, Document)
        assert document.text == plain.text
        assert len(document.warnings) == 1
        assert "a.meta.json" in document.warnings[0]
    sidecar.write_text(
        json.dumps({"title": ["x"], "published": "2023-13-45", "publisher": "某市司法局"}), encoding="utf-8"
    )
    (document,) = read([path])
    assert isinstance(document, Document)
    assert document.publisher == "某市司法局"
    assert len(document.warnings) == 2
