"""Charsets: declared, detected, used; and what is refused."""

from __future__ import annotations

import random
import time

import pytest

from corpora.decode import decode
from corpora.document import Encoding
from corpora.errors import UnreadableDocument

TEXT = "某市2020年共办结案件4.7万余件，同比增长5%。\n第二行 abc\n"
TRADITIONAL = "某市本年度辦理案件，同比增長，服務質量不斷提高，滿意度達標。"


@pytest.mark.parametrize(
    ("codec", "used"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16le"),
        ("utf-16-le", "utf-16le"),
        ("utf-16-be", "utf-16be"),
        ("utf-32", "utf-32le"),
    ],
)
def test_charsets(codec: str, used: str) -> None:
    text, encoding = decode(TEXT.encode(codec))
    assert text == TEXT
    assert encoding.used == used
    assert encoding.detected == used


def test_utf16_big_endian_with_mark() -> None:
    text, encoding = decode(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert (text, encoding.used) == (TEXT, "utf-16be")


def test_utf16_of_chinese_only() -> None:
    words = "全市司法鉴定机构检查工作全面完成。"
    for codec in ("utf-16-le", "utf-16-be"):
        assert decode(words.encode(codec))[0] == words


def test_big5() -> None:
    text, encoding = decode(TRADITIONAL.encode("big5"))
    assert (text, encoding.used) == (TRADITIONAL, "big5")
    assert decode(TRADITIONAL.encode("big5"), declared="Big5")[1] == Encoding("big5", "big5", "big5")


def test_characters_beyond_gbk() -> None:
    words = "人名用字㐂𠮷，镕、堃，计12人。" * 3
    assert decode(words.encode("gb18030"), declared="gb2312")[0] == words


@pytest.mark.parametrize(
    ("declared", "codec", "used"),
    [
        ("utf-8", "gbk", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("gbk", "gb18030", "gb18030"),
        ("UTF8", "utf-8", "utf-8"),
    ],
)
def test_wrong_declarations(declared: str, codec: str, used: str) -> None:
    raw = f'<html><meta charset="{declared}"><p>{TEXT}</p></html>'.encode(codec)
    text, encoding = decode(raw)
    assert TEXT in text
    assert encoding == Encoding(declared.lower(), used, used)
    assert decode(TEXT.encode(codec), declared=declared)[1] == Encoding(declared.lower(), used, used)


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=GB2312">',
        "<META CHARSET='gb2312' />",
        '<?xml version="1.0" encoding="gb2312"?>',
    ],
)
def test_declarations_in_markup(head: str) -> None:
    assert decode((head + TEXT).encode("gbk"))[1].declared == "gb2312"


def test_unknown_declaration_is_kept_and_ignored() -> None:
    assert decode(TEXT.encode(), declared="x-unknown")[1] == Encoding("x-unknown", "utf-8", "utf-8")


@pytest.mark.parametrize("raw", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\xff\xfe"])
def test_empty(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        decode(raw, source="a.txt")
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7 " + b"x" * 50,
        b"PK\x03\x04" + b"a" * 40,
        b"\x89PNG\r\n\x1a\n" + b"b" * 40,
        b"\x00" * 500,
        b"\x01\x02\x03" * 300,
        random.Random(7).randbytes(6000),
    ],
)
def test_binary(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        decode(raw, source="junk.html")
    assert caught.value.reason == "binary"


def test_undecodable_names_the_place() -> None:
    raw = TEXT.encode() + b"\xff\xff\x80" + TEXT.encode()
    with pytest.raises(UnreadableDocument) as caught:
        decode(raw, source="a.html", declared="utf-8")
    assert caught.value.reason == "undecodable"
    assert caught.value.place == f"byte {len(TEXT.encode())}"
    assert "utf-8" in caught.value.message


def test_never_a_replacement_character() -> None:
    generator = random.Random(3)
    for _ in range(300):
        raw = bytearray(TEXT.encode(generator.choice(["utf-8", "gbk", "utf-16-le"])))
        for _ in range(generator.randrange(1, 4)):
            raw[generator.randrange(len(raw))] = generator.randrange(256)
        try:
            text, _encoding = decode(bytes(raw))
        except UnreadableDocument:
            continue
        assert "\ufffd" not in text


def test_one_long_line_is_fast() -> None:
    for codec in ("utf-8", "gb18030"):
        raw = (TEXT.replace("\n", "") * 300_000).encode(codec)
        begin = time.perf_counter()
        decode(raw)
        assert time.perf_counter() - begin < 5
