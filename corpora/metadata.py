"""Title, publisher, publication date, document number, region and URL of a bulletin, each with where it came from.

The order of trust: what was given (option, sidecar, record), meta tags, the metadata table (索引号 发文字号 …), the
source line (发布时间: 来源:), the letterhead, the URL, the signature, the title. A text that names none of them gives
None: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpora import clean, organs
from corpora.dates import DATE, parse_date
from corpora.lazy import lazy
from corpora.metadata_table import SIGNS, fields_in

_GIVEN = ("title", "publisher", "published", "doc_number", "region", "url")
_NUMBER = re.compile(
    r"(?P<number>[\u4e00-\u9fff]{1,14}(?:[\u4e00-\u9fff]|[（(][\u4e00-\u9fff]{1,4}[）)])?\s?[〔\[［（(【﹝]\s?(?:19|20)\d{2}\s?[〕\]］）)】﹞]\s?第?\s?\d{1,5}\s?号"
    r"|(?:[\u4e00-\u9fff]{2,20}(?:公告|令))\s?(?:(?:19|20)\d{2}年)?\s?第\s?[\d〇零一二三四五六七八九十百]{1,5}\s?号"
    r"|(?:19|20)\d{2}年\s?第\s?\d{1,4}\s?号)"
)
_LETTERHEAD = re.compile(
    r"^(?P<name>[\u4e00-\u9fff（）()\s]{4,40}?)\s*(?:文\s*件|公\s*报|简\s*报|文件\s*[（(]\S{1,8}[）)])$"
)
_TABLE_KEYS = {
    "标题": "title",
    "名称": "title",
    "文件名称": "title",
    "信息名称": "title",
    "发文机关": "publisher",
    "发文机构": "publisher",
    "发布机构": "publisher",
    "发布机关": "publisher",
    "发布单位": "publisher",
    "制发机关": "publisher",
    "公开责任部门": "publisher",
    "发文字号": "doc_number",
    "发布文号": "doc_number",
    "文号": "doc_number",
    "文件编号": "doc_number",
    "发布日期": "published",
    "公开日期": "published",
    "发布时间": "published",
    "成文日期": "signed",
    "生成日期": "signed",
    "发文日期": "signed",
    "发文时间": "signed",
}
_SOURCE_DATE = re.compile(
    rf"(?:发布|发表|公布|更新|上传|录入|发稿|发文|公开|编辑)?(?:时间|日期)\s*[:：]\s*(?P<date>{DATE})"
)
_SOURCE_NAME = re.compile(
    r"(?:(?:信息|文章|稿件|新闻|内容|文件)?(?:来源|出处)|来源于|发布(?:机构|单位|人|者)|供稿(?:单位)?)\s*[:：]\s*(?P<name>(?:(?!(?:19|20)\d{2}[-/.年])[^\s:：|，。；/【\[\]】]){2,40}(?:[ ](?!(?:发布|发表|更新|成文)?(?:时间|日期)|作者|编辑|责|字体|浏览|点击|阅读|访问|内容)[^\s:：|，。；/【\[\]】]{2,30}(?=[\s|]|$))?)"
)
_LABEL_TAIL = re.compile(
    r"\s*[(（]?(?:发布|发表|更新|公开|录入)?(?:时间|日期|作者|编辑|责编|字体|字号|浏览|点击|阅读|访问|分享|打印|责任编辑|人气|次数)[^ ]*$"
)
_ANY_DATE = re.compile(DATE)
_BARE_DATE = re.compile(
    rf"^[【\[（(]?\s*(?P<date>{DATE})(?:[ T\u3000]*\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?)?\s*[】\]）)]?(?P<rest>.{{0,60}})$"
)
_SIGNED = lazy(rf"^(?P<name>[^\d，。；：:]{{0,60}}?)\s*[（(]?\s*(?P<date>{DATE})\s*[）)]?\s*(?:印发|发布)?$")
_ISSUED = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff（）()、\s]{{4,60}}?)[\s\u3000]+[（(]?(?P<date>{DATE})(?:\s*\d{{1,2}}(?:时|:\d{{2}}))?\s*[）)]?$"
)
_DATED = re.compile(
    rf"^(?:[（(【\[]\s*(?P<date>{DATE})\s*[\u4e00-\u9fff\s]{{0,20}}(?:讯|电|消息|报道)?\s*[）)】\]]"
    rf"|[\u4e00-\u9fff（(\s]{{2,20}}?(?P<wired>{DATE})\s*(?:电|讯|消息)(?![\u4e00-\u9fff]{{0,2}}[费网商话]))"
)
_DATELINE = re.compile(
    r"^[（(]?(?:本报|据)?(?P<name>央视网|人民网|新华网|新华社|中新网|中新社|中国新闻网|中国网|法制网|法治网|光明网|央广网|中国经济网|中国日报网|新华每日电讯|人民日报|经济日报|光明日报)"
    r"(?:消息\s*[（(：:]|[\u4e00-\u9fff]{0,10}(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:电|讯|消息))"
)
_TITLE_ORGAN = re.compile(r"^(?P<name>[\u4e00-\u9fff（）()]{3,40}?)(?:\s+[\u4e00-\u9fff\s]{3,60})?关于")
_TITLE_NOISE = re.compile(r"^\s*[\[【](?:视频|图文|组图|图解|音频|新闻|转载)[\]】]\s*")
_TITLE_END = re.compile(r"[。；;，,：:]$|[。；]")
_URL = lazy(r"https?://[^\s\u4e00-\u9fff，。；）)】\]》”\"'<>]+")
_SITE_TAIL = re.compile(
    r"(?:人民政府)?(?:门户|政务|官方|政府)?(?:网站|官网|信息网|门户网|公众信息网|政务网)$|(?:网站群|_.*|-.*)$"
)
_URL_DATE = re.compile(
    r"/t((?:19|20)\d{6})_\d+|/((?:19|20)\d{2})[-/]?(\d{2})[-/]?(\d{2})/|/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/|/((?:19|20)\d{2})-(\d{1,2})/(\d{1,2})/|[/_]((?:19|20)\d{6})[/_.]"
)
_OWN = frozenset(
    {
        "本网",
        "本站",
        "本网站",
        "原创",
        "本站原创",
        "网站",
        "网络",
        "互联网",
        "转载",
        "本网原创",
        "本院",
        "本局",
        "本厅",
        "本委",
        "本部门",
        "本单位",
        "未知",
        "admin",
        "-",
        "无",
        "管理员",
    }
)


@dataclass(slots=True)
class Metadata:
    """What was found; ``origins`` says where (the words of ``Document.origins``), ``source`` is a URL or None."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    doc_number: str | None = None
    region: str | None = None
    region_code: str | None = None
    url: str | None = None
    source: str | None = None
    origins: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def is_dated(self) -> bool:
        """Whether the publisher and the day of publication are known, which most steps look for."""
        return self.published is not None and self.publisher is not None

    def put(self, name: str, value: object, origin: str) -> None:
        """Set a field that nothing more trusted has set; empty values are no values."""
        if value and getattr(self, name) is None:
            setattr(self, name, value)
            self.origins[name] = origin


