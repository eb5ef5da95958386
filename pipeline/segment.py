"""jieba's words and tags for the stretches between mentions, so that every mention is a whole number of words.

The engine is rjieba, jieba's Rust port, where its words equal jieba's - they do on runs of Chinese characters, which
are all that it is given here; runs of ASCII are words of our own. HMM is off: on notices it glues neighbours (将渝东)
and more names begin and end on word edges without it.
"""

from __future__ import annotations

import logging
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

import rjieba

from extractors.assembly.lexicons import ACTS, ATTRIBUTE_NOUNS, HEADS, NAME_HEADS, NAMING_VERBS, NOMINAL_VERBS
from extractors.assembly.words import Words
from extractors.mention import Mention

Tagger = Callable[[str], tuple[list[str], list[str]]]
Entry = tuple[str, int | None, str]
"""Word, frequency or None, tag."""

# Chinese punctuation may stay in a run: both engines give each mark as one word tagged x.
_CHINESE = "㐀-䶿一-鿿豈-﫿，。、“”：（）《》；·？！…％【】～"
_RUN = re.compile(rf"([{_CHINESE}]+)|([A-Za-z]+)|([0-9]+(?:\.[0-9]+)*)|\s+|.", re.DOTALL)
# Characters of private use that stand for a mention and for a stretch of other writing while the words are cut: one
# call of the engine for a text takes three quarters of the time of sixteen.
_MENTION, _OTHER = "\ue000", "\ue001"
_STRETCH = re.compile(rf"([^{_CHINESE}{_MENTION}]+)")


_MISTAGGED = {"进度": "n", "力争": "d", "新建": "v", "自贸试验区": "n", "自贸区": "n", "非税收入": "n"}
"""Words that jieba's dictionary has with another tag than they bear in notices, or cuts in two."""


def own_words(cut: Callable[[str], list[str]]) -> list[Entry]:
    """Verbs and nouns that the binding of figures knows and the dictionary behind ``cut`` lacks (打掉, 占比)."""
    tables = (
        (NAME_HEADS, "n"),
        (ATTRIBUTE_NOUNS, "n"),
        (HEADS, "n"),
        (NAMING_VERBS, "v"),
        (ACTS, "v"),
        (NOMINAL_VERBS, "vn"),
    )
    known = {word: tag for words, tag in tables for word in sorted(words) if len(word) > 1}
    own = {word: tag for word, tag in known.items() if len(cut(word)) > 1} | _MISTAGGED
    return [(word, None, tag) for word, tag in own.items()]


class Segmenter:
    """Words and part-of-speech tags by one engine with its user dictionaries and the words of :func:`own_words`.

    ``engine``: ``rjieba`` or ``jieba``. ``user_dictionaries``: files in jieba's format (word, frequency, tag).
    Raises ValueError for an unknown engine or a malformed dictionary line (naming file and line).
    """

    def __init__(self, engine: str = "rjieba", *, hmm: bool = False, user_dictionaries: Iterable[str] = ()) -> None:
        entries = [entry for path in user_dictionaries for entry in read_dictionary(Path(path))]
        self._whole = engine == "rjieba" and not hmm
        if engine == "rjieba":
            self._tag = _rust_tagger(entries, hmm)
        elif engine == "jieba":
            self._tag = _python_tagger(entries, hmm)
        else:
            raise ValueError(f"unknown segmenter {engine!r}; allowed: rjieba, jieba")

    def words(self, text: str, mentions: Sequence[Mention] = ()) -> Words:
        """The words of ``text``; each of the sorted, non-overlapping ``mentions`` is one word tagged ``mention``."""
        if self._whole and _MENTION not in text:
            texts, tags = self._at_once(text, mentions)
        else:
            texts, tags = self._by_gaps(text, mentions)
        starts = list(accumulate(map(len, texts), initial=0))
        starts.pop()
        return Words(starts, texts, tags)

    def _at_once(self, text: str, mentions: Sequence[Mention]) -> tuple[list[str], list[str]]:
        """The words of a text in one call: mentions and stretches of other writing go through it as one mark each."""
        parts: list[str] = []
        place = 0
        for mention in mentions:
            parts.append(text[place : mention.start])
            place = mention.end
        parts.append(text[place:])
        parts = _STRETCH.split(_MENTION.join(parts))
        others = [stretch for stretch in parts[1::2] if stretch != "\n"]
        if others:
            parts[1::2] = [stretch if stretch == "\n" else _OTHER for stretch in parts[1::2]]
        texts, tags = self._tag("".join(parts))
        place = -1
        for mention in mentions:
            place = texts.index(_MENTION, place + 1)
            texts[place], tags[place] = text[mention.start : mention.end], "mention"
        place = -1
        for stretch in others:
            place = texts.index(_OTHER, place + 1)
            if len(stretch) == 1:
                texts[place], tags[place] = stretch, _label(stretch)
                continue
            words: list[str] = []
            labels: list[str] = []
            self._gap(stretch, 0, len(stretch), words, labels)
            texts[place : place + 1], tags[place : place + 1] = words, labels
            place += len(words) - 1
        return texts, tags

    def _by_gaps(self, text: str, mentions: Sequence[Mention]) -> tuple[list[str], list[str]]:
        texts: list[str] = []
        tags: list[str] = []
        place = 0
        for mention in mentions:
            if place < mention.start:
                self._gap(text, place, mention.start, texts, tags)
            texts.append(text[mention.start : mention.end])
            tags.append("mention")
            place = mention.end
        self._gap(text, place, len(text), texts, tags)
        return texts, tags

    def _gap(self, text: str, start: int, end: int, texts: list[str], tags: list[str]) -> None:
        tag = self._tag
        for match in _RUN.finditer(text, start, end):
            group = match.lastindex
            if group == 1:
                words, labels = tag(match[0])
                texts += words
                tags += labels
            else:
                texts.append(match[0])
                tags.append("eng" if group == 2 else "m" if group == 3 else "x")


