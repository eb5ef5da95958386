"""Identities that hold across runs: of a document, and of a fact within it.

Identity is not content. A document is its canonical URL, else its path, else its number; a fact is its kind, its
masked wording and the words around it within the sentence - never its offset, and never its value, so that a corrected
figure is one changed fact and a paragraph inserted above changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import urlsplit, urlunsplit

from corpora.document import Document

_CONTEXT = (
    14  # characters on each side: enough to tell 2家 of one list from 2家 of the next, few enough to survive edits
)
# Two noncharacters stand for figures and for Chinese numerals. Replacing each sign takes a sixth of the time of
# translate, uniting by replacement a third of the time of an expression.
_FIGURE, _NUMERAL = "\ufdd0", "\ufdd1"
_FIGURES, _NUMERALS = _FIGURE * 2, _NUMERAL * 2
_MARKS = (
    *((sign, _FIGURE) for sign in "0123456789０１２３４５６７８９.,，%％"),
    *((sign, _NUMERAL) for sign in "零〇一二三四五六七八九十百千万亿两"),
)
# What most addresses look like; all others are left to the library.
_PLAIN_URL = re.compile(r"https?://([a-z0-9.-]+)((?:/[A-Za-z0-9._~/-]*)?)((?:\?[A-Za-z0-9._~=&/-]+)?)")
_NAMED = frozenset(("institution", "document"))
_FACT, _PART = "\ufffe", "\uffff"


def canonical_url(url: str) -> str:
    """The URL without scheme differences, fragment, default port and trailing slash.

    >>> canonical_url("HTTP://sfj.cq.gov.cn:80/a/t1.html#top")
    'http://sfj.cq.gov.cn/a/t1.html'
    """
    if plain := _PLAIN_URL.fullmatch(url):
        return f"http://{plain[1]}{plain[2].rstrip('/') or '/'}{plain[3]}"
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    return urlunsplit(("http", host + port, parts.path.rstrip("/") or "/", parts.query, ""))


def document_id(document: Document) -> str:
    """16 hex digits made of the canonical URL, else the path as given, else the document number."""
    if document.url:
        key = canonical_url(document.url)
    else:
        key = document.source if document.source not in ("", "-") else document.doc_number or document.sha256
    return _digest("document", key)


def masked(text: str) -> str:
    """The text with every numeral replaced by ``#`` and blanks removed: equal for 增长5.1% and 增长6.2%."""
    return _united(_marked(text))


def _marked(text: str) -> str:
    for sign, mark in _MARKS:
        text = text.replace(sign, mark)
    return text


def _united(marked: str) -> str:
    marked = "".join(marked.split())
    while _FIGURES in marked:
        marked = marked.replace(_FIGURES, _FIGURE)
    while _NUMERALS in marked:
        marked = marked.replace(_NUMERALS, _NUMERAL)
    return marked.replace(_FIGURE, "#").replace(_NUMERAL, "#")


def fact_ids(document_key: str, text: str, stretches: Sequence[tuple[str, int, int, int, int, str]]) -> list[str]:
    """One id for each ``(kind, start, end, sentence_start, sentence_end, extra)``, in the given order.

    ``extra`` is further identity that the words do not give, such as the header path of a table cell. Equal
    surroundings are told apart by their order.
    """
    seen: dict[str, int] = {}
    out: list[str] = []
    marked = _marked(text)
    if _FACT in text or _PART in text:
        marked = marked.replace(_FACT, "\ufffd").replace(_PART, "\ufffd")
    base = blake2b(f"{document_key}\x1e".encode(), digest_size=8)
    reach = 2 * _CONTEXT
    pieces = [
        f"{marked[max(low, start - reach) : start]}{_PART}{marked[start:end]}{_PART}{marked[end : min(high, end + reach)]}"
        for _, start, end, low, high, _ in stretches
    ]
    # One masking for all of them; noncharacters part them, which are no blanks and no part of a numeral.
    united = _united(_FACT.join(pieces)).split(_FACT) if pieces else []
    for (kind, start, end, _, _, extra), piece in zip(stretches, united, strict=True):
        before, core, after = piece.split(_PART)
        if kind in _NAMED:
            core = text[start:end]
        key = f"{kind}\x1f{core}\x1f{before[-_CONTEXT:]}\x1f{after[:_CONTEXT]}\x1f{extra}"
        turn = seen.get(key, 0)
        seen[key] = turn + 1
        digest = base.copy()
        digest.update((f"{key}\x1f{turn}" if turn else key).encode())
        out.append(digest.hexdigest())
    return out


def _digest(*parts: str) -> str:
    return blake2b("\x1e".join(parts).encode(), digest_size=8).hexdigest()
