"""Where the facts of a comparison come from: two runs, two knowledge bases, two outputs of ``gongbao extract``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Row, text

from extractors.identity import canonical_url
from outputs.causes import Causes, DocumentChange, Replay
from outputs.diff import Diff, FactRow, compare
from outputs.errors import StoreError
from outputs.readings import place_in_sentence
from outputs.rows import as_json, number
from outputs.store import KnowledgeBase
from outputs.views import valid

_READ = ", ".join(f'f."{name}"' for name in FactRow._fields)
_HASHES = ("lexicon", "code", "settings")


def default_runs(kb: KnowledgeBase) -> tuple[int, int]:
    """What ``gongbao diff`` compares without being told: the state before the last extraction with the present one."""
    runs = kb.runs()
    if not runs:
        return 0, 0
    extractions = [one["run_id"] for one in runs if one["kind"] == "extract"]
    last = extractions[-1] if extractions else runs[-1]["run_id"]
    before = [one["run_id"] for one in runs if one["run_id"] < last]
    return (before[-1] if before else 0), runs[-1]["run_id"]


Note = Callable[[int, int], None]
"""Told how many facts of how many are compared."""


def between_runs(
    kb: KnowledgeBase, old: int, new: int, *, replay: Replay | None = None, note: Note | None = None
) -> Diff:
    """What changed from run ``old`` (0: before any) to run ``new``. Rejected facts count as not there.

    Reads only rows that begin or end between the two; ``note`` is told how far it is. Raises NoSuchRun.
    """
    for run_id in (old, new):
        if run_id:
            kb.resolve_run(run_id)
    causes = Causes(
        documents=_documents(kb, old, new),
        configuration=_configuration(kb, old, kb, new),
        recorded=_recorded(kb, old, new),
        replay=replay,
        old_run=old,
    )
    sides = [f"{valid(one, 'f')} AND NOT {valid(other, 'f')}" for one, other in ((":old", ":new"), (":new", ":old"))]
    before, after = (facts(kb, side, old=old, new=new) for side in sides)
    if note is not None:
        before, after = _noted((before, after), sum(_amount(kb, side, old=old, new=new) for side in sides), note)
    found = compare(before, after, cause=causes)
    totals = (_count(kb, old), _count(kb, new))
    sources = _sources(kb, {one.fact.document_id for one in found.changes})
    places = _places(found, _texts(kb, old), _texts(kb, new))
    return Diff(found.changes, *totals, f"run {old}", f"run {new}", sources, places)


def between_bases(old: KnowledgeBase, new: KnowledgeBase) -> Diff:
    """What changed from the last run of one knowledge base to the last run of another."""
    runs = (old.resolve_run(), new.resolve_run())
    sides = [
        {
            row["document_id"]: (row["sha256"], row["text"], row["source"])
            for row in kb.rows(f"SELECT document_id, sha256, text, source FROM revision WHERE {valid(':run')}", run=run)
        }
        for kb, run in zip((old, new), runs, strict=True)
    ]
    documents = {
        name: _document_change(sides[0].get(name), sides[1].get(name)) for name in sides[0].keys() | sides[1].keys()
    }
    causes = Causes(documents=documents, configuration=_configuration(old, runs[0], new, runs[1]))
    found = compare(
        facts(old, valid(":run", "f"), run=runs[0]), facts(new, valid(":run", "f"), run=runs[1]), cause=causes
    )
    sources = {name: str(one[2]) for side in sides for name, one in side.items()}
    texts = [{name: str(one[1]) for name, one in side.items()}.get for side in sides]
    return replace(
        found, old_name="old base", new_name="new base", documents=sources, places=_places(found, texts[0], texts[1])
    )


def between_outputs(old: str | Path, new: str | Path) -> Diff:
    """What changed between two files of JSON Lines as ``gongbao extract`` writes them. StoreError for a bad line."""
    sides = [_Output(Path(path)) for path in (old, new)]
    sides[1].adopt(sides[0])
    documents = {
        name: _document_change(sides[0].documents.get(name), sides[1].documents.get(name))
        for name in sides[0].documents.keys() | sides[1].documents.keys()
    }
    causes = Causes(documents=documents, configuration=None)
    found = compare(sides[0].rows, sides[1].rows, cause=causes)
    sources = {name: one[2] for side in sides for name, one in side.documents.items()}
    texts = [{name: one[1] for name, one in side.documents.items()}.get for side in sides]
    places = _places(found, texts[0], texts[1])
    return replace(found, old_name=str(old), new_name=str(new), documents=sources, places=places)


Text = Callable[[str], str | None]


def _texts(kb: KnowledgeBase, run_id: int) -> Text:
    """The text of a document as of a run, each read once."""

    @lru_cache(maxsize=8)  # changes come document by document
    def read(document_id: str) -> str | None:
        sql = f"SELECT text FROM revision WHERE document_id = :d AND {valid(':run')}"
        rows = kb.rows(sql, d=document_id, run=run_id)
        return str(rows[0]["text"]) if rows else None

    return read


def _places(found: Diff, old: Text, new: Text) -> dict[tuple[str, int], int]:
    """Where facts stand whose words their sentence holds several times."""
    places: dict[tuple[str, int], int] = {}
    for one in found.changes:
        for fact, text_of in ((one.before, old), (one.after, new)):
            if fact is not None and fact.sentence.count(fact.text) > 1:
                read = text_of(fact.document_id)
                if read is not None:
                    places[fact.sentence, fact.start] = place_in_sentence(read, fact._asdict())
    return places


def facts(kb: KnowledgeBase, where: str, **parameters: object) -> Iterator[FactRow]:
    """Facts that are not rejected, read in a stream."""
    sql = text(f"SELECT {_READ}, f.exact FROM fact f WHERE {where} AND f.review_status <> 'rejected'")
    with kb.connect() as connection:
        result = connection.execution_options(yield_per=5000).execute(sql, parameters)
        for row in result:
            yield _fact(row)


_NUMBERS = [FactRow._fields.index(name) for name in ("value", "low", "high")]


def _fact(row: Row[Any]) -> FactRow:
    found: list[Any]
    *found, exact = row
    for place in _NUMBERS:
        if isinstance(found[place], Decimal):
            found[place] = number(found[place])
    one = FactRow._make(found)
    return one._replace(**json.loads(exact)) if exact else one


def _noted(sides: Iterable[Iterator[FactRow]], total: int, note: Note) -> list[Iterator[FactRow]]:
    """The same facts; every some thousand of them are told."""
    read = count(1)

    def told(side: Iterator[FactRow]) -> Iterator[FactRow]:
        for row, place in zip(side, read, strict=False):
            if place % 5000 == 0:
                note(min(place, total), total)
            yield row

    note(0, total)
    return [told(side) for side in sides]


def _amount(kb: KnowledgeBase, where: str, **parameters: object) -> int:
    sql = f"SELECT count(*) AS n FROM fact f WHERE {where} AND f.review_status <> 'rejected'"
    return int(kb.rows(sql, **parameters)[0]["n"])


def _count(kb: KnowledgeBase, run_id: int) -> int:
    return _amount(kb, valid(":run", "f"), run=run_id)


def _documents(kb: KnowledgeBase, old: int, new: int) -> dict[str, DocumentChange]:
    """The documents whose revision differs."""
    sql = """SELECT coalesce(a.document_id, b.document_id) AS name, a.sha256 AS a, b.sha256 AS b,
      CASE WHEN a.text = b.text THEN 1 ELSE 0 END AS same
    FROM (SELECT * FROM revision WHERE {a}) a {join} (SELECT * FROM revision WHERE {b}) b
      ON a.document_id = b.document_id
    WHERE a.revision_id IS NULL OR b.revision_id IS NULL OR a.revision_id <> b.revision_id"""
    before, after = valid(":old"), valid(":new")
    found: dict[str, DocumentChange] = {}
    # SQLite before 3.39 has no full join: two left joins
    for a, b, turned in ((before, after, False), (after, before, True)):
        for row in kb.rows(sql.format(a=a, b=b, join="LEFT JOIN"), old=old, new=new):
            there = row["a"] is not None and row["b"] is not None
            same = row["a"] == row["b"] if there else None
            found[row["name"]] = DocumentChange(same, bool(row["same"]), gone=not there and not turned)
    return found


def _document_change(old: tuple[Any, ...] | None, new: tuple[Any, ...] | None) -> DocumentChange:
    if old is None or new is None:
        return DocumentChange(None, same_text=False, gone=new is None)
    return DocumentChange(old[0] == new[0], old[1] == new[1])


def _configuration(old: KnowledgeBase, old_run: int, new: KnowledgeBase, new_run: int) -> tuple[str, ...]:
    """Which of lexicon, code and settings differ between two runs."""
    sql = "SELECT lexicon_hash AS lexicon, code_hash AS code, settings_hash AS settings FROM run WHERE run_id = :r"
    a, b = old.rows(sql, r=old_run), new.rows(sql, r=new_run)
    return tuple(name for name in _HASHES if a and b and a[0][name] != b[0][name])


def _recorded(kb: KnowledgeBase, old: int, new: int) -> dict[tuple[str, str], frozenset[str]]:
    """What the runs in between noted as causes, by fact."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    sql = text("SELECT document_id, fact_id, cause FROM change WHERE run_id > :old AND run_id <= :new")
    with kb.connect() as connection:
        for document_id, fact_id, cause in connection.execute(sql, {"old": old, "new": new}):
            key = (document_id, fact_id)
            known = found.get(key)
            found[key] = _alone(cause) if known is None else known | {cause}
    return found


