"""Short names that a text makes of its own: by definition (以下简称三峡银行), and the middle of a company's full name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from corpora.lazy import lazy
from extractors import institution_grammar as grammar
from extractors.institution_places import place_in_front
from extractors.institution_scan import Found, Scan

_DEFINED = lazy(r"[（(]\s?(?:以?下?简称|下称|以下称|统称)[为：:]?\s?[“\"「]?([一-鿿A-Za-z]{2,16})[”\"」]?\s?[）)]")
_LEGAL = re.compile("(?:（集团）|[(]集团[)]|集团|控股)?(?:股份)?(?:有限责任|有限)公司$")
_PROPER = frozenset({"ns", "nz", "nr", "nrt", "nrfg", "nt", "j", "eng"})
# Trade name and trade: 江海 + 化工. A trade name alone is too often another word.
_SHORTEST, _LONGEST = 4, 8


def take_shorts(scan: Scan) -> None:
    """Add the short names: a defined one behind its definition, a company's wherever it stands (titles have it first)."""
    names: dict[str, tuple[int, Found]] = {}
    if "简称" in scan.text or "下称" in scan.text:
        names.update(_defined(scan))
    for found in scan.order:
        if found.type == "company" and found.head.endswith("公司"):
            for short in _fronts(scan, found):
                names.setdefault(short, (0, found))
    if names:
        _take(scan, names)


def _defined(scan: Scan) -> Iterator[tuple[str, tuple[int, Found]]]:
    """Short names that the text defines (重庆市三峡银行（以下简称三峡银行）), first definitions first."""
    seen: set[str] = set()
    for match in _DEFINED.finditer(scan.text):
        full, short = scan.ends.get(match.start()), match[1]
        if full is None or short in grammar.not_names() or (len(short) < 3 and short in grammar.suffixes()):
            continue
        if short not in seen:
            seen.add(short)
            yield short, (match.start(1), full)


def _fronts(scan: Scan, full: Found) -> Iterator[str]:
    """The trade name and trade of a company, with and without the place before: 南通江海化工, 江海化工."""
    name = scan.text[full.start : full.end]
    legal = _LEGAL.search(name)
    if not legal:
        return
    core = name[: legal.start()]
    size = place_in_front(core)
    size += core.startswith(("市", "省", "县"), size)
    short = core[size:]
    if not _SHORTEST <= len(short) <= _LONGEST or not scan.is_edge(full.start + size):
        return
    index = scan.index_at(full.start + size)
    word, tag = scan.words.texts[index], scan.words.tags[index]
    if (tag not in _PROPER and len(word) > 1) or len(word) >= len(short):
        return
    if size:
        yield core
    yield short


def _take(scan: Scan, names: dict[str, tuple[int, Found]]) -> None:
    text = scan.text
    found = {(f.start, f.end): f for f in scan.order}
    starts = [f.start for f in scan.order]
    for short, (place, full) in sorted(names.items(), key=lambda item: -len(item[0])):
        canonical = full.canonical or text[full.start : full.end]
        place = text.find(short, place)
        while place >= 0:
            end = place + len(short)
            before = bisect_right(starts, place) - 1
            apart = before < 0 or scan.order[before].end <= place
            apart = apart and (before + 1 == len(starts) or starts[before + 1] >= end)
            if (place, end) in found or (apart and not _covered(found, names, place, end)):
                name = Found(place, end, full.type, "defined_short_name", 0.9, canonical, full.head)
                found[place, end] = name
            place = text.find(short, end)
    scan.order = sorted(found.values(), key=lambda f: f.start)


def _covered(found: dict[tuple[int, int], Found], names: dict[str, tuple[int, Found]], start: int, end: int) -> bool:
    """Whether a longer short name that ends here is taken already: 江海化工 inside 南通江海化工."""
    return any((end - len(name), end) in found for name in names if len(name) > end - start)
