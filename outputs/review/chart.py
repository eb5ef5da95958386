"""Charts as SVG drawn on the server with pygal; colours and fonts are those of the page's style sheet.

What pygal puts in for its own script and styles is taken out: the page's policy allows neither.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pygal  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from pygal.style import Style  # type: ignore[import-untyped]

from outputs.review.numbers import grouped

# For its own plug-ins pygal adds an importer of a kind that Python dropped: every import that finds nothing would warn.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]

_LARGEST_LABELS = 14


@dataclass(frozen=True, slots=True)
class Point:
    """One figure: where on the axis, how much, what to say of it, and the page it leads to."""

    label: str
    value: float
    said: str
    href: str | None = None


def number(fact: Mapping[str, Any]) -> float | None:
    """The figure that a chart draws: the value, else the middle or the known end of the interval."""
    ends = [_float(fact[name]) for name in ("low", "high") if fact.get(name) is not None]
    value = _float(fact["value"]) if fact.get("value") is not None else None
    known = [end for end in ends if end is not None]
    return value if value is not None else (sum(known) / len(known) if known else None)


def _float(value: object) -> float | None:
    try:
        return float(Decimal(str(value)))
    except (InvalidOperation, OverflowError):
        return None


def lines(series: Mapping[str, Sequence[Point]], *, title: str, height: int = 340) -> str:
    """A line for each name over the sorted labels of all."""
    labels = sorted({point.label for points in series.values() for point in points})
    chart = _chart(pygal.Line, labels, height, len(series) > 1)
    for name, points in series.items():
        chart.add(name, [_drawn(at.get(label)) for at in [{one.label: one for one in points}] for label in labels])
    return _svg(chart, title)


def bars(points: Sequence[Point], *, title: str, height: int = 240) -> str:
    """One bar for each point, in the order given."""
    chart = _chart(pygal.Bar, [point.label for point in points], height, False)
    chart.add(title, [_drawn(point) for point in points])
    return _svg(chart, title)


def _chart(kind: Any, labels: Sequence[str], height: int, legend: bool) -> Any:
    style = Style(label_font_size=12, major_label_font_size=12, legend_font_size=13, font_family="sans-serif")
    step = -(-len(labels) // _LARGEST_LABELS) if labels else 1
    chart = kind(
        style=style,
        js=[],
        css=[],
        width=760,
        height=height + (30 if legend else 0),
        margin=6,
        spacing=8,
        show_legend=legend,
        legend_at_bottom=True,
        legend_at_bottom_columns=3,
        truncate_legend=16,
        no_prefix=True,
        dots_size=4.5,
        print_values=False,
        show_minor_x_labels=False,
        max_scale=6,
        value_formatter=grouped,
        explicit_size=False,
        x_label_rotation=20 if max(map(len, labels), default=0) > 10 else 0,
        truncate_label=24,
    )
    chart.x_labels = list(labels)
    chart.x_labels_major = list(labels)[::step]
    return chart


def _drawn(point: Point | None) -> dict[str, Any] | None:
    if point is None:
        return None
    drawn: dict[str, Any] = {"value": point.value, "label": point.said}
    if point.href:
        drawn["xlink"] = {"href": point.href, "target": "_self"}
    return drawn


def _svg(chart: Any, title: str) -> str:
    root = chart.render_tree()
    for found in [one for one in root.iter() if _name(one) in _TAKEN_OUT or one.get("class") == "plot tooltip-overlay"]:
        _remove(found)
    for found in root.iter():
        for name in ("style", "id", "onclick"):
            found.attrib.pop(name, None)
    for label in [one for one in root.iter() if _name(one) == "desc"]:
        _say(label)
    leads = any(_name(one) == "a" for one in root.iter())
    root.set("role", "group" if leads else "img")
    root.set("aria-label", title)
    return str(etree.tostring(root, encoding="unicode"))


_TAKEN_OUT = ("defs", "title", "script", "style", "")


def _name(found: Any) -> str:
    """The local name of an element, "" for a comment."""
    return found.tag.rpartition("}")[2] if isinstance(found.tag, str) else ""


def _say(label: Any) -> None:
    """What pygal notes for its script becomes the point's title; the rest goes."""
    parent = label.getparent()
    if label.get("class") == "label":
        title = etree.Element("title")
        title.text = label.text
        if _name(parent) == "a":
            parent.set("aria-label", label.text or "")
        parent.insert(0, title)
    _remove(label)


def _remove(found: Any) -> None:
    if found.getparent() is not None:
        found.getparent().remove(found)
