"""Pages of the original PDF of a document as images, with the places of its facts.

Of the file system nothing is reached but the file that the knowledge base says it read a document from, and that only
as long as its bytes have the hash that was stored: a path never comes out of a request.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import pypdfium2

from corpora.errors import UnreadableDocument
from corpora.source import DEFAULTS, Source, read_file
from corpora.sources import sources
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid

SCALE = 2.0
"""Pixels a PDF point: 144 dpi, at which 9-point type reads well."""
_PIXELS = 6_000_000
"""Of the largest image: pages of posters are drawn smaller."""
_CLIP = 320.0
_LINES = 42.0
"""A clip of a page: about 30 characters wide, with two lines above and below."""
_MEMBERS = 2_000
"""Members of an archive that are looked through for one document."""

_drawing = Lock()  # PDFium is not thread-safe


@dataclass(frozen=True, slots=True)
class Page:
    """A page to look at: number from 1, how many there are, size in points, the facts with their boxes on it."""

    number: int
    count: int
    width: float
    height: float
    facts: tuple[tuple[Mapping[str, Any], tuple[Rectangle, ...]], ...]

    @property
    def around(self) -> tuple[float, float, float, float]:
        """x, y, width and height of what shows the first fact's boxes with the lines around them."""
        boxes = self.facts[0][1]
        top, bottom = min(one.y for one in boxes) - _LINES, max(one.y + one.height for one in boxes) + _LINES
        middle = boxes[0].x + boxes[0].width / 2
        left = max(0.0, min(middle - _CLIP / 2, self.width - _CLIP))
        return left, max(0.0, top), min(_CLIP, self.width), min(bottom, self.height) - max(0.0, top)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place on the image, in points from its top left corner."""

    x: float
    y: float
    width: float
    height: float


def page(kb: KnowledgeBase, document_id: str, number: int, facts: Sequence[Mapping[str, Any]]) -> Page | None:
    """A page of the original with the boxes of ``facts`` on it; None where there is no such page or no original."""
    raw = _raw(kb, document_id)
    sheets = _sheets(raw) if raw else ()
    if not 1 <= number <= len(sheets):
        return None
    sheet = sheets[number - 1]
    placed = ((fact, tuple(_rectangles(fact, number, sheet))) for fact in facts)
    shown = tuple((fact, boxes) for fact, boxes in placed if boxes)
    return Page(number, len(sheets), sheet.width, sheet.height, shown)


def _rectangles(fact: Mapping[str, Any], number: int, sheet: _Sheet) -> Iterator[Rectangle]:
    for box in fact.get("boxes") or ():
        if box["page"] == number:
            x, y = float(box["x0"]) - sheet.left, float(box["top"]) - sheet.top
            yield Rectangle(x, y, float(box["x1"]) - float(box["x0"]), float(box["bottom"]) - float(box["top"]))


def image(kb: KnowledgeBase, document_id: str, number: int) -> bytes | None:
    """The page as PNG; None where there is no such page or no original."""
    raw = _raw(kb, document_id)
    if raw is None or not 1 <= number <= len(_sheets(raw)):
        return None
    return _drawn(raw, number)


def page_of(fact: Mapping[str, Any]) -> int | None:
    """The number of the page on which a fact begins, None where it is not known."""
    boxes = fact.get("boxes")
    return int(boxes[0]["page"]) if boxes else None


def stands(kb: KnowledgeBase, document_id: str) -> bool:
    """Whether pages of the document can be looked at: a PDF whose file is where it was, with the bytes it had."""
    return _raw(kb, document_id) is not None


_SQL = f"""SELECT r.sha256, p.input_key FROM revision r JOIN processed p ON p.document_id = r.document_id
WHERE r.document_id = :d AND {valid(LAST_RUN, "r")} AND r.format = 'pdf' ORDER BY p.run_id DESC"""


def _raw(kb: KnowledgeBase, document_id: str) -> bytes | None:
    for row in kb.rows(_SQL, d=document_id):
        try:
            return _read(str(row["input_key"]), str(row["sha256"]))
        except LookupError:
            continue
    return None


@lru_cache(maxsize=2)
def _read(name: str, digest: str) -> bytes:
    """The bytes of a file, or of a member of an archive; LookupError where they are not those that were read then."""
    for raw in _candidates(name):
        if sha256(raw).hexdigest() == digest:
            return raw
    raise LookupError(name)


def _candidates(name: str) -> Iterator[bytes]:
    path = Path(name)
    try:
        if path.is_file():
            yield read_file(name, name, DEFAULTS)
            return
        archive = next((parent for parent in path.parents if parent.is_file()), None)
        if archive is not None:
            members = islice(sources([archive.as_posix()]), _MEMBERS)
            yield from (one.raw() for one in members if isinstance(one, Source) and one.name == name)
    except (UnreadableDocument, OSError):
        return


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is seen of a page: its size, and how far its corner lies from that of the whole sheet, in points."""

    width: float
    height: float
    left: float
    top: float


@lru_cache(maxsize=4)
def _sheets(raw: bytes) -> tuple[_Sheet, ...]:
    with _drawing:
        try:
            opened = pypdfium2.PdfDocument(raw)
        except pypdfium2.PdfiumError:
            return ()
        try:
            return tuple(map(_sheet, opened))
        finally:
            opened.close()


def _sheet(one: pypdfium2.PdfPage) -> _Sheet:
    """PDFium shows the crop box; our boxes count from the corner of the media box."""
    whole, seen = one.get_mediabox(), one.get_cropbox()
    return _Sheet(one.get_width(), one.get_height(), seen[0] - whole[0], whole[3] - seen[3])


@lru_cache(maxsize=16)
def _drawn(raw: bytes, number: int) -> bytes:
    with _drawing:
        opened = pypdfium2.PdfDocument(raw)
        try:
            one = opened[number - 1]
            area = max(one.get_width() * one.get_height(), 1.0)
            scale = min(SCALE, math.sqrt(_PIXELS / area))
            made = io.BytesIO()
            one.render(scale=scale).to_pil().save(made, "PNG", optimize=False, compress_level=4)
            return made.getvalue()
        finally:
            opened.close()
