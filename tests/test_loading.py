"""The writer's cost beside that of a yardstick in the same run: the same rows put into the same bare table by ``executemany``."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from outputs import schema, store
from outputs.runs import RunManifest
from tests import bench_store

FACTS = 12_000


@pytest.fixture(scope="module")
def material() -> list[bench_store.Result]:
    return list(bench_store.documents(FACTS))


def written(path: Path, material: list[bench_store.Result]) -> float:
    """Processor seconds of the writer: rows, ledger, changes, indexes, counts, commit."""
    with store.open(path) as kb, kb.begin_run(RunManifest(command="bench")) as run:
        begin = time.process_time()
        for result in material:
            run.add(result)
        run.commit()
        return time.process_time() - begin


def bare(path: Path, rows: list[tuple[object, ...]]) -> float:
    """Processor seconds of the rows of ``fact`` alone, by nothing but the driver."""
    names = [f'"{name}"' for name in schema.columns("fact")]
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE fact ({', '.join(names)})")
        begin = time.process_time()
        connection.executemany(f"INSERT INTO fact VALUES ({', '.join('?' * len(names))})", rows)
        connection.commit()
        return time.process_time() - begin


def test_a_load_costs_few_times_the_insert_of_its_facts(tmp_path: Path, material: list[bench_store.Result]) -> None:
    spent, yardstick = [], []
    for turn in range(3):
        path = tmp_path / f"{turn}.sqlite"
        spent.append(written(path, material))
        with sqlite3.connect(path) as connection:
            rows = connection.execute("SELECT * FROM fact ORDER BY row_id").fetchall()
        assert len(rows) >= FACTS
        yardstick.append(bare(tmp_path / f"bare{turn}.sqlite", rows))
    assert min(spent) / min(yardstick) < 3.2, (spent, yardstick)
