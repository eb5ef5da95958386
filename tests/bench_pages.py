"""How fast every page of ``gongbao serve`` and every view answers: the median and the worst, in milliseconds.

    python -m tests.bench_pages kb/gongbao.sqlite postgresql://user@host/database --rounds 7

What long work does in the background (counting, findings) is begun once and left to end before the pages are timed;
``--cold`` times the first request of each page too.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping
from statistics import median

from outputs import feed, store, views
from outputs.review.language import words
from outputs.store import KnowledgeBase
from tests import web
from tests.web import Client

Times = dict[str, tuple[float, float]]
"""The median and the worst, by name, in milliseconds."""

QUERIES = {
    "region and period": "SELECT * FROM observation WHERE region_code = '{region}' AND period_start BETWEEN '2010' AND '2012' LIMIT 100",
    "count by kind in a region": "SELECT kind, count(*) FROM observation WHERE region_code = '{region}' GROUP BY kind",
    "largest figures of a region": "SELECT * FROM observation WHERE region_code = '{region}' ORDER BY value DESC LIMIT 20",
    "series by name": "SELECT * FROM indicator_series WHERE indicator = '{indicator}' ORDER BY period_start",
    "series by name and region": "SELECT * FROM indicator_series WHERE indicator = '{indicator}' AND region_code = '{region}'",
    "top 20 institutions": "SELECT * FROM institution_activity ORDER BY figures DESC LIMIT 20",
    "an institution": "SELECT * FROM institution_activity WHERE institution = '{institution}'",
    "institutions of a document": "SELECT * FROM document_institution WHERE document_id = '{document}' ORDER BY first_start",
    "top 20 documents": "SELECT * FROM document_summary ORDER BY facts DESC LIMIT 20",
    "documents of a region": "SELECT * FROM document_summary WHERE region_code = '{region}' ORDER BY published DESC LIMIT 20",
    "quality": "SELECT * FROM data_quality ORDER BY facts DESC",
}
"""What dashboards ask: filter by region and period, top 20, series."""

PAGES = {
    "overview": "/",
    "newest figures": "/search",
    "newest figures, further on": "/search?before={middle}",
    "figures of a kind": "/search?kind=rank",
    "rejected figures": "/search?status=rejected",
    "figures of an indicator": "/search?indicator={indicator}",
    "figures of part of an indicator": "/search?indicator=人",
    "figures of an institution": "/search?institution={institution}",
    "figures of a region": "/search?region={region}",
    "figures of a year": "/search?start=2010&end=2010",
    "figures of a region and a period": "/search?region={region}&start=2010&end=2012",
    "words in sentences": "/search?words=人民",
    "rare words": "/search?words=司法鉴定意见",
    "words that are nowhere": "/search?words=没有这几个字",
    "series": "/series",
    "one series": "/series/{indicator_id}",
    "one series in a region": "/series/{indicator_id}?region={region}",
    "a document": "/document/{document}",
    "its figures": "/document/{document}/facts.json",
    "a figure": "/fact/{document}/{fact}",
    "names that complete": "/complete?what=indicator&q=人",
    "merged names": "/review/names",
    "queue of the review": "/review",
    "cards of the review": "/review/cards",
    "cards of a kind": "/review/cards?kind=money",
    "cards with words": "/review/cards?words=司法",
    "progress of the review": "/review/progress",
    "groups of the review": "/review/groups",
    "a group": "/review/group?by=kind&key=money",
    "findings": "/review/findings",
    "findings of a kind": "/review/findings?kind=share_differs",
    "disagreements": "/review/disputes",
}


def asked(kb: KnowledgeBase) -> dict[str, str]:
    """What the pages and queries are asked for: the most frequent indicator, region and institution, a figure."""
    frequent = "SELECT {0} AS name FROM fact WHERE {0} IS NOT NULL GROUP BY {0} ORDER BY count(*) DESC, {0} LIMIT 1"
    found = {name: str(kb.rows(frequent.format(name))[0]["name"]) for name in ("indicator_id", "region_code")}
    figure = kb.rows("SELECT document_id, fact_id FROM fact WHERE kind = 'count' ORDER BY row_id LIMIT 1")[0]
    name = kb.rows("SELECT name FROM indicator WHERE indicator_id = :id", id=found["indicator_id"])[0]["name"]
    body = kb.rows("SELECT institution FROM institution_activity ORDER BY figures DESC LIMIT 1")[0]["institution"]
    return {
        "indicator_id": found["indicator_id"],
        "region": found["region_code"],
        "indicator": str(name),
        "institution": str(body),
        "document": str(figure["document_id"]),
        "fact": str(figure["fact_id"]),
        "middle": str(kb.rows("SELECT max(row_id) / 2 AS n FROM fact")[0]["n"]),
    }


def timed(works: Mapping[str, Callable[[], object]], rounds: int) -> Times:
    """Each work once a round, in turns, so that what else the machine does meets all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            begin = time.perf_counter()
            work()
            taken[name].append((time.perf_counter() - begin) * 1000)
    return {name: (round(median(found), 1), round(max(found), 1)) for name, found in taken.items()}


def ask(kb: KnowledgeBase, names: Mapping[str, str], rounds: int) -> Times:
    """The views and the feed."""

    def work(sql: str) -> Callable[[], object]:
        return lambda: kb.rows(sql.format(**names))

    last = int(kb.rows("SELECT coalesce(max(change_id), 0) AS n FROM change")[0]["n"])
    works = {name: work(sql) for name, sql in QUERIES.items()}
    works |= {f"first rows of {name}": work(f"SELECT * FROM {name} LIMIT 100") for name in views.NAMES}
    works["feed, a hundred changes"] = lambda: list(feed.changes(kb, max(0, last - 100)))
    return timed(works, rounds)


def settle(client: Client) -> None:
    """Wait until what is worked out once a run is there."""
    for path in ("/", "/series", "/review", "/review/findings"):
        while words("zh")("counting") in client.get(path).text:
            time.sleep(0.2)


def browse(kb: KnowledgeBase, names: Mapping[str, str], rounds: int, *, cold: bool = False) -> tuple[Times, Times]:
    """The pages from a server in this process, and with ``cold`` their first answers."""

    def work(client: Client, path: str) -> Callable[[], object]:
        def get() -> object:
            answer = client.get(path.format(**names))
            assert answer.status == 200, (path, answer.status, answer.text[:200])
            return answer

        return get

    with web.served(kb) as port:
        client = Client(port)
        works = {name: work(client, path) for name, path in PAGES.items()}
        first = timed(works, 1) if cold else {}
        settle(client)
        return timed(works, rounds), first


def measured(address: str, *, rounds: int, cold: bool) -> dict[str, Times]:
    """``queries``, ``pages`` and with ``cold`` ``first``, the first answers of a server that has just begun."""
    with store.open(address, create=False) as kb:
        names = asked(kb)
        queries = ask(kb, names, rounds)
        pages, first = browse(kb, names, rounds, cold=cold)
    return {"queries": queries, "pages": pages} | ({"first": first} if cold else {})


def main() -> None:
    """Measure knowledge bases; figures as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kb", nargs="+")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cold", action="store_true", help="tell the first answers too")
    given = parser.parse_args()
    for address in given.kb:
        for what, found in measured(address, rounds=given.rounds, cold=given.cold).items():
            print(json.dumps({"kb": address.partition("?")[0], what: found}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
