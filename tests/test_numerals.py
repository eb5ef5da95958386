"""Numerals: every writing of a value, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.numerals import fold, parse, read, to_chinese
from tests.cases import decimal, rows, writings

CASES = [
    pytest.param(decimal(row["value"]), text, id=text) for row in rows("numerals") for text in writings(row["writings"])
]
CAPITALS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


@pytest.mark.parametrize(("value", "text"), CASES)
def test_reading(value: Decimal | None, text: str) -> None:
    assert parse(text) == value


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**16 - 1))
def test_number_to_chinese_and_back(number: int) -> None:
    assert parse(to_chinese(number)) == number
    assert parse(to_chinese(number).translate(CAPITALS)) == number
    assert parse(f"{number:,}") == number


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 99), st.sampled_from(["", "万", "亿", "万亿"]))
def test_decimals_keep_their_precision(whole: int, hundredths: int, scale: str) -> None:
    text = f"{whole}.{hundredths:02d}{scale}"
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    assert parse(text) == Decimal(f"{whole}.{hundredths:02d}") * factor


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿点几数余多0123456789.,，廿卅 负-", max_size=12))
def test_any_string_reads_or_not_but_never_fails(text: str) -> None:
    value = parse(text)
    assert value is None or isinstance(value, Decimal)


@pytest.mark.parametrize(
    ("run", "low", "high"),
    [
        ("十几", 11, 19),
        ("数百", 200, 999),
        ("几十万", 200000, 999999),
        ("三四十", 30, 40),
        ("20几", 21, 29),
        ("一两", 1, 2),
    ],
)
def test_vague_numerals_are_intervals(run: str, low: int, high: int) -> None:
    numeral = read(run)
    assert numeral is not None and numeral.value is None
    assert (numeral.low, numeral.high) == (low, high)


def test_folding_keeps_offsets() -> None:
    text = "增长５．１％，共３家　Ａ"
    assert len(fold(text)) == len(text)
    assert fold(text) == "增长5.1%，共3家 A"
