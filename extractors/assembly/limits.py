"""What a length of time belongs to where a noun beside it says so: what begins and ends in it, what is done for so long,
who or what is obliged to it, what took so long.
"""

from __future__ import annotations

import re

from extractors.assembly.cleaning import clean
from extractors.assembly.context import Figure
from extractors.assembly.lexicons import HEADS
from extractors.assembly.words import Words
from extractors.assembly.words_before import before, is_time

_FROM_TO = re.compile(
    r"从[^，。；：\d从]{2,12}到[^，。；：\d]{1,10}?(?=(?:历时|平均|最快|最短|最长|一般|原则上|只|仅|共|约|用时|需|要|为)*[用为]?$)"
)
_GOVERNING = frozenset(
    [
        "实行",
        "实施",
        "落实",
        "进行",
        "给予",
        "接受",
        "享受",
        "取消",
        "开展",
        "采取",
        "执行",
        "设置",
        "设立",
        "提供",
        "坚持",
        "严格",
        "满足",
        "受",
        "有",
        "经过",
        "其",
        "按",
        "组织",
        "安排",
        "获得",
        "保障",
        "可供",
        "开设",
        "开放",
        "开通",
        "推出",
        "执行",
        "作出",
        "予以",
    ]
)
"""Words before a length of time that the noun behind it belongs to: 实行14天隔离观察, 取消其3年申报资格."""
_NOUN_TAGS = frozenset({"n", "vn", "an", "a", "b", "j", "nz", "nt"})
_NAME_TAGS = frozenset({"n", "nr", "ns", "nz", "nt", "j"})
_NO_EVENT = frozenset(
    {
        "时间",
        "左右",
        "期间",
        "以来",
        "以内",
        "之内",
        "之前",
        "之后",
        "以上",
        "以下",
        "期限",
        "基础",
        "同期",
        "多",
        "平均",
        "同比",
        "新低",
        "新高",
        "最少",
        "最多",
        "来",
        "晚",
    }
)
_NEEDS = frozenset({"需求", "用量", "供应", "消费"})
_STOPS = frozenset({"p", "d", "c", "r", "uj", "ul", "mention", "x", "t"})
_OBLIGED = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[)）])?(?P<who>[^，。；：（）]{2,16}?)(?:一般|原则上|均|都)?(?:应当?|须|必须|需|务必|可)(?:自|从|在|于)?(?:[^，。；：]{2,20}(?:之日|日)起|[^，。；：]{0,16}后)?(?:在|于)?$"
)
_PERSONS = re.compile(
    r"(?:人|者|员|们|方|单位|企业|公司|机构|部门|机关|局|厅|委|院|各地|学校|业主|考生|家庭|消费者|经营者|政府|[市省县区州处所站队会]|中心|法院|党委)$"
)
_DELIVERED = frozenset(
    {
        "送达",
        "办结",
        "到达",
        "审结",
        "到账",
        "办理",
        "通达",
        "直达",
        "可达",
        "答复",
        "出证",
        "出货",
        "上门",
        "拿证",
        "通关",
    }
)
_CLAUSE_ENDS = frozenset("，。；、） ") | {""}
_LEADING = re.compile(r"^(?:(?:基本|全面|已)?(?:实现|做到|确保|力争|承诺|达到)|其中)")
_RULED = re.compile(r"(?:未|没有)?(?:在|于|按|按照)?(?:规定|法定|约定|要求|承诺)的?$")
_OFF = re.compile(r"(?:比|较|同比|与)")
_TAKEN = re.compile(
    "[，,\\s]*(?:前后|共|总共|已|整个)?(?:历时|为期|持续|耗时|用时|历经|[只仅]?用)(?:了|约|近|仅|共|长达)?"
)
_WORK = re.compile(
    r"的(?P<name>[\u4e00-\u9fff]{2,10}(?:组|行动|工作|活动|检查|调查|整治|会议|审计|演练|比赛|展览))$", re.MULTILINE
)
_NOBODY = frozenset({"记者", "全市", "全省", "全县", "全区", "全国", "我市", "我省", "我县", "我区", "各地", "群众"})
_LONGEST = 16
OF_BEFORE = "〃"
"""Begins a name that the figure before stands in front of."""
_RECORD = re.compile("来的?(?:最|新|首|第一)")
_EACH = re.compile("每(?:期|次|批|例|场|轮|人|户|家|趟|班|车)$")
_NORMS = ("规定", "要求", "标准", "标准要求", "按规定", "按标准")
_FASTEST = re.compile("最?[快慢长短]的?(?:案件)?(?:只要|只需|仅需|仅要|要|需)?")
_REGARDED = ("执行", "计算", "计", "处理", "认定")
_LASTS = re.compile("(?:还|仍|将|已|会|可能|预计|的)*持续$")
_SENTENCE = re.compile("(?:拘役|管制|获刑|刑期)$")


