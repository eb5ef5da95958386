"""Work of a database that goes on in a thread of its own, in order, while ours makes the next rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

_AHEAD = 16  # statements


class Ahead:
    """Takes work and does it in its order. After an error nothing more is done until :meth:`give_up`."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, name)
        self._under_way: deque[Future[None]] = deque()
        self._failed = False

    def later(self, work: Callable[..., object], *given: object) -> None:
        """Hand over work; waits only where much is under way, and raises an error of what was handed over before."""
        while len(self._under_way) >= _AHEAD:
            self._under_way.popleft().result()
        self._under_way.append(self._thread.submit(self._do, work, *given))

    def _do(self, work: Callable[..., object], *given: object) -> None:
        if self._failed:
            return
        try:
            work(*given)
        except BaseException:
            self._failed = True
            raise

    def settle(self) -> None:
        """Wait for what is under way; raises its first error."""
        while self._under_way:
            self._under_way.popleft().result()

    def give_up(self) -> None:
        """Begin nothing more of what was handed over; wait for what has begun."""
        for one in self._under_way:
            one.cancel()
        wait(self._under_way)
        self._under_way.clear()
        self._failed = False

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()
