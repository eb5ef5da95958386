"""The page of findings: figures that contradict each other, in their sentences, to be judged by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from outputs import finding_decisions
from outputs.finding_decisions import VERDICTS, FindingDecision
from outputs.findings import KINDS, Found, Stated
from outputs.review.judging import body, who, worker
from outputs.review.language import Words, words
from outputs.review.marks import Piece, Stretch, pieces
from outputs.review.numbers import grouped
from outputs.review.site import Preparing, Refused, language, of, page, whole

PAGE = 30
STATES = ("open", "done", "all")
_PER_CENT = ("share_differs", "change_differs_from_earlier")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a document with the figures of a finding in it."""

    document_id: str
    title: str
    pieces: tuple[Piece, ...]
    figures: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it; ``decision`` is what holds of it, None where it is open."""

    found: Found
    agree: str
    quotes: tuple[Quoted, ...]
    decision: FindingDecision | None


def listing(request: Request) -> Response:
    """Findings by kind and state, a page of them."""
    found = of(request).findings.read()
    if found is None:
        raise Preparing(of(request).findings, "nav.findings")
    kind, state = request.query_params.get("kind", ""), request.query_params.get("state", "open")
    if kind not in ("", *KINDS) or state not in STATES:
        raise Refused(400, f"kind: one of {', '.join(KINDS)}; state: one of {', '.join(STATES)}")
    decided = finding_decisions.standing(of(request).kb)
    of_state = [one for one in found if state == "all" or (one.finding_id in decided) == (state == "done")]
    chosen = [one for one in of_state if kind in ("", one.kind)]
    offset = whole(request, "offset", 0) or 0
    t = words(language(request))
    return page(
        request,
        "findings.html",
        shown=[_shown(one, decided.get(one.finding_id), t) for one in chosen[offset : offset + PAGE]],
        counts=Counter(one.kind for one in of_state),
        kinds=KINDS,
        states=STATES,
        verdicts=VERDICTS[:-1],
        kind=kind,
        state=state,
        total=len(chosen),
        offset=offset,
        size=PAGE,
    )


def _shown(found: Found, decision: FindingDecision | None, t: Words) -> Shown:
    return Shown(found, agreement(found, t), tuple(_quotes(found.figures)), decision)


def agreement(found: Found, t: Words) -> str:
    """What would agree and what the text says, in words."""
    per_cent = found.kind in _PER_CENT
    unit = "%" if per_cent else str(found.figures[-1].fact.unit or "")
    worked, stated = (
        grouped(value.quantize(_CENT) if per_cent else value) + ("" if unit in ("", "%") else " ") + unit
        for value in (found.worked, found.stated)
    )
    return t(f"agree.{found.kind}").format(worked=worked, stated=stated)


def _quotes(figures: Sequence[Stated]) -> list[Quoted]:
    """The sentences in the order of the figures, each once, with all its figures marked."""
    groups: dict[tuple[str, str, int], list[Stated]] = {}
    for one in figures:
        groups.setdefault((one.document_id, one.fact.sentence, one.fact.start - one.at), []).append(one)
    quotes = []
    for (document_id, sentence, _), inside in groups.items():
        stretches = [
            Stretch(one.at, one.at + len(one.fact.text), {"mark": "same"})
            for one in sorted(inside, key=lambda one: one.at)
        ]
        drawn = tuple(pieces(sentence, 0, len(sentence), stretches))
        quotes.append(Quoted(document_id, inside[0].title or inside[0].source, drawn, tuple(inside)))
    return quotes


async def decide(request: Request) -> Response:
    """Record a decision on a finding: ``{finding_id, verdict, note}``."""
    return await worker(request, _decide, await body(request))


def _decide(request: Request, given: dict[str, Any]) -> Response:
    site, wanted = of(request), str(given.get("finding_id", ""))
    found = next((one for one in site.findings.read() or () if one.finding_id == wanted), None)
    if found is None:
        raise Refused(404, "no such finding")
    note, verdict = given.get("note"), str(given.get("verdict", ""))
    done = finding_decisions.decide(
        site.kb, found, verdict, reviewer=who(request), now=site.clock(), note=str(note) if note else None
    )
    return JSONResponse({"verdict": done.verdict, "reviewer": done.reviewer})


ROUTES = [
    Route("/review/findings", listing),
    Route("/review/findings/decide", decide, methods=["POST"]),
]
