"""Near identity: facts of one document whose ids differ because the words around them were edited.

Two facts are the same one if their kind is, if their surroundings agree well, and if no other fact comes near to
agreeing as well: among three 2家 of one sentence a pair that is not clear is no pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Protocol

_WINDOW = 20  # characters on each side
_TOUCH = 8  # of them counted one by one from the figure outwards: the noun, the verb and a little more
_SAME, _OTHER = 0.3, 0.55  # scores that suffice where the words are the same and where they are not
_CLEAR = 0.1  # by which the second best has to be worse
_CROWD = 40  # facts with the same words beyond which only touching words make candidates


class Quoted(Protocol):
    """What is known of a fact here."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def start(self) -> int:
        """Where they stand."""

    @property
    def sentence(self) -> str:
        """The sentence around them."""


def pairs(old: Sequence[Quoted], new: Sequence[Quoted]) -> list[tuple[int, int]]:
    """Places in ``old`` and ``new`` of facts that are the same one; both are of one document. Deterministic."""
    lefts, rights = list(_contexts(old)), list(_contexts(new))
    scores: dict[tuple[int, int], float] = {}
    for i, j in sorted(_candidates(old, new, lefts, rights)):
        score = _score(lefts[i], rights[j])
        if score >= (_SAME if old[i].text == new[j].text else _OTHER):
            scores[i, j] = score + (0.1 if old[i].text == new[j].text else 0.0)
    found: list[tuple[int, int]] = []
    for _ in range(2):  # what is paired no longer stands in the way of what was unclear beside it
        clear = _clear(scores)
        found += clear
        taken, used = {i for i, _ in clear}, {j for _, j in clear}
        scores = {(i, j): score for (i, j), score in scores.items() if i not in taken and j not in used}
    return sorted(found)


def _clear(scores: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Pairs that are each other's best by a margin."""
    rows: dict[int, list[float]] = defaultdict(list)
    columns: dict[int, list[float]] = defaultdict(list)
    for (i, j), score in scores.items():
        rows[i].append(score)
        columns[j].append(score)
    return [
        (i, j) for (i, j), score in scores.items() if _stands_out(rows[i], score) and _stands_out(columns[j], score)
    ]


def _stands_out(scores: list[float], score: float) -> bool:
    return sum(1 for other in scores if other > score - _CLEAR) == 1


def _candidates(
    old: Sequence[Quoted], new: Sequence[Quoted], lefts: Sequence[tuple[str, str]], rights: Sequence[tuple[str, str]]
) -> set[tuple[int, int]]:
    """Pairs of one kind that share their words or two characters that touch them."""
    index: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for j, (fact, (before, after)) in enumerate(zip(new, rights, strict=True)):
        for key in _keys(fact, before, after):
            index[key].append(j)
    out: set[tuple[int, int]] = set()
    for i, (fact, (before, after)) in enumerate(zip(old, lefts, strict=True)):
        for key in _keys(fact, before, after):
            found = index.get(key, ())
            if len(found) <= _CROWD:
                out.update((i, j) for j in found)
    return out


def _keys(fact: Quoted, before: str, after: str) -> Iterable[tuple[str, str, str]]:
    yield fact.kind, "=", fact.text
    if len(before) >= 2:
        yield fact.kind, "<", before[-2:]
    if len(after) >= 2:
        yield fact.kind, ">", after[:2]
    yield fact.kind, "<>", before[-6:] + fact.text + after[:6]


def _contexts(facts: Sequence[Quoted]) -> Iterable[tuple[str, str]]:
    """The words before and after each fact within its sentence."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    places = []
    for fact in facts:
        found = list(_occurrences(fact.sentence, fact.text))
        places.append(found)
        votes[fact.sentence].update(fact.start - at for at in found)
    for fact, found in zip(facts, places, strict=True):
        if not found:
            yield "", ""
            continue
        at = max(found, key=lambda at: (votes[fact.sentence][fact.start - at], -at))
        end = at + len(fact.text)
        yield fact.sentence[max(0, at - _WINDOW) : at], fact.sentence[end : end + _WINDOW]


def _occurrences(sentence: str, text: str) -> Iterable[int]:
    at = sentence.find(text)
    while at >= 0:
        yield at
        at = sentence.find(text, at + 1)


def _score(left: tuple[str, str], right: tuple[str, str]) -> float:
    """0 to 1: half for the characters that touch, half for pairs of characters anywhere in the window."""
    touching = _shared(left[0][::-1], right[0][::-1]) + _shared(left[1], right[1])
    most = min(_TOUCH, max(len(left[0]), len(right[0]))) + min(_TOUCH, max(len(left[1]), len(right[1])))
    a, b = _bigrams(left), _bigrams(right)
    both = sum((a & b).values())
    loose = 2 * both / (sum(a.values()) + sum(b.values())) if a and b else 0.0
    return 0.5 * (touching / most if most else 1.0) + 0.5 * loose


def _shared(a: str, b: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a[:_TOUCH], b[:_TOUCH], strict=False)))


def _bigrams(context: tuple[str, str]) -> Counter[str]:
    return Counter(part[i : i + 2] for part in context for i in range(len(part) - 1))
