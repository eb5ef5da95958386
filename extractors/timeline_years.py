"""The year that a date means which does not say it, or says it by a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from corpora.lazy import lazy
from extractors import date_template as templates
from extractors import edtf
from extractors.timeline_chain import Chain, Place

_YEAR_ALONE = re.compile(r"\d{4}年(?!\d)")
_SAME_SENTENCE = 40
_AS_OF = ("截至", "截止", "截至了")
_TWO_MONTHS = 62
_NEAR_FUTURE = {"day": 75, "month": 62}
_JUST_BEGUN = 31
_CUMULATED_AHEAD = 100
_FAR_PAST = -300
_FRESH = 31
_WEEK = 7
_OBLIGED = lazy("[^，。；\\d]{0,8}(?:须|需|应(?![对急])|要(?!求)|力争|必须|尚|还)")
_WITHIN = frozenset({"year", "month", "quarter", "quarters", "half", "months", "yearedge", "day", "season"})


def year_of(
    parts: Mapping[str, str], chain: Chain, place: Place, anchors: list[str], until: Mapping[str, str] | None = None
) -> int | None:
    """The year of a point: as written, relative to publication, or implied by the dates before it."""
    year = parts.get("year", "")
    if year.lstrip("-").isdigit() and year[0] not in "+-":
        return int(year)
    if year[:1] in ("+", "-"):
        if chain.published is None:
            return None
        anchors.append(chain.base)
        return chain.published.year + int(year)
    if year in ("same", "next"):
        if chain.year is None:
            return None
        anchors.append(f"date@{chain.year_at}")
        return chain.year + (year == "next")
    if year == "about":
        return _about(chain, place, anchors)
    if year == "prior":
        return _prior(chain, place, anchors)
    return _implied(parts, chain, place, anchors, until)


def _about(chain: Chain, place: Place, anchors: list[str]) -> int | None:
    """全年, 当年, 年内: the year the line speaks of, the current year for plans, else what the document is about."""
    if chain.published is not None and chain.is_future(place):
        anchors.append(chain.base)
        return chain.published.year
    if chain.topic is not None and chain.topic_line == place.line:
        anchors.append(f"date@{chain.topic_at}")
        return chain.topic
    if chain.heading is not None:
        anchors.append(f"date@{chain.heading_at}")
        return chain.heading
    if chain.published is not None and chain.published.month <= 2 and not chain.about_anchor.startswith("title"):
        # At the beginning of a year what is told of a whole year is the year before.
        anchors.append(chain.base)
        return chain.published.year - 1
    if chain.about is not None:
        anchors.append(chain.about_anchor)
    return chain.about


def _prior(chain: Chain, place: Place, anchors: list[str]) -> int | None:
    """上年: the year before the one the line speaks of, or before the one the document is about."""
    if chain.topic is not None and chain.topic_line == place.line:
        anchors.append(f"date@{chain.topic_at}")
        return chain.topic - 1
    if chain.about is None:
        return None
    anchors.append(chain.about_anchor)
    return chain.about - 1


def continued(point: Mapping[str, str], left: str) -> Mapping[str, str]:
    """The right side of a range with what it shares with the left: 3月1日至15日, 11月至3月 (of the next year)."""
    if "year" in point and point["year"] not in ("same", "next", "about", "prior"):
        return point
    low, _ = edtf.bounds(left)
    if low is None:
        return point
    parts = dict(point)
    if point.get("year") == "next":
        parts["year"] = str(low.year + 1)
        return parts
    relative = any(point.get(key, "")[:1] in ("+", "-") for key in ("day", "month", "quarter"))
    if relative or "weekday" in point or not point.keys() & (_WITHIN | {"time", "third", "edge"}):
        return point
    parts["year"] = str(low.year)
    month = point.get("month", "")
    if not month and point.keys() & {"day", "third", "edge", "time"} and not point.keys() & {"quarter", "half"}:
        parts["month"] = str(low.month)
        if point.get("day") == "same":
            parts["day"] = str(low.day)
        if ("time" in point and "day" not in point) or point.get("day") == "next":
            # 22时至次日6时, 晚上10点至凌晨2点: the clock that runs backwards has passed midnight.
            over = point.get("day") == "next" or point["time"] < left.partition("T")[2]
            day = low + timedelta(days=1) if over else low
            parts["year"], parts["month"], parts["day"] = str(day.year), str(day.month), str(day.day)
    elif _last_month(point) < low.month:
        parts["year"] = str(low.year + 1)
    return parts


def _last_month(point: Mapping[str, str]) -> int:
    """The last month a point without a year reaches."""
    for key, months in (("month", 1), ("quarter", 3), ("half", 6)):
        if point.get(key, "").isdigit():
            return int(point[key]) * months
    return 12


def _implied(
    parts: Mapping[str, str], chain: Chain, place: Place, anchors: list[str], until: Mapping[str, str] | None
) -> int | None:
    published = chain.published
    if chain.year is not None and chain.is_attribute(place):
        anchors.append(f"date@{chain.year_at}")
        return chain.year
    known = chain.days.get((parts.get("month", ""), parts["day"])) if "day" in parts and chain.days else None
    if known is not None and (published is None or (known[0] <= published.year and not _is_fresh(parts, published))):
        anchors.append(f"date@{known[1]}")
        return known[0]
    if chain.span is not None and chain.span_line == place.line and (year := _in_span(parts, chain.span)) is not None:
        anchors.append(f"date@{chain.span_at}")
        return year
    if chain.topic is not None and (published is None or _is_told(parts, chain, place, published)):
        anchors.append(f"date@{chain.topic_at}")
        return chain.topic
    if chain.heading is not None and not _is_elsewhere(chain.heading, parts, chain, place):
        anchors.append(f"date@{chain.heading_at}")
        return chain.heading
    if published is None:
        if chain.about is not None:
            anchors.append(chain.about_anchor)
        return chain.about
    if chain.deadline is not None and chain.deadline_line == place.line and place.opened in ("after", "before"):
        anchors.append(f"date@{chain.deadline_at}")
        return chain.deadline
    year = _near_published(parts, chain, place, until)
    if chain.about is not None and chain.about_anchor.startswith("title"):
        if _of_title(parts, chain, place, year):
            anchors.append(chain.about_anchor)
            return chain.about
    elif chain.plans and year == published.year - 1 and "day" in parts:
        year = published.year
    anchors.append(chain.base)
    return year


def _in_span(parts: Mapping[str, str], span: tuple[date, date]) -> int | None:
    """2016年9月12日至2017年2月6日…9月18日: the one year in which the day lies between the two days named last."""
    fitting = []
    for year in (span[0].year, span[1].year):
        low, high = edtf.bounds(templates.span({**parts, "year": str(year)}))
        if low is not None and high is not None and span[0] <= low and high <= span[1]:
            fitting.append(year)
    return fitting[0] if len(fitting) == 1 else None


def _is_fresh(parts: Mapping[str, str], published: date) -> bool:
    """Whether the day lies, read in the year of publication, no more than a month before it."""
    low, _ = edtf.bounds(templates.span({**parts, "year": str(published.year)}))
    return low is not None and 0 <= (published - low).days <= _FRESH


def _is_elsewhere(year: int, parts: Mapping[str, str], chain: Chain, place: Place) -> bool:
    """Whether the date is news of the week or still to come, and not of the year of its heading."""
    if chain.published is None:
        return False
    if "day" in parts and year != chain.published.year and _is_fresh(parts, chain.published):
        return True
    return year < chain.published.year and chain.is_future(place)


def _of_title(parts: Mapping[str, str], chain: Chain, place: Place, year: int) -> bool:
    """Whether the year of the title goes before ``year``, the one nearest to the publication date.

    A notice of February about the year before, of November about the coming year, of January about what is to be done
    in that year; but what is told or asked for within a month of the publication is of the year of publication.
    """
    published, about = chain.published, chain.about
    if published is None or about is None or year == about:
        return False
    if about == published.year:
        return chain.plans and year == about - 1
    if abs(about - published.year) > 1 or year != published.year:
        return False
    low, _ = edtf.bounds(templates.span({**parts, "year": str(year)}))
    fresh = low is not None and "day" in parts and abs((published - low).days) <= _FRESH
    if low is not None and chain.text.endswith(_AS_OF, 0, place.start):
        fresh = 0 <= (published - low).days <= _TWO_MONTHS  # 截至6月底 in a report of July
    return not fresh and (about > published.year or not chain.is_future(place))


def _is_told(parts: Mapping[str, str], chain: Chain, place: Place, published: date) -> bool:
    """Whether the line speaks of the topic year here, and not of the news of the week or of what is to come."""
    if chain.topic_line != place.line or chain.text[place.start - 2 : place.start] in ("此次", "本次", "这次"):
        return False
    if "day" in parts:
        low, _ = edtf.bounds(templates.span({**parts, "year": str(published.year)}))
        if low is not None and 0 <= (published - low).days <= _WEEK:
            return False
    if chain.topic is None or chain.topic == published.year:
        return True
    if chain.topic > published.year and _YEAR_ALONE.match(chain.text, chain.topic_at):
        between = chain.text[chain.topic_at : place.start]
        if len(between) < _SAME_SENTENCE and not any(mark in between for mark in "。；\n"):
            return True  # 2022年春运从1月17日开始
    # 延续至2020年4月30日，5至6月份: what a year to come does not govern is not told of it.
    return chain.is_future(place) if chain.topic > published.year else not chain.is_future(place)


def _near_published(parts: Mapping[str, str], chain: Chain, place: Place, until: Mapping[str, str] | None) -> int:
    """The year that brings the date nearest before the publication date, or after it where the wording looks ahead."""
    published = chain.published
    if published is None:
        raise ValueError("no publication date")
    low, high = edtf.bounds(templates.span({**parts, "year": str(published.year)}))
    months = until is not None and until.keys() == {"month"} and parts.keys() == {"month"} and until["month"].isdigit()
    if until is not None and months:
        _, high = edtf.bounds(edtf.month(published.year, int(until["month"])))
    if low is None or high is None:
        return published.year
    if "yearedge" in parts:
        past = parts["yearedge"] == "end" and published.month <= 3 and not chain.is_future(place)
        return published.year - 1 if past else published.year
    if chain.is_future(place) or (months and low <= published <= high and _OBLIGED.match(chain.text, place.end)):
        return published.year + (1 if (low - published).days < _FAR_PAST else 0)
    ahead = (low - published).days > _NEAR_FUTURE["day" if "day" in parts else "month"]
    # 前11个月 told in January, 一季度 told on the 2nd of January: what has not been cannot have been counted.
    cumulated = months or bool(parts.keys() & {"months", "quarters"})
    uncounted = cumulated and (high - published).days > _CUMULATED_AHEAD
    begun = bool(parts.keys() & {"half", "quarter"}) and 0 <= (published - low).days < _JUST_BEGUN and low.month == 1
    return published.year - 1 if ahead or uncounted or begun else published.year
