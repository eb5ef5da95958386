"""What each command of the command line does. Everything heavy is imported where it is used: ``--help`` stays fast."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outputs.errors import StoreError
from pipeline import again
from pipeline.executors import EngineError
from pipeline.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from outputs.store import KnowledgeBase
    from pipeline.run import Progress
    from pipeline.work import Outcome


class UsageError(Exception):
    """An argument that is not allowed; the message says what is."""


USAGE_ERRORS = (SettingsError, UsageError)
FORESEEN = (StoreError, EngineError, OSError)

QUARANTINE = 3


def run(paths: Sequence[str], summary: Path | None, config: Path | None, **options: object) -> int:
    """Ingest, commit, print the summary. 0 when all documents are done, 3 when some are in quarantine."""
    from outputs import report
    from pipeline.run import run as run_once

    settings = load(config, **options)
    _check_paths(paths)
    with _progress("reading") as progress:
        done = run_once(paths, settings, now=_now(), progress=progress)
    if done.run_id is not None:
        from pipeline import review_commands

        review_commands.prepare(settings)
    text = report.markdown(done, kb=settings.kb)
    if summary:
        summary.parent.mkdir(parents=True, exist_ok=True)
        summary.write_text(text, "utf-8")
    else:
        again.keep(paths, settings, str(config) if config else None, lambda: _nothing_new(paths, settings))
    print(text, file=sys.stderr)
    return QUARANTINE if done.quarantined else 0


def _nothing_new(paths: Sequence[str], settings: Settings) -> tuple[str, int] | None:
    """What the same run would say now and its exit code; None where it would write."""
    from outputs import report
    from pipeline import unchanged

    found = unchanged.summary(paths, settings)
    if found is None:
        return None
    return report.markdown(found, kb=settings.kb), QUARANTINE if found.quarantined else 0


def verify(paths: Sequence[str], sample: int, config: Path | None, **options: object) -> int:
    """Extract a sample again and compare; 1 where anything differs."""
    from pipeline.verify import verify as compare

    done = compare(paths, load(config, **options), sample=sample)
    for source, what in done.differing:
        print(f"{source}: {what}")
    verdict = "all the same" if not done.differing else f"{len(done.differing)} differ"
    print(f"{done.checked} documents of {done.known} inputs extracted again: {verdict}", file=sys.stderr)
    return 1 if done.differing else 0


def extract(paths: Sequence[str], form: str, config: Path | None, **options: object) -> int:
    """Print the extraction of each document. 3 when some could not be read."""
    from corpora.errors import UnreadableDocument
    from outputs import render
    from pipeline.outcomes import extractions

    allowed("--format", form, ("jsonl", "table", "html"))
    settings = load(config, **options)
    _check_paths(paths)
    unread = 0
    writer = {"jsonl": render.jsonl, "table": render.table, "html": render.html}[form]

    def counted() -> Iterator[Outcome]:
        nonlocal unread
        for outcome in extractions(paths, settings):
            unread += isinstance(outcome, UnreadableDocument)
            yield outcome

    writer(counted(), sys.stdout)
    return QUARANTINE if unread else 0


def _check_paths(paths: Sequence[str]) -> None:
    if "-" in paths and len(paths) > 1 and paths.count("-") > 1:
        raise UsageError("standard input (-) can be read once")


def allowed(option: str, value: str, words: Sequence[str]) -> None:
    """Raises UsageError where the value of an option is none of the words."""
    if value not in words:
        raise UsageError(f"{option} {value}: not one of {', '.join(words)}")


def numbers(option: str, value: str) -> tuple[int, ...]:
    """Whole numbers from one on, separated by commas. Raises UsageError."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not all(part.isdecimal() and int(part) for part in parts):
        raise UsageError(f"{option} {value}: write numbers separated by commas: 1000,10000")
    return tuple(map(int, parts))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def precise_now() -> str:
    """The time of a decision: ISO 8601 in UTC, with microseconds, by which the log is ordered."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


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


def runs(config: Path | None, **options: object) -> None:
    """One line a run, oldest first."""
    with opened(config, **options) as (kb, _):
        found = kb.runs()
        if not found:
            print("no runs yet", file=sys.stderr)
        for one in found:
            counts = json.loads(one["counts"] or "{}")
            documents = counts.get("documents", {})
            read = sum(documents.get(name, 0) for name in ("new", "changed", "reread"))
            changed = {op: sum(kinds.values()) for op, kinds in counts.get("changes", {}).items() if op != "moved"}
            moves = " ".join(f"{op} {number}" for op, number in changed.items())
            print(f"{one['run_id']}\t{one['committed_at']}\t{one['kind']}\tdocuments {read}\tfacts {moves}")


def status(config: Path | None, as_of: int | None = None, **options: object) -> None:
    """What the knowledge base holds, what is quarantined, what waits for review."""
    from outputs import publish, queue
    from outputs.views import LAST_RUN, valid

    with opened(config, as_of, **options) as (kb, settings):
        now = valid(LAST_RUN)
        documents = kb.rows(f"SELECT count(*) AS n FROM revision WHERE {now}")[0]["n"]
        print(f"knowledge base\t{settings.kb}")
        print(f"last run\t{kb.resolve_run() or 'none'}")
        print(f"documents\t{documents}")
        for row in kb.rows(f"SELECT kind, count(*) AS n FROM fact WHERE {now} GROUP BY kind ORDER BY kind"):
            print(f"facts: {row['kind']}\t{row['n']}")
        held = kb.rows(f"SELECT source, reason, message, place FROM quarantine WHERE {now} ORDER BY reason, source")
        print(f"in quarantine\t{len(held)}")
        for row in held:
            place = f" ({row['place']})" if row["place"] else ""
            print(f"  {row['reason']}\t{row['source']}{place}\t{row['message']}")
        waiting = kb.rows(
            f"SELECT review_status, count(*) AS n FROM fact WHERE {now} GROUP BY review_status ORDER BY review_status"
        )
        for row in waiting:
            print(f"review: {row['review_status']}\t{row['n']}")
        if as_of is not None:  # what is left to review is a question of today
            return
        scope = queue.scope(kb)
        there = queue.progress(kb, scope)
        print(
            f"changes to review\t{there.open} of {there.total} since {f'run {scope.old}' if scope.old else 'the start'}"
        )
        print(f"published run\t{publish.published_run(kb) or 'none'}")


def export(out: Path, form: str, as_of: int | None, raw: bool, config: Path | None, **options: object) -> None:
    """Write the tables and the data dictionary; print what was written."""
    import outputs.export as exporting

    allowed("--format", form, tuple(exporting.FORMATS))
    with opened(config, **options) as (kb, _):
        for path in exporting.export(kb, out, form, as_of=as_of, raw=raw):
            print(path)


def changes(since: str, config: Path | None, as_of: int | None = None, **options: object) -> None:
    """The change feed after a cursor, as JSON Lines."""
    from outputs import feed

    with opened(config, as_of, **options) as (kb, _):
        for change in feed.changes(kb, since):
            print(json.dumps(change, ensure_ascii=False))


def findings(
    document: str | None,
    kind: str | None,
    state: str,
    form: str,
    config: Path | None,
    as_of: int | None = None,
    **options: object,
) -> None:
    """What does not add up within and between the documents of the knowledge base."""
    from outputs import finding_decisions
    from outputs import findings as found

    allowed("--format", form, ("text", "json"))
    allowed("--state", state, ("open", "done", "all"))
    if kind is not None:
        allowed("--kind", kind, found.KINDS)
    with opened(config, as_of, **options) as (kb, _):
        decided = finding_decisions.standing(kb)
        for one in found.findings(kb, document=document, kind=kind):
            decision = decided.get(one.finding_id)
            if state != "all" and (decision is not None) != (state == "done"):
                continue
            if form == "json":
                verdict = None if decision is None else {"verdict": decision.verdict, "reviewer": decision.reviewer}
                print(json.dumps({**one.as_dict(), "decision": verdict}, ensure_ascii=False))
            else:
                print(found.text(one) + (f"\n  {decision.verdict}\t{decision.reviewer}" if decision else ""))


def explain(what: str, form: str, config: Path | None, as_of: int | None = None, **options: object) -> None:
    """Why a fact is as it is, or why a numeral became none."""
    from outputs import store
    from pipeline import explain as explaining

    allowed("--format", form, ("text", "json", "html"))
    settings = load(config, **options)
    try:
        kb: store.KnowledgeBase | None = store.open(settings.kb, create=False, as_of=as_of)
    except store.NoKnowledgeBase:
        kb = None
    try:
        found = explaining.explain(what, kb, settings)
    finally:
        if kb is not None:
            kb.close()
    if form == "json":
        print(json.dumps(found.as_dict(), ensure_ascii=False, default=str))
    else:
        print(explaining.text(found) if form == "text" else explaining.html(found))


def evaluate(
    gold: Path,
    documents: Sequence[str] | None,
    predictions: Path | None,
    errors: int,
    kind: str | None,
    as_json: bool,
    config: Path | None,
) -> None:
    """Score a prediction file, or a fresh extraction of documents, or of the gold texts themselves."""
    from outputs import evaluate as evaluating
    from outputs import scorecard

    settings = load(config)
    if predictions:
        with predictions.open(encoding="utf-8") as lines:
            read = [json.loads(line) for line in lines if line.strip()]
    else:
        read = list(predicted(gold, documents, settings))
    report = evaluating.evaluate(gold, read)
    if as_json:
        print(json.dumps(scorecard.as_dict(report), ensure_ascii=False))
    else:
        print(scorecard.as_text(report, errors=errors, kind=kind))


def predicted(gold: Path, documents: Sequence[str] | None, settings: Settings) -> Iterator[dict[str, Any]]:
    """The objects of ``extract`` for documents on disk, or for the texts and dates that the gold files bear."""
    from corpora.text import document_of
    from outputs import gold as golden
    from outputs import render
    from pipeline.nlp import Extractor
    from pipeline.outcomes import extractions

    if documents:
        for outcome in extractions(documents, settings):
            yield render.as_object(outcome)
        return
    extractor = Extractor(settings)
    for one in golden.load(gold):
        given = {"published": one.published or "", "title": one.title or "", "origin": "record"}
        document = document_of(
            one.text, source=one.name, metadata={key: value for key, value in given.items() if value}
        )
        yield render.as_object(extractor.extract_document(document))


def show_config(config: Path | None) -> None:
    """The settings in force, as TOML that can be saved as gongbao.toml."""
    from msgspec import to_builtins

    for name, value in to_builtins(load(config)).items():
        if value is None:
            print(f"# {name} is not set")
        else:
            print(f"{name} = {_toml(value)}")


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def lint(paths: Sequence[Path]) -> int:
    """Check lexicon tables and user dictionaries; 1 where something is wrong."""
    from importlib.resources import files

    from extractors.lexicon_io import parse
    from pipeline.segment import read_dictionary

    chosen = list(paths) or sorted(Path(str(files("extractors").joinpath("lexicon"))).glob("*.tsv"))
    problems = 0
    for path in chosen:
        try:
            if path.suffix == ".tsv":
                entries = len(parse(path.read_text("utf-8"), path.stem))
            else:
                entries = len(read_dictionary(path))
        except (ValueError, OSError) as error:
            problems += 1
            print(f"{path}: {error}")
        else:
            print(f"{path}: {entries} entries, no problem", file=sys.stderr)
    return 1 if problems else 0


@contextmanager
def opened(
    config: Path | None, as_of: int | None = None, /, **options: object
) -> Iterator[tuple[KnowledgeBase, Settings]]:
    """The knowledge base of the settings, which has to exist; with ``as_of`` as it was after that run."""
    from outputs import store

    settings = load(config, **options)
    with store.open(settings.kb, create=False, as_of=as_of) as kb:
        yield kb, settings
