"""Plain text to a Document: lines, cleaning, title and metadata."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from msgspec import Struct

from corpora import clean, metadata, text_tables
from corpora.decode import decode
from corpora.document import Block, Cell, Document, Dropped, Table
from corpora.errors import UnreadableDocument
from corpora.table_lines import Row, caption_and_unit

_NOTHING: Mapping[str, str] = MappingProxyType({})
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_RARE_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"


class Line(Struct, frozen=True, gc=False):
    """A line of a source: its words, the block kind, where it stood; ``row`` of table ``table`` where it is one."""

    text: str
    kind: str = "paragraph"
    level: int = 0
    locator: str = ""
    row: Row | None = None
    table: int = -1


def read_text(
    raw: bytes, *, source: str, metadata: Mapping[str, str] = _NOTHING, declared: str | None = None
) -> Document:
    """The Document of a plain text file.

    Raises:
        UnreadableDocument: ``empty``, ``binary`` or ``undecodable``.
    """
    text, encoding = decode(raw, declared=declared, source=source)
    document = document_of(text, source=source, metadata=metadata)
    return replace(document, encoding=encoding, sha256=hashlib.sha256(raw).hexdigest())


def document_of(text: str, *, source: str, metadata: Mapping[str, str] = _NOTHING) -> Document:
    """The Document of a text; ``metadata`` (title, publisher, published, source, url, doc_number, origin) goes first.

    Raises:
        UnreadableDocument: ``empty`` where cleaning leaves nothing.
    """
    parts = _LINE_END.split(text) if any(map(text.__contains__, _RARE_LINE_ENDS)) else text.split("\n")
    lines = [Line(bare, locator=f"line={n}") for n, part in enumerate(parts, 1) if (bare := part.strip())]
    if text_tables.may_have(text) and (rows := text_tables.rows_in([line.text for line in lines])):
        lines = [_as_row(line, *rows[n]) if n in rows else line for n, line in enumerate(lines)]
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return assemble(lines, source=source, given=metadata, format="text", sha256=sha256)


def _as_row(line: Line, row: Row, table: int) -> Line:
    return Line(line.text, "table", 0, line.locator, row, table)


def assemble(
    lines: Sequence[Line],
    *,
    source: str,
    given: Mapping[str, str],
    format: str,
    tags: Mapping[str, str] = _NOTHING,
    furniture: Iterable[Dropped] = (),
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    sha256: str = "",
) -> Document:
    """Clean the lines, join what stays by newlines, find the metadata in what was there.

    ``tags`` are fields that the format itself names (meta tags); ``furniture`` was dropped before; ``before``
    and ``after`` are lines around the article that may name its source and date.
    """
    words = [line.text for line in lines]
    tabular = [line.row is not None for line in lines]
    tables = True in tabular
    found = clean.reasons(words, tabular=tabular if tables else ())
    pieces = [_bare(line) for line, reason in zip(lines, found, strict=True) if not reason]
    body = [line.text for line in pieces]
    text = "\n".join(body)
    if not text:
        raise UnreadableDocument(source, "empty", "no text is left after cleaning; the page may be navigation only")
    meta = metadata.find(
        body,
        all_lines=[line.strip() for line in words],
        before=before,
        after=after,
        given=given,
        tags=tags,
        source=source,
    )
    return Document(
        source=meta.source or source,
        text=text,
        format=format,
        sha256=sha256,
        title=meta.title,
        publisher=meta.publisher,
        published=meta.published,
        doc_number=meta.doc_number,
        region=meta.region,
        region_code=meta.region_code,
        url=meta.url,
        origins=dict(meta.origins),
        blocks=_blocks(pieces, meta.title),
        tables=_tables(pieces) if tables else (),
        dropped=(*furniture, *clean.dropped(words, found)),
        warnings=meta.warnings,
    )


def _bare(line: Line) -> Line:
    """The line without the space around its words; a row of a table keeps its tabs."""
    words = line.text.strip()
    if line.row is not None or len(words) == len(line.text):
        return line
    return Line(words, line.kind, line.level, line.locator)


def _blocks(pieces: Sequence[Line], title: str | None) -> tuple[Block, ...]:
    blocks: list[Block] = []
    offset = 0
    for line in pieces:
        kind = line.kind
        if kind == "paragraph" and title and not blocks and metadata.same_title(line.text, title):
            kind = "title"
        end = offset + len(line.text)
        blocks.append(Block(offset, end, kind, line.level, line.locator))
        offset = end + 1
    return tuple(blocks)


def _tables(pieces: Sequence[Line]) -> tuple[Table, ...]:
    """The tables of the kept lines, with caption and unit from the lines above them."""
    tables: list[Table] = []
    offset = start = 0
    cells: list[Cell] = []
    for index, line in enumerate(pieces):
        if line.row is not None:
            if not cells or pieces[index - 1].table != line.table:
                start, cells, above = offset, [], pieces[max(0, index - 2) : index]
            cells += [replace(cell, start=cell.start + offset, end=cell.end + offset) for cell in line.row.cells]
            if index + 1 == len(pieces) or pieces[index + 1].table != line.table:
                caption, unit = caption_and_unit([piece.text for piece in above if piece.row is None])
                tables.append(Table(start, offset + len(line.text), tuple(cells), caption, unit or line.row.unit))
                cells = []
        offset += len(line.text) + 1
    return tuple(tables)
