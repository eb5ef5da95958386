"""One amount: a numeral with the qualifiers, the currency and the unit that touch it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpora.lazy import lazy
from extractors.numerals import BIG, CHINESE, DIGITS, read
from extractors.quantities.amount import Amount
from extractors.quantities.qualifiers import BARE, read_after, read_before
from extractors.units import FIRST, UNITS, unit_at

_MORE_FOLLOWED = re.compile(
    "样|元(?!$|[，。；、）])|功能|次|云|层|边|渠道|维|方|重|种|地|少|个|家|名|部门|项|数|位|人|点|形式|年"
)
_FIGURES = frozenset(CHINESE)
_PER = lazy(
    r"(?:/|／|每)(?:\d{1,4} ?(?:km|公里|m[lL]|克|g|毫升|公斤|千克|kg|斤|张)|学年|学期|学分|课时|[车床]次|标准箱|吨公里|人公里|[百千万亿]?元|万?(?:平方米|立方米|平方公里|公里|千米|千瓦时|千瓦|公斤|千克|小时|分钟|亩次|人次|人天|标方|公顷|车公里|吨|亩|升|米|秒|分|时|斤|克|天|日|年|月|人|户|只|头|羽|套|辆|台|个|件|张|份|次|瓶|盒|支|箱|桶|袋|包|粒|片|株|棵|头|票|晚|间|床|餐|生|点|根|块|幅|部|车|度|平|立方|方|kg|km|kW·h|kWh|m[²³23]?|h|s|t|g|L|d|a))"
    r"(?:[·•/](?:年|月|日|天|次|人|小时|学年|学期|季))?"
)
_BRACKETED = re.compile("[（(](?:次|套|件|户|个|台|家|人次|处|辆|篇|项)[）)]")
#: 每千瓦时加价5分: a hundredth of a yuan and no point of a score.
_PRICED = re.compile(
    "(?:每(?:千瓦时|度|公斤|斤|升|立方米|吨公里|股)[^，。；、]{0,6}|[电水气油]价[^，。；、]{0,6}|[加提降]价)$"
)
#: 提出五点建议: points made, no hour and no point of an index.
_MADE = re.compile("建议|主张|希望|意见|要求|倡议|共识|措施|看法|声明|承诺")
_POINTS_MADE = replace(UNITS["点"], kind="count", code="{点}", context=False, figures_only=False)
_HALF = Decimal("0.5")
#: What may stand between the figures and the unit.
_BEFORE_UNIT = frozenset(" 余多来（(")


def amount_at(text: str, start: int, end: int) -> Amount | None:
    """The amount whose figures are ``text[start:end]``; None where they are no numeral."""
    numeral = read(text[start:end])
    if numeral is None:
        return None
    amount = Amount(start, end, start, end, numeral, numeral.value, numeral.low, numeral.high)
    amount.more = numeral.bound == "more_than"
    _read_unit(text, amount)
    if amount.unit is None and text[start - 1 : start] in _LABEL_ENDS and amount.numeral.arabic:
        _take_from_label(text, amount)
    read_after(text, amount)
    read_before(text, amount)
    return amount


def _read_unit(text: str, amount: Amount) -> None:
    """余 多 来, the unit, 多 半 after it (3年多, 一个半小时, 3个多月)."""
    at = amount.end
    char = text[at : at + 1]
    if char and char in "（(" and amount.numeral.arabic and _takes_bracketed(text, amount, at):
        return
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


#: 98.6（万元）: the unit in brackets, as forms have it.
_UNIT_IN_BRACKETS = re.compile("[（(]([万亿]?)(元|美元|%|吨|亩|平方米|㎡|米|公里|人|人次|户|个|台|套|家|辆|件|张)[）)]")


def _takes_bracketed(text: str, amount: Amount, at: int) -> bool:
    match = _UNIT_IN_BRACKETS.match(text, at)
    if match is None or amount.value is None:
        return False
    amount.value = amount.low = amount.high = amount.value * BIG.get(match[1], 1)
    amount.unit, amount.end = UNITS[match[2]], match.end()
    return True


#: 罚款金额（万元）：0.5, 增长(%) 3.2: the unit stands in the label before the figure, as in forms.
_UNIT_IN_LABEL = re.compile(
    "[（(]([万亿]?)(元|美元|%|吨|亩|平方米|㎡|米|公里|人|人次|户|个|台|套|家|辆|件|张)[）)][:：]? ?$"
)
_LABEL_ENDS = frozenset(":： )）")


def _take_from_label(text: str, amount: Amount) -> None:
    match = _UNIT_IN_LABEL.search(text, max(0, amount.start - 10), amount.start)
    follower = text[amount.end : amount.end + 1]
    if match is None or amount.value is None or follower.isalnum() or follower in tuple("年月日号-/"):
        return
    amount.value = amount.low = amount.high = amount.value * BIG.get(match[1], 1)
    amount.unit, amount.rule = UNITS[match[2]], "labelled"


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
    found = unit_at(text, at, figures=arabic or long or amount.more or text[amount.run_start] in BARE)
    if found is not None and found.word == "点" and _MADE.match(text, at + 1):
        amount.unit, amount.end = _POINTS_MADE, at + 1
        return
    if found is None or (found.figures_only and not arabic and not long):
        return
    if found.noun and (amount.more or text[amount.run_end - 1] in "万亿") and (found.person or found.group == "thing"):
        return
    amount.unit, amount.end = found, at + len(found.word)
    if found.word == "分" and _PRICED.search(text, max(0, amount.start - 14), amount.start):
        amount.unit = UNITS["分钱"]
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
