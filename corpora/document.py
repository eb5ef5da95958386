"""The one type of this package: a Document, its blocks, tables and what was dropped from it.

Offsets are Unicode code points, half-open, into ``Document.text`` (fact-model section 1). Cleaning only drops and
joins, so every offset of the text has one place in the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct


class Span(Struct, frozen=True, gc=False):
    """A half-open stretch ``[start, end)`` of ``Document.text`` in code points."""

    start: int
    end: int


class Box(Struct, frozen=True, gc=False):
    """A rectangle on a PDF page: 1-based page number, PDF points from the top left corner of the page."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


class Block(Struct, frozen=True, gc=False):
    """One line-ended stretch of the text as the source had it.

    ``kind``: ``title`` | ``heading`` | ``paragraph`` | ``list_item`` | ``table`` | ``letterhead`` | ``signature``.
    ``locator``: where it stood in the source: an HTML text fragment (``#:~:text=…``), ``page=3`` for a PDF, a line
    number (``line=12``) for plain text; empty where the format has none.
    """

    start: int
    end: int
    kind: str = "paragraph"
    level: int = 0
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. ``start``/``end`` bound its content in ``Document.text`` (equal where the cell is empty).

    ``row``/``column`` are 0-based positions in the grid after merged cells are laid out; ``row_span``/``column_span``
    are at least 1. ``header`` says that the cell names others. ``row_path``/``column_path`` are the heading texts
    that govern a data cell, outermost first.
    """

    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    page: int | None = None
    box: Box | None = None


class Table(Struct, frozen=True, gc=False):
    """A table with its cells in reading order.

    In ``Document.text`` a table is one line a row, cells separated by a tab, so that ``text[start:end]`` stays
    readable and every cell has its own span. ``caption`` is the heading line that names the table, ``unit`` the unit
    given once for all its figures (单位:万元 → ``万元``), both empty where there is none.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]
    caption: str = ""
    unit: str = ""


class Dropped(Struct, frozen=True, gc=False):
    """A stretch of the source that cleaning left out, and why.

    ``reason``: ``navigation`` | ``related_links`` | ``share`` | ``font_size`` | ``qr_code`` | ``copyright`` |
    ``page_header`` | ``page_footer`` | ``page_number`` | ``metadata`` | ``source_link`` | ``script`` | ``hidden`` |
    ``boilerplate`` | ``duplicate_title``.
    """

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """The three charsets of a text source: as declared, as detected, as used (WHATWG lower-case names)."""

    declared: str | None = None
    detected: str | None = None
    used: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Layout:
    """Character boxes of a paged source: ``boxes[i]`` is the box of ``Document.text[i]``, None for inserted breaks."""

    boxes: tuple[Box | None, ...] = ()

    def locate(self, start: int, end: int) -> list[Box]:
        """The boxes of ``text[start:end]``, one a line and page: neighbours on a line are united."""
        lines: list[Box] = []
        for box in self.boxes[start:end]:
            if box is None:
                continue
            last = lines[-1] if lines else None
            if last and last.page == box.page and abs(last.top - box.top) < 3 and box.x0 >= last.x0:
                lines[-1] = Box(
                    box.page, last.x0, min(last.top, box.top), max(last.x1, box.x1), max(last.bottom, box.bottom)
                )
            else:
                lines.append(box)
        return lines


@dataclass(frozen=True, slots=True)
class Document:
    """A bulletin: cleaned text, structure, metadata and where each piece of metadata came from.

    ``origins`` maps a metadata field (``title``, ``publisher``, ``published``, ``doc_number``, ``region``, ``source``)
    to its provenance: ``option`` | ``sidecar`` | ``record`` | ``meta_tag`` | ``metadata_table`` | ``source_line`` |
    ``letterhead`` | ``signature`` | ``url`` | ``title`` | ``first_line`` | ``publisher`` | ``text`` | ``properties`` (of an office file).
    ``source`` is the URL or the path as given; ``sha256`` the hash of the raw bytes (of the record, in a dump).
    """

    source: str
    text: str
    format: str = "text"
    encoding: Encoding = Encoding()
    sha256: str = ""
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    doc_number: str | None = None
    region: str | None = None
    region_code: str | None = None
    url: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    layout: Layout | None = None
    warnings: tuple[str, ...] = ()
