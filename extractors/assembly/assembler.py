"""One walk over the figures of a document that binds each to its meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora.document import Document
from corpora.outline import Outline
from extractors.assembly import indicator as naming
from extractors.assembly import modality, parts, period, role, scope, tables
from extractors.assembly.binding import Binding
from extractors.assembly.confidence import estimate
from extractors.assembly.context import Figure, figures
from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import ACTS, DIRECTIONS, UNIT_NOUNS
from extractors.assembly.region_scope import Areas
from extractors.assembly.phrases import after, before
from extractors.assembly.words import Words
from extractors.mention import Mention

_OWN_VERB = re.compile(r"^[、和及与或]?(?:以及)?\s*$")
_LIGHT = ("给予", "予以")
_GIVEN = re.compile(
    r"(?:行政|党纪政务|党纪|政务|刑事|纪律|通报|行业|书面)?(?:处罚|处分|警告|批评|表彰|奖励|资助|补助|补贴|拘留|追究)"
)
_AMONG_THESE = re.compile(r"(?<=[\u4e00-\u9fff]{2})中[，,]?(?:有|约|近|超过)?$")
_LABEL = re.compile(r"[^，。；：、,;:\s（）()\d.]{2,12}(?=[：:])")
_SPEECH = re.compile(r"(?:是|为|如下|情况|显示|表示|说|问|答|有|中|发现|方面|即|措施|要求|决定|通知)$")
_LOT = re.compile(r"(?:包|标段|标包|第.标段)\d*$")
_FROM = re.compile(r"(?:由|从)[^，；。]{0,12}$")
_TO = re.compile(r"[^，；。\d]{0,3}(?:至|到|为)")
_REFERRED = frozenset({"count", "money", "measure", "percentage"})
_COUNTED = frozenset({"count", "measure", "money"})


def assemble(document: Document, outline: Outline, words: Words, mentions: Sequence[Mention]) -> list[Binding]:
    """A binding for every numeric mention, in text order.

    ``mentions`` are all settled mentions of the document, sorted and without overlap, dates resolved; ``words`` its
    words with each mention as one word.
    """
    found = figures(document.text, outline, words, mentions)
    if not found:
        return []
    cells = tables.cells_of(document, mentions)
    walk = Walk(document, outline, words, mentions)
    drafts: list[Draft] = []
    bindings: list[Binding] = []
    for group in groups(found, document.text):
        shared = walk.distribution(group, drafts)
        for place, figure in enumerate(group):
            draft = walk.draft(figure, drafts, shared[place] if shared else None, group)
            drafts.append(draft)
    for draft in drafts:
        cell = cells.get(draft.figure.mention)
        if cell is not None:
            bindings.append(
                tables.bind(document, mentions, draft.figure.mention, cell, walk.calendar, walk._heading(draft.figure))
            )
        else:
            bindings.append(_binding(draft, drafts))
    return bindings


def groups(found: Sequence[Figure], text: str) -> list[list[Figure]]:
    """Lists of figures: those between which nothing but list marks (or list mark and verb of change) stands."""
    out: list[list[Figure]] = []
    for figure in found:
        if out and figure.previous == out[-1][-1].number and _continues(text[out[-1][-1].end : figure.start]):
            out[-1].append(figure)
        else:
            out.append([figure])
    return out


def _continues(gap: str) -> bool:
    if _OWN_VERB.match(gap):
        return bool(gap.strip())
    if gap[0] not in "、和及与":
        return False
    rest = gap[1:].removesuffix("了")
    return rest in DIRECTIONS and len(rest) > 1


class Walk:
    """The state of the walk: dates and actors in force, and where the search for the next figure goes on."""

    def __init__(self, document: Document, outline: Outline, words: Words, mentions: Sequence[Mention]) -> None:
        self.document, self.outline, self.words, self.mentions = document, outline, words, mentions
        self.text = document.text
        self.calendar = period.calendar(document, mentions)
        self.actors = scope.actors(self.text, mentions)
        self.default_actor = scope.default_actor(document, mentions, self.actors)
        self.areas = Areas(document, mentions)
        self._date_at = self._actor_at = 0

    def draft(self, figure: Figure, drafts: Sequence[Draft], shared: str | None, group: Sequence[Figure]) -> Draft:
        """The draft of one figure; ``shared`` is its member of a distributed subject."""
        mention = self.mentions[figure.mention]
        draft = Draft(figure, mention)
        self._role(draft, drafts, group)
        draft.total = parts.total_of(self.text, self.words, draft, drafts)
        self._inherit_role(draft, drafts)
        self._indicator(draft, drafts, shared)
        self._period(draft, drafts)
        self._modality(draft, drafts)
        self._narrow_period(draft)
        self._institution(draft, drafts)
        draft.region, draft.region_code, anchor = self.areas.of(figure)
        if anchor:
            draft.anchors["region"] = anchor
        return draft

    def distribution(self, group: Sequence[Figure], drafts: Sequence[Draft]) -> list[str] | None:
        """What each figure of a list refers to: members of a coordinated subject, or the figures before (分别)."""
        if len(group) < 2:
            return None
        leader = group[0]
        start = self.words.starts[leader.left] if leader.left < len(self.words) else leader.start
        left = self.text[leader.clause.start : leader.start]
        own = role.role_of(
            self.mentions[leader.mention].kind, self.text, start, leader.start, self.text[leader.start : leader.end]
        )
        stop = own.verb_start if own.verb_start is not None else leader.start
        probe = Draft(leader, self.mentions[leader.mention], own)
        subject = naming._without_comparison(self.words, self.text, probe, stop)
        if own.role == "level" and not subject:
            found = before(self.words, leader.left, leader.word)
            subject = naming.clean(found.object or found.subject)
        spread = naming.members(subject, len(group)) if subject else []
        if spread:
            return spread
        if subject and own.role != "share":
            return [subject] * len(group) if "分别" in left and own.role == "change" else None
        recent = drafts[-4 * len(group) - 12 :]
        levels = [d for d in recent if d.is_level and leader.start - d.figure.end < 160 and d.mention.kind in _REFERRED]
        if "分别" in left and len(levels) >= len(group) and (own.role == "change" or own.verb_start):
            return [level.indicator or "" for level in levels[-len(group) :]]
        return None

    def _role(self, draft: Draft, drafts: Sequence[Draft], group: Sequence[Figure]) -> None:
        figure, mention = draft.figure, draft.mention
        start = self.words.starts[figure.left] if figure.left < len(self.words) else figure.start
        start = min(start, figure.start)
        wording = self.text[figure.start : figure.end]
        draft.role = role.role_of(mention.kind, self.text, start, figure.start, wording)
        if draft.role.role == "level" and mention.kind in ("percentage", "ratio"):
            draft.role = self._percent_of(draft)
        if figure.number != group[0].number and draft.role.role == "level" and drafts:
            leader = drafts[-1]
            if leader.role.role != "level":
                draft.role = leader.role
                draft.comparison, draft.base_period = leader.comparison, leader.base_period
        draft.kind_of_role, draft.direction = draft.role.role, draft.role.direction
        if draft.kind_of_role == "change" and draft.comparison is None:
            self._comparison(draft, drafts, start)

    def _percent_of(self, draft: Draft) -> role.Role:
        """30%的企业: a percentage right before a noun is a share of it, unless the noun is a rate."""
        figure = draft.figure
        if _AMONG_THESE.search(self.text[figure.clause.start : figure.start]):
            return role.Role("share", verb_start=figure.start)
        behind = self.text[figure.end : figure.end + 1]
        if behind not in ("的", "以") and not self.words.tags[min(figure.word + 1, len(self.words) - 1)].startswith(
            "n"
        ):
            return draft.role
        phrase = after(self.words, figure.next, figure.right)
        if not phrase or phrase.endswith(naming._RATE_HEADS):
            return draft.role
        parts_before = before(self.words, figure.left, figure.word)
        if parts_before.object.endswith(naming._MEASURES) and not parts_before.verb:
            return draft.role
        return role.Role("share", verb_start=figure.start)

    def _comparison(self, draft: Draft, drafts: Sequence[Draft], start: int) -> None:
        figure = draft.figure
        comparison, base = role.comparison_in(self.text, start, figure.start)
        if comparison is None and draft.role.verb_start is not None:
            comparison, base = role.comparison_in(self.text, figure.clause.start, figure.start)
        explicit = period.base_between(self.calendar, start, figure.start)
        if explicit is not None:
            draft.base_period = explicit.edtf
            draft.anchors["base_period"] = f"date@{explicit.start}"
            draft.comparison = comparison or "since_base"
            return
        if comparison is None:
            comparison = self._elided_comparison(draft, drafts)
        draft.comparison = comparison
        draft.base_period = base

    def _elided_comparison(self, draft: Draft, drafts: Sequence[Draft]) -> str | None:
        """Bare 增长 is against the year before, unless the figures around it are compared with something else."""
        figure = draft.figure
        if not draft.role.explicit or role.compares(self.text[figure.clause.start : figure.start]):
            return None
        for other in reversed(drafts):
            if figure.sentence.start - other.figure.sentence.end > 2:
                break
            if other.kind_of_role == "change" and other.comparison:
                same = other.figure.sentence.start == figure.sentence.start
                marked = "其中" in self.text[figure.sentence.start : figure.start]
                if same or marked:
                    draft.anchors["comparison"] = f"figure@{other.figure.start}"
                    return other.comparison
                break
        if (
            draft.role.explicit
            and draft.mention.kind == "percentage"
            and (draft.mention.quantity.unit or "") != "个百分点"
        ):
            draft.anchors["comparison"] = "usage"
            return "year_on_year"
        return None

    def _inherit_role(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        """The parts of 新增25例 are additions too."""
        if draft.total is None or draft.kind_of_role != "level":
            return
        total = drafts[draft.total]
        same_unit = total.mention.quantity.unit == draft.mention.quantity.unit
        if total.kind_of_role == "change" and same_unit and not total.role.explicit:
            draft.kind_of_role, draft.direction = "change", total.direction
            draft.comparison, draft.base_period = total.comparison, total.base_period
            draft.anchors["role"] = f"figure@{total.figure.start}"

    def _indicator(self, draft: Draft, drafts: Sequence[Draft], shared: str | None) -> None:
        source = naming.reference(draft, drafts)
        governed = draft.kind_of_role == "change" and not draft.role.explicit
        inherited: Draft | None = None
        if draft.role.explicit and draft.kind_of_role == "change" and draft.mention.kind in _COUNTED:
            behind = after(self.words, draft.figure.next, draft.figure.right)
            if behind and not draft.figure.joined:  # 新增五个达标城市: the noun stands behind
                draft.indicator, draft.rule, draft.action = behind, "noun_after", draft.role.verb
                return
        if draft.kind_of_role == "share":
            if draft.role.verb is None:
                name, draft.action, draft.rule = naming.level_indicator(self.words, self.text, draft, source)
            else:
                name, draft.rule, inherited = naming.share_indicator(self.words, self.text, draft, drafts, shared)
                draft.action = draft.role.verb if draft.role.verb in ("完成", "占") else None
        elif (draft.kind_of_role == "change" and not governed) or (
            draft.kind_of_role == "level" and draft.role.verb_start is not None
        ):
            name, draft.rule, inherited = naming.change_indicator(self.words, self.text, draft, drafts, shared)
            draft.action = draft.role.verb if draft.kind_of_role == "level" else None
        elif shared:
            name, draft.rule = shared, "distributed"
        else:
            name, draft.action, draft.rule = naming.level_indicator(self.words, self.text, draft, source)
            left = self.text[draft.figure.clause.start : draft.figure.start]
            label = self._label(draft.figure)
            name = naming.parallel(name, source, draft, label)
            if draft.mention.kind == "duration" and label.endswith(("期限", "时间", "期", "周期")):
                name, draft.rule = label, "label"
            name = name or label or None
            name = naming.restored(parts.qualified(draft, drafts, name), source, left)
            if governed and draft.rule != "none":
                verb = draft.role.verb or ""
                draft.action = verb
                name = name[len(verb) :] if name and name.startswith(verb) and len(name) > len(verb) + 1 else name
        if (not name or _LOT.match(name)) and (heading := self._own_heading(draft.figure)):
            name, draft.rule = heading, "heading"
        if not name:
            inherited = drafts[draft.total] if draft.total is not None else source
            if inherited is not None:
                name, draft.rule = inherited.indicator, "inherited"
                draft.action = draft.action or inherited.action
        if not name:
            name, draft.rule = UNIT_NOUNS.get(mention_unit(draft)), "unit"
        if (draft.action or "").startswith(_LIGHT):
            name = self._light_verb(draft, name)
        if inherited is not None:
            draft.anchors["indicator"] = f"figure@{inherited.figure.start}"
        draft.indicator = name or None

    def _period(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        figure = draft.figure
        force, self._date_at = period.in_force(self.text, self.calendar, figure, self._date_at)
        if force is not None:
            draft.period = force.edtf
            draft.anchors["period"] = _anchor(force)
        elif (
            draft.kind_of_role == "change"
            and draft.comparison
            and draft.anchors.get("base_period")
            and draft.base_period
            and len(draft.base_period) == 4
        ):
            draft.period = self._from_base(draft)
        if draft.period is None:
            self._carried(draft, drafts)
        self._base(draft)

    def _narrow_period(self, draft: Draft) -> None:
        """A rule holds without a date unless its clause names one; 由56元提高到68元: the first is of an earlier time."""
        figure = draft.figure
        anchor = draft.anchors.get("period", "")
        if draft.modality == "required":
            at = int(anchor[5:]) if anchor.startswith("date@") else -1
            year_only = draft.period is not None and len(draft.period) == 4
            if at < figure.clause.start and not year_only:
                draft.period = None
        elif _FROM.search(self.text[figure.clause.start : figure.start]) and _TO.match(
            self.text[figure.end : figure.end + 8]
        ):
            at = int(anchor[5:]) if anchor.startswith("date@") else -1
            if at < figure.clause.start:
                draft.period = None
        if draft.period is None:
            draft.anchors.pop("period", None)

    def _from_base(self, draft: Draft) -> str | None:
        """同比2019年下降: a year-on-year change against 2019 is of 2020."""
        base = draft.base_period or ""
        if draft.comparison != "year_on_year" or not base.isdigit():
            return None
        draft.anchors["period"] = draft.anchors["base_period"]
        return str(int(base) + 1)

    def _carried(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        figure = draft.figure
        heading = period.headings(self.outline, figure, self.calendar)
        line = self.text.rfind("\n", 0, figure.start)
        for other in reversed(drafts):
            if other.figure.start < line:
                break
            if other.period is not None and self._carries(other, figure.sentence.start):
                draft.period, draft.anchors["period"] = period.day_of(other.period), other.anchors["period"]
                return
        if heading is not None:
            draft.period, draft.anchors["period"] = heading.edtf, f"date@{heading.start}"
        elif self.calendar.main is not None:
            draft.period, draft.anchors["period"] = self.calendar.main, self.calendar.main_anchor

    def _carries(self, other: Draft, start: int) -> bool:
        """Whether the date of a figure holds on behind its sentence: not a deadline, a window or an episode."""
        anchor = other.anchors.get("period", "")
        if not anchor.startswith("date@") or other.period is None or other.period.startswith(".."):
            return False
        if (
            not period.at_head(self.text, other.figure.sentence.start, int(anchor[5:]))
            and int(anchor[5:]) >= other.figure.sentence.start
        ):
            return False
        main = self.calendar.main
        if (
            other.period.endswith(f"/{self.calendar.published}")
            and "其中" not in self.text[other.figure.end : start + 4]
        ):
            return False
        return not (period.is_day(other.period) and main is not None and not period.is_day(main))

    def _base(self, draft: Draft) -> None:
        """The period compared with, worked out from the period where the text names none; 比2019年 in 2020 is yearly."""
        if draft.kind_of_role != "change" or draft.comparison is None:
            draft.base_period = (
                draft.base_period if draft.kind_of_role == "change" and "base_period" in draft.anchors else None
            )
            return
        if "base_period" in draft.anchors:
            if draft.comparison == "since_base" and draft.period and draft.base_period:
                years = draft.period[:4], draft.base_period[:4]
                if years[0] == years[1] and len(draft.base_period) > 4:
                    draft.comparison = "period_on_period"  # 比一季度, 比2月
                if all(year.isdigit() for year in years) and int(years[0]) - int(years[1]) == 1:
                    draft.comparison = "year_on_year"
            return
        if draft.comparison == "year_on_year":
            draft.base_period = period.year_before(draft.period)
        elif draft.comparison == "period_on_period":
            draft.base_period = period.month_before(draft.period)
        elif draft.base_period == "year_start" and draft.period and draft.period[:4].isdigit():
            draft.base_period = f"{int(draft.period[:4]) - 1}-12-31"
        else:
            draft.base_period = None

    def _modality(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        figure = draft.figure
        future = period.starts_after(draft.period, self.document.published)
        place = modality.Place(
            figure.sentence.start,
            figure.clause.start,
            figure.start,
            figure.end,
            figure.clause.end,
            draft.mention.kind,
            mention_unit(draft),
            future,
        )
        draft.modality, draft.force = modality.modality_of(self.text, place, self._heading(figure))
        if draft.modality == "planned" and future:
            draft.anchors["modality"] = draft.anchors.get("period", "period")
        if draft.modality == "actual":
            if draft.total is None and not figure.joined:
                return
            if draft.total is not None and drafts[draft.total].modality != "actual":
                draft.modality, draft.force = drafts[draft.total].modality, drafts[draft.total].force
                draft.anchors["modality"] = f"figure@{drafts[draft.total].figure.start}"
            elif figure.joined and drafts and drafts[-1].modality != "actual":
                draft.modality, draft.force = drafts[-1].modality, drafts[-1].force

    def _heading(self, figure: Figure) -> str:
        """The headings of the sections around the figure, innermost last."""
        sections = self.outline.sections_at(figure.start)
        title = self.document.title or ""
        return (
            title
            + "\n"
            + "\n".join(
                self.text[section.heading.start : section.heading.end]
                for section in sections
                if section.heading.end <= figure.start and section.heading.end - section.heading.start < 40
            )
        )

    def _light_verb(self, draft: Draft, name: str | None) -> str | None:
        """给予2家机构行政处罚: what is given completes the verb and is no part of the noun."""
        given = _GIVEN.search(self.text, draft.figure.end, draft.figure.clause.end)
        if given is None:
            return name
        draft.action = f"{(draft.action or '')[:2]}{given[0]}"
        return name.removesuffix(given[0]) if name and name != given[0] else name

    def _label(self, figure: Figure) -> str:
        """The noun before the last colon of the sentence: 合同履行期限：自签订之日起45日内."""
        colon = max(self.text.rfind(mark, figure.sentence.start, figure.clause.start) for mark in "：:")
        found = _LABEL.search(self.text, figure.sentence.start, colon) if colon >= 0 else None
        return found[0] if found is not None and found.end() == colon and not _SPEECH.search(found[0]) else ""

    def _own_heading(self, figure: Figure) -> str:
        """The heading that stands right before the sentence of the figure, without its number (六、公告期限)."""
        sections = self.outline.sections_at(figure.start)
        if not sections:
            return ""
        heading = sections[-1].heading
        first = figure.clause.start - heading.end <= 3 and heading.end <= figure.start
        name = self.text[heading.start : heading.end].removeprefix(sections[-1].number).strip()
        return name if first and 2 <= len(name) <= 10 else ""

    def _institution(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        figure = draft.figure
        acts = draft.action in ACTS
        index, self._actor_at = scope.actor_of(self.text, self.actors, figure, self._actor_at, acts)
        if index is not None:
            draft.institution = scope.coordinated(self.text, self.actors, index)
            draft.anchors["institution"] = f"institution@{self.actors[index].start}"
            return
        line = self.text.rfind("\n", 0, figure.start)
        for other in reversed(drafts):
            if other.figure.start < line:
                break
            if other.institution is not None and other.anchors.get("institution", "").startswith("institution@"):
                draft.institution, draft.anchors["institution"] = other.institution, other.anchors["institution"]
                return
        name, anchor = self.default_actor
        if name is not None and (anchor != "document" or draft.action in ACTS):
            draft.institution, draft.anchors["institution"] = name, anchor


def _anchor(force: period.Force) -> str:
    if force.window:
        return f"duration@{force.start + 1}"
    return f"date@{force.start}" if force.mention >= 0 else "published"


def mention_unit(draft: Draft) -> str:
    """The unit of a draft's figure, empty where it has none."""
    return draft.mention.quantity.unit or ""


def _binding(draft: Draft, drafts: Sequence[Draft]) -> Binding:
    return Binding(
        mention=draft.figure.mention,
        indicator=draft.indicator,
        action=draft.action or None,
        institution=draft.institution,
        region=draft.region,
        region_code=draft.region_code,
        period=draft.period,
        role=draft.kind_of_role,
        direction=draft.direction if draft.kind_of_role == "change" else None,
        comparison=draft.comparison if draft.kind_of_role == "change" else None,
        base_period=draft.base_period if draft.kind_of_role == "change" else None,
        modality=draft.modality,
        force=draft.force,
        part_of=drafts[draft.total].figure.mention if draft.total is not None else None,
        anchors=draft.anchors,
        rule=draft.rule,
        confidence=estimate(draft.rule, draft.kind_of_role, draft.mention.kind),
    )
