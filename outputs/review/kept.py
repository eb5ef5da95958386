"""What takes long to work out, kept for a run: a page then answers at once whatever the size."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from outputs.store import KnowledgeBase

_PATIENCE = 0.15  # seconds that a page waits
Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What ``make(kb, run_id)`` gives for the last run, made again when there is a new one; where that takes long, in
    the background."""

    def __init__(self, kb: KnowledgeBase, make: Callable[[KnowledgeBase, int], Made]) -> None:
        self._kb, self._make = kb, make
        self._lock = threading.Lock()
        self._known: tuple[int, Made] | None = None
        self._worker: threading.Thread | None = None

    def read(self, *, latest: bool = False) -> Made | None:
        """That of the last run if it is ready soon, else the one before, or with ``latest`` none; None where the first is being made."""
        last = self._kb.resolve_run()
        with self._lock:
            if self._known is not None and self._known[0] == last:
                return self._known[1]
            worker = self._worker
            if worker is None or not worker.is_alive():
                worker = self._worker = threading.Thread(target=self._work, args=(last,), daemon=True)
                worker.start()
        worker.join(_PATIENCE)
        known = self._known
        return None if known is None or (latest and known[0] != last) else known[1]

    def settle(self) -> None:
        """Wait until what is under way is made."""
        worker = self._worker
        if worker is not None:
            worker.join()

    def _work(self, run_id: int) -> None:
        self._known = (run_id, self._make(self._kb, run_id))
