"""``gongbao bench``: how fast, beside what others need for a part of the work, in one run and interleaved.

Processor time, not the clock, so that the ratios hold on a machine that has other things to do. Every round measures
every stage on the same part of the material, so that a slow minute falls on all of them.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import bench_stages
from pipeline.bench_material import gather
from pipeline.bench_scaling import Scaled, scaled
from pipeline.bench_stages import Ours, Slice, Stage
from pipeline.settings import Settings

UNIT = "jieba.lcut"
"""The stage that the ratios of the texts refer to."""

_PEERS = {"page": "trafilatura", "paper": "pdfplumber text and tables"}


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured: texts at most, rounds, and for the scaling the numbers of documents and of processes."""

    documents: int = 300
    rounds: int = 3
    sizes: tuple[int, ...] = ()
    workers: tuple[int, ...] = (1,)


@dataclass(slots=True)
class Measured:
    """One stage: processor seconds a round and what it worked through in it; ``absent``: why it was not measured.

    ``ratios`` are speeds over that of the yardstick of the same material in the same round.
    """

    name: str
    group: str
    of: str
    seconds: list[float] = field(default_factory=list)
    characters: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    absent: str = ""

    @property
    def ratio(self) -> float | None:
        """The median over the rounds."""
        return sorted(self.ratios)[len(self.ratios) // 2] if self.ratios else None

    def speed(self, of: str) -> float | None:
        """``characters`` or ``documents`` a second of processor time, over all rounds."""
        amount = sum(self.characters if of == "characters" else self.documents)
        return amount / max(sum(self.seconds), 1e-9) if amount else None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one run of the bench."""

    machine: dict[str, str]
    material: dict[str, int]
    stages: list[Measured]
    scaling: list[Scaled]


Say = Callable[[str], None]


def measure(paths: Sequence[str], options: Options, settings: Settings, *, say: Say = lambda _: None) -> Report:
    """Measure everything on the bulletins below ``paths`` (default: the samples); ``say`` is told what is under way."""
    material = gather(paths, options.documents)
    with tempfile.TemporaryDirectory() as folder:
        say("loading the yardsticks")
        ours = Ours(settings, Path(folder))
        stages: list[Stage] = []
        found: list[Measured] = []
        for one in (*bench_stages.yardsticks(), *ours.stages()):
            if isinstance(one, Stage):
                stages.append(one)
                found.append(Measured(one.name, one.group, one.of))
            else:
                found.append(Measured(one[0], "yardstick", "", absent=one[1]))
        parts = bench_stages.slices(material, options.rounds)
        by_name = {one.name: one for one in found}
        _warm_up(stages, parts, ours)
        for number, part in enumerate(parts, 1):
            say(f"round {number} of {len(parts)}")
            ours.prepare(part)
            for stage in stages:
                _time(stage, part, by_name[stage.name])
            part.states = []
        _compare(found)
        scaling = [
            scaled(material.documents(), Path(folder), size, workers, say=say)
            for size in options.sizes
            for workers in options.workers
        ]
    counts = {name: len(getattr(material, name)) for name in ("texts", "pages", "papers")}
    counts["characters"] = sum(part.characters for part in parts)
    return Report(machine(), counts, found, scaling)


def machine() -> dict[str, str]:
    """The machine in general words: what figures of two runs need to be compared, nothing that names it."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {"processor": model, "cores": str(cores), "system": platform.system(), "python": platform.python_version()}


def _warm_up(stages: Sequence[Stage], parts: Sequence[Slice], ours: Ours) -> None:
    """Everything once on a little text: dictionaries load and patterns compile outside the measurement."""
    if not parts:
        return
    little = bench_stages.shortened(parts[0], 500)
    little.pages, little.papers = parts[0].pages[:1], ()
    ours.prepare(little)
    for stage in stages:
        stage.work(little)


def _time(stage: Stage, part: Slice, into: Measured) -> None:
    given = bench_stages.shortened(part, stage.most)
    amount = {"text": given.documents, "page": given.pages, "paper": given.papers}[stage.of]
    if not amount:
        into.absent = f"the material holds no {stage.of}"
        return
    start = time.process_time()
    stage.work(given)
    into.seconds.append(time.process_time() - start)
    into.documents.append(len(amount))
    into.characters.append(given.characters if stage.of == "text" else 0)


def _compare(found: Sequence[Measured]) -> None:
    """Ratios of speeds: of texts to the segmenter, of pages and PDF files to what their peer needs."""
    by_name = {one.name: one for one in found}
    for one in found:
        unit = by_name[UNIT] if one.of == "text" else by_name.get(_PEERS.get(one.of, ""))
        if unit is None or unit.absent or one.absent:
            continue
        for amount, seconds, of_unit, unit_seconds in zip(
            one.characters if one.of == "text" else one.documents,
            one.seconds,
            unit.characters if one.of == "text" else unit.documents,
            unit.seconds,
            strict=True,
        ):
            one.ratios.append((amount / max(seconds, 1e-9)) / (of_unit / max(unit_seconds, 1e-9)))


def command(paths: Sequence[str], options: Options, form: str, out: Path | None, config: Path | None) -> None:
    """Measure and print the table or the JSON; the same and two plots into the folder ``out`` where one is given."""
    from pipeline import bench_report
    from pipeline.settings import load

    def say(what: str) -> None:
        if sys.stderr.isatty():
            print(what, file=sys.stderr)

    report = measure(paths, options, load(config), say=say)
    print(bench_report.as_json(report) if form == "json" else bench_report.as_markdown(report))
    if out:
        for path in bench_report.write(report, out):
            print(path, file=sys.stderr)
