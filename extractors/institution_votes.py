"""A second opinion on names of organisations: what another reader proposes, taken only where the rules are silent.

A vote changes no mention that the rules made. It adds a name where it touches none, stands on word edges outside 《》, ends in
a last word of :mod:`extractors.institution_grammar` with something before it, and is no class (各区县司法局).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpora.lazy import lazy
from extractors import institution_grammar as grammar
from extractors.assembly.words import Words
from extractors.institution_scan import Scan
from extractors.mention import Mention, Name
from extractors.settle import settle

RULE = "spacy_vote"
# Of 143 names that a learned model added to the rules on newspaper text, 31% were right: docs/institutions.md.
CONFIDENCE = 0.3
_SHAPE = lazy(r"[一-鿿A-Za-z0-9·-]{3,40}(?:（[一-鿿]{2,8}）[一-鿿]{2,20})?")
_TITLE = re.compile(r"《[^《》\n]{1,80}》")


def add(text: str, words: Words, found: Sequence[Mention], votes: Iterable[tuple[int, int]]) -> list[Mention]:
    """``found`` and the names among ``votes`` (spans of code points), without overlaps, in text order.

    ``words`` are jieba's words of ``text``. Of two votes that overlap the longer one stays.
    """
    scan = Scan(text, words)
    taken = bytearray(len(text))
    for start, end in (*((one.start, one.end) for one in found), *(match.span() for match in _TITLE.finditer(text))):
        taken[start:end] = b"\1" * (end - start)
    names: list[Mention] = []
    for start, end in votes:
        kind = None if any(taken[start:end]) else _type(scan, start, end)
        if kind is not None:
            names.append(Mention("institution", start, end, Name(text[start:end], kind), RULE, CONFIDENCE))
    return settle([*found, *names])


def _type(scan: Scan, start: int, end: int) -> str | None:
    """The type of body that a vote names; None where its shape is not that of a name."""
    name = scan.text[start:end]
    if not _SHAPE.fullmatch(name) or not (scan.is_edge(start) and scan.is_edge(end)):
        return None
    head = grammar.head_of(name)
    if head is None or head.size < len(name) or not head.inner or name in grammar.not_names():
        return None
    # A division and a kind of body (天河区小学, 区民政部门): the rules decide where these are names.
    if head.suffix.endswith("部门") or head.inner in grammar.generic() or head.inner in grammar.place_words():
        return None
    if scan.words.texts[scan.words.at(start)] in grammar.words("class"):
        return None
    return None if scan.class_before(start) else grammar.type_of(name, head.type)
