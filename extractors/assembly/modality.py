"""Actual, planned or required, and how firmly planned."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.assembly.demands import (
    DONE,
    LIMITS,
    Place,
    demands_of_all,
    is_ceiling,
    is_condition,
    is_consequence,
    is_cycle,
    is_judged,
    is_limit,
    is_penalty,
    is_ruled,
    is_sanction,
    is_vote,
    limits,
)
from extractors.assembly.lexicons import MODALITY
from extractors.assembly.mode_words import last_mode

_STANDARD = re.compile(
    r"(?:标准|(?:基数|比例|额度|标准|金额)(?:上限|下限)|[缴征]\w{0,2}(?:存|费|收)(?:比例|基数|费率))(?:统一|分别|均|一律)?(?:为|按|是|不低于|不高于)[^，。；已]{0,30}$"
)
_TURN = re.compile(r"(?:目前|已经?|现已)[^。]{0,40}$")
_DEMAND = re.compile(r"[^，。；]{0,12}(?:不得|应当|必须|方可|视为|应及时|应立即|应尽快)")
_PLAN_HEADING = re.compile(
    r"草案|目标|工作安排|下一步|招生计划|预算安排|收支安排|工作计划|工作打算|今后|安排意见|总体要求|重点任务|工作部署"
)
_RULE_HEADING = re.compile(
    r"(?:工作要求|后续处[理置]|有关要求|相关要求|要求|标准|须知|资格要求|条件|规定|考试|笔试|面试|聘用|办法|方式|水平|程序|纪律|收费|缴费|费用|规则|录取|投档|加分|优待政策|优惠政策|照顾政策|资助政策|补贴政策|待遇|注意事项|罚则|(?:支持|补助|补贴|资助|奖励|扶持|适用|征集|申请|招聘|报名|参保|申报|招录)(?:对象|范围|资格)|公告期限|保证金)$"
)
_DONE_HEADING = re.compile(
    r"未|违反|问题|不严|不到位|滞后|情况|成效|(?<!考试与)(?<!考试和)(?<!考试)成绩|总结|(?<!严格)(?<!认真)(?<!切实)执行|回顾|通报|现状"
)
_RULE_TITLE = re.compile(
    r"(?:价格|标准|收费|费率|税率|限价)(?:工作)?的?(?:通知|公告|批复|通告)$|(?:办法|规定|条例|细则|章程|规程|规则|指南|须知|问答)(?:（[^）]*）)?》?$"
)
_PLAN_TITLE = re.compile(r"(?:要点|计划|方案|安排|规划)(?:》?的通知)?(?:（[^）]*）)?$")
_STILL = re.compile(r"仍(?!将|需|要|须|然?不)")
_FORECAST = re.compile(r"预计|预测|预报|未来|将")
_QUOTA = re.compile(r"(?:公开|计划|拟|定向|统一)(?:招聘|招录|招募|招收|选调|遴选)[^，。；]{0,14}$")
_RESOLVED = re.compile(r"(?:今年|明年|全年|新的一年|\d{4}年)[^，。；]{0,10}要(?!求|素|闻|点)")
_CEILING = re.compile(
    r"的?(?:排放|监管|国家|规定|法定|标准|行业|最低|最高|安全)*(?:标准|上限|下限|限值|限量|预警值|警戒线|红线|门槛|限额)"
)
_RATES = re.compile("每人每[月天日年][^。]{0,40}$")
_RULED = re.compile(r"须(?!知)|不得|不低于|不少于|不超过|不高于|应当|必须|须具[备有]")
_BOUNDED = ("不少于", "不低于", "不小于", "不超过", "不大于", "不高于")
_TRIGGERS = re.compile(f"[{re.escape(''.join(sorted({word[0] for word in MODALITY})))}标之次届收送应须必需可逾限]")
"""Every standard, deadline and mark of modality before a figure holds one of these characters."""
_SOLVED = re.compile("查处|破获|抓获|找回|追回|侦破|截至|以来|已|查获")
_AIMED = re.compile(r"的[^，。；：\d]{0,10}(?:目标|任务)(?!已|基本|顺利|如期|全面|圆满|实现|完成|达成)")
"""全年7.5%左右的增长目标, 规定的下降25%的目标任务."""
_DEPOSIT = re.compile("的?(?:履约|投标|质量|质保)?保证金(?!额|总)|的?(?:待遇)?(?:等待期|缓冲期|宽限期|试用期)")
"""中标价10%的履约保证金, 3个月待遇等待期."""
_IN_FORCE = re.compile("免征|减征|减按|征收率|缓缴|退还比例")
"""What a rule on taxes and fees does, from a day that has passed to one that is to come."""
_AIMS = (
    "将在",
    "将于",
    "拟在",
    "拟于",
    "承诺在",
    "力争",
    "争取",
    "计划",
    "力争用",
    "争取用",
    "计划用",
    "确保",
    "力争在",
    "争取在",
    "计划在",
)
_GIVEN = re.compile("补贴|补助|奖励|资助|罚款|赔偿|给予|奖补|支持|救助")
_GOALS = ("目标", "目标任务", "计划", "任务")


def modality_of(text: str, place: Place, heading: str) -> tuple[str, str | None]:
    """Modality and force of a figure; ``heading`` is the text of the sections it stands in.

    The clause decides first; a plan announced earlier in the sentence (力争, 计划) holds to its end, as does a demand
    on all (各地要…); a heading (工作要求, 主要目标) decides where the clause tells nothing that has happened.
    """
    sentence, clause, start, end, stop = place.sentence, place.clause, place.start, place.end, place.stop
    own = text[clause:start]
    right = text[end : min(stop, end + 24)]
    wording = text[start:end]
    marked = _TRIGGERS.search(own) is not None
    if (
        place.kind == "ratio"
        and own.endswith("的")
        and own[:-1].endswith(LIMITS)
        and own.startswith(("为", "是", "达"))
    ):
        return "actual", None  # 为标准限量的1.72倍
    if ("保证金" in right or "期" in right) and _DEPOSIT.match(right):
        return "required", None
    if place.kind == "percentage" and right.startswith("的") and _AIMED.match(right) and not DONE.search(own):
        return "planned", None  # 要实现全年增长6.5%左右的目标
    if (
        "不得" in wording
        or _CEILING.match(right)
        or is_ceiling(text[clause - 6 : start])
        or (marked and _STANDARD.search(own))
    ):
        return "required", None
    if (not own.endswith(_AIMS) and is_limit(text, place, own, right, marked)) or is_condition(text, place, own):
        return "required", None
    if marked and (found := last_mode(own)) is not None and not _is_won(own, found, heading, place.past):
        judged = found[0] == "required" and "处" in own and is_judged(text, sentence, start, own, wording)
        return ("actual", None) if judged else found
    if own.endswith(_GOALS) and right.startswith("的") and place.kind in ("count", "money", "measure"):
        return "planned", None  # 完成全年目标35万人的24.7%
    if place.kind == "count" and _QUOTA.search(own) and not DONE.search(own):
        return "planned", None
    if is_cycle(text, place, own, wording) or is_vote(text, place, own, wording):
        return "required", None
    if is_consequence(text, place, own):
        return "required", None
    if is_penalty(text, place, own, right) or is_sanction(text, place, own):
        return "required", None
    if place.answer and not place.dated and not DONE.search(own):
        return "required", None
    if own.startswith("距") and ("剩" in own or "还有" in own):
        return "actual", None  # 距年底仅剩90余天
    if place.future:
        bound_for_all = wording.endswith(("以上", "以下")) and demands_of_all(text, sentence, start)
        return "required" if bound_for_all else "planned", None
    earlier = text[sentence:clause]
    found = last_mode(earlier, told=True) if earlier else None
    plan = found is not None and found[0] == "planned" and not _TURN.search(earlier)
    plan = plan and not (found is not None and _is_won(earlier, found, heading, place.past))
    done = DONE.search(own[own.rfind("提高") + 1 :] if "由" in own else own)
    if done is not None and done[0] == "发现" and demands_of_all(text, sentence, start):
        return "required", None  # 各地要…，发现险情30分钟内上报
    if done is not None and done[0] == "累计" and own.endswith(("可达", "将达", "有望达", "或达")):
        done = None
    if done is not None and not (plan and done[0] == "共"):
        return "actual", None
    if _DEMAND.match(right):
        return "required", None
    if place.kind == "percentage" and _AIMED.match(right):
        return "planned", None
    if text.find("要", sentence, start) >= 0 and _RESOLVED.search(text, sentence, start):
        return "planned", None
    if "仍" in own and _STILL.search(own) and not _FORECAST.search(earlier):
        return "actual", None
    if plan and found is not None:
        return found
    if earlier and (is_ruled(earlier, place.kind) or (place.kind == "money" and _RATES.search(earlier))):
        return "required", None
    if demands_of_all(text, sentence, start):
        return "required", None
    bounded = wording.endswith(("以上", "以下", "以内")) or wording.startswith(_BOUNDED)
    if bounded and earlier and _RULED.search(earlier):
        return "required", None  # 投资强度不得低于300万元，亩均税收15万元以上
    if place.kind == "money" and wording.startswith(("最高", "最多")) and _GIVEN.search(own):
        return "required", None  # 给予最高10万元奖励
    headed = by_heading(heading) if heading and (bounded or not place.past) else None
    if headed == "planned" and place.kind == "duration" and limits(own, bounded):
        return "required", None  # in a plan 工期不超过10个月 is its rule, not its aim
    if headed is not None:
        return headed, None
    if place.unfinished and not wording.startswith(_BOUNDED) and not _SOLVED.search(text, sentence, start):
        return "required" if _IN_FORCE.search(text, sentence, sentence + 160) else "planned", None
    return ("required" if wording.startswith(_BOUNDED) else "actual"), None


def _is_won(own: str, found: tuple[str, str | None], heading: str, past: bool) -> bool:
    """争取上级补助45亿元 in an account of what was done, or of a year that is over: won, not hoped for."""
    return found[0] == "planned" and "争取" in own and (past or by_heading(heading) == "actual")


@lru_cache(maxsize=512)
def by_heading(heading: str) -> str | None:
    """What the headings say, the title first; an inner heading goes before an outer one."""
    title, *inner = heading.split("\n")
    for line in reversed(inner):
        line = line.rstrip("。：:；")
        if _DONE_HEADING.search(line):
            return "actual"
        if _PLAN_HEADING.search(line):
            return "planned"
        if _RULE_HEADING.search(line):
            return "required"
    if _PLAN_TITLE.search(title) and _DONE_HEADING.search(title) is None:
        return "planned"
    return "required" if _RULE_TITLE.search(title) else None
