"""The figure that an elided name refers to, and names that are no more than a measure of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.assembly.draft import Draft

_AGES = frozenset({"岁", "周岁"})
_PER_GOODS = re.compile(
    r"(?P<per>每(?:公斤|斤|千克|吨|克|升|桶|箱|袋|瓶|盒|支|头|只|羽|尾|百斤|五十公斤|50公斤|立方米|平方米|度|千瓦时|件|张|份|本))(?:约|均|为|仅|达)*$"
)
_MONEY_NOUN = re.compile(
    r"(?:价格|[价费金额款税租]|补贴|补助|标准|收入|支出|成本|投资|产值|利润|奖励|罚款|工资|贷款|救助|资助)$"
)
_INTENDED = ("设计", "计划", "规划", "核定", "额定")
_LASTING = ("时数", "日数", "天数", "时间", "时长", "周期", "期限", "时限", "工期", "用时", "耗时", "寿命", "时间间隔")
_BARE = frozenset(
    {"面积", "累计面积", "总面积", "金额", "总金额", "价值", "长度", "总长度", "重量", "单笔", "单笔金额", "用时"}
)
AVERAGES = frozenset({"月人均", "户均", "人均", "亩均", "日均", "月均", "年均", "均价", "单价"})
_TOTALS = frozenset({"总数", "总量", "总额", "合计", "数量", "总值"})
_PER = re.compile(r"([户人次亩日月年生件])均(?:约|达|为)?$")


def priced(name: str | None, text: str, start: int) -> str | None:
    """鸡蛋每斤4.5元 → 鸡蛋价格: an amount of money for a weight or a piece of goods is a price."""
    if (per := _PER_GOODS.search(text, max(0, start - 8), start)) is None or (name and _MONEY_NOUN.search(name)):
        return name
    return (name or per["per"]) + ("" if name and name.endswith("价") else "价格")


def restored(name: str | None, source: Draft, left: str) -> str | None:
    """A name that is no more than a measure (户均, 总数) with what it is the measure of."""
    if not source.indicator:
        return name
    if (not name or len(name) < 2) and (per := _PER.search(left)) is not None:
        return per[1] + "均" + source.indicator
    if name in AVERAGES:
        return name + source.indicator
    if name in _BARE and source.kind_of_role != "share" and not source.indicator.endswith(name):
        return source.indicator + name  # 发生赤潮4次，累计面积320平方公里
    if name in ("超标", "超出", "超限") and not source.indicator.endswith(("限值", "限量", "限额", "标准", "规定")):
        return source.indicator  # 浓度为28.4毫克/升，超标0.4倍
    if name in _TOTALS:
        return source.indicator + name if len(source.indicator) > 3 else source.indicator
    return name


def carried_out(name: str | None, left: str) -> str | None:
    """设计孔深60米，实际不足40米: the name of what was intended, for what is there."""
    if name and left.endswith("实际") and name.startswith(_INTENDED):
        return "实际" + name[2:]
    return name


def reference(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The figure that an elided subject refers to: the nearest before it in the sentence, else in the line."""
    figure = draft.figure
    lasted: Draft | None = None
    for other in reversed(drafts):
        same = other.figure.sentence.start == figure.sentence.start
        if (
            other.mention.kind in ("duration", "rank")
            and other.kind_of_role == "level"
            and other.mention.kind != draft.mention.kind
        ):
            timed = same and lasted is None and draft.kind_of_role == "change"
            if timed and other.indicator and other.indicator.endswith(_LASTING):
                lasted = other
            continue
        if same:
            if other.figure.bracket is not None and figure.bracket is None:
                continue
            if other.kind_of_role == "share" and draft.mention.kind != "percentage" and draft.kind_of_role != "share":
                continue  # 优良天数348天，占全年的95.3%，比上年增加7天; 53处未招投标，占12.9%；17处闲置
            if other.rule == "scope":
                continue  # 在全市13个区县中排第3位；7月增长3.1%
            if other.unit in _AGES and draft.unit not in _AGES:
                continue  # 其中35岁以下的占三成
            if other.role.verb == "完成" and draft.kind_of_role == "change" and draft.unit in ("%", "倍"):
                continue  # 完成518.4亿元，为预算的101.7%，增长8.6%: the amount grew, not its rate of completion
            return other
        if lasted is not None:
            return lasted  # 通关时间为42.3小时，较2017年压缩57.6%
        return (
            other
            if figure.sentence.start - other.figure.end <= 3 or other.figure.sentence.end + 1 >= figure.sentence.start
            else None
        )
    return lasted
