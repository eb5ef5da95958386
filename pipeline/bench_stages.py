"""The stages of the bench: yardsticks and ours, each a function that works through a slice of the material."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from corpora.document import Document
from corpora.read import load
from corpora.recent import BATCH
from corpora.source import Source
from corpora.text import document_of
from outputs import store
from pipeline import bench_yardsticks, nlp, passes, run, work
from pipeline.bench_material import Material
from pipeline.segment import Segmenter
from pipeline.settings import Settings

NOW = "2000-01-01T00:00:00+00:00"


@dataclass(slots=True)
class Slice:
    """One round's part of the material, and what the stages have made of it so far."""

    sources: Sequence[Source]
    documents: Sequence[Document]
    pages: Sequence[Source]
    papers: Sequence[Source]
    states: list[passes.State] = field(default_factory=list)

    @property
    def characters(self) -> int:
        """Characters of the texts."""
        return sum(len(document.text) for document in self.documents)


@dataclass(frozen=True, slots=True)
class Stage:
    """``of``: what it works on - text, page or paper. ``most``: characters a round, for those that are very slow."""

    name: str
    group: str
    of: str
    work: Callable[[Slice], object]
    most: int | None = None


def slices(material: Material, rounds: int) -> list[Slice]:
    """The material in as many parts as there are rounds; pages and PDF files whole in each."""
    parts = [material.texts[number::rounds] for number in range(rounds)]
    read = [Material(part, (), ()).documents() for part in parts]
    return [
        Slice(part, documents, material.pages, material.papers)
        for part, documents in zip(parts, read, strict=True)
        if documents
    ]


def yardsticks() -> Iterator[Stage | tuple[str, str]]:
    """The yardsticks that are here; (name, reason) for one that is not."""
    for name, most, made in (
        ("jieba.lcut", None, bench_yardsticks.jieba_lcut),
        ("jieba.posseg.lcut", 20_000, bench_yardsticks.jieba_posseg),
        ("spaCy zh tokenizer (jieba)", 100_000, bench_yardsticks.spacy_chinese),
        ("Recognizers-Text (numbers, dates)", 3_000, bench_yardsticks.recognizers_text),
        ("JioNLP (times, money)", 20_000, bench_yardsticks.jionlp),
    ):
        try:
            yield Stage(name, "yardstick", "text", partial(_texts, made()), most)
        except bench_yardsticks.Absent as error:
            yield name, str(error)
    yield Stage("pdfplumber text and tables", "yardstick", "paper", partial(_papers, bench_yardsticks.pdfplumber()))
    try:
        yield Stage("trafilatura", "yardstick", "page", partial(_pages, bench_yardsticks.trafilatura()))
    except bench_yardsticks.Absent as error:
        yield "trafilatura", str(error)


def _texts(step: bench_yardsticks.Text, part: Slice) -> None:
    for document in part.documents:
        step(document.text)


def _pages(step: bench_yardsticks.Raw, part: Slice) -> None:
    for page in part.pages:
        step(page.raw())


def _papers(step: bench_yardsticks.Raw, part: Slice) -> None:
    for paper in part.papers:
        step(paper.raw())


class Ours:
    """Our stages, over one extractor. ``folder``: where knowledge bases may be written."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = replace(settings, kb=str(folder / "bench.sqlite"), workers=1)
        self._dump = folder / "bench.jsonl"
        work.start(self._settings)
        self._extractor = nlp.Extractor(self._settings)
        self._segmenter = Segmenter(
            settings.segmenter, hmm=settings.hmm, user_dictionaries=list(settings.user_dictionaries)
        )

    def stages(self) -> list[Stage]:
        """The whole path first, then its steps in their order: each works on what the one before it left."""
        ours = partial(Stage, group="ours")
        return [
            ours("text to facts", of="text", work=self.facts),
            ours("dump to committed knowledge base", of="text", work=self.commit),
            ours("· read", of="text", work=self.read),
            ours("· values", of="text", work=self.values),
            ours("· segment", of="text", work=partial(self._through, passes.words(self._segmenter))),
            ours("· institutions", of="text", work=partial(self._through, passes.names())),
            ours("· outline and resolution", of="text", work=partial(self._through, passes.RESOLUTION)),
            ours("· assembly", of="text", work=partial(self._through, passes.ASSEMBLY)),
            ours("· facts and ledger", of="text", work=partial(self._through, passes.LEDGER)),
            ours("HTML pages to facts", of="page", work=lambda part: self._sources(part.pages)),
            ours("PDF files to facts", of="paper", work=lambda part: self._sources(part.papers)),
        ]

    def facts(self, part: Slice) -> None:
        """Texts to facts and ledger."""
        for _ in self._extractor.pipe_documents(map(_again, part.documents)):
            pass

    def prepare(self, part: Slice) -> None:
        """The dump that :meth:`commit` reads, and an empty knowledge base: the tables are made once in its life."""
        for path in self._dump.parent.glob("bench.sqlite*"):
            path.unlink()
        with self._dump.open("w", encoding="utf-8") as stream:
            for number, one in enumerate(part.documents):
                published = one.published.isoformat() if one.published else ""
                record = {"url": f"https://bench.example/{number}.html", "title": one.title or "", "content": one.text}
                stream.write(json.dumps(record | {"published": published}, ensure_ascii=False) + "\n")
        store.open(self._settings.kb).close()

    def commit(self, part: Slice) -> None:
        """A dump to a knowledge base, committed."""
        run.run([str(self._dump)], self._settings, now=NOW)

    def read(self, part: Slice) -> None:
        """Bytes to Documents."""
        for source in part.sources:
            load(source)

    def values(self, part: Slice) -> None:
        """Quantities, dates, titles and numbers of documents."""
        part.states = list(passes.run(passes.VALUES, part.documents, lambda state: state))

    def _through(self, steps: Sequence[passes.Pass], part: Slice) -> None:
        for first in range(0, len(part.states), BATCH):
            passes.through(steps, part.states[first : first + BATCH])

    def _sources(self, chosen: Sequence[Source]) -> None:
        read = [one for source in chosen for one in work.read(source)]
        work.extract_all([one for one in read if isinstance(one, Document)])


def _again(one: Document) -> Document:
    """The document made anew out of its text and metadata."""
    given = {"title": one.title, "publisher": one.publisher, "origin": "record", "url": one.url}
    metadata = {name: value for name, value in given.items() if value}
    if one.published:
        metadata["published"] = one.published.isoformat()
    return document_of(one.text, source=one.source, metadata=metadata)


def shortened(part: Slice, most: int | None) -> Slice:
    """The first documents of a slice, up to so many characters; the first one cut if it is longer."""
    if most is None or part.characters <= most:
        return part
    kept: list[Document] = []
    left = most
    for document in part.documents:
        if len(document.text) > left:
            break
        kept.append(document)
        left -= len(document.text)
    with suppress(IndexError):
        kept = kept or [document_of(part.documents[0].text[:most], source="")]
    return Slice((), kept, (), ())
