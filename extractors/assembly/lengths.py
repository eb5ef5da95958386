"""What a length of time is the time of: the act it limits, the state that lasts, the event that takes it.

A duration is named by what happens in it, which seldom stands where the noun of a count stands: behind 内 (30日内缴纳
价款), behind 连续 (连续七年位居首位), before it (闲置土地一年以上), behind 的 (为期40天的春运), or in the clause beside it
(4月4日至6日放假，共3天; 用三年时间，完成改造任务).
"""

from __future__ import annotations

import re

from corpora.lazy import lazy
from extractors.assembly.cleaning import clean
from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import ACTS, DIRECTIONS, LENGTH_ADVERBS, NOMINAL_VERBS, STATES, VERBS
from extractors.assembly.limits import (
    OF_BEFORE,
    anniversary,
    begun_and_ended,
    governed,
    held_off,
    named_before,
    obliged,
    told_elsewhere,
    took,
)
from extractors.assembly.nouns_behind import after
from extractors.assembly.words import Words
from extractors.assembly.words_before import before, is_time

_BREAK = frozenset("，。；？！\n：:;,（(）)")
_WITHIN = re.compile(r"\s*(?:之?内(?![\u4e00-\u9fff]?[地容部蒙])|以内)")
_SKIPPED = LENGTH_ADVERBS | {" ", "\u3000"}
_OPENING = frozenset(
    [
        "向",
        "对",
        "与",
        "在",
        "从",
        "由",
        "将",
        "把",
        "到",
        "按",
        "自",
        "给",
        "为",
        "同",
        "以",
        "就",
        "经",
        "按照",
        "根据",
        "通过",
        "对于",
        "凭",
        "持",
    ]
)
_EMPTY_ACTS = ("完成", "做好", "开展", "进行", "实施", "做出", "予以", "组织")
_CLOSING = re.compile(r"(?:完毕|到位|结束|完成|一次|为止|等行为|等情形|工作|的|了|，|、)+$")
_MARKERS = re.compile(
    r"(?:(?:已|已经)?(?:长达|达到?|满|超过?|逾|将近|近|约|累计|连续|已经?|共计|总计|共|总共|仅|仅仅|只|长|过|了|经过|为期|历时|前后|至少|最长|最短|平均|一般|不到|高达|时长|时间|为|是|用|花|仅用|只用|整整|搞|用时|耗时|在|于|须|应|需|要|每天|每日|每周|全年|并)\s*)+$"
)
_LASTING = re.compile(r"(?:长达|达到?|满|超过|逾|已经?|近)\s*$")
_RUNNING = re.compile(r"(?:累计|连续)\s*$")
_TERM = re.compile(
    r"(?:期限|时间|时长|年限|周期|期|工期|时效|寿命|工龄|党龄|军龄|学制|工时|时数|车程|天数|时限|刑期|徒刑|拘役|拘留|管制|刑|频次|间隔|年龄|徒刑，?|权利|驾驶证|职业|工作)$"
)
_STATE_LEAD = re.compile(
    r"^(?:对(?:于)?|凡|因|存在|无正当理由|经|其中|且|并|而|或者?|以及|及|和|如|若|的|该|其|凡是|属于|有)+"
)
_TOOK = ("历时", "为期", "持续", "耗时", "用时", "持续了", "历时约", "历时近")
_AHEAD = re.compile(r"(?:提前|推迟|延后|延迟|提早)$")
_TOLD = frozenset({"故事", "经历", "历程", "生涯", "岁月", "时间", "努力", "历史"})
_TIME = re.compile("(时间|时长)(?:[为是达约]|长达|一般|平均)*$")
_AGO = re.compile(r"\s*(?:前|后|之前|之后|以前|以后)")
_BRACKET = re.compile(r"^\s*[（(][^（）()]*[）)]")
_RESULT = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:的|降为|转为|可以|即可|方可|才能|则)")
_NUMERAL = re.compile(r"(?:[约近超逾]|至少|不少于|不低于|超过)?[\d一二三四五六七八九十百千万两几数]")
_NUMBERING = re.compile("^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、.．])+")
_MARK = "、"
_NO_NOUN = frozenset("，。；、的内） ")
_CLOSED = re.compile("\\s*之?内(?:全部|全面)?(完成|到位|办结|结清|整改到位|整改完毕)(?=[，。；])")
_ABLE = re.compile("^(?:[才就便]能?|即?可以?)(?=完成|办理|办好|做完)")
_RATE = re.compile("[^，。；]{1,12}?率(?!先|领)")
_HAVING = lazy(r"^有([\u4e00-\u9fff]{2,10}?(?:史|经历|症状|记录))")
_CLOCK = frozenset({"分钟", "小时", "秒", "秒钟"})
_WHO = ("民警", "人员", "干警", "队员", "消防员", "医生", "部门", "局", "所", "队", "站")
LEVELS = ("保持", "稳定", "位居", "居")
"""What a level does for a length of time: of whose length it is, the level before says."""
_LONGEST = 22


