"""Calendar days as metadata writes them: 2021-02-24, 2018/07/19 12:15:00, 20170319, 2021年2月24日, 二〇二一年二月二十四日."""

from __future__ import annotations

import re
from datetime import date

_HAN_DIGITS = "〇零○Ο一二三四五六七八九"
_VALUES = {"〇": 0, "零": 0, "○": 0, "Ο": 0, **{c: i for i, c in enumerate("一二三四五六七八九", 1)}}
DATE = (
    r"(?:(?:19|20)\d{2}\s{0,2}(?:年\s{0,2}\d{1,2}\s{0,2}月\s{0,2}\d{1,2}\s{0,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
    rf"|[一二][{_HAN_DIGITS}]{{3}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
)
"""A full date in running text, as a pattern; a date that stands alone may be compact too (``parse_date``)."""

_ARABIC = re.compile(r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=$|[^\d]|(?:[01]\d|2[0-3])[0-5]\d)"
)
_HAN = re.compile(rf"([一二][{_HAN_DIGITS}]{{3}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日")


def parse_date(value: str) -> date | None:
    """The first full date in a metadata value, None where there is none or it is no day of the calendar."""
    if match := _ARABIC.search(value) or _COMPACT.search(value):
        year, month, day = (int(part) for part in match.groups())
    elif match := _HAN.search(value):
        year = int("".join(str(_VALUES[c]) for c in match[1]))
        month, day = _tens(match[2]), _tens(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _tens(words: str) -> int:
    before, ten, after = words.partition("十")
    if not ten:
        return _VALUES.get(before, 0)
    return (_VALUES.get(before, 0) if before else 1) * 10 + (_VALUES.get(after, 0) if after else 0)
