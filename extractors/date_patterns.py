"""The written forms of calendar time, smallest parts first.

Each part is one pattern; a point in time is read part by part (:mod:`extractors.date_readings`). In every pattern the
name of the last group says which form was written. All work on a copy of the text whose full-width digits and signs
are folded one to one, so that offsets stay.
"""

from __future__ import annotations

import re

from corpora.lazy import lazy
from extractors import numerals
from extractors.lexicon_io import load

_FULL_WIDTH = tuple(zip("０１２３４５６７８９／－．～", "0123456789/-.~", strict=True))

GAP = r"[ \u3000\u00a0]{0,3}"
_YEAR = r"(?:(?:1[5-9]|20)\d{2}|[一二][〇零○ΟO0一二三四五六七八九]{3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
_DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])"
)
_HOUR = r"(?:2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_MINUTE = r"(?:[0-5]?\d|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SMALL = r"(?:1[0-2]|[1-9]|十[一二]?|[一二两三四五六七八九])"
_SIGN = r"(?:[-—–－−─ー~～〜]{1,2}|起?至|到)"
# The unit of a list or range may come once, at its end: 2018、2019年, 1—7月, 3至5日.
_SHARED = rf"{GAP}(?:[、和及与]|{_SIGN}){GAP}"

# The characters with which the patterns below can begin, so that most of them need not be tried.
GAPS = frozenset(" \u3000\u00a0")
FIGURES = frozenset("0123456789零〇一二两三四五六七八九十廿")
YEAR_FIRST = FIGURES | frozenset("公纪西民今去大明前后来本上次翌同当年全")
YEAR_EDGE_FIRST = GAPS | frozenset("全年底末初伊中")
SEASON_FIRST = frozenset("春夏秋冬")
MONTHS_FIRST = GAPS | FIGURES | frozenset("元本上下当同次第前头")
DAYS_FIRST = GAPS | FIGURES | frozenset("上中下月底末初")
DAY_WORD_FIRST = frozenset("今明后大前昨次翌同当第")
WEEK_FIRST = frozenset("本上下周星礼")
WEEKDAY_FIRST = frozenset("星周")
NTH_FIRST = frozenset("的第前最")
BRACKET_FIRST = GAPS | frozenset("（(")
PART_OF_DAY_FIRST = GAPS | frozenset("上下中凌清早晚夜深黎傍午白晨")
CLOCK_FIRST = GAPS | FIGURES
CONNECT_FIRST = GAPS | frozenset("-—–－−─ー~～〜起至到")
TAIL_FIRST = frozenset("以至迄及或和之后前左期时间")

CONNECT = re.compile(rf"{GAP}{_SIGN}{GAP}")
FINISH = re.compile(r"[、和及与]")

ISO = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?:(?P<separator>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=separator)"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?!(?P=separator)\d|\d|[年月%])"
    r"|[-/](?P<month_only>0[1-9]|1[0-2])(?![\d年月/\-.赛学财雪%])"
    rf"|\.(?P<month_dot>1[0-2]|0?[1-9])(?!\d)(?:(?={GAP}{_SIGN}(?:{GAP}(?:(?:19|20)\d\d|今)|[ \u3000]|$))"
    r"|(?<=[-—–~至到]\d{4}\.\d\d)|(?<=[-—–~至到]\d{4}\.\d))"
    r"| (?P<month_blank>0[1-9]|1[0-2]) (?P<day_blank>3[01]|[12]\d|0[1-9])(?! ?[\d.:%])"
    r"|(?P<month8>0[1-9]|1[0-2])(?P<day8>3[01]|[12]\d|0[1-9])(?![\d.A-Za-z号元人件%\-]))"
)
# 21年, 九七年 is a year where a part of a year follows; alone it is as often a length of time.
_SHORT_GOES_ON = (
    rf"(?:{_MONTH}{GAP}月(?!以?内|后|前)|[底末初](?![期步])|[上下]半年|第?[一二三四1-4]季度"
    r"|前[一二三四五六七八九十]{1,2}个月)"
)
YEAR = re.compile(
    rf"(?:(?P<shared>{_YEAR})(?=(?:{_SHARED}{_YEAR}){{1,6}}{GAP}(?:年|学年))"
    rf"|(?P<year>{_YEAR}){GAP}(?:学?年)度?(?![级龄])"
    rf"|(?P<bare>(?:19|20)\d\d)(?:(?={GAP}{_SIGN}{GAP}(?:19|20)\d\d(?![\d年\-.号]))"
    r"|(?<=[-—–~至到]\d{4})(?![\d年\-.号万亿元人])|(?=[-—–~至到]\d\d年))"
    # 1985到89年: the century is written once.
    r"|(?<=(?:19|20)\d\d[-—–~至到])(?P<after>\d\d)年"
    rf"|(?P<short>\d\d|[一二三四五六七八九〇零]{{2}}){GAP}年(?={GAP}{_SHORT_GOES_ON})"
    r"|(?P<zero>0\d)年(?!期)|(?<=[在于自从中至])(?P<old>1[0-4]\d\d)年(?![以历来的内前后])"
    rf"|(?<=[在于])(?P<early>[1-9]\d\d)年(?=[，。；）]|$|{_MONTH}月)"
    rf"|(?P<spelt>[一二三四五六七八九][〇零一二三四五六七八九]{{2}})年(?={_MONTH}月{_DAY}日)"
    r"|(?P<pair>(?:19|20)\d\d)/(?:(?:19|20)\d\d|\d\d)(?:学年度?|年度|财年)"
    r"|(?P<alone>(?:19|20)\d\d)(?=[，。、；就已以）后前])"
    r"|[公纪西]元(?P<era>[1-9]\d{0,3}|[一二三四五六七八九〇零]{3,4})年"
    r"|[公纪西]元(?P<bc>前[1-9]\d{0,3}|前[一二三四五六七八九〇零]{3,4})年"
    r"|民国(?P<republic>\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]|[一二三四五六七八九]?十|元)年"
    r"|(?P<years>今明两年|去今两年)"
    r"|(?P<word>大前年|上一年(?!度)|[去今明前后来]年|[本上]年度?|[次翌同当]年|年内|全年)度?)"
)
YEAR_EDGE = re.compile(rf"{GAP}(?:全年|(?P<edge>年?[底末初](?!期|步|心)|伊始|年?中(?=[，。；、,]|以来|前|$)))")
_NO_SEASON = {
    "春": "节运晚季茶耕播种分招联雨考训灌寒旱汛荒小风雷花蕾城光兰草华秋天夏",
    "夏": "粮收种季播油至天令灌县邑津秋商威",
    "秋": "粮收种季冬播分招考果游汛旱风林灌天",
    "冬": "奥季运残小麦春闲修训泳令储灌至枣虫播天",
}
SEASON = lazy(
    r"(?:(?P<season>[春夏秋冬])(?:天|季(?![学奥残达青世春夏秋冬]))"
    + "".join(f"|(?P<season_{i}>{season})(?![{no}])" for i, (season, no) in enumerate(_NO_SEASON.items()))
    + ")"
)
MONTHS = re.compile(
    rf"{GAP}(?:(?P<shared>{_MONTH})(?=(?:{_SHARED}{_MONTH}){{1,6}}{GAP}月)"
    rf"|(?P<month>{_MONTH}){GAP}月份?(?![饼嫂刊薪票球子龄]|租(?![用赁借给住下了])|供(?![暖热应水电货])|革命|花[号香]|三[歌节”])"
    r"|(?P<word>[本上下]个?月份?|上一个?月(?!份?度)|[当同次]月)"
    r"|第?(?P<shared_quarter>[一二三四1-4])(?=[、和及至到—–~-]第?[一二三四1-4]季度)"
    r"|第?(?P<quarter>[一二三四1-4])季度"
    r"|(?P<quarter_pair>一二|三四)季度"
    r"|前(?P<quarters>[一二两三123])个?季度"
    r"|(?P<half>[上下])半年"
    rf"|[前头](?P<months>{_SMALL})个?月份?"
    r"|(?P<quarter_word>[本上下]个?季度))(?:当[月季])?"
)
DAYS = re.compile(
    rf"{GAP}(?:(?P<shared>{_DAY})(?=(?:{_SHARED}{_DAY}){{1,6}}{GAP}[日号])"
    rf"|(?P<day>{_DAY}){GAP}(?:日(?![常用产程志语元文]|历天|均[值线价量]|本(?![是来应该次届月周年轮省县区院局校溪]|市(?!场)|报讯)|报(?!道|告|送|名))|号)(?:当[天日晚])?"
    r"|(?<=月)(?P<unitless>3[01]|[12]\d|0?[1-9])(?=[，。；）\s]|$)"
    r"|(?P<third>[上中下]{1,2})旬"
    r"|(?P<edge>月?[底末初](?![期心步等级])|月?中(?=[，。；、,]|以来|前)))"
)
#: After a month a day is one before any word: 3月12日本轮, 3月12日常务会议.
DAYS_OF_MONTH = lazy(rf"{GAP}(?P<day>{_DAY}){GAP}日")
#: 4月前4天, 十月的第一周, 9月最后一周: days and weeks counted within a month.
WITHIN_MONTH = lazy(
    r"前(?P<first>[12]\d|[1-9]|二?十[一二三四五六七八九]?|[两三四五六七八九])[天日](?!内)"
    r"|的?第(?P<nth>[一二三四五1-5])个?(?:周|星期)(?![一二三四五六日天])|的?(?P<last>最后一)(?:周|个星期)"
)
DAY_WORD = re.compile(
    r"(?P<days>今明两[天日]|明后两?[天日])|(?P<word>大前天|[今昨明前后]天|[今昨明][日晨晚早夜]|[今昨明](?=[（(]\d)|次日|翌日|同日|当[日天晚]|第二天)"
)
WEEK = re.compile(
    r"(?P<week>上上个?|下下个?|[本上下]个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
    r"|(?P<only>(?:上上个?|下下个?|[上下]一个?|[本上下]个?)(?:周|星期))(?!边|围|刊)"
)
WEEKDAY_AFTER = re.compile(r"(?:星期|周)[一二三四五六日天]")
BRACKET = re.compile(rf"{GAP}[（(]([^（()）\n]{{2,16}})[)）]")
BRACKET_DATE = lazy(
    rf"(?:(?P<year>{_YEAR})年)?(?:(?P<month>{_MONTH})月)?(?P<day>{_DAY})[日号](?P<pod>上午|下午|晚上?|凌晨|中午)?"
    r"|(?:周|星期|礼拜)[一二三四五六日天]|(?:农历|夏历)?[正腊冬一二三四五六七八九十]+月[初廿二三十一四五六七八九]+日?|农历[^\d]{2,8}"
)
PART_OF_DAY = lazy(
    rf"{GAP}(?P<pod>上午|下午|中午|凌晨|清晨|早晨|早上|晚上|晚间|夜间|深夜|黎明|傍晚|午后|午间|午夜|夜里|白天|(?:晚|早|晨)(?![高稻期年熟些已点会饭餐报霜])|[早晚晨](?=\d))"
)
CLOCK = re.compile(
    rf"{GAP}(?:(?P<shared>{_HOUR})(?:分|时)?(?={GAP}{_SIGN}{GAP}{_HOUR}(?:[时時]|点(?![名评个多])))"
    rf"|(?P<hour>{_HOUR}){GAP}(?:[时時](?![间候代期段速长刻效常])|点钟?(?![名评个击])):?"
    rf"(?:{GAP}(?P<minute>{_MINUTE}){GAP}分(?![之别局布钟])(?:{GAP}(?P<second>{_MINUTE})秒)?"
    r"|(?P<fraction>半|一刻|三刻)|(?P<bare>[0-5]\d)(?!\d))?"
    r"(?:整|正(?![式在常好是]))?(?P<over>许|多)?"
    rf"|(?P<hour2>[01]?\d|2[0-4]){GAP}:{GAP}(?P<minute2>[0-5]\d)(?:{GAP}:{GAP}(?P<second2>[0-5]\d))?(?![\d%:]))"
    r"(?:左右|前后)?"
)
TAIL = re.compile(
    r"(?P<since>以来|至今|迄今)"
    r"|(?:[及或和])?(?P<after>以后|之后)|(?P<after_bare>后(?![勤备来果续期天台方者援半排盾劲退遗悔门头台世记发置延移缀继裔代院几两]|[一二三四五六七八九十\d]))"
    r"|(?:[及或和])?(?P<before>以前|之前)|(?P<before_bare>前(?![往来夕后期一二两三四五六七八九十去述沿\d身任列排台海线]))"
    r"|(?P<around>前后|左右)|(?P<during>期间|时期|间(?![隔接歇距断]))"
)

