"""HTML to a Document: the article without the page around it, tables as tables, metadata from tags and page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from corpora import clean, html_content, html_title
from corpora.decode import decode
from corpora.document import Document, Dropped
from corpora.errors import UnreadableDocument
from corpora.html_lines import page_of
from corpora.html_page import Page, PageBlock, PageLine
from corpora.text import Line, assemble

_NOTHING: Mapping[str, str] = MappingProxyType({})
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODED = re.compile(r"[^A-Za-z0-9_.~]+")
"""What is percent-encoded in an address of a text fragment, the hyphen too, which parts its terms."""
_STOPS = re.compile(r"[。；：，]")
_SCRAPS = 60
"""Characters beside links below which a page of links without a sentence holds no article."""
_LIST_NAME = re.compile(
    r"(?:导航|栏目|相关|推荐|链接|新闻|热点|专题|排行|更多|阅读|频道|图片|视频|文章|资讯|动态|公告|信息)[:：]?$"
)
_ATTACHMENT = re.compile(
    r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|pptx?|ofd|ceb|txt|jpe?g|png)(?:$|[?#])|(?:download|attach)", re.IGNORECASE
)
_FILES = re.compile(r"^(?:相关)?附件(?:下载|列表)?\s*[:：]?$")
_MOST_FILES = 40
_SIZE = re.compile(r"\d\s?[KM]B?\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s|｜·•>»/\\-]+")
_TAGGED = re.compile(r"^(?:标签|关键[词字]|TAGS?)\s*[:：]\s*", re.IGNORECASE)
"""The words a site files an article under; only as links, an article may name its own."""
_TAGS: Mapping[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title", "dc.title", "title"),
    "publisher": (
        "contentsource",
        "source",
        "og:article:author",
        "article:author",
        "publisher",
        "dc.publisher",
        "department",
    ),
    "published": (
        "pubdate",
        "publishdate",
        "publish_date",
        "publishtime",
        "og:release_date",
        "article:published_time",
        "dc.date",
        "dcterms.issued",
        "firstpublishedtime",
        "date",
        "weibo:article:create_at",
    ),
    "doc_number": ("docnumber", "filenumber", "wh", "fwzh"),
    "site": ("sitename", "og:site_name", "application-name"),
    "url": ("url", "og:url"),
}


def read_html(
    raw: bytes, *, source: str, metadata: Mapping[str, str] = _NOTHING, declared: str | None = None
) -> Document:
    """The Document of an HTML page.

    Raises:
        UnreadableDocument: ``empty`` (also for a page that is navigation only), ``binary`` or ``undecodable``.
    """
    text, encoding = decode(raw, declared=declared, source=source)
    document = document_of_html(text, source=source, given=metadata)
    return replace(document, encoding=encoding, sha256=hashlib.sha256(raw).hexdigest())


def document_of_html(text: str, *, source: str, given: Mapping[str, str] = _NOTHING) -> Document:
    """The Document of decoded markup, a whole page or a fragment (the ``html`` field of a dump)."""
    page = page_of(_XML_DECLARATION.sub("", text.replace("\x00", ""), count=1))
    if not page.blocks:
        raise UnreadableDocument(source, "empty", "no markup and no text")
    if not page.lines:
        raise UnreadableDocument(source, "empty", "the page shows no text; it may be filled by a script")
    tags = _tags(page.meta)
    block = html_content.article(page)
    title = html_title.find(page, block, meta=tags.pop("title", ""), window=page.window)
    if title.words:
        tags["title"], tags["title_origin"] = title.words, title.origin
    kept, furniture = _sift(page, block, title.lines)
    if not any(line.row or line.linked < len(line.text) for line in kept):
        raise UnreadableDocument(source, "empty", "the page is navigation only; no article was found on it")
    document = assemble(
        [_line(line) for line in kept],
        source=source,
        given=given,
        format="html",
        tags=tags,
        furniture=furniture,
        before=[line.text for line in page.lines[max(0, block.first - 60) : block.first]],
        after=[line.text for line in page.lines[block.last : block.last + 12]],
    )
    if _is_navigation(kept, page):
        raise UnreadableDocument(source, "empty", "the page is a list of links; no article was found on it")
    return document


def _tags(meta: Mapping[str, str]) -> dict[str, str]:
    found = {field: next((meta[name] for name in names if name in meta), "") for field, names in _TAGS.items()}
    return {field: value for field, value in found.items() if value}


def _sift(page: Page, block: PageBlock, heading: range) -> tuple[list[PageLine], list[Dropped]]:
    """The lines of the article with its heading, and what the page had around and inside it."""
    first, last = block.first, _with_attachments(page, block.last)
    reasons = ["navigation" if i < first else "boilerplate" for i in range(len(page.lines))]
    for i in (*heading, *range(first, last)):
        reasons[i] = ""
    _mark_furniture(page, block, reasons)
    _mark_links(page, first, last, reasons)
    outer = [
        reason and _furniture_reason(line, reason, tail=i >= last)
        for i, (line, reason) in enumerate(zip(page.lines, reasons, strict=True))
    ]
    kept = [line for line, reason in zip(page.lines, outer, strict=True) if not reason]
    return kept, list(clean.dropped([line.text for line in page.lines], outer))


def _furniture_reason(line: PageLine, reason: str, *, tail: bool) -> str:
    """What a line outside the article is: by its words, else by its place and links."""
    if found := html_content.said_by(line.text):
        return "metadata" if found == html_content.LABELS else found
    return "related_links" if tail and line.linked else reason


def _mark_furniture(page: Page, article: PageBlock, reasons: list[str]) -> None:
    """Blocks inside the article that call themselves furniture and hold little of it."""
    whole = sum(len(line.text) for line in page.lines[article.first : article.last]) or 1
    for block in page.blocks:
        if block is article or block.first < article.first or block.last > article.last or block.first == block.last:
            continue
        if html_content.is_furniture(block):
            lines = page.lines[block.first : block.last]
            size = sum(len(line.text) for line in lines)
            linked = sum(line.linked for line in lines)
            if size < 0.3 * whole and (linked * 2 > size or size < 60) and not any(line.row for line in lines):
                for i in range(block.first, block.last):
                    reasons[i] = reasons[i] or "navigation"


def _mark_links(page: Page, first: int, last: int, reasons: list[str]) -> None:
    """Runs of three or more lines that are links only, attachments excepted."""
    run: list[int] = []
    for i in range(first, last + 1):
        line = page.lines[i] if i < last else None
        if line and (_is_menu(line) or (line.links and _TAGGED.match(line.text))):
            reasons[i] = reasons[i] or "navigation"
        if line and line.row is None and line.linked >= 0.8 * len(line.text) and not _is_attachment(line):
            run.append(i)
            continue
        if line and line.row is None and re.fullmatch(r"[\[(（]?[\d\-/. :：]+[\])）]?", line.text):
            continue
        if len(run) >= 3:
            above = run[0] - 1
            if above >= first and len(page.lines[above].text) <= 8 and _LIST_NAME.search(page.lines[above].text):
                run.append(above)
            for k in run:
                reasons[k] = "related_links"
        run = []


def _with_attachments(page: Page, last: int) -> int:
    """The end of an article with the files right below it, which many sites put into a box of their own.

    A box that gives the size of each file is left out: its figures are none of the document.
    """
    end = last
    for i in range(last, min(last + _MOST_FILES, len(page.lines))):
        line = page.lines[i]
        if line.row is not None or clean.chrome(line.text) or _SIZE.search(line.text):
            break
        if line.linked and _ATTACHMENT.search(line.href):
            end = i + 1
        elif i > end or not _FILES.match(line.text):  # one line may say what follows
            break
    return end


def _is_menu(line: PageLine) -> bool:
    """Whether a line is nothing but links, three or more side by side."""
    if line.links < 3 or line.row is not None or _is_attachment(line):
        return False
    return line.linked >= 0.8 * len(_SEPARATORS.sub("", line.text))


def _is_attachment(line: PageLine) -> bool:
    return bool(_ATTACHMENT.search(line.href) or _ATTACHMENT.search(line.text) or line.text.startswith("附件"))


def _is_navigation(kept: Sequence[PageLine], page: Page) -> bool:
    """No sentence, no table and hardly a word that is no link, on a page that is mostly links."""
    if any(line.row is not None or _is_sentence(line) for line in kept):
        return False
    own = sum(len(line.text) - line.linked for line in kept if not html_content.is_contact(line.text))
    size = sum(len(line.text) for line in page.lines)
    return own < _SCRAPS and sum(line.linked for line in page.lines) * 2 > size


def _is_sentence(line: PageLine) -> bool:
    own = len(line.text) - line.linked
    return own >= 8 and bool(_STOPS.search(line.text)) and not html_content.is_contact(line.text)


def _line(line: PageLine) -> Line:
    kind, level = line.kind, line.level
    if kind == "paragraph" and _is_bold_heading(line):
        kind, level = "heading", 7
    return Line(line.text, kind, level, _fragment(line.text), line.row, line.table)


def _is_bold_heading(line: PageLine) -> bool:
    size = len(line.text)
    return 0 < size - 2 <= line.bold and size <= 40 and not re.search(r"[。；，]", line.text)


def _fragment(text: str) -> str:
    """A text fragment that a browser scrolls to: the first and last words of a long line, a short one whole."""
    words = text.split("\t")[0] if "\t" in text else text
    if len(words) <= 24:
        return "#:~:text=" + _quoted(words)
    return f"#:~:text={_quoted(words[:10])},{_quoted(words[-10:])}"


def _quoted(words: str) -> str:
    return _ENCODED.sub(lambda found: "%" + found[0].encode().hex("%").upper(), words)
