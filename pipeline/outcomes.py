"""Sources to outcomes: chunks of sources go to the workers, what they give comes back in the order of the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, cast

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.recent import BATCH, BATCH_CHARACTERS
from corpora.source import Source
from corpora.sources import sources
from pipeline import work
from pipeline.executors import WorkerDied, WorkerTimeout, in_time, results
from pipeline.settings import Settings

if TYPE_CHECKING:
    from outputs.fact_rows import Form
    from outputs.prepared import Prepared
    from pipeline.work import Outcome

    Given = Sequence[Sequence[Outcome | Prepared]]
    Result = list[list[Outcome]] | bytes | None

Found = Source | UnreadableDocument

FIRST = 12
"""Sources of the first shares of workers: they begin soon and share a short input evenly. Shares grow to a batch, which
keeps code and tables in the processor's caches and hides the cost of messages."""

_COST = {"html": 3, "pdf": 12, "docx": 12}
"""What a source costs, in texts: a share of pages or papers holds fewer, so that no worker is long behind the others."""

PART = 256
"""Sources a part of a lake holds: files of some megabytes, which object stores and readers of Parquet like."""

_CHUNK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """A source to extract with the fingerprint under which its result is remembered."""

    source: Source
    fingerprint: str


Item = Task | UnreadableDocument
Chunk = list[Item]
Act = Callable[[Chunk], "Result"]


def found(paths: Sequence[str], settings: Settings) -> Iterator[Found]:
    """The sources below the paths, within the limits of the settings."""
    return sources(paths, limits=settings.limits())


def extractions(paths: Sequence[str], settings: Settings) -> Iterator[Outcome]:
    """The outcome of every document below the paths, in their order, without a knowledge base."""
    items = (item if isinstance(item, UnreadableDocument) else Task(item, "") for item in found(paths, settings))
    for _, _, given in outcomes(enumerate(items), settings):
        yield from cast("Sequence[Outcome]", given)


def outcomes(
    items: Iterable[tuple[int, Item]], settings: Settings, form: Form | None = None
) -> Iterator[tuple[str, str, Sequence[Outcome | Prepared]]]:
    """(key, fingerprint, outcomes) of each source in order. ``items``: the number of each in the input, and the item.

    ``form``: what other processes extract they shall prepare in this form for the writer of a run, which then has less to
    unpack and to do. What comes out of a lake, or is extracted in this process or again after a failure, comes as it is.
    Raises :class:`pipeline.executors.EngineError` where the workers cannot be used, StoreError where the lake cannot.
    """
    lake = _Lake(settings) if settings.lake else None
    alone = settings.engine == "local" and settings.workers == 1
    size = PART if lake else BATCH
    act: Act = lake.extract if lake else extract_chunk if alone or form is None else partial(_extract_prepared, form)
    parts = chunks(items, size) if lake or alone else shares(items, settings.workers)
    for chunk, result in _results(act, parts, settings):
        given = _one_by_one(chunk, result, settings) if isinstance(result, Exception) else result
        ready = _unpacked(given) if isinstance(given, bytes) else lake.collect(chunk, given) if lake else given or []
        for item, one in zip(chunk, ready, strict=True):
            if isinstance(item, UnreadableDocument):
                yield item.source, "", [item]
            else:
                yield item.source.name, item.fingerprint, one


