"""Noun phrases and governing verbs beside a figure, over words and their part-of-speech tags."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.assembly.lexicons import ACTS, HEADS, OCCURRENCES, VERBS, has_head
from extractors.assembly.words import Words

_STOP = frozenset("被把将对在由向从于为因以与且但而并经让给使至到均都已全正未不没就也又还是有共各占较比，。；：！？,;:!?（(）)\t\n→") | {
    "分别", "全部", "其中", "同比", "环比", "以及", "其他", "进行", "正在", "已经", "用于", "来自", "位于", "属于", "相关", "左右",
    "以上", "以下", "以内", "以来", "期间", "此外", "同时", "累计", "均已", "没有", "另有", "还有", "居", "成为",
}
_LOCAL = frozenset({"中", "内", "里", "上", "下", "间", "以内", "之间", "之中", "当中", "以来", "期间", "左右"})
_TAIL = frozenset(
    "共计总达为是约有了在至到仅只各均近已逾超等之的数即将由从也还又按以" ) | {
    "共计", "总计", "合计", "达到", "总数", "大约", "已有", "已达", "仅为", "分别", "分别为", "保持", "稳定", "维持", "实现", "完成",
    "高达", "多达", "只有", "现有", "共有", "累计", "超过", "突破", "数量", "每人", "每月", "每天", "每年", "每户", "其中", "已经", "按照", "均为",
    "连续", "先后", "一共", "总共", "平均", "分别是", "约为", "均已", "达成", "也就是", "目前", "增至", "升至", "降至", "仍", "则",
    "最高", "最低", "最多", "最少", "即为", "估计", "预计", "处于", "位居", "居", "位列", "排名", "名列", "排在", "设有", "设", "持续", "每名", "每个", "每家", "每亩", "每吨", "每公里", "每辆", "每件",
}
_LEAD = frozenset("共还又也已均都仅约则即而且并或及和与、，；：,;: \u3000“") | {
    "其中", "同时", "此外", "另外", "目前", "截至", "全市", "全省", "全区", "全县", "全州", "全旗", "我市", "我省", "我县", "我区", "本市", "本省", "该市",
    "一共", "累计", "总共", "共计", "已经", "先后", "另有", "还有", "有", "因此", "今年", "以及", "当年", "全年", "一是", "二是", "三是", "四是",
    "并且", "另", "据统计", "现在", "分别", "依法", "再", "中", "期间", "末", "底", "连续", "成功", "新", "日均", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
} - {"新", "日均"}
_NOUNISH = frozenset({"n", "nr", "ns", "nt", "nz", "vn", "an", "j", "l", "b", "eng", "ng", "s", "a", "ag", "i", "k", "h", "nrt", "nrfg", "g", "q", "m", "f", "z", "t", "zg", "nv", "x"})
_KEEP_VERBS = frozenset({"新增", "享受", "待售", "待业", "失业", "在建", "在册", "在校", "在职", "参保", "进出口", "可支配", "规模", "发电", "用电", "采信", "投诉", "信访", "上访", "进口", "出口", "涉案", "过火"})


@dataclass(frozen=True, slots=True)
class Before:
    """The words before a figure taken apart: subject, governing verb, object; each may be empty.

    ``has_verb_end``: the verb stands right before the figure (遇难, 开行 in 累计开行N列).
    """

    subject: str
    verb: str
    object: str


def after(words: Words, first: int, last: int, unit: str | None) -> str:
    """The noun phrase that a figure counts, read in words ``[first, last)`` behind it; empty where there is none."""
    texts, tags = words.texts, words.tags
    place = first
    if place < last and texts[place] in ("的", "之"):
        place += 1
    begin = place
    taken: list[str] = []
    while place < last:
        text, tag = texts[place], tags[place]
        if tag == "mention":
            if taken and not _mention_inside(words, place, last):
                break
            if not taken:
                return ""
        elif text in _STOP and not (text in ("上", "下") and taken == []):
            if text in ("有", "是") and not taken:
                return ""
            break
        elif text in "的" and taken:
            if has_head("".join(taken)) or place + 1 >= last or tags[place + 1] == "mention":
                break
            if texts[place + 1] in ("工作", "问题", "标准"):
                break
        elif text in ("和", "与", "及", "或", "、", "以及"):
            if not taken or not _goes_on(words, place + 1, last):
                break
        elif tag[0] in "dpcuyore" and text not in ("各类", "的", "所有", "等") and tag not in ("eng", "r"):
            if text == "等" or tag == "uj":
                pass
            else:
                break
        elif (tag[0] == "v" and tag != "vn" and not _verb_inside(words, begin, place, last, taken)) or (tag == "i" and taken and has_head("".join(taken))) or (text in _LOCAL and taken and (place + 1 >= last or tags[place + 1][0] != "n")) or (tag == "x" and text not in "“”‘’《》·-—%－/"):
            break
        taken.append(text)
        place += 1
    phrase = "".join(taken)
    return _trimmed(phrase)


def _trimmed(phrase: str) -> str:
    for mark in ("等", "的", "、", "和", "及", "与", "或", "中", "“", "为"):
        while phrase.endswith(mark) and len(phrase) > 1:
            phrase = phrase[: -len(mark)]
    if phrase.count("”") > phrase.count("“"):
        phrase = phrase.replace("”", "", 1)
    return phrase if phrase not in ("的", "等", "、", "和", "以上", "左右") else ""


def _mention_inside(words: Words, place: int, last: int) -> bool:
    return False


def _goes_on(words: Words, place: int, last: int) -> bool:
    """Whether a coordination goes on with a noun and not with the next figure or predicate."""
    if place >= last:
        return False
    tag = words.tags[place]
    return tag != "mention" and (tag[0] in "najbl" or tag in ("vn", "eng") or (tag == "v" and words.texts[place] not in ACTS))


def _verb_inside(words: Words, begin: int, place: int, last: int, taken: list[str]) -> bool:
    """Whether the verb at ``place`` is part of the noun phrase (受灾群众, 电信诈骗犯罪嫌疑人) and not its predicate."""
    phrase = "".join(taken)
    if taken and has_head(phrase):
        return False
    following = place + 1
    if following >= last:
        return bool(taken) and words.texts[place] not in ACTS and not has_head(phrase)
    tag = words.tags[following]
    if tag == "mention" or words.texts[following] in ("了", "过", "着"):
        return False
    if words.texts[following] == "的":
        return not taken or words.texts[place] not in OCCURRENCES
    text = words.texts[place]
    if text in VERBS and taken and text not in _KEEP_VERBS and VERBS[text] == "stay":
        return False
    # A head noun within three words makes the verb a modifier of it.
    for ahead in range(following, min(following + 4, last)):
        word, label = words.texts[ahead], words.tags[ahead]
        if label == "mention" or label == "x" or word in _STOP:
            return False
        if label[0] == "n" and (word in HEADS or has_head(word)):
            if not taken:
                return True
            return text not in ACTS or text in _KEEP_VERBS or (label[0] == "n" and ahead == following and text not in OCCURRENCES)
    return False


def before(words: Words, first: int, word: int) -> Before:
    """Subject, governing verb and object in words ``[first, word)`` before a figure."""
    texts, tags = words.texts, words.tags
    last = word
    while last > first and (texts[last - 1] in _TAIL or (tags[last - 1] in ("ul", "uz", "ug", "d", "zg") and texts[last - 1] not in ACTS)):
        last -= 1
    first = _skip_lead(words, first, last)
    verb_at = _governor(words, first, last)
    if verb_at is None:
        return Before("", "", _phrase(words, first, last))
    verb_end = verb_at + 1
    while verb_end < last and texts[verb_end] in ("了", "过", "出", "着", "有", "到"):
        verb_end += 1
    verb = texts[verb_at]
    lead = verb_at
    while lead > first and texts[lead - 1] in ACTS and tags[lead - 1] != "mention":
        lead -= 1
        verb = texts[lead] + verb
    if lead > first + 1 and texts[lead - 1] == "、" and texts[lead - 2] in ACTS:
        verb = texts[lead - 2] + "、" + verb
        lead -= 2
    return Before(_phrase(words, first, lead), verb, _phrase(words, verb_end, last))


def _skip_lead(words: Words, first: int, last: int) -> int:
    texts, tags = words.texts, words.tags
    while first < last and (texts[first] in _LEAD or tags[first] in ("c", "d", "y")):
        first += 1
    for place in range(last - 1, first - 1, -1):
        if tags[place] == "mention" and place + 1 < last and _is_time(texts[place]):
            first = place + 1
            if texts[first] in ("当月", "当日", "起", "的", "间", "，", "以来", "期间", "末"):
                first += 1
            break
    while first < last and (texts[first] in _LEAD or tags[first] in ("c", "d")):
        first += 1
    return first


def _is_time(text: str) -> bool:
    return any(mark in text for mark in "年月日季度期间今昨周末底时天")


def _governor(words: Words, first: int, last: int) -> int | None:
    """The verb that governs the noun before the figure: the last verb of an act that no 的 makes an attribute."""
    texts, tags = words.texts, words.tags
    found = None
    for place in range(first, last):
        text = texts[place]
        if text in ACTS and text not in _KEEP_VERBS and not _attribute(words, place, last):
            if tags[place] == "vn" and place + 1 < last and found is not None:
                continue
            if place > first and tags[place - 1][0] in "n" and place + 1 == last and tags[place] == "vn":
                continue
            found = place
    return found


def _attribute(words: Words, place: int, last: int) -> bool:
    """Whether the verb belongs to an attribute (审结的, 资助项目): 的 follows before the figure, or a noun it modifies."""
    texts, tags = words.texts, words.tags
    if place + 1 < last and (texts[place + 1] in ("率", "量", "额", "数", "总额", "总值", "总量", "金额", "面积", "费", "收入", "单位", "机构", "标准", "任务", "能力", "指数", "性", "力", "资金", "人数", "数量", "规模", "比例", "收支", "力度")):
        return True
    if texts[place] in ("保障", "保险", "服务", "投资", "贷款", "监测", "收入", "支出") and place + 1 < last:
        return True
    for ahead in range(place + 1, last):
        if texts[ahead] == "的":
            return ahead + 1 < last
        if tags[ahead] == "mention":
            return False
    return False


def _phrase(words: Words, first: int, last: int) -> str:
    texts, tags = words.texts, words.tags
    while first < last and (texts[first] in _LEAD or tags[first] in ("c", "d", "ul", "uj")):
        first += 1
    while last > first and (texts[last - 1] in _TAIL or (tags[last - 1] in ("ul", "c", "x") and texts[last - 1] not in "”》")):
        last -= 1
    for place in range(last - 2, first, -1):
        if texts[place] == "等" and tags[place + 1][0] in "nv":
            first = place + 1
            break
    while first < last - 1 and tags[first] == "mention" and texts[first + 1] not in ("的", "、"):
        first += 1
    return "".join(texts[first:last])
