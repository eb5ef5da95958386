"""From one level to another: 由71.2%上升至83.9%, 从2018年的68.9亿元增至97.3亿元, 由小学650元、初中850元提高到720元、940元.

Both levels measure what stands before 由 or 从; the first holds at the earlier time and has happened whatever is planned
for the second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractors.assembly.context import Figure

_FROM = "由从"
_REACH = 18
_BETWEEN = re.compile(r"[^，。；：、由从]{0,16}")
_ROSE = r"(?:[提升增扩上前跃攀回加延放拓优翻飙猛激扭恢][高升长加大调移升速密宽展化进居到转至快番升复]?|上涨|上浮|下[降调浮滑跌]|[降减跌缩压收精变转改集调锐骤发推拉集][低少小短缩减窄简为整成变至展进长降升中增]?|涨|退|跌|调)"
_TO = re.compile(
    rf"(?:[（(][^（）()]*[）)])?(?:的[^，。；\d]{{1,6}})?[，,]?[^，。；、：\d的]{{0,6}}?{_ROSE}(?:幅)?(?:至|到了?|为|成|达到?|转为)(?!今)|(?:[（(][^（）()]*[）)])?[^，。；、：\d]{{0,6}}?(?:至|到|为)(?=[约近超每不\d])"
)
_GAP = 16


class Turn(NamedTuple):
    """``at``: offset of 由 or 从; ``peer``: number of the figure at the other end; ``first``: it is the level left."""

    at: int
    first: bool
    peer: int
    listed: bool = False


def turns(text: str, found: Sequence[Figure]) -> dict[int, Turn]:
    """The figures that are one end of a move from level to level, by number."""
    out: dict[int, Turn] = {}
    for place, figure in enumerate(found[:-1]):
        at = max(
            text.rfind("由", figure.clause.start, figure.start), text.rfind("从", figure.clause.start, figure.start)
        )
        if place and found[place - 1].start > at:
            continue  # 由5个工作日缩短为1个工作日，担保期限放宽到6个月: two moves
        if at < 0 or figure.start - at > _REACH or not _BETWEEN.fullmatch(text, at + 1, figure.start):
            continue
        ends = _targets(text, found, place)
        sources = [figure.number]
        following = found[place + 1]
        if not ends and text[figure.end : figure.end + 1] == "、" and following.start - figure.end < 12:
            ends = _targets(text, found, place + 1)  # 由小学650元、初中850元分别提高到720元、940元
            sources.append(following.number)
        if len(ends) < len(sources):
            continue
        for source, target in zip(sources, ends, strict=False):
            out[source] = Turn(at, True, target, len(sources) > 1)
            out[target] = Turn(at, False, source, len(sources) > 1)
    return out


def _targets(text: str, found: Sequence[Figure], place: int) -> list[int]:
    """The figure that the level at ``place`` moves to, with the next one of a list; empty where it does not move."""
    if place + 1 >= len(found):
        return []
    figure, following = found[place], found[place + 1]
    gap = text[figure.end : following.start]
    if len(gap) > _GAP or _TO.match(gap) is None:
        return []
    ends = [following.number]
    if place + 2 < len(found) and text[following.end : found[place + 2].start] == "、":
        ends.append(found[place + 2].number)
    return ends
