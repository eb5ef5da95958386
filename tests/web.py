"""A knowledge base to look at and a running server over it, for the tests of the web application."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import uvicorn
from msgspec.structs import replace as altered

from extractors.fact import Fact
from outputs import store
from outputs.review.app import app
from outputs.runs import RunManifest
from pipeline.nlp import Extractor
from pipeline.settings import Settings
from tests import made

EVIL = "<script>window.pwned=1</script><img src=x onerror=window.pwned=2>"
FIRST = RunManifest(command="run", settings_hash="s", lexicon_hash="l1", code_hash="c")
SECOND = replace(FIRST, lexicon_hash="l2")
THIRD = replace(FIRST, lexicon_hash="l3")


def text(year: int) -> str:
    return (
        f"{year}年,市司法局抽查司法鉴定机构{year - 1957}家,同比增长{year - 2010}.5%。减免鉴定费110余万元。{EVIL}\n"
        f"地区\t机构\n江北区\t{year - 1990}家\n"
        f"关于第三批名单,请拨打电话12348咨询。全市新建便民亭7咖。"
    )


def documents(years: Sequence[int]) -> list[Any]:
    return [
        made.document(f"n{year}", text(year), title=f"{year}年抽查通报 {EVIL}", url=None, published=None)
        for year in years
    ]


def extract(
    kb: store.KnowledgeBase,
    years: Sequence[int],
    manifest: RunManifest,
    change: Callable[[Fact], Fact] = lambda one: one,
) -> None:
    """One run over the documents of the years; ``change`` stands for what an edited lexicon does to a fact."""
    extractor = Extractor(Settings())
    with kb.begin_run(manifest) as run:
        for document in documents(years):
            found = extractor.extract_document(document)
            facts = [change(fact) for fact in found.facts]
            run.add((found.document, facts, [entry.as_dict() for entry in found.numerals]))
        run.commit(committed_at="2026-01-01T00:00:00+00:00")


def other_unit(fact: Fact) -> Fact:
    """What reading 家 as 户 would change."""
    return altered(fact, unit="户", unit_code="{户}") if fact.unit == "家" else fact


@contextmanager
def served(kb: store.KnowledgeBase, **options: Any) -> Iterator[int]:
    """The port of a running server."""
    clock = iter(range(10**6))
    options.setdefault("clock", lambda: f"2026-03-01T00:00:00.{next(clock):06d}+00:00")
    config = uvicorn.Config(app(kb, **options), port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Client:
    """A browser without a page: it keeps cookies and says what it is told to say."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, {"accept": "text/html", "accept-language": "zh-CN", **headers})

    def post(self, path: str, body: object, **headers: str) -> Answer:
        if not self.csrf:
            self.csrf = re.findall(r'name="csrf" content="(\w+)"', self.get("/review").text)[0]
        given = {"x-csrf-token": self.csrf, "content-type": "application/json", **headers}
        return self._ask("POST", path, body if isinstance(body, bytes) else json.dumps(body).encode(), given)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies and "cookie" not in sent:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, quote(path, safe="/?&=%:+#."), body, sent)
        answer = connection.getresponse()
        read = answer.read().decode()
        connection.close()
        cookies = answer.headers.get_all("set-cookie") or []
        for one in cookies:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, cookies, read)
