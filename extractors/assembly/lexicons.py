"""The word tables of this pass, read once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.lexicon_io import load


def alternation(words: Iterable[str]) -> str:
    """The words as one pattern, longest first so that the longest wins; a first character is tried once for its words."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(re.escape(first) + (f"(?:{'|'.join(rest)})" if any(rest) else "") for first, rest in rests.items())


def _placed(place: str) -> frozenset[str]:
    return frozenset(row["word"] for row in load("assembly_function_words") if place in row["places"].split(","))


VERBS: dict[str, str] = {row["verb"]: row["class"] for row in load("assembly_verbs")}
ACTS = frozenset(verb for verb, kind in VERBS.items() if kind != "stay")
OCCURRENCES = frozenset(verb for verb, kind in VERBS.items() if kind == "occur")
NOMINAL_VERBS = frozenset(row["verb"] for row in load("assembly_nominal_verbs"))
NAMING_VERBS = frozenset(row["word"] for row in load("assembly_naming") if row["use"] == "verb")
NAME_HEADS = frozenset(row["word"] for row in load("assembly_naming") if row["use"] == "head")
DIRECTIONS: dict[str, str] = {row["word"]: row["direction"] for row in load("assembly_directions")}
HEADS = frozenset(row["head"] for row in load("assembly_heads"))
ATTRIBUTE_NOUNS = frozenset(row["noun"] for row in load("assembly_attribute_nouns"))
REPORTING = frozenset(row["word"] for row in load("assembly_reporting"))
COMPARATORS: dict[str, tuple[str, str]] = {
    row["word"]: (row["comparison"], row["base"]) for row in load("assembly_comparators")
}
MODALITY: dict[str, tuple[str, str]] = {
    row["word"]: (row["modality"], row["force"]) for row in load("assembly_modality")
}
_LENGTHS: dict[str, str] = {row["word"]: row["class"] for row in load("assembly_lengths")}
STATES = frozenset(word for word, kind in _LENGTHS.items() if kind == "state")
LENGTH_ADVERBS = frozenset(word for word, kind in _LENGTHS.items() if kind == "adverb")
STOP = _placed("stop") | {"\n", "\t", " ", "\u3000"}
TAIL = _placed("tail")
LEAD = _placed("lead") | {" ", "\u3000"}
KEPT = frozenset(row["word"] for row in load("assembly_kept"))
"""Words that end like an adverb and are none."""
UNIT_NOUNS: dict[str, str] = {row["unit"]: row["noun"] for row in load("assembly_unit_nouns")}

COMPARATOR = re.compile(alternation(COMPARATORS))
REPORT = re.compile(alternation(REPORTING))


def has_head(phrase: str) -> bool:
    """Whether the phrase ends in a noun for countable things."""
    return phrase[-2:] in HEADS or phrase[-1:] in HEADS or phrase[-3:] in HEADS
