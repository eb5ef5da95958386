"""One run: sources that are new or changed are read and extracted, and the knowledge base moves on by one commit.

The path in order: name the sources, skip those the knowledge base knows in this content and configuration, extract the
rest on the workers, write the results in the order of the sources, commit. A run that is killed leaves its finished
batches staged; the same command goes on from them.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from corpora.errors import UnreadableDocument
from corpora.read import sources
from corpora.source import Source
from outputs import store
from outputs.render import numeral_objects
from outputs.runs import RunManifest, RunSummary
from outputs.writer import RunWriter
from pipeline import work
from pipeline.executors import WorkerDied, WorkerTimeout, results
from pipeline.manifest import manifest
from pipeline.settings import Settings

Found = Source | UnreadableDocument
Progress = Callable[[int, str], None]
"""Called with the number of documents done and the name of the last one."""

CHUNK = 16
"""Sources a message to a worker carries: enough to hide the cost of messages, few enough to share work evenly."""


@dataclass(frozen=True, slots=True)
class Task:
    """A source to extract with the fingerprint under which its result is remembered."""

    source: Source
    fingerprint: str


def run(paths: Sequence[str], settings: Settings, *, now: str, progress: Progress | None = None) -> RunSummary:
    """Ingest ``paths`` into the knowledge base of the settings as one run; ``now`` is the time stamp it bears.

    Raises :class:`outputs.errors.StoreError` where the knowledge base cannot be used; documents that cannot be read
    are quarantined and end nothing.
    """
    with store.open(settings.kb) as kb, kb.begin_run(_manifest(paths, settings, now)) as writer:
        seen = sha256()
        work_done = _outcomes(_fresh(paths, settings, writer, seen.update), settings)
        for done, (key, fingerprint, outcomes) in enumerate(work_done, 1):
            for outcome in outcomes:
                if isinstance(outcome, UnreadableDocument):
                    writer.add(outcome, key=key)
                else:
                    result = (outcome.document, outcome.facts, numeral_objects(outcome))
                    writer.add(result, key=key, fingerprint=fingerprint)
            if progress:
                progress(done, key)
        return writer.commit(input_hash=seen.hexdigest()[:16], committed_at=now)


def extractions(paths: Sequence[str], settings: Settings) -> Iterator[work.Outcome]:
    """The outcome of every document below the paths, in their order, without a knowledge base."""
    found = (item if isinstance(item, UnreadableDocument) else Task(item, "") for item in _sources(paths, settings))
    for _, _, outcomes in _outcomes(found, settings):
        yield from outcomes


def _manifest(paths: Sequence[str], settings: Settings, now: str) -> RunManifest:
    made = manifest(settings)
    return RunManifest(
        command=shlex.join(["run", *paths]),
        settings_hash=made.settings_hash,
        lexicon_hash=made.lexicon_hash,
        code_hash=made.code_hash,
        versions=made.versions,
        started_at=now,
    )


def _sources(paths: Sequence[str], settings: Settings) -> Iterator[Found]:
    return sources(paths, limits=settings.limits())


def _fresh(
    paths: Sequence[str], settings: Settings, writer: RunWriter, note: Callable[[bytes], None]
) -> Iterator[Task | UnreadableDocument]:
    """The sources that have to be extracted; every source goes into the hash of the input."""
    for item in _sources(paths, settings):
        if isinstance(item, UnreadableDocument):
            yield item
            continue
        try:
            fingerprint = item.fingerprint(settings.limits())
        except UnreadableDocument as error:
            yield error
            continue
        note(f"{item.name}\0{fingerprint}\n".encode())
        if not writer.known(item.name, fingerprint):
            yield Task(item, fingerprint)


def _outcomes(
    found: Iterable[Task | UnreadableDocument], settings: Settings
) -> Iterator[tuple[str, str, list[work.Outcome]]]:
    """(key, fingerprint, outcomes) of each source in order."""
    size = 1 if settings.workers == 1 else CHUNK
    for chunk, result in results(
        _extract_chunk,
        _chunks(found, size),
        workers=settings.workers,
        timeout=settings.timeout * size,
        initializer=work.start,
        initargs=(settings,),
    ):
        if isinstance(result, Exception):
            result = _one_by_one(chunk, result, settings)
        for item, outcomes in zip(chunk, result, strict=True):
            if isinstance(item, UnreadableDocument):
                yield item.source, "", [item]
            else:
                yield item.source.name, item.fingerprint, outcomes


def _chunks(found: Iterable[Task | UnreadableDocument], size: int) -> Iterator[list[Task | UnreadableDocument]]:
    iterator = iter(found)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _extract_chunk(chunk: list[Task | UnreadableDocument]) -> list[list[work.Outcome]]:
    return [
        [item] if isinstance(item, UnreadableDocument) else [work.slim(one) for one in work.process(item.source)]
        for item in chunk
    ]


def _one_by_one(
    chunk: list[Task | UnreadableDocument], error: Exception, settings: Settings
) -> list[list[work.Outcome]]:
    """A chunk that failed as a whole: each document again by itself, so that only the guilty one is lost."""
    if len(chunk) == 1:
        return [[_failed(chunk[0], error)]]
    again = results(
        _extract_chunk,
        [[item] for item in chunk],
        workers=2,
        timeout=settings.timeout,
        initializer=work.start,
        initargs=(settings,),
    )
    return [[_failed(one[0], result)] if isinstance(result, Exception) else result[0] for one, result in again]


def _failed(item: Task | UnreadableDocument, error: Exception) -> UnreadableDocument:
    if isinstance(item, UnreadableDocument):
        return item
    name = item.source.name
    if isinstance(error, WorkerTimeout):
        return UnreadableDocument(name, "timeout", f"{error}; raise `timeout` in the settings or split the document")
    if isinstance(error, WorkerDied):
        return UnreadableDocument(name, "crashed", f"{error}; out of memory? try with fewer workers")
    return UnreadableDocument(name, "extraction_failed", f"{type(error).__name__}: {error} (please report it)")
