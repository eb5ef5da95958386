"""The binding of a figure while it is being made: later figures of the sentence inherit from it."""

from __future__ import annotations

from msgspec import Struct, field

from extractors.assembly.context import Figure
from extractors.assembly.role import LEVEL, Role
from extractors.assembly.turns import Turn
from extractors.mention import Mention


class Draft(Struct, gc=False):
    """What is known about one figure so far. ``unit`` is empty where the figure has none; ``against``: it is the level
    that the comparison of this wording is made with (较上月（30112例）); ``like``: the figure
    whose role it has taken over, and with it what that is compared with.
    """

    figure: Figure
    mention: Mention
    role: Role = LEVEL
    direction: str | None = None
    comparison: str | None = None
    base_period: str | None = None
    indicator: str | None = None
    rule: str = "none"
    action: str | None = None
    institution: str | None = None
    region: str | None = None
    region_code: str | None = None
    period: str | None = None
    modality: str = "actual"
    force: str | None = None
    total: int | None = None
    anchors: dict[str, str] = field(default_factory=dict)
    kind_of_role: str = "level"
    unit: str = ""
    turn: Turn | None = None
    against: str = ""
    like: Draft | None = None

    @property
    def is_level(self) -> bool:
        """A level that a later 同比增长 can refer to."""
        return (
            self.kind_of_role == "level" and self.mention.kind not in ("duration", "rank")
        ) or self.rule == "governed"
