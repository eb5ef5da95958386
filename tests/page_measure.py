"""How much of an article is kept, and how much beside it: bags of characters and figures, as given and adjudicated.

``python -m tests.page_measure FOLDER`` prints both for pages ``NAME.html`` with the text a person would keep beside
them in ``NAME.txt``. docs/pages.md says how the two measures are made and why they differ. What decides here is the
page itself, read by another road than the package's: a tree, its text in document order, the element of each character.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from corpora.decode import decode
from corpora.html import read_html

_SENTENCE = re.compile(r"[。；！？，：]")
_BREADCRUMB = re.compile(r"^(?:您?的?(?:当前|现在)?(?:所在)?位置[:：]?|首页\s*[>»])")
_FOOTER = re.compile(r"^(?:主办|承办|运维|版权所有|联系方式|技术支持|备案)[^。]*[:：]")
_SITE = re.compile(r"^关注\s?·|(?:门户网站|政府网站?|融媒体中心|平台)$")
_ENTRY = re.compile(r"\S{8,}\s*(?:19|20)\d{2}-\d{1,2}-\d{1,2}$")
_CELL = re.compile(r"^(?:(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|[A-Z]{1,4}\d{6,})$")
_WORD = re.compile(r"\w")
_UNREAD = ("title", "script", "style", "noscript", "template", "select", "textarea")
_ATTACHED = re.compile(r"附件|\.(?:docx?|xlsx?|pdf|wps|zip|rar|ofd)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Score:
    """Shares between 0 and 1 of one page."""

    precision: float
    recall: float


def bag(text: str) -> Counter[str]:
    """Characters without spaces, and figures once more as wholes."""
    return Counter(c for c in text if not c.isspace()) + Counter(re.findall(r"\d+(?:[.,]\d+)*%?", text))


def as_given(ours: str, wanted: str) -> Score:
    """Our text against the wanted one, both as they are."""
    return _score(ours, wanted, wanted)


def adjudicated(raw: bytes, ours: str, wanted: str) -> Score:
    """Against the wanted text without the chrome of the page in it, lines of ours from among its lines counting as content."""
    lines = [line for line in wanted.split("\n") if line.strip()]
    chrome = set(chrome_of(lines))
    body = [line for i, line in enumerate(lines) if i not in chrome]
    more = list(PageText(raw).among(body, ours.split("\n")))
    return _score(ours, "\n".join([*body, *more]), "\n".join(body))


def _score(ours: str, allowed: str, asked: str) -> Score:
    found, may, must = bag(ours), bag(allowed), bag(asked)
    return Score(
        sum((found & may).values()) / max(1, sum(found.values())),
        sum((found & must).values()) / max(1, sum(must.values())),
    )


def chrome_of(lines: Sequence[str]) -> Iterator[int]:
    """The numbers of the wanted lines that are chrome: by their words, and only above the first or below the last sentence.

    Above: bread crumbs, the label of the site, entries of other articles with their date, cells of the metadata table
    (a number or a date alone), a line shown before. Below: the organiser's line and the label of the site.
    """
    sentences = [
        i for i, line in enumerate(lines) if len(line) >= 20 and _SENTENCE.search(line) and not _is_above(line)
    ]
    first, last = (sentences[0], sentences[-1]) if sentences else (len(lines), -1)
    for i, line in enumerate(lines):
        if (i < first and (_is_above(line) or line in lines[:i])) or (i > last and _is_below(line)):
            yield i


def _is_above(line: str) -> bool:
    bare = line.strip()
    entry = _BREADCRUMB.search(bare) or _ENTRY.search(bare) or _CELL.search(bare)
    return bool(entry) or not _WORD.search(bare) or _is_below(line)


def _is_below(line: str) -> bool:
    bare = line.strip()
    return bool(_FOOTER.search(bare)) or (len(bare) <= 40 and bool(_SITE.search(bare)))


class PageText:
    """The text of a page without spaces, and the element that each of its characters stands in."""

    def __init__(self, raw: bytes) -> None:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        self.tree: Any = etree.fromstring(decode(raw)[0].encode("utf-8", "surrogatepass"), parser)
        parts: list[str] = []
        self.elements: list[Any] = []
        for element, words in _texts(self.tree):
            bare = "".join(words.split())
            parts.append(bare)
            self.elements += [element] * len(bare)
        self.text = "".join(parts)
        title = self.tree.findtext(".//title") or ""
        tags = [
            one.get("content") or ""
            for one in self.tree.iter("meta")
            if (one.get("name") or "").lower() == "articletitle"
        ]
        self.titles = ["".join(one.split()) for one in (title, *tags) if one.strip()]

    def among(self, wanted: Iterable[str], ours: Iterable[str]) -> Iterator[str]:
        """The lines of ours that are not wanted but stand between wanted lines in their container, and the page's title.

        A line that is all link is none, unless it is an attachment: menus and lists of other articles are such.
        """
        goals = ["".join(line.split()) for line in wanted]
        all_wanted = "\n".join(goals)
        places = list(self._places(goals))
        for line in ours:
            bare = "".join(line.split())
            if not bare or bare in all_wanted:
                continue
            if any(title.startswith(bare) and len(bare) >= 6 for title in self.titles) or (
                places and self._is_inside(bare, line, places)
            ):
                yield line

    def _places(self, goals: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Where the wanted lines stand, in their order; one that is not found further on is passed over."""
        done = 0
        for goal in goals:
            at = self.text.find(goal, done)
            if at < 0 and len(goal) >= 12:
                at = self.text.find(goal)
            if at >= 0:
                yield at, at + len(goal)
                done = at + len(goal)

    def _is_inside(self, bare: str, line: str, places: Sequence[tuple[int, int]]) -> bool:
        first, last = min(start for start, _ in places), max(end for _, end in places)
        container = self._container(places)
        at = self.text.find(bare, first, last)
        while at >= 0:
            around = [_ancestors(self.elements[i]) for i in range(at, at + len(bare))]
            linked = all(any(one.tag == "a" for one in line_of) for line_of in around)
            if all(container in line_of for line_of in around) and (not linked or _ATTACHED.search(line)):
                return True
            at = self.text.find(bare, at + 1, last)
        return False

    def _container(self, places: Sequence[tuple[int, int]]) -> Any:
        """The innermost element with the beginnings and ends of all of the wanted lines."""
        shared: list[Any] | None = None
        for start, end in places:
            for i in (start, end - 1):
                line = _ancestors(self.elements[i])
                shared = line if shared is None else [a for a in shared if a in line]
        return (shared or [self.tree])[0]


