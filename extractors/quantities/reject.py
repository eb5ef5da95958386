"""Why an amount is no fact: names, articles, grades, dates, identifiers."""

from __future__ import annotations

import re

from corpora.lazy import lazy
from extractors.lexicon_io import load
from extractors.quantities import lots
from extractors.quantities.amount import HALF_PASSES, Amount
from extractors.quantities.reject_durations import against_duration
from extractors.quantities.reject_unitless import CAPITALS, against_unitless

_FIXED = {row["word"]: row["reason"] for row in load("fixed_words")}
_NUMERIC = re.compile("[0-9零〇一二两三四五六七八九十百千万亿几半数]")


def _by_figure(opening: bool) -> dict[str, tuple[tuple[int, int, frozenset[str]], ...]]:
    """Fixed words by each figure in them with a neighbour: (offset of the figure, length, the words).

    Those that the figure opens stand under it and the character after it, others under it and the one before it.
    """
    found: dict[str, dict[tuple[int, int], set[str]]] = {}
    for word in _FIXED:
        for match in _NUMERIC.finditer(word):
            at = match.start()
            if (at == 0) == opening:
                key = word[:2] if opening else word[at - 1 : at + 1]
                found.setdefault(key, {}).setdefault((at, len(word)), set()).add(word)
    return {
        key: tuple((offset, length, frozenset(words)) for (offset, length), words in sorted(places.items()))
        for key, places in found.items()
    }


_OPENED, _ENTERED = _by_figure(opening=True), _by_figure(opening=False)


def fixed_word_at(text: str, at: int) -> tuple[int, int] | None:
    """The longest fixed word that the figure at ``at`` is part of, as a span."""
    best: tuple[int, int] | None = None
    for places in (_OPENED.get(text[at : at + 2]), _ENTERED.get(text[at - 1 : at + 1]) if at else None):
        for offset, length, words in places or ():
            start = at - offset
            if start >= 0 and text[start : start + length] in words and (best is None or length > best[1] - best[0]):
                best = (start, start + length)
    return best


def fixed_word_reason(text: str, at: int) -> str | None:
    """The ledger's reason for a figure inside a fixed word, None outside of one."""
    span = fixed_word_at(text, at)
    return _FIXED[text[span[0] : span[1]]] if span else None


_QUANTIFIES = re.compile(
    "(?:仅|只|只有|仅有|仅为|共|共有|共计|其中|各|余下|剩下|唯一的?|合计|至多|至少|增加|减少|新增|死亡|受伤|失踪|遇难)$"
)
_NO_COUNT_BEFORE = frozenset("这那每某同另任哪下上新单统逐之唯此进本前后头初")
_CASE_NOUN = re.compile(
    "[^，。；、！？\n]{0,16}?(?:案|事故|火灾|事件|纠纷|疫情|车祸|爆炸|犯罪|违法|行为|交通|命案|投诉|举报|坠|诉讼|地震|空难|矿难|险情|碰撞|失联|中毒|泄漏|溺水|伤人|枪击|袭击|抢劫|盗窃|诈骗|走私|侵权)"
)
#: 办成一件大事, 最后一桩心愿.
_AFFAIR = re.compile("[^，。；、！？\n]{0,10}?(?:事情|(?<!故)事(?![故件业务])|心愿|东西|礼物|工作|奢侈品|陈设)")
_GRADE_CONTEXT = re.compile("风|震|台风|阵风|浪|烈度|里氏|强度|潮")
_SCORE_CONTEXT = re.compile(
    "分数|得分|[高低]分|[四六]级|评分|总分|均分|平均|考核|记|扣|加|满分|成绩|考|评|指数|高出|高于|低于|降低|提高|提升|上升|下降|积分|线|以|为|商务|技术|价格|报价|权重|部分|计"
)
_SURE_SCORE = 100
_POINT_CONTEXT = re.compile(
    "A股|触|大关|指数|点位|沪指|深成指|创业板|恒指|道指|报|收|涨|跌|跳空|上证|大盘|回落|PMI|高|低|个"
)
_LETTER_BEFORE = re.compile(r"[A-Za-z]$|[A-Za-z]-$|\d\+$|[A-Za-z0-9][._/=&?#@:]$|[./-]$")
_NAME_AFTER = re.compile("[制式型化](?!作|造|定|成|约|裁|订)|系列|步走|线城市|字头|大行动|字诀")
_QUOTED = re.compile("“([^”“\n]{1,16})”|‘([^’‘\n]{1,16})’|「([^」\n]{1,16})」")
_EVENT = re.compile(
    "[金银铜]牌|冠军|世界纪录|蛙泳|自由泳|仰泳|蝶泳|混合泳|个人混|短跑|中长跑|长跑|赛跑|跨?栏|接力|障碍|步枪|气步枪|手枪|气手枪|跳台|跳板|板|台(?!阶)|速滑|短道|单人|双人|皮艇|划艇|折返跑|决赛|项目"
)
_BECOMES = re.compile("(?:是|作为|成为|成|成了|当|当上|当了|做|做了|像|如同|从|身为|变成|不同于)$")
_SESSION = re.compile("全会|会议|全体会议|代表大会|党代会|常委会")
_ORDER = "一二三四五六七八九"
#: 二类、三类会议: the classes of a scheme.
_CLASSES = re.compile("[一二]类")
#: 执行三类标准, 达到三类水质: one class of a scheme.
_CLASS_OF = re.compile("标准|水质|水体|水$|地区|用地|区(?!域)")
#: 四、五类桥梁: the classes are numbered, not counted.
_NUMBERED = re.compile("[一二三四五六七八九][、和]$")
#: 老顾一家的收入: the family, not one firm.
_FAMILY = re.compile("[的每获住也都又就]|生活|收入|[三四五六七八九十]口|老小|老少|人")
_IDIOM = re.compile("一[^一二三四五六七八九十百千万0-9，。、；\n]{1,2}一[^，。、；\n]")
_HEAD_NOUN_FOLLOWS = lazy("[\u4e00-\u9fff]")


