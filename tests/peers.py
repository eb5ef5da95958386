"""The suites of other tools, where they are at hand, and how a date case of theirs compares with our reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors import dates, documents, edtf, quantities, timeline
from extractors.mention import Mention, TimeValue

FOLDER = Path(__file__).parent.parent.parent / "shared" / "real" / "peer-cases"
DATE_SUITES = re.compile(
    r"(?:chrono-time|dateparser-time|duckling-time|jionlp-time|nemo-(?:itn|tn)-date|wetext-(?:itn|tn)-date|rustling-time"
    r"|recognizers-(?:date|dateperiod|set)-(?:extractor|parser)|recognizers-datetime(?:-experimental)?)"
)
#: Words that stand beside a length of time and say where it lies; they are no part of its span.
_SIDE = re.compile(r"(?:[前后上下近过间内里来的每隔 ]|以|之|再过|未来|今后|最近|过去|以来)*")
_ISO_PART = re.compile(r"(\d+(?:\.\d+)?)([YMWDHS])")
_DAYS = {"Y": Decimal("365.2425"), "M": Decimal("30.44"), "W": Decimal(7), "D": Decimal(1)}
_SECONDS = {"H": 3600, "M": 60, "S": 1}
#: Months and years differ in length by so much; suites round to the whole minute.
_TOLERANCE = Decimal("0.035")
_MINUTE = 61


def suites() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case marked suitable with the name of its suite."""
    for path in sorted(FOLDER.glob("*.jsonl")) if FOLDER.is_dir() else ():
        for case in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if case.get("suitable"):
                yield path.stem, case


def read(text: str, day: date) -> tuple[list[Mention], list[Mention]]:
    """The dates, resolved, and the lengths of time of a text."""
    named = [(mention.start, mention.end) for mention in documents.find(text)]
    dated = dates.find(text, named)
    numbers, _ = quantities.find(text, sorted(named + [(mention.start, mention.end) for mention in dated]))
    lengths = [mention for mention in numbers if mention.kind == "duration"]
    return timeline.resolve(dated, text=text, published=day, title_end=0), lengths


def verdict(case: dict[str, Any]) -> str:
    """How our reading compares with what the suite expects.

    ``same``: span and value. ``ends``: the same span and the same ends, of which the suite leaves the last one out or
    takes the present for an open one. ``typed``: the same words read as a length of time that leads to the suite's
    interval or is as long as it, or as a time that comes again. ``other``: anything else.
    """
    day = date.fromisoformat((case.get("reference") or "2021-06-14")[:10])
    dated, lengths = read(case["text"], day)
    if case["negative"] or not case["expected"]:
        return "other" if dated else "same"
    verdicts = [_verdict(case, expected, dated, lengths) for expected in case["expected"]]
    return max(verdicts, key=["same", "ends", "typed", "other"].index)


def _verdict(case: dict[str, Any], expected: dict[str, Any], dated: list[Mention], lengths: list[Mention]) -> str:
    text, start, end = case["text"], expected["start"], expected["end"]
    near = [mention for mention in dated if mention.start < end and mention.end > start]
    if expected["type"] in ("duration", "time_delta"):
        return "same" if any(mention.start < end and mention.end > start for mention in lengths) else "other"
    if len(near) == 1 and expected["type"] != "time_period":
        value = near[0].payload
        assert isinstance(value, TimeValue)
        if case["mode"] == "transform":
            return "same" if near[0].start <= start and near[0].end >= end else "other"
        if _bare(text[near[0].start : near[0].end]) == _bare(text[start:end]):
            intervals = expected.get("intervals")
            if not intervals or any(_same(value.edtf, one) for one in intervals):
                return "same"
            return "ends" if any(_same_ends(value.edtf, one, case) for one in intervals) else "other"
    if not near and any(_is_length(case, expected, mention) for mention in lengths):
        return "typed"
    comes_again = expected["type"] == "time_period" and expected["value"]["point"]
    if len(near) == 1 and comes_again and text[near[0].start : near[0].end] == comes_again["string"]:
        return "typed"
    return "other"


