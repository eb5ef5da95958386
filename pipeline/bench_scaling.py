"""How cost grows: the command itself over dumps of more and more documents, on one process and on several."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.document import Document
from pipeline.bench_material import write_dump

_LOOK_EVERY = 0.1
_FEWEST_LOOKS = 20
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Scaled:
    """One run of the command.

    ``seconds`` by the clock, start-up and commit included, ``cpu_seconds`` of all its processes; ``peak_mb``: the most
    that one process held at a time (10^6 bytes, None where the system does not tell); ``growth``: how much more a process
    held in the last tenth of the time than in the second tenth, the worst of them.
    """

    documents: int
    workers: int
    characters: int
    seconds: float
    cpu_seconds: float
    kb_bytes: int
    peak_mb: float | None
    growth: float | None


def scaled(
    documents: Sequence[Document], folder: Path, size: int, workers: int, *, say: Callable[[str], None] = lambda _: None
) -> Scaled:
    """Run the command once over a dump of ``size`` documents. Raises OSError where it fails."""
    say(f"{size} documents on {workers} process{'es' if workers > 1 else ''}")
    dump, kb = folder / f"{size}.jsonl", folder / f"{size}-{workers}.sqlite"
    characters = write_dump(documents, dump, size)
    command = [sys.executable, "-m", "pipeline", "run", str(dump), "--kb", str(kb), "--workers", str(workers)]
    start = time.monotonic()
    # From this code, wherever it is: an installed gongbao elsewhere is another one.
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment) as process:
        before = _children_cpu()
        held, spent = _watch(process)
        told = process.stderr.read() if process.stderr else b""
    # Of workers that are copies of another process the system tells nothing when they are gone.
    seconds, cpu = time.monotonic() - start, max(_children_cpu() - before, spent)
    if process.returncode not in (0, 3):
        raise OSError(f"the run ended with {process.returncode}: {told.decode(errors='replace').strip()}")
    size_of_kb = sum(path.stat().st_size for path in folder.glob(f"{kb.name}*"))
    for path in (dump, *folder.glob(f"{kb.name}*")):
        path.unlink()
    peak = max((max(series) for series in held), default=None)
    grown = [growth(series) for series in held if len(series) >= _FEWEST_LOOKS]
    return Scaled(
        size, workers, characters, seconds, cpu, size_of_kb, peak / 1e6 if peak else None, max(grown, default=None)
    )


def growth(series: Sequence[int]) -> float:
    """The mean of the last tenth over that of the second tenth, less one."""
    tenth = max(len(series) // 10, 1)
    second, last = series[tenth : 2 * tenth], series[-tenth:]
    return (sum(last) / len(last)) / (sum(second) / len(second)) - 1


def _children_cpu() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system


def _watch(process: subprocess.Popen[bytes]) -> tuple[list[list[int]], float]:
    """Bytes that each process of the tree held, look by look, until the first one ends, and the processor seconds of all."""
    held: dict[int, list[int]] = defaultdict(list)
    spent: dict[int, float] = {}
    while process.poll() is None:
        for pid in _tree(process.pid):
            if size := _resident(pid):
                held[pid].append(size)
                spent[pid] = max(_cpu(pid), spent.get(pid, 0.0))
        time.sleep(_LOOK_EVERY)
    return list(held.values()), sum(spent.values())


def _tree(pid: int) -> list[int]:
    """A process and those it started, as Linux lists them."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [one for child in children.read_text().split() for one in _tree(int(child))]
        except OSError:  # it ended meanwhile
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    except (OSError, IndexError):
        return 0.0
