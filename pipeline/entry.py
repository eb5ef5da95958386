"""The entry point of ``gongbao``: the command line, but for a run that was asked before and has nothing new to say."""

from __future__ import annotations

import sys
from typing import NoReturn

from pipeline import again


def main() -> NoReturn:
    """Run the command of this process."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["run"]:
        code = again.said(arguments)
        if code is not None:
            sys.exit(code)
        again.asked = arguments
    from pipeline import cli

    cli.main(arguments)
