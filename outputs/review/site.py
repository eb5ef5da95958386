"""What all pages share: the knowledge base, the templates, the words, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from outputs import queue
from outputs.findings import Found, findings
from outputs.review import numbers, series
from outputs.review.kept import Kept
from outputs.review.language import chosen, words
from outputs.review.overview import Overview, count
from outputs.sampling import Plan
from outputs.store import KnowledgeBase

HERE = Path(__file__).parent
STATIC = HERE / "static"
THEMES = ("light", "dark")


class Refused(Exception):
    """A request that cannot be answered: ``status`` and what is wrong, in words for the person who asked."""

    def __init__(self, status: int, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.field = status, field


class Preparing(Exception):
    """What a page shows is still being made; ``kept`` tells how far it is. The page says so, and asks again by itself."""

    def __init__(self, kept: Kept[Any], heading: str) -> None:
        super().__init__(heading)
        self.kept, self.heading = kept, heading


@dataclass(slots=True)
class Site:
    """The state of one application; handlers find it at ``request.app.state.site``. ``past``: the run looked back to."""

    kb: KnowledgeBase
    clock: Callable[[], str]
    reviewer: str | None
    templates: Environment
    counter: Kept[Overview]
    findings: Kept[list[Found]]
    frequent: Kept[list[dict[str, Any]]]
    queue: Kept[int]
    past: int | None = None
    plans: dict[tuple[object, ...], Plan] = field(default_factory=dict)


def site(kb: KnowledgeBase, *, clock: Callable[[], str], reviewer: str | None) -> Site:
    """The state of an application over a knowledge base."""
    found = Kept(kb, lambda base, _, __: list(findings(base)))
    often = Kept(kb, lambda base, _, __: series.frequent(base))
    prepared = Kept(kb, lambda base, _, note: queue.prepare(base, queue.scope(base), note=note))
    counter = Kept(kb, lambda base, run, _: count(base, run))
    past = kb.resolve_run() if kb.is_past else None
    return Site(kb, clock, reviewer, _templates(), counter, found, often, prepared, past)


def of(request: Request) -> Site:
    """The state that a request belongs to."""
    found: Site = request.app.state.site
    return found


def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["grouped"] = numbers.grouped
    made.filters["figure"] = numbers.figure
    made.filters["path"] = lambda value: quote(str(value), safe="")
    made.filters["web"] = lambda value: value if str(value).startswith(("http://", "https://")) else None
    made.globals["address"] = address
    made.globals["version"] = static_version()
    return made


@cache
def static_version() -> str:
    """Of the static files; it stands in their address, so that a browser may keep them until they change."""
    hashed = sha256()
    for path in sorted(STATIC.iterdir()):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()[:10]


def address(path: str, **query: object) -> str:
    """A path with its query, what is empty left out."""
    given = {name: value for name, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(given)}" if given else path


def language(request: Request) -> str:
    """The language to answer in."""
    return chosen(request.cookies.get("lang"), request.headers.get("accept-language", ""))


def writable(request: Request) -> None:
    """Raises Refused where the knowledge base is shown as it was after an earlier run: that is for looking only."""
    if of(request).past is not None:
        raise Refused(409, words(language(request))("past.only"))


def reviewer(request: Request) -> str:
    """The name of who reviews: as given in this browser, else at the start; "" where nobody said."""
    return unquote(request.cookies.get("reviewer", "")).strip()[:100] or (of(request).reviewer or "")


def scope(request: Request) -> queue.Scope:
    """The changes to review, ready to be read. Raises Preparing while they are being compared."""
    kb, prepared = of(request).kb, of(request).queue
    found = queue.scope(kb)
    if not queue.is_prepared(kb, found) and prepared.read(latest=True) is None:
        raise Preparing(prepared, "review.title")
    return found


def render(request: Request, template: str, **context: Any) -> str:
    """A template with what every template may use."""
    theme = request.cookies.get("theme", "")
    return (
        of(request)
        .templates.get_template(template)
        .render(
            t=words(language(request)),
            language=language(request),
            theme=theme if theme in THEMES else "",
            csrf=request.scope["state"]["csrf"],
            reviewer=reviewer(request),
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            past=of(request).past,
            section=request.url.path.split("/")[1],
            **context,
        )
    )


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page."""
    return HTMLResponse(render(request, template, **context), status)


def whole(request: Request, name: str, default: int | None = None) -> int | None:
    """A whole number out of the query. Raises Refused for something else."""
    given = request.query_params.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise Refused(400, f"{name}={given[:40]}: a whole number")
    return int(given)
