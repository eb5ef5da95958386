"""Facts out of the mentions of a document and the bindings of its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import asdict, replace

from corpora.document import Document, Layout, Span
from corpora.outline import Outline
from extractors.assembly import Binding
from extractors.fact import Fact
from extractors.identity import fact_ids
from extractors.mention import Mention, Name, Quantity, Reference, TimeValue


def facts_of(
    document: Document, key: str, outline: Outline, mentions: Sequence[Mention], bound: Sequence[Binding]
) -> tuple[Fact, ...]:
    """Facts out of mentions in text order and the bindings of the numeric ones; ``key`` is the id of the document."""
    bindings: list[Binding | None] = [None] * len(mentions)
    for one in bound:
        bindings[one.mention] = one
    text = document.text
    sentence, words = Span(0, 0), ""
    around: list[str] = []
    stretches = []
    for mention, binding in zip(mentions, bindings, strict=True):
        start, end = mention.start, mention.end
        if not sentence.start <= start < sentence.end:
            sentence = outline.sentence_at(start)
            words = text[sentence.start : sentence.end]
        around.append(words if end <= sentence.end else text[sentence.start : end])
        path = "" if binding is None or not binding.cell else _header_path(binding.cell)
        stretches.append((mention.kind, start, end, sentence.start, sentence.end, path))
    ids = fact_ids(key, text, stretches)
    facts = tuple(
        [
            _fact(text, mention, sentence, binding, identity, ids)
            for mention, sentence, binding, identity in zip(mentions, around, bindings, ids, strict=True)
        ]
    )
    return facts if document.layout is None else tuple(_placed(fact, document.layout) for fact in facts)


def _placed(fact: Fact, layout: Layout) -> Fact:
    """The fact with the places of its characters on the pages of its document."""
    return replace(fact, boxes=tuple(map(asdict, layout.locate(fact.start, fact.end))) or None)


def _fact(text: str, mention: Mention, around: str, binding: Binding | None, fact_id: str, ids: Sequence[str]) -> Fact:
    """The fact of a mention in the sentence ``around`` it."""
    kind, start, end, rule = mention.kind, mention.start, mention.end, mention.rule
    words = text[start:end]
    payload = mention.payload
    confidence = round(mention.confidence, 3)
    if isinstance(payload, Quantity):
        bound = binding or Binding(mention=-1)
        # By place as far as that reaches, which takes half the time of names.
        return Fact(
            fact_id,
            kind,
            words,
            start,
            end,
            around,
            payload.value,
            payload.low,
            payload.high,
            payload.bound,
            payload.unit,
            payload.unit_code,
            bound.role,
            bound.direction,
            bound.comparison,
            bound.base_period,
            bound.modality,
            bound.force,
            bound.indicator,
            bound.action,
            bound.institution,
            bound.region,
            bound.region_code,
            bound.period,
            part_of=None if bound.part_of is None else ids[bound.part_of],
            cell=bound.cell,
            anchors=bound.anchors or None,
            confidence=confidence,
            rule=rule,
        )
    if isinstance(payload, TimeValue):
        return Fact(
            fact_id,
            kind,
            words,
            start,
            end,
            around,
            date=payload.edtf,
            anchors={"date": ", ".join(payload.anchors)} if payload.anchors else None,
            rule=rule,
            confidence=confidence,
        )
    if isinstance(payload, Name):
        return Fact(
            fact_id,
            kind,
            words,
            start,
            end,
            around,
            canonical=payload.canonical,
            institution_type=payload.institution_type,
            region_code=payload.region_code,
            anchors=_anchors(payload),
            rule=rule,
            confidence=confidence,
        )
    assert isinstance(payload, Reference)
    return Fact(
        fact_id,
        kind,
        words,
        start,
        end,
        around,
        title=payload.title,
        number=payload.number,
        rule=rule,
        confidence=confidence,
    )


def _anchors(name: Name) -> dict[str, str] | None:
    anchors = {"canonical": ", ".join(name.anchors)} if name.anchors else {}
    if name.part:
        anchors["part"] = name.part
    return anchors or None


def _header_path(cell: Mapping[str, object]) -> str:
    return "/".join(map(str, (cell.get("row_path") or (), cell.get("column_path") or ())))
