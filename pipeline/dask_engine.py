"""Work spread over a Dask cluster, through the same interface as the processes of one machine.

The cluster retries what a lost worker had; results come back in the order of the work, a bounded number of items under
way. Workers need the same installation as this process, but no folder in common: items carry their bytes.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.executors import AHEAD, EngineError, Item, Result, WorkerDied, in_order, in_time

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 60.0
"""Seconds to wait for a scheduler and for its first worker."""

_COUNT_EVERY = 64
"""Submissions between two looks at how many threads the cluster has now."""

_STUCK = 75
"""Exit code of a worker whose work does not even notice that its time is over."""

_one_at_a_time = threading.Lock()


def results(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    scheduler: str,
    timeout: float | None = None,
    initializer: Callable[..., None] | None = None,
    initargs: tuple[object, ...] = (),
) -> Iterator[tuple[Item, Result | Exception]]:
    """Pairs of item and result (or the exception that ended it), in the order of ``items``.

    ``initializer`` is called before every item and has to be quick where its work is done. Raises EngineError where
    the cluster cannot be reached or the initializer finds it unfit.
    """
    from distributed.scheduler import KilledWorker

    with _connected(scheduler) as client, _executor(client) as executor:

        def submit(item: Item) -> Any:
            call = pickle.dumps((work, item, timeout, initializer, initargs), pickle.HIGHEST_PROTOCOL)
            return executor.submit(_call, call)

        for item, future in in_order(submit, items, window=_Window(client)):
            try:
                result = pickle.loads(future.result())
            except KilledWorker as error:
                result = WorkerDied(f"every worker that took it was lost ({error.allowed_failures + 1} in all)")
            except (CancelledError, Exception) as error:
                message = f"the cluster at {scheduler} failed ({type(error).__name__}: {error}); is the same gongbao"
                raise EngineError(f"{message} installed on its workers? Run the same command again to go on") from error
            if isinstance(result, EngineError):
                raise result
            yield item, result


def _executor(client: Client) -> Executor:
    executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
    return executor


class _Window:
    """How many items may be under way: a few a thread of the cluster, as workers come and go."""

    def __init__(self, client: Client) -> None:
        self._client, self._calls, self._size = client, 0, 0

    def __call__(self) -> int:
        if self._calls % _COUNT_EVERY == 0:
            threads: dict[str, int] = self._client.nthreads()  # type: ignore[no-untyped-call]
            self._size = AHEAD * max(sum(threads.values()), 1)
        self._calls += 1
        return self._size


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        import dask
        from distributed import Client
    except ModuleNotFoundError as error:
        raise EngineError(f"{error.name} is not installed: pip install 'gongbao[dask]'") from error
    # One large document in a message is no mistake here.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        try:
            client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError) as error:
            raise EngineError(f"no Dask scheduler at {scheduler}: {error}; start one with `dask scheduler`") from error
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError as error:
                message = f"the scheduler at {scheduler} has no workers; start some with `dask worker {scheduler}`"
                raise EngineError(message) from error
            yield client


def _call(call: bytes) -> bytes:
    """On a worker: do the work, one item at a time in a process, and answer with its result or its error."""
    work, item, timeout, initializer, initargs = pickle.loads(call)
    with _one_at_a_time:
        try:
            if initializer is not None:
                initializer(*initargs)
        except Exception as error:
            return pickle.dumps(error)
        result = _watched(work, item, timeout)
    try:
        return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps(RuntimeError(f"a result that cannot be sent: {type(error).__name__}: {error}"))


def _watched(work: Callable[[Item], Result], item: Item, timeout: float | None) -> Result | Exception:
    """The result in time; work that does not even notice that its time is over ends with the process."""
    if not timeout:
        return in_time(work, item, timeout)
    end = threading.Timer(2 * timeout, os._exit, (_STUCK,))
    end.daemon = True
    end.start()
    try:
        return in_time(work, item, timeout)
    finally:
        end.cancel()
