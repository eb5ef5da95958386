"""The spaCy ``Language`` of the project, built from ``nlp.cfg``: tokens, mentions, resolution, assembly, ledger.

The tokenizer finds the mentions first and segments what lies between them, so that every mention is one token. The
state of a document travels in ``doc.user_data`` under :data:`STATE`; ``doc.spans["mentions"]`` shows the mentions as
spans, ``doc._.extraction`` the result.
"""

from __future__ import annotations

from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import load_model_from_config, registry
from thinc.api import Config

from corpora.document import Document
from pipeline import passes
from pipeline.nlp import CONFIG, STEPS, TOKENIZER
from pipeline.passes import State
from pipeline.segment import Segmenter
from pipeline.settings import Settings
from pipeline.votes import Voter, voter

STATE = "gongbao"


class MentionTokenizer:
    """Text to a Doc whose tokens are jieba's words and whose mentions are one token each."""

    def __init__(self, vocab: object, segmenter: Segmenter, second: Voter | None = None) -> None:
        self._vocab = vocab
        self.passes = (*passes.VALUES, *passes.words(segmenter), *passes.names(second))

    def __call__(self, text: str) -> Doc:
        """The Doc of a bare text, as ``nlp(text)`` asks for it."""
        return self.doc_of(Document(source="", text=text))

    def doc_of(self, document: Document) -> Doc:
        """The Doc of a document, with its mentions found and its state set."""
        (state,) = passes.through(self.passes, [State(document)])
        words = state.words
        doc = Doc(self._vocab, words=words.texts, spaces=[False] * len(words), tags=words.tags)  # type: ignore[arg-type]
        doc.user_data[STATE] = state
        index = {start: i for i, start in enumerate(words.starts)}
        doc.spans["mentions"] = [
            Span(doc, at, at + 1, label=mention.kind) for mention in state.mentions for at in (index[mention.start],)
        ]
        return doc

    def to_bytes(self, **_: object) -> bytes:
        """Nothing is learned: the configuration rebuilds the tokenizer."""
        return b""

    def from_bytes(self, _data: bytes, **__: object) -> MentionTokenizer:
        """The tokenizer itself: the configuration holds everything."""
        return self


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]
def _tokenizer(segmenter: str, hmm: bool, user_dictionaries: list[str], spacy_model: str | None) -> object:
    engine = Segmenter(segmenter, hmm=hmm, user_dictionaries=user_dictionaries)
    second = voter(spacy_model) if spacy_model else None
    return lambda nlp: MentionTokenizer(nlp.vocab, engine, second)


def _step(doc: Doc, name: str) -> Doc:
    passes.through(STEPS[name], [doc.user_data[STATE]])
    return doc


@Language.component("gongbao_resolution", assigns=["doc.spans"], requires=["token.tag"])
def _resolve(doc: Doc) -> Doc:
    return _step(doc, "gongbao_resolution")


@Language.component("gongbao_assembly", assigns=["doc._.extraction"], requires=["doc.spans"])
def _assemble(doc: Doc) -> Doc:
    return _step(doc, "gongbao_assembly")


@Language.component("gongbao_ledger", assigns=["doc._.extraction"], requires=["doc.spans"])
def _account(doc: Doc) -> Doc:
    return _step(doc, "gongbao_ledger")


if not Doc.has_extension("extraction"):
    Doc.set_extension("extraction", getter=lambda doc: doc.user_data[STATE].extraction)


def language(settings: Settings) -> Language:
    """The Language of ``nlp.cfg`` with the segmenter and the second opinion of the settings.

    Raises :class:`pipeline.settings.SettingsError` where the user's spaCy model does not load.
    """
    config = Config().from_str(files("pipeline").joinpath(CONFIG).read_text("utf-8"))
    config["nlp"]["tokenizer"].update(
        segmenter=settings.segmenter,
        hmm=settings.hmm,
        user_dictionaries=list(settings.user_dictionaries),
        spacy_model=settings.spacy_model,
    )
    nlp = load_model_from_config(config, auto_fill=True, validate=True)
    # Nothing here reads shape, prefix or like_num; computing twenty of them for every new word costs more than jieba.
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
    return nlp
