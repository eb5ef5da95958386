"""What is wrong is said in the words of the reader, though the program says it in English."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from outputs.review.language import words

OUTPUTS = Path(__file__).parent.parent / "outputs"
OF_PROGRAMS = (
    "the body",
    "keys:",
    "fields:",
    "decision_ids:",
    "start, end:",
    "of:",
    "by:",
    "sample:",
    "kind: one",
    "verdict",
)
"""Problems of requests that no page sends."""


def said(tree: ast.AST) -> Iterator[str]:
    """The messages that errors are raised with, what differs as x."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Refused", "InvalidDecision")
        ):
            for one in node.args:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value
                elif isinstance(one, ast.JoinedStr):
                    yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in one.values)


def messages() -> list[str]:
    files = [*sorted((OUTPUTS / "review").glob("*.py")), *sorted(OUTPUTS.glob("*.py"))]
    return sorted({one for path in files for one in said(ast.parse(path.read_text("utf-8")))})


def test_every_problem_that_a_reader_meets_is_said_in_chinese() -> None:
    found = [one for one in messages() if not one.startswith(OF_PROGRAMS)]
    assert len(found) > 20
    untold = [one for one in found if words("zh").problem(one) == one]
    assert not untold


@pytest.mark.parametrize(
    ("message", "zh", "en"),
    [
        ("no such document", "知识库中没有这个文件。", "no such document"),
        ("unit '户口' is not in the unit table", "单位表中没有 '户口'。", "unit '户口' is not in the unit table"),
        ("low 7 is above high 5", "下限 7 大于上限 5。", "low 7 is above high 5"),
        (
            "date '7月' is no EDTF date; as 2020, 2020-03, 2020-01/2020-03",
            "日期 '7月' 不是日期；例如 2020、2020-03、2020-01/2020-03。",
            None,
        ),
        ("the disk is full", "the disk is full", "the disk is full"),
    ],
)
def test_it_is_said_with_what_differs(message: str, zh: str, en: str | None) -> None:
    assert words("zh").problem(message) == zh
    assert words("en").problem(message) == (en or message)


def test_rules_have_names() -> None:
    assert words("zh").pattern("quantity: value, unit") == "数字与单位 (quantity): 数值, 单位"
    assert words("en").pattern("no_such_rule: added") == "no_such_rule: added"
