"""Which block of a page holds the article: profiles of site systems first, density of running text else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate

from corpora import clean, organs
from corpora.dates import DATE
from corpora.html_page import Page, PageBlock, PageLine
from corpora.metadata_table import labels_of

_PUNCTUATION = re.compile(r"[，。；、：！？,;]")
_CONTAINERS = frozenset(
    [
        "body",
        "div",
        "section",
        "article",
        "main",
        "td",
        "th",
        "tr",
        "tbody",
        "table",
        "center",
        "form",
        "blockquote",
        "dd",
        "dl",
        "ucapcontent",
        "fieldset",
        "li",
        "ul",
        "ol",
        "p",
    ]
)
_FURNITURE = re.compile(
    r"(?:^|[-_.#])(?:nav|navs|navbar|navigation|menu|header|head|footer|foot|bottom|sidebar|side|aside|crumbs?|breadcrumbs?|mbx|position|location|dqwz|share|bdshare\w*|jiathis\w*"
    r"|social|qrcode|ewm|erweima|related|relate|xgwz|xgyd|xgxw|xglj|xgjd|xgzc|recommend|hot|rank|comments?|pagination|pager|pages|print|toolbar|tools?|copyright|search|login|banner|links|friendlink|yqlj)(?:$|[-_\d])"
)
LABELS = "labels"
_SHORT = 40
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "header"))
_DAY = re.compile(DATE)
_ENTRY_DATE = re.compile(
    r"[\[(（【]?\s*(?:(?:19|20)?\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d{2})?\s*[\])）】]?$"
)
"""The date behind a headline of a list, often without its year."""
_CONTACT = re.compile(
    r"^(?:(?:联系|办公|单位|通讯|通信)?地址|邮政编码|邮编|(?:联系|办公|值班|监督|举报|咨询|服务|热线)?电话|传真|(?:电子)?邮箱|E-?mail|办公时间|工作时间)\s*[:：]",
    re.IGNORECASE,
)
_MIN_PROFILE = 30
"""Least score of a profiled block: below, the profile is an empty shell filled by a script."""


def article(page: Page) -> PageBlock:
    """The block that holds the article; the body where nothing on the page stands out."""
    scores = [_score(line) for line in page.lines]
    _silence_furniture(page, scores)
    sums = [0.0, *accumulate(scores)]

    def score(block: PageBlock) -> float:
        return sums[block.last] - sums[block.first]

    body = page.blocks[0]
    total = score(body)
    profiled = [b for b in page.blocks if b.names and _is_profiled(b.names) and score(b) >= _MIN_PROFILE]
    if profiled:
        best = max(score(block) for block in profiled)
        if best >= 0.4 * total:
            inner = [block for block in profiled if score(block) >= 0.8 * best]
            chosen = inner[-1]
            return _widen(page, chosen, sums)
    return _widen(page, _densest(page, body, sums), sums)


def _silence_furniture(page: Page, scores: list[float]) -> None:
    """Running text in blocks named footer, nav and the like counts nothing, unless it is a good part of the page."""
    sums = [0.0, *accumulate(scores)]
    for block in page.blocks[1:]:
        if is_furniture(block) and sums[block.last] - sums[block.first] < 0.3 * sums[-1]:
            for i in range(block.first, block.last):
                scores[i] = 0.0


def _densest(page: Page, body: PageBlock, sums: Sequence[float]) -> PageBlock:
    """Down from the body as long as one child holds nearly all of the running text and has no text beside it."""
    block = body
    while True:
        whole = sums[block.last] - sums[block.first]
        if whole <= 0:
            return block
        children = [page.blocks[i] for i in block.children]
        best = max(children, key=lambda child: sums[child.last] - sums[child.first], default=None)
        if best is None or best.tag not in _CONTAINERS or best.tag == "p":
            return block
        share = (sums[best.last] - sums[best.first]) / whole
        if share < 0.75 or (share < 0.999 and _has_paragraph_beside(page, block, best, sums)):
            return block
        block = best


def _has_paragraph_beside(page: Page, block: PageBlock, best: PageBlock, sums: Sequence[float]) -> bool:
    for i in block.children:
        child = page.blocks[i]
        if child is best:
            continue
        if child.tag in ("p", "table") and sums[child.last] - sums[child.first] >= 15:
            return True
        if child.first >= best.last and _is_signature(page.lines[child.first : child.last]):
            return True
    return False


def _is_signature(lines: Sequence[PageLine]) -> bool:
    """A few unlinked lines with the name of an organ or a date alone: the close of a document."""
    if not 1 <= len(lines) <= 4 or any(line.linked for line in lines):
        return False
    return any(_DAY.fullmatch(line.text) or organs.is_organ(re.sub(r"\s", "", line.text)) for line in lines)


def _widen(page: Page, block: PageBlock, sums: Sequence[float]) -> PageBlock:
    """Up again where siblings hold running text too: an article cut into several boxes."""
    while block.parent >= 0:
        parent = page.blocks[block.parent]
        own = sums[block.last] - sums[block.first]
        gain = sum(
            sums[child.last] - sums[child.first]
            for child in (page.blocks[i] for i in parent.children)
            if child is not block and not is_furniture(child)
        )
        if gain < 0.25 * own or (parent.tag == "body" and gain < own):
            return block
        block = parent
    return block


def is_furniture(block: PageBlock) -> bool:
    """Whether id or classes of a block say that it is page furniture."""
    return (block.tag in _FURNITURE_TAGS or bool(block.names)) and _names_furniture(block.tag, block.names)


@lru_cache(maxsize=8192)
def _names_furniture(tag: str, names: tuple[str, ...]) -> bool:
    if _is_profiled(names):
        return False
    return tag in _FURNITURE_TAGS or any(_FURNITURE.search(name) for name in names)


@lru_cache(maxsize=8192)
def _is_profiled(names: tuple[str, ...]) -> bool:
    return not _profiles().isdisjoint(names)


def is_contact(line: str) -> bool:
    """Whether a line only says where an office is and how to reach it."""
    return len(line) < 120 and bool(_CONTACT.match(line))


def said_by(words: str) -> str:
    """What a line says of itself: the reason to drop it, ``LABELS`` for those of a metadata table, nothing for body."""
    return _said_by_short(words) if len(words) <= _SHORT else _said_by(words)


def _said_by(words: str) -> str:
    if found := clean.chrome(words):
        return found
    if clean.is_source_line(words):
        return "metadata"
    return LABELS if labels_of(words) else ""


_said_by_short = lru_cache(maxsize=8192)(_said_by)
"""The menus and feet of a site are the same on all of its pages."""


def _score(line: PageLine) -> float:
    """Characters of running text: link text and furniture count nothing, short lines without punctuation little."""
    size = len(line.text) - line.linked
    if line.row is not None:
        return size * 0.7
    if line.linked * 2 > len(line.text) or size < 4 or (line.linked and _is_dated_link(line)):
        return 0.0
    if said_by(line.text) not in ("", LABELS) or is_contact(line.text):
        return 0.0
    if size >= 15 and _PUNCTUATION.search(line.text):
        return float(size)
    return size * 0.3


def _is_dated_link(line: PageLine) -> bool:
    """Whether beside its link a line has no more than a date: an entry of a list of other articles."""
    date = _ENTRY_DATE.search(line.text)
    return date is not None and len(line.text) - line.linked - len(date[0]) <= 2


@cache
def _profiles() -> frozenset[str]:
    """The selectors of ``html_profiles.tsv``. Raises ValueError for one that stands twice."""
    text = files("corpora").joinpath("lexicon", "html_profiles.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t")[0] for row in text.splitlines() if row and not row.startswith("# ")]
    selectors = rows[1:]
    if len(set(selectors)) != len(selectors):
        raise ValueError("html_profiles.tsv: a selector stands twice")
    return frozenset(selectors)
