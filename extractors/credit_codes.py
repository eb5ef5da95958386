"""统一社会信用代码: the 18 characters by which the state knows a body (GB 32100-2015)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


_CODE = re.compile(r"信用代码(?:证?号码?)?[）)]?\s{0,4}[:：为是]?\s{0,4}([0-9A-Z]{18})(?![0-9A-Z])")
_NEAR = 120


def of_names(text: str, names: Sequence[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    """Bodies with the valid code that the text gives behind their name: ``(official name, code)``.

    ``names`` are stretches with official names, in order. A code belongs to the last name before it, at most 120
    characters away.

    >>> list(of_names("甲公司（统一社会信用代码：91350100M000100Y43）", [(0, 3, "甲公司")]))
    [('甲公司', '91350100M000100Y43')]
    """
    for match in _CODE.finditer(text):
        before = [name for start, end, name in names if end <= match.start() <= end + _NEAR]
        if before and valid(match[1]):
            yield before[-1], match[1]


def valid(code: str) -> bool:
    """Whether an 18-character 统一社会信用代码 has the right form and check character (GB 32100-2015).

    >>> valid("91350100M000100Y43"), valid("91350100M000100Y44")
    (True, False)
    """
    if len(code) != 18 or any(character not in _ALPHABET for character in code):
        return False
    total = sum(weight * _ALPHABET.index(character) for weight, character in zip(_WEIGHTS, code, strict=False))
    return _ALPHABET[(31 - total % 31) % 31] == code[17]
