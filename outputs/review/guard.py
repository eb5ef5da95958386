"""Who may ask what: host names, the token, forged requests, and the headers of every answer.

An ASGI layer around the whole application, so that no route can be without it. It keeps

- other sites out that point their own name at this address (DNS rebinding): the Host header is checked;
- strangers out where the application listens to the network: a token, compared in constant time, then a cookie;
- other pages from deciding in a reviewer's name: a token of the session in a header or form field, SameSite cookies
  and the Origin header, all three;
- words of a document from running as a script: no inline script, no other origin, no framing.
"""

from __future__ import annotations

import hmac
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # no-referrer would send "Origin: null" with our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LARGEST = 1_000_000
"""Bytes of a request's body that are read."""

_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
_ENTRY, _SESSION = "gongbao_entry", "gongbao_session"
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def is_local(host: str) -> bool:
    """Whether only this machine can reach an address bound to ``host``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Rules:
    """``token``: None where everybody who reaches the address may enter. ``secret`` signs the session's tokens."""

    host: str
    token: str | None
    secret: bytes
    names: frozenset[str] = frozenset()

    def allows(self, host_header: str) -> bool:
        """Whether the Host header names this server.

        Bound to this machine: its loopback names only. Bound to the network: addresses, which no foreign name can
        stand for, this machine's own name, and the names given.
        """
        try:
            name = urlsplit(f"//{host_header}").hostname or ""
        except ValueError:
            return False
        if name in _LOCAL or name in self.names:
            return True
        if is_local(self.host):
            return False
        return name in (self.host, socket.gethostname().lower()) or _is_address(name)

    def entry(self) -> str:
        """What the cookie of somebody who showed the token holds."""
        return hmac.new(self.secret, f"entry:{self.token}".encode(), sha256).hexdigest()

    def csrf(self, session: str) -> str:
        """The token that requests of a session have to carry."""
        return hmac.new(self.secret, f"csrf:{session}".encode(), sha256).hexdigest()


def rules(host: str, token: str | None, secret: bytes, names: Iterable[str] = ()) -> Rules:
    """The rules of an address. ValueError where the network can reach it and there is no token."""
    if token is None and not is_local(host):
        raise ValueError(f"{host} can be reached from other machines: a token is needed")
    return Rules(host.strip("[]").lower(), token, secret, frozenset(name.lower() for name in names))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """The layer; ``scope["state"]["csrf"]`` is the session's token for the pages."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the headers added."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope)
        session = request.cookies.get(_SESSION, "")
        fresh = not (20 <= len(session) <= 100 and session.isascii())
        session = token_urlsafe(24) if fresh else session
        scope.setdefault("state", {})["csrf"] = self.rules.csrf(session)
        refused = self._refusal(request, "" if fresh else session)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("cache-control", "no-store")
                if fresh:
                    headers.append("set-cookie", f"{_SESSION}={session}; Path=/; HttpOnly; SameSite=Strict")
            await send(message)

        if refused is not None:
            await refused(scope, receive, answer)
            return
        await self.app(scope, _limited(receive), answer)

    def _refusal(self, request: Request, session: str) -> Response | None:
        if not self.rules.allows(request.headers.get("host", "")):
            return PlainTextResponse("this server is not known by that name\n", 421)
        entered = self._entered(request)
        if isinstance(entered, Response):
            return entered
        if request.method not in _SAFE:
            if not _same_origin(request):
                return PlainTextResponse("a request from another page\n", 403)
            shown = request.headers.get("x-csrf-token", "")
            if not session or not _equal(shown, self.rules.csrf(session)):
                return PlainTextResponse("the page is too old: load it again\n", 403)
            if int(_digits(request.headers.get("content-length"))) > LARGEST:
                return PlainTextResponse("too large\n", 413)
        return None

    def _entered(self, request: Request) -> Response | None:
        """None for somebody who may enter; who shows the token gets a cookie and the address without it."""
        token = self.rules.token
        if token is None:
            return None
        shown = request.query_params.get("token")
        if shown is not None and _equal(shown, token):
            rest = [(name, value) for name, value in parse_qsl(request.url.query) if name != "token"]
            clean = request.url.path + (f"?{urlencode(rest)}" if rest else "")
            found = RedirectResponse("/" + clean.lstrip("/\\"), 303)
            found.set_cookie(_ENTRY, self.rules.entry(), httponly=True, samesite="lax", max_age=30 * 86400)
            return found
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if _equal(request.cookies.get(_ENTRY, ""), self.rules.entry()) or _equal(bearer, token):
            return None
        return PlainTextResponse(
            "需要口令：请使用启动时打印的完整网址。\nUse the full address that was printed at the start.\n", 401
        )


def _equal(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode(), b.encode())


def _digits(value: str | None) -> str:
    return value if value and value.isdigit() and len(value) < 12 else "0"


def _same_origin(request: Request) -> bool:
    """Whether a browser says that one of our pages asks; programs, which say nothing, have to know the token anyway."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def _limited(receive: Receive) -> Receive:
    """A body sent in pieces, without its length, is cut off too."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if read > LARGEST else message

    return limited
