"""A page to lines while it is parsed: every block is a line, every block element knows the range of lines it covers.

The events of the parser are read as they come and no tree is built: lines and blocks are all that is asked for. White
space collapses as a browser collapses it, a break in the source between two Chinese characters vanishes (CSS Text 4,
segment break transformation). Tables with data stay tables, one line a row; tables that only lay out the page are read
like any block, and which of the two a table is shows when it closes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from lxml import etree  # type: ignore[import-untyped]
from msgspec import Struct

from corpora.html_page import Page, PageBlock, PageLine, collapse
from corpora.html_tables import data_rows

_BLOCK, _SKIP, _NEWLINE, _LINK, _BOLD = range(1, 6)
"""What an element does to the lines; one that has none of these names does nothing."""
_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody"
    " td tfoot th thead tr ul ucapcontent ucaptitle"
)
_SKIPPED = (
    "script style noscript template head title meta link select option datalist button textarea input iframe frame"
    " object embed applet svg canvas video audio map area col colgroup math base"
)
_KINDS: Mapping[str, int] = {
    **dict.fromkeys(_BLOCKS.split(), _BLOCK),
    **dict.fromkeys(_SKIPPED.split(), _SKIP),
    **dict.fromkeys(("b", "strong"), _BOLD),
    "br": _NEWLINE,
    "a": _LINK,
}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_MARKED = frozenset(("td", "th", "li", "table", "pre", *_HEADINGS))
"""The blocks that say more of their lines than that they are lines."""


def page_of(markup: str) -> Page:
    """The page of decoded markup; without blocks where there is no markup and no text in it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Reader())
    page: Page = etree.fromstring(markup.encode("utf-8", "surrogatepass"), parser)
    return page


class _Open(Struct, gc=False):
    """A table that is being read: its block, and what the line about to begin had before it."""

    block: int
    href: str
    nested: bool = False


