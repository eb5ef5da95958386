"""One PDF page: its visible glyphs, its lines and ruled cells, and whether its text layer can be trusted.

The page is interpreted once. Characters are taken from the layout before pdfplumber turns the rest into its objects, so
that ruling lines cost what they are and characters are handled once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage
from pdfminer.pdfinterp import PDFPageInterpreter

from corpora.pdf_lines import Glyph

_INVISIBLE = (3, 7)
_CID = re.compile(r"\(cid:\d+\)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_LATIN_1 = re.compile(r"[\u0080-\u024f]")
_MIN_PAGE_CHARS = 30


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page shows: glyphs, the text that is there but not seen, and why its text layer is refused (or empty)."""

    glyphs: tuple[Glyph, ...]
    hidden: str = ""
    turned: str = ""
    problem: str = ""
    blank: bool = False


class _Device(PDFPageAggregator):
    """pdfminer's aggregator that keeps apart what is drawn in an invisible text mode."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.invisible: list[str] = []

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Draw a string; one in text mode 3 or 7 goes to ``invisible`` instead of the page."""
        before = len(self.cur_item._objs)
        super().render_string(textstate, seq, ncs, graphicstate)
        if textstate.render in _INVISIBLE:
            added = self.cur_item._objs[before:]
            del self.cur_item._objs[before:]
            self.invisible += [item.get_text() for item in added if isinstance(item, LTChar)]


def content_of(page: Any) -> PageContent:
    """Interpret a pdfplumber page. Its graphics stay on the page for ``page.edges``; ``page.close()`` frees all."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    layout: Any = device.get_result()
    chars, graphics = _split(layout)
    page._layout = layout
    area = max(float(page.width) * float(page.height), 1.0)
    seen, unseen = _visible(chars, graphics, area)
    upright = [char for char in seen if char.upright]
    turned = [char for char in seen if not char.upright]
    if len(turned) > len(upright):
        upright, turned = seen, []
    glyphs = tuple(_glyphs(upright, page))
    hidden = "".join([*device.invisible, *(char.get_text() for char in unseen)])
    images = sum(_area(item) for _, item in graphics if isinstance(item, LTImage)) / area
    curves = sum(1 for _, item in graphics if isinstance(item, LTCurve))
    text = "".join(glyph.text for glyph in glyphs).replace(" ", "")
    problem = _problem(text, hidden.strip(), images, curves)
    blank = not text and not problem
    words = "".join(char.get_text() for char in turned).strip()
    return PageContent(() if problem else glyphs, hidden.strip(), words, problem, blank)


def _split(layout: Any) -> tuple[list[tuple[int, LTChar]], list[tuple[int, Any]]]:
    """The characters and the other items in the order they were drawn; the characters leave the layout."""
    chars: list[tuple[int, LTChar]] = []
    graphics: list[tuple[int, Any]] = []
    order = 0

    def walk(container: Any) -> None:
        nonlocal order
        rest: list[Any] = []
        for item in container._objs:
            order += 1
            if isinstance(item, LTChar):
                chars.append((order, item))
                continue
            rest.append(item)
            if isinstance(item, LTContainer):
                walk(item)
            else:
                graphics.append((order, item))
        container._objs = rest

    walk(layout)
    return chars, graphics


def _visible(
    chars: Sequence[tuple[int, LTChar]], graphics: Sequence[tuple[int, Any]], area: float
) -> tuple[list[LTChar], list[LTChar]]:
    """Characters that a reader sees, and those under a later picture of the page, white on white, or without size."""
    cover = max(
        (at for at, item in graphics if isinstance(item, LTImage) and _area(item) > 0.7 * area and _is_opaque(item)),
        default=0,
    )
    grounds: list[Any] | None = None
    seen: list[LTChar] = []
    unseen: list[LTChar] = []
    for order, char in chars:
        hidden = order < cover or char.size < 0.8
        if not hidden and _is_white(char.graphicstate.ncolor):
            if grounds is None:
                grounds = [item for _, item in graphics if _is_ground(item)]
            hidden = not any(_holds(item, char) for item in grounds)
        (unseen if hidden else seen).append(char)
    return seen, unseen


def _is_opaque(image: LTImage) -> bool:
    attributes = getattr(image.stream, "attrs", {})
    return not image.imagemask and "SMask" not in attributes and "Mask" not in attributes


def _is_ground(item: Any) -> bool:
    if isinstance(item, LTImage):
        return True
    return isinstance(item, LTCurve) and bool(item.fill) and not _is_white(item.non_stroking_color)


def _holds(item: Any, char: LTChar) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    return bool(item.x0 <= x <= item.x1 and item.y0 <= y <= item.y1)


def _is_white(color: Any) -> bool:
    parts = color if isinstance(color, list | tuple) else (color,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False
    return all(part <= 0.02 for part in parts) if len(parts) == 4 else all(part >= 0.98 for part in parts)


def _area(item: Any) -> float:
    return float(max(item.x1 - item.x0, 0) * max(item.y1 - item.y0, 0))


def _glyphs(chars: Iterable[LTChar], page: Any) -> Iterator[Glyph]:
    """pdfplumber's coordinates: from the top, relative to the media box."""
    left, above = page.mediabox[:2]
    height = page.height + above
    width = page.width + left
    for char in chars:
        x0, x1, top, bottom = char.x0 + left, char.x1 + left, height - char.y1, height - char.y0
        if x1 > left - 1 and x0 < width + 1 and bottom > above - 1 and top < height + 1:
            yield Glyph(char.get_text(), x0, top, x1, bottom, char.size)


def _problem(text: str, hidden: str, images: float, curves: int) -> str:
    """Why the text of a page is none, empty where it can be read or the page is blank."""
    if len(hidden) > max(len(text), 10):
        return "its text layer is invisible (laid under a scan by OCR)"
    if not text:
        if images > 0.05:
            return "it is an image"
        return "its letters are drawn as outlines" if curves > 200 else ""
    if images > 0.6 and len(text) < _MIN_PAGE_CHARS:
        return "it is an image"
    return "its text layer is garbled" if is_garbled(text) else ""


def is_garbled(text: str) -> bool:
    """Whether the characters of a page are codes without meaning: (cid:12), private use, bytes read as Latin letters."""
    codes = len(_CID.findall(text))
    bare = _CID.sub("", text)
    total = len(bare) + codes
    private = len(_PRIVATE.findall(bare))
    if codes + private > max(0.15 * total, 2):
        return True
    han = _HAN.findall(bare)
    if len(_LATIN_1.findall(bare)) > 0.3 * total and len(han) < 0.2 * total and total > 10:
        return True
    return len(han) >= _MIN_PAGE_CHARS and _everyday_share(han) < 0.55


def _everyday_share(han: Sequence[str]) -> float:
    """The share of characters of everyday simplified or traditional text: near 1 in real text, low in a wrong mapping."""
    simplified = sum(0xB0 <= raw[0] <= 0xD7 for c in han if len(raw := c.encode("gb2312", "ignore")) == 2)
    traditional = sum(0xA4 <= raw[0] <= 0xC6 for c in han if len(raw := c.encode("big5", "ignore")) == 2)
    return max(simplified, traditional) / len(han)
