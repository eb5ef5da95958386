"""An HTML tree to lines: every block is a line, every block element knows the range of lines it covers.

White space collapses as a browser collapses it, a break in the source between two Chinese characters vanishes (CSS
Text 4, segment break transformation). Tables with data stay tables, one line a row; tables that only lay out the page
are walked like any block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from corpora.grid import GridCell
from corpora.table_lines import Row, rows_of

_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "ucapcontent",
        "ucaptitle",
    ]
)
_SKIP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "select",
        "option",
        "datalist",
        "button",
        "textarea",
        "input",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "video",
        "audio",
        "map",
        "area",
        "col",
        "colgroup",
        "math",
        "base",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef“”‘’—…])[ \t\r\f]*\n[ \t\r\n\f]*(?=[\u2e80-\u9fff\uff00-\uffef“”‘’—…])"
)
_ALL_SPACES = " \t\r\n\f\v\u3000\xa0\u2002\u2003\u2009\u200b\ufeff"
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BOLD = frozenset(("b", "strong"))


@dataclass(slots=True)
class PageLine:
    """A line of a page: words, how many characters are link text, how many bold; the row where it is one of a table."""

    text: str
    kind: str = "paragraph"
    level: int = 0
    linked: int = 0
    bold: int = 0
    href: str = ""
    row: Row | None = None
    table: int = -1
    hint: str = ""


@dataclass(slots=True)
class PageBlock:
    """A block element: tag, id and classes in lower case, its range of lines, its parent's index."""

    tag: str
    names: tuple[str, ...]
    first: int
    parent: int
    last: int = -1
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """All lines and block elements of a page in document order; block 0 is the body."""

    lines: list[PageLine] = field(default_factory=list)
    blocks: list[PageBlock] = field(default_factory=list)


def lines_of(body: Any) -> Page:
    """The lines and blocks of an element."""
    walker = _Walker()
    walker.walk(body)
    return walker.page


class _Walker:
    def __init__(self) -> None:
        self.page = Page()
        self.parts: list[str] = []
        self.link = self.bold = 0
        self.linked = self.bolded = 0
        self.href = ""
        self.around: list[int] = []
        self.heading = 0
        self.item = 0
        self.tables = 0
        self.preformatted = 0

    def walk(self, body: Any) -> None:
        # One visit an element: the events of the library cost two, with its name read for each.
        opened = self._enter(body)
        if opened is not None:
            stack = [(opened, iter(body))]
            while stack:
                (tag, number, tail), children = stack[-1]
                child = next(children, None)
                if child is None:
                    self.end(tag, number)
                    stack.pop()
                    if stack:
                        self.text(tail)
                elif (opened := self._enter(child)) is not None:
                    stack.append((opened, iter(child)))
                else:
                    self.text(child.tail)
        self.flush()
        for block in self.page.blocks:
            if block.last < 0:
                block.last = len(self.page.lines)

    def _enter(self, element: Any) -> tuple[str, int, str | None] | None:
        """Begin an element: its name, its block and what follows it; None where nothing in it is to be visited."""
        tag = element.tag
        if not isinstance(tag, str):
            return None
        tag = tag.lower()
        if tag in _SKIP or self._is_hidden(element):
            return None
        if tag == "table" and (rows := data_rows(element)):
            self.flush()
            self.table(rows)
            return None
        return tag, self.start(tag, element), element.tail

    @staticmethod
    def _is_hidden(element: Any) -> bool:
        style = element.get("style")
        return bool(style and _HIDDEN.search(style)) or element.get("hidden") is not None

    def start(self, tag: str, element: Any) -> int:
        block = -1
        if tag in _BLOCK:
            self.flush()
            block = self._open_block(tag, element)
            if tag in _HEADINGS:
                self.heading = _HEADINGS[tag]
            elif tag == "li":
                self.item += 1
            elif tag == "pre":
                self.preformatted += 1
        else:
            if tag == "br":
                self.flush()
            elif tag == "a":
                self.link += 1
                self.href = element.get("href") or self.href
            elif tag in _BOLD:
                self.bold += 1
        self.text(element.text)
        return block

    def _open_block(self, tag: str, element: Any) -> int:
        names = [f".{name}" for name in (element.get("class") or "").lower().split()]
        if name := element.get("id"):
            names.append("#" + name.lower())
        parent = self.around[-1] if self.around else -1
        blocks = self.page.blocks
        blocks.append(PageBlock(tag, tuple(names), len(self.page.lines), parent))
        if parent >= 0:
            blocks[parent].children.append(len(blocks) - 1)
        self.around.append(len(blocks) - 1)
        return len(blocks) - 1

    def end(self, tag: str, opened: int) -> None:
        if opened >= 0:
            self.flush()
            self.page.blocks[opened].last = len(self.page.lines)
            self.around.pop()
            if tag in _HEADINGS:
                self.heading = 0
            elif tag == "li":
                self.item -= 1
            elif tag == "pre":
                self.preformatted -= 1
        elif tag == "a":
            self.link -= 1
        elif tag in _BOLD:
            self.bold -= 1

    def text(self, words: str | None) -> None:
        if not words:
            return
        if self.preformatted and "\n" in words:
            first, *rest = words.split("\n")
            self._add(first)
            for part in rest:
                self.flush()
                self._add(part)
            return
        self._add(words)

    def _add(self, words: str) -> None:
        self.parts.append(words)
        if self.link or self.bold:
            size = len(words.strip())
            if self.link:
                self.linked += size
            if self.bold:
                self.bolded += size

    def flush(self) -> None:
        if not self.parts:
            return
        text = collapse("".join(self.parts))
        self.parts = []
        if text:
            kind = "heading" if self.heading else "list_item" if self.item else "paragraph"
            self.page.lines.append(
                PageLine(text, kind, self.heading, self.linked, self.bolded, self.href if self.linked else "")
            )
        self.linked = self.bolded = 0
        self.href = ""

    def table(self, rows: list[Row]) -> None:
        for row in rows:
            self.page.lines.append(PageLine(row.text, "table", row=row, table=self.tables))
        self.tables += 1


