"""The same bytes from one process, from many, and from a Dask cluster that loses workers; results by way of a lake."""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

from corpora.read import read  # noqa: E402
from outputs import lake  # noqa: E402
from outputs.errors import StoreError  # noqa: E402
from outputs.render import as_object  # noqa: E402
from pipeline import dask_engine, outcomes, run, work  # noqa: E402
from pipeline.executors import EngineError, WorkerDied, WorkerTimeout  # noqa: E402
from pipeline.settings import Settings, SettingsError, load  # noqa: E402

SAMPLES = Path(__file__).parent.parent / "corpora" / "samples"
NOW = "2026-01-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    # One lost worker may be chance, two with the same item are not: fewer restarts to wait for than with Dask's three.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def bulletins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format, an archive, a dump, a sidecar, and inputs that cannot be read."""
    folder = tmp_path_factory.mktemp("bulletins")
    chosen = [*SAMPLES.glob("*.zip"), *SAMPLES.glob("*.jsonl"), *SAMPLES.glob("s*"), *SAMPLES.glob("renda*")]
    for path in chosen:
        (folder / path.name).write_bytes(path.read_bytes())
    for number in range(40):
        (folder / f"n{number:02}.txt").write_text(f"全市共抽查{number + 3}家机构,罚款{number}.5万元。", "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "junk.html").write_bytes(bytes(range(256)) * 20)
    return folder


def dump(folder: Path, kb: Path, **options: Any) -> list[str]:
    settings = Settings(kb=str(kb), **options)
    done = run.run([str(folder)], settings, now=NOW)
    assert done.run_id == 1 and len(done.quarantined) == 2
    with sqlite3.connect(kb) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.fixture(scope="module")
def alone(bulletins: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return dump(bulletins, tmp_path_factory.mktemp("kb") / "one.sqlite")


@pytest.mark.parametrize("workers", [2, 8])
def test_any_number_of_processes_gives_the_same_bytes(
    bulletins: Path, alone: list[str], tmp_path: Path, workers: int
) -> None:
    assert dump(bulletins, tmp_path / "kb.sqlite", workers=workers) == alone


def test_a_cluster_gives_the_same_bytes(cluster: Any, bulletins: Path, alone: list[str], tmp_path: Path) -> None:
    address = cluster.scheduler_address
    assert dump(bulletins, tmp_path / "kb.sqlite", engine="dask", scheduler=address) == alone


def test_a_lake_on_the_way_changes_nothing(cluster: Any, bulletins: Path, alone: list[str], tmp_path: Path) -> None:
    import duckdb

    where = {"engine": "dask", "scheduler": cluster.scheduler_address, "lake": (tmp_path / "lake").as_uri()}
    assert dump(bulletins, tmp_path / "kb.sqlite", **where) == alone
    query = f"SELECT count(*) FROM read_parquet('{tmp_path}/lake/*/facts/*.parquet', hive_partitioning = true)"
    facts = sum(line.startswith('INSERT INTO "fact"') for line in alone)
    assert duckdb.sql(query).fetchall() == [(facts,)]


def test_a_lake_works_without_a_cluster_and_is_gone_on_from(
    bulletins: Path, alone: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = str(tmp_path / "lake")
    assert dump(bulletins, tmp_path / "a.sqlite", lake=url) == alone
    monkeypatch.setattr(outcomes, "extract_chunk", lambda chunk: pytest.fail("extracted again"))
    assert dump(bulletins, tmp_path / "b.sqlite", lake=url) == alone


def test_a_lake_keeps_every_field_exactly(tmp_path: Path) -> None:
    work.start(Settings())
    documents = [work.slim(outcome) for outcome in outcomes.extractions([str(SAMPLES)], Settings())]
    lake.write(str(tmp_path), "c", "p", [documents, []])
    found, nothing = lake.read(str(tmp_path), "c", "p", 2)
    assert nothing == [] and [json.dumps(as_object(one)) for one in found] == [
        json.dumps(as_object(one)) for one in documents
    ]
    assert lake.has(str(tmp_path), "c", "p") and not lake.has(str(tmp_path), "c", "q")
    once = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    lake.write(str(tmp_path), "c", "p", [documents, []])
    assert once == {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} and len(once) == 3


def test_a_lake_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="lake"):
        lake.write(str(tmp_path / "file" / "below"), "c", "p", [])
    with pytest.raises(StoreError, match="nofs"):
        lake.has("nofs://x", "c", "p")


def slow(number: int) -> int:
    time.sleep(0.2)
    return number


def late(number: int) -> int:
    end = time.monotonic() + (30 if number == 1 else 0)
    while time.monotonic() < end:
        time.sleep(0.01)
    return number


def fatal(number: int) -> int:
    if number == 1:
        os._exit(9)
    return number


def _workers(cluster: Any) -> list[int]:
    return [nanny.pid for nanny in cluster.workers.values()]


def test_a_lost_worker_loses_nothing(cluster: Any) -> None:
    found = []
    for item, result in dask_engine.results(slow, range(24), scheduler=cluster.scheduler_address):
        if item == 2:
            os.kill(_workers(cluster)[0], signal.SIGKILL)
        found.append((item, result))
    assert found == [(number, number) for number in range(24)]


def test_a_run_survives_the_loss_of_a_worker(cluster: Any, bulletins: Path, alone: list[str], tmp_path: Path) -> None:
    killed = []

    def kill(done: int, _: str) -> None:
        if done == 3:
            killed.append(_workers(cluster)[0])
            os.kill(killed[0], signal.SIGKILL)

    settings = Settings(kb=str(tmp_path / "kb.sqlite"), engine="dask", scheduler=cluster.scheduler_address)
    run.run([str(bulletins)], settings, now=NOW, progress=kill)
    connection = sqlite3.connect(tmp_path / "kb.sqlite")
    assert list(connection.iterdump()) == alone and killed
    connection.close()


def test_an_item_that_kills_every_worker_or_runs_over_its_time_costs_itself_only(cluster: Any) -> None:
    address = cluster.scheduler_address
    found = dict(dask_engine.results(late, range(4), scheduler=address, timeout=1))
    assert isinstance(found[1], WorkerTimeout) and [found[0], found[2], found[3]] == [0, 2, 3]
    found = dict(dask_engine.results(fatal, range(6), scheduler=address))
    assert isinstance(found[1], WorkerDied)
    # One that waited on both lost workers is given up with it; a run then tries each by itself.
    assert all(found[n] == n or isinstance(found[n], WorkerDied) for n in (0, 2, 3, 4, 5))
    assert sum(found[n] == n for n in (0, 2, 3, 4, 5)) >= 3


def unfit(_: object) -> None:
    raise EngineError("another gongbao")


def test_workers_that_are_unfit_end_the_run(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"scheduler": cluster.scheduler_address, "initializer": unfit, "initargs": (1,)}
    with pytest.raises(EngineError, match="another gongbao"):
        list(dask_engine.results(slow, range(3), **given))
    monkeypatch.setattr(work, "_extractor", None)
    with pytest.raises(EngineError, match="Install the same versions"):
        work.start_alike(Settings(), "0" * 16)
    monkeypatch.setattr(dask_engine, "_PATIENCE", 0.5)
    with pytest.raises(EngineError, match="no Dask scheduler at tcp:"):
        list(dask_engine.results(slow, range(3), scheduler="tcp://127.0.0.1:9"))


def test_engine_and_address_go_together() -> None:
    with pytest.raises(SettingsError, match="--engine dask --scheduler tcp://HOST:PORT"):
        load(None, engine="dask")


def test_an_embedded_source_needs_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("共受理12件。", "utf-8")
    (tmp_path / "a.meta.json").write_text('{"title": "通报"}', "utf-8")
    (before,) = read([path])
    (source,) = outcomes.found([str(path)], Settings())
    carried = source.embedded()  # type: ignore[union-attr]
    assert carried.fingerprint() == source.fingerprint()  # type: ignore[union-attr]
    for file in tmp_path.iterdir():
        file.unlink()
    work.start(Settings())
    (after,) = work.process(carried)
    assert after.document == before  # type: ignore[union-attr]
