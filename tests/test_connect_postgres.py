"""What docs/connect.md has Metabase and Grafana send is run against a real PostgreSQL, as the role that it makes for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from sqlalchemy import Connection, text

from outputs import store
from pipeline.run import run
from pipeline.settings import Settings
from tests import postgres

DOCS = Path(__file__).parent.parent / "docs"
GRAFANA = DOCS / "grafana"
BLOCKS = re.findall(r"```sql\n(.*?)```", (DOCS / "connect.md").read_text("utf-8"), re.DOTALL)
METABASE = [one for one in BLOCKS if "{{" in one or "FROM data_quality" in one]
PANELS = {one["title"]: one for one in json.loads((GRAFANA / "gongbao.json").read_text("utf-8"))["panels"]}
NOTICES = {
    "a": ("2021-01-20", "重庆市司法局通报，2020年，重庆市共受理案件1000件。"),
    "b": ("2022-02-10", "重庆市司法局通报，2021年，重庆市共受理案件1100件。"),
    "c": ("2022-03-10", "2021年，成都市共受理案件780件，罚款5万元。"),
}
FROM, TO = "2000-01-01T00:00:00Z", "2030-01-01T00:00:00Z"
LEAST = {"indicator": "案件", "kind": "count"}
ALL = LEAST | {"region": "重庆市", "region_code": "500000", "since": "2021-01-01"}


@pytest.fixture(scope="module")
def dashboards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection of the role of the document, which may only read."""
    folder = tmp_path_factory.mktemp("notices")
    for name, (published, said) in NOTICES.items():
        (folder / f"{name}.txt").write_text(said, "utf-8")
        meta = {"title": "通报", "published": published, "publisher": "重庆市司法局"}
        (folder / f"{name}.meta.json").write_text(json.dumps(meta), "utf-8")
    address = postgres.address("postgresql", folder, "connect")
    run([str(folder)], Settings(kb=address), now="2026-01-01")
    role = next(one for one in BLOCKS if "CREATE ROLE" in one)
    with store.open(address) as kb:
        with kb.engine.begin() as connection:
            connection.exec_driver_sql(role)
        with kb.engine.connect() as connection:
            connection.exec_driver_sql("SET ROLE dashboards")
            connection.commit()
            yield connection
            connection.rollback()
            connection.exec_driver_sql("RESET ROLE")
            connection.commit()
        with kb.engine.begin() as connection:
            connection.exec_driver_sql("DROP OWNED BY dashboards")
            connection.exec_driver_sql("DROP ROLE dashboards")


def grafana(sql: str, variables: Mapping[str, str]) -> str:
    """A statement as Grafana sends it: the macro of the time range and quoted variables filled in."""
    begin = sql.find("$__timeFilter(")
    while begin >= 0:
        start = at = begin + len("$__timeFilter(")
        depth = 1
        while depth:
            depth += (sql[at] == "(") - (sql[at] == ")")
            at += 1
        sql = f"{sql[:begin]}{sql[start : at - 1]} BETWEEN '{FROM}' AND '{TO}'{sql[at:]}"
        begin = sql.find("$__timeFilter(")
    filled = re.sub(r"\$\{(\w+):sqlstring\}", lambda one: "'" + variables[one[1]].replace("'", "''") + "'", sql)
    assert "$" not in filled
    return filled


def metabase(sql: str, variables: Mapping[str, str]) -> str:
    """A question as Metabase sends it: optional parts without a value left out, variables as strings."""
    kept = re.sub(r"\[\[(.*?)\]\]", lambda one: one[1] if set(_named(one[1])) <= set(variables) else "", sql)
    return re.sub(r"\{\{(\w+)\}\}", lambda one: f"'{variables[one[1]]}'", kept)


def _named(sql: str) -> list[str]:
    return re.findall(r"\{\{(\w+)\}\}", sql)


def rows(connection: Connection, sql: str) -> list[dict[str, Any]]:
    found = [dict(one) for one in connection.execute(text(sql.replace(":", r"\:"))).mappings()]
    connection.rollback()
    return found


def test_the_role_reads_and_does_not_write(dashboards: Connection) -> None:
    assert rows(dashboards, "SELECT count(*) AS n FROM observation")[0]["n"] > 3
    with pytest.raises(Exception, match="permission denied"):
        dashboards.exec_driver_sql("DELETE FROM fact")
    dashboards.rollback()


def test_questions_of_metabase(dashboards: Connection) -> None:
    series, figures, quality = METABASE
    found = rows(dashboards, metabase(series, LEAST))
    assert (str(found[0]["period"]), found[0]["region"], found[0]["value"]) == ("2020-01-01", "重庆市", 1000)
    assert {row["region"] for row in found} == {"重庆市", "成都市"}
    assert [row["value"] for row in rows(dashboards, metabase(series, ALL))] == [1000, 1100]
    assert [row["value_display"] for row in rows(dashboards, metabase(figures, LEAST))] == ["1100", "1000", "780"]
    assert [row["value_display"] for row in rows(dashboards, metabase(figures, ALL))] == ["1100"]
    kinds = {row["kind"]: row for row in rows(dashboards, quality)}
    assert kinds["count"]["facts"] == 3 and 0 < kinds["count"]["confidence"] <= 1
    assert kinds["count"]["with_period"] == 1


@pytest.mark.parametrize("title", PANELS)
@pytest.mark.parametrize("region", ["", "重庆市"])
def test_panels_of_grafana(dashboards: Connection, title: str, region: str) -> None:
    panel = PANELS[title]
    for target in panel["targets"]:
        found = rows(dashboards, grafana(target["rawSql"], {"indicator": "案件", "region": region}))
        assert found
        if target["format"] == "time_series":
            times = [row["time"] for row in found]
            assert times == sorted(times) and all(hasattr(one, "year") for one in times)
            numbers = [value for name, value in found[0].items() if name not in ("time", "metric")]
            assert numbers and all(float(one) > 0 for one in numbers)
        if "${region" in target["rawSql"] and region:
            assert {row.get("metric", row.get("region")) for row in found} == {region}


def test_the_panel_by_hand(dashboards: Connection) -> None:
    by_hand = next(one for one in BLOCKS if "$__timeFilter" in one)
    assert rows(dashboards, grafana(by_hand, {}))[0]["value"] == 1000


def test_the_files_for_grafana_agree() -> None:
    source = yaml.safe_load((GRAFANA / "datasource.yaml").read_text("utf-8"))["datasources"][0]
    provider = yaml.safe_load((GRAFANA / "dashboards.yaml").read_text("utf-8"))["providers"][0]
    assert provider["type"] == "file" and provider["options"]["path"]
    assert source["user"] == "dashboards" and source["secureJsonData"]["password"].startswith("$")
    board = json.loads((GRAFANA / "gongbao.json").read_text("utf-8"))
    named = {one["name"] for one in board["templating"]["list"]}
    places = set()
    for panel in board["panels"]:
        for one in (panel, *panel["targets"]):
            assert (one["datasource"]["type"], one["datasource"]["uid"]) == (source["type"], source["uid"])
        for target in panel["targets"]:
            assert set(re.findall(r"\$\{(\w+)", target["rawSql"])) <= named
        spot = panel["gridPos"]
        cells = {
            (x, y) for x in range(spot["x"], spot["x"] + spot["w"]) for y in range(spot["y"], spot["y"] + spot["h"])
        }
        assert not cells & places and max(x for x, _ in cells) < 24
        places |= cells
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
