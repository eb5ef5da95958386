"""Dates in texts: every writing of a day gives the same day, and what is found is well formed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import date_readings, date_template, dates, edtf, named_dates, timeline
from extractors.mention import TimeValue

REAL = Path(__file__).parent.parent.parent / "shared" / "real" / "bulletins"
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))
DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[units] if units else "")


def chinese_year(year: int, zero: str = "〇") -> str:
    return "".join(DIGITS[int(digit)] for digit in str(year)).replace("〇", zero)


def writings(day: date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    return [
        f"{y}年{m}月{d}日",
        f"{y}年{m:02d}月{d:02d}日",
        f"{y} 年 {m} 月 {d} 日",
        f"{y}年{m}月{d}号",
        f"{y}年{m}月{d}日".translate(full_width),
        f"{y}-{m:02d}-{d:02d}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{chinese_year(y)}年{chinese_number(m)}月{chinese_number(d)}日",
        f"{chinese_year(y, '零')}年{chinese_number(m)}月{chinese_number(d)}日",
        f"{y % 100:02d}年{m}月{d}日",
    ]


def only(text: str) -> tuple[str, str | None]:
    """The one date of a text: its words and EDTF."""
    (mention,) = dates.find(text)
    assert isinstance(mention.payload, TimeValue)
    return text[mention.start : mention.end], mention.payload.edtf


@given(DAYS)
@settings(max_examples=120, deadline=None)
def test_a_day_is_the_same_in_every_writing(day: date) -> None:
    for written in writings(day):
        assert only(f"截至{written}，全部办结。") == (written, day.isoformat())


@given(DAYS, st.integers(0, 23), st.integers(0, 59))
@settings(max_examples=60, deadline=None)
def test_a_clock_time_belongs_to_its_day(day: date, hour: int, minute: int) -> None:
    for written in (
        f"{day.year}年{day.month}月{day.day}日{hour}时{minute}分",
        f"{day.isoformat()} {hour:02d}:{minute:02d}",
    ):
        assert only(f"（{written}）") == (written, f"{day.isoformat()}T{hour:02d}:{minute:02d}")


@given(DAYS, st.integers(1, 400))
@settings(max_examples=60, deadline=None)
def test_a_range_is_one_date(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    for sign in ("至", "—", "-", "到", "～"):
        written = f"{first.year}年{first.month}月{first.day}日{sign}{last.year}年{last.month}月{last.day}日"
        assert only(f"自{written}公示。") == (written, f"{first.isoformat()}/{last.isoformat()}")


@given(DAYS)
@settings(max_examples=60, deadline=None)
def test_the_year_left_out_comes_from_publication(day: date) -> None:
    text = f"{day.month}月{day.day}日，开展检查。"
    (mention,) = timeline.resolve(dates.find(text), text=text, published=day + timedelta(days=5))
    assert isinstance(mention.payload, TimeValue)
    assert mention.payload.edtf == day.isoformat()
    assert mention.payload.anchors == ("published",)


@given(st.integers(1, 99))
def test_chinese_numbers_read_back(number: int) -> None:
    assert date_readings.number(chinese_number(number)) == number


@given(
    st.text(alphabet="2013年月日号时点分一二三十今去昨上下中旬底末前后至到—-、（）:“五”期间以来个第 \n", max_size=60)
)
@settings(max_examples=400, deadline=None)
def test_what_is_found_is_well_formed(text: str) -> None:
    mentions = timeline.resolve(dates.find(text), text=text, published=date(2021, 2, 24))
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        assert isinstance(mention.payload, TimeValue)
        if mention.payload.edtf is not None:
            assert edtf.is_valid(mention.payload.edtf), mention.payload
        end = mention.end


@pytest.mark.parametrize(
    "text",
    [
        "2020",
        "2020-03",
        "2020-02-29",
        "199X",
        "19XX",
        "2020-21",
        "2020-01/2020-03",
        "../2020-12-31",
        "2020/..",
        "2020~",
    ],
)
def test_our_edtf_is_edtf(text: str) -> None:
    parse_edtf(text)
    assert edtf.is_valid(text)


@pytest.mark.parametrize("text", ["2020-13", "2021-02-29", "20", "2020-01-01T25:00", "../..", "a/b/c", ""])
def test_what_is_no_edtf(text: str) -> None:
    assert not edtf.is_valid(text)


def test_bounds_agree_with_the_library() -> None:
    for text in ("2020", "2020-02", "2020-03-05", "199X", "2020-01/2020-03"):
        parsed = parse_edtf(text)
        low, high = edtf.bounds(text)
        assert low is not None and high is not None
        assert tuple(parsed.lower_strict()[:3]) == (low.year, low.month, low.day)
        assert tuple(parsed.upper_strict()[:3]) == (high.year, high.month, high.day)


def test_taken_stretches_hold_no_date() -> None:
    text = "依据2020年通知，2021年办理"
    assert [mention.start for mention in dates.find(text, [(2, 9)])] == [10]


def test_titles_hold_no_date() -> None:
    assert dates.find("《北京市2013-2017年机动车排放污染控制工作方案》") == []


def test_templates_read_back() -> None:
    text = "去年3月至今年5月以来，2020年底前，“十四五”期间"
    for mention in dates.find(text):
        assert isinstance(mention.payload, TimeValue)
        points = date_template.load(mention.payload.template)
        assert " / ".join(date_template.dump(point) for point in points) == mention.payload.template


def test_festivals_of_the_lunar_calendar() -> None:
    assert named_dates.festival_day("春节", 2024) == date(2024, 2, 10)
    assert named_dates.festival_day("除夕", 2024) == date(2024, 2, 9)
    assert named_dates.festival_day("中秋节", 2020) == date(2020, 10, 1)
    assert named_dates.festival_day("清明", 2013) == date(2013, 4, 4)
    assert named_dates.festival_day("清明", 2023) == date(2023, 4, 5)
    assert named_dates.holiday("国庆节", 2019) == (date(2019, 10, 1), date(2019, 10, 7))
    assert named_dates.holiday("重阳节", 2019) is None


@pytest.mark.skipif(not REAL.is_dir(), reason="the real material is not here")
def test_real_bulletins_twice_alike() -> None:
    for path in sorted(REAL.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        first = timeline.resolve(dates.find(text), text=text, published=date(2021, 2, 24))
        assert first == timeline.resolve(dates.find(text), text=text, published=date(2021, 2, 24))
        assert first
