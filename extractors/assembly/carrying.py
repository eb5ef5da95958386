"""Whether the date of a figure holds on for the figures behind its sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from corpora.lazy import lazy
from extractors.assembly.context import Figure
from extractors.assembly.draft import Draft
from extractors.assembly.forces import AS_OF_DAY, Force, at_head
from extractors.assembly.period import Calendar
from extractors.assembly.stretches import is_day, is_short

_YEARLY = ("去年", "前年", "上年")
_WHICH = lazy(
    r"(?:“[^”\n]{1,8}”)?[^，。；：、\d]{3,30}(?<!目)的[近约超]?[\d,一二三四五六七八九十两百千万亿]+(?:余|多)?[\u4e00-\u9fff]"
)
_OTHER_TIME = re.compile(r"[一二三四五六七八九十两\d]{1,3}年(?:间|来)|按照?[^，。]{0,4}(?:规划|计划)")
_AFTER_THIS = ("调整后", "调价后", "此次调整后", "本次调整后", "调整之后")
_PLACED = re.compile(r"[\u4e00-\u9fff]{2,5}[市县区州旗]")
_NAME = 4
NEXT = ("下一步", "接下来", "下阶段", "下一阶段", "今后")
_PEAK = lazy("[^，。；]{0,8}为[^，。；]{0,8}(?:最高峰|高峰|峰值|最高|最大)")
_PLACE_NAME = 14
_HAPPENED = lazy("[^，。；]{2,12}发生[^，。；]{0,16}?(地震|火灾|爆炸|事故|袭击|坍塌|枪击|坠机|泥石流|滑坡|矿难|车祸)")
_COUNTED = ("据初步统计", "据统计", "截至目前", "目前", "事故造成", "事件造成", "袭击造成", "据报道", "据当地", "其中")
_ALONE = ("当月", "单月")
_PLACE = attrgetter("start")
_A_YEAR = 4
_LINE = 4000


class Carrying:
    """The dates of a text, for what they hold on to. ``subjects``: where organisations stand."""

    def __init__(self, text: str, calendar: Calendar, subjects: frozenset[int]) -> None:
        self.text, self.calendar, self.subjects = text, calendar, subjects
        self.items = calendar.items

    def is_overtaken(self, other: Draft, figure: Figure) -> bool:
        """Whether a later day has been told between the figure that carries its day on and this sentence."""
        forces = self.calendar.forces
        place = bisect_left(forces, other.figure.end, key=_PLACE)
        start = figure.sentence.start
        return (
            place < len(forces)
            and forces[place].start < start
            and is_day(forces[place].edtf)
            and forces[place].mention >= 0
        )

    def _is_of_its_subject(self, other: Draft, anchor: str) -> bool:
        """某区某局2015年购买…。某所购买…: a date behind the organisation that its sentence begins with is not that of the
        next one's.
        """
        at, start = int(anchor[5:]), other.figure.sentence.start
        return start in self.subjects and at > start

    def _is_new_actor(self, start: int, before: int) -> bool:
        """Whether the sentence begins with an organisation that its paragraph has not named up to ``before``."""
        if start <= before or not (start in self.subjects or _PLACED.match(self.text, start, start + 8)):
            return False
        line = self.text.rfind("\n", max(0, before - _LINE), before) + 1
        return self.text.find(self.text[start : start + _NAME], line, before) < 0

    def _is_aside(self, start: int) -> bool:
        """Whether the date at ``start`` stands behind a figure of its sentence, so that it is no frame for the next."""
        found = self.first_from(start)
        return found is not None and found.aside

    def modifies(self, start: int) -> bool:
        """Whether the date at ``start`` is a past year that only tells which things were counted: 2021年督察交办的3389件信访件，
        已办结3276件.
        """
        main = self.calendar.main
        if main is None or (
            not self.text.startswith("年", start + _A_YEAR) and self.text[start : start + 2] not in _YEARLY
        ):
            return False
        force = self.first_from(start)
        if force is None or force.start != start or len(force.edtf) != _A_YEAR:
            return False
        return force.edtf < main[:_A_YEAR] and _WHICH.match(self.text, force.end, force.end + 40) is not None

    def first_from(self, offset: int) -> Force | None:
        """The first date at ``offset`` or behind it."""
        forces = self.calendar.forces
        place = bisect_left(forces, offset, key=_PLACE)
        return forces[place] if place < len(forces) else None

    def _is_window(self, start: int) -> bool:
        """Whether the date at ``start`` is open (今年以来) and was closed by the day of publication only."""
        return "来" in self.text[start : start + 30].split("，")[0]

    def _is_of_one_month(self, start: int) -> bool:
        """7月当月增长3.1%: the month alone, in an account of more months that goes on behind its sentence."""
        found = self.first_from(start)
        if found is None or found.start != start or self.calendar.main is None:
            return False
        if self.text[start - 1] == "\n" or self.text[start - 1].isspace():
            return False  # 5月当月，…: a paragraph of its own
        return self.text.startswith(_ALONE, found.end) or self.text.endswith(_ALONE, found.start, found.end)

    def _is_asked_after(self, other: Draft, start: int) -> bool:
        """9日仍有大雨。指挥部要求：实行24小时值班: what is asked for is not of the days that were forecast."""
        published = self.calendar.published
        if published is None or other.period is None or other.period[: len(published)] <= published:
            return False
        return self.text.find("要求", other.figure.end, start + _NAME * 4) >= 0

    def _is_of_accident(self, other: Draft, at: int, start: int) -> bool:
        """海地北部6日晚发生5.9级地震。据初步统计，地震已造成11人死亡: the next sentence counts what happened that day."""
        place = self.text[other.figure.sentence.start : at]
        if len(place) > _PLACE_NAME or not place.isalpha() or self.calendar.main is not None:
            return False
        happened = _HAPPENED.match(self.text, at, at + 40)
        return happened is not None and (
            self.text.startswith(_COUNTED, start) or self.text.startswith(happened[1], start)
        )

    def carries(self, other: Draft, start: int) -> bool:
        """Whether the date of a figure holds on behind its sentence: not a deadline, a window or an episode."""
        anchor = other.anchors.get("period", "")
        if not anchor.startswith("date@") or other.period is None or other.period.startswith(".."):
            return False
        if other.period.endswith(".."):
            return self.text.startswith(_AFTER_THIS, start)
        at = int(anchor[5:])
        if at >= other.figure.sentence.start and not at_head(self.text, other.figure.sentence.start, at):
            return self._is_of_accident(other, at, start)
        if self._is_aside(at) or self.modifies(at) or self.items.parts(at, start) or self._is_of_one_month(at):
            return False
        if self._is_asked_after(other, start) or self.text.startswith(NEXT, start):
            return False
        if is_day(other.period) and _PEAK.match(self.text, at + _NAME, at + _NAME * 8):
            return False  # 10月1日为客流最高峰，预计1685万人次。每天开行8800多列
        if is_short(other.period) and self._is_new_actor(start, other.figure.sentence.start):
            return False  # 9日8时至10日20时雨量165毫米。省总队出动500人: the hours in which it was measured
        if start in self.subjects and other.figure.sentence.start != start and self._is_of_its_subject(other, anchor):
            return False
        main = self.calendar.main
        if (
            other.period.endswith(f"/{self.calendar.published}")
            and self._is_window(at)
            and "其中" not in self.text[other.figure.end : start + 4]
        ):
            return False
        if is_day(other.period) and _OTHER_TIME.match(self.text, start, start + 12) is not None:
            return False
        if not is_day(other.period) or main is None or is_day(main):
            return True
        if self.text.startswith(_AFTER_THIS, start):
            return True
        return self.text.endswith(AS_OF_DAY, 0, at)
