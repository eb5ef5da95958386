"""What the second pass says about one figure: the meaning fields of a numeric fact."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Binding(NamedTuple):
    """The meaning of the numeric mention ``mentions[mention]``; None means that the document does not say.

    ``part_of`` is the index in ``mentions`` of the total. ``anchors`` maps each field that was inferred rather than
    read beside the figure to its source: ``date@120`` (the mention at offset 120), ``figure@88`` (the figure there),
    ``heading``, ``title``, ``published``, ``publisher``, ``document``, ``header``. ``rule`` names the way in which
    the indicator was found, ``confidence`` is the chance that the binding is right.
    """

    mention: int
    indicator: str | None = None
    action: str | None = None
    institution: str | None = None
    region: str | None = None
    region_code: str | None = None
    period: str | None = None
    role: str = "level"
    direction: str | None = None
    comparison: str | None = None
    base_period: str | None = None
    modality: str = "actual"
    force: str | None = None
    part_of: int | None = None
    cell: Mapping[str, object] | None = None
    anchors: Mapping[str, str] = _NOTHING
    rule: str = "none"
    confidence: float = 0.5
