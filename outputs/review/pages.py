"""The pages to look at: overview, search, series, document, one fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from extractors.fact import READING
from outputs.decision_fields import KINDS, WORDS
from outputs.decision_views import history
from outputs.review import cards, chart, document, original, series
from outputs.review import search as searching
from outputs.review.language import LANGUAGES, Words, words
from outputs.review.marks import around
from outputs.review.numbers import figure, grouped
from outputs.review.site import THEMES, Preparing, Refused, address, language, of, page, render, whole

STATUSES = ("unreviewed", "accepted", "corrected", "conflict", "rejected")
_FIELDS = (*READING, "anchors", "cell", "confidence", "rule", "review_status")


def overview(request: Request) -> Response:
    """Documents, facts by kind, organ, region and year, quarantine, freshness, data quality."""
    found = of(request).counter.read()
    if found is None:
        raise Preparing(of(request).counter, "nav.overview")
    t = words(language(request))
    reasons: dict[str, int] = {}
    for row in found.quarantine:
        reasons[row["reason"]] = reasons.get(row["reason"], 0) + 1
    years = [
        chart.Point(
            row["name"],
            float(row["documents"]),
            f"{row['name']}: {row['documents']}",
            address("/search", start=row["name"], end=row["name"]),
        )
        for row in found.years
    ]
    drawn = chart.bars(years, title=t("over_time")) if len(years) > 1 else ""
    return page(request, "overview.html", found=found, reasons=reasons, chart=drawn)


def search(request: Request) -> Response:
    """Facts by condition, newest first."""
    kb = of(request).kb
    asked = searching.query(request.query_params)
    before = whole(request, "before")
    found, wrong = searching.Found((), None), None
    try:
        found = searching.search(kb, asked, before=before)
    except searching.UnknownName as error:
        wrong = error
    results = [one | {"parts": around(one["sentence"], one["text"], _at(one))} for one in found.facts]
    return page(
        request,
        "search.html",
        asked=asked,
        found=found,
        results=results,
        wrong=wrong,
        first=before is None,
        kinds=KINDS,
        statuses=STATUSES,
    )


def _at(fact: Mapping[str, Any]) -> int | None:
    """Where the words stand in the sentence; the text is not at hand, so equal words cannot be told apart."""
    return None if str(fact["sentence"]).count(str(fact["text"])) != 1 else str(fact["sentence"]).find(fact["text"])


def series_list(request: Request) -> Response:
    """Choose an indicator: by name, or among those with most periods."""
    kb = of(request).kb
    name = request.query_params.get("indicator", "").strip()[:200]
    found: list[dict[str, Any]] = []
    wrong = None
    if name:
        try:
            ids = searching.indicator_ids(kb, name)
        except searching.UnknownName as error:
            wrong = error
        else:
            if len(ids) == 1:
                return RedirectResponse(f"/series/{ids[0]}", 303)
            found = _named(request, ids)
    return page(request, "series_list.html", name=name, found=found, wrong=wrong, frequent=of(request).frequent.read())


def _named(request: Request, ids: list[str]) -> list[dict[str, Any]]:
    marks = {f"i{place}": identity for place, identity in enumerate(ids)}
    listed = ", ".join(f":{name}" for name in marks)
    sql = f"SELECT indicator_id, name FROM indicator WHERE indicator_id IN ({listed}) ORDER BY length(name), name"
    return of(request).kb.rows(sql, **marks)


def series_page(request: Request) -> Response:
    """One indicator as a chart and a table."""
    region = request.query_params.get("region", "").strip()[:200]
    unit = request.query_params.get("unit", "")[:40]
    wrong = None
    try:
        found = series.read(of(request).kb, request.path_params["indicator_id"], region=region, unit=unit)
    except searching.UnknownName as error:
        wrong = error
        found = series.read(of(request).kb, request.path_params["indicator_id"], unit=unit)
    if found is None:
        raise Refused(404, "no such indicator")
    t, lang = words(language(request)), language(request)
    levels = _lines(found.levels, lang, by_region=not region)
    changes: dict[str, list[chart.Point]] = {}
    for one in found.changes:
        if str(one.get("unit")) in ("%", "个百分点", "‰"):
            name = t.of("word", one.get("comparison")) if one.get("comparison") else t("series.changes")
            if point := _point(one, lang, -1.0 if one.get("direction") == "down" else 1.0):
                changes.setdefault(name, []).append(point)
    return page(
        request,
        "series.html",
        found=found,
        wrong=wrong,
        levels=chart.lines(levels, title=f"{found.indicator} {found.unit}") if levels else "",
        changes=chart.lines(changes, title=f"{found.indicator} {t('series.changes')}", height=240) if changes else "",
    )


def _lines(facts: list[dict[str, Any]], lang: str, *, by_region: bool) -> dict[str, list[chart.Point]]:
    """A line for each region, the eight with most figures; plans apart from what happened."""
    found: dict[str, list[chart.Point]] = {}
    for one in facts:
        point = _point(one, lang)
        if point is None:
            continue
        name = str(one.get("region") or "·") if by_region else str(one.get("indicator"))
        if one.get("modality") in ("planned", "required"):
            name += f" ({words(lang).of('word', one['modality'])})"
        found.setdefault(name, []).append(point)
    most = sorted(found, key=lambda name: (-len(found[name]), name))[:8]
    return {name: found[name] for name in most}


def _point(fact: Mapping[str, Any], lang: str, sign: float = 1.0) -> chart.Point | None:
    value = chart.number(fact)
    if value is None:
        return None
    said = f"{fact['period']} · {figure(fact, lang)} · {fact['text']}"
    return chart.Point(str(fact["period"]), sign * value, said, place(fact))


def place(fact: Mapping[str, Any]) -> str:
    """The page of a fact's document, at the fact."""
    return f"/document/{fact['document_id']}#f-{fact['fact_id']}"


