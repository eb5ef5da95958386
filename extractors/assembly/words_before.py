"""Subject, governing verb and object before a figure, over words and their part-of-speech tags."""

from __future__ import annotations

import re

from msgspec import Struct

from extractors.assembly.lexicons import (
    ACTS,
    ATTRIBUTE_NOUNS,
    HEADS,
    KEPT,
    LEAD,
    NAME_HEADS,
    NAMING_VERBS,
    NOMINAL_VERBS,
    OCCURRENCES,
    TAIL,
    VERBS,
)
from extractors.assembly.nouns_behind import ACTING, JOIN, LOCAL, NEGATIONS
from extractors.assembly.words import Words

_PREPOSITIONS = frozenset("按由对在从向以为与于据把将给经自") | {
    "按照",
    "对于",
    "由于",
    "根据",
    "通过",
    "围绕",
    "为了",
    "经过",
}
_BOUND_NOUNS = frozenset("点站组队所室厅厂店库线网车船艇机员者证卡款费量额率权")
"""Nouns of one character that the word before them always belongs to."""
_SETTING_UP = frozenset(
    {
        "新增",
        "新设",
        "增设",
        "设立",
        "设置",
        "建成",
        "新建",
        "增加",
        "减少",
        "建设",
        "开设",
        "派出",
        "成立",
        "组建",
        "招募",
    }
)
_TRAILING_TAGS = frozenset({"ul", "uz", "ug", "d", "zg"})
_OUTER_TAGS = frozenset({"ul", "c", "x", "d", "p"})
_ASPECTS = frozenset({"了", "过", "出", "着", "有", "到", "回"})
_AFTER_DATE = frozenset({"当月", "当日", "起", "的", "间", "，", "以来", "期间", "末", "底"})
_LIGHT = frozenset({"完成", "实施", "开展", "进行", "推进", "启动", "组织", "承担"})
_OFFERING = frozenset({"发放", "拨付", "领取", "享受", "申领", "下拨", "办理", "提供", "受理", "接受", "申请", "申办"})
_CAUSING = frozenset(
    {"督促", "责令", "推动", "促进", "指导", "帮助", "协助", "引导", "推进", "公开", "集中", "联合", "统一"}
)
_RUNNING = frozenset({"连续", "过去", "最近", "历时"})
_TIMES = frozenset("年月日季度期间今昨周末底时天")
_CIRCUMSTANTIAL = frozenset({"按", "按照", "由", "以", "从", "于", "被", "自", "对"})
_GOVERNING = ACTS - NOMINAL_VERBS
_AGENTS = (
    *("部门", "单位", "机构", "企业", "公司", "集团", "机关", "银行", "学校", "医院", "政府", "法院", "检察院", "中心"),
    *("委员会", "协会", "农户", "群众", "队伍", "各地", "全国", "全省", "全市", "全县", "全区", "民警", "干警", "工厂"),
)
"""What acts, so that the verb behind it is a predicate and no part of a name (企业生产汽车, but 棚户区改造资金)."""
_FOR_WHOM = frozenset("为给向对将把")
_EVERYWHERE = frozenset({"全国", "全省", "全市", "全县", "全区", "我国", "我省", "我市", "各地", "全州", "全系统"})
_HAVING = frozenset({"共有", "现有", "共", "有", "已有", "拥有", "共计", "累计", "设有", "共设", "现共有"})
_ACCOUNTS = frozenset({"资产", "负债", "权益", "收入", "支出"})
_ALTERNATIVES = frozenset("省市县区州旗镇乡村、街道办事处科股")
_TRADE = frozenset({"进出口", "出口", "进口", "投资", "贸易", "援助", "直接投资"})
"""我国|对共建“一带一路”国家进出口: what is done with others is named with them."""
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")


class Before(Struct, frozen=True, gc=False):
    """The words before a figure taken apart; each part may be empty. ``bare`` where 的 stands right before it."""

    subject: str
    verb: str
    object: str
    attribute: bool = False


NOTHING_BEFORE = Before("", "", "")


