"""Dumps of scrapers: JSON Lines, JSON arrays and CSV. Each record is a document; a broken one never costs the next.

The field names that scrapers use are known here; others are mapped by ``fields`` (ours to the dump's: content=正文内容).
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import IO, Any

from corpora.errors import UnreadableDocument
from corpora.source import MEGABYTE, Limits, Source, too_large

FIELDS: Mapping[str, tuple[str, ...]] = {
    "content": (
        *(
            "content",
            "text",
            "body",
            "html",
            "contents",
            "article",
            "articlecontent",
            "maintext",
            "fulltext",
            "rawhtml",
        ),
        *(
            "contenthtml",
            "htmlcontent",
            "contenttext",
            "正文",
            "内容",
            "全文",
            "文章内容",
            "正文内容",
            "公告内容",
            "详情",
        ),
    ),
    "title": ("title", "headline", "articletitle", "subject", "标题", "题名", "文章标题", "公告标题", "名称", "name"),
    "url": (
        *("url", "link", "href", "sourceurl", "pageurl", "articleurl", "originurl", "originalurl", "weburl", "uri"),
        *("链接", "网址", "原文链接", "文章链接", "原文地址", "页面地址"),
    ),
    "published": (
        *("pubdate", "publishtime", "publishdate", "published", "publishedat", "pubtime", "publisheddate", "ptime"),
        *("releasedate", "releasetime", "date", "datetime", "time", "发布时间", "发布日期", "公布日期", "日期", "时间"),
    ),
    "publisher": (
        *("publisher", "source", "site", "sitename", "authororgan", "organ", "organization", "agency", "department"),
        *("media", "发布机构", "发文机关", "发布单位", "来源", "信息来源", "文章来源", "机构", "部门", "单位", "网站"),
    ),
    "doc_number": ("docnumber", "docno", "文号", "发文字号", "文件编号"),
}
"""Our field to the names that dumps give it, the likeliest first; compared in lower case without _, - and spaces."""

_SEPARATORS = re.compile(r"[\s_\-.]+")
_MARKUP = re.compile(
    r"<(?:!doctype|html|body|p|div|br|span|table|tr|td|ul|li|h[1-6]|a|img|section|article|font|strong)\b[^<>]*>",
    re.IGNORECASE,
)
_NEXT_RECORD = re.compile(r"\}\s*,\s*(?=\{)")
_SPACE = re.compile(r"[\s,]*")
_CHINA = timezone(timedelta(hours=8))
_CHUNK = 256 * 1024
_MAX_ROW = 8 * MEGABYTE


def records(stream: IO[bytes], *, name: str, format: str, limits: Limits) -> Iterator[Source | UnreadableDocument]:
    """One :class:`Source` a record, in order, without holding the dump in memory; broken rows come as errors."""
    if format == "jsonl":
        yield from _json_lines(stream, name, limits)
    elif format == "json":
        yield from _json_array(stream, name, limits)
    else:
        yield from _rows(stream, name, format, limits)


def parse(source: Source, fields: Mapping[str, str]) -> dict[str, str]:
    """The record as our fields: ``content``, and those of title, url, published, publisher, doc_number that it has.

    Raises:
        UnreadableDocument: ``bad_record`` where it is no object, or has no field of text.
    """
    try:
        record = json.loads(_text(source.data or b""))
    except (ValueError, RecursionError) as error:
        raise _bad(source.name, f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise _bad(source.name, f"an object of fields was expected, it is {type(record).__name__}")
    found = named(record, fields)
    if "content" not in found:
        keys = ", ".join(str(key) for key in list(record)[:12])
        raise _bad(source.name, f"no field holds the text (fields: {keys}); name it in the settings: content = …")
    values = {field: _value(record[key]) for field, key in found.items()}
    values["published"] = _day(values.get("published", ""))
    if "url" not in values and "://" in values.get("publisher", ""):
        values["url"] = values.pop("publisher")
    return {field: value for field, value in values.items() if value or field == "content"}


def is_markup(content: str) -> bool:
    """Whether the text of a record is HTML."""
    return bool(_MARKUP.search(content))


def named(record: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    """Our fields to the keys of this record: mapped ones first, else the first known name that has a value."""
    bare = {_SEPARATORS.sub("", str(key)).lower(): key for key in reversed(list(record))}
    found = {field: key for field, key in fields.items() if key in record}
    for field, names in FIELDS.items():
        known = [bare[name] for name in names if name in bare and bare[name] not in fields.values()]
        best = next((key for key in known if record[key]), known[0] if known else None)
        if field not in found and best is not None:
            found[field] = best
    return found


def _value(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("$date", value.get("$oid", value.get("name", "")))
    if isinstance(value, list):
        return "\n".join(_value(part) for part in value)
    return "" if value is None else str(value).strip("\ufeff")


def _day(value: str) -> str:
    """A date field as written, or a Unix time (seconds or milliseconds) as the day in China."""
    digits = value.strip().removesuffix(".0")
    if not re.fullmatch(r"[1-2]\d{9}(?:\d{3})?", digits):
        return value
    seconds = int(digits[:10])
    return datetime.fromtimestamp(seconds, _CHINA).date().isoformat()


def _bad(name: str, message: str) -> UnreadableDocument:
    return UnreadableDocument(name, "bad_record", f"{message}; correct or delete this record", place="")


def _text(raw: bytes) -> str:
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _json_lines(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Source | UnreadableDocument]:
    number = 0
    while line := stream.readline(limits.max_bytes + 1):
        number += 1
        if len(line) > limits.max_bytes:
            yield too_large(f"{name}#{number}", limits)
            while line and not line.endswith(b"\n"):
                line = stream.readline(_MAX_ROW)
        elif record := line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield Source(f"{name}#{number}", data=record, format="record", dump="jsonl")


def _json_array(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Source | UnreadableDocument]:
    """The objects of an array one by one; an object at the top is one record, or holds the array in one field."""
    head = stream.read(_CHUNK)
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"[":
        yield from _streamed(head, stream, name, limits)
        return
    whole = head + stream.read(limits.max_bytes + 1 - len(head))
    top_line, _, more = whole.strip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if first == b"{" and more and _is_object(top_line):
        yield from _split_lines(whole, stream, name, limits)
        return
    if len(whole) > limits.max_bytes:
        yield too_large(name, limits)
        return
    try:
        top = json.loads(_text(whole))
    except (ValueError, RecursionError) as error:
        yield _bad(name, f"no JSON: {error}")
        return
    inner = (
        next((v for v in top.values() if isinstance(v, list) and v and isinstance(v[0], dict)), None)
        if isinstance(top, dict)
        else None
    )
    for index, record in enumerate(inner if inner is not None else [top], 1):
        data = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
        yield Source(f"{name}#{index}", data=data, format="record", dump="json")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(_text(line)), dict)
    except (ValueError, RecursionError):
        return False


class _Joined:
    """Bytes already read, then the stream they came from; as much of a file as ``readline`` needs."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._lines = head.splitlines(keepends=True)[::-1]
        self._rest = rest

    def readline(self, size: int) -> bytes:
        if not self._lines:
            return self._rest.readline(size)
        line = self._lines.pop()
        if not self._lines and not line.endswith((b"\n", b"\r")):
            line += self._rest.readline(max(size - len(line), 1))
        return line


