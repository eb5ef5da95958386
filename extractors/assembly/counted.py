"""What stands on both sides of a figure: the parts before it and the noun behind it that it counts."""

from __future__ import annotations

from msgspec import Struct

from corpora.lazy import lazy
from extractors.assembly.cleaning import noun_between
from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import ACTS, NAMING_VERBS, NOMINAL_VERBS, has_head
from extractors.assembly.nouns_behind import OFFICES, after
from extractors.assembly.predicates import predicate
from extractors.assembly.words import Words
from extractors.assembly.words_before import NOTHING_BEFORE, Before, before

PEOPLE = frozenset({"人", "名", "人次", "位"})
_ATTRIBUTIVE = frozenset(
    {"定点", "农村", "重点", "热点", "试点", "城市", "国家", "市场", "企业", "社区", "县区", "单位"}
)
"""Nouns that stand before another noun more often than alone: 110万农村贫困人口, 3个重点专项."""
_AT_A_RATE = ("的标准", "的价格", "的比例给予")
PERSONS_SUFFIX = "人数"
_DOINGS = frozenset({"作业", "工作", "施工", "值班", "训练", "学习", "培训", "值守"})
"""Nouns for what people do: 64人作业 counts who does it."""
MEASURES = ("率", "比", "比例", "比重", "度", "量", "额", "值", "价格", "指数", "水平", "标准")
DIVISIONS = frozenset("省市县区州盟旗镇乡村")
_VALUED = frozenset({"价值", "总价值", "货值", "总货值", "案值", "总案值", "金额", "总额"})
_SUMS = ("收入", "支出", "资金", "费用", "产值", "利润", "税款", "款项")
CASE_UNITS = frozenset({"起", "宗", "例"})
_CASES = ("案", "案件", "事故", "事件", "火灾", "纠纷", "疫情", "险情", "爆炸", "病例")
_NOT_IN_CASE = frozenset("，。；：、的（）()\n") | {"导致", "造成", "引发", "由", "因", "经", "被", "是", "为"}
_WRONGLY = frozenset(
    {"违规", "违法", "擅自", "超范围", "超标准", "无依据", "无预算", "多次", "未", "虚报", "套取", "挪用"}
)
_SORTS = frozenset({"种", "类", "款", "套", "颗", "枚", "支", "座", "辆", "架", "艘", "幅", "首", "部"})
SURVEYS = frozenset(
    {
        "监测",
        "检查",
        "抽查",
        "调查",
        "走访",
        "排查",
        "检测",
        "审计",
        "督查",
        "调研",
        "统计",
        "抽检",
        "检验",
        "抽样",
        "巡查",
        "拉网式排查",
    }
)
_THINGS = frozenset({"家", "名", "个", "人", "位", "户", "所", "座", "支", "万", "余"})
_GIVING = frozenset(
    {"为", "对", "向", "给", "将", "把", "全市", "全省", "全县", "全区", "全州", "全国", "我市", "我省", "下列", "以下"}
)
_NO_NOUN = lazy(
    r"(?:之?内|以内|[前后](?![\u4e00-\u9fff]?[年期]|[勤备台续方卫进代盾排端沿列任科]))|(?:调整|提高|降低|上升|下降|增加|减少|增至|升至|降至|提升|下调|上调|扩大|缩短)(?:为|至|到|了)?"
)
_NO_NOUN_FIRST = frozenset("之内以前后调提降上下增减升扩缩")


class Sides(Struct, frozen=True, gc=False):
    """What stands on both sides of a figure, read once: the parts before, the noun phrase behind, the text behind.

    ``verbal``: the word before the figure is a verb that no noun is. ``happened``: what is told behind of the people,
    households or cases that the figure counts.
    """

    parts: Before
    behind: str
    right: str
    unit: str
    last: str
    verbal: bool
    happened: str


def sides_of(words: Words, text: str, draft: Draft) -> Sides:
    """What stands on both sides of the figure of a draft, read from its own words."""
    figure = draft.figure
    parts = before(words, figure.left, figure.word)
    last = words.texts[figure.word - 1] if figure.word > figure.left else ""
    right = text[figure.end : figure.end + 8]
    if draft.mention.kind == "duration" and text.endswith("日起", figure.clause.start, figure.start):
        parts = _since_a_day(words, text, draft)
    behind = _behind(words, draft, right, lenient=parts.attribute or last in _GIVING)
    verbal = bool(last) and words.tags[figure.word - 1] == "v" and last not in NOMINAL_VERBS
    return Sides(parts, behind, right, draft.unit, last, verbal, _happened(words, draft))


