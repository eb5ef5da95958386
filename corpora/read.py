"""The one way in: paths to Documents, in the order given, one at a time, whatever holds them.

``read`` does it in one go. Parallel workers take the two steps: ``sources`` is cheap and finds the documents, ``load``
reads one; a :class:`Source` is picklable, and its ``fingerprint()`` tells whether it needs to be read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from corpora import records, walk
from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.source import DEFAULTS, Limits, Source
from corpora.sources import sources
from corpora.text import document_of, read_text

Result = Document | UnreadableDocument
_NOTHING: Mapping[str, str] = MappingProxyType({})
_FROM_SIDECAR = ("title", "publisher", "published", "source", "url", "doc_number", "region")


def read(
    paths: Iterable[str | Path],
    *,
    limits: Limits = DEFAULTS,
    options: Mapping[str, str] = _NOTHING,
    fields: Mapping[str, str] = _NOTHING,
) -> Iterator[Result]:
    """Every document below the paths (``-`` is the standard input), in order, in constant memory.

    ``options`` (title, publisher, published …) go before sidecars, which go before what the document says. ``fields``
    maps our field names to those of a dump (``{"content": "正文内容"}``). What cannot be read comes as the error, in
    its place; nothing is raised for a document.
    """
    for source in sources(paths, limits=limits):
        if isinstance(source, UnreadableDocument):
            yield source
        else:
            yield from load(source, limits=limits, options=options, fields=fields)


def load(
    source: Source,
    *,
    limits: Limits = DEFAULTS,
    options: Mapping[str, str] = _NOTHING,
    fields: Mapping[str, str] = _NOTHING,
) -> list[Result]:
    """The Document of a source, or the error that it ends in."""
    try:
        return [_document(source, limits, options, fields)]
    except UnreadableDocument as error:
        return [error]
    except Exception as error:
        message = f"an error of ours while reading ({type(error).__name__}: {error}); please report it with the file"
        return [UnreadableDocument(source.name, "extraction_failed", message)]


def _document(source: Source, limits: Limits, options: Mapping[str, str], fields: Mapping[str, str]) -> Document:
    raw = source.raw(limits)
    if source.format == "record":
        return _of_record(source, raw, options, fields)
    given, warnings = _sidecar(source)
    merged = {**given, **{key: value for key, value in options.items() if value}, "origin": "sidecar"}
    document = _parsed(source, raw, merged, limits)
    return _noted(document, raw, options, warnings)


def _parsed(source: Source, raw: bytes, given: Mapping[str, str], limits: Limits) -> Document:
    """The reader of its format."""
    if source.format == "pdf":
        from corpora.pdf import read_pdf

        return read_pdf(raw, source=source.name, metadata=given, max_pages=limits.pdf_pages)
    if source.format == "docx":
        from corpora.docx import read_docx

        return read_docx(raw, source=source.name, metadata=given, max_bytes=limits.max_bytes * 4)
    if source.format == "html":
        from corpora.html import read_html

        return read_html(raw, source=source.name, metadata=given, declared=source.charset or None)
    return read_text(raw, source=source.name, metadata=given, declared=source.charset or None)


def _of_record(source: Source, raw: bytes, options: Mapping[str, str], fields: Mapping[str, str]) -> Document:
    values = records.parse(source, fields)
    content = values.pop("content")
    given = {**values, **{key: value for key, value in options.items() if value}, "origin": "record"}
    if not content.strip():
        raise UnreadableDocument(values.get("url") or source.name, "empty", "the record has no text", place=source.name)
    if records.is_markup(content):
        from corpora.html import read_html

        declared = "utf-8"
        document = read_html(content.encode("utf-8", "replace"), source=source.name, metadata=given, declared=declared)
    else:
        document = document_of(content, source=source.name, metadata=given)
    return replace(_noted(document, raw, options, ()), format=source.dump)


def _noted(document: Document, raw: bytes, options: Mapping[str, str], warnings: tuple[str, ...]) -> Document:
    """The document with its hash, the warnings of its container, and the fields that options gave marked so."""
    by_option = {key: "option" for key, value in options.items() if value and key in document.origins}
    return replace(
        document,
        sha256=hashlib.sha256(raw).hexdigest(),
        origins=dict(document.origins) | by_option,
        warnings=(*warnings, *document.warnings),
    )


def _sidecar(source: Source) -> tuple[dict[str, str], tuple[str, ...]]:
    """The metadata beside a document; a broken sidecar gives a warning that names it."""
    name = source.sidecar or f"{source.name} ({walk.SIDECAR})"
    try:
        raw = source.metadata_bytes()
        if raw is None:
            return {}, ()
        found = json.loads(raw.decode("utf-8-sig"))
        if not isinstance(found, dict):
            return {}, (f"sidecar {name}: an object of fields was expected; correct it",)
    except UnreadableDocument as error:
        return {}, (f"sidecar {name}: {error.reason}: {error.message}",)
    except (ValueError, RecursionError) as error:
        return {}, (f"sidecar {name}: no JSON ({error}); correct it",)
    fields = {key: str(found[key]) for key in _FROM_SIDECAR if isinstance(found.get(key), str | int) and found[key]}
    wrong = sorted(key for key in _FROM_SIDECAR if found.get(key) is not None and not isinstance(found[key], str | int))
    return fields, tuple(f"sidecar {name}: {key} is no text" for key in wrong)
