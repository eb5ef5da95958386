"""A date that figures may stand under, and which of them an account as a whole is told for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from corpora.lazy import lazy
from extractors.assembly.stretches import begins_with_day, day_of, is_day, is_long
from extractors.edtf import bounds

LEAD = 200
"""So many characters below the title are the opening."""
HEAD = re.compile(
    r"(?:[，；。,;:：、\s（(]|^)"
    r"(?:其中|截至|截止|自|从|在|到|至|于|和|(?:初步)?预计|力争|争取|确保|务必|计划|经?初步核算|据?初步统计|据统计|[全我本](?:国|省|市|县|区))?$"
)
AS_OF_DAY = ("截至", "截止", "截至到", "截止到")
OVER = ("结束", "出梅", "截止", "闭幕", "止", "完成")
_BEGUN = lazy(r"(?:[^，。；：\d]{0,6}(?:开始|启动|入梅|开幕|起))[，,]?[^，。；：\d]{0,6}?(?:至|到|于)?")
_MONTH_ENDS = re.compile(r"-(?:01-31|02-2[89]|03-31|04-30|05-31|06-30|07-31|08-31|09-30|10-31|11-30|12-31)$")


_UP_TO = ("至", "到", "—", "-", "草", "火", "诉", "降", "飞", "算", "义")
_AFTER = lazy("[^，。；：\\d]{0,9}(?:结束|完成|闭幕|到期|届满|期满)之?后")
_SINCE = lazy(r"[^，。；\n]{1,20}?(?:以来|至今)")

HOLIDAY = -2
"""``Force.mention`` of a public holiday named in the text, which is no date."""


class Force(Struct, frozen=True, gc=False):
    """A date that figures may stand under: its place and EDTF; ``window``: it is a length of time that looks back;
    ``aside``: a figure stands before it in its sentence.
    """

    start: int
    end: int
    edtf: str
    mention: int
    window: bool = False
    aside: bool = False


def at_head(text: str, start: int, offset: int) -> bool:
    """Whether the date at ``offset`` stands at the head of a clause of the sentence that begins at ``start``."""
    return HEAD.search(text[start:offset]) is not None


def stated_time(text: str, forces: Sequence[Force], title: int) -> Force | None:
    """The time of the account in the opening of the body: 截至10月7日零时, 今年前11个月, 5月9日10时至5月10日10时.

    A bare day is that of an event, not of the account, unless 截至 stands before it; the end of a month is that of its
    own totals, and what follows is told of the year.
    """
    for force in forces:
        if force.start <= title:
            continue
        if force.start > title + LEAD or text.find("\n", title + 1, force.start) >= 0:
            return None
        if text.endswith(AS_OF_DAY, 0, force.start):
            return None if _MONTH_ENDS.search(force.edtf) else force
        if text[force.start - 1] in "自从" or is_since(text, force):
            continue
        if is_settled(force) and at_head(text, title + 1, force.start):
            return force
    return None


def begins(text: str, start: int, end: int, edtf: str) -> bool:
    """自5月1日起, 8月23日起，; 11月30日整治结束后: the day is a beginning, and what is told of it goes on."""
    if not is_day(edtf):
        return False
    if text.startswith("起", end):
        return not text.startswith(_UP_TO, end + 1)
    return text.find("后", end, end + 14) > 0 and _AFTER.match(text, end, end + 16) is not None


def is_since(text: str, force: Force) -> bool:
    """今年以来, 9月28日启动接种以来: a time that goes on up to the publication."""
    return text.endswith("来", force.start, force.end) or _SINCE.match(text, force.end, force.end + 22) is not None


@lru_cache(maxsize=256)
def holds(edtf: str, part: str) -> bool:
    """Whether a stretch of time holds another one and more than it: 2009-01/2009-11 that of 2009-11."""
    if edtf == part:
        return False
    (low, high), (first, last) = bounds(edtf), bounds(part)
    if low is None or high is None or first is None or last is None:
        return False
    return low <= first and last <= high


def is_settled(force: Force) -> bool:
    """Whether the date is a stretch of more than a week with two ends, as accounts are told for."""
    if force.window or "X" in force.edtf or ".." in force.edtf:
        return False
    return is_long(force.edtf) or not begins_with_day(force.edtf)


def between(text: str, first: Force, start: int, edtf: str) -> str:
    """从1月13日开始，至2月21日结束；6月19日入梅，7月20日出梅: what follows is told of the days between."""
    if not (is_day(first.edtf) and is_day(edtf)) or _BEGUN.fullmatch(text, first.end, start) is None:
        return edtf
    return f"{day_of(first.edtf)}/{day_of(edtf)}" if first.edtf < edtf else edtf
