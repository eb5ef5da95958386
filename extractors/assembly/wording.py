"""Words away from the figure that name it: the label before a colon, the heading above, the object of a light verb."""

from __future__ import annotations

import re

from corpora.outline import Outline
from extractors.assembly.context import Figure
from extractors.assembly.draft import Draft

LIGHT_VERBS = ("给予", "予以")
_GIVEN = re.compile(
    r"(?:行政|党纪政务|党纪|政务|刑事|纪律|通报|行业|书面)?(?:处罚|处分|警告|批评|表彰|奖励|资助|补助|补贴|拘留|追究)"
)
_LABEL = re.compile(r"[^，。；：、,;:\s（）()\d.]{2,12}(?=[：:])")
_SPEECH = re.compile(
    r"(?:数据|消息|获悉|介绍|统计|测算|了解|指出|强调|公告|通报|公布|是|为|如下|情况|显示|表示|说|问|答|有|中|发现|方面|即|措施|要求|决定|通知)$"
)
_LONGEST_HEADING = 40


def headings(text: str, title: str, outline: Outline, figure: Figure) -> str:
    """The title and the headings of the sections around the figure, one a line, innermost last."""
    start = figure.start
    found = [title]
    for section in outline.sections_at(start):
        span = section.heading
        if span.end <= start and span.end - span.start < _LONGEST_HEADING:
            found.append(text[span.start : span.end])
    return "\n".join(found)


def label_of(text: str, figure: Figure, *, over: bool = False) -> str:
    """The noun before the last colon of the sentence: 合同履行期限：自签订之日起45日内; 奖励金：专科5000元、本科8000元.

    ``over``: for all parts of a list that semicolons divide.
    """
    first, last = figure.sentence.start, figure.start
    colon = max(text.rfind("：", first, last), text.rfind(":", first, last))
    if colon < 0 or (not over and "；" in text[colon:last]):
        return ""
    found = _LABEL.search(text, first, colon + 1)
    return found[0] if found is not None and found.end() == colon and not _SPEECH.search(found[0]) else ""


def own_heading(text: str, outline: Outline, figure: Figure) -> str:
    """The heading that stands right before the sentence of the figure, without its number (六、公告期限)."""
    sections = outline.sections_at(figure.start)
    if not sections:
        return ""
    heading = sections[-1].heading
    first = figure.clause.start - heading.end <= 3 and heading.end <= figure.start
    name = text[heading.start : heading.end].removeprefix(sections[-1].number).strip()
    return name if first and 2 <= len(name) <= 10 else ""


def light_verb(text: str, draft: Draft, name: str | None) -> str | None:
    """给予2家机构行政处罚: what is given completes the verb and is no part of the noun."""
    given = _GIVEN.search(text, draft.figure.end, draft.figure.clause.end)
    if given is None:
        return name
    draft.action = f"{(draft.action or '')[:2]}{given[0]}"
    if name in LIGHT_VERBS:
        return given[0]
    if not name or name == given[0]:
        return name
    size = next((size for size in range(len(given[0]), 1, -1) if name.endswith(given[0][:size])), 0)
    return name[: len(name) - size] or name
