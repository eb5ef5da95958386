"""Amounts that belong together: 3小时20分, 3至5万元, 0.5和0.2个百分点."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from extractors.quantities.amount import Amount
from extractors.units import UNITS, Unit, tidy

#: A lower unit that may follow a higher one, and how many of it make one of the higher.
_LOWER: dict[tuple[str, str], Decimal] = {
    ("年", "个月"): Decimal(12), ("岁", "个月"): Decimal(12), ("周岁", "个月"): Decimal(12), ("个月", "天"): Decimal(30), ("年", "天"): Decimal(365),
    ("天", "小时"): Decimal(24), ("天", "个小时"): Decimal(24), ("小时", "分钟"): Decimal(60), ("小时", "分"): Decimal(60),
    ("个小时", "分钟"): Decimal(60), ("分", "秒"): Decimal(60), ("分钟", "秒"): Decimal(60), ("分钟", "秒钟"): Decimal(60),
    ("元", "角"): Decimal(10), ("圆", "角"): Decimal(10), ("圆", "分"): Decimal(100), ("美元", "美分"): Decimal(100), ("块", "角"): Decimal(10), ("元", "毛"): Decimal(10), ("块", "毛"): Decimal(10), ("角", "分"): Decimal(10), ("元", "分"): Decimal(100),
    ("毛", "分"): Decimal(10), ("斤", "两"): Decimal(10), ("公里", "米"): Decimal(1000), ("吨", "公斤"): Decimal(1000),
    ("°", "′"): Decimal(60), ("′", "″"): Decimal(60), ("米", "厘米"): Decimal(100), ("亩", "分"): Decimal(10),
}  # fmt: skip
_ISO_PARTS = {
    "年": "Y",
    "个月": "M",
    "天": "D",
    "小时": "H",
    "个小时": "H",
    "分钟": "M",
    "分": "M",
    "秒": "S",
    "秒钟": "S",
}
_CONNECT = frozenset(
    ("至", "到", "—", "——", "－", "–", "-", "--", "~", "～", "─", "―", "−", "~~", "-至", " - ", " — ", "一")
)
_JOIN = frozenset(("、", "和", "与", "及", "或", "以及", "，", ",", "和约"))
#: 30岁—40岁（含）
_INCLUDED = frozenset(("（含）", "(含)"))
#: 三年零六个月, 8天又20个小时
_AND_LOWER = frozenset(("零", "又", "零 "))
_AND_MORE = frozenset(("及", "和", "或", "以及", "或者"))
_UPPER = frozenset(("at_most", "less_than"))
_LOWEST = frozenset(("at_least", "more_than"))
_DECIMALS = re.compile(r"\d{1,3}(?![\d.%年月日个名人])")
_KNOT = frozenset(("、", "，", ","))


def merge(text: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts in order with compounds, ranges and lists put together."""
    out: list[Amount] = []
    for amount in _compounds(text, amounts):
        follows = bool(out) and amount.run_start >= out[-1].end and amount.start - out[-1].end <= 3
        if not (follows and _range(text, out[-1], amount)):
            out.append(amount)
    _share_units(text, out)
    for amount in out:
        if text[amount.end : amount.end + 3] in _INCLUDED and (amount.is_range or amount.before):
            amount.end += 3
    return out


def _compounds(text: str, amounts: list[Amount]) -> list[Amount]:
    out: list[Amount] = []
    for amount in amounts:
        if out and amount.start >= out[-1].end and _compound(text, out[-1], amount):
            if amount.unit is not None and amount.unit.word == "秒":
                _decimal_tail(text, out[-1])
            continue
        out.append(amount)
        if amount.unit is not None and amount.unit.word in ("秒", "米", "块"):
            _decimal_tail(text, amount)
    return out


def _compound(text: str, high: Amount, low: Amount) -> bool:
    """Adds 20分 to 3小时; False where the two are no compound."""
    if high.unit is None or low.unit is None or high.after or low.before or high.value is None or low.value is None:
        return False
    last = high.parts[-1].unit if high.parts else high.unit
    steps = _LOWER.get((last.word, low.unit.word)) if last else None
    linked = low.start == high.end or text[high.end : low.start] in _AND_LOWER
    if steps is None or not linked or low.value >= steps:
        return False
    if high.unit.word == "分" and low.unit.kind == "duration":
        high.unit = UNITS["分钟"]
    if not high.parts:
        high.parts = [
            Amount(
                high.start,
                high.end,
                high.run_start,
                high.run_end,
                high.numeral,
                high.value,
                high.low,
                high.high,
                high.unit,
            )
        ]
    high.parts = [*high.parts, low]
    _total(high)
    high.end, high.after, high.more = low.end, low.after, high.more or low.more
    return True


def _total(amount: Amount) -> None:
    """The value of a compound in its first unit, to six places."""
    divisor = Decimal(1)
    total = amount.parts[0].value or Decimal(0)
    for upper, part in pairwise(amount.parts):
        divisor *= _LOWER[(upper.unit.word if upper.unit else "", part.unit.word if part.unit else "")]
        total += (part.value or Decimal(0)) / divisor
    amount.value = amount.low = amount.high = total if total == total.to_integral_value() else tidy(total)


def _decimal_tail(text: str, amount: Amount) -> None:
    """28秒76 is 28.76 seconds, 3分29秒05 is 209.05 of them, 1米75 is 1.75 metres."""
    last = amount.parts[-1] if amount.parts else amount
    if last.unit is None or last.unit.word not in ("秒", "米") or last.value is None or last.value != int(last.value):
        return
    match = _DECIMALS.match(text, amount.end)
    if amount.after or match is None or (len(match[0]) < 2 and last.unit.word == "米"):
        return
    fraction = Decimal("0." + match[0])
    last.value = last.low = last.high = last.value + fraction
    if amount.parts:
        _total(amount)
    amount.end = match.end()


