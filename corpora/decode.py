"""Bytes to text: the charset as declared, as detected and as used.

A declaration is a claim, the bytes are the fact: UTF-8 is accepted where it decodes strictly, else GB18030 (which
reads gb2312 and gbk too), else Big5 or UTF-16 where the result looks like Chinese. Nothing is ever replaced by U+FFFD.
"""

from __future__ import annotations

import codecs
import re

from corpora.document import Encoding
from corpora.errors import UnreadableDocument
from corpora.lazy import lazy

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CODECS = {
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf-16": "utf-16le",
    "utf-16le": "utf-16le",
    "utf-16be": "utf-16be",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "euc-cn": "gb18030",
    "gb18030": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
}
_WHATWG = {"big5hkscs": "big5", "hz": "hz-gb-2312"}
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"MZ\x90",
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"
_META_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD_BYTES = 8192
_SAMPLE = 200_000
_COMMON = lazy(r"[\t\n\r -~\u00b7\u2010-\u203b\u2460-\u24ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_HAN = lazy(r"[\u4e00-\u9fff]")


def decode(raw: bytes, *, declared: str | None = None, source: str = "") -> tuple[str, Encoding]:
    """The text of ``raw`` without its byte order mark, and the charset as declared, detected and used.

    ``declared`` is the charset of an HTTP header or a record; without it the one in the markup counts as declared.

    Raises:
        UnreadableDocument: ``empty`` (nothing but white space), ``binary`` (no text format), ``undecodable``.
    """
    if not raw.strip(b" \t\r\n\x0b\x0c"):
        raise UnreadableDocument(source, "empty", "the file holds no text; fetch it again")
    bom = next(((mark, name) for mark, name in _BOMS if raw.startswith(mark)), None)
    claimed = (declared or _declared_in(raw) or (bom[1] if bom else None) or "").strip().lower() or None
    if bom:
        mark, name = bom
        text = _attempt(raw[len(mark) :], name)
        if text is not None:
            if not text.strip():
                raise UnreadableDocument(source, "empty", "the file holds only a byte order mark")
            return text, Encoding(claimed, name, name)
    if raw.startswith(_MAGIC):
        raise UnreadableDocument(source, "binary", "the bytes are a binary format, not text; check the file name")
    name, text = _detect(raw, _CODECS.get(claimed or ""))
    if text is None:
        raise _undecoded(raw, claimed, source)
    if _is_binary(text):
        raise UnreadableDocument(source, "binary", "the bytes are full of control characters, not text")
    used = _WHATWG.get(name, name)
    return text, Encoding(claimed, used, used)


def _declared_in(raw: bytes) -> str | None:
    match = _META_CHARSET.search(raw, 0, _HEAD_BYTES)
    return (match[1] or match[2]).decode("ascii", "ignore") if match else None


def _attempt(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _detect(raw: bytes, claimed: str | None) -> tuple[str, str | None]:
    """The codec that fits the bytes and the text it gives, None where no codec does."""
    if b"\x00" in raw or claimed in ("utf-16le", "utf-16be"):
        wide = _wide(raw)
        if wide is not None:
            return wide
    text = _attempt(raw, "utf-8")
    if text is not None:
        if claimed == "hz" and "~{" in text and (hz := _attempt(raw, "hz")) is not None:
            return "hz", hz
        if claimed == "gb18030" and not text.isascii() and not _HAN.search(text):
            national = _attempt(raw, "gb18030")
            if national is not None and _HAN.search(national):
                return "gb18030", national
        return "utf-8", text
    return _national(raw, claimed)


def _national(raw: bytes, claimed: str | None) -> tuple[str, str | None]:
    """GB18030 or Big5, whichever reads as everyday Chinese; UTF-16 where neither does."""
    text = _attempt(raw, "gb18030")
    if text is not None and claimed != "big5hkscs" and _everyday(text, "gb2312") > 0.9:
        return "gb18030", text
    traditional = _attempt(raw, "big5hkscs")
    if traditional is not None and _reads_better(traditional, text, claimed):
        return "big5hkscs", traditional
    wide = _wide(raw)
    if wide is not None:
        return wide
    return "gb18030", text if text is not None and _everyday(text, "gb2312") > 0.5 else None


def _reads_better(traditional: str, text: str | None, claimed: str | None) -> bool:
    share = _everyday(traditional, "big5")
    if text is None or claimed == "big5hkscs":
        return text is None or share >= _everyday(text, "gb2312")
    return share > 0.9 and share >= _everyday(text, "gb2312")


def _wide(raw: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark, by which byte order gives Chinese and ASCII text."""
    if len(raw) % 2:
        return None
    best: tuple[float, str] = (0.0, "")
    for codec in ("utf-16le", "utf-16be"):
        sample = raw[:_SAMPLE].decode(codec, "replace")
        share = len(_COMMON.findall(sample)) / max(len(sample), 1)
        if share > best[0]:
            best = (share, codec)
    if best[0] < 0.9:
        return None
    text = _attempt(raw, best[1])
    return None if text is None else (best[1], text)


def _everyday(text: str, charset: str) -> float:
    """The share of characters beyond ASCII that a small charset has: near 1 for real text, low for bytes misread."""
    sample = re.sub(r"[\x00-\x7f]+", "", text[:_SAMPLE])[:5000]
    if not sample:
        return 1.0
    return len(sample.encode(charset, "ignore")) / 2 / len(sample)


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE].encode("utf-8", "surrogatepass")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(2, len(sample) // 200)


def _undecoded(raw: bytes, claimed: str | None, source: str) -> UnreadableDocument:
    sample = raw[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 100:
        return UnreadableDocument(source, "binary", "the bytes are not text in any charset")
    said = f"; it declares {claimed}" if claimed else ""
    message = f"neither UTF-8, GB18030, Big5 nor UTF-16 decodes the bytes without loss{said}; fetch the file again"
    return UnreadableDocument(source, "undecodable", message, place=_first_bad(raw))


def _first_bad(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start}"
    return ""
