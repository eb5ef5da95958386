"""Whether the words around let a point in time be a date: what is a day and what a length of time, a name, a part
of another word, or a comparison."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from extractors import date_patterns as patterns
from extractors.date_readings import Point

# N日 after these is a length of time: 满30日, 不超过15日, 公示期7日, 拘留10日.
_LENGTH_BEFORE = re.compile(
    r"(?:[满足达过共逾超第每连续用经需期限为前少各隔休假留罚停距仅剩再]|(?<!附)近|(?<![北条公纽签合契])约|(?<=[\d十百千])多"
    r"|(?<!时)间|至少|不得|以上|[\d.%]|(?:缩短|压缩|压减|缩减)[至到为])\Z"
)
_LENGTH_AFTER = re.compile(
    r"\s?(?:以?内|之内|以上|以下|[的]?期限|游|行|均[线值价量]|余|多|后|以后的|左右的|有效|罚|拘)"
)
SHORTENED = re.compile("[^，。；\\d]{0,4}(?:缩短|压缩|压减|缩减)[至到为]")
"""由7日缩短至3日: how long it took, and takes now."""
_SHARED_LENGTH = re.compile(r".{1,6}?(?:日(?:以?内|以上|以下|后|的)|号[线楼院馆厅站机井路库门])")
_NUMBERED_BEFORE = re.compile(
    r"(?:[第编代证房栋楼路街巷弄座馆线矿井坑艇轮机箭舟娥宫征星云分问型泵炉桥灯字道龙蛟]|[A-Za-z\-－])$"
)
_NUMBERED_AFTER = re.compile(
    r"公[路寓园馆司]|州际|展[馆厅位区]|航|运[载输]|口岸|[楼院线馆店厅井站机舰船星车门台令坑矿铺床仓库泊码墩路煤高速病房会室桥文函岛泵炉段楼栋厂井轮型选席种煤位墙平宿舍地标遗址探卫飞火工染质技]"
)
# What follows N号 where it is a day: a pause, a verb, a time of day. After 在, 于, 截至 and at the head of a clause all but
# a numbered thing may follow.
_DAY_AFTER = re.compile(
    r"[，。、；：）)\s说称表宣发对就从与和向抵举召将公拒证签否指警批开遭再也晚早上下凌还正通出访起到至结首同因又即刊播当两援致报强重呼要敦回前裁则仍占达曾生以断作均爆先确分再陆]|在(?!建)|运抵|会见|会晤|投票|反驳|全面|拨付|都[呼表]|$"
)
_DAY_BEFORE = frozenset("，。、；：（(\n 在于自从到至截间以前日")
_CHINESE_DIGITS = frozenset("一二三四五六七八九十百千万亿两几数零〇")
_CLOCK_AFTER = re.compile(r"档|(?:至|到|[-—–~～]{1,2})(?:[早晚]|次日|凌晨|下午|晚上)?\d{1,2}点(?![名评个])")
_CLOCK_BEFORE = frozenset("，。；、（(）) \t\n：:于在从至到自间日天早晚午起前后每道频五六")
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万亿两几数余多近每半]$")
_COMPARED = re.compile(r"(?:比|较|超|超过|高于|低于|不及|多于|少于|好于)$")
_COMPARED_WITH = re.compile(r"[与和跟同]$")
_ALIKE = re.compile(r"[^，。；、0-9]{0,8}?(?:相比|持平|相当|同期|基本|一样|相同)")
# 当年 stands for a year before a comma or what was done in it, not in 当年的战友.
_YEAR_TOLD = re.compile(r"，|新增|完成|实现|实际|全[市省县国]|共|累计|节[约省]|增[加长]|减[少免]|建成|投[产入资]")
_WEEKDAY_BEFORE = frozenset("，。、；：（(\n 在于从自截间本这")
_POINTS_BACK = frozenset({"当日", "当天", "当晚", "同日", "当月", "同月", "次月", "第二天"})
_NOT_AFTER_YEAR = frozenset("龄级纪轻均检审会费薪代限报青少老间味富头轮度")
_EVENT = re.compile(
    r"(?:冬季|夏季|青年)?(?:冬奥|冬残奥|奥运|残奥|亚运|亚残运|世博|世园|大运会|青奥|世界杯|欧洲杯|世锦赛|园博|进博|全运会|峰会|APEC|上合|可持续发展议程)"
)
#: 2016年第3号, 2020年第15期（总第80期）: the number of an issue.
_ISSUE = re.compile(r"第 ?[0-9一二三四五六七八九十]{1,4} ?[号期](?![线楼院馆机台井选候洪])")
_PLACE_BEFORE = re.compile(r"(?:[^\W\d_a-zA-Z]{2})$")
_FUNCTION_WORD = frozenset(
    "在于从自到由对为与和及以的了将是至年月日届把被向说称示获悉道有会得前后过而且或等及获加备赴观看举办筹申行迎"
)
_MEDIA_AFTER = ("头条", "关注", "说法", "俄罗", "美国", "中国", "之星", "之城", "女报", "早报", "信息", "新闻", "路况")
_OF_DAY = frozenset({"time", "pod"})
_PLAIN = frozenset({"year", "month", "day", "time", "pod", "week", "weekday", "quarter", "season"})
_NO_WEEKDAY_AFTER = frozenset("日至到-—、")
_CODE_BEFORE = frozenset("号码第#")
_NO_EDGE_BEFORE = frozenset("当前周历往成青少中老末大")
_NO_EDGE_AFTER = frozenset("一二三四五六七")
#: 年初预算, 年初目标: what was laid down for the year, not the day.
_BUDGETED = frozenset(("预算", "计划", "目标", "预期", "安排", "部署", "确定"))
#: 达产后年产能: 后年 is a date only where a clause or a preposition opens it.
_AFTER_NEXT_BEFORE = frozenset("，。、；：（ \n到至在于和与及自从")
_PAUSES = frozenset("，。、；）\n")
#: 周一闭馆: a day that comes again.
_REST = re.compile("闭馆|休馆|休息|闭园|公休")
#: 25:18、23:25: the points of sets, of which some are no hours.
_SCORES = re.compile(r"(?<!\d)(?:2[5-9]|[3-9]\d):\d\d(?!\d)")
_RATIO_AFTER = re.compile("的?(?:比例|配比|比率)")
_BLANKS = " \u3000\u00a0"
_NO_FIRST_BEFORE = frozenset("提之以目日此")
_NO_THIRD_BEFORE = frozenset("圆满新弯岁每正中上")
_TO = re.compile(rf"{patterns.GAP}[-—–−~～至到]")
_YEAR_BEFORE = re.compile(r"(?:[在于自从至]|除了|(?<![达加高升降低大展扩涨长增少])到)$")
# What must have been named before 次日, 次年, 同月 for them to point at a date.
_POINTED_AT = {"日": {"day", "weekday"}, "月": {"month"}, "年": {"year", "month", "decade"}}
_SELDOM_WORDS = frozenset(
    {"上年", "上一年", "次年", "前年", "后年", "同年", "当年", "来年", "翌年", "年内", "本年", "全年"}
)


def stands(text: str, point: Point, *, continues: bool, near: Mapping[str, str], by_number: bool) -> bool:
    """Whether ``point`` is a date where it stands.

    ``continues``: it goes on a list of days (4月9日、13日). ``near``: the parts of a date shortly before it.
    ``by_number``: the document names days so (13号).
    """
    keys = point.parts.keys()
    dated = keys - _OF_DAY
    if _continues_numeral(text, point.start):
        return False
    if dated == {"day"} and not point.words:
        return _is_unnumbered(text, point) if continues else _bare_day(text, point, by_number)
    if not dated:
        return "time" in keys and _bare_clock(text, point)
    before, after = text[max(0, point.start - 3) : point.start], text[point.end : point.end + 4]
    if point.words and not _relative(text, point, before, after, near):
        return False
    if "weekday" in keys and "week" not in keys and ("days" in keys or _REST.match(text, point.end)):
        return False
    if (
        "weekday" in keys
        and "week" not in keys
        and ((before and before[-1] not in _WEEKDAY_BEFORE) or after[:1] in _NO_WEEKDAY_AFTER)
    ):
        return False
    if (
        point.end - point.start == 8
        and text[point.start : point.end].isdigit()
        and before.rstrip(": ")[-1:] in _CODE_BEFORE
    ):
        return False
    if not keys <= _PLAIN and not _special(text, point, dated, before, after):
        return False
    if dated == {"month"} and not point.words and before[-1:] == "第":
        return False
    if dated == {"year"} and not point.words:
        return _plain_year(text, point, before, after)
    return True


def _special(text: str, point: Point, dated: Set[str], before: str, after: str) -> bool:
    """Whether the words around let the part of a year or a month that the point names be a date."""
    keys, parts = point.parts.keys(), point.parts
    before = text[max(0, point.start - 6) : point.start].rstrip(_BLANKS)[-3:]
    last, first = before[-1:], after[:1]
    if dated == {"yearedge"} and (
        _COMPARED.search(before)
        or _NUMBER.search(before)
        or last in _NO_EDGE_BEFORE
        or first in _NO_EDGE_AFTER
        or after[:2] in _BUDGETED
    ):
        return False
    if ("months" in keys or "quarters" in keys) and (
        last in _NO_FIRST_BEFORE or (first in ("内", "起") and after[1:2] not in ("地", "蒙"))
    ):
        return False
    if parts.get("months") == "1":
        return False
    if "half" in keys and last in ("以", "剩"):
        return False
    return not (dated <= {"third", "edge"} and (last.isdigit() or last in _NO_THIRD_BEFORE))


def _continues_numeral(text: str, start: int) -> bool:
    """Whether a Chinese numeral begins in the middle of one: 八|九点钟, 二十|一日."""
    return start > 0 and text[start] in _CHINESE_DIGITS and text[start - 1] in _CHINESE_DIGITS


def _plain_year(text: str, point: Point, before: str, after: str) -> bool:
    written = text[point.start : point.end]
    if after[:1] == "第" and _ISSUE.match(text, point.end):
        return False
    if written.isdigit() and not point.shared and not _TO.match(text[point.end : point.end + 4]):
        return bool(_YEAR_BEFORE.search(before))
    if _EVENT.match(text, point.end) and _PLACE_BEFORE.search(before):
        return before[-1] in _FUNCTION_WORD
    return True


def _relative(text: str, point: Point, before: str, after: str, near: Mapping[str, str]) -> bool:
    word, before = point.words[0], before.rstrip(_BLANKS)
    last, keys = before[-1:], point.parts.keys()
    if text[point.start + 1] == "一" and last and last not in _AFTER_NEXT_BEFORE and not _COMPARED.search(before):
        # 多吃上一年: 上 is the end of a verb.
        return False
    if word[0] in "次翌同" and not near.keys() & _POINTED_AT[word[-1]]:
        return False
    told = "time" in keys or point.parts.get("day", "").isdigit()
    if word in _POINTS_BACK and not (told or (word in ("同月", "次月", "当月") and "day" in keys)):
        return False
    if _is_compared(text, point, before, after):
        return False
    if last and word[0] in "前后" and last in "目此之以日提先空背最幕从往今随然落午战课":
        return False
    if last and last in "以" and word[0] in "上下":
        return False
    if word == "后年" and last and last not in _AFTER_NEXT_BEFORE:
        return False
    if word in _SELDOM_WORDS and keys <= {"year"}:
        if after[:1] in _NOT_AFTER_YEAR and after:
            return False
        if word[0] in "上次年前后同" and (
            _NUMBER.search(before) or last in tuple("近多后来每提届第青少中成老历往周常")
        ):
            return False
        if word == "当年":
            return "year" in near and last not in tuple("在了的像似如") and bool(_YEAR_TOLD.match(after))
    if word in ("今日", "明日", "明天", "今天") and after[:2] in _MEDIA_AFTER and word[1] == "日":
        return False
    if word == "次日" and after[:1] == "达":
        return False
    if word[0] in "次翌" and last in tuple("的日生账满期毕") and last:
        return False
    if word == "明天" and last in tuple("的黎") and last:
        return False
    if word == "明日" and last == "光":
        return False
    return not (word == "后天" and after[:1] in ("性", "努"))


def _is_compared(text: str, point: Point, before: str, after: str) -> bool:
    """去年 in 比去年增长, 去年同期: part of a comparison, no date of its own."""
    word = point.words[0]
    if word[0] not in "去上前昨" and word != "周":
        return False
    if word[0] == "昨" and "time" in point.parts:
        return False
    if after[:2] in ("同期", "同日", "同时", "同比", "水平") or point.parts.get("month") == "same":
        return True
    if point.parts.get("month", "").isdigit() or point.parts.keys() & {"day", "quarter", "half"}:
        # An explicit base is a date: 比去年12月加快.
        return False
    if _COMPARED.search(before):
        return True
    return bool(_COMPARED_WITH.search(before) and _ALIKE.match(text, point.end))


def _bare_day(text: str, point: Point, by_number: bool) -> bool:
    """Whether N日 or N号 without a month is a day."""
    start, end = point.start, point.end
    written = text[start:end]
    before = text[max(0, start - 6) : start].rstrip(_BLANKS)[-3:]
    if not written[0].isdigit():
        if "日" not in written or before[-1:] == "第" or _NUMBER.search(before):
            return False
        alone = len(written) > 2 and (not before or before[-1] in _DAY_BEFORE) and not _LENGTH_AFTER.match(text, end)
        return alone or bool(point.parts.keys() & {"time", "pod"})
    if point.shared:
        return not _LENGTH_BEFORE.search(before) and not _SHARED_LENGTH.match(text, end)
    if point.parts.keys() & {"time", "pod"}:
        return not before[-1:].isdigit() and before[-1:] not in ("第", "每")
    if "号" in written:
        return before[-1:] != "第" and _is_unnumbered(text, point, by_number)
    if before[-1:] == "+" or (text[end : end + 1] == "前" and before[-1:] == "提"):
        # T+1日
        return False
    if before[-1:] in ("由", "从") and SHORTENED.match(text, end):
        return False
    return not _LENGTH_BEFORE.search(before) and not _LENGTH_AFTER.match(text, end)


def _is_unnumbered(text: str, point: Point, by_number: bool = False) -> bool:
    """Whether N号 is a day and not the number of a thing (2号航站楼, 银河3号); true for N日."""
    start, end = point.start, point.end
    if "号" not in text[start:end] or point.parts.keys() & {"time", "pod"}:
        return True
    if _NUMBERED_BEFORE.search(text[max(0, start - 3) : start]) or _NUMBERED_AFTER.match(text, end):
        return False
    return by_number or start == 0 or text[start - 1] in _DAY_BEFORE or bool(_DAY_AFTER.match(text, end))


def _bare_clock(text: str, point: Point) -> bool:
    """Whether a clock time without a day is one: a time of day before it, minutes, or N时 in digits."""
    written = text[point.start : point.end]
    before = text[max(0, point.start - 1) : point.start]
    weekday = text[max(0, point.start - 2) : max(0, point.start - 1)] in ("周", "期", "拜")
    if before and (
        before.isdigit() or (before in _CHINESE_DIGITS and not weekday) or before in "第每这那近共约达过.:比-"
    ):
        return False
    if "pod" in point.parts:
        return True
    if ":" in written:
        # 1:10 is a ratio as often as a time.
        if _RATIO_AFTER.match(text, point.end) or _SCORES.search(text, max(0, point.start - 7), point.end + 7):
            return False
        ranged = bool(patterns.CONNECT.match(text, point.end))
        return not text[point.end : point.end + 1].isdigit() and (
            ranged or weekday or not before or before in _CLOCK_BEFORE
        )
    if "分" in written or "半" in written or "整" in written or "刻" in written:
        return "时" in written or "点" in written
    if "时" in written:
        return written[0].isdigit()
    if "点钟" in written or point.shared:
        return True
    if text[point.end : point.end + 1] in _PAUSES and int(point.parts["time"][:2]) > 12:
        # 截至17点，
        return True
    return (before == "间" and text[point.start - 2 : point.start] == "时间") or bool(
        _CLOCK_AFTER.match(text, point.end)
    )
