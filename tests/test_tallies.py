"""Counts that views read are those that the facts give, whatever runs came before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from extractors.identity import document_id
from outputs import decision_files, decisions, indicators, likeness, merges, publish, reprints, store, views
from outputs.merges import INDICATORS
from outputs.runs import RunManifest
from tests import made, postgres

TEXT = "".join(
    f"第{n}项工作由{who}牵头，完成{what}{n * 7}件，比上年增加{n}件。"
    for n, (who, what) in enumerate(zip("甲乙丙丁戊己庚辛", "审批查处培训巡查调解普法复核评估", strict=False), 1)
)


WHO = {"reviewer": "li", "now": "2024-01-01T00:00:00.000000+00:00"}


@pytest.fixture(params=["sqlite", "postgresql"])
def kb(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[store.KnowledgeBase]:
    with store.open(postgres.address(request.param, tmp_path, "tallies")) as opened:
        yield opened


def load(kb: store.KnowledgeBase, *documents: tuple[Any, Any], **manifest: str) -> None:
    with kb.begin_run(replace(RunManifest(), **manifest)) as run:
        for document, facts in documents:
            run.add((document, facts, []))
        run.commit()


def rows(kb: store.KnowledgeBase, sql: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in kb.rows(sql)), key=repr)


def check(kb: store.KnowledgeBase) -> None:
    """The views by tallies against the same views counted from the facts."""
    for name in ("institution_activity", "document_summary", "data_quality"):
        counted = views.select(name, kb.dialect, str(kb.resolve_run()))
        assert rows(kb, f"SELECT * FROM {name}") == rows(kb, counted), name


def one(name: str, value: int = 63) -> tuple[Any, Any]:
    doc = made.document(name)
    return doc, made.facts(doc, 63) if value == 63 else made.facts(doc)[:2]


def test_tallies_follow_every_run(kb: store.KnowledgeBase) -> None:
    load(kb, one("a"), one("b"))
    check(kb)
    assert rows(kb, "SELECT documents, mentions, figures FROM institution_activity") == [(2, 2, 4)]
    load(kb, one("a"), one("c"), command="2", code_hash="2")
    check(kb)
    load(kb, one("a", 0), command="3", code_hash="3")
    check(kb)
    assert rows(kb, "SELECT documents, mentions, figures FROM institution_activity") == [(3, 3, 4)]
    with kb.begin_run(RunManifest(command="4")) as run:
        for name in ("bulletins/a.txt", "bulletins/b.txt", "bulletins/c.txt"):
            run.withdraw(name)
        run.commit()
    check(kb)
    assert rows(kb, "SELECT * FROM institution_activity") == []


def test_a_first_period_that_is_gone_is_looked_for_again(kb: store.KnowledgeBase) -> None:
    doc, facts = one("a")
    early = [structs.replace(fact, period="1999") for fact in facts]
    load(kb, (doc, early), one("b"))
    assert rows(kb, "SELECT first_period, last_period FROM institution_activity") == [("1999-01-01", "2023-12-31")]
    load(kb, (doc, facts), command="2", code_hash="2")
    assert rows(kb, "SELECT first_period, last_period FROM institution_activity") == [("2023-01-01", "2023-12-31")]
    check(kb)


def test_what_is_published_is_what_is_counted(kb: store.KnowledgeBase) -> None:
    load(kb, one("a"))
    publish.publish(kb, "主编", now="2024-03-02", accept_undecided_above=0.5)
    load(kb, one("b"), command="2")
    assert rows(kb, "SELECT count(*) FROM document_summary") == [(1,)]
    publish.publish(kb, "主编", now="2024-03-03", accept_undecided_above=0.5)
    check(kb)
    publish.set_view_threshold(kb, 0.95)
    assert rows(kb, "SELECT * FROM institution_activity") == []


def test_reprints_count_once_under_their_origin(kb: store.KnowledgeBase) -> None:
    first = made.document("z", TEXT + "全年共完成63家。", published=None)
    reprint = made.document("a", "来源：某网。" + TEXT + "全年共完成63家。")
    next_year = made.document("b", TEXT.replace("件", "9件") + "全年共完成63家。")
    load(kb, *((doc, [made.fact(doc, "63家", value=Decimal(63))]) for doc in (first, next_year)))
    assert rows(kb, "SELECT count(*) FROM observation") == [(2,)]
    load(kb, (reprint, [made.fact(reprint, "63家", value=Decimal(63))]), command="2")
    names = {row["source"]: row for row in kb.rows("SELECT source, document_id, origin_id FROM document_summary")}
    assert names["bulletins/a.txt"]["origin_id"] == names["bulletins/z.txt"]["document_id"]
    assert names["bulletins/b.txt"]["origin_id"] is None and names["bulletins/z.txt"]["origin_id"] is None
    assert rows(kb, "SELECT count(*) FROM observation") == [(2,)]
    assert rows(kb, "SELECT count(*) FROM document_summary") == [(3,)]
    check(kb)


def printed_twice() -> list[tuple[Any, Any]]:
    """Two notices, the second of which was printed twice: once with a period of its own."""
    first = made.document("z", TEXT + "全年共完成63家。")
    reprint = made.document("a", "来源：某网。" + TEXT + "全年共完成63家。", published=date(2024, 3, 1))
    found = []
    for document, period in ((made.document("c"), "2023"), (first, "2022"), (reprint, "1999")):
        where = {"institution": "重庆市司法局", "period": period}
        found.append((document, [made.fact(document, "63家", value=Decimal(63), **where)]))
    return found


@pytest.mark.parametrize("many", [0, 50_000])
def test_a_first_run_leaves_out_its_reprints(
    kb: store.KnowledgeBase, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("outputs.tallies._MANY", many)
    load(kb, *printed_twice())
    assert rows(kb, "SELECT documents, mentions, figures, first_period FROM institution_activity") == [
        (2, 0, 2, "2022-01-01")
    ]
    check(kb)


def test_a_first_run_counts_what_a_threshold_shows(kb: store.KnowledgeBase) -> None:
    publish.set_view_threshold(kb, 0.95)
    load(kb, one("a"), one("b"))
    assert rows(kb, "SELECT * FROM institution_activity") == []
    check(kb)


def test_a_first_run_counts_what_was_judged_before_it(kb: store.KnowledgeBase, tmp_path: Path) -> None:
    with store.open(tmp_path / "other.sqlite") as other:
        load(other, one("a"))
        document, facts = one("a")
        target = decisions.Target(document_id(document), facts[2].fact_id)
        decisions.decide(other, "li", target, decisions.Judgement("drop"), now="2024-01-01T00:00:00.000000+00:00")
        log = list(decision_files.export_jsonl(other))
    assert decision_files.import_jsonl(kb, log, now="2024-01-02T00:00:00.000000+00:00")
    load(kb, one("a"), one("b"))
    assert rows(kb, "SELECT sum(rejected) FROM data_quality") == [(1,)]
    check(kb)


def test_reprints_are_told_from_the_next_of_a_series() -> None:
    assert reprints.are_reprints(TEXT, TEXT + "（责任编辑：张三）")
    assert not reprints.are_reprints(TEXT, TEXT.replace("件", "9件"))
    assert likeness.hashes("很短，不足以判断。") == []
    assert set(likeness.hashes(TEXT)) & set(likeness.hashes(TEXT + "（责任编辑：张三）"))


def test_merged_indicators_are_one_series(kb: store.KnowledgeBase) -> None:
    doc, facts = one("a")
    other, more = one("b")
    load(kb, (doc, facts), (other, [structs.replace(fact, indicator="鉴定机构") for fact in more[2:3]]))
    series = "SELECT count(*) AS n FROM indicator_series WHERE indicator = '司法鉴定机构'"
    assert rows(kb, series) == [(1,)]
    merges.merge(kb, INDICATORS, "鉴定机构", "司法鉴定机构", **WHO)
    assert rows(kb, series) == [(2,)]
    with pytest.raises(store.StoreError, match="already one"):
        merges.merge(kb, INDICATORS, "司法鉴定机构", "鉴定机构", **WHO)
    with pytest.raises(store.StoreError, match="no indicator 没有的"):
        merges.merge(kb, INDICATORS, "没有的", "鉴定机构", **WHO)
    merges.split(kb, INDICATORS, "鉴定机构", **WHO)
    assert rows(kb, series) == [(1,)]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("城镇居民人均可支配收入", ("居民可支配", "收入", "per_capita", '["城镇"]')),
        ("规模以上工业增加值", ("工业", "增加值", None, '["规模以上"]')),
        ("司法鉴定意见采信率", ("司法鉴定意见采信", "率", None, None)),
        ("进出口总额", ("进出口", "总额", None, None)),
        ("案件", ("案件", None, None, None)),
        ("率", ("率", None, None, None)),
    ],
)
def test_parts_of_an_indicator(name: str, parts: indicators.Parts) -> None:
    assert indicators.parts(name) == parts
