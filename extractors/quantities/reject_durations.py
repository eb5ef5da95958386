"""Why a length of time is no fact: calendar years and days, tenors, names of programmes and of indicators."""

from __future__ import annotations

import re

from extractors.date_context import SHORTENED
from extractors.quantities.amount import Amount

_DAY_CONTEXT = re.compile(
    "(?:拘留|为期|历时|连续|公示|公示期|停业|暂扣|期限|期限为|不少于|长达|延长|逾期|每|共|累计|提前|工期|滞留|住院|超期|时间为|(?:缩短|压缩|压减|缩减)[至到为])$"
)
_TENOR = re.compile("期[^。；，\n]{0,12}(?:LPR|报价利率|基准利率|市场报价)")
#: 有2000年历史, 距今5800年
_AGES = re.compile("的?(?:悠久)?(?:历史|文明|沧桑|来|以上|左右)")
#: Years of the calendar up to here; a larger number counts years.
_LAST_YEAR = 2200
_LAST_DAY = 31
#: The years of other calendars: 民国二十六年, 光绪三年, 昭和16年.
_ERA = frozenset(
    ("民国", "光绪", "宣统", "同治", "咸丰", "道光", "嘉庆", "乾隆", "雍正", "康熙", "万历", "昭和", "平成", "令和")
)
#: 三年行动方案, 五年规划: the length is in the name of a programme.
_PROGRAMME = re.compile(
    "(?![来开完累共内以前后多连持])[^，。；、0-9\n]{0,8}?行动(?:计划|方案)|(?:专项)?(?:整治|攻坚|提升|滚动|倍增)?(?:行动|规划|计划)(?=[》”（(的，。、；\n]|实施|$)"
)
#: 极不平凡的一年。: a year of some sort is no length of time; 过去的一年 is.
_SUCH_A = re.compile("(?<![去未])[^来去]的$|(?:关键|重要|特殊|非凡)$")
#: 日最大8小时滑动平均, 24小时平均浓度: the name of an indicator.
_AVERAGED = re.compile("滑动平均|平均(?:浓度|值|第|质量)|均值|浓度|动态|新闻|热线")
_SYSTEM = re.compile("(?:工作)?制(?!定|造|作|裁|约)")
_CIRCLE = re.compile("[^，。；、\n]{0,8}圈")


def against_duration(text: str, amount: Amount) -> str | None:
    """The reason why ``amount``, whose unit is one of time, is no fact; None where it is one."""
    unit = amount.unit
    assert unit is not None
    run = text[amount.run_start : amount.run_end]
    before = text[amount.start - 1] if amount.start else ""
    if unit.word in ("年", "年度"):
        calendar = _against_year(text, amount, run, before)
        if calendar is not None:
            return calendar
    if (before == "月" and not amount.before) or (
        unit.word == "日" and run != "半" and amount.rule != "bounds" and not _is_days(text, amount)
    ):
        return "date"
    if run[0] in "百千万亿萬億佰仟" and not amount.qualified:
        return "word"
    if unit.word == "世纪" and not amount.qualified:
        return "date"
    if _is_named(text, amount):
        return "name"
    if run == "一" and amount.value == 1 and _is_figurative(text, amount, before):
        return "word"
    if before and before in "这那每某同另哪新第" and (run == "一" or unit.word in ("天", "日") or before == "第"):
        return "word"
    if unit.word in ("h", "s", "min", "ms") and not amount.numeral.arabic:
        return "word"
    return None


def _against_year(text: str, amount: Amount, run: str, before: str) -> str | None:
    """Why N年 is no length of time: a year of the calendar, of an era, a position."""
    whole = not any(scale in run for scale in "十百千万亿")
    counted = amount.qualified or amount.is_range or _AGES.match(text, amount.end) or amount.low > _LAST_YEAR
    if len(run) == 4 and whole and "." not in run and not counted:
        return "date"
    if amount.unit is not None and amount.unit.word == "年度" and amount.numeral.arabic:
        return "date"
    if len(run) == 2 and amount.numeral.arabic and (text[amount.end : amount.end + 1].isdigit() or run[0] == "0"):
        return "date"
    if len(run) >= 2 and not amount.numeral.arabic and whole and amount.value is not None:
        return "date"
    if before == "第":
        return "ordinal"
    return "date" if text[max(0, amount.start - 2) : amount.start] in _ERA else None


def _is_named(text: str, amount: Amount) -> bool:
    """Whether the length is part of a name: 15分钟生活圈, 双休制, 5年期LPR, 三年行动方案, 日最大8小时滑动平均."""
    unit = amount.unit
    assert unit is not None
    if unit.code.startswith("PT") and "圈" in text[amount.end : amount.end + 9] and _CIRCLE.match(text, amount.end):
        return True
    if _SYSTEM.match(text, amount.end) or _TENOR.match(text, amount.end):
        return True
    if unit.word == "年" and _PROGRAMME.match(text, amount.end):
        return True
    return unit.word == "小时" and _AVERAGED.match(text, amount.end) is not None


def _is_figurative(text: str, amount: Amount, before: str) -> bool:
    """Whether 一年, 一天 measures nothing: 不平凡的一年, 有一天, 新的一年, 前一天."""
    unit = amount.unit
    assert unit is not None
    if unit.word == "年" and _SUCH_A.search(text, max(0, amount.start - 4), amount.start):
        follower = text[amount.end : amount.end + 1]
        if not follower or follower in "，。；！、\n":
            return True
    if (
        unit.word == "天"
        and not amount.qualified
        and not _DAY_CONTEXT.search(text[max(0, amount.start - 4) : amount.start])
    ):
        return True
    if text[max(0, amount.start - 2) : amount.start] in ("新的", "每个"):
        return True
    return before in ("前", "上", "下") and text[amount.start - 2 : amount.start] != "提前"


def _is_days(text: str, amount: Amount) -> bool:
    """Whether N日 is a length of time: 30日内, 拘留十五日; else it is a day of a month."""
    if (
        amount.qualified
        or amount.high > _LAST_DAY
        or text[amount.run_start] == "两"
        or text.startswith("后", amount.end)
    ):
        return True
    before = text[max(0, amount.start - 4) : amount.start]
    if before.endswith(("由", "从")) and SHORTENED.match(text, amount.end):
        return True
    return _DAY_CONTEXT.search(before) is not None
