"""Actual, planned or required, and how firmly planned."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from corpora.lazy import lazy
from extractors.assembly.lexicons import MODALITY, alternation


class Place(Struct, frozen=True, gc=False):
    """Offsets of a figure: of its sentence, its clause, itself, and where the clause ends; its kind and unit;
    ``future``: its period begins after the publication; ``dated``: a date beside it tells when it was so; ``answer``: it
    stands in the answer to a question about rules; ``past``: that date had passed when the document was published; ``unfinished``: it ends long after.
    """

    sentence: int
    clause: int
    start: int
    end: int
    stop: int
    kind: str
    unit: str = ""
    future: bool = False
    dated: bool = False
    answer: bool = False
    past: bool = False
    unfinished: bool = False


_FUTURE = "将"
_WORDS = re.compile(alternation(MODALITY))
_OF_AN_ORGAN = re.compile("生育|单列|经济|和?自然资源|管理|[与和]?建设局|[局院厅处司科]|委员会|部门")
_REACHED = re.compile(
    r"(?<![应须要需将])(?:达到?|提高到|提高至|上升到|升至)(?:了|约|近)?(?:[\d.]+%(?:左右|以上)?[和、及])*$"
)
_IN_A_WORD = re.compile(
    "应(?:收|付|缴|交|征|退|届|急|用|对|诉|纳|聘|战|邀|有尽|保尽|接尽|检尽|收尽|种尽|享尽|贷尽|发尽|救尽|税|激|变|答|考|城|县|运而|力)"
    "|[响供反效适相对感顺呼照策理本答因]应|需(?:求|要量|水|电|氧)|[必急刚内无供军所]需"
)
"""Words with 应 or 需 that demand nothing: 应收账款, 应急响应, 需求."""
_OBJECT_MARKER = re.compile(
    r"将(?=[^，。；]{2,40}?(?:列入|纳入|移送|移交|转移|控制在|压缩|作为|由|从|提高|降低|转为|确定为|运|送|用于|分为|调整|扩大|缩短|下降|返还|公布))"
)
_NO_OBJECT = re.compile(r"将(?:于|由|从|会|达|在\d|继续)")
_AFTER_FUTURE = re.compile(
    r"将(?:于|由|从|赴|在|会|达|达到|有|超|继续|再|新|进一步|累计|分|以|从|力争|建|按|重点|全面|全部|陆续|择机|缩|增|减|投|提|举|开|启|完|实|推|设|为|不|首次|超过|突破|出现|迎|安排|严格|招|发|派|选派|组织|培训|抽|覆盖|惠及|带动|形成|提供|支持|通过|采取|逐步|保持|维持|回落|对|引进|拆|修|改|募|征|归|评|创|奖|补|向|让|使|加强|深入|抓|做|会同|督|检查|调|清|参加|承办|出台|制定)"
)
_PENALTY = re.compile(r"处(?!罚金额)(?:以)?.{0,20}(?:罚款|罚金|拘留|有期徒刑)|罚款$")
_PENALTY_PAST = re.compile(r"被|已|对其|给予|判处|作出|罚没|依法对")
_FINED = re.compile(r"对[^，。；的]{2,24}(?:公司|厂|店|药房|超市|商行|酒店|经营部|合作社)(?!的)[^，。；]{0,24}处")
"""对某某有限公司哄抬价格行为处以罚款200万元: a company with its name was fined."""
_SANCTION = re.compile(r"(?:核减|扣减|扣除|削减|取消|暂停|停发|停止|下调)[^，。；]{0,16}$")
_BREACH = re.compile(r"(?:违反|逾期|拒不|弄虚作假|不合格|未按|连续)[^。]{0,30}的|违规(?!金额|资金|问题|收|使用)")
_STANDARD = re.compile(r"标准(?:统一|分别|均|一律)?(?:为|按|是|不低于|不高于)[^，。；已]{0,30}$")
_LIMIT = re.compile(r"^\s*(?:内(?!外|地|容|部|蒙)|日内|以内)")
_DEADLINE = lazy(
    r"(?:之日|次日|届满|公布之日|收到|送达)[^，。；]{0,10}$|(?:应当?|须|必须|需|可以)(?:在|于|自)[^，。；]{0,30}$|逾期|限(?:期|时)[^，。；]{0,6}$"
)
_NEEDED = re.compile(r"[须应要]|必须|确保")
_OBLIGED = re.compile("[^必](?:须|应当|应在|应于)|必须")
_TURN = re.compile(r"(?:目前|已经?|现已)[^。]{0,40}$")
_TOGETHER = r"共(?=[计有查发办收完审受处投接安实开建为向对出抽检立破抓移征减拨募筹培转救\d]|$)"
_HAPPENED = re.compile(rf"已|(?<!终)了|{_TOGETHER}|累计|未|没有|曾|发生|死亡|仅")
_DONE = re.compile(
    rf"已|(?<!终)了|{_TOGETHER}|仅占|截至|实际(?=[完到投使新利征支发收])|累计(?!结余)|目前|上年(?!度)(?<![比较与]上年)|去年(?<![比较与]去年)|被|未(?!来)|查出|抽查了|发现(?!的)"
)
_PLANNED_ACT = re.compile(
    r"$|[\d一二三四五六七八九十百千万亿两约近]|于|在|到|用|从|今|明|年内|招|种|播|投|总投|新|建|归|募|征|评|创|收|购|租|回|供|安排|实施|开展|改|组织|引|培|生|采|完成|再|为|利用|通过|总|继续|全|每|分|向|对|发|出|举|选|录|筹|修|拆|供|推|减|脱|退"
)
_DEMAND = re.compile(r"[^，。；]{0,12}(?:不得|应当|必须|方可|视为|应及时|应立即|应尽快)")
_ALL = [
    "各地",
    "各级",
    "各单位",
    "各部门",
    "各区",
    "各县",
    "各市",
    "各有关",
    "企业",
    "当事人",
    "考生",
    "申请人",
    "用人单位",
    "学校",
    "凡",
]
_ASKED = re.compile(r"(?:^|[，；。\n])请[^，。；]{1,16}(?:[内前]|务必|尽快|及时|按)")
_DEMAND_ON_ALL = re.compile(
    "|".join(
        [
            *(rf"{one}[^，。；]{{0,12}}(?:要(?!求)|应(?![收付缴急用对])|须|必须)" for one in _ALL),
            "一律",
            "要求[：:，,]",
        ]
    )
)
_PLAN_HEADING = re.compile(
    r"草案|目标|工作安排|下一步|招生计划|预算安排|收支安排|工作计划|工作打算|今后|安排意见|总体要求|重点任务|工作部署"
)
_RULE_HEADING = re.compile(
    r"(?:工作要求|后续处[理置]|有关要求|相关要求|要求|标准|须知|资格要求|条件|规定|考试|笔试|面试|聘用|办法|方式|水平|程序|纪律|收费|缴费|费用|规则|录取|投档|加分|优待政策|优惠政策|照顾政策|资助政策|补贴政策|待遇|注意事项|罚则|(?:支持|补助|补贴|资助|奖励|扶持|适用|征集|申请|招聘|报名|参保|申报|招录)(?:对象|范围|资格)|公告期限|保证金)$"
)
_DONE_HEADING = re.compile(
    r"未|违反|问题|不严|不到位|滞后|情况|成效|(?<!考试与)(?<!考试和)(?<!考试)成绩|总结|(?<!严格)(?<!认真)(?<!切实)执行|回顾|通报|现状"
)
_LOOKING_BACK = re.compile(r"(?:近|过去|最近|前|短短|仅)$")
_RULE_TITLE = re.compile(
    r"(?:价格|标准|收费|费率|税率|限价)(?:工作)?的?(?:通知|公告|批复|通告)$|(?:办法|规定|条例|细则|章程|规程|规则|指南|须知|问答)(?:（[^）]*）)?》?$"
)
_PLAN_TITLE = re.compile(r"(?:要点|计划|方案|安排|规划)(?:》?的通知)?(?:（[^）]*）)?$")
_JUDGED = lazy(r"[\u4e00-\u9fff]某|被处以?罚款|判处|判决|被告人|作出行政处罚|处罚决定|法院")
_STILL = re.compile(r"仍(?!将|需|要|须|然?不)")
_FORECAST = re.compile(r"预计|预测|预报|未来|将")
_QUOTA = re.compile(r"(?:公开|计划|拟|定向|统一)(?:招聘|招录|招募|招收|选调|遴选)[^，。；]{0,14}$")
_RESOLVED = re.compile(r"(?:今年|明年|全年|新的一年|\d{4}年)[^，。；]{0,10}要(?!求|素|闻|点)")
_CEILING = re.compile(
    r"的?(?:排放|监管|国家|规定|法定|标准|行业|最低|最高|安全)*(?:标准|上限|下限|限值|限量|预警值|警戒线|红线|门槛|限额)"
)
_CONDITION = re.compile(
    r"[^，。；\n\d已]{0,20}的(?:[，,]|部分|按(?!照?比例))|时[，,]?(?:停止|不得|应|须|必须|可|启动|暂停|禁止)"
)
_GRANTED = re.compile(r"[^，。；对为向]{2,12}的[，,]?(?:可|再)?给予[^，。；]{0,14}$")
_CONSEQUENCE = re.compile(
    r"[^，。；\n\d已]{0,12}的[^，。；\n\d]{1,12}[，,](?:由|取消|不得|视为|处|责令|予以|给予|核减|扣减|暂停|暂不|一律|优先|可|应|须|按|依法|不予|方可|纳入)"
)
_RULES = re.compile(r"(?:[，》]|办法|条例|通知|意见|细则|文件)规定[，,]?(?!的|了|时|限|范围|要求|[^，。；]{0,12}的)")
_BY_LAW = re.compile(
    r"(?:根据|按照|依照|依据)《[^》]*(?:法|条例|规定|办法|规则|细则|规程)》(?:（[^（）]*）)?[^，。；]{0,8}，"
)
_TERMS = frozenset({"期限", "有效期", "试用期", "服务期", "服务年限", "等待期", "履行期限"})
_ON_AVERAGE = re.compile("(?:平均|普遍)[^，。；]{0,6}$")
_REFUSED = re.compile(
    "(?:行政)?(?:处罚|起诉|批准逮捕|批捕|逮捕|立案|受理|许可)(?:事项|决定|案件|的?[^，。；的]{0,6})?$"
)
_CARRIED_OUT = re.compile(r"(?<!终)了(?!解)|" + _TOGETHER + "|已|先后|查处|发现|抽查")
_RATES = re.compile("每人每[月天日年][^。]{0,40}$")
_CUT = re.compile("压缩|缩短|压减|控制|降低|减少")
_RULED = re.compile(r"须(?!知)|不得|不低于|不少于|不超过|不高于|应当|必须|须具[备有]")
_BOUNDED = ("不少于", "不低于", "不小于", "不超过", "不大于", "不高于")
_TRIGGERS = re.compile(f"[{re.escape(''.join(sorted({word[0] for word in MODALITY})))}标之次届收送应须必需可逾限]")
"""Every standard, deadline and mark of modality before a figure holds one of these characters."""
_CAME_OF_IT = re.compile(r"内[，,][^。；]{0,24}(?:[比较][^，。；]{1,8}|同比)(?:增|减|上升|下降|提高|降低)")
_SUFFERED = re.compile("^之?内[^，。；]{0,8}(?:被|已|了)")
_TURNED_OUT = re.compile(r"\s*之?内(?:[即就便又再]|陆续|先后)?有|\s*之?内[^，。；]{0,8}率")
"""三天内有9人主动说明问题, 7日内答复率: what came of it, no limit."""
_AIMED = re.compile(r"的[^，。；：\d]{0,10}(?:目标|任务)(?!已|基本|顺利|如期|全面|圆满|实现|完成|达成)")
"""全年7.5%左右的增长目标, 规定的下降25%的目标任务."""
_DEPOSIT = re.compile("的?(?:履约|投标|质量|质保)?保证金(?!额|总)|的?(?:待遇)?(?:等待期|缓冲期|宽限期|试用期)")
"""中标价10%的履约保证金, 3个月待遇等待期."""
_IN_FORCE = re.compile("免征|减征|减按|征收率|缓缴|退还比例")
"""What a rule on taxes and fees does, from a day that has passed to one that is to come."""
_BOUNDED_BELOW = ("至少", "不少于", "不低于")
_AT_LEAST = re.compile("[^，。；]{0,6}(?:至少|不少于)")
_LIMITS = ("限量", "限值", "标准", "上限", "下限", "预警值", "红线", "限额")
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
_AMOUNTING = ("达到", "达", "满", "超过", "记满", "累计")
_CASE = re.compile(
    r"(?:以上|以下|及以上|逾期|违反|未|不|超过|达到|满|低于|高于|情节|发现|造成|拒|弄虚|符合|属于|因)[^，。；]{0,24}的[，,]$"
)
_GIVEN = re.compile("补贴|补助|奖励|资助|罚款|赔偿|给予|奖补|支持|救助")
_GOALS = ("目标", "目标任务", "计划", "任务")
_CLOCK = frozenset({"分钟", "小时", "秒", "个小时", "个半小时", "时"})


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
        and own[:-1].endswith(_LIMITS)
        and own.startswith(("为", "是", "达"))
    ):
        return "actual", None  # 为标准限量的1.72倍
    if ("保证金" in right or "期" in right) and _DEPOSIT.match(right):
        return "required", None
    if place.kind == "percentage" and right.startswith("的") and _AIMED.match(right) and not _DONE.search(own):
        return "planned", None  # 要实现全年增长6.5%左右的目标
    if (
        "不得" in wording
        or _CEILING.match(right)
        or _is_ceiling(text[clause - 6 : start])
        or (marked and _STANDARD.search(own))
    ):
        return "required", None
    if (not own.endswith(_AIMS) and _is_limit(text, place, own, right, marked)) or _is_condition(text, place, own):
        return "required", None
    if marked and (found := _last_mode(own)) is not None and not _is_won(own, found, heading, place.past):
        judged = found[0] == "required" and "处" in own and _is_judged(text, sentence, start, own, wording)
        return ("actual", None) if judged else found
    if own.endswith(_GOALS) and right.startswith("的") and place.kind in ("count", "money", "measure"):
        return "planned", None  # 完成全年目标35万人的24.7%
    if place.kind == "count" and _QUOTA.search(own) and not _DONE.search(own):
        return "planned", None
    if _is_cycle(text, place, own, wording) or _is_vote(text, place, own, wording):
        return "required", None
    if _is_consequence(text, place, own):
        return "required", None
    if _is_penalty(text, place, own, right) or _is_sanction(text, place, own):
        return "required", None
    if place.answer and not place.dated and not _DONE.search(own):
        return "required", None
    if own.startswith("距") and ("剩" in own or "还有" in own):
        return "actual", None  # 距年底仅剩90余天
    if place.future:
        bound_for_all = wording.endswith(("以上", "以下")) and _demands_of_all(text, sentence, start)
        return "required" if bound_for_all else "planned", None
    earlier = text[sentence:clause]
    found = _last_mode(earlier, told=True) if earlier else None
    plan = found is not None and found[0] == "planned" and not _TURN.search(earlier)
    plan = plan and not (found is not None and _is_won(earlier, found, heading, place.past))
    done = _DONE.search(own[own.rfind("提高") + 1 :] if "由" in own else own)
    if done is not None and done[0] == "发现" and _demands_of_all(text, sentence, start):
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
    if earlier and (_is_ruled(earlier, place.kind) or (place.kind == "money" and _RATES.search(earlier))):
        return "required", None
    if _demands_of_all(text, sentence, start):
        return "required", None
    bounded = wording.endswith(("以上", "以下", "以内")) or wording.startswith(_BOUNDED)
    if bounded and earlier and _RULED.search(earlier):
        return "required", None  # 投资强度不得低于300万元，亩均税收15万元以上
    if place.kind == "money" and wording.startswith(("最高", "最多")) and _GIVEN.search(own):
        return "required", None  # 给予最高10万元奖励
    headed = by_heading(heading) if heading and (bounded or not place.past) else None
    if headed == "planned" and place.kind == "duration" and _limits(own, bounded):
        return "required", None  # in a plan 工期不超过10个月 is its rule, not its aim
    if headed is not None:
        return headed, None
    if place.unfinished and not wording.startswith(_BOUNDED):
        return "required" if _IN_FORCE.search(text, sentence, sentence + 160) else "planned", None
    return ("required" if wording.startswith(_BOUNDED) else "actual"), None


def _is_won(own: str, found: tuple[str, str | None], heading: str, past: bool) -> bool:
    """争取上级补助45亿元 in an account of what was done, or of a year that is over: won, not hoped for."""
    return found[0] == "planned" and "争取" in own and (past or by_heading(heading) == "actual")


def _is_judged(text: str, sentence: int, start: int, own: str, wording: str) -> bool:
    """Whether somebody was fined or sentenced, so that 处以 tells of it and not of the law."""
    if _JUDGED.search(text, max(0, sentence - 60), start):
        return True
    return not wording.endswith(("以上", "以下")) and _FINED.search(own) is not None


def _is_ruled(earlier: str, kind: str) -> bool:
    """办法规定，…; 根据《审计法》规定，对…进行了审计，共审计18个部门 only tells on what grounds something was done."""
    found = _RULES.search(earlier) or (_BY_LAW.search(earlier) if kind == "duration" else None)
    return found is not None and _CARRIED_OUT.search(earlier, found.end()) is None


def _demands_of_all(text: str, start: int, end: int) -> bool:
    """各地要…, 一律, 请…务必: the two patterns are one in meaning; that of 请 begins with no fixed character."""
    if _DEMAND_ON_ALL.search(text, start, end):
        return True
    return text.find("请", start, end) >= 0 and _ASKED.search(text, max(0, start - 1), end) is not None


def _limits(own: str, bounded: bool) -> bool:
    """Whether a duration in a plan is a rule (工期不超过10个月) and not what is aimed at (压缩至半天以内)."""
    return own.endswith(("期", "期限", "年限")) or (bounded and _CUT.search(own) is None)


def _is_ceiling(own: str) -> bool:
    """限量（150毫克/千克）: a bracket behind the name of a limit holds the limit."""
    return own.endswith(("（", "(")) and own[:-1].endswith(_LIMITS)


def _is_condition(text: str, place: Place, own: str) -> bool:
    """逾期30日以上未签的，视为放弃; 对开工率低于90%的县市区，由市政府约谈: who or what a rule is for."""
    end = place.end
    if place.kind != "count" and "给予" in own and _GRANTED.search(own) and not _HAPPENED.search(own):
        return True
    if not ("的" in text[end : end + 26] or text[end : end + 1] == "时"):
        return False
    if _HAPPENED.search(own.rstrip().removesuffix("累计") if text.startswith(("以上", "以下"), end - 2) else own):
        return False
    counts = (
        text[end - 2 : end] in ("以上", "以下")
        or own.endswith("连续")
        or (place.unit == "分" and own.endswith(_AMOUNTING))
    )
    if place.kind == "count" and not counts:
        return False
    return _CONDITION.match(text, end) is not None or _CONSEQUENCE.match(text, end) is not None


def _is_cycle(text: str, place: Place, own: str, wording: str) -> bool:
    """每两年调整至少一次: how often something has to be done."""
    if place.kind == "count":
        return wording.startswith(_BOUNDED_BELOW) and "每" in own
    return place.kind == "duration" and own.endswith("每") and _AT_LEAST.match(text, place.end) is not None


def _is_vote(text: str, place: Place, own: str, wording: str) -> bool:
    """占比三分之二以上的业主参与表决…同意的，可申请; 县市区按1∶1配套."""
    if place.kind != "ratio":
        return False
    if own.endswith("按"):
        return text.startswith(("配套", "的比例", "比例"), place.end)
    return wording.endswith("以上") and text.find("同意", place.end, place.end + 70) >= 0


def _is_penalty(text: str, place: Place, own: str, right: str) -> bool:
    """处2万元以上10万元以下罚款: the law, unless somebody was fined."""
    if "处" not in own and "罚款" not in own and "处" not in right and "罚款" not in right:
        return False
    if place.kind == "count" and own.endswith("的"):
        return False  # 处罚款1万元以上的22家
    if not _PENALTY.search(own[-24:] + "…" + right):
        return False
    if text.endswith(("的，", "的,"), place.sentence, place.clause):
        return True  # 情节严重的，处20万元以上50万元以下罚款
    past = _PENALTY_PAST.search(text, max(place.sentence, place.start - 60), place.start)
    return past is None and _JUDGED.search(text, max(0, place.sentence - 60), place.start) is None


def _is_consequence(text: str, place: Place, own: str) -> bool:
    """超员20%以上的，一次记12分; 发现2例及以上病例的，该班停课10天: what a rule says for a case."""
    if place.dated or not (place.kind in ("duration", "money", "percentage") or place.unit == "分"):
        return False
    if not text.endswith(("的，", "的,"), place.sentence, place.clause) or text.endswith(
        ("是的，", "目的，"), 0, place.clause
    ):
        return False
    return (
        _HAPPENED.search(own) is None
        and _DONE.search(own) is None
        and _CASE.search(text, place.sentence, place.clause) is not None
    )


def _is_sanction(text: str, place: Place, own: str) -> bool:
    """违反规定的，核减学校招生计划5%—10%: what befalls those who break the rule."""
    if place.kind not in ("percentage", "duration") or _SANCTION.search(own) is None or _HAPPENED.search(own):
        return False
    return _BREACH.search(text, place.sentence, place.start) is not None


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


def _is_limit(text: str, place: Place, own: str, right: str, marked: bool) -> bool:
    """在10日内完成, 自收到之日起60日内, 成交后5个工作日内: a time limit, unless the clause tells what has happened."""
    inside = "内" in right and _LIMIT.match(right) is not None
    if marked and (inside or "之日起" in own) and _DEADLINE.search(own):
        return True
    if not inside or place.kind != "duration" or _SUFFERED.search(right) or _TURNED_OUT.match(right):
        return False
    if own.endswith("后") and _CAME_OF_IT.match(text, place.end):
        return False  # 通告发布后一个半月内，投案人数较发布前增长近两倍
    if place.unit in _CLOCK and not (_NEEDED.search(own) or _OBLIGED.search(text, place.sentence, place.clause)):
        return False
    made_to = max(own.rfind("责成"), own.rfind("责令"))
    told = own[made_to:] if made_to >= 0 else own  # 已责成各部门在90日内整改完毕
    return not _HAPPENED.search(told + right) and not _LOOKING_BACK.search(own)


def _last_mode(own: str, *, told: bool = False) -> tuple[str, str | None] | None:
    """Modality and force of the last word of modality; ``told``: the words are those of clauses before the figure's."""
    found: tuple[str, str | None] | None = None
    for match in _WORDS.finditer(own):
        word = match[0]
        if told and word == "设计":
            continue  # 设计年产90万吨，属在建矿井，先后5次…: what a thing is made for is no plan for what follows
        if word == "努力" and own[match.start() - 1 : match.start()] == "的":
            continue  # 经过6个小时的努力，救出一名…
        if word == "拟" and match.start() and own[match.start() - 1] in "模虚草比初":
            continue
        if word in ("计划", "规划", "设计", "预算") and _OF_AN_ORGAN.match(own, match.end()):
            continue  # 卫生和计划生育委员会, 规划局
        if word == "力保" and own[match.end() : match.end() + 1] in "障护险证洁温湿":
            continue  # 运力保障
        if word[0] in "应需" and _IN_A_WORD.search(own, max(0, match.start() - 1), match.start() + 3):
            continue
        if word.endswith(("比例", "标准", "限额", "政策范围内")) and _REACHED.search(own):
            continue  # 报销比例分别达到83.2%
        if word == _FUTURE and not _is_future(own, match.start()):
            continue
        if word in ("计划", "规划", "目标", "预算", "设计") and not _is_plan(own, match.start(), match.end(), word):
            continue
        if word == "招生计划" and _SANCTION.search(own, 0, match.start()):
            continue
        if word == "预报" and own[match.end() : match.end() + 1] not in "，,：:":
            continue
        if word == "不予" and _REFUSED.match(own, match.end()):
            continue  # 不予处罚513件, 不予批准逮捕12人
        if word in _TERMS and _ON_AVERAGE.search(own, 0, match.start()):
            continue  # 平均领取期限7.6个月
        if word == "限额" and own.startswith(("以上", "以下"), match.end()):
            continue  # 限额以上单位
        if word in ("不予", "不得", "应当", "必须") and "的" in own[match.end() :] and "，" in own[match.end() :]:
            continue
        modality, force = MODALITY[word]
        found = modality, force or None
    return found


