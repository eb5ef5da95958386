"""The command line ``gongbao``: data to standard output, everything else to standard error, one clear line for an error.

Exit codes: 0 done, 1 failed, 2 a wrong argument, 3 done with documents in quarantine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipeline import indicator_cli, institution_cli

app = typer.Typer(
    name="gongbao",
    help="Turn Chinese government bulletins into a tabular knowledge base of facts that people can check.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


# typer brings its own copy of click; its errors are known by their base class.
_BAD_USAGE = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    QUARANTINE = 3


Kb = Annotated[str | None, typer.Option("--kb", help="Knowledge base: a path or an SQLAlchemy URL.")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings file (default: gongbao.toml if there).")]
Paths = Annotated[
    list[str], typer.Argument(help="Files, folders or archives of scraped bulletins; - reads standard input.")
]
Published = Annotated[str | None, typer.Option("--published", help="Publication date for all documents: 2021-02-24.")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Publishing organ for all documents.")]
Engine = Annotated[str | None, typer.Option("--engine", help="local (processes here, the default) or dask.")]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help="Address of the Dask scheduler: tcp://HOST:PORT.")]
Lake = Annotated[
    str | None, typer.Option("--lake", help="Folder or URL where workers write their results as Parquet on the way.")
]
AsOf = Annotated[int | None, typer.Option("--as-of", min=1, help="The state after this run (default: the last).")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes to use (default 1).")]


@app.command(epilog="Example: gongbao run corpora/samples --kb kb/gongbao.sqlite --workers 2")
def run(
    paths: Paths,
    kb: Kb = None,
    workers: Workers = None,
    engine: Engine = None,
    scheduler: Scheduler = None,
    lake: Lake = None,
    published: Published = None,
    publisher: Publisher = None,
    config: Config = None,
    summary: Annotated[
        Path | None, typer.Option("--summary", help="Write the run's summary here too (Markdown).")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Write nothing: extract a sample again and compare it with what is stored.")
    ] = False,
    sample: Annotated[int, typer.Option("--sample", min=1, help="With --verify: how many inputs.")] = 20,
) -> None:
    """Ingest bulletins, extract their facts and commit one run to the knowledge base."""
    from pipeline import commands

    given = {"published": published, "publisher": publisher}
    where = {"kb": kb, "workers": workers, "engine": engine, "scheduler": scheduler, "lake": lake}
    if verify:
        raise typer.Exit(commands.verify(paths, sample, config, **given, **where))
    raise typer.Exit(commands.run(paths, summary, config, **given, **where))


@app.command(epilog="Example: gongbao extract notice.html --format table")
def extract(
    paths: Paths,
    published: Published = None,
    publisher: Publisher = None,
    form: Annotated[str, typer.Option("--format", help="jsonl, table or html.")] = "jsonl",
    workers: Workers = None,
    config: Config = None,
) -> None:
    """Extract without a knowledge base, to standard output."""
    from pipeline import commands

    raise typer.Exit(commands.extract(paths, form, config, workers=workers, published=published, publisher=publisher))


@app.command(epilog="Example: gongbao runs --kb kb/gongbao.sqlite")
def runs(kb: Kb = None, config: Config = None) -> None:
    """List the runs of the knowledge base."""
    from pipeline import commands

    commands.runs(config, kb=kb)


@app.command(epilog="Example: gongbao status")
def status(kb: Kb = None, as_of: AsOf = None, config: Config = None) -> None:
    """Say what the knowledge base holds, what is quarantined and what waits for review."""
    from pipeline import commands

    commands.status(config, as_of, kb=kb)


@app.command(epilog="Example: gongbao diff 3 4 --class lost --fail-if 'lost>0.5%'")
def diff(
    old: Annotated[
        str | None, typer.Argument(help="Earlier run, knowledge base, or file of `gongbao extract` output.")
    ] = None,
    new: Annotated[
        str | None, typer.Argument(help="Later run, knowledge base, or file of `gongbao extract` output.")
    ] = None,
    kb: Kb = None,
    form: Annotated[str, typer.Option("--format", help="table, jsonl or html.")] = "table",
    kind: Annotated[str | None, typer.Option("--kind", help="Only facts of this kind.")] = None,
    change_class: Annotated[str | None, typer.Option("--class", help="Only this class: added, lost, value …")] = None,
    cause: Annotated[str | None, typer.Option("--cause", help="Only changes with this cause.")] = None,
    hidden: Annotated[bool, typer.Option("--all", help="Also changes of span or confidence alone.")] = False,
    fail_if: Annotated[str | None, typer.Option("--fail-if", help="Exit 1 where this holds: 'lost>0.5%'.")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 where anything changed.")] = False,
    config: Config = None,
) -> None:
    """Say what changed between two runs (default: the last two), fact by fact, and why."""
    from pipeline import review_commands

    view = review_commands.DiffView(form, kind, change_class, cause, hidden, fail_if, exit_code)
    raise typer.Exit(review_commands.diff(old, new, view, config, kb=kb))


@app.command(epilog="Example: gongbao preview gongbao-new.toml --kb kb/gongbao.sqlite")
def preview(
    paths: Annotated[list[Path], typer.Argument(help="Edited lexicon tables, user dictionaries or a settings file.")],
    kb: Kb = None,
    form: Annotated[str, typer.Option("--format", help="table, jsonl or html.")] = "table",
    config: Config = None,
) -> None:
    """Say what edited lexicons or settings would change in the knowledge base, before anything is saved."""
    from pipeline import review_commands

    review_commands.preview(paths, form, config, kb=kb)


@app.command(epilog="Example: gongbao export out --format parquet")
def export(
    out: Annotated[Path, typer.Argument(help="Folder (or file, for xlsx) to write.")],
    kb: Kb = None,
    form: Annotated[str, typer.Option("--format", help="parquet, csv, xlsx, jsonl or sdmx-csv.")] = "parquet",
    as_of: AsOf = None,
    raw: Annotated[bool, typer.Option("--raw", help="The tables below the views too.")] = False,
    config: Config = None,
) -> None:
    """Export the tables with a data dictionary."""
    from pipeline import commands

    commands.export(out, form, as_of, raw, config, kb=kb)


@app.command(epilog="Example: gongbao changes --since 0")
def changes(
    since: Annotated[str, typer.Option("--since", help="Cursor of the last change already seen; 0 for all.")],
    kb: Kb = None,
    as_of: AsOf = None,
    config: Config = None,
) -> None:
    """Print the change feed as JSON Lines: added, changed, retracted, each with its cause."""
    from pipeline import commands

    commands.changes(since, config, as_of, kb=kb)


@app.command(epilog="Example: gongbao findings --kind observations_differ")
def findings(
    document: Annotated[
        str | None, typer.Option("--document", help="Only what concerns the document of this id or source.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only findings of this kind.")] = None,
    state: Annotated[str, typer.Option("--state", help="open, done (decided in the review), or all.")] = "open",
    kb: Kb = None,
    as_of: AsOf = None,
    form: Annotated[str, typer.Option("--format", help="text or json (one object a line).")] = "text",
    config: Config = None,
) -> None:
    """List figures that contradict each other, for a person to review; nothing is changed."""
    from pipeline import commands

    commands.findings(document, kind, state, form, config, as_of, kb=kb)


@app.command(epilog="Example: gongbao explain corpora/samples/notice.txt:120")
def explain(
    what: Annotated[str, typer.Argument(help="FACT_ID, or DOC:OFFSET with a document's id, source or path.")],
    kb: Kb = None,
    as_of: AsOf = None,
    form: Annotated[str, typer.Option("--format", help="text, json or html.")] = "text",
    config: Config = None,
) -> None:
    """Say why a fact is as it is, or why a numeral became no fact."""
    from pipeline import commands

    commands.explain(what, form, config, as_of, kb=kb)


@app.command(epilog="Example: gongbao evaluate corpora/gold --documents corpora/samples --errors 20")
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold files (NAME.json).")],
    documents: Annotated[
        list[str] | None,
        typer.Option("--documents", help="Bulletins to extract; default: the texts in the gold files."),
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Output of `gongbao extract` to score.")
    ] = None,
    errors: Annotated[int, typer.Option("--errors", help="How many errors to list.")] = 0,
    kind: Annotated[str | None, typer.Option("--kind", help="List errors of this kind only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config: Config = None,
) -> None:
    """Score extraction against gold: precision, recall and F1 by kind and field, errors, calibration."""
    from pipeline import commands

    commands.evaluate(gold, documents, predictions, errors, kind, as_json, config)


@app.command(epilog="Example: gongbao bench bulletins.jsonl.gz --sizes 1000,10000 --workers 1,2 --out bench")
def bench(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Bulletins to measure on; default: the samples of the project.")
    ] = None,
    documents: Annotated[int, typer.Option("--documents", min=1, help="Texts to measure on, at most.")] = 300,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Rounds, each with every stage.")] = 3,
    sizes: Annotated[str, typer.Option("--sizes", help="Numbers of documents to run over: 1000,10000,50000.")] = "",
    workers: Annotated[str, typer.Option("--workers", help="Numbers of processes for each of --sizes: 1,2.")] = "1",
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for table, JSON and plots (SVG).")] = None,
    config: Config = None,
) -> None:
    """Measure speed and memory beside jieba, spaCy's tokenizer and others, in one run."""
    from pipeline import bench as measuring
    from pipeline import commands

    commands.allowed("--format", form, ("table", "json"))
    numbers = [commands.numbers(name, given) for name, given in (("--sizes", sizes), ("--workers", workers))]
    measuring.command(paths or [], measuring.Options(documents, rounds, *numbers), form, out, config)


