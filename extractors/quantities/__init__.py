"""Counts, percentages, money, measures, durations, ratios, ranks and bare figures: the typed values of a text.

:func:`find` is a pure function of the text: one scan for figures, then local work around each of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from corpora.lazy import lazy
from extractors.mention import Mention, Rejection
from extractors.numerals import CHINESE, fold, run_pattern
from extractors.quantities import lots, special
from extractors.quantities.amount import HALF_PASSES, Amount
from extractors.quantities.amounts import amount_at
from extractors.quantities.mentions import mention_of
from extractors.quantities.merge import merge
from extractors.quantities.reject import quotes, reason_against
from extractors.quantities.spaced import backward, closed_up, forward
from extractors.settle import united
from extractors.units import FIRST, UNITS

_FOLLOWERS = "".join(sorted(FIRST - set("[]^\\-"))) + CHINESE + "几余多来点分番半至到—–~～、和与及比 \\-"
_SCAN = re.compile(run_pattern(_FOLLOWERS))
_HALF = re.compile("半(?=个?(?:月|小时|世纪|钟头|年|天|日|周|学期|个多)(?!刊|会|报|度|板|谈|形|弯|圆))")
_TITLE = re.compile("《[^》\n]{0,120}》")
_INDEX = lazy(
    "(?:之比|指数|汇率|中间价|汇价|系数|PMI|CPI|PPI|AQI|分值|比值|得分|总分|评分|总吨位?|净吨位?|收入比|抚养比|倍差|生师比|死亡率|事故起数|事故率|发病率|发生率|视力|体重指数|BMI|pH值|PH值|采购经理指数|容积率|均值|中位数|总和生育率|性别比|信心指数)"
    "(?:[（(][^）)\n]{0,24}[）)])?[^，。；、\n=（(]{0,6}?(?:(?:从|由)[^，。；、\n]{0,10}的|为|是|达|达到|报|升至|降至|回升至|回落至|至|在|到|涨至|跌至|降为|升为|突破|跌破|超过|低于|高于|约|由|从|分别为|分别是)?$"
)

#: 由2.31缩小至2.26: the second value of an index.
#: 交通类96.1，居住类99.8；环比微降0.1；相比2015年69.2: further values of an index in the sentence.
_NEXT_INDEX = lazy(
    "[，、；和及](?:[\u4e00-\u9fff]{1,8}|[\u4e00-\u9fff]{0,4}(?:[0-9]{4}年|[0-9]{1,2}月份?)的?)(?:为|是)?"
)
_MOVES_TO = lazy("，?[缩降升提扩增回调下上][\u4e00-\u9fff]{0,2}[至到为]")

__all__ = ["find"]


def find(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[list[Mention], list[Rejection]]:
    """The numeric mentions of ``text`` in order, and the numerals that were looked at and refused.

    ``taken`` are spans that dates and documents already claim: no numeral inside them is read. Pure and deterministic.
    """
    spaced = closed_up(text) if " " in text else None
    if spaced is not None:
        joined, kept = spaced
        return backward(*_find(joined, forward(taken, kept)), kept)
    return _find(text, taken)


def _find(text: str, taken: Sequence[tuple[int, int]]) -> tuple[list[Mention], list[Rejection]]:
    folded = fold(text)
    titles = [m.span() for m in _TITLE.finditer(folded)] if "《" in folded else []
    closed = united([*taken, *titles])
    amounts, mentions, rejections = _read(folded, closed)
    quoted = quotes(folded)
    starts = [start for start, _ in quoted]
    for amount in merge(folded, amounts):
        if mentions and amount.start - mentions[-1].end < 5 and _repeats(folded, amount, mentions[-1]):
            rejections.append(Rejection(amount.run_start, amount.run_end, "duplicate"))
            continue
        around = bisect_right(starts, amount.start) - 1 if quoted else -1
        inside = quoted[around] if around >= 0 and quoted[around][1] >= amount.end else None
        reason = reason_against(folded, amount, inside)
        if reason is None:
            mentions.append(mention_of(text, folded, amount))
        elif reason == "unitless_label" and _is_index(folded, amount, mentions):
            mentions.append(mention_of(text, folded, amount, "number"))
        else:
            rejections.append(Rejection(amount.run_start, amount.run_end, reason))
    if "一半" in folded or "半数" in folded:
        mentions.extend(special.halves(folded))
    if "首位" in folded:
        mentions.extend(special.first_places(folded))
    return _settle(mentions, closed), rejections


def _is_index(text: str, amount: Amount, mentions: Sequence[Mention]) -> bool:
    """Whether a bare figure is the value of an index or a coefficient, or follows one in a list."""
    run = text[amount.run_start : amount.run_end]
    if not amount.numeral.arabic and "点" not in run:
        return False
    if _INDEX.search(text, max(0, amount.start - 40), amount.start):
        return True
    last = mentions[-1] if mentions else None
    if last is None or last.kind != "number":
        return False
    gap = text[last.end : amount.start]
    if gap in ("、", "和", "与", "及") or _MOVES_TO.fullmatch(gap):
        return True
    return "." in run and _NEXT_INDEX.fullmatch(gap) is not None


def _repeats(text: str, amount: Amount, last: Mention) -> bool:
    """Whether （含16周岁） only says that the bound before it is inclusive."""
    gap = text[last.end : amount.start]
    return gap.rstrip(" ").endswith("含") and last.quantity.value == amount.value


def _read(text: str, closed: Sequence[tuple[int, int]]) -> tuple[list[Amount], list[Mention], list[Rejection]]:
    amounts: list[Amount] = []
    mentions: list[Mention] = []
    rejections: list[Rejection] = []
    skip, at, count = 0, 0, len(closed)
    for match in _SCAN.finditer(text):
        start, end = match.span()
        if start < skip:
            continue
        while at < count and closed[at][1] <= start:
            at += 1
        if at < count and closed[at][0] < end:
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        if text[start] == "一" and end - start > 1 and before in _WORDS_WITH_ONE and text[start + 1] in _ONES:
            rejections.append(Rejection(start, start + 1, "word"))
            before, start = "一", start + 1
        if before == "第":
            found, skip = special.rank_at(text, start, end)
            (mentions if isinstance(found, Mention) else rejections).append(found)  # type: ignore[arg-type]
            continue
        if before in _LOTS and (lot := lots.glued(text, start, end)):
            rejections.append(Rejection(start, start + lot, "ordinal"))
            start += lot
        if before == " " and text[start - 2] == "第" and start > 1:
            rejections.append(Rejection(start, end, special.ordinal_reason(text, end)))
            continue
        mention = _special(text, start, end, before, after) if after in _SPECIAL_AFTER or before == "前" else None
        if mention is not None:
            mentions.append(mention)
            skip = mention.end
            continue
        amount = amount_at(text, start, end)
        if amount is not None:
            amounts.append(amount)
            skip = amount.end
    for match in _HALF.finditer(text) if "半" in text else ():
        _add_half(text, match, amounts)
    return amounts, mentions, rejections


#: 唯一一例, 之一一直: the 一 before the figure ends a word.
_WORDS_WITH_ONE = frozenset("唯之逐单统任")

#: The last characters of the words for the lots of a tender: 包, 标段.
_LOTS = frozenset("包段")

_ONES = frozenset("一二三四五六七八九两")


_SPECIAL_AFTER = frozenset("分番:：∶比/")


def _special(text: str, start: int, end: int, before: str, after: str) -> Mention | None:
    if after == "分" and text[end + 1 : end + 2] == "之":
        return special.fraction_at(text, start, end)
    if after == "番":
        return special.doubling_at(text, start, end)
    if before == "前":
        return special.top_at(text, start, end)
    if after and after in ":：∶比":
        return special.colon_ratio_at(text, start, end)
    if after == "/":
        return special.rate_at(text, start, end) or special.slash_fraction_at(text, start, end)
    return None


_NO_HALF_BEFORE = frozenset("上下前后大多小一两三四五六七八九十个年月天时对过")


def _add_half(text: str, match: re.Match[str], amounts: list[Amount]) -> None:
    """半年, 半个多小时: 半 as a figure of its own."""
    start = match.start()
    timed = text[start - 2 : start] in ("历时", "用时", "耗时")
    passing = text[start - 2 : start] in HALF_PASSES
    if start and text[start - 1] in _NO_HALF_BEFORE and text[start - 1] not in "前后" and not (timed or passing):
        return
    if start and text[start - 1] in "前后" and text[start + 1] == "年":
        return
    amount = half_at(text, start)
    if amount is not None and text.startswith("一", amount.end):
        # 半月一约谈
        return
    if amount is not None and amount.unit is not None and amount.unit.kind == "duration":
        place = len(amounts)
        while place and amounts[place - 1].start > start:
            place -= 1
        amounts.insert(place, amount)


def _settle(mentions: list[Mention], closed: Sequence[tuple[int, int]]) -> list[Mention]:
    """In order, none overlapping another or a claimed span; the longer one stays."""
    mentions.sort(key=lambda m: (m.start, -m.end))
    out: list[Mention] = []
    for mention in mentions:
        if out and mention.start < out[-1].end:
            if mention.end - mention.start > out[-1].end - out[-1].start:
                out[-1] = mention
            continue
        out.append(mention)
    if not closed:
        return out
    starts = [start for start, _ in closed]
    return [m for m in out if not _overlaps(m, closed, starts)]


def _overlaps(mention: Mention, closed: Sequence[tuple[int, int]], starts: list[int]) -> bool:
    place = bisect_right(starts, mention.end - 1) - 1
    return place >= 0 and closed[place][1] > mention.start


def half_at(text: str, start: int) -> Amount | None:
    """The amount of a 半 at ``start``, value 0.5; 半月 is half of a 个月."""
    amount = amount_at(text, start, start + 1)
    if amount is not None and amount.unit is None and text.startswith("月", start + 1):
        amount.unit, amount.end = UNITS["个月"], start + 2
    return amount
