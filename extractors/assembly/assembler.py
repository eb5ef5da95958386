"""One walk over the figures of a document that binds each to its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpora.document import Document
from corpora.outline import Outline
from extractors.assembly import (
    areas,
    counted,
    demands,
    elision,
    lengths,
    limits,
    modality,
    parts,
    period,
    references,
    scope,
    subjects,
)
from extractors.assembly import indicator as naming
from extractors.assembly.binding import Binding
from extractors.assembly.confidence import estimate
from extractors.assembly.context import Figure
from extractors.assembly.distribution import distribution, groups
from extractors.assembly.draft import Draft
from extractors.assembly.lexicons import ACTS, NOMINAL_VERBS, UNIT_NOUNS
from extractors.assembly.nouns_behind import after
from extractors.assembly.region_scope import Areas
from extractors.assembly.roles import Roles
from extractors.assembly.timing import ANSWERS, Timing
from extractors.assembly.turns import Turn, turns
from extractors.assembly.wording import LIGHT_VERBS, headings, label_of, light_verb, own_heading
from extractors.assembly.words import Words
from extractors.mention import Mention

_LOT = re.compile(r"(?:包|标段|标包|第.标段)\d*$")
_LOTS = "包标第"
_COUNTED = frozenset({"count", "measure", "money"})
_THAN_USUAL = re.compile("[比较](?:常年|往年|历年|正常年份|常年同期)[^，。；\\d]{0,4}")
"""日照1806小时，较常年少236小时: a clause that only compares with what is usual."""
_SAMPLED = frozenset({"批次", "批", "组", "家", "个"})
_SCOPE = re.compile(r"[^，。；、]{1,8}?(?:（[^（）]*）)?中(?:排|位|居|列|名列|处)")
"""在全市13个区县（市）中排第3位: among how many, no subject of what follows."""
_TERMS = ("期限", "时间", "期", "周期")
_VERBS_OF_USE = frozenset({"恢复", "停止", "暂停", "接通", "开通", "享受", "接受", "参加", "实现"})
"""Verbs whose object is what people get, not what is counted: 恢复供电203万户."""
_NAMED_ACTS = NOMINAL_VERBS & ACTS
_MEMORY = 60
_LINE = 4000


def drafted(
    document: Document, outline: Outline, words: Words, mentions: Sequence[Mention], found: Sequence[Figure]
) -> tuple[Walk, list[Draft]]:
    """The walk over the figures ``found`` in a document and the draft of each, in text order."""
    walk = Walk(document, outline, words, mentions, period.calendar(document, mentions), Areas(document, mentions))
    for step in STEPS:
        step(walk, found)
    return walk, walk.drafts


class Walk:
    """The state of the walk: dates and actors in force, and where the search for the next figure goes on."""

    def __init__(
        self,
        document: Document,
        outline: Outline,
        words: Words,
        mentions: Sequence[Mention],
        calendar: period.Calendar,
        named: Areas,
    ) -> None:
        self.document, self.outline, self.words, self.mentions = document, outline, words, mentions
        self.text, self.title = document.text, document.title or ""
        organs = frozenset(mention.start for mention in mentions if mention.kind == "institution")
        self.timing = Timing(self.text, outline, calendar, organs)
        self.roles = Roles(self.text, words, calendar)
        self.actors = scope.actors(self.text, mentions)
        self.default_actor = scope.default_actor(document, mentions, self.actors)
        self.areas = named
        self._actor_at = 0
        self._asks = any(mark in self.text for mark in ANSWERS)
        self.turns: dict[int, Turn] = {}
        self.drafts: list[Draft] = []

    def name(self, found: Sequence[Figure]) -> None:
        """The drafts of the figures in text order, each with its role, its whole and its indicator."""
        drafts = self.drafts
        self.turns = turns(self.text, found)
        for group in groups(found, self.text):
            self.timing.spread(group)
            shared = distribution(self.words, self.text, self.mentions, group, drafts)
            for place, figure in enumerate(group):
                drafts.append(self._draft(figure, drafts, shared[place] if shared else None, group))

    def _draft(self, figure: Figure, drafts: Sequence[Draft], shared: str | None, group: Sequence[Figure]) -> Draft:
        """The draft of one figure; ``shared`` is its member of a distributed subject."""
        mention = self.mentions[figure.mention]
        draft = Draft(figure, mention, unit=mention.quantity.unit or "", turn=self.turns.get(figure.number))
        draft.against = subjects.compared_with(self.text, figure)
        self.roles.of(draft, drafts, group)
        draft.total = None if draft.against else parts.total_of(self.text, self.words, draft, drafts)
        self.roles.inherit(draft, drafts)
        self._indicator(draft, drafts, shared)
        return draft

    def date(self, found: Sequence[Figure]) -> None:
        """Comparison, period and modality of each draft: nothing of them is asked for where figures get their names."""
        earlier: list[Draft] = []
        for draft in self.drafts:
            self.roles.compare(draft, earlier)
            self.timing.set_period(draft, earlier)
            self._modality(draft, earlier)
            self.timing.narrow(draft)
            earlier.append(draft)

    def place(self, found: Sequence[Figure]) -> None:
        """Institution and region of each draft."""
        earlier: list[Draft] = []
        for draft in self.drafts:
            self._institution(draft, earlier)
            draft.region, draft.region_code, anchor = self.areas.of(draft.figure)
            if anchor:
                draft.anchors["region"] = anchor
            earlier.append(draft)

    def headings(self, figure: Figure) -> str:
        """The title and the headings above the figure, one a line."""
        found = headings(self.text, self.title, self.outline, figure) if self.outline.sections else self.title
        line = self.timing.calendar.headlines.at(figure.start)
        return found if line is None else f"{found}\n{self.text[line[0] : line[1]]}"

    def _indicator(self, draft: Draft, drafts: Sequence[Draft], shared: str | None) -> None:
        """Name what the figure measures: by its own words, by its heading, by the figure it refers to, by its unit."""
        source = references.reference(draft, drafts)
        name, inherited = self._named(draft, drafts, shared, source)
        glued = bool(drafts) and drafts[-1].figure.end == draft.figure.start  # 58件71人: one thing, told twice
        if (
            (
                not name
                or (name in counted.SURVEYS and draft.unit in _SAMPLED)
                or (name[0] in _LOTS and _LOT.match(name))
            )
            and not glued
            and self.outline.sections
            and (heading := own_heading(self.text, self.outline, draft.figure))
        ):
            name, draft.rule = heading, "heading"
        if name and (areas.are_areas(name.rpartition("的")[2]) or self._is_place(draft)):
            label = label_of(self.text, draft.figure, over=True) if draft.mention.kind == "money" else ""
            if label:  # 低保标准：甲区由每人每月330元提高到380元；乙县由…
                name, draft.rule = label, "label"
            else:
                name, inherited = self._of_areas(draft, drafts)
        if not name:
            apart = source is None or source.mention.kind != "count" or source.figure.end < draft.figure.start
            # 96件104人 is told of one: what stands right before it names the second as well.
            inherited = drafts[draft.total] if draft.total is not None and apart else source
            if (
                draft.total is None
                and source is not None
                and apart
                and source.unit != draft.unit
                and draft.figure.joined
            ):
                like = elision.near(draft, drafts)
                same = like is not None and like.figure.sentence.start == draft.figure.sentence.start
                inherited = like if same and source.rule not in ("object_before", "verb_before") else source
            if inherited is not None:
                left = self.text[draft.figure.clause.start : draft.figure.start]
                name, draft.rule = references.carried_out(inherited.indicator, left), "inherited"
                draft.action = draft.action or inherited.action
        if not name:
            name, draft.rule = UNIT_NOUNS.get(draft.unit), "unit"
        if draft.action and draft.action.startswith(LIGHT_VERBS):
            name = light_verb(self.text, draft, name)
        if inherited is not None:
            draft.anchors["indicator"] = f"figure@{inherited.figure.start}"
        draft.indicator = name or None
        if draft.mention.kind == "count" and _SCOPE.match(self.text, draft.figure.end, draft.figure.end + 16):
            draft.rule = "scope"

    def _is_place(self, draft: Draft) -> bool:
        """Whether the only word before the figure is a place that no table of divisions has, in a list by area."""
        figure = draft.figure
        alone = figure.word - figure.left == 1 and self.words.tags[figure.left] == "ns"
        return alone and draft.mention.kind == "count" and bool(areas.counted(self.text, figure))

    def _of_areas(self, draft: Draft, drafts: Sequence[Draft]) -> tuple[str | None, Draft | None]:
        """What an item of a list by area counts: the words before 中, else what the figure before it counts."""
        name, added = areas.without_added(areas.counted(self.text, draft.figure))
        if added and draft.kind_of_role == "level":
            draft.kind_of_role, draft.direction = "change", "up"
        if name:
            draft.rule = "among"
            return name, None
        peer = areas.before(draft, drafts)
        if draft.action in areas.TOLD_BY_VERB and (peer is None or peer.action != draft.action):
            draft.rule = "verb_before"
            return draft.action, None
        peer = peer or (areas.told_before(draft, drafts) if draft.mention.kind == "count" else None)
        draft.rule = "inherited" if peer is not None else draft.rule
        if peer is not None:
            return (peer.indicator or "").replace("平均", "", 1) or None, peer
        return after(self.words, draft.figure.next, draft.figure.right) or None, None

    def _named(
        self, draft: Draft, drafts: Sequence[Draft], shared: str | None, source: Draft | None
    ) -> tuple[str | None, Draft | None]:
        """The name by the figure's own words, according to its role, and the figure it was inherited from."""
        words, text, role_ = self.words, self.text, draft.role
        usual = _THAN_USUAL.fullmatch(text, draft.figure.clause.start, draft.figure.start)
        if usual is not None and source is not None and source.indicator:
            draft.rule = "inherited"
            return source.indicator, source
        if draft.against:
            level, draft.rule = subjects.compared(words, text, draft, drafts, source), "compared_with"
            return level
        if (
            draft.turn is not None
            and (named := subjects.turned_indicator(words, text, draft, drafts, source)) is not None
        ):
            former, draft.rule, peer = named
            return former, peer
        if role_.explicit and draft.kind_of_role == "change" and draft.mention.kind in _COUNTED:
            behind = after(words, draft.figure.next, draft.figure.right)
            if behind and not draft.figure.joined:  # 新增五个达标城市: the noun stands behind
                draft.rule, draft.action = "noun_after", role_.verb
                return behind, None
        if draft.kind_of_role == "share" and role_.verb is not None:
            name, draft.rule, inherited = subjects.share_indicator(words, text, draft, drafts, shared)
            draft.action = role_.verb if role_.verb in ("完成", "占") else None
            return name, inherited
        turned = draft.kind_of_role == "level" and role_.verb_start is not None
        if turned or (draft.kind_of_role == "change" and role_.explicit):
            name, draft.rule, inherited = subjects.change_indicator(words, text, draft, drafts, shared)
            draft.action = role_.verb if turned else None
            return name, inherited
        if shared:
            draft.rule = "distributed"
            return shared, None
        if draft.mention.kind == "duration" and draft.kind_of_role == "level":
            label = label_of(text, draft.figure)
            if not label.endswith(_TERMS) and (lasting := lengths.indicator(words, text, draft)) is not None:
                length, draft.rule = lasting
                if length in lengths.LEVELS or length.startswith(limits.OF_BEFORE):
                    return self._of_before(length, draft, drafts)
                return length, None
        return self._level_name(draft, drafts, source), None

    @staticmethod
    def _of_before(length: str, draft: Draft, drafts: Sequence[Draft]) -> tuple[str | None, Draft | None]:
        """规模居全国第14位，连续四年保持在6000亿元以上; 数据缺失12次，每次4小时: a length of time of what stands before it."""
        beside = next((other for other in reversed(drafts[-4:]) if other.rule != "scope"), None)
        act = length.removeprefix(limits.OF_BEFORE)
        if beside is None or beside.figure.sentence.start != draft.figure.sentence.start:
            return act or None, None
        if act == length or not act:
            return beside.indicator or act or None, beside
        return (beside.indicator or "") + act, beside

    def _level_name(self, draft: Draft, drafts: Sequence[Draft], source: Draft | None) -> str | None:
        name, draft.action, draft.rule = naming.level_indicator(self.words, self.text, draft, source)
        if draft.kind_of_role == "share":
            return name
        label = label_of(self.text, draft.figure)
        if label and draft.mention.kind == "duration" and label.endswith(_TERMS):
            name, draft.rule = label, "label"
        name = elision.state_of(parts.qualified(draft, drafts, name or label or None), self.text, draft, drafts)
        name = None if name in elision.EMPTY else elision.completed(name, self.text, draft, drafts, label)
        name = name or elision.told_before(self.text, draft) or None
        name = elision.of_its_kind(self._own_part(name, draft, drafts), self.text, draft, drafts)
        if source is not None:
            name = references.restored(name, source, self.text[draft.figure.clause.start : draft.figure.start])
        if draft.mention.kind == "money":
            name = references.priced(name, self.text, draft.figure.start)
        acted = draft.rule == "object_before" and draft.action in _VERBS_OF_USE and draft.unit in ("户", "人", "名")
        if acted and name and self.words.tags[draft.figure.word - 1] in ("v", "vn") and not name.endswith("人员"):
            name = f"{draft.action}{name}"  # 恢复供电203万户
        if draft.mention.kind == "money" and not draft.action and name and name[-2:] in _NAMED_ACTS:
            draft.action = name[-2:]  # 单笔捐赠, 罚款: the name is the act
        verb = draft.role.verb or ""
        if draft.kind_of_role == "change" and draft.rule != "none":
            draft.action = verb
            if name and name.startswith(verb) and len(name) > len(verb) + 1:
                return name[len(verb) :]
        return name

    def _own_part(self, name: str | None, draft: Draft, drafts: Sequence[Draft]) -> str | None:
        """47个站点雨量超过100毫米: without the noun that the figure before counts; 80岁以上人群接种率: with its age."""
        place = draft.figure.previous
        if name is None or place is None or draft.rule not in ("object_before", "subject_before", "verb_before"):
            return name
        former = drafts[place]
        counted = former.rule == "noun_after" and former.mention.kind == "count"
        if counted and former.indicator and name.startswith(former.indicator):
            rest = name[len(former.indicator) :].removeprefix("的")
            return rest if len(rest) > 1 else name
        if former.unit in ("岁", "周岁") and self.text.startswith(name, former.figure.end):
            return self.text[former.figure.start : former.figure.end] + name
        return name

    def _modality(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        self._stated_modality(draft, drafts)
        left = draft.turn is not None and draft.turn.first
        if left and (draft.modality == "planned" or draft.mention.quantity.bound == "exact"):
            draft.modality, draft.force = "actual", None  # what it is to be raised from is so

    def _is_dated(self, draft: Draft) -> bool:
        """Whether a date of its own sentence tells when the figure was so."""
        anchor = draft.anchors.get("period", "")
        return anchor.startswith("date@") and int(anchor[5:]) >= draft.figure.sentence.start

    def _is_answer(self, figure: Figure) -> bool:
        """Whether the line of the figure answers a question (答：)."""
        return self._asks and self.text.startswith(ANSWERS, self.text.rfind("\n", 0, figure.start) + 1)

    def _stated_modality(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        figure = draft.figure
        future = period.starts_after(draft.period, self.document.published)
        future = future or period.is_deadline(draft.period, self.document.published)
        dated = self._is_dated(draft)
        place = demands.Place(
            figure.sentence.start,
            figure.clause.start,
            figure.start,
            figure.end,
            figure.clause.end,
            draft.mention.kind,
            draft.unit,
            future,
            dated,
            self._is_answer(figure),
            dated and draft.period is not None and self.timing.is_over(draft.period),
            dated and period.is_unfinished(draft.period, self.document.published),
        )
        draft.modality, draft.force = modality.modality_of(self.text, place, self.headings(figure))
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

    def _institution(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        figure = draft.figure
        acts = draft.action in ACTS
        index, self._actor_at = scope.actor_of(self.text, self.actors, figure, self._actor_at, acts)
        if index is not None:
            draft.institution = scope.coordinated(self.text, self.actors, index)
            draft.anchors["institution"] = f"institution@{self.actors[index].start}"
            return
        line = -2
        for other in reversed(drafts[-_MEMORY:]):
            if line < -1:
                line = self.text.rfind("\n", max(0, figure.start - _LINE), figure.start)
            if other.figure.start < line:
                break
            if other.institution is not None and other.anchors.get("institution", "").startswith("institution@"):
                draft.institution, draft.anchors["institution"] = other.institution, other.anchors["institution"]
                return
        name, anchor = self.default_actor
        if name is not None and (anchor != "document" or draft.action in ACTS):
            draft.institution, draft.anchors["institution"] = name, anchor


STEPS: tuple[Callable[[Walk, Sequence[Figure]], None], ...] = (Walk.name, Walk.date, Walk.place)
"""The walk in its steps: each asks for nothing that a later one finds."""


def binding_of(draft: Draft, drafts: Sequence[Draft]) -> Binding:
    """What a finished draft says of its figure."""
    change = draft.kind_of_role == "change"
    return Binding(
        mention=draft.figure.mention,
        indicator=draft.indicator,
        action=draft.action or None,
        institution=draft.institution,
        region=draft.region,
        region_code=draft.region_code,
        period=draft.period,
        role=draft.kind_of_role,
        direction=draft.direction if change else None,
        comparison=draft.comparison if change else None,
        base_period=draft.base_period if change else None,
        modality=draft.modality,
        force=draft.force,
        part_of=drafts[draft.total].figure.mention if draft.total is not None else None,
        anchors=draft.anchors,
        rule=draft.rule,
        confidence=estimate(draft.rule, draft.mention.kind),
    )