@cache
def _label(character: str) -> str:
    """The tag of one character that is no Chinese one."""
    if not character.isascii():
        return "x"
    return "eng" if character.isalpha() else "m" if character.isdigit() else "x"


def overlay(words: Words, text: str, mentions: Sequence[Mention]) -> Words:
    """The words with each mention made one word: words inside it are united, words across its edge are cut.

    The remainder of a cut word keeps the word's tag.
    """
    starts, texts, tags = words.starts, words.texts, words.tags
    new_starts: list[int] = []
    new_texts: list[str] = []
    new_tags: list[str] = []
    index, shared = 0, True
    for mention in mentions:
        start, end = mention.start, mention.end
        first = bisect_left(starts, start, index)
        if (
            first < len(starts)
            and starts[first] == start
            and tags[first] == "mention"
            and len(texts[first]) == end - start
        ):
            continue  # one word already
        new_starts += starts[index:first]
        new_texts += texts[index:first]
        new_tags += tags[index:first]
        if index < first and starts[first - 1] + len(texts[first - 1]) > start:
            new_texts[-1] = text[starts[first - 1] : start]
        new_starts.append(start)
        new_texts.append(text[start:end])
        new_tags.append("mention")
        index = bisect_left(starts, end, first)
        if index and (rest := starts[index - 1] + len(texts[index - 1])) > end:
            if shared:
                starts, texts, shared = starts.copy(), texts.copy(), False
            index -= 1
            starts[index], texts[index] = end, text[end:rest]
    new_starts += starts[index:]
    new_texts += texts[index:]
    new_tags += tags[index:]
    return Words(new_starts, new_texts, new_tags)


def read_dictionary(path: Path) -> list[Entry]:
    """Entries (word, frequency or None, tag) of a user dictionary in jieba's format, one a line, ``#`` comments."""
    entries = []
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        fields = line.split()
        if not fields or fields[0].startswith("#"):
            continue
        frequency = next((int(field) for field in fields[1:] if field.isdigit()), None)
        tags = [field for field in fields[1:] if not field.isdigit()]
        if len(tags) > 1 or any(not re.fullmatch(r"[a-zA-Z]+", tag) for tag in tags):
            raise ValueError(f"{path}:{number}: expected `word [frequency] [tag]`, found {line.strip()!r}")
        entries.append((fields[0], frequency, tags[0] if tags else "n"))
    return entries


class _Labels(dict[str, str]):
    """Word to tag, asked of the engine once a word: cutting alone is half again as fast as tagging."""

    def __init__(self, tag: Callable[[str, bool], list[tuple[str, str]]]) -> None:
        super().__init__()
        self._tag = tag

    def __missing__(self, word: str) -> str:
        pairs = self._tag(word, False)
        # One object for all words of a tag: each answer of the engine is a new text, half of what an entry takes.
        label = self[word] = sys.intern(pairs[0][1]) if len(pairs) == 1 else "x"
        return label


def _rust_tagger(given: list[Entry], hmm: bool) -> Tagger:
    engine = rjieba.Jieba()
    entries = own_words(lambda word: engine.cut(word, False)) + given
    for word, frequency, label in entries:
        engine.add_word(word, frequency, label)
    if hmm:  # words that no dictionary has are tagged by their neighbours
        return lambda run: _columns(engine.tag(run, True))
    labels = _Labels(engine.tag)
    labels.update((word, label) for word, _, label in entries)
    cut, label_of = engine.cut, labels.__getitem__

    def tagged(run: str) -> tuple[list[str], list[str]]:
        words = cut(run, False)
        return words, list(map(label_of, words))

    return tagged


def _columns(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    words, labels = zip(*pairs, strict=True)
    return list(words), list(labels)


@lru_cache(maxsize=1)
def _quiet_jieba() -> None:
    logging.getLogger("jieba").setLevel(logging.ERROR)


def _python_tagger(given: list[Entry], hmm: bool) -> Tagger:
    import jieba
    from jieba.posseg import POSTokenizer

    _quiet_jieba()
    engine = jieba.Tokenizer()
    tagger = POSTokenizer(engine)
    entries = own_words(lambda word: engine.lcut(word, HMM=False)) + given
    for word, frequency, label in entries:
        engine.add_word(word, frequency, label)
        tagger.word_tag_tab[word] = label
    return lambda run: _columns((pair.word, pair.flag) for pair in tagger.cut(run, HMM=hmm))
