"""Archives and packed files as a stream of Sources: zip, tar, gz, bz2, xz, WARC, and archives inside them.

Nothing is ever unpacked to disk. A member that would leave the archive, needs a password, is damaged or expands beyond
the limits comes as an error of its own; the other members are read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Any

from corpora import formats
from corpora.errors import UnreadableDocument
from corpora.records import records
from corpora.source import MEGABYTE, Limits, Source, checked, too_large
from corpora.walk import SIDECAR, is_document, sidecar_names

Found = Source | UnreadableDocument

_EXEMPT = 16 * MEGABYTE
_HOLD = 8
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
_OPENERS: Mapping[str, Callable[[IO[bytes]], IO[bytes]]] = {
    "gz": lambda stream: gzip.GzipFile(fileobj=stream),  # type: ignore[dict-item,return-value]
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(slots=True)
class Budget:
    """What one archive of the input may still expand to, all archives inside it counted together."""

    name: str
    limits: Limits
    spent: int = 0
    members: int = 0

    def spend(self, expanded: int, packed: int | None = None, *, place: str = "") -> None:
        """Count bytes that were expanded. Raises UnreadableDocument ``archive_bomb``."""
        self.spent += expanded
        if self.spent > self.limits.archive_bytes:
            raise bomb(self.name, f"over {self.limits.archive_bytes // MEGABYTE} MiB in total", place)
        if packed is not None and expanded > _EXEMPT and expanded > packed * self.limits.archive_ratio:
            raise bomb(self.name, f"over {self.limits.archive_ratio} times its packed size", place)


def bomb(name: str, why: str, place: str = "") -> UnreadableDocument:
    """The error for an archive that grows beyond the limits."""
    return UnreadableDocument(
        name, "archive_bomb", f"expands to {why}; unpack it by hand if it is trusted", place=place
    )


def expand(stream: IO[bytes], *, name: str, format: str, limits: Limits) -> Iterator[Found]:
    """The documents of an open archive, packed file or dump, in the order of the archive; errors among them."""
    yield from _expand(stream, name, format, Budget(name, limits), 0)


def _expand(stream: IO[bytes], name: str, format: str, budget: Budget, depth: int) -> Iterator[Found]:
    readers: dict[str, Callable[[IO[bytes], str, Budget, int], Iterator[Found]]] = {
        "zip": _zip,
        "tar": _tar,
        "warc": _warc,
        **dict.fromkeys(_OPENERS, _packed),
    }
    try:
        if depth > budget.limits.archive_depth:
            raise bomb(name, f"more than {budget.limits.archive_depth} archives inside each other")
        if format in readers:
            yield from readers[format](stream, name, budget, depth)
        else:
            yield from records(stream, name=name, format=format, limits=budget.limits)
    except UnreadableDocument as error:
        yield error
    except _DAMAGED as error:
        yield _corrupt(name, error)


def _corrupt(name: str, error: BaseException, place: str = "") -> UnreadableDocument:
    if isinstance(error, PermissionError):
        return UnreadableDocument(
            name, "permission", "may not be read; give this user the right to read it", place=place
        )
    message = f"damaged or cut short ({str(error) or type(error).__name__}); fetch it again"
    return UnreadableDocument(name, "corrupt", message, place=place)


class _Counted(io.RawIOBase):
    """A stream of expanded bytes that stops where they become a bomb; ``packed`` tells the bytes read so far."""

    def __init__(self, stream: IO[bytes], budget: Budget, packed: Callable[[], int]) -> None:
        self._stream, self._budget, self._packed = stream, budget, packed
        self._expanded = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._budget.spend(len(data))
        self._expanded += len(data)
        if self._expanded > _EXEMPT and self._expanded > self._packed() * self._budget.limits.archive_ratio:
            raise bomb(self._budget.name, f"over {self._budget.limits.archive_ratio} times its packed size")
        buffer[: len(data)] = data
        return len(data)


def _counted(stream: IO[bytes], budget: Budget, packed: Callable[[], int]) -> IO[bytes]:
    return io.BufferedReader(_Counted(stream, budget, packed), 256 * 1024)


def _document(
    name: str, stream: IO[bytes], budget: Budget, depth: int, sidecar: bytes | None = None
) -> Iterator[Found]:
    """One member: a document, a dump, or an archive again. Its bytes are counted by the stream."""
    budget.members += 1
    if budget.members > budget.limits.archive_members:
        raise bomb(budget.name, f"more than {budget.limits.archive_members} members")
    head = stream.read(formats.HEAD)
    format = formats.format_of(name, head)
    joined = io.BufferedReader(_After(head, stream), 256 * 1024)
    if format not in formats.CONTAINERS:
        data = joined.read(budget.limits.max_bytes + 1)
        yield Source(name, data=checked(data, name, budget.limits), format=format, sidecar_data=sidecar)
    elif format in ("zip", "tar"):
        most = budget.limits.max_bytes * _HOLD
        data = joined.read(most + 1)
        if len(data) > most:
            raise too_large(name, replace(budget.limits, max_bytes=most))
        yield from _expand(io.BytesIO(data), name, format, budget, depth + 1)
    else:
        yield from _expand(joined, name, format, budget, depth + (format not in ("jsonl", "json", "csv", "tsv")))


class _After(io.RawIOBase):
    """A stream with its first bytes, already read, put back before it; ``count`` is how many it gave."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self.head, self._stream = head, stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.head[: len(buffer)] or self._stream.read(len(buffer))
        self.head = self.head[len(buffer) :]
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