def indicator(words: Words, text: str, draft: Draft) -> tuple[str, str] | None:
    """The name of what a duration (a level) is the length of, and its rule; None where the common rules decide."""
    figure = draft.figure
    start = words.starts[figure.left] if figure.left < len(words) else figure.start
    left = text[start : figure.start] if start < figure.start else ""
    for place in range(figure.word - 1, figure.left - 1, -1):
        if words.tags[place] == "mention":
            left = text[words.end(place) : figure.start]
            break
    bare = _BRACKET.sub("", _MARKERS.sub("", left)).rstrip("，, ")
    right = text[figure.end : figure.end + 6]
    if right.startswith("期"):
        return None
    if left.rstrip("约近为达已长").endswith("持续时间"):
        return "持续时间", "label"
    if 2 <= len(bare) <= 10 and (taken := _TIME.search(left)) is not None:
        return clean(_STATE_LEAD.sub("", bare)) + taken[1], "term_before"  # 停业时间一至三个月
    if draft.unit == "周年" and len(bare) >= 2:
        return anniversary(words, figure, bare), "state_before"
    if (named := begun_and_ended(left)) or (named := governed(words, text, figure, right)):
        return named, "length_of"
    if (told := told_elsewhere(bare, right)) is not None:
        return told
    if _TERM.search(bare):
        parts = before(words, figure.left, figure.word)
        if _TERM.search(parts.object):
            if right.startswith("的"):
                return clean(parts.object), "term_before"
            return (clean(bare), "term_before") if len(parts.object) <= 2 < len(bare) <= 8 else None
        named = clean(_STATE_LEAD.sub("", bare.split(_MARK)[-1]))
        return (named, "term_before") if 2 < len(named) <= 8 else None
    if text.endswith(("以上", "以下"), figure.start, figure.end) and right[:1] not in _NO_NOUN:
        noun = after(words, figure.next, figure.right, lenient=True)
        if len(noun) > 2 and (words.tags[figure.next] not in ("v", "p", "d") or noun[0] == "未"):
            return noun, "noun_after"  # 五年以上|有期徒刑, 三年以上|未结案件
    if _AHEAD.search(left):
        act = _act(words, figure.next, _end(words, text, figure.end))
        if act:
            return act, "act_after"
        if named := held_off(words, text, figure):
            return named, "lasting"
    limit = _WITHIN.match(right) is not None or (
        draft.mention.quantity.bound == "at_most" and right[:1] not in "，。；"
    )
    if right.startswith("的") and _RUNNING.search(left) and (name := _event(words, figure.next, figure.right)):
        return name, "length_of"  # 结束了连续3个月的环比上升
    if _RUNNING.search(left) or limit:
        act = _act(words, figure.next, _end(words, text, figure.end))
        if act and not limit:
            act = (_RESULT.split(act)[0] or act).rstrip("在到于为")
            bare = bare.removeprefix("其中")
            if len(act) > 3 and act.endswith(LEVELS[:2]):
                act = act[:-2]  # 连续五年增幅|保持在12%以上
            elif act in LEVELS[:2] and 2 <= len(bare) <= 12 and not _circumstance(bare):
                return bare, "lasting"  # 涨幅连续9个月保持在10%以上
            return (act if not bare or _circumstance(bare) or len(bare) > 12 else bare + act), "lasting"
        if act in DIRECTIONS:
            return OF_BEFORE + act, "inherited"
        if limit:
            if (rate := _RATE.match(act)) is not None:
                return rate[0], "act_after"  # 7日内答复率达到100%
            if (having := _HAVING.match(act)) is not None:
                return having[1], "act_after"  # 7天内有本市旅居史的人员
            if act and (thing := named_before(left, words, figure)):
                return thing + act, "act_after"
            if thing := obliged(left, act):
                return thing, "act_after"
            return _completed(words, text, draft, act, bare)
    if right.startswith(("来的", "以来的")):
        name = _event(words, figure.next + 1, figure.right)
        return (name, "length_of") if name else None  # 跌至近3年来的低点
    if right.startswith("的") and right[1:2] not in "，。；、":
        held = _held(bare) if _LASTING.search(left) or right[2:3] == "某" else ""
        name = held or _event(words, figure.next, figure.right)
        if name in _TOLD and 4 <= len(done := re.split("[位名个]", bare)[-1]) <= 12:
            name = done  # 乡村教师扎根山区三十年的故事
        return (name, "length_of") if name else None
    timed = draft.unit in _CLOCK and bare.endswith(_WHO) and figure.next < len(words)
    if timed and words.tags[figure.next] == "v" and (act := _act(words, figure.next, _end(words, text, figure.end))):
        return act, "act_after"  # 民警5分钟|到达现场
    if text.endswith(_TOOK, 0, figure.start) and right[:1] not in "，。；（、的":
        act = _act(words, figure.next, _end(words, text, figure.end))
        if act:
            return act, "act_after"  # 有关部门历时6年开展了全国土壤污染状况调查
    if right[:1] in "，。；（" and (event := took(words, text, figure)):
        return event, "length_of"
    held = _held(bare)
    if held:
        return held, "lasting"
    if bare and not _circumstance(bare):
        return None
    if _AGO.match(right):
        return None
    act = _act(words, figure.next, _end(words, text, figure.end))
    if act in DIRECTIONS or act.removeprefix("累计") in DIRECTIONS:
        return OF_BEFORE + act, "inherited"  # 浓度33微克，四年累计下降19.5%
    if act:
        return act, "act_after"
    beside = _beside(words, text, draft)
    return (beside, "clause_beside") if beside else None


