"""Facts keep their identity when a bulletin is edited, and what loses it is paired with the right partner or none."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from corpora.text import document_of
from extractors.extraction import Extraction
from outputs.diff_sources import row_of
from outputs.near import pairs
from pipeline.nlp import Extractor
from pipeline.settings import Settings

SAMPLES = sorted((Path(__file__).parent.parent / "corpora" / "samples").glob("*.txt"))[:20]
Edit = Callable[[list[str], random.Random], tuple[list[str], set[str]]]
NEWS = "据了解，今年共受理群众来信18件，办结17件，其中2家单位受到表扬。"


@cache
def extractor() -> Extractor:
    return Extractor(Settings())


def extract(path: Path, text: str) -> Extraction:
    sidecar = path.with_suffix(".meta.json")
    given = json.loads(sidecar.read_text("utf-8")) if sidecar.exists() else {}
    metadata = {name: value for name, value in given.items() if isinstance(value, str) and value}
    return extractor().extract_document(document_of(text, source=path.name, metadata={**metadata, "origin": "sidecar"}))


@cache
def clean(path: Path) -> str:
    text = extract(path, path.read_text("utf-8", errors="replace")).document.text
    return "\n".join(line for line in text.split("\n") if line.strip())


def somewhere(lines: list[str], choose: random.Random) -> int:
    return choose.choice([place for place in range(1, len(lines)) if len(lines[place]) > 20] or [len(lines) - 1])


def insert(lines: list[str], choose: random.Random) -> tuple[list[str], set[str]]:
    at = somewhere(lines, choose)
    return [*lines[:at], NEWS, *lines[at:]], set()


def delete(lines: list[str], choose: random.Random) -> tuple[list[str], set[str]]:
    at = somewhere(lines, choose)
    return [*lines[:at], *lines[at + 1 :]], {lines[at]}


def move(lines: list[str], choose: random.Random) -> tuple[list[str], set[str]]:
    at, to = somewhere(lines, choose), somewhere(lines, choose)
    rest = [*lines[:at], *lines[at + 1 :]]
    return [*rest[:to], lines[at], *rest[to:]], set()


def correct(lines: list[str], choose: random.Random) -> tuple[list[str], set[str]]:
    at = somewhere(lines, choose)
    other = re.sub(r"\d(?=[\d家人件名个起%])", lambda match: str(int(match[0]) % 9 + 1), lines[at])
    return [*lines[:at], other, *lines[at + 1 :]], {lines[at]}


def sentence(lines: list[str], choose: random.Random) -> tuple[list[str], set[str]]:
    at = somewhere(lines, choose)
    return [*lines[:at], "会议还听取了3个部门的汇报。" + lines[at], *lines[at + 1 :]], {lines[at]}


def rewrap(lines: list[str], choose: random.Random) -> tuple[list[str], set[str]]:
    """A paragraph split where its first sentence ends."""
    at = next((place for place in range(1, len(lines)) if "。" in lines[place][10:-10]), None)
    if at is None:
        return lines, set()
    cut = lines[at].index("。", 10) + 1
    return [*lines[:at], lines[at][:cut], lines[at][cut:], *lines[at + 1 :]], set()


def by_sentence(found: Extraction) -> dict[tuple[str, str, str], list[str]]:
    """Ids in text order by the sentence, kind and words of facts."""
    out: dict[tuple[str, str, str], list[str]] = {}
    for fact in found.facts:
        out.setdefault((fact.sentence, fact.kind, fact.text), []).append(fact.fact_id)
    return out


@pytest.mark.parametrize("edit", [insert, delete, move, correct, sentence, rewrap])
def test_untouched_facts_keep_their_id(edit: Edit) -> None:
    total = kept = 0
    for path in SAMPLES:
        lines = clean(path).split("\n")
        if len(lines) < 3:
            continue
        edited, touched = edit(lines, random.Random(path.name))
        before, after = (by_sentence(extract(path, "\n".join(part))) for part in (lines, edited))
        for key, ids in before.items():
            if any(key[0] in line for line in touched):
                continue
            total += len(ids)
            kept += len(set(ids) & set(after.get(key, ())))
    assert total > 300
    assert kept / total >= 0.99, f"{kept} of {total} keep their id"


def test_a_corrected_figure_keeps_its_id() -> None:
    total = kept = 0
    for path in SAMPLES:
        text = clean(path)
        other = re.sub(r"(?<=[3-8])\d(?=[家人件名起])", lambda match: str(int(match[0]) % 9 + 1), text)
        before, after = ({fact.fact_id: fact for fact in extract(path, part).facts} for part in (text, other))
        changed = {one.start: one for one in after.values() if text[one.start : one.end] != one.text}
        total += len(changed)
        kept += sum(1 for one in changed.values() if one.fact_id in before)
    assert total > 20 and kept / total >= 0.99, f"{kept} of {total} corrected figures keep their id"


def test_what_loses_its_id_is_paired_with_itself_or_with_nothing() -> None:
    """Words are put in beside every seventh fact and every ninth is cut out; where each went is known."""
    right = wrong = possible = 0
    for path in SAMPLES:
        text = clean(path)
        old = extract(path, text)
        parts: list[str] = []
        moved: list[tuple[int, int]] = []  # (place in the old text, shift from there on)
        at = shift = 0
        for count, fact in enumerate(old.facts):
            if count % 9 == 4 and fact.start >= at:
                parts.append(text[at : fact.start])
                at, shift = fact.end, shift - (fact.end - fact.start)
                moved.append((fact.end, shift))
            elif count % 7 == 3 and fact.start >= at:
                parts += [text[at : fact.start], "经核实的"]
                at, shift = fact.start, shift + 4
                moved.append((fact.start, shift))
        new = extract(path, "".join((*parts, text[at:])))
        gone = {fact.fact_id for fact in old.facts} - {fact.fact_id for fact in new.facts}
        fresh = {fact.fact_id for fact in new.facts} - {fact.fact_id for fact in old.facts}
        left = [row_of("d", fact.as_dict()) for fact in old.facts if fact.fact_id in gone]
        rest = [row_of("d", fact.as_dict()) for fact in new.facts if fact.fact_id in fresh]
        where = {(one.kind, one.start): place for place, one in enumerate(rest)}

        def target(start: int, steps: list[tuple[int, int]] = moved) -> int:
            return start + next((by for place, by in reversed(steps) if place <= start), 0)

        truth = {
            (i, where[one.kind, target(one.start)])
            for i, one in enumerate(left)
            if (one.kind, target(one.start)) in where and rest[where[one.kind, target(one.start)]].text == one.text
        }
        found = set(pairs(left, rest))
        possible += len(truth)
        right += len(found & truth)
        wrong += sum(1 for i, j in found - truth if left[i].text == rest[j].text)
    assert possible > 50
    assert right / possible >= 0.9, f"{right} of {possible} pairs are found"
    assert wrong == 0, f"{wrong} pairs of equal words are false"
