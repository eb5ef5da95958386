"""The period of each figure along the walk: in force, implied, carried on, or the document's main one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from corpora.outline import Outline
from extractors.assembly import period
from extractors.assembly.carrying import NEXT, Carrying
from extractors.assembly.comparison import base_period, settle
from extractors.assembly.context import Figure
from extractors.assembly.draft import Draft
from extractors.assembly.forces import HOLIDAY, Force, holds
from extractors.assembly.reach import in_force
from extractors.assembly.stretches import begins_with_day, day_of, is_day, month_before, year_before
from extractors.assembly.turn_times import before_turn, beside_turn

_FROM = re.compile(r"(?:由|从)[^，；。]{0,12}$")
_PRIOR = re.compile("上(?:一|个|一个)?(?:采暖季|供暖季|采暖期|供暖期|学年|学期|周期|榨季|雪季)")
_SO_FAR = re.compile("已(?:扩大|扩展|覆盖|推广|建成|开通|惠及|达|有|累计|签约|入驻)")
_PERFORMED = re.compile(r"授予|判处|宣判|责令退赔")
_HONOURED = re.compile("表彰|授予|嘉奖|记功")
_VIEWED = re.compile(r"[\s　]*(?:从[^，。；：\n]{1,14}(?:看|来看)|[分按][^，。；：\n]{1,14}[看分])[，,：:]")
"""从贸易伙伴看，按产业分，: paragraphs that take the whole account apart, each in its own way."""
_ITS_LEVEL = re.compile(r"(?:[^，。；：\d]{0,14}的)?")
_MEASURED = frozenset({"count", "measure", "money", "number"})
_INQUIRY = re.compile(
    r"(?:历时|经过)[^，。；]{2,10}(?:侦查|侦办|侦破|经营|追踪|摸排|调查)|历时[^，。；]{2,10}[，,](?:[^，。；]{0,8})辗转"
)
_LEFT = re.compile("剩|还有")
"""距年底仅剩90余天: what is left up to a day is no figure of that day."""
_LASTED = ("历时", "为期", "历经", "用时", "耗时")
_YEARS = re.compile(r"\d{4}/(\d{4})")
_TO = re.compile(r"[^，；。\d]{0,3}(?:至|到|为)")
ANSWERS = ("答：", "答:", "回答：", "A：", "A:")
_QUESTION = ("问：", "问:", "Q：", "Q:")
_VIEWS = ("从", "分", "按")
_AND = ("、", "和", "及", "与", "以及")
_PLACE = attrgetter("start")
_A_YEAR = 4
_HEADLINE = 40
_REACH = 200
_MEMORY = 60
"""How many figures back a date may hold on; more would make one endless line quadratic."""
_LINE = 4000


class Timing:
    """Dates in force and where the search for the next figure's date goes on. ``subjects``: where organisations stand."""

    def __init__(
        self, text: str, outline: Outline, calendar: period.Calendar, subjects: frozenset[int] = frozenset()
    ) -> None:
        self.text, self.outline, self.calendar, self.subjects = text, outline, calendar, subjects
        self._carrying = Carrying(text, calendar, subjects)
        self._date_at = 0
        self._spread: dict[int, Force] = {}

    def spread(self, group: Sequence[Figure]) -> None:
        """一季度、二季度分别为1799亿元、2013亿元: as many dates as figures are told to the figures one by one."""
        leader, count = group[0], len(group)
        if count < 2 or self.text.rfind("分别", leader.clause.start, leader.start) < 0:
            return
        forces = self.calendar.forces
        last = bisect_left(forces, leader.start, key=_PLACE)
        own = forces[max(0, last - count) : last]
        if len(own) < count or own[0].start < leader.sentence.start:
            return
        between = [self.text[one.end : two.start] for one, two in pairwise(own)]
        before = forces[last - count - 1] if last > count else None
        more = before is not None and self.text[before.end : own[0].start] in _AND
        if not more and all(words in _AND for words in between):
            self._spread.update((figure.number, force) for figure, force in zip(group, own, strict=True))

    def set_period(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        """The date in force before the figure, else what its base implies, else what holds on from before."""
        figure = draft.figure
        force, self._date_at = in_force(self.text, self.calendar, figure, self._date_at)
        force = self._spread.get(figure.number, force)
        if force is not None and draft.mention.kind == "duration" and self.text.endswith(_LASTED, 0, figure.start):
            force = self._of_act(figure, force)
        if self.text[figure.clause.start] == "距" and _LEFT.search(self.text, figure.clause.start, figure.start):
            return
        if (level := self._of_base(draft)) is not None:
            draft.period, draft.anchors["period"] = level.edtf, f"text@{level.start}"
            return
        if force is not None and figure.clause.start > force.end and self._carrying.modifies(force.start):
            force = None
        if force is not None:
            draft.period = force.edtf
            draft.anchors["period"] = _anchor(force)
        elif (
            draft.kind_of_role == "change"
            and draft.comparison
            and draft.anchors.get("base_period")
            and draft.base_period
            and len(draft.base_period) == 4
        ):
            draft.period = self._from_base(draft)
        if draft.period is None and len(drafts) > 1:
            draft.period = beside_turn(self.text, draft, drafts)
        if draft.period is None:
            self._carried(draft, drafts)
        if draft.against and draft.period is not None:
            yearly = "年" in draft.against or "同" in draft.against
            draft.period = year_before(draft.period) if yearly else month_before(draft.period)
        settle(self.text, draft)
        base_period(draft)

    def _of_act(self, figure: Figure, force: Force) -> Force:
        """自3月10日至5月23日，对2013年度基金进行了审计，历时两个半月: the days of the act, not the year it was about."""
        if len(force.edtf) != _A_YEAR:
            return force
        first = self._carrying.first_from(figure.sentence.start)
        acted = first is not None and first.start < force.start and "/" in first.edtf and begins_with_day(first.edtf)
        return first if first is not None and acted else force

    def _of_base(self, draft: Draft) -> Force | None:
        """与2010年普查的285万人相比, 突破1998年22.52米的极值: a level that is compared with is of its own year."""
        levels, figure = self.calendar.levels, draft.figure
        if not levels or draft.kind_of_role != "level" or draft.turn is not None or draft.mention.kind not in _MEASURED:
            return None
        place = bisect_left(levels, figure.start, key=_PLACE)
        force = levels[place - 1] if place else None
        if force is None or force.start < figure.sentence.start:
            return None
        return force if _ITS_LEVEL.fullmatch(self.text, force.end, figure.start) else None

    def narrow(self, draft: Draft) -> None:
        """A rule holds without a date unless its clause names one; 由56元提高到68元: the first is of an earlier time."""
        if draft.turn is not None and draft.turn.first and not draft.anchors.get("period", "").startswith("text@"):
            before_turn(self.text, self.calendar, draft)
        elif (
            draft.turn is not None
            and not draft.turn.first
            and (years := _YEARS.fullmatch(draft.period or "")) is not None
        ):
            draft.period = years[1]  # 五年间，危房率由7.8%降到1%以下: the level at the end
        if draft.period is None:
            draft.anchors.pop("period", None)
            return
        figure = draft.figure
        anchor = draft.anchors.get("period", "")
        if anchor.startswith("text@") or (anchor.startswith("date@") and int(anchor[5:]) >= figure.clause.start):
            return
        if draft.modality == "required":
            over = (len(draft.period) != _A_YEAR and not self._is_of_rule(draft, anchor)) or (
                draft.mention.kind == "duration"
                and not self._stands(anchor, figure.sentence.start)
                and self.is_over(draft.period)
            )
        elif draft.modality == "planned" and len(draft.period) != _A_YEAR and not anchor.startswith("duration@"):
            over = self.is_over(draft.period) and not self._stands(anchor, figure.sentence.start)
        else:
            own = self.text[figure.clause.start : figure.start]
            over = bool(_FROM.search(own) and _TO.match(self.text[figure.end : figure.end + 8]))
        if over:
            draft.period = None
            draft.anchors.pop("period", None)

    def _is_of_rule(self, draft: Draft, anchor: str) -> bool:
        """下半年，检查覆盖率要达到100%: a stretch to come that the sentence of a rule begins with."""
        figure, edtf = draft.figure, draft.period or ".."
        if not self._stands(anchor, figure.sentence.start) or begins_with_day(edtf) or edtf.startswith(".."):
            return False
        return not self.is_over(edtf) and self.text.find("；", int(anchor[5:]), figure.start) < 0

    def is_over(self, edtf: str) -> bool:
        """Whether the period had ended when the document was published: nothing can be planned for it."""
        last = edtf.split("/")[-1]
        published = self.calendar.published or ""
        return last[:4].isdigit() and (last < published[: len(last)] or last == published)

    @staticmethod
    def _stands(anchor: str, start: int) -> bool:
        """Whether the date that the anchor names stands in the sentence that begins at ``start``."""
        return anchor.startswith("date@") and int(anchor[5:]) >= start

    def _from_base(self, draft: Draft) -> str | None:
        """同比2019年下降: a year-on-year change against 2019 is of 2020."""
        base = draft.base_period or ""
        if draft.comparison != "year_on_year" or not base.isdigit():
            return None
        draft.anchors["period"] = draft.anchors["base_period"]
        return str(int(base) + 1)

    def _carried(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        figure = draft.figure
        heading = period.headings(self.outline, figure, self.calendar)
        line = self.text.rfind("\n", max(0, figure.start - _LINE), figure.start)
        if self._is_of_an_inquiry(figure) or self._is_next(figure):
            return
        lasting = figure.adverb and self.calendar.main is not None
        for other in reversed(drafts[-_MEMORY:]):
            if other.figure.start < line:
                break
            if other.against:
                continue
            if other.period is not None and self._carrying.carries(other, figure.sentence.start):
                if lasting and is_day(other.period):
                    continue
                if is_day(other.period) and self._carrying.is_overtaken(other, figure):
                    break
                draft.period, draft.anchors["period"] = day_of(other.period), other.anchors["period"]
                return
        if (whole := _whole(draft, drafts)) is not None and whole.period is not None:
            draft.period, draft.anchors["period"] = whole.period, whole.anchors["period"]
        elif (viewed := self._viewed(line)) is not None:
            draft.period, draft.anchors["period"] = viewed.edtf, _anchor(viewed)
        elif self.text.startswith(ANSWERS, line + 1) and (asked := self._asked(line)) is not None:
            draft.period, draft.anchors["period"] = asked.edtf, f"date@{asked.start}"
        elif heading is not None:
            draft.period, draft.anchors["period"] = heading.edtf, f"date@{heading.start}"
        elif self.calendar.main is not None:
            if not self._is_performed(figure, self.calendar.main) and not self._stands_now(figure, line):
                draft.period, draft.anchors["period"] = self.calendar.main, self.calendar.main_anchor
        elif (below := self._below_headline(figure)) is not None:
            draft.period, draft.anchors["period"] = day_of(below.edtf), _anchor(below)
        elif (
            draft.mention.kind != "duration"
            and figure.end <= self.calendar.title
            and (force := period.lead(self.text, self.calendar))
        ):
            draft.period, draft.anchors["period"] = force.edtf, _anchor(force)
        elif (stated := self.calendar.stated) is not None and not self._is_honoured(figure):
            draft.period, draft.anchors["period"] = day_of(stated.edtf), _anchor(stated)

    def _is_next(self, figure: Figure) -> bool:
        """下一步，将推出30余项活动: what comes after the time of the account, unless that is the year that goes on."""
        if not self.text.startswith(NEXT, figure.sentence.start):
            return False
        main = self.calendar.main or ""
        return len(main) != _A_YEAR or self.is_over(main)

    def _is_of_an_inquiry(self, figure: Figure) -> bool:
        """经过三个多月侦查，辗转三省; 历时近半年，调取流水3万条: the time that this took is neither the day of the report nor
        the time of the account.
        """
        start, _ = self._around(figure)
        if self.text.find("历时", start, figure.start) < 0 and self.text.find("经过", start, figure.start) < 0:
            return False
        return _INQUIRY.search(self.text, *self._around(figure)) is not None

    @staticmethod
    def _around(figure: Figure) -> tuple[int, int]:
        """The sentence of the figure as far as it is near, so that one endless sentence stays linear."""
        return max(figure.sentence.start, figure.start - _REACH), min(figure.sentence.end, figure.end + _REACH)

    def _viewed(self, line: int) -> Force | None:
        """The time of the account that a paragraph takes apart (从地区看，): the first below the title where the title
        names a part of it only (11月进出口… over 前11个月，…).
        """
        text = self.text
        if text[line + 1 : line + 2] not in _VIEWS or _VIEWED.match(text, line + 1) is None:
            return None
        main, force = self.calendar.main, self.calendar.stated
        if main is None or force is None or force.start >= line:
            return None
        return force if holds(force.edtf, main) else None

    def _below_headline(self, figure: Figure) -> Force | None:
        """The first date of the first sentence below a headline: what the headline of a piece of news speaks of."""
        start = self.text.rfind("\n", max(0, figure.start - _HEADLINE), figure.start)
        end = self.text.find("\n", figure.end, figure.end + _HEADLINE)
        if start < 0 or end < 0 or end - start > _HEADLINE or any(mark in self.text[start:end] for mark in "。；，"):
            return None
        found = self._carrying.first_from(end)
        if found is None or found.window or ".." in found.edtf or found.start >= end + _HEADLINE:
            return None
        framed = "。" not in self.text[end : found.start] and self.text[found.end] != "是"
        return found if framed else None

    def _is_performed(self, figure: Figure, main: str) -> bool:
        """Whether the clause judges or awards: an act of the day, not of the years that the document looks back on."""
        if not self.is_over(main) and not self.calendar.main_anchor.startswith("duration@"):
            return False
        if _PERFORMED.search(self.text, figure.sentence.start, figure.start) is not None:
            return True
        return self.text.find("旁听", figure.clause.start, figure.start) >= 0

    def _is_honoured(self, figure: Figure) -> bool:
        """Whether the sentence honours somebody: an act of the day, not of the time that the account is told for."""
        return _HONOURED.search(self.text, *self._around(figure)) is not None

    def _stands_now(self, figure: Figure, line: int) -> bool:
        """Whether the figure tells how far things have come (试点已扩大至16个省), in a document about less than a year, or is of
        a season before.
        """
        return (
            len(self.calendar.main or "") != _A_YEAR
            and self.calendar.main_anchor.startswith(("title", "date@"))
            and _SO_FAR.search(self.text, figure.sentence.start, figure.start) is not None
        ) or _PRIOR.search(self.text, figure.sentence.start, figure.start) is not None

    def _asked(self, line: int) -> Force | None:
        """The date in the question that the line behind offset ``line`` answers."""
        start = self.text.rfind("\n", 0, max(line, 0)) + 1
        if not self.text.startswith(_QUESTION, start):
            return None
        found = self._carrying.first_from(start)
        return found if found is not None and found.start < line else None


def _whole(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The addition that this figure is a part of, told in the paragraph before."""
    anchor = draft.anchors.get("role", "")
    if not anchor.startswith("figure@"):
        return None
    at = int(anchor[7:])
    return next((other for other in reversed(drafts[-_MEMORY:]) if other.figure.start == at), None)


def _anchor(force: Force) -> str:
    if force.window:
        return f"duration@{force.start + 1}"
    if force.mention == HOLIDAY:
        return f"text@{force.start}"
    return f"date@{force.start}" if force.mention >= 0 else "published"
