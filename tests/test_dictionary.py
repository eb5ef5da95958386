"""Words looked for in one pass: the leftmost, longest, without overlaps, by code points."""

from __future__ import annotations

import pytest

from corpora.dictionary import Dictionary

WORDS = Dictionary({"重庆": 1, "重庆市": 2, "五大连池": 3, "大连": 4, "市场": 5})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("重庆市场", [(0, 3, 2)]),
        ("在重庆和重庆市", [(1, 3, 1), (4, 7, 2)]),
        ("五大连池与五大连", [(0, 4, 3), (6, 8, 4)]),
        ("𠮷😀重庆", [(2, 4, 1)]),
        ("\ud800重庆\udfff市场", [(1, 3, 1), (4, 6, 5)]),
    ],
)
def test_the_longest_word_at_each_place(text: str, expected: list[tuple[int, int, int]]) -> None:
    assert WORDS.find(text) == expected


def test_no_words_find_nothing() -> None:
    assert Dictionary[int]({}).find("重庆") == []
