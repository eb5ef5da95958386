"""The role of each figure of the walk: by its own words, by the list it stands in, by its total, by a goal told before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.assembly import counted, parts, role
from extractors.assembly import indicator as naming
from extractors.assembly.comparison import compare
from extractors.assembly.context import Figure
from extractors.assembly.draft import Draft
from extractors.assembly.nouns_behind import after
from extractors.assembly.period import Calendar
from extractors.assembly.words import Words
from extractors.assembly.words_before import before

_AMONG_THESE = re.compile(r"(?<=[\u4e00-\u9fff]{2})中[，,]?(?:有|约|近|超过)?$")
_SHARED_OUT = (
    "集中在",
    "集中于",
    "投向",
    "用于",
    "来自",
    "分布在",
    "发生在",
    "为",
    "是",
    "属于",
    "流向",
    "出口到",
    "销往",
)
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_AIM = re.compile(r"的[^，。；\d]{0,8}目标")
_TARGETS = ("区间", "目标", "水平", "左右", "上下", "上限", "下限", "关口")
_ADDED = frozenset({"新增", "新增加"})


class Roles:
    """What the figures of one text are: levels, shares or changes."""

    def __init__(self, text: str, words: Words, calendar: Calendar) -> None:
        self.text, self.words, self.calendar = text, words, calendar

    def of(self, draft: Draft, drafts: Sequence[Draft], group: Sequence[Figure]) -> None:
        """Set the role of a draft, its direction and what it is compared with; ``group``: the list it stands in."""
        figure, mention = draft.figure, draft.mention
        start = self._start(figure)
        wording = self.text[figure.start : figure.end]
        draft.role = role.role_of(mention.kind, self.text, start, figure.start, wording)
        if draft.role.role == "level" and mention.kind in ("percentage", "ratio"):
            draft.role = self._of_a_goal(draft, drafts) or self._percent_of(draft)
        if figure.number != group[0].number and draft.role.role == "level" and drafts:
            leader = drafts[-1]
            if leader.role.role != "level":
                draft.role, draft.like = leader.role, leader
        elif draft.role.role == "level" and (added := self._added_before(draft, drafts)) is not None:
            draft.role = role.Role("change", added.direction, verb_start=start, verb=added.role.verb)
        if draft.turn is not None and not draft.turn.first and draft.role.role == "level":
            former = drafts[draft.turn.peer]
            if former.kind_of_role == "share":
                draft.role = former.role
        draft.kind_of_role, draft.direction = draft.role.role, draft.role.direction

    def compare(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        """Set what a change is compared with: as in the figure it has its role of, else by its own words."""
        if draft.like is not None:
            draft.comparison, draft.base_period = draft.like.comparison, draft.like.base_period
        if draft.role.role == "change" and draft.comparison is None:
            named, draft.anchors = draft.anchors, {}
            compare(self.text, self.calendar, draft, drafts, self._start(draft.figure))
            draft.anchors |= named

    def _start(self, figure: Figure) -> int:
        """Where the words before a figure begin that are its own."""
        starts = self.words.starts
        return min(starts[figure.left], figure.start) if figure.left < len(starts) else figure.start

    def _added_before(self, draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
        """新增确诊病例12例、无症状感染者86例: the figure whose 新增 holds for the next one of its list too."""
        figure = draft.figure
        if figure.bracket is not None or figure.left >= len(self.words) or draft.mention.kind != "count":
            return None
        mark = self.words.starts[figure.left]
        mark -= self.text[mark] != "、"
        if mark < 0 or self.text[mark] != "、" or figure.left == figure.word:
            return None
        for other in reversed(drafts[-6:]):
            if other.figure.bracket is not None:
                continue
            added = other.kind_of_role == "change" and not other.role.explicit and other.unit == draft.unit
            listed = not any(stop in _BRACKET.sub("", self.text[other.figure.end : mark]) for stop in "，。；：")
            return other if added and listed else None
        return None

    def _of_a_goal(self, draft: Draft, drafts: Sequence[Draft]) -> role.Role | None:
        """完成全年目标35万人的24.7%: the rate of completion of a goal that is told with its figure."""
        if not drafts or self.text[drafts[-1].figure.end : draft.figure.start] != "的":
            return None
        goal = drafts[-1].figure
        return role.share_of_goal(self.text[goal.clause.start : goal.start], goal.clause.start)

    def _percent_of(self, draft: Draft) -> role.Role:
        """30%的企业: a percentage right before a noun is a share of it, unless the noun is a rate."""
        figure = draft.figure
        if "倍" in self.text[figure.start : figure.end]:
            return draft.role
        if _AMONG_THESE.search(self.text[figure.clause.start : figure.start]):
            return role.Role("share", verb_start=figure.start)
        if figure.left == figure.word and self.text.startswith(_SHARED_OUT, figure.end):
            return role.Role("share", verb_start=figure.start)  # 四分之三投向工业
        if "分之" in self.text[figure.start : figure.end] and self._is_part(figure):
            return role.Role("share", verb_start=figure.start)
        behind = self.text[figure.end : figure.end + 1]
        if behind not in ("的", "以") and not self.words.tags[min(figure.word + 1, len(self.words) - 1)].startswith(
            "n"
        ):
            return draft.role
        if behind == "的" and _AIM.match(self.text, figure.end, figure.end + 14):
            return draft.role  # 6.5%左右的增长目标
        phrase = after(self.words, figure.next, figure.right)
        if not phrase or phrase.endswith(naming.RATE_HEADS) or phrase.startswith(_TARGETS):
            return draft.role
        parts_before = before(self.words, figure.left, figure.word)
        if parts_before.object.endswith(counted.MEASURES) and not parts_before.verb:
            return draft.role
        return role.Role("share", verb_start=figure.start)

    def _is_part(self, figure: Figure) -> bool:
        """其中中央补助三分之一、省级补助三分之一."""
        mark = self.text.rfind("其中", figure.sentence.start, figure.start)
        own = self.text[mark : figure.start]
        return mark >= 0 and not any(stop in own for stop in "，。；") and not own.endswith(counted.MEASURES)

    def inherit(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        """The parts of 新增25例 are additions too, and so are those of 新增病例中，北京4例."""
        if draft.kind_of_role != "level":
            return
        total = parts.whole_of(self.text, draft, drafts)
        if total is None:
            return
        same_unit = total.mention.quantity.unit == draft.mention.quantity.unit
        if total.kind_of_role == "change" and same_unit and not (total.role.explicit and total.role.verb not in _ADDED):
            draft.kind_of_role, draft.direction = "change", total.direction
            draft.like = total
            draft.anchors["role"] = f"figure@{total.figure.start}"