def _bare(words: str) -> str:
    """The words without those that are outside of our spans by rule: 从, 自 … 起, 截止到."""
    return re.sub(r"^(?:截止到|时间|[从在自于至到])+|(?:开始|起|止|内)$", "", words)


def _moment(written: str) -> datetime:
    year, rest = written.split("-", 1)
    return datetime.fromisoformat(f"{year.zfill(4)}-{rest}")


def _same(value: str | None, interval: list[str | None]) -> bool:
    low, high = edtf.bounds(value)
    first, after = (_moment(end).date() if end else None for end in interval)
    last = after - timedelta(days=1) if after else None
    return bool(value) and low == first and (high in (last, after) or after is None)


def _same_ends(value: str | None, interval: list[str | None], case: dict[str, Any]) -> bool:
    if not value or "/" not in value:
        return False
    first, after = (_moment(end).date() if end else None for end in interval)
    left, right = value.split("/")
    if left == "..":
        now = first is None or first.isoformat() == (case.get("reference") or "2021-06-14")[:10]
        return now and after in (edtf.bounds(right)[0], (edtf.bounds(right)[1] or date.max) + timedelta(days=1))
    if right == "..":
        return first is not None and after is None and first - timedelta(days=1) == edtf.bounds(left)[1]
    return first == edtf.bounds(left)[0] and after == edtf.bounds(right)[0]


def _is_length(case: dict[str, Any], expected: dict[str, Any], length: Mention) -> bool:
    text, start, end = case["text"], expected["start"], expected["end"]
    outside = text[start : length.start], text[length.end : end]
    if length.start >= end or length.end <= start or not all(_SIDE.fullmatch(words) for words in outside):
        return False
    code = length.quantity.unit_code or ""
    low, high = seconds(code.split("/")[0]), seconds(code.split("/")[-1])
    if length.quantity.unit == "个交易日":
        high += high * 2 / 5
    if expected["type"] == "time_period":
        ((unit, count),) = expected["value"]["delta"].items()
        return low == Decimal(str(count)) * {"day": 86400, "second": 1}[unit]
    intervals = expected.get("intervals")
    if intervals is None and isinstance(expected.get("value"), str):
        intervals = [[expected["value"], expected["value"]]]
    if not intervals:
        return True
    return any(_leads(low, high, one, _moment(case.get("reference") or "2021-06-14")) for one in intervals)


def seconds(code: str) -> Decimal:
    """The length of an ISO 8601 duration, of mean months and years."""
    days, _, clock = code.removeprefix("P").partition("T")
    total = sum((Decimal(count) * _DAYS[unit] for count, unit in _ISO_PART.findall(days)), Decimal(0)) * 86400
    return total + sum((Decimal(count) * _SECONDS[unit] for count, unit in _ISO_PART.findall(clock)), Decimal(0))


def _leads(low: Decimal, high: Decimal, interval: list[str | None], reference: datetime) -> bool:
    """Whether a length from the reference leads into the interval, or the interval is as long as it."""
    ends = [_moment(end).replace(tzinfo=None) if end else None for end in interval]
    least, most = low * (1 - _TOLERANCE) - _MINUTE, high * (1 + _TOLERANCE) + _MINUTE
    if ends[0] and ends[1] and ends[0] != ends[1]:
        wide = Decimal((ends[1] - ends[0]).total_seconds())
        if least <= wide <= most:
            return True
    away = [Decimal((end - reference.replace(tzinfo=None)).total_seconds()) for end in ends if end]
    if len(away) == 1:
        return least - 86400 <= abs(away[0]) <= most + 86400
    nearest, farthest = sorted(map(abs, away))
    return least <= farthest and nearest <= most
