"""What a name says of its body: the body it is part of, its level, the names it had before and has since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from functools import cache

from extractors import institution_names as official

Renaming = tuple[str, str, str]


def owner_and_level(canonical: str, known: Container[str] = ()) -> tuple[str | None, str | None]:
    """The body whose part an institution is by its name, and its level: national, province, prefecture or county.

    ``known`` are names of the knowledge base. None where the name says nothing.

    >>> owner_and_level("西南政法大学司法鉴定中心"), owner_and_level("重庆市司法局")
    (('西南政法大学', None), (None, 'province'))
    """
    region = official.place_of(canonical, None)
    level = "national" if official.is_central(canonical) else region.level if region else None
    return official.parent_of(canonical, known), level


def renamed(canonical: str) -> Sequence[Renaming]:
    """The renamings in which a body takes part: ``(old name, new name, date)``."""
    return _renamings().get(canonical, ())


@cache
def _renamings() -> Mapping[str, Sequence[Renaming]]:
    out: dict[str, list[Renaming]] = defaultdict(list)
    for one in official.renamings():
        for name in (one.old, one.new):
            out[name].append((one.old, one.new, one.date))
    return out