def collapse(words: str) -> str:
    """White space as a browser shows it; no-break and ideographic spaces inside a line stay."""
    words = words.strip(_ALL_SPACES)
    if "\n" in words:
        words = _BREAK.sub("", words).strip(_ALL_SPACES)
    elif not ("  " in words or "\t" in words or "\r" in words or "\f" in words):
        return words
    return _SPACES.sub(" ", words)


def data_rows(table: Any) -> list[Row]:
    """The rows of a table of data, empty for a table that only lays out the page."""
    if table.find(".//table") is not None:
        return []
    rows: list[list[GridCell]] = []
    longest = 0
    for tr in table.iter("tr"):
        cells = [_cell(cell) for cell in tr if cell.tag in ("td", "th")]
        if cells:
            rows.append(cells)
            longest = max(longest, max(len(cell.text) for cell in cells))
    filled = [sum(1 for cell in row if cell.text) for row in rows]
    if len(rows) < 2 or sum(1 for n in filled if n >= 2) * 2 < len(rows) or longest > 1500:
        return []
    return rows_of(rows)


def _cell(cell: Any) -> GridCell:
    mark = True if cell.tag == "th" else None
    return GridCell(_cell_text(cell), _span(cell.get("rowspan")), _span(cell.get("colspan")), mark)


def _span(value: str | None) -> int:
    digits = (value or "").strip()
    return min(max(int(digits), 1), 1000) if digits.isdecimal() else 1


def _cell_text(cell: Any) -> str:
    """The words of a cell on one line; blocks in it are joined without a space only between Chinese characters."""
    pieces = [collapse(piece) for piece in _cell_pieces(cell)]
    text = ""
    for piece in pieces:
        if piece and text and not (text[-1] > "\u2e80" and piece[0] > "\u2e80"):
            text += " "
        text += piece
    return text


def _cell_pieces(cell: Any) -> Iterator[str]:
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        boundary = tag in _BLOCK or tag == "br"
        if boundary and parts:
            yield "".join(parts)
            parts = []
        words = element.text if event == "start" else element.tail if element is not cell else None
        if words and not (event == "start" and (tag in _SKIP or not tag)):
            parts.append(words.replace("\t", " "))
    yield "".join(parts)


def attributes(tree: Any) -> Mapping[str, str]:
    """The meta tags of a page: name or property in lower case → content, the first that has one."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = collapse(meta.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found