def _completed(words: Words, text: str, draft: Draft, act: str, bare: str) -> tuple[str, str] | None:
    """An act behind 内; a bare verb takes the noun before (余款6个月内缴清), an empty one the clause behind."""
    if not act and (closed := _CLOSED.match(text, draft.figure.end)) is not None:
        return closed[1], "act_after"  # 其余428家限30日内完成，逾期一律关停
    if not act:
        stop = _end(words, text, draft.figure.end)
        at = words.end(stop - 1) if stop > 0 else draft.figure.end
        if at < len(text) and text[at] in "，,":
            act = _act(words, stop + 1, _end(words, text, at + 1))
        return (act, "act_after") if act else None
    if len(act) <= 3:
        noun = _STATE_LEAD.sub("", bare)
        if (
            2 <= len(noun) <= 8
            and not _circumstance(bare)
            and not noun.endswith(("之日起", "单位", "企业", "者", "人"))
        ):
            return noun + act, "act_after"
    return act, "act_after"


def _end(words: Words, text: str, offset: int) -> int:
    """The word that holds the next mark that ends a clause, or the end of the text."""
    stop = offset
    limit = min(len(text), offset + 60)
    while stop < limit and text[stop] not in _BREAK:
        stop += 1
    return words.at(stop) if stop < len(text) and words.starts[words.at(stop)] == stop else words.at(stop) + 1