_ALONE: dict[str, frozenset[str]] = {}


def _alone(cause: str) -> frozenset[str]:
    return _ALONE.setdefault(cause, frozenset((cause,)))


def _sources(kb: KnowledgeBase, documents: Iterable[str]) -> dict[str, str]:
    wanted = set(documents)
    rows = kb.rows("SELECT document_id, source FROM revision ORDER BY revision_no")
    return {row["document_id"]: row["source"] for row in rows if row["document_id"] in wanted}


_BLANK: dict[str, Any] = dict.fromkeys(FactRow._fields)


def row_of(document_id: str, fact: Mapping[str, Any]) -> FactRow:
    """A fact as the JSON object of the fact model, ready to be compared."""
    given = {key: value for key, value in fact.items() if key in _BLANK}
    for key in ("cell", "anchors"):
        if given.get(key):
            given[key] = as_json(given[key])
    return FactRow(**{**_BLANK, **given, "document_id": document_id, "review_status": "unreviewed"})


class _Output:
    """The facts and documents of one file of JSON Lines."""

    def __init__(self, path: Path) -> None:
        self.rows: list[FactRow] = []
        self.documents: dict[str, tuple[str, str, str]] = {}
        with path.open(encoding="utf-8") as lines:
            for count, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        self._take(json.loads(line))
                    except (ValueError, KeyError, TypeError, AttributeError) as error:
                        raise StoreError(f"{path}, line {count}: no output of extract: {error!r}") from None

    def _take(self, found: dict[str, Any]) -> None:
        document = found["document"]
        source, sha256 = str(document["source"]), str(document.get("sha256", ""))
        if document.get("url"):
            name = canonical_url(str(document["url"]))
        else:
            name = source if source not in ("", "-") else str(document.get("doc_number") or sha256)
        if "error" in found:
            return
        self.documents[name] = (sha256, str(document.get("text", "")), source)
        self.rows += [row_of(name, fact) for fact in found["facts"]]

    def adopt(self, old: _Output) -> None:
        """A document under another name with the same bytes is the same one: files were moved between the outputs."""
        known: dict[str, str] = {}
        for name, one in old.documents.items():
            if name not in self.documents and one[0]:
                known.setdefault(one[0], name)
        renamed = {
            name: known.pop(one[0])
            for name, one in self.documents.items()
            if name not in old.documents and one[0] in known
        }
        if renamed:
            self.documents = {renamed.get(name, name): one for name, one in self.documents.items()}
            self.rows = [row._replace(document_id=renamed.get(row.document_id, row.document_id)) for row in self.rows]
