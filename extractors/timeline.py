"""Dates resolved against the document's own chain of dates: what 去年, 3月15日, 13日, 全年 mean where they stand.

A date that says less than a full date takes the rest from the nearest date before it that says more, and that from
the publication date. Every part that the words do not say is recorded in ``anchors``. Where the text and its
metadata support no reading, ``edtf`` stays None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractors import date_readings as readings
from extractors import edtf
from extractors.mention import Mention, TimeValue

_FUTURE = re.compile(r"将|拟|定于|预计|计划|明年|届时|起施行|起实施|起执行|截止|报名|前完成|前报送|力争|有望|即将|预报")
_BREAK = re.compile(r"[。！？；\n]")
_NEAR_FUTURE = 45
_NEAR_FUTURE_DAY = 3


@dataclass(slots=True)
class _Chain:
    """What the dates so far have established."""

    published: date | None
    about: int | None
    about_anchor: str
    year: int | None = None
    year_at: int = -1
    year_line: int = -1
    month: int | None = None
    month_at: int = -1
    day: date | None = None
    day_at: int = -1


def resolve(
    mentions: Sequence[Mention], *, text: str, published: date | None, title_end: int = 0, outline: object = None
) -> list[Mention]:
    """The mentions with EDTF filled in where the document supports it, in the same order.

    ``title_end`` bounds the title at the beginning of ``text``; years named there say what the document is about.
    Mentions of other kinds pass through unchanged. ``outline`` is accepted for later use.
    """
    about, anchor = _about(mentions, published, title_end)
    chain = _Chain(published, about, anchor)
    lines = _lines(text)
    out: list[Mention] = []
    for mention in mentions:
        value = mention.payload
        if mention.kind != "date" or not isinstance(value, TimeValue) or not value.template:
            out.append(mention)
            continue
        solved = _solve(value, mention, chain, text, lines)
        out.append(replace(mention, payload=solved))
    return out


def main_period(mentions: Sequence[Mention], published: date | None, title_end: int = 0) -> tuple[str, str] | None:
    """The period the document as a whole is about, as EDTF, and what says so; None where nothing does.

    ``mentions`` are resolved. A period in the title goes before one of the text; else the period named most often
    among those that can hold figures (a year, half-year, quarter, month range); else the year of publication.
    """
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    for mention in mentions:
        value = mention.payload
        if mention.kind != "date" or not isinstance(value, TimeValue) or not value.edtf or "open=" in value.template:
            continue
        if "T" in value.edtf or len(value.edtf) == 10 or value.edtf.startswith(".."):
            continue
        if mention.start < title_end:
            return value.edtf, f"title@{mention.start}"
        counted[value.edtf] += 1
        first.setdefault(value.edtf, mention.start)
    year, anchor = _about(mentions, published, title_end)
    likely = [key for key in counted if year is None or key.startswith(str(year))]
    if likely:
        best = max(likely, key=lambda key: (counted[key], -first[key]))
        return best, f"date@{first[best]}"
    return (edtf.year(year), anchor) if year is not None else None


def _about(mentions: Sequence[Mention], published: date | None, title_end: int) -> tuple[int | None, str]:
    """The year that 全年, 年内 stand for: the title's, else by publication date (in the first quarter the year before)."""
    years: Counter[int] = Counter()
    for mention in mentions:
        if mention.kind != "date" or not isinstance(mention.payload, TimeValue) or not mention.payload.template:
            continue
        year = readings.load(mention.payload.template)[-1].get("year", "")
        absolute = _number(year, published)
        if absolute is None:
            continue
        if mention.start < title_end:
            return absolute, f"title@{mention.start}"
        years[absolute] += 1
    if published is None:
        return (years.most_common(1)[0][0], "text") if years else (None, "")
    if published.month <= 3 and years[published.year - 1] >= min(1, years[published.year]):
        return published.year - 1, "published"
    return published.year, "published"


def _number(year: str, published: date | None) -> int | None:
    if year.isdigit():
        return int(year)
    if year[:1] in ("+", "-") and published:
        return published.year + int(year)
    return None


def _lines(text: str) -> list[int]:
    return [match.start() for match in re.finditer("\n", text)]


def _line(lines: list[int], offset: int) -> int:
    import bisect

    return bisect.bisect_left(lines, offset)


