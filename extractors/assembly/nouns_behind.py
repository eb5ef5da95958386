"""The noun phrase behind a figure that it counts, over words and their part-of-speech tags."""

from __future__ import annotations

import re

from corpora.lazy import lazy
from extractors.assembly.lexicons import ACTS, HEADS, NAMING_VERBS, NOMINAL_VERBS, OCCURRENCES, STOP, VERBS, has_head
from extractors.assembly.words import Words

LOCAL = frozenset({"中", "内", "里", "上", "下", "间", "之间", "之中", "当中", "左右"})
JOIN = frozenset({"和", "与", "及", "或", "、", "以及"})
_NAME = re.compile("[\u4e00-\u9fff]{3,14}")
_NO_NAME = re.compile("[年月日时分秒天今昨明上下前后]|[一二三四五六七八九十百千万两]")
_PLACES = ("区", "市", "省", "县", "国", "地", "站", "场", "校", "院", "处", "所", "点", "镇", "村")
_HOLLOW = frozenset({"工作", "问题", "标准"})
_NOUNS_AS_ADVERBS = frozenset({"自然", "基本", "一般"})
"""自然保护地, 基本农田: nouns and attributes that the dictionary takes for adverbs."""
_VERY = frozenset({"长期", "大型", "高清", "低", "高", "大", "长", "高压", "高层"})
_WORLDWIDE = frozenset({"世界", "国际", "全球", "国内", "国外", "海外"})
_QUANTIFIERS = frozenset({"各类", "各种", "各级", "各界", "各族", "各国", "所有", "一线"})
_NO_END = frozenset({"a", "ad", "d", "f", "c", "uj", "x", "p"})
_NOMINAL = frozenset("njlb")
NEGATIONS = frozenset({"不", "未", "非", "无"})
_SPECIAL = STOP | JOIN | _QUANTIFIERS | LOCAL | {"的", "等"}
"""Words that a noun phrase may end at whatever their tag."""
ACTING = ACTS - NOMINAL_VERBS - NAMING_VERBS
OFFICES = ("部门", "机构", "单位", "人员", "中心", "局", "所", "站", "企业")
_GIVEN = frozenset({"补助", "补贴", "奖励", "救助", "资助", "补偿", "赔偿"})
_SUMS = frozenset({"合计", "共计", "总计", "累计"})
_OWNED_ENDS = ("所属", "下属", "直属", "辖区")
_OWNED = lazy(rf"(?<=[\u4e00-\u9fff]{{2}})[及和](?:其)?(?:{'|'.join(_OWNED_ENDS)})$")
_BRACKETS = "“”‘’《》·-—/%－ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"


def after(words: Words, first: int, last: int, lenient: bool = False) -> str:
    """The noun phrase that a figure counts, read in words ``[first, last)`` behind it; empty where there is none.

    ``lenient``: a noun must follow (的 before the figure), so a verb in front of it is taken as its attribute.
    """
    texts, tags = words.texts, words.tags
    place = first
    nominalised = place < last and texts[place] in ("的", "之")
    if nominalised:
        place += 1
    begin = place
    if place + 1 < last + 1 and place + 1 < len(texts) and texts[place + 1] == "点中" and tags[place] != "mention":
        return texts[place] + "点"  # 45处治理|点中13处未完成
    taken: list[str] = []
    if (
        place + 1 < last
        and tags[place] == "mention"
        and tags[place + 1] == "n"
        and _NAME.fullmatch(texts[place])
        and not _NO_NAME.search(texts[place])
    ):
        taken.append(texts[place])  # 90名|国际奥委会|委员
        place += 1
    while place < last:
        tag = tags[place]
        if tag == "mention":
            break
        kind = tag[0]
        if texts[place] in "（(" and taken and (closed := _short_bracket(words, place, last)):
            taken.extend(texts[place:closed])  # 县（市、区）, 处（科）
            place = closed
            continue
        if kind == "n" and texts[place] not in _SPECIAL and (taken or texts[place] not in ACTING):
            pass
        elif nominalised and kind == "v" and all(tag[0] == "v" for tag in tags[begin:place]):
            pass  # 10小时的跋涉: a verb behind 的 is a noun
        elif _ends(words, place, last, taken, lenient):
            break
        taken.append(texts[place])
        place += 1
    while taken and (
        (tags[begin + len(taken) - 1] in _NO_END and taken[-1] not in "”》）)") or taken[-1] in ("、", "等", "的")
    ):
        taken.pop()
    if not taken:
        return ""
    phrase = _closed("".join(taken))
    return _OWNED.sub("", phrase) if phrase.endswith(_OWNED_ENDS) else phrase


def _short_bracket(words: Words, place: int, last: int) -> int:
    """The word behind a bracket that completes a noun by its alternatives, 0 where it tells something else."""
    size = 0
    for ahead in range(place + 1, min(place + 5, last)):
        text = words.texts[ahead]
        if text in "）)":
            return ahead + 1 if size else 0
        size += len(text)
        if words.tags[ahead] == "mention" or size > 3:
            return 0
    return 0


