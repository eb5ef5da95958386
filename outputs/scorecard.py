"""An evaluation for people (text) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterable

from outputs.evaluate import LEVELS, Bin, Error, Report, Score
from outputs.gold import Reading

_SHOWN = ("text", "value", "low", "high", "bound", "unit", "unit_code", "date", "canonical", "title", "number")
_SHOWN_TOO = ("role", "direction", "comparison", "modality", "period", "indicator")


def as_dict(report: Report) -> dict[str, object]:
    """The whole report for JSON."""
    right, sure = report.sure()
    return {
        "documents": report.documents,
        "missing": list(report.missing),
        "gold": report.fingerprint,
        "f1": report.f1(),
        "scores": {kind: _score(score) for kind, score in report.scores.items()},
        "fields": {kind: {name: list(pair) for name, pair in parts.items()} for kind, parts in report.fields.items()},
        "calibration": {
            "bins": [_bin(one) for one in report.calibration],
            "at_least_0.9": {"facts": sure, "right": right},
        },
        "errors": [_error(error) for error in report.errors],
    }


def _score(score: Score) -> dict[str, object]:
    levels = {
        level: {
            "precision": round(score.precision(level), 4),
            "recall": round(score.recall(level), 4),
            "f1": round(score.f1(level), 4),
        }
        for level in LEVELS
    }
    return {"gold": score.gold, "predicted": score.predicted, **levels}


def _bin(one: Bin) -> dict[str, object]:
    return {"low": one.low, "high": one.high, "facts": one.facts, "mean": one.mean, "right": one.right}


def _error(error: Error) -> dict[str, object]:
    return {
        "document": error.document,
        "kind": error.kind,
        "what": error.what,
        "fields": list(error.fields),
        "sentence": error.sentence,
        "gold": dict(error.gold) if error.gold else None,
        "predicted": dict(error.predicted) if error.predicted else None,
    }


def as_text(report: Report, *, errors: int = 0, kind: str | None = None) -> str:
    """Tables of the scores, fields and confidence, then up to ``errors`` errors (of one kind, if given)."""
    parts = [f"{report.documents} documents, gold {report.fingerprint}"]
    if report.missing:
        parts.append(f"without a prediction: {', '.join(report.missing)}")
    parts += ["", *_scores(report), "", *_fields(report), "", *_calibration(report)]
    if errors:
        chosen = [error for error in report.errors if kind in (None, error.kind)]
        parts += ["", f"errors: {len(chosen)}, the first {min(errors, len(chosen))}"]
        parts += [line for error in chosen[:errors] for line in _told(error)]
    return "\n".join(parts) + "\n"


def _scores(report: Report) -> Iterable[str]:
    yield f"{'kind':12} {'gold':>6} {'found':>6}   {'strict P':>8} {'R':>6} {'F1':>6}   {'lenient':>7} {'value':>6} {'fact':>6}"
    for kind, score in report.scores.items():
        strict = f"{score.precision('strict'):8.3f} {score.recall('strict'):6.3f} {score.f1('strict'):6.3f}"
        rest = f"{score.f1('lenient'):7.3f} {score.f1('value'):6.3f} {score.f1('fact'):6.3f}"
        yield f"{kind:12} {score.gold:6d} {score.predicted:6d}   {strict}   {rest}"


def _fields(report: Report) -> Iterable[str]:
    yield "fields right where the spans match:"
    for kind, parts in report.fields.items():
        shown = "  ".join(f"{name} {right}/{of} {right / of:.3f}" for name, (right, of) in parts.items() if of)
        yield f"  {kind:12} {shown}"


def _calibration(report: Report) -> Iterable[str]:
    yield "confidence: span and value right, by stated confidence"
    for one in report.calibration:
        if one.facts:
            share = one.right / one.facts
            yield f"  {one.low:.2f}-{one.high:.2f}  {one.facts:6d} facts  mean {one.mean:.3f}  right {share:.3f}"
    right, sure = report.sure()
    if sure:
        yield f"  of {sure} facts stated with 0.9 or more {right} are right ({right / sure:.3f})"


def _told(error: Error) -> Iterable[str]:
    fields = f" ({', '.join(error.fields)})" if error.fields else ""
    yield f"- {error.document} {error.kind} {error.what}{fields}: {error.sentence}"
    yield f"    gold  {_reading(error.gold)}"
    yield f"    found {_reading(error.predicted)}"


def _reading(fact: Reading | None) -> str:
    if fact is None:
        return "-"
    return ", ".join(f"{name} {fact[name]}" for name in (*_SHOWN, *_SHOWN_TOO) if fact.get(name) not in (None, ""))
