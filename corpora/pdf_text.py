"""Lines of PDF pages to paragraphs: running heads, feet and page numbers dropped, broken lines joined, tables kept."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from corpora.document import Box, Dropped
from corpora.pdf_cells import PdfTable
from corpora.pdf_lines import TextLine
from corpora.pdf_tables import continues, joined

_PAGE_NUMBER = re.compile(
    r"^[-—–－―~·•\s]*(?:第\s*)?(?P<number>\d{1,4}|[ivxlIVXL]{1,6})(?:\s*页)?(?P<rest>\s*(?:[/／|,，]|of|共)\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－―~·•\s]*$"
)
_DECORATED = re.compile(r"[-—–－―~·•]\s*\S+\s*[-—–－―~·•]|页")
_CONTINUED = re.compile(
    r"^[（(]?\s*(?:续\s*(?:上\s*)?表|(?:附?表\s*[\d一二三四五六七八九十-]*)?.{0,60}[（(]\s*续\s*[\d一二三]*\s*[）)])[^。]{0,60}$|^.{0,40}单\s*位\s*[:：].{1,12}$"
)
_ENUMERATED = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十百\d]+[章节条]|[①-⑳]|附件|附表|注[:：])"
)
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’」』）)]?$")
_TOKEN = re.compile(r"[A-Za-z0-9.,%/:+-]+")
_HEAD_ZONE, _FOOT_ZONE = 0.14, 0.86
Item = TextLine | PdfTable


@dataclass(slots=True)
class Page:
    """What is kept of a page once it is closed: its lines and tables from top to bottom."""

    number: int
    width: float
    height: float
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Paragraph:
    """A paragraph with a box for every character (None for a space put between joined words)."""

    text: str
    boxes: list[Box | None]
    page: int
    heading: bool = False


def drop_furniture(pages: Sequence[Page]) -> list[Dropped]:
    """Take page numbers and running heads and feet out of the pages; return what was taken."""
    dropped: list[Dropped] = []
    numbers = _page_numbers(pages)
    repeated = _repeated_lines(pages)
    for page in pages:
        kept: list[Item] = []
        for item in page.items:
            if not isinstance(item, TextLine):
                kept.append(item)
            elif id(item) in numbers:
                dropped.append(Dropped("page_number", item.text))
            elif id(item) in repeated:
                reason = "page_header" if item.top < page.height / 2 else "page_footer"
                dropped.append(Dropped(reason, item.text))
            else:
                kept.append(item)
        page.items = kept
    return dropped


def _edges(page: Page) -> list[TextLine]:
    """The first and last two lines of a page that lie in its head or foot."""
    lines = [item for item in page.items if isinstance(item, TextLine)]
    near = [*lines[:2], *lines[2:][-2:]]
    return [line for line in near if line.bottom < page.height * _HEAD_ZONE or line.top > page.height * _FOOT_ZONE]


def _page_numbers(pages: Sequence[Page]) -> set[int]:
    """Lines that are a page number: decorated ones, and bare numbers that count on with the pages."""
    found: set[int] = set()
    bare: dict[int, list[TextLine]] = defaultdict(list)
    for page in pages:
        for line in _edges(page):
            match = _PAGE_NUMBER.match(line.text)
            if not match:
                continue
            if _DECORATED.search(line.text) or match["rest"] or not match["number"].isdigit():
                found.add(id(line))
            else:
                bare[int(match["number"]) - page.number].append(line)
    for offset, lines in bare.items():
        if len(lines) > 1 or offset == 0:
            found |= {id(line) for line in lines}
    return found


def _repeated_lines(pages: Sequence[Page]) -> set[int]:
    """Lines with the same words at the same height of several pages that are close to each other."""
    places: dict[tuple[str, bool], list[tuple[int, TextLine]]] = defaultdict(list)
    for page in pages:
        for line in _edges(page):
            places[re.sub(r"\s|第\d+页|共\d+页", "", line.text), line.top < page.height / 2].append((page.number, line))
    found: set[int] = set()
    for (text, _), lines in places.items():
        level = median(line.top for _, line in lines)
        same = [(number, line) for number, line in lines if abs(line.top - level) < 4]
        stretch = same[-1][0] - same[0][0] + 1 if same else 0
        enough = len(same) >= 3 or (len(same) == 2 == len(pages))
        if text and enough and len(same) >= 0.3 * stretch:
            found |= {id(line) for _, line in same}
    return found


def flow(pages: Sequence[Page]) -> tuple[list[Paragraph | PdfTable], list[Dropped]]:
    """Paragraphs and tables in reading order, joined across lines and pages."""
    margins = {page.number: margin for page in pages for margin in [_margins(page, pages)]}
    result: list[Paragraph | PdfTable] = []
    dropped: list[Dropped] = []
    last: TextLine | None = None
    pitch = _pitch(pages)
    body = _body_size(pages)
    for page in pages:
        items = _joined_head(page, result, dropped)
        for item in items:
            if isinstance(item, PdfTable):
                result.append(item)
                last = None
                continue
            tail = result[-1] if result else None
            if last is not None and isinstance(tail, Paragraph) and _runs_on(last, item, margins, pitch, body):
                _append(tail, item)
                tail.heading |= item.size > body * 1.12 and _is_centred(item, margins[item.page])
            else:
                heading = item.size > body * 1.12 and _is_centred(item, margins[item.page])
                result.append(Paragraph(item.text, list(item.boxes), item.page, heading))
            last = item
    return result, dropped


def _joined_head(page: Page, result: list[Paragraph | PdfTable], dropped: list[Dropped]) -> list[Item]:
    """The items of a page without the table at its head that goes on from the page before."""
    items = list(page.items)
    at = next((i for i, item in enumerate(items[:4]) if isinstance(item, PdfTable)), None)
    tail = result[-1] if result else None
    if at is None or not isinstance(tail, PdfTable):
        return items
    above, table = items[:at], items[at]
    captions = {p.text for p in result[-4:] if isinstance(p, Paragraph)}
    if not isinstance(table, PdfTable) or not continues(tail, table):
        return items
    if not all(isinstance(line, TextLine) and (_CONTINUED.match(line.text) or line.text in captions) for line in above):
        return items
    dropped += [Dropped("page_header", line.text) for line in above if isinstance(line, TextLine)]
    result[-1] = joined(tail, table)
    return items[at + 1 :]


def _margins(page: Page, pages: Sequence[Page]) -> tuple[float, float]:
    """The left and right edge of the text of a page; of all pages of its width where it has few lines."""
    lines = [item for item in page.items if isinstance(item, TextLine)]
    if len(lines) < 8:
        lines = [i for p in pages[:40] if abs(p.width - page.width) < 2 for i in p.items if isinstance(i, TextLine)]
    if not lines:
        return 0.0, page.width
    lefts = Counter(round(line.x0 / 2) for line in lines)
    left = min((x for x, n in lefts.items() if n >= max(2, 0.1 * len(lines))), default=min(lefts)) * 2.0
    rights = sorted(line.x1 for line in lines)
    return left, rights[int(len(rights) * 0.9)] if len(rights) > 9 else rights[-1]


def _pitch(pages: Sequence[Page]) -> float:
    steps: list[float] = []
    for page in pages[:40]:
        lines = [item for item in page.items if isinstance(item, TextLine)]
        steps += [b.top - a.top for a, b in itertools.pairwise(lines) if b.top - a.top > 2]
    return median(steps) if steps else 30.0


def _body_size(pages: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, TextLine):
                sizes[round(item.size * 2) / 2] += len(item.text)
    return max(sizes.items(), key=lambda pair: (pair[1], pair[0]))[0] if sizes else 12.0


def _is_centred(line: TextLine, margin: tuple[float, float]) -> bool:
    left, right = margin
    return line.x0 > left + 1.5 * line.size and abs((line.x0 - left) - (right - line.x1)) < 2.5 * line.size


def _is_full(line: TextLine, margin: tuple[float, float]) -> bool:
    left, right = margin
    return line.x0 < left + 1.5 * line.size and line.x1 > right - 1.5 * line.size


def _runs_on(
    line: TextLine, following: TextLine, margins: dict[int, tuple[float, float]], pitch: float, body: float
) -> bool:
    """Whether the next line goes on with the paragraph: this one is full, the next is not indented."""
    em = line.size
    if abs(em - following.size) > 0.15 * em:
        return False
    same_page = line.page == following.page
    if same_page and following.top - line.top > max(1.9 * pitch, 2.6 * em):
        return False
    here, there = margins[line.page], margins[following.page]
    if same_page and em > body * 1.12 and _is_full(line, here) and _is_centred(following, there):
        return not _SENTENCE_END.search(line.text)
    if _is_centred(line, here) and _is_centred(following, there):
        return same_page and em > body * 1.12 and not _SENTENCE_END.search(line.text)
    if len(line.chunks) > 1 and len(line.chunks) * 12 > len(line.text):
        return False
    if line.x1 + _first_token(following) < here[1] - 1.8 * em:
        return False
    indent = following.x0 - there[0]
    ended = bool(_SENTENCE_END.search(line.text))
    if ended and _ENUMERATED.match(following.text):
        return False
    if indent < 1.2 * em:
        return not (
            ended
            and line.x0 - here[0] < 1.2 * em
            and line.x1 < here[1] - 0.8 * em
            and _ENUMERATED.match(following.text)
        )
    return (
        not ended
        and indent > 1.2 * em
        and abs((line.x0 - here[0]) - indent) < 0.6 * em
        and not _ENUMERATED.match(following.text)
    )


def _first_token(line: TextLine) -> float:
    """The width in points of the number or Latin word that a line begins with, which is never broken."""
    match = _TOKEN.match(line.text)
    boxes = [box for box in line.boxes[: match.end()] if box is not None] if match else []
    return boxes[-1].x1 - boxes[0].x0 if boxes else 0.0


def _append(paragraph: Paragraph, line: TextLine) -> None:
    left, right = paragraph.text[-1:], line.text[:1]
    if left.isascii() and right.isascii() and (left.isalpha() or left in ",;") and right.isalpha():
        paragraph.text += " "
        paragraph.boxes.append(None)
    paragraph.text += line.text
    paragraph.boxes += line.boxes
