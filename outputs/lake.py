"""Extractions as partitioned Parquet, on a disk or an object store (any URL that fsspec knows).

    LAKE/config=HASH/documents/part-NAME.parquet        one row a document, or an input that could not be read
    LAKE/config=HASH/facts/part-NAME.parquet            one row a fact
    LAKE/config=HASH/numerals/part-NAME.parquet         one row a numeral

A part is named by the content of its inputs, so that writing it twice gives the same bytes under the same name;
``documents`` is written last and says that a part is whole. ``input`` numbers the inputs of a part, ``document`` the
documents of an input. Decimals are exact strings; nested fields are JSON.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from msgspec.structs import astuple, replace

from corpora.document import Document, Dropped, Encoding
from corpora.errors import UnreadableDocument
from extractors.extraction import Extraction, NumeralEntry
from extractors.fact import FIELDS, Fact
from extractors.identity import document_id
from outputs import structure
from outputs.errors import StoreError

Outcome = Extraction | UnreadableDocument
Row = tuple[Any, ...]

_DECIMALS = frozenset({"value", "low", "high"})
_NESTED = frozenset({"cell", "anchors", "boxes"})
_TYPES = {"start": pa.int32(), "end": pa.int32(), "fact": pa.int32(), "confidence": pa.float64()}
_PLACE = [("input", pa.int32()), ("document", pa.int32())]
_NAMES = ("source", "sha256", "title", "publisher", "published", "doc_number", "region", "region_code", "url", "format")
_CHARSETS = ("encoding_declared", "encoding_detected", "encoding_used")
_LISTS = ("origins", "dropped", "warnings", "structure")
_ERROR = ("error", "error_message", "error_place")

DOCUMENTS = pa.schema(
    [*_PLACE, *((name, pa.string()) for name in (*_NAMES, "document_id", "text", *_CHARSETS, *_LISTS, *_ERROR))]
)
FACTS = pa.schema([*_PLACE, *((name, _TYPES.get(name, pa.string())) for name in FIELDS)])
NUMERALS = pa.schema([*_PLACE, *((name, _TYPES.get(name, pa.string())) for name in NumeralEntry.__struct_fields__)])
_SCHEMAS = {"facts": FACTS, "numerals": NUMERALS, "documents": DOCUMENTS}


def write(lake: str, config: str, name: str, inputs: Sequence[Sequence[Outcome]]) -> None:
    """Write one part: the outcomes of each of its inputs, in order. Raises StoreError where the lake cannot be used."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for number, outcomes in enumerate(inputs):
        for index, outcome in enumerate(outcomes):
            place = (number, index)
            rows["documents"].append((*place, *_document_row(outcome)))
            if isinstance(outcome, Extraction):
                rows["facts"] += [(*place, *map(_plain, FIELDS, astuple(fact))) for fact in outcome.facts]
                rows["numerals"] += [(*place, *astuple(entry)) for entry in outcome.numerals]
    with _at(lake) as (filesystem, root):
        for table, schema in _SCHEMAS.items():
            folder = f"{root}/config={config}/{table}"
            filesystem.makedirs(folder, exist_ok=True)
            columns = zip(*rows[table], strict=True) if rows[table] else ([] for _ in schema)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            unfinished = f"{folder}/.{name}"
            with filesystem.open(unfinished, "wb") as stream:
                pq.write_table(pa.Table.from_arrays(arrays, schema=schema), stream, compression="zstd")
            filesystem.mv(unfinished, _path(root, config, table, name))


def has(lake: str, config: str, name: str) -> bool:
    """Whether the part is there, whole."""
    with _at(lake) as (filesystem, root):
        return bool(filesystem.exists(_path(root, config, "documents", name)))


