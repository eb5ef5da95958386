"""Reading one point in time part by part: which form was written, and its parts as ``key=value``."""

from __future__ import annotations

import re

from msgspec import Struct

from extractors import date_patterns as patterns
from extractors import date_template as templates

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ο": 0, "O": 0, "两": 2, "元": 1}
_YEAR_WORDS = {
    "去": "-1",
    "今": "+0",
    "明": "+1",
    "前": "-2",
    "后": "+2",
    "大": "-3",
    "来": "+1",
    "本": "+0",
}
_POINTING = {"次": "next", "翌": "next", "同": "same", "当": "about", "年": "about", "全": "about", "上": "prior"}
_NEAR = {"本": "+0", "上": "-1", "下": "+1"}
_DAY_WORDS = {
    "今": "+0",
    "昨": "-1",
    "明": "+1",
    "前": "-2",
    "后": "+2",
    "大": "-3",
    "次": "next",
    "翌": "next",
    "第": "next",
}
_WEEKDAYS = {c: str(i) for i, c in enumerate("一二三四五六日", 1)} | {"天": "7"}
_LATE = frozenset({"下午", "晚上", "晚间", "傍晚", "午后", "晚", "夜间", "深夜", "午夜", "夜里", "夜"})
_NIGHT = frozenset({"晚上", "晚间", "晚", "深夜", "午夜", "夜里", "夜间"})
_FRACTIONS = {"半": 30, "一刻": 15, "三刻": 45}
_PARTS_OF_YEAR = frozenset({"quarter", "quarters", "half", "months"})
_SHARED = frozenset({"shared", "shared_quarter"})
#: Forms of a year that give all its figures.
_WRITTEN_OUT = frozenset({"year", "shared", "bare", "alone", "era", "old", "early", "spelt"})
#: The first year of the Republic, 民国元年, was 1912.
_BEFORE_REPUBLIC = 1911


class Point(Struct, frozen=True, gc=False):
    """One point in time as written in ``text[start:end]``.

    ``words`` are the relative words of its year, month or day (去年, 上月, 今天). ``shared`` says that its unit comes
    with the next point: ``2018`` in 2018、2019年.
    """

    start: int
    end: int
    parts: dict[str, str]
    words: tuple[str, ...] = ()
    shared: bool = False

    @property
    def template(self) -> str:
        """The parts as a template."""
        return templates.dump(self.parts)


def number(written: str) -> int:
    """A day, month, year or hour in ASCII or Chinese digits: 二〇二一, 廿三, 十二, 2021."""
    if written.isascii():
        return int(written.replace("O", "0"))
    written = written.replace("廿", "二十")
    tens, ten, units = written.partition("十")
    if ten:
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)
    return int("".join(char if char.isascii() and char.isdigit() else str(_DIGITS[char]) for char in written))


def point(text: str, start: int, limit: int) -> Point | None:
    """The longest point in time that begins at ``start`` and ends by ``limit``; None where there is none."""
    parts: dict[str, str] = {}
    words: list[str] = []
    iso = patterns.ISO.match(text, start, limit) if text[start] in "12" else None
    if iso:
        year, month, day = iso.group("year", "month", "day")
        parts = {
            "year": year,
            "month": str(
                int(month or next(filter(None, iso.group("month_only", "month_dot", "month8", "month_blank"))))
            ),
        }
        if day or iso.group("day8") or iso.group("day_blank"):
            parts["day"] = str(int(day or iso.group("day8") or iso.group("day_blank")))
        end, shared = iso.end(), False
    else:
        end, shared = _calendar(text, start, limit, parts, words)
    if shared:
        return Point(start, end, parts, tuple(words), True)
    if parts:
        end = _bracket(text, end, limit, parts)
    end, shared = _time_of_day(text, end, limit, parts)
    if not parts or (len(parts) == 1 and "pod" in parts):
        return None
    return Point(start, end, parts, tuple(words), shared)


