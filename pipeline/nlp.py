"""The spaCy ``Language`` of the project, built from ``nlp.cfg``: tokens, mentions, resolution, assembly, ledger.

The tokenizer finds the mentions first and segments what lies between them, so that every mention is one token. The
state of a document travels in ``doc.user_data`` under :data:`STATE`; ``doc.spans["mentions"]`` shows the mentions as
spans, ``doc._.extraction`` the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import load_model_from_config, registry
from thinc.api import Config

from corpora.document import Document
from corpora.outline import Outline, outline
from extractors import institution_votes, ledger, mentions, resolution, timeline
from extractors.assembly import Binding, assemble, findings
from extractors.assembly.words import Words
from extractors.extraction import Extraction, facts_of
from extractors.identity import document_id
from extractors.mention import Mention, Rejection
from pipeline.segment import Segmenter, overlay
from pipeline.settings import Settings
from pipeline.votes import Voter, voter

STATE = "gongbao"


@dataclass(slots=True)
class State:
    """What the components know of a document so far; each fills its part."""

    document: Document
    words: Words
    mentions: list[Mention]
    rejections: list[Rejection]
    outline: Outline | None = None
    extraction: Extraction | None = None
    bindings: Sequence[Binding] = field(default_factory=list)


class MentionTokenizer:
    """Text to a Doc whose tokens are jieba's words and whose mentions are one token each."""

    def __init__(self, vocab: object, segmenter: Segmenter, second: Voter | None = None) -> None:
        self._vocab, self._segmenter, self._second = vocab, segmenter, second

    def __call__(self, text: str) -> Doc:
        """The Doc of a bare text, as ``nlp(text)`` asks for it."""
        return self.doc_of(Document(source="", text=text))

    def doc_of(self, document: Document) -> Doc:
        """The Doc of a document, with its mentions found and its state set."""
        state = self.state_of(document)
        words = state.words
        doc = Doc(self._vocab, words=words.texts, spaces=[False] * len(words), tags=words.tags)  # type: ignore[arg-type]
        doc.user_data[STATE] = state
        index = {start: i for i, start in enumerate(words.starts)}
        doc.spans["mentions"] = [
            Span(doc, at, at + 1, label=mention.kind) for mention in state.mentions for at in (index[mention.start],)
        ]
        return doc

    def state_of(self, document: Document) -> State:
        """What the tokens of a document are made of: its words and its mentions."""
        text = document.text
        found, rejected = mentions.values(document)
        words = self._segmenter.words(text, found)
        found = mentions.names(text, words, found)
        if self._second is not None:
            found = institution_votes.add(text, words, found, self._second(text))
        return State(document, overlay(words, text, found), found, rejected)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing is learned: the configuration rebuilds the tokenizer."""
        return b""

    def from_bytes(self, _data: bytes, **__: object) -> MentionTokenizer:
        """The tokenizer itself: the configuration holds everything."""
        return self


@registry.tokenizers("gongbao.mention_tokenizer.v1")  # type: ignore[untyped-decorator]
def _tokenizer(segmenter: str, hmm: bool, user_dictionaries: list[str], spacy_model: str | None) -> object:
    engine = Segmenter(segmenter, hmm=hmm, user_dictionaries=user_dictionaries)
    second = voter(spacy_model) if spacy_model else None
    return lambda nlp: MentionTokenizer(nlp.vocab, engine, second)


def resolve(state: State) -> None:
    """Dates and names get the values that their surroundings give them."""
    document = state.document
    state.outline = outline(document)
    dated = timeline.resolve(state.mentions, text=document.text, published=document.published, title=document.title)
    state.mentions = resolution.resolve(
        dated,
        text=document.text,
        publisher=document.publisher,
        region=document.region,
        region_code=document.region_code,
        url=document.url,
        published=document.published,
    )


def bind(state: State) -> None:
    """Every figure gets its meaning."""
    assert state.outline is not None
    state.bindings = assemble(state.document, state.outline, state.words, state.mentions)


def conclude(state: State) -> None:
    """Facts with their ids, the ledger of the numerals, and what does not add up."""
    document = state.document
    assert state.outline is not None
    facts = facts_of(document, state.outline, state.mentions, state.bindings)
    spans = [(fact.start, fact.end, fact.kind) for fact in facts]
    state.extraction = Extraction(
        document=document,
        document_id=document_id(document),
        facts=facts,
        numerals=tuple(ledger.account(document.text, spans, state.rejections)),
        findings=tuple(findings(document, state.mentions, state.bindings)),
    )


STEPS: dict[str, Callable[[State], None]] = {
    "gongbao_resolution": resolve,
    "gongbao_assembly": bind,
    "gongbao_ledger": conclude,
}
"""Our components, by the name of their factory. They need a document's state, not its Doc."""


@Language.component("gongbao_resolution", assigns=["doc.spans"], requires=["token.tag"])
def _resolve(doc: Doc) -> Doc:
    resolve(doc.user_data[STATE])
    return doc


@Language.component("gongbao_assembly", assigns=["doc._.extraction"], requires=["doc.spans"])
def _assemble(doc: Doc) -> Doc:
    bind(doc.user_data[STATE])
    return doc


@Language.component("gongbao_ledger", assigns=["doc._.extraction"], requires=["doc.spans"])
def _account(doc: Doc) -> Doc:
    conclude(doc.user_data[STATE])
    return doc


if not Doc.has_extension("extraction"):
    Doc.set_extension("extraction", getter=lambda doc: doc.user_data[STATE].extraction)


class Extractor:
    """A loaded pipeline: documents in, extractions out. Built by :func:`load`; picklable by its settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.nlp = language(settings)

    def __reduce__(self) -> tuple[object, ...]:
        return (Extractor, (self.settings,))

    def extract_document(self, document: Document) -> Extraction:
        """The facts of one document."""
        return next(self.pipe_documents([document]))

    def pipe_documents(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """The facts of each document, streaming.

        A Doc is built only where a component of the configuration is not ours: it costs as much as the segmentation.
        """
        tokenizer = self.nlp.tokenizer
        assert isinstance(tokenizer, MentionTokenizer)
        names = [self.nlp.get_pipe_meta(name).factory for name in self.nlp.pipe_names]
        if all(name in STEPS for name in names):
            steps = [STEPS[name] for name in names]
            for document in documents:
                state = tokenizer.state_of(document)
                for step in steps:
                    step(state)
                yield _result(state)
            return
        for document in documents:
            # In a zone, so that the words of the document leave the vocabulary with it.
            with self.nlp.memory_zone():
                extraction = _result(self.nlp(tokenizer.doc_of(document)).user_data[STATE])
            yield extraction


def _result(state: State) -> Extraction:
    assert state.extraction is not None, "the configuration lacks gongbao_ledger"
    return state.extraction


def language(settings: Settings) -> Language:
    """The Language of ``nlp.cfg`` with the segmenter and the second opinion of the settings.

    Raises :class:`pipeline.settings.SettingsError` where the user's spaCy model does not load.
    """
    config = Config().from_str(files("pipeline").joinpath("nlp.cfg").read_text("utf-8"))
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
