"""Pages of originals: drawn from the file a document was read from and from no other, with the boxes of its facts."""

from __future__ import annotations

import http.client
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from outputs import store
from pipeline import run
from pipeline.settings import Settings
from tests import web
from tests.made_pdf import pdf, words
from tests.web import Client

PAGES = [
    words([(90, 760, 18, "关于抽查情况的通报"), (90, 700, 12, "2023年，市司法局抽查机构63家，减免鉴定费110余万元。")]),
    words([(90, 700, 12, "第二页另有投诉件7件，同比下降三成。")]),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "notice.pdf").write_bytes(pdf(PAGES))
    with zipfile.ZipFile(made / "more.zip", "w") as packed:
        packed.writestr("packed.pdf", pdf([words([(90, 700, 12, "全市另有调解组织128个。")])]))
    (made / "secret.pdf.key").write_text("not a document", "utf-8")
    return made


@pytest.fixture
def kb(folder: Path, tmp_path: Path) -> Iterator[store.KnowledgeBase]:
    settings = Settings(kb=str(tmp_path / "kb.sqlite"))
    run.run([str(folder)], settings, now="2026-01-01T00:00:00+00:00")
    with store.open(settings.kb) as opened:
        yield opened


def place_of(kb: store.KnowledgeBase, words: str) -> tuple[str, str]:
    (one,) = [fact for fact in kb.facts() if fact["text"] == words]
    return one["document_id"], one["fact_id"]


def test_a_fact_is_shown_where_it_is_printed(kb: store.KnowledgeBase) -> None:
    document_id, fact_id = place_of(kb, "7件")
    with web.served(kb, reviewer="王敏") as port:
        client = Client(port)
        page = client.get(f"/document/{document_id}/page/2?fact={fact_id}").text
        assert 'class="chosen"' in page and "7件" in page and "63家" not in page
        (box,) = re.findall(r'id="f-[^"]*".*?<rect class="k-count" x="([\d.]+)" y="([\d.]+)"', page, re.DOTALL)
        assert 90 + 8 * 12 - 2 < float(box[0]) < 90 + 9 * 12 and abs(float(box[1]) - (842 - 712)) < 8
        clip = client.get(f"/document/{document_id}/clip?fact={fact_id}").text
        assert f"/document/{document_id}/page/2.png" in clip and clip.count("<rect") == 1
        assert f'href="/document/{document_id}/page/1"' in client.get(f"/document/{document_id}").text
        assert client.get(f"/document/{document_id}/page/3").status == 303, "no such page: the text"
        assert client.get(f"/document/{document_id}/page/3.png").status == 404
        card = client.get("/review/cards?words=投诉件").json()["cards"][0]["html"]
        assert f"/document/{document_id}/page/2?fact=" in card


def test_the_page_is_an_image_and_a_member_of_an_archive_has_one_too(kb: store.KnowledgeBase) -> None:
    with web.served(kb) as port:
        for found in ("63家", "128个"):
            document_id, _ = place_of(kb, found)
            head = raw(port, f"/document/{document_id}/page/1.png")
            assert head.startswith(b"\x89PNG") and len(head) > 1000


def raw(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.read()
    connection.close()
    return found if answer.status == 200 else b""


def test_no_other_bytes_are_shown(kb: store.KnowledgeBase, folder: Path) -> None:
    document_id, fact_id = place_of(kb, "63家")
    (folder / "notice.pdf").write_bytes(pdf([words([(90, 700, 12, "别的文件99家。")])]))
    with web.served(kb) as port:
        client = Client(port)
        assert raw(port, f"/document/{document_id}/page/1.png") == b""
        answer = client.get(f"/document/{document_id}/page/1?fact={fact_id}")
        assert answer.status == 303 and answer.headers["location"] == f"/document/{document_id}#f-{fact_id}"
        for path in ("..%2Fsecret.pdf.key", "%2Fetc%2Fpasswd", "secret.pdf.key"):
            assert client.get(f"/document/{path}/page/1.png").status == 404
