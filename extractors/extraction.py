"""What extraction makes of one document: its facts, the ledger of its numerals, and what does not add up.

Loads no rules: who receives extractions from another process needs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from corpora.document import Document
from extractors.fact import Fact

if TYPE_CHECKING:
    from extractors.checks import Finding


class NumeralEntry(Struct, frozen=True, gc=False):
    """One numeral of the text. ``fact`` is the index of the fact that it is (part of), ``reason`` a key of
    :data:`extractors.ledger.REASONS`."""

    text: str
    start: int
    end: int
    status: str
    reason: str | None = None
    fact: int | None = None

    def as_dict(self) -> dict[str, object]:
        """The JSON object of the public interface."""
        out: dict[str, object] = {"text": self.text, "start": self.start, "end": self.end, "status": self.status}
        if self.reason is not None:
            out["reason"] = self.reason
        return out


@dataclass(frozen=True, slots=True)
class Extraction:
    """The facts of one document in text order, with its numeral ledger."""

    document: Document
    document_id: str
    facts: tuple[Fact, ...]
    numerals: tuple[NumeralEntry, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What does not add up in the document (:mod:`extractors.checks`), worked out when asked for."""
        from extractors.checks import findings

        return tuple(findings(self.document.text, self.facts))
