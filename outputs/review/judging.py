"""The pages and requests of a review: the queue of cards, one judgement, undo, adding a missed fact, disagreements."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from outputs import decisions, queue, sampling
from outputs.decision_fields import KINDS
from outputs.decision_views import by_status, disputes
from outputs.decisions import Judgement
from outputs.diff import CLASSES
from outputs.review import cards, document, original, selection
from outputs.review.agreement import agreement
from outputs.review.site import Refused, Site, of, page, render, reviewer, scope, whole, writable

CARDS = 16
"""Cards sent at once: a reader of one a second is never without the next."""


async def body(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises Refused."""
    writable(request)
    try:
        found = json.loads(await request.body())
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, "the body is no JSON") from error
    if not isinstance(found, dict):
        raise Refused(400, "the body is no JSON object")
    return found


def filters(given: Mapping[str, Any]) -> queue.Filters:
    """The filters out of a query or a body."""

    def word(name: str) -> str | None:
        value = given.get(name)
        return str(value)[:200] if value else None

    state = word("state") or "open"
    return queue.Filters(
        kind=word("kind"),
        change_class=word("class"),
        cause=word("cause"),
        pattern=word("pattern"),
        document_id=word("document"),
        words=word("words"),
        state=state if state in ("open", "done", "all") else "open",
        hidden=bool(given.get("hidden")),
    )


def who(request: Request) -> str:
    """The reviewer. Raises Refused where nobody said who reviews."""
    name = reviewer(request)
    if not name:
        raise Refused(409, "say who you are first", field="reviewer")
    return name


def sample(site: Site, request: Request) -> sampling.Plan | None:
    """The random sample that a page is about; drawn once for an extraction, so that it stays while it is judged."""
    size = whole(request, "sample")
    if size is None:
        return None
    if not 1 <= size <= 100_000:
        raise Refused(400, "sample: 1 to 100000")
    kind = request.query_params.get("kind") or None
    key = (size, kind, whole(request, "seed", 0), queue.scope(site.kb).new)
    if key not in site.plans:
        if len(site.plans) > 20:
            site.plans.clear()
        site.plans[key] = sampling.plan(site.kb, size, kind=kind, seed=key[2] or 0)
    return site.plans[key]


CAUSES = (
    "source",
    "cleaning",
    "lexicon",
    "rule",
    "code",
    "settings",
    "metadata",
    "decision",
    "new_document",
    "withdrawn",
)
"""Causes to filter by; a change may have several."""


def review(request: Request) -> Response:
    """The page of the queue; the cards come by themselves."""
    site = of(request)
    writable(request)
    plan = sample(site, request)
    if plan is None:
        scope(request)
    return page(
        request,
        "review.html",
        filters=filters(request.query_params),
        classes=CLASSES,
        kinds=KINDS,
        causes=CAUSES,
        first=f"/review/cards?{request.url.query}&offset=0",
        plan=plan,
        disputed=len(by_status(site.kb, "disputed")),
    )


def card_list(request: Request) -> Response:
    """``{total, cards: [{key, done, html}]}`` from ``offset`` on."""
    site = of(request)
    offset, limit = whole(request, "offset", 0) or 0, min(whole(request, "limit", CARDS) or CARDS, 50)
    plan = sample(site, request)
    if plan is not None:
        targets = plan.targets[offset : offset + limit]
        found = [cards.of_fact(site.kb, one.document_id, one.fact_id) for one in targets]
        total, shown = len(plan.targets), [one for one in found if one]
    else:
        read = queue.page(site.kb, scope(request), filters(request.query_params), offset=offset, limit=limit)
        total, shown = read.total, [cards.of_item(one) for one in read.items]
    listed = [{"key": one.key, "done": one.done, "html": render(request, "card.html", card=one)} for one in shown]
    return JSONResponse({"total": total, "cards": listed})


def one_card(request: Request) -> Response:
    """A card as it is now."""
    found = _card(request)
    return JSONResponse({"key": found.key, "done": found.done, "html": render(request, "card.html", card=found)})


def _card(request: Request, key: str | None = None) -> cards.Card:
    found = cards.find(of(request).kb, key if key is not None else request.query_params.get("key", ""))
    if found is None:
        raise Refused(404, "no such card")
    return found


def context(request: Request) -> Response:
    """What stands around the sentence of a card, and its place on the page of an original."""
    kb, found = of(request).kb, _card(request)
    document_id = found.target.document_id
    around = document.context(kb, document_id, found.plain)
    sheet = original.page(kb, document_id, found.page, [found.placed]) if found.page else None
    return HTMLResponse(
        render(request, "context.html", around=around, sheet=sheet, fact=found.placed, document_id=document_id)
    )


def form(request: Request) -> Response:
    """The fields of a card's fact, ready to be edited."""
    found = _card(request)
    return HTMLResponse(render(request, "form.html", inputs=cards.form(found.kind, found.shown), fresh=False))