def _calendar(text: str, start: int, limit: int, parts: dict[str, str], words: list[str]) -> tuple[int, bool]:
    """Year, part of the year, month, day; where they end, and whether the last of them lacks its unit."""
    first = text[start]
    word = patterns.DAY_WORD.match(text, start, limit) if first in patterns.DAY_WORD_FIRST else None
    if word is None and first in patterns.WEEK_FIRST:
        word = patterns.WEEK.match(text, start, limit)
    if word:
        _day_word(word, parts, words)
        return word.end(), False
    end = start
    year = patterns.YEAR.match(text, end, limit) if first in patterns.YEAR_FIRST else None
    if year:
        end = year.end()
        _year(year, parts, words)
        if year.group("shared"):
            return end, True
    first = text[end] if end < limit else ""
    edge = patterns.YEAR_EDGE.match(text, end, limit) if first in patterns.YEAR_EDGE_FIRST else None
    if edge and (year or text[edge.start()] == "年"):
        end = edge.end()
        if edge.group("edge"):
            parts["yearedge"] = _edge(edge.group("edge"))
            return end, False
        first = text[end] if end < limit else ""
    if year and first in patterns.SEASON_FIRST:
        season = patterns.SEASON.match(text, end, limit)
        if season:
            parts["season"] = templates.SEASONS[season.group()[0]]
            return season.end(), False
    month = patterns.MONTHS.match(text, end, limit) if first in patterns.MONTHS_FIRST else None
    if month:
        end = month.end()
        _months(month, parts, words)
        if month.lastgroup in _SHARED:
            return end, True
        _settle_year(parts, words)
        first = text[end] if end < limit else ""
    if month and first in patterns.NTH_FIRST:
        within = patterns.WITHIN_MONTH.match(text, end, limit)
        if within:
            _within(within, parts)
            return within.end(), False
    day = patterns.DAYS.match(text, end, limit) if first in patterns.DAYS_FIRST else None
    if day is None and month and month.lastgroup in ("month", "word") and first in patterns.DAYS_FIRST:
        day = patterns.DAYS_OF_MONTH.match(text, end, limit)
    if day and _days(day, parts):
        end = day.end()
        if day.lastgroup == "shared":
            return end, True
        if end < limit and text[end] in patterns.WEEKDAY_FIRST:
            weekday = patterns.WEEKDAY_AFTER.match(text, end, limit)
            end = weekday.end() if weekday else end
    return end, False


def _year(match: re.Match[str], parts: dict[str, str], words: list[str]) -> None:
    kind = match.lastgroup or ""
    written = match.group(kind)
    if kind in _WRITTEN_OUT:
        parts["year"] = str(number(written))
    elif kind == "pair":
        parts["year"], parts["years"] = written, "2"
    elif kind == "republic":
        parts["year"] = str(_BEFORE_REPUBLIC + number(written))
    elif kind in ("short", "zero", "after"):
        short = number(written)
        parts["year"] = str(2000 + short if short < 50 else 1900 + short)
    elif kind == "bc":
        parts["bc"] = str(number(written[1:]))
    elif kind == "years":
        parts["year"], parts["years"] = ("+0" if written[0] == "今" else "-1"), "2"
    else:
        parts["year"] = _YEAR_WORDS.get(written[0]) or _POINTING[written[0]]
        words.append(written)


def _settle_year(parts: dict[str, str], words: list[str]) -> None:
    """当年4月 is of the year named before; 当年 alone stands for the year spoken of."""
    if words[:1] == ["当年"] and "month" in parts:
        parts["year"] = "same"


def _months(match: re.Match[str], parts: dict[str, str], words: list[str]) -> None:
    kind = match.lastgroup or ""
    written = match.group(kind)
    if kind in ("month", "shared"):
        parts["month"] = str(number(written))
    elif kind == "word":
        parts["month"] = _NEAR.get(written[0]) or ("next" if written[0] == "次" else "same")
        words.append(written)
    elif kind == "quarter_word":
        parts["quarter"] = _NEAR[written[0]]
        words.append(written)
    elif kind == "quarter_pair":
        parts["half"] = "1" if written == "一二" else "2"
    elif kind == "half":
        parts["half"] = "1" if written == "上" else "2"
    else:
        parts["quarter" if kind == "shared_quarter" else kind] = str(number(written))


def _days(match: re.Match[str], parts: dict[str, str]) -> bool:
    kind = match.lastgroup or ""
    written = match.group(kind)
    if kind == "third":
        thirds = sorted(str("上中下".index(char) + 1) for char in written)
        parts["third"] = "-".join(dict.fromkeys(thirds))
        return True
    if kind == "edge":
        if written[0] != "月" and not parts.keys() & {"month", "quarter", "quarters", "half", "months"}:
            return False
        parts["edge"] = _edge(written)
        return True
    if parts.keys() & _PARTS_OF_YEAR:
        # 本季度27号: a quarter has no days of the month.
        return False
    parts["day"] = str(number(written))
    return True


