"""What can go wrong with the knowledge base as a whole. Each message says what to do."""

from __future__ import annotations


class StoreError(Exception):
    """The knowledge base cannot be used as asked. The run fails, the last committed state stays."""


class NewerKnowledgeBase(StoreError):
    """Written by a later version of gongbao than this one."""


class NoKnowledgeBase(StoreError):
    """Nothing at that address, or a file that is something else."""


class LockedKnowledgeBase(StoreError):
    """Another run is writing."""


class FullDisk(StoreError):
    """The disk has no room for the next batch."""


class NoSuchRun(StoreError):
    """A run number that the knowledge base does not hold."""
