"""Dates and periods in a text: where they stand and what the words alone say (a template, and EDTF where complete).

The reading of a mention is its ``template``: points of ``key=value`` parts, two points joined by `` / `` for a range,
``open=since`` and the like for an open side. A number without a sign is absolute (``year=2020``), one with a sign is
relative to the document's date (``year=-1`` for 去年, ``day=+1`` for 明天); ``same`` and ``next`` point at the date
before it in the text. :mod:`extractors.timeline` resolves what is not complete.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors import date_patterns as patterns
from extractors import date_readings as readings
from extractors.mention import Mention, TimeValue

_RECURRING = re.compile(r"(?:每年|每月|每日|每天|每周|每晚|每逢|每个?工作日|历年|每年的|平日|工作日|周一至周[五日]|，下午)$")
_COMPARED = re.compile(r"(?:比|较|同比|超过|超|与|和|低于|高于|不及)$")
_POINTS_BACK = frozenset({"当日", "当天", "当晚", "同日", "第二天"})
_LONGEST = 60


def find(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """Every date of ``text`` outside ``taken`` stretches (document titles and numbers), in order, none overlapping."""
    folded = text.translate(patterns.FOLD) if patterns.FULL_WIDTH.search(text) else text
    has_festival = bool(patterns.NAMED.search(folded))
    blocked = sorted(taken)
    block = 0
    found: list[Mention] = []
    position = 0
    start_at = patterns.START.search
    while (head := start_at(folded, position)) is not None:
        start = head.start()
        while block < len(blocked) and blocked[block][1] <= start:
            block += 1
        if block < len(blocked) and blocked[block][0] <= start:
            position = blocked[block][1]
            continue
        limit = blocked[block][0] if block < len(blocked) else len(folded)
        mention = _at(folded, start, limit, found, has_festival)
        if mention is None:
            position = max(start + 1, head.end() if head.group()[0].isdigit() else start + 1)
        else:
            found.append(mention)
            position = mention.end
    return found


def _at(text: str, start: int, limit: int, found: list[Mention], has_festival: bool) -> Mention | None:
    """The date that begins at ``start``, if one does."""
    if has_festival:
        named = readings.named(text, start, limit)
        if named:
            return _mention(start, *named)
    last = found[-1] if found else None
    point = readings.point(text, start, limit)
    if point is None or not _stands(text, point, last):
        return None
    template, end = point.template, point.end
    rule = "date." + point.rule
    if point.unfinished == "list":
        return _mention(start, end, template, "date.list_member")
    connect = patterns.CONNECT.match(text, end, limit) if not point.closed else None
    if connect:
        right = readings.point(text, connect.end(), limit)
        if right is not None and right.unfinished is None and readings.can_follow(point, right):
            template = f"{readings.complete(point, right)} / {right.template}"
            end, rule = right.end, "date.range"
        elif point.unfinished:
            return None
    elif point.unfinished:
        return None
    if last and last.end <= start and _RECURRING.search(text, max(0, start - 8), start):
        template += " recurring=1"
    elif _RECURRING.search(text, max(0, start - 8), start):
        template += " recurring=1"
    tail = patterns.TAIL.match(text, end, limit)
    if tail and readings.takes_tail(text, point, tail):
        template += f" open={tail.lastgroup}"
        end = tail.end()
        rule += f"_{tail.lastgroup}"
    return _mention(start, end, template, rule)


def _stands(text: str, point: readings.Point, last: Mention | None) -> bool:
    """Whether the words around let the point be a date: no comparison, no part of another word."""
    start, end = point.start, point.end
    before = text[max(0, start - 3) : start]
    after = text[end : end + 3]
    parts = point.parts
    keys = parts.keys() - {"time", "pod"}
    if keys == {"day"} and parts["day"].isdigit():
        return readings.bare_day(text, point, _continues(text, last, start))
    if not keys and "time" in parts:
        return readings.bare_clock(text, point)
    if point.word in _POINTS_BACK and "time" not in parts:
        return False
    if point.relative and (after[:2] in ("同期", "同月", "同日") or _COMPARED.search(before)) and point.compares:
        return False
    return readings.whole_word(point, before, after)


def _continues(text: str, last: Mention | None, start: int) -> bool:
    """Whether a list of days goes on here: 4月9日、13日."""
    if last is None or start - last.end > 1 or start <= last.end:
        return False
    return text[last.end] in "、和及与" and isinstance(last.payload, TimeValue) and "day=" in last.payload.template


def _mention(start: int, end: int, template: str, rule: str) -> Mention:
    return Mention("date", start, end, TimeValue(readings.absolute(template), template), rule, 0.9)