#: What stands before 四处 where it counts places; elsewhere it is an adverb.
_SITES = frozenset("了有至到为等计达设、和共")
_ADDRESS = re.compile("[0-9一二三四五六七八九十A-Z](?:号楼?|栋|幢|楼|座)$")
_IN_ADDRESSES = frozenset(("幢", "栋", "座", "层", "室", "单元", "楼", "院", "门"))
#: Verbs and words whose last character makes no fixed word with the figure: 经过半年, 唯一一家.
_VERB_BEFORE = frozenset(("唯一", *HALF_PASSES))
_YEAR_LENGTH = 4
#: 12315平台, 110系统: what is reached under a short telephone number.
_SERVICES = frozenset(("平台", "热线", "专线", "系统", "客服"))
_HOTLINE = re.compile("1(?:10|19|20|22)|(?:12|95|96)[0-9]{3}")
#: 地上十八层、地下二层: storeys in all; 地下二层 alone is where a thing is.
_STOREYS = re.compile("地上$|层[、，]?地下$")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_SCALES = re.compile("[十百千万亿拾佰仟萬億点几半廿卅]")


def quotes(text: str) -> list[tuple[int, int]]:
    """The short quotations: names and slogans stand in them."""
    return (
        [(m.start() + 1, m.end() - 1) for m in _QUOTED.finditer(text)]
        if "“" in text or "‘" in text or "「" in text
        else []
    )


def reason_against(text: str, amount: Amount, quoted: tuple[int, int] | None) -> str | None:
    """The reason why an amount is no fact, None where it is one."""
    before = text[amount.start - 1] if amount.start else ""
    if (
        before
        and amount.start == amount.run_start
        and (before.isascii() and (before.isalpha() or before in "-./_@#&=+"))
        and _LETTER_BEFORE.search(text[max(0, amount.start - 2) : amount.start])
        and not _stands_alone(text, amount, before)
    ):
        return "identifier"
    if quoted is not None and _is_name(text, amount, quoted):
        return "quoted_name"
    if not amount.numeral.arabic:
        fixed = fixed_word_at(text, amount.run_start)
        stop = amount.run_end + (len(amount.unit.word) if amount.unit else 0)
        after_word = text[amount.run_start - 2 : amount.run_start] in _VERB_BEFORE
        # 马上一年半
        halved = amount.unit is not None and amount.unit.kind == "duration" and amount.value != amount.numeral.value
        if fixed is not None and not (after_word or halved) and (fixed[0] < amount.run_start or fixed[1] >= stop):
            return _FIXED[text[fixed[0] : fixed[1]]]
    run = text[amount.run_start : amount.run_end]
    if run[0] == "0" and len(run) > 1 and run.isdigit() and (amount.unit is None or amount.unit.kind != "duration"):
        # 020-83123456, 007号
        return "identifier"
    if amount.unit is None:
        return against_unitless(text, amount)
    if run[0] in CAPITALS and len(run) == 1 and amount.unit.kind != "money":
        return "word"
    before = text[amount.start - 1] if amount.start else ""
    if before == "每" and amount.unit.kind in ("count", "money", "measure") and not amount.qualified:
        return "denominator"
    storeys = text[amount.start - 2 : amount.start] in ("一栋", "一幢", "一座", "两栋", "两幢")
    if (
        amount.unit.word in _IN_ADDRESSES
        and not storeys
        and _ADDRESS.search(text, max(0, amount.start - 5), amount.start)
    ):
        return "identifier"
    if before == "后" and amount.unit.word in ("位", "名") and text[amount.start - 2] in "排名列末":
        return "ordinal"
    check = _CHECKS.get(amount.unit.kind)
    return check(text, amount) if check else None


