"""The words of the pages in Chinese and English, out of ``labels.tsv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from extractors.lexicon_io import parse

LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""Languages of the pages, with their BCP 47 tags."""


@cache
def _labels() -> Mapping[str, tuple[str, str]]:
    content = files(__package__).joinpath("labels.tsv").read_text(encoding="utf-8")
    return {row["key"]: (row["zh"], row["en"]) for row in parse(content, "labels")}


class Words:
    """The words of one language: ``t("nav.search")``, ``t.of("kind", "count")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.tag = LANGUAGES[language]
        self.other = "en" if language == "zh" else "zh"
        self._place = list(LANGUAGES).index(language)

    def __call__(self, key: str) -> str:
        """The word of a key."""
        found = _labels().get(key)
        return found[self._place] if found else key.rpartition(".")[2].replace("_", " ")

    def of(self, family: str, name: object) -> str:
        """The word for a value of a closed vocabulary (kind, field, class …); the value itself where it has none."""
        found = _labels().get(f"{family}.{name}")
        return found[self._place] if found else str(name)

    def cause(self, cause: str) -> str:
        """A cause such as ``lexicon+rule:quantity`` in words."""
        parts = (one.partition(":") for one in cause.split("+"))
        return " + ".join(self.of("cause", name) + (f" {rest}" if rest else "") for name, _, rest in parts)

    def pattern(self, pattern: str) -> str:
        """A pattern such as ``quantity: value, unit`` with the names of its fields in words."""
        rule, colon, fields = pattern.partition(": ")
        named = (
            self.of("class", name) if name in ("added", "lost") else self.of("field", name)
            for name in fields.split(", ")
        )
        return f"{self.rule(rule)}: {', '.join(named)}" if colon else self.rule(rule)

    def problem(self, message: str) -> str:
        """What is wrong, which the program says in English, in the words of the language; as it is where it has none."""
        for pattern, pair in _problems():
            if found := pattern.fullmatch(message):
                return pair[self._place].format(*(self.of("field", one) for one in found.groups()))
        return message

    def rule(self, rule: str) -> str:
        """The name of a rule, with what it reads where that is said."""
        said = self.of("rule", rule)
        return rule if said == rule else f"{said} ({rule})"

    def script(self) -> dict[str, str]:
        """The words that scripts show."""
        return {key: self(key) for key in _labels() if key.startswith(("review.", "group.", "add."))}


@cache
def _problems() -> list[tuple[re.Pattern[str], tuple[str, str]]]:
    """Problems as patterns of their English words, with ``{}`` for what differs, and their words."""
    found = ((key.removeprefix("problem."), pair) for key, pair in _labels().items() if key.startswith("problem."))
    return [(re.compile(re.escape(said).replace(r"\{\}", "(.*)"), re.DOTALL), pair) for said, pair in found]


def families(*names: str) -> dict[str, tuple[str, str]]:
    """The Chinese and the English word for every value of closed vocabularies, by ``family.value``."""
    return {key: pair for key, pair in _labels().items() if key.partition(".")[0] in names}


@cache
def words(language: str) -> Words:
    """The words of ``zh`` or ``en``."""
    return Words(language)


def chosen(asked: str | None, accepted: str) -> str:
    """The language to answer in: the one asked for, else the first of ``Accept-Language`` that there is, else Chinese."""
    if asked in LANGUAGES:
        return asked
    for part in accepted.lower().split(","):
        name = part.strip()[:2]
        if name in LANGUAGES:
            return name
    return "zh"
