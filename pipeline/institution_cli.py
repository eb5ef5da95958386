"""``gongbao institutions``: the bodies that are named, and reviewers' decisions on their names."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline import registry_cli
from pipeline.registry_cli import Config, Kb, Note, Reviewer

app = typer.Typer(help="The registry of institutions.", no_args_is_help=True, rich_markup_mode=None)
registry_cli.add(app, "institutions", "institution", ("重庆市卫计委", "重庆市卫生和计划生育委员会"))


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


@app.command(epilog="Example: gongbao institutions codes")
def codes(kb: Kb = None, config: Config = None) -> None:
    """List names that share a credit code, one line a code: they may be one body."""
    from outputs import registry
    from pipeline.commands import opened

    with opened(config, kb=kb) as (base, _):
        for group in registry.same_code(base):
            print(*group, sep="\t")
