"""Organisations in text: the cases, the grammar's pieces, spans in titles and definitions, figures on real material."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from extractors import documents, institutions, resolution
from extractors import institution_grammar as grammar
from extractors.mention import Mention, Name
from pipeline.segment import Segmenter

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
SEGMENTER = Segmenter()
MARK = re.compile("【([^】=]+)(?:=([^】]+))?】")


def find(text: str, **origin: object) -> list[Mention]:
    taken = [(mention.start, mention.end) for mention in documents.find(text)]
    found = institutions.find(text, SEGMENTER.words(text), taken)
    return resolution.resolve(found, text=text, **origin)  # type: ignore[arg-type]


def cases() -> list[tuple[str, str, str]]:
    content = files("corpora").joinpath("cases", "institutions.tsv").read_text(encoding="utf-8")
    lines = [line for line in content.splitlines() if line and not line.startswith("#")][1:]
    rows = [[*line.split("\t"), "", ""][:3] for line in lines]
    return [(text, publisher, published) for text, publisher, published in rows]


CASES = cases()


@pytest.mark.parametrize(("marked", "publisher", "published"), CASES, ids=[case[0] for case in CASES])
def test_case(marked: str, publisher: str, published: str) -> None:
    expected = [(match[1], match[2] or match[1]) for match in MARK.finditer(marked)]
    text = MARK.sub(lambda match: match[1], marked)
    day = date.fromisoformat(published) if published else None
    found = find(text, publisher=publisher or None, published=day)
    names = [(text[m.start : m.end], m.payload.canonical) for m in found if isinstance(m.payload, Name)]
    assert names == expected


def test_cases_are_many_and_a_third_is_negative() -> None:
    texts = [text for text, _, _ in CASES]
    negative = [text for text in texts if "【" not in text]
    assert len(texts) == len(set(texts)) >= 300
    assert len(negative) >= len(texts) / 3


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("国务院", ["government"]),
        ("中共重庆市委办公厅", ["party"]),
        ("重庆市人大常委会", ["people_congress"]),
        ("重庆市高级人民法院", ["court"]),
        ("重庆市渝中区人民检察院", ["procuratorate"]),
        ("西南政法大学司法鉴定中心", ["public_institution"]),
        ("西南政法大学", ["school"]),
        ("广东省人民医院", ["hospital"]),
        ("东莞市人民医院感染科", ["hospital"]),
        ("重庆三峡银行股份有限公司", ["company"]),
        ("四川省司法鉴定协会", ["association"]),
        ("人民网", ["media"]),
        ("联合国", ["international"]),
        ("成都军区第13集团军某部", ["other"]),
        ("南京市公安局110指挥中心", ["government"]),
        ("内蒙古自治区农业厅计划财务处", ["government"]),
    ],
)
def test_types(text: str, types: list[str]) -> None:
    assert [m.payload.institution_type for m in find(text) if isinstance(m.payload, Name)] == types


def test_names_inside_a_document_title_are_no_mentions() -> None:
    text = "《重庆市司法局关于加强管理的通知》由重庆市司法局印发"
    assert [(m.start, m.end) for m in find(text)] == [(18, 24)]


def test_spans_are_ordered_and_apart() -> None:
    text = "中共重庆市委组织部、重庆市人力资源和社会保障局、西南大学、央视网等单位。重庆市公安局、司法局。" * 3
    found = find(text)
    assert found == sorted(found, key=lambda m: m.start)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(m.rule and 0 < m.confidence <= 1 for m in found)


def test_heads_know_words_that_only_end_like_names() -> None:
    assert grammar.head_of("党员干部") is None
    assert grammar.head_of("发展格局") is None
    head = grammar.head_of("县委书记")
    assert head is not None
    assert (head.suffix, head.size) == ("县委", 2)


def test_tables_agree() -> None:
    central, table = grammar.known_names(), grammar.suffixes()
    assert not {name for name, reason in grammar.not_names().items() if reason == "word"} & set(table)
    assert {need for _, need in table.values()} <= {"place", "anchor", "name", "sub", "any"}
    kinds = (
        "government party people_congress court procuratorate public_institution school hospital company association"
    )
    allowed = {*kinds.split(), "media", "international", "other"}
    assert {known.type for known in central.values()} | {kind for kind, _ in table.values()} <= allowed


@pytest.mark.skipif(not REAL.exists(), reason="the real material is not here")
def test_gold_floor() -> None:
    """Strict span F1 and official names on the annotated bulletins; lists of links that cleaning drops are left out."""
    right = named = found = wanted = 0
    for path in sorted((REAL / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = gold["text"]
        facts = [fact for fact in gold["facts"] if fact["kind"] == "institution"]
        last = max((fact["end"] for fact in gold["facts"]), default=0)
        publisher = "重庆市司法局" if path.stem.startswith("seed") else None
        mentions = find(text, publisher=publisher, published=date.fromisoformat(gold["published"]))
        spans = {(m.start, m.end): m for m in mentions if m.end <= last}
        optional = [(f["start"], f["end"]) for f in facts if f.get("optional")]
        must = {(f["start"], f["end"]): f for f in facts if not f.get("optional")}
        wanted += len(must)
        for span, mention in spans.items():
            if span in must:
                right += 1
                accepted = [must[span].get("canonical"), *(must[span].get("canonical_any") or [])]
                named += isinstance(mention.payload, Name) and mention.payload.canonical in accepted
            if span in must or not any(a < span[1] and span[0] < b for a, b in optional):
                found += 1
    precision, recall = right / found, right / wanted
    assert 2 * precision * recall / (precision + recall) >= 0.97
    assert named / right >= 0.97