def _range(text: str, low: Amount, high: Amount) -> bool:
    """Makes 3 to 5家 one amount, in ``low``; False where the two are no range."""
    gap = text[low.end : high.start].strip(" ")
    if gap in _AND_MORE and high.after and low.value is not None and low.value == high.value:
        # 7座及7座以下
        if low.unit is not high.unit or low.qualified or high.before:
            return False
        low.end, low.after = high.end, high.after
        return True
    if gap == "±" and low.unit is None and low.value is not None and high.value is not None:
        low.unit, low.end, low.rule, low.is_range = high.unit, high.end, "tolerance", True
        low.low, low.high = low.value - abs(high.value), low.value + abs(high.value)
        low.value = None
        return True
    if gap in _CONNECT or (gap in ("和", "与") and text.startswith("之间", high.end)):
        bare = low.unit is None and high.unit is None and "." in text[low.start : high.end]
        if low.is_range or (low.unit is None and not (bare or _alike(low, high))) or low.after in _UPPER:
            return False
        if high.before in _LOWEST:
            return False
        if high.unit is None and low.unit is not None:
            return False
        bounded = False
    elif (gap == "" or gap in _KNOT or (gap in ("至", "到", "且") and low.after)) and (
        low.after in _LOWEST or low.before in _LOWEST
    ):
        if not (high.after in _UPPER or high.before in _UPPER) or high.after in _LOWEST or low.unit is None:
            return False
        bounded = True
    else:
        return False
    if low.unit is not None and high.unit is not None and not _same_measure(low.unit, high.unit):
        return False
    if low.unit is None:
        _lend(low, high)
    if text[low.run_start - 2 : low.run_start] == "零下" and high.low > 0:
        low.low, high.high = -high.high, low.high
    low.unit = high.unit
    low.per = high.per
    low.value, low.low, low.high = None, min(low.low, high.low), max(low.high, high.high)
    low.end, low.after, low.more, low.is_range = high.end, "", False, True
    low.before = ""
    low.rule = "bounds" if bounded else "range"
    low.lone = False
    return True


def _same_measure(low: Unit, high: Unit) -> bool:
    if low.word == "个" and high.word.startswith("个"):  # 1个至5个工作日
        return True
    return low.kind == high.kind and (low.code == high.code or low.kind == "money")


def _alike(low: Amount, high: Amount) -> bool:
    """Whether a number without unit can share the unit of the next: 3至5家, 三到五家, 2013-5家 not."""
    mixed = low.numeral.arabic != high.numeral.arabic and low.run_end - low.run_start == 1
    return low.value is not None and not low.more and high.unit is not None and not mixed


def _lend(amount: Amount, last: Amount) -> None:
    """The scale of the last number for one that has none: 3至5万元 is 30000 to 50000."""
    scale, mantissa = last.numeral.scale, last.numeral.mantissa
    if (
        scale > 1
        and mantissa is not None
        and amount.numeral.scale == 1
        and amount.value is not None
        and abs(amount.value) < max(mantissa, Decimal(10))
        and (amount.value < mantissa or (not last.is_range and amount.value < 1000))
    ):
        amount.value *= scale
        amount.low = amount.high = amount.value


def _share_units(text: str, amounts: list[Amount]) -> None:
    """The unit at the end of a list for its early members: 0.5和0.2个百分点, 9、24、40层."""
    for i in range(len(amounts) - 2, -1, -1):
        amount, following = amounts[i], amounts[i + 1]
        if following.unit is None or following.start - amount.end > 2 or amount.after or amount.is_range:
            continue
        if amount.unit is not None and not _elided(amount.unit, following.unit):
            continue
        if text[amount.end : following.start] not in _JOIN or not _listed(text, amount, following):
            continue
        _lend(amount, following)
        amount.unit, amount.rule = following.unit, "list"
        amount.lone = False


def _elided(early: Unit, last: Unit) -> bool:
    """0.3个和1.8个百分点: the 个 of an early member stands for the whole unit."""
    return early.word == "个" and last.word.startswith("个") and last.kind in ("percentage", "duration")


def _listed(text: str, amount: Amount, following: Amount) -> bool:
    """Whether a bare figure is a member of a list rather than its number (1、3人) or a year."""
    if amount.numeral.arabic != following.numeral.arabic or amount.numeral.bound != "exact":
        return False
    before = text[amount.start - 1] if amount.start else "\n"
    if before in "\n\r （(“第”》》.-/:：" or (before.isalnum() and before.isascii()):
        return False
    if before in "。；;" and text[amount.end] in "、.":
        return False
    gap = text[amount.end : following.start]
    if gap in ("，", ",") and not (before in "为是达、" and amount.numeral.arabic):
        return False
    assert following.unit is not None
    if not amount.numeral.arabic and (following.unit.noun or following.unit.word in ("次", "期", "类", "级", "层")):
        return False
    return not (amount.numeral.arabic and amount.run_end - amount.run_start == 4 and following.unit.kind == "duration")


def compound_code(amount: Amount) -> str | None:
    """The ISO 8601 duration of a compound such as 3年2个月, None where it has other units."""
    date, time = "", ""
    for part in amount.parts:
        word = part.unit.word if part.unit else ""
        letter = _ISO_PARTS.get(word)
        if letter is None or part.value is None:
            return None
        if word in ("年", "个月", "天"):
            date += f"{part.value}{letter}"
        else:
            time += f"{part.value}{letter}"
    return f"P{date}" + (f"T{time}" if time else "")