def begun_and_ended(left: str) -> str:
    """从立案到结案（仅用3天）: what a length of time lies between; empty where nothing does."""
    if "从" not in left or "到" not in left:
        return ""
    found = _FROM_TO.search(left)
    return found[0] if found is not None else ""


def told_elsewhere(bare: str, right: str) -> tuple[str, str] | None:
    """The name and its rule where the words before the length of time have no noun of their own but 每期, 规定 or 获刑."""
    if right.startswith("来") and _RECORD.match(right):
        return OF_BEFORE, "inherited"  # 为近5个月来最低
    if (each := _EACH.search(bare)) is not None:
        of_each = clean(re.sub("^(?:要求|规定|明确)", "", bare[: each.start()]))
        return (of_each, "state_before") if len(of_each) > 1 else (OF_BEFORE, "inherited")
    if _FASTEST.fullmatch(bare) and right[:1] in "，。；":
        return OF_BEFORE, "inherited"  # 平均1.5天到账，快的只要十几分钟
    if bare.lstrip("而但") in _NORMS and right[:1] in "，。；":
        return OF_BEFORE, "inherited"  # 培训只有2小时，而规定不得少于24小时
    if bare.lstrip("的") == "按" and right.startswith(_REGARDED):
        return OF_BEFORE, "inherited"  # 有效期不足一年的按一年执行
    if (lasts := _LASTS.search(bare)) is not None and 2 <= lasts.start() <= 12:
        return clean(bare[: lasts.start()]), "lasting"  # 外需不足的影响还将持续两三个季度
    if (sentence := _SENTENCE.search(bare)) is not None:
        return sentence[0], "term_before"
    return None


def anniversary(words: Words, figure: Figure, bare: str) -> str:
    """庆祝建交（50周年）, 港珠澳大桥开通（一周年）: the event, with the name of what it happened to where it stands before it."""
    place = figure.word - 1
    while place > figure.left and bare.find(words.texts[place]) < 0:
        place -= 1
    event = bare[bare.rfind(words.texts[place]) :]
    owner = place - 1
    if owner >= figure.left and words.tags[owner] in _NAME_TAGS:
        while owner > figure.left and words.tags[owner - 1] in _NAME_TAGS and len(event) < _LONGEST:
            owner -= 1
        return "".join(words.texts[owner:place]) + event
    return event if len(event) > 1 else bare


def governed(words: Words, text: str, figure: Figure, right: str) -> str:
    """实行14天|隔离观察, 满足市民两天|需求, 设置3个月|待遇等待期: the noun phrase right behind, verbs that are part of it included."""
    if not right or right[0] in "，。；、的内）后前者 " or figure.next >= len(words) or figure.word < 1:
        return ""
    if text.endswith(("以上", "以下", "以内"), figure.start, figure.end):
        return ""
    first = figure.next
    ends = text[figure.end + 2 : figure.end + 3] in _CLAUSE_ENDS
    if ends and text[figure.end : figure.end + 2] in _DELIVERED and (done := _done(text, words, figure)):
        return done
    last = words.texts[figure.word - 1] if figure.word > figure.left else ""
    noun = words.tags[first] in _NOUN_TAGS or words.texts[first] in HEADS or words.texts[first] in _NEEDS
    named = noun and words.texts[first] not in _NO_EVENT
    if last not in _GOVERNING and not (named and last and words.tags[figure.word - 1] in ("n", "v", "vn", "r")):
        return ""
    if words.texts[first] in _NO_EVENT or words.tags[first] in _STOPS:
        return ""
    taken: list[str] = []
    for place in range(first, min(figure.right, first + 6)):
        if words.tags[place] in _STOPS or words.texts[place] in _NO_EVENT or words.texts[place] in "，。；、：（）":
            break
        taken.append(words.texts[place])
    name = "".join(taken)
    return name if 2 <= len(name) <= _LONGEST else ""