def draft(request: Request) -> Response:
    """``{kind, html}``: the form of a missed fact at selected words, filled with what they say by themselves.

    ``kind`` in the query makes it a form of that kind.
    """
    document_id, start, end = request.query_params.get("document", ""), whole(request, "start"), whole(request, "end")
    read = selection.draft(of(request).kb, document_id, start or 0, end or 0)
    if read is None:
        raise Refused(404, "no such words")
    kind = request.query_params.get("kind") or str(read["kind"])
    if kind not in KINDS:
        raise Refused(400, f"kind: one of {', '.join(KINDS)}")
    html = render(request, "form.html", inputs=cards.form(kind, read), fresh=True)
    return JSONResponse({"kind": kind, "html": html})


def progress(request: Request) -> Response:
    """How far the review is; of a sample, what it says about precision."""
    site = of(request)
    plan = sample(site, request)
    said = sampling.precision(site.kb, plan) if plan else None
    html = render(request, "progress.html", progress=queue.progress(site.kb, scope(request)), precision=said)
    return HTMLResponse(html)


async def name(request: Request) -> Response:
    """Keep the reviewer's name in this browser."""
    said = str((await body(request)).get("name", "")).strip()
    if not 1 <= len(said) <= 100 or not said.isprintable():
        raise Refused(422, "1–100 characters", field="reviewer")
    found = JSONResponse({"name": said})
    found.set_cookie("reviewer", quote(said), max_age=365 * 86400, samesite="strict", httponly=True)
    return found


def judgement(given: Mapping[str, Any]) -> Judgement:
    """What a request says about a card."""
    fields = given.get("fields") or {}
    if not isinstance(fields, dict) or len(fields) > 40:
        raise Refused(400, "fields: a JSON object")
    note = given.get("note")
    return Judgement(str(given.get("verdict", "")), fields, str(note) if note else None, bool(given.get("adjudicates")))


async def decide(request: Request) -> Response:
    """Record one judgement of a card."""
    given = await body(request)
    return await worker(request, _decide, given)


Work = Callable[[Request, dict[str, Any]], Response]


async def worker(request: Request, work: Work, given: dict[str, Any]) -> Response:
    """The answer of a function that reads and writes the knowledge base, made where it keeps nobody waiting."""
    return await run_in_threadpool(work, request, given)


def _decide(request: Request, given: dict[str, Any]) -> Response:
    site, card = of(request), _card(request, str(given.get("key", "")))
    done = decisions.decide(site.kb, who(request), card.target, judgement(given), now=site.clock())
    return JSONResponse(effect(done))


def effect(done: decisions.Effect) -> dict[str, Any]:
    """What a decision did, for the page."""
    return {"decision_ids": list(done.decision_ids), "status": done.status, "pending": done.pending}


async def undo(request: Request) -> Response:
    """Take decisions back."""
    return await worker(request, _undo, await body(request))


def _undo(request: Request, given: dict[str, Any]) -> Response:
    ids = given.get("decision_ids")
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
        raise Refused(400, "decision_ids: a list of ids")
    done = decisions.undo(of(request).kb, who(request), ids, now=of(request).clock())
    return JSONResponse(effect(done))


async def add(request: Request) -> Response:
    """Add a missed fact at selected words."""
    return await worker(request, _add, await body(request))


def _add(request: Request, given: dict[str, Any]) -> Response:
    start, end = given.get("start"), given.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise Refused(400, "start, end: whole numbers")
    place = (str(given.get("document_id", "")), start, end)
    fields = judgement(given | {"verdict": "correct"}).fields
    done = decisions.add(
        of(request).kb, who(request), place, str(given.get("kind", "")), fields, now=of(request).clock()
    )
    fact = done.fact or {}
    return JSONResponse(effect(done) | {"fact_id": fact.get("fact_id")})


def disagreements(request: Request) -> Response:
    """Facts on which reviewers disagree, and how often they agree."""
    kb = of(request).kb
    found = [(one, cards.of_fact(kb, one.document_id, one.fact_id)) for one in disputes(kb)[:200]]
    waiting = {status: by_status(kb, status)[:100] for status in ("stale", "orphan")}
    return page(request, "disputes.html", disputes=found, agreement=agreement(kb), waiting=waiting)


ROUTES = [
    Route("/review", review),
    Route("/review/cards", card_list),
    Route("/review/card", one_card),
    Route("/review/context", context),
    Route("/review/form", form),
    Route("/review/draft", draft),
    Route("/review/progress", progress),
    Route("/review/disputes", disagreements),
    Route("/review/reviewer", name, methods=["POST"]),
    Route("/review/decide", decide, methods=["POST"]),
    Route("/review/undo", undo, methods=["POST"]),
    Route("/review/add", add, methods=["POST"]),
]
