"""Lengths of time that look back or ahead (近两年, 未来五年) and words for now, as dates that figures stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from msgspec.structs import replace

from corpora.document import Document
from extractors.assembly.forces import AS_OF_DAY, Force
from extractors.assembly.stretches import day_earlier, day_of, is_day, whole_years, years_ahead
from extractors.edtf import shift_month
from extractors.mention import NUMERIC_KINDS, Mention

_MEAN = re.compile("来?的?(?:同期)?(?:均值|平均|同期|最)")
_SINCE_NOW = re.compile(r"以?来(?!自|源|访|信|电|往|到)")
_NOW = re.compile(r"目前|截至目前|(?<!发)现有(?!的)|现已|现[蓄辖]|现库存|现保有")
WITHIN = ("间", "里")
_AMID = re.compile("间(?![隔断歇距接])|里(?![程面外边])")
_GREW = re.compile("[^，。；\\d]{0,8}(?:增长|增加|提高|上升|下降|减少|翻)")
_START_OF = re.compile("[^，。；\\d]{0,3}(?:上线|启动|开始|开通|实施|运行|启用|推出|开展)")
_SENTENCE_END = re.compile(r"[。；\n]")
_SPAN = len("2003/2005")
_START = attrgetter("start")


def windows(document: Document, mentions: Sequence[Mention]) -> list[Force]:
    """近两年, 一周来: a length of time that looks back from the day of publication is the window itself."""
    text = document.text
    out: list[Force] = []
    if document.published is None:
        return out
    last = -1
    for index, mention in enumerate(mentions):
        figure, last = last, mention.end if mention.kind in NUMERIC_KINDS else last
        if mention.kind != "duration" or not mention.quantity.unit_code:
            continue
        start, end = mention.start, mention.end
        back = text[start] == "近" and mention.quantity.bound != "nearly"
        since = (
            not back
            and text.startswith(("以来", "来"), end)
            and _SINCE_NOW.match(text[end : end + 3]) is not None
            and "为" not in text[max(0, start - 1) : start]
        )
        if _MEAN.match(text, end) or (text[start - 1] in "比较与同" and "相比" in text[end : end + 10]):
            continue  # 与近5年均值相比: what is compared with
        unit = mention.quantity.unit_code
        edtf = None
        ahead, past = (text.endswith(words, 0, start) for words in (("未来", "今后"), ("过去", "过去的")))
        if ahead:
            edtf = years_ahead(document.published, unit)
        within = not back and text.startswith(WITHIN, end) and _is_within(text, start, end)
        if edtf is None and (back or since or within or (past and unit != "P1Y")):
            edtf = whole_years(document.published, unit)
            if within and edtf is not None and _GREW.match(text, end + 1, end + 13):
                edtf = f"{int(edtf[:4]) - 1}{edtf[4:]}"  # 十年间增长1.4倍: more than it was ten years before
            if (
                edtf is None
                and not (within and unit[-1] in "DH")
                and (begin := day_earlier(document.published, unit)) is not None
            ):
                edtf = f"{begin.isoformat()}/{document.published.isoformat()}"
        if edtf is not None:
            aside = within and figure >= 0 and not _SENTENCE_END.search(text, figure, start)
            out.append(Force(start - 1, end, edtf, index, True, aside))
        elif within:
            out.append(Force(start - 1, end, "", index, True))
    return out


def _is_within(text: str, start: int, end: int) -> bool:
    """十年间, 两个月里, and not 两年间隔, 每五年间."""
    return _AMID.match(text, end) is not None and text[start - 1] not in "每隔"


def told(text: str, window: Force, forces: Sequence[Force]) -> Force:
    """2003年至2005年资金的审计。…三年来，: the years named before, where they are as many; 2月1日启动，3月31日收官，两个月里: the
    days between.
    """
    if (between := _between(text, window, forces)) is not None:
        return replace(window, edtf=between)
    if len(window.edtf) != _SPAN or text[window.start - 1 : window.start + 1] in ("未来", "今后"):
        return window
    size = int(window.edtf[5:]) - int(window.edtf[:4])
    for force in forces:
        if force.start >= window.start:
            break
        if len(force.edtf) == _SPAN and force.edtf[4] == "/" and int(force.edtf[5:]) - int(force.edtf[:4]) == size:
            return replace(window, edtf=force.edtf)
    return window


def _between(text: str, window: Force, forces: Sequence[Force]) -> str | None:
    """The time that the sentence has named before the window, where the window only says how long it was."""
    own = [
        force
        for force in forces
        if force.start < window.start and not _SENTENCE_END.search(text, force.end, max(window.start, force.end))
    ]
    if not own:
        return None
    last, written = own[-1], text[window.start + 1 : window.end]
    if written.endswith("小时") and text.endswith(AS_OF_DAY, 0, last.start):
        return last.edtf  # 截至12日14时，…，过去24小时上涨0.31米
    if text.startswith(WITHIN, window.end):
        if "/" in last.edtf and ".." not in last.edtf:
            return last.edtf
        if len(own) > 1 and is_day(own[-2].edtf) and is_day(last.edtf) and own[-2].edtf < last.edtf:
            return f"{day_of(own[-2].edtf)}/{day_of(last.edtf)}"
    if written.endswith("个月") and len(last.edtf) == len("2020-04") and _START_OF.match(text, last.end, last.end + 8):
        months = (date.fromisoformat(window.edtf[:10]), date.fromisoformat(window.edtf[11:])) if window.edtf else None
        if months is not None:
            year, month = int(last.edtf[:4]), int(last.edtf[5:])
            size = (months[1].year - months[0].year) * 12 + months[1].month - months[0].month
            year, month = shift_month(year, month, size)
            return f"{last.edtf}/{year:04d}-{month:02d}"  # 4月上线网上平台，8个月来
    return None


def _is_stated(text: str, at: int, forces: Sequence[Force]) -> bool:
    """截至17日24时，累计报告1062例。…现有129例: the paragraph has said which moment it tells of."""
    line = text.rfind("\n", 0, at) + 1
    return any(line <= force.start < at and text.endswith(AS_OF_DAY, 0, force.start) for force in forces)


def with_now(text: str, forces: list[Force], published: str) -> list[Force]:
    """The dates and, as the day of publication, the words for now (目前, 现有) that no date stands before."""
    if "目前" not in text and "现" not in text:
        return forces
    out = list(forces)
    for found in _NOW.finditer(text):
        if found[0] != "现有" or not any(
            0 <= found.start() - force.end <= 30 and "。" not in text[force.end : found.start()] for force in forces
        ):
            if found[0] == "现有" and _is_stated(text, found.start(), forces):
                continue
            out.append(Force(found.start(), found.end(), published, -1))
    return sorted(out, key=_START) if len(out) > len(forces) else out
