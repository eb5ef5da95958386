"""The registry of institutions: parents, levels, codes, renamings, parts in documents, reviewers' decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from outputs import merges, names, registry, store
from outputs.merges import INDICATORS, INSTITUTIONS
from outputs.registry_names import owner_and_level, renamed
from outputs.store import KnowledgeBase
from pipeline.api import Gongbao
from pipeline.cli import main
from pipeline.run import run
from pipeline.settings import Settings
from tests import older, postgres

NOTICE = """平江县市场监督管理局 平江县公安局关于处罚情况的通报
各乡镇人民政府、平江县教育局：
2023年5月，县市场监管局对平江县鑫源建材商行（统一社会信用代码：91350100M000100Y43）罚款5万元。
环境保护部、平江县第一中学家长委员会代表参加。
平江县市场监督管理局
2023年6月1日
抄送：岳阳市市场监督管理局
"""
WHO = {"reviewer": "li", "now": "2024-01-01T00:00:00.000000+00:00"}


def settings(tmp_path: Path, engine: str = "sqlite") -> Settings:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    return Settings(kb=postgres.address(engine, tmp_path, "registry"))


def rows(kb: KnowledgeBase, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in kb.rows(sql)]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_a_run_writes(engine: str, tmp_path: Path) -> None:
    chosen = settings(tmp_path, engine)
    run([str(tmp_path / "notice.txt")], chosen, now="2024-01-01")
    with store.open(chosen.kb) as kb:
        known = {row["canonical"]: row for row in kb.rows("SELECT * FROM institution")}
        assert known["平江县鑫源建材商行"]["credit_code"] == "91350100M000100Y43"
        assert known["平江县市场监督管理局"]["credit_code"] is None
        assert known["平江县市场监督管理局"]["level"] == "county"
        assert known["环境保护部"]["level"] == "national"
        history = kb.rows("SELECT old_name, new_name, since FROM institution_history ORDER BY since")
        assert [tuple(row.values()) for row in history] == [
            ("国家环境保护总局", "环境保护部", "2008-03-15"),
            ("环境保护部", "生态环境部", "2018-03-17"),
        ]
        parts = kb.rows("SELECT part, institution FROM document_institution WHERE part <> 'mentioned'")
        assert {(row["part"], row["institution"]) for row in parts} == {
            ("issuer", "平江县市场监督管理局"),
            ("co_issuer", "平江县公安局"),
            ("addressee", "平江县教育局"),
            ("copied", "岳阳市市场监督管理局"),
        }


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_merged_names_are_one_body_until_they_are_split(engine: str, tmp_path: Path) -> None:
    chosen = settings(tmp_path, engine)
    run([str(tmp_path / "notice.txt")], chosen, now="2024-01-01")
    with store.open(chosen.kb) as kb:
        activity = "SELECT institution, mentions FROM institution_activity ORDER BY institution"
        before = rows(kb, activity)
        merges.merge(kb, INSTITUTIONS, "平江县公安局", "平江县教育局", **WHO)
        named = dict(rows(kb, activity))
        assert "平江县公安局" not in named
        assert named["平江县教育局"] == 2
        part = "SELECT count(*) FROM document_institution WHERE institution = '平江县公安局'"
        assert rows(kb, part) == [(0,)]
        merges.split(kb, INSTITUTIONS, "平江县公安局", **WHO)
        assert rows(kb, activity) == before
        assert [one["verdict"] for one in merges.decisions(kb, INSTITUTIONS)] == ["merge", "split"]
        assert registry.aliases(kb) == {}


def test_merges_follow_each_other_and_never_return(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    run([str(tmp_path / "notice.txt")], chosen, now="2024-01-01")
    with store.open(chosen.kb) as kb:
        merges.merge(kb, INSTITUTIONS, "平江县公安局", "平江县教育局", **WHO)
        merges.merge(kb, INSTITUTIONS, "平江县教育局", "岳阳市市场监督管理局", **WHO)
        merged = rows(kb, "SELECT canonical FROM institution WHERE merged_into IS NOT NULL ORDER BY canonical")
        assert merged == [("平江县公安局",), ("平江县教育局",)]
        assert registry.aliases(kb)["平江县公安局"] == "岳阳市市场监督管理局"
        with pytest.raises(merges.NoSuchName, match="already one"):
            merges.merge(kb, INSTITUTIONS, "岳阳市市场监督管理局", "平江县公安局", **WHO)
        with pytest.raises(merges.NoSuchName, match="holds no institution 无名局"):
            merges.merge(kb, INSTITUTIONS, "无名局", "平江县公安局", **WHO)
        with pytest.raises(merges.NoSuchName, match="not merged"):
            merges.split(kb, INSTITUTIONS, "环境保护部", **WHO)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("register", [INDICATORS, INSTITUTIONS], ids=lambda one: one.what)
def test_a_split_takes_back_its_merge_and_nothing_else(engine: str, register: merges.Register, tmp_path: Path) -> None:
    chosen = settings(tmp_path, engine)
    text = NOTICE.replace("5万元", "5万元，抽查机构12家、检查企业30家、查处案件7件")
    (tmp_path / "notice.txt").write_text(text, encoding="utf-8")
    run([str(tmp_path / "notice.txt")], chosen, now="2024-01-01")
    with store.open(chosen.kb) as kb:
        a, b, c, *_ = (row[register.name] for row in names.listed(kb, register))

        def into(kb: KnowledgeBase = kb) -> dict[str, str]:
            return {row[register.name]: row["into"] for row in names.listed(kb, register) if row["into"]}

        whole = kb.rows(f"SELECT * FROM {register.what} ORDER BY 1")
        merges.merge(kb, register, a, b, **WHO)
        merges.merge(kb, register, b, c, **WHO)
        assert into() == {a: c, b: c}
        with pytest.raises(merges.NoSuchName, match="split it first"):
            merges.merge(kb, register, a, c, **WHO)
        merges.split(kb, register, b, **WHO)
        assert into() == {a: b}
        assert merges.merged(kb, register)[a]["reviewer"] == "li"
        merges.split(kb, register, a, **WHO)
        assert kb.rows(f"SELECT * FROM {register.what} ORDER BY 1") == whole
        for who in ("", " ", "x" * 101):
            with pytest.raises(store.StoreError, match="1 to 100 characters"):
                merges.merge(kb, register, a, b, reviewer=who, now="2024")
    with store.open(chosen.kb, as_of=1) as past, pytest.raises(store.StoreError, match="read-only"):
        merges.merge(past, register, a, b, **WHO)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_merges_made_before_there_was_a_log_are_in_it(engine: str, tmp_path: Path) -> None:
    chosen = settings(tmp_path, engine)
    (tmp_path / "notice.txt").write_text("全市抽查机构12家，检查企业30家。", encoding="utf-8")
    run([str(tmp_path / "notice.txt")], chosen, now="2024-01-01")
    with store.open(chosen.kb) as kb:
        a, b = (row["name"] for row in names.listed(kb, INDICATORS))
        merges.merge(kb, INDICATORS, a, b, **WHO)
        with kb.engine.begin() as connection:
            older.back_to(connection, "0009")
    with store.open(chosen.kb) as kb:
        assert [(one["name"], one["reviewer"]) for one in merges.decisions(kb, INDICATORS)] == [(a, "unknown")]
        merges.split(kb, INDICATORS, a, **WHO)
        assert kb.rows("SELECT 1 FROM indicator WHERE merged_into IS NOT NULL OR series_id <> indicator_id") == []


def test_the_next_run_writes_the_names_decided_on(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    paths = [str(tmp_path / "notice.txt")]
    run(paths, chosen, now="2024-01-01")
    with store.open(chosen.kb) as kb:
        registry.name_as(kb, "平江县教育局", "平江县教育体育局", **WHO)
    assert run(paths, chosen, now="2024-01-02").run_id == 2
    with store.open(chosen.kb) as kb:
        found = {fact["canonical"] for fact in kb.facts() if fact["kind"] == "institution"}
    assert "平江县教育体育局" in found
    assert "平江县教育局" not in found


def test_names_with_one_credit_code_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = settings(tmp_path)
    text = (
        NOTICE
        + "平江县鑫源建材经营部（统一社会信用代码91350100M000100Y43）、平江县公安局（信用代码91350100M000100Y44）\n"
    )
    (tmp_path / "notice.txt").write_text(text, encoding="utf-8")
    run([str(tmp_path / "notice.txt")], chosen, now="2024-01-01")
    with store.open(chosen.kb) as kb:
        assert registry.same_code(kb) == [["平江县鑫源建材商行", "平江县鑫源建材经营部"]]
    with pytest.raises(SystemExit):
        main(["institutions", "codes", "--kb", chosen.kb])
    assert capsys.readouterr().out == "平江县鑫源建材商行\t平江县鑫源建材经营部\n"


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = settings(tmp_path)
    run([str(tmp_path / "notice.txt")], chosen, now="2024-01-01")
    for arguments, code in [
        (["merge", "平江县公安局", "平江县教育局", "--reviewer", "li"], 0),
        (["split", "平江县公安局", "--reviewer", "li", "--note", "两家"], 0),
        (["name", "县局", "平江县公安局", "--reviewer", "li"], 0),
        (["merge", "无名局", "平江县公安局", "--reviewer", "li"], 1),
        (["log"], 0),
    ]:
        with pytest.raises(SystemExit) as done:
            main(["institutions", *arguments, "--kb", chosen.kb])
        assert done.value.code == code
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[1:5] for line in lines] == [
        ["li", "merge", "平江县公安局", "平江县教育局"],
        ["li", "split", "平江县公安局", ""],
        ["li", "name", "县局", "平江县公安局"],
    ]


def test_aliases_of_the_settings_go_before_everything() -> None:
    gongbao = Gongbao(Settings(aliases={"市局": "重庆市公安局"}))
    found = gongbao.extract("市局召开会议。", publisher="重庆市司法局")
    assert [fact.canonical for fact in found.facts if fact.kind == "institution"] == ["重庆市公安局"]


def test_what_names_say() -> None:
    assert owner_and_level("西南政法大学司法鉴定中心") == ("西南政法大学", None)
    assert owner_and_level("国务院") == (None, "national")
    assert [new for _, new, _ in renamed("环境保护部")] == ["环境保护部", "生态环境部"]
    assert renamed("平江县公安局") == ()
