"""The sample bulletins and their gold annotations agree with each other and with the fact model."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

CORPORA = Path(__file__).parent.parent / "corpora"
SAMPLES, GOLD = CORPORA / "samples", CORPORA / "gold"
NUMERIC = {"count", "percentage", "money", "measure", "duration", "ratio", "rank", "number"}
KINDS = NUMERIC | {"date", "institution", "document"}
ENUMS = {
    "bound": {"exact", "approximately", "more_than", "at_least", "nearly", "less_than", "at_most", "range"},
    "role": {"level", "change", "share"},
    "direction": {"up", "down", "flat"},
    "comparison": {"year_on_year", "period_on_period", "since_base"},
    "modality": {"actual", "planned", "required"},
    "force": {"hard", "soft"},
    "institution_type": {
        *("government", "party", "people_congress", "court", "procuratorate", "public_institution", "school"),
        *("hospital", "company", "association", "media", "international", "other"),
    },
}
FIELDS = {
    *("kind", "text", "start", "end", "value", "low", "high", "bound", "unit", "unit_code", "role", "direction"),
    *("comparison", "base_period", "modality", "indicator", "action", "institution", "region", "region_code"),
    *("period", "date", "canonical", "institution_type", "title", "number", "force", "part_of", "optional"),
}
EDTF_DATE = r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?(?:T\d{2}(?::\d{2}(?::\d{2})?)?)?~?"
EDTF = re.compile(rf"(?:\.\.|{EDTF_DATE})(?:/(?:\.\.|{EDTF_DATE}))?")
READABLE = {".txt", ".html", ".pdf", ".docx"}


def gold_files() -> list[Path]:
    return sorted(GOLD.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def values(fact: dict[str, Any], field: str) -> list[Any]:
    return [x for x in [fact.get(field), *fact.get(f"{field}_any", [])] if x is not None]


def sample_stems() -> list[str]:
    stems: list[str] = []
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in READABLE:
            stems.append(path.stem)
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                stems += [Path(x).stem for x in archive.namelist() if Path(x).suffix in READABLE]
        elif path.suffix == ".jsonl":
            records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            stems += [Path(record["url"]).stem for record in records]
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                stems += [Path(record["url"]).stem for record in csv.DictReader(stream)]
    return stems


def test_every_sample_has_gold_and_every_gold_a_sample() -> None:
    assert sorted(sample_stems()) == [path.stem for path in gold_files()]


def test_nothing_else_lies_among_the_samples() -> None:
    allowed = READABLE | {".jsonl", ".csv", ".zip"}
    others = [x.name for x in SAMPLES.iterdir() if x.suffix not in allowed and not x.name.endswith(".meta.json")]
    assert others == []  # `run` reads the whole folder


def test_every_format_is_there() -> None:
    names = [path.name for path in SAMPLES.iterdir()]
    suffixes = Counter(Path(name).suffix for name in names)
    assert suffixes[".txt"] >= 20
    assert suffixes[".html"] >= 11
    assert suffixes[".pdf"] >= 3
    assert suffixes[".docx"] >= 3
    assert min(suffixes[x] for x in (".jsonl", ".csv", ".zip")) >= 1
    sidecars = {name.removesuffix(".meta.json") for name in names if name.endswith(".meta.json")}
    assert sidecars
    assert {Path(name).stem for name in names if name.endswith(".txt")} - sidecars
    assert sidecars <= {Path(name).stem for name in names if Path(name).suffix in READABLE}


def test_pages_in_legacy_charsets() -> None:
    legacy = []
    for path in SAMPLES.glob("*.html"):
        raw = path.read_bytes()
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            raw.decode("gb18030")
            legacy.append(re.search(rb"charset=([\w-]+)", raw).group(1).lower())  # type: ignore[union-attr]
    assert sorted(legacy) == [b"gb2312", b"gbk", b"utf-8"]


def test_kinds_years_and_lengths_are_spread() -> None:
    gold = [load(path) for path in gold_files()]
    assert len(gold) >= 44
    assert len({g["document_kind"] for g in gold}) >= 12
    years = {g["published"][:4] for g in gold}
    assert min(years) <= "1998"
    assert max(years) >= "2026"
    kinds = Counter(fact["kind"] for g in gold for fact in g["facts"])
    assert set(kinds) == KINDS
    assert min(len(g["text"]) for g in gold) < 150
    assert max(len(g["text"]) for g in gold) > 1200


@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
def test_spans(path: Path) -> None:
    gold = load(path)
    assert gold["doc"] == path.stem
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", gold["published"])
    end = 0
    for fact in gold["facts"]:
        assert gold["text"][fact["start"] : fact["end"]] == fact["text"], fact
        assert fact["text"] == fact["text"].strip() != "", fact
        assert fact["start"] >= end, f"overlaps its neighbour: {fact}"
        end = fact["end"]


@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
def test_fields(path: Path) -> None:
    gold = load(path)
    spans = {(fact["start"], fact["text"]) for fact in gold["facts"]}
    for fact in gold["facts"]:
        assert fact["kind"] in KINDS, fact
        assert {key.removesuffix("_any") for key in fact} <= FIELDS, fact
        for field, allowed in ENUMS.items():
            assert set(values(fact, field)) <= allowed, (field, fact)
        for field in ("date", "period", "base_period"):
            assert all(EDTF.fullmatch(x) and x for x in values(fact, field)), (field, fact)
        if "part_of" in fact:
            assert (fact["part_of"]["start"], fact["part_of"]["text"]) in spans, fact
        check = {"date": _date, "institution": _institution, "document": _document}.get(fact["kind"], _numeric)
        check(fact)


def _date(fact: dict[str, Any]) -> None:
    assert values(fact, "date"), fact


def _institution(fact: dict[str, Any]) -> None:
    assert fact["canonical"], fact
    assert fact["institution_type"], fact


def _document(fact: dict[str, Any]) -> None:
    assert ("title" in fact) != ("number" in fact), fact
    if "title" in fact:
        assert fact["text"] == f"《{fact['title']}》", fact


def _numeric(fact: dict[str, Any]) -> None:
    assert fact["indicator"], fact
    value, low, high, bound = (fact.get(x) for x in ("value", "low", "high", "bound"))
    if bound == "range":
        assert value is None, fact
        assert fact["low"] < fact["high"], fact
    elif bound in {"more_than", "at_least"} and value is not None:
        assert (low, high) == (value, None), fact
    elif bound in {"nearly", "less_than", "at_most"}:
        assert high == value, fact
    elif bound == "exact":
        assert low is high is None, fact
        assert value is not None or fact["kind"] == "ratio", fact
    assert (fact["role"] == "change") or "direction" not in fact, fact
    if fact["kind"] in {"percentage", "money"}:
        assert fact["unit"], fact
        assert fact["unit_code"], fact
