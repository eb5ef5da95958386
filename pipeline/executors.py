"""Work spread over processes, results in the order of the work, each item on its own time limit.

One interface for one process, for many, and for a cluster (:mod:`pipeline.dask_engine`): a function, picklable items
and what a worker does before its first item. A worker that runs over its time or dies costs the one item it was on.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 4
"""Items a worker that are under way at most, so that memory stays flat however long the input is."""


class WorkerTimeout(Exception):
    """The item ran over its time limit."""


class WorkerDied(Exception):
    """The process died on this item (killed, out of memory, crashed)."""


class EngineError(Exception):
    """The workers cannot be used at all; the message says what to do. Ends the run, not a document."""


class TimeIsUp(BaseException):
    """Raised inside the work where its time is over; no ``except Exception`` on the way mistakes it for an error."""


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
    more, at most :data:`AHEAD` items a worker are under way.
    """
    if workers == 1:
        for number, item in enumerate(items):
            if number == 0 and initializer is not None:  # nothing to do, nothing to load
                initializer(*initargs)
            yield item, in_time(work, item, timeout)
        return
    yield from _spread(work, items, workers, timeout, initializer, initargs)


def in_order(
    submit: Callable[[Item], Future[Any]], items: Iterable[Item], *, window: Callable[[], int]
) -> Iterator[tuple[Item, Future[Any]]]:
    """Items and their futures in order, no more than ``window()`` of them under way."""
    pending: deque[tuple[Item, Future[Any]]] = deque()
    for item in items:
        pending.append((item, submit(item)))
        while len(pending) >= window():
            yield pending.popleft()
    while pending:
        yield pending.popleft()


def in_time(work: Callable[[Item], Result], item: Item, timeout: float | None) -> Result | Exception:
    """The result of an item, or the exception that ended it; WorkerTimeout after ``timeout`` seconds."""
    if not timeout:
        return _tried(work, item)
    main = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    alarm = _Signal(timeout) if main else _Interruption(threading.get_ident(), timeout)
    try:
        try:
            return _tried(work, item)
        finally:
            alarm.stop()
    except TimeIsUp:
        alarm.stop()
        return over(timeout)


def _tried(work: Callable[[Item], Result], item: Item) -> Result | Exception:
    try:
        return work(item)
    except Exception as error:
        return error


class _Signal:
    """Raises TimeIsUp in the main thread after ``timeout`` seconds."""

    def __init__(self, timeout: float) -> None:
        self._before = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, timeout)

    def _ring(self, _number: int, _frame: object) -> None:
        raise TimeIsUp

    def stop(self) -> None:
        """The work is done: from here on nothing is raised."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)


class _Interruption:
    """Raises TimeIsUp in a thread, which gets no signals, after ``timeout`` seconds."""

    def __init__(self, thread: int, timeout: float) -> None:
        self._thread, self._lock, self._done = thread, threading.Lock(), False
        self._timer = threading.Timer(timeout, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def _ring(self) -> None:
        with self._lock:
            if not self._done:
                self._raise(TimeIsUp)

    def stop(self) -> None:
        """The work is done: from here on nothing is raised."""
        with self._lock:
            self._done = True
            self._raise(None)
        self._timer.cancel()

    def _raise(self, error: type[BaseException] | None) -> None:
        import ctypes

        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), error and ctypes.py_object(error))


def over(timeout: float | None) -> WorkerTimeout:
    """The error of an item whose time was over."""
    return WorkerTimeout(f"over {timeout:g} s")


_LOADED = "pipeline.loaded"
"""The module that has loaded, once imported, all that a worker needs before its first document."""

_loading = threading.Lock()


def start_loading() -> BaseContext:
    """How workers are started; begins to load what they need, which whoever has other things to do first calls early.

    On Linux they are copies of a process that has loaded everything and does nothing else: the rules and dictionaries
    take more than a second of processor time to load, and are shared by all. Elsewhere each worker loads for itself.
    """
    import multiprocessing

    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    with _loading:
        context.set_forkserver_preload([_LOADED])
        given = os.environ.get("PYTHONPATH")
        # It shall load this code, wherever it is: an installed gongbao elsewhere is another one.
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path(__file__).parent.parent), given)))
        try:
            forkserver.ensure_running()
        finally:
            if given is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = given
    return context


def _spread(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int,
    timeout: float | None,
    initializer: Callable[..., None] | None,
    initargs: tuple[object, ...],
) -> Iterator[tuple[Item, Result | Exception]]:
    from pebble import ProcessPool

    pool = ProcessPool(max_workers=workers, initializer=initializer, initargs=list(initargs), context=start_loading())
    try:
        for item, future in in_order(
            lambda item: pool.schedule(work, args=[item], timeout=timeout), items, window=lambda: AHEAD * workers
        ):
            yield item, _collect(future, timeout)
    finally:  # all is done, or nobody asks for the rest
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _collect(future: Future[Any], timeout: float | None) -> Any:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return over(timeout)
    except ProcessExpired as error:
        return WorkerDied(f"the worker process ended with code {error.exitcode}")
    except Exception as error:
        return error
