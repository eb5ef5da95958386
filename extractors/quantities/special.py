"""Numbers that are no plain amount: fractions, 翻番, ratios with a colon, ranks."""

from __future__ import annotations

import re
from decimal import Decimal
from math import gcd

from corpora.lazy import lazy
from extractors.mention import Mention, Quantity, Rejection
from extractors.numerals import RUN, parse, read
from extractors.quantities.qualifiers import AFTER, BEFORE
from extractors.units import tidy, unit_at

_FRACTION = re.compile(rf"分之 ?(负)?({RUN})(多(?!数)|强|余)?")
_MORE_FRACTION = lazy(rf"(?:至|到|—|－|–|-|~)(?:百分之)?({RUN})(?!个)")
_DENOMINATORS = {"百": ("%", "%", Decimal(1)), "千": ("‰", "[ppth]", Decimal(1)), "仟": ("‰", "[ppth]", Decimal(1))}
_SCOPE = re.compile(
    "(?:(?:在|居|列|占|排名|位居|位列)?)((?:全国|全球|全世界|世界|国内|全省|全市|全区|全县|全州|全军|亚洲|亚太|欧洲|非洲|东部|中部|西部|东北|华东|华南|华北|"
    "西北|西南|中西部|西部地区|中部地区|东部地区|长三角|珠三角|京津冀|(?:北京|天津|上海|重庆)市?|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|"
    "江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省?|(?:内蒙古|广西|西藏|宁夏|新疆)(?:自治区)?)(?:各省份?|各地|各市)?)$"
)
_RANK_VERB = re.compile(
    "(?:居|列|占|排|排名|名列|位列|位居|排位|位次|跃居|跃至|升至|升到|上升到|上升至|退至|降至|排到|排在|排名由|位于|获|获得|荣获|取得|夺得|为|至|到|量|额|率|数|总数|规模|总值|产值|得分|综合|总分|团体|倒数)$"
)
#: 列计划单列市第二, 位次由第九位: the place of the rank stands between the verb and 第.
_RANK_PLACE = re.compile("(?:位居|位列|居|列|排名|排|位次|名次)[^，。；、0-9第]{0,10}$")
_RANK_END = re.compile(
    "$|[，。；、,;！？）)”’\\s]|的|和|与|及|，|以及|并|之|位(?!数)|名(?!单)|[长高大多快低](?=[，。；、])"
)
_ORDINAL_CHAIN = re.compile(rf"(?: ?(?:[、和与及至到—–~－-]|以及){{1,2}} ?第? ?{RUN})+")
_COLON = lazy(rf" ?([:：∶比]) ?({RUN})")
_COLONS = lazy(rf"(?: ?[:：∶] ?{RUN}){{1,4}}")
_RATIO_CONTEXT = re.compile(
    "(?:比例|比率|比值|配比|占比|杠杆|汇率|之比|按|约|为|接近|近|超过|比)(?:为|是|约|达到|达|不低于|不高于)?$"
)
_RATIO_AFTER = re.compile("的?(?:比例|配比|比率)")
_SCORE_CONTEXT = re.compile(
    "(?:战胜|击败|力克|轻取|不敌|负于|胜|取胜|落败|告负|领先|逆转|的?总?比分|平局|战平|淘汰|输)"
)


_WHOLE_PART = re.compile(rf"({RUN})又$")


def word_free(text: str, at: int) -> bool:
    """Whether no figure stands before ``at``, so that a numeral found there is whole."""
    return at == 0 or _FIGURE.match(text, at - 1) is None


_FIGURE = lazy(RUN)


