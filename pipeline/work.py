"""The work of one process: a source in, its extractions and what could not be read out.

Module-level state, because a worker process builds its extractor once and then serves many sources. What reads and
extracts is imported by :func:`start`: a run over unchanged sources needs none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.source import Source
from outputs import structure
from pipeline.settings import Settings

if TYPE_CHECKING:
    from extractors.extraction import Extraction
    from pipeline.nlp import Extractor

    Outcome = Extraction | UnreadableDocument

_extractor: Extractor | None = None


def start(settings: Settings) -> None:
    """Build this process's extractor; call once before :func:`process`."""
    global _extractor
    from pipeline.nlp import Extractor

    if _extractor is None or _extractor.settings.rules() != settings.rules():
        _extractor = Extractor(settings)
    _extractor.settings = settings


def start_alike(settings: Settings, expected: str) -> None:
    """:func:`start` on a machine that has to give the facts of another one; ``expected`` is its configuration's hash.

    Raises :class:`pipeline.executors.EngineError` where code, lexicons, libraries or user dictionaries differ.
    """
    if _extractor is not None and _extractor.settings == settings:
        return
    from socket import gethostname

    from pipeline.executors import EngineError
    from pipeline.manifest import manifest

    try:
        same = manifest(settings).config_hash == expected
    except OSError as error:
        raise EngineError(f"worker on {gethostname()}: {error}") from error
    if not same:
        raise EngineError(
            f"the worker on {gethostname()} has another gongbao, other libraries or other dictionaries; "
            "its facts could differ. Install the same versions there"
        )
    start(settings)


def process(source: Source) -> list[Outcome]:
    """What the documents of a source give, in the source's order. An error of ours costs one document, by name."""
    return [item if isinstance(item, UnreadableDocument) else extract_one(item) for item in read(source)]


def read(source: Source) -> list[Document | UnreadableDocument]:
    """The documents of a source."""
    from corpora.read import load

    settings = _mine().settings
    return load(source, limits=settings.limits(), options=given(settings), fields=settings.fields)


def extract_all(documents: Sequence[Document]) -> list[Extraction]:
    """The extraction of each document, in one batch. An error of ours in any of them is raised."""
    return list(_mine().pipe_documents(documents))


def extract_one(document: Document) -> Outcome:
    """The extraction of a document, or the error that it met."""
    return extract(document, _mine())


def _mine() -> Extractor:
    assert _extractor is not None, "start() comes first"
    return _extractor


def time_limit() -> float | None:
    """Seconds that one document may take here."""
    return _extractor.settings.timeout if _extractor else None


def extract(document: Document, extractor: Extractor) -> Outcome:
    """The extraction of a document, or the error that it met."""
    try:
        return extractor.extract_document(document)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:
        place = _place(error)
        message = f"{type(error).__name__}: {error} (please report it, with the document)"
        return UnreadableDocument(document.source, "extraction_failed", message, place=place)


def given(settings: Settings) -> dict[str, str]:
    """The metadata that the settings give to every document."""
    found = {"published": settings.published.isoformat() if settings.published else "", "publisher": settings.publisher}
    return {name: value for name, value in found.items() if value}


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""


def slim(outcome: Outcome) -> Outcome:
    """The outcome with no more of its document than is stored: character boxes and all blocks but headings have done their work."""
    if isinstance(outcome, UnreadableDocument):
        return outcome
    return replace(outcome, document=replace(outcome.document, blocks=structure.slim(outcome.document), layout=None))
