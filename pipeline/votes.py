"""A user's own spaCy model as a further vote on names of organisations: the setting ``spacy_model``.

The model reads line by line and in its own words; only the places of its entities are used.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.settings import SettingsError

if TYPE_CHECKING:
    from spacy.language import Language

LABELS = frozenset({"ORG", "ORGANIZATION", "organization", "government", "company"})
"""Labels of organisations: OntoNotes (spaCy's zh_core_web models), MSRA, CLUENER."""

Voter = Callable[[str], list[tuple[int, int]]]


def voter(model: str) -> Voter:
    """A function from a text to the spans (code points) that ``model``, an installed package or a folder, holds for
    organisations.

    Raises :class:`pipeline.settings.SettingsError` where the model cannot be loaded or marks no organisations.
    """
    nlp = _loaded(model)
    line = re.compile(rf"[^\n]{{1,{nlp.max_length}}}")

    def votes(text: str) -> list[tuple[int, int]]:
        lines = ((match[0], match.start()) for match in line.finditer(text))
        # In a zone, so that the words of the document leave the vocabulary with it.
        with nlp.memory_zone():
            return [
                (at + entity.start_char, at + entity.end_char)
                for doc, at in nlp.pipe(lines, as_tuples=True)
                for entity in doc.ents
                if entity.label_ in LABELS
            ]

    return votes


def _loaded(model: str) -> Language:
    import spacy

    logging.getLogger("jieba").setLevel(logging.ERROR)  # spaCy's Chinese tokenizer tells how long its dictionary took
    try:
        nlp = spacy.load(model)
    except Exception as error:  # a package of any kind is run here
        raise SettingsError(f"spacy_model: {model} does not load: {error}") from error
    labels = {label for of_pipe in nlp.pipe_labels.values() for label in of_pipe}
    if not labels & LABELS:
        known = ", ".join(sorted(labels)) or "none"
        raise SettingsError(f"spacy_model: {model} marks no organisations; its labels: {known}")
    return nlp