def _solve(value: TimeValue, mention: Mention, chain: _Chain, text: str, lines: list[int]) -> TimeValue:
    points = readings.load(value.template)
    if "recurring" in points[-1]:
        return replace(value, edtf=None)
    anchors: list[str] = []
    at = _Place(mention.start, _line(lines, mention.start), _future(text, mention))
    first = _point(points[0], chain, at, anchors)
    last = first
    if len(points) == 2:
        _note(points[0], first, chain, at)
        last = _point(points[1], chain, at, anchors, after=first)
    result = first if len(points) == 1 else (readings.join(first, last) if first and last else None)
    _note(points[-1], last, chain, at)
    opened = points[-1].get("open")
    if opened and result:
        result = _open(result, opened, chain)
    return TimeValue(result, value.template, tuple(dict.fromkeys(anchors)))


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    line: int
    future: bool


def _future(text: str, mention: Mention) -> bool:
    begin = mention.start
    for _ in range(60):
        if begin == 0 or text[begin - 1] in "。！？；\n":
            break
        begin -= 1
    end = _BREAK.search(text, mention.end)
    stop = min(end.start() if end else len(text), mention.end + 40)
    return bool(_FUTURE.search(text, begin, mention.start) or _FUTURE.search(text, mention.end, stop) or text[mention.end : mention.end + 1] == "起")


def _point(p: Mapping[str, str], chain: _Chain, at: _Place, anchors: list[str], after: str | None = None) -> str | None:
    """EDTF of one point; ``after`` is the left side of its range."""
    if "decade" in p or "century" in p:
        return p.get("decade") or p["century"]
    if "plan" in p:
        return _plan(p)
    parts = dict(p)
    if not _day_words(parts, chain, at, anchors):
        return None
    year = _year(parts, chain, at, anchors, after)
    if year is None:
        return None
    parts["year"] = str(year)
    return readings.span(parts)


def _plan(p: Mapping[str, str]) -> str:
    low, high = p["plan"].split("/")
    edge = p.get("planedge")
    if edge == "end":
        return high
    return low if edge == "start" else p["plan"]