def document_page(request: Request) -> Response:
    """The text with its facts marked."""
    found = document.read(of(request).kb, request.path_params["document_id"], whole(request, "revision"))
    if found is None:
        raise Refused(404, "no such document")
    paged = found.current and original.stands(of(request).kb, found.document_id)
    return page(request, "document.html", found=found, kinds=KINDS, paged=paged)


def original_page(request: Request) -> Response:
    """A page of the original PDF with the boxes of its facts; the text of the document where there is no original."""
    kb, document_id = of(request).kb, request.path_params["document_id"]
    found = document.read(kb, document_id)
    if found is None:
        raise Refused(404, "no such document")
    chosen = request.query_params.get("fact", "")
    facts = document.with_lost(kb, found, chosen)
    sheet = original.page(kb, document_id, request.path_params["number"], facts)
    if sheet is None:
        fragment = f"#f-{quote(chosen, safe='')}" if chosen else ""
        return RedirectResponse(f"/document/{quote(document_id, safe='')}{fragment}", 303)
    fact = next((one for one in facts if one["fact_id"] == chosen), None)
    told = {str(one["fact_id"]): str(one["text"]) for one in facts}
    fields = labelled(fact, language(request), told) if fact else []
    return page(request, "page.html", found=found, sheet=sheet, fact=fact, fields=fields)


def original_clip(request: Request) -> Response:
    """The place of a fact on its page, with its box and the lines around it."""
    kb, document_id = of(request).kb, request.path_params["document_id"]
    found = document.read(kb, document_id)
    chosen = request.query_params.get("fact", "")
    facts = document.with_lost(kb, found, chosen) if found else []
    fact = next((one for one in facts if one["fact_id"] == chosen), None)
    number = original.page_of(fact) if fact else None
    sheet = original.page(kb, document_id, number, [fact]) if fact and number else None
    if sheet is None:
        raise Refused(404, "no place on a page is known")
    return HTMLResponse(render(request, "clip.html", sheet=sheet, fact=fact, document_id=document_id))


