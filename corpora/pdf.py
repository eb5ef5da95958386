"""PDF to a Document: text with a box for every character, tables as tables, pages without a usable text layer named.

pdfplumber gives pages and ruling lines; every page is interpreted once and closed at once, so that memory holds the text
and not the pages.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from corpora import clean
from corpora.document import Box, Document, Dropped, Layout
from corpora.errors import UnreadableDocument
from corpora.pdf_cells import PdfTable
from corpora.pdf_lines import lines_of
from corpora.pdf_page import content_of
from corpora.pdf_tables import lines_with_boxes, tables_of
from corpora.pdf_text import Page, Paragraph, drop_furniture, flow
from corpora.text import Line, assemble

_NOTHING: Mapping[str, str] = MappingProxyType({})
_TAIL = 2048
_UNMAPPED = "(cid:"


def read_pdf(raw: bytes, *, source: str, metadata: Mapping[str, str] = _NOTHING, max_pages: int = 5_000) -> Document:
    """The Document of a PDF. A page whose text layer cannot be trusted gives a warning (``page 3: no_text_layer: …``).

    Raises:
        UnreadableDocument: ``encrypted``, ``corrupt``, ``too_large`` (over ``max_pages``), ``no_text_layer`` where no
            page can be read, ``empty``.
    """
    pages, furniture, warnings, blank = _pages(raw, source, max_pages)
    if not any(page.items for page in pages):
        if warnings:
            message = f"no page can be read ({warnings[0]}); put it through OCR, check it by eye, save it as .txt"
            raise UnreadableDocument(source, "no_text_layer", message)
        raise UnreadableDocument(source, "empty", f"the {blank} pages are blank; fetch it again")
    furniture += drop_furniture(pages)
    parts, repeated = flow(pages)
    lines, boxes = _lines(parts)
    if not lines:
        raise UnreadableDocument(source, "empty", "nothing but page numbers and running heads")
    document = assemble(lines, source=source, given=metadata, format="pdf", furniture=[*furniture, *repeated])
    return replace(
        document,
        sha256=hashlib.sha256(raw).hexdigest(),
        layout=_layout(document.text, lines, boxes),
        warnings=(*document.warnings, *warnings),
    )


def _pages(raw: bytes, source: str, max_pages: int) -> tuple[list[Page], list[Dropped], list[str], int]:
    if b"%%EOF" not in raw.rstrip(b"\x00\r\n \t")[-_TAIL:]:
        raise UnreadableDocument(source, "corrupt", "cut short: the end mark of a PDF is missing; fetch it again")
    pages: list[Page] = []
    dropped: list[Dropped] = []
    warnings: list[str] = []
    blank = 0
    with _open(raw, source) as pdf:
        plumbed = _page_list(pdf, source)
        if len(plumbed) > max_pages:
            message = f"{len(plumbed)} pages where the limit is {max_pages}; raise it in the settings or split the file"
            raise UnreadableDocument(source, "too_large", message)
        for number in range(len(plumbed)):
            plumber = plumbed[number]
            try:
                blank += _one_page(plumber, pages, dropped, warnings)
            except Exception as error:
                warnings.append(f"page {number + 1}: corrupt: {type(error).__name__}: {error}")
            _release(pdf, plumber)
    if warnings and not pages and all(": corrupt:" in warning for warning in warnings):
        raise UnreadableDocument(source, "corrupt", f"no page can be read ({warnings[0]}); fetch it again")
    return pages, dropped, warnings, blank


def _open(raw: bytes, source: str) -> Any:
    try:
        return pdfplumber.open(io.BytesIO(raw))
    except Exception as error:
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in (error, *error.args)):
            raise UnreadableDocument(source, "encrypted", "needs a password; save it without one") from error
        raise UnreadableDocument(source, "corrupt", f"damaged ({_named(error)}); fetch it again") from error


def _named(error: Exception) -> str:
    return str(error) or type(error).__name__


def _page_list(pdf: Any, source: str) -> Sequence[Any]:
    try:
        pages: Sequence[Any] = pdf.pages
    except Exception as error:
        raise UnreadableDocument(
            source, "corrupt", f"its page list is damaged ({_named(error)}); fetch it again"
        ) from error
    if not pages:
        raise UnreadableDocument(source, "corrupt", "it has no pages; fetch it again")
    return pages


def _one_page(plumber: Any, pages: list[Page], dropped: list[Dropped], warnings: list[str]) -> int:
    """Read one page into ``pages``; 1 where it is blank."""
    number = plumber.page_number
    content = content_of(plumber)
    if content.hidden:
        dropped.append(Dropped("hidden", content.hidden))
    if content.turned:
        dropped.append(Dropped("boilerplate", content.turned))
    if content.problem:
        warnings.append(f"page {number}: no_text_layer: {content.problem}")
    glyphs = [glyph for glyph in content.glyphs if not glyph.text.startswith(_UNMAPPED)]
    if len(glyphs) < len(content.glyphs):
        missing = len(content.glyphs) - len(glyphs)
        warnings.append(f"page {number}: {missing} characters without a code were left out")
    page = Page(number, float(plumber.width), float(plumber.height))
    tables, rest = tables_of(plumber, glyphs)
    page.items = sorted([*lines_of(rest, number), *tables], key=lambda item: item.top)
    pages.append(page)
    return int(content.blank)


def _release(pdf: Any, plumber: Any) -> None:
    """Free what the page and pdfminer's object cache hold; fonts stay in the resource manager."""
    plumber.close()
    cache = getattr(pdf.doc, "_cached_objs", None)
    if isinstance(cache, dict) and len(cache) > 200:
        cache.clear()


def _lines(parts: Sequence[Paragraph | PdfTable]) -> tuple[list[Line], list[list[Box | None]]]:
    lines: list[Line] = []
    boxes: list[list[Box | None]] = []
    tables = 0
    for part in parts:
        if isinstance(part, Paragraph):
            kind = "heading" if part.heading else "paragraph"
            lines.append(Line(part.text, kind, int(part.heading), f"page={part.page}"))
            boxes.append(part.boxes)
            continue
        for row, row_boxes, page in lines_with_boxes(part):
            lines.append(Line(row.text, "table", 0, f"page={page}", row, tables))
            boxes.append(row_boxes)
        tables += 1
    return lines, boxes


def _layout(text: str, lines: Sequence[Line], boxes: Sequence[list[Box | None]]) -> Layout | None:
    """The boxes of the characters that cleaning kept, None for the breaks between lines."""
    found = clean.reasons([line.text for line in lines], tabular=[line.row is not None for line in lines])
    kept: list[Box | None] = []
    for line, own, reason in zip(lines, boxes, found, strict=True):
        if reason:
            continue
        start = 0 if line.row else len(line.text) - len(line.text.lstrip())
        end = len(line.text) if line.row else len(line.text.rstrip())
        kept += [None] if kept else []
        kept += own[start:end]
    return Layout(tuple(kept)) if len(kept) == len(text) else None
