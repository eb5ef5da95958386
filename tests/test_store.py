"""The knowledge base on both engines: temporal rows, invisible batches, resumption, clear errors."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec.structs import replace as altered

from corpora.errors import UnreadableDocument
from outputs import schema, store
from outputs.drivers import clear
from outputs.periods import edtf_bounds
from outputs.runs import RunManifest, RunSummary
from tests import made, postgres

MANIFEST = RunManifest(
    command="run bulletins", settings_hash="s", lexicon_hash="l", code_hash="c", versions={"gongbao": "0.1"}
)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return postgres.address(request.param, tmp_path, "store")


@pytest.fixture
def kb(address: str) -> Iterator[store.KnowledgeBase]:
    with store.open(address) as opened:
        yield opened


def load(kb: store.KnowledgeBase, *names: str, manifest: RunManifest = MANIFEST) -> RunSummary:
    with kb.begin_run(manifest) as run:
        for name in names:
            doc, facts, numerals = made.result(name)
            if not run.known(doc.source, doc.sha256):
                run.add((doc, facts, numerals))
        return run.commit()


def size(kb: store.KnowledgeBase) -> dict[str, int]:
    return {name: kb.rows(f'SELECT count(*) AS n FROM "{name}"')[0]["n"] for name in schema.metadata.tables}


def test_migrations_make_the_tables_of_the_schema(kb: store.KnowledgeBase) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with kb.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, schema.metadata)
    assert differences == []
    config = Config()
    config.set_main_option("script_location", str(store.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_opening_again_changes_nothing(address: str) -> None:
    with store.open(address) as kb:
        load(kb, "a")
    with store.open(address, create=False) as kb:
        assert len(kb.facts()) == 4


def test_a_run_is_read_back(kb: store.KnowledgeBase) -> None:
    summary = load(kb, "a", "b")
    assert summary.run_id == 1 and summary.documents["new"] == 2
    assert summary.facts_by_kind == {"count": 2, "date": 2, "institution": 2, "money": 2}
    assert summary.total("added") == 8 and summary.numerals == 2
    rows = [row for row in kb.facts() if row["kind"] == "money"]
    assert [(row["value"], row["low"], row["high"], row["bound"]) for row in rows] == [
        (1100000, 1100000, None, "more_than")
    ] * 2
    assert rows[0]["period_start"] == "2023-01-01" and rows[0]["period_end"] == "2023-12-31"
    assert kb.rows("SELECT canonical, institution_type FROM institution") == [
        {"canonical": "重庆市司法局", "institution_type": "government"}
    ]
    assert kb.rows("SELECT alias FROM institution_alias") == [{"alias": "市司法局"}]
    assert kb.rows("SELECT name, level FROM region") == [{"name": "重庆市", "level": "province"}]
    assert [row["name"] for row in kb.rows("SELECT name FROM indicator ORDER BY name")] == ["司法鉴定机构", "鉴定费"]


def test_an_unchanged_run_writes_no_row(kb: store.KnowledgeBase) -> None:
    load(kb, "a", "b")
    before = size(kb)
    again = load(kb, "a", "b")
    assert again.run_id is None and again.documents["unchanged"] == 2 and again.documents["new"] == 0
    assert again.facts_by_kind == {"count": 2, "date": 2, "institution": 2, "money": 2}
    assert size(kb) == before
    with kb.begin_run(MANIFEST) as run:  # given again without asking first: still nothing
        run.add(made.result("a"))
        assert run.commit().run_id is None
    assert size(kb) == before


def test_a_changed_fact_is_a_new_row_and_the_old_one_stays(kb: store.KnowledgeBase) -> None:
    load(kb, "a")
    text = made.SENTENCE.replace("63家", "64家")
    doc = made.document("a", text)
    with kb.begin_run(MANIFEST) as run:
        assert not run.known(doc.source, doc.sha256)
        run.add((doc, made.facts(doc, 64), made.numerals(doc, 64)))
        summary = run.commit()
    assert summary.documents["changed"] == 1
    # the sentence is part of what a fact says, so every fact of an edited sentence is a change
    assert summary.total("changed") == 4 and summary.total("added") == summary.total("retracted") == 0
    assert {row["value"] for row in kb.facts() if row["kind"] == "count"} == {64}
    assert {row["value"] for row in kb.facts(as_of=1) if row["kind"] == "count"} == {63}
    assert [row["revision_no"] for row in kb.rows("SELECT revision_no FROM revision ORDER BY 1")] == [1, 2]
    assert {row["cause"] for row in kb.rows("SELECT cause FROM change WHERE run_id = 2")} == {"revision"}


def test_a_paragraph_inserted_above_moves_facts_and_changes_none(kb: store.KnowledgeBase) -> None:
    load(kb, "a")
    old = made.document("a")
    doc = made.document("a", "新的一段。\n" + made.SENTENCE)
    facts = [altered(f, start=f.start + 6, end=f.end + 6) for f in made.facts(old)]
    with kb.begin_run(MANIFEST) as run:
        run.add((doc, facts, []))
        summary = run.commit()
    assert summary.moved == 4 and not summary.changes
    for row in kb.facts():
        assert doc.text[row["start"] : row["end"]] == row["text"]


def test_lost_and_regained_facts(kb: store.KnowledgeBase) -> None:
    load(kb, "a")
    doc, facts, numerals = made.result("a")
    manifest = replace(MANIFEST, lexicon_hash="l2")
    with kb.begin_run(manifest) as run:
        assert not run.known(doc.source, doc.sha256)
        run.add((doc, facts[:-1], numerals))
        assert run.commit().total("retracted") == 1
    assert [row["cause"] for row in kb.rows("SELECT cause FROM change WHERE run_id = 2")] == ["lexicon"]
    assert len(kb.facts()) == 3 and len(kb.facts(as_of=1)) == 4
    with kb.begin_run(MANIFEST) as run:
        run.add((doc, facts, numerals))
        assert run.commit().total("added") == 1
    assert len(kb.facts()) == 4


def test_documents_that_are_gone_stay_unless_withdrawn(kb: store.KnowledgeBase) -> None:
    load(kb, "a", "b")
    assert load(kb, "a").run_id is None
    with kb.begin_run(MANIFEST) as run:
        run.known(made.document("a").source, made.document("a").sha256)
        assert run.missing() == ["bulletins/b.txt"]
        run.withdraw("bulletins/b.txt")
        summary = run.commit()
    assert summary.documents["withdrawn"] == 1 and summary.total("retracted") == 4
    assert len(kb.facts()) == 4 and len(kb.facts(as_of=1)) == 8
    again = load(kb, "a", "b")
    assert again.total("added") == 4 and again.documents["changed"] == 1


def test_quarantine_is_temporal(kb: store.KnowledgeBase) -> None:
    problem = UnreadableDocument("bulletins/x.pdf", "encrypted", "needs a password", place="page 1")
    with kb.begin_run(MANIFEST) as run:
        run.add(problem)
        first = run.commit()
    assert first.run_id == 1 and first.quarantined[0].reason == "encrypted" and first.quarantined[0].new
    before = size(kb)
    with kb.begin_run(MANIFEST) as run:
        run.add(problem)
        second = run.commit()
    assert second.run_id is None and not second.quarantined[0].new and size(kb) == before
    with kb.begin_run(MANIFEST) as run:
        doc, facts, numerals = made.result("x")
        run.add((doc, facts, numerals), key="bulletins/x.pdf")
        run.commit()
    assert kb.rows("SELECT valid_from_run, valid_to_run FROM quarantine") == [{"valid_from_run": 1, "valid_to_run": 2}]


def test_text_that_no_database_stores_is_quarantined(kb: store.KnowledgeBase) -> None:
    with kb.begin_run(MANIFEST) as run:
        run.add((made.document("a", made.SENTENCE + "\ud800"), [], []))
        run.add((made.document("b", made.SENTENCE + "\0"), [], []))
        run.add(made.result("c"))
        summary = run.commit()
    assert [entry.reason for entry in summary.quarantined] == ["undecodable"] * 2 and summary.documents["new"] == 1


def test_a_document_read_in_part_keeps_its_quarantine(kb: store.KnowledgeBase) -> None:
    problem = UnreadableDocument("bulletins/a.txt", "no_text_layer", "page 3 is an image", place="page=3")
    with kb.begin_run(MANIFEST) as run:
        run.add(made.result("a"))
        run.add(problem)
        run.commit()
    before = size(kb)
    with kb.begin_run(MANIFEST) as run:
        doc = made.document("a")
        assert run.known(doc.source, doc.sha256)
        summary = run.commit()
    assert size(kb) == before and summary.run_id is None
    assert [(entry.reason, entry.new) for entry in summary.quarantined] == [("no_text_layer", False)]


def test_an_input_of_several_documents(kb: store.KnowledgeBase) -> None:
    for expected in (1, None):
        with kb.begin_run(MANIFEST) as run:
            if not run.known("both.zip", "f"):
                run.add(made.result("a"), key="both.zip", fingerprint="f")
                run.add(made.result("b"), key="both.zip", fingerprint="f")
            assert run.missing() == []
            assert run.commit().run_id == expected
        assert len(kb.facts()) == 8


def test_two_inputs_that_are_one_document(kb: store.KnowledgeBase) -> None:
    doc, facts, numerals = made.result("a")
    first, second = (replace(doc, url="http://sfj.cq.gov.cn/t1.html", source=f"{name}.html") for name in "ab")
    for expected in (1, None):
        with kb.begin_run(MANIFEST) as run:
            for one in (first, second):
                if not run.known(one.source, one.sha256):
                    run.add((one, facts, numerals))
            summary = run.commit()
        assert summary.run_id == expected
        assert len(kb.facts()) == 4
    assert kb.rows("SELECT count(*) AS n FROM document") == [{"n": 1}]


def test_a_batch_is_invisible_before_the_commit_and_resumes(address: str) -> None:
    with store.open(address) as kb:
        load(kb, "a")
        with kb.begin_run(MANIFEST) as run:
            run.add(made.result("b"))
            run.flush()
            assert len(kb.facts()) == 4
            assert kb.rows("SELECT count(*) AS n FROM observation") == [{"n": 4}]
        # left without a commit, as a killed run is
        assert len(kb.facts()) == 4
        with kb.begin_run(MANIFEST) as run:
            assert run.known(made.document("b").source, made.document("b").sha256)
            run.add(made.result("c"))
            summary = run.commit()
        assert summary.documents["resumed"] == 1 and summary.documents["new"] == 1
        assert summary.total("added") == 8 and summary.facts_by_kind["count"] == 3
        assert len(kb.facts()) == 12


def test_another_configuration_discards_what_was_staged(kb: store.KnowledgeBase) -> None:
    load(kb, "a")
    clean = size(kb)
    with kb.begin_run(MANIFEST) as run:
        doc = made.document("a", made.SENTENCE.replace("63家", "64家"))
        run.add((doc, made.facts(doc, 64), []))
        run.add(made.result("b"))
        run.flush()
    assert size(kb) != clean
    with kb.begin_run(replace(MANIFEST, command="other")):
        assert size(kb) == clean
    assert {row["value"] for row in kb.facts() if row["kind"] == "count"} == {63}


def test_an_input_that_changed_since_it_was_staged(kb: store.KnowledgeBase) -> None:
    load(kb, "a")
    for value in (64, 65):
        with kb.begin_run(MANIFEST) as run:
            doc = made.document("a", made.SENTENCE.replace("63家", f"{value}家"))
            if not run.known(doc.source, doc.sha256):
                run.add((doc, made.facts(doc, value), []))
            run.flush()
            if value == 65:
                summary = run.commit()
    assert summary.run_id == 2 and summary.total("changed") == 4
    assert {row["value"] for row in kb.facts() if row["kind"] == "count"} == {65}
    assert len(kb.rows("SELECT * FROM fact")) == 8


def test_one_writer_at_a_time(address: str) -> None:
    with store.open(address) as one, store.open(address) as two, one.begin_run(MANIFEST):
        with pytest.raises(store.LockedKnowledgeBase, match="another run is writing"):
            two.begin_run(MANIFEST)
        assert two.facts() == []


def test_a_newer_knowledge_base_is_refused(address: str) -> None:
    with store.open(address) as kb, kb.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(store.NewerKnowledgeBase, match="9999"):
        store.open(address)


def test_what_is_no_knowledge_base(tmp_path: Path) -> None:
    with pytest.raises(store.NoKnowledgeBase, match="no knowledge base there"):
        store.open(tmp_path / "none.sqlite", create=False)
    (tmp_path / "text.sqlite").write_text("not a database at all")
    with pytest.raises(store.NoKnowledgeBase, match="no SQLite file"):
        store.open(tmp_path / "text.sqlite")
    with pytest.raises(store.NoKnowledgeBase, match="folder"):
        store.open(tmp_path)
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("CREATE TABLE people (name)")
    other.commit()
    other.close()
    with pytest.raises(store.NoKnowledgeBase, match="other tables"):
        store.open(tmp_path / "other.sqlite")
    with pytest.raises(store.StoreError, match="not supported"):
        store.open("mysql://localhost/x")
    with pytest.raises(store.StoreError, match="no SQLAlchemy URL"):
        store.open("no such://url at all")


def test_driver_errors_become_clear() -> None:
    full = sqlite3.OperationalError("database or disk is full")
    assert isinstance(clear(full), store.FullDisk) and "free some room" in str(clear(full))
    assert isinstance(clear(sqlite3.OperationalError("database is locked")), store.LockedKnowledgeBase)
    assert "read-only" in str(clear(sqlite3.OperationalError("attempt to write a readonly database")))
    other = ValueError("x")
    assert clear(other) is other


def test_any_text_is_read_back_as_it_was(kb: store.KnowledgeBase) -> None:
    odd = '"双引号"，\'单\'\n\\.\n\\N\t制表\r\n,,""\n𠮷\u2028末],[\\n\\\n\\\\n\\"\\u000a\x01\x1f\x7f\b\f]\n['
    doc = made.document("a", made.SENTENCE + odd, title="", publisher=None)
    found = [
        made.fact(doc, "63家", unit="", indicator='"', sentence=doc.text, action="\\.", title="null", number="NaN")
    ]
    with kb.begin_run(MANIFEST) as run:
        run.add((doc, found, []))
        run.commit()
    row = kb.rows("SELECT title, publisher, text FROM revision")[0]
    assert (row["title"], row["publisher"], row["text"]) == ("", None, doc.text)
    fact = kb.facts()[0]
    assert (fact["unit"], fact["indicator"], fact["sentence"], fact["action"]) == ("", '"', doc.text, "\\.")
    assert (fact["title"], fact["number"], fact["region"]) == ("null", "NaN", None)
    with kb.begin_run(replace(MANIFEST, code_hash="c2")) as run:
        run.add((doc, found, []))
        assert not run.commit().changes


def test_ledgers_come_from_the_numerals_of_an_older_knowledge_base(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    monkeypatch.setattr(command, "upgrade", lambda config, _head, upgrade=command.upgrade: upgrade(config, "0003"))
    monkeypatch.setattr("outputs.views.create", lambda connection: None)
    monkeypatch.setattr("outputs.tallies.rebuild", lambda execute, dialect: None)
    monkeypatch.setattr("outputs.unit_rows.complete", lambda connection: None)
    with store.open(address) as kb, kb.engine.begin() as connection:
        for number, (first, last, start) in enumerate([(1, None, 0), (1, 2, 5), (2, 3, 7)]):
            row = {"id": number, "first": first, "last": last, "start": start}
            sql = """INSERT INTO numeral (numeral_id, document_id, valid_from_run, valid_to_run, start, "end", text, status, fact_id)
            VALUES (:id, 'd', :first, :last, :start, :start + 1, '一', 'fact', 'f')"""
            connection.execute(sa.text(sql), row)
    monkeypatch.undo()
    with store.open(address) as kb:
        rows = kb.rows('SELECT valid_from_run, valid_to_run, start, "end", text, fact_id FROM numeral ORDER BY 1, 3')
        assert [tuple(row.values()) for row in rows] == [
            (1, 2, 0, 1, "一", "f"),
            (1, 2, 5, 6, "一", "f"),
            (2, 3, 0, 1, "一", "f"),
            (2, 3, 7, 8, "一", "f"),
            (3, None, 0, 1, "一", "f"),
        ]


def test_no_such_run(kb: store.KnowledgeBase) -> None:
    load(kb, "a")
    with pytest.raises(store.NoSuchRun, match="no run 7"):
        kb.facts(as_of=7)


def test_decimals_are_kept_exactly(kb: store.KnowledgeBase) -> None:
    doc = made.document("a")
    exact = {"41.9": "money", "0.0000001": "count", "123456789012345678.123456789": "money"}
    facts = [
        made.fact(doc, "63家", kind, value=Decimal(value), fact_id=value, indicator="费用")
        for value, kind in exact.items()
    ]
    with kb.begin_run(MANIFEST) as run:
        run.add((doc, facts, []))
        run.commit()
    rows = {row["fact_id"]: row for row in kb.facts()}
    assert rows["41.9"]["value"] == 41.9 and rows["0.0000001"]["value"] == 1e-07
    long = rows["123456789012345678.123456789"]
    assert "123456789012345678.123456789" in long["exact"] and float(long["value"]) == 1.2345678901234568e17
    with kb.begin_run(replace(MANIFEST, code_hash="c2")) as run:  # and compare as equal
        run.add((doc, facts, []))
        assert not run.commit().changes


@pytest.mark.parametrize(
    ("expression", "bounds"),
    [
        ("2020", ("2020-01-01", "2020-12-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2021-02-24", ("2021-02-24", "2021-02-24")),
        ("2020/2024", ("2020-01-01", "2024-12-31")),
        ("2020-01/2020-03", ("2020-01-01", "2020-03-31")),
        ("../2020-12-31", (None, "2020-12-31")),
        ("2020-06/..", ("2020-06-01", None)),
        ("../..", (None, None)),
        ("199X", ("1990-01-01", "1999-12-31")),
        ("19XX", ("1900-01-01", "1999-12-31")),
        ("2020-03-05T10:20", ("2020-03-05", "2020-03-05")),
        ("2020-03-05T08/2020-03-05T20", ("2020-03-05", "2020-03-05")),
        ("2020-13", (None, None)),
        ("2021-02-30", (None, None)),
        ("T10:20", (None, None)),
        ("next week", (None, None)),
        (None, (None, None)),
    ],
)
def test_edtf_bounds(expression: str | None, bounds: tuple[str | None, str | None]) -> None:
    assert edtf_bounds(expression) == bounds


KILLED = """
    import sys, os, signal
    sys.path[:0] = [{root!r}, {root!r} + '/tests']
    from outputs import store
    import made
    from test_store import MANIFEST
    import outputs.writer
    outputs.writer._BATCH_DOCUMENTS = 2
    kb = store.open({path!r})
    left = int(sys.argv[1])

    def trace(statement):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with kb.begin_run(MANIFEST) as run:
        run._driver._connection.set_trace_callback(trace)
        for n in range(12):
            doc, facts, numerals = made.result(f"k{{n}}")
            if not run.known(doc.source, doc.sha256):
                run.add((doc, facts, numerals))
        run.commit()
