"""The queue of a review: the changes between two runs that nobody has judged, the harmful ones first.

The changes of a scope are compared once and kept in ``review_item``; opening, filtering and paging only read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outputs.decisions import Target
from outputs.store import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Scope:
    """The two runs between which changes are reviewed."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which items: None is any. ``state``: ``open`` (not judged, or come back), ``done``, ``all``.

    ``words``: in the sentence or the text. ``hidden``: also span-only and confidence-only changes.
    """

    kind: str | None = None
    change_class: str | None = None
    cause: str | None = None
    pattern: str | None = None
    document_id: str | None = None
    words: str | None = None
    state: str = "open"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One card. ``fields`` are the changed ones; ``before`` and ``after`` are facts as JSON objects of the fact model.

    ``now`` is the fact as it is at present, after decisions (None: hidden or gone); ``review_status`` its state;
    ``stale`` tells that a decision came back because its evidence changed, ``disputed`` that reviewers disagree.
    """

    item_id: int
    document_id: str
    fact_id: str
    kind: str
    change_class: str
    cause: str
    pattern: str
    harm: float
    fields: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    now: Mapping[str, Any] | None
    review_status: str
    done: bool
    stale: bool = False
    disputed: bool = False
    title: str | None = None
    source: str | None = None

    @property
    def target(self) -> Target:
        """What :func:`outputs.decisions.decide` takes."""
        return Target(self.document_id, self.fact_id, self.change_class, self.before)


@dataclass(frozen=True, slots=True)
class Page:
    """Some items in order of harm; ``total`` counts all that the filters let through."""

    items: tuple[Item, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class Group:
    """Items alike in cause or pattern; ``example`` is the most harmful one's id."""

    key: str
    total: int
    open: int
    example: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is; ``by_reviewer`` counts standing decisions."""

    total: int
    done: int
    open: int
    by_reviewer: Mapping[str, int]
    disputed: int
    stale: int
    orphans: int
    pending: int


def scope(kb: KnowledgeBase) -> Scope:
    """What is to be reviewed by default: from the published run, else from before the last extraction, to now."""
    raise NotImplementedError


def prepare(kb: KnowledgeBase, scope: Scope | None = None) -> int:
    """Compare the scope's runs and keep the items, if that is not done yet; the number of items."""
    raise NotImplementedError


def page(kb: KnowledgeBase, scope: Scope, filters: Filters | None = None, *, offset: int = 0, limit: int = 50) -> Page:
    """Items in order of harm: published, large change, low confidence, new pattern."""
    raise NotImplementedError


def item(kb: KnowledgeBase, item_id: int) -> Item | None:
    """One item by its id."""
    raise NotImplementedError


def groups(kb: KnowledgeBase, scope: Scope, by: str, filters: Filters | None = None) -> list[Group]:
    """Groups by ``cause``, ``pattern``, ``change_class`` or ``kind``, the largest first."""
    raise NotImplementedError


def progress(kb: KnowledgeBase, scope: Scope) -> Progress:
    """How far the review of a scope is."""
    raise NotImplementedError