class _Reader:
    """What the parser calls, element by element. ``parts`` are the words since the last line ended."""

    __slots__ = (
        "around",
        "bold",
        "bolded",
        "counted",
        "data",
        "heading",
        "href",
        "item",
        "kept",
        "link",
        "linked",
        "links",
        "page",
        "parts",
        "preformatted",
        "skipped",
        "skipped_from",
        "tables",
        "titled",
        "window",
    )

    def __init__(self) -> None:
        self.page = Page()
        self.parts: list[str] = []
        self.data = self.parts.append
        self.link = self.links = self.bold = 0
        self.linked = self.bolded = self.counted = 0
        self.href = ""
        self.around: list[int] = []
        self.heading = self.item = self.preformatted = 0
        self.tables: list[_Open] = []
        self.kept = 0
        self.skipped = self.skipped_from = 0
        self.window: str | None = None
        self.titled = -1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self.skipped:
            self.skipped += 1
            if tag in ("meta", "title"):
                self._note(tag, attributes)
            return
        kind = _KINDS.get(tag)
        if kind == _SKIP or (attributes and _is_hidden(tag, attributes)):
            self.skipped = 1
            self.skipped_from = len(self.parts)
            if tag in ("meta", "title"):
                self._note(tag, attributes)
            return
        if self.link or self.bold or self.preformatted:
            self._count()
        if kind is None:
            return
        if kind == _BLOCK:
            if self.parts:
                self._flush()
            self._open_block(tag, attributes)
        elif kind == _LINK:
            self.counted = len(self.parts)
            self.link += 1
            self.links += 1
            self.href = attributes.get("href") or self.href
        elif kind == _BOLD:
            self.counted = len(self.parts)
            self.bold += 1
        elif self.parts:
            self._flush()

    def end(self, tag: str) -> None:
        """An element ends."""
        if self.skipped:
            self.skipped -= 1
            if self.titled >= 0:
                self.window = "".join(self.parts[self.titled :])
                self.titled = -1
            if not self.skipped:
                del self.parts[self.skipped_from :]
            return
        if self.link or self.bold or self.preformatted:
            self._count()
        kind = _KINDS.get(tag)
        if kind is None:
            return
        if kind == _BLOCK:
            if self.parts:
                self._flush()
            self._close_block(tag)
        elif kind == _LINK:
            self.link -= 1
        elif kind == _BOLD:
            self.bold -= 1

    def close(self) -> Page:
        """All has been read."""
        page = self.page
        if self.parts and not self.skipped:
            self._flush()
        for block in page.blocks:
            if block.last < 0:
                block.last = len(page.lines)
        page.window = " ".join((self.window or "").split())
        return page

    def _note(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A meta tag, or the beginning of the first title."""
        if tag == "title":
            if self.window is None:
                self.titled = len(self.parts)
            return
        name = (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").strip()
        content = collapse(attributes.get("content") or "")
        if name and content:
            self.page.meta.setdefault(name.lower(), content)

    def _open_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        blocks, around = self.page.blocks, self.around
        if tag == "body" and len(around) == 1:  # what came before it is no part of the page
            self.page.lines.clear()
            blocks.clear()
            around.clear()
        names = _names(attributes.get("class"), attributes.get("id")) if attributes else ()
        parent = around[-1] if around else -1
        number = len(blocks)
        blocks.append(PageBlock(tag, names, len(self.page.lines), parent))
        if parent >= 0:
            blocks[parent].children.append(number)
        around.append(number)
        if tag in _MARKED:
            self._mark(blocks[number], number, attributes)

    def _mark(self, block: PageBlock, number: int, attributes: Mapping[str, str]) -> None:
        tag = block.tag
        if tag in ("td", "th"):
            if "rowspan" in attributes or "colspan" in attributes:
                block.row_span = _span(attributes.get("rowspan"))
                block.column_span = _span(attributes.get("colspan"))
        elif tag == "li":
            self.item += 1
        elif tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag == "table":
            if self.tables:
                self.tables[-1].nested = True
            self.tables.append(_Open(number, self.href))
        elif tag == "pre":
            self.preformatted += 1

    def _close_block(self, tag: str) -> None:
        number = self.around.pop()
        self.page.blocks[number].last = len(self.page.lines)
        if tag in _MARKED:
            self._unmark(tag)
        elif tag == "body" and not self.around:
            self.skipped, self.skipped_from = 1, 0  # for good: what follows is no part of the page

    def _unmark(self, tag: str) -> None:
        if tag == "li":
            self.item -= 1
        elif tag in _HEADINGS:
            self.heading = 0
        elif tag == "table":
            self._close_table(self.tables.pop())
        elif tag == "pre":
            self.preformatted -= 1

    def _count(self) -> None:
        """How many of the words since the last element are link text, how many bold; preformatted lines end."""
        parts = self.parts
        if self.counted == len(parts):
            return
        words = "".join(parts[self.counted :])
        if self.preformatted and "\n" in words:
            del parts[self.counted :]
            words, *rest = words.split("\n")
            for line in rest:
                self._add(words)
                self._flush()
                words = line
            self._add(words)
            return
        self.counted = len(parts)
        self._measure(words)

    def _add(self, words: str) -> None:
        self.parts.append(words)
        self.counted = len(self.parts)
        self._measure(words)

    def _measure(self, words: str) -> None:
        size = len(words.strip())
        if self.link:
            self.linked += size
        if self.bold:
            self.bolded += size

    def _flush(self) -> None:
        """The words since the last line are a line."""
        parts = self.parts
        text = collapse(parts[0] if len(parts) == 1 else "".join(parts))
        parts.clear()
        if text:
            kind = "heading" if self.heading else "list_item" if self.item else "paragraph"
            linked = self.linked
            line = PageLine(text, kind, self.heading, linked, self.bolded)
            if linked:
                line.href, line.links = self.href, self.links
            self.page.lines.append(line)
        self.linked = self.bolded = self.counted = self.links = 0
        self.href = ""

    def _close_table(self, table: _Open) -> None:
        """A table of data becomes its rows; what was read of it as a part of the layout goes."""
        rows = [] if table.nested else data_rows(self.page, table.block)
        if not rows:
            return
        lines, blocks = self.page.lines, self.page.blocks
        whole = blocks[table.block]
        captions = [
            lines[i]
            for block in blocks[table.block :]
            if block.tag == "caption"
            for i in range(block.first, block.last)
        ]
        del blocks[table.block :]
        if whole.parent >= 0:
            blocks[whole.parent].children.pop()
        lines[whole.first :] = captions
        lines += [PageLine(row.text, "table", row=row, table=self.kept) for row in rows]
        self.kept += 1
        self.href = table.href


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown. The page itself may be hidden until its scripts have run: it is read."""
    style = attributes.get("style")
    if (style is not None and _HIDDEN.search(style)) or "hidden" in attributes:
        return tag not in ("html", "body")
    return False


@lru_cache(maxsize=8192)
def _names(classes: str | None, name: str | None) -> tuple[str, ...]:
    """Classes and id as selectors, in lower case."""
    found = [f".{one}" for one in (classes or "").lower().split()]
    return (*found, "#" + name.lower()) if name else tuple(found)


def _span(value: str | None) -> int:
    digits = (value or "").strip()
    return min(max(int(digits), 1), 1000) if digits.isdecimal() else 1
