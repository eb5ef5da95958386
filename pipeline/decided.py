"""What reviewers decided of names goes into the settings of the next run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.settings import Settings

if TYPE_CHECKING:
    from outputs.store import KnowledgeBase


def with_names(settings: Settings, kb: KnowledgeBase) -> Settings:
    """The settings with the names decided on in the knowledge base; those of the settings go before them."""
    from outputs import registry

    return with_aliases(settings, registry.aliases(kb))


def with_aliases(settings: Settings, names: Mapping[str, str]) -> Settings:
    """The settings with these names and the official names meant; those of the settings go before them."""
    return replace(settings, aliases={**names, **settings.aliases}) if names else settings
