"""Extractions and runs as people and programs read them: JSON Lines, table, page, feed, summary."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from corpora.errors import UnreadableDocument
from extractors.extraction import Extraction
from outputs import render, store
from pipeline.outcomes import extractions
from pipeline.run import run as run_once
from pipeline.settings import Settings
from tests import postgres

SAMPLES = Path(__file__).parent.parent / "corpora" / "samples"
PDF = SAMPLES / "jiancai_choucha_2019.pdf"
TEXT = SAMPLES / "art_20121221_7713.txt"


@pytest.fixture(scope="module")
def outcomes() -> list[Extraction | UnreadableDocument]:
    broken = UnreadableDocument("x.pdf", "encrypted", "needs a password", place="page 1")
    return [*extractions([str(PDF), str(TEXT)], Settings()), broken]


def lines(outcomes: list[Extraction | UnreadableDocument]) -> list[dict[str, Any]]:
    stream = io.StringIO()
    render.jsonl(outcomes, stream)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_numeral_of_a_fact_names_it(outcomes: list[Extraction | UnreadableDocument]) -> None:
    for made in lines(outcomes)[:2]:
        facts = {fact["fact_id"]: fact for fact in made["facts"]}
        assert {entry["status"] for entry in made["numerals"]} == {"fact", "part", "rejected"}
        for entry in made["numerals"]:
            assert ("fact_id" in entry) == (entry["status"] != "rejected")
            if "fact_id" in entry:
                holder = facts[entry["fact_id"]]
                assert holder["start"] < entry["end"] and entry["start"] < holder["end"]


def test_facts_of_a_pdf_have_boxes_on_its_pages(outcomes: list[Extraction | UnreadableDocument]) -> None:
    import pdfplumber

    pdf, text, broken = lines(outcomes)
    assert broken == {
        "document": {"source": "x.pdf"},
        "error": {"class": "encrypted", "message": "needs a password", "place": "page 1"},
    }
    assert not any("boxes" in fact for fact in text["facts"])
    with pdfplumber.open(PDF) as book:
        for fact in pdf["facts"]:
            seen = ""
            for box in fact["boxes"]:
                area = (box["x0"] - 0.1, box["top"] - 0.1, box["x1"] + 0.1, box["bottom"] + 0.1)
                inside = book.pages[box["page"] - 1].within_bbox(area)
                seen += "".join(char["text"] for char in inside.chars)
            assert "".join(seen.split()) == "".join(fact["text"].split())


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_boxes_and_numerals_are_stored(engine: str, tmp_path: Path) -> None:
    address = postgres.address(engine, tmp_path, "render")
    run_once([str(PDF)], Settings(kb=address), now="2024-01-01T00:00:00+00:00")
    fresh = render.as_object(next(extractions([str(PDF)], Settings())))
    with store.open(address) as kb:
        boxes = {row["fact_id"]: json.loads(row["boxes"]) for row in kb.rows("SELECT fact_id, boxes FROM observation")}
        assert boxes == {fact["fact_id"]: list(fact["boxes"]) for fact in fresh["facts"]}  # type: ignore[attr-defined]
        linked = kb.rows("SELECT n.status, count(*) AS n, count(f.row_id) AS facts FROM numeral n LEFT JOIN fact f "
            "ON f.fact_id = n.fact_id AND f.document_id = n.document_id GROUP BY n.status")  # fmt: skip
        assert all(row["facts"] == (0 if row["status"] == "rejected" else row["n"]) for row in linked)
