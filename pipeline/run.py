"""One run: sources that are new or changed are read and extracted, and the knowledge base moves on by one commit.

The path in order: name the sources, skip those the knowledge base knows in this content and configuration, extract the
rest on the workers, write the results in the order of the sources, commit. A run that is killed leaves its finished
batches staged; the same command goes on from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from corpora.errors import UnreadableDocument
from outputs.runs import RunSummary
from pipeline import unchanged
from pipeline.decided import with_names
from pipeline.executors import start_loading
from pipeline.manifest import run_manifest
from pipeline.settings import Settings

if TYPE_CHECKING:  # what reads and writes is imported where there is something to do
    from outputs.store import KnowledgeBase
    from outputs.writer import RunWriter
    from pipeline.outcomes import Item

Progress = Callable[[int, str], None]
"""Called with the number of documents done and the name of the last one."""


def run(paths: Sequence[str], settings: Settings, *, now: str, progress: Progress | None = None) -> RunSummary:
    """Ingest ``paths`` into the knowledge base of the settings as one run; ``now`` is the time stamp it bears.

    Raises :class:`outputs.errors.StoreError` where the knowledge base cannot be used; documents that cannot be read
    are quarantined and end nothing.
    """
    nothing_new = unchanged.summary(paths, settings)
    if nothing_new is not None:
        return nothing_new
    if settings.engine == "local" and settings.workers > 1:
        start_loading()
    from outputs import store

    with store.open(settings.kb) as kb:
        return _run(paths, with_names(settings, kb), kb, now=now, progress=progress)


def _run(
    paths: Sequence[str], settings: Settings, kb: KnowledgeBase, *, now: str, progress: Progress | None
) -> RunSummary:
    from outputs.fact_rows import form_for
    from outputs.prepared import Prepared
    from outputs.render import numeral_objects
    from pipeline.outcomes import outcomes

    with kb.begin_run(run_manifest(paths, settings, now=now)) as writer:
        seen = sha256()
        work_done = outcomes(_fresh(paths, settings, writer, seen.update), settings, form_for(kb.dialect))
        for done, (key, fingerprint, given) in enumerate(work_done, 1):
            for outcome in given:
                if isinstance(outcome, UnreadableDocument | Prepared):
                    writer.add(outcome, key=key, fingerprint=fingerprint)
                else:
                    result = (outcome.document, outcome.facts, numeral_objects(outcome))
                    writer.add(result, key=key, fingerprint=fingerprint)
            if progress:
                progress(done, key)
        return writer.commit(input_hash=seen.hexdigest()[:16], committed_at=now)


def _fresh(
    paths: Sequence[str], settings: Settings, writer: RunWriter, note: Callable[[bytes], None]
) -> Iterator[tuple[int, Item]]:
    """The sources that have to be extracted, numbered; every source goes into the hash of the input."""
    from pipeline.outcomes import Task, found

    limits = settings.limits()
    for number, item in enumerate(found(paths, settings)):
        if isinstance(item, UnreadableDocument):
            yield number, item
            continue
        try:
            # workers of a cluster may not see the file
            source = item if settings.engine == "local" else item.embedded(limits)
            fingerprint = source.fingerprint(limits)
        except UnreadableDocument as error:
            yield number, error
            continue
        note(f"{source.name}\0{fingerprint}\n".encode())
        if not writer.known(source.name, fingerprint):
            yield number, Task(source, fingerprint)
