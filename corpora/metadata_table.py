"""The table of an information disclosure catalogue over a document: 索引号, 发文字号, 发布机构, 成文日期 and their values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora.lazy import lazy

_LABEL = (
    r"(?:索\s?引\s?号|主\s?题\s?分\s?类|发\s?文\s?机\s?[关构]|发\s?布\s?机\s?[构关]|发\s?布\s?单\s?位|公开责任部门|制发机关|成\s?文\s?日\s?期|生\s?成\s?日\s?期|发\s?文\s?日\s?期"
    r"|标\s*题|名\s*称|文件名称|信息名称|发\s?文\s?字\s?号|文\s*号|发\s?布\s?文\s?号|公\s?开\s?日\s?期|发\s?布\s?日\s?期|发\s?布\s?时\s?间|主\s?题\s?词|有\s?效\s?性|实施日期|生效日期|废止日期|失效日期"
    r"|分\s*类|体\s*裁|组配分类|公开方式|公开形式|公开范围|公开时限|信息来源|文件编号|统一编号|信息分类|效力状态|文件状态|关\s?键\s?词|内容概述|内容分类|服务对象|公文种类|发文时间|施行日期)"
)
_FIELD = re.compile(rf"(?P<label>{_LABEL})\s*[:：]\s*")
_FIRST = frozenset(re.findall(r"(?<=[:|])[\u4e00-\u9fff]", _LABEL))
"""The characters that labels begin with: few lines have one at their head, and to try all labels takes ten microseconds."""
_ALONE = lazy(rf"(?P<label>{_LABEL})\s*[:：]?")
SIGNS = frozenset(
    {
        "索引号",
        "发文字号",
        "主题分类",
        "发文机关",
        "发文机构",
        "发布机构",
        "成文日期",
        "生成日期",
        "主题词",
        "文号",
        "体裁",
        "组配分类",
    }
)
"""Labels that only such tables bear; 名称 or 发布日期 alone proves nothing."""
_ZONE = 60
"""How many lines from the top such a table is looked for."""


def fields_of(line: str) -> list[tuple[str, str]]:
    """The labels (without spaces inside) and values of a line that begins with a label; a row's cells may alternate."""
    if len(line) > 400:
        return []
    if "\t" in line:
        return _fields_of_row([cell.strip() for cell in line.split("\t")])
    if not ("：" in line or ":" in line):
        return []
    if not any(sign in _FIRST and _FIELD.match(line, start) for start, sign in enumerate(line[:3])):
        return []  # to search the rest of a line of the body takes far longer
    matches = list(_FIELD.finditer(line))
    ends = [*(match.start() for match in matches[1:]), len(line)]
    return [(_bare(match["label"]), line[match.end() : end].strip()) for match, end in zip(matches, ends, strict=True)]


def labels_of(line: str) -> list[str]:
    """The labels of a line of the table, empty for any other line."""
    return [label for label, _ in fields_of(line)]


def fields_in(lines: Sequence[str]) -> dict[str, str]:
    """The labelled fields at the head of a page; a value may stand on the line below its label."""
    head = [line for line in lines[:_ZONE] if line.strip()]
    found: dict[str, str] = {}
    for position, line in enumerate(head):
        fields = fields_of(line)
        if not fields:
            continue
        below = head[position + 1].strip() if position + 1 < len(head) else ""
        for label, value in fields:
            if not value and label == fields[-1][0] and len(below) <= 120 and not fields_of(below):
                value = below
            found.setdefault(label, value)
    return found


def _fields_of_row(cells: Sequence[str]) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    index = 0
    while index < len(cells):
        if alone := _ALONE.fullmatch(cells[index]):
            fields.append((_bare(alone["label"]), cells[index + 1] if index + 1 < len(cells) else ""))
            index += 2
            continue
        fields += fields_of(cells[index])
        index += 1
    return fields


def _bare(label: str) -> str:
    return re.sub(r"\s", "", label)