def _within(match: re.Match[str], parts: dict[str, str]) -> None:
    """Days and weeks counted within the month: the first N days, the n-th week (``nth=-1``: the last)."""
    first, nth = match.group("first", "nth")
    if first:
        parts["first"] = str(number(first))
    else:
        parts["nth"] = str(number(nth)) if nth else "-1"


def _edge(written: str) -> str:
    return {"初": "start", "始": "start", "中": "middle"}.get(written[-1], "end")


def _day_word(match: re.Match[str], parts: dict[str, str], words: list[str]) -> None:
    kind = match.lastgroup or ""
    if kind == "days":
        parts["day"], parts["days"] = ("+0" if match.group(kind)[0] == "今" else "+1"), "2"
    elif kind == "word":
        written = match.group(kind)
        parts["day"] = _DAY_WORDS.get(written[0], "same")
        words.append(written)
        if written[-1] in "晨早晚夜":
            parts["pod"] = written[-1]
    else:
        week = match.group("week") or match.group("only")
        if week:
            step = int(_NEAR[week[0]])
            parts["week"] = f"{step * 2 if week[1:2] == week[0] else step:+d}"
        if kind == "weekday":
            weekday = match.group("weekday")
            parts["weekday"] = _WEEKDAYS.get(weekday, "6")
            if weekday == "末":
                parts["days"] = "2"
        words.append("周")


def _bracket(text: str, end: int, limit: int, parts: dict[str, str]) -> int:
    """今天（9月25日）: a date in brackets is part of the date before it and says which day it is."""
    if end >= limit or text[end] not in patterns.BRACKET_FIRST:
        return end
    bracket = patterns.BRACKET.match(text, end, limit)
    inner = patterns.BRACKET_DATE.fullmatch(bracket.group(1)) if bracket else None
    if not bracket or not inner:
        return end
    year, month, day, pod = inner.group("year", "month", "day", "pod")
    if day and not ("month" in parts and month and parts["month"].isdigit()):
        for key, written in (("year", year), ("month", month), ("day", day)):
            if written:
                parts[key] = str(number(written))
        parts.pop("week", None)
        parts.pop("weekday", None)
    if pod:
        parts["pod"] = pod
    return bracket.end()


def _time_of_day(text: str, end: int, limit: int, parts: dict[str, str]) -> tuple[int, bool]:
    if end >= limit or not _has_day(parts):
        return end, False
    part = patterns.PART_OF_DAY.match(text, end, limit) if text[end] in patterns.PART_OF_DAY_FIRST else None
    if part:
        parts["pod"] = part.group("pod")
        end = part.end()
        end = _bracket(text, end, limit, parts) if len(parts) > 1 else end
    if end >= limit or text[end] not in patterns.CLOCK_FIRST:
        return end, False
    clock = patterns.CLOCK.match(text, end, limit)
    if not clock or (
        clock.start() == end
        and end
        and text[end - 1].isdigit()
        and clock.group().strip()[0].isdigit()
        and clock.group()[0] != " "
    ):
        return end, False
    if clock.group("shared"):
        parts["time"] = f"{_hour(clock.group('shared'), parts):02d}:00"
        return clock.end(), True
    parts["time"] = _clock(clock, parts)
    return clock.end(), False


def _has_day(parts: dict[str, str]) -> bool:
    """Whether a time of day can follow: after a day, or standing alone."""
    return not parts or "day" in parts or "weekday" in parts or "pod" in parts or "edge" in parts


def _hour(written: str, parts: dict[str, str]) -> int:
    hour = number(written)
    pod = parts.get("pod", "")
    if hour == 12 and pod in _NIGHT:
        return 24
    if hour >= 12 or hour == 0:
        return hour
    if pod in ("中午", "午间"):
        return hour + 12 if hour < 6 else hour
    if pod not in _LATE:
        return hour
    return hour if hour < 5 and pod in _NIGHT - {"晚上", "晚间", "晚"} else hour + 12


def _clock(match: re.Match[str], parts: dict[str, str]) -> str:
    group = match.group
    hour = _hour(group("hour") or group("hour2"), parts)
    minute = group("minute") or group("minute2") or group("bare")
    second = group("second") or group("second2")
    if group("over") == "多" and not minute:
        return f"{hour:02d}"
    minutes = number(minute) if minute else _FRACTIONS.get(group("fraction") or "", 0)
    hour = hour % 24 if minutes else hour
    return f"{hour:02d}:{minutes:02d}" + (f":{number(second):02d}" if second else "")
