"""Level, share or change: the role of a figure, the direction of a change and what it is compared with."""

from __future__ import annotations

import re

from msgspec import Struct

from extractors.assembly.lexicons import COMPARATOR, COMPARATORS, DIRECTIONS, alternation

_LONG = [word for word in DIRECTIONS if len(word) > 1]
_SURE = "增升涨降减跌翻"
_FILLER = r"(?:每[\u4e00-\u9fff]{1,4}|约|近|超|超过|逾|高达|仅|仅仅|整整|大约|共|幅度为|幅度达|幅度|在|到了)*"
_CHANGE = re.compile(
    rf"(?P<verb>{alternation(_LONG)}|[{_SURE}]|[高低多少快慢](?!达))(?P<of>了|值|率|额)?(?P<to>至|到了?|为|成|达到?)?{_FILLER}\s*$"
)
_TURNED = re.compile(
    r"(?P<to>(?:调整|变|(?<!整)改|转|缩|扩|延|压缩|上调|下调|扩大|缩短|增|升|降|提高|增加|减少|上升|下降|增长)(?:为|至|到|成))了?(?:[^，；。]{0,12}的)?\s*$"
)
_AGAINST = re.compile(r"(?:高于|低于|高出|快于|慢于|优于|好于|低了|超出)[^，；。]{1,20}$")
_TIMES = re.compile(r"(?:是|为|相当于|约为|达到?|恢复[至到])[^，；。]{1,24}的\s*$")
_MANIFOLD = re.compile(r"(?:是|为|相当于|约为)[^，；。的]{2,12}$")
"""是天然草场15倍."""
_RANKED = re.compile(
    r"(?:位居|位列|居于|居|名列|列|排名|排在|排|跃居|升至|跻身|稳居)(?![民室住留车入])[^，；。]{0,16}$"
)
_MORE = re.compile(r"(?<=[期年月度初日])(?P<way>[多少])(?P<act>[^，；。\d]{1,4})$")
_DEGREE = re.compile(
    r"(?P<noun>增幅|涨幅|升幅|降幅|跌幅|减幅|同比增速|(?<!自然)增长率|下降率)(?:为|达到?|约|高达|超过|分别|均|是|在|将在)*\s*$"
)
_SHARE = re.compile(
    r"(?:占比重|占比|占到?|比重|份额|占有率)(?P<whole>[^占，；。]{0,40}?)(?:的?(?:比重|比例|份额))?(?:分别|均|已|约|为|达到?|近|超过?|高达|仅|始终|一直|保持|稳定|维持|控制|在|连续[^，。；]{1,3}[年月季度])*的?\s*$"
)
_COMPLETION = re.compile(
    r"完成(?:了)?(?P<whole>[^，；。]{0,24}?(?:目标|计划|任务|预算|指标|进度|总任务|总量|任务量|面积|总?投资|应[\u4e00-\u9fff]{1,4}|[金款]额)(?:数|量|总数)?(?:[（(][^（）()]{1,16}[）)])?)的?(?:约|近|超过|逾)?\s*$"
)
_OF_A_PLAN = re.compile(
    r"(?:为|达到?|相当于|是)(?P<whole>(?:[全本]?年|年初|[省市县区]?下达|调整|[省市县区])*的?(?:预算|计划|目标|任务|指标)(?:任务|指标|数)?(?:[\d.,]+万?[亿吨亩元]+)?)的\s*$"
)
"""为调整预算的101.7%: the rate of completion."""
_GOVERNED = re.compile(
    r"(?P<verb>新增加?|净增加?|净减少?|增加(?!值)|减少|削减|压减|(?:核减|扣减)(?!率)|增派)(?:了)?(?P<object>[^，；。]{1,30})$"
)
_ACTS_OF_A_SHARE = ("核减", "扣减")
_STOCK_AFTER_NEW = re.compile(r"贷款|投资|债券|融资|授信|减税|降费|就业|社会|存款|专项债|财力|产能|装机|登记|注册|设立")
_BASE_VERB = re.compile(r"(?:同比|较|比|与|和|跟)\s*$")
_COMPARES = re.compile(r"较(?!大|小|多|少|好|高|快|为|强|重|轻)|比(?![例重率值赛])")
_COMPARED = re.compile(r"[^，。；]{0,40}(?:相比|比较)")
_MULTIPLE = re.compile(
    r"^(?:全年|同期|底|末)?[^，。；\d]{0,10}的(?:[近约逾超]|超过)?[\d.一二三四五六七八九两]+(?:余|多)?(?:倍|成)"
)
_ELSEWHERE = re.compile(r"[比较](?!上|去|前|同|年|月|期|昨|原|此|往|以|\d)[^，；。年月季期日周初末底\d]{2,14}$")
_BARE_BASE = re.compile(
    r"(?:同比|[较比与](?:[^，；。]{0,8}?(?:年|月|季度|期|末|底|初|上届|以往|此前|之前|原来|往年|历史))?)"
)
_MARKS = re.compile(
    f"[{re.escape(''.join(sorted({word[0] for word in _LONG})))}{_SURE}高低多少快慢调变改转缩扩延压上下提优好超是为相约达涨新净削占比份完恢]"
)
"""Every pattern of this module for the words before a figure, but those of ranks, holds one of these characters."""


