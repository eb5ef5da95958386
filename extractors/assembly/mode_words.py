"""The words of a clause that make a figure planned or required, and those that only look like them."""

from __future__ import annotations

import re

from extractors.assembly.lexicons import MODALITY, alternation

_FUTURE = "将"
_WORDS = re.compile(alternation(MODALITY))
_OF_AN_ORGAN = re.compile("生育|单列|经济|和?自然资源|管理|[与和]?建设局|[局院厅处司科]|委员会|部门")
_REACHED = re.compile(
    r"(?<![应须要需将])(?:达到?|提高到|提高至|上升到|升至)(?:了|约|近)?(?:[\d.]+%(?:左右|以上)?[和、及])*$"
)
_IN_A_WORD = re.compile(
    "应.尽|应(?:收|付|缴|交|征|退|届|急|用|对|诉|纳|聘|战|邀|有尽|保尽|接尽|检尽|收尽|种尽|享尽|贷尽|发尽|救尽|税|激|变|答|考|城|县|运而|力)"
    "|[响供反效适相对感顺呼照策理本答因]应|需(?:求|要量|水|电|氧)|[必急刚内无供军所]需"
)
"""Words with 应 or 需 that demand nothing: 应收账款, 应急响应, 需求."""
_OBJECT_MARKER = re.compile(
    r"将(?=[^，。；]{2,40}?(?:列入|纳入|移送|移交|转移|控制在|压缩|作为|由|从|提高|降低|转为|确定为|运|送|用于|分为|调整|扩大|缩短|下降|返还|公布))"
)
_NO_OBJECT = re.compile(r"将(?:于|由|从|会|达|在\d|继续)")
_AFTER_FUTURE = re.compile(
    r"将(?:于|由|从|赴|在|会|达|达到|有|超|继续|再|新|进一步|累计|分|以|从|力争|建|按|重点|全面|全部|陆续|择机|缩|增|减|投|提|举|开|启|完|实|推|设|为|不|首次|超过|突破|出现|迎|安排|严格|招|发|派|选派|组织|培训|抽|覆盖|惠及|带动|形成|提供|支持|通过|采取|逐步|保持|维持|回落|对|引进|拆|修|改|募|征|归|评|创|奖|补|向|让|使|加强|深入|抓|做|会同|督|检查|调|清|参加|承办|出台|制定)"
)
SANCTION = re.compile(r"(?:核减|扣减|扣除|削减|取消|暂停|停发|停止|下调)[^，。；]{0,16}$")
_PLANNED_ACT = re.compile(
    r"$|[\d一二三四五六七八九十百千万亿两约近]|于|在|到|用|从|今|明|年内|招|种|播|投|总投|新|建|归|募|征|评|创|收|购|租|回|供|安排|实施|开展|改|组织|引|培|生|采|完成|再|为|利用|通过|总|继续|全|每|分|向|对|发|出|举|选|录|筹|修|拆|供|推|减|脱|退"
)
_TERMS = frozenset({"期限", "有效期", "试用期", "服务期", "服务年限", "等待期", "履行期限"})
_ON_AVERAGE = re.compile("(?:平均|普遍)[^，。；]{0,6}$")
_REFUSED = re.compile(
    "(?:行政)?(?:处罚|起诉|批准逮捕|批捕|逮捕|立案|受理|许可)(?:事项|决定|案件|的?[^，。；的]{0,6})?$"
)
_COMING = re.compile("[，,的]|\\d|[一二两三四五六七八九十几数]|时间|较长|一段|我国|全[国省市]|将|还|[，,]?预计|有望")
_EXPECTED = re.compile("(?:好于|符合|超出?|高于|低于|不及|远超|市场|通胀|稳定|社会|政策)$")
_EFFORT = re.compile("(?:经过|通过|在|多年|不懈|共同|各方|艰苦|辛勤|持续)[^，。；]{0,6}$")


