"""What is told behind a figure: of the people and households that it counts, of how often and how long."""

from __future__ import annotations

from extractors.assembly.lexicons import OCCURRENCES, STOP, VERBS
from extractors.assembly.nouns_behind import after
from extractors.assembly.words import Words

_TAKING = frozenset(
    {"参加", "受到", "接受", "享受", "获得", "取得", "通过", "从事", "领取", "纳入", "加入", "符合", "申请"}
)
_BEFORE_ACT = frozenset("来间前后就便再") | {
    *("不同", "程度", "进行", "以来", "开展", "期间", "之内", "以内"),
}
"""What stands between a length of time or a number of times and the act that is told of it."""


def predicate(words: Words, first: int, last: int) -> str:
    """The verb right behind 人: 2401人受伤, 22.97万人紧急转移安置."""
    taken: list[str] = []
    verbal = False
    first += first < last and words.texts[first] == "被"
    first += 2 * (words.texts[first : first + 2] == ["不同", "程度"])  # 人次|不同程度|受灾
    while first < last and (words.tags[first] in ("d", "zg") or words.texts[first] == "在"):
        first += 1
        if words.texts[first - 1] == "在":  # 51人仍在医院接受治疗
            while first < last and words.tags[first][0] != "v":
                first += 1
    if first + 1 < last and words.texts[first] == "遭" and words.tags[first + 1][0] in "vn":
        return "遭" + words.texts[first + 1]  # 30人遭枪击
    for place in range(first, last):
        tag, text = words.tags[place], words.texts[place]
        happens = text in OCCURRENCES
        if not happens and (tag not in ("v", "vn", "vd", "a", "ad", "an", "i", "l") or text in STOP or len(text) < 2):
            break
        if text in ("分成", "来自", "没有", "属于", "成为") or (VERBS.get(text) == "stay" and text not in _TAKING):
            break
        verbal = verbal or happens or tag[0] == "v" or tag in "il"
        taken.append(text)
        if text in _TAKING:  # 530万人参加再就业培训
            return "".join(taken) + (after(words, place + 1, last, lenient=True) or _act_taken(words, place + 1, last))
        if tag == "v" and not happens and (thing := after(words, place + 1, last)) and len(thing) <= 6:
            ends = place + 2 >= last or words.texts[place + 2] in "，。；、"
            return "".join(taken) + (thing if ends and thing == words.texts[place + 1] else "")
    return "".join(taken) if verbal else ""


def _act_taken(words: Words, first: int, last: int) -> str:
    """接受|治疗, 参加|再就业培训: the act up to the end of the clause, where it is short."""
    place = first
    while place < last and words.tags[place] in ("d", "v", "vn", "n", "b"):
        place += 1
    act = "".join(words.texts[first:place])
    ends = place >= last or words.texts[place] in "，。；、\n"
    return act if ends and len(act) <= 8 else ""


def verb_phrase(words: Words, first: int, last: int) -> str:
    """The predicate behind a count of occurrences or a duration: 先后四次 | 听取汇报, 每天24小时 | 巡逻防控, 30日内 | 缴纳."""
    texts, tags = words.texts, words.tags
    taken: list[str] = []
    verbal = False
    place = first
    while place < last:
        text, tag = texts[place], tags[place]
        if not taken and text[0] == "内" and tag != "mention":
            text = text[1:]
        if not taken and (not text or text in _BEFORE_ACT):
            place += 1
            continue
        if not taken and text in ("向", "对", "到", "在", "与", "从", "由", "将", "把"):
            place += 1
            while place < last and tags[place] != "v":
                place += 1
            continue
        if tag == "mention" or text in "，。；、,;（(）)\n" or text == "的":
            break
        verbal = verbal or tag[0] == "v"
        taken.append(text)
        place += 1
    return "".join(taken) if verbal else ""