def _member(archive: str, inner: str, make: Callable[[], Iterator[Found]]) -> Iterator[Found]:
    """The documents of a member, its errors named after it; an exhausted budget ends the archive."""
    try:
        yield from make()
    except UnreadableDocument as error:
        if error.reason == "archive_bomb" and not error.place and error.source == archive:
            raise UnreadableDocument(archive, error.reason, error.message, place=inner) from error
        yield error
    except NotImplementedError as error:
        yield UnreadableDocument(f"{archive}/{inner}", "unsupported_format", f"{error}; pack the archive again")
    except _DAMAGED as error:
        yield _corrupt(f"{archive}/{inner}", error)


def _is_unsafe(inner: str) -> bool:
    return inner.startswith("/") or bool(_DRIVE.match(inner)) or ".." in inner.split("/")


def _unsafe(archive: str, inner: str) -> UnreadableDocument:
    message = "the member points outside the archive and was left out; pack the archive again"
    return UnreadableDocument(archive, "unsafe_path", message, place=inner)


def _zip(stream: IO[bytes], name: str, budget: Budget, depth: int) -> Iterator[Found]:
    size = stream.seek(0, io.SEEK_END)
    with zipfile.ZipFile(stream) as archive:
        infos = {_zip_name(info): info for info in archive.infolist() if not info.is_dir()}
        if sum(info.compress_size for info in infos.values()) > 2 * size:
            raise bomb(name, "more than it holds: its members overlap")
        if budget.spent + sum(info.file_size for info in infos.values()) > budget.limits.archive_bytes:
            raise bomb(name, f"over {budget.limits.archive_bytes // MEGABYTE} MiB in total")
        found = False
        for inner, info in infos.items():
            if not is_document(inner):
                continue
            found = True
            if _is_unsafe(inner):
                yield _unsafe(name, inner)
            elif info.flag_bits & 1:
                yield UnreadableDocument(f"{name}/{inner}", "encrypted", "needs a password; pack it again without one")
            else:
                yield from _member(name, inner, partial(_zip_member, archive, infos, name, inner, info, budget, depth))
        if not found:
            raise UnreadableDocument(name, "empty", "the archive holds no document")


