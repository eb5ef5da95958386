"""Lengths of time that look back or ahead (近两年, 未来五年) and words for now, as dates that figures stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from msgspec.structs import replace

from corpora.document import Document
from extractors.assembly.forces import Force
from extractors.assembly.stretches import day_earlier, whole_years, years_ahead
from extractors.mention import Mention

_MEAN = re.compile("来?的?(?:同期)?(?:均值|平均|同期|最)")
_SINCE_NOW = re.compile(r"以?来(?!自|源|访|信|电|往|到)")
_NOW = re.compile(r"目前|截至目前|(?<!发)现有(?!的)|现已|现[蓄辖]|现库存|现保有")
_SPAN = len("2003/2005")
_START = attrgetter("start")


def windows(document: Document, mentions: Sequence[Mention]) -> list[Force]:
    """近两年, 一周来: a length of time that looks back from the day of publication is the window itself."""
    text = document.text
    out: list[Force] = []
    if document.published is None:
        return out
    for index, mention in enumerate(mentions):
        if mention.kind != "duration" or not mention.quantity.unit_code:
            continue
        start, end = mention.start, mention.end
        back = text[start] == "近" and not text.endswith(("经过", "历时", "长达", "用了"), 0, start)
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
        if edtf is None and (back or since or (past and unit != "P1Y")):
            edtf = whole_years(document.published, unit)
            if edtf is None and (begin := day_earlier(document.published, unit)) is not None:
                edtf = f"{begin.isoformat()}/{document.published.isoformat()}"
        if edtf is not None:
            out.append(Force(start - 1, end, edtf, index, True))
    return out


def told(text: str, window: Force, forces: Sequence[Force]) -> Force:
    """2003年至2005年资金的审计。…三年来，: the years named before, where they are as many."""
    if len(window.edtf) != _SPAN or text[window.start - 1 : window.start + 1] in ("未来", "今后"):
        return window
    size = int(window.edtf[5:]) - int(window.edtf[:4])
    for force in forces:
        if force.start >= window.start:
            break
        if len(force.edtf) == _SPAN and force.edtf[4] == "/" and int(force.edtf[5:]) - int(force.edtf[:4]) == size:
            return replace(window, edtf=force.edtf)
    return window


def with_now(text: str, forces: list[Force], published: str) -> list[Force]:
    """The dates and, as the day of publication, the words for now (目前, 现有) that no date stands before."""
    if "目前" not in text and "现" not in text:
        return forces
    out = list(forces)
    for found in _NOW.finditer(text):
        if found[0] != "现有" or not any(
            0 <= found.start() - force.end <= 30 and "。" not in text[force.end : found.start()] for force in forces
        ):
            out.append(Force(found.start(), found.end(), published, -1))
    return sorted(out, key=_START) if len(out) > len(forces) else out
