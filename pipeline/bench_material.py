"""What the bench measures on: bulletins given by the user or the project's samples, and dumps of any length made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.read import load
from corpora.source import Limits, Source
from corpora.sources import sources

PAGES = 60
PAPERS = 4
"""Pages and PDF files that are measured at most: a few seconds of work."""

_LIMITS = Limits(max_bytes=16 * 1024 * 1024)
_FIGURES = re.compile(r"(?<![\d.])[1-9]\d{2,}(?=(?:\.\d+)?(?:余)?[^\d.年月日号/:-])")


@dataclass(frozen=True, slots=True)
class Material:
    """Sources with their bytes in memory: texts and records, HTML pages, PDF files."""

    texts: tuple[Source, ...]
    pages: tuple[Source, ...]
    papers: tuple[Source, ...]

    def documents(self) -> list[Document]:
        """The texts, read."""
        return [found for source in self.texts for found in load(source, limits=_LIMITS) if isinstance(found, Document)]


def samples() -> str:
    """The folder of the bulletins that come with the project."""
    return str(files("corpora").joinpath("samples"))


def gather(paths: Sequence[str], documents: int) -> Material:
    """The first ``documents`` texts below the paths (default: the samples), some pages, some PDF files; readable ones only."""
    texts: list[Source] = []
    pages: list[Source] = []
    papers: list[Source] = []
    bounds = {"html": (pages, PAGES), "pdf": (papers, PAPERS), "text": (texts, documents), "record": (texts, documents)}
    for found in sources(paths or [samples()], limits=_LIMITS):
        if isinstance(found, UnreadableDocument):
            continue
        kept, most = bounds.get(found.format, (texts, 0))
        if len(kept) < most:
            source = found.embedded(_LIMITS)
            if isinstance(load(source, limits=_LIMITS)[0], Document):
                kept.append(source)
        if all(len(kept) >= most for kept, most in bounds.values()):
            break
    return Material(tuple(texts), tuple(pages), tuple(papers))


def write_dump(documents: Sequence[Document], path: Path, count: int) -> int:
    """Write a dump (JSON Lines) of ``count`` records, the documents over and over with other figures; its characters.

    A copy differs from its original in its address and in the figures of three digits and more, so that no copy is a
    duplicate and a memory of figures does not help.
    """
    characters = 0
    with path.open("w", encoding="utf-8") as stream:
        for number, document in enumerate(islice(cycle(documents), count)):
            text = _copied(document.text, number // len(documents))
            characters += len(text)
            record = {"url": f"https://bench.example/{number}.html", "title": document.title, "content": text}
            if document.published:
                record["published"] = document.published.isoformat()
            stream.write(json.dumps(record | {"publisher": document.publisher}, ensure_ascii=False) + "\n")
    return characters


def _copied(text: str, copy: int) -> str:
    return _FIGURES.sub(lambda figure: str(int(figure[0]) + copy), text) if copy else text