def _act(words: Words, first: int, last: int) -> str:
    """The predicate in words ``[first, last)``: verb and object without adverbs, agents and addressees."""
    texts, tags = words.texts, words.tags
    place = _past_lead(words, first, last)
    if place < last and texts[place] in ("将", "把") and (verb := _moved(words, place, last)):
        return texts[verb] + "".join(texts[place + 1 : verb])
    taken: list[str] = []
    verbal = False
    for at in range(place, last):
        text, tag = texts[at], tags[at]
        if tag == "mention":
            if taken[-1:] == ["为期"] and (event := _event(words, at + 1, last)):
                taken[-1] = event  # 在15日内参加为期7日的学习
            elif text[0] == "《":
                taken.append(text)
            elif text.startswith(("全国", "全省", "第", "前")) and taken:
                taken.append(text)
                continue
            elif taken and not is_time(text) and _NUMERAL.match(text) and (noun := after(words, at + 1, last)):
                taken = taken[:1] if taken[-1] == "等" else taken
                taken.append(noun)
            break
        if text[0] in _BREAK:
            break
        if text == "的" and at + 1 >= last:
            break
        verbal = verbal or tag[0] == "v" or text in ACTS or text.startswith("依法") or len(text) > 3
        text = text.lstrip("内里") if not taken and len(text) > 1 else text  # 内付清 is cut 内付|清
        if not taken and text in ("里", "中", "间"):
            continue  # 这6个多月里|严重升级
        taken.append(text.removeprefix("依法") if len(text) > 2 else text)
        if sum(map(len, taken)) > _LONGEST:
            return ""
    if not verbal:
        return "".join(taken) if sum(map(len, taken)) > 1 and tags[place][0] in "nvbad" else ""
    phrase = _ABLE.sub("", _CLOSING.sub("", "".join(taken)))
    for empty in _EMPTY_ACTS:
        if phrase.startswith(empty) and len(phrase) - len(empty) > 3:
            return phrase[len(empty) :].lstrip("了过的")
    return phrase


def _past_lead(words: Words, first: int, last: int) -> int:
    """Past adverbs and the phrases of prepositions (与招标人, 向市政府) that stand before the verb."""
    texts, tags = words.texts, words.tags
    place = first
    while place < last:
        text = texts[place]
        if text in _SKIPPED:
            place += 1
        elif text in ("将", "把") and _moved(words, place, last):
            return place
        elif text in _OPENING or (text[0] == "内" and text[1:] in _OPENING):  # 内向 is cut as one word
            ahead = place + 1
            while ahead < last and not (
                (tags[ahead] in ("v", "vn") and texts[ahead] not in ("有关", "相关", "所在") and ahead > place + 1)
                or texts[ahead].startswith("依法")
            ):
                ahead += 1
            if ahead >= last:
                return place
            place = ahead
        elif tags[place] == "mention" and place > first:
            place += 1
        else:
            break
    return place


def _moved(words: Words, place: int, last: int) -> int:
    """Where the verb stands that 将 or 把 moves a short noun before (将罚没款汇交国库); 0 where none does."""
    for at in range(place + 1, min(place + 5, last)):
        tag = words.tags[at]
        if tag[0] == "v" and at > place + 1 and words.texts[at] not in NOMINAL_VERBS:
            return at
        if tag[0] not in "nvaj":
            return 0
    return 0


def _held(bare: str) -> str:
    """闲置土地, 挂账, 躲避执行: a predicate right before the figure, without what introduces it."""
    if not bare:
        return ""
    held = _STATE_LEAD.sub("", bare.split(_MARK)[-1]).removeprefix("比").removeprefix("较")
    held = held.rpartition("将")[2] or held  # 民警将潜逃17年的李某抓获
    if len(held) > 12:
        return ""
    opening = next((size for size in (4, 3, 2) if held[:size] in VERBS or held[:size] in STATES), 0)
    closing = any(held[-size:] in STATES for size in (4, 3, 2) if len(held) >= size)
    if (opening and held[:opening] not in NOMINAL_VERBS) or closing:
        return held
    return ""


