"""No page reads all facts: the plans of every statement that a page sends, on both databases, over some thousand facts.

What counts a run once and is kept may read them: the overview of a published run, frequent indicators, findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from outputs import store
from outputs.runs import RunManifest
from tests import bench_pages, bench_store, postgres, web
from tests.web import Client

BIG = "fact|change_log|ledger|review_item"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kb(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.KnowledgeBase]:
    address = postgres.address(request.param, tmp_path_factory.mktemp("plans"), "plans")
    with store.open(address) as opened:
        with opened.begin_run(RunManifest(command="bench")) as run:
            for result in bench_store.documents(6_000):
                run.add(result)
            run.commit()
        yield opened


def whole(kb: store.KnowledgeBase, sql: str, parameters: Any) -> list[str]:
    """The steps of a plan that read a big table from its beginning to its end.

    PostgreSQL reads a small table whole where it may; forbidden to, it does so only where no index serves.
    """
    with kb.connect() as connection:
        if kb.dialect == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
            listed = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", parameters)]
            found = [one.strip() for one in listed if re.search(rf"Seq Scan on ({BIG})\b", one)]
            connection.rollback()
            connection.exec_driver_sql("RESET enable_seqscan")
            connection.rollback()
            return found
        listed = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        return [one for one in listed if re.match(rf"SCAN ({BIG}|f|i)\b(?!.*USING (COVERING )?INDEX)", one)]


def test_no_page_reads_all_facts(kb: store.KnowledgeBase) -> None:
    names = bench_pages.asked(kb)
    sent: list[tuple[str, Any]] = []
    wrong = {}
    with web.served(kb) as port:
        client = Client(port)
        bench_pages.settle(client)
        listening = (kb.engine, "before_cursor_execute", lambda *given: sent.append((given[2], given[3])))
        event.listen(*listening)
        for page, path in bench_pages.PAGES.items():
            sent.clear()
            assert client.get(path.format(**names)).status == 200, page
            asked = [one for one in sent if one[0].lstrip().startswith("SELECT")]
            assert asked, page
            if plans := [step for sql, given in asked for step in whole(kb, sql, given)]:
                wrong[page] = plans
        event.remove(*listening)
    assert not wrong


def test_a_scan_would_be_seen(kb: store.KnowledgeBase) -> None:
    assert whole(kb, "SELECT count(*) FROM fact WHERE sentence = 'x'", ())
    assert not whole(kb, "SELECT * FROM fact WHERE fact_id = 'x'", ())


def test_the_benchmark_tells_the_median_and_the_worst_of_every_page(kb: store.KnowledgeBase) -> None:
    names = bench_pages.asked(kb)
    pages, first = bench_pages.browse(kb, names, 2, cold=True)
    assert set(pages) == set(first) == set(bench_pages.PAGES)
    assert all(0 < middle <= worst for middle, worst in pages.values())
    queries = bench_pages.ask(kb, names, 2)
    assert set(bench_pages.QUERIES) <= set(queries)