def _ancestors(element: Any) -> list[Any]:
    return [element, *element.iterancestors()]


def _texts(tree: Any) -> Iterator[tuple[Any, str]]:
    """Every piece of text with its element, in document order."""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start" and element.text and element.tag not in _UNREAD:
            yield element, element.text
        if event == "end" and element.tail and element.getparent() is not None:
            yield element.getparent(), element.tail


def pages(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes and wanted text of each page of a folder that has one."""
    for path in sorted(folder.glob("*.html")):
        text = path.with_suffix(".txt")
        if text.exists():
            yield path.stem, path.read_bytes(), text.read_text(encoding="utf-8")


def means(scores: Sequence[Score]) -> Score:
    """Means over pages."""
    return Score(sum(one.precision for one in scores) / len(scores), sum(one.recall for one in scores) / len(scores))


def main(folder: Path) -> None:
    """Both measures of each page, and their means."""
    given: list[Score] = []
    judged: list[Score] = []
    for name, raw, wanted in pages(folder):
        ours = read_html(raw, source=name).text
        given.append(as_given(ours, wanted))
        judged.append(adjudicated(raw, ours, wanted))
        print(f"{name:24} as given {_shown(given[-1])}   adjudicated {_shown(judged[-1])}")
    print(f"{'mean':24} as given {_shown(means(given))}   adjudicated {_shown(means(judged))}")


def _shown(score: Score) -> str:
    return f"precision {score.precision:.4f} recall {score.recall:.4f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
