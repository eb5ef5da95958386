"""What a figure counts or measures, as a noun phrase in the document's words with elisions restored."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora.lazy import lazy
from extractors.assembly.cleaning import clean, noun_since
from extractors.assembly.counted import (
    CASE_UNITS,
    DIVISIONS,
    MEASURES,
    PEOPLE,
    PERSONS_SUFFIX,
    SURVEYS,
    Sides,
    no_noun,
    sides_of,
)
from extractors.assembly.draft import Draft
from extractors.assembly.elision import opens_bracket
from extractors.assembly.lexicons import ACTS, NOMINAL_VERBS, OCCURRENCES, UNIT_NOUNS, has_head
from extractors.assembly.predicates import verb_phrase
from extractors.assembly.references import AVERAGES
from extractors.assembly.words import Words
from extractors.assembly.words_before import Before

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
_BEGUN = lazy("(?:实际|已)?(?:新开工|新建成|开工|新建|竣工|建成)(?:建设)?(?=[\u4e00-\u9fff]{2})")
_VERB_PHRASE_UNITS = frozenset({"次", "遍", "回", "轮", "场次", "人次", "趟"})
_PERSONS = ("人", "员", "者", "众", "数", "口", "民", "生")
_AMONG = re.compile(r"(?:^|[，。；：\n])(?:在|从)?(?P<name>[^，。；：]{2,30}?)(?:当中|之中|中)[，,]")
#: 全市34座|大中型水库中
_NUMBER_AMONG = lazy(
    r"^[\u4e00-\u9fff]{0,6}?[\d一二三四五六七八九十百千万,.]+[余多]?[个座家名所人件起处项条批户辆台组只]"
)
_BALANCES = frozenset({"结余", "结存", "减免", "节约", "余额"})
_DIVISION_LISTS = ("县（", "市（", "区（", "县(", "市(", "区(", "镇（", "乡（", "省（", "省(", "州（")
_PLACE = re.compile("[\u4e00-\u9fff]{2}[省市县区州旗镇乡村]$")
_BUILT = re.compile("[\u4e00-\u9fff]{3}(?:建设|举办|设立|建立|成立|打造|推出|发布|启动)$")
_DIVISIONS_COUNTED = DIVISIONS | {"地"}
_COUNTED_CASES = CASE_UNITS | {"件"}
_CARRYING = frozenset({"开展", "进行", "实施", "作出", "予以", "给予"})
_PAYING = frozenset({"拨付", "安排", "下达", "投入", "支出", "列支", "下拨", "拨款"})
_WAYS = frozenset({"公里", "千米", "米", "里", "海里", "华里"})
_MOVING = frozenset({"徒步", "步行", "行走", "跋涉", "行驶", "航行", "飞行", "骑行", "巡航", "奔袭", "驱车", "游"})
_SUPPORTS = frozenset({"奖励", "补助", "补贴", "资助", "救助", "罚款", "处罚", "警告"})
_ENTRANCES = frozenset({"招生", "毕业", "报名", "参保", "就业", "接待", "录取", "入学", "在校", "升学", "招收"})
"""What people do at a place that is the subject and no agent: 中等职业学校招生2.87万人."""
_TREASURIES = frozenset({"财政", "国库", "地方财政", "中央财政", "各级财政", "财政专户"})
_HANDING_OVER = frozenset({"移送", "移交", "报送", "提请"})
_RECEIVERS = ("机关", "部门", "公安", "法院", "检察院", "纪委", "监委", "公安局", "纪委监委", "司法")
_HANDED_OVER = frozenset("件起案人名")
_DONE_TO = re.compile("(?:依法)?(?:作出|给予|予以|采取)(?P<act>[^，。；：\\d]{2,10}?)(?=[，。；、])")
_PORTIONS = frozenset({"批", "批次", "期", "笔", "步", "组", "年"})
"""Parts in which something is done: 分3批投放储备冻猪肉."""
_TURNS = frozenset({"起", "次", "批", "批次", "轮", "场次", "宗"})
"""Measure words of what is done: 立案31起, 通报曝光39批."""
_PENALTY_VERBS = frozenset({"处", "并处", "处以", "有", "给予", "奖励"})
_FOR = re.compile(r"(?:建设|用于|支持|购买|购置|收购|修建|新建|开展|实施)的?")
_HAPPENS = frozenset({"发生", "出现", "存在", "产生", "死亡", "受伤"})
_MASSES = frozenset({"吨", "公斤", "千克", "克", "升", "立方米", "毫升", "斤"})
_AREAS = frozenset({"亩", "公顷", "平方米", "平方公里", "平方千米"})
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
_WITHIN = re.compile(r"\s*(?:之?内|以内)")
_TERMS = ("期限", "时间", "期", "周期")
_SELF_NAMED = frozenset(
    {"支出", "收入", "出口", "进口", "投资", "运送", "募集", "贷款", "捐款", "交易", "成交", "融资", "罚款", "进出口"}
)
Named = tuple[str | None, str | None, str]
"""Indicator, action and the rule that found them."""


def level_indicator(words: Words, text: str, draft: Draft, source: Draft | None) -> Named:
    """Indicator, action and rule for a level (or a governed change): the rules in order, the first that holds."""
    return next(candidates(words, text, draft, source), (None, None, "none"))


def candidates(words: Words, text: str, draft: Draft, source: Draft | None) -> Iterator[Named]:
    """What each rule that holds says of a level, in the order in which they count; worked out as it is asked for."""
    sides = sides_of(words, text, draft)
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


def _by_unit(words: Words, text: str, draft: Draft, sides: Sides) -> Named | None:
    """Units that are nouns themselves, and thresholds (投资5000万元以上项目)."""
    figure, parts, unit = draft.figure, sides.parts, sides.unit
    action = parts.verb or None
    threshold = draft.mention.kind == "money" and text[figure.end - 1] in "上下" and sides.right[:1] not in ("的", "罚")
    if threshold and parts.verb and not parts.object:
        return clean(parts.subject) + parts.verb, action, "verb_before"
    if unit in PEOPLE and parts.verb in OCCURRENCES and not parts.object:
        return parts.verb + PERSONS_SUFFIX, action, "verb_before"
    if (
        unit in PEOPLE
        and (parts.attribute or not parts.object)
        and (done := _DONE_TO.match(text, figure.end, figure.end + 16)) is not None
    ):
        return done["act"], action, "predicate_after"  # 对情节轻微的212人作出不起诉决定
    if unit in _WAYS and sides.last in _MOVING:
        return sides.last, sides.last, "verb_before"  # 官兵连夜徒步12公里
    if unit in ("岁", "周岁"):
        return (clean(parts.object) if parts.object.endswith(("年龄", "寿命", "岁数")) else "年龄"), action, "unit"
    if unit in UNIT_NOUNS and unit not in PEOPLE and UNIT_NOUNS[unit] != unit + "数":
        return UNIT_NOUNS[unit], action, "unit"
    portions = unit in _PORTIONS and text.endswith("分", figure.clause.start, figure.start)
    if (portions or unit in _VERB_PHRASE_UNITS) and not no_noun(sides.right):
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
    return happened + ("户数" if sides.unit == "户" else PERSONS_SUFFIX), happened, "predicate_after"


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
    acting = unit in PEOPLE and sides.happened
    if acting and sides.last in ("让", "使", "令"):
        return sides.happened + PERSONS_SUFFIX, sides.happened, "predicate_after"  # 让7.5万人|摆脱贫困
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
        and (source.unit == unit or {source.unit, unit} <= PEOPLE)
        and not (source.indicator or "").endswith(PERSONS_SUFFIX)
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
        counted = parts.attribute and unit in UNIT_NOUNS and unit not in PEOPLE
        return (f"{name}的{unit}" if counted else name), action, "object_before"
    if parts.verb and not parts.object and unit not in PEOPLE and (carried := _carried_out(parts)):
        return carried
    if verb := sides.happened:
        return verb + ("户数" if unit == "户" else PERSONS_SUFFIX), verb, "predicate_after"
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
    if parts.subject in AVERAGES:
        return parts.subject + parts.verb, parts.verb, "verb_before"  # 人均办案4.4件
    if unit == "例" and parts.verb in OCCURRENCES:
        return parts.verb, parts.verb, "verb_before"  # 其中重症61例，死亡2例
    if unit == "例" and parts.verb.endswith("发现") and parts.subject:
        return clean(parts.subject) + parts.verb, parts.verb, "verb_before"
    if unit == "批次" and parts.subject and parts.verb in SURVEYS:
        return clean(parts.subject), parts.verb, "subject_before"
    if unit in _TURNS and parts.verb not in _HAPPENS:
        return parts.verb, parts.verb, "verb_before"
    if unit == "元" and parts.subject.endswith("财政") and parts.verb in _PAYING:
        return clean(parts.subject) + parts.verb, parts.verb, "verb_before"  # 中央财政拨付11亿元
    verb, subject = parts.verb, "" if _CIRCUMSTANCE.search(parts.subject) else parts.subject
    if source and source.indicator and verb == source.action and source.mention.quantity.unit == unit and not subject:
        return source.indicator, verb, "inherited"
    if unit in PEOPLE:
        subject = subject.removeprefix("给予").removeprefix("予以").removeprefix("作出")
        short = subject if len(subject) <= (12 if verb in _ENTRANCES else 4) else ""
        return short + verb + PERSONS_SUFFIX, verb, "verb_before"
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
