"""What each command of the command line does. Everything heavy is imported where it is used: ``--help`` stays fast."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from outputs.errors import StoreError
from pipeline.run import Progress
from pipeline.settings import SettingsError, load


class UsageError(Exception):
    """An argument that is not allowed; the message says what is."""


USAGE_ERRORS = (SettingsError, UsageError)
FORESEEN = (StoreError, OSError)

QUARANTINE = 3


def run(paths: Sequence[str], summary: Path | None, config: Path | None, **options: object) -> int:
    """Ingest, commit, print the summary. 0 when all documents are done, 3 when some are in quarantine."""
    from outputs import report
    from pipeline.run import run as run_once

    settings = load(config, **options)
    _check_paths(paths)
    with _progress("reading") as progress:
        done = run_once(paths, settings, now=_now(), progress=progress)
    text = report.markdown(done, kb=settings.kb)
    if summary:
        summary.parent.mkdir(parents=True, exist_ok=True)
        summary.write_text(text, "utf-8")
    print(text, file=sys.stderr)
    return QUARANTINE if done.quarantined else 0


def extract(paths: Sequence[str], form: str, config: Path | None, **options: object) -> int:
    """Print the extraction of each document. 3 when some could not be read."""
    from outputs import render
    from pipeline.run import extractions

    _allowed("--format", form, ("jsonl", "table", "html"))
    settings = load(config, **options)
    _check_paths(paths)
    unread = 0
    writer = {"jsonl": render.jsonl, "table": render.table, "html": render.html}[form]

    def counted() -> Iterator[object]:
        nonlocal unread
        for outcome in extractions(paths, settings):
            unread += isinstance(outcome, UnreadableDocument)
            yield outcome

    from corpora.errors import UnreadableDocument

    writer(counted(), sys.stdout)
    return QUARANTINE if unread else 0


def _check_paths(paths: Sequence[str]) -> None:
    if "-" in paths and len(paths) > 1 and paths.count("-") > 1:
        raise UsageError("standard input (-) can be read once")


def _allowed(option: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise UsageError(f"{option} {value}: not one of {', '.join(allowed)}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _progress(what: str) -> Iterator[Progress | None]:
    """A progress line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def step(done: int, name: str) -> None:
            bar.update(task, completed=done, description=name[-60:])

        yield step
