"""The writer's cost beside that of a yardstick in the same run: the same rows put into the same bare table by ``executemany``.

Once with all that one process does of documents and facts, once with what workers hand over.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from outputs import schema, store
from outputs.prepared import unpacked
from outputs.runs import RunManifest
from outputs.writer import RunWriter
from tests import bench_store

FACTS = 12_000


@pytest.fixture(scope="module")
def material() -> list[bench_store.Result]:
    return list(bench_store.documents(FACTS))


@pytest.fixture(scope="module")
def handed_over() -> list[bytes]:
    return list(bench_store.shares(FACTS, "image", bench_store.Loaded()))


def written(path: Path, give: Callable[[RunWriter], None]) -> float:
    """Processor seconds of the writer: rows, ledger, changes, indexes, counts, commit."""
    with store.open(path) as kb, kb.begin_run(RunManifest(command="bench")) as run:
        begin = time.process_time()
        give(run)
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


def test_a_load_costs_few_times_the_insert_of_its_facts(
    tmp_path: Path, material: list[bench_store.Result], handed_over: list[bytes]
) -> None:
    def direct(run: RunWriter) -> None:
        for result in material:
            run.add(result)

    def prepared(run: RunWriter) -> None:
        for data in handed_over:
            for (one,) in unpacked(data):
                run.add(one)

    spent: dict[str, list[float]] = {"direct": [], "prepared": [], "bare": []}
    for turn in range(4):
        path = tmp_path / f"{turn}.sqlite"
        spent["direct"].append(written(path, direct))
        with sqlite3.connect(path) as connection:
            rows = connection.execute("SELECT * FROM fact ORDER BY row_id").fetchall()
        assert len(rows) >= FACTS
        path = tmp_path / f"prepared{turn}.sqlite"
        spent["prepared"].append(written(path, prepared))
        with sqlite3.connect(path) as connection:
            assert connection.execute("SELECT * FROM fact ORDER BY row_id").fetchall() == rows
        spent["bare"].append(bare(tmp_path / f"bare{turn}.sqlite", rows))
    # what is compared was measured one after the other: the machine may have had other things to do in another turn
    direct_cost, prepared_cost = (
        min(one / least for one, least in zip(spent[name], spent["bare"], strict=True))
        for name in ("direct", "prepared")
    )
    assert direct_cost < 3.2, spent
    assert prepared_cost < 1.8, spent
    assert min(spent["prepared"]) < 0.65 * min(spent["direct"]), spent
