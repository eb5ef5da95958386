"""Documents prepared where they are extracted: whatever form their facts come in, the knowledge base is the same."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec import structs

from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors.extraction import Extraction, NumeralEntry
from extractors.fact import Fact
from extractors.identity import document_id
from outputs import decisions, fact_rows, rows, schema, store
from outputs.fact_rows import Form
from outputs.prepared import Prepared, packed, unpacked
from outputs.runs import RunManifest
from tests import made, postgres

FORMS = get_args(Form)
ODD = [
    made.document("odd", made.SENTENCE + "\\“引号\"\t\\n\x07\x85\x1f　,'null'"),
    made.document("code", "甲公司（统一社会信用代码：91350100M000100Y43）2023年完成63家。"),
    made.document("none", "没有数字。"),
]


def odd() -> list[Extraction]:
    quoted, coded, empty = ODD
    long = Decimal("0.12345678901234567890")
    anchors = {"period": '"引"\\n\x07', "region": "title"}
    first = made.fact(quoted, "63家", value=long, low=long, high=Decimal(2**60), anchors=anchors, unit="家")
    cell = structs.replace(
        first, fact_id="f2", value=None, cell={"row": 1, "column_path": ["null", "a,b"]}, text="null"
    )
    boxed = structs.replace(
        first, fact_id="f3", kind="money", boxes=[{"page": 1, "x0": 1.5}], title="\x00"[:0], number=""
    )
    company = made.fact(coded, "甲公司", "institution", canonical="甲公司", institution_type="company")
    return [
        extraction(quoted, [first, cell, boxed]),
        extraction(coded, [company, made.fact(coded, "63家", institution="甲公司", region="无码")]),
        extraction(empty, []),
    ]


def extraction(document: Document, facts: Sequence[Fact]) -> Extraction:
    numerals = [NumeralEntry("2023", 0, 4, "fact", fact=0)] if facts else []
    numerals.append(NumeralEntry("1", 9, 10, "rejected", reason="list_number"))
    return Extraction(document, document_id(document), tuple(facts), tuple(numerals))


def plain(*names: str, value: int = 63) -> list[Extraction]:
    documents = [made.document(name, made.SENTENCE.replace("63", str(value))) for name in names]
    return [extraction(one, made.facts(one, value)) for one in documents]


def handed_over(found: Sequence[Extraction], form: Form) -> list[Prepared | UnreadableDocument]:
    """As it arrives from another process."""
    return [one for (one,) in unpacked(packed([[one] for one in found], form))]


def content(address: str, form: Form | None) -> dict[str, list[Any]]:
    """All tables after three runs that meet new, known, changed, judged and repeated documents, several in one share."""
    twice = replace(made.document("b"), source="copy.txt", url="http://a.cn/1")
    same = [extraction(one, made.facts(one)) for one in (replace(made.document("c"), url="http://a.cn/1"), twice)]
    runs = [
        [*plain("a", "b", "d"), *odd()],
        [*plain("new"), *plain("a", value=64), *odd(), *plain("x", "y"), *same, *plain("z")],
        [*plain("b", value=65), *plain("last"), *plain("d")],
    ]
    with store.open(address) as kb:
        for number, found in enumerate(runs, 1):
            if number == 3:
                fact_id = f"count-{plain('b')[0].document.source}"
                uid = document_id(plain("b")[0].document)
                target, judgement = decisions.Target(uid, fact_id), decisions.Judgement("accept")
                decisions.decide(kb, "li", target, judgement, now="2024-01-01T00:00:00+00:00")
            with kb.begin_run(RunManifest(command=str(number), code_hash=str(number))) as run:
                for given in found if form is None else handed_over(found, form):
                    if isinstance(given, Extraction):
                        names = [one.fact_id for one in given.facts]
                        ledger = [
                            one.as_dict() if one.fact is None else {**one.as_dict(), "fact_id": names[one.fact]}
                            for one in given.numerals
                        ]
                        run.add((given.document, given.facts, ledger))
                    else:
                        run.add(given)
                run.commit()
        return {name: kb.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in schema.metadata.tables}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_form_makes_the_same_knowledge_base(engine: str, tmp_path: Path) -> None:
    wanted = content(postgres.address(engine, tmp_path, "facts"), None)
    assert len(wanted["fact"]) > 30 and wanted["change_log"] and wanted["likeness"] == []
    assert any(row["duplicate"] for row in wanted["processed"])
    assert {row["review_status"] for row in wanted["fact"]} == {"unreviewed", "accepted", "conflict"}
    for form in FORMS:
        found = content(postgres.address(engine, tmp_path, form), form)
        for table, held in wanted.items():
            assert found[table] == held, (form, table)


def test_rows_are_read_again_as_they_were_made() -> None:
    given = {form: handed_over(odd(), form) for form in FORMS}
    for columns, *others in zip(*(given[form] for form in ("columns", "image", "lines")), strict=True):
        assert isinstance(columns, Prepared)
        for other in others:
            assert isinstance(other, Prepared)
            found, wanted = other.facts.read(other.rows), columns.facts.read(columns.rows)
            assert [row[1:] for row in found] == [row[1:] for row in wanted]
            assert [list(map(type, row[1:])) for row in found] == [list(map(type, row[1:])) for row in wanted]


KILLED = """
import os, signal, sys
import outputs.writer
from outputs import store
from outputs.runs import RunManifest
from tests.test_prepared import handed_over, plain
outputs.writer._BATCH_DOCUMENTS = 3
left = int(sys.argv[2])

