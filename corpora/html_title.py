"""The title of a page: what its tags say, checked against what the page shows above its article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpora import clean, metadata, organs
from corpora.html_page import Page, PageBlock, PageLine

_SPLIT = re.compile(r"\s*(?:[-–—_|]{1,2}|>>|»)\s*(?=[^-–—_|»>]*$)")
_SITE = re.compile(r"(?:网站?|门户|政府|委员会|[厅局部院委]|频道|平台|首页|[Hh]ome|\.com|\.cn|\))$")
_NAMED = re.compile(
    r"[.#](?:[\w-]*[-_])?(?:title|tit|bt|biaoti|headline|ucaptitle)(?:$|[-_\d])|[.#]\w*(?:title|biaoti)$"
)
_MOST_TITLE_LINES = 3
_REACH = 40
"""How many lines above an article its title is looked for."""


@dataclass(frozen=True, slots=True)
class Title:
    """The words of the title, and the page lines above the article that show it (none where it stands inside)."""

    words: str
    lines: range
    origin: str = "title"


def find(page: Page, article: PageBlock, *, meta: str, window: str) -> Title:
    """The title from a meta tag, the page's <title> without the site's name, or a heading above the article."""
    shown = _heading_line(page, article)
    origin = "meta_tag" if meta else "title"
    for words in (*_shortenings(meta), *_shortenings(window)):
        if (place := _place(page, article, words)) is not None:
            return Title(metadata.bare_title(words), range(0) if place.start >= article.first else place, origin)
    words = meta or _without_site(window)
    if shown is not None and (not meta or metadata.same_title(page.lines[shown].text, words)):
        lines = range(shown, shown + 1) if shown < article.first else range(0)
        return Title(metadata.bare_title(page.lines[shown].text), lines)
    if not meta and (not words or _is_site(words)):
        lines = _over_source_line(page, article)
        return Title("".join(page.lines[i].text for i in lines), lines)
    return Title(metadata.bare_title(words), range(0), origin)


def _shortenings(words: str) -> list[str]:
    """The words with and without the names of column and site behind them."""
    found = [words] if len(words) >= 4 else []
    while found and len(found) < 5:
        parts = _SPLIT.split(found[-1], maxsplit=1)
        if len(parts) != 2 or len(parts[0]) < 6:
            break
        found.append(parts[0])
    head, _, tail = found[-1].rpartition(" ") if found else ("", "", "")
    return [*found, head.rstrip()] if len(head) >= 8 and 2 <= len(tail) <= 12 else found


def _without_site(words: str) -> str:
    """The words without the names at their end that are a site's or an organ's, and of a column before them."""
    whole = words
    while (parts := _SPLIT.split(words, maxsplit=1)) and len(parts) == 2 and len(parts[0]) >= 6:
        column = words != whole and len(parts[1]) <= 6
        if not (column or _SITE.search(parts[1]) or organs.is_organ(parts[1])):
            break
        words = parts[0]
    return words


def _is_site(words: str) -> bool:
    words = words.strip(" .:·~-=*|_")
    named = bool(_SITE.search(words)) or organs.is_organ(words)
    return len(words) <= 24 and named and not re.search(r"关于|的通知|[召举]开|\d", words)


def _place(page: Page, article: PageBlock, words: str) -> range | None:
    """The nearest lines above the article, or its first ones, that show these words, maybe broken over up to four."""
    goal = re.sub(r"\s+", "", metadata.bare_title(words))
    if len(goal) < 4:
        return None
    limit = min(article.first + 12, article.last)
    inside = range(article.first, limit)
    above = range(article.first - 1, max(-1, article.first - 1 - _REACH), -1)
    for start in (*inside, *above):
        text = ""
        for i in range(start, min(start + 4, limit)):
            text += re.sub(r"\s+", "", metadata.bare_title(page.lines[i].text))
            if text == goal:
                return range(start, i + 1)
            if not goal.startswith(text):
                break
    return None


def _over_source_line(page: Page, article: PageBlock) -> range:
    """The line right over the source line of an article, bold lines over it with it: the title of an old page.

    Such pages have neither headings nor names, and the site's name in their window.
    """
    at = article.first - 1
    while at >= 0 and clean.is_source_line(page.lines[at].text):
        at -= 1
    if not 0 <= at < article.first - 1:
        return range(0)
    first = at
    while at - first < _MOST_TITLE_LINES and first >= 0 and _may_be_title(page.lines[first]):
        first -= 1
        if page.lines[at].bold < len(page.lines[at].text) or page.lines[first].bold < len(page.lines[first].text):
            break
    lines = range(first + 1, at + 1)
    return lines if metadata.is_title("".join(page.lines[i].text for i in lines)) else range(0)


def _may_be_title(line: PageLine) -> bool:
    return not line.linked and line.row is None and 2 <= len(line.text) <= 60 and not clean.chrome(line.text)


@lru_cache(maxsize=8192)
def _names_title(names: tuple[str, ...]) -> bool:
    return any(_NAMED.search(name) for name in names)


def _heading_line(page: Page, article: PageBlock) -> int | None:
    """The line of a heading, or of a block named so, nearest above the article or first in it."""
    named: set[int] = {
        i
        for block in page.blocks
        if block.names and block.last - block.first == 1 and _names_title(block.names)
        for i in range(block.first, block.last)
    }
    inside = range(article.first, min(article.first + 4, article.last))
    above = range(article.first - 1, max(-1, article.first - 1 - _REACH), -1)
    nearest: list[int] = [*inside, *above]
    for i in nearest:
        line = page.lines[i]
        if line.linked or not 6 <= len(line.text) <= 90 or not (i in named or 1 <= line.level <= 3):
            continue
        if metadata.is_title(line.text) and not clean.chrome(line.text):
            return i
    return None
