"""One amount: a numeral with the qualifiers, the currency and the unit that touch it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import Struct

from extractors.lexicon_io import load
from extractors.numerals import CHINESE, DIGITS, Numeral, read
from extractors.units import FIRST, SIGNS, UNITS, Unit, unit_at


class Amount(Struct, gc=False):
    """A number on its way to a mention. ``start`` to ``end`` is the span so far, ``run_start`` to ``run_end`` the figures.

    ``before`` and ``after`` are the bounds of the qualifiers on either side, ``more`` tells 余 and 多.
    """

    start: int
    end: int
    run_start: int
    run_end: int
    numeral: Numeral
    value: Decimal | None
    low: Decimal
    high: Decimal
    unit: Unit | None = None
    per: str = ""
    before: str = ""
    after: str = ""
    more: bool = False
    rule: str = "quantity"
    parts: Sequence[Amount] = ()
    is_range: bool = False
    lone: bool = True

    @property
    def qualified(self) -> bool:
        """Whether any qualifier touches the number."""
        return bool(self.before or self.after or self.more)


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
_MORE_FOLLOWED = re.compile(
    "样|元(?!$|[，。；、）])|功能|次|云|层|边|渠道|维|方|重|种|地|少|个|家|名|部门|项|数|位|人|点|形式|年"
)
#: A cap before another qualifier: 最高不超过3元.
_CAPS = frozenset(("最高", "最多"))
#: 2年（含2年）以上: the bracket repeats the figure.
_INCLUSIVE = re.compile(
    r" ?[（(〔] ?含 ?(?:[0-9一二三四五六七八九十百千万亿.]+ ?[\u4e00-\u9fff]{1,3})?[）)〕] ?(以上|以下|以内)"
)
_BARE = "百千万亿萬億佰仟"
#: 通过千年古道, 走过百年: 过 is part of the verb.
_PASSING = frozenset("通经度越渡跨穿走")
_BARE_BEFORE = frozenset("上过破")
_FIGURES = frozenset(CHINESE)
_SIGN_ENDS = frozenset(sign[-1] for sign in SIGNS) | {"币", "元"}
_CURRENCY_BEFORE = {
    name: UNITS[name] for name in ("人民币", "港币", "新台币", "台币", "美元", "欧元", "港元", "日元", "英镑", "澳门币")
}
_PER = re.compile(
    r"(?:/|／|每)(?:100 ?m[lL]|[百千万亿]?元|万?(?:平方米|立方米|平方公里|公里|千米|千瓦时|千瓦|公斤|千克|小时|分钟|亩次|人次|人天|标方|公顷|车公里|吨|亩|升|米|秒|分|时|斤|克|天|日|年|月|人|户|只|头|羽|套|辆|台|个|件|张|份|次|瓶|盒|支|箱|桶|度|平|立方|方|kg|km|kW·h|kWh|m[²³23]?|h|s|t|g|L|d|a))"
    r"(?:[·•/](?:年|月|日|天|次|人|小时))?"
)
_BRACKETED = re.compile("[（(](?:次|套|件|户|个|台|家|人次|处|辆|篇|项)[）)]")
_HALF = Decimal("0.5")
#: What may stand between the figures and the unit.
_BEFORE_UNIT = frozenset(" 余多来（(")
#: What may stand before the figures and belong to them.
_BEFORE_ANY = _BEFORE_LAST | _BARE_BEFORE | _SIGN_ENDS | frozenset(" -负下")


def amount_at(text: str, start: int, end: int) -> Amount | None:
    """The amount whose figures are ``text[start:end]``; None where they are no numeral."""
    numeral = read(text[start:end])
    if numeral is None:
        return None
    amount = Amount(start, end, start, end, numeral, numeral.value, numeral.low, numeral.high)
    amount.more = numeral.bound == "more_than"
    _read_unit(text, amount)
    _read_after(text, amount)
    _read_before(text, amount)
    return amount


def _read_unit(text: str, amount: Amount) -> None:
    """余 多 来, the unit, 多 半 after it (3年多, 一个半小时, 3个多月)."""
    at = amount.end
    char = text[at : at + 1]
    if char not in _BEFORE_UNIT and (char != "个" or text[at + 1 : at + 2] not in ("多", "半")):
        if char:
            _take_unit(text, amount, at)
        return
    if char == " " and amount.numeral.arabic:
        while text[at : at + 1] == " ":
            at += 1
        char = text[at : at + 1]
        if at - amount.end > 3 or (char not in "余多" and char not in FIRST):
            return
    if char and char in "余多来" and _takes_mark(text, amount, at):
        at += 1
    amount.end = at if text[at - 1] != " " else amount.end
    if text[at : at + 3] in ("（含）", "(含)"):  # 90—144（含）平方米
        at += 3
    while text[at : at + 1] == " ":
        at += 1
    if text[at : at + 1] == "个" and text[at + 1 : at + 2] in ("多", "半"):
        unit = next((u for n in (3, 2, 1) if (u := UNITS.get("个" + text[at + 2 : at + 2 + n]))), None)
        if unit is not None:
            _take_half_or_more(amount, text[at + 1])
            amount.unit, amount.end = unit, at + 1 + len(unit.word)
            return
    _take_unit(text, amount, at)


def _takes_mark(text: str, amount: Amount, at: int) -> bool:
    """Whether the 余, 多 or 来 at ``at`` belongs to the number, and what it makes of it."""
    char, follower = text[at], text[at + 1 : at + 2]
    scaled = text[at - 1] in "万亿" and follower in ("人", "个", "名", "家", "户", "种")
    if char == "余" or (char == "多" and _large(amount) and (scaled or not _looks_other(text, at))):
        amount.more = True
    elif char == "来" and _large(amount) and follower in FIRST and follower not in ("年", "自", "到"):
        amount.before = "approximately"
    else:
        return False
    return True


def _take_unit(text: str, amount: Amount, at: int) -> None:
    arabic, long = amount.numeral.arabic, amount.run_end - amount.run_start > 1
    found = unit_at(text, at, figures=arabic or long or amount.more or text[amount.run_start] in _BARE)
    if found is None or (found.figures_only and not arabic and not long):
        return
    if found.noun and (amount.more or text[amount.run_end - 1] in "万亿") and (found.person or found.group == "thing"):
        return
    amount.unit, amount.end = found, at + len(found.word)
    if found.kind == "count" and text[amount.end : amount.end + 1] in ("（", "("):  # 5辆（次）, 100个(套)
        bracket = _BRACKETED.match(text, amount.end)
        if bracket is not None:
            amount.per, amount.end = bracket[0], bracket.end()
    _read_past_unit(text, amount)


def _large(amount: Amount) -> bool:
    return amount.low >= 10 and amount.low % 10 == 0


def _looks_other(text: str, at: int) -> bool:
    """Whether the 多 at ``at`` begins a word: 100多元化. A unit after it settles that it does not."""
    return unit_at(text, at + 1) is None and _MORE_FOLLOWED.match(text, at + 1) is not None


def _take_half_or_more(amount: Amount, char: str) -> None:
    if char in "多余":
        amount.more = True
    elif amount.value is not None:
        amount.value += _HALF
        amount.low = amount.high = amount.value


def _read_past_unit(text: str, amount: Amount) -> None:
    unit = amount.unit
    assert unit is not None
    at = amount.end
    char = text[at : at + 1]
    if unit.kind == "money":
        _read_money_tail(text, amount)
    elif unit.kind == "percentage" and unit.word in "成折":
        _read_tenths(text, amount)
    elif unit.kind in ("duration", "measure", "ratio") and char and char in "多半余来":
        follower = text[at + 1 : at + 2]
        if char == "半" and follower not in ("数", "夜", "山"):
            _take_half_or_more(amount, char)
            amount.end = at + 1
        elif char in "多余" and not _MORE_FOLLOWED.match(text, at + 1):
            amount.more = True
            amount.end = at + 1
    char = text[amount.end : amount.end + 1]
    if char and char in "/／每" and unit.kind in ("money", "measure", "count", "duration"):
        per = _PER.match(text, amount.end)
        if per is not None and (char != "每" or unit.kind == "measure"):
            amount.per = per[0]
            amount.end = per.end()


def _read_money_tail(text: str, amount: Amount) -> None:
    """元 before the name of a currency (三万元欧元), 整, 多."""
    at = amount.end
    unit = amount.unit
    assert unit is not None
    if unit.name == "元":
        for length in (4, 3, 2):
            other = UNITS.get(text[at : at + length])
            if other is not None and other.kind == "money":
                follower = text[at + length : at + length + 1]
                if at + length > len(text):
                    continue
                if (
                    other.word == "人民币"
                    and "一" <= follower <= "\u9fff"
                    and follower not in "的等左以和及、为用作至到"
                ):
                    break
                amount.unit = unit if other.code == "CNY" else other
                amount.end = at + length
                return
    char = text[at : at + 1]
    if char and char in "整正" and text[at + 1 : at + 2] not in ("个", "体", "改", "治", "理", "式", "常", "在", "确"):
        amount.end = at + 1
    elif char and char in "多余" and not _MORE_FOLLOWED.match(text, at + 1):
        amount.more, amount.end = True, at + 1


_TENTHS_OTHER = re.compile("[立为功员果本效人都长就交品分型套熟绩为因语年千活片群片堆因钢]")


def _read_tenths(text: str, amount: Amount) -> None:
    """三成五 is 35, 七五折 is 75: what 成 and 折 count in tenths, to percent."""
    unit = amount.unit
    assert (unit is not None and amount.value is not None) or unit is not None
    at = amount.end
    if _TENTHS_OTHER.match(text, at) if unit.word == "成" else text[at : at + 1] in tuple("扣射算价旧合磨叠腾"):
        amount.unit, amount.end = None, amount.run_end
        return
    value = amount.value
    if value is None or unit.word == "折":
        if value is not None and value >= 10:
            amount.value = amount.low = amount.high = value / 10
        return
    char = text[at : at + 1]
    if char == " ":
        char = text[at + 1 : at + 2]
        at += 1
    if char == "半":
        amount.value, amount.end = value + _HALF, at + 1
    elif char in DIGITS and text[at + 1 : at + 2] not in FIRST and text[at + 1 : at + 2] not in _FIGURES:
        amount.value, amount.end = value + Decimal(DIGITS[char]) / 10, at + 1
    if amount.value is not None:
        amount.low = amount.high = amount.value
    if text[amount.end : amount.end + 1] in ("多", "余") and not _MORE_FOLLOWED.match(text, amount.end + 1):
        amount.more, amount.end = True, amount.end + 1


def _read_after(text: str, amount: Amount) -> None:
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


def _read_before(text: str, amount: Amount) -> None:
    """The sign, the currency and the qualifiers before the figures."""
    start = amount.run_start
    if not start or text[start - 1] not in _BEFORE_ANY:
        return
    while start and text[start - 1] == " " and amount.run_start - start < 3:
        start -= 1
    start = _read_sign(text, amount, start)
    if start and text[start - 1] in _SIGN_ENDS:
        start = _read_currency(text, amount, start)
    char = text[start - 1] if start else ""
    if (
        char in _BARE_BEFORE
        and text[amount.run_start] in _BARE
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


def _read_sign(text: str, amount: Amount, start: int) -> int:
    char = text[start - 1] if start else ""
    negative = 0
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
    """Whether the hyphen before the figures is a sign: not in 3-5, COVID-19, 直-8."""
    before = text[start - 2 : start - 1]
    if not before or before in " \t\n（(，,、：:；;|":
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
        if currency is not None and (unit is None or unit.kind == "money"):
            if unit is None and not amount.numeral.arabic:
                return start
            if currency.code != "CNY" or unit is None:
                amount.unit = UNITS["元"] if currency.code == "CNY" else currency
            amount.start = start - length
            return amount.start
    return start


_EXTREMES = frozenset(("最高", "最低", "最长", "最短", "最多", "最少"))
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


def _read_qualifier(text: str, amount: Amount, start: int) -> None:
    for length in _BEFORE_LENGTHS:
        if length > start:
            continue
        qualifier = BEFORE.get(text[start - length : start])
        if qualifier is None:
            continue
        if not qualifier.bound:
            return
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
