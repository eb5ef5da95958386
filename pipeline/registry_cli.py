"""What ``gongbao institutions`` and ``gongbao indicators`` have in common: list names, merge and split them, tell who did."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from outputs.merges import Register

Kb = Annotated[str | None, typer.Option("--kb", help="Knowledge base: a path or an SQLAlchemy URL.")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings file (default: gongbao.toml if there).")]
Reviewer = Annotated[str, typer.Option("--reviewer", help="Who decides.")]
Note = Annotated[str | None, typer.Option("--note", help="Why.")]
Name = Annotated[str, typer.Argument(help="The name as the knowledge base holds it.")]
Into = Annotated[str, typer.Argument(help="The name it becomes one with.")]
AsOf = Annotated[int | None, typer.Option("--as-of", min=1, help="The state after this run.")]
Word = Annotated[str, typer.Argument(help="Only names with this in them.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many, those with most figures first.")]


def add(app: typer.Typer, command: str, what: str, example: tuple[str, str]) -> None:
    """Add ``list``, ``merge``, ``split`` and ``log`` of the register ``what`` to ``gongbao COMMAND``."""
    name, into = example
    shown = "figures, name, what it says, what it is merged into, by whom and when"

    @app.command("list", help=f"List {command}: {shown}.", epilog=f"Example: gongbao {command} list {into[-4:]}")
    def list_(word: Word = "", limit: Limit = 50, kb: Kb = None, as_of: AsOf = None, config: Config = None) -> None:
        from outputs import names
        from pipeline.commands import opened

        with opened(config, as_of, kb=kb) as (base, _):
            columns = ("figures", *names.COLUMNS[what], "into", "reviewer", "decided_at")
            for row in names.listed(base, _register(what), word, limit=limit):
                _say(row[column] for column in columns)

    @app.command(epilog=f"Example: gongbao {command} merge {name} {into} --reviewer li")
    def merge(
        name: Name, into: Into, reviewer: Reviewer, note: Note = None, kb: Kb = None, config: Config = None
    ) -> None:
        """Two names are one from now on, in every run that the views show; `split` takes it back."""
        from outputs import merges
        from pipeline.commands import opened, precise_now

        with opened(config, kb=kb) as (base, _):
            merges.merge(base, _register(what), name, into, reviewer=reviewer, now=precise_now(), note=note)

    @app.command(epilog=f"Example: gongbao {command} split {name} --reviewer li")
    def split(name: Name, reviewer: Reviewer, note: Note = None, kb: Kb = None, config: Config = None) -> None:
        """Take a merge back: the name stands for itself again, with what was merged into it."""
        from outputs import merges
        from pipeline.commands import opened, precise_now

        with opened(config, kb=kb) as (base, _):
            merges.split(base, _register(what), name, reviewer=reviewer, now=precise_now(), note=note)

    @app.command("log", epilog=f"Example: gongbao {command} log")
    def log(kb: Kb = None, as_of: AsOf = None, config: Config = None) -> None:
        """List the decisions on names in their order: when, who, what, which name, into which, why."""
        from outputs import merges
        from pipeline.commands import opened

        with opened(config, as_of, kb=kb) as (base, _):
            for row in merges.decisions(base, _register(what)):
                _say(row[key] for key in ("decided_at", "reviewer", "verdict", "name", "into_name", "note"))


def _register(what: str) -> Register:
    from outputs.merges import REGISTERS

    return REGISTERS[what]


def _say(values: Iterable[object]) -> None:
    print(*("" if value is None else value for value in values), sep="\t")
