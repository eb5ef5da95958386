import gc
import os
import sys
import time

import pytest

from pipeline.executors import WorkerDied, WorkerTimeout, results


def double(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return 2 * number


def slow(number: int) -> int:
    if number == 1:
        time.sleep(30)
    return number


def fatal(number: int) -> int:
    if number == 1:
        os._exit(9)
    return number


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_an_error_ends_one_item(workers: int) -> None:
    found = list(results(double, range(12), workers=workers))
    assert [item for item, _ in found] == list(range(12))
    assert [result for item, result in found if item != 3] == [2 * item for item in range(12) if item != 3]
    assert isinstance(found[3][1], ValueError)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_item_over_its_time_is_given_up(workers: int) -> None:
    found = dict(results(slow, range(4), workers=workers, timeout=1.5))
    assert isinstance(found[1], WorkerTimeout)
    assert [found[0], found[2], found[3]] == [0, 2, 3]


def test_a_worker_that_dies_costs_one_item() -> None:
    found = dict(results(fatal, range(6), workers=2))
    assert isinstance(found[1], WorkerDied)
    assert [found[n] for n in (0, 2, 3, 4, 5)] == [0, 2, 3, 4, 5]


def loaded(_: int) -> tuple[bool, int]:
    return "pipeline.nlp" in sys.modules, gc.get_freeze_count()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each worker loads for itself")
def test_workers_begin_with_everything_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    found = [result for _, result in results(loaded, range(4), workers=2)]
    assert all(isinstance(one, tuple) and one[0] and one[1] > 20_000 for one in found), found
    assert os.environ["PYTHONPATH"] == "elsewhere"
