"""Why a fact changed, found by comparing hashes, and where several differ by extracting the old text again.

Causes: ``source`` (the document was edited), ``new_document``, ``withdrawn``, ``cleaning`` (equal bytes, other text),
``lexicon``, ``rule:NAME`` (the code changed, and with it the rule that reads this fact), ``code``, ``settings``,
``metadata`` (options or a file beside the document), ``decision``, ``unknown``; several joined by ``+``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from outputs.diff import FactRow, differing

CAUSES = (
    "source",
    "new_document",
    "withdrawn",
    "cleaning",
    "lexicon",
    "rule",
    "code",
    "settings",
    "metadata",
    "decision",
    "unknown",
)
_CONFIGURATION = frozenset({"lexicon", "code", "settings"})

Replay = Callable[[str, int], Sequence[FactRow] | None]
"""The facts that the present configuration reads in a document's text as of a run; None where it cannot say."""


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What is known of a document on both sides. None of ``same_bytes``: it is there on one side only."""

    same_bytes: bool | None = True
    same_text: bool = True
    gone: bool = False


_SAME = DocumentChange()


@dataclass(slots=True)
class Causes:
    """Call it with a fact before and after. ``recorded``: what runs noted of a fact, by document and fact.

    ``configuration``: which of lexicon, code and settings differ between the sides; None where that is not known.
    """

    documents: Mapping[str, DocumentChange] = field(default_factory=dict)
    configuration: Collection[str] | None = ()
    recorded: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    replay: Replay | None = None
    old_run: int = 0
    _replayed: dict[str, Mapping[str, FactRow] | None] = field(default_factory=dict)

    def __call__(self, before: FactRow | None, after: FactRow | None) -> str:
        """The cause of one change."""
        fact = after or before
        assert fact is not None
        noted = set(self.recorded.get((fact.document_id, fact.fact_id), ()))
        if before is not None:
            noted |= self.recorded.get((before.document_id, before.fact_id), frozenset())
        if noted == {"review"} or _by_decision(before, after):
            return "decision"
        found = {"decision"} if "review" in noted else set()
        found |= self._causes(before, after, fact, noted - {"review"})
        order = sorted(found, key=lambda cause: CAUSES.index(cause.partition(":")[0]))
        return "+".join(order) or "unknown"

    def _causes(self, before: FactRow | None, after: FactRow | None, fact: FactRow, noted: set[str]) -> set[str]:
        document = self.documents.get(fact.document_id, _SAME)
        if document.same_bytes is None:
            return {"withdrawn" if document.gone else "new_document"}
        configuration = self._configuration(noted)
        if document.same_bytes or document.same_text:
            if not document.same_text:
                return {"cleaning"}
            found = {self._named(cause, before, after) for cause in configuration}
            return found or ({"metadata"} if document.same_bytes and self.configuration is not None else {"source"})
        if not configuration:
            return {"source"}
        return self._told_apart(before, after, fact, configuration)

    def _configuration(self, noted: set[str]) -> set[str]:
        parts = {part for cause in noted for part in cause.split("+")} & _CONFIGURATION
        if parts:
            return parts
        return {"unknown"} if self.configuration is None else set(self.configuration)

    def _told_apart(
        self, before: FactRow | None, after: FactRow | None, fact: FactRow, configuration: set[str]
    ) -> set[str]:
        """The text and the configuration differ: what does the new configuration read in the old text?"""
        again = self._again(fact.document_id)
        if again is None:  # either or both
            return {"source", *(self._named(cause, before, after) for cause in configuration - {"unknown"})}
        middle = again.get((before or fact).fact_id)
        if _equal(middle, before):
            return {"source"}
        named = {self._named(cause, before, after) for cause in configuration}
        return named if _equal(middle, after) else {"source", *named}

    def _again(self, document_id: str) -> Mapping[str, FactRow] | None:
        if self.replay is None:
            return None
        if document_id not in self._replayed:
            rows = self.replay(document_id, self.old_run)
            self._replayed[document_id] = None if rows is None else {row.fact_id: row for row in rows}
        return self._replayed[document_id]

    @staticmethod
    def _named(cause: str, before: FactRow | None, after: FactRow | None) -> str:
        """Other code is named by its rule where the fact's rule is another one, or came or went."""
        if cause not in ("code", "unknown"):
            return cause
        if before is None or after is None or before.rule != after.rule:
            rule = (after or before).rule  # type: ignore[union-attr]
            return f"rule:{rule}"
        return cause


def _equal(one: FactRow | None, other: FactRow | None) -> bool:
    if one is None or other is None:
        return one is other
    return not set(differing(one, other)) - {"sentence", "cell", "confidence", "anchors", "review_status", "part_of"}


def _by_decision(before: FactRow | None, after: FactRow | None) -> bool:
    """A reviewer put the fact there, or nothing but its review status differs."""
    if before is None or after is None:
        only = after or before
        return only is not None and only.rule == "decision"
    return differing(before, after) == ("review_status",)
