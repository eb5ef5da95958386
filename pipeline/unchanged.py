"""Whether a run would change anything, before anything is loaded that reads documents, extracts or writes."""

from __future__ import annotations

from collections.abc import Sequence

from corpora.errors import UnreadableDocument
from corpora.sources import sources
from outputs.glance import Glance, at_rest
from outputs.runs import RunSummary
from pipeline.decided import with_aliases
from pipeline.manifest import config_hash
from pipeline.settings import Settings


def summary(paths: Sequence[str], settings: Settings) -> RunSummary | None:
    """The summary of a run over ``paths`` that has nothing to write; None where there is, or may be, something.

    Every input is read and hashed as for the run itself. The standard input is not: it could be read once only.
    """
    if "-" in paths or "://" in settings.kb:
        return None
    with at_rest(settings.kb) as kb:
        return kb.summary() if kb is not None and _all_known(paths, settings, kb) else None


def _all_known(paths: Sequence[str], settings: Settings, kb: Glance) -> bool:
    config = config_hash(with_aliases(settings, kb.aliases()))
    limits = settings.limits()
    for item in sources(paths, limits=limits):
        try:
            if isinstance(item, UnreadableDocument):
                raise item
            if not kb.known(item.name, item.fingerprint(limits), config):
                return False
        except UnreadableDocument as error:
            if not kb.holds(error):
                return False
    return True