class Role(Struct, frozen=True, gc=False):
    """``verb_start``: offset where the words of the change or share begin; the subject stands before it."""

    role: str = "level"
    direction: str | None = None
    comparison: str | None = None
    base: str | None = None
    verb_start: int | None = None
    verb: str | None = None
    whole: str | None = None
    explicit: bool = False


LEVEL = Role()


def role_of(kind: str, text: str, start: int, end: int, mention: str) -> Role:
    """The role of a figure from its own words ``text[start:end]`` (up to the figure) and its wording."""
    left = text[start:end]
    if kind == "rank":
        ranked = _RANKED.search(left)
        return Role("level", verb_start=start + ranked.start(), verb="居") if ranked else LEVEL
    if kind == "ratio" and mention.startswith("翻"):
        return Role("change", "up", verb_start=end, verb="翻", explicit=True)
    if not left or _MARKS.search(left) is None:
        return LEVEL
    if kind == "duration":
        return _duration_role(left, start)
    if kind in ("percentage", "ratio", "number", "count", "money"):
        share = _share(kind, left, start)
        if share is not None:
            return share
    if (
        ("多" in left or "少" in left)
        and (more := _MORE.search(left)) is not None
        and _BARE_BASE.search(left, 0, more.start())
    ):
        direction = "up" if more["way"] == "多" else "down"
        return Role("change", direction, verb_start=start + more.start(), verb=more[0].rstrip("了"), explicit=True)
    found = _CHANGE.search(left)
    if found is not None and (role := _change(kind, left, found, start)) is not None:
        return role
    if (turned := _TURNED.search(left)) is not None:
        return Role("level", verb_start=start + turned.start(), verb=turned["to"])
    against = _AGAINST.search(left) or _TIMES.search(left) or (_MANIFOLD.search(left) if kind == "ratio" else None)
    if against is not None and kind in ("percentage", "ratio"):
        return Role("level", verb_start=start + against.start(), verb=None)
    if (degree := _DEGREE.search(left)) is not None and kind == "percentage":
        noun = degree["noun"]
        return Role(
            "change",
            "down" if noun[0] in "降跌下减" else "up",
            verb_start=start + degree.start(),
            verb=noun,
            explicit=True,
        )
    return _governed(kind, left, start)


def _duration_role(left: str, start: int) -> Role:
    found = _CHANGE.search(left)
    if found is not None and found["to"] and len(found["verb"]) > 1:
        return Role("level", verb_start=start + found.start(), verb=found["verb"] + found["to"].rstrip("了"))
    if found is None or found["to"] or len(found["verb"]) < 2 or found["of"] not in (None, "了"):
        return LEVEL
    return Role(
        "change", DIRECTIONS[found["verb"]], verb_start=start + found.start(), verb=found["verb"], explicit=True
    )


def share_of_goal(left: str, start: int) -> Role | None:
    """The rate of completion of what ``left`` ends with (完成全年目标), None where it is no goal."""
    found = _COMPLETION.search(left + "的")
    if found is None:
        return None
    return Role("share", verb_start=start + found.start(), verb="完成", whole=found["whole"], explicit=True)


