"""Why a number without a unit is no fact, and where its size or a vague word makes a count of it."""

from __future__ import annotations

import re

from corpora.lazy import lazy
from extractors.quantities.amount import Amount

#: Capital figures that are ordinary characters too: 大陆, 参加, 队伍.
CAPITALS = frozenset("陆参伍肆拾柒捌玖叁贰壹佰仟陸參貳")

#: 10万人口死亡率: the base of a rate.
_RATE = re.compile("人口?(?:死亡率|发病率|拥有)")
_COUNTED_BEFORE = lazy("(?:人数|人次|病例|死亡|死者|遇难者?|伤亡|伤者|受伤|数量|户数|总数)[^，。；、0-9]{0,3}$")
_FIGURES_BLOCK = re.compile("级|[A-Za-z0-9.:：/%+·]|[-—~至到](?=\\d)")
_UNITLESS_BLOCK = re.compile(
    "[级位科达元象般里代邦能分盛头]|民(?!众|工|警|兵|办|企|营|居|间)|一|千瓦|[A-Za-z0-9.:：/%]|[-—~至到](?=\\d)|步(?!兵)"
)


def against_unitless(text: str, amount: Amount) -> str | None:
    """A number without unit is a count only where its size or a vague word says so: 7.1万贫困人口, 百余企业."""
    run = text[amount.run_start : amount.run_end]
    follower = text[amount.end : amount.end + 1]
    if text[amount.start - 1 : amount.start] == "每" and run[-1] in "百千万亿" and not amount.qualified:
        return "denominator"
    if follower == "人" and _RATE.match(text, amount.end):
        return "denominator"
    closes = not follower or follower in "，。；、！ \n（("
    if (
        closes
        and amount.before
        and amount.low >= 10
        and _COUNTED_BEFORE.search(text[max(0, amount.start - 8) : amount.start])
    ):
        # 遇难人数超350, 儿童死亡超三千 at the end of a headline
        return None
    block = _FIGURES_BLOCK if amount.numeral.arabic else _UNITLESS_BLOCK
    scaled = run[-1] in "万亿萬億"
    if block.match(text, amount.end) and not (scaled and amount.numeral.arabic and follower.isalpha()):
        return "unitless_label" if amount.numeral.arabic else "name"
    if run in CAPITALS:
        return "word"
    bare = run[0] in "百千万亿萬億佰仟"
    if amount.is_range:
        return None if scaled else "unitless_label"
    if bare and not amount.qualified:
        return "word"
    if scaled and (amount.numeral.arabic or amount.run_end - amount.run_start > 1):
        return None
    noun = "\u4e00" <= follower <= "\u9fff" and follower not in "年月日时点分"
    if noun and amount.low >= 10 and (amount.more or (amount.before and run[-1] in "百千")):
        return None
    if amount.numeral.bound == "approximately" and amount.low >= 20 and (noun and run[-1] in "十百千"):
        return None
    if bare and amount.before and noun:
        return None
    return "unitless_label"
