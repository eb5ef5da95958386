"""Text with spaces inside its figures, as some PDFs give it: 一 百 五 十 个 百 分 点, 8. 5%, 10 071.1亿元.

Only blanks are closed up: a tab or a new line separates cells and rows, and no figure goes over them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from corpora.lazy import lazy
from corpora.recent import remembered
from extractors.mention import Mention, Rejection
from extractors.numerals import CHINESE, parse
from extractors.settle import united

_SPACED = lazy("[〇\u4e00-\u9fff0-9](?: [〇\u4e00-\u9fff0-9%.]){3,}")
# 8. 5% and 10 071.1亿元: a decimal that is broken after its point, thousands in groups; after a word, before a unit.
_BROKEN = lazy(
    r"(?<=[\u4e00-\u9fff（(：:，；])(?<![包段组号]) ?"
    r"(?:[0-9]{1,4}(?:\. | \.| \. )[0-9]{1,2}|[0-9]{1,3}(?:,? [0-9]{3})+(?:\.[0-9]+)?)"
    r" ?(?=[%％‰万亿元吨户家件个亩台辆公千平立倍人次名例头株场])"
)
_BREAKS = re.compile(r"[0-9](?:\. | \. ?|,? )[0-9]")
# 2 0 2 3 年 6 月: the figures of a year, each for itself, and what of the date follows so.
_SPACED_YEAR = re.compile(
    r"(?<![0-9] )[12] [09] [0-9] [0-9] 年(?: [0-9] [0-9]| [0-9]{1,2})?(?: [月日](?: [0-9] [0-9]| [0-9]{1,2})?)*"
    r"|(?<![0-9])(?:20 [0-9]{2}|20[0-9] [0-9]|2 0[0-9]{2})(?= ?年)"
)
_YEAR_BREAKS = re.compile(r"[12] ?[09] ?[0-9] ?[0-9] ?年")
# 三千 八百 九十六 万, 1000  万, 百 分之 一百二十: a numeral in words with blanks between its places.
_PLACES = lazy(
    rf"(?<![0-9{CHINESE}] )(?:[0-9]+(?= {{0,3}}[百千万亿余])|[{CHINESE}几])(?:[{CHINESE}几余点又]| {{1,3}}(?=[{CHINESE}几余点分又])|分(?= {{0,3}}之)"
    rf"|(?<=分)(?: {{1,3}}(?=之)|之)| {{1,3}}(?=[{CHINESE}])|(?<=[百千万亿])[0-9](?=[百千])|(?<=[万千]) (?=[0-9][百千]))+"
)
_PLACED = re.compile(
    rf"[0-9{CHINESE}几余分] {{1,3}}[十百千万亿余几分之]|[百千万亿] {{1,3}}[1-9一二三四五六七八九]|分 {{1,3}}之"
)
_SCALED = re.compile("[百千万亿]|分之")
# A cheap sign of such a stretch in texts with few spaces.
_SPACES = re.compile(" [〇\u4e00-\u9fff0-9%.] [〇\u4e00-\u9fff0-9%.] ")


def _closed_up(text: str) -> tuple[str, list[int]] | None:
    """The text without the spaces inside spaced-out stretches, and the old offset of each kept character.

    None where there is no such stretch. Figures alone (a row of a table) are none: a Chinese character is needed on
    either side of a space.
    """
    stretches = []
    if _SPACES.search(text) is not None:
        stretches = [m.span() for m in _SPACED.finditer(text) if sum(c > "\u4dff" for c in m[0]) * 4 > len(m[0])]
    if _BREAKS.search(text) is not None:
        stretches = united(stretches + [m.span() for m in _BROKEN.finditer(text)])
    if _PLACED.search(text) is not None:
        stretches = united(stretches + [m.span() for m in _PLACES.finditer(text) if _is_numeral(m[0])])
    if _BREAKS.search(text) is not None and _YEAR_BREAKS.search(text) is not None:
        stretches = united(stretches + [m.span() for m in _SPACED_YEAR.finditer(text)])
    if not stretches:
        return None
    kept: list[int] = []
    at = 0
    for start, end in stretches:
        kept.extend(range(at, start))
        kept.extend(i for i in range(start, end) if text[i] != " ")
        at = end
    kept.extend(range(at, len(text)))
    return "".join(text[i] for i in kept), kept


def _is_numeral(written: str) -> bool:
    """Whether the words with their blanks are one number, with a place among them: 一 二 三 are three."""
    joined = written.replace(" ", "").replace("几", "一").replace("余", "")
    if len(joined) == len(written) or _SCALED.search(joined) is None:
        return False
    return all(parse(part) is not None for part in re.split("分之|又", joined))


#: Dates and quantities are both read from it.
closed_up = remembered(_closed_up)


def forward(spans: Sequence[tuple[int, int]], kept: Sequence[int]) -> list[tuple[int, int]]:
    """Spans of the text as spans of its closed-up form."""
    return [(bisect_left(kept, start), bisect_left(kept, end)) for start, end in spans]


def backward(
    mentions: Sequence[Mention], rejections: Sequence[Rejection], kept: Sequence[int]
) -> tuple[list[Mention], list[Rejection]]:
    """Mentions and rejections of the closed-up form with the offsets of the text."""
    return (
        [replace(m, start=kept[m.start], end=kept[m.end - 1] + 1) for m in mentions],
        [replace(r, start=kept[r.start], end=kept[r.end - 1] + 1) for r in rejections],
    )