def _is_future(own: str, place: int) -> bool:
    """将 as the mark of the future and not of the object (将…列入, 将其)."""
    rest = own[place:]
    if own[place - 1 : place] == "现" and place:
        return False
    if own[place - 1 : place] in ("即", "必", "可", "仍", "还", "也", "都", "均", "预", "共") and place:
        return True
    if rest in ("将", "将近") or rest.startswith(("将至", "将军", "将近")):
        return False
    if _OBJECT_MARKER.match(rest) and not _NO_OBJECT.match(rest):
        return False
    return bool(_AFTER_FUTURE.match(rest))


def _is_plan(own: str, start: int, end: int, word: str) -> bool:
    """计划 as a verb before what is planned, not as a noun (完成年度计划的60%, 发展规划, 目标任务已完成)."""
    after = own[end : end + 6]
    before = own[max(0, start - 8) : start]
    if word == "设计":
        return after.startswith(("年", "产能", "生产", "能力")) and not after.startswith("年度")
    if (
        "完成" in before
        or "占" in before
        or before.endswith(("年度", "发展", "专项", "落实", "列入", "《", "五年", "本", "该"))
    ):
        return word == "计划" and bool(re.match(r"(?:投资|招生|招聘|总投资|新建|安排|用)", after))
    if word == "目标":
        return after.startswith(("为", "是", "到", "：", "达"))
    if word == "预算":
        return after.startswith(("安排", "金额", "总额", "草案")) and "执行" not in own[end:]
    return bool(_PLANNED_ACT.match(after))
