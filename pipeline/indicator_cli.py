"""``gongbao indicators``: what is measured, and names of one indicator united by reviewers so that their series join."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Indicators: list them, unite names of one.", no_args_is_help=True, rich_markup_mode=None)

Kb = Annotated[str | None, typer.Option("--kb", help="Knowledge base: a path or an SQLAlchemy URL.")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings file (default: gongbao.toml if there).")]
Name = Annotated[str, typer.Argument(help="The indicator as the knowledge base names it.")]


@app.command("list", epilog="Example: gongbao indicators list 可支配收入")
def list_(
    word: Annotated[str, typer.Argument(help="Only names with this in them.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, those with most figures first.")] = 50,
    kb: Kb = None,
    as_of: Annotated[int | None, typer.Option("--as-of", min=1, help="The state after this run.")] = None,
    config: Config = None,
) -> None:
    """List indicators: figures, name, population, property, statistic, facets, and what each is merged into."""
    from outputs import indicators
    from pipeline.commands import opened

    with opened(config, as_of, kb=kb) as (base, _):
        for row in indicators.listed(base, word, limit=limit):
            names = ("figures", "name", "population", "property", "statistic", "facets", "into")
            print(*("" if row[name] is None else row[name] for name in names), sep="\t")


@app.command(epilog="Example: gongbao indicators merge 人均可支配收入 居民人均可支配收入")
def merge(
    name: Name,
    into: Annotated[str, typer.Argument(help="The name it becomes one with.")],
    kb: Kb = None,
    config: Config = None,
) -> None:
    """Two names are one indicator: their figures are one series from now on."""
    from outputs import indicators
    from pipeline.commands import opened

    with opened(config, kb=kb) as (base, _):
        indicators.merge(base, name, into)


@app.command(epilog="Example: gongbao indicators split 人均可支配收入")
def split(name: Name, kb: Kb = None, config: Config = None) -> None:
    """A name merged before is an indicator of its own again."""
    from outputs import indicators
    from pipeline.commands import opened

    with opened(config, kb=kb) as (base, _):
        indicators.merge(base, name, name)
