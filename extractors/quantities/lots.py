"""The lots of a tender: 包1, 2包, 标段3 are names, also where the blank after them was lost."""

from __future__ import annotations

import re

_LABEL = re.compile(r"(?:包|标段) ?([0-9]{1,2})")
_NEXT_TO = 80


def glued(text: str, start: int, end: int) -> int:
    """How many of the figures ``text[start:end]`` are the number of the lot named before them, 0 where none are.

    包112万元，包2 30万元 is lot 1 and 12万元: the lots of a text are numbered one after the other, so figures that begin
    with the number whose turn it is, near the lot before or after it, begin with that number.
    """
    if not (text.startswith("包", start - 1) or text.startswith("标段", start - 2)):
        return 0
    before = _LABEL.findall(text, max(0, start - _NEXT_TO), start - 1)
    turn = _turn_of(before[-1]) + 1 if before else 1
    figures = str(turn)
    rest = text[start + len(figures) : end]
    if not text.startswith(figures, start) or not rest or rest[0] in "0." or not rest[0].isdigit():
        return 0
    if not before:
        following = _LABEL.search(text, end, end + _NEXT_TO)
        return len(figures) if following and following[1].startswith(str(turn + 1)) else 0
    return len(figures)


def _turn_of(figures: str) -> int:
    """The number of the lot: of two glued figures the first."""
    return int(figures[0]) if len(figures) > 1 and figures[0] != "1" else int(figures)


_AMOUNT_AFTER = re.compile(r"[ ：:]{0,2}[0-9]|[ ：:]{1,2}|(?:中标|成交|预算|采购|最高限价|供应商|报价)")


def is_label(text: str, start: int, end: int) -> bool:
    """Whether N包 at ``start`` names a lot rather than counting packets: 1包 112万元；2包98万元."""
    opens = start == 0 or text[start - 1] in "，。；：:、（( \n\t第"
    return opens and end - start <= len("12包") and _AMOUNT_AFTER.match(text, end) is not None