def fraction_at(text: str, start: int, end: int) -> Mention | None:
    """百分之三十, 三分之二, 万分之五: ``text[start:end]`` is the denominator, 分之 follows."""
    match = _FRACTION.match(text, end)
    if match is None:
        return None
    denominator, top = parse(text[start:end]), parse(match[2])
    if denominator is None or top is None or denominator == 0 or text.startswith("决赛", match.end()):
        return None
    first, stop = start, match.end()
    if match[1]:
        top = -top
    elif start and text[start - 1] == "负":
        top, first = -top, start - 1
    elif text[start - 2 : start] == "负的":
        top, first = -top, start - 2
    whole = _WHOLE_PART.search(text, max(0, start - 8), start)
    if whole is not None and (units := parse(whole[1])) is not None and word_free(text, whole.start()):
        top, first = top + units * denominator, whole.start()
        if text[first - 1 : first] == "负":
            top, first = -top, first - 1
    unit, code, factor, kind, rule = "", "", Decimal(1), "percentage", "percent_words"
    word = text[start:end]
    if word in _DENOMINATORS:
        unit, code, factor = _DENOMINATORS[word]
    elif denominator % 10000 == 0 and word[0] in "万亿百千一十":
        unit, code, factor = "%", "%", Decimal(100) / denominator
    else:
        kind, rule = "ratio", "fraction"
        factor = Decimal(1) / denominator
    value = top * factor if kind == "percentage" else tidy(top / denominator)
    low = high = value
    bound = "exact"
    if match[3]:
        bound = "more_than"
    more = _MORE_FRACTION.match(text, stop) if kind == "percentage" else None
    if more is not None and (upper := parse(more[1])) is not None and upper > top:
        low, high, bound, stop = value, upper * factor, "range", more.end()
    first, stop, bound = qualify(text, first, stop, bound)
    payload = interval(None if bound == "range" else value, low, high, bound, unit or None, code or "1")
    return Mention(kind, first, stop, payload, rule, 0.95)


def qualify(text: str, start: int, stop: int, bound: str) -> tuple[int, int, str]:
    """The span widened by the qualifiers that touch it, and the bound they give."""
    for length in (5, 4, 3, 2, 1):
        before = BEFORE.get(text[start - length : start]) if start >= length else None
        if before is not None:
            if before.bound and before.bound != "window":
                bound = before.bound if bound == "exact" else bound
                start = start - length if before.in_span else start
            break
    for length in (6, 5, 4, 3, 2, 1):
        after = AFTER.get(text[stop : stop + length]) if stop + length <= len(text) else None
        if after is not None and after.in_span and not (after.guard and after.guard.match(text, stop + length)):
            return start, stop + length, after.bound if bound in ("exact", "more_than", "nearly") else bound
    return start, stop, bound


def interval(
    value: Decimal | None, low: Decimal | None, high: Decimal | None, bound: str, unit: str | None, code: str | None
) -> Quantity:
    """A quantity whose ``low`` and ``high`` are what its bound leaves open."""
    if bound in ("more_than", "at_least"):
        high = None
    elif bound in ("less_than", "at_most", "nearly"):
        low = None
    elif bound == "approximately" and value is not None:
        low = high = None
    return Quantity(value, low, high, bound, unit, code)


def doubling_at(text: str, start: int, end: int) -> Mention | None:
    """翻一番 is twice, 翻了两番 four times: ``text[start:end]`` stands before 番."""
    if text[end : end + 1] != "番":
        return None
    first, _, bound = qualify(text, start, end, "exact")
    first -= 1
    if text[first : first + 1] == "了":
        first -= 1
    times = parse(text[start:end])
    if first < 0 or text[first] != "翻" or times is None or times > 20:
        return None
    value = Decimal(2) ** int(times)
    stop = end + 1
    if text[stop : stop + 1] == "多":
        bound, stop = "more_than", stop + 1
    _, stop, bound = qualify(text, first, stop, bound)
    return Mention("ratio", first, stop, interval(value, value, value, bound, "番", "1"), "doubling", 0.95)


