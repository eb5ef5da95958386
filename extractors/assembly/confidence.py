"""How far a binding can be trusted: the share of right bindings of its kind on annotated bulletins, smoothed."""

from __future__ import annotations

_BASE = {
    "noun_after": 0.88,
    "object_before": 0.86,
    "subject_before": 0.85,
    "subject": 0.9,
    "distributed": 0.88,
    "inherited": 0.8,
    "second_order": 0.85,
    "share": 0.8,
    "completion": 0.8,
    "predicate_after": 0.8,
    "verb_before": 0.75,
    "verb_phrase_after": 0.7,
    "region_subject": 0.85,
    "term": 0.7,
    "table": 0.9,
    "none": 0.4,
}


def estimate(rule: str, role: str, kind: str) -> float:
    """The chance that the indicator, role, direction, modality and period of such a binding are all right."""
    value = _BASE.get(rule, 0.6)
    if kind in ("duration", "rank", "ratio", "number"):
        value -= 0.1
    return round(value, 3)