def _since_a_day(words: Words, text: str, draft: Draft) -> Before:
    """观察期限从出院之日起|不少于14天: what begins on the day, nothing where only the day stands before the figure."""
    figure = draft.figure
    for opening in ("从", "自"):
        place = text.rfind(opening, figure.clause.start, figure.start)
        if place > figure.clause.start and (name := noun_between(words, figure.clause.start, place)):
            return Before("", "", name)
    return NOTHING_BEFORE


def _behind(words: Words, draft: Draft, right: str, *, lenient: bool) -> str:
    """The noun phrase behind a figure, as far as it is what the figure counts; ``right``: the text behind."""
    figure = draft.figure
    behind = "" if no_noun(right) else after(words, figure.next, figure.right, lenient)
    if right.startswith(_AT_A_RATE) and (given := _given(words, figure.next, figure.right)):
        behind = given + "价格" if right.startswith("的价格") and not given.endswith("价格") else given
    if not behind and right.startswith(("罚款", "罚金")):
        behind = right[:2]
    if not behind and draft.unit in _SORTS:
        behind = after(words, figure.next, figure.right, lenient=True)  # 12种|成像模式
    if draft.unit in _THINGS and len(behind) > 2:
        behind = _counted(words, figure.next, behind)
    if draft.unit in _THINGS or draft.unit == "户":
        behind = _described(words, figure.next, figure.right, behind) or behind
    behind = _beyond(words, draft, behind) or behind
    if draft.unit in CASE_UNITS:
        behind = _case(words, figure.next, figure.right, behind) or behind
    if draft.unit in PEOPLE and behind:
        behind += _of_people(words, figure.next, figure.right, behind)
    return behind


def _case(words: Words, first: int, last: int, behind: str) -> str:
    """一起|煤与瓦斯突出较大事故, 一起|跨省倾倒危险废物案: all up to the word for a case or an accident."""
    texts, tags, end = words.texts, words.tags, first
    for place in range(first, min(first + 12, last)):
        text = texts[place]
        if tags[place] == "mention" or text in _NOT_IN_CASE:
            break
        if text.endswith(_CASES):
            end = place + 1
    whole = "".join(texts[first:end])
    return whole if len(whole) > len(behind) and whole.startswith(behind) else ""


def _happened(words: Words, draft: Draft) -> str:
    """2人受伤, 300户受灾: what happened to them; 1例在医院 only tells where they are."""
    figure = draft.figure
    if draft.unit == "例" and figure.next < figure.right and words.texts[figure.next] == "在":
        return ""
    told = draft.unit in PEOPLE or draft.unit in ("户", "例")
    return predicate(words, figure.next, figure.right) if told else ""


def _beyond(words: Words, draft: Draft, behind: str) -> str:
    """10台单机容量5000千瓦的风电机组: the noun behind the figure that describes it."""
    place = draft.figure.right
    if draft.mention.kind not in ("count", "measure") or place + 2 >= len(words) or words.tags[place] != "mention":
        return ""
    between = "".join(words.texts[draft.figure.next : place]).lstrip("、")
    if between in _VALUED:
        return after(words, place + 1, min(place + 10, len(words)))  # 21.58万吨、价值84.45亿美元|货物
    if words.texts[place + 1] != "的" or (behind and has_head(behind) and not behind.endswith(MEASURES)):
        return ""
    noun = after(words, place + 1, min(place + 10, len(words))) if draft.mention.kind == "count" else ""
    return noun if noun and has_head(noun) else ""


def _of_people(words: Words, first: int, last: int, behind: str) -> str:
    """What completes a noun that people are not: 6人伤势|较重, 83人作业|人数."""
    size, place = 0, first
    while place < last and size < len(behind):
        size += len(words.texts[place])
        place += 1
    if size != len(behind) or len(behind) > 6:
        return ""
    rest = place
    while rest < last and words.tags[rest] in ("d", "zg"):
        rest += 1
    if rest < last and words.tags[rest] in ("a", "an") and not has_head(behind):
        return "".join(words.texts[place : rest + 1])
    single = place == first + 1 and words.tags[first] in ("v", "vn")
    return PERSONS_SUFFIX if single and (not has_head(behind) or behind in _DOINGS) else ""


