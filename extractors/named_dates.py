"""Stretches of time that have a name: decades, centuries, five-year plans, days of the lunar calendar, festivals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar.constants import holidays
from lunardate import LunarDate

from extractors import date_patterns as patterns
from extractors.date_readings import number
from extractors.lexicon_io import load

_CALENDAR = {row["name"]: row for row in load("calendar")}
_LUNAR_PREFIXES = ("农历", "阴历", "旧历", "夏历")
# Lengths of the public holidays in years for which no notice of the State Council (国务院办公厅关于部分节假日安排的通知)
# is known to the calendar: before 2004 and to come.
_HOLIDAY_DAYS = {
    "new_year": 3,
    "spring_festival": 7,
    "tomb_sweeping": 3,
    "labour": 5,
    "dragon_boat": 3,
    "mid_autumn": 3,
    "national": 7,
}


def find(text: str, start: int, limit: int) -> tuple[int, str, str] | None:
    """The named stretch of time at ``start``: where it ends, its template, the rule. None where there is none."""
    chinese = text[start] not in "0123456789"
    plan = patterns.PLAN.match(text, start, limit) if chinese else None
    if plan:
        return plan.end(), _plan(plan), "date.plan"
    decade = patterns.DECADE.match(text, start, limit)
    if decade:
        return decade.end(), _decade(decade), "date.decade"
    lunar = patterns.LUNAR.match(text, start, limit) if chinese else None
    if lunar and (
        lunar.group("month") in "正腊"
        or text[max(0, start - 2) : start] in _LUNAR_PREFIXES
        or patterns.LUNAR_ALONE.match(lunar.group("day"))
    ):
        return lunar.end(), _lunar(lunar), "date.lunar"
    festival = patterns.FESTIVAL.match(text, start, limit) if text[start - 1 : start] != "双" else None
    if festival and _is_day(text, festival):
        return festival.end(), _festival(festival), "date.festival"
    return None


def _plan(match: re.Match[str]) -> str:
    """The n-th five-year plan: the fourteenth is 2021 to 2025."""
    first = 2021 + (number(match.group("plan")) - 14) * 5
    template = f"plan={first}/{first + 4}"
    kind = match.lastgroup
    if kind in ("end", "start"):
        template += f" planedge={kind}"
    return template + (" open=since" if kind == "since" else "")


def _decade(match: re.Match[str]) -> str:
    if match.group("whole"):
        return f"decade={match.group('whole')}X"
    century = match.group("century") or "上"
    base = {"上": 19, "本": 20}.get(century[0]) or number(century) - 1
    written = match.group("decade") or match.group("decade_only")
    if not written:
        template = f"century={base:02d}XX"
    elif len(written) == 3:
        template = f"decade={base}{number(written[0])}0/{base}{number(written[1])}9"
    else:
        template = f"decade={base}{number(written) // 10}X"
    return template + (" open=since" if match.group("since") else "")


def _lunar(match: re.Match[str]) -> str:
    month = {"正": 1, "腊": 12, "冬": 11}.get(match.group("month")) or number(match.group("month").lstrip("闰"))
    written = match.group("day").lstrip("初")
    return f"lunar={month}-{number(written)}"


def _is_day(text: str, match: re.Match[str]) -> bool:
    """A festival is a date where it has a year; else it is an event (欢度春节), and so is its holiday (春节假期, 春节期间).

    Source: fact-model section 3, events as time are no dates, the year in front of one is.
    """
    if match.group("holiday"):
        return False
    if match.group("day") or match.group("name").startswith("大年"):
        return True
    if not (match.group("year") or match.group("word")):
        return False
    return not re.match(
        r"联欢|晚会|档|期间|活动|慰问|团拜|前|后|招待|系列|特别|将至|来临|临近|将近|到来|即将|、",
        text[match.end() : match.end() + 2],
    )


def _festival(match: re.Match[str]) -> str:
    template = f"festival={match.group('name')}"
    if match.group("year"):
        return f"year={number(match.group('year'))} {template}"
    if match.group("word"):
        return f"year={ {'今': '+0', '去': '-1', '明': '+1'}[match.group('word')[0]] } {template}"
    return template


_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def festival_day(name: str, year: int) -> date | None:
    """The day of a festival of ``calendar.tsv`` in a year; None outside the years of the lunar tables (1900–2099)."""
    row = _CALENDAR[name]
    if row["kind"] == "solar":
        month, day = row["value"].split("-")
        return date(year, int(month), int(day))
    if row["kind"] == "term":
        return tomb_sweeping(year)
    month, day = row["value"].split("-")
    lunar = lunar_day(year, int(month), int(day))
    return lunar - timedelta(days=1) if lunar and row["kind"] == "eve" else lunar


def holiday(name: str, year: int) -> tuple[date, date] | None:
    """First and last day of the festival's public holiday as the notice of the year has it; None where it has none."""
    row = _CALENDAR[name]
    first = festival_day(name, year)
    length = _HOLIDAY_DAYS.get(row["holiday"])
    if first is None or length is None:
        return None
    if first not in holidays:
        return first, first + timedelta(days=length - 1)
    last = first
    while first - _DAY in holidays:
        first -= _DAY
    while last + _DAY in holidays:
        last += _DAY
    return first, last


