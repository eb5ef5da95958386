"""Names without what is no part of them: adverbs, lists that do not close, what only tells when or how often."""

from __future__ import annotations

import re

from corpora.lazy import lazy
from extractors.assembly.lexicons import KEPT
from extractors.assembly.words import Words
from extractors.assembly.words_before import before
from extractors.named_dates import without_holiday

_ADVERB_END = re.compile(
    r"(?:同比|环比|分别|均|已|仅|还|也|又|再|约|累计|平均每年|年均|预计|有望|将|继续|持续|可望|大幅|小幅|明显|显著|略|总体|实际|名义|且|并|而|，|、|,|按可比口径|同口径|可达|按可比价格(?:计算)?|按不变价格(?:计算)?|扣除价格因素(?:后)?|相比|相较|比|较|为|是|不降反|其中|进一步|不断|稳步|快速|共|共计|力争|确保|要|争取|首次|再次|整整|一度|一举|不得|应当?|须|一般)$"
)
_MODAL_LEAD = re.compile(
    "^(?:[\u4e00-\u9fff]{2,6}期间)?(?:力争|争取|确保|力求)(?:[到在于使将]|实现)?(?=[\u4e00-\u9fff]{2})"
)
_BASELINE = re.compile("(?:来的?)?(?:历史|常年|往年|同期)*(?:同期|平均水平|平均值|均值)$")
_IN_WORDS = frozenset(
    {
        "来自",
        "来访",
        "来信",
        "来源",
        "来华",
        "来往",
        "来宾",
        "来电",
        "来水",
        "来料",
        "来函",
        "来人",
        "来文",
        "来件",
        "来稿",
        "来客",
        "来渝",
        "来沪",
        "来京",
        "来琼",
    }
) | {
    "内地",
    "内部",
    "内容",
    "内河",
    "内蒙",
    "内需",
    "内贸",
    "内资",
    "内陆",
    "内外",
    "内控",
    "内环",
    "内科",
    "内网",
    "内涝",
    "内存",
    "内销",
    "内径",
    "内海",
    "内港",
    "内镜",
    "内幕",
    "内阁",
}
_MODAL_FIRST = frozenset("力争确")
_EACH = lazy(r"(?:均|统一)?[为是按]?(?:每(?:[百千万]|\d+)?[\u4e00-\u9fff]{0,2}?[^\W\d价费金助贴额款])+(?:仅|约|达)?$")
_ADVERB_LAST = frozenset(
    "整般望次度举得应当须比别均已仅还也又再约计年望将续幅显著略体际义且并而，、,径格算素后较为是反中步断速共争保要取达\n"
)
"""The last characters of the adverbs: most phrases end in none."""
_SCOPES = frozenset(
    {
        "全国",
        "全省",
        "全市",
        "全县",
        "全区",
        "全州",
        "我国",
        "我市",
        "我省",
        "各地",
        "其中",
        "当地",
        "本地",
        "平均",
        "全天",
        "内",
        "全系统",
        "经",
        "分",
        "周",
        "月",
        "间",
    }
)
_YEARLY = frozenset({"年", "年均", "年平均", "月均", "日均", "月平均"})


def subject_before(words: Words, text: str, first: int, start: int, stop: int) -> str:
    """The subject in front of a change or share: words from index ``first`` up to offset ``stop``."""
    last = words.at(stop) if stop < start else words.at(start)
    if words.starts[last] < stop < start:
        last += 1
    parts = before(words, first, last)
    phrase = parts.object or parts.subject or parts.verb
    over = words.end(last - 1) - stop if last > first else 0
    return clean(phrase[:-over] if 0 < over < len(phrase) else phrase)


def noun_since(words: Words, text: str, marks: str, start: int, stop: int) -> str:
    """The noun (or the subject) between the last of the marks, or ``start`` where there is none, and ``stop``."""
    return noun_between(words, max(start, *(text.rfind(mark, start, stop) + 1 for mark in marks)), stop)


def noun_between(words: Words, start: int, stop: int) -> str:
    """The noun (or the subject) in the words that begin in ``[start, stop)``; empty where there is none."""
    first, last = words.at(start), words.at(stop)
    if words.starts[first] < start:
        first += 1
    parts = before(words, first, last)
    return clean(parts.object or parts.subject)


def clean(phrase: str) -> str:
    """The phrase without adverbs at its end and list marks or quotes that do not close."""
    phrase = phrase.strip(" \u3000，。；：、,")
    if phrase[1:2] == "是" and phrase[0] in "一二三四五六七八九十":
        phrase = phrase[2:]
    if (phrase and phrase[0] in _MODAL_FIRST) or "期间" in phrase:
        phrase = _MODAL_LEAD.sub("", phrase)
    if phrase.startswith("在") and 2 < len(phrase) < 5:
        phrase = phrase[1:]  # 在海拔
    if phrase[:1] in "来内" and phrase[:2] not in _IN_WORDS:
        phrase = phrase[1:]  # 一年来|箱运量, 7天内|日均感染病例数
    if phrase.startswith("再生能源"):
        phrase = "可" + phrase  # 可|再生能源装机规模
    if _BASELINE.match(phrase):
        return ""  # 为10年来同期平均水平的近两倍
    if "每" in phrase and (per := _EACH.search(phrase)) is not None:
        phrase = phrase[: per.start()] or phrase
    if "假" in phrase or "期间" in phrase:
        phrase = without_holiday(phrase)
    if not phrase or phrase in _SCOPES or phrase in _YEARLY:
        return ""
    if phrase.endswith(("之日起", "日起", "之日", "以上")) and len(phrase) < 16:
        return ""
    if "）" in phrase and "（" not in phrase:
        phrase = phrase[phrase.rfind("）") + 1 :]  # 同比（下同）增长
    while phrase and phrase[-1] in _ADVERB_LAST and (found := _ADVERB_END.search(phrase)) is not None:
        if phrase[-2:] in KEPT:
            break
        if found.start() == 0:
            return ""
        phrase = phrase[: found.start()].strip(" ，、,")
    if ("“" in phrase or "”" in phrase) and phrase.count("“") != phrase.count("”"):
        inner = phrase.find("”")
        opens = 0 < inner < len(phrase) - 1 and "“" not in phrase
        phrase = "“" + phrase if opens else phrase.strip("“”")  # “锦岷科技”股票
    return phrase
