"""A run killed with -9 at any moment leaves the last committed run, and the same command then gives the same bytes.

One process loads everything once and forks a child a round: the child runs, its parent kills it after a random part of
the time that a run takes. Readers of a run under way neither wait nor see half of it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from outputs import store
from outputs.runs import RunManifest
from tests import made, postgres

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpora" / "samples"
FEW = ("art_20121221_7713", "fangxun_kuaixun_1998", "zhujian_gongzufang_2017", "gongan_jindu_2015", "content_9914")

ROUNDS = """
import hashlib, os, random, signal, sys, time
sys.path.insert(0, {root!r})
import outputs.writer
outputs.writer._BATCH_DOCUMENTS = 1
from outputs import store, views
from outputs.export import streamed
from pipeline import work
from pipeline.run import run
from pipeline.settings import Settings
from tests import postgres

base, corpus, pattern, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])

def fresh(name):
    if pattern:
        import psycopg
        admin = pattern.format(database="postgres").replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{{name}}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{{name}}" TEMPLATE base')
        return pattern.format(database=name)
    import shutil
    path = os.path.join(os.path.dirname(base), name + ".sqlite")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.remove(path + end)
    shutil.copy(base, path)
    return path

def go(address):
    run([corpus], Settings(kb=address), now="2024-01-02T00:00:00+00:00")

def child(address):
    pid = os.fork()
    if pid == 0:
        try:
            go(address)
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
    return pid

def state(address):
    digest = hashlib.sha256()
    with store.open(address) as kb:
        number = kb.resolve_run()
        for name in (*views.NAMES, "fact", "numeral", "change"):
            for row in streamed(kb, name, number).rows:
                digest.update(repr(row).encode())
    return number, digest.hexdigest()

work.start(Settings())
go(fresh("warm"))  # what a process loads on its way is loaded before the clock runs
before = state(fresh("before"))
whole = fresh("whole")
begin = time.perf_counter()
pid = child(whole)
assert os.waitpid(pid, 0)[1] == 0
took = time.perf_counter() - begin
after = state(whole)
assert before[0] == 1 and after[0] == 2 and before != after, (before, after)
chance, killed = random.Random(7), 0
for _ in range(rounds):
    address = fresh("round")
    pid = child(address)
    time.sleep(chance.random() * took)
    os.kill(pid, signal.SIGKILL)
    died = os.waitpid(pid, 0)[1] == signal.SIGKILL
    killed += died
    found = state(address)
    assert found in (before, after) and (died or found == after), (found, before, after)
    go(address)
    assert state(address) == after
print(killed)
"""


@pytest.mark.parametrize(("engine", "rounds"), [("sqlite", 50), ("postgresql", 10)])
def test_killed_at_random_moments(engine: str, rounds: int, tmp_path: Path) -> None:
    from pipeline.run import run
    from pipeline.settings import Settings

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in sorted(SAMPLES.iterdir()):
        if path.name.split(".")[0] == FEW[0]:
            shutil.copy(path, corpus)
    base = postgres.address(engine, tmp_path, "base")
    run([str(corpus)], Settings(kb=base), now="2024-01-01T00:00:00+00:00")
    for path in sorted(SAMPLES.iterdir()):
        if path.name.split(".")[0] in FEW:
            shutil.copy(path, corpus)
    pattern = base.replace("/base?", "/{database}?") if engine == "postgresql" else ""
    script = textwrap.dedent(ROUNDS.format(root=str(ROOT)))
    command = [sys.executable, "-c", script, base, str(corpus), pattern, str(rounds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) >= rounds // 3, "most rounds have to be killed before they end"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_reader_never_waits_nor_sees_half_a_run(engine: str, tmp_path: Path) -> None:
    address = postgres.address(engine, tmp_path, "reader")
    seen: set[tuple[int, ...]] = set()
    problems: list[BaseException] = []
    stop = threading.Event()
    with store.open(address) as kb, store.open(address) as reading:
        with kb.begin_run(RunManifest(command="1")) as run:
            for number in range(3):
                run.add(made.result(f"first{number}"))
            run.commit()
        patience = "PRAGMA busy_timeout = 0" if engine == "sqlite" else "SET lock_timeout = '1ms'"
        sql = """SELECT (SELECT count(*) FROM observation) AS facts, (SELECT count(*) FROM document_summary) AS documents,
        (SELECT figures FROM institution_activity) AS figures, (SELECT sum(facts) FROM data_quality) AS counted"""

        def read() -> None:
            try:
                with reading.engine.connect() as connection:
                    connection.execute(sa.text(patience))
                    connection.commit()
                    while not stop.is_set():
                        seen.add(tuple(map(int, connection.execute(sa.text(sql)).one())))
                        connection.rollback()
            except BaseException as error:
                problems.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        with kb.begin_run(RunManifest(command="2")) as run:
            for number in range(40):
                run.add(made.result(f"second{number}"))
                if number % 4 == 0:
                    run.flush()
            run.commit()
        stop.set()
        reader.join(60)
        assert not problems and not reader.is_alive()
        last = tuple(map(int, kb.rows(sql)[0].values()))
    assert (12, 3, 6, 12) in seen and last == (172, 43, 86, 172)
    assert seen <= {(12, 3, 6, 12), last}
