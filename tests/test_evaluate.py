"""Evaluation: the definitions of fact-model section 6, equal to the reference scorer where that is at hand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from outputs import floors, scorecard
from outputs.agreement import likeness
from outputs.evaluate import evaluate
from outputs.gold import BadGold, alignment, load

SHARED = Path(__file__).parent.parent.parent / "shared"
GOLD, SCORER = SHARED / "real" / "gold", SHARED / "bin" / "score"
TEXT = "全市新建学校12所,增长5.1%。\n经费3万元以上10万元以下。\n"


def span(words: str, kind: str, **fields: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"kind": kind, "text": words, "start": start, "end": start + len(words), **fields}


GOLD_FACTS = [
    span("12所", "count", value=12, unit="所", indicator="学校", indicator_any=["新建学校"], period_any=["2020"]),
    span("5.1%", "percentage", value=5.1, unit="%", role="change", direction="up", indicator="学校"),
    span(
        "3万元以上10万元以下", "money", bound="range", low=30000, high=100000, value=None, unit="元", indicator="经费"
    ),
    span("全市", "institution", canonical="某市", optional=True),
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps({"doc": "one", "text": TEXT, "facts": GOLD_FACTS}, ensure_ascii=False))
    return folder


def predicted(facts: list[dict[str, Any]], text: str = TEXT, source: str = "x/one.txt") -> dict[str, Any]:
    return {"document": {"source": source, "text": text}, "facts": facts}


def clean(fact: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fact.items() if not name.endswith("_any") and name != "optional"}


def test_gold_against_itself_is_perfect(gold: Path) -> None:
    report = evaluate(gold, [predicted([clean(fact) for fact in GOLD_FACTS])])
    assert report.f1()["ALL"] == {"strict": 1.0, "lenient": 1.0, "value": 1.0, "fact": 1.0}
    assert report.errors == () and "institution" not in report.scores


def test_levels_and_errors(gold: Path) -> None:
    facts = [clean(fact) for fact in GOLD_FACTS[:3]]
    facts[0] |= {"indicator": "教师"}  # right value, wrong fact
    facts[1] |= {"end": facts[1]["end"] - 1, "confidence": 0.95}  # overlaps
    facts[2] |= {"high": 200000, "confidence": 0.95}  # wrong value
    extra = span("增长", "count", value=1)
    report = evaluate(gold, [predicted([*facts, extra])])
    score = report.scores["ALL"]
    assert (score.gold, score.predicted, dict(score.hits)) == (3, 4, {"lenient": 3, "strict": 2, "value": 2, "fact": 1})
    assert [error.what for error in report.errors] == ["fact", "span", "value", "spurious"]
    assert report.errors[0].sentence == "全市新建学校12所,增长5.1%。" and report.errors[0].fields == ("indicator",)
    assert report.fields["money"]["high"] == (0, 1) and report.fields["money"]["low"] == (1, 1)
    assert report.sure() == (0, 2)
    text = scorecard.as_text(report, errors=9)
    assert (
        "one money value (high): 经费3万元以上10万元以下。" in text
        and "of 2 facts stated with 0.9 or more 0 are right" in text
    )
    assert "gold  -" in text and json.loads(json.dumps(scorecard.as_dict(report)))["f1"]["ALL"]["strict"] == 0.5714


def test_a_document_without_prediction_counts(gold: Path) -> None:
    report = evaluate(gold, [])
    assert report.missing == ("one",) and report.scores["ALL"].recall("strict") == 0.0


def test_offsets_follow_another_cleaning(gold: Path) -> None:
    shift = "栏目导航\n  "
    facts = [
        clean(fact) | {"start": fact["start"] + len(shift), "end": fact["end"] + len(shift)} for fact in GOLD_FACTS
    ]
    report = evaluate(gold, [predicted(facts, shift + TEXT)])
    assert report.f1()["ALL"]["fact"] == 1.0


def test_alignment_of_what_is_not_there() -> None:
    place = alignment("甲乙\n丙丁\n", "甲乙\n戊\n")
    assert [place(offset) for offset in (0, 1, 3, 4, 99)] == [0, 1, None, None, None]


def test_likeness_is_a_bag_of_characters() -> None:
    assert likeness("“学校”数", "学校数") == 1.0 and likeness("", None) == 1.0 and likeness("学校", "") == 0.0


def test_bad_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="no gold documents"):
        load(tmp_path)
    (tmp_path / "x.json").write_text(json.dumps({"text": "甲", "facts": [{"text": "乙", "start": 0, "end": 1}]}))
    with pytest.raises(BadGold, match=r"x\.json.*乙"):
        load(tmp_path)
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(BadGold, match=r"x\.json"):
        load(tmp_path)


def test_floors(gold: Path, tmp_path: Path) -> None:
    good = evaluate(gold, [predicted([clean(fact) for fact in GOLD_FACTS])])
    worse = evaluate(gold, [predicted([clean(fact) for fact in GOLD_FACTS[:2]])])
    pinned = floors.measured(good)
    floors.save(tmp_path / "floors.json", pinned)
    assert floors.load(tmp_path / "floors.json") == pinned
    assert floors.check(good, pinned) == []
    assert any("money strict: F1 0.0000 is below its floor 1.0000" in line for line in floors.check(worse, pinned))
    assert "set floors for the new corpus" in floors.check(good, {**pinned, "gold": "other"})[0]
    assert floors.raised(good, floors.measured(worse))["f1"]["money"]["strict"] == 1.0
    assert floors.raised(worse, pinned)["f1"] == pinned["f1"]


def perturbed(seed: int) -> list[dict[str, Any]]:
    """Predictions out of the gold files: some dropped, widened, doubled or altered, another cleaning of every third."""
    chance = random.Random(seed)
    records = []
    for number, path in enumerate(sorted(GOLD.glob("*.json"))):
        record = json.loads(path.read_text(encoding="utf-8"))
        text, shift = record["text"], 0
        facts = [clean(fact) for fact in record["facts"] if chance.random() > 0.1]
        for fact in facts:
            _alter(fact, chance)
        facts += [dict(fact) for fact in facts if chance.random() < 0.05]
        chance.shuffle(facts)
        if number % 3 == 0:
            shift = len("导航 首页\n　　")
            text = "导航 首页\n　　" + text.replace("。\n", "。 \n\n", 1)
        elif number % 3 == 1:
            cut = text.find("\n", len(text) // 2)
            text = text[:cut].replace("，", ",") + "某处改了\n" + text[cut:]
        for fact in facts:
            fact["start"], fact["end"] = fact["start"] + shift, min(fact["end"] + shift, len(text))
        if chance.random() > 0.1:
            records.append({"document": {"source": f"a/{path.stem}.txt", "text": text}, "facts": facts})
    return records


def _alter(fact: dict[str, Any], chance: random.Random) -> None:
    dice = chance.random()
    if dice < 0.1:
        fact["start"] = max(0, fact["start"] - 1)
    elif dice < 0.2:
        fact["end"] += 1
    elif dice < 0.5:
        values = {
            "value": [None, "12", 3.14159, "1,000", "1:2"],
            "bound": ["exact", "range", None, "at_least"],
            "unit": ["个", "元", None, "个方面"],
            "unit_code": ["P5Y", None],
            "role": ["change", None],
            "modality": ["planned", None],
            "direction": ["up", None],
            "period": ["2020", None],
            "indicator": ["机构", None, "增加值 增长"],
            "date": ["2020", None],
            "canonical": [None, "某局"],
            "title": ["某法", None],
            "institution": ["某局", None],
            "kind": ["count", "money"],
        }
        field = chance.choice(sorted(values))
        fact[field] = chance.choice(values[field])
        fact["low"] = fact["value"] if field == "low" and "value" in fact else fact.get("low")


@pytest.mark.skipif(not (GOLD.is_dir() and SCORER.exists()), reason="the reference scorer and gold are not at hand")
@pytest.mark.parametrize("seed", range(4))
def test_equal_to_the_reference_scorer(seed: int, tmp_path: Path) -> None:
    records = perturbed(seed)
    path = tmp_path / "predicted.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCORER), str(GOLD), str(path), "--json"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert evaluate(GOLD, records).f1() == json.loads(done.stdout)
    shown = subprocess.run(
        [sys.executable, str(SCORER), str(GOLD), str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    line = next(line for line in shown.stdout.splitlines() if line.startswith("fields right"))
    numeric = evaluate(GOLD, records).fields["NUMERIC"]
    for name, value in zip(*[iter(line.split(":")[1].split())] * 2, strict=True):
        right, of = numeric[name]
        assert f"{right / of:.3f}" == value, name
