"""Documents and facts made for the tests of outputs/."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256

from corpora.document import Document, Dropped
from extractors.fact import Fact

SENTENCE = "2023年,市司法局抽查司法鉴定机构63家,减免鉴定费110余万元。"


def document(name: str = "a", text: str = SENTENCE, **fields: object) -> Document:
    given = {
        "source": f"bulletins/{name}.txt",
        "text": text,
        "sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "title": "抽查通报",
        "publisher": "重庆市司法局",
        "published": date(2024, 2, 24),
        "region": "重庆市",
        "region_code": "500000",
        "dropped": (Dropped("related_links", "- 别的新闻"),),
    }
    return Document(**{**given, **fields})  # type: ignore[arg-type]


def fact(doc: Document, words: str, kind: str = "count", **fields: object) -> Fact:
    start = doc.text.index(words)
    identity = sha256(f"{doc.source}|{kind}|{words}".encode()).hexdigest()[:16]
    given = {
        "fact_id": identity,
        "kind": kind,
        "text": words,
        "start": start,
        "end": start + len(words),
        "sentence": doc.text,
        "confidence": 0.9,
        "rule": f"test.{kind}",
    }
    return Fact(**{**given, **fields})  # type: ignore[arg-type]


def facts(doc: Document, value: int = 63) -> list[Fact]:
    where = {"region": "重庆市", "region_code": "500000", "institution": "重庆市司法局", "period": "2023"}
    number = Decimal(value)
    money = Decimal("1100000")
    return [
        fact(doc, "2023年", "date", date="2023"),
        fact(doc, "市司法局", "institution", canonical="重庆市司法局", institution_type="government"),
        fact(
            doc,
            f"{value}家",
            value=number,
            low=number,
            high=number,
            bound="exact",
            unit="家",
            unit_code="{家}",
            role="level",
            modality="actual",
            indicator="司法鉴定机构",
            action="抽查",
            fact_id=f"count-{doc.source}",
            **where,
        ),
        fact(
            doc,
            "110余万元",
            "money",
            value=money,
            low=money,
            bound="more_than",
            unit="元",
            unit_code="CNY",
            role="level",
            modality="actual",
            indicator="鉴定费",
            action="减免",
            **where,
        ),
    ]


def numerals(doc: Document, value: int = 63) -> list[dict[str, object]]:
    return [{"text": "2023", "start": 0, "end": 4, "status": "fact", "fact_id": facts(doc, value)[0].fact_id}]


def result(name: str = "a") -> tuple[Document, list[Fact], list[dict[str, object]]]:
    doc = document(name)
    return doc, facts(doc), numerals(doc)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of the members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()
