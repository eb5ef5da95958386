"""The spaCy ``Language`` of the project, built from ``nlp.cfg``: tokens, mentions, resolution, assembly, ledger.

The tokenizer finds the mentions first and segments what lies between them, so that every mention is one token. The
state of a document travels in ``doc.user_data`` under :data:`STATE`; ``doc.spans["mentions"]`` shows the mentions as
spans, ``doc._.extraction`` the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import load_model_from_config, registry
from thinc.api import Config

from corpora.document import Document
from corpora.outline import Outline, outline
from extractors import ledger, mentions, resolution, timeline
from extractors.assembly import Binding, assemble, findings
from extractors.assembly.words import Words
from extractors.extraction import Extraction, facts_of
from extractors.identity import document_id
from extractors.mention import Mention, Rejection
from pipeline.segment import Segmenter, overlay
from pipeline.settings import Settings

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

    def __init__(self, vocab: object, segmenter: Segmenter) -> None:
        self._vocab, self._segmenter = vocab, segmenter

    def __call__(self, text: str) -> Doc:
        """The Doc of a bare text, as ``nlp(text)`` asks for it."""
        return self.doc_of(Document(source="", text=text))

    def doc_of(self, document: Document) -> Doc:
        """The Doc of a document, with its mentions found and its state set."""
        text = document.text
        found, rejected = mentions.values(document)
        words = self._segmenter.words(text, found)
        found = mentions.names(text, words, found)
        words = overlay(words, text, found)
        doc = Doc(self._vocab, words=words.texts, spaces=[False] * len(words), tags=words.tags)  # type: ignore[arg-type]
        doc.user_data[STATE] = State(document, words, found, rejected)
        index = {start: i for i, start in enumerate(words.starts)}
        doc.spans["mentions"] = [
            Span(doc, at, at + 1, label=mention.kind) for mention in found for at in (index[mention.start],)
        ]
        return doc

    def to_bytes(self, **_: object) -> bytes:
        """Nothing is learned: the configuration rebuilds the tokenizer."""
        return b""

    def from_bytes(self, _data: bytes, **__: object) -> MentionTokenizer:
        """The tokenizer itself: the configuration holds everything."""
        return self


@registry.tokenizers("gongbao.mention_tokenizer.v1")  # type: ignore[untyped-decorator]
def _tokenizer(segmenter: str, hmm: bool, user_dictionaries: list[str]) -> object:
    engine = Segmenter(segmenter, hmm=hmm, user_dictionaries=user_dictionaries)
    return lambda nlp: MentionTokenizer(nlp.vocab, engine)


@Language.component("gongbao_resolution", assigns=["doc.spans"], requires=["token.tag"])
def _resolve(doc: Doc) -> Doc:
    state: State = doc.user_data[STATE]
    document = state.document
    state.outline = outline(document)
    dated = timeline.resolve(state.mentions, text=document.text, published=document.published, outline=state.outline)
    state.mentions = resolution.resolve(
        dated,
        text=document.text,
        publisher=document.publisher,
        region=document.region,
        region_code=document.region_code,
        url=document.url,
        published=document.published,
    )
    return doc


@Language.component("gongbao_assembly", assigns=["doc._.extraction"], requires=["doc.spans"])
def _assemble(doc: Doc) -> Doc:
    state: State = doc.user_data[STATE]
    assert state.outline is not None
    state.bindings = assemble(state.document, state.outline, state.words, state.mentions)
    return doc


@Language.component("gongbao_ledger", assigns=["doc._.extraction"], requires=["doc.spans"])
def _account(doc: Doc) -> Doc:
    state: State = doc.user_data[STATE]
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
        """The facts of each document, streaming."""
        tokenizer = self.nlp.tokenizer
        assert isinstance(tokenizer, MentionTokenizer)
        for doc in self.nlp.pipe(tokenizer.doc_of(document) for document in documents):
            extraction = doc.user_data[STATE].extraction
            assert extraction is not None
            yield extraction


def language(settings: Settings) -> Language:
    """The Language of ``nlp.cfg`` with the segmenter of the settings."""
    config = Config().from_str(files("pipeline").joinpath("nlp.cfg").read_text("utf-8"))
    config["nlp"]["tokenizer"].update(
        segmenter=settings.segmenter, hmm=settings.hmm, user_dictionaries=list(settings.user_dictionaries)
    )
    nlp = load_model_from_config(config, auto_fill=True, validate=True)
    # Nothing here reads shape, prefix or like_num; computing twenty of them for every new word costs more than jieba.
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
    return nlp
