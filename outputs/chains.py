"""Names that stand for other names: where a chain of decisions ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def end(name: str, following: Mapping[str, str]) -> str:
    """The last of a chain of names; a chain that returns ends before it does."""
    seen = {name}
    while (further := following.get(name)) and further not in seen:
        seen.add(further)
        name = further
    return name


def aliases(decided: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Each name decided on and the official name it has; ``decided``: (name, into) in the order of the decisions."""
    out: dict[str, str] = {}
    for name, into in decided:
        out.pop(name, None)
        if into:
            out[name] = into
    return {name: end(name, out) for name in out}