def find(
    lines: Sequence[str],
    *,
    all_lines: Sequence[str],
    given: Mapping[str, str],
    tags: Mapping[str, str],
    source: str,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> Metadata:
    """The metadata of a document.

    ``lines`` are those of its body, ``all_lines`` those of the article before cleaning, ``before`` and ``after`` those
    of the page around it; all in order.
    """
    found = Metadata()
    _from_given(found, given)
    _find_url(found, [*all_lines, *after], tags, source)
    _from_tags(found, tags)
    _from_table(found, [*before, *all_lines[:60]])
    _from_source_line(found, [*reversed(before), *all_lines[:30], *all_lines[max(30, len(all_lines) - 10) :], *after])
    _from_bare_date(found, lines, before)
    for step in (_from_head, _from_url, _from_signature, _from_title, _from_dateline):
        step(found, lines)
    _from_properties(found, tags)
    _settle_publisher(found, tags)
    _find_region(found, tags.get("site", ""))
    return found


def same_title(line: str, title: str) -> bool:
    """Whether a line shows the title, whatever its spacing and whether it has a tag like [视频]."""

    def bare(words: str) -> str:
        return "".join((_TITLE_NOISE.sub("", words) if "]" in words or "】" in words else words).split())

    return bool(line.strip()) and (line == title or bare(line) == bare(title))


def bare_title(words: str) -> str:
    """A title without the tag that sites put before it ([视频])."""
    return _TITLE_NOISE.sub("", words).strip()


def _from_given(found: Metadata, given: Mapping[str, str]) -> None:
    origin = given.get("origin", "sidecar")
    for name in _GIVEN:
        value = (given.get(name) or "").strip()
        if not value:
            continue
        if name == "published":
            day = parse_date(value)
            if day is None:
                found.warnings += (f"published of the {origin} is no date: {value[:40]!r}",)
            found.put(name, day, origin)
        else:
            found.put(name, value, origin)
    link = (given.get("url") or given.get("source") or "").strip()
    if link:
        found.source = link
        found.origins["source"] = origin
        if "://" in link:
            found.url = link


def _find_url(found: Metadata, all_lines: Sequence[str], tags: Mapping[str, str], source: str) -> None:
    if "://" in source:
        found.put("url", source, "url")
    found.put("url", tags.get("url"), "meta_tag")
    if found.url:
        return
    for line in reversed(all_lines[-60:]):
        if clean.chrome(line) == "source_link" and (match := _URL.search(line)):
            found.put("url", match[0], "source_line")
            return


def _from_tags(found: Metadata, tags: Mapping[str, str]) -> None:
    if not tags:
        return
    found.put("title", tags.get("title"), tags.get("title_origin", "meta_tag"))
    publisher = (tags.get("publisher") or "").strip()
    if publisher not in _OWN:
        found.put("publisher", publisher, "meta_tag")
    found.put("published", parse_date(tags.get("published", "")), "meta_tag")
    found.put("doc_number", _number_in(tags.get("doc_number", "")), "meta_tag")


def _from_table(found: Metadata, all_lines: Sequence[str]) -> None:
    """The table over a document; its labels and values may stand on one line or on lines of their own."""
    fields = fields_in(all_lines)
    if len(fields.keys() & SIGNS) < 1:
        return
    values: dict[str, str] = {}
    for label, value in fields.items():
        key = _TABLE_KEYS.get(label)
        if key and value and key not in values:
            values[key] = value
    found.put("title", values.get("title"), "metadata_table")
    publisher = values.get("publisher", "")
    if organs.is_organ(publisher):
        found.put("publisher", publisher, "metadata_table")
    found.put("doc_number", _number_in(values.get("doc_number", "")), "metadata_table")
    found.put("published", parse_date(values.get("published", "")), "metadata_table")
    if found.published is None:
        found.put("published", parse_date(values.get("signed", "")), "metadata_table")


def _from_source_line(found: Metadata, candidates: Sequence[str]) -> None:
    if found.is_dated:
        return
    for line in candidates:
        if not clean.is_source_line(line):
            continue
        if match := _SOURCE_DATE.search(line) or _ANY_DATE.search(line):
            found.put("published", parse_date(match[0]), "source_line")
        if match := _SOURCE_NAME.search(line):
            name = _LABEL_TAIL.sub("", match["name"]).strip()
            if name and name not in _OWN and not re.match(r"https?|www|\d", name):
                found.put("publisher", name, "source_line")


def _from_bare_date(found: Metadata, lines: Sequence[str], before: Sequence[str]) -> None:
    """A date without a label: right below the title of a text, or in the few lines right above an article."""
    if found.is_dated:
        return
    second = lines[1] if len(lines) > 1 and is_title(lines[0]) else ""
    match = _BARE_DATE.match(second)
    if match and (not match["rest"].strip() or clean.is_source_line(match["rest"].strip())):
        found.put("published", parse_date(match["date"]), "source_line")
    match = _ISSUED.match(second)
    if match and organs.is_organ(name := match["name"].strip()):
        found.put("published", parse_date(match["date"]), "source_line")
        found.put("publisher", re.sub(r"\s+", "", name), "source_line")
    for line in list(reversed(before))[:8]:
        if len(line) <= 120 and not clean.is_headline(line) and (match := _ANY_DATE.search(line)):
            found.put("published", parse_date(match[0]), "source_line")
            if (match := _SOURCE_NAME.search(line)) and (
                name := _LABEL_TAIL.sub("", match["name"]).strip()
            ) not in _OWN:
                found.put("publisher", name, "source_line")


def _from_head(found: Metadata, lines: Sequence[str]) -> None:
    head = [line for line in lines[:12] if len(line) <= 80]
    for line in head[:3]:
        if match := _LETTERHEAD.match(line):
            name = re.sub(r"\s", "", match["name"])
            if organs.is_organ(name):
                found.put("publisher", name, "letterhead")
    for line in head:
        match = _NUMBER.fullmatch(line.strip(" \u3000（）()")) if "号" in line else None
        if match:
            found.put("doc_number", re.sub(r"\s", "", match["number"]), "letterhead")
            break
    for line in lines[:1]:
        if found.title is None and is_title(line) and not _LETTERHEAD.match(line):
            found.put("title", line, "first_line")


def is_title(line: str) -> bool:
    """Whether a first line can be a title: short, one phrase, no full stop, not a salutation, label or date."""
    bare = line.strip()
    if not 4 <= len(bare) <= 90 or _TITLE_END.search(bare) or _BARE_DATE.match(bare) or clean.is_source_line(bare):
        return False
    han = len(re.findall(r"[\u4e00-\u9fff]", bare))
    return (
        han >= 4
        and han * 2 >= len(bare)
        and not _NUMBER.fullmatch(bare)
        and not re.match(r"[一二三四五六七八九十]{1,3}、|\d+[.、]|[（(]", bare)
    )


def _from_url(found: Metadata, lines: Sequence[str]) -> None:
    if not found.url:
        return
    if found.published is None:
        found.put("published", url_date(found.url), "url")
    found.put("publisher", organs.of_host(found.url), "url")


def url_date(url: str) -> date | None:
    """The date in a URL path (t20210224_8928565.html, /2021/02/24/, /2021-02/24/), None where there is none."""
    for match in _URL_DATE.finditer(url.partition("?")[0]):
        if day := parse_date("-".join(group for group in match.groups() if group)):
            return day
    return None


def _from_signature(found: Metadata, lines: Sequence[str]) -> None:
    """The name and date that close a document (or the notice that a plan is attached to)."""
    if found.is_dated:
        return
    for index in range(len(lines) - 1, 0, -1):
        line = lines[index]
        if len(line) > 70 or line[-1:] not in "日）)发布0123456789" or "\t" in line:
            continue
        if (match := _SIGNED.match(line)) is None:
            continue
        beside = re.sub(r"\s+", "", match["name"])
        name = beside or re.sub(r"\s+", "", lines[index - 1])
        signed = len(name) <= 40 and organs.is_organ(name)
        if signed:
            found.put("publisher", name, "signature")
        late = index >= len(lines) - 3 and index * 2 > len(lines)
        if signed or (late and not beside and not _BARE_DATE.match(lines[index - 1])):
            found.put("published", parse_date(match["date"]), "signature")
            return


def _from_title(found: Metadata, lines: Sequence[str]) -> None:
    if not found.title:
        return
    match = _TITLE_ORGAN.match(_TITLE_NOISE.sub("", found.title)) if "关于" in found.title else None
    if match and organs.is_organ(match["name"]):
        found.put("publisher", match["name"], "title")
    number = _NUMBER.search(found.title) if "号" in found.title else None
    if number and number.end() >= len(found.title) - 1:
        found.put("doc_number", re.sub(r"\s", "", number["number"]), "title")


def _from_dateline(found: Metadata, lines: Sequence[str]) -> None:
    if found.is_dated:
        return
    for line in lines[:4]:
        if match := _DATED.match(line):
            found.put("published", parse_date(match["date"] or match["wired"]), "text")
        if match := _DATELINE.match(line):
            found.put("publisher", match["name"], "text")
            return


def _from_properties(found: Metadata, tags: Mapping[str, str]) -> None:
    """The properties of an office file, where their title is that of the document and not of the file it was made from."""
    if found.title and "property_title" in tags and same_title(found.title, tags["property_title"]):
        found.put("published", parse_date(tags.get("property_published", "")), "properties")
        author = tags.get("property_publisher", "").strip()
        if organs.is_organ(author):
            found.put("publisher", author, "properties")


def _number_in(value: str) -> str | None:
    match = _NUMBER.search(value)
    return re.sub(r"\s", "", match["number"]) if match else None


def _settle_publisher(found: Metadata, tags: Mapping[str, str]) -> None:
    """A generic name (区教育局, 市司法局) gets the region of the site; without a publisher the site is it."""
    site = tags.get("site", "")
    owner = _SITE_TAIL.sub("", site)
    if site and owner and not organs.is_organ(owner) and organs.is_organ(owner + "人民政府"):
        owner += "人民政府"
    if found.publisher is None and organs.is_organ(owner):
        found.put("publisher", owner, "meta_tag")
    if found.publisher and found.origins["publisher"] not in ("option", "sidecar", "record"):
        first = re.split(r"[\s、，,]", found.publisher, maxsplit=1)[0]
        if organs.is_organ(first):  # of joint publishers the first is the one that issued
            found.publisher = first
        found.publisher = organs.with_region(found.publisher, owner, found.url or "")


def _find_region(found: Metadata, site: str) -> None:
    if found.region:
        place = organs.place_of_name(found.region)
        found.region_code = place.code if place else None
        return
    origin, place = "publisher", organs.place_of_name(found.publisher or "")
    if place is None:
        origin, place = "url", organs.place_of_host(found.url or "")
    if place is None:
        origin, place = "meta_tag", organs.place_of_name(site)
    if place is None:
        origin, place = "title", organs.place_of_name(found.title or "")
    if place is not None:
        found.put("region", place.name, origin)
        found.region_code = place.code
