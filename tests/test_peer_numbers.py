"""The suites of other tools of numbers, shares, money, measures and lengths: agreement, or a listed deviation."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests import peers
from tests.peer_numbers import verdict

#: Deviation of docs/deviations-quantities.md → the texts it explains.
DEVIATIONS = {
    "blanks of uneven width": "三百 五|３ 分|六   个|十 余 万",
    "improper or signed": r"-3/2|^3/2|-1/5|1 4/3",
    "十几万": "几[万亿]|十几万",
    "‰": "千分之一|仟分之",
    "minor units alone": "^(?:2[05]|二十五)分$",
    "no usage in notices": "半百|半个|半折|五分半|百分三十|百分百|三百九十九三|三千两百两|六斤八两",
    "the whole of a mixed fraction": "又.*分之",
    "names no upper end": "3000多欧元",
    "a share": "千万分之|五百分之",
    "two values": "日本銭|一年多三个月",
    "a currency that has another name": "印度卢布",
    "the sign of a percentage": "^负98%$",
    "rooms": "20000间",
    "the whole expression": "约2.5亿年|八月十六号",
    "both ends of an age": "70 - 90天",
    "a month": "^10 月$",
}
#: Deviations that the fact model settles by name.
SETTLED = ("十几万", "‰", "names no upper end")
#: What of the 812 cases must at least agree.
LEAST = {"same": 344, "figure": 418, "converted": 8}


@pytest.mark.skipif(not peers.FOLDER.is_dir(), reason="the suites of other tools are not here")
def test_every_case_agrees_or_deviates_for_a_listed_reason() -> None:
    verdicts = [(verdict(case), case) for suite, case in peers.suites() if not peers.DATE_SUITES.match(suite)]
    explained = list(map(re.compile, DEVIATIONS.values()))
    others = [case for found, case in verdicts if found == "other"]
    assert [case["id"] for case in others if not any(pattern.search(case["text"]) for pattern in explained)] == []
    counted = Counter(found for found, _ in verdicts)
    agreed = 0
    for found, least in LEAST.items():
        agreed += counted[found] - least
        assert agreed >= 0, counted
    settled = sum(any(re.search(DEVIATIONS[name], case["text"]) for name in SETTLED) for case in others)
    assert len(verdicts) - len(others) >= 0.95 * (len(verdicts) - settled)


def test_every_deviation_is_in_the_documentation() -> None:
    page = (Path(__file__).parent.parent / "docs" / "deviations-quantities.md").read_text(encoding="utf-8")
    assert [name for name in DEVIATIONS if name not in page] == []