def before(words: Words, first: int, word: int) -> Before:
    """Subject, governing verb and object in words ``[first, word)`` before a figure."""
    if word <= first:
        return NOTHING_BEFORE
    texts, tags = words.texts, words.tags
    attribute = texts[word - 1] == "的"
    last = word
    while last > first and (
        texts[last - 1] in TAIL
        or (tags[last - 1] in _TRAILING_TAGS and texts[last - 1] not in ACTS and texts[last - 1] not in HEADS)
    ):
        last -= 1
        if texts[last] == "达" and last > first and texts[last - 1] in ("高", "长", "多", "低", "深", "重"):
            last -= 1
    while last - 2 >= first and tags[last - 1] == "mention" and texts[last - 2] in _RUNNING:
        last -= 2  # 满意度连续三年
    first = _skip_lead(words, first, last)
    if first + 2 < last and texts[first] in _EVERYWHERE and texts[first + 1] in _HAVING:
        first += 2  # 全国共有普通高中
    if first >= last:
        return Before("", "", "", attribute)
    verb_at = _governor(words, first, last)
    if verb_at is None and last < word and texts[last] == "了" and len(texts[last - 1]) > 1:
        return Before(_phrase(words, first, last - 1), texts[last - 1], "", attribute)  # 规定了564种农药
    if verb_at is None:
        if last < word and texts[last] in ("合计", "总计") and texts[last - 1] in _ACCOUNTS:
            return Before("", "", _phrase(words, first, last) + texts[last], attribute)  # 负债合计, a line of a balance
        return Before("", "", _phrase(words, first, last), attribute)
    verb_end = verb_at + 1
    verb = texts[verb_at]
    while verb_end < last and texts[verb_end] in _ASPECTS:
        verb += texts[verb_end] if texts[verb_end] in "出回" else ""
        verb_end += 1
    if (
        verb_end + 2 < last
        and texts[verb_end] in ("或", "和", "并", "及")
        and (texts[verb_end + 1] in _GOVERNING or texts[verb_end + 1] in KEPT)
    ) and not _in_name(words, verb_end + 1, last):
        verb += texts[verb_end] + texts[verb_end + 1]  # 追回或归还|资金
        verb_end += 2
    lead = verb_at
    while lead > first and texts[lead - 1] in ACTS and tags[lead - 1] != "mention":
        lead -= 1
        verb = texts[lead] + verb
    if lead > first and texts[lead - 1] in NEGATIONS:
        lead -= 1
        verb = texts[lead] + verb  # 不批准逮捕67人
    if lead > first + 1 and texts[lead - 1] == "、" and texts[lead - 2] in ACTS:
        verb = texts[lead - 2] + "、" + verb
        lead -= 2
    subject, thing = _phrase(words, first, lead), _phrase(words, verb_end, last)
    if lead == first + 1 and subject and (tags[first] in ("a", "ad", "v", "vd", "d") or subject == "先行"):
        subject, verb = "", subject + verb  # 紧急转移, 监督立案
    if verb_end == last - 1 and tags[verb_end] == "v" and thing and texts[verb_end] not in NOMINAL_VERBS:
        verb, thing = verb + thing, ""  # 查封扣押
    return Before(subject, verb, thing, attribute)


def _skip_lead(words: Words, first: int, last: int) -> int:
    """Past connectives, numbering, and whatever stands before the last date."""
    texts, tags = words.texts, words.tags
    if "mention" not in tags[first:last]:
        return _past(words, first, last)
    first = _past(words, first, last)
    for place in range(last - 1, first - 1, -1):
        if tags[place] == "mention" and is_time(texts[place]):
            if place + 1 < last:
                first = place + 1
                while first < last and texts[first] in _AFTER_DATE:
                    first += 1
            break
    return _past(words, first, last)


def _past(words: Words, first: int, last: int) -> int:
    texts, tags = words.texts, words.tags
    while first < last and (
        (text := texts[first]) in LEAD
        or (text == "基本" and first + 1 < last and tags[first + 1][0] == "v")
        or (
            tags[first] in ("c", "d", "y")
            and text not in ACTS
            and text not in NEGATIONS
            and text not in HEADS
            and text[-1] != "者"  # 所有者权益
        )
    ):
        first += 1
    return first


def is_time(text: str) -> bool:
    """Whether a mention reads like a date."""
    return not _TIMES.isdisjoint(text)


def _governor(words: Words, first: int, last: int) -> int | None:
    """The verb that governs the noun before the figure: the last verb of an act that no 的 makes an attribute."""
    texts, tags = words.texts, words.tags
    own = texts[first:last]
    if "了" not in own and _GOVERNING.isdisjoint(own):
        return _plain_verb(words, first, last)
    found = None
    for place in range(first, last):
        known = texts[place] in _GOVERNING
        aspect = tags[place] == "v" and place + 1 < last and texts[place + 1] == "了"
        if (known or aspect) and not _attribute(words, place, last):
            if (
                tags[place] == "vn"
                and place > first
                and ((place + 1 < last and found is not None) or (tags[place - 1][0] == "n" and place + 1 == last))
            ):
                continue
            light = found is not None and (texts[found] in _LIGHT or (texts[found] in _OFFERING and known))
            if light and place + 1 == last and tags[place - 1][0] in "nvjbl":
                continue  # 完成家庭无障碍改造, 办理遗嘱公证
            if found == place - 1 and place + 1 < last and tags[place + 1][0] in "nj" and texts[found] not in _CAUSING:
                continue  # 设立收购网点: the second verb is an attribute of the noun
            if found is not None and place + 2 == last and tags[place - 1][0] in "nj" and tags[place + 1][0] in "nj":
                continue  # 开工老旧小区改造项目
            found = place
    return found if found is not None else _plain_verb(words, first, last)