def _zip_member(
    archive: zipfile.ZipFile,
    infos: Mapping[str, zipfile.ZipInfo],
    name: str,
    inner: str,
    info: zipfile.ZipInfo,
    budget: Budget,
    depth: int,
) -> Iterator[Found]:
    if info.file_size > _EXEMPT and info.file_size > info.compress_size * budget.limits.archive_ratio:
        raise bomb(f"{name}/{inner}", f"over {budget.limits.archive_ratio} times its packed size")
    beside = next((infos[n] for n in sidecar_names(inner) if n in infos), None)
    sidecar = None
    if beside is not None and beside.file_size <= MEGABYTE:
        try:
            sidecar = archive.read(beside)
        except (*_DAMAGED, RuntimeError):  # no bytes are no JSON: a warning of the document, which is read
            sidecar = b""
    with archive.open(info) as member:
        stream = _counted(member, budget, lambda: info.compress_size)
        yield from _document(f"{name}/{inner}", stream, budget, depth, sidecar)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member name: UTF-8 where flagged or where it decodes, else GB18030, as Chinese Windows writes it."""
    if info.flag_bits & 0x800:
        return info.filename.replace("\\", "/")
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename.replace("\\", "/")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.split(b"\0")[0].decode(codec).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename.replace("\\", "/")


def _tar(stream: IO[bytes], name: str, budget: Budget, depth: int) -> Iterator[Found]:
    sidecars = _tar_sidecars(stream, name, budget.limits)
    stream.seek(0)
    found = False
    counted, opened = _untarred(stream, budget)
    with counted, opened as archive:
        for info in archive:
            inner = _tar_name(info)
            if info.isdir() or not is_document(inner):
                continue
            found = True
            if _is_unsafe(inner) or ((info.issym() or info.islnk()) and _is_unsafe(info.linkname)):
                yield _unsafe(name, inner)
            elif info.isreg():
                sidecar = next((sidecars[n] for n in sidecar_names(inner) if n in sidecars), None)
                yield from _member(
                    name, inner, partial(_tar_member, archive, name, inner, info, budget, depth, sidecar)
                )
        if not found:
            raise UnreadableDocument(name, "empty", "the archive holds no document")


def _tar_member(
    archive: tarfile.TarFile,
    name: str,
    inner: str,
    info: tarfile.TarInfo,
    budget: Budget,
    depth: int,
    sidecar: bytes | None,
) -> Iterator[Found]:
    member = archive.extractfile(info)
    if member is not None:
        yield from _document(f"{name}/{inner}", member, budget, depth, sidecar)


def _tar_sidecars(stream: IO[bytes], name: str, limits: Limits) -> dict[str, bytes]:
    """The metadata files, which may stand after their documents, so that they are collected first."""
    found: dict[str, bytes] = {}
    stream.seek(0)
    counted, opened = _untarred(stream, Budget(name, limits))
    try:
        with counted, opened as archive:
            for info in archive:
                if info.isreg() and info.name.lower().endswith(SIDECAR) and info.size <= MEGABYTE:
                    member = archive.extractfile(info)
                    found[_tar_name(info)] = member.read() if member is not None else b""
    except _DAMAGED:
        return found
    return found


def _untarred(stream: IO[bytes], budget: Budget) -> tuple[IO[bytes], tarfile.TarFile]:
    """The tar as a stream whose expansion is counted, whatever packs it."""
    head = stream.read(8)
    stream.seek(0)
    packing = (
        "gz"
        if head.startswith(b"\x1f\x8b")
        else "bz2"
        if head.startswith(b"BZh")
        else "xz"
        if head.startswith(b"\xfd7zXZ")
        else ""
    )
    plain = _OPENERS[packing](stream) if packing else stream
    counted = _counted(plain, budget, stream.tell)
    return counted, tarfile.open(fileobj=counted, mode="r|", encoding="utf-8", errors="surrogateescape")


def _tar_name(info: tarfile.TarInfo) -> str:
    raw = info.name.encode("utf-8", "surrogateescape")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    return text.replace("\\", "/").removeprefix("./")


def _packed(stream: IO[bytes], name: str, budget: Budget, depth: int) -> Iterator[Found]:
    """A file packed alone; what it holds goes by its name without the suffix."""
    head = stream.read(8)
    plain = _OPENERS["gz" if head.startswith(b"\x1f\x8b") else "bz2" if head.startswith(b"BZh") else "xz"]
    inner = formats.inner_name(name)
    if stream.seekable():
        stream.seek(0)
        yield from _document(inner, _counted(plain(stream), budget, stream.tell), budget, depth)
        return
    after = _After(head, stream)
    yield from _document(inner, _counted(plain(io.BufferedReader(after)), budget, lambda: after.count), budget, depth)


def _warc(stream: IO[bytes], name: str, budget: Budget, depth: int) -> Iterator[Found]:
    """The pages of a web archive: responses with status 200 that are text, HTML, PDF or DOCX; source is their URL."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        message = "WARC needs the extra: pip install 'gongbao[warc]'"
        raise UnreadableDocument(name, "unsupported_format", message) from error
    found = cut = False
    try:
        for record in ArchiveIterator(stream):
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            kind, charset = _media_type(record)
            if kind:
                found = True
                for one in _member(name, url, partial(_page, record, url, kind, charset, budget)):
                    cut |= isinstance(one, UnreadableDocument) and one.reason == "corrupt"
                    yield one
            elif _is_cut(record):
                cut = True
                yield _corrupt(name, EOFError("a record has no end"), place=url)
    except ArchiveLoadFailed as error:
        cut = True
        why = str(error).replace("ERROR:", "").strip().splitlines()[0]
        yield _corrupt(name, ValueError("".join(mark for mark in why if mark.isprintable())[:60]))
    if not cut and _ends_early(stream):
        yield _corrupt(name, EOFError("its last record has no end"))
    elif not found and not cut:
        raise UnreadableDocument(name, "empty", "the archive holds no document")


