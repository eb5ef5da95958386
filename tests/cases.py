"""The case tables of corpora/cases, read for the tests: marked writings to text and span."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from extractors.lexicon_io import parse

FOLDER = Path(__file__).parent.parent / "corpora" / "cases"


def rows(name: str) -> list[dict[str, str]]:
    content = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    header = next(line for line in content.splitlines() if not line.startswith("#")).split("\t")
    return parse(content, name, header)


def writings(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(" | ")]


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    text, spans, start = "", [], 0
    for char in marked:
        if char == "【":
            start = len(text)
        elif char == "】":
            spans.append((start, len(text)))
        else:
            text += char
    return text, spans


def decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def interval(cell: str) -> tuple[Decimal | None, Decimal | None]:
    low, _, high = cell.partition("..")
    return decimal(low), decimal(high)