def _plain_verb(words: Words, first: int, last: int) -> int | None:
    """A verb that no table knows, between a subject and a noun (某某操办婚宴)."""
    texts, tags = words.texts, words.tags
    if "v" not in tags[first:last]:
        return None
    for place in range(last - 2, first, -1):
        if (
            tags[place] == "v"
            and len(texts[place]) > 1
            and texts[place] not in NOMINAL_VERBS
            and texts[place] not in VERBS
        ):
            if place + 2 == last and (texts[place + 1] in NAME_HEADS or texts[place + 1] in ATTRIBUTE_NOUNS):
                continue  # 服务区充电设施
            nominal = all(tags[ahead][0] in "nbjlr" for ahead in range(place + 1, last))
            named = tags[place - 1] == "mention" and not is_time(texts[place - 1])
            subject = named or (sum(map(len, texts[first:place])) > 2 and tags[place - 1][0] in "nrjd")
            return place if nominal and subject and not _attribute(words, place, last) else None
    return None


def _attribute(words: Words, place: int, last: int) -> bool:
    """Whether the verb belongs to an attribute: 审结的, 资助项目, 确诊病例, 发病率."""
    texts, tags = words.texts, words.tags
    if place + 1 >= last:
        return False
    following = texts[place + 1]
    if place + 2 == last and following in _BOUND_NOUNS and len(texts[place]) > 1 and texts[place] not in _SETTING_UP:
        return True  # 交易|点, 追捕|组
    if place > 1 and texts[place - 1] == "被":
        return texts[place - 2] in _GOVERNING and tags[last - 1][0] == "n"  # 收回被截留|资金
    if texts[place - 1] in ("或", "和", "及", "、") and place > 2 and texts[place - 3] == "被":
        return True  # 收回被挪用和骗取|资金
    if texts[place] in _LIGHT or texts[place] == "举办":
        return any(texts[ahead] == "的" for ahead in range(place + 1, last - 1))
    if following == "单位" and texts[place] in ("检查", "抽查", "走访", "督导", "约谈", "通报"):
        return False
    if following in ATTRIBUTE_NOUNS or following.endswith("率") or _in_name(words, place, last):
        return True
    if texts[place] in OCCURRENCES and tags[place + 1][0] in "nj" and place + 2 >= last:
        return True
    for ahead in range(place + 1, last):
        if texts[ahead] == "的":
            return ahead + 1 < last
        if tags[ahead] == "mention":
            return False
    return False


def _in_name(words: Words, place: int, last: int) -> bool:
    """Whether the verb is inside a name: a noun that does not act before it, behind it (and behind further verbs) a
    noun that is no object (商标质押|融资|登记金额, 生态|修复|费用, 燃气|生产|和供应业).
    """
    texts, tags = words.texts, words.tags
    if place == 0 or not (tags[place - 1][0] in "njbl" or tags[place - 1] in ("vn", "v")):
        return False
    if texts[place - 1].endswith(_AGENTS) or texts[place - 1] in ACTING:
        return False
    if texts[place] not in NAMING_VERBS or not _FOR_WHOM.isdisjoint(texts[max(0, place - 4) : place]):
        return False
    ahead = place + 1
    while ahead < last and (tags[ahead] in ("v", "vn") or (texts[ahead] in JOIN and ahead > place)):
        if texts[ahead] in ATTRIBUTE_NOUNS:
            return True
        ahead += 1
    if ahead == last:
        return ahead > place + 1 and texts[last - 1] in NOMINAL_VERBS
    return texts[ahead] in ATTRIBUTE_NOUNS or texts[ahead] in NAME_HEADS