def _ends_early(stream: IO[bytes]) -> bool:
    """Whether an unpacked web archive ends in the head of a record, of which the reader says nothing."""
    if not stream.seekable():
        return False
    stream.seek(0)
    if not stream.read(5).startswith(b"WARC/"):
        return False
    stream.seek(max(stream.seek(0, io.SEEK_END) - 4, 0))
    return not stream.read(4).endswith((b"\r\n\r\n", b"\n\n"))


def _is_cut(record: Any) -> bool:
    """Whether the file ends inside this record; what is left of it is read."""
    while record.raw_stream.read(256 * 1024):
        pass
    return int(getattr(record.raw_stream, "limit", 0)) > 0


def _media_type(record: Any) -> tuple[str, str]:
    """The format and charset of a record that may be a document; an empty format where it is none."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return "", ""
    headers = record.http_headers
    if record.rec_type == "response" and (headers is None or headers.get_statuscode() != "200"):
        return "", ""
    stated = (headers or record.rec_headers).get_header("Content-Type") or "text/html"
    kind, _, rest = stated.lower().partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest)
    known = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "application/pdf": "pdf"}
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {**known, word: "docx"}.get(kind.strip(), ""), charset[1] if charset else ""


def _page(record: Any, url: str, kind: str, charset: str, budget: Budget) -> Iterator[Found]:
    data = record.content_stream().read(budget.limits.max_bytes + 1)
    data = checked(data, url, budget.limits)
    if _is_cut(record):
        raise UnreadableDocument(url, "corrupt", "the web archive ends inside this page; fetch it again")
    if not data.strip():
        raise UnreadableDocument(url, "empty", "the page has no bytes; fetch it again")
    sniffed = formats.format_of(
        "page.html" if kind == "html" else f"page.{kind if kind != 'text' else 'txt'}", data[: formats.HEAD]
    )
    yield Source(url, data=data, format=sniffed, charset=charset)
