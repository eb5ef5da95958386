"""How far a date reaches within its sentence."""

from __future__ import annotations

import re

from extractors.assembly.context import Figure
from extractors.assembly.forces import HEAD, LEAD, Force
from extractors.assembly.period import Calendar
from extractors.assembly.stretches import is_day
from extractors.assembly.windows import WITHIN

_PEAK = re.compile("单日|日峰值|日最高|当日最")
_BESIDES = ("加上", "连同", "加之")
_AHEAD = ("预计", "力争", "争取", "确保", "计划", "到")
_SEMICOLON = re.compile(r"[；;]")


def in_force(text: str, calendar: Calendar, figure: Figure, after: int) -> tuple[Force | None, int]:
    """The last date before the figure in its sentence whose scope reaches it, and where to look on from.

    A date at the head of the sentence holds to its end, another one to the next semicolon; 从2013年的22张 is an
    attribute of its figure.
    """
    forces = calendar.forces
    place = after
    while place < len(forces) and forces[place].start < figure.start:
        place += 1
    for index in range(place - 1, -1, -1):
        force = forces[index]
        if force.start < figure.sentence.start - force.window:
            break
        if _is_aside(text, force, figure) or _is_left(text, force, figure):
            continue
        if calendar.items.parts(force.start, figure.start):
            continue
        attribute = figure.start - force.end > 3 and text[force.end] == "的"
        divided = text.find("；", force.end, figure.start) >= 0 or text.find(";", force.end, figure.start) >= 0
        if not attribute and not divided:
            return force, place
        lead = text[figure.sentence.start : force.start]
        if attribute and (lead.endswith(("从", "由")) or not HEAD.search(lead)):
            continue  # 由去年的86%提高到94.5%: an attribute of the figure behind it only
        if divided and ".." in force.edtf:
            continue  # 自5月1日起，上限降至12%；12家企业获准缓缴, 4月底前完成416座；汛期实行24小时值班
        if not divided or (HEAD.search(lead) and len(lead) < 30 and not _SEMICOLON.search(lead)):
            return force, place
    return None, place


def _is_aside(text: str, force: Force, figure: Figure) -> bool:
    """支持购房421万平方米，年末市场占有率16.2%，节约利息31亿元: the end of a year named between figures holds for its own clause."""
    if figure.clause.start <= force.end + 1:
        return False
    if is_day(force.edtf) and _PEAK.search(text, force.end, min(figure.clause.start, force.end + LEAD)):
        return True  # 10月1日发送旅客526.2万人，再创单日纪录，七天日均发送400万人
    if force.window and force.aside and text.startswith(WITHIN, force.end):
        return True  # 消费量4380万吨，十年间增长1.4倍，能耗是平均水平的6.2倍
    ended = text[force.end - 1] in "末底初" and not text.endswith(_AHEAD, 0, force.start)
    return force.aside and (ended or text.endswith(_BESIDES, 0, force.start))


def _is_left(text: str, force: Force, figure: Figure) -> bool:
    """由上月上涨15.9%转为下降2.3%: the time of the level that is left is not that of the figures behind it."""
    return text[force.start - 1] in "由从" and any(letter.isdigit() for letter in text[force.end : figure.start])
