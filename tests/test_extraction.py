"""What holds for every document: spans are the text, ids are unique, runs are equal, no numeral is unaccounted for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors.extraction import Extraction
from extractors.ledger import REASONS, numerals
from outputs import evaluate, floors, render
from pipeline import nlp
from pipeline.nlp import Extractor
from pipeline.outcomes import extractions
from pipeline.settings import load

ROOT = Path(__file__).parent.parent
SAMPLES, GOLD = ROOT / "corpora" / "samples", ROOT / "corpora" / "gold"
REAL = ROOT.parent / "shared" / "real"
FLOORS = ROOT / "tests" / "floors.json"


def read(path: Path) -> list[Extraction]:
    outcomes = list(extractions([str(path)], load(None)))
    assert [str(one) for one in outcomes if isinstance(one, UnreadableDocument)] == []
    return [one for one in outcomes if isinstance(one, Extraction)]


@pytest.fixture(scope="module")
def samples() -> list[Extraction]:
    return read(SAMPLES)


def everything(samples: list[Extraction]) -> Iterator[Extraction]:
    yield from samples
    if REAL.is_dir():
        yield from read(REAL / "bulletins")


def test_every_span_is_the_text_and_every_id_is_unique(samples: list[Extraction]) -> None:
    for one in everything(samples):
        text = one.document.text
        assert all(text[fact.start : fact.end] == fact.text for fact in one.facts)
        assert all(fact.text in fact.sentence for fact in one.facts)
        assert len({fact.fact_id for fact in one.facts}) == len(one.facts)
        ends = [0, *(fact.end for fact in one.facts)]
        assert all(fact.start >= end for fact, end in zip(one.facts, ends, strict=False)), one.document.source


def test_every_numeral_ends_as_a_fact_a_part_or_rejected_with_a_reason(samples: list[Extraction]) -> None:
    for one in everything(samples):
        spans = [(entry.start, entry.end) for entry in one.numerals]
        assert spans == [tuple(span) for span in numerals(one.document.text)]
        for entry in one.numerals:
            assert entry.status in ("fact", "part", "rejected")
            assert (entry.reason in REASONS) == (entry.status == "rejected"), entry


def test_two_runs_two_processes_and_any_environment_give_the_same_bytes(samples: list[Extraction]) -> None:
    expected = "".join(json.dumps(render.as_object(one), ensure_ascii=False) for one in samples)
    script = (
        "import json, sys\nfrom outputs import render\nfrom pipeline.outcomes import extractions\n"
        "from pipeline.settings import load\n"
        "out = ''.join(json.dumps(render.as_object(o), ensure_ascii=False) for o in extractions([sys.argv[1]], load(None)))\n"
        "sys.stdout.buffer.write(out.encode())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/Lima", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-W", "ignore", "-c", script, str(SAMPLES)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode() == expected


def test_quality_does_not_fall_below_its_floors() -> None:
    """The floors are raised with ``python -m tests.raise_floors``; a fall is a change to explain, not to lower."""
    report = evaluate.evaluate(GOLD, [render.as_object(one) for one in extractions([str(SAMPLES)], load(None))])
    assert report.missing == ()
    assert floors.check(report, floors.load(FLOORS)) == []


@pytest.mark.skipif(not REAL.is_dir(), reason="the real notices are not here")
def test_the_real_notices_stay_read() -> None:
    report = evaluate.evaluate(REAL / "gold", [render.as_object(one) for one in read(REAL / "bulletins")])
    found = report.f1()
    assert found["ALL"]["strict"] >= 0.98 and found["ALL"]["value"] >= 0.97
    assert found["NUMERIC"]["strict"] >= 0.98 and found["NUMERIC"]["fact"] >= 0.92


SEED = {
    "近一年", "95%以上", "41.9%", "四个方面", "四次", "五年", "7家", "16家", "10家", "300余项", "63家", "1075名", "2家", "200件",
    "9名", "8家", "近两年", "30家", "十一个方面", "七项", "4.7万余件", "600余件", "110余万元", "2名", "28名", "11名", "4名", "14名",
    "20名", "3家", "11省市", "50余篇", "150余次",
}  # fmt: skip


@pytest.mark.skipif(not REAL.is_dir(), reason="the real notices are not here")
def test_the_notice_the_project_began_with() -> None:
    (one,) = read(REAL / "bulletins" / "seed_sfj_cq_2021.txt")
    document = one.document
    assert str(document.published) == "2021-02-24" and document.publisher == "重庆市司法局"
    assert document.region_code == "500000"
    numeric = [fact for fact in one.facts if fact.unit]
    assert {fact.text for fact in numeric} == SEED
    assert len({fact.fact_id for fact in numeric if fact.text == "2家"}) == 3
    names = {fact.text: fact.canonical for fact in one.facts if fact.canonical}
    assert names["市司法局"] == "重庆市司法局" and names["市高法院"] == "重庆市高级人民法院"
    assert "中央政法委:推进" not in document.text


def test_an_extractor_is_picklable_by_its_settings() -> None:
    import pickle

    extractor = Extractor(load(None))
    again = pickle.loads(pickle.dumps(extractor))
    document = Document(source="x", text="全市共抽查200余件案卷。")
    assert again.extract_document(document) == extractor.extract_document(document)


ASKED_FOR = """
import sys
from corpora.document import Document
from pipeline import nlp
from pipeline.nlp import Extractor
from pipeline.settings import Settings
extractor, document = Extractor(Settings()), Document(source="", text="全市受理援助600余件，同比增长5%。")
before = extractor.extract_document(document).facts
assert "spacy" not in sys.modules, "loaded without need"
assert extractor.nlp.pipe_names == ["resolution", "assembly", "ledger"]
assert extractor.extract_document(document).facts == before
assert extractor.nlp(document.text)._.extraction.facts == before
extractor.nlp.add_pipe("sentencizer")
assert extractor.extract_document(document).facts == before
print(len(before))
"""


def test_spacy_is_loaded_where_its_language_is_asked_for_and_not_before() -> None:
    ran = subprocess.run([sys.executable, "-c", ASKED_FOR], capture_output=True, text=True, cwd=ROOT)
    assert ran.stdout == "2\n", ran.stderr


def test_a_configuration_with_other_components_is_read_by_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp, "_factories", lambda: ("gongbao_resolution", "sentencizer"))
    assert nlp.Extractor(load(None))._language is not None