_WORD_BEFORE = re.compile("(?<![A-Za-z0-9-])[A-Za-z]{3,}$")


def _stands_alone(text: str, amount: Amount, before: str) -> bool:
    """Whether the sign before the figures is no part of them: GDP50%, 下架APP20款, 桥梁5座/312.4延米; not PM2.5."""
    if amount.unit is None:
        return False
    if before == "/":
        last = text[amount.start - 2 : amount.start - 1]
        return amount.unit.kind in ("money", "percentage", "measure") and last > "\u2e80" and last not in "元角分例"
    if amount.unit.kind not in ("percentage", "money", "count"):
        return False
    if amount.unit.kind == "percentage":
        return True
    return _WORD_BEFORE.search(text, max(0, amount.start - 12), amount.start) is not None


def _is_name(text: str, amount: Amount, quoted: tuple[int, int]) -> bool:
    length = quoted[1] - quoted[0]
    if amount.unit is not None and amount.unit.kind == "percentage":
        return False
    chinese = not amount.numeral.arabic
    return length <= 8 or (chinese and amount.unit is not None and amount.unit.kind == "count" and length <= 14)


def _against_count(text: str, amount: Amount) -> str | None:
    unit = amount.unit
    assert unit is not None
    run = text[amount.run_start : amount.run_end]
    before = text[amount.start - 1] if amount.start else ""
    if run[0] in "百千万亿萬億佰仟" and not amount.qualified:
        return "word"
    if run[0] in "零〇" and (len(run) > 1 or unit.noun):
        return "name"
    by_digit = len(run) > 1 and not amount.numeral.arabic and amount.numeral.bound == "exact"
    if by_digit and _SCALES.search(run) is None:
        # 九三学社, 二二八社区, 一一回应: figures one by one name something
        return "name"
    if before and before in "表图" and text[amount.run_end] == " " and not amount.qualified:
        return "article_reference"
    if unit.word in "人方班票" and not amount.qualified and _NAME_AFTER.match(text, amount.end):
        return "name"
    if unit.word == "届" and amount.low > 100:
        return "name"
    if unit.context:
        return _against_context(text, amount)
    if (
        unit.word == "类"
        and not amount.numeral.arabic
        and before in "行按为属到用"
        and before
        and _CLASS_OF.match(text, amount.end)
    ):
        return "name"
    one_less = _ORDER.find(text[amount.start : amount.start + 1])
    if (
        unit.word == "类"
        and one_less > 0
        and f"{_ORDER[one_less - 1]}类" in text[max(0, amount.start - 40) : amount.start]
    ):
        return "name"  # 一类区域1900元，二类区域1700元，三类区域1500元
    if unit.word == "类" and (amount.after or _CLASSES.search(text[max(0, amount.start - 6) : amount.end + 6])):
        return "name"
    if (
        unit.word == "包"
        and amount.numeral.arabic
        and not amount.qualified
        and lots.is_label(text, amount.start, amount.end)
    ):
        return "ordinal"
    if unit.word in _SERVICES and _HOTLINE.fullmatch(run):
        return "telephone"
    if unit.noun and before == " " and text[amount.start - 2 : amount.start - 1] in _LETTERS:
        # Windows 10系统
        return "name"
    storeys = unit.word == "层" and _STOREYS.search(text, max(0, amount.start - 8), amount.start)
    if unit.ordinal and not amount.numeral.arabic and not amount.qualified and run != "两" and not storeys:
        return "ordinal"
    if run == "一" and not amount.is_range:
        return _against_one(text, amount, before)
    if not amount.numeral.arabic:
        return _against_chinese(text, amount, run, before)
    if unit.noun and not amount.qualified and _names_noun(run, unit.person):
        return "unitless_label"
    return "ordinal" if before == "第" else None


def _names_noun(run: str, person: bool) -> bool:
    """Whether Arabic figures before a noun are its name: a year, 12345市民热线, 303医院, 1.0系统; not 2877运动员."""
    if len(run) == _YEAR_LENGTH and run[0] in "12" and run[1] in "90":
        return True
    if not run.isdigit():
        return "." in run
    return len(run) == len("12345") and run[:2] in ("12", "95", "96") if person else len(run) > len("99")


