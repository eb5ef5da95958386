"""What a file is: by its first bytes where they say so, else by its name, else by how its text begins."""

from __future__ import annotations

import re

from corpora.errors import UnreadableDocument

READABLE = ("text", "html", "pdf", "docx", "jsonl", "json", "csv", "tsv", "zip", "tar", "gz", "bz2", "xz", "warc")
CONTAINERS = frozenset({"jsonl", "json", "csv", "tsv", "zip", "tar", "gz", "bz2", "xz", "warc"})
HEAD = 4096
"""How many first bytes :func:`format_of` wants to see."""

_BY_SUFFIX = {
    **dict.fromkeys(("html", "htm", "shtml", "shtm", "xhtml", "jsp", "asp", "aspx", "php", "do", "jhtml"), "html"),
    **dict.fromkeys(("jsonl", "ndjson", "jl"), "jsonl"),
    **dict.fromkeys(("tar", "tgz", "tbz2", "txz"), "tar"),
    **{name: name for name in ("pdf", "docx", "json", "csv", "tsv", "zip", "gz", "bz2", "xz", "warc")},
}
_OLD_OFFICE = {
    "doc": "docx",
    "dot": "docx",
    "wps": "docx",
    "wpt": "docx",
    "xls": "csv",
    "et": "csv",
    "ppt": "pdf",
    "dps": "pdf",
}
_OFFICE = {
    "xlsx": "csv",
    "xlsm": "csv",
    "pptx": "pdf",
    "odt": "docx",
    "ods": "csv",
    "odp": "pdf",
    "ofd": "pdf",
    "ceb": "pdf",
    "rtf": "docx",
    "epub": "html",
    "mht": "html",
    "mhtml": "html",
    "eml": "html",
}
_IMAGES = frozenset(["jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "svg", "ico", "heic", "psd"])
_SOUND = frozenset(
    [
        "mp3",
        "wav",
        "wma",
        "ogg",
        "m4a",
        "flac",
        "aac",
        "mp4",
        "avi",
        "mov",
        "wmv",
        "flv",
        "mkv",
        "rm",
        "rmvb",
        "mpg",
        "mpeg",
        "webm",
        "swf",
    ]
)
_PACKED = frozenset(["rar", "7z", "cab", "iso", "lz4", "zst", "lzma"])
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"WARC/", "warc"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"GIF8", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "bitmap"),
    (b"RIFF", "riff"),
    (b"OggS", "sound"),
    (b"ID3", "sound"),
    (b"fLaC", "sound"),
    (b"FLV\x01", "sound"),
    (b"Rar!\x1a\x07", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
    (b"SQLite format 3\x00", "database"),
)
_FIRST = frozenset(mark[0] for mark, _ in _MAGIC)
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|span|font|center|h[1-6]|script|style|link)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_WIDE = re.compile(rb"^(?:\xff\xfe|\xfe\xff)\x00?<\x00?(?:!|h|H)")
_MHTML = re.compile(rb"^(?:From:|MIME-Version:).{0,400}?(?:MIME-Version|multipart/related)", re.IGNORECASE | re.DOTALL)
_JSON_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\{\s*\"[^\"\n]{1,80}\"\s*:")
_JSON_LIST = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\[\s*\{\s*\"[^\"\n]{1,80}\"\s*:")


def suffix_of(name: str) -> str:
    """The last suffix of a file name or URL path in lower case, without its dot; ``tar`` for .tar.gz and its kin."""
    base = re.split(r"[?#]", name.rsplit("/", 1)[-1])[0].lower()
    if re.search(r"\.tar\.(?:gz|bz2|xz)$", base):
        return "tar"
    stem, dot, suffix = base.rpartition(".")
    return suffix if dot and stem else ""


def inner_name(name: str) -> str:
    """The name of what a .gz, .bz2 or .xz file holds."""
    return re.sub(r"\.(?:gz|bz2|xz)$", "", name, flags=re.IGNORECASE)


def format_of(name: str, head: bytes) -> str:
    """One of :data:`READABLE`. A right magic number goes before a wrong name.

    Raises:
        UnreadableDocument: ``unsupported_format`` (old office files, images, sound, packers we do not open),
            ``binary`` (a text format by its name, something else by its bytes), ``empty``.
    """
    if not head:
        raise UnreadableDocument(name, "empty", "the file holds no bytes; fetch it again")
    suffix = suffix_of(name)
    magic = _magic(head)
    if magic in ("pdf", "warc", "tar"):
        return magic
    if magic == "zip":
        return _zip_kind(name, suffix, head)
    if magic in ("gz", "bz2", "xz"):
        return (
            "warc" if name.lower().endswith(".warc.gz") else "tar" if suffix in ("tar", "tgz", "tbz2", "txz") else magic
        )
    if magic:
        raise _not_text(name, suffix, magic)
    return _by_name(name, suffix, head)


def _magic(head: bytes) -> str:
    if head[257:262] == b"ustar":
        return "tar"
    start = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
    kind = ""
    if start[:1] and start[0] in _FIRST:
        kind = next((kind for mark, kind in _MAGIC if start.startswith(mark)), "")
    if not kind and b"%PDF-" in head[:1024] and not _HTML_START.match(head):
        return "pdf"
    if kind == "bitmap":
        return "image" if head[6:10] == b"\x00\x00\x00\x00" else ""
    if kind == "riff":
        return "image" if head[8:12] == b"WEBP" else "sound"
    return "sound" if head[4:8] == b"ftyp" else kind


def _zip_kind(name: str, suffix: str, head: bytes) -> str:
    if suffix in _OFFICE or b"OFD.xml" in head[:200]:
        raise _convert(name, suffix or "ofd", _OFFICE.get(suffix, "pdf"))
    if suffix == "docx" or b"word/document.xml" in head:
        return "docx"
    return "zip"


def _not_text(name: str, suffix: str, magic: str) -> UnreadableDocument:
    known_text = _BY_SUFFIX.get(suffix) in ("html", "csv", "tsv", "json", "jsonl") or suffix in ("txt", "md", "text")
    if magic == "ole2" and (suffix in _OLD_OFFICE or suffix == "docx" or not known_text):
        return _convert(name, suffix if suffix in _OLD_OFFICE else "doc", _OLD_OFFICE.get(suffix, "docx"))
    if magic == "rtf":
        return _convert(name, "rtf", "docx")
    if known_text or suffix in ("pdf", "docx"):
        return UnreadableDocument(
            name, "binary", f"the name says {suffix}, the bytes are {_said(magic)}; fetch it again"
        )
    if magic in ("program", "database"):
        return UnreadableDocument(name, "binary", f"the bytes are {_said(magic)}, not a bulletin; leave it out")
    return _unsupported(name, magic)


def _said(magic: str) -> str:
    article = "an" if magic[:1] in "aeio" else "a"
    return {"ole2": "an old office file", "sound": "sound or video", "packed": "a packed archive"}.get(
        magic, f"{article} {magic}"
    )


def _by_name(name: str, suffix: str, head: bytes) -> str:
    html = bool(_HTML_START.match(head) or _HTML_WIDE.match(head))
    if suffix in _IMAGES or suffix in _SOUND or suffix in _PACKED:
        if suffix == "svg" or not html:
            kind = "image" if suffix in _IMAGES else "sound" if suffix in _SOUND else "packed"
            raise _unsupported(name, kind)
        return "html"
    if _MHTML.match(head) or ((suffix in _OFFICE or suffix in _OLD_OFFICE) and not html):
        kind = suffix if suffix in _OFFICE or suffix in _OLD_OFFICE else "mhtml"
        raise _convert(name, kind, {**_OFFICE, **_OLD_OFFICE}.get(kind, "html"))
    known = _BY_SUFFIX.get(suffix, "")
    if known in ("pdf", "docx", "zip", "gz", "bz2", "xz", "tar", "warc"):
        if html:
            return "html"
        reason = "binary" if not head.startswith(b"\x00") else "corrupt"
        raise UnreadableDocument(name, reason, f"the name says {suffix}, the bytes do not; fetch the file again")
    if known:
        return known
    if html:
        return "html"
    if suffix == "" and (_JSON_LINE.match(head) or _JSON_LIST.match(head)):
        return "jsonl" if _JSON_LINE.match(head) else "json"
    return "text"


def _convert(name: str, kind: str, to: str) -> UnreadableDocument:
    return UnreadableDocument(name, "unsupported_format", f"a .{kind} file; save it as .{to} and run again")


def _unsupported(name: str, kind: str) -> UnreadableDocument:
    advice = {
        "image": "an image; put its text through OCR, check it by eye, and save it as .txt",
        "sound": "sound or video; only a written transcript (.txt) can be read",
        "packed": "an archive of a kind that is not opened; pack it as .zip or .tar.gz",
    }
    return UnreadableDocument(name, "unsupported_format", advice.get(kind, f"{_said(kind)}; convert it to text first"))
