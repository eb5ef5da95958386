"""What reviewers decided of names goes into the settings of the next run."""

from __future__ import annotations

from outputs import registry
from outputs.store import KnowledgeBase
from pipeline.settings import Settings


def with_names(settings: Settings, kb: KnowledgeBase) -> Settings:
    """The settings with the names decided on in the knowledge base; those of the settings go before them."""
    names = registry.aliases(kb)
    return settings.model_copy(update={"aliases": {**names, **settings.aliases}}) if names else settings
