"""The date suites of other tools: each case agrees, or a deliberate deviation of docs/deviations-dates.md explains it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import peers

#: Deviation of docs/deviations-dates.md → the texts it explains.
DEVIATIONS = {
    "a time that comes again": "每[年日]|每年秋天",
    "pointing back": "^这一[年周]$",
    "spoken": "^(?:下年|全天|第七年|大半天)$",
    "a bare number": r"2018看起来|1500看起来|2016 36号|三三年|08-08|08\.08|08-2008|12/2/2",
    "solar terms": "芒种",
    "the first or last days of a period": "[年月季度][底末初]|伊始|年代末|世纪初",
    "months counted from the end": "后三月",
    "years before our era": "bc$",
    "open periods": "截止到|起$",
    "the last one not after publication": "^(?:9月30日|12月30号|十二月20号|九月下旬|十月31)$",
    "usage of statistics": "前两个月",
    "minutes or points": "十三分半以内",
    "a reference that is not told": "^一年半以前$",
}
#: Deviations that the fact model settles by name: no reading of ours may agree there.
SETTLED = frozenset(
    {
        "a time that comes again",
        "pointing back",
        "solar terms",
        "the first or last days of a period",
        "open periods",
        "the last one not after publication",
        "usage of statistics",
    }
)
#: What of the 421 cases must at least agree: in span and value, with the ends of ranges converted, with lengths of time.
LEAST = {"same": 300, "ends": 10, "typed": 60}


def cases() -> list[dict[str, Any]]:
    return [case for suite, case in peers.suites() if peers.DATE_SUITES.match(suite)]


@pytest.mark.skipif(not peers.FOLDER.is_dir(), reason="the suites of other tools are not here")
def test_every_case_agrees_or_deviates_for_a_listed_reason() -> None:
    suite = cases()
    assert len(suite) >= 300
    explained = list(map(re.compile, DEVIATIONS.values()))
    verdicts = [(peers.verdict(case), case) for case in suite]
    others = [case for verdict, case in verdicts if verdict == "other"]
    unexplained = [case["id"] for case in others if not any(pattern.search(case["text"]) for pattern in explained)]
    assert unexplained == []
    settled = [re.compile(DEVIATIONS[name]) for name in SETTLED]
    free = len(suite) - sum(any(pattern.search(case["text"]) for pattern in settled) for case in others)
    assert len(suite) - len(others) >= 0.95 * free
    counted = Counter(verdict for verdict, _ in verdicts)
    agreed = 0
    for verdict, least in LEAST.items():
        agreed += counted[verdict] - least
        assert agreed >= 0, counted


def test_every_deviation_is_in_the_documentation() -> None:
    page = (Path(__file__).parent.parent / "docs" / "deviations-dates.md").read_text(encoding="utf-8")
    assert [name for name in DEVIATIONS if name not in page] == []
