"""Regular expressions that are compiled when they are first used, for those that most notices do not meet.

Compiling takes a third of what a first document waits for. Python 3.11 needs a millisecond for each class that holds a
range of Chinese characters.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_USED = ("match", "search", "fullmatch", "finditer", "findall", "split", "sub", "subn", "pattern", "groupindex")


class Lazy:
    """Stands for the compiled expression; once it is compiled its methods are found as fast as on the expression."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._given = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name not in _USED:
            raise AttributeError(name)
        compiled = re.compile(*self._given)
        for one in _USED:
            setattr(self, one, getattr(compiled, one))
        return getattr(compiled, name)


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """:func:`re.compile`, put off. A malformed expression is found by the test that compiles them all."""
    return cast("re.Pattern[AnyStr]", Lazy(pattern, flags))
