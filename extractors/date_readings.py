"""Readings of the written forms: the parts of one point in time as ``key=value``, and the checks that go with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from extractors import date_patterns as patterns
from extractors import edtf

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ο": 0, "O": 0, "两": 2}
_RELATIVE_YEARS = {
    "去年": "-1", "今年": "+0", "明年": "+1", "前年": "-2", "后年": "+2", "大前年": "-3", "来年": "+1", "本年": "+0", "上年": "-1",
    "次年": "next", "翌年": "next", "同年": "same", "当年": "about", "年内": "about", "全年": "about",
}  # fmt: skip
_RELATIVE_DAYS = {
    "今": "+0", "昨": "-1", "明": "+1", "前": "-2", "后": "+2", "大": "-3", "次": "next", "翌": "next", "第": "next", "同": "same",
    "当": "same",
}  # fmt: skip
_PODS = {"晨": "early", "早": "early", "晚": "late", "夜": "late"}
_AFTERNOON = frozenset({"下午", "晚上", "晚间", "傍晚", "午后", "晚", "夜间", "深夜", "午夜", "夜里", "中午", "午间"})
_WEEKDAYS = {c: str(i) for i, c in enumerate("一二三四五六", 1)} | {"日": "7", "天": "7", "末": "6"}
_NOT_AFTER_YEAR_WORD = frozenset("龄级轻均满检审会费薪代限报平")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万亿两几数余]$")
_DAY_OPENERS = frozenset("，。；：、\n（(于在自从到截至社网 \t,;:")
_DAY_CLOSERS = re.compile(r"[，,。；;、）)电讯起前晚早凌上下至]|$")


@dataclass(frozen=True, slots=True)
class Point:
    """One point in time as written. ``unfinished``: ``list`` or ``range`` where the unit comes with the next point."""

    start: int
    end: int
    template: str
    parts: Mapping[str, str]
    rule: str
    word: str = ""
    unfinished: str | None = None
    closed: bool = False
    compares: bool = False

    @property
    def relative(self) -> bool:
        """Whether the year, month or day is a word such as 去年, 上月."""
        return bool(self.word)


def number(written: str) -> int:
    """A day, month, year or hour in ASCII or Chinese digits: 二〇二一, 廿三, 十二, 2021."""
    if written.isdigit() and written.isascii():
        return int(written)
    if "十" in written or "廿" in written or "卅" in written:
        written = written.replace("廿", "二十").replace("卅", "三十")
        tens, _, units = written.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)
    total = 0
    for char in written:
        total = total * 10 + (int(char) if char.isdigit() and char.isascii() else _DIGITS[char])
    return total


def point(text: str, start: int, limit: int) -> Point | None:
    """The longest point in time that begins at ``start``, or None."""
    match = patterns.POINT.match(text, start, limit)
    if match is None or match.end() == start:
        return None
    bracket = match.group("bracket")
    inner: re.Match[str] | None = None
    if bracket is not None:
        inner = patterns.BRACKET_DATE.match(bracket)
        if inner is None:
            return point(text, start, match.start("bracket") - 1) if match.start("bracket") - 1 > start else None
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    parts: dict[str, str] = {}
    word = _years(groups, parts) or ""
    word = _months(groups, parts) or word
    word = _days(groups, parts) or word
    if not parts and "hour" not in groups:
        return None
    if inner is not None:
        _bracket(inner, parts)
    _clock(groups, parts)
    end = match.end()
    while end > start and text[end - 1] in " \u3000\u00a0":
        end -= 1
    unfinished = _unfinished(groups, text, end)
    if "pod" in groups and set(parts) <= {"pod"}:
        return None
    return Point(
        start, end, dump(parts), parts, _rule(parts), word, unfinished, False, groups.get("relyear") in ("去年", "上年", "上年度", "前年") or "relmonth" in groups or "week" in groups,
    )  # fmt: skip


def dump(parts: Mapping[str, str]) -> str:
    """``key=value`` parts as a template."""
    return " ".join(f"{key}={value}" for key, value in parts.items())


@lru_cache(maxsize=8192)
def load(template: str) -> tuple[Mapping[str, str], ...]:
    """The points of a template (one, or two for a range), each as parts; modifiers of the whole are on the last."""
    points = []
    for piece in template.split(" / "):
        points.append(dict(item.split("=", 1) for item in piece.split(" ") if item))
    return tuple(points)


def _years(groups: Mapping[str, str], parts: dict[str, str]) -> str | None:
    if "isoyear" in groups:
        parts["year"] = groups["isoyear"]
        parts["month"] = str(int(groups.get("isomonth") or groups["isomonth2"]))
        if "isoday" in groups:
            parts["day"] = str(int(groups["isoday"]))
        return None
    word = None
    if "year" in groups:
        parts["year"] = str(number(groups["year"]))
    elif "short" in groups:
        short = int(groups["short"])
        parts["year"] = str(2000 + short if short < 50 else 1900 + short)
    elif "relyear" in groups:
        word = groups["relyear"]
        if word in ("今明两年", "去今两年"):
            parts["year"], parts["years"] = ("+0" if word[0] == "今" else "-1"), "2"
        else:
            parts["year"] = _RELATIVE_YEARS[word[:3] if word == "大前年" else word[:2]]
    if "yearedge" in groups:
        edge = groups["yearedge"]
        if "year" not in parts and not edge.startswith("年"):
            return word
        parts["yearedge"] = "start" if edge.endswith("初") else "end"
    return word


def _months(groups: Mapping[str, str], parts: dict[str, str]) -> str | None:
    if "month" in groups:
        parts["month"] = str(number(groups["month"]))
    elif "relmonth" in groups:
        word = groups["relmonth"]
        parts["month"] = {"本": "+0", "上": "-1", "下": "+1", "次": "next"}.get(word[0], "same")
        return word
    elif "quarter" in groups:
        parts["quarter"] = str(number(groups["quarter"]))
    elif "relquarter" in groups:
        parts["quarter"] = {"本": "+0", "上": "-1"}.get(groups["relquarter"][0], "+1")
        return groups["relquarter"]
    elif "quarters" in groups:
        parts["quarters"] = str(number(groups["quarters"]))
    elif "half" in groups:
        parts["half"] = "1" if groups["half"] == "上" else "2"
    elif "months" in groups:
        parts["months"] = str(number(groups["months"]))
    return None


def _days(groups: Mapping[str, str], parts: dict[str, str]) -> str | None:
    if "day" in groups:
        parts["day"] = str(number(groups["day"]))
    elif "third" in groups:
        parts["third"] = str("上中下".index(groups["third"][0]) + 1)
    elif "monthedge" in groups:
        if not (parts.keys() & {"month", "quarter", "quarters", "half", "months"}) and not groups["monthedge"].startswith("月"):
            return None
        parts["edge"] = {"初": "start", "中": "middle"}.get(groups["monthedge"][-1], "end")
    elif "relday" in groups:
        word = groups["relday"]
        if word in ("今明两天", "今明两日"):
            parts["day"], parts["days"] = "+0", "2"
        else:
            parts["day"] = _RELATIVE_DAYS[word[0]]
            if word[-1] in _PODS:
                parts["pod"] = _PODS[word[-1]]
        return word
    elif "weekday" in groups:
        parts["weekday"] = _WEEKDAYS[groups["weekday"]]
        if "week" in groups:
            parts["week"] = {"本": "+0", "上": "-1"}.get(groups["week"][0], "+1")
        return "周"
    elif "onlyweek" in groups:
        parts["week"] = {"本": "+0", "上": "-1"}.get(groups["onlyweek"][0], "+1")
        return groups["onlyweek"]
    return None


def _bracket(inner: re.Match[str], parts: dict[str, str]) -> None:
    """A date in brackets says which day the word before means: 今天（6月9日）."""
    if inner.group("day"):
        parts["day"] = str(number(inner.group("day")))
        if inner.group("month"):
            parts["month"] = str(number(inner.group("month")))
        if inner.group("year"):
            parts["year"] = str(number(inner.group("year")))


def _clock(groups: Mapping[str, str], parts: dict[str, str]) -> None:
    pod = groups.get("pod")
    if pod:
        parts["pod"] = "late" if pod in _AFTERNOON else "early"
    if "hour" not in groups:
        return
    hour = number(groups["hour"])
    late = parts.get("pod") == "late"
    if late and hour < 12 and not (pod in ("中午", "午间") and hour >= 10):
        hour = hour + 12 if not (hour == 0 or (pod in ("深夜", "午夜", "夜里", "夜间", "晚上") and hour < 5)) else hour
    minute = groups.get("minute") or groups.get("minute2")
    fraction = groups.get("fraction")
    second = groups.get("second") or groups.get("second2")
    if groups.get("over") == "多" and not minute:
        parts["time"] = f"{hour:02d}"
        return
    minutes = number(minute) if minute else {"半": 30, "一刻": 15, "三刻": 45}.get(fraction or "", 0)
    parts["time"] = f"{hour:02d}:{minutes:02d}" + (f":{number(second):02d}" if second else "")


def _unfinished(groups: Mapping[str, str], text: str, end: int) -> str | None:
    for key in ("yearless", "monthless", "dayless", "quarterless", "hourless"):
        if key in groups:
            return "list" if text[end : end + 1] in "、和及与" else "range"
    return None


def _rule(parts: Mapping[str, str]) -> str:
    order = ("time", "weekday", "week", "day", "third", "edge", "month", "quarter", "quarters", "half", "months", "yearedge", "year")
    return next((key for key in order if key in parts), "other")


def bare_day(text: str, point: Point, continues: bool) -> bool:
    """Whether N日 without a month is a day: in a list after a day, before a time of day, or in a dateline."""
    if continues:
        return True
    if point.unfinished:
        return text[point.start - 1 : point.start] in _DAY_OPENERS if point.start else True
    written = text[point.start : point.end]
    if "号" in written and "time" not in point.parts:
        return False
    if {"time", "pod"} & point.parts.keys():
        return not text[max(0, point.start - 1) : point.start].isdigit()
    before = text[point.start - 1] if point.start else "\n"
    if not written[0].isdigit():
        return False
    return before in _DAY_OPENERS and bool(_DAY_CLOSERS.match(text, point.end))


def bare_clock(text: str, point: Point) -> bool:
    """Whether a clock time without a day is one: a time of day before it, minutes, or N时 in digits."""
    written = text[point.start : point.end]
    before = text[max(0, point.start - 1) : point.start]
    if point.start and (before.isdigit() or before in "第每这那近共约达过.:"):
        return False
    if "pod" in point.parts:
        return True
    if ":" in written:
        after = text[point.end : point.end + 1]
        return len(written.split(":")[0].strip()) <= 2 and not after.isdigit() and before not in "比-"
    if "分" in written or "半" in written or "整" in written:
        return "时" in written or ("点" in written and text[point.end : point.end + 1] != "之")
    if "时" in written:
        return written[0].isdigit() and text[point.end : point.end + 1] not in "间长差速候代期段效刻许常间"
    return "点钟" in written or point.unfinished == "range"


def whole_word(point: Point, before: str, after: str) -> bool:
    """Whether the point is not a piece of another word (以上年龄, 三次年会, 今日头条)."""
    word, last = point.word, before[-1:]
    parts = point.parts
    if word in ("上年", "上年度", "下个月", "次年", "本年", "前年", "后年", "同年", "当年", "来年", "年内", "翌年", "全年") and parts.keys() <= {"year", "yearedge"}:
        if after[:1] in _NOT_AFTER_YEAR_WORD and "度" not in word:
            return False
        if word in ("上年", "次年", "年内", "前年", "后年") and (_NUMERAL.search(before) or last in "以之此近多半来每提届第"):
            return False
    if last and last in "以" and (word[:1] in "上下" or "half" in parts):
        return False
    if last in ("提", "之", "以", "目") and ("months" in parts or "quarters" in parts):
        return False
    if word[:2] in ("今日", "明日", "明天") and after[:2] in ("头条", "关注", "说法", "俄罗", "美国", "中国", "之星", "集团"):
        return False
    if word == "后天" and after[:1] in "性努":
        return False
    if word in ("当月", "同月", "次月") and parts.keys() <= {"month"}:
        return False
    if parts.keys() == {"yearedge"} and (_NUMERAL.search(before) or last in "近当每前"):
        return False
    if parts.keys() == {"month"} and not word and (last == "第" or after[:1] in "龄"):
        return False
    if parts.keys() == {"weekday"} and (last in "每一两三四五六七八九十逢" and last):
        return False
    return not (parts.keys() <= {"third", "edge"} and last.isdigit())


def can_follow(left: Point, right: Point) -> bool:
    """Whether ``right`` can end a range that ``left`` begins."""
    if right.word and right.word[:1] in "当同" and right.word not in ("同年", "同月"):
        return False
    finer = {"day": 3, "third": 3, "edge": 3, "time": 4, "weekday": 3, "month": 2, "quarter": 2, "half": 2, "year": 1, "yearedge": 1}
    fine_left = max((finer.get(k, 0) for k in left.parts), default=0)
    fine_right = max((finer.get(k, 0) for k in right.parts), default=0)
    if right.parts.keys() == {"time"} or right.parts.keys() == {"time", "pod"}:
        return "time" in left.parts or left.unfinished is not None
    return abs(fine_left - fine_right) <= 2


def complete(left: Point, right: Point) -> str:
    """The template of the left point of a range."""
    return left.template


def takes_tail(text: str, point: Point, tail: re.Match[str]) -> bool:
    """Whether 以来, 前, 期间 after a date belongs to it."""
    if tail.lastgroup == "before" and tail.group() == "前":
        return not ("time" in point.parts and text[tail.end() : tail.end() + 1] in "往来")
    return tail.lastgroup != "around" or "day" not in point.parts or tail.group() == "前后"


def named(text: str, start: int, limit: int) -> tuple[int, str, str] | None:
    """A decade, century, five-year plan, lunar day or festival at ``start``: (end, template, rule)."""
    plan = patterns.PLAN.match(text, start, limit)
    if plan:
        count = number(plan.group("plan"))
        return plan.end(), _plan(count, plan), "date.plan"
    decade = patterns.DECADE.match(text, start, limit)
    if decade:
        return decade.end(), _decade(decade), "date.decade"
    lunar = patterns.LUNAR.match(text, start, limit)
    if lunar:
        return None
    return None


def _plan(tens: int, match: re.Match[str]) -> str:
    """The n-th five-year plan: 十四五 is 2021–2025."""
    first = 2021 + (tens - 14) * 5
    template = f"plan={first}/{first + 4}"
    edge = match.group("edge")
    if edge:
        template += " planedge=" + ("end" if edge[0] in "末后" else "start" if edge[0] == "初" else "middle")
    if match.group("since"):
        template += " open=since"
    return template


def _decade(match: re.Match[str]) -> str:
    century = match.group("century")
    decade = match.group("decade") or match.group("decade2")
    part = match.group("part") or match.group("part2") or ""
    value = number(decade) // 10 if decade else None
    if century == "上":
        base = 19
    elif century == "本":
        base = 20
    elif century is None:
        base = 19
    else:
        base = number(century) - 1
    template = f"decade={base}{value}X" if value is not None else f"century={base:02d}XX"
    return template + (" open=since" if part == "以来" else "")


@lru_cache(maxsize=8192)
def absolute(template: str) -> str | None:
    """EDTF of a template that needs no context, else None."""
    points = load(template)
    if "recurring" in points[-1]:
        return None
    first = points[0]
    if "open" in points[-1]:
        return None
    if len(points) == 1 and ("decade" in first or "century" in first):
        return first.get("decade") or first["century"]
    if len(points) == 1 and "plan" in first and len(first) == 1:
        return first["plan"]
    if any(not p.get("year", "").isdigit() for p in points) or any(not p.get(k, "1").isdigit() for p in points for k in ("month", "day")):
        return None
    ends = [span(p) for p in points]
    if any(e is None for e in ends):
        return None
    if len(ends) == 1:
        return ends[0]
    return join(ends[0] or "", ends[1] or "")


def join(left: str, right: str) -> str:
    """The interval from the beginning of ``left`` to the end of ``right``."""
    return f"{left.split('/')[0]}/{right.split('/')[-1]}"


def span(p: Mapping[str, str]) -> str | None:
    """EDTF of one point whose year, month and day are absolute numbers; None where the day does not exist."""
    y = int(p["year"])
    result: str | None
    if "yearedge" in p:
        return edtf.day(y, 12, 31) if p["yearedge"] == "end" else edtf.day(y, 1, 1)
    if "quarter" in p:
        q = int(p["quarter"])
        result = f"{edtf.month(y, q * 3 - 2)}/{edtf.month(y, q * 3)}"
        return _edge(result, p)
    if "quarters" in p:
        return _edge(f"{edtf.month(y, 1)}/{edtf.month(y, int(p['quarters']) * 3)}", p)
    if "half" in p:
        return _edge(f"{edtf.month(y, 1)}/{edtf.month(y, 6)}" if p["half"] == "1" else f"{edtf.month(y, 7)}/{edtf.month(y, 12)}", p)
    if "months" in p:
        return _edge(f"{edtf.month(y, 1)}/{edtf.month(y, int(p['months']))}", p)
    if "month" not in p:
        return f"{edtf.year(y)}/{edtf.year(y + 1)}" if "years" in p else edtf.year(y) if "day" not in p else None
    m = int(p["month"])
    if not 1 <= m <= 12:
        return None
    if "third" in p:
        first = (int(p["third"]) - 1) * 10 + 1
        last = first + 9 if first < 21 else edtf.last_day(y, m)
        return f"{edtf.day(y, m, first)}/{edtf.day(y, m, last)}"
    if "edge" in p:
        return _edge(edtf.month(y, m), p)
    if "day" not in p:
        return edtf.month(y, m)
    d = int(p["day"])
    if not 1 <= d <= edtf.last_day(y, m):
        return None
    return edtf.day(y, m, d) + (f"T{p['time']}" if "time" in p else "")


def _edge(period: str, p: Mapping[str, str]) -> str | None:
    edge = p.get("edge")
    if not edge:
        return period
    low, high = edtf.bounds(period)
    if low is None or high is None:
        return None
    if edge == "middle":
        return period
    return (high if edge == "end" else low).isoformat()