@app.command("config", epilog="Example: gongbao config --config gongbao.toml")
def show_config(config: Config = None) -> None:
    """Print the settings in force, as TOML."""
    from pipeline import commands

    commands.show_config(config)


Host = Annotated[
    str, typer.Option("--host", help="Address to bind to; other than this machine's own needs the token shown.")
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")]
Browser = Annotated[bool, typer.Option("--open", help="Open the page in a browser.")]


@app.command(epilog="Example: gongbao serve --kb kb/gongbao.sqlite --port 8000")
def serve(
    kb: Kb = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    browser: Browser = False,
    as_of: AsOf = None,
    config: Config = None,
) -> None:
    """Look at the knowledge base in the browser: overview, search, series, documents."""
    from pipeline import review_commands

    review_commands.serve("/", host, port, None, browser, config, as_of, kb=kb)


@app.command(epilog="Example: gongbao review --kb kb/gongbao.sqlite --reviewer 王敏")
def review(
    kb: Kb = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    reviewer: Annotated[str | None, typer.Option("--reviewer", help="Name that decisions bear.")] = None,
    browser: Browser = False,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Print a random sample and its precision.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="With --sample: only facts of this kind.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="With --sample: another sample for another seed.")] = 0,
    config: Config = None,
) -> None:
    """Review what changed in the browser; with --sample, list a random plan and the precision shown so far."""
    from pipeline import review_commands

    if sample is not None:
        review_commands.sample(sample, kind, seed, config, kb=kb)
    else:
        review_commands.serve("/review", host, port, reviewer, browser, config, kb=kb)


@app.command(epilog="Example: gongbao publish --by 王敏 --accept-undecided-above 0.9")
def publish(
    by: Annotated[str, typer.Option("--by", help="Who publishes.")],
    run: Annotated[int | None, typer.Option("--run", help="The run to publish (default: the last).")] = None,
    above: Annotated[
        float | None, typer.Option("--accept-undecided-above", help="Let undecided changes of this confidence pass.")
    ] = None,
    shown_from: Annotated[
        float | None,
        typer.Option("--show-undecided-from", help="Let the views show undecided facts from this confidence on."),
    ] = None,
    kb: Kb = None,
    config: Config = None,
) -> None:
    """Move the published run forward, if every change up to it is decided."""
    from pipeline import review_commands

    review_commands.publish(by, run, above, shown_from, config, kb=kb)


decisions = typer.Typer(help="Reviewers' decisions as files that merge in git.", rich_markup_mode=None)
app.add_typer(decisions, name="decisions")


@decisions.command("export", epilog="Example: gongbao decisions export > decisions.jsonl")
def export_decisions(kb: Kb = None, config: Config = None) -> None:
    """Print every decision as a line of JSON (W3C Web Annotation)."""
    from pipeline import review_commands

    review_commands.export_decisions(config, kb=kb)


@decisions.command("import", epilog="Example: gongbao decisions import decisions.jsonl")
def import_decisions(
    path: Annotated[Path, typer.Argument(help="A file of decisions.")], kb: Kb = None, config: Config = None
) -> None:
    """Take in decisions; those already known are left alone."""
    from pipeline import review_commands

    review_commands.import_decisions(path, config, kb=kb)


@decisions.command("gold", epilog="Example: gongbao decisions gold gold/")
def export_gold(
    folder: Annotated[Path, typer.Argument(help="Folder to write NAME.json files to.")],
    kb: Kb = None,
    config: Config = None,
) -> None:
    """Write the judged documents as gold for `gongbao evaluate`: accepted and corrected facts are right."""
    from pipeline import review_commands

    review_commands.export_gold(folder, config, kb=kb)


app.add_typer(institution_cli.app, name="institutions")
app.add_typer(indicator_cli.app, name="indicators")
lexicon = typer.Typer(help="Lexicons and user dictionaries.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(lexicon, name="lexicon")


@lexicon.command(epilog="Example: gongbao lexicon lint my_words.txt")
def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="User dictionaries or tables; default: the built-in ones.")
    ] = None,
) -> None:
    """Check lexicon tables and user dictionaries; one line a problem, exit code 1 if there are any."""
    from pipeline import commands

    raise typer.Exit(commands.lint(paths or []))


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point: runs a command and turns every foreseen error into one line and an exit code."""
    given = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    sys.exit(_guarded(lambda: app(args=given, standalone_mode=False)))


def _guarded(command: Callable[[], object]) -> int:
    try:
        code = command()
    except typer.Exit as done:
        return done.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted; run the same command again to go on", 130)
    except BrokenPipeError:  # the reader of a pipe has had enough
        sys.stderr.close()
        return Exit.DONE
    except Exception as error:
        from pipeline.commands import FORESEEN, USAGE_ERRORS

        if isinstance(error, _BAD_USAGE):
            return _say(_one_line(error), Exit.USAGE)
        if isinstance(error, USAGE_ERRORS):
            return _say(str(error), Exit.USAGE)
        if isinstance(error, FORESEEN):
            return _say(str(error), Exit.FAILED)
        raise
    return code if isinstance(code, int) else Exit.DONE


def _one_line(error: Exception) -> str:
    """The message of a wrong argument; an empty one (no arguments at all) is the help, already printed."""
    message = getattr(error, "format_message", lambda: str(error))()
    return " ".join(str(message).split())


def _say(message: str, code: int) -> int:
    print(f"gongbao: {message}", file=sys.stderr)
    return code
