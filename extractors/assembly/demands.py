"""What makes a figure a rule without such a word: limits, conditions, penalties, demands on all."""

from __future__ import annotations

import re

from msgspec import Struct

from corpora.lazy import lazy
from extractors.assembly.mode_words import SANCTION

_PENALTY = re.compile(r"处(?!罚金额)(?:以)?.{0,20}(?:罚款|罚金|拘留|有期徒刑)|罚款$")
_PENALTY_PAST = re.compile(r"被|已|对其|给予|判处|作出|罚没|依法对")
_FINED = re.compile(r"对[^，。；的]{2,24}(?:公司|厂|店|药房|超市|商行|酒店|经营部|合作社)(?!的)[^，。；]{0,24}处")
"""对某某有限公司哄抬价格行为处以罚款200万元: a company with its name was fined."""
_BREACH = re.compile(r"(?:违反|逾期|拒不|弄虚作假|不合格|未按|连续)[^。]{0,30}的|违规(?!金额|资金|问题|收|使用)")
_LIMIT = re.compile(r"^\s*(?:内(?!外|地|容|部|蒙)|日内|以内)")
_DEADLINE = lazy(
    r"(?:之日|次日|届满|公布之日|收到|送达)[^，。；]{0,10}$|(?:应当?|须|必须|需|可以)(?:在|于|自)[^，。；]{0,30}$|逾期|限(?:期|时)[^，。；]{0,6}$"
)
_NEEDED = re.compile(r"[须应要]|必须|确保")
_OBLIGED = re.compile("[^必](?:须|应当|应在|应于)|必须")
TOGETHER = r"共(?=[计有查发办收完审受处投接安实开建为向对出抽检立破抓移征减拨募筹培转救\d]|$)"
_HAPPENED = re.compile(rf"已|(?<!终)了|{TOGETHER}|累计|未|没有|曾|发生|死亡|仅")
DONE = re.compile(
    rf"已|(?<!终)了|{TOGETHER}|仅占|截至|实际(?=[完到投使新利征支发收])|累计(?!结余)|目前|上年(?!度)(?<![比较与]上年)|去年(?<![比较与]去年)|被|未(?!来)|查出|抽查了|发现(?!的)"
)
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
            *(rf"{one}[^，。；]{{0,12}}(?:要(?!求)|应(?![收付缴急用对]|.尽)|须|必须)" for one in _ALL),
            "一律",
            "要求[：:，,]",
        ]
    )
)
_LOOKING_BACK = re.compile(r"(?:近|过去的?|最近|前|短短|仅)$")
_JUDGED = lazy(r"[\u4e00-\u9fff]某|被处以?罚款|判处|判决|被告人|作出行政处罚|处罚决定|法院")
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
_CARRIED_OUT = re.compile(r"(?<!终)了(?!解)|" + TOGETHER + "|已|先后|查处|发现|抽查")
_CUT = re.compile("压缩|缩短|压减|控制|降低|减少")
_CAME_OF_IT = re.compile(r"内[，,][^。；]{0,24}(?:[比较][^，。；]{1,8}|同比)(?:增|减|上升|下降|提高|降低)")
_SUFFERED = re.compile("^之?内[^，。；]{0,8}(?:被|已|了)")
_TURNED_OUT = re.compile(r"\s*之?内(?:[即就便又再]|陆续|先后)?有|\s*之?内[^，。；]{0,8}率")
"""三天内有9人主动说明问题, 7日内答复率: what came of it, no limit."""
_BOUNDED_BELOW = ("至少", "不少于", "不低于")
_AT_LEAST = re.compile("[^，。；]{0,6}(?:至少|不少于)")
LIMITS = ("限量", "限值", "标准", "上限", "下限", "预警值", "红线", "限额")
_AMOUNTING = ("达到", "达", "满", "超过", "记满", "累计")
_CASE = re.compile(
    r"(?:以上|以下|及以上|逾期|违反|未|不|超过|达到|满|低于|高于|情节|发现|造成|拒|弄虚|符合|属于|因)[^，。；]{0,24}的[，,]$"
)
_CLOCK = frozenset({"分钟", "小时", "秒", "个小时", "个半小时", "时"})


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


def is_judged(text: str, sentence: int, start: int, own: str, wording: str) -> bool:
    """Whether somebody was fined or sentenced, so that 处以 tells of it and not of the law."""
    if _JUDGED.search(text, max(0, sentence - 60), start):
        return True
    return not wording.endswith(("以上", "以下")) and _FINED.search(own) is not None


def is_ruled(earlier: str, kind: str) -> bool:
    """办法规定，…; 根据《审计法》规定，对…进行了审计，共审计18个部门 only tells on what grounds something was done."""
    found = _RULES.search(earlier) or (_BY_LAW.search(earlier) if kind == "duration" else None)
    return found is not None and _CARRIED_OUT.search(earlier, found.end()) is None


def demands_of_all(text: str, start: int, end: int) -> bool:
    """各地要…, 一律, 请…务必: the two patterns are one in meaning; that of 请 begins with no fixed character."""
    if _DEMAND_ON_ALL.search(text, start, end):
        return True
    return text.find("请", start, end) >= 0 and _ASKED.search(text, max(0, start - 1), end) is not None


def limits(own: str, bounded: bool) -> bool:
    """Whether a duration in a plan is a rule (工期不超过10个月) and not what is aimed at (压缩至半天以内)."""
    return own.endswith(("期", "期限", "年限")) or (bounded and _CUT.search(own) is None)


def is_ceiling(own: str) -> bool:
    """限量（150毫克/千克）: a bracket behind the name of a limit holds the limit."""
    return own.endswith(("（", "(")) and own[:-1].endswith(LIMITS)


def is_condition(text: str, place: Place, own: str) -> bool:
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


def is_cycle(text: str, place: Place, own: str, wording: str) -> bool:
    """每两年调整至少一次: how often something has to be done."""
    if place.kind == "count":
        return wording.startswith(_BOUNDED_BELOW) and "每" in own
    return place.kind == "duration" and own.endswith("每") and _AT_LEAST.match(text, place.end) is not None


def is_vote(text: str, place: Place, own: str, wording: str) -> bool:
    """占比三分之二以上的业主参与表决…同意的，可申请; 县市区按1∶1配套."""
    if place.kind != "ratio":
        return False
    if own.endswith("按"):
        return text.startswith(("配套", "的比例", "比例"), place.end)
    return wording.endswith("以上") and text.find("同意", place.end, place.end + 70) >= 0


def is_penalty(text: str, place: Place, own: str, right: str) -> bool:
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


def is_consequence(text: str, place: Place, own: str) -> bool:
    """超员20%以上的，一次记12分; 发现2例及以上病例的，该班停课10天: what a rule says for a case."""
    if place.dated or not (place.kind in ("duration", "money", "percentage") or place.unit == "分"):
        return False
    if not text.endswith(("的，", "的,"), place.sentence, place.clause) or text.endswith(
        ("是的，", "目的，"), 0, place.clause
    ):
        return False
    return (
        _HAPPENED.search(own) is None
        and DONE.search(own) is None
        and _CASE.search(text, place.sentence, place.clause) is not None
    )


def is_sanction(text: str, place: Place, own: str) -> bool:
    """违反规定的，核减学校招生计划5%—10%: what befalls those who break the rule."""
    if place.kind not in ("percentage", "duration") or SANCTION.search(own) is None or _HAPPENED.search(own):
        return False
    return _BREACH.search(text, place.sentence, place.start) is not None


def is_limit(text: str, place: Place, own: str, right: str, marked: bool) -> bool:
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