def _day_words(parts: dict[str, str], chain: _Chain, at: _Place, anchors: list[str]) -> bool:
    """Makes relative days, weeks, months and quarters absolute in ``parts``; False where nothing supports it."""
    day, month = parts.get("day", ""), parts.get("month", "")
    base: date | None = None
    if "week" in parts or "weekday" in parts:
        if chain.published is None:
            return False
        monday = chain.published - timedelta(days=chain.published.isoweekday() - 1)
        monday += timedelta(days=7 * int(parts.get("week", "0")))
        anchors.append("published")
        if "weekday" in parts:
            base = monday + timedelta(days=int(parts["weekday"]) - 1)
        else:
            return False
    elif day[:1] in ("+", "-") and not month.isdigit():
        if chain.published is None:
            return False
        base = chain.published + timedelta(days=int(day))
        anchors.append("published")
    elif day in ("same", "next"):
        if chain.day is None:
            return False
        base = chain.day + timedelta(days=1 if day == "next" else 0)
        anchors.append(f"date@{chain.day_at}")
    elif "time" in parts and not day and "month" not in parts:
        base = chain.day or chain.published
        if base is None:
            return False
        anchors.append(f"date@{chain.day_at}" if chain.day else "published")
    if base is not None:
        parts["year"], parts["month"], parts["day"] = str(base.year), str(base.month), str(base.day)
        return True
    if month[:1] in ("+", "-") and "year" not in parts:
        if chain.published is None:
            return False
        y, m = edtf.shift_month(chain.published.year, chain.published.month, int(month))
        parts["year"], parts["month"] = str(y), str(m)
        anchors.append("published")
    elif month in ("same", "next"):
        if chain.month is None or chain.year is None:
            return False
        y, m = edtf.shift_month(chain.year, chain.month, 1 if month == "next" else 0)
        parts["year"], parts["month"] = str(y), str(m)
        anchors.append(f"date@{chain.month_at}")
    if parts.get("quarter", "")[:1] in ("+", "-") and chain.published:
        index = chain.published.year * 4 + (chain.published.month - 1) // 3 + int(parts["quarter"])
        parts["year"], parts["quarter"] = str(index // 4), str(index % 4 + 1)
        anchors.append("published")
    return _month_of_day(parts, chain, at, anchors)


def _month_of_day(parts: dict[str, str], chain: _Chain, at: _Place, anchors: list[str]) -> bool:
    """13日, 中旬, 月底 without a month: the month before it in the text, else that of publication."""
    if "month" in parts or not parts.keys() & {"day", "third", "edge"} or parts.keys() & {"quarter", "quarters", "half", "months"}:
        return True
    published = chain.published
    if chain.month is not None and chain.year is not None:
        parts["year"], parts["month"] = str(chain.year), str(chain.month)
        anchors.append(f"date@{chain.month_at}")
        return True
    if published is None:
        return False
    y, m = published.year, published.month
    day = int(parts["day"]) if parts.get("day", "").isdigit() else 0
    if day > published.day + _NEAR_FUTURE_DAY and not at.future:
        y, m = edtf.shift_month(y, m, -1)
    parts["year"], parts["month"] = str(y), str(m)
    anchors.append("published")
    return True


def _year(parts: Mapping[str, str], chain: _Chain, at: _Place, anchors: list[str], after: str | None) -> int | None:
    year = parts.get("year", "")
    if year.isdigit():
        return int(year)
    if year[:1] in ("+", "-"):
        if chain.published is None:
            return None
        anchors.append("published")
        return chain.published.year + int(year)
    if year in ("same", "next"):
        if chain.year is None:
            return None
        anchors.append(f"date@{chain.year_at}")
        return chain.year + (1 if year == "next" else 0)
    if year == "about":
        if chain.year_line == at.line and chain.year is not None:
            anchors.append(f"date@{chain.year_at}")
            return chain.year
        if chain.about is not None:
            anchors.append(chain.about_anchor)
        return chain.about
    if after is not None:
        return _later_year(parts, after)
    return _implied_year(parts, chain, at, anchors)


def _later_year(parts: Mapping[str, str], after: str) -> int | None:
    """The right side of a range: the year of the left, or the next where the month would run backwards."""
    low, _ = edtf.bounds(after)
    if low is None:
        return None
    month = parts.get("month", "")
    if month.isdigit() and int(month) < low.month and "quarter" not in parts:
        return low.year + 1
    return low.year


def _implied_year(parts: Mapping[str, str], chain: _Chain, at: _Place, anchors: list[str]) -> int | None:
    """A date without a year: the year said before it in the paragraph, else the publication date's neighbourhood."""
    published = chain.published
    if chain.year is not None and (chain.year_line == at.line or published is None):
        anchors.append(f"date@{chain.year_at}")
        return chain.year
    if published is None:
        return None
    anchors.append("published")
    here = readings.span({**parts, "year": str(published.year)})
    low, high = edtf.bounds(here)
    if low is None or high is None:
        return published.year
    ahead = (low - published).days
    if at.future and ahead < -300:
        return published.year + 1
    if ahead > _NEAR_FUTURE and not at.future:
        return published.year - 1
    return published.year


def _note(p: Mapping[str, str], result: str | None, chain: _Chain, at: _Place) -> None:
    """Records what a date establishes for those after it."""
    if result is None or p.get("open") == "before":
        return
    low, high = edtf.bounds(result)
    if low is None or high is None or "X" in result or "plan" in p:
        return
    explicit = p.get("year", "").isdigit()
    if explicit or "month" in p:
        if explicit or chain.year_line != at.line:
            chain.year, chain.year_at = high.year, at.start
            if explicit:
                chain.year_line = at.line
        else:
            chain.year = high.year
    if (low.year, low.month) == (high.year, high.month):
        chain.year = high.year if not p.get("year") else chain.year
        chain.month, chain.month_at = high.month, at.start
    if low == high:
        chain.day, chain.day_at = high, at.start


def _open(result: str, opened: str, chain: _Chain) -> str:
    low, high = edtf.bounds(result)
    if opened == "since" and low is not None:
        return f"{low.isoformat()}/{chain.published.isoformat() if chain.published else '..'}"
    if opened == "before":
        return f"../{result.split('/')[-1]}"
    if opened == "around":
        return result if "/" in result or "T" in result else f"{result}~"
    return result
