"""The written forms of calendar time as patterns, smallest parts first.

Every pattern works on a copy of the text whose full-width digits and signs are folded one to one, so offsets stay.
Group names of :data:`POINT` are the parts of one point in time; :mod:`extractors.dates` reads them.
"""

from __future__ import annotations

import re

from extractors.lexicon_io import load

FULL_WIDTH = re.compile("[０-９：／－．～]")
FOLD = str.maketrans("０１２３４５６７８９：／－．～", "0123456789:/-.~")

GAP = r"[ \u3000\u00a0]{0,3}"
_YEAR4 = r"(?:(?:1[5-9]|20)\d{2}|[一二][〇零○ΟO0一二三四五六七八九]{3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_HOUR = r"(?:2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_MINUTE = r"(?:[0-5]\d|\d|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SMALL = r"(?:1[0-2]|[1-9]|十[一二]?|[一二两三四五六七八九])"
RANGE_SIGN = r"(?:[-—–－−─~～〜]{1,2}|起?至|到)"
_AND = rf"(?={GAP}(?:[、和及与]|{RANGE_SIGN}){GAP}"

_BARE_YEAR = rf"(?<![\d.])(?P<year>{_YEAR4}){GAP}(?:(?:年(?P<annual>度)?|(?P<yearless>{_AND}{_YEAR4}{GAP}年)))(?![级龄轻货限代]))"
_SHORT_YEAR = rf"(?<![\d.])(?P<short>\d\d){GAP}年(?={GAP}{_MONTH}{GAP}月(?!份?以?[内后]))"
_RELATIVE_YEAR = (
    r"(?P<relyear>今明两年|去今两年|去年|今年|明年|前年|后年|大前年|来年|本年度?|上年度?|次年|翌年|同年|当年|年内|全年)(?:度)?"
)
_FESTIVALS = "|".join(sorted((re.escape(row["name"]) for row in load("calendar")), key=len, reverse=True))
_FESTIVAL_TAIL = r"小?长假|假期|假日|黄金周|期间|当天|当日|前夕|前后|节日期间"

_MONTHS = (
    rf"(?:(?P<month>(?<![\d.]){_MONTH}){GAP}(?:月份?(?!饼|季|嫂|刊|薪|票|租|经|亮|球|供|台|坛|子)|(?P<monthless>{_AND}{_MONTH}{GAP}月)))"
    r"|(?P<relmonth>本月份?|上个?月份?|下个?月份?|当月|同月|次月)"
    r"|第?(?P<quarter>[一二三四1-4])(?:季度?(?!节|风)|(?P<quarterless>(?=[、和及]第?[一二三四1-4]季度)))"
    rf"|前(?P<quarters>[一二两三123])个?季度"
    r"|(?P<half>上|下)半年"
    rf"|前(?P<months>{_SMALL})(?:个?月(?:份)?)"
    r"|(?P<relquarter>本季度|上季度|上个季度|下季度))(?P<current>当月|当季)?"
)
_DAYS = (
    rf"(?:(?P<day>(?<![\d.]){_DAY}){GAP}(?:[日号](?!线|楼|院|店|文|令|公|元|用|均|产|常|语|本|志|程|报|机|内|以内|之内|游|销)|(?P<dayless>{_AND}{_DAY}{GAP}[日号])))"
    r"|(?P<third>上旬|中旬|下旬)"
    r"|(?P<monthedge>月?[底末初中](?!期|心|间|旬|段|等|小|国|央|部|共|级|步|端))(?:期)?)"
)
_RELATIVE_DAY = r"(?P<relday>今明两[天日]|今天|昨天|明天|前天|后天|大前天|今[日晨晚早夜]|昨[日晨晚夜]|明[日晨晚早]|次日|翌日|同日|当[日天晚]|第二天)"
_WEEKDAY = r"(?P<week>[本上下]个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
_WEEK = r"(?P<onlyweek>[本上下]个?(?:周|星期))(?![一二三四五六日天末边围])"
_BRACKET = rf"(?:{GAP}[（(](?P<bracket>[^（()）\n]{{2,16}})[)）])?"
_POD = r"(?P<pod>上午|下午|中午|凌晨|清晨|早晨|早上|晚上|晚间|夜间|深夜|傍晚|午后|午间|午夜|夜里|晚|晨|早)"
_CLOCK = (
    rf"(?P<hour>(?<![\d.:]){_HOUR})"
    rf"(?:{GAP}(?:[时時]|点钟?)(?:{GAP}(?P<minute>{_MINUTE}){GAP}(?:分(?!之|别|钟|局|布)(?:{GAP}(?P<second>{_MINUTE})秒)?)?|(?P<fraction>半|一刻|三刻))?(?P<sharp>整|正)?(?P<over>许|多)?"
    rf"|{GAP}:{GAP}(?P<minute2>[0-5]\d)(?:{GAP}:{GAP}(?P<second2>[0-5]\d))?(?![\d%:])"
    rf"|(?P<hourless>(?={GAP}{RANGE_SIGN}{GAP}{_HOUR}(?:[时時]|点(?!名|评|个)))))(?P<about>左右|前后)?"
)

_ISO = (
    r"(?<![\d.\-/A-Za-z])(?P<isoyear>(?:19|20)\d{2})(?:"
    r"(?P<isosep>[-/.])(?P<isomonth>1[0-2]|0?[1-9])(?P=isosep)(?P<isoday>3[01]|[12]\d|0?[1-9])(?![\d./\-]\d|\d)"
    r"|-(?P<isomonth2>0[1-9]|1[0-2])(?![\d年/\-.赛]))"
)

POINT = re.compile(
    rf"(?:{_ISO}"
    rf"|{_RELATIVE_DAY}|{_WEEKDAY}|{_WEEK}"
    rf"|(?:公元)?(?:(?:{_BARE_YEAR}|{_SHORT_YEAR}|{_RELATIVE_YEAR})(?P<whole>全年)?)?"
    rf"(?:{GAP}(?P<yearedge>年?[底末初](?!期)|年终)(?!步))?"
    rf"(?:{GAP}{_MONTHS})?(?:{GAP}{_DAYS})?)"
    rf"{_BRACKET}(?:{GAP}{_POD})?(?:{GAP}{_CLOCK})?"
)

BRACKET_DATE = re.compile(
    rf"^(?:(?:(?P<year>{_YEAR4})年)?(?:(?P<month>{_MONTH})月)?(?:(?P<day>{_DAY})[日号])|(?:周|星期)(?P<weekday>[一二三四五六日天])|(?:农历)?[正腊一二三四五六七八九十]+月.{{1,3}}|(?:当地|北京)时间)"
    rf"(?P<pod>{_POD[7:-1]})?$"
)
# A connector between two points of one range.
CONNECT = re.compile(rf"{GAP}{RANGE_SIGN}{GAP}")
TAIL = re.compile(
    r"(?P<since>以来|至今|迄今|以后|之后|起至今)|(?P<before>以前|之前|前(?!往|来|夕|后|期|一|两|三|去|述|\d))|(?P<around>前后|左右)|(?P<during>期间)"
)
PLAN = re.compile(
    r"[“”\"‘](?P<plan>[一二三四五六七八九十]{1,3})五[“”\"’](?:(?P<edge>末期?|初期?|中期|后期)|(?P<since>以来)|(?P<during>期间|时期))"
)
DECADE = re.compile(
    r"(?P<century>上|本|[12]\d|二十一?|十[六七八九])世纪(?:(?P<decade>[1-9]0|[一二三四五六七八九]十)年代)?(?P<part>初期?|中叶|中期|末期?|后期|前期|以来)?"
    r"|(?<![\d.])(?P<decade2>[5-9]0|[五六七八九]十)年代(?P<part2>初期?|中期|末期?|后期|前期|以来)?"
)
FESTIVAL = re.compile(
    rf"(?:(?P<year>{_YEAR4})年|(?P<relyear>今年|去年|明年))?[“”\"]?(?P<name>{_FESTIVALS})[“”\"]?(?P<tail>{_FESTIVAL_TAIL})?"
)
LUNAR = re.compile(
    rf"(?:(?P<year>{_YEAR4})年)?(?P<word>农历|阴历|旧历)(?P<month>正|腊|冬|闰?(?:十[一二]?|[一二三四五六七八九]))月(?P<day>初[一二三四五六七八九十]|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)?"
    r"|(?P<month2>正|腊)月(?P<day2>初[一二三四五六七八九十]|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)"
)

# Where a point can begin: cheap heads, so that POINT is tried at few places.
START = re.compile(
    r"(?<![\d.])\d{1,4}(?=[ \u3000\u00a0]{0,3}[-—–－−─~～〜年月日号时時点:/.季至到、和及与起])"
    r"|[一二三四五六七八九十廿两零〇○ΟO]{1,4}(?=[ \u3000\u00a0]{0,3}[-—–－~～〜年月日号时時点季至到、世和及与])"
    r"|[今去明昨后][年天日晨晚早夜明今]|大前[年天]|前[年天一二两三四五六七八九十\d]|来年|[本上下]个?[年月周星半旬季礼]|[同当次翌全][年月日天晚]|第二天|第[一二三四1-4]季"
    r"|年[内底末初终]|月[底末初]|中旬|公元|周[一二三四五六日末]|星期|礼拜|农历|阴历|旧历|[正腊]月"
    rf"|[“\"‘](?=[一二三四五六七八九十]{{1,3}}五[”\"’])|[上本]世纪|上午|下午|中午|凌晨|清晨|早晨|早上|晚上|晚间|傍晚|深夜|午夜|{_FESTIVALS}"
)
# Whether the slower readers (festivals, the lunar calendar, decades, five-year plans) can find anything at all.
NAMED = re.compile(rf"年代|世纪|农历|阴历|旧历|正月|腊月|五[”\"’]|{_FESTIVALS}")