def trace(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

with store.open(sys.argv[1]) as kb, kb.begin_run(RunManifest(command="1")) as run:
    run._driver._connection.set_trace_callback(trace)
    for one in handed_over(plain(*"abcdefghijkl"), "image"):
        if not run.known(one.source, one.sha256):
            run.add(one)
    run.commit()
"""


@pytest.mark.parametrize("moment", [25, 45, 90, 10_000])
def test_a_run_of_images_that_is_killed_is_gone_on_with(tmp_path: Path, moment: int) -> None:
    path = tmp_path / "kb.sqlite"
    with store.open(path) as kb, kb.begin_run(RunManifest(command="0")) as run:
        for one in handed_over(plain("before"), "image"):
            run.add(one)
        run.commit()
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", KILLED, path, str(moment)], cwd=root, timeout=60, check=False)
    assert done.returncode == (0 if moment == 10_000 else -signal.SIGKILL)
    with store.open(path) as kb:
        if done.returncode:
            assert len(kb.facts()) == 4 and len(kb.runs()) == 1
        with kb.begin_run(RunManifest(command="1")) as run:
            for one in handed_over(plain(*"abcdefghijkl"), "image"):
                assert isinstance(one, Prepared)
                if not run.known(one.source, one.sha256):
                    run.add(one)
            run.commit()
        assert len(kb.facts()) == 52 and len({row["row_id"] for row in kb.facts()}) == 52
        assert kb.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert len(kb.rows("SELECT * FROM change")) == 52


def test_an_error_of_the_database_takes_its_batch_back(tmp_path: Path) -> None:
    with store.open(tmp_path / "kb.sqlite") as kb:
        with kb.begin_run(RunManifest(command="1")) as run:
            first, second = handed_over(plain("a", "b"), "image")
            run.add(first)
            run.flush()
            assert isinstance(second, Prepared) and isinstance(second.facts, fact_rows.ImageRows)
            run.add(structs.replace(second, facts=structs.replace(second.facts, names=["fact_id"])))
            with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
                run.flush()
            assert [row[0] for row in run._driver.query("SELECT count(*) FROM fact")] == [4]
            assert [row[0] for row in run._driver.query("SELECT count(*) FROM revision")] == [1]
        with kb.begin_run(RunManifest(command="1")) as run:
            for one in handed_over(plain("a", "b"), "image"):
                run.add(one)
            run.commit()
        assert len(kb.facts()) == 8


def test_what_cannot_be_stored_is_told_where_it_was_extracted() -> None:
    bad = extraction(made.document("bad", made.SENTENCE + "\ud800"), [])
    fact = made.facts(made.document("two"))[0]
    unread = UnreadableDocument("c", "empty", "no text")
    found = unpacked(
        packed([[bad, unread], [extraction(made.document("two"), [fact, fact])], [], [*plain("a")]], "image")
    )
    assert [[type(one) for one in given] for given in found] == [
        [UnreadableDocument] * 2,
        [UnreadableDocument],
        [],
        [Prepared],
    ]
    assert [one.reason for given in found[:2] for one in given if isinstance(one, UnreadableDocument)] == [
        "undecodable",
        "empty",
        "extraction_failed",
    ]


def test_the_form_is_what_the_database_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fact_rows.form_for("sqlite") == "image" and fact_rows.form_for("postgresql") == "lines"
    monkeypatch.delattr("outputs.fact_rows.sqlite3.Connection", raising=True)
    monkeypatch.setattr("outputs.fact_rows.sqlite3.Connection", object, raising=False)
    assert fact_rows.form_for("sqlite") == "lines"  # an SQLite without images


def test_the_columns_of_a_fact_are_those_of_its_table() -> None:
    assert schema.columns("fact") == rows.FACT_COLUMNS
    revision = schema.columns("revision")
    made_of = rows.revision_content(made.document())
    assert len(revision) == 5 + len(made_of)
    (one,) = handed_over(plain("a"), "lines")
    assert isinstance(one, Prepared)
    said = dict(zip(revision[5:], one.revision, strict=True))
    assert (one.sha256, one.source, one.text, one.content) == tuple(
        said[n] for n in ("sha256", "source", "text", "content")
    )
    assert one.place == (said["publisher"], said["region"], said["region_code"])


def test_workers_load_no_database() -> None:
    code = "import sys, pipeline.loaded; print([m for m in ('sqlalchemy', 'psycopg', 'alembic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
