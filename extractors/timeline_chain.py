"""The chain of dates of one document: what the dates so far have said, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from corpora.lazy import lazy
from extractors import edtf

# What is still to come at the time of writing: 将于6月1日, 自7月1日起施行, 全年目标.
_FUTURE_AFTER = re.compile(
    r"[^。！？；\n]{0,20}?(?:将(?![军领士来])|拟于|计划|预计|目标|任务|施行|开始实施|起实施|起执行|启用)"
)
_FUTURE_BEFORE = re.compile(
    r"将(?![军领士来])|拟|定于|预计|计划|力争|明年|截止|最迟|不晚于|确保|希望|期待|筹备|部署|做好|要在|须在|应在|应当在|请于|务必|争取|可于|可在|应于|须于|需于|拟在|定在|(?:起|持续|延续|延长)(?:至|到)$"
)
# What is told about the past of a thing in passing: 成立于2007年3月, 1915年有记录以来. No date after it means its year.
_HISTORY_BEFORE = re.compile(
    r"(?:成立|设立|组建|注册|创建|创办|创立|始建|建|建成|落成|投产|投用|竣工|出生|生|毕业|入职|入党|入伍|参加工作|[至到])于?$"
)
_HISTORY_AFTER = re.compile(
    r"(?:出生|成立|设立|组建|注册|创建|始建|建成|毕业|入党|参加工作|[^，。；\n]{0,8}(?:记录|资料|观测)以来)"
)
_REPORTS = 3
_DONE = lazy("全部|已|完毕|到位|如期|均|顺利")
_AIMED = lazy("将|力争|确保|要|须|计划|应|拟|争取|务必|目标|任务|预计|必须|做到")
_LONGEST_HEADING = 40
_OF_A_YEAR = re.compile("回顾|总结|情况|成绩|成效|安排|目标|任务|工作|计划|打算|部署|重点")
_IN_SENTENCE = re.compile("[。；，：！？]")
_STOPS = "。！？；\n"
_REACH = 40
_AIMS = ("目标", "任务", "计划")
_UP_TO = ("截至", "截止", "截至到", "截止到")
_REPORTED = ("电", "讯", "通报", "公布", "发布", "召开", "举行", "消息")
_CLAUSE_BEGINS = "\n。，；：、！？“（( \u3000"


_NORM = re.compile("(?:间|的)?(?:平均|均值|气候)|[^（）()]{0,6}下同")


def is_norm(text: str, end: int) -> bool:
    """Whether years that end at ``end`` are those that a norm is the mean of."""
    return _NORM.match(text, end, end + 12) is not None


class Place(Struct, frozen=True, gc=False):
    """Where a mention stands: its span, the offset of its line, and its open side (``since`` …) if it has one."""

    start: int
    end: int
    line: int
    opened: str = ""


@dataclass(slots=True)
class Chain:
    """What the dates so far have established. ``about`` is the year that 全年 stands for.

    ``published`` is the date that relative words count from, ``base`` its anchor: the publication date, or the date
    under the document's signature where the document was published anew much later.

    ``month_base`` is the month that 本月 and 上月 count from; ``plans`` says that the title announces what is to come.
    ``deadline`` is the year of the last date with a year before which something is to happen (2024年2月底前).
    ``afternoon`` is the hour of the last clock time where it was said to be after noon. ``days`` are the days named
    with their year and where, ``span`` the last stretch from a day of one year to one of the next, ``heading`` is the year of the last heading that names one. ``event`` is the day of the
    last thing told with its hour where only days of report have been named since (20日23时许起火。…截至21日10时，…).
    """

    text: str
    published: date | None
    about: int | None
    about_anchor: str
    base: str = "published"
    month_base: tuple[int, int] | None = None
    month_anchor: str = ""
    plans: bool = False
    deadline: int | None = None
    deadline_at: int = -1
    deadline_line: int = -1
    year: int | None = None
    year_at: int = -1
    year_end: int = -1
    topic: int | None = None
    topic_at: int = -1
    topic_line: int = -1
    month: tuple[int, int] | None = None
    month_at: int = -1
    month_line: int = -1
    month_end: int = -1
    month_day: bool = False
    day: date | None = None
    day_at: int = -1
    day_line: int = -1
    event: date | None = None
    event_at: int = -1
    afternoon: int | None = None
    days: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    span: tuple[date, date] | None = None
    span_at: int = -1
    span_line: int = -1
    heading: int | None = None
    heading_at: int = -1
    _line: int = 0
    _seen: int = 0

    def line_of(self, offset: int) -> int:
        """The offset at which the line of ``offset`` begins."""
        if offset < self._seen:
            self._line = self._seen = 0
        # Only what lies between two mentions is looked through, so that one long line costs no more than many.
        self._line = self.text.rfind("\n", self._seen, offset) + 1 or self._line
        self._seen = offset
        return self._line

    def is_future(self, place: Place) -> bool:
        """Whether the clause speaks of what is to come: 将于6月1日, 12月底前, 自7月1日起施行."""
        if place.opened == "before":
            return not self._is_over(place)
        text = self.text
        begin = max(0, place.start - _REACH)
        for stop in _STOPS:
            begin = max(begin, text.rfind(stop, begin, place.start) + 1)
        if _FUTURE_BEFORE.search(text, begin, place.start) or text[place.end : place.end + 1] == "起":
            return True
        ahead = _FUTURE_AFTER.match(text, place.end, place.end + _REACH)
        return ahead is not None and not (ahead[0].endswith(_AIMS) and "完成" in ahead[0])  # 完成年度目标的132.2%

    def _is_over(self, place: Place) -> bool:
        """148名干警转隶，10月底前全部到位, in the report of a January on the year before: nothing in the sentence aims at it,
        and nothing before it has spoken of the new year.
        """
        published, text = self.published, self.text
        if published is None or published.month > _REPORTS or self.about != published.year - 1:
            return False
        if text.find("今年", 0, place.start) >= 0 or text.find(f"{published.year}年", 0, place.start) >= 0:
            return False
        start = max(text.rfind(stop, 0, place.start) for stop in "。！？\n") + 1
        end = min(at if (at := text.find(stop, place.end)) >= 0 else len(text) for stop in "。\n")
        return _DONE.search(text, place.end, end) is not None and _AIMED.search(text, start, end) is None

    def is_attribute(self, place: Place) -> bool:
        """Whether a year alone stands right before, joined by 的: 明年的3月28日."""
        return self.year_end == place.start - 1 and self.text[self.year_end] == "的"

    def note(self, point: Mapping[str, str], result: str | None, place: Place) -> None:
        """Records what a resolved date establishes for those after it."""
        if result is None or "plan" in point or "X" in result or self._is_norm(place):
            return
        if place.opened == "before":
            if point.get("year", "").isdigit():
                self.deadline, self.deadline_at, self.deadline_line = int(point["year"]), place.start, place.line
            return
        low, high = edtf.bounds(result)
        if low is None or high is None:
            return
        if low.year != high.year and "day" in point and not place.opened:
            self.span, self.span_at, self.span_line = (low, high), place.start, place.line
        self.year, self.year_at = high.year, place.start
        self.year_end = place.end if len(point) == ("year" in point) else -1
        if "year" in point and point["year"] != "about":
            if "day" in point and "month" in point:
                self.days[point["month"], point["day"]] = high.year, place.start
            if self._governs(point, place) and not (low.year != high.year and point["year"][:1] in "+-"):
                self.topic, self.topic_at, self.topic_line = high.year, place.start, place.line
            if len(point) == 1 and place.line and point["year"].isdigit() and self._is_heading(place):
                self.heading, self.heading_at = high.year, place.start
        if not place.opened and ((low.year, low.month) == (high.year, high.month) or "day" in point):
            self.month, self.month_at, self.month_line = (high.year, high.month), place.start, place.line
            self.month_end = place.end
            self.month_day = "day" in point
        if "time" in point:
            hour = int(result.rpartition("T")[2][:2])
            self.afternoon = hour if hour > 12 and ("pod" in point or self.afternoon is not None) else None
        if "day" in point or "weekday" in point:
            if not self._is_of_report(place):
                self.event, self.event_at = (high, place.start) if "time" in point and high == low else (None, -1)
            self.day, self.day_at, self.day_line = high, place.start, place.line

    def _is_of_report(self, place: Place) -> bool:
        """Whether the day is the one up to which, or on which, something is reported: 截至21日10时, 21日电, 21日通报."""
        return self.text.endswith(_UP_TO, 0, place.start) or self.text.startswith(_REPORTED, place.end)

    def _is_norm(self, place: Place) -> bool:
        """Whether the years are those of a norm in brackets: 较常年（1981—2010年平均值，下同）."""
        return self.text[place.start - 1 : place.start] in ("（", "(") and is_norm(self.text, place.end)

    def _governs(self, point: Mapping[str, str], place: Place) -> bool:
        """A year with its month governs the dates after it; one alone where it opens a clause (not 到2025年)."""
        if place.opened:
            return False
        if "month" in point:
            return not (
                _HISTORY_BEFORE.search(self.text, max(0, place.start - 6), place.start)
                or _HISTORY_AFTER.match(self.text, place.end, place.end + 14)
            )
        before = self.text[max(0, place.start - 1) : place.start]
        return not before or before in _CLAUSE_BEGINS

    def _is_heading(self, place: Place) -> bool:
        """Whether the line of the date is the heading of a review or a plan: short, without a mark that ends a sentence."""
        end = self.text.find("\n", place.end, place.line + _LONGEST_HEADING)
        return (
            end > place.end + 1
            and _OF_A_YEAR.search(self.text, place.end, end) is not None
            and not _IN_SENTENCE.search(self.text, place.line, end)
        )
