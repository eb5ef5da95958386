"""Line cleaning shared by text, HTML and PDF: which lines are page furniture, and why.

Cleaning only drops whole lines; it never changes a character inside a kept one. A line is dropped where its own words
say what it is (当前位置, 分享到, 版权所有) or where its neighbours do (a run of headlines that each end in a date, at the
edge of the text). What could be body stays: precision of dropping goes before a tidy look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpora.document import Dropped
from corpora.lazy import lazy
from corpora.metadata_table import SIGNS, labels_of

_UNFINISHED = ("。", "；", "，", "、")
"""Ends of body lines; furniture bears no such punctuation, and most lines of a body are told by it at once."""
MAX_CHROME = 200
"""Longest line in characters that can be furniture; longer ones are always kept."""

_DATE = r"(?:19|20)\d{2}[ ]?[-/.年][ ]?\d{1,2}[ ]?[-/.月][ ]?\d{1,2}日?"
_CLOCK = r"(?:[ T]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_MARK = r"[-–—·•●○■□◆◇▪▶►>»※★☆\s]"

_LABEL = (
    r"(?:(?:发布|发表|公布|更新|上传|录入|发稿|发文|编辑|成文|生成|印发|公开)?(?:时间|日期)"
    r"|(?:信息|文章|稿件|新闻|内容|文件|资料)?(?:来源|出处)|来源于|(?:文章|本文|新闻)?作者|撰稿人?|通讯员|供稿(?:单位|人)?|摄影|发布人|发布者|发布单位|发布机构"
    r"|(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|人数)?|(?:本文|文章)?(?:已被|共)?(?:浏览|阅读|点击)|点击率|人气|(?:责任)?编辑|责编|审核|校对|签发|字体(?:大小)?|字号|分享(?:到|至)?|打印)"
)
_SOURCE_LABEL = re.compile(rf"{_LABEL}\s*[:：]")
_SOURCE_LINE = lazy(
    rf"^[【\[（(]?\s*(?:(?:{_DATE}{_CLOCK}|{_LABEL}\s*[:：])[^。；;！？]{{0,120}})$",
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "navigation",
        r"(?:您|你|我)?(?:们)?(?:的)?(?:当前|现在|目前)?(?:所在|的)?(?:的)?位置(?:是|为)?\s*[:：]?\s*(?:网站|本站)?(?:首页|主页|[^。；]{0,80}[>»›＞]).{0,150}"
        r"|(?:您|你)?(?:当前|现在|目前)(?:所在|的)?(?:的)?位置(?:是|为)?\s*[:：].{0,150}"
        r"|(?:网站)?(?:首页|主页)\s*(?:[>»›＞→/|\\-]+\s*[^>»›＞。；]{1,40}){1,9}[>»›＞]?"
        r"|(?:上|下)一(?:篇|条|页|张|组|则)\s*(?:[:：].{0,100}|>*|没有了?)|没有了"
        r"|(?:返回|回到|去)\s*(?:顶部|首页|上级|列表|上一页|主页|旧版)|TOP|^Top"
        r"|跳(?:转|过)(?:到)?(?:主要)?(?:内容|导航).{0,10}|无障碍(?:浏览|阅读|服务)?|(?:开启)?(?:长者|适老|关怀)(?:助手|模式|版)",
    ),
    (
        "share",
        r"(?:分享|转发|推荐)(?:到|至|给好友|本文|文章)?\s*[:：]?(?:[\s|,，、]*(?:新浪|腾讯)?(?:微信|微博|朋友圈|好友|QQ空间|QQ好友|QQ|空间|人人网?|豆瓣|百度贴吧|抖音|更多|手机|\d+)){0,12}"
        r"|(?:[\s|,，、]*(?:新浪微博|腾讯微博|微信好友|微信朋友圈|QQ空间|QQ好友|人人网|百度贴吧)){1,9}|(?:[\s|]*(?:点赞|收藏|评论|转发|已收藏|赞|顶一下)){2,9}"
        r"|关注\s?[·•]\s?\S{2,30}",
    ),
    (
        "font_size",
        r"[【\[（(]?\s*(?:字体|字号|文字)(?:大小|显示)?\s*[:：]?\s*[【\[（(]?(?:[\s|/,，、【】\[\]（）()+-]*(?:超大|特大|默认|增大|减小|放大|缩小|[大中小Aa]\+?-?))+\s*[】\]）)\s]*(?:打印.{0,30})?"
        r"|(?:[\s|/【】\[\]]*(?:A[+-]?)?[大中小]){3}[\s】\]]*",
    ),
    (
        "qr_code",
        r"(?:用?(?:微信|手机|支付宝))?\s*(?:扫一扫|扫码|扫描(?:上方|下方|左侧|右侧|左方|右方)?(?:的)?二维码)[，,、\s]*(?:(?:在|用)?(?:手机|移动)(?:端|上|浏览器)?)?(?:打开|浏览|查看|阅读|分享|访问|继续)?.{0,4}(?:当前|本|此|该|网)?(?:页面?|文章?|网页|站)?.{0,4}"
        r"|扫一扫.{0,16}(?:当前页|本页|手机(?:打开|浏览|查看|版)|分享).{0,12}|(?:打开)?(?:微信|手机)扫一扫.{0,20}",
    ),
    (
        "copyright",
        r"(?:.{0,40}[\s|：:]|)(?:版权所有(?=[\s:：©]|$|.{0,30}(?:ICP|备)).{0,150}|(?:Copyright|COPYRIGHT)\b.{0,150}|©.{0,150})"
        r"|.{0,120}(?:ICP[备证]|公网安备|网站标识码|网备)\s?[:：]?\s?[\d]*.{0,100}"
        r"|[^。，；:：]{2,40}?[\s\u3000]?主办(?:单位)?[\s\u3000]+[^。；]{0,40}(?:地址|电话|邮编|承办|维护|备案号)[^。；]{0,80}"
        r"|(?:网站)?主办(?:单位|方)?\s*[:：].{1,60}(?:承办|协办|维护|技术支持|运维|网站管理|地址).{0,100}"
        r"|(?:网站)?(?:技术支持|技术保障|网站维护|网站管理)\s*[:：].{1,80}|(?:本网站|建议使用).{0,60}(?:分辨率|浏览器).{0,40}",
    ),
    (
        "boilerplate",
        r"[（(【\[]?\s*(?:(?:责任|本文|网络|栏目|实习)?编辑|责编|编审|审核|审校|校对|校审|值班编辑|总编辑?|监制|[一二三初复终]审|编辑审核|信息员)\s*[:：/]\s*[^。，；]{1,40}[】\]）)]?"
        r"|(?:[\s|/【】\[\]（）()·]*(?:我要)?(?:打印(?:本页|此页|本文|文章|页面)?|关闭(?:本页|窗口|页面|此页)?|收藏(?:本页|本站)?|纠错|设为首页|加入收藏|保存(?:本页)?|下载本页|推荐给好友|朗读|返回|停止朗读|回到顶部)){1,8}[\s】\]）)]*"
        r"|(?:[\s|/·]*(?:登录|登\s录|注册|退出|用户登录|个人中心|网站地图|联系我们|关于我们|网站声明|隐私声明|版权声明|网站纠错|法律声明|隐私政策|English|EN|繁體|繁体中?文?版?|简体中?文?版?|手机版|移动版|电脑版|网站支持IPV6|RSS|搜索|高级搜索|智能问答|更多|\+?更多>*|more>*|点击查看更多|展开全文|收起)){1,12}[\s|]*"
        r"|(?:发表评论|我要评论|文明上网)[^。]{0,60}。?|顶一下.{0,8}踩一下.{0,8}"
        r"|[-=_*~.·—－–―─…\s#]{2,}",
    ),
    (
        "page_number",
        r"[-—–－―~·]\s*\d{1,4}\s*[-—–－―~·]|第\s*\d{1,4}\s*页\s*(?:[,，/／（(]?\s*共\s*\d{1,4}\s*页\s*[)）]?)?",
    ),
    (
        "source_link",
        r"[（(【\[]?(?:原文|来源|信息来源|原始|新闻|文章|全文|本文|转载)?(?:链接|地址|网址|出处|来源)(?:地址|链接)?\s*[:：]?\s*(?:https?://|www\.)[^\s\u4e00-\u9fff]+[）)】\]]?|https?://[^\s\u4e00-\u9fff]+",
    ),
    ("script", r"(?:var\s+\w+\s*=|document\.write|function\s*\w*\(|\$\(|window\.|if\s*\(|//\s*<!\[CDATA).{0,180}"),
)
_CHROME = lazy("|".join(f"(?P<{name}>^(?:{pattern})$)" for name, pattern in _PATTERNS))
# One character class of every first character that a furniture line can have would be as long as the patterns; the
# words below are in all of them, so one search spares the big alternation on nearly every body line.
_HINT = re.compile(
    r"位置|首页|主页|[上下]一[篇条页张组则]|没有了|返回|回到|顶部|TOP|Top|跳[转过]|无障碍|长者|适老|关怀|分享|转发|推荐|微博|微信|点赞|收藏|关注|字体|字号|文字"
    r"|大.{0,4}中.{0,4}小|小.{0,4}中.{0,4}大|扫|版权|opyright|COPYRIGHT|©|ICP|公网安备|标识码|网备|主办|技术|维护|网站|分辨率|浏览器|编辑|责编|审|校对|监制|信息员|打印|关闭|纠错|保存|下载|朗读"
    r"|登\s?录|评论|文明上网|顶一下|注册|退出|个人中心|联系我们|关于我们|声明|隐私|English|EN|繁|简体|手机版|移动版|电脑版|RSS|搜索|问答|更多|more|展开|收起"
    r"|^[-=_*~.·—－–―─…\s#]{2}|[-—–－―~·]\s*\d|第\s*\d+\s*页|http|www\.|var |document|function|\$\(|window|if\s*\(|CDATA"
)
_HEADLINE = re.compile(
    rf"^(?:{_MARK}*(?P<bullet>[-–·•●○■□◆◇▪▶►>»★☆])?\s*)(?P<words>[^\t]{{4,100}}?)\s*(?P<cut>\.{{3,}}|…+)?\s*[\[（(【]?{_DATE}{_CLOCK}[\]）)】]?$"
)
_DATED_FIRST = re.compile(rf"^{_MARK}*[\[（(【]?{_DATE}{_CLOCK}[\]）)】]?\s+(?P<words>[^\t。；]{{6,100}})$")
_TAGGED = re.compile(
    rf"^[【\[][^】\]]{{0,8}}(?:解读|图解|一图读懂|读懂|相关|专家|视频|音频|访谈|媒体)[^】\]]{{0,8}}[】\]].{{4,120}}{_DATE}$"
)
_NUMBERED = re.compile(r"^\s*(?:[一二三四五六七八九十\d]{1,3}[、.．)）]|[（(][一二三四五六七八九十\d]{1,3}[)）])")
_RELATED = re.compile(
    r"^[【\[]?(?:相关|延伸|推荐|热门|热点|最新|精彩|更多)(?:链接|新闻|文章|阅读|稿件|报道|推荐|资讯|信息|解读|内容|视频|图片|文档|政策|专题|动态)[】\]]?\s*[:：]?\s*(?:更多)?>*$|^(?:(?:网友|最新|热门)评论|发表评论|猜你喜欢|大家都在看|热门排行|点击排行|新闻排行|友情链接|网站导航)[:：]?$"
)
_HAN = lazy(r"[\u4e00-\u9fff]")
_SENTENCE_END = re.compile(r"[。！？；]")


def chrome(line: str) -> str:
    """The reason to drop this one line (already stripped), empty where it stays."""
    if len(line) > MAX_CHROME or line[-1:] in _UNFINISHED or not _HINT.search(line):
        return ""
    match = _CHROME.match(line)
    return (match.lastgroup or "") if match else ""


def is_source_line(line: str) -> bool:
    """Whether a line is nothing but labelled fields of the publication (发布时间: 来源: 浏览次数: 字体:)."""
    if not ("：" in line or ":" in line) or len(line) > MAX_CHROME or line[-1:] in _UNFINISHED:
        return False
    if not _SOURCE_LINE.match(line):
        return False
    labels = list(_SOURCE_LABEL.finditer(line))
    if not labels:
        return False
    ends = [match.end() for match in labels]
    values = [line[end : labels[i + 1].start() if i + 1 < len(labels) else len(line)] for i, end in enumerate(ends)]
    return all(len(value.strip()) <= 40 for value in values) and labels[0].start() <= 24


def reasons(lines: Sequence[str], *, tabular: Sequence[bool] = ()) -> list[str]:
    """For each line the reason to drop it, empty where it stays. Lines are judged without the space around them.

    ``tabular`` marks the lines that are rows of a table: they are never furniture.
    """
    bare = [line.strip() for line in lines]
    if tabular:
        bare = ["\0row" if row else line for line, row in zip(bare, tabular, strict=True)]
    found = [chrome(line) if line else "" for line in bare]
    headlines = [line != "" and is_headline(line) for line in bare]
    _mark_table(lines, found)
    _mark_source_lines(bare, found)
    body = [i for i, line in enumerate(bare) if len(line) > 30 and not headlines[i] and _SENTENCE_END.search(line)]
    if True in headlines:
        _mark_headline_runs(bare, found, body, headlines)
    _mark_related(bare, found, body)
    return found


def dropped(lines: Iterable[str], found: Sequence[str]) -> tuple[Dropped, ...]:
    """The dropped lines, neighbours with one reason put together."""
    if not any(found):
        return ()
    groups: list[tuple[str, list[str]]] = []
    broken = True
    for line, reason in zip(lines, found, strict=True):
        if not line.strip():
            continue
        if reason and not broken and groups and groups[-1][0] == reason:
            groups[-1][1].append(line.strip())
        elif reason:
            groups.append((reason, [line.strip()]))
        broken = not reason
    return tuple(Dropped(reason, "\n".join(part)) for reason, part in groups)


_HEAD_ZONE, _TAIL_ZONE = 12, 8
_TABLE_ZONE = 40


def _mark_table(lines: Sequence[str], found: list[str]) -> None:
    """The metadata table at the head, where at least three of its own labels (索引号, 发文字号 …) prove that it is one."""
    labels = {i: names for i, line in enumerate(lines[:_TABLE_ZONE]) if (names := labels_of(line))}
    if not labels or len({name for names in labels.values() for name in names} & SIGNS) < 3:
        return
    head = [i for i, line in enumerate(lines[:_TABLE_ZONE]) if line.strip()]
    for position, i in enumerate(head):
        if i not in labels:
            continue
        found[i] = found[i] or "metadata"
        value = head[position + 1] if position + 1 < len(head) else None
        if value is not None and value not in labels and re.search(r"[:：]\s*$", lines[i]) and len(lines[value]) <= 120:
            found[value] = found[value] or "metadata"


def _mark_source_lines(bare: Sequence[str], found: list[str]) -> None:
    """Source lines stand at the head or the foot; the same words inside the body are body."""
    filled = [i for i, line in enumerate(bare) if line and not found[i]]
    for index in dict.fromkeys([*filled[:_HEAD_ZONE], *filled[-_TAIL_ZONE:]]):
        if is_source_line(bare[index]):
            found[index] = "metadata"


def _mark_headline_runs(bare: Sequence[str], found: list[str], body: Sequence[int], headlines: Sequence[bool]) -> None:
    """Runs of headlines with dates; ``body`` are the lines that can be sentences of the body."""
    run: list[int] = []
    body = [i for i in body if not found[i]]
    first, last = (body[0], body[-1]) if body else (len(bare), -1)
    for index, line in enumerate([*bare, "\0"]):
        if index < len(headlines) and headlines[index]:
            run.append(index)
            continue
        if line == "" or (line != "\0" and found[index]):
            continue
        if run and _is_list_of_links([bare[i] for i in run], edge=run[0] > last or run[-1] < first):
            for i in run:
                found[i] = "related_links"
        run = []


def is_headline(line: str) -> bool:
    """Whether a line is the headline of another document with its date."""
    last = line[-1:]
    if last == "。" and not line[0].isdigit() and line[0] not in "[（(【 -·•":
        return False  # the most usual line
    if len(line) > 150 or (
        not last.isdigit() and last not in "日]）)】" and not line[:6].strip("[（(【 -·•").isdigit()
    ):
        return False
    match = _HEADLINE.match(line)
    if match:
        words = match["words"]
        if _NUMBERED.match(line) and not match["cut"]:
            return False
        return len(_HAN.findall(words)) >= 4 and not _SENTENCE_END.search(
            words[:-1].replace("！", "").replace("？", "")
        )
    dated = _DATED_FIRST.match(line)
    return bool(dated) and len(_HAN.findall(dated["words"])) >= 6 if dated else False


def _is_list_of_links(run: Sequence[str], *, edge: bool) -> bool:
    matches = [_HEADLINE.match(line) for line in run]
    sure = sum(1 for match in matches if match and match["bullet"] and match["cut"])
    if sure >= 1 and sure * 3 >= len(run):
        return True
    if all(_TAGGED.match(line) for line in run):
        return True
    if not edge:
        return False
    bullets = sum(1 for match in matches if match and (match["bullet"] or match["cut"]))
    return len(run) >= 4 or (len(run) >= 2 and bullets == len(run))


def _mark_related(bare: Sequence[str], found: list[str], body: Sequence[int]) -> None:
    """From a heading like 相关链接 to the end, where nothing but short lines follows."""
    last_body = next((i for i in reversed(body) if not found[i]), -1)
    for index in range(last_body + 1, len(bare)):
        line = bare[index]
        if 3 < len(line) < 20 and not found[index] and _RELATED.match(line):
            for i in range(index, len(bare)):
                if bare[i] and not found[i]:
                    found[i] = "related_links"
            return
