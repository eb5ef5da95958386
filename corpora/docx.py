"""DOCX to a Document: paragraphs and tables in the order of the body, headings from styles, merged cells kept.

python-docx opens the package; the words are walked here, because its ``paragraph.text`` leaves out inserted revisions,
content controls and text boxes, which are text that the reader of the document sees.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from types import MappingProxyType
from typing import Any

import docx
from docx.oxml.ns import qn

from corpora.archives import bomb
from corpora.document import Document, Dropped
from corpora.errors import UnreadableDocument
from corpora.grid import GridCell
from corpora.table_lines import rows_of
from corpora.text import Line, assemble

_NOTHING: Mapping[str, str] = MappingProxyType({})
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题|文档标题)$", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16le")
_RATIO = 1000
_CHINA = timezone(timedelta(hours=8))
_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TRANSPARENT = frozenset(
    qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")
)
_SKIPPED = frozenset(qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText")) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_BOX = qn("w:txbxContent")
_MARKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_VANISH = qn("w:vanish")


def read_docx(
    raw: bytes, *, source: str, metadata: Mapping[str, str] = _NOTHING, max_bytes: int = 256 * 1024 * 1024
) -> Document:
    """The Document of a DOCX file; ``max_bytes`` bounds what the package may expand to.

    Raises:
        UnreadableDocument: ``corrupt``, ``encrypted``, ``archive_bomb``, ``unsupported_format``, ``empty``.
    """
    _check_package(raw, source, max_bytes)
    try:
        opened = docx.Document(io.BytesIO(raw))
    except Exception as error:
        raise UnreadableDocument(source, "corrupt", f"no Word document inside ({error}); save it again") from error
    styles = {style.style_id: style.name or "" for style in opened.styles}
    hidden: list[str] = []
    lines = list(_lines(opened.element.body, styles, hidden))
    if not lines:
        raise UnreadableDocument(source, "empty", "the document holds no text; it may be pictures only")
    furniture = [Dropped("hidden", words) for words in hidden]
    tags = _properties(opened)
    document = assemble(lines, source=source, given=metadata, format="docx", tags=tags, furniture=furniture)
    return replace(document, sha256=hashlib.sha256(raw).hexdigest())


def _properties(opened: Any) -> dict[str, str]:
    """Title, author and the day of the last change in China; a broken part gives none."""
    try:
        core = opened.core_properties
        changed = core.modified or core.created
        day = "" if changed is None else changed.replace(tzinfo=UTC).astimezone(_CHINA).date().isoformat()
        return {"property_title": core.title, "property_publisher": core.author, "property_published": day}
    except (ValueError, KeyError, AttributeError, TypeError):
        return {}


def _check_package(raw: bytes, source: str, max_bytes: int) -> None:
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in raw:
            raise UnreadableDocument(source, "encrypted", "needs a password; save it without one")
        raise UnreadableDocument(source, "unsupported_format", "an old .doc file; save it as .docx and run again")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            infos = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableDocument(source, "corrupt", f"damaged or cut short ({error}); fetch it again") from error
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableDocument(source, "encrypted", "needs a password; save it without one")
    size = sum(info.file_size for info in infos)
    if size > max_bytes:
        raise bomb(source, f"over {max_bytes // (1024 * 1024)} MiB")
    if any(info.file_size > 16 * 1024 * 1024 and info.file_size > info.compress_size * _RATIO for info in infos):
        raise bomb(source, f"over {_RATIO} times its packed size")


def _lines(body: Any, styles: Mapping[str, str], hidden: list[str]) -> Iterator[Line]:
    tables = 0
    for index, block in enumerate(_blocks(body), 1):
        locator = f"paragraph={index}"
        if block.tag == _P:
            kind, level = _kind(block, styles)
            texts = [_words(block, hidden)]
            texts += [
                _words(part, hidden) for box in block.iter(_BOX) if not _in_fallback(box) for part in box.iter(_P)
            ]
            for text in texts:
                for part in text.split("\n"):
                    if part.strip():
                        yield Line(part, kind, level, locator)
        else:
            rows = rows_of(_grid(block, hidden))
            if len(rows) == 1 and len(rows[0].cells) == 1:
                yield from (Line(part, locator=locator) for part in _cell_lines(block, hidden))
                continue
            for row in rows:
                yield Line(row.text, "table", 0, locator, row, tables)
            tables += 1


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body or cell in order, content controls and insertions looked through."""
    for child in parent:
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _blocks(child)


def _kind(paragraph: Any, styles: Mapping[str, str]) -> tuple[str, int]:
    style = styles.get(paragraph.style or "", "")
    if match := _HEADING.match(style):
        return "heading", int(match[1])
    if _TITLE.match(style):
        return "title", 0
    outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None and (level := int(outline.get(qn("w:val"), "9"))) < 9:
        return "heading", level + 1
    return "paragraph", 0


def _words(element: Any, hidden: list[str]) -> str:
    """The words of a paragraph as shown: no deletions, no field codes; text boxes come after it as lines of their own."""
    return "".join(_pieces(element, hidden))


def _pieces(element: Any, hidden: list[str]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == qn("w:t"):
            yield child.text or ""
        elif tag in _MARKS:
            yield _MARKS[tag]
        elif tag == qn("w:r") and _is_hidden(child):
            words = "".join(text.text or "" for text in child.iter(qn("w:t")))
            hidden += [words] if words.strip() else []
        elif tag not in _SKIPPED and tag != _BOX and isinstance(tag, str):
            yield from _pieces(child, hidden)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{_VANISH}")
    return mark is not None and mark.get(qn("w:val"), "true") not in ("0", "false", "off")


def _in_fallback(box: Any) -> bool:
    return any(parent.tag in _SKIPPED for parent in box.iterancestors())


def _grid(table: Any, hidden: list[str]) -> list[list[GridCell]]:
    """The rows with their spans: gridSpan across, vMerge down (a cell goes on where the next row says ``continue``)."""
    grid: list[list[GridCell]] = []
    open_cells: dict[int, tuple[int, int]] = {}
    for row in _rows(table):
        column = _before(row)
        line: list[GridCell] = [GridCell("")] * column
        marked = True if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else None
        for cell in _cells(row):
            width = _grid_span(cell)
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val"), "continue") == "continue" and column in open_cells:
                r, position = open_cells[column]
                grid[r][position] = replace(grid[r][position], row_span=grid[r][position].row_span + 1)
            else:
                open_cells.pop(column, None)
                if merge is not None:
                    open_cells[column] = (len(grid), len(line))
                text = " ".join(part.strip() for part in _cell_lines(cell, hidden) if part.strip())
                line.append(GridCell(text.replace("\t", " "), 1, width, marked))
            column += width
        grid.append(line)
    return grid


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == _TR:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == _TC:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _cells(child)


def _cell_lines(element: Any, hidden: list[str]) -> Iterable[str]:
    """The lines of the paragraphs of a cell, those of tables inside it included."""
    for paragraph in element.iter(_P):
        if not _in_fallback(paragraph):
            yield from _words(paragraph, hidden).split("\n")


def _grid_span(cell: Any) -> int:
    mark = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return max(int(mark.get(qn("w:val"), "1")), 1) if mark is not None else 1


def _before(row: Any) -> int:
    mark = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return int(mark.get(qn("w:val"), "0")) if mark is not None else 0
