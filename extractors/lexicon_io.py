"""The lexicon tables: ``extractors/lexicon/NAME.tsv``, one entry a line, read once and checked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files


class LexiconError(ValueError):
    """A lexicon table that is malformed: the message names the table and the line."""


def load(name: str) -> list[dict[str, str]]:
    """The rows of ``extractors/lexicon/NAME.tsv`` by column name, in file order.

    The first line that is no comment is the header; lines that begin with ``#`` and empty lines are skipped; missing
    trailing cells read as ``""``. The first column is the key. Raises :class:`LexiconError` for a missing table, a row
    with more cells than the header, an empty key or a key given twice.
    """
    return [dict(row) for row in _rows(name)]


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    resource = files(__package__).joinpath("lexicon", f"{name}.tsv")
    if not resource.is_file():
        raise LexiconError(f"lexicon {name}: no such table")
    return tuple(parse(resource.read_text(encoding="utf-8"), name))


def parse(content: str, name: str, key: Sequence[str] = ()) -> list[dict[str, str]]:
    """Rows of one table given as text; ``key`` names the columns that must be unique together (default: the first)."""
    header: list[str] = []
    rows: list[dict[str, str]] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
            continue
        if len(cells) > len(header):
            raise LexiconError(f"lexicon {name}, line {number}: {len(cells)} cells for {len(header)} columns")
        row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
        identity = tuple(row[column] for column in (key or header[:1]))
        if not any(identity):
            raise LexiconError(f"lexicon {name}, line {number}: empty key")
        if identity in seen:
            raise LexiconError(f"lexicon {name}, line {number}: {identity[0]!r} is already on line {seen[identity]}")
        seen[identity] = number
        rows.append(row)
    return rows
