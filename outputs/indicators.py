"""Indicators taken apart: what is counted (population), what of it (property), how (statistic), in which aspect (facets).

司法鉴定意见采信率 is the 率 of 司法鉴定意见采信; 城镇居民人均可支配收入 is the 可支配收入 of 城镇居民 on average. The parts are read
off the name alone, from the closed words at its beginning and end; what they do not show stays empty. Reviewers unite
indicators that are one (:mod:`outputs.merges`); a series then joins the figures of both.
"""

from __future__ import annotations

import re
from functools import lru_cache

from outputs.rows import as_json

Parts = tuple[str | None, str | None, str | None, str | None]

_STATISTIC = {
    "平均": "mean",
    "人均": "per_capita",
    "户均": "per_household",
    "月均": "per_month",
    "日均": "per_day",
    "年均": "per_year",
    "累计": "cumulative",
    "合计": "total",
    "总": "total",
    "最高": "maximum",
    "最低": "minimum",
    "新增": "new",
}
_PROPERTY = (
    "同比增长率", "增长率", "增速", "增幅", "比重", "占比", "比例", "指数", "价格", "面积", "产量", "产值", "增加值", "销售额",
    "零售额", "总额", "金额", "余额", "收入", "支出", "投资额", "投资", "产能", "数量", "人数", "人次", "户数", "件数", "次数", "天数",
    "里程", "浓度", "温度", "水位", "降水量", "容量", "用量", "电量", "流量", "总量", "总数", "标准", "费用", "罚款", "工资", "人口",
    "数", "率", "额", "量",
)  # fmt: skip
_ENDS = re.compile(f"({'|'.join(sorted(_PROPERTY, key=len, reverse=True))})$")
_FACET = re.compile(r"^(城镇|农村|城乡|规模以上|限额以上|本外币|人民币|第[一二三]产业|高技术|民营|国有|公办|民办)")


@lru_cache(maxsize=16384)
def parts(name: str) -> Parts:
    """Population, property, statistic and facets (a JSON list) of a normalised name.

    >>> parts("城镇居民人均可支配收入")
    ('居民可支配', '收入', 'per_capita', '["城镇"]')
    >>> parts("案件")
    ('案件', None, None, None)
    """
    rest, facets, statistic = name, [], None
    while (facet := _FACET.match(rest)) and len(rest) > len(facet[0]):
        facets.append(facet[0])
        rest = rest[facet.end() :]
    for word, code in _STATISTIC.items():
        at = rest.find(word)
        if at >= 0 and len(rest) > len(word) and not (word == "总" and at and rest[at : at + 2] not in _PROPERTY):
            if rest[at : at + 2] in _PROPERTY:  # 总额 and 总数 are properties of their own
                continue
            statistic = code
            rest = rest[:at] + rest[at + len(word) :]
            break
    end = _ENDS.search(rest)
    measured = end[0] if end and end.start() else None
    population = rest[: -len(measured)] if measured else rest
    return population or None, measured, statistic, as_json(facets)
