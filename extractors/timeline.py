"""Dates resolved against the document's own chain of dates: what 去年, 3月15日, 13日, 全年 mean where they stand.

A date that says less than a full date takes the rest from the dates before it that say more, and else from the
publication date. What was taken from where is kept in ``anchors``: ``published``, ``title@12`` or ``date@120`` for
the mention at that offset. Where the text and its metadata support no reading, ``edtf`` stays None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from extractors import date_template as templates
from extractors import dates, edtf, timeline_days, timeline_years
from extractors.mention import Mention, TimeValue
from extractors.timeline_chain import Chain, Place

_LONGEST_TITLE = 80
_LONGEST_NAME = 40
_LONG_AFTER = 60
_NO_DAYS = frozenset({"bc", "plan", "decade", "century", "festival", "lunar", "week"})
#: What such a title announces lies ahead: the dates of the text without a year are those of its year.
_PLANS = re.compile("通知|通告|方案|计划|安排|简章|招聘|招生|报名|指南|招标|征集|预告|部署|要点")
_RECENT_MONTHS = 3
#: So many days to come with their year make a text one about what is to be done.
_TIMETABLE = 2
#: So many characters in common make the beginning of a text its title.
_SAME_TITLE = 10
_SENTENCE_END = re.compile("[。！？；，]")


def resolve(
    mentions: Sequence[Mention],
    *,
    text: str,
    published: date | None,
    title_end: int | None = None,
    title: str | None = None,
) -> list[Mention]:
    """The mentions with EDTF filled in where the document supports it, in the same order.

    ``title_end`` bounds the title at the beginning of ``text`` (None: the first line where it reads like one): a year
    named there says what the document is about. ``title`` is the title where it may not stand in the text, as on web
    pages. Mentions of other kinds pass through.
    """
    title_end = first_line(text) if title_end is None else title_end
    found = [mention for mention in mentions if mention.kind == "date"]
    reference, base = own_date(found, text, published)
    named = _named_in_title(found, title, text, title_end)
    about, anchor = about_year(found, reference, title_end, named)
    chain = Chain(text, reference, about, base if anchor == "published" else anchor, base)
    chain.month_base, chain.month_anchor = _month_base(named, reference, base)
    chain.plans = _PLANS.search(title or text[:title_end]) is not None or _looks_ahead(found, reference)
    out: list[Mention] = []
    for mention in mentions:
        value = mention.payload
        if mention.kind == "date" and isinstance(value, TimeValue) and value.template:
            solved = _solve(value, mention, chain)
            if solved is not value:
                mention = Mention("date", mention.start, mention.end, solved, mention.rule, mention.confidence)
        out.append(mention)
    return out


def main_period(mentions: Sequence[Mention], published: date | None, title_end: int = 0) -> tuple[str, str] | None:
    """The period the document as a whole is about, as EDTF, and the anchor that says so; None where nothing does.

    ``mentions`` are resolved. A period of the title goes before those of the text; of these the one named most often
    that can hold figures (a year, half-year, quarter, month or months) of the year the document is about.
    """
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    for mention in mentions:
        period = _period(mention)
        if period is None:
            continue
        if mention.start < title_end:
            return period, f"title@{mention.start}"
        counted[period] += 1
        first.setdefault(period, mention.start)
    year, anchor = about_year(mentions, published, title_end)
    likely = [period for period in counted if year is not None and period.startswith(edtf.year(year))]
    if likely:
        best = max(likely, key=lambda period: (counted[period], -first[period]))
        return best, f"date@{first[best]}"
    return (edtf.year(year), anchor) if year is not None else None


def own_date(mentions: Sequence[Mention], text: str, published: date | None) -> tuple[date | None, str]:
    """The date that relative words count from, and its anchor.

    The publication date; but the date under the signature (alone on its line below the name of the organ) where there
    is no publication date, or where the document was put on line long after it was signed.
    """
    signed: date | None = None
    at = -1
    for mention in mentions:
        value = mention.payload
        if mention.kind != "date" or not isinstance(value, TimeValue) or not value.edtf or len(value.edtf) != 10:
            continue
        day = edtf.bounds(value.edtf)[0]
        if day is None or not (signed is None or day > signed) or not _is_signature(text, mention):
            continue
        if published is None or (published - day).days > _LONG_AFTER:
            signed, at = day, mention.start
        elif (published - day).days >= 0:
            return published, "published"
    return (signed, f"date@{at}") if signed else (published, "published")


def _is_signature(text: str, mention: Mention) -> bool:
    """Whether the date stands alone on its line and the line before is a name, not a sentence."""
    begin = text.rfind("\n", max(0, mention.start - _LONGEST_NAME), mention.start) + 1
    after = text[mention.end : mention.end + _LONGEST_NAME].partition("\n")[0]
    if begin == 0 or (text[begin : mention.start] + after).strip(" \u3000\u00a0\t（）()"):
        return False
    above = text[max(0, begin - _LONGEST_TITLE) : begin].rstrip().rsplit("\n", 1)[-1].strip()
    return 3 <= len(above) <= _LONGEST_NAME and not _SENTENCE_END.search(above) and not above[-1].isdigit()


def first_line(text: str) -> int:
    """Where a title on the first line ends; 0 where that line is a paragraph or the whole text.

    >>> first_line("2019年工作总结\\n全年办理4万件。")
    9
    """
    end = text.find("\n", 0, _LONGEST_TITLE + 1)
    return end if end > 0 and not _SENTENCE_END.search(text, 0, end) else 0


def about_year(
    mentions: Sequence[Mention],
    published: date | None,
    title_end: int = 0,
    named: Sequence[tuple[Mention, str]] = (),
) -> tuple[int | None, str]:
    """The year that 全年 and 年内 stand for, and its anchor. ``named`` are the dates of a title outside of the text.

    The year of the title; else the year of publication, in its first quarter the year before where the text speaks
    of that year; without a publication date the year named most often.
    """
    years: Counter[int] = Counter()
    for mention, anchor in named:
        assert isinstance(mention.payload, TimeValue)
        points = templates.load(mention.payload.template)
        first, year = (_year_of(points[place].get("year", ""), published) for place in (0, -1))
        if year is not None:
            # 2024—2025采暖季: told in 2024, days without a year are read from the first of its years.
            return first if published is not None and first == published.year else year, anchor
    for mention in mentions:
        if mention.kind != "date" or not isinstance(mention.payload, TimeValue) or not mention.payload.template:
            continue
        year = _year_of(templates.load(mention.payload.template)[-1].get("year", ""), published)
        if year is None:
            continue
        if mention.start < title_end:
            return year, f"title@{mention.start}"
        years[year] += 1
    if published is None:
        return (years.most_common(1)[0][0], "text") if years else (None, "")
    before = published.year - 1
    named_before = years[before] * 2 >= years[published.year] if published.month <= 3 else _looks_back(years, before)
    if years[before] and named_before:
        return before, "published"
    return published.year, "published"


def _looks_back(years: Mapping[int, int], before: int) -> bool:
    """Whether the text speaks of the year ``before`` its publication, and hardly of its own: a white paper of May."""
    return years[before] >= _TIMETABLE and years[before] > 2 * years[before + 1]


def _looks_ahead(mentions: Sequence[Mention], published: date | None) -> bool:
    """Whether the text names several days to come with their year, as timetables do."""
    if published is None:
        return False
    ahead = 0
    for mention in mentions:
        value = mention.payload
        if isinstance(value, TimeValue) and value.edtf and "open=" not in value.template:
            low = edtf.bounds(value.edtf)[0]
            ahead += low is not None and low > published and "day=" in value.template
    return ahead >= _TIMETABLE


def _named_in_title(
    mentions: Sequence[Mention], title: str | None, text: str, title_end: int
) -> list[tuple[Mention, str]]:
    """The dates of the title with their anchors, whether it stands in the text or not."""
    if title and not bears_title(text, title):
        return [(mention, "title") for mention in dates.find(title)]
    return [(mention, f"title@{mention.start}") for mention in mentions if mention.start < title_end]


def bears_title(text: str, title: str) -> bool:
    """Whether the title stands at the beginning of the text, and not only in a title that is quoted there."""
    if text.startswith(title[:_SAME_TITLE]):
        return True
    place = text.find(title, 0, 3 * _LONGEST_TITLE)
    return place >= 0 and "《" not in text[text.rfind("\n", 0, place) + 1 : place]


def _month_base(
    named: Sequence[tuple[Mention, str]], published: date | None, base: str
) -> tuple[tuple[int, int] | None, str]:
    """The month that 本月 and 上月 count from, and its anchor: the month the title reports on, else that of publication."""
    if published is None:
        return None, ""
    for mention, anchor in named:
        value = mention.payload
        if not isinstance(value, TimeValue) or "open=" in value.template:
            continue
        last = templates.load(value.template)[-1]
        if not last.get("month", "").isdigit() or last.keys() - {"year", "month"}:
            continue
        month = int(last["month"])
        year = _year_of(last.get("year", ""), published) or published.year - (month > published.month)
        if 0 < (published.year - year) * 12 + published.month - month <= _RECENT_MONTHS:
            return (year, month), anchor
    return (published.year, published.month), base


def _year_of(year: str, published: date | None) -> int | None:
    if year.isdigit():
        return int(year)
    return published.year + int(year) if year[:1] in ("+", "-") and published else None


def _period(mention: Mention) -> str | None:
    """EDTF of a mention that can hold figures; None for days, clock times and open periods."""
    value = mention.payload
    if mention.kind != "date" or not isinstance(value, TimeValue) or not value.edtf:
        return None
    low, high = edtf.bounds(value.edtf)
    if low is None or high is None or low == high or "open=" in value.template or "X" in value.edtf:
        return None
    return value.edtf


def _solve(value: TimeValue, mention: Mention, chain: Chain) -> TimeValue:
    points = templates.load(value.template)
    if "recurring" in points[-1]:
        return value
    last = points[-1]
    place = Place(mention.start, mention.end, chain.line_of(mention.start), last.get("open", ""))
    anchors: list[str] = []
    if len(points) == 1:
        full = templates.absolute(value.template) if len(last) == 1 or "month" in last else None
        result = full or _point(last, chain, place, anchors)
        chain.note(last, result, place)
    else:
        result = _range(points, chain, place, anchors)
        chain.note({**points[0], **last}, result, place)
    if result and place.opened and not (len(points) == 2 and place.opened == "before"):
        # 2020至2025年前 names both its ends.
        result = _open(result, place.opened, chain)
    if not anchors and result == value.edtf:
        return value
    return TimeValue(result, value.template, tuple(dict.fromkeys(anchors)))


def _range(points: Sequence[Mapping[str, str]], chain: Chain, place: Place, anchors: list[str]) -> str | None:
    left = _point(points[0], chain, place, anchors, until=points[1])
    if left is None:
        return None
    right = _point(timeline_years.continued(points[1], left), chain, place, anchors)
    return templates.join(left, right) if right else None


def _point(
    point: Mapping[str, str], chain: Chain, place: Place, anchors: list[str], until: Mapping[str, str] | None = None
) -> str | None:
    """EDTF of one point; ``until`` is the right side of its range."""
    if not _NO_DAYS.isdisjoint(point):
        known = templates.fixed(point)
        if known:
            return known
        if "festival" in point or "lunar" in point:
            return timeline_days.named(point, chain, place, anchors)
        if "week" in point and "weekday" not in point:
            return timeline_days.week(int(point["week"]), chain, anchors)
    parts = dict(point)
    if not timeline_days.fill(parts, chain, place, anchors):
        return None
    year = timeline_years.year_of(parts, chain, place, anchors, until)
    if year is None:
        return None
    parts["year"] = str(year)
    return templates.span(parts)


def _open(result: str, opened: str, chain: Chain) -> str:
    low, _ = edtf.bounds(result)
    if opened == "since" and low is not None:
        return f"{low.isoformat()}/{chain.published.isoformat() if chain.published else '..'}"
    if opened == "before":
        return f"../{result.split('/')[-1]}"
    if opened == "after":
        return f"{result.split('/')[0]}/.."
    return result if "/" in result or "T" in result else f"{result}~"