def holidays_in(text: str, published: date | None) -> Iterator[tuple[int, int, str]]:
    """The public holidays named in a text as a time (2024年“五一”假期, 国庆黄金周, 春节期间): where, and their days as EDTF.

    They are no dates, but what is told of them has their days for its period. Without a year the nearest to the
    publication date is meant.
    """
    for match in _holidays(text):
        year, name = match.group("year"), match.group("name")
        if year:
            found = holiday(name, number(year))
        elif published is None:
            continue
        else:
            word = match.group("word")
            steps = (-1, 0, 1) if not word else ({"今": 0, "去": -1, "明": 1}[word[0]],)
            near = [days for step in steps if (days := holiday(name, published.year + step))]
            found = min(near, key=lambda days: abs((days[0] - published).days), default=None)
        if found:
            yield match.start(), match.end(), f"{found[0].isoformat()}/{found[1].isoformat()}"


def without_holiday(phrase: str) -> str:
    """“五一”假期|日均车流量: a noun phrase without the holiday that stands before it as a time."""
    match = patterns.FESTIVAL.match(phrase)
    if match is None or not match.group("holiday") or phrase[-1] == "期":
        return phrase
    rest = phrase[match.end("holiday") :]
    return rest.lstrip("的，") if _NOUN.match(rest) else phrase


def _holidays(text: str) -> Iterator[re.Match[str]]:
    """The festivals that stand for their holiday: looked for around the words that say so, as the pattern is slow."""
    end = 0
    for word in patterns.HOLIDAY.finditer(text) if any(word in text for word in _HOLIDAY_WORDS) else ():
        for match in patterns.FESTIVAL.finditer(text, max(end, word.start() - _REACH), word.end() + 4):
            if match.group("holiday"):
                end = match.end()
                yield match


_HOLIDAY_WORDS = ("长假", "假期", "假日", "黄金周", "期间")
_NOUN = re.compile("[\u4e00-\u9fff]{2}")
_REACH = 24
"""More characters than a festival with its year has before the word for its holiday."""


def tomb_sweeping(year: int) -> date | None:
    """清明 by the rule of the solar terms of the 20th and 21st century: 4 or 5 (6) April."""
    if not 1900 <= year <= 2099:
        return None
    short = year % 100
    base = 55900 if year < 2000 else 48100
    return date(year, 4, (short * 2422 + base) // 10000 - (short - (1 if year < 2000 else 0)) // 4)


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of the lunar date whose year began in ``year``."""
    try:
        return LunarDate(year, month, day).to_solar_date()
    except ValueError:
        return None