def colon_ratio_at(text: str, start: int, end: int) -> Mention | None:
    """1:1.05, 3比1 where the words speak of a ratio; a clock time or a score is none."""
    match = _COLON.match(text, end)
    if match is None:
        return None
    chain = _COLONS.match(text, match.end())
    if chain is not None:
        return _proportion(text, start, chain.end())
    left, right = parse(text[start:end]), parse(match[2])
    if left is None or right is None or not right or not left:
        return None
    if unit_at(text, match.end(), figures=True) is not None:
        # 采购包1：2,350,000元: the number of a thing and an amount
        return None
    before = text[max(0, start - 8) : start]
    one_sided = (left == 1 or right == 1) and len(match[2]) != 2 and match[1] != "比"
    decimal = match[1] != "比" and ("." in text[start:end] or "." in match[2])
    if not (decimal or one_sided or _RATIO_CONTEXT.search(before) or _RATIO_AFTER.match(text, match.end())):
        return None
    if (
        _SCORE_CONTEXT.search(before)
        or _SCORE_CONTEXT.match(text, match.end())
        or "比分" in before
        or text[match.end() : match.end() + 3] == "的比分"
    ):
        return None
    value = tidy(left / right)
    first, stop, bound = qualify(text, start, match.end(), "exact")
    return Mention("ratio", first, stop, interval(value, value, value, bound, None, "1"), "colon_ratio", 0.8)


def _proportion(text: str, start: int, stop: int) -> Mention | None:
    """6.1∶58.9∶35: a ratio of three, which has no single value; a clock time is none."""
    if not (_RATIO_CONTEXT.search(text[max(0, start - 8) : start]) or "." in text[start:stop]):
        return None
    first, last, bound = qualify(text, start, stop, "exact")
    return Mention("ratio", first, last, Quantity(None, None, None, bound, None, "1"), "proportion", 0.7)


def rank_at(text: str, start: int, end: int) -> tuple[Mention | Rejection, int]:
    """What 第 before ``text[start:end]`` makes: a rank (第2位, 居全国第一) or an ordinal, and where to go on."""
    numeral = read(text[start:end])
    first = start - 1
    if text[first - 2 : first] == "倒数":
        first -= 2
    scope = _SCOPE.search(text, max(0, first - 12), first)
    chain = _ORDINAL_CHAIN.match(text, end)
    stop = end
    measured = text[end : end + 1] in ("位", "名") and text[end + 1 : end + 2] not in (
        "数",
        "单",
        "于",
        "置",
        "称",
        "额",
    )
    if measured:
        stop = end + 1
    placed = (
        scope is not None
        or _RANK_VERB.search(text, max(0, first - 4), first) is not None
        or _RANK_PLACE.search(text, max(0, first - 14), first) is not None
    )
    opens = placed and (measured or _RANK_END.match(text, end) is not None)
    if measured and not opens:
        opens = _RANK_END.match(text, stop) is not None
    figurative = text[first - 2 : first] in ("放在", "摆在")
    chained = chain is not None and not measured and scope is None
    if numeral is None or numeral.value is None or chained or figurative or not opens:
        return Rejection(start, chain.end() if chain else end, ordinal_reason(text, end)), chain.end() if chain else end
    begin = scope.start(1) if scope else first
    unit = text[end] if measured else None
    payload = Quantity(numeral.value, numeral.value, numeral.value, "exact", unit, f"{{{unit or '位'}}}")
    return Mention("rank", begin, stop, payload, "rank", 0.9), stop


_ARTICLE = re.compile("[条款项章节编目](?!目)")


def ordinal_reason(text: str, end: int) -> str:
    """Why 第N is no rank: a reference to an article, or the number of a thing in an order."""
    return "article_reference" if _ARTICLE.match(text, end) else "ordinal"


_TOP_END = lazy("(?:位|名|强|席)(?![称义单于置])")


