"""The subject of a change or a share, with elided subjects restored and coordinated ones spread over their figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.assembly.areas import counted
from extractors.assembly.cleaning import clean, noun_between, noun_since, subject_before
from extractors.assembly.context import Figure
from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import COMPARATOR, VERBS
from extractors.assembly.nouns_behind import after
from extractors.assembly.references import reference
from extractors.assembly.wording import label_of
from extractors.assembly.words import Words
from extractors.assembly.words_before import before

_AMOUNTS = frozenset({"count", "measure", "money"})
_ORDERS = ("低到高", "高到低", "少到多", "多到少", "大到小", "小到大")
_FORMER = ("前者", "后者")
_BARE = ("", "为", "约", "的")
_SECOND = re.compile(r"^(?:同比)?(?:增速|降幅|增幅|涨幅|跌幅|占比|比重|增长率)$")
_REGION = re.compile(
    r"^(?:[^，。；]{1,8}(?:省|市|区|县|州|旗|地区)|全国|京津冀|长三角|珠三角|汾渭平原|长江经济带|东部|中部|西部|东北|华北|华东|华南|西南|西北|城镇|农村|城市|乡村|境内|境外|本土)$"
)
_ASIDE = re.compile(r"在[^，。；在]{0,10}基础上|(?:扣除|剔除|考虑)[^，。；]{1,14}(?:后|因素)|按[^，。；]{1,8}口径")
_NUMBERS_LAST = ("批次", "人次", "人数", "起数", "件数", "金额", "数量", "面积", "产量", "产值")
_NUMBERS = frozenset({"起数", "件数", "宗数", "例数", "户数", "笔数", "人次", "家数"})
_COORDINATION = re.compile(r"[、和与及]")
_MEASURED = re.compile(
    r"(?:类|业)?(?:价格指数|价格|增加值|投资|收入|支出|贷款余额|存款余额|余额|产量|销量|占比|比重|指数|满分|增速)$"
)


def compared_with(text: str, figure: Figure) -> str:
    """较上月（30112例）: the wording of the comparison whose base the bracket around the figure states, else empty."""
    start = figure.clause.start
    if figure.bracket is None and text[start - 1 : start] not in ("（", "("):
        return ""
    if text[start : figure.start] not in _BARE or text[figure.end : figure.end + 1] not in ("）", ")"):
        return ""
    for found in COMPARATOR.finditer(text, max(0, start - 12), start - 1):
        if found.end() == start - 1:
            return found[0]
    return ""


def compared(
    words: Words, text: str, draft: Draft, drafts: Sequence[Draft], source: Draft | None
) -> tuple[str | None, Draft | None]:
    """The name of a level that a comparison is made with: the subject before the comparison, else that of the one before."""
    stop = draft.figure.clause.start - 1 - len(draft.against)
    name = noun_since(words, text, "，；。：\n", draft.figure.sentence.start, stop)
    if name:
        return name, None
    peer = next((other for other in reversed(drafts[-3:]) if other.against), source)
    return (peer.indicator if peer is not None else None), peer


def change_indicator(
    words: Words, text: str, draft: Draft, drafts: Sequence[Draft], distributed: str | None
) -> tuple[str | None, str, Draft | None]:
    """Indicator of a change, the rule, and the figure that it was inherited from."""
    figure, role = draft.figure, draft.role
    if distributed is not None:
        return distributed, "distributed", None
    stop = role.verb_start if role.verb_start is not None else figure.start
    subject = subject_of_change(words, text, draft, stop)
    if not subject and figure.previous is not None and drafts[figure.previous].mention.kind == "duration":
        parts = before(words, figure.before, drafts[figure.previous].figure.word)
        subject = clean(parts.object or parts.subject)
    if subject and subject[-1] == "占" and text.find(subject + "比", figure.clause.start, stop) >= 0:
        subject += "比"  # 占比较上年提升 is cut 占|比较
    source = drafts[-1] if drafts and drafts[-1].against else reference(draft, drafts)
    if draft.mention.kind == "rank" and (subject.endswith("中") or subject in _ORDERS):
        subject = ""  # 在全市13个区县（市）中排第3位, 由低到高排第6位
    if subject in _FORMER and (meant := _one_of_two(subject, draft, drafts)) is not None:
        return meant.indicator, "inherited", meant
    if not subject and source is not None and draft.mention.kind in _AMOUNTS and source.unit != draft.unit:
        source = _of_its_unit(draft, drafts) or source  # 赤潮55次，累计面积6076平方公里，较上年减少14次
    if source is not None and source.indicator and source.indicator.startswith(("超", "高于", "低于")):
        source = next((other for other in reversed(drafts[:-1]) if other.unit == source.unit), source)
    if subject and _SECOND.match(subject) and source is not None and source.indicator:
        return _second_order(source, subject.replace("同比", "")), "second_order", source
    if subject and source is not None and source.indicator and _REGION.match(subject):
        return subject + _regionless(source.indicator), "region_subject", source
    if subject in _NUMBERS and (counted := _counted_by(subject[0], draft, drafts)):
        return counted + subject, "subject", None
    if subject:
        return subject, "subject", None
    if source is not None and source.indicator:
        unit = draft.mention.quantity.unit or ""
        if unit.endswith("百分点") and source.kind_of_role == "change" and (source.mention.quantity.unit or "") == "%":
            suffix = "降幅" if source.direction == "down" and draft.role.verb in ("收窄", "扩大") else "增速"
            return _second_order(source, suffix), "second_order", source
        name = source.indicator
        if source.kind_of_role == "share" and "占" in name[1:] and draft.mention.kind == "rank":
            name = name[: name.index("占", 1)]  # 总量占全省逾四成，居全省第二: the rank is of the part
        return name, "inherited", source
    carried = _clause_subject(words, text, draft)
    if carried:
        return carried, "subject_carried", None
    return (after(words, figure.next, figure.right) or None), "noun_after", None


def _of_its_unit(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The nearest level of the sentence that has the unit of the change."""
    for other in reversed(drafts[-8:]):
        if other.figure.sentence.start != draft.figure.sentence.start:
            return None
        if other.unit == draft.unit and other.is_level and other.indicator:
            return other
    return None