def original_image(request: Request) -> Response:
    """The page itself as PNG."""
    made = original.image(of(request).kb, request.path_params["document_id"], request.path_params["number"])
    if made is None:
        raise Refused(404, "no original of this document, or no such page")
    return Response(made, media_type="image/png")


def document_facts(request: Request) -> Response:
    """The fields of the facts of a document, ready to be shown: ``{fact_id: {fields: [[label, value], …], page}}``."""
    found = document.read(of(request).kb, request.path_params["document_id"], whole(request, "revision"))
    if found is None:
        raise Refused(404, "no such document")
    lang = language(request)
    told = {str(one["fact_id"]): str(one["text"]) for one in found.facts}
    answer = {
        one["fact_id"]: {"fields": labelled(one, lang, told), "page": original.page_of(one)} for one in found.facts
    }
    return JSONResponse(answer)


def labelled(fact: Mapping[str, Any], lang: str, told: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """The known fields of a fact with their labels, values in the words of the language.

    ``told``: the words of facts by id, for the total that a fact is part of. The interval of an exact value is its value.
    """
    t = words(lang)
    out = []
    for name in _FIELDS:
        value = fact.get(name)
        if value is None or (name in ("low", "high") and fact.get("bound") == "exact"):
            continue
        if name in ("value", "low", "high"):
            value = grouped(value)
        elif name == "part_of":
            value = (told or {}).get(str(value), value)
        elif name in WORDS:
            value = t.of("word", value)
        elif name == "review_status":
            value = t.of("status", value)
        elif name == "confidence":
            value = f"{float(value):.2f}"
        elif isinstance(value, dict | list):
            value = said(value, t)
        out.append((t.of("field", name), str(value)))
    return out


def said(value: object, t: Words) -> str:
    """What an inferred field was inferred from, or the place of a table's cell, in a line."""
    if isinstance(value, dict):
        return "; ".join(
            f"{t.of('field', name)}: {said(one, t)}" for name, one in value.items() if one not in (None, [])
        )
    return " / ".join(map(str, value)) if isinstance(value, list) else str(value)


def fact_page(request: Request) -> Response:
    """One fact with everything that happened to it."""
    kb, lang = of(request).kb, language(request)
    document_id, fact_id = request.path_params["document_id"], request.path_params["fact_id"]
    events = history(kb, document_id, fact_id)
    card = cards.of_fact(kb, document_id, fact_id)
    if card is None and not events:
        raise Refused(404, "no such fact")
    fields = labelled(card.shown, lang) if card else []
    return page(request, "fact.html", card=card, events=events, fields=fields, document_id=document_id, fact_id=fact_id)


def complete(request: Request) -> Response:
    """Names that hold what was typed."""
    what, begun = request.query_params.get("what", ""), request.query_params.get("q", "")
    return JSONResponse(searching.complete(of(request).kb, what, begun))


def preferences(request: Request) -> Response:
    """Language and theme, kept in this browser; back to a page of ours."""
    back = request.query_params.get("back", "/")
    safe = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    found = RedirectResponse(back if safe else "/", 303)
    for name, allowed in (("lang", tuple(LANGUAGES)), ("theme", THEMES)):
        value = request.query_params.get(name)
        if value in allowed:
            found.set_cookie(name, value, max_age=365 * 86400, samesite="lax")
    return found


ROUTES = [
    Route("/", overview),
    Route("/search", search),
    Route("/series", series_list),
    Route("/series/{indicator_id}", series_page),
    Route("/document/{document_id}", document_page),
    Route("/document/{document_id}/facts.json", document_facts),
    Route("/document/{document_id}/clip", original_clip),
    Route("/document/{document_id}/page/{number:int}.png", original_image),
    Route("/document/{document_id}/page/{number:int}", original_page),
    Route("/fact/{document_id}/{fact_id}", fact_page),
    Route("/complete", complete),
    Route("/set", preferences),
]