def read(lake: str, config: str, name: str, inputs: int) -> list[list[Outcome]]:
    """The outcomes of each input of a part, as they were written (of its blocks the headings, no boxes).

    Raises StoreError where the part is not there or was written by another version.
    """
    tables = {}
    with _at(lake) as (filesystem, root):
        for table, schema in _SCHEMAS.items():
            with filesystem.open(_path(root, config, table, name), "rb") as stream:
                found = pq.read_table(stream)
            if not found.schema.equals(schema):
                raise StoreError(f"{lake}: {table} of part {name} has other columns; delete the folder config={config}")
            tables[table] = list(zip(*(column.to_pylist() for column in found.columns), strict=True))
    facts, numerals = _by_place(tables["facts"]), _by_place(tables["numerals"])
    outcomes: list[list[Outcome]] = [[] for _ in range(inputs)]
    for number, index, *values in tables["documents"]:
        given = dict(zip(DOCUMENTS.names[2:], values, strict=True))
        place = (number, index)
        outcomes[number].append(_error(given) or _extraction(given, facts[place], numerals[place]))
    return outcomes


@contextmanager
def _at(lake: str) -> Iterator[tuple[Any, str]]:
    """The file system of a URL and the path in it; its errors, and those of a missing driver, as ours."""
    try:
        import fsspec
    except ModuleNotFoundError as error:
        raise StoreError("fsspec is not installed: pip install 'gongbao[dask]'") from error
    try:
        filesystem, root = fsspec.core.url_to_fs(lake)
        yield filesystem, str(root).rstrip("/")
    except (OSError, ValueError, ImportError) as error:
        raise StoreError(f"lake {lake}: {error or type(error).__name__}") from error


def _path(root: str, config: str, table: str, name: str) -> str:
    return f"{root}/config={config}/{table}/part-{name}.parquet"


def _plain(name: str, value: object) -> object:
    if value is None or name not in _DECIMALS | _NESTED:
        return value
    return str(value) if name in _DECIMALS else _json(value)


def _json(value: Any) -> str | None:
    if not value:
        return None
    plain = dict(value) if isinstance(value, Mapping) else list(value)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _document_row(outcome: Outcome) -> Row:
    if isinstance(outcome, UnreadableDocument):
        nothing = (None,) * (len(DOCUMENTS) - 2 - 1 - len(_ERROR))
        return (outcome.source, *nothing, outcome.reason, outcome.message, outcome.place)
    document = outcome.document
    published = document.published.isoformat() if document.published else None
    values = {name: getattr(document, name) for name in _NAMES} | {"published": published}
    encoding = document.encoding
    charsets = (encoding.declared, encoding.detected, encoding.used)
    dropped = [[part.reason, part.text] for part in document.dropped]
    lists = (_json(document.origins), _json(dropped), _json(document.warnings), structure.as_text(document))
    return (*values.values(), outcome.document_id, document.text, *charsets, *lists, None, None, None)


def _by_place(rows: Sequence[Row]) -> defaultdict[tuple[int, int], list[Row]]:
    found: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
    for number, index, *values in rows:
        found[number, index].append(tuple(values))
    return found


def _error(given: Mapping[str, str | None]) -> UnreadableDocument | None:
    if given["error"] is None:
        return None
    place = given["error_place"] or ""
    return UnreadableDocument(given["source"] or "", given["error"], given["error_message"] or "", place=place)


def _extraction(given: Mapping[str, Any], facts: Sequence[Row], numerals: Sequence[Row]) -> Extraction:
    names = {name: given[name] for name in _NAMES}
    published = date.fromisoformat(names["published"]) if names["published"] else None
    document = Document(
        **{**names, "published": published},
        text=given["text"],
        encoding=Encoding(*(given[name] for name in _CHARSETS)),
        origins=json.loads(given["origins"] or "{}"),
        dropped=tuple(Dropped(*part) for part in json.loads(given["dropped"] or "[]")),
        warnings=tuple(json.loads(given["warnings"] or "[]")),
        **structure.of_text(given["structure"]),
    )
    entries = tuple(NumeralEntry(*row) for row in numerals)
    return Extraction(document, document_id(document), tuple(map(_fact, facts)), entries)


def _fact(row: Row) -> Fact:
    fact = Fact(*row)
    changed: dict[str, Any] = {}
    for names, made in _READERS:
        changed |= {name: made(value) for name in names if (value := getattr(fact, name)) is not None}
    return replace(fact, **changed) if changed else fact


_READERS: tuple[tuple[frozenset[str], Callable[[str], Any]], ...] = ((_DECIMALS, Decimal), (_NESTED, json.loads))
