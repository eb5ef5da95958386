"""What the commands around a review do: compare, preview, review, publish, and decisions as files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands import UsageError, allowed, opened, precise_now
from pipeline.settings import Settings

if TYPE_CHECKING:
    from outputs.causes import Replay
    from outputs.diff import Diff
    from outputs.store import KnowledgeBase

_SQLITE = b"SQLite format 3\0"


def prepare(settings: Settings) -> None:
    """Compare the last run with the one before, so that the review opens at once."""
    from outputs import queue, store

    with store.open(settings.kb) as kb:
        scope = queue.scope(kb)
        queue.prepare(kb, scope, replay=replayer(kb, settings, scope.new))


def replayer(kb: KnowledgeBase, settings: Settings, run_id: int) -> Replay | None:
    """What reads old texts again to find causes: only where this installation is the one that made the run."""
    from pipeline import preview
    from pipeline.decided import with_names
    from pipeline.manifest import manifest

    settings = with_names(settings, kb)
    rows = kb.rows("SELECT lexicon_hash AS l, code_hash AS c, settings_hash AS s FROM run WHERE run_id = :r", r=run_id)
    now = manifest(settings)
    if not rows or tuple(rows[0].values()) != (now.lexicon_hash, now.code_hash, now.settings_hash):
        return None
    return preview.replayer(kb, settings)


@dataclass(frozen=True, slots=True)
class DiffView:
    """How a comparison is filtered, shown and judged."""

    form: str
    kind: str | None = None
    change_class: str | None = None
    cause: str | None = None
    hidden: bool = False
    fail_if: str | None = None
    exit_code: bool = False


def diff(old: str | None, new: str | None, view: DiffView, config: Path | None, **options: object) -> int:
    """Print what changed; 1 where ``--fail-if`` holds or, with ``--exit-code``, anything changed."""
    from outputs import diff_limits, diff_render

    _checked(view)
    whole = _compared(old, new, config, **options)
    shown = whole.only(kind=view.kind, change_class=view.change_class, cause=view.cause, hidden=view.hidden)
    if view.form == "jsonl":
        diff_render.jsonl(shown, sys.stdout)
    else:
        render = diff_render.table if view.form == "table" else diff_render.html
        alike = whole.only(kind=view.kind, cause=view.cause, hidden=True)
        hidden = 0 if view.change_class else len(alike.changes) - len(shown.changes)
        render(shown, sys.stdout, hidden=hidden)
    return diff_limits.exit_code(shown, exit_on_change=view.exit_code, fail_if=view.fail_if)


def _checked(view: DiffView) -> None:
    """Raises UsageError for a word that no change has: it would read as if nothing had changed."""
    from outputs import diff_limits
    from outputs.causes import CAUSES
    from outputs.decision_fields import KINDS
    from outputs.diff import CLASSES

    allowed("--format", view.form, ("table", "jsonl", "html"))
    if view.kind is not None:
        allowed("--kind", view.kind, KINDS)
    if view.change_class is not None:
        allowed("--class", view.change_class, CLASSES)
    if view.cause is not None:
        allowed("--cause", view.cause.partition(":")[0], CAUSES)
    try:
        diff_limits.parse(view.fail_if) if view.fail_if else None
    except diff_limits.BadLimit as error:
        raise UsageError(f"--fail-if {error}") from error


def _compared(old: str | None, new: str | None, config: Path | None, **options: object) -> Diff:
    """Two runs by number (default: the last two), two knowledge bases, or two files of ``extract`` output."""
    from outputs import diff_sources, store

    given = [one for one in (old, new) if one is not None]
    if given and not all(one.isdigit() for one in given):
        if len(given) != 2 or any(one.isdigit() for one in given):
            raise UsageError("two runs by number, two knowledge bases or two files of `gongbao extract` are compared")
        bases = [_is_base(one) for one in given]
        if bases[0] != bases[1]:
            raise UsageError(f"{given[0]} and {given[1]}: one is a knowledge base, the other is none")
        if not bases[0]:
            return diff_sources.between_outputs(given[0], given[1])
        with store.open(given[0], create=False) as first, store.open(given[1], create=False) as second:
            return diff_sources.between_bases(first, second)
    with opened(config, **options) as (kb, settings):
        before, last = diff_sources.default_runs(kb)
        start, end = int(old or before), int(new or last)
        return diff_sources.between_runs(kb, start, end, replay=replayer(kb, settings, end))


def _is_base(name: str) -> bool:
    """Whether an argument names a knowledge base: an SQLAlchemy URL or an SQLite file."""
    if "://" in name:
        return True
    with Path(name).open("rb") as stream:
        return stream.read(len(_SQLITE)) == _SQLITE


def preview(paths: Sequence[Path], form: str, config: Path | None, **options: object) -> None:
    """Print what edited lexicons or settings would change."""
    from pipeline import preview as previewing

    allowed("--format", form, ("table", "jsonl", "html"))
    with opened(config, **options) as (kb, settings):
        previewing.write(previewing.preview(kb, settings, paths), sys.stdout, form=form)


def serve(
    start: str,
    host: str,
    port: int,
    reviewer: str | None,
    browser: bool,
    config: Path | None,
    as_of: int | None = None,
    **options: object,
) -> None:
    """Run the web application until interrupted; as of an earlier run it only shows."""
    try:
        from outputs.review.app import serve as run_server
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed: pip install 'gongbao[web]'") from error
    with opened(config, as_of, **options) as (kb, settings):
        if start == "/review":
            prepare(settings)
        run_server(kb, host, port, reviewer, browser, start=start)


def sample(size: int, kind: str | None, seed: int, config: Path | None, **options: object) -> None:
    """Print a random plan of facts to judge, a line each, and the precision that its decisions show."""
    from outputs import sampling
    from outputs.decision_fields import KINDS

    if kind is not None:
        allowed("--kind", kind, KINDS)
    with opened(config, **options) as (kb, _):
        plan = sampling.plan(kb, size, kind=kind, seed=seed)
        for one in sampling.listed(kb, plan):
            print("\t".join(one))
        found = sampling.precision(kb, plan)
        print(sampling.sentence(found, plan.targets), file=sys.stderr)
        if found.undecided:
            query = f"sample={size}" + (f"&kind={kind}" if kind else "") + (f"&seed={seed}" if seed else "")
            print(f"judge them with `gongbao review` at /review?{query}", file=sys.stderr)


def publish(
    by: str,
    run_id: int | None,
    above: float | None,
    shown_from: float | None,
    config: Path | None,
    **options: object,
) -> None:
    """Publish a run; the changes that stand in the way are listed."""
    from outputs import publish as publishing
    from outputs.diff_render import line

    with opened(config, **options) as (kb, _):
        if shown_from is not None:
            publishing.set_view_threshold(kb, shown_from)
        try:
            done = publishing.publish(kb, by, now=precise_now(), run_id=run_id, accept_undecided_above=above)
        except publishing.Undecided as error:
            for one in error.check.listed:
                print(line(one, error.check.documents))
            raise
        print(f"published run {done.run_id} (before: {done.before_run or 'none'}) by {done.publisher}")
        print(f"undecided facts are shown from confidence {publishing.view_threshold(kb):g} on", file=sys.stderr)


def export_decisions(config: Path | None, **options: object) -> None:
    """Print the log of decisions."""
    from outputs import decision_files

    with opened(config, **options) as (kb, _):
        for line in decision_files.export_jsonl(kb):
            print(line)


def import_decisions(path: Path, config: Path | None, **options: object) -> None:
    """Take in a log of decisions and say what came of it."""
    from outputs import decision_files

    with opened(config, **options) as (kb, _), path.open(encoding="utf-8") as lines:
        for name, number in decision_files.import_jsonl(kb, lines, now=precise_now()).items():
            print(f"{name}\t{number}")


def export_gold(folder: Path, config: Path | None, **options: object) -> None:
    """Write the judged documents as gold and print what was written."""
    from outputs import decision_views

    with opened(config, **options) as (kb, _):
        written = decision_views.write_gold(kb, folder)
        for path in written:
            print(path)
        if not written:
            print("no fact is judged yet", file=sys.stderr)
