"""Properties of the quantity finder: spans, intervals and what is taken by others."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.mention import BOUNDS, NUMERIC_KINDS
from extractors.numerals import to_chinese
from extractors.quantities import find
from extractors.units import SIGNS, UNITS, duration_code, unit_at

REAL = Path(__file__).parent.parent.parent / "shared" / "real" / "gold"
BEFORE = {
    "约": "approximately",
    "近": "nearly",
    "超过": "more_than",
    "不少于": "at_least",
    "不超过": "at_most",
    "不足": "less_than",
}
AFTER = {"左右": "approximately", "以上": "at_least", "以下": "at_most", "以内": "at_most"}
UNIT = st.sampled_from(["家", "个", "人次", "件", "万元", "亿元", "%", "个百分点", "亩", "吨", "公里", "个月", "小时"])


def only(text: str, start: int, end: int):
    mentions, _ = find(text)
    assert [(m.start, m.end) for m in mentions] == [(start, end)]
    return mentions[0].quantity


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 9999), UNIT, st.sampled_from(["", *BEFORE]), st.booleans())
def test_a_qualifier_before_gives_its_bound(number: int, unit: str, word: str, chinese: bool) -> None:
    figures = (
        to_chinese(number).replace("二", "两" if number == 2 else "二") if chinese and unit != "%" else str(number)
    )
    text = f"共有{word}{figures}{unit}。"
    quantity = only(text, 2, len(text) - 1)
    factor = {"万元": 10**4, "亿元": 10**8}.get(unit, 1)
    if quantity.value is not None:
        assert quantity.value == number * factor
    assert quantity.bound == (BEFORE.get(word, "exact") if not (word == "近" and unit == "个月") else "exact")


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 9999), UNIT, st.sampled_from(sorted(AFTER)))
def test_a_qualifier_after_gives_its_bound(number: int, unit: str, word: str) -> None:
    text = f"共有{number}{unit}{word}。"
    quantity = only(text, 2, len(text) - 1)
    assert quantity.bound == AFTER[word]
    low, high = quantity.low, quantity.high
    assert (low is None) == (AFTER[word] != "at_least")
    assert (high is None) == (AFTER[word] != "at_most")


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), UNIT, st.sampled_from(["至", "—", "-", "～", "到"]), st.booleans())
def test_an_interval_reads_back(low: int, width: int, unit: str, dash: str, twice: bool) -> None:
    high = low + width
    text = f"为{low}{unit if twice else ''}{dash}{high}{unit}。"
    quantity = only(text, 1, len(text) - 1)
    factor = {"万元": 10**4, "亿元": 10**8}.get(unit, 1)
    assert quantity.bound == "range" and quantity.value is None
    assert (quantity.low, quantity.high) == (low * factor, high * factor)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet="一二三十百万亿几数半多余近约超上下以左右0123456789.%℃元家个年月日小时天岁第至到—-、，。（）“”前翻番分之比：:/倍 \n的了在",
        max_size=40,
    )
)
def test_any_text_gives_well_formed_mentions(text: str) -> None:
    mentions, rejections = find(text)
    check(text, mentions)
    assert all(0 <= r.start < r.end <= len(text) for r in rejections)


def check(text: str, mentions) -> None:
    last = 0
    for mention in mentions:
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
        assert mention.kind in NUMERIC_KINDS
        quantity = mention.quantity
        assert quantity.bound in BOUNDS
        assert all(x is None or isinstance(x, Decimal) for x in (quantity.value, quantity.low, quantity.high))
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
        if quantity.bound == "exact":
            assert quantity.value == quantity.low == quantity.high is not None


def test_claimed_spans_stay_untouched() -> None:
    text = "2020年3月共检查63家，5个月内整改"
    claimed = [(0, 7)]
    assert [text[m.start : m.end] for m in find(text, claimed)[0]] == ["63家", "5个月"]
    assert [text[m.start : m.end] for m in find(text, [*claimed, (10, 13)])[0]] == ["5个月"]


def test_numbers_in_titles_are_theirs() -> None:
    assert find("印发《支持3000家企业的若干措施》")[0] == []


def test_text_with_spaces_between_all_characters() -> None:
    text = "同 比 增 长 一 百 五 十 个 百 分 点"
    (mention,) = find(text)[0]
    assert text[mention.start : mention.end] == "一 百 五 十 个 百 分 点"
    assert mention.quantity.value == 150


def test_percentage_points_are_never_percent() -> None:
    for text in ("提高1.5个百分点", "提高１．５个百分点", "提高一点五个百分点", "提高1.5 个百分点"):
        (mention,) = find(text)[0]
        assert (mention.quantity.unit, mention.quantity.unit_code) == ("个百分点", "pp")


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("5", "P1Y", "P5Y"),
        ("1.5", "P1Y", "P1Y6M"),
        ("0.5", "PT1H", "PT30M"),
        ("28.76", "PT1S", "PT28.76S"),
        ("2", "P3M", "P6M"),
    ],
)
def test_duration_codes(value: str, code: str, expected: str) -> None:
    assert duration_code(Decimal(value), code) == expected


def test_units_know_when_a_longer_word_goes_on() -> None:
    assert unit_at("8国道", 1) is None
    assert unit_at("元月", 0) is None
    assert unit_at("5km", 1) is UNITS["km"]
    assert unit_at("5kmx", 1) is None


@pytest.mark.skipif(not REAL.is_dir(), reason="the real notices are not here")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.json")), ids=lambda p: p.stem)
def test_real_notices(path: Path) -> None:
    """Span floor over the gold notices: nine of ten numeric facts, exactly."""
    document = json.loads(path.read_text(encoding="utf-8"))
    text, facts = document["text"], document["facts"]
    others = [(f["start"], f["end"]) for f in facts if f["kind"] not in NUMERIC_KINDS]
    mentions, _ = find(text, others)
    check(text, mentions)
    wanted = {(f["start"], f["end"]) for f in facts if f["kind"] in NUMERIC_KINDS and not f.get("optional")}
    assert len(wanted & {(m.start, m.end) for m in mentions}) >= 0.9 * len(wanted)


def test_every_guard_of_a_unit_is_a_pattern() -> None:
    """They are compiled when their unit is met, so that a wrong one would be told late."""
    assert [unit.word for unit in (*UNITS.values(), *SIGNS.values()) if unit.guard and not re.compile(unit.guard)] == []