def _one_of_two(subject: str, draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """前者, 后者: the first or second of the two levels named last."""
    levels = [
        other
        for other in drafts[-8:]
        if other.is_level and other.indicator and draft.figure.sentence.start - other.figure.sentence.end <= 1
    ]
    return levels[_FORMER.index(subject) - 2] if len(levels) > 1 else None


def turned_indicator(
    words: Words, text: str, draft: Draft, drafts: Sequence[Draft], source: Draft | None
) -> tuple[str, str, Draft | None] | None:
    """What moves from one level to another: the words before 由, and for the second level the first one's name."""
    turn, figure = draft.turn, draft.figure
    if turn is None or draft.kind_of_role == "share":
        return None
    if not turn.first:
        peer = drafts[turn.peer]
        return (peer.indicator, "turned", peer) if peer.indicator else None
    first = figure.before
    for other in reversed(drafts):
        if other.figure.end <= turn.at:
            first = max(first, other.figure.next) if other.figure.start >= figure.clause.start else first
            break
    last = words.at(turn.at)
    parts = before(words, first, last) if first < last else None
    subject = clean(parts.object or parts.subject) if parts is not None else ""
    subject = subject.rstrip("将已").rpartition("将")[2] or _moved(
        text, max(figure.clause.start, drafts[-1].figure.end if drafts else 0), turn.at
    )
    if turn.listed:
        own = text[max(turn.at + 1, _listed_from(text, turn.at, figure.start)) : figure.start]
        return (own + subject, "turned", None) if subject else None
    if subject:
        return subject, "turned", None
    if text[figure.clause.start] in "由从" and 4 < turn.at - figure.clause.start < 16:
        return clean(text[figure.clause.start + 1 : turn.at]), "turned", None  # 从甲地到乙地由90分钟缩短到40分钟
    label = label_of(text, figure)
    if label:
        return label, "label", None
    if source is not None and source.indicator:
        return source.indicator, "inherited", source
    stop = turn.at - 1  # 加大学前教育投入，从50万元增加到21亿元
    if figure.sentence.start < stop and text[stop] in "，,":
        low = max(text.rfind("，", figure.sentence.start, stop) + 1, figure.sentence.start)
        told = before(words, words.at(low), words.at(stop))
        name = clean(told.object or told.subject)
        return (name, "clause_before", None) if name else None
    return None


def _moved(text: str, start: int, at: int) -> str:
    """将补贴办理时限由…, 贷款审批由…: the words before 由 as they stand, behind 将 or 把."""
    name = text[start:at]
    name = re.split("[将把]", name)[-1].lstrip("，、；的")
    return name if 2 <= len(name) <= 14 and not any(letter.isdigit() or letter in "，。；：" for letter in name) else ""


def _listed_from(text: str, at: int, start: int) -> int:
    return text.rfind("、", at, start) + 1


def _counted_by(unit: str, draft: Draft, drafts: Sequence[Draft]) -> str:
    """接报火灾1876起，…起数上升4.6%: the noun that the sentence counts by this measure word."""
    for other in reversed(drafts[-8:]):
        if other.figure.sentence.start != draft.figure.sentence.start:
            break
        if other.unit == unit and other.kind_of_role == "level" and other.indicator:
            return other.indicator
    return ""


def _clause_subject(words: Words, text: str, draft: Draft) -> str:
    """The subject of the clause before, where a clause with a change has none of its own."""
    figure = draft.figure
    last = words.at(figure.clause.start)
    first = words.at(figure.sentence.start)
    stop = first
    while stop < last and not (
        words.tags[stop] == "mention"
        or words.texts[stop] in "，。；："
        or VERBS.get(words.texts[stop]) == "stay"
        or words.tags[stop] in ("d", "p")
    ):
        stop += 1
        if stop > first and words.texts[stop - 1] in "，：,:":
            first = stop
    found = before(words, first, stop)
    return clean(found.object or found.subject) if stop > first else ""


def _second_order(source: Draft, noun: str) -> str:
    indicator = source.indicator or ""
    if (noun in ("占比", "比重") and source.kind_of_role == "share") or indicator.endswith(noun):
        return indicator
    return indicator + noun


def _regionless(indicator: str) -> str:
    for size in range(2, min(9, len(indicator))):
        if _REGION.match(indicator[:size]) and indicator[:size] not in ("城市", "农村", "城镇", "乡村"):
            return indicator[size:].lstrip("的")
    for mark in ("全国平均", "全国", "平均"):
        indicator = indicator.replace(mark, "")
    return indicator


def subject_of_change(words: Words, text: str, draft: Draft, stop: int) -> str:
    """The subject before 同比/比上年…: the words from the clause (or the list mark) up to the comparison."""
    figure = draft.figure
    first = figure.left
    start = words.starts[first] if first < len(words) else figure.start
    cut = resume = stop
    if (found := COMPARATOR.search(text, start, stop)) is not None:
        cut, resume = found.start() - (text[found.start() - 1] == "相"), found.end()  # 相比去年同期
    for place in range(first, figure.word):
        at = words.starts[place]
        if words.tags[place] == "mention" and at > start and text[at - 1] in "比较与" and at < stop:
            cut, resume = min(cut, at - 1 - text.endswith("相比", start, at)), words.end(place)
            if text.startswith("版", resume):
                resume = stop  # 较2009年版目录增加了339个
            break
    for place in range(first, figure.word):
        at = words.starts[place]
        if start <= at < cut and words.texts[place] in ("比", "较") and words.tags[place] in ("p", "d", "zg"):
            cut = at  # 比开秤时上涨: compared with something that is no date
            break
    for mark in ("与", "和", "跟"):
        at = text.rfind(mark, start, cut)
        if at > start and "相比" in text[at:stop]:
            cut = at
    aside = _ASIDE.search(text, start, cut)
    if aside is not None:
        if aside.start() > start + 1:
            cut = aside.start()  # 公用经费在去年基础上压减
        else:
            return _after_comparison(words, max(resume, aside.end()), stop)
    for place in range(first + 1, figure.word):
        if words.texts[place] in ("将", "把") and place + 1 < figure.word and words.starts[place + 1] < min(cut, stop):
            first, start = place + 1, words.starts[place + 1]  # 法院依法将|起拍价|下调20%
            break
    subject = subject_before(words, text, first, figure.start, cut) if cut > start else ""
    return subject or _after_comparison(words, resume, stop)


def _after_comparison(words: Words, start: int, stop: int) -> str:
    """同比城镇新增就业增长…: the subject may stand between the comparison and the verb."""
    return noun_between(words, start, stop) if stop - start > 1 else ""


def share_indicator(
    words: Words, text: str, draft: Draft, drafts: Sequence[Draft], distributed: str | None
) -> tuple[str | None, str, Draft | None]:
    """Part 占 whole 的比例, with the part taken from the figure before where it is elided."""
    role, figure = draft.role, draft.figure
    stop = role.verb_start if role.verb_start is not None else figure.start
    subject = distributed or subject_before(words, text, figure.left, figure.start, stop)
    if len(subject) > 2 and subject.endswith(("约", "已", "共")):
        subject = subject[:-1]
    if subject in ("总量", "总额", "总数", "规模", "数量"):
        subject = ""
    source = reference(draft, drafts) if not subject else None
    beside = source is not None and source.figure.sentence.start == figure.sentence.start
    if not subject and not beside and role.verb and role.verb[0] == "占":
        subject = counted(text, figure)  # 定期存款中，存期三年的占四成
        source = None if subject else source
    part = subject or (source.indicator if source and source.indicator else "")
    if source and source.kind_of_role == "share" and "占" in part:
        part = part.split("占")[0]
    whole = (role.whole or "").strip("的")
    if whole.startswith(("由", "从")):
        whole = ""
    if role.verb == "完成":
        return f"{part}完成{whole}比例", "completion", source
    if role.verb and role.verb[0] != "占":
        noun = role.verb + (whole if len(whole) < 4 else "")
        return (part + role.verb) if part else noun, "share", source
    if not whole:
        return f"{part}占比", "share", source
    return f"{part}占{whole}的比例", "share", source


def members(subject: str, count: int) -> list[str]:
    """A coordinated subject spread over ``count`` figures: 钢铁、煤炭去产能任务 → 钢铁去产能任务, 煤炭去产能任务."""
    if count < 2:
        return []
    parts = [part for part in subject.split("、") if part]
    if len(parts) == count - 1:
        parts = [*parts[:-1], *_COORDINATION.split(parts[-1], maxsplit=1)]
    if len(parts) != count:
        parts = [part for part in _COORDINATION.split(subject) if part]
    if len(parts) < count or not all(parts):
        return []
    parts = parts[-count:]
    prefix = "对" if parts[0].startswith("对") and not parts[-1].startswith("对") else ""
    bare = [part[len(prefix) :] if part.startswith(prefix) else part for part in parts]
    head = next((bare[0][: -len(noun)] for noun in _NUMBERS_LAST if bare[0].endswith(noun)), "")
    if len(head) > 1 and bare[-1] in _NUMBERS_LAST:
        return [bare[0], *(head + part for part in bare[1:])]  # 来访批次、人次
    tail = "" if all(map(_REGION.match, bare)) else _shared_tail(bare)
    return [prefix + part + ("" if place == count - 1 else tail) for place, part in enumerate(bare)]


def _shared_tail(parts: Sequence[str]) -> str:
    """What the last member has beyond its own name: 期贷款利率 of 一年期, 五年期贷款利率."""
    first, last = parts[0], parts[-1]
    even = len({len(part) for part in parts[:-1]}) == 1 and len(last) > len(first)
    if (known := _MEASURED.search(last)) is not None and known.start() > 0 and not even:
        return "" if first.endswith(known[0]) else known[0]
    if len(last) <= len(first):
        return ""
    at = last.find(first[-1], 1)
    if last.endswith(first[-2:]):
        return ""
    if 0 < at < len(last) - 1:
        return last[at + 1 :].removeprefix("以上").removeprefix("以下")
    return last[len(first) :]
