"""Lists by area: 新增病例中，北京48例、河北12例 - the area is where, not what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora import regions
from extractors.assembly.context import Figure
from extractors.assembly.draft import Draft

_AMONG = re.compile(r"(?:^|[，。；：\n])(?:在|从)?([^，。；：\n]{2,24}?)(?:当中|之中|中)[，,]")
_ADDED = re.compile(
    r"^(?:当[日天]|[今昨]日|全[国省市县区州])?(?:新增|新发|新报告|新确诊|新登记)的?(?=[\u4e00-\u9fff]{2})"
)
_OCCASION = re.compile(
    r"\d[年月日时]|(?:协商|会谈|会议|行动|过程|工作|活动|检查|抽查|抽检|比赛|演练|采访|会上|发布会|灾害|事故|火灾)$"
)
"""What happens in 在…中 is no whole of which the areas are parts."""
_LONGEST = 12
_NEAR = 300
TOLD_BY_VERB = frozenset(
    {"立案", "结案", "审结", "办结", "破案", "开工", "竣工", "投产", "招生", "签约", "脱贫", "摘帽", "供地", "成交"}
)
"""Verbs that say what a figure behind an area counts without an object: 甲市立案112件."""


def is_area(name: str) -> bool:
    """Whether a name is that of an administrative division and nothing else."""
    return len(name) <= _LONGEST and regions.by_name(name) is not None


def are_areas(name: str) -> bool:
    """Whether a name is that of one or several administrative divisions and nothing else."""
    return is_area(name) if "、" not in name else all(is_area(part) for part in name.split("、"))


def counted(text: str, figure: Figure) -> str:
    """What the list that the figure stands in counts: the words before 中 in its sentence; empty where there are none."""
    found = _AMONG.findall(text, max(0, figure.sentence.start - 1), figure.start)
    return str(found[-1]) if found and not _OCCASION.search(found[-1]) else ""


def without_added(name: str) -> tuple[str, bool]:
    """新增临床诊断病例 → 临床诊断病例 and True."""
    added = _ADDED.match(name)
    return (name[added.end() :], True) if added else (name, False)


def before(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The figure of the same unit before it in its sentence whose name is none of an area."""
    for other in reversed(drafts[-40:]):
        if other.figure.sentence.start != draft.figure.sentence.start:
            return None
        if other.unit == draft.unit and other.indicator and not is_area(other.indicator):
            return other
    return None


def told_before(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """从地区看，丰县912例: the total of the same unit in the sentences before."""
    for other in reversed(drafts[-40:]):
        if draft.figure.start - other.figure.end > _NEAR:
            return None
        alike = other.unit == draft.unit and other.total is None and other.kind_of_role == "level"
        if alike and other.indicator and not is_area(other.indicator):
            return other
    return None
