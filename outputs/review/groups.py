"""Changes alike in cause or pattern, judged together: all members seen first, then a preview, then one decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from outputs import decisions, queue
from outputs.review import cards
from outputs.review.judging import body, effect, filters, judgement, who, worker
from outputs.review.language import words
from outputs.review.site import Refused, language, of, page, render, scope, whole, writable

BY = ("pattern", "cause", "change_class", "kind")
LARGEST = 1000
"""Members that one decision may judge: as many as a person can have looked at."""

_STEP = 100
_FILTER = {"pattern": "pattern", "cause": "cause", "change_class": "class", "kind": "kind"}


def overview(request: Request) -> Response:
    """The groups, the largest first."""
    by = request.query_params.get("by", "pattern")
    if by not in BY:
        raise Refused(400, f"by: one of {', '.join(BY)}")
    writable(request)
    kb = of(request).kb
    wanted = queue.Filters(state="all", hidden=filters(request.query_params).hidden)
    found = queue.groups(kb, scope(request), by, wanted)
    examples = {one.item_id: one for one in queue.listed(kb, [one.example for one in found[:60]])}
    shown = [(one, cards.of_item(examples[one.example])) for one in found[:60] if one.example in examples]
    return page(request, "groups.html", by=by, ways=BY, groups=shown, rest=len(found) - len(shown), filter=_FILTER[by])


def group(request: Request) -> Response:
    """One group; its members come by themselves."""
    by, key = _named(request.query_params)
    wanted = _filters(by, key, request.query_params)
    total = queue.page(of(request).kb, scope(request), wanted, limit=1).total
    return page(request, "group.html", by=by, key=key, total=total, largest=LARGEST, filters=wanted)


def members(request: Request) -> Response:
    """``{total, cards: [{key, html}]}``: some members in short."""
    by, key = _named(request.query_params)
    kb, offset = of(request).kb, whole(request, "offset", 0) or 0
    read = queue.page(kb, scope(request), _filters(by, key, request.query_params), offset=offset, limit=_STEP)
    shown = [cards.of_item(one) for one in read.items]
    listed = [{"key": one.key, "html": render(request, "member.html", card=one)} for one in shown]
    return JSONResponse({"total": read.total, "cards": listed})


def _named(given: Mapping[str, Any]) -> tuple[str, str]:
    by, key = str(given.get("by", "pattern")), str(given.get("key", ""))
    if by not in BY or not key:
        raise Refused(400, f"by: one of {', '.join(BY)}, with a key")
    return by, key


def _filters(by: str, key: str, given: Mapping[str, Any]) -> queue.Filters:
    return filters({**{name: given.get(name) for name in ("words", "hidden")}, "state": "open", _FILTER[by]: key})


def _targets(request: Request, given: Mapping[str, Any]) -> list[decisions.Target]:
    """The members that the reviewer has seen, by their keys; nothing that came in meanwhile."""
    keys = given.get("keys")
    if not isinstance(keys, list) or not keys or not all(isinstance(one, str) for one in keys):
        raise Refused(400, "keys: the members that were seen")
    if len(keys) > LARGEST:
        raise Refused(422, f"at most {LARGEST} at once: filter first")
    by, key = _named(given)
    kb, wanted = of(request).kb, set(keys)
    read = queue.page(kb, scope(request), _filters(by, key, given), limit=LARGEST + _STEP)
    found = [one.target for one in read.items if f"i{one.item_id}" in wanted]
    if not found:
        raise Refused(409, "all of them are judged already: load the page again")
    return found


async def preview(request: Request) -> Response:
    """What judging the members would record; nothing is written."""
    return await worker(request, _preview, await body(request))


def _preview(request: Request, given: dict[str, Any]) -> Response:
    found = decisions.preview_all(of(request).kb, _targets(request, given), judgement(given))
    counts = Counter(one["verdict"] for one in found if one["verdict"])
    t = words(language(request))
    problems = [t.problem(str(one["problem"])) for one in found if one["problem"]]
    html = render(request, "preview.html", counts=sorted(counts.items()), problems=problems, total=len(found))
    return JSONResponse({"html": html, "allowed": not problems})


async def judge(request: Request) -> Response:
    """The same judgement for all members that were seen, as one run."""
    return await worker(request, _judge, await body(request))


def _judge(request: Request, given: dict[str, Any]) -> Response:
    site = of(request)
    targets = _targets(request, given)
    done = decisions.decide_all(site.kb, who(request), targets, judgement(given), now=site.clock())
    return JSONResponse(effect(done))


ROUTES = [
    Route("/review/groups", overview),
    Route("/review/group", group),
    Route("/review/group/members", members),
    Route("/review/group/preview", preview, methods=["POST"]),
    Route("/review/group/judge", judge, methods=["POST"]),
]