def _split_lines(head: bytes, rest: IO[bytes], name: str, limits: Limits) -> Iterator[Source | UnreadableDocument]:
    yield from _json_lines(_Joined(head, rest), name, limits)  # type: ignore[arg-type]


def _streamed(head: bytes, stream: IO[bytes], name: str, limits: Limits) -> Iterator[Source | UnreadableDocument]:
    """The elements of one long array, decoded as they come; after a broken one at the next ``},{``."""
    reader = codecs.getincrementaldecoder("utf-8-sig" if _is_utf8(head) else "gb18030")()
    scan = json.JSONDecoder().raw_decode
    buffer, line, ended = reader.decode(head), 1, False
    position = buffer.index("[") + 1
    while True:
        start = _SPACE.match(buffer, position).end()  # type: ignore[union-attr]
        line += buffer.count("\n", position, start)
        position = start
        if buffer[position : position + 1] == "]":
            return
        try:
            _, end = scan(buffer, position)
        except (ValueError, RecursionError) as error:
            if not ended and len(buffer) - position < limits.max_bytes:
                buffer = buffer[position:]
                position = 0
                more = stream.read(max(_CHUNK, len(buffer)))
                ended = not more
                buffer += reader.decode(more, final=ended)
                continue
            if position >= len(buffer):
                yield _bad(f"{name}#{line}", "the array has no end; the file is cut short")
                return
            yield _bad(f"{name}#{line}", f"no JSON: {getattr(error, 'msg', error)}")
            following = _NEXT_RECORD.search(buffer, position)
            if following is None:
                return
            line += buffer.count("\n", position, following.end())
            position = following.end()
            continue
        record = buffer[position:end].encode("utf-8", "surrogatepass")
        yield Source(f"{name}#{line}", data=record, format="record", dump="json")
        line += buffer.count("\n", position, end)
        position = end


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _lines(stream: IO[bytes], limit: int) -> Iterator[str]:
    """Text lines, each decoded as the first charset that fits; a line that none fits gives U+FFFD only to be refused."""
    head = stream.readline(limit)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from (head + stream.read(limit)).decode("utf-16", "replace").splitlines(keepends=True)
        return
    order = ["utf-8", "gb18030"]
    raw = head.removeprefix(codecs.BOM_UTF8)
    while raw:
        for codec in order:
            try:
                text = raw.decode(codec)
            except UnicodeDecodeError:
                continue
            if codec != order[0]:
                order.reverse()
            break
        else:
            text = raw.decode("utf-8", "replace")
        yield text
        raw = stream.readline(limit)


