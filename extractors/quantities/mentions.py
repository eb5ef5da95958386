"""From an amount to a mention: the interval its words allow, its unit and its code."""

from __future__ import annotations

import re
from decimal import Decimal

from corpora.lazy import lazy
from extractors.mention import Mention, Quantity
from extractors.quantities.amount import Amount
from extractors.quantities.merge import compound_code
from extractors.units import UNITS, duration_code

#: 约为平日的两倍: the qualifier stands before the noun that the share is of.
_ABOUT_THE = re.compile("约(?:为|占|是|相当于)[^，。；、0-9]{1,14}$")
_NEARLY_DURING = re.compile(
    r"(?:经过|时间|历时|历经|时隔|用时|耗时|长达|持续|花了|用了|经|为期|等了|奋战|跨度|历时已|持续已|延续|燃烧|[停断受]\w|脱管|潜逃|外逃|在逃|逾期|拖欠|拖延|滞留|超时|延误|晚点|困|搜救|救援|抢修|扑救|鏖战|苦战|长跑|跋涉)(?:了|达|已|超)?$"
)
_COMPLEMENT = re.compile("(?:小时|分钟|天|日)(?:[，。；、）)后]|之后|的时间)")
_CONFIDENCE = {"percentage": 0.98, "money": 0.97, "measure": 0.95, "duration": 0.9, "ratio": 0.95, "count": 0.95}
_PER_CODES = {"吨": "t", "公斤": "kg", "千克": "kg", "斤": "{斤}", "平方米": "m2", "立方米": "m3", "小时": "h", "秒": "s", "天": "d",
              "日": "d", "年": "a", "月": "mo", "亩": "{亩}", "千瓦时": "kW.h", "千瓦": "kW", "公里": "km", "升": "L", "m³": "m3", "分钟": "min"}  # fmt: skip


def mention_of(text: str, folded: str, amount: Amount, kind: str | None = None) -> Mention:
    """The mention of an amount that counts as a fact. ``kind`` overrides what the unit says."""
    unit = amount.unit
    kind = kind or (unit.kind if unit else "count")
    bound = _bound(folded, amount)
    value, low, high = amount.value, amount.low, amount.high
    name, code = (
        (unit.name, unit.code) if unit else _counted_persons(folded, amount) if kind == "count" else (None, None)
    )
    if unit and unit.factor != 1 and not amount.parts:
        value = None if value is None else value * unit.factor
        low, high = low * unit.factor, high * unit.factor
    if kind == "duration" and unit:
        code = _duration(amount, unit.code, value, low, high)
    if kind == "money" and amount.parts and value is not None:
        first = amount.parts[0].unit
        value = low = high = value * (first.factor if first else 1)
    if amount.per and name:
        name = name + amount.per
        code = (
            "{" + name + "}"
            if amount.per[0] in "（("
            else f"{code}/{_PER_CODES.get(amount.per[1:], '{' + amount.per[1:] + '}')}"
        )
    payload = _quantity(value, low, high, bound, name, code)
    confidence = _CONFIDENCE.get(kind, 0.6) if unit else 0.6
    return Mention(kind, amount.start, amount.end, payload, amount.rule, confidence)


_PHRASE = re.compile("[\u4e00-\u9fff]{1,10}")
_PERSONS = lazy(
    "|".join(
        [
            "人民(?![币政法检日银代军医])",
            "(?:低保|保障|救助|帮扶|服务|优抚|资助|供养)对象",
            *(word for word, unit in UNITS.items() if unit.person and word[-1] not in "户体"),
        ]
    )
)


def _counted_persons(text: str, amount: Amount) -> tuple[str | None, str | None]:
    """人 as the unit of 7.1万贫困人口, whose noun names persons; nothing for other nouns."""
    phrase = _PHRASE.match(text, amount.end)
    if phrase is not None and _PERSONS.search(phrase[0]):
        return "人", "{人}"
    if text[max(0, amount.start - 2) : amount.start] in ("人口", "人数", "旅客", "游客", "群众", "人员"):
        return "人", "{人}"
    return None, None


def _bound(text: str, amount: Amount) -> str:
    if amount.is_range:
        return "range"
    window = "exact" if amount.value is not None else amount.numeral.bound  # 近两三年
    if amount.before == "window":
        return window
    if amount.before == "nearly" and amount.unit is not None and amount.unit.kind == "duration":
        return window if text[amount.start] == "近" and not _is_complement(text, amount) else "nearly"
    if amount.after == "approximately" or amount.before == "approximately":
        return "approximately"
    if not amount.qualified and amount.unit is not None and amount.unit.kind in ("ratio", "percentage"):
        about = _ABOUT_THE.search(text, max(0, amount.start - 20), amount.start)
        return "approximately" if about else amount.numeral.bound
    return amount.after or amount.before or ("more_than" if amount.more else amount.numeral.bound)


def _is_complement(text: str, amount: Amount) -> bool:
    """燃烧近3个小时后扑灭: how long the verb before it lasted, and no time that looks back (近两年，)."""
    start = amount.start
    if _NEARLY_DURING.search(text, max(0, start - 5), start):
        return True
    if not _COMPLEMENT.match(text, amount.run_end + (text[amount.run_end : amount.run_end + 1] == "个")):
        return False
    return text[start - 1 : start].isalpha() and text[start - 2 : start] not in ("过去", "最近", "其中")


def _quantity(
    value: Decimal | None, low: Decimal | None, high: Decimal | None, bound: str, unit: str | None, code: str | None
) -> Quantity:
    if bound in ("more_than", "at_least"):
        high = None
    elif bound in ("less_than", "at_most", "nearly"):
        low = None
    elif bound == "approximately" and value is not None:
        low = high = None
    return Quantity(value, low, high, bound, unit, code)


def _duration(amount: Amount, code: str, value: Decimal | None, low: Decimal, high: Decimal) -> str:
    if amount.parts:
        return compound_code(amount) or code
    if value is not None:
        return duration_code(value, code)
    return f"{duration_code(low, code)}/{duration_code(high, code)}"
