"""Numerals, Arabic and Chinese, to exact decimals: the reading of one run of figures, and its inverse.

A run is what :data:`RUN` matches: ``4.7万余``, ``1亿2351.3万``, ``三四十``, ``二〇二一``, ``数百``. Its reading is a
:class:`Numeral`: a decimal, or the interval that the wording allows.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from corpora.recent import remembered

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0, "两": 2, "兩": 2, "貳": 2, "弍": 2, "叄": 3, "参": 3, "參": 3, "陸": 6,
}  # fmt: skip
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS = {"廿": 20, "卅": 30}
BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

CHINESE = "零〇○一二两兩三四五六七八九十百千万萬亿億廿卅壹贰貳弍叁叄肆伍陆陸柒捌玖拾佰仟"
_SCALE = "十百千万萬亿億拾佰仟"
_ARABIC_REST = r"(?:\d{0,2}(?:[,，]\d{3})+(?!\d)|\d*)(?:\.\d+)?"
#: After Arabic figures only a scale continues the run (1亿2351.3万, 200亿零四千230): 2013十大 is no numeral.
_TAIL_ARABIC = (
    r"(?: ?[余多几]?(?:个(?=亿))?(?:[万萬亿億佰仟]|百(?!分[点之比]|帕)|千(?![瓦克米伏卡焦乏赫帕牛]))+(?:零?(?:\d+(?:\.\d+)?|[一二两三四五六七八九])(?= ?[余多几]?[百千万佰仟]))?)*"
    r"(?:(?<=[万千百亿])(?:零\d+|\d+)(?![\d.:：年月日]))?(?:(?<=0)几)?"
)
_TAIL_CHINESE = rf"(?:(?!千[瓦伏卡焦乏赫帕牛克]|百分[点比]|(?<=[二三四五六七八九十两])两(?![百千万亿]))[{CHINESE}]|[几余多](?=[{_SCALE}])|(?<=[十拾])几|点(?=[{CHINESE}])|(?<=[百千万亿])\d+(?=[百千万亿])|个(?=亿))*"


def run_pattern(followers: str = "", alone: str = "") -> str:
    """The pattern of a run. With ``followers`` a single Chinese figure counts only before one of these characters;
    each character of ``alone`` is a run of its own.

    It starts with one character class, which lets the regex engine skip what holds no figure.
    """
    single = f"(?:(?=[{followers}])|(?<=[第前][{CHINESE}]))" if followers else ""
    return (
        rf"[0-9几数{CHINESE}{alone}](?:(?<=\d){_ARABIC_REST}{_TAIL_ARABIC}"
        rf"|(?<=[几数])(?=[十百千万亿]){_TAIL_CHINESE}|(?<=[{CHINESE}]){single}{_TAIL_CHINESE}"
        + (rf"|(?<=[{alone}]))" if alone else ")")
    )


RUN = run_pattern()
#: Longer runs are no numerals but damage or attack; it also bounds the recursion.
_LONGEST = 64
_WHOLE = re.compile(RUN)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，（）：；！？"}
_FULL_WIDTH.update({0x3000: 0x20, 0xA0: 0x20, 0x2212: 0x2D})
#: Traditional characters of numerals, units and the words around them; one for one, so that offsets stay.
_SIMPLIFIED = dict(
    zip(
        map(
            ord,
            "萬億兩幾數點餘個噸畝臺戶輛歲幣層隻條項間場處級號時鐘週約過達於歐鎊頭種類張劑頁頃縣鎮鄉國學員區後內開從將滿連載屆顆棟門課組",
        ),
        "万亿两几数点余个吨亩台户辆岁币层只条项间场处级号时钟周约过达于欧镑头种类张剂页顷县镇乡国学员区后内开从将满连载届颗栋门课组",
        strict=True,
    )
)
_TRADITIONAL = re.compile("[" + "".join(map(chr, _SIMPLIFIED)) + "]")
_FOLDABLE = re.compile("[０-９．％＋－～／＝＞＜　\xa0−Ａ-Ｚａ-ｚ" + "".join(map(chr, _SIMPLIFIED)) + "]")
_FOLDED = re.compile("[\uff01-\uff5e\u3000\xa0\u2212]")
#: Texts as long as this are documents, whose folded form several readers ask for.
_DOCUMENT = 100
_PAIR = re.compile(r"(?<![一二三四五六七八九两])([一二两三四五六七八九])([二两三四五六七八九])(?=[十百千万亿]|$)")
_NEXT = {"一": "二两", "二": "三", "两": "三", "三": "四五", "四": "五", "五": "六", "六": "七", "七": "八", "八": "九"}
_TOKEN = re.compile(r"[\d.]+|.")


class Numeral(Struct, frozen=True, gc=False):
    """The reading of a run: ``value``, or ``low`` to ``high`` where the wording names no single figure.

    ``bound`` is ``exact``, ``more_than`` (余 多), ``approximately`` (几 数 三四) - of the figure alone, without words around
    it. ``scale`` is the last 万, 亿 … of the run and ``mantissa`` what stands before it (3至5万 lends its 万 to the 3).
    """

    value: Decimal | None
    low: Decimal
    high: Decimal
    bound: str
    mantissa: Decimal | None
    scale: Decimal
    arabic: bool


def fold(text: str) -> str:
    """The text with full-width letters, figures and signs as ASCII, one for one: every offset stays valid.

    >>> fold("增长５．１％")
    '增长5.1%'
    """
    return _fold_document(text) if len(text) >= _DOCUMENT else _fold(text)


def _fold(text: str) -> str:
    if _FOLDABLE.search(text):
        # A replacement of each sign that occurs is far faster than translate, which looks at every character.
        for sign in set(_FOLDED.findall(text)):
            text = text.replace(sign, chr(_FULL_WIDTH.get(ord(sign), ord(sign))))
        text = simplified(text)
    return text


_fold_document = remembered(_fold)


def simplified(text: str) -> str:
    """The text with the traditional characters of numbers, units and dates as simplified ones, one for one.

    >>> simplified("三萬五千餘個")
    '三万五千余个'
    """
    return text.translate(_SIMPLIFIED) if _TRADITIONAL.search(text) else text


def parse(run: str) -> Decimal | None:
    """The decimal that a numeral names, None where it names none or no single one.

    >>> parse("1亿2351.3万"), parse("二〇二一"), parse("十几")
    (Decimal('123513000'), Decimal('2021'), None)
    """
    negative = run[:1] in ("-", "负")
    figures = fold(run[1:] if negative else run).replace(" ", "")
    numeral = read(figures) if _WHOLE.fullmatch(figures) else None
    if numeral is None or numeral.value is None:
        return None
    return -numeral.value if negative else numeral.value


@lru_cache(maxsize=4096)
def read(run: str) -> Numeral | None:
    """The reading of a run as :data:`RUN` matches it, None where it is no well-formed numeral (一百千)."""
    run = run.replace(" ", "").replace(",", "").replace("，", "").replace("个", "")
    if len(run) > _LONGEST:
        return None
    if run == "半":
        half = Decimal("0.5")
        return Numeral(half, half, half, "exact", None, Decimal(1), False)
    arabic = run[:1].isdigit() and run.isascii()
    if arabic:
        value = Decimal(run)
        return Numeral(value, value, value, "exact", value, Decimal(1), True)
    arabic = run[:1].isascii()
    mantissa, scale = _split_scale(run)
    if "几" in run or run[0] == "数":
        interval = _vague(run)
    elif not arabic and "点" not in run and (pair := _PAIR.search(run)) and pair[2] in _NEXT.get(pair[1], ""):
        ends = (run[: pair.start()] + digit + run[pair.end() :] for digit in (pair[1], pair[2]))
        interval = tuple(map(_exact, ends))  # type: ignore[assignment]
    else:
        bound = "more_than" if "余" in run or "多" in run else "exact"
        exact = _exact(run.replace("余", "").replace("多", ""))
        return None if exact is None else Numeral(exact, exact, exact, bound, mantissa, scale, arabic)
    low, high = interval or (None, None)
    if low is None or high is None:
        return None
    return Numeral(None, low, high, "approximately", None, Decimal(1), arabic)


def to_chinese(number: int) -> str:
    """The usual Chinese writing of a whole number below 10**16: the inverse of :func:`parse`.

    >>> to_chinese(10200)
    '一万零二百'
    """
    if number < 0:
        return "负" + to_chinese(-number)
    if number == 0:
        return "零"
    for scale, char in ((10**8, "亿"), (10**4, "万")):
        if number >= scale:
            rest = number % scale
            filler = "零" if rest and rest < scale // 10 else ""
            return to_chinese(number // scale) + char + filler + (to_chinese_section(rest) if rest else "")
    return to_chinese_section(number)


def to_chinese_section(number: int) -> str:
    """The writing of a number inside a longer one: 10 as 一十 except at the front."""
    if number >= 10**4:
        return to_chinese(number)
    out, gap = "", False
    for scale, char in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + char
        gap = digit == 0
    return out.removeprefix("一") if out.startswith("一十") else out


def _vague(run: str) -> tuple[Decimal | None, Decimal | None] | None:
    """The interval of 几 and 数: 数百 is 200 to 999, 十几 is 11 to 19."""
    run = run.replace("余", "").replace("多", "")
    if run[0] in "几数":
        low, one = _exact("二" + run[1:]), _exact("一" + run[1:])
        return (low, one * 10 - 1) if one is not None else None
    at = run.index("几")
    if run[at - 1] == "0":  # 20几万 is 21 to 29 times 万
        return _exact(run[: at - 1] + "1" + run[at + 1 :]), _exact(run[: at - 1] + "9" + run[at + 1 :])
    return _exact(run[:at] + "一" + run[at + 1 :]), _exact(run[:at] + "九" + run[at + 1 :])


def _split_scale(run: str) -> tuple[Decimal | None, Decimal]:
    """The mantissa and the last scale of a run: 二十万亿 → 20, 10**12; 三千 → 3, 1000; 三百五 → None, 1."""
    at, scale = len(run), 1
    while at > 0 and run[at - 1] in BIG:
        scale *= BIG[run[at - 1]]
        at -= 1
    if at == len(run) and at > 1 and run[-1] in "百千佰仟":
        at, scale = at - 1, SMALL[run[-1]]
    head = run[:at].replace("余", "").replace("多", "")
    if (
        at == 0
        or (scale > 1 and any(c in BIG for c in head))
        or (1 < scale < 10**4 and len(head) > 1 and head[0] > "9")
    ):
        return None, Decimal(1)
    return _exact(head), Decimal(scale)


def _exact(run: str) -> Decimal | None:
    """The value of a numeral without vague words; None where ill-formed."""
    if not run:
        return None
    if "点" in run:
        return _with_point(run)
    for char in "亿億万萬":
        head, sep, rest = run.rpartition(char)
        if sep:
            return _scaled(head, BIG[char], rest)
    return _section(run)


def _with_point(run: str) -> Decimal | None:
    whole, _, fraction = run.partition("点")
    digits = fraction.rstrip(_SCALE)
    scale = _exact("一" + fraction[len(digits) :]) if digits != fraction else Decimal(1)
    left = _exact(whole)
    if left is None or scale is None or not digits or any(c not in DIGITS for c in digits):
        return None
    return Decimal(f"{left}.{''.join(str(DIGITS[c]) for c in digits)}") * scale


def _scaled(head: str, scale: int, rest: str) -> Decimal | None:
    left = Decimal(1) if not head else _exact(head)
    if left is None:
        return None
    if not rest:
        return left * scale
    if len(rest) == 1 and rest in DIGITS:  # 三万五 is 35000
        return left * scale + DIGITS[rest] * (scale // 10 if DIGITS[rest] else 0)
    right = _exact(rest)
    return None if right is None or right >= scale else left * scale + right


def _section(run: str) -> Decimal | None:
    """A numeral below 万: place by place (三百零五, 2千), digit by digit (二〇二一), or short (三百五)."""
    if all(c in DIGITS for c in run):
        return Decimal("".join(str(DIGITS[c]) for c in run))
    total, current, last, zero = Decimal(0), None, 10**4, False
    for token in _TOKEN.findall(run):
        if token in SMALL:
            scale = SMALL[token]
            if scale >= last:
                return None
            total += (Decimal(1) if current is None else current) * scale
            current, last, zero = None, scale, False
        elif token in TENS:
            total, current, last = total + TENS[token], None, 10
        elif token in DIGITS and DIGITS[token] == 0 and current is None:
            zero = True
        elif current is not None or not (token in DIGITS or token[0].isdigit()):
            return None
        else:
            zero = zero or (len(token) > 1 and token[0] == "0")
            current = Decimal(DIGITS[token]) if token in DIGITS else Decimal(token)
    if current is not None:
        short = last in (100, 1000) and not zero and current < 10 and current == int(current)
        total += current * (last // 10) if short else current
    return total