def _against_chinese(text: str, amount: Amount, run: str, before: str) -> str | None:
    """What Chinese figures before a measure word may be besides a count: 二期, 五次全会, 四处, 两国."""
    unit = amount.unit
    assert unit is not None
    storeys = unit.word == "层" and _STOREYS.search(text, max(0, amount.start - 8), amount.start)
    if run == "二" and not amount.is_range and amount.lone and not storeys:
        return "ordinal"
    session = unit.word == "次" and run != "两" and _SESSION.match(text, amount.end)
    if session and before not in tuple("了开过共后先"):
        return "ordinal"
    if run == "四" and unit.word == "处" and before not in _SITES:
        return "word"
    if unit.word in ("类", "级", "期", "轮", "批", "次") and _NUMBERED.search(
        text, max(0, amount.start - 2), amount.start
    ):
        return "name"
    if unit.noun and before and before in "大高初小" and len(run) == 1:
        return "name"
    if unit.word == "院" or (run == "两" and unit.word in ("国", "校", "岛", "市", "岸")):
        return "name"
    return "word" if unit.noun and run[0] in "百千" else None


def _against_one(text: str, amount: Amount, before: str) -> str | None:
    """一 with a measure word: an article, an adverb (一起), or one."""
    unit = amount.unit
    assert unit is not None
    if amount.qualified:
        return None
    if before and before in _NO_COUNT_BEFORE:
        return "word"
    if unit.word == "家" and _FAMILY.match(text, amount.end):
        return "word"
    if unit.word in ("名", "位", "家") and _BECOMES.search(text[max(0, amount.start - 3) : amount.start]):
        return "article_yi"
    window = text[max(0, amount.start - 3) : amount.end + 2]
    if _IDIOM.search(window) and unit.word not in ("死", "伤"):
        return "idiom"
    if unit.word == "起" and not _CASE_NOUN.match(text, amount.end):
        return "word"
    if unit.word in ("件", "桩") and _AFFAIR.match(text, amount.end):
        return "article_yi"
    if unit.noun:
        return "article_yi" if unit.word not in ("死", "伤", "亡", "金", "银", "铜") else None
    generic = amount.lone and (unit.article or unit.group in ("thing", "occurrence"))
    if generic and not _QUANTIFIES.search(text[max(0, amount.start - 4) : amount.start]):
        return "article_yi"
    return None


def _against_context(text: str, amount: Amount) -> str | None:
    unit = amount.unit
    assert unit is not None
    decimal = "." in text[amount.run_start : amount.run_end]
    near = text[max(0, amount.start - 10) : amount.start]
    if unit.word == "分":
        # Minutes are written 分钟, and seldom that many.
        return None if decimal or amount.low >= _SURE_SCORE or _SCORE_CONTEXT.search(near) else "unitless_label"
    return None if decimal or (_POINT_CONTEXT.search(near) and amount.low > 24) else "time"


def _against_measure(text: str, amount: Amount) -> str | None:
    unit = amount.unit
    assert unit is not None
    if unit.word == "级":
        window = text[max(0, amount.start - 8) : amount.start] + text[amount.end : amount.end + 6]
        decimal = "." in text[amount.run_start : amount.run_end]
        # 42.5级水泥 is a class; magnitudes stay below ten.
        return None if (decimal and amount.low < 10) or (amount.low > 2 and _GRADE_CONTEXT.search(window)) else "name"
    run = text[amount.run_start : amount.run_end]
    if text[amount.end : amount.end + 1] == "级" and not amount.after:
        return "name"
    if run[0] in "百千万亿萬億佰仟" and not amount.qualified:
        return "word"
    if unit.word == "米" and _EVENT.match(text, amount.end):
        return "name"
    if run == "一" and not amount.is_range and unit.word in ("度", "里", "方", "克", "斤", "寸"):
        return "word"
    return None


def _against_money(text: str, amount: Amount) -> str | None:
    run = text[amount.run_start : amount.run_end]
    if run[0] in "百千万亿萬億佰仟" and not amount.qualified:
        return "word"
    unit = amount.unit
    assert unit is not None
    if (
        unit.word in ("块", "毛", "角")
        and not amount.numeral.arabic
        and run in ("一", "两", "三", "四", "几")
        and unit.word != "角"
    ):
        return "word"
    if (
        unit.word == "角"
        and not amount.parts
        and not amount.numeral.arabic
        and run != "两"
        and amount.end == amount.run_end + 1
    ):
        return None if amount.low < 10 else "word"
    return (
        "name"
        if unit.word == "元" and run in ("一", "二", "三") and text[amount.end : amount.end + 1] in tuple("化结制")
        else None
    )


def _against_percentage(text: str, amount: Amount) -> str | None:
    unit = amount.unit
    assert unit is not None
    if unit.word in "成折" and ((amount.high > 10 and unit.word == "成") or amount.low <= 0):
        return "word"
    return None


def _against_ratio(text: str, amount: Amount) -> str | None:
    run = text[amount.run_start : amount.run_end]
    return "word" if run[0] in "百千万亿" and not amount.qualified else None


_CHECKS = {
    "count": _against_count,
    "measure": _against_measure,
    "duration": against_duration,
    "money": _against_money,
    "percentage": _against_percentage,
    "ratio": _against_ratio,
    "number": _against_context,
}
