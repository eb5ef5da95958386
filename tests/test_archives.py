"""Archives: every document in them, its name, its sidecar; nothing that leaves them or grows without end."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.read import Result, read
from corpora.source import Limits
from tests.made import zipped

TEXT = "2023年，市司法局抽查司法鉴定机构63家。"
RAW = TEXT.encode()


def tarred(members: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def opened(folder: Path, name: str, data: bytes, limits: Limits | None = None) -> list[Result]:
    (folder / name).write_bytes(data)
    return list(read([folder / name], limits=limits or Limits()))


def names(results: list[Result], folder: Path) -> list[str]:
    return [result.source.removeprefix(f"{folder}/") for result in results]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt.gz", gzip.compress(RAW, mtime=0)), ("a.txt.bz2", bz2.compress(RAW)), ("a.txt.xz", lzma.compress(RAW))],
)
def test_packed_files(tmp_path: Path, name: str, data: bytes) -> None:
    (document,) = opened(tmp_path, name, data)
    assert isinstance(document, Document)
    assert document.text == TEXT


def test_members_packed_again_and_archives_in_archives(tmp_path: Path) -> None:
    inner = tarred({"深/c.txt": RAW})
    jsonl = json.dumps({"title": "甲", "content": TEXT}).encode()
    data = zipped(
        {"a.txt.gz": gzip.compress(RAW, mtime=0), "b.tar.gz": inner, "d.zip": zipped({"e.txt": RAW}), "f.jsonl": jsonl}
    )
    results = opened(tmp_path, "all.zip", data)
    assert all(isinstance(result, Document) and result.text == TEXT for result in results)
    assert names(results, tmp_path) == [
        "all.zip/a.txt",
        "all.zip/b.tar.gz/深/c.txt",
        "all.zip/d.zip/e.txt",
        "all.zip/f.jsonl#1",
    ]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar(tmp_path: Path, mode: str) -> None:
    sidecar = json.dumps({"title": "甲通报"}).encode()
    results = opened(
        tmp_path, "a.tar" + mode[1:].replace(":", "."), tarred({"a.txt": RAW, "a.meta.json": sidecar}, mode)
    )
    assert [getattr(result, "title", None) for result in results] == ["甲通报"]


@pytest.mark.parametrize("bad", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "C:/a.txt", "..\\a.txt"])
@pytest.mark.parametrize("make", [zipped, tarred])
def test_paths_that_leave_the_archive(tmp_path: Path, make: object, bad: str) -> None:
    data = make({"b.txt": RAW, bad: RAW, "c.txt": RAW})  # type: ignore[operator]
    results = opened(tmp_path, "a.zip" if make is zipped else "a.tar.gz", data)
    assert [isinstance(result, Document) for result in results] == [True, False, True]
    error = results[1]
    assert isinstance(error, UnreadableDocument)
    assert error.reason == "unsafe_path"
    assert bad.replace("\\", "/") == error.place


def test_names_in_gbk(tmp_path: Path) -> None:
    placeholder = b"abcdefgh.txt"
    named = "某市通报".encode("gbk") + b".txt"
    data = zipped({placeholder.decode(): RAW}).replace(placeholder, named)
    assert names(opened(tmp_path, "a.zip", data), tmp_path) == ["a.zip/某市通报.txt"]


def test_sidecar_beside_a_member(tmp_path: Path) -> None:
    data = zipped(
        {
            "a.txt": RAW,
            "a.meta.json": '{"title": "甲通报", "published": "2023-05-06"}'.encode(),
            "b.txt": RAW,
            "b.meta.json": b"{",
        }
    )
    first, second = opened(tmp_path, "a.zip", data)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.title, str(first.published)) == ("甲通报", "2023-05-06")
    assert len(second.warnings) == 1
    assert "b.txt" in second.warnings[0]


def test_a_damaged_sidecar_costs_no_document(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", RAW)
        archive.writestr("a.meta.json", '{"title": "abc"}')
    (document,) = opened(tmp_path, "a.zip", stream.getvalue().replace(b"abc", b"abd"))
    assert isinstance(document, Document)
    assert (document.text, len(document.warnings)) == (TEXT, 1)


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.txt": bytes(40_000_000)}),
        zipped({"b.zip": zipped({"a.txt": bytes(40_000_000)})}),
        zipped({"b.gz": gzip.compress(bytes(40_000_000), mtime=0)}),
    ],
    ids=["flat", "nested", "gz"],
)
def test_bombs(tmp_path: Path, data: bytes) -> None:
    (error,) = opened(tmp_path, "bomb.zip", data)
    assert isinstance(error, UnreadableDocument)
    assert error.reason == "archive_bomb"
    assert "bomb.zip" in str(error)
    assert "unpack it by hand" in error.message


def test_limits_on_depth_members_and_total(tmp_path: Path) -> None:
    deep = zipped({"a.txt": RAW})
    for _ in range(6):
        deep = zipped({"a.zip": deep})
    many = zipped({f"{n}.txt": RAW for n in range(20)})
    for data, limits in ((deep, None), (many, Limits(archive_members=10)), (many, Limits(archive_bytes=500))):
        errors = [r for r in opened(tmp_path, "a.zip", data, limits) if isinstance(r, UnreadableDocument)]
        assert [error.reason for error in errors] == ["archive_bomb"]


def test_a_member_with_a_password_or_damage_costs_itself_only(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": RAW, "b.txt": RAW * 9, "c.txt": RAW}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    (crc,) = struct.unpack_from("<I", data, data.index(b"PK\x03\x04", 4) + 14)
    data = bytearray(bytes(data).replace(struct.pack("<I", crc), b"\0\0\0\0"))
    results = opened(tmp_path, "a.zip", bytes(data))
    assert [getattr(result, "reason", "") for result in results] == ["encrypted", "corrupt", ""]
    assert isinstance(results[2], Document)


def test_an_archive_without_documents(tmp_path: Path) -> None:
    (error,) = opened(tmp_path, "a.zip", zipped({"a.css": b"x"}))
    assert isinstance(error, UnreadableDocument)
    assert error.reason == "empty"


def record(number: int, status: str, kind: str) -> bytes:
    """One response of a web archive."""
    page = f"<html><head><title>甲通报</title></head><body><h1>甲通报</h1><p>{TEXT}</p></body></html>".encode("gbk")
    body = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://sfj.example.cn/{number}.html\r\n"
        "WARC-Date: 2023-05-06T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


@pytest.mark.parametrize("packed", [True, False])
def test_warc(tmp_path: Path, packed: bool) -> None:
    kinds = [("200 OK", "text/html; charset=gbk"), ("404 Not Found", "text/html"), ("200 OK", "image/png")]
    parts = [record(number, *kind) for number, kind in enumerate(kinds)]
    data = b"".join(gzip.compress(part, mtime=0) if packed else part for part in parts)
    (document,) = opened(tmp_path, "a.warc.gz" if packed else "a.warc", data)
    assert isinstance(document, Document)
    assert document.source == "http://sfj.example.cn/0.html"
    assert TEXT in document.text


@pytest.mark.parametrize(("packed", "missing"), [(True, 30), (False, 30), (False, 150), (False, 330)])
def test_a_warc_cut_short(tmp_path: Path, packed: bool, missing: int) -> None:
    first, second = (record(number, "200 OK", "text/html; charset=gbk") for number in (0, 1))
    kept = second[:-missing]
    data = gzip.compress(first, mtime=0) + gzip.compress(kept, mtime=0)[:-8] if packed else first + kept
    results = opened(tmp_path, "a.warc.gz" if packed else "a.warc", data)
    assert isinstance(results[0], Document)
    assert [getattr(result, "reason", "") for result in results[1:]] == ["corrupt"]


def test_a_warc_with_junk_and_one_without_pages(tmp_path: Path) -> None:
    pages = [record(number, "200 OK", "text/html; charset=gbk") for number in (0, 1)]
    results = opened(tmp_path, "a.warc", pages[0] + b"junk\r\n\r\n" + pages[1])
    assert [getattr(result, "reason", "") for result in results] == ["", "corrupt"]
    for data, reason in ((b"WARC/1.0\r\n", "corrupt"), (record(0, "404 Not Found", "text/html"), "empty")):
        (error,) = opened(tmp_path, "a.warc", data)
        assert getattr(error, "reason", "") == reason