def _circumstance(bare: str) -> bool:
    """Whether the words before tell only when or who, so that the act must follow."""
    return bare.endswith(("后", "前", "时", "之日起", "日起", "之日", "起", "内", "以来", "期间", "中")) or bare in (
        "这",
        "这个",
        "这一",
        "在这",
        "自",
        "在",
        "要求",
        "落实",
        "实行",
        "实施",
        "坚持",
        "汛期实行",
        "我们",
        "专班",
    )


def _event(words: Words, first: int, last: int) -> str:
    """The noun phrase behind 的: an event, whose verbs are part of its name (涉民生案件集中执行行动)."""
    texts, tags = words.texts, words.tags
    place = first + 1
    if place < last and tags[place] == "mention" and is_time(texts[place]):
        place += 1
    taken: list[str] = []
    quoted = False
    for at in range(place, last):
        text, tag = texts[at], tags[at]
        quoted = (quoted or text == "“") and text != "”"
        if (
            not quoted
            and taken[-1:] != ["”"]
            and (
                tag == "mention"
                or text[0] in _BREAK
                or tag in ("p", "d", "c", "r", "uj", "ul")
                or text in ("、", "是", "已")
            )
        ):
            break
        if tag == "v" and VERBS.get(text) == "act" and text not in NOMINAL_VERBS and at > place and at + 1 >= last:
            break
        taken.append(text)
    name = "".join(taken)
    return name if 2 <= len(name) <= 16 else ""


def _taker(words: Words, start: int) -> str:
    """演练模拟侧翻泄漏，历时2小时: the subject of the sentence."""
    place = words.at(start)
    taken: list[str] = []
    while place < len(words) and words.tags[place][0] in "nvj" and words.tags[place] != "v" and len(taken) < 5:
        taken.append(words.texts[place])
        place += 1
    name = "".join(taken)
    return name if 2 <= len(name) <= 12 else ""


def _beside(words: Words, text: str, draft: Draft) -> str:
    """The clause before a bare 共3天, or the one behind 用三年时间，."""
    figure = draft.figure
    stop = _end(words, text, figure.end)
    at = words.starts[stop] if stop < len(words) else len(text)
    if text[at : at + 1] in ("，", ",") and text[figure.start - 1] in "用过来期经，。\n" and at - figure.end <= 4:
        act = _act(words, stop + 1, _end(words, text, at + 1))
        if act:
            return act
    if text.endswith(_TOOK, 0, figure.start) and (taker := _taker(words, figure.sentence.start)):
        return taker
    comma = max(
        text.rfind("，", figure.sentence.start, figure.start), text.rfind("：", figure.sentence.start, figure.start)
    )
    if comma < 0 or figure.previous is not None:
        return ""
    low = max(text.rfind("，", figure.sentence.start, comma), text.rfind("；", figure.sentence.start, comma)) + 1
    first, last = words.at(max(low, figure.sentence.start)), words.at(comma)
    dated = [place for place in range(first, last) if words.tags[place] == "mention" and is_time(words.texts[place])]
    if not dated:
        return ""
    behind = "".join(words.texts[dated[-1] + 1 : last])
    behind = re.sub(r"^[）)（(][^）)]*[）)]?|[（(][^）)]*[）)]", "", behind).strip("，。（）() ")
    if 2 <= len(behind) <= 12:
        return behind
    begun = 1 if dated[0] == first and len(dated) > 1 else 0  # 2024年“五一”假期自5月1日至5月5日
    front = "".join(words.texts[first + begun : dated[begun]])
    front = re.sub(r"(?:从|自|为|是|于|：|:)+$", "", front).strip()
    front = _NUMBERING.sub("", front)
    return front if 2 <= len(front) <= 16 and not any(letter.isdigit() for letter in front) else ""