def _share(kind: str, left: str, start: int) -> Role | None:
    if (found := _COMPLETION.search(left)) is not None and kind in ("percentage", "ratio"):
        return Role("share", verb_start=start + found.start(), verb="完成", whole=found["whole"], explicit=True)
    if kind in ("percentage", "ratio") and (found := _OF_A_PLAN.search(left)) is not None:
        return Role("share", verb_start=start + found.start(), verb="完成", whole=found["whole"], explicit=True)
    if kind in ("percentage", "ratio") and (found := _SHARE.search(left)) is not None:
        whole = found["whole"] or ""
        if not COMPARATOR.search(whole) and not _CHANGE.search(left):
            return Role(
                "share",
                verb_start=start + found.start(),
                verb=left[found.start() : found.start() + 2],
                whole=whole,
                explicit=True,
            )
    return None


def _change(kind: str, left: str, found: re.Match[str], start: int) -> Role | None:
    verb = found["verb"]
    if found["of"] in ("值", "率", "额") or (verb == "降费" and left.endswith("减税", 0, found.start())):
        return None  # 新增减税降费112.5亿元
    if verb == "放宽":
        return LEVEL  # 可放宽至40周岁
    if len(verb) == 1 and verb not in _SURE and not _BARE_BASE.search(left, 0, found.start()):
        return None
    if len(verb) == 1 and verb not in _SURE and _ELSEWHERE.search(left, 0, found.start()):
        against = max(left.rfind("比", 0, found.start()), left.rfind("较", 0, found.start()))
        return Role("level", verb_start=start + against)  # 比全省平均水平高1.1个百分点
    if (
        len(verb) == 1
        and verb in _SURE
        and kind in ("count", "measure", "money")
        and not (found["to"] or found["of"] or _BARE_BASE.search(left, 0, found.start()))
    ):
        return None
    if verb in ("节约", "改善", "超过") and not found["of"] and not COMPARATOR.search(left):
        return None
    if found["to"]:
        return Role("level", verb_start=start + found.start(), verb=verb + found["to"].rstrip("了"))
    return Role("change", DIRECTIONS.get(verb, "up"), verb_start=start + found.start(), verb=verb, explicit=True)


def _governed(kind: str, left: str, start: int) -> Role:
    """新增确诊25例, 增加了A、B五座城市: the verb of change governs the noun before the figure."""
    found = _GOVERNED.search(left) if kind in ("count", "measure", "money", "percentage") else None
    if found is None:
        return LEVEL
    verb, thing = found["verb"], found["object"]
    if (verb in _ACTS_OF_A_SHARE) != (kind == "percentage"):
        return LEVEL  # 核减招生计划5%—10% cuts by the share, 核减投资1.95亿元 is what was cut
    if "到" in thing[:2] or "至" in thing[:2] or "占" in thing:
        return LEVEL
    ill = any(word in thing for word in ("病例", "确诊", "感染", "疑似"))
    if (
        verb.startswith("新增")
        and not ill
        and (
            kind == "money"
            or _STOCK_AFTER_NEW.search(thing)
            or left[: found.start()].endswith(("城镇", "累计", "全国", "城乡"))
        )
    ):
        return LEVEL
    direction = "down" if "减" in verb else "up"
    return Role("change", direction, verb_start=start + found.end("verb"), verb=verb, explicit=False)


def comparison_in(text: str, start: int, end: int) -> tuple[str | None, str | None]:
    """Comparison and base of the last comparator in ``text[start:end]``."""
    found = [match[0] for match in COMPARATOR.finditer(text, start, end)]
    return COMPARATORS[found[-1]] if found else (None, None)


def compares(left: str) -> bool:
    """Whether the words compare with something else than an earlier time (较最高限价下浮)."""
    return bool(_COMPARES.search(left)) and COMPARATOR.search(left) is None


def is_base(text: str, start: int, end: int) -> bool:
    """Whether the date at ``[start, end)`` is the base of a comparison: 比2015年, 同比2019年, 和4月份持平."""
    if _MULTIPLE.match(text[end : end + 24]) and text[max(0, start - 4) : start].endswith(
        ("是", "为", "相当于", "达到")
    ):
        return True
    if text.startswith(("基础上", "的基础上"), end) or text.endswith(("保持", "维持", "延续"), 0, start):
        return True
    if text[start - 1 : start] in ("与", "同", "和") and _COMPARED.match(text, end):
        return True
    if _BASE_VERB.search(text, max(0, start - 3), start):
        return text[start - 1] in "比较" or bool(re.match(r".{0,6}(?:相比|持平|比较|相当|一致)", text[end : end + 9]))
    return False
