"""Arithmetic self-checks: what does not add up is shown to a person and never corrected.

Two figures agree when they differ by no more than half a unit of the last digit stated, per figure involved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpora.document import Document
from extractors.assembly.binding import Binding, Finding
from extractors.mention import Mention


def findings(document: Document, mentions: Sequence[Mention], bindings: Sequence[Binding]) -> list[Finding]:
    """Parts against their total, levels from–to against the stated change, in text order."""
    found = [*_parts(document, mentions, bindings), *_from_to(document, mentions, bindings)]
    return sorted(found, key=lambda finding: finding.mentions)


def _parts(document: Document, mentions: Sequence[Mention], bindings: Sequence[Binding]) -> Iterator[Finding]:
    by_total: dict[int, list[int]] = defaultdict(list)
    roles = {binding.mention: binding.role for binding in bindings}
    for binding in bindings:
        if binding.part_of is not None and binding.role != "share":
            by_total[binding.part_of].append(binding.mention)
    for total, members in sorted(by_total.items()):
        whole = _exact(mentions[total])
        values = [_exact(mentions[member]) for member in members]
        if whole is None or any(value is None for value in values) or roles.get(total) == "share":
            continue
        known = [value for value in values if value is not None]
        slack = _slack(document, mentions, [total, *members])
        numbers = (total, *members)
        if max(known) - whole > slack:
            largest = max(known)
            yield Finding("parts_exceed_total", numbers, f"a part ({largest}) is larger than its total ({whole})")
        elif _complete(document, mentions, total, members) and abs(sum(known) - whole) > slack:
            yield Finding("parts_differ_from_total", numbers, f"the parts sum to {sum(known)}, the total says {whole}")


def _complete(document: Document, mentions: Sequence[Mention], total: int, members: Sequence[int]) -> bool:
    """Whether the parts are meant to be all: a bracket or a list of at least two that fills it."""
    first, last = mentions[members[0]].start, mentions[members[-1]].end
    opened = document.text[mentions[total].end : first]
    return len(members) > 1 and opened[:1] in "（(" and document.text[last : last + 1] in "）)"


def _from_to(document: Document, mentions: Sequence[Mention], bindings: Sequence[Binding]) -> Iterator[Finding]:
    """由71.2%上升至83.9%，上升12.7个百分点."""
    text = document.text
    for first, second, change in zip(bindings, bindings[1:], bindings[2:], strict=False):
        if change.role != "change" or first.role != "level" or second.role != "level":
            continue
        start, end = mentions[first.mention].end, mentions[second.mention].start
        if end - start > 8 or not text[start:end].rstrip("了").endswith(("至", "到", "为")):
            continue
        if mentions[change.mention].start - mentions[second.mention].end > 12:
            continue
        if _unit(mentions[change.mention]) not in (_unit(mentions[first.mention]), "个百分点"):
            continue
        values = [_exact(mentions[item.mention]) for item in (first, second, change)]
        if None in values or (_unit(mentions[change.mention]) == "%" and _unit(mentions[first.mention]) == "%"):
            continue
        low, high, stated = (value for value in values if value is not None)
        numbers = (first.mention, second.mention, change.mention)
        if abs(abs(high - low) - stated) > _slack(document, mentions, numbers):
            yield Finding("from_to_differs", numbers, f"from {low} to {high} is {high - low}, the text says {stated}")


def _unit(mention: Mention) -> str:
    return mention.quantity.unit or ""


def _exact(mention: Mention) -> Decimal | None:
    quantity = mention.quantity
    return quantity.value if quantity.bound == "exact" else None


def _slack(document: Document, mentions: Sequence[Mention], numbers: Sequence[int]) -> Decimal:
    """Half of the last digit stated, summed over the figures: 4.7万 is known to within 500."""
    total = Decimal(0)
    for number in numbers:
        mention = mentions[number]
        wording = document.text[mention.start : mention.end]
        digits = wording.split(".")[-1] if "." in wording else ""
        places = len(digits) - len(digits.lstrip("0123456789"))
        scale = Decimal(10_000) if "万" in wording else Decimal(1)
        scale = scale * Decimal(100_000_000) if "亿" in wording else scale
        if places or scale > 1:
            total += scale / (2 * Decimal(10) ** places)
    return total
