"""Dates and periods in a text: where they stand and what the words alone say.

Each mention carries a template (:mod:`extractors.date_template`); its ``edtf`` is set where the words need no
context. :mod:`extractors.timeline` resolves the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors import date_context as context
from extractors import date_patterns as patterns
from extractors import date_readings as readings
from extractors import date_template as templates
from extractors import documents, named_dates
from extractors.mention import Mention, TimeValue
from extractors.quantities import spaced

_RECURRING = re.compile(r"(?:每年|每月|每日|每天|每周|每晚|每逢|每到|每年的|工作日|周[一二三四五六日]|历年)[：:]?$")
_RECURRING_LAST = frozenset("年月日天周晚逢到的一二三四五六：:\n")
_NEARBY = 200
# The share that reads right by eye over some hundred bulletins; what needs no context does in 97 of 100.
_CONFIDENCE = {
    "date.day": 0.92,
    "date.time": 0.88,
    "date.shared": 0.88,
    "date.festival": 0.8,
    "date.lunar": 0.85,
    "date.third": 0.92,
}
_FINENESS = {
    "time": 4,
    "day": 3,
    "third": 3,
    "edge": 3,
    "weekday": 3,
    "month": 2,
    "quarter": 2,
    "half": 2,
    "yearedge": 2,
    "year": 1,
}


def find(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """Every date of ``text`` outside the ``taken`` stretches and outside 《》, in order, none overlapping."""
    closed = spaced.closed_up(text) if " " in text else None
    if closed is not None:
        joined, kept = closed
        return spaced.backward(_find(joined, spaced.forward(taken, kept)), (), kept)[0]
    return _find(text, taken)


def _find(text: str, taken: Sequence[tuple[int, int]]) -> list[Mention]:
    folded = patterns.fold(text)
    blocked = sorted({*taken, *documents.brackets(text)})
    named = bool(patterns.NAMED.search(folded))
    found: list[Mention] = []
    position = index = 0
    heads = patterns.START_NAMED if named else patterns.START
    while head := heads.search(folded, position):
        start = head.start()
        while index < len(blocked) and blocked[index][1] <= start:
            index += 1
        limit = blocked[index][0] if index < len(blocked) else len(folded)
        if limit <= start:
            position = blocked[index][1]
            continue
        special = named_dates.find(folded, start, limit) if named else None
        if special:
            found.append(_with_tail(folded, limit, start, *_until(folded, limit, *special)))
            position = found[-1].end
            continue
        position = _read(folded, start, limit, found)
    return found


def _until(text: str, limit: int, end: int, template: str, rule: str) -> tuple[int, str, str]:
    """A named date and what it ranges to: 2014年春节至2016年5月."""
    if "open=" in template or text[end : end + 1] not in patterns.CONNECT_FIRST:
        return end, template, rule
    connect = patterns.CONNECT.match(text, end, limit)
    right = readings.point(text, connect.end(), limit) if connect and connect.end() < limit else None
    if right is None or right.shared or not right.parts.keys() & {"year", "month"}:
        return end, template, rule
    return right.end, f"{template} / {right.template}", "date.range"


def _read(text: str, start: int, limit: int, found: list[Mention]) -> int:
    """Appends the date that begins at ``start``, if one does; where to look on."""
    point = readings.point(text, start, limit)
    if point is None:
        return start + 1
    last = found[-1] if found else None
    near = _near(last, start) if point.words else {}
    # A document that names one day by 号 names others so: 16号获释.
    by_number = text[point.end - 1] == "号" and any(text[m.end - 1] == "号" for m in found[-3:])
    if not context.stands(text, point, continues=_continues(text, last, start), near=near, by_number=by_number):
        # 周一至周五9:00—17:00: the weekdays are no date, the hours are looked at again.
        return start + 2 if "weekday" in point.parts and "time" in point.parts else point.end
    if point.shared and patterns.FINISH.match(text, point.end):
        found.append(_mention(start, point.end, point.template, "date.shared"))
        return point.end
    template, end, rule = point.template, point.end, _rule(point)
    connect = patterns.CONNECT.match(text, end, limit) if text[end : end + 1] in patterns.CONNECT_FIRST else None
    right = readings.point(text, connect.end(), limit) if connect and connect.end() < limit else None
    if right is None and connect and "元" in text[start : start + 2]:
        # 公元618年至907年: the era stands once.
        later = patterns.LATER.match(text, connect.end(), limit)
        right = readings.Point(connect.end(), later.end(), {"year": later[1]}) if later else None
    if right is None and text[end : end + 1] == "与":
        # 2007年与2009年间 is a stretch; 与 alone joins a list.
        right = readings.point(text, end + 1, limit) if end + 1 < limit else None
        right = right if right is not None and patterns.BETWEEN.match(text, right.end) else None
    if right is not None and not right.shared and _can_follow(point, right) and not _opens_name(text, point, right):
        template, end, rule = f"{template} / {right.template}", right.end, "date.range"
    elif point.shared:
        return start + 1
    if _recurs(text, start, point, last) or (rule == "date.range" and _of_every_day(text, point, end)):
        template += " recurring=1"
    found.append(_with_tail(text, limit, start, end, template, rule))
    return found[-1].end


def _recurs(text: str, start: int, point: readings.Point, last: Mention | None) -> bool:
    """Whether the time comes again: 每天8时, and in a list after such a one (每天8:00至12:00，14:00至17:00)."""
    if text[start - 1 : start] in _RECURRING_LAST and _RECURRING.search(text, max(0, start - 8), start):
        return True
    if last is None or not 0 < start - last.end <= 2:
        return False
    gap = text[last.end : start].strip(" ")
    # 每月1日、15日; a comma goes on only between hours.
    listed = gap in "、和及与" or (gap in "，,；" and not point.parts.keys() - {"time", "pod"})
    return (
        listed
        and "year" not in point.parts
        and isinstance(last.payload, TimeValue)
        and "recurring=" in last.payload.template
    )


#: 20时至23时消费额: hours of the day as a class of a statistic, no hours of one day.
_HOURS_COUNTED = re.compile(
    "的?(?:时段|消费|营业|营收|客流|人流|车流|交易|销售|订单|堂食|外卖|餐饮|用电|电价|票房|占比|入园|夜间|经济)"
)


def _of_every_day(text: str, point: readings.Point, end: int) -> bool:
    return point.parts.keys() <= {"time", "pod"} and _HOURS_COUNTED.match(text, end) is not None


def _opens_name(text: str, left: readings.Point, right: readings.Point) -> bool:
    """12月1日起至2020年春运结束: after a day a year alone is the end of the range only where nothing follows it."""
    return (
        right.parts.keys() == {"year"}
        and "day" in left.parts
        and "\u4e00" <= text[right.end : right.end + 1] <= "\u9fff"
        and text[right.end] not in "止内间期的以之前后"
    )


def _with_tail(text: str, limit: int, start: int, end: int, template: str, rule: str) -> Mention:
    """The mention with 以来, 前, 期间 … where they touch it."""
    tail = patterns.TAIL.match(text, end, limit) if text[end : end + 1] in patterns.TAIL_FIRST else None
    if tail and "open=" not in template:
        kind = (tail.lastgroup or "").removesuffix("_bare")
        clock = "time=" in templates.dump(templates.load(template)[-1])
        if not (clock and tail.lastgroup == "after_bare"):
            end = tail.end()
            template += "" if kind == "during" else f" open={kind}"
            rule += f"_{kind}"
    return _mention(start, end, template, rule)


def _rule(point: readings.Point) -> str:
    parts = point.parts
    for finest in _FINENESS:
        if finest in parts:
            return f"date.relative_{finest}" if point.words else f"date.{finest}"
    return "date.relative_period" if point.words else "date.period"


def _can_follow(left: readings.Point, right: readings.Point) -> bool:
    """Whether ``right`` can end a range that ``left`` begins: both of about the same fineness."""
    if right.words and right.words[0][0] == "当":
        return False
    if left.parts.keys() >= {"weekday"} and "week" not in left.parts:
        return False
    fine = [max((_FINENESS.get(key, 2) for key in point.parts), default=0) for point in (left, right)]
    if right.parts.keys() <= {"time", "pod"}:
        return "time" in left.parts
    return abs(fine[0] - fine[1]) <= 2


def _continues(text: str, last: Mention | None, start: int) -> bool:
    """Whether a list of days goes on here: 4月9日、13日."""
    if last is None or start - last.end != 1 or text[last.end] not in "、和及与":
        return False
    return isinstance(last.payload, TimeValue) and "day=" in last.payload.template


def _near(last: Mention | None, start: int) -> Mapping[str, str]:
    """The parts of the last date where it is near enough for a word such as 次日 to point at it."""
    if last is None or start - last.end > _NEARBY or not isinstance(last.payload, TimeValue):
        return {}
    points = templates.load(last.payload.template)
    return {**points[0], **points[-1]}


def _mention(start: int, end: int, template: str, rule: str) -> Mention:
    edtf = templates.absolute(template)
    confidence = 0.97 if edtf else _CONFIDENCE.get(rule.split("_")[0], 0.94)
    return Mention("date", start, end, TimeValue(edtf, template), rule, confidence)
