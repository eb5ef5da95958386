"""统一社会信用代码: the 18 characters by which the state knows a body (GB 32100-2015)."""

from __future__ import annotations

_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def valid(code: str) -> bool:
    """Whether an 18-character 统一社会信用代码 has the right form and check character (GB 32100-2015).

    >>> valid("91350100M000100Y43"), valid("91350100M000100Y44")
    (True, False)
    """
    if len(code) != 18 or any(character not in _ALPHABET for character in code):
        return False
    total = sum(weight * _ALPHABET.index(character) for weight, character in zip(_WEIGHTS, code, strict=False))
    return _ALPHABET[(31 - total % 31) % 31] == code[17]
