"""Gold annotations, and predictions brought onto their text.

A gold folder holds one ``NAME.json`` a document: ``{doc, published, title, text, facts: [...]}``. In a gold fact
``X_any`` lists accepted alternatives of the field X, and ``"optional": true`` says that the fact counts neither for
nor against.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import accumulate
from pathlib import Path, PurePath
from typing import Any

Reading = Mapping[str, Any]
"""A fact as JSON: gold or predicted."""


class BadGold(Exception):
    """A gold folder or file that cannot be used; the message names the file."""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text and the facts that a person read in it, in text order."""

    name: str
    text: str
    facts: tuple[Reading, ...]
    published: str | None = None
    publisher: str | None = None
    title: str | None = None


def load(folder: str | Path) -> tuple[GoldDocument, ...]:
    """The gold documents of a folder by name; BadGold where there is none or one is broken."""
    files = sorted(Path(folder).glob("*.json"))
    if not files:
        raise BadGold(f"{folder}: no gold documents (*.json) there")
    return tuple(map(_read, files))


def _read(path: Path) -> GoldDocument:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        text, facts = record["text"], record["facts"]
        for fact in facts:
            if text[fact["start"] : fact["end"]] != fact["text"]:
                raise BadGold(f"{path}: {fact['text']!r} does not stand at {fact['start']}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadGold(f"{path}: no gold document: {error!r}") from error
    ordered = tuple(sorted(facts, key=lambda fact: int(fact["start"])))
    return GoldDocument(path.stem, text, ordered, record.get("published"), record.get("publisher"), record.get("title"))


def fingerprint(documents: Iterable[GoldDocument]) -> str:
    """A hash of texts and facts: floors hold for one corpus only."""
    digest = sha256()
    for document in documents:
        facts = json.dumps(document.facts, ensure_ascii=False, sort_keys=True)
        digest.update(f"{document.name}\0{document.text}\0{facts}\0".encode())
    return digest.hexdigest()[:16]


def by_name(predictions: Iterable[Reading]) -> dict[str, Reading]:
    """Predicted documents by the stem of their name: ``doc``, else ``source``, else ``uri``. The last one counts."""
    found: dict[str, Reading] = {}
    for record in predictions:
        document = record.get("document", {})
        name = document.get("doc") or document.get("source") or document.get("uri")
        found[PurePath(str(name)).stem] = record
    return found


def onto(gold: GoldDocument, predicted: Reading) -> list[Reading]:
    """Predicted facts in the offsets of the gold text; an end that has no counterpart there becomes -1."""
    place = alignment(predicted.get("document", {}).get("text", ""), gold.text)
    moved: list[Reading] = []
    for fact in predicted.get("facts", ()):
        start, last = place(fact["start"]), place(fact["end"] - 1)
        moved.append({**fact, "start": -1 if start is None else start, "end": -1 if last is None else last + 1})
    return moved


class alignment:
    """Maps offsets of one cleaning of a text to those of another.

    Lines that are equal but for blanks at their ends correspond; where a stretch of lines differs its characters are
    compared. Offsets without a counterpart give None.
    """

    def __init__(self, source: str, target: str) -> None:
        self._same = source == target
        self._places: dict[int, int] = {}
        if not self._same:
            self._compare(source, target)

    def __call__(self, offset: int) -> int | None:
        """The offset in the target text."""
        return offset if self._same else self._places.get(offset)

    def _compare(self, source: str, target: str) -> None:
        ours, theirs = source.splitlines(keepends=True), target.splitlines(keepends=True)
        at, to = [0, *accumulate(map(len, ours))], [0, *accumulate(map(len, theirs))]
        matcher = SequenceMatcher(
            None, [line.strip() for line in ours], [line.strip() for line in theirs], autojunk=False
        )
        for how, first, last, other_first, other_last in matcher.get_opcodes():
            if how == "equal":
                for i, j in zip(range(first, last), range(other_first, other_last), strict=True):
                    self._stretch(ours[i], theirs[j], at[i], to[j])
            elif how == "replace":
                self._stretch(
                    source[at[first] : at[last]], target[to[other_first] : to[other_last]], at[first], to[other_first]
                )

    def _stretch(self, source: str, target: str, at: int, to: int) -> None:
        if source == target:
            self._places.update(zip(range(at, at + len(source)), range(to, to + len(source)), strict=True))
            return
        for block in SequenceMatcher(None, source, target, autojunk=False).get_matching_blocks():
            pairs = zip(range(block.size), range(block.size), strict=True)
            self._places.update((at + block.a + i, to + block.b + j) for i, j in pairs)
