"""Pinned quality: F1 per kind and level, and accuracy per field, that an evaluation may not fall below.

``floors.json``: ``{"gold": fingerprint, "f1": {kind: {level: floor}}, "fields": {kind: {field: floor}}}``. The
fingerprint ties the floors to one corpus: a changed corpus needs floors of its own, set by whoever changes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outputs.evaluate import Report

_SLACK = 0.00005  # floors and scores are written to four places
_FEW = 10


def load(path: str | Path) -> dict[str, Any]:
    """The floors of a file."""
    floors: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return floors


def check(report: Report, floors: Mapping[str, Any]) -> list[str]:
    """What fell below its floor, in sentences; empty where nothing did."""
    if report.fingerprint != floors["gold"]:
        return [
            f"the gold corpus is {report.fingerprint}, the floors are for {floors['gold']}: set floors for the new corpus"
        ]
    now = measured(report)
    found = []
    for part, name in (("f1", "F1"), ("fields", "accuracy")):
        for kind, pinned in floors.get(part, {}).items():
            for level, floor in pinned.items():
                value = now[part].get(kind, {}).get(level)
                if value is None:
                    found.append(f"{kind} {level}: no {name} any more, the floor is {floor:.4f}")
                elif value < floor - _SLACK:
                    found.append(f"{kind} {level}: {name} {value:.4f} is below its floor {floor:.4f}")
    return found


def measured(report: Report) -> dict[str, Any]:
    """The floors that this report would set; fields compared fewer than ten times are left out."""
    fields = {
        kind: {name: round(right / of, 4) for name, (right, of) in parts.items() if of >= _FEW}
        for kind, parts in report.fields.items()
    }
    return {"gold": report.fingerprint, "f1": report.f1(), "fields": {k: v for k, v in fields.items() if v}}


def raised(report: Report, floors: Mapping[str, Any]) -> dict[str, Any]:
    """The floors with every figure that rose raised; none is lowered, and another corpus starts anew."""
    now = measured(report)
    if report.fingerprint != floors.get("gold"):
        return now
    for part in ("f1", "fields"):
        for kind, pinned in floors.get(part, {}).items():
            for level, floor in pinned.items():
                here = now[part].setdefault(kind, {})
                here[level] = max(floor, here.get(level, floor))
    return now


def save(path: str | Path, floors: Mapping[str, Any]) -> None:
    """Write floors so that a diff shows one figure a line."""
    Path(path).write_text(json.dumps(floors, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