def chunks(items: Iterable[tuple[int, Item]], size: int) -> Iterator[Chunk]:
    """Items in chunks that end at the same places of the input whatever was left out of it, and at some megabytes."""
    chunk: Chunk = []
    carried = last = 0
    for number, item in items:
        weight = 0 if isinstance(item, UnreadableDocument) else len(item.source.data or b"")
        if chunk and (number // size != last or carried + weight > _CHUNK_BYTES):
            yield chunk
            chunk, carried = [], 0
        chunk.append(item)
        carried, last = carried + weight, number // size
    if chunk:
        yield chunk


def shares(items: Iterable[tuple[int, Item]], workers: int) -> Iterator[Chunk]:
    """Items in chunks that grow from :data:`FIRST` to a batch, after each of them one for every worker."""
    chunk: Chunk = []
    cost = carried = given = 0
    for _, item in items:
        if isinstance(item, Task):
            cost += _COST.get(item.source.format, 1)
            carried += len(item.source.data or b"")
        chunk.append(item)
        if cost >= min(FIRST << given // workers, BATCH) or carried >= _CHUNK_BYTES:
            yield chunk
            chunk, cost, carried, given = [], 0, 0, given + 1
    if chunk:
        yield chunk


def extract_chunk(chunk: Chunk) -> list[list[Outcome]]:
    """On a worker: the outcomes of each item. Documents are read one by one and extracted in batches."""
    given: list[dict[int, Outcome]] = []
    waiting: list[_Waiting] = []
    size = 0
    for item in chunk:
        own: dict[int, Outcome] = {}
        given.append(own)
        for place, one in enumerate(_read(item)):
            if isinstance(one, UnreadableDocument):
                own[place] = one
            else:
                waiting.append(_Waiting(item, one, own, place))
                size += len(one.text)
        if size >= BATCH_CHARACTERS:
            _extract(waiting)
            waiting, size = [], 0
    _extract(waiting)
    return [[own[place] for place in sorted(own)] for own in given]


def _extract_prepared(form: Form, chunk: Chunk) -> bytes:
    """On a worker: the outcomes of each item, ready for the writer."""
    from outputs.prepared import packed

    return packed(extract_chunk(chunk), form)


def _unpacked(data: bytes) -> Given:
    from outputs.prepared import unpacked

    return unpacked(data)


class _Waiting(NamedTuple):
    """A document that is read, and where its outcome goes."""

    item: Item
    document: Document
    outcomes: dict[int, Outcome]
    place: int


def _read(item: Item) -> list[Document | UnreadableDocument]:
    if isinstance(item, UnreadableDocument):
        return [item]
    found = in_time(work.read, item.source, work.time_limit())
    return [_failed(item, found)] if isinstance(found, Exception) else found


def _extract(waiting: Sequence[_Waiting]) -> None:
    """The outcomes of documents, all at once; where one fails or they take too long, each by itself and in its time."""
    made = in_time(work.extract_all, [one.document for one in waiting], work.time_limit())
    for number, one in enumerate(waiting):
        outcome = _alone(one) if isinstance(made, Exception) else made[number]
        one.outcomes[one.place] = work.slim(outcome)


def _alone(one: _Waiting) -> Outcome:
    given = in_time(work.extract_one, one.document, work.time_limit())
    return _failed(one.item, given) if isinstance(given, Exception) else given


def _results(act: Act, parts: Iterable[Chunk], settings: Settings) -> Iterator[tuple[Chunk, Result | Exception]]:
    """What the engine of the settings makes of each chunk."""
    # Each document has its own alarm; this ends work that hears none.
    time = settings.timeout * (BATCH + 1)
    if settings.engine == "local":
        return results(act, parts, workers=settings.workers, timeout=time, initializer=work.start, initargs=(settings,))
    from pipeline import dask_engine
    from pipeline.manifest import manifest

    return dask_engine.results(
        act,
        parts,
        scheduler=settings.scheduler or "",
        timeout=time,
        initializer=work.start_alike,
        initargs=(settings, manifest(settings).config_hash),
    )


class _Lake:
    """The lake of a run: workers write their outcomes there, and the run reads them from there."""

    def __init__(self, settings: Settings) -> None:
        from pipeline.manifest import manifest

        self._url, self._config = str(settings.lake), manifest(settings).config_hash
        self.extract = partial(_extract_to_lake, self._url, self._config)

    def collect(self, chunk: Chunk, given: list[list[Outcome]] | None) -> list[list[Outcome]]:
        """The outcomes of a chunk out of the lake; those that no worker could write are written first."""
        from outputs import lake

        if given is not None:
            lake.write(self._url, self._config, _name(chunk), given)
        return lake.read(self._url, self._config, _name(chunk), len(chunk))


def _extract_to_lake(url: str, config: str, chunk: Chunk) -> None:
    from outputs import lake

    name = _name(chunk)
    if not lake.has(url, config, name):
        lake.write(url, config, name, extract_chunk(chunk))


def _name(chunk: Chunk) -> str:
    """The name of a part: its inputs and what is in them."""
    digest = sha256()
    for item in chunk:
        said = str(item) if isinstance(item, UnreadableDocument) else f"{item.source.name}\0{item.fingerprint}"
        digest.update(f"{said}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:24]


def _one_by_one(chunk: Chunk, error: Exception, settings: Settings) -> list[list[Outcome]]:
    """A chunk that failed as a whole: each document again by itself, so that only the guilty one is lost.

    On this machine, whatever the engine: a document that kills processes shall not go through a cluster.
    """
    if len(chunk) == 1 and settings.engine == "local":
        return [[_failed(chunk[0], error)]]
    again = results(
        extract_chunk,
        [[item] for item in chunk],
        workers=2,
        timeout=2 * settings.timeout,
        initializer=work.start,
        initargs=(settings,),
    )
    return [[_failed(one[0], result)] if isinstance(result, Exception) else result[0] for one, result in again]


def _failed(item: Item, error: Exception) -> UnreadableDocument:
    if isinstance(item, UnreadableDocument):
        return item
    name = item.source.name
    if isinstance(error, WorkerTimeout):
        return UnreadableDocument(name, "timeout", f"{error}; raise `timeout` in the settings or split the document")
    if isinstance(error, WorkerDied):
        return UnreadableDocument(name, "crashed", f"{error}; out of memory? try with fewer workers")
    return UnreadableDocument(name, "extraction_failed", f"{type(error).__name__}: {error} (please report it)")