def _ends(words: Words, place: int, last: int, taken: list[str], lenient: bool) -> bool:
    """Whether the noun phrase ``taken`` is over before the word at ``place``."""
    text, tag = words.texts[place], words.tags[place]
    if text in ("预计", "计划", "有望") and taken:
        return True  # 近3万用户|预计明天全部通电
    if text == "超" and not taken and place + 1 < last and words.texts[place + 1] in _VERY:
        return False  # 690亿元|超长期特别国债
    if taken[:1] == ["超"] and (text in _VERY or _noun_follows(words, place, last)):
        return False
    if text in ("少", "多") and taken and has_head("".join(taken)):
        return True  # 29家企业|少报缴费基数
    if text in _SUMS or (text == "“" and taken and has_head("".join(taken))):
        return True
    if text in NEGATIONS and not taken:
        return not any(words.tags[ahead][0] == "n" for ahead in range(place + 2, min(place + 4, last)))
    if text in STOP:
        return not (text == "以上" and taken and _noun_follows(words, place, last))
    if text == "的":
        return not taken or has_head("".join(taken)) or place + 1 >= last or words.texts[place + 1] in _HOLLOW
    if text in JOIN and place + 2 < last and words.texts[place + 1] in ("以上", "以下"):
        return False  # 地级及以上城市
    if text in JOIN:
        return not taken or not _goes_on(words, place + 1, last)
    if text == "等":
        return not taken
    if tag == "eng" or text in _QUANTIFIERS:
        return False
    if tag[0] in "dpcuyore":
        return text not in HEADS and not (text in _NOUNS_AS_ADVERBS and _noun_follows(words, place, last))
    if tag == "vn" and len(taken) == 1 and taken[0] in "站县市村镇乡":
        return True  # 31个站|突破
    if tag[0] == "v" and tag != "vn" and text not in HEADS:
        return not _verb_inside(words, place, last, taken, lenient)
    if text in LOCAL and taken:
        return not _noun_follows(words, place, last)
    return (tag == "i" and bool(taken)) or (tag == "x" and text not in _BRACKETS)


def _noun_follows(words: Words, place: int, last: int) -> bool:
    return place + 1 < last and words.tags[place + 1][0] == "n"


def _closed(phrase: str) -> str:
    for mark in ("中", "里"):
        if phrase.endswith(mark) and len(phrase) > 2:
            phrase = phrase[:-1]
    if len(phrase) > 3 and phrase[0] in "高长宽深重厚大" and phrase[1] == "的":
        phrase = phrase[2:]
    if "”" in phrase and phrase.count("”") > phrase.count("“"):
        phrase = phrase.replace("”", "", 1)
    return phrase


def _goes_on(words: Words, place: int, last: int) -> bool:
    """Whether a coordination goes on with a noun and not with the next figure or predicate."""
    if place >= last:
        return False
    tag = words.tags[place]
    return tag != "mention" and (
        tag[0] in "najbl" or tag in ("vn", "eng") or (tag == "v" and words.texts[place] not in ACTS)
    )


def _verb_inside(words: Words, place: int, last: int, taken: list[str], lenient: bool) -> bool:
    """Whether the verb at ``place`` is part of the noun phrase (受灾群众, 电信诈骗犯罪嫌疑人) and not its predicate."""
    texts, tags = words.texts, words.tags
    phrase = "".join(taken)
    if len(phrase) > 1 and has_head(phrase):
        return place + 1 < last and texts[place] in NAMING_VERBS and texts[place + 1] in OFFICES  # 市场|监管|部门
    if len(phrase) == 1 and phrase in "站县市村镇乡":
        return False  # 31个站|突破
    if len(phrase) == 1:
        taken = []  # 一例人感染禽流感病例: a single character is no complete noun phrase yet
    following = place + 1
    text = texts[place]
    if phrase == "人" and text == "感染":
        return True  # 5例人感染禽流感病例
    if phrase and following < last and tags[following][0] in "nj" and (tags[place - 1] == "b" or phrase in _WORLDWIDE):
        return True  # 13台大型烘干塔, 38所世界知名高校
    if phrase and text in _GIVEN and (following >= last or texts[following] in "，。；、）"):
        return True  # 领取20元生活补助
    if following >= last:
        return False
    if tags[following] == "mention" or texts[following] in ("了", "过", "着"):
        return False
    if texts[following] == "的":
        return not taken or text not in OCCURRENCES
    if VERBS.get(text) == "stay":
        return False
    for ahead in range(following, min(following + (5 if lenient else 4), last)):
        word, tag = texts[ahead], tags[ahead]
        if tag == "mention" or tag == "x" or word in STOP:
            return lenient and ahead > following and tags[following][0] in _NOMINAL
        if word in HEADS or (tag[0] == "n" and has_head(word)):
            if not taken or lenient or (text in NAMING_VERBS and not has_head(phrase)):
                return True
            return ahead == following and not word.endswith(_PLACES) and (text not in ACTS or text in NOMINAL_VERBS)
    return lenient and tags[following][0] in _NOMINAL
