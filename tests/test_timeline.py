"""Resolution: what a date takes from others, what it never guesses, and the period of the whole document."""

from __future__ import annotations

from datetime import date

import pytest

from extractors import dates, timeline
from extractors.mention import Mention, Quantity, TimeValue


def solve(text: str, published: date | None = None, title: int = 0) -> list[Mention]:
    return timeline.resolve(dates.find(text), text=text, published=published, title_end=title)


def values(text: str, published: date | None = None, title: int = 0) -> list[tuple[str, str | None, tuple[str, ...]]]:
    out = []
    for mention in solve(text, published, title):
        assert isinstance(mention.payload, TimeValue)
        out.append((text[mention.start : mention.end], mention.payload.edtf, mention.payload.anchors))
    return out


def test_what_is_written_in_full_needs_no_anchor() -> None:
    assert values("2020年3月，开展检查", date(2021, 1, 1)) == [("2020年3月", "2020-03", ())]


def test_what_publication_gave_says_so() -> None:
    assert values("去年增长", date(2021, 1, 1)) == [("去年", "2020", ("published",))]


def test_what_another_date_gave_names_it() -> None:
    text = "2018年11月5日立案，同年12月结案。"
    assert values(text, date(2021, 1, 1))[1] == ("同年12月", "2018-12", ("date@0",))


def test_what_the_title_gave_names_it() -> None:
    text = "2019年工作总结\n全年办理4万件。"
    assert values(text, date(2020, 4, 2), 9)[1] == ("全年", "2019", ("title@0",))


@pytest.mark.parametrize(
    "text", ["今天开幕", "去年增长", "3月15日开始", "前5个月增长", "上周公布", "国庆假期", "本季度", "次日", "年底前"]
)
def test_nothing_is_guessed_without_a_base(text: str) -> None:
    assert all(edtf is None for _, edtf, _ in values(text))


def test_a_range_may_end_on_the_same_day() -> None:
    day = "2020-09-01"
    assert values("9月1日8时至同日17时停水", date(2020, 8, 30))[0][1] == f"{day}T08:00/{day}T17:00"


def test_other_mentions_pass_through() -> None:
    other = Mention("count", 0, 2, Quantity(None, None, None), "count.x")
    assert timeline.resolve([other], text="3家", published=None) == [other]


def test_main_period_of_a_title() -> None:
    text = "2018年上半年形势通报\n2017年的事故较多，2017年下降。"
    period = timeline.main_period(solve(text, date(2018, 7, 19), 11), date(2018, 7, 19), 11)
    assert period == ("2018-01/2018-06", "title@0")


def test_main_period_of_a_text() -> None:
    text = "国家统计局今天发布数据。前5个月，投资增长。5月，出口增长。前5个月，就业稳定。"
    period = timeline.main_period(solve(text, date(2017, 6, 14)), date(2017, 6, 14))
    assert period == ("2017-01/2017-05", "date@12")


def test_main_period_of_a_retrospective_notice() -> None:
    text = "2020年3月，开展整治。全年办理业务4万件。信访量同比2019年下降。"
    found = solve(text, date(2021, 2, 24))
    assert timeline.about_year(found, date(2021, 2, 24)) == (2020, "published")


def test_main_period_without_anything() -> None:
    assert timeline.main_period([], None) is None
    assert timeline.main_period([], date(2021, 5, 1)) == ("2021", "published")


def test_resolution_is_idempotent() -> None:
    text = "去年3月15日立案，17日结案，全年办理4万件。截至12月底，下降3%。"
    once = solve(text, date(2021, 2, 24))
    assert timeline.resolve(once, text=text, published=date(2021, 2, 24)) == once
