"""One place that settles overlaps: of mentions that claim the same characters, one stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from extractors.mention import Mention

# A title holds its figures, a name its ordinals, a date its digits: the more specific reading wins.
_PRECEDENCE = {"document": 0, "institution": 1, "date": 2}


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """Non-overlapping mentions in text order.

    The kind with the higher precedence wins (document, institution, date, then the numeric kinds), then the longer
    span, then the earlier one.
    """
    ordered = sorted(mentions, key=attrgetter("start", "end"))
    clash = False
    reach = -1
    for mention in ordered:
        if mention.start < reach:
            clash = True
            break
        reach = max(reach, mention.end)
    if not clash:
        return ordered
    kept: list[Mention] = []
    for mention in ordered:
        while kept and mention.start < kept[-1].end:
            if _rank(mention) >= _rank(kept[-1]):
                break
            kept.pop()
        else:
            kept.append(mention)
    return kept


def _rank(mention: Mention) -> tuple[int, int]:
    return (_PRECEDENCE.get(mention.kind, 3), mention.start - mention.end)


def united(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, overlapping ones as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
