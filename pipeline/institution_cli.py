"""``gongbao institutions``: reviewers' decisions on names of institutions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The registry of institutions.", no_args_is_help=True, rich_markup_mode=None)

Kb = Annotated[str | None, typer.Option("--kb", help="Knowledge base: a path or an SQLAlchemy URL.")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings file (default: gongbao.toml if there).")]
Reviewer = Annotated[str, typer.Option("--reviewer", help="Who decides.")]
Note = Annotated[str | None, typer.Option("--note", help="Why.")]
Name = Annotated[str, typer.Argument(help="Official name as the knowledge base holds it.")]


@app.command(epilog="Example: gongbao institutions merge 重庆市卫计委 重庆市卫生和计划生育委员会 --reviewer li")
def merge(
    name: Name,
    into: Annotated[str, typer.Argument(help="The name it becomes one with.")],
    reviewer: Reviewer,
    note: Note = None,
    kb: Kb = None,
    config: Config = None,
) -> None:
    """Two names are one body: the views show it as one from now on, the next run writes the second name."""
    from outputs import registry
    from pipeline.commands import opened, precise_now

    with opened(config, kb=kb) as (base, _):
        registry.merge(base, name, into, reviewer=reviewer, now=precise_now(), note=note)


@app.command(epilog="Example: gongbao institutions split 重庆市卫计委 --reviewer li")
def split(name: Name, reviewer: Reviewer, note: Note = None, kb: Kb = None, config: Config = None) -> None:
    """A name merged before is a body of its own again."""
    from outputs import registry
    from pipeline.commands import opened, precise_now

    with opened(config, kb=kb) as (base, _):
        registry.split(base, name, reviewer=reviewer, now=precise_now(), note=note)


@app.command("name", epilog="Example: gongbao institutions name 市城投 重庆市城市建设投资集团有限公司 --reviewer li")
def name_as(
    alias: Annotated[str, typer.Argument(help="The name as it is written.")],
    canonical: Annotated[str, typer.Argument(help="The official name meant.")],
    reviewer: Reviewer,
    note: Note = None,
    kb: Kb = None,
    config: Config = None,
) -> None:
    """A name as written means this body, from the next run on."""
    from outputs import registry
    from pipeline.commands import opened, precise_now

    with opened(config, kb=kb) as (base, _):
        registry.name_as(base, alias, canonical, reviewer=reviewer, now=precise_now(), note=note)


@app.command("log", epilog="Example: gongbao institutions log")
def log(
    kb: Kb = None,
    as_of: Annotated[int | None, typer.Option("--as-of", min=1, help="As it was when this run was committed.")] = None,
    config: Config = None,
) -> None:
    """List the decisions, and names that share a credit code and may be one body."""
    from outputs import registry
    from pipeline.commands import opened

    with opened(config, as_of, kb=kb) as (base, _):
        for row in registry.decisions(base):
            print(
                *(row[key] or "" for key in ("decided_at", "reviewer", "verdict", "name", "into_name", "note")),
                sep="\t",
            )
        for group in registry.same_code(base):
            print("one credit code", *group, sep="\t")
