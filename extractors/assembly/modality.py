"""Actual, planned or required, and how firmly planned."""

from __future__ import annotations

import re

from extractors.assembly.lexicons import MODALITY, alternation

_FUTURE = "将"
_WORDS = re.compile(alternation(MODALITY))
_OBJECT_MARKER = re.compile(r"将(?=[^，。；]{2,40}?(?:列入|纳入|移送|移交|转移|控制在|压缩|作为|由|从|提高|降低|转为|确定为|运|送|用于|分为|调整|扩大|缩短|下降|返还|公布))")
_AFTER_FUTURE = re.compile(r"将(?:于|在|会|达|达到|有|超|继续|再|新|进一步|累计|分|以|从|力争|建|按|重点|全面|全部|陆续|择机|缩|增|减|投|提|举|开|启|完|实|推|设|为|不|首次|超过|突破|出现|迎|安排|严格|招|发)")
_PENALTY = re.compile(r"处(?:以)?.{0,20}(?:罚款|罚金|拘留|有期徒刑)|罚款$")
_PENALTY_PAST = re.compile(r"被|已|对其|给予|判处|决定|共|罚没|依法对")
_STANDARD = re.compile(r"标准(?:统一|分别|均|一律)?(?:为|按|是|不低于|不高于)[^，。；已]{0,30}$")
_LIMIT = re.compile(r"^\s*(?:内(?!外|地|容|部|蒙)|日内|以内)")
_DEADLINE = re.compile(r"(?:之日|次日|届满|公布之日|收到|送达)[^，。；]{0,10}$|(?:应当?|须|必须|需|可以)(?:在|于|自)[^，。；]{0,30}$|逾期|限(?:期|时)[^，。；]{0,6}$")
_ACTUAL = re.compile(r"(?:未|没有|已|实际|超额|提前)(?:[^，。；]{0,6})$")
_RULE_TITLE = re.compile(r"(?:办法|规定|条例|细则|标准的通知|章程|规程|规则|指南|实施意见)》?$")


def modality_of(text: str, sentence: int, clause: int, start: int, end: int, stop: int) -> tuple[str, str | None]:
    """Modality and force of the figure at ``[start, end)``; its clause begins at ``clause`` and ends at ``stop``.

    The clause decides first; a plan announced earlier in the sentence (力争, 计划, 到2025年) holds to its end, a
    word of the rule only in its clause.
    """
    own = text[clause:start]
    right = text[end : min(stop, end + 20)]
    if (found := _last_mode(own)) is not None:
        return found
    if (_DEADLINE.search(own) and _LIMIT.match(right)) or (_LIMIT.match(right) and "之日起" in text[sentence:start]):
        return "required", None
    if _PENALTY.search(own + "…" + right) and not _PENALTY_PAST.search(text, sentence, start):
        return "required", None
    if right.startswith(("的标准", "标准")) or _STANDARD.search(own):
        return "required", None
    earlier = text[sentence:clause]
    if earlier and not _done(own) and (found := _last_mode(earlier)) is not None and found[0] == "planned":
        return found
    return "actual", None


def _done(own: str) -> bool:
    return bool(re.search(r"已|了|共|截至|实际|累计|上年|去年|同比", own))


def _last_mode(own: str) -> tuple[str, str | None] | None:
    found: tuple[str, str | None] | None = None
    for match in _WORDS.finditer(own):
        word = match[0]
        if word == _FUTURE and not _is_future(own, match.start()):
            continue
        if word in ("计划", "规划", "目标", "预算", "设计") and not _is_plan(own, match.start(), match.end(), word):
            continue
        if word in ("不予", "不得", "应当", "必须") and "的" in own[match.end() :] and "，" in own[match.end() :]:
            continue
        modality, force = MODALITY[word]
        found = modality, force or None
    return found


def _is_future(own: str, place: int) -> bool:
    """将 as the mark of the future and not of the object (将…列入, 将其)."""
    rest = own[place:]
    if own[place - 1 : place] in ("即", "必", "可", "仍", "还", "也", "都", "均", "预", "共") and place:
        return True
    if _OBJECT_MARKER.match(rest) and not re.match(r"将(?:于|会|达|在\d|继续)", rest):
        return False
    return bool(_AFTER_FUTURE.match(rest)) or len(rest) <= 3


def _is_plan(own: str, start: int, end: int, word: str) -> bool:
    """计划 as a verb before what is planned, not as a noun (完成年度计划的60%, 发展规划, 目标任务已完成)."""
    after = own[end : end + 6]
    before = own[max(0, start - 8) : start]
    if word == "设计":
        return after.startswith(("年", "产能", "生产", "能力")) and not after.startswith("年度")
    if "完成" in before or "占" in before or before.endswith(("年度", "发展", "专项", "落实", "列入", "《", "五年", "本", "该")):
        return word == "计划" and bool(re.match(r"(?:投资|招生|招聘|总投资|新建|安排|用)", after))
    if word == "目标":
        return after.startswith(("为", "是", "到", "：", "达"))
    if word == "预算":
        return after.startswith(("为", "安排", "数", "总", "金额", "收", "支", "约")) or not after
    return not after.startswith(("的", "》", "完成", "执行", "》", "内", "外", "任务"))


def is_rule(title: str | None) -> bool:
    """Whether the title names a document that lays down rules."""
    return bool(title and _RULE_TITLE.search(title.strip()))
