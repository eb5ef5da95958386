"""What is read of a page: its lines and its block elements, and white space as a browser shows it."""

from __future__ import annotations

import re

from msgspec import Struct, field

from corpora.table_lines import Row

_SPACES = re.compile(r"[ \t\r\n\f]+")
_SOURCE_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef“”‘’—…])[ \t\r\f]*\n[ \t\r\n\f]*(?=[\u2e80-\u9fff\uff00-\uffef“”‘’—…])"
)
_ALL_SPACES = " \t\r\n\f\v\u3000\xa0\u2002\u2003\u2009\u200b\ufeff"


class PageLine(Struct, gc=False):
    """A line of a page: words, how many characters are link text, how many bold, how many links it has.

    ``row`` is set where it is a row of table ``table``.
    """

    text: str
    kind: str = "paragraph"
    level: int = 0
    linked: int = 0
    bold: int = 0
    href: str = ""
    row: Row | None = None
    table: int = -1
    links: int = 0


class PageBlock(Struct, gc=False):
    """A block element: tag, id and classes in lower case, its range of lines, its parent's index; a cell's spans."""

    tag: str
    names: tuple[str, ...]
    first: int
    parent: int
    last: int = -1
    children: list[int] = field(default_factory=list)
    row_span: int = 1
    column_span: int = 1


class Page(Struct):
    """All lines and block elements of a page in document order; block 0 is the body.

    ``meta`` are the meta tags, name or property in lower case → content, the first that has one; ``window`` is the
    title of the browser's window.
    """

    lines: list[PageLine] = field(default_factory=list)
    blocks: list[PageBlock] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    window: str = ""


def collapse(words: str) -> str:
    """White space as a browser shows it; no-break and ideographic spaces inside a line stay."""
    words = words.strip(_ALL_SPACES)
    if "\n" in words:
        words = _SOURCE_BREAK.sub("", words).strip(_ALL_SPACES)
    elif not ("  " in words or "\t" in words or "\r" in words or "\f" in words):
        return words
    return _SPACES.sub(" ", words)