def top_at(text: str, start: int, end: int) -> Mention | None:
    """前20位, 前三名, 全国前十: the first N of an order."""
    match = _TOP_END.match(text, end)
    numeral = read(text[start:end])
    if numeral is None or numeral.value is None or numeral.value < 1:
        return None
    first = start - 1
    scope = _SCOPE.search(text, max(0, first - 12), first)
    if match is None and not (
        numeral.value <= 100
        and (
            scope or re.search("(?:居|列|排|排名|名列|位列|位居|进入|跻身|排在|稳居)$", text[max(0, first - 4) : first])
        )
        and _RANK_END.match(text, end)
    ):
        return None
    stop = match.end() if match else end
    begin = scope.start(1) if scope else first
    unit = match[0] if match else None
    payload = Quantity(numeral.value, Decimal(1), numeral.value, "at_most", unit, f"{{{unit or '位'}}}")
    return Mention("rank", begin, stop, payload, "top", 0.9)


#: 天津市首位获得奖牌的选手: the first person, no rank.
_FIRST_ONE = lazy("获|当选|登|完成|参|赴|进入|入选|[\u4e00-\u9fff]{0,4}(?:者|选手|运动员)")
_FIRST_PLACE = re.compile("首位(?!度)")


def first_places(text: str) -> list[Mention]:
    """全国首位, 居首位: ranks without a figure."""
    found: list[Mention] = []
    for match in _FIRST_PLACE.finditer(text):
        scope = _SCOPE.search(text, max(0, match.start() - 12), match.start())
        if scope or re.search(
            "(?:居|列|占|排|排名|名列|位列|位居|之|摆在|放在)$", text[max(0, match.start() - 3) : match.start()]
        ):
            if text[match.start() - 2 : match.start()] in ("摆在", "放在") or _FIRST_ONE.match(text, match.end()):
                continue
            one = Decimal(1)
            begin = scope.start(1) if scope else match.start()
            found.append(
                Mention("rank", begin, match.end(), Quantity(one, one, one, "exact", "位", "{位}"), "first_place", 0.85)
            )
    return found


_SLASH = re.compile(r"/(\d{1,3})(?![\d/.A-Za-z年月日-])")


def slash_fraction_at(text: str, start: int, end: int) -> Mention | None:
    """1/3 as a ratio: both small, the smaller first, in lowest terms (6/15 is a date or a page), no part of a date or an identifier."""
    match = _SLASH.match(text, end)
    run = text[start:end]
    if match is None or not run.isdigit() or len(run) > 2 or run[0] == "0" or match[1][0] == "0":
        return None
    if start and (text[start - 1] in "/.-:" or (text[start - 1].isascii() and text[start - 1].isalnum())):
        return None
    top, bottom = Decimal(run), Decimal(match[1])
    if (
        top >= bottom
        or bottom > 100
        or gcd(int(run), int(match[1])) > 1
        or (text[match.end() : match.end() + 1] in tuple("号届期章"))
    ):
        return None
    value = tidy(top / bottom)
    first, stop, bound = qualify(text, start, match.end(), "exact")
    return Mention("ratio", first, stop, interval(value, value, value, bound, None, "1"), "fraction", 0.8)


def rate_at(text: str, start: int, end: int) -> Mention | None:
    """506.6/10万, 15.7/10万: a rate per so many."""
    match = _PER_MANY.match(text, end)
    value = parse(text[start:end])
    if match is None or value is None:
        return None
    payload = Quantity(value, value, value, "exact", match[0], f"{{{match[0]}}}")
    return Mention("number", start, match.end(), payload, "rate", 0.8)


_PER_MANY = re.compile("/(?:1?0?万|十万|百万|100万|1?千|1000)(?![元人吨米平立公千克升亩0-9])")
_HALVES = re.compile("一半(?!以)|一半(?=以[上下内])|半数(?!据)")


def halves(text: str) -> list[Mention]:
    """一半 and 半数 as ratios."""
    found: list[Mention] = []
    half = Decimal("0.5")
    for match in _HALVES.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before in ("另", "这", "那", "前", "后", "上", "下", "每"):
            continue
        first, stop, bound = qualify(text, match.start(), match.end(), "exact")
        if before == "过" and bound == "exact" and match[0] == "半数":
            first, bound = first - 1, "more_than"
        found.append(Mention("ratio", first, stop, interval(half, half, half, bound, None, "1"), "half", 0.8))
    return found