def _phrase(words: Words, first: int, last: int) -> str:
    texts, tags = words.texts, words.tags
    while first < last and (
        texts[first] in LEAD
        or (tags[first] in ("c", "d", "ul", "uj") and texts[first] not in NEGATIONS)
        or texts[first] in ("后", "时", "预计", "其中", "前")
    ):
        first += 1
    while last > first and (
        texts[last - 1] in TAIL or (tags[last - 1] in _OUTER_TAGS and texts[last - 1] not in "”》）")
    ):
        last -= 1
    if first >= last:
        return ""
    if "等" in texts[first:last]:
        first = _past_list(words, first, last)
    while first + 2 < last and tags[first] == "mention" and texts[first + 1] == "、" and tags[first + 2] == "mention":
        first += 2  # 移送市纪委、市公安局问题线索
    while (
        first < last
        and tags[first] == "mention"
        and (is_time(texts[first]) or first + 1 == last or texts[first + 1] not in ("的", "、"))
    ):
        first += 1
        while first < last and texts[first] in LEAD:
            first += 1
    if "（" not in texts[first:last]:
        first = _past_copula(texts, first, last)
    if last - first > 1 and texts[first] == "对" and texts[last - 1] not in NOMINAL_VERBS:
        first += 1  # 对骨干成员李某等6人, but 对东盟出口
    while last - first > 1 and tags[last - 1] == "mention" and texts[last - 1][-1] in "日月时":
        last -= 1  # 太湖水位7月8日|涨至
    first, last = _without_prepositions(words, first, last)
    if "的" in texts[first:last]:
        first = _without_clause(words, first, last)
    phrase = "".join(texts[first:last])
    if "（" in phrase or "(" in phrase:
        return _BRACKETED.sub(_alternative, phrase) or phrase
    return phrase


def _alternative(bracket: re.Match[str]) -> str:
    """What stays of a bracket in a name: 县（市、区） is one noun, 预算（万元） is not."""
    return bracket[0] if _ALTERNATIVES.issuperset(bracket[0][1:-1]) else ""


def _past_copula(texts: list[str], first: int, last: int) -> int:
    """较多的病种为艾滋病 → 艾滋病."""
    for place in range(last - 2, first, -1):
        if texts[place] in ("为", "是") and texts[place - 1][-1] not in "分作成认称" and texts[place + 1][0] != "每":
            return place + 1
    return first


def _past_list(words: Words, first: int, last: int) -> int:
    """甲、乙等单位 → 单位."""
    texts, tags = words.texts, words.tags
    for place in range(last - 2, first, -1):
        if texts[place] == "等" and tags[place + 1][0] in "nvr" and "、" in texts[first:place]:
            first = place + 1
            while first < last - 1 and texts[first] in LEAD:
                first += 1
            break
    return first


def _without_prepositions(words: Words, first: int, last: int) -> tuple[int, int]:
    """认定标准按最低生活保障标准 → 认定标准; 从废墟中 → nothing; 对东盟出口 stays."""
    texts, tags = words.texts, words.tags
    if first < last and texts[first] in _PREPOSITIONS and texts[first] != "对" and tags[first] in ("p", "d"):
        for place in range(first + 1, last):
            if texts[place] in LOCAL or texts[place] == "，":
                return place + 1, last
        if texts[first] in ("为", "给", "向") and last - first > 2 and texts[last - 1][:2] in ACTS:
            return last - 1, last  # 为群众挽回损失, the predicate in one word
        if texts[first] in ("给", "向") and last - first == 3 and tags[last - 1] in ("n", "vn"):
            return last - 1, last  # 向江苏供水
        if texts[first] in ("以", "由", "通过", "经过"):
            return first + 1, last
        return (first, last) if texts[first] == "在" else (last, last)
    if _CIRCUMSTANTIAL.isdisjoint(texts[first:last]):
        return first, last
    for place in range(first + 1, last):
        if texts[place] in _CIRCUMSTANTIAL and tags[place] in ("p", "d", "c") and texts[place - 1] not in ("、", "和"):
            owned = next((at for at in range(last - 2, place, -1) if texts[at] == "的"), None)
            if owned is not None and tags[owned + 1][0] in "nvbj":
                return owned + 1, last  # 各级财政对新农合的补助标准
            if texts[place] == "对" and texts[last - 1] in _TRADE:
                return (place if first + 1 == place and texts[first] in _EVERYWHERE else first), last
            return first, place
    return first, last


def _without_clause(words: Words, first: int, last: int) -> int:
    """反映货币供应量指标的广义货币余额 → 广义货币余额: an attribute clause with a verb goes where enough is left."""
    texts, tags = words.texts, words.tags
    for place in range(last - 1, first, -1):
        if texts[place] == "的":
            rest = sum(map(len, texts[place + 1 : last]))
            verbal = any(tags[i] == "v" and texts[i] not in NOMINAL_VERBS for i in range(first, place))
            long = sum(map(len, texts[first:last])) > 14
            return place + 1 if verbal and long and rest >= 4 else first
    return first
