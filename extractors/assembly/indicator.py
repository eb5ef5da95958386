"""What a figure counts or measures, as a noun phrase in the document's words with elisions restored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from corpora.lazy import lazy
from extractors.assembly.draft import Draft
from extractors.assembly.elision import opens_bracket
from extractors.assembly.lexicons import ACTS, KEPT, NAMING_VERBS, NOMINAL_VERBS, OCCURRENCES, UNIT_NOUNS, has_head
from extractors.assembly.phrases import NOTHING_BEFORE, OFFICES, Before, after, before, predicate, verb_phrase
from extractors.assembly.words import Words
from extractors.named_dates import without_holiday

_AGES = frozenset({"岁", "周岁"})
_PEOPLE = frozenset({"人", "名", "人次", "位"})
RATE_HEADS = (
    "利率",
    "比例",
    "税率",
    "速度",
    "增速",
    "幅度",
    "概率",
    "标准",
    "价格",
    "折扣",
    "权重",
    "年利率",
    "费率",
    "股份",
    "股权",
)
_ADVERB_END = re.compile(
    r"(?:同比|环比|分别|均|已|仅|还|也|又|再|约|累计|平均每年|年均|预计|有望|将|继续|持续|可望|大幅|小幅|明显|显著|略|总体|实际|名义|且|并|而|，|、|,|按可比口径|同口径|按可比价格(?:计算)?|按不变价格(?:计算)?|扣除价格因素(?:后)?|相比|相较|比|较|为|是|不降反|其中|进一步|不断|稳步|快速|共|共计|力争|确保|要|争取|首次|再次|整整|一度|一举|不得|应当?|须|一般)$"
)
_MODAL_LEAD = re.compile(
    "^(?:[\u4e00-\u9fff]{2,6}期间)?(?:力争|争取|确保|力求)(?:[到在于使将]|实现)?(?=[\u4e00-\u9fff]{2})"
)
_BASELINE = re.compile("(?:来的?)?(?:历史|常年|往年|同期)*(?:同期|平均水平|平均值|均值)$")
_IN_WORDS = frozenset(
    {
        "来自",
        "来访",
        "来信",
        "来源",
        "来华",
        "来往",
        "来宾",
        "来电",
        "来水",
        "来料",
        "来函",
        "来人",
        "来文",
        "来件",
        "来稿",
        "来客",
        "来渝",
        "来沪",
        "来京",
        "来琼",
    }
) | {
    "内地",
    "内部",
    "内容",
    "内河",
    "内蒙",
    "内需",
    "内贸",
    "内资",
    "内陆",
    "内外",
    "内控",
    "内环",
    "内科",
    "内网",
    "内涝",
    "内存",
    "内销",
    "内径",
    "内海",
    "内港",
    "内镜",
    "内幕",
    "内阁",
}
_MODAL_FIRST = frozenset("力争确")
_BEGUN = lazy("(?:实际|已)?(?:新开工|新建成|开工|新建|竣工|建成)(?:建设)?(?=[\u4e00-\u9fff]{2})")
_ATTRIBUTIVE = frozenset(
    {"定点", "农村", "重点", "热点", "试点", "城市", "国家", "市场", "企业", "社区", "县区", "单位"}
)
"""Nouns that stand before another noun more often than alone: 110万农村贫困人口, 3个重点专项."""
_AT_A_RATE = ("的标准", "的价格", "的比例给予")
_EACH = lazy(r"(?:均|统一)?[为是按]?(?:每(?:[百千万]|\d+)?[\u4e00-\u9fff]{0,2}?[^\W\d价费金助贴额款])+(?:仅|约|达)?$")
_ADVERB_LAST = frozenset(
    "整般望次度举得应当须比别均已仅还也又再约计年望将续幅显著略体际义且并而，、,径格算素后较为是反中步断速共争保要取\n"
)
"""The last characters of the adverbs: most phrases end in none."""
_PER_GOODS = re.compile(
    r"(?P<per>每(?:公斤|斤|千克|吨|克|升|桶|箱|袋|瓶|盒|支|头|只|羽|尾|百斤|五十公斤|50公斤|立方米|平方米|度|千瓦时|件|张|份|本))(?:约|均|为|仅|达)*$"
)
_MONEY_NOUN = re.compile(
    r"(?:价格|[价费金额款税租]|补贴|补助|标准|收入|支出|成本|投资|产值|利润|奖励|罚款|工资|贷款|救助|资助)$"
)
_VERB_PHRASE_UNITS = frozenset({"次", "遍", "回", "轮", "场次", "人次", "趟"})
_PERSONS = ("人", "员", "者", "众", "数", "口", "民", "生")
_PERSONS_SUFFIX = "人数"
_DOINGS = frozenset({"作业", "工作", "施工", "值班", "训练", "学习", "培训", "值守"})
"""Nouns for what people do: 64人作业 counts who does it."""
_AMONG = re.compile(r"(?:^|[，。；：\n])(?:在|从)?(?P<name>[^，。；：]{2,30}?)(?:当中|之中|中)[，,]")
#: 全市34座|大中型水库中
_NUMBER_AMONG = lazy(
    r"^[\u4e00-\u9fff]{0,6}?[\d一二三四五六七八九十百千万,.]+[余多]?[个座家名所人件起处项条批户辆台组只]"
)
_SCOPES = frozenset(
    {
        "全国",
        "全省",
        "全市",
        "全县",
        "全区",
        "全州",
        "我国",
        "我市",
        "我省",
        "各地",
        "其中",
        "当地",
        "本地",
        "平均",
        "全天",
        "内",
        "全系统",
        "经",
        "分",
        "周",
        "月",
        "间",
    }
)
_YEARLY = frozenset({"年", "年均", "年平均", "月均", "日均", "月平均"})
MEASURES = ("率", "比", "比例", "比重", "度", "量", "额", "值", "价格", "指数", "水平", "标准")
_DIVISIONS = frozenset("省市县区州盟旗镇乡村")
_BALANCES = frozenset({"结余", "结存", "减免", "节约", "余额"})
_DIVISION_LISTS = ("县（", "市（", "区（", "县(", "市(", "区(", "镇（", "乡（", "省（", "省(", "州（")
_VALUED = frozenset({"价值", "总价值", "货值", "总货值", "案值", "总案值", "金额", "总额"})
_PLACE = re.compile("[\u4e00-\u9fff]{2}[省市县区州旗镇乡村]$")
_BUILT = re.compile("[\u4e00-\u9fff]{3}(?:建设|举办|设立|建立|成立|打造|推出|发布|启动)$")
_DIVISIONS_COUNTED = _DIVISIONS | {"地"}
_INTENDED = ("设计", "计划", "规划", "核定", "额定")
_LASTING = ("时数", "日数", "天数", "时间", "时长", "周期", "期限", "时限", "工期", "用时", "耗时", "寿命", "时间间隔")
_SUMS = ("收入", "支出", "资金", "费用", "产值", "利润", "税款", "款项")
_CASE_UNITS = frozenset({"起", "宗", "例"})
_COUNTED_CASES = _CASE_UNITS | {"件"}
_CASES = ("案", "案件", "事故", "事件", "火灾", "纠纷", "疫情", "险情", "爆炸", "病例")
_NOT_IN_CASE = frozenset("，。；：、的（）()\n") | {"导致", "造成", "引发", "由", "因", "经", "被", "是", "为"}
_CARRYING = frozenset({"开展", "进行", "实施", "作出", "予以", "给予"})
_SUPPORTS = frozenset({"奖励", "补助", "补贴", "资助", "救助", "罚款", "处罚", "警告"})
_ENTRANCES = frozenset({"招生", "毕业", "报名", "参保", "就业", "接待", "录取", "入学", "在校", "升学", "招收"})
"""What people do at a place that is the subject and no agent: 中等职业学校招生2.87万人."""
_TREASURIES = frozenset({"财政", "国库", "地方财政", "中央财政", "各级财政", "财政专户"})
_BARE = frozenset(
    {"面积", "累计面积", "总面积", "金额", "总金额", "价值", "长度", "总长度", "重量", "单笔", "单笔金额", "用时"}
)
_HANDING_OVER = frozenset({"移送", "移交", "报送", "提请"})
_RECEIVERS = ("机关", "部门", "公安", "法院", "检察院", "纪委", "监委", "公安局", "纪委监委", "司法")
_HANDED_OVER = frozenset("件起案人名")
_WRONGLY = frozenset(
    {"违规", "违法", "擅自", "超范围", "超标准", "无依据", "无预算", "多次", "未", "虚报", "套取", "挪用"}
)
_DONE_TO = re.compile("(?:依法)?(?:作出|给予|予以|采取)(?P<act>[^，。；：\\d]{2,10}?)(?=[，。；、])")
_SORTS = frozenset({"种", "类", "款", "套", "颗", "枚", "支", "座", "辆", "架", "艘", "幅", "首", "部"})
_PORTIONS = frozenset({"批", "批次", "期", "笔", "步", "组", "年"})
"""Parts in which something is done: 分3批投放储备冻猪肉."""
_TURNS = frozenset({"起", "次", "批", "批次", "轮", "场次", "宗"})
"""Measure words of what is done: 立案31起, 通报曝光39批."""
_PENALTY_VERBS = frozenset({"处", "并处", "处以", "有", "给予", "奖励"})
_FOR = re.compile(r"(?:建设|用于|支持|购买|购置|收购|修建|新建|开展|实施)的?")
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
_HAPPENS = frozenset({"发生", "出现", "存在", "产生", "死亡", "受伤"})
_THINGS = frozenset({"家", "名", "个", "人", "位", "户", "所", "座", "支", "万", "余"})
_MASSES = frozenset({"吨", "公斤", "千克", "克", "升", "立方米", "毫升", "斤"})
_AREAS = frozenset({"亩", "公顷", "平方米", "平方公里", "平方千米"})
_AVERAGES = frozenset({"月人均", "户均", "人均", "亩均", "日均", "月均", "年均", "均价", "单价"})
_TOTALS = frozenset({"总数", "总量", "总额", "合计", "数量", "总值"})
_CIRCUMSTANCE = re.compile(r"(?:后|时|前|期间|以来|过程|中)$|^(?:计划|预计|规划|目标|总|共)$|^(?:经|自|在|从|对)")
_HOLLOW = frozenset(
    {
        "标准",
        "价格",
        "速度",
        "比例",
        "规模",
        "水平",
        "要求",
        "时间",
        "总成绩",
        "幅度",
        "金额",
        "部分",
        "租金",
        "上限",
        "下限",
        "名义",
        "左右",
    }
)
_GIVING = frozenset(
    {"为", "对", "向", "给", "将", "把", "全市", "全省", "全县", "全区", "全州", "全国", "我市", "我省", "下列", "以下"}
)
_NO_NOUN = lazy(
    r"(?:之?内|以内|[前后](?![\u4e00-\u9fff]?[年期]|[勤备台续方卫进代盾排端沿列任科]))|(?:调整|提高|降低|上升|下降|增加|减少|增至|升至|降至|提升|下调|上调|扩大|缩短)(?:为|至|到|了)?"
)
_NO_NOUN_FIRST = frozenset("之内以前后调提降上下增减升扩缩")
_WITHIN = re.compile(r"\s*(?:之?内|以内)")
_TERMS = ("期限", "时间", "期", "周期")
_PER = re.compile(r"([户人次亩日月年生件])均(?:约|达|为)?$")
_SELF_NAMED = frozenset(
    {"支出", "收入", "出口", "进口", "投资", "运送", "募集", "贷款", "捐款", "交易", "成交", "融资", "罚款", "进出口"}
)


def subject_before(words: Words, text: str, first: int, start: int, stop: int) -> str:
    """The subject in front of a change or share: words from index ``first`` up to offset ``stop``."""
    last = words.at(stop) if stop < start else words.at(start)
    if words.starts[last] < stop < start:
        last += 1
    parts = before(words, first, last)
    phrase = parts.object or parts.subject or parts.verb
    over = words.end(last - 1) - stop if last > first else 0
    return clean(phrase[:-over] if 0 < over < len(phrase) else phrase)


def noun_since(words: Words, text: str, marks: str, start: int, stop: int) -> str:
    """The noun (or the subject) between the last of the marks, or ``start`` where there is none, and ``stop``."""
    return noun_between(words, max(start, *(text.rfind(mark, start, stop) + 1 for mark in marks)), stop)


def noun_between(words: Words, start: int, stop: int) -> str:
    """The noun (or the subject) in the words that begin in ``[start, stop)``; empty where there is none."""
    first, last = words.at(start), words.at(stop)
    if words.starts[first] < start:
        first += 1
    parts = before(words, first, last)
    return clean(parts.object or parts.subject)


def clean(phrase: str) -> str:
    """The phrase without adverbs at its end and list marks or quotes that do not close."""
    phrase = phrase.strip(" \u3000，。；：、,")
    if phrase[1:2] == "是" and phrase[0] in "一二三四五六七八九十":
        phrase = phrase[2:]
    if (phrase and phrase[0] in _MODAL_FIRST) or "期间" in phrase:
        phrase = _MODAL_LEAD.sub("", phrase)
    if phrase.startswith("在") and 2 < len(phrase) < 5:
        phrase = phrase[1:]  # 在海拔
    if phrase[:1] in "来内" and phrase[:2] not in _IN_WORDS:
        phrase = phrase[1:]  # 一年来|箱运量, 7天内|日均感染病例数
    if phrase.startswith("再生能源"):
        phrase = "可" + phrase  # 可|再生能源装机规模
    if _BASELINE.match(phrase):
        return ""  # 为10年来同期平均水平的近两倍
    if "每" in phrase and (per := _EACH.search(phrase)) is not None:
        phrase = phrase[: per.start()] or phrase
    if "假" in phrase or "期间" in phrase:
        phrase = without_holiday(phrase)
    if not phrase or phrase in _SCOPES or phrase in _YEARLY:
        return ""
    if phrase.endswith(("之日起", "日起", "之日", "以上")) and len(phrase) < 16:
        return ""
    if "）" in phrase and "（" not in phrase:
        phrase = phrase[phrase.rfind("）") + 1 :]  # 同比（下同）增长
    while phrase and phrase[-1] in _ADVERB_LAST and (found := _ADVERB_END.search(phrase)) is not None:
        if phrase[-2:] in KEPT:
            break
        if found.start() == 0:
            return ""
        phrase = phrase[: found.start()].strip(" ，、,")
    if ("“" in phrase or "”" in phrase) and phrase.count("“") != phrase.count("”"):
        inner = phrase.find("”")
        opens = 0 < inner < len(phrase) - 1 and "“" not in phrase
        phrase = "“" + phrase if opens else phrase.strip("“”")  # “锦岷科技”股票
    return phrase


Named = tuple[str | None, str | None, str]
"""Indicator, action and the rule that found them."""


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


def level_indicator(words: Words, text: str, draft: Draft, source: Draft | None) -> Named:
    """Indicator, action and rule for a level (or a governed change): the rules in order, the first that holds."""
    return next(candidates(words, text, draft, source), (None, None, "none"))


def candidates(words: Words, text: str, draft: Draft, source: Draft | None) -> Iterator[Named]:
    """What each rule that holds says of a level, in the order in which they count; worked out as it is asked for."""
    sides = _sides(words, text, draft)
    if named := _by_unit(words, text, draft, sides):
        yield named
    if named := _by_predicate(sides):
        yield named
    if named := _by_noun_behind(words, draft, sides, source):
        yield named
    if named := _by_phrase_behind(words, draft, sides):
        yield named
    if named := _by_words_before(words, text, draft, sides, source):
        yield named


def _sides(words: Words, text: str, draft: Draft) -> Sides:
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
    behind = "" if _no_noun(right) else after(words, figure.next, figure.right, lenient)
    if right.startswith(_AT_A_RATE) and (given := _given(words, figure.next, figure.right)):
        behind = given
    if not behind and right.startswith(("罚款", "罚金")):
        behind = right[:2]
    if not behind and draft.unit in _SORTS:
        behind = after(words, figure.next, figure.right, lenient=True)  # 12种|成像模式
    if draft.unit in _THINGS and len(behind) > 2:
        behind = _counted(words, figure.next, behind)
    if draft.unit in _THINGS or draft.unit == "户":
        behind = _described(words, figure.next, figure.right, behind) or behind
    behind = _beyond(words, draft, behind) or behind
    if draft.unit in _CASE_UNITS:
        behind = _case(words, figure.next, figure.right, behind) or behind
    if draft.unit in _PEOPLE and behind:
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
    told = draft.unit in _PEOPLE or draft.unit in ("户", "例")
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
    return _PERSONS_SUFFIX if single and (not has_head(behind) or behind in _DOINGS) else ""


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
    if (
        words.texts[place] in _DIVISIONS
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


def _no_noun(right: str) -> bool:
    """Whether what is behind a figure begins with a word that no noun is."""
    return right[:1] in _NO_NOUN_FIRST and _NO_NOUN.match(right) is not None


def _by_unit(words: Words, text: str, draft: Draft, sides: Sides) -> Named | None:
    """Units that are nouns themselves, and thresholds (投资5000万元以上项目)."""
    figure, parts, unit = draft.figure, sides.parts, sides.unit
    action = parts.verb or None
    threshold = draft.mention.kind == "money" and text[figure.end - 1] in "上下" and sides.right[:1] not in ("的", "罚")
    if threshold and parts.verb and not parts.object:
        return clean(parts.subject) + parts.verb, action, "verb_before"
    if unit in _PEOPLE and parts.verb in OCCURRENCES and not parts.object:
        return parts.verb + _PERSONS_SUFFIX, action, "verb_before"
    if (
        unit in _PEOPLE
        and (parts.attribute or not parts.object)
        and (done := _DONE_TO.match(text, figure.end, figure.end + 16)) is not None
    ):
        return done["act"], action, "predicate_after"  # 对情节轻微的212人作出不起诉决定
    if unit in ("岁", "周岁"):
        return (clean(parts.object) if parts.object.endswith(("年龄", "寿命", "岁数")) else "年龄"), action, "unit"
    if unit in UNIT_NOUNS and unit not in _PEOPLE and UNIT_NOUNS[unit] != unit + "数":
        return UNIT_NOUNS[unit], action, "unit"
    portions = unit in _PORTIONS and text.endswith("分", figure.clause.start, figure.start)
    if (portions or unit in _VERB_PHRASE_UNITS) and not _no_noun(sides.right):
        phrase = verb_phrase(words, figure.next, figure.right)
        if phrase and (phrase != sides.behind or words.tags[figure.next] == "v"):
            return phrase, action, "verb_phrase_after"
    if draft.mention.kind == "duration" and parts.object and sides.last in ("连续", "已"):
        return clean(parts.object), action, "object_before"
    return None


def _by_predicate(sides: Sides) -> Named | None:
    """2人受伤, 300户受灾: what happened to them."""
    happened = sides.happened
    if (
        sides.unit == "例"
        or not (happened in OCCURRENCES or happened.startswith("遭"))
        or sides.parts.object.endswith(_PERSONS)
        or sides.behind.startswith(happened)
    ):
        return None
    return happened + ("户数" if sides.unit == "户" else _PERSONS_SUFFIX), happened, "predicate_after"


def _done_to(words: Words, draft: Draft) -> str | None:
    """对120余家企业|开展驻点帮扶: what is done to them, where a light verb and its noun end the clause."""
    texts, tags = words.texts, words.tags
    for place in range(draft.figure.next, draft.figure.right - 1):
        if tags[place] == "mention" or texts[place] in "，。；、":
            return None
        if texts[place] in _CARRYING:
            end = place + 1
            while end < draft.figure.right and tags[end][0] in "vnabd":
                end += 1
            done = "".join(texts[place:end])
            return done if end > place + 1 and len(done) <= 10 else None
    return None


def _by_noun_behind(words: Words, draft: Draft, sides: Sides, source: Draft | None) -> Named | None:
    """63家司法鉴定机构; 一年期债券."""
    behind, action = sides.behind, sides.parts.verb or None
    if behind and sides.last == "对":
        action = _done_to(words, draft) or action
    if draft.unit in _MASSES and "的" in behind[2:]:
        behind = behind.split("的")[0]  # 26吨液氯的槽罐车
    if (
        not behind
        or _qualifies(draft, sides)
        or _invested(draft, sides)
        or (not sides.verbal and _left_wins(draft, behind, sides.parts, sides.last == "等"))
    ):
        return None
    if draft.mention.kind == "duration" and behind.startswith("期") and len(behind) > 2:
        return behind[1:] + "期限", action, "term"
    if action is None and source is not None and source.figure.sentence.start == draft.figure.sentence.start:
        action = source.action
    return behind, action, "noun_after"


def _qualifies(draft: Draft, sides: Sides) -> bool:
    """用工50人以上的企业: a bound figure with 的 behind it tells which things are meant and measures what stands before."""
    bounded = draft.mention.quantity.bound in ("at_least", "at_most", "less_than", "more_than")
    bounded = bounded and draft.mention.kind != "percentage"  # 80%以上的安置点
    named = bool(sides.parts.object) or (bool(sides.parts.verb) and sides.parts.verb not in _PENALTY_VERBS)
    return bounded and sides.right.startswith("的") and named and not sides.parts.attribute


def _by_phrase_behind(words: Words, draft: Draft, sides: Sides) -> Named | None:
    """30日内缴纳价款: what a length of time is for."""
    if draft.mention.kind != "duration":
        return None
    limit = _WITHIN.match(sides.right) is not None and not sides.parts.object.endswith(_TERMS)
    if sides.parts.object and not limit:
        return None
    phrase = verb_phrase(words, draft.figure.next, draft.figure.right).lstrip("里")
    return (phrase, sides.parts.verb or None, "verb_phrase_after") if phrase else None


def _by_words_before(words: Words, text: str, draft: Draft, sides: Sides, source: Draft | None) -> Named | None:
    """办理业务4.7万件; 死亡率（7‰）; 开行1.4万列; 养老机构中，8家…."""
    figure, parts, unit = draft.figure, sides.parts, sides.unit
    action = parts.verb or None
    opened = opens_bracket(text, figure.start)
    if opened >= 0 and figure.left == figure.before and not sides.behind:
        named = _before_bracket(words, text, draft, opened)
        if named:
            return named, action, "before_bracket"
    acting = unit in _PEOPLE and sides.happened
    if acting and sides.last in ("让", "使", "令"):
        return sides.happened + _PERSONS_SUFFIX, sides.happened, "predicate_after"  # 让7.5万人|摆脱贫困
    if (
        unit in ("户", "人", "口")
        and sides.last in ("有", "共有", "现有")
        and not (parts.object or sides.behind or sides.happened)
    ):
        return UNIT_NOUNS.get(unit, unit + "数"), None, "unit"  # 盖买村有880多户
    if parts.attribute and not sides.behind and (among := _among(text, draft)):
        return among, None, "among"  # 未成年人中，已满14周岁不满16周岁的63人
    if parts.attribute and not sides.behind and source is not None and not parts.object and not acting:
        return source.indicator, action, "inherited"
    rest = parts.object == "其余" and not sides.happened
    if (
        rest
        and source is not None
        and (source.unit == unit or {source.unit, unit} <= _PEOPLE)
        and not (source.indicator or "").endswith(_PERSONS_SUFFIX)
    ):
        return source.indicator, action, "inherited"
    if parts.object in _DIVISIONS_COUNTED and source is not None and source.mention.quantity.unit == unit:
        return source.indicator, action, "inherited"  # 三地|超过300毫米
    if parts.object in _TREASURIES and parts.verb:
        return parts.verb + parts.object, action, "verb_before"  # 上缴财政5.62亿元
    if parts.verb in _HANDING_OVER and parts.object.endswith(_RECEIVERS) and unit in _HANDED_OVER:
        return parts.verb + parts.object, action, "verb_before"  # 移送公安机关6件
    if parts.object and parts.subject.startswith("每") and parts.verb:
        return parts.subject + parts.verb + parts.object, action, "object_before"  # 每千人拥有病床1.92张
    if parts.object:
        name = clean(parts.object)
        if name in _BALANCES and text.endswith("累计" + name, 0, figure.start):
            name = "累计" + name
        counted = parts.attribute and unit in UNIT_NOUNS and unit not in _PEOPLE
        return (f"{name}的{unit}" if counted else name), action, "object_before"
    if parts.verb and not parts.object and unit not in _PEOPLE and (carried := _carried_out(parts)):
        return carried
    if verb := sides.happened:
        return verb + ("户数" if unit == "户" else _PERSONS_SUFFIX), verb, "predicate_after"
    if parts.verb:
        return _verb_indicator(parts, unit, source)
    among = _among(text, draft)
    return (among, None, "among") if among else None


def _carried_out(parts: Before) -> Named | None:
    """开展|羁押必要性|审查265件, 给予|一次性|奖励50万元: an act that another verb makes a noun."""
    for light in _CARRYING:
        rest = parts.subject.removeprefix(light)
        if rest == parts.subject:
            continue
        if len(rest) > 1:
            return rest + parts.verb, parts.verb, "object_before"
        if not rest and parts.verb in NOMINAL_VERBS | _SUPPORTS:
            return parts.verb, parts.verb, "object_before"
    return None


def _before_bracket(words: Words, text: str, draft: Draft, end: int) -> str:
    """婴儿死亡率（7.5‰）: the noun that a bracket with nothing but a figure explains."""
    return noun_since(words, text, "，。；、：,;和", draft.figure.sentence.start, end)


def _among(text: str, draft: Draft) -> str:
    """公办养老机构中，8家实行公建民营: the clause before names what the figures are among."""
    figure = draft.figure
    if draft.mention.kind != "count" or not text.endswith(("中，", "中,"), figure.sentence.start, figure.clause.start):
        return ""
    found = _AMONG.search(text, max(0, figure.sentence.start - 1), figure.clause.start)
    if found is None or found.end() != figure.clause.start:
        return ""
    name = _NUMBER_AMONG.sub("", found["name"])
    return name.split("的")[-1] if len(name) > 12 and len(name.split("的")[-1]) > 1 else name


def priced(name: str | None, text: str, start: int) -> str | None:
    """鸡蛋每斤4.5元 → 鸡蛋价格: an amount of money for a weight or a piece of goods is a price."""
    if (per := _PER_GOODS.search(text, max(0, start - 8), start)) is None or (name and _MONEY_NOUN.search(name)):
        return name
    return (name or per["per"]) + ("" if name and name.endswith("价") else "价格")


def _invested(draft: Draft, sides: Sides) -> bool:
    """增资1.5亿欧元建设的项目: money given by the verb before, for what the verb behind tells."""
    return draft.mention.kind == "money" and bool(sides.parts.verb) and _FOR.match(sides.behind) is not None


def _left_wins(draft: Draft, behind: str, parts: Before, listed: bool) -> bool:
    """Whether the words before name the indicator although a noun follows (抚慰金按2万元的标准发放)."""
    kind = draft.mention.kind
    placed = _PLACE.search(parts.object) is not None and not parts.verb
    if kind == "count" and len(behind) > 1 and (len(parts.object) == 1 or _BUILT.search(parts.object)):
        return False  # 打了98颗|钛钉, 宣布将在非洲建设10个|鲁班工坊
    if kind in ("count", "measure") and (draft.unit in ("名", "位") or placed) and len(behind) > 1:
        return False  # 青龙乡7名|牧民, 盖买村34公里的|柏油路
    if behind in _HOLLOW and (parts.object or parts.subject):
        return True
    if (
        kind in ("count", "measure")
        and clean(parts.object)
        and not (len(parts.object) == 2 and parts.object[0] in "该本此")
        and not parts.verb
        and not parts.attribute
        and not has_head(behind)
        and not behind.startswith(_DIVISION_LISTS)
        and not ("、" in parts.object or listed)
    ):
        return True
    return kind == "percentage" and parts.object.endswith(MEASURES) and not behind.endswith(RATE_HEADS)


def _verb_indicator(parts: Before, unit: str, source: Draft | None) -> tuple[str | None, str | None, str]:
    if parts.subject in _AVERAGES:
        return parts.subject + parts.verb, parts.verb, "verb_before"  # 人均办案4.4件
    if unit == "例" and parts.verb in OCCURRENCES:
        return parts.verb, parts.verb, "verb_before"  # 其中重症61例，死亡2例
    if unit == "例" and parts.verb.endswith("发现") and parts.subject:
        return clean(parts.subject) + parts.verb, parts.verb, "verb_before"
    if unit == "批次" and parts.subject and parts.verb in SURVEYS:
        return clean(parts.subject), parts.verb, "subject_before"
    if unit in _TURNS and parts.verb not in _HAPPENS:
        return parts.verb, parts.verb, "verb_before"
    if unit == "元" and parts.subject.endswith("财政"):
        return clean(parts.subject) + parts.verb, parts.verb, "verb_before"  # 中央财政拨付11亿元
    verb, subject = parts.verb, "" if _CIRCUMSTANCE.search(parts.subject) else parts.subject
    if source and source.indicator and verb == source.action and source.mention.quantity.unit == unit and not subject:
        return source.indicator, verb, "inherited"
    if unit in _PEOPLE:
        subject = subject.removeprefix("给予").removeprefix("予以").removeprefix("作出")
        short = subject if len(subject) <= (12 if verb in _ENTRANCES else 4) else ""
        return short + verb + _PERSONS_SUFFIX, verb, "verb_before"
    if verb in OCCURRENCES and subject and unit not in _AREAS:
        return clean(subject).removesuffix("不同程度") + verb, verb, "subject_before"  # 房屋不同程度受损约50间
    if unit in _AREAS:
        return subject + verb + "面积", verb, "verb_before"
    if (
        subject
        and source
        and source.mention.quantity.unit == unit
        and any(subject[at : at + 2] in ACTS for at in range(len(subject) - 1))
    ):
        return source.indicator, verb, "inherited"
    if unit in _COUNTED_CASES and 1 < len(subject) <= 3 and subject not in ("包括", "其中") and not has_head(subject):
        return subject + verb, verb, "verb_before"  # 案外调解4120余件
    if subject and verb not in _SELF_NAMED and verb not in OCCURRENCES and len(subject) <= 24:
        return clean(subject), verb, "subject_before"
    if verb in _SELF_NAMED or unit == "元" or len(verb) > 3:
        return verb, verb, "verb_before"
    same = source is not None and source.mention.quantity.unit == unit
    if source and source.indicator and same and (begun := _BEGUN.match(source.indicator)) is not None:
        return source.indicator[begun.end() :] or verb, verb, "inherited"  # 新开工公租房6.1万套，基本建成4.2万套
    if source and source.indicator and same and source.indicator != source.action:
        return source.indicator, verb, "verb_before"
    return verb, verb, "verb_before"


def restored(name: str | None, source: Draft, left: str) -> str | None:
    """A name that is no more than a measure (户均, 总数) with what it is the measure of."""
    if not source.indicator:
        return name
    if (not name or len(name) < 2) and (per := _PER.search(left)) is not None:
        return per[1] + "均" + source.indicator
    if name in _AVERAGES:
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
