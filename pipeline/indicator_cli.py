"""``gongbao indicators``: what is measured, and names of one indicator united by reviewers so that their series join."""

from __future__ import annotations

import typer

from pipeline import registry_cli

app = typer.Typer(help="Indicators: list them, unite names of one.", no_args_is_help=True, rich_markup_mode=None)
registry_cli.add(app, "indicators", "indicator", ("人均可支配收入", "居民人均可支配收入"))
