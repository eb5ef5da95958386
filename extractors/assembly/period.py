"""Which time a figure covers: the dates in force, their scope and end, and the period of a comparison's base."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from corpora.document import Document, Span
from corpora.lazy import lazy
from corpora.outline import Outline
from extractors.assembly.context import Figure
from extractors.assembly.forces import HOLIDAY, LEAD, OVER, Force, at_head, begins, between, is_since, stated_time
from extractors.assembly.headlines import Headlines
from extractors.assembly.histories import BROKEN, SINCE_EVENT, is_history, is_report
from extractors.assembly.items import Items, has_bullets, is_in_item
from extractors.assembly.role import is_base
from extractors.assembly.stretches import (
    coarse,
    day_of,
    is_day,
    is_long,
    months_of,
)
from extractors.assembly.windows import told, windows, with_now
from extractors.dates import find
from extractors.edtf import bounds as edtf_bounds
from extractors.mention import NUMERIC_KINDS, Mention, TimeValue
from extractors.named_dates import holidays_in
from extractors.timeline import bears_title, resolve
from extractors.timeline_chain import is_norm

_DAY = re.compile(r"-?\d{4}-\d\d-\d\d")
_OF_THE_PLAN = re.compile(r"年初(?:预算|计划|目标|确定|安排|下达|的)")
_START = attrgetter("start")
_JUST_BEGUN = 2
_LONG_AFTER = 45
_AS_OF = re.compile(r"以[^。\n]{4,24}为(?:标准)?时点|截[至止][^。\n]{4,60}(?:如下|现公告|予以公告)")
_ATTRIBUTE = lazy("[^，。；\\n]{0,12}的")
_TILL = ("起到", "起至", "开始到", "开始至", "起持续到", "起持续至")
_NEWS_IN_BRIEF = ("快讯", "要闻", "速览", "简讯", "联播", "简报", "集锦")
_ITEM = re.compile(r"\d{1,3}(?:[.．、)）]|[ \u3000])")
_NEWS = re.compile(r"消息|讯|日电|记者|报道|通报(?!了?\d{4}年)|联播")
_AREA_ENDS = ("国", "省", "市", "县", "区")
_FROM_NOW = ("即日起至", "即日起到", "即日起—", "发布之日起至", "公布之日起至")
_ONE_YEAR = ("一年", "近一年")
_SENTENCE_END = re.compile(r"[。；\n]")


class Calendar(Struct, frozen=True, gc=False):
    """The dates in force in text order, the bases of comparisons, and the main period of the document.

    ``stated``: the time that the opening of the body tells its account for; ``levels``: dates that name the time of a
    level which is compared with, bases among them.
    """

    forces: tuple[Force, ...]
    bases: tuple[Force, ...]
    main: str | None
    main_anchor: str
    published: str | None
    title: int
    headlines: Headlines
    items: Items
    stated: Force | None = None
    levels: tuple[Force, ...] = ()


def calendar(document: Document, mentions: Sequence[Mention]) -> Calendar:
    """Sort the dates of a document into those in force, bases of comparison and days of report."""
    text = document.text
    forces: list[Force] = []
    bases: list[Force] = []
    levels: list[Force] = []
    published = document.published.isoformat() if document.published else None
    figure = -1
    for index, mention in enumerate(mentions):
        if mention.kind in NUMERIC_KINDS:
            figure = mention.end
        if mention.kind != "date" or not isinstance(mention.payload, TimeValue) or not mention.payload.edtf:
            continue
        edtf = months_of(coarse(mention.payload.edtf))
        if _OF_THE_PLAN.match(text, mention.start):
            continue
        if text[mention.start - 1 : mention.start] in ("（", "(") and is_norm(text, mention.end):
            continue
        if edtf.startswith("T") or not edtf:
            continue
        if is_base(text, mention.start, mention.end):
            bases.append(Force(mention.start, mention.end, edtf, index))
            levels.append(bases[-1])
            continue
        if is_report(text, mention, edtf, published) or is_history(text, mention):
            if BROKEN.search(text, max(0, mention.start - 3), mention.start):
                levels.append(Force(mention.start, mention.end, edtf, index))
            continue
        if published and edtf > published and text.endswith(_FROM_NOW, 0, mention.start) and "/" not in edtf:
            edtf = f"{published}/{edtf}"
        opened = published and mention.start > 0 and text[mention.start - 1] in "自从，。；\n"
        if opened and "/" not in edtf and SINCE_EVENT.match(text[mention.end : mention.end + 22]):
            edtf = f"{edtf}/{published}"
        if (
            edtf.startswith("..")
            and not text.startswith("在", mention.start - 1)
            and (
                text[mention.start - 1 : mention.start] in _AREA_ENDS
                or (
                    not at_head(text, max(0, mention.start - 40), mention.start) and _ATTRIBUTE.match(text, mention.end)
                )
            )
        ):
            continue  # 2000年底前建成的小区: an attribute, not the time of the figure
        if "/" not in edtf and begins(text, mention.start, mention.end, edtf):
            edtf = f"{day_of(edtf)}/.."
        if forces and text.startswith(OVER, mention.end):
            edtf = between(text, forces[-1], mention.start, edtf)
        elif forces and is_day(edtf) and text[forces[-1].end : mention.start] in _TILL and forces[-1].edtf < edtf:
            edtf = f"{day_of(forces[-1].edtf)}/{day_of(edtf)}"  # 从今天起到5月14日
        aside = figure >= 0 and not _SENTENCE_END.search(text, figure, mention.start)
        forces.append(Force(mention.start, mention.end, edtf, index, aside=aside))
    held = {start: Force(start, end, days, HOLIDAY) for start, end, days in holidays_in(text, document.published)}
    if held:
        based = [force for force in held.values() if is_base(text, force.start, force.end)]
        bases = sorted([*based, *(base for base in bases if base.start not in held)], key=_START)
        forces = [*held.values(), *(force for force in forces if force.start not in held)]
        forces = sorted((force for force in forces if force not in based), key=_START)
    looking = windows(document, mentions)
    if looking:
        forces = sorted([*forces, *(one for window in looking if (one := told(text, window, forces)).edtf)], key=_START)
    items = Items(text)
    apart = has_bullets(text)  # what one piece of news is told for is not the time of the others
    framing = [force for force in forces if not is_in_item(text, force.start)] if apart else forces
    main, anchor = _main(document, framing, published, items)
    if main is not None and len(main) == 4:  # 一年来 in an account of a year is that year
        forces = [
            replace(force, edtf=main) if force.window and text[force.start + 1 : force.end] in _ONE_YEAR else force
            for force in forces
        ]
    if published:
        forces = with_now(text, forces, published)
    title = max(text.find("\n"), 0)
    stated = None if apart else stated_time(text, forces, title)
    if stated is not None and items.holds(stated.start):
        stated = None
    return Calendar(
        tuple(forces), tuple(bases), main, anchor, published, title, Headlines(text), items, stated, tuple(levels)
    )


def _main(document: Document, forces: Sequence[Force], published: str | None, items: Items) -> tuple[str | None, str]:
    """The period of the document as a whole: of its title, 全年, of its lead, named most.

    The day of publication does not stand for a figure without a date: measured on two sets of bulletins, leaving the
    period open is right more often.
    """
    text = document.text
    head = text.find("\n")
    head = len(document.title or "") if head < 0 else head
    for force in forces:
        if force.start >= max(head, 1):
            break
        if not is_day(force.edtf) and not force.edtf.endswith(".."):
            return force.edtf, f"date@{force.start}"
    if document.title and not bears_title(text, document.title) and (titled := _titled(document)):
        return titled, "title"
    digest = _is_digest(text)
    news = digest and any(word in (document.title or text[:head]) for word in _NEWS_IN_BRIEF)
    for force in forces if not news else ():  # 全年 in one piece of news is not the time of the others
        if text[force.start : force.end] in ("全年", "本年度", "当年"):
            return force.edtf, f"date@{force.start}"
    stated = _AS_OF.search(text, 0, head + 2 * LEAD) if "截" in text or "时点" in text else None
    if stated is not None:
        for force in forces:
            if stated.start() < force.start < stated.end():
                return day_of(force.edtf), f"date@{force.start}"
    opening = next((force for force in forces if force.start >= head), None)
    if opening is not None and opening.start < head + LEAD and _is_reported(text, opening):
        return opening.edtf, f"duration@{opening.start + 1}"
    settled = [
        force for force in forces if not force.window and _settled(force.edtf, published) and not is_since(text, force)
    ]
    if settled and not digest:
        if settled[0].start < head + LEAD and _leads(text, settled[0], forces, published, items):
            return settled[0].edtf, f"date@{settled[0].start}"
        counted = Counter(force.edtf for force in settled)
        edtf, count = max(counted.items(), key=lambda item: (item[1], item[0]))
        if count > 1 and not _NEWS.search(text, 0, 120) and not _tells_event(text, opening, head):
            return edtf, "document"
    return None, ""


def _tells_event(text: str, opening: Force | None, head: int) -> bool:
    """2008年11月6日3时52分许，…发生火灾: the first sentence is the account of what happened at an hour."""
    return (
        opening is not None
        and opening.start <= head + 3
        and is_day(opening.edtf)
        and text.find("时", opening.start, opening.end) >= 0
    )


def _is_reported(text: str, force: Force) -> bool:
    """五年来，…: the years that a report is on, at the head of a clause."""
    years = force.window and len(force.edtf) == len("2003/2007")
    return years and text.startswith(("来", "以来"), force.end) and at_head(text, 0, force.start + 1)


def _leads(text: str, force: Force, forces: Sequence[Force], published: str | None, items: Items) -> bool:
    """Whether the date opens the account as a whole: no other date or figure before it, and no item of a list.

    A single year or month has to stand at the head of the first line that is a sentence. Days in headlines (——2013年1月8日在…会议上) and the day of
    publication, on which the organ speaks, are no dates of the account.
    """
    line = text.rfind("\n", 0, force.start) + 1
    if items.holds(force.start):
        return False
    if not is_long(force.edtf) and ("/" in force.edtf or text[line : force.start].strip() or "。" in text[:line]):
        return False
    for other in forces:
        if other.start >= force.start:
            break
        if other.edtf == published or _in_headline(text, other):
            continue
        if line <= other.start or is_day(other.edtf):
            return False
    if text[force.start - 1] in "自从":
        return False  # 公示期自3月21日起至4月18日止
    return at_head(text, 0, force.start) and _ITEM.match(text, line) is None


def _in_headline(text: str, force: Force) -> bool:
    """Whether the date stands in a line that is no sentence: a headline, a line below it, a source line."""
    line, end = text.rfind("\n", 0, force.start) + 1, text.find("\n", force.start)
    return end >= 0 and end - line < 60 and "。" not in text[line:end]


def _titled(document: Document) -> str | None:
    """The first date coarser than a day in a title that does not stand in the text."""
    title = document.title or ""
    for mention in resolve(find(title), text=title, published=document.published) if "年" in title else ():
        if isinstance(mention.payload, TimeValue) and mention.payload.edtf and not is_day(mention.payload.edtf):
            return coarse(mention.payload.edtf)
    return None


def _is_digest(text: str) -> bool:
    """Several pieces of news in one document: short lines without a full stop stand between the paragraphs."""
    lines = [line for line in text.split("\n") if line]
    short = sum(1 for line in lines[1:] if len(line) < 35 and line[-1] not in "。；：;:，、" and not line[0].isdigit())
    return short >= 4 and not re.search(r"^(?:[一二三]、|（[一二三]）)", text, re.MULTILINE)


def _settled(edtf: str, published: str | None) -> bool:
    """Whether the date is coarser than a day and no later than the publication."""
    if is_day(edtf) or ".." in edtf or "X" in edtf or "T" in edtf:
        return False
    return published is None or edtf[:4] <= published[:4]


def base_between(calendar: Calendar, start: int, end: int) -> Force | None:
    """The base date that stands in ``[start, end)``."""
    for force in calendar.bases:
        if start <= force.start < end:
            return force
    return None


def starts_after(edtf: str | None, published: date | None) -> bool:
    """Whether the period begins after the publication: what is said of it can only be planned."""
    if edtf is None or published is None:
        return False
    return _is_later(edtf, published.isoformat())


def is_deadline(edtf: str | None, published: date | None) -> bool:
    """Whether the period is open up to a day after the publication (10月底前)."""
    if edtf is None or published is None or not edtf.startswith("../"):
        return False
    return edtf[3:] > published.isoformat()[: len(edtf) - 3]


def is_unfinished(edtf: str | None, published: date | None) -> bool:
    """Whether the period ends long after the publication; a whole year only where the year has just begun."""
    if edtf is None or published is None or edtf.startswith("..") or "X" in edtf:
        return False
    if len(edtf) == len("2020") and published.month > _JUST_BEGUN:
        return False
    begin, end = edtf_bounds(edtf)
    return begin is not None and end is not None and (end - published).days > _LONG_AFTER


@lru_cache(maxsize=1024)
def _is_later(edtf: str, day: str) -> bool:
    if edtf.startswith(".."):
        return False
    first = edtf.split("/")[0]
    return len(first) >= 4 and first[: len(day)] > day[: len(first)] and first[:4].isdigit()


def headings(outline: Outline, figure: Figure, calendar: Calendar) -> Force | None:
    """A coarse date in the heading of the innermost section that has one, else in the headline above.

    A headline that names two (“十五五”时期目标和2026年工作安排) goes on with the last.
    """
    if not calendar.forces:
        return None
    for section in reversed(outline.sections_at(figure.start)) if outline.sections else ():
        span: Span = section.heading
        for force in calendar.forces:
            if span.start <= force.start < span.end and not _DAY.match(force.edtf):
                return force
    line = calendar.headlines.at(figure.start)
    if line is not None:
        for force in reversed(calendar.forces):
            if line[0] <= force.start < line[1] and not _DAY.match(force.edtf):
                return force
    return None


def lead(text: str, calendar: Calendar) -> Force | None:
    """The first date of the first sentence below the title: what a headline without a date speaks of."""
    for force in calendar.forces:
        if force.start > calendar.title:
            told = force.start <= calendar.title + LEAD // 2 and "。" not in text[calendar.title : force.start]
            return force if told and not force.window and ".." not in force.edtf else None
    return None
