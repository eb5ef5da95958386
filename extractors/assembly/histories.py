"""Dates that no figure stands under: the past of a thing, a record, the basis of a rule, the day of a report."""

from __future__ import annotations

import re

from extractors.assembly.lexicons import REPORT
from extractors.assembly.stretches import begins_with_day
from extractors.mention import Mention

SINCE_EVENT = re.compile(r"^[^，。；\n]{1,20}?(?:以来|至今)")
_NOT_A_PERIOD = re.compile(
    r"^(?:版(?![图权])|发布|公布|出台|印发|修订|颁布|实施的|成立|批准|开业|建成|竣工|落成|通车|开工|动工|立项|改制|更名|投产|奠基|挂牌|开通的|签署|生效|出生|参加工作)"
)
_FOUNDED = ("建立", "创立", "设立", "组建")
_PRODUCED = re.compile("生产[，,）)]|出厂")
_HELD = ("举行", "召开")
_CONFERENCE = re.compile(r"[^，。；\d]{2,16}(?:召开|举行|举办)[^，。；\d]{0,10}发布会")
_CLAUSE_END = re.compile(r"[，；。,;\n：:]")
_CARRY_OVER = re.compile(r"[^，。；\n\d]{0,10}翘尾")
_RECORDED = re.compile(r"[^，。；\n]{0,8}(?:记录|资料|观测)以来")
_RECORD = re.compile(r"(?:同期|历史|历年)?的?(?:最|新高|新低|首次|第一次)")
_OF_THE_YEAR = ("全年", "上半年", "下半年", "年内", "今年")
_HISTORY = re.compile(
    r"(?:成立|设立|组建|注册|创建|创办|创立|始建|建|建成|落成|投产|投用|竣工|出生|生|毕业|入职|入党|入伍)于$|(?:按照?|参照|比照|对照)(?:企业|单位|本人|职工|用户|当地|我[市省县区]|全[市省县区])?$|[为是](?:职工|参保人)?本人$"
)
"""成立于2007年3月 is the history of a thing, 按2007年养老金的10% the basis of a rule: no figure stands under them."""
BROKEN = re.compile(r"(?:突破|超过|超|刷新|打破|接近|逼近|追平|低于|高于|仅次于)$")
"""突破1998年22.52米的历史极值: the year of a record that something is measured against."""


def is_history(text: str, mention: Mention) -> bool:
    """Whether the date tells of the past of a thing, of a record or of the basis of a rule."""
    start, end = mention.start, mention.end
    if start > 0 and text[start - 1] in "自从" and SINCE_EVENT.match(text[end : end + 22]):
        return False  # 自2019年7月1日挂牌以来
    if text.startswith(_OF_THE_YEAR, start):
        return False  # 全年开工建设150个
    if text[start - 1 : start] == "于" and text.startswith(_FOUNDED, end):
        return True  # 国家统计局于2008年底建立监测制度
    if _PRODUCED.match(text, end, end + 4) and text[start - 1 : start] in ("（", "("):
        return True  # 蛋黄酥（2021年12月20日生产，保质期60天）
    if _CARRY_OVER.match(text, end, end + 14):
        return True  # 去年价格上涨的翘尾因素
    if _NOT_A_PERIOD.match(text[end : end + 6]) or _HISTORY.search(text, max(0, start - 8), start):
        return True
    if text.startswith("《", end) or (text[start - 1] in "（(" and text[start - 2] == "》" and start > 1):
        return True  # 2005年《证券法》, 《证券法》（2005年修订）
    if text.endswith("年", start, end) and BROKEN.search(text, max(0, start - 3), start):
        return True
    if text.endswith("以来", start, end) and _RECORD.match(text, end, end + 8):
        return True
    return _RECORDED.match(text, end, end + 14) is not None


def is_report(text: str, mention: Mention, edtf: str, published: str | None) -> bool:
    """今天（6月9日）公布数据显示: the day on which an organ speaks, not the time of its figures."""
    if not begins_with_day(edtf):
        return False
    end = mention.end
    if text.startswith("，", end) and _CONFERENCE.match(text, end + 1, end + 31):
        return True
    ending = _CLAUSE_END.search(text, end, end + 31)
    stop = ending.start() if ending else len(text)
    spoken = REPORT.search(text, end, stop) if stop - end <= 30 else None
    if spoken is None:
        return False
    if spoken[0] in _HELD and text.find("会", spoken.end(), stop) < 0:
        return False  # 6日举行了叠人塔比赛，吸引了31支队伍
    return not any(letter.isdigit() for letter in text[end:stop])
