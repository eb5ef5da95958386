"""What stands around the figures: the words that make an interval of them, their sign, a currency before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.lexicon_io import load
from extractors.numerals import CHINESE
from extractors.quantities.amount import Amount
from extractors.units import SIGNS, UNITS


@dataclass(frozen=True, slots=True)
class _Qualifier:
    bound: str
    in_span: bool
    guard: re.Pattern[str] | None


def _side(side: str) -> dict[str, _Qualifier]:
    return {
        row["word"]: _Qualifier(
            row["bound"], row["span"] == "yes", re.compile(row["unless"]) if row["unless"] else None
        )
        for row in load("qualifiers")
        if row["side"] == side
    }


BEFORE, AFTER = _side("before"), _side("after")
_BEFORE_LAST = frozenset(word[-1] for word in BEFORE)
_BEFORE_LENGTHS = tuple(sorted({len(word) for word in BEFORE}, reverse=True))
_AFTER_FIRST = frozenset(word[0] for word in AFTER)
_AFTER_LENGTHS = tuple(sorted({len(word) for word in AFTER}, reverse=True))
#: A cap before another qualifier: 最高不超过3元.
_CAPS = frozenset(("最高", "最多"))
#: 2年（含2年）以上: the bracket repeats the figure.
_INCLUSIVE = re.compile(
    r" ?[（(〔] ?含 ?(?:[0-9一二三四五六七八九十百千万亿.]+ ?[\u4e00-\u9fff]{1,3})?[）)〕] ?(以上|以下|以内)"
)
BARE = "百千万亿萬億佰仟"
#: 通过千年古道, 走过百年: 过 is part of the verb.
_PASSING = frozenset("通经度越渡跨穿走")
_BARE_BEFORE = frozenset("上过破")
_SIGN_ENDS = frozenset(sign[-1] for sign in SIGNS) | {"币", "元"}
_CURRENCY_BEFORE = {
    name: UNITS[name] for name in ("人民币", "港币", "新台币", "台币", "美元", "欧元", "港元", "日元", "英镑", "澳门币")
}
#: Scales of temperature that may stand before the figures: 摄氏37度.
_SCALES = ("摄氏", "华氏")
#: What may stand before the figures and belong to them.
_BEFORE_ANY = _BEFORE_LAST | _BARE_BEFORE | _SIGN_ENDS | frozenset(" -负下±氏")
_FIGURES = frozenset(CHINESE)


def read_after(text: str, amount: Amount) -> None:
    """The qualifier after the figures and their unit: 以上, 左右, （含）以下."""
    at = amount.end
    if text[at : at + 1] == " ":
        at += 1
    char = text[at : at + 1]
    if char not in _AFTER_FIRST and char != "〔":
        return
    inclusive = _INCLUSIVE.match(text, at) if char in ("（", "(", "〔") else None
    if inclusive is not None:
        amount.after, amount.end = AFTER[inclusive[1]].bound, inclusive.end()
        return
    for length in _AFTER_LENGTHS:
        word = text[at : at + length]
        qualifier = AFTER.get(word) if len(word) == length else None
        if qualifier is None or (qualifier.guard and qualifier.guard.match(text, at + length)):
            continue
        if not qualifier.in_span and (amount.unit is None or amount.unit.kind not in ("duration", "measure")):
            return
        amount.after = qualifier.bound
        if qualifier.in_span:
            amount.end = at + length
        return


def read_before(text: str, amount: Amount) -> None:
    """The sign, the currency and the qualifiers before the figures."""
    start = amount.run_start
    if not start or text[start - 1] not in _BEFORE_ANY:
        return
    while start and text[start - 1] == " " and amount.run_start - start < 3:
        start -= 1
    if text[start - 2 : start] in _SCALES and amount.unit is not None and amount.unit.word in ("度", "°"):
        amount.unit, amount.start = UNITS[text[start - 2 : start] + "度"], start - 2
        return
    start = _read_sign(text, amount, start)
    if start and text[start - 1] in _SIGN_ENDS:
        start = _read_currency(text, amount, start)
    char = text[start - 1] if start else ""
    if (
        char in _BARE_BEFORE
        and text[amount.run_start] in BARE
        and text[start - 2 : start] not in BEFORE
        and text[start - 2 : start - 1] not in _PASSING
    ):
        amount.before = "at_least" if char == "上" else "more_than"
        amount.start = start - 1
    elif (
        char == "过" and amount.unit is not None and amount.unit.word == "成" and text[start - 2 : start] not in BEFORE
    ):
        amount.before, amount.start = "more_than", start - 1
    elif char == "上" and amount.after == "at_most" and text[start - 4 : start] == "等值以上":
        # 货值金额等值以上三倍以下
        amount.start, amount.value, amount.low, amount.is_range = start - 4, None, Decimal(1), True
        amount.after = ""
    elif char in _BEFORE_LAST:
        _read_qualifier(text, amount, start)


#: What the tolerance after it belongs to: 20±2℃, 20℃±2℃.
_TOLERATED = frozenset("0123456789℃%°米克")


def _read_sign(text: str, amount: Amount, start: int) -> int:
    char = text[start - 1] if start else ""
    negative = 0
    classed = amount.unit is not None and amount.unit.code.endswith("V")  # ±800千伏 is a class of voltage
    if char == "±" and not classed and text[start - 2 : start - 1] not in _TOLERATED and amount.value is not None:
        # ±5%: as much up as down.
        amount.low, amount.high, amount.value, amount.is_range = -abs(amount.high), abs(amount.high), None, True
        amount.start, amount.rule = start - 1, "tolerance"
        return amount.start
    if (char == "-" and _is_minus(text, amount, start)) or (
        char == "负" and (start < 2 or text[start - 2] < "\u4e00" or text[start - 2] in "为是约至到达的降率度温长")
    ):
        negative = 1
    elif char == "下" and text[start - 2 : start] == "零下":
        negative = 2
    if negative:
        amount.start = start - negative
        if amount.value is not None:
            amount.value = -amount.value
        amount.low, amount.high = -amount.high, -amount.low
        return amount.start
    return start


def _is_minus(text: str, amount: Amount, start: int) -> bool:
    """Whether the hyphen before the figures is a sign: not in 3-5, 70 - 90天, COVID-19, 直-8."""
    before = text[start - 2 : start - 1]
    if before == " " and text[start] == " " and text[start - 3 : start - 2].isdigit():
        return False
    if not before or before in " \t\n（(，,、：:；;|":
        return True
    if before in "至到—～~" and amount.unit is not None and amount.unit.group in ("temperature", "share"):
        return True
    if before.isascii() or before in "年月日—至℃度）":
        return False
    for length in (1, 2, 3, 4):  # 1万元-2万元
        at = start - 1 - length
        if at > 0 and text[at : start - 1] in UNITS and (text[at - 1].isdigit() or text[at - 1] in _FIGURES):
            return False
    unit = amount.unit
    return unit is not None and (unit.kind in ("percentage", "money") or unit.group == "temperature")


def _read_currency(text: str, amount: Amount, start: int) -> int:
    """A currency before the figures: 人民币五千元, ¥100, US$3亿."""
    unit = amount.unit
    for length in (3, 2, 1):
        if length > start:
            continue
        word = text[start - length : start]
        sign = SIGNS.get(word)
        if sign is not None:
            if unit is None or unit.kind == "money":
                amount.unit = sign if unit is None or unit.name == "元" else unit
                amount.start = start - length
                return amount.start
            return start
        currency = _CURRENCY_BEFORE.get(word)
        if currency is not None and text[start - length - 1 : start - length] in _SCALED_DIGITS:
            return start  # 4人民币5美元: of the figure before it
        if currency is not None and (unit is None or unit.kind == "money"):
            if unit is None and not amount.numeral.arabic:
                return start
            if currency.code != "CNY" or unit is None:
                amount.unit = UNITS["元"] if currency.code == "CNY" else currency
            amount.start = start - length
            return amount.start
    return start


_SCALED_DIGITS = frozenset("0123456789万亿")
_EXTREMES = frozenset(("最高", "最低", "最长", "最短"))
_CAPPED = re.compile("(?:不得|限[高速重]?|可|能|允许|应|须|准|不|罚|补[贴助]?)[^，。；、0-9]{0,6}$")


def _states_extreme(text: str, amount: Amount, at: int) -> bool:
    """Whether 最高 at ``at`` states an extreme that was reached (负荷最高1120万千瓦): a measure, where nothing is allowed."""
    unit = amount.unit
    if unit is None or unit.kind != "measure" or unit.code == "a" or text[at : at + 2] not in _EXTREMES:
        return False
    return _CAPPED.search(text, max(0, at - 10), at) is None


_LIMIT = re.compile("的?[^，。；、0-9]{0,4}?(?:上限|下限|红线|警戒线|限值|门槛)")


def _is_limit(text: str, amount: Amount, bound: str) -> bool:
    """Whether the amount names a limit, which the words before it say was passed: 超过15%的监管上限."""
    return (
        bound in ("more_than", "less_than")
        and not amount.after
        and amount.unit is not None
        and _LIMIT.match(text, amount.end) is not None
    )


#: 密接, 对接, 承接: the 接 before 近 ends a word.
_BEFORE_JOIN = frozenset("密对直间承衔交迎连焊嫁链")


def _read_qualifier(text: str, amount: Amount, start: int) -> None:
    for length in _BEFORE_LENGTHS:
        if length > start:
            continue
        qualifier = BEFORE.get(text[start - length : start])
        if qualifier is None:
            continue
        if not qualifier.bound:
            return
        if length == 2 and text[start - 2] == "接" and text[start - 3 : start - 2] in _BEFORE_JOIN:
            continue  # 密接|近2万人, 对接|近百家企业
        if qualifier.bound == "window":
            if amount.unit is not None and amount.unit.kind == "duration":
                amount.before = "window"
                amount.start = start - length
            return
        if _states_extreme(text, amount, start - length) or _is_limit(text, amount, qualifier.bound):
            return
        amount.before = qualifier.bound
        if qualifier.in_span:
            amount.start = start - length
            if text[max(0, amount.start - 2) : amount.start] in _CAPS:
                amount.start -= 2
        return
