"""Work spread over processes, results in the order of the work, each item on its own time limit.

One interface for one process and for many: :func:`results` takes a function, picklable items and the settings of the
pool. A worker that runs over its time or dies costs the one item it was on.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerTimeout(Exception):
    """The item ran over its time limit."""


class WorkerDied(Exception):
    """The process died on this item (killed, out of memory, crashed)."""


def results(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int = 1,
    timeout: float | None = None,
    initializer: Callable[..., None] | None = None,
    initargs: tuple[object, ...] = (),
) -> Iterator[tuple[Item, Result | Exception]]:
    """Pairs of item and result (or the exception that ended it), in the order of ``items``.

    With one worker the work is done in this process, the time limit by an alarm where the platform has one. With
    more, at most four items a worker are under way, so that memory stays flat however long the input is.
    """
    if workers == 1:
        if initializer is not None:
            initializer(*initargs)
        for item in items:
            yield item, _here(work, item, timeout)
        return
    yield from _spread(work, items, workers, timeout, initializer, initargs)


def _here(work: Callable[[Item], Result], item: Item, timeout: float | None) -> Result | Exception:
    import signal

    usable = timeout and hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    if not usable or timeout is None:
        try:
            return work(item)
        except Exception as error:
            return error

    def ring(_number: int, _frame: object) -> None:
        raise WorkerTimeout(f"over {timeout:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    try:
        return work(item)
    except Exception as error:
        return error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _spread(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int,
    timeout: float | None,
    initializer: Callable[..., None] | None,
    initargs: tuple[object, ...],
) -> Iterator[tuple[Item, Result | Exception]]:
    import multiprocessing

    from pebble import ProcessPool

    pool = ProcessPool(
        max_workers=workers,
        initializer=initializer,
        initargs=list(initargs),
        context=multiprocessing.get_context("spawn"),
    )
    pending: deque[tuple[Item, Future[Any]]] = deque()
    try:
        with pool:
            for item in items:
                pending.append((item, pool.schedule(work, args=[item], timeout=timeout)))
                if len(pending) >= 4 * workers:
                    yield _collect(pending.popleft(), timeout)
            while pending:
                yield _collect(pending.popleft(), timeout)
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def _collect(pair: tuple[Item, Future[Any]], timeout: float | None) -> tuple[Item, Any]:
    from pebble import ProcessExpired

    item, future = pair
    try:
        return item, future.result()
    except FutureTimeout:
        return item, WorkerTimeout(f"over {timeout:g} s")
    except ProcessExpired as error:
        return item, WorkerDied(f"the worker process ended with code {error.exitcode}")
    except Exception as error:
        return item, error