class _Rows:
    """CSV rows with the lines they took, so that the lines a stray quote swallowed can be read again."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._source, self._delimiter = lines, delimiter
        self._again: list[str] = []
        self.taken: list[str] = []
        self.number = self._size = 0
        self.is_cut = False
        self._reader = csv.reader(self, delimiter=delimiter)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._source, "")
        if not line:
            # csv asks for more lines inside a row only where a quote is open.
            self.is_cut = bool(self.taken)
            raise StopIteration
        self._size += len(line)
        if self._size > _MAX_ROW:
            raise csv.Error("a quote that never closes")
        self.taken.append(line)
        return line

    def row(self) -> tuple[int, list[str]]:
        """The number of its first line and the fields of the next row. Raises StopIteration, csv.Error."""
        self.number += len(self.taken)
        self.taken, self._size, self.is_cut = [], 0, False
        return self.number + 1, next(self._reader)

    def give_back(self) -> None:
        """Read the lines after the first of this row again, as rows of their own."""
        self._again += self.taken[:0:-1]
        self.taken = self.taken[:1]
        self._reader = csv.reader(self, delimiter=self._delimiter)


def _rows(stream: IO[bytes], name: str, format: str, limits: Limits) -> Iterator[Source | UnreadableDocument]:
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_ROW * 2))
    lines = _lines(stream, limits.max_bytes)
    first = next(lines, "")
    rows = _Rows(_chain(first, lines), _delimiter(first, format))
    header: list[str] = []
    while True:
        number = rows.number + len(rows.taken) + 1
        try:
            number, row = rows.row()
        except StopIteration:
            return
        except csv.Error as error:
            yield _bad(f"{name}#{number}", f"no row: {error}")
            rows.give_back()
            continue
        if rows.is_cut:
            yield _bad(f"{name}#{number}", "no row: a quote that never closes")
            rows.give_back()
            continue
        if not any(field.strip() for field in row):
            continue
        if not header:
            header = [column.strip() for column in row]
            continue
        if len(row) < len(header) or any(field.strip() for field in row[len(header) :]):
            yield _bad(f"{name}#{number}", f"{len(row)} fields where the header has {len(header)}")
            rows.give_back()
        elif any("\ufffd" in field for field in row):
            yield _bad(f"{name}#{number}", "the bytes are neither UTF-8 nor GB18030")
        else:
            data = json.dumps(dict(zip(header, row, strict=False)), ensure_ascii=False).encode("utf-8", "surrogatepass")
            yield Source(f"{name}#{number}", data=data, format="record", dump="csv")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _delimiter(header: str, format: str) -> str:
    if format == "tsv":
        return "\t"
    return max(",;\t", key=header.count) if any(mark in header for mark in ",;\t") else ","
