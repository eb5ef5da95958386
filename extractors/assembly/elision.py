"""Names that are no names yet: what a figure leaves to the figures and labels before it, put back.

其余1984袋, 最大为3.4级, 已完工13个, 二级400元 under 一级医疗机构起付线200元, 本科8000元 under 入伍奖励金：.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora.lazy import lazy
from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import ACTS, OCCURRENCES, VERBS, has_head

_REST = re.compile(r"^(?:其余|剩余|余下|其他|其它|另外|尚余|还剩|剩下)(?:的)?$")
_EXTREME = re.compile(
    r"^(?P<how>最[大高长低小多少短远近深重]|局部|局地|个别|单[笔次人件项][^，。；]{0,8}?最[大多高少](?:的一笔|的)?|平均|人均)(?:为|是|达|的)?(?P<where>[^，。；的]{2,12}(?:省|市|区|县|州|旗|镇|乡|村|街道|站|田块|断面|站点|地块|点位|区域))?(?:的滞后|的)?$"
)
_PLACE = re.compile(
    r"^(?:[^，。；、]{1,10}(?:省|市|区|县|州|旗|镇|乡|街道)|主城区?|城区|市区|郊区|县城|城镇|农村|乡村|山区|平原|沿海|本地|外地|境内|境外|市本级|县级|市级|省级)$"
)
_MEASURE_TAIL = re.compile(
    r"(?:业务量|成交额|交易额|销售额|产量|销量|数量|总量|总额|余额|金额|价格|指数|面积|收入|支出|补贴|补助|标准|满分|身高|视力|得分|产值|投资|贷款|存款|费用|水位|雨量|降水量|气温|库容|蓄水量)$"
)
_OWN_MEASURE = frozenset("费款金额率量数值价税租度比分流客")
_PAID = re.compile(
    r"(?:[金费款价税租额]|标准|补贴|补助|奖励|待遇|补偿|救助|资助|补助|罚款|保证金|收入|支出|比例|满分|分值)$"
)
_GENERIC_LABEL = re.compile(
    r"(?:其中|如下|包括|分别|时间|地点|方式|电话|情况|内容|规定|通知|决定|事实|依据|强调|介绍)$"
)
_STATE_ONLY = re.compile(r"^(?:已|已经|新|尚未|未|现|正在|全部|均|其中|正)*(?P<verb>[\u4e00-\u9fff]{2,4})$")
_MEMBERS = frozenset(
    [
        "个",
        "家",
        "项",
        "处",
        "条",
        "件",
        "块",
        "宗",
        "座",
        "所",
        "户",
        "台",
        "套",
        "批",
        "批次",
        "辆",
        "名",
        "人",
        "亩",
        "吨",
        "袋",
        "箱",
        "栋",
    ]
)
_PLACED = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”]{2,16}?)(?:均|仍|一般)?(?:出现|发生|位于|集中|落在|在)(?:在|于)?[^，。；]{2,20}$"
)
_MAINLY = re.compile("(?:以|(?<=，)|(?<=。)|(?<=；)|^)(?P<name>[^，。；、]{2,24}?)(?:为主|居多|最[多高低大少好差])$")
_ABOUT = lazy(
    r"对(?P<topic>[^，。；、：]{2,12}?)(?:实行|进行|开展|采取|予以|一律|全部)?(?:(?<=[行展取以律部])[^，。；]*)?，"
)
_OCCASIONS = ("人", "名", "位")
_NAMED_PERSON = lazy(r"(?<=[\u4e00-\u9fff]{2})[\u4e00-\u9fff]某[某甲乙丙丁]?$")
_PERSON = re.compile(
    r"(?:群众|职工|农民工?|学生|居民|村民|农户|贫困户|家庭|企业|受害人|当事人|消费者|被害人|劳动者|纳税人|参保人|患者|对象|人员)$"
)
_EACH_BRACKET = re.compile(r"[（(]每[^（）()，。]{1,5}$")
_OWN_RULES = frozenset({"object_before", "subject_before", "verb_before", "inherited"})
_AVERAGE = re.compile("[年月日周季]均(?=[\u4e00-\u9fff]{2,4}$)")
EMPTY = ("涉及",)
"""Verbs that say nothing of what is counted; behind 包括 stands what it is."""
_LINE = 4000
_REACH = 40


def near(draft: Draft, drafts: Sequence[Draft], *, kinds: bool = False) -> Draft | None:
    """The nearest level before the figure with its unit (or, with ``kinds``, its kind), in its sentence or just before."""
    figure = draft.figure
    for other in reversed(drafts[-12:]):
        if figure.sentence.start - other.figure.sentence.end > 1:
            return None
        if other.kind_of_role != "level" or not other.indicator or other.figure.bracket is not None:
            continue
        alike = other.mention.kind == draft.mention.kind
        same = other.unit == draft.unit or (draft.unit == "家" and other.unit == "家次")
        if (same and (draft.unit or alike)) or (kinds and alike):
            return other
    return None


def _topic(text: str, draft: Draft) -> str:
    """对不合格产品，已下架封存1.3吨: what the sentence is about, where the clause has a verb only."""
    start = max(draft.figure.sentence.start, text.rfind("；", draft.figure.sentence.start, draft.figure.start) + 1)
    found = _ABOUT.match(text, start, draft.figure.clause.start)
    return found["topic"] if found is not None else ""


def completed(name: str | None, text: str, draft: Draft, drafts: Sequence[Draft], label: str) -> str | None:
    """``name`` with what it leaves out, from the figures before it and the label in front of the colon."""
    if name is None or draft.kind_of_role == "share":
        return name
    if label and (named := _under_label(name, draft, label)):
        return named
    if len(name) > 16:
        return name
    if draft.rule == "verb_before" and draft.mention.kind == "measure" and (topic := _topic(text, draft)):
        return topic
    if name in OCCURRENCES and draft.unit in _OCCASIONS:
        return name + "人数"
    if draft.mention.kind == "money" and draft.action and draft.rule == "object_before" and _PERSON.search(name):
        source = near(draft, drafts)
        same = source is not None and source.figure.sentence.start == draft.figure.sentence.start
        return source.indicator if source is not None and same else draft.action  # 返还群众3150万元
    name = _NAMED_PERSON.sub("", name) if "某" in name else name
    if _REST.match(name):
        source = near(draft, drafts)
        return source.indicator if source is not None else name
    if (extreme := _EXTREME.match(name)) is not None:
        source = near(draft, drafts) or near(draft, drafts, kinds=True)
        if source is None and draft.mention.kind == "measure":
            source = drafts[-1] if drafts and drafts[-1].figure.sentence.start == draft.figure.sentence.start else None
        if source is not None and source.indicator:
            how = extreme["how"] if extreme["how"][0] == "最" and "最" not in source.indicator else ""
            return how + source.indicator
        return name
    if _PLACE.match(name) and not (draft.mention.kind == "count" and has_head(name) and draft.rule == "noun_after"):
        source = near(draft, drafts)
        if source is not None and source.indicator and draft.mention.kind != "count":
            return source.indicator.replace("平均", "", 1) or source.indicator
    return _parallel(name, draft, drafts)


def _under_label(name: str, draft: Draft, label: str) -> str | None:
    """打井和修建水窖：1045万元; 入伍奖励金：专科5000元、本科8000元."""
    if _GENERIC_LABEL.search(label):
        return None
    if len(label) > len(name) and label.endswith(name) and any(mark in label for mark in "和及与"):
        return label
    paid = draft.mention.kind in ("money", "percentage") and _PAID.search(label) is not None
    if paid and len(name) <= 6 and not _PAID.search(name) and name not in label and name not in ACTS:
        return name + label
    return None


def _parallel(name: str, draft: Draft, drafts: Sequence[Draft]) -> str:
    """女性158厘米 after 男性身高160厘米 → 女性身高; 同城5亿件 after 异地业务量145亿件 → 同城业务量."""
    if draft.action or draft.rule not in ("object_before", "subject_before") or len(name) > 7:
        return name
    source = near(draft, drafts)
    if source is None or not source.indicator or source.figure.sentence.start != draft.figure.sentence.start:
        return name
    whole = source.indicator
    if whole.endswith(name[-2:]) or (has_head(name) and draft.mention.kind == "count"):
        return name
    size = len(name)
    if (
        (size <= 3 or name[0] == whole[0])
        and len(whole) > size + 1
        and whole[:size] != name
        and whole[size - 1] == name[-1]
    ):
        return name + whole[len(name) :]  # 二级 after 一级医疗机构起付线
    tail = _MEASURE_TAIL.search(whole)
    head = re.search(r"(?:期限|年限|时限|工期)", whole)
    if head is not None and not whole.endswith(head[0]):
        return whole[: head.end()] + name
    if tail is None or tail.start() == 0 or _MEASURE_TAIL.search(name) or name[-1] in _OWN_MEASURE:
        return name
    return name + tail[0]


def state_of(name: str | None, text: str, draft: Draft, drafts: Sequence[Draft]) -> str | None:
    """已完工13个, 现场复核认定31个, 其中新发现1476人: members of the things counted before, told by a verb only."""
    if not name or draft.mention.kind != "count" or draft.unit not in _MEMBERS:
        return name
    if name.removesuffix("人数") in OCCURRENCES and draft.unit == "例":
        return name
    if draft.rule not in ("verb_before", "subject_before", "object_before") or has_head(name):
        return name
    own = text[max(draft.figure.clause.start, draft.figure.start - 12) : draft.figure.start].lstrip("，、；其中有")
    if draft.total is None and not own.startswith(("已", "在", "新", "未", "尚", "现场", "正", "待")):
        return name
    found = _STATE_ONLY.match(name.removesuffix("人数") if draft.rule == "verb_before" else name)
    if found is None:
        return name
    verbal = (
        draft.rule == "verb_before" or (draft.rule == "subject_before" and bool(draft.action)) or name[-2:] in VERBS
    )
    source = near(draft, drafts)
    if not verbal or source is None or not source.indicator or not has_head(source.indicator):
        return name
    if draft.unit in ("人", "名") and draft.total is None:
        return name
    state = found["verb"]
    return source.indicator if state in source.indicator or draft.rule == "subject_before" else state + source.indicator


def of_its_kind(name: str | None, text: str, draft: Draft, drafts: Sequence[Draft]) -> str | None:
    """其中发生在学校的9起, 对其中1户处一倍罚款, 月均查处135.5起: what figures before it of the same unit count."""
    if name is None or draft.mention.kind != "count" or draft.rule not in _OWN_RULES:
        return name
    if name == "包括" or (name.startswith("包括") and len(name) > 4):
        verbal = text[max(draft.figure.clause.start, draft.figure.start - 16) : draft.figure.start]
        act = verbal.rpartition("包括")[2]
        return act if len(act) > 1 else told_before(text, draft) or None  # 包括按日连续处罚2件
    last = drafts[-1] if drafts else None
    if draft.rule == "object_before" and draft.action and last is not None and last.unit == draft.unit:
        listed = text.startswith(("、" + draft.action + name, "和" + draft.action + name), last.figure.end)
        if listed and last.indicator and last.indicator.endswith(name) and len(last.indicator) > len(name):
            return draft.action + name  # 一审案件3492件、执行案件759件
    bare = text.endswith("的", 0, draft.figure.start) and not draft.role.explicit
    if (bare or len(name) == 1) and (source := near(draft, drafts)) is not None:
        return source.indicator
    verb = draft.action or ""
    if draft.rule != "verb_before" or not verb or name not in (verb, verb + "人数"):
        return name
    line = text.rfind("\n", max(0, draft.figure.start - _LINE), draft.figure.start)
    for other in reversed(drafts[-14:]):
        if other.figure.start < line:
            break
        told = other.indicator and other.rule == "object_before" and other.kind_of_role == "level"
        if told and other.action == verb and other.unit == draft.unit:
            return other.indicator
    average = _AVERAGE.search(text, max(0, draft.figure.start - len(verb) - 2), draft.figure.start)
    return average[0][:2] + name if average is not None else name


def told_before(text: str, draft: Draft) -> str:
    """最大降雨出现在青岭镇，达213.5毫米: the subject of the clause before, where its own has none and that no figure."""
    figure = draft.figure
    stop = figure.clause.start - 1
    if stop <= figure.sentence.start or text[stop] not in "，,":
        return ""
    own = text[figure.clause.start : figure.start].strip()
    if own in ("涉及", "共涉及", "包括", "共有"):
        begun = max(text.rfind(mark, figure.sentence.start, stop) for mark in "，；、。") + 1
        topic = text[max(begun, figure.sentence.start) : stop]
        return topic if 3 < len(topic) <= 18 and not any(letter.isdigit() for letter in topic) else ""
    if own.rstrip("为达到约是高计共有近") or draft.mention.kind not in (
        "measure",
        "percentage",
        "money",
        "number",
        "count",
    ):
        return ""
    start = max(text.rfind("，", figure.sentence.start, stop), text.rfind("；", figure.sentence.start, stop)) + 1
    if (main := _MAINLY.search(text, max(start, figure.sentence.start), stop)) is not None:
        return main["name"]
    found = _PLACED.match(text, max(start, figure.sentence.start), stop)
    return found["name"] if found is not None else ""


def opens_bracket(text: str, start: int) -> int:
    """Where the bracket opens that holds nothing before the figure but 每百斤, -1 where there is none."""
    if text[start - 1 : start] in ("（", "("):
        return start - 1
    found = _EACH_BRACKET.search(text, max(0, start - 8), start)
    return found.start() if found is not None else -1