#: A year of our era by its figures alone.
LATER = re.compile(r"([1-9]\d{0,3})年")
#: What makes a stretch of two dates joined by 与.
BETWEEN = re.compile("(?:之?间|期间)(?![隔接歇距断])")

PLAN = re.compile(
    r"[“\"‘]?(?P<plan>十?[一二三四五六七八九]|十)五(?:[”\"’]|(?=期间|时期))"
    r"(?:(?P<end>末期?|期末)|(?P<start>初期?)|(?P<during>(?:规划)?(?:期间|时期|期内)|中期|后期)|(?P<since>以来))"
)
_DECADE = r"(?:[1-9]0|[一二三四五六七八九]{1,2}十)"
DECADE = lazy(
    rf"(?:(?P<century>上个?|本|[12]\d|二十一?|十[六七八九])世纪(?:(?P<decade>{_DECADE})年代)?"
    r"|(?P<whole>(?:1[5-9]|20)\d)0年代(?![表码偿替理办收管课销购发工驾付价言际])"
    r"|(?P<decade_only>[5-9]0|[五六七八九]{1,2}十)年代)"
    r"(?:[初末](?:[期叶])?|中叶|中期|后期|前期|中后期|[前后上下]半叶|(?P<since>以来))?(?!海上丝绸)"
)
_FESTIVALS = "|".join(sorted((re.escape(row["name"]) for row in load("calendar")), key=len, reverse=True))
_HOLIDAY = "(?:小?长假|假期|假日|黄金周)(?:期间)?|期间"
HOLIDAY = lazy(_HOLIDAY)
FESTIVAL = lazy(
    rf"(?:(?P<year>{_YEAR}){GAP}年|(?P<word>[今去明]年))?[“\"]?(?P<name>{_FESTIVALS})(?![月日届次个点届])[”\"]?(?:国际劳动节|劳动节)?"
    rf"(?P<holiday>{_HOLIDAY})?(?P<day>当[天日])?"
)
_LUNAR_DAY = r"初[一二三四五六七八九十]|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十"
LUNAR = lazy(rf"(?P<month>[正腊冬]|闰?(?:十[一二]?|[一二三四五六七八九]))月(?P<day>{_LUNAR_DAY})(?![日号])")
#: Days of the lunar calendar that need no 农历 before them: 五月初五, 八月十五.
LUNAR_ALONE = re.compile("初|十五$")

