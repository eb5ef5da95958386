"""The page of ``gongbao extract --format html``: text with its facts marked, all of it escaped, nothing loaded."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape

from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors.extraction import Extraction
from extractors.fact import Fact

KINDS = {
    "count": ("数量", "#ffe08a"),
    "percentage": ("百分比", "#ffc9a3"),
    "money": ("金额", "#b9e6b0"),
    "measure": ("度量", "#c9ecd9"),
    "duration": ("时长", "#cfd8ff"),
    "ratio": ("比率", "#ffd0dd"),
    "rank": ("位次", "#e6d4ff"),
    "number": ("数值", "#e8e3c0"),
    "date": ("日期", "#bfe3ff"),
    "institution": ("机构", "#d9d9e8"),
    "document": ("文件", "#e9d7c5"),
}
"""Chinese label and colour of each kind; all colours give black text a contrast of at least 7:1."""

FIELDS = {
    "value": "数值",
    "low": "下限",
    "high": "上限",
    "bound": "界限",
    "unit": "单位",
    "unit_code": "单位代码",
    "role": "角色",
    "direction": "方向",
    "comparison": "比较",
    "base_period": "基期",
    "modality": "语气",
    "force": "力度",
    "indicator": "指标",
    "action": "行为",
    "institution": "机构",
    "region": "地区",
    "region_code": "地区代码",
    "period": "时期",
    "date": "日期",
    "canonical": "全称",
    "institution_type": "机构类型",
    "title": "标题",
    "number": "文号",
    "part_of": "属于",
    "confidence": "置信度",
    "rule": "规则",
    "fact_id": "标识",
}
"""The fields shown of a fact, with their Chinese labels."""

_STYLE = (
    "body{font:16px/1.9 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:52rem;margin:2rem auto;"
    "padding:0 1rem;color:#111;background:#fff}h1{font-size:1.4rem}h2{font-size:1.2rem;margin-top:3rem}"
    ".about,.legend{color:#444;font-size:.85rem}.text{white-space:pre-wrap;overflow-wrap:anywhere}"
    ".error{color:#8b0000}mark{padding:.1em .2em;border-radius:.25em;cursor:help;color:#000}"
    "mark:focus{outline:2px solid #005fcc}mark sup{font-size:.6rem;margin-left:.2em;user-select:none}"
    "details{font-size:.85rem;color:#444}"
) + "".join(f".k-{kind}{{background:{colour}}}" for kind, (_, colour) in KINDS.items())

_POLICY = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"

_LEGEND = " ".join(f'<mark class="k-{kind}">{label} {kind}</mark>' for kind, (label, _) in KINDS.items())

HEAD = (
    '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    f"<title>公报事实 · Facts in bulletins</title><style>{_STYLE}</style></head><body>\n"
    f'<h1>公报事实 · Facts in bulletins</h1><p class="legend">{_LEGEND}</p>\n'
)
FOOT = "</body></html>\n"


def article(outcome: Extraction | UnreadableDocument) -> Iterator[str]:
    """A document with its facts marked, or why it could not be read."""
    if isinstance(outcome, UnreadableDocument):
        reason = f"{outcome.reason}: {outcome.message}"
        yield f'<article><h2>{escape(outcome.source)}</h2><p class="error">未能读取 · not read: {escape(reason)}</p></article>\n'
        return
    document = outcome.document
    yield f'<article><h2>{escape(document.title or document.source)}</h2>\n<p class="about">{_about(document)}</p>\n'
    yield '<div class="text" lang="zh-CN">'
    yield from _text(document.text, outcome.facts)
    yield "</div>\n"
    if document.dropped:
        count = len(document.dropped)
        yield f"<details><summary>清洗中去除的内容 · dropped while cleaning ({count})</summary><ul>"
        for part in document.dropped:
            yield f"<li>{escape(part.reason)}: {escape(part.text)}</li>"
        yield "</ul></details>"
    yield "</article>\n"


def _about(document: Document) -> str:
    published = document.published.isoformat() if document.published else None
    known = (document.publisher, published, document.region, document.doc_number, document.url or document.source)
    return " · ".join(escape(part) for part in known if part)


def _text(text: str, facts: Sequence[Fact]) -> Iterator[str]:
    """Facts in their order; one inside another is marked within it."""
    ordered = sorted(facts, key=lambda fact: (fact.start, -fact.end))
    place = 0
    open_ends: list[int] = []
    for fact in ordered:
        while open_ends and open_ends[-1] <= fact.start:
            end = open_ends.pop()
            yield escape(text[place:end]) + "</mark>"
            place = end
        yield escape(text[place : fact.start])
        place = fact.start
        end = min(fact.end, open_ends[-1]) if open_ends else fact.end  # marks that cross would not nest
        open_ends.append(end)
        yield f'<mark class="k-{escape(fact.kind)}" tabindex="0" title="{escape(_hover(fact))}">'
    while open_ends:
        end = open_ends.pop()
        yield escape(text[place:end]) + "</mark>"
        place = end
    yield escape(text[place:])


def _hover(fact: Fact) -> str:
    """Every field that is known, one a line, in Chinese and English."""
    label, _ = KINDS.get(fact.kind, (fact.kind, ""))
    record = fact.as_dict()
    lines = [f"{label} {fact.kind}: {fact.text}"]
    lines += [f"{chinese} {name}: {record[name]}" for name, chinese in FIELDS.items() if name in record]
    return "\n".join(lines)
