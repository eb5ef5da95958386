"""Documents in, extractions out: the passes that ``nlp.cfg`` names, with or without spaCy around them.

The passes need no spaCy, whose import takes as long as all else that a first document waits for. Its ``Language``
(:mod:`pipeline.language`) is built where the configuration names a component that is not ours, or where
:attr:`Extractor.nlp` is asked for; what is added to it then runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from corpora.document import Document
from extractors.extraction import Extraction
from pipeline import passes
from pipeline.passes import Pass, State
from pipeline.segment import Segmenter
from pipeline.settings import Settings
from pipeline.votes import voter

if TYPE_CHECKING:
    from spacy.language import Language

CONFIG = "nlp.cfg"
TOKENIZER = "gongbao.mention_tokenizer.v1"
STEPS: dict[str, tuple[Pass, ...]] = {
    "gongbao_resolution": passes.RESOLUTION,
    "gongbao_assembly": passes.ASSEMBLY,
    "gongbao_ledger": passes.LEDGER,
}
"""Our components, by the name of their factory. They need a document's state, not its Doc."""


class Extractor:
    """A loaded pipeline: documents in, extractions out. Built by :func:`load`; picklable by its settings.

    ``tokens`` are the passes before the components of the configuration: they find the mentions and the words.

    Raises ValueError for a malformed user dictionary, :class:`pipeline.settings.SettingsError` where the user's spaCy
    model does not load.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._language: Language | None = None
        self.tokens: tuple[Pass, ...] = ()
        factories = _factories()
        if factories is None or not all(name in STEPS for name in factories):
            self._build()
            return
        self._steps = tuple(one for name in factories for one in STEPS[name])
        segmenter = Segmenter(settings.segmenter, hmm=settings.hmm, user_dictionaries=list(settings.user_dictionaries))
        second = voter(settings.spacy_model) if settings.spacy_model else None
        names = (*passes.names(second), *passes.names_given(settings.aliases))
        self.tokens = (*passes.VALUES, *passes.words(segmenter), *names)

    def __reduce__(self) -> tuple[object, ...]:
        return (Extractor, (self.settings,))

    @property
    def nlp(self) -> Language:
        """The spaCy Language, built when it is first asked for."""
        return self._build() if self._language is None else self._language

    def _build(self) -> Language:
        from pipeline.language import MentionTokenizer, language

        self._language = language(self.settings)
        tokenizer = self._language.tokenizer
        assert isinstance(tokenizer, MentionTokenizer)
        tokenizer.passes = (*tokenizer.passes, *passes.names_given(self.settings.aliases))
        self.tokens = tokenizer.passes
        return self._language

    def extract_document(self, document: Document) -> Extraction:
        """The facts of one document."""
        return next(self.pipe_documents([document]))

    def pipe_documents(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """The facts of each document, streaming.

        A Doc is built only where a component of the configuration is not ours: it costs as much as the segmentation.
        """
        if self._language is None:
            return passes.run((*self.tokens, *self._steps), documents, _result)
        return self._by_language(self._language, documents)

    def _by_language(self, nlp: Language, documents: Iterable[Document]) -> Iterator[Extraction]:
        from pipeline.language import STATE, MentionTokenizer

        tokenizer = nlp.tokenizer
        assert isinstance(tokenizer, MentionTokenizer)
        names = [nlp.get_pipe_meta(name).factory for name in nlp.pipe_names]
        if all(name in STEPS for name in names):
            steps = [*tokenizer.passes, *(one for name in names for one in STEPS[name])]
            yield from passes.run(steps, documents, _result)
            return
        for document in documents:
            # In a zone, so that the words of the document leave the vocabulary with it.
            with nlp.memory_zone():
                extraction = _result(nlp(tokenizer.doc_of(document)).user_data[STATE])
            yield extraction


@cache
def _factories() -> tuple[str, ...] | None:
    """The factories of the configured components in their order; None where the tokenizer is not ours."""
    config = ConfigParser(interpolation=None)
    config.read_string(files("pipeline").joinpath(CONFIG).read_text("utf-8"))
    if json.loads(config["nlp.tokenizer"]["@tokenizers"]) != TOKENIZER:
        return None
    names = json.loads(config["nlp"]["pipeline"])
    return tuple(json.loads(config[f"components.{name}"]["factory"]) for name in names)


def _result(state: State) -> Extraction:
    assert state.extraction is not None, "the configuration lacks gongbao_ledger"
    return state.extraction
