"""What takes long to work out, kept for a run: a page then answers at once whatever the size."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from outputs.store import KnowledgeBase

_PATIENCE = 0.15  # seconds that a page waits
Note = Callable[[int, int], None]
Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What ``make(kb, run_id, note)`` gives for the last run, made again when there is a new one; where that takes long, in
    the background. ``make`` tells ``note`` how much of how much is done, where it can."""

    def __init__(self, kb: KnowledgeBase, make: Callable[[KnowledgeBase, int, Note], Made]) -> None:
        self._kb, self._make = kb, make
        self._lock = threading.Lock()
        self._known: tuple[int, Made] | None = None
        self._failed: Exception | None = None
        self._worker: threading.Thread | None = None
        self._progress: tuple[int, int] | None = None

    @property
    def progress(self) -> tuple[int, int] | None:
        """How much of how much is done of what is being made; None where nobody says."""
        return self._progress

    def read(self, *, latest: bool = False) -> Made | None:
        """That of the last run if it is ready soon, else the one before, or with ``latest`` none; None where the first is being made.

        Raises once what ended the making, which is then tried again.
        """
        last = self._kb.resolve_run()
        with self._lock:
            if self._known is not None and self._known[0] == last:
                return self._known[1]
            failed, self._failed = self._failed, None
            if failed is not None:
                raise failed
            worker = self._worker
            if worker is None or not worker.is_alive():
                self._progress = None
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
        try:
            self._known = (run_id, self._make(self._kb, run_id, self._note))
        except Exception as error:
            self._failed = error

    def _note(self, made: int, total: int) -> None:
        self._progress = (made, total)
