"""The figures of the bench as a table for people, as JSON for programs, and as two plots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outputs.report import table
from pipeline.bench import UNIT, Measured, Report

if TYPE_CHECKING:
    from pipeline.bench_scaling import Scaled

_PLOT = {"width": 900, "js": (), "explicit_size": True, "human_readable": True, "margin": 16, "print_values": True}


def as_json(report: Report) -> str:
    """One object: machine, material, stages, scaling."""
    stages = [asdict(one) | {"ratio": one.ratio} | _speeds(one) for one in report.stages]
    scaling = [asdict(one) | _rates(one) for one in report.scaling]
    whole = {"machine": report.machine, "material": report.material, "stages": stages, "scaling": scaling}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _speeds(one: Measured) -> dict[str, float | None]:
    return {f"{of}_per_second": one.speed(of) for of in ("characters", "documents")}


def _rates(one: Scaled) -> dict[str, float]:
    return {
        "characters_per_second": one.characters / one.seconds,
        "documents_per_second": one.documents / one.seconds,
        "cpu_ms_per_document": 1000 * one.cpu_seconds / one.documents,
    }


def as_markdown(report: Report) -> str:
    """Tables in Markdown that also read well as plain text."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    machine, material = report.machine, report.material
    yield f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}"
    yield (
        f"{material['texts']:,} texts with {material['characters']:,} characters, {material['pages']} pages, "
        f"{material['papers']} PDF files; processor time, one process"
    )
    yield ""
    header: Sequence[str] = ("stage", "characters/s", "documents/s", f"speed / {UNIT}", "rounds")
    yield from table([header, *(_row(one) for one in report.stages if one.of == "text")])
    others = [one for one in report.stages if one.of != "text" and not one.absent]
    if others:
        yield ""
        header = ("pages and PDF files", "files/s", "speed / peer", "rounds")
        yield from table([header, *((one.name, _number(one.speed("documents")), *_ratio(one)) for one in others)])
    yield from (f"{one.name}: not measured: {one.absent}" for one in report.stages if one.absent)
    if report.scaling:
        yield ""
        names = ("documents", "processes", "seconds", "CPU s", "documents/s", "characters/s")
        header = (*names, "CPU ms/document", "peak MB", "growth", "KB bytes/document")
        yield from table([header, *map(_scaled_row, report.scaling)])


def _row(one: Measured) -> Sequence[str]:
    return (one.name, _number(one.speed("characters")), _number(one.speed("documents")), *_ratio(one))


def _ratio(one: Measured) -> tuple[str, str]:
    if one.ratio is None:
        return "", ""
    return f"{one.ratio:.2f}", f"{min(one.ratios):.2f}–{max(one.ratios):.2f}"


def _scaled_row(one: Scaled) -> Sequence[str]:
    rates = _rates(one)
    return (
        f"{one.documents:,}",
        str(one.workers),
        f"{one.seconds:.1f}",
        f"{one.cpu_seconds:.1f}",
        _number(rates["documents_per_second"]),
        _number(rates["characters_per_second"]),
        f"{rates['cpu_ms_per_document']:.2f}",
        "" if one.peak_mb is None else f"{one.peak_mb:.0f}",
        "" if one.growth is None else f"{one.growth:+.1%}",
        _number(one.kb_bytes / one.documents),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def write(report: Report, folder: Path) -> list[Path]:
    """``bench.md``, ``bench.json``, ``speed.svg`` and, where scaling was measured, ``scaling.svg``; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"bench.md": as_markdown(report) + "\n", "bench.json": as_json(report) + "\n", "speed.svg": speed(report)}
    if report.scaling:
        made["scaling.svg"] = scaling(report)
    for name, content in made.items():
        (folder / name).write_text(content, "utf-8")
    return [folder / name for name in made]


def speed(report: Report) -> str:
    """Bars: the speed of each stage on texts as a multiple of the segmenter's."""
    chart = _pygal().HorizontalBar(
        title=f"speed, {UNIT} = 1", show_legend=False, height=520, value_formatter="{:.2f}".format, **_PLOT
    )
    shown = [one for one in reversed(report.stages) if one.of == "text" and one.ratio is not None]
    chart.x_labels = [one.name for one in shown]
    colours = {"yardstick": "#9aa5b1", "ours": "#1f6f8b"}
    chart.add("", [{"value": one.ratio, "color": colours[one.group]} for one in shown])
    return str(chart.render(is_unicode=True))


def scaling(report: Report) -> str:
    """Lines: seconds over documents, one for each number of processes."""
    chart = _pygal().XY(
        title="seconds by the clock, start and commit included", height=420, x_title="documents", **_PLOT
    )
    for workers in sorted({one.workers for one in report.scaling}):
        points = [(one.documents, round(one.seconds, 1)) for one in report.scaling if one.workers == workers]
        chart.add(f"{workers} process{'es' if workers > 1 else ''}", [(0, 0), *points])
    return str(chart.render(is_unicode=True))


def _pygal() -> Any:
    """The library of the plots. For its plug-ins it adds an importer of a kind that Python dropped and that warns."""
    import sys

    import pygal  # type: ignore[import-untyped]

    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]
    return pygal