def _given(words: Words, first: int, last: int) -> str:
    """按每人8000元的标准发放抚慰金: what is given at the rate."""
    for place in range(first + 2, min(first + 6, last)):
        if words.tags[place][0] == "v":
            return after(words, place + 1, last)
    return ""


def _described(words: Words, first: int, last: int, behind: str) -> str:
    """3名责任心不强的律师: the noun behind a clause that only describes it."""
    texts, tags = words.texts, words.tags
    for place in range(first + 1, min(first + 10, last - 1)):
        if tags[place] == "mention" or texts[place] in "，。；、：（":
            return ""
        if texts[place] == "的":
            if texts[place - 1] in ("组成", "构成"):
                return ""  # 由19名后勤保障人员|组成的先遣队
            clause = tags[first:place]
            noun = after(words, place + 1, last)
            verbal = any(tag[0] in "vad" for tag in clause)
            return noun if verbal and noun and has_head(noun) and len("".join(texts[first:place])) > len(behind) else ""
    return ""


def _counted(words: Words, first: int, behind: str) -> str:
    """The noun that people or things are counted by, without the subject that follows it (31家火电厂 | 库存638万吨).

    The first noun for things ends it where the phrase runs up to the next figure, the last one where it ends in a word
    that is no such noun (3个项目 | 实际竣工).
    """
    if behind.endswith(("）", ")")):
        return behind  # 县（市、区）
    size, nouns, attribute = 0, [], ""
    place = first + (words.texts[first] in ("的", "之"))
    if words.texts[place] in DIVISIONS and behind[1:].startswith(tuple(_WRONGLY)):
        return words.texts[place]  # 9个县|虚报完成面积
    if (
        words.texts[place] in DIVISIONS
        and "（" not in behind
        and behind.endswith((*MEASURES, "天数", "浓度", "总值", *_SUMS))
    ):
        return words.texts[place]  # 3个市|优良天数比例
    while place < len(words) and size < len(behind) and behind.startswith(words.texts[place], size):
        if words.texts[place] in ("中", "内") and size > 1 and has_head(behind[:size]):
            return behind[:size]  # 74个城市|中
        size += len(words.texts[place])
        place += 1
        if 1 < size < len(behind) and has_head(behind[:size]):
            if behind[:size] not in _ATTRIBUTIVE:
                nouns.append(behind[:size])
            elif behind[:size] in ("单位", "企业"):
                attribute = behind[:size]
    if attribute and behind[len(attribute) :] in _WRONGLY:
        return attribute  # 2个单位|违规发放津贴
    followed = place < len(words) and words.tags[place] == "mention"
    if followed and attribute and behind.endswith(_SUMS):
        return attribute  # 11家单位|非税收入3480万元
    if not nouns:
        return behind
    nouns = [
        noun + "”" if noun.count("“") > noun.count("”") and behind.startswith(noun + "”") else noun for noun in nouns
    ]
    if followed:
        return nouns[0]
    if words.texts[place - 1] in SURVEYS:
        return nouns[-1]  # 据对12个集贸市场监测
    rest = behind[len(nouns[-1]) :]
    office = rest.endswith(OFFICES) and (words.texts[place - 1] == rest or rest[:2] in NAMING_VERBS)
    acts = not office and any(rest[:size] in ACTS and rest[:size] not in NOMINAL_VERBS for size in (2, 3))
    if acts:
        return nouns[-1]  # 考生 | 参加考试
    if has_head(behind):
        return behind
    if behind.endswith((*MEASURES, "状况", "情况", "浓度", "天数", "生产总值", "收入", "支出", "工作")):
        return nouns[-1]  # 11个设区市 | 环境空气质量达标天数比例
    ends = place >= len(words) or words.tags[place][0] not in "vpd"
    return behind if ends else nouns[-1]


def no_noun(right: str) -> bool:
    """Whether what is behind a figure begins with a word that no noun is."""
    return right[:1] in _NO_NOUN_FIRST and _NO_NOUN.match(right) is not None
