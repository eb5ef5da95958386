"""The web application over a knowledge base, and the server that runs it on this machine.

    from outputs.review.app import app, serve
    serve(kb, "127.0.0.1", 8000, None)

Reading pages and the review are one application; ``gongbao serve`` and ``gongbao review`` differ in the page they
open. Everything that reaches a page goes through the templates, which escape it; every answer goes through
:mod:`outputs.review.guard`.
"""

from __future__ import annotations

import secrets
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from outputs.decisions import InvalidDecision
from outputs.errors import StoreError
from outputs.review import contradictions, groups, judging, merging, pages
from outputs.review.guard import Guard, is_local, rules
from outputs.review.language import words
from outputs.review.numbers import grouped
from outputs.review.site import STATIC, Preparing, Refused, language, page, site, static_version
from outputs.store import KnowledgeBase

__all__ = ["app", "serve"]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


class _Static(StaticFiles):
    """Own files only, kept by the browser for as long as their version stands in the address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        found = await super().get_response(path, scope)
        found.headers["cache-control"] = "public, max-age=31536000, immutable"
        return found


def app(
    kb: KnowledgeBase,
    *,
    token: str | None = None,
    host: str = "127.0.0.1",
    reviewer: str | None = None,
    names: Iterable[str] = (),
    clock: Callable[[], str] = _now,
) -> ASGIApp:
    """The application. ``host``: what the server binds to; ValueError where others can reach it and there is no ``token``.

    ``reviewer``: who reviews where a browser does not say. ``names``: further host names to answer to. ``clock`` gives
    the time of decisions, ISO 8601 with microseconds.
    """
    routes: list[BaseRoute] = [*pages.ROUTES, *judging.ROUTES, *groups.ROUTES, *contradictions.ROUTES, *merging.ROUTES]
    routes.append(Mount(f"/static/{static_version()}", _Static(directory=STATIC)))
    made = Starlette(
        routes=routes,
        exception_handlers={
            Refused: _refused,
            Preparing: _preparing,
            HTTPException: _missing,
            InvalidDecision: _invalid,
            StoreError: _store,
        },
    )
    made.state.site = site(kb, clock=clock, reviewer=reviewer)
    return Guard(made, rules(host, token, secrets.token_bytes(32), names))


def _wants_json(request: Request) -> bool:
    return request.method == "POST" or "text/html" not in request.headers.get("accept", "")


def _answer(request: Request, status: int, message: str, field: str | None = None) -> Response:
    message = words(language(request)).problem(message)
    if _wants_json(request):
        return JSONResponse({"problem": message, "field": field}, status)
    return page(request, "error.html", status=status, code=status, message=message)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answer(request, error.status, str(error), error.field)


async def _preparing(request: Request, error: Exception) -> Response:
    """A page that loads itself again; for a script 503 with ``waiting``, to be asked again."""
    assert isinstance(error, Preparing)
    progress = error.kept.progress
    if not _wants_json(request):
        return page(request, "counting.html", heading=error.heading, progress=progress)
    t = words(language(request))
    said = t("counting.of").format(done=grouped(progress[0]), total=grouped(progress[1])) if progress else t("counting")
    return JSONResponse({"problem": said, "waiting": True}, 503, {"retry-after": "1"})


async def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, error.detail)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidDecision)
    return _answer(request, 422, str(error), error.field)


async def _store(request: Request, error: Exception) -> Response:
    return _answer(request, 503, str(error))


def serve(
    kb: KnowledgeBase,
    host: str = "127.0.0.1",
    port: int = 8000,
    reviewer: str | None = None,
    open_browser: bool = False,
    *,
    start: str = "/",
    names: Iterable[str] = (),
) -> None:
    """Run the application until interrupted; prints its address, with the token where one is needed, to standard error.

    ``port`` 0 takes a free one. ``start``: the page of the printed address (``/review`` for a review). Raises
    StoreError where the address cannot be used.
    """
    import uvicorn

    token = None if is_local(host) else secrets.token_urlsafe(24)
    made = app(kb, token=token, host=host, reviewer=reviewer, names=names)
    listening = _listen(host, port)
    shown = _address(host, listening.getsockname()[1], start, token)
    print(f"gongbao: {shown}", file=sys.stderr, flush=True)
    if token:
        print("gongbao: whoever has this address can read and review; the connection is not encrypted", file=sys.stderr)
    if open_browser:
        webbrowser.open(shown)
    # h11 and asyncio are always there, and the log would hold the token
    config = uvicorn.Config(made, log_level="warning", access_log=False, server_header=False, lifespan="off")
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    listening = None
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, proto)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)  # the address is printed before the server runs: who comes early waits
    except (OSError, OverflowError) as error:
        if listening is not None:
            listening.close()
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"cannot listen on {host}:{port}: {reason}; give another --port") from error
    return listening


def _address(host: str, port: int, start: str, token: str | None) -> str:
    name = host.strip("[]")
    if name in ("0.0.0.0", "::"):
        name = socket.gethostname()
    if ":" in name:
        name = f"[{name}]"
    query = ("&" if "?" in start else "?") + urlencode({"token": token}) if token else ""
    return f"http://{name}:{port}{start}{query}"
