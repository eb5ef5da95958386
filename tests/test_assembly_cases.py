"""The meaning of figures: one invented sentence at a time (corpora/cases/assembly.jsonl), then whole short bulletins."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from corpora.document import Document
from extractors.fact import Fact
from pipeline.nlp import Extractor
from pipeline.settings import load

BULLETINS = Path(__file__).parent.parent / "corpora" / "cases" / "bulletins.jsonl"
CASES = Path(__file__).parent.parent / "corpora" / "cases" / "assembly.jsonl"


@cache
def extractor() -> Extractor:
    return Extractor(load(None))


@cache
def facts(text: str, title: str, published: str) -> tuple[Fact, ...]:
    document = Document(source="", text=text, title=title, published=date.fromisoformat(published))
    return extractor().extract_document(document).facts


def cases() -> list[object]:
    out = []
    for number, line in enumerate(CASES.read_text("utf-8").splitlines(), 1):
        case = json.loads(line)
        marks = [pytest.mark.xfail(strict=True, reason=case["xfail"])] if "xfail" in case else []
        out.append(pytest.param(case, id=f"{number}-{case['figure']}", marks=marks))
    return out


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, object]) -> None:
    found = facts(str(case["text"]), str(case.get("title", "")), str(case["published"]))
    fact = next(fact for fact in found if fact.text == case["figure"])
    expected = case["expect"]
    assert isinstance(expected, dict)
    got = {field: getattr(fact, field) for field in expected}
    if got.get("part_of"):
        got["part_of"] = next(other.text for other in found if other.fact_id == fact.part_of)
    assert got == expected


def bulletins() -> list[object]:
    return [
        pytest.param(bulletin, figure, id=f"{bulletin['organ']}-{figure['figure']}")
        for bulletin in map(json.loads, BULLETINS.read_text("utf-8").splitlines())
        for figure in bulletin["facts"]
    ]


@pytest.mark.parametrize(("bulletin", "case"), bulletins())
def test_bulletin(bulletin: dict[str, str], case: dict[str, object]) -> None:
    """Bulletins of kinds of organ that the samples do not have, each figure read by the fact model."""
    found = facts(bulletin["text"], bulletin["title"], bulletin["published"])
    fact = next(fact for fact in found if fact.text == case["figure"])
    expected = case["expect"]
    assert isinstance(expected, dict)
    assert {field: getattr(fact, field) for field in expected} == expected