"""


@pytest.mark.parametrize("moment", [1, 5, 12, 23, 60, 120, 200])
def test_kill_at_any_moment_leaves_the_last_committed_run(tmp_path: Path, moment: int) -> None:
    path = str(tmp_path / "kb.sqlite")
    with store.open(path) as kb:
        load(kb, "a")
    root = str(Path(__file__).parent.parent)
    script = textwrap.dedent(KILLED.format(root=root, path=path))
    done = subprocess.run([sys.executable, "-c", script, str(moment)], cwd=root, timeout=60, env={**os.environ})
    assert done.returncode in (0, -signal.SIGKILL)
    with store.open(path) as kb:
        if done.returncode:
            assert len(kb.facts()) == 4 and len(kb.runs()) == 1
        summary = load(kb, *(f"k{n}" for n in range(12)))
        assert len(kb.facts()) == 52
        if done.returncode:
            assert summary.documents["new"] + summary.documents["resumed"] == 12
            assert summary.total("added") == 48
        assert kb.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_a_full_disk_is_reported_and_the_last_run_stays(tmp_path: Path) -> None:
    with store.open(tmp_path / "kb.sqlite") as kb:
        load(kb, "a")
        with kb.begin_run(MANIFEST) as run:
            pages = run._driver.query("PRAGMA page_count")[0][0]  # type: ignore[attr-defined]
            run._driver.query(f"PRAGMA max_page_count={pages}")
            with pytest.raises(store.FullDisk):
                for n in range(400):
                    run.add(made.result(f"full{n}"))
                run.commit()
            run._driver.query("PRAGMA max_page_count=1000000000")
        assert len(kb.facts()) == 4


@pytest.mark.parametrize("wait", [True, False])
def test_only_commits_that_nobody_waits_for_are_left_to_the_next_on_the_disk(tmp_path: Path, wait: bool) -> None:
    with store.open(postgres.address("postgresql", tmp_path, "late")) as kb, kb.begin_run(MANIFEST) as run:
        with run._driver.transaction(wait=wait):
            assert run._driver.query("SHOW synchronous_commit") == [("on" if wait else "off",)]
        assert run._driver.query("SHOW synchronous_commit") == [("on",)]