def obliged(bare: str, act: str) -> str:
    """险情灾情必须在（1小时内）报, 仲裁庭裁决案件应当自受理之日起（45日内）: the thing that a limit is set for, with its act where it
    is a short one; empty where it is set for persons, whom the act tells of.
    """
    found = _OBLIGED.match(bare)
    if found is None or _PERSONS.search(found["who"]):
        return ""
    return found["who"] + (act if len(act) < 4 else "")


def named_before(bare: str, words: Words, figure: Figure) -> str:
    """27项专项资金14.85亿元未在规定的（60日内）下达: the noun behind the first figure before it in its clause."""
    if _RULED.search(bare) is None:
        return ""
    for place in range(figure.left - 1, figure.before - 1, -1):
        if words.tags[place] == "mention" and place + 1 < figure.left and words.tags[place + 1][0] == "n":
            parts = before(words, place + 1, figure.left - 1)
            return clean(parts.object or parts.subject)
    return ""


def _done(text: str, words: Words, figure: Figure) -> str:
    """实现国内1天|送达, 周边国家2天|送达, 一般事项3日|办结: what is done in the time, with where or to what."""
    left = text[words.starts[figure.left] : figure.start] if figure.left < figure.word else ""
    name = _LEADING.sub("", left)
    return name + text[figure.end : figure.end + 2] if 1 < len(name) <= 8 else ""


def held_off(words: Words, text: str, figure: Figure) -> str:
    """首次出现时间比上年（推迟19天）: what came earlier or later, without what it is compared with; empty where nothing is named."""
    left = text[max(figure.clause.start, words.starts[figure.left]) : figure.start]
    found = _OFF.search(left)
    if found is None or found.start() < 2:
        return ""
    first = figure.left
    last = words.at(words.starts[figure.left] + found.start())
    parts = before(words, first, last)
    return clean(parts.object or parts.subject)


def took(words: Words, text: str, figure: Figure) -> str:
    """某某运输自9月28日至10月8日，（为期11天）: what the clause before, or else the sentence, begins with or speaks of."""
    if _TAKEN.fullmatch(text, figure.clause.start, figure.start) is None:
        return ""
    start = figure.sentence.start
    comma = text.rfind("，", start, figure.start)
    if comma < 0:
        return ""
    clause = max(start, *(text.rfind(mark, start, comma) + 1 for mark in "，；："))
    if (work := _WORK.search(text, clause, comma)) is not None and work.end() == comma:
        return work["name"]
    return _opening_noun(words, clause, comma) or _opening_noun(words, start, comma)


def _opening_noun(words: Words, start: int, stop: int) -> str:
    """The noun phrase that the words in ``[start, stop)`` begin with; empty where it is a time, a person or an area."""
    place = words.at(start)
    if words.starts[place] < start:
        place += 1
    taken: list[str] = []
    while (
        place < len(words)
        and words.starts[place] < stop
        and (words.tags[place][0] in "nvjabst" or words.texts[place] in "“”·")
        and words.tags[place] not in ("v", "ad")
    ):
        taken.append(words.texts[place])
        place += 1
    name = clean("".join(taken))
    if place < len(words) and words.tags[place] == "mention" and not is_time(words.texts[place]):
        return ""  # 蓄洪区|2017名群众
    if not 2 <= len(name) <= _LONGEST or name in _NOBODY or is_time(name):
        return ""
    return name