def last_mode(own: str, *, told: bool = False) -> tuple[str, str | None] | None:
    """Modality and force of the last word of modality; ``told``: the words are those of clauses before the figure's."""
    found: tuple[str, str | None] | None = None
    for match in _WORDS.finditer(own):
        word = match[0]
        if told and word == "设计":
            continue  # 设计年产90万吨，属在建矿井，先后5次…: what a thing is made for is no plan for what follows
        if word == "未来" and _COMING.match(own, match.end()) is None:
            continue  # 智慧赋能未来, 未来产业
        if word == "预期" and _EXPECTED.search(own, 0, match.start()):
            continue  # 好于预期
        if word == "努力" and _EFFORT.search(own, 0, match.start()):
            continue  # 经过多年努力，…
        if word == "努力" and own[match.start() - 1 : match.start()] == "的":
            continue  # 经过6个小时的努力，救出一名…
        if word == "拟" and match.start() and own[match.start() - 1] in "模虚草比初":
            continue
        if word in ("计划", "规划", "设计", "预算") and _OF_AN_ORGAN.match(own, match.end()):
            continue  # 卫生和计划生育委员会, 规划局
        if word == "力保" and own[match.end() : match.end() + 1] in "障护险证洁温湿":
            continue  # 运力保障
        if word[0] in "应需" and _IN_A_WORD.search(own, max(0, match.start() - 1), match.start() + 3):
            continue
        if word.endswith(("比例", "标准", "限额", "政策范围内")) and _REACHED.search(own):
            continue  # 报销比例分别达到83.2%
        if word == _FUTURE and not _is_future(own, match.start()):
            continue
        if word in ("计划", "规划", "目标", "预算", "设计") and not _is_plan(own, match.start(), match.end(), word):
            continue
        if word == "招生计划" and SANCTION.search(own, 0, match.start()):
            continue
        if word == "预报" and own[match.end() : match.end() + 1] not in "，,：:":
            continue
        if word == "不予" and _REFUSED.match(own, match.end()):
            continue  # 不予处罚513件, 不予批准逮捕12人
        if word in _TERMS and _ON_AVERAGE.search(own, 0, match.start()):
            continue  # 平均领取期限7.6个月
        if word == "限额" and own.startswith(("以上", "以下"), match.end()):
            continue  # 限额以上单位
        if word in ("不予", "不得", "应当", "必须") and "的" in own[match.end() :] and "，" in own[match.end() :]:
            continue
        modality, force = MODALITY[word]
        found = modality, force or None
    return found


def _is_future(own: str, place: int) -> bool:
    """将 as the mark of the future and not of the object (将…列入, 将其)."""
    rest = own[place:]
    if own[place - 1 : place] == "现" and place:
        return False
    if own[place - 1 : place] == "共" and rest == "将":
        return False  # 截至8月底，共将227.9万脱贫不稳定人口纳入监测
    if own[place - 1 : place] in ("即", "必", "可", "仍", "还", "也", "都", "均", "预", "共") and place:
        return True
    if rest in ("将", "将近") or rest.startswith(("将至", "将军", "将近")):
        return False
    if _OBJECT_MARKER.match(rest) and not _NO_OBJECT.match(rest):
        return False
    return bool(_AFTER_FUTURE.match(rest))


def _is_plan(own: str, start: int, end: int, word: str) -> bool:
    """计划 as a verb before what is planned, not as a noun (完成年度计划的60%, 发展规划, 目标任务已完成)."""
    after = own[end : end + 6]
    before = own[max(0, start - 8) : start]
    if word == "设计":
        return after.startswith(("年", "产能", "生产", "能力")) and not after.startswith("年度")
    if (
        "完成" in before
        or "占" in before
        or before.endswith(("年度", "发展", "专项", "落实", "列入", "《", "五年", "本", "该"))
    ):
        return word == "计划" and bool(re.match(r"(?:投资|招生|招聘|总投资|新建|安排|用)", after))
    if word == "目标":
        return after.startswith(("为", "是", "到", "：", "达"))
    if word == "预算":
        return after.startswith(("安排", "金额", "总额", "草案")) and "执行" not in own[end:]
    return bool(_PLANNED_ACT.match(after))
