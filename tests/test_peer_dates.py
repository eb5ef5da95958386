"""The date suites of other tools: each case agrees, or a deliberate deviation of docs/deviations-dates.md explains it."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors import dates, documents, edtf, quantities, timeline
from extractors.mention import Mention, TimeValue

CASES = Path(__file__).parent.parent.parent / "shared" / "real" / "peer-cases"
FAMILIES = re.compile(
    r"(?:chrono-time|dateparser-time|duckling-time|jionlp-time|nemo-(?:itn|tn)-date|wetext-(?:itn|tn)-date|rustling-time"
    r"|recognizers-(?:date|dateperiod|set)-(?:extractor|parser)|recognizers-datetime(?:-experimental)?)"
)
NUMBER = "[0-9一二两三四五六七八九十半几万千百]+"
UNIT = "(?:年|周|天|日|个?小时|分钟?|秒钟?|个交易日|个季度|个月|(?<=半)月)"
#: Deviation of docs/deviations-dates.md → the texts it explains.
DEVIATIONS = {
    "a time that comes again": "每[年月日天]|每隔",
    "spoken, or relative to a subject": "^(?:[下上这]一?[年周]|上上周|全天|第七年)$",
    "a bare number": r"2018看起来|1500看起来|2016 36号|三三年|50年|789年|三六七年|08-08|08\.08|08-2008|12/2/2|2010 01 29",
    "solar terms": "芒种",
    "weeks of a month": "第[一二三四1-4]周",
    "the first or last days of a period": "月前4天|后三月|[年月初季度][底末初]|伊始|年代末|世纪初",
    "two-figure years after a four-figure one": "1985到89年",
    "other eras": "纪元|bc",
    "both ends of a range": r"\d{4} ?年? ?[-–至到] ?\d{4}|二零一六年至|间$",
    "open periods": "之后|之前|以前|截止到|起$",
    "the last one not after publication": "^(?:9月30日|12月30号|十二月20号|九月下旬|十月31)$",
    "usage of statistics": "前两个月",
    "a length of time": rf"^(?:[前后上下近过]|再过|未来|今后|最近|过去的?)?{NUMBER} ?多?{UNIT}(?:半|多|{NUMBER}{UNIT})?(?:以?[前后内来]|之[前后内]|以来)?$"
    "|近三年|大半天",
}


def cases() -> list[dict[str, Any]]:
    found = []
    for path in sorted(CASES.glob("*.jsonl")) if CASES.is_dir() else ():
        if FAMILIES.match(path.stem):
            found += [
                case for case in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if case.get("suitable")
            ]
    return found


def read(text: str, day: date) -> tuple[list[Mention], list[Mention]]:
    named = [(mention.start, mention.end) for mention in documents.find(text)]
    dated = dates.find(text, named)
    numbers, _ = quantities.find(text, sorted(named + [(mention.start, mention.end) for mention in dated]))
    lengths = [mention for mention in numbers if mention.kind == "duration"]
    return timeline.resolve(dated, text=text, published=day, title_end=0), lengths


def agrees(case: dict[str, Any]) -> bool:
    day = date.fromisoformat((case.get("reference") or "2021-06-14")[:10])
    dated, lengths = read(case["text"], day)
    if case["negative"] or not case["expected"]:
        return not dated
    return all(_agrees(case, expected, dated, lengths) for expected in case["expected"])


def _agrees(case: dict[str, Any], expected: dict[str, Any], dated: list[Mention], lengths: list[Mention]) -> bool:
    start, end = expected["start"], expected["end"]
    if expected["type"] in ("duration", "time_delta"):
        return any(mention.start < end and mention.end > start for mention in lengths)
    near = [mention for mention in dated if mention.start < end and mention.end > start]
    if len(near) != 1:
        return False
    if case["mode"] == "transform":
        return near[0].start <= start and near[0].end >= end
    value = near[0].payload
    assert isinstance(value, TimeValue)
    same = _bare(case["text"][near[0].start : near[0].end]) == _bare(case["text"][start:end])
    return same and (not expected.get("intervals") or any(_same(value.edtf, one) for one in expected["intervals"]))


def _bare(words: str) -> str:
    """The words without those that are outside of our spans by rule: 从, 自 … 起, 截止到."""
    return re.sub(r"^(?:截止到|时间|[从在自于至到])+|(?:开始|起|止|内)$", "", words)


def _same(value: str | None, interval: list[str | None]) -> bool:
    low, high = edtf.bounds(value)
    first, after = (date.fromisoformat(end[:10]) if end else None for end in interval)
    last = after - timedelta(days=1) if after else None
    return bool(value) and low == first and (high in (last, after) or after is None)


@pytest.mark.skipif(not CASES.is_dir(), reason="the suites of other tools are not here")
def test_every_case_agrees_or_deviates_for_a_listed_reason() -> None:
    suite = cases()
    assert len(suite) >= 300
    explained = list(map(re.compile, DEVIATIONS.values()))
    wrong = [case for case in suite if not agrees(case)]
    unexplained = [case["id"] for case in wrong if not any(pattern.search(case["text"]) for pattern in explained)]
    assert unexplained == []


def test_every_deviation_is_in_the_documentation() -> None:
    page = (Path(__file__).parent.parent / "docs" / "deviations-dates.md").read_text(encoding="utf-8")
    assert [name for name in DEVIATIONS if name not in page] == []
