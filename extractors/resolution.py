"""Names of organisations to official names: by the document's origin, its own definitions, and the tables.

What stands in the text is kept in the span; the official name, its type, region, level and parent go into the payload,
with the anchors that say what each inference rests on: ``publisher``, ``region``, ``url``, ``region@120`` (the place at
offset 120), ``definition@40``, ``earlier@40`` (a fuller name), ``sibling@40``, ``table``, ``alias``. A name that nothing
settles keeps its text and a low confidence; nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from corpora import regions
from corpora.regions import Region
from extractors import institution_names as official
from extractors import institution_owners as owners
from extractors import resolution_bodies as bodies
from extractors import resolution_nearby as nearby
from extractors.institution_roles import roles
from extractors.mention import Mention, Name

__all__ = ["deictic", "resolve", "roles", "scope_region"]

_LEVEL_OF = {
    "省": ("province",),
    "自治区": ("province",),
    "市": ("prefecture", "province", "county"),
    "州": ("prefecture",),
    "自治州": ("prefecture",),
    "盟": ("prefecture",),
    "地区": ("prefecture",),
    "县": ("county",),
    "自治县": ("county",),
    "区": ("county", "province"),
    "旗": ("county",),
}
_UNSETTLED = 0.55


@dataclass(slots=True)
class _Case:
    """What is known while one document is resolved."""

    text: str
    home: Region | None
    home_anchor: str
    published: date | None
    publisher: str | None
    aliases: Mapping[str, str]
    places: list[tuple[int, int, Region]] | None = None
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)
    fronts: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    done: list[tuple[Mention, Name]] = field(default_factory=list)


def resolve(
    mentions: Sequence[Mention],
    *,
    text: str,
    publisher: str | None = None,
    region: str | None = None,
    region_code: str | None = None,
    url: str | None = None,
    published: date | None = None,
    aliases: Mapping[str, str] | None = None,
) -> list[Mention]:
    """The mentions with every organisation's payload settled; other kinds pass through. Order and spans are kept.

    ``aliases`` maps names as written to official names (the knowledge base's decisions); they go before everything.
    """
    home, anchor = _home(publisher, region, region_code, url)
    case = _Case(text, home, anchor, published, publisher, aliases or {})
    settled = [_resolved(mention, case) if mention.kind == "institution" else mention for mention in mentions]
    for index, part in roles(text, settled).items():
        name = settled[index].payload
        if part != "mentioned" and isinstance(name, Name):
            settled[index] = replace(settled[index], payload=replace(name, part=part))
    return settled


def scope_region(word: str, home: Region | None) -> tuple[str, str] | None:
    """The name and code of the area that 全国, 我市, 全省, 本县 … stand for in a document whose own division is ``home``.

    None for other words and where the document's division has no such level above it.
    """
    if word in ("全国", "我国", "国内", "中国"):
        return regions.CHINA.name, regions.CHINA.code
    if len(word) < 2 or word[0] not in "我全本该":
        return None
    region = _at_level(word[1:], home) if home else None
    return (region.name, region.code) if region else None


def deictic(word: str, *, at: int, mentions: Sequence[Mention], publisher: str | None = None) -> str | None:
    """The organisation that 本院, 我局, 该中心, 该公司 … stand for: the publisher for 我 and 本, else the last one named.

    ``at`` is the offset of the word. The last name before it must end like the word; None where there is none.
    """
    kind = word[1:]
    if not kind:
        return None
    if word[0] in "我本" and publisher and publisher.endswith(kind):
        return publisher
    for mention in reversed(mentions):
        payload = mention.payload
        if mention.end <= at and isinstance(payload, Name) and payload.canonical.endswith(kind):
            return payload.canonical
    return None


def _home(
    publisher: str | None, region: str | None, region_code: str | None, url: str | None
) -> tuple[Region | None, str]:
    found = regions.by_code(region_code) if region_code else None
    found = found or (regions.by_name(region) if region else None)
    if found and found.level != "country":
        return found, "region"
    front = regions.at_start(publisher[:40]) if publisher else None
    if front:
        return front[1], "publisher"
    found = regions.of_host(url) if url else None
    return found, "url" if found else ""


def _resolved(mention: Mention, case: _Case) -> Mention:
    given = mention.payload
    assert isinstance(given, Name)
    text = case.text[mention.start : mention.end]
    name, anchors, sure = _official(mention, text, given, case)
    name = _fuller(name, case) if name != text else bodies.township(name)
    if name in case.aliases:
        name, anchors, sure = case.aliases[name], (*anchors, "alias"), True
    kind = given.institution_type
    place = official.place_of(name, case.home)
    settled = Name(
        name,
        official.type_after(name, kind),
        place.code if place else None,
        place.level if place else ("national" if official.is_central(name) else None),
        official.parent_of(name, case.seen),
        anchors,
    )
    _remember(name, text, mention.start, case)
    case.done.append((mention, settled))
    confidence = mention.confidence if sure else min(mention.confidence, _UNSETTLED)
    return Mention(mention.kind, mention.start, mention.end, settled, mention.rule, confidence)


def _fuller(name: str, case: _Case) -> str:
    """The same name with the divisions around it where the document or its publisher has it so: 广州市天河区教育局."""
    place, rest, _ = official.split_place(name, case.home)
    if not place or not rest:
        return name
    names: list[str] = [case.publisher or "", *case.fronts.get((rest[0], name[-1]), ())]
    for full in names:
        before = full.removesuffix(name)
        if full != before and before and regions.at_start(before) == (len(before), regions.by_name(before)):
            return full
    return name


def _official(mention: Mention, text: str, given: Name, case: _Case) -> tuple[str, tuple[str, ...], bool]:
    """The official name, its anchors, and whether it is settled."""
    if text in case.aliases:
        return case.aliases[text], ("alias",), True
    if mention.rule == "defined_short_name" and given.canonical in case.seen:
        full, place = case.seen[given.canonical]
        return full, (f"definition@{place}",), True
    if mention.rule == "defined_short_name":
        return given.canonical, ("definition",), True
    if mention.rule.startswith("shared_head:"):
        return text + mention.rule.partition(":")[2], (f"shared@{mention.end}",), True
    if mention.rule == "unit_of_previous":
        return _sibling(text, case)
    if mention.rule == "known_name":
        name = official.at_date(given.canonical, text, case.published)
        if name != text and text.endswith(("委员会", "工委", "常委会")):
            name = bodies.of_congress(name, text, case.home, [named.canonical for _, named in case.done[-8:]])
        return name, ("table",) if name != text else (), True
    if mention.rule == "foreign_organ" and given.canonical != text:
        return given.canonical, ("table",), True
    return _local(mention, text, case)


def _local(mention: Mention, text: str, case: _Case) -> tuple[str, tuple[str, ...], bool]:
    """Names with a place or a generic prefix in front, and names that stand alone."""
    bare = official.without_country(text)
    if bare != text:
        return official.at_date(bare, bare, case.published), ("table",), True
    implied = _implied(text, case)
    if implied:
        return implied, ("table",) if implied != text else (), True
    prefix, rest = official.generic_prefix(text)
    if prefix:
        if nearby.is_settlement(prefix):
            return _in_settlement(prefix, rest, mention.start, case) or (text, (), False)
        region, anchor = _region_for(prefix, mention.start, case)
        if region is None:
            return _earlier(text, case) or (text, (), False)
        if len(rest) == 1 and rest != "委":
            own = nearby.own_department(rest, region, case.publisher)
            return (own, (anchor, "publisher"), True) if own else (text, (), False)
        return official.compose(region.name, rest), (anchor,), True
    place, rest, region = official.split_place(text, case.home)
    if place and rest:
        named = [(found.start, name.canonical) for found, name in case.done[-8:]]
        branch = nearby.branch_of(place, rest, case.publisher, named)
        if branch:
            return branch[0], (branch[1],), True
        name = official.compose(official.full_place(place, rest, region), rest)
        name = owners.in_zone(text) if name == text else name
        return name, ("table",) if name != text else (), True
    full = owners.in_zone(owners.tax_bureau(text))
    if full != text:
        return full, ("table",), True
    owned = owners.spelled(text, case.published)
    if owned != text:
        return owned, ("table",), True
    return _earlier(text, case) or (text, (), mention.rule not in ("local_short_name",))


def _implied(text: str, case: _Case) -> str | None:
    """What the kind of body implies: the division of a court, the state of an embassy, the city of a hospital."""
    if text.endswith(("院", "公安", "警方")):
        return bodies.clinic(text, case.home) if text.endswith("医院") else bodies.of_place(text, case.home)
    full = bodies.posted(text) if text.endswith("馆") else text
    return full if full != text else None


def _in_settlement(prefix: str, rest: str, at: int, case: _Case) -> tuple[str, tuple[str, ...], bool] | None:
    """A body of the township, street or village named last before."""
    found = nearby.settlement(prefix, case.text, at, _places(case))
    return (nearby.in_settlement(found[0], rest), (f"region@{found[1]}",), True) if found else None


def _places(case: _Case) -> list[tuple[int, int, Region]]:
    if case.places is None:
        case.places = regions.in_text(case.text)
    return case.places


def _region_for(prefix: str, at: int, case: _Case) -> tuple[Region | None, str]:
    """The division that a generic prefix stands for: the document's own, else the nearest one named before (or, in the
    first line, behind) it at that level."""
    own = _at_level(prefix, case.home) if case.home else None
    if own:
        return own, case.home_anchor
    places = _places(case)
    index = bisect_left(places, at, key=lambda hit: hit[0])
    for start, _, region in reversed(places[max(0, index - 40) : index]):
        found = _at_level(prefix, region)
        if found:
            return found, f"region@{start}"
    return None, ""


def _at_level(prefix: str, region: Region) -> Region | None:
    """``region`` or the division above it that is a 省, 市, 县 … ; None where there is none."""
    levels = _LEVEL_OF.get(prefix, ())
    here: Region | None = region
    candidates = []
    while here is not None and here.level != "country":
        if here.level in levels and _fits(prefix, here):
            candidates.append(here)
        here = regions.by_code(here.parent_code) if here.parent_code else None
    # 市 in a document of a county-level city is that city; of a district, the city it lies in.
    return candidates[0] if candidates else None


def _fits(prefix: str, region: Region) -> bool:
    name = region.name
    if prefix == "市":
        return name.endswith("市")
    if prefix == "省":
        return name.endswith("省")
    if prefix == "区":
        return name.endswith("区") and (region.level == "county" or name.endswith("自治区"))
    if prefix == "自治区":
        return name.endswith("自治区")
    if prefix in ("县", "自治县"):
        return name.endswith("县")
    return name.endswith(prefix[-1])


def _sibling(text: str, case: _Case) -> tuple[str, tuple[str, ...], bool]:
    """审计处 behind 农委计划财务处, 司法局 behind 市公安局: the body or place of the name before."""
    if not case.done:
        return text, (), False
    if official.generic_prefix(text)[0]:
        return _local(case.done[-1][0], text, case)
    mention, before = case.done[-1]
    anchor = f"sibling@{mention.start}"
    if official.is_unit(text):
        owner = official.owner_of(before.canonical)
        return (owner or before.canonical) + text, (anchor,), True
    if before.level == "national":
        name = official.national(text)
        return (name, (anchor, "table"), True) if name else (text, (), False)
    place, _, region = official.split_place(before.canonical, case.home)
    if not place:
        return text, (), False
    return official.compose(official.full_place(place, text, region), text), (anchor,), True


def _earlier(text: str, case: _Case) -> tuple[str, tuple[str, ...], bool] | None:
    """A fuller name earlier in the text whose characters hold the short one in order, where there is exactly one."""
    if text in case.seen:
        name, place = case.seen[text]
        return (name, (f"earlier@{place}",), True) if name != text else None
    if len(text) < 3:
        return None
    fits = [
        (place, name)
        for name, place in case.fronts.get((text[0], text[-1]), {}).items()
        if len(text) < len(name) <= 4 * len(text) and official.subsequence(text, name)
    ]
    if len(fits) != 1:
        return None
    place, name = fits[0]
    return name, (f"earlier@{place}",), True


def _remember(name: str, written: str, at: int, case: _Case) -> None:
    """Keep an official name and how it was written, under the characters a short form of it could begin and end with."""
    case.seen.setdefault(written, (name, at))
    if name in case.seen and name != written:
        return
    case.seen.setdefault(name, (name, at))
    place, rest, _ = official.split_place(name, None)
    for front in {name[0], rest[:1] if place else name[0]}:
        case.fronts.setdefault((front, name[-1]), {}).setdefault(name, at)