# Whether the readers of festivals, the lunar calendar, decades and five-year plans can find anything at all.
NAMED = re.compile(
    rf"年代|世纪|民国|纪元|西元|农历|阴历|旧历|正月|腊月|月初[一二三四五六七八九十]|八月十五|五(?:[”\"’]|期间|时期)|{_FESTIVALS}"
)

# Where a point can begin: cheap heads, so that the readers are tried at few places. The pattern takes the first
# character only and looks at the rest from there: the regex engine skips what is none of these characters.
_FIRST = r"\d零〇一二三四五六七八九十廿两今去明昨后大前来元本上下同当次翌全第年月中公周星礼早晚凌清傍深午晨夜"
_CENTURY = "(?:(?<=1)9|(?<=2)0)"
_HEADS = (
    rf"\d(?:(?<!\d\d)(?<!\d\.\d)\d{{0,3}}(?={GAP}[-—–－−─ー~～〜年月日号时時点:/.季学世至到、和及与起])"
    rf"|(?<!\d\d){_CENTURY}\d\d(?={GAP}年)|(?<![\d.A-Za-z\-]\d){_CENTURY}\d{{6}}(?!\d)"
    rf"|(?<!\d\d){_CENTURY}\d\d(?= [01]\d [0-3]\d(?!\d))"
    rf"|(?<=[在于自从到了至]\d){_CENTURY}\d\d(?=[，。、；就已以）后前]))"
    rf"|[零〇一二三四五六七八九十廿两][零〇○ΟO一二三四五六七八九十]{{0,3}}(?={GAP}[-—–－~～〜年月日号时時点季至到、世和及与])"
    r"|[今去明昨后][年天日晨晚早夜明今后]|大前[年天]|前(?:[年天]|[一二两三四五六七八九十\d]{1,2}个?[月季])|来年"
    r"|[本上下]个?[年月周半旬季礼星世]|上一个?[年月周星]|(?:上上|下下)个?[周星礼]|下一个?[周星]|[同当次翌全][年月日天晚]|第二天|第[一二三四1-4][季、和至]"
    r"|元(?<![美欧日港澳加万亿千百十零\d]元)月|年[内底末初]|月[底末初]|中旬|公元|周[一二三四五六日末]|星期[一二三四五六日天]|礼拜"
    r"|[今昨明][（(]\d|上午|下午|中午|凌晨|清晨|早晨|早上|晚上|晚间|傍晚|深夜|午夜|夜间(?=\d)|[早晚](?=\d{1,2}[点时:])"
)
# What else begins the names that NAMED looks for.
_NAMED_HEADS = (
    r"|[正腊]月|民国[\d一二三四五六七八九十元]|[纪西]元[前\d一二]|[一二三四五六七八九十]{1,2}五(?=期间|时期)|[“\"‘](?=[一二三四五六七八九十]{2,3}[”\"’])"
    rf"|{_FESTIVALS}"
)
_NAMED_FIRST = '正腊民纪西“"‘' + "".join(sorted({row["name"][0] for row in load("calendar")}))
START = re.compile(rf"[{_FIRST}](?<=(?={_HEADS})[\s\S])")
START_NAMED = lazy(rf"[{_FIRST}{_NAMED_FIRST}](?<=(?={_HEADS}{_NAMED_HEADS})[\s\S])")


def fold(text: str) -> str:
    """The text with full-width digits and signs as ASCII, one to one."""
    if numerals.fold(text) is not text:
        for sign, folded in _FULL_WIDTH:
            text = text.replace(sign, folded)
        text = numerals.simplified(text)
    return text.replace("：", ":").replace("∶", ":")
