"""The page of names: which names are one, who decided it and when; merged and split by reviewers."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from outputs import merges, registry
from outputs.errors import StoreError
from outputs.merges import REGISTERS, Register
from outputs.review.judging import body, who, worker
from outputs.review.site import Refused, of, page

_LISTED = 300


def names(request: Request) -> Response:
    """What is merged, the log of decisions, newest first, and names that may be one."""
    kb, register = of(request).kb, _register(request.query_params.get("of", "indicator"))
    log = merges.decisions(kb, register)
    pointed = merges.pointers(log)
    standing = [
        one for one in reversed(log) if one["verdict"] == "merge" and pointed.get(one["name"]) == one["into_name"]
    ]
    alike = registry.same_code(kb)[:50] if register is merges.INSTITUTIONS else []
    return page(
        request,
        "names.html",
        register=register.what,
        registers=tuple(REGISTERS),
        standing=_once(standing)[:_LISTED],
        log=log[::-1][:_LISTED],
        alike=alike,
    )


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last merge of each name."""
    return list({one["name"]: one for one in reversed(rows)}.values())[::-1]


def _register(what: str) -> Register:
    if what not in REGISTERS:
        raise Refused(400, f"of: one of {', '.join(REGISTERS)}")
    return REGISTERS[what]


async def decide(request: Request) -> Response:
    """Merge or split: ``{of, verdict, name, into, note}``."""
    return await worker(request, _decide, await body(request))


def _decide(request: Request, given: dict[str, Any]) -> Response:
    site, register = of(request), _register(str(given.get("of", "")))
    name, into, note = (str(given.get(key) or "").strip() for key in ("name", "into", "note"))
    by = {"reviewer": who(request), "now": site.clock()}
    try:
        if given.get("verdict") == "merge":
            merges.merge(site.kb, register, name, into, note=note or None, **by)
        elif given.get("verdict") == "split":
            merges.split(site.kb, register, name, note=note or None, **by)
        else:
            raise Refused(400, "verdict: merge or split")
    except StoreError as error:
        raise Refused(
            422, str(error), field="into" if into and into in str(error) and name not in str(error) else "name"
        ) from error
    return JSONResponse({"name": name, "into": into})


ROUTES = [
    Route("/review/names", names),
    Route("/review/names/decide", decide, methods=["POST"]),
]
