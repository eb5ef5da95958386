"""A user's spaCy model as a further vote on names of organisations: what it may add, what it may not touch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy

from corpora.document import Document
from extractors import institution_votes, mentions
from extractors.extraction import Extraction
from extractors.fact import Fact
from pipeline import votes
from pipeline.nlp import Extractor
from pipeline.segment import Segmenter
from pipeline.settings import Settings, SettingsError, load

SEGMENTER = Segmenter()
# Verbs and adverbs before the last word, where the rules see no name.
SILENT = "重新出发研究院与看见更多基金会于2021年3月捐赠120万元。\n市司法局通报了情况。"
Make = Callable[[dict[str, str]], str]


@pytest.fixture
def model(tmp_path: Path) -> Make:
    """A spaCy pipeline on disk that marks the given names with the given labels."""

    def make(names: dict[str, str]) -> str:
        nlp = spacy.blank("zh")
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": label, "pattern": name} for name, label in names.items()])  # type: ignore[attr-defined]
        nlp.to_disk(tmp_path / "model")
        return str(tmp_path / "model")

    return make


def extract(text: str, **settings: object) -> Extraction:
    return Extractor(load(None, **settings)).extract_document(Document(source="a.txt", text=text))


def institutions(extraction: Extraction) -> dict[str, Fact]:
    return {fact.text: fact for fact in extraction.facts if fact.kind == "institution"}


def voted(text: str, *names: str) -> list[str]:
    """The names among ``names`` that the filter takes as votes on ``text``."""
    found, _ = mentions.values(Document(source="", text=text))
    words = SEGMENTER.words(text, found)
    found = mentions.names(text, words, found)
    spans = [(text.index(name), text.index(name) + len(name)) for name in names]
    out = institution_votes.add(text, words, found, spans)
    assert [mention for mention in out if mention.rule != institution_votes.RULE] == found
    return [text[one.start : one.end] for one in out if one.rule == institution_votes.RULE]


def test_votes_add_names_where_the_rules_are_silent(model: Make) -> None:
    plain = extract(SILENT)
    assert list(institutions(plain)) == ["市司法局"]
    path = model({"重新出发研究院": "ORG", "看见更多基金会": "company", "通报": "ORG", "捐赠": "ORG"})
    extraction = extract(SILENT, spacy_model=path)
    found = institutions(extraction)
    assert {name: (fact.rule, fact.confidence) for name, fact in found.items() if name != "市司法局"} == {
        "重新出发研究院": ("spacy_vote", 0.3),
        "看见更多基金会": ("spacy_vote", 0.3),
    }
    assert found["看见更多基金会"].institution_type == "association"
    before = [(fact.kind, fact.text, fact.rule, fact.value, fact.confidence) for fact in plain.facts]
    after = [(fact.kind, fact.text, fact.rule, fact.value, fact.confidence) for fact in extraction.facts]
    assert [fact for fact in after if fact[2] != "spacy_vote"] == before


def test_without_the_option_no_model_is_read_and_nothing_changes(model: Make) -> None:
    path = model({"无关的名称": "ORG"})
    assert extract(SILENT, spacy_model=path) == extract(SILENT) == extract(SILENT, spacy_model="")


@pytest.mark.parametrize(
    ("text", "vote"),
    [
        ("市司法局通报了情况", "市司法局"),  # the rules have it
        ("市司法局通报了情况", "司法局"),
        ("2021年3月研究院成立", "3月研究院"),  # it would cut a date
        ("《重新出发研究院》一文", "重新出发研究院"),  # inside a title
        ("重新出发研究室主任到会", "重新出发研究室主任"),  # a post
        ("他说重新出发之路漫长", "重新出发之路"),  # no last word
        ("就地设研究院一所", "研究院"),  # nothing but a last word
        ("江宁区小学招生", "江宁区小学"),  # a kind of body in a division
        ("由区民政部门列入预算", "区民政部门"),
        ("各区县重新出发研究院", "各区县重新出发研究院"),  # a class
        ("各重新出发研究院参加", "重新出发研究院"),
        ("5家重新出发研究院参加", "重新出发研究院"),
        ("重新出发研究院参加", "新出发研究院"),  # a word is cut
        ("重新，出发研究院参加", "重新，出发研究院"),  # no shape of a name
    ],
)
def test_a_vote_that_the_shape_does_not_bear_out_is_dropped(text: str, vote: str) -> None:
    assert voted(text, vote) == []


def test_of_overlapping_votes_the_longer_stays() -> None:
    assert voted("记者从重新出发研究院获悉", "出发研究院", "重新出发研究院") == ["重新出发研究院"]


def test_offsets_hold_over_lines(model: Make) -> None:
    text = "第一行。\n\n  看见更多基金会到访，看见更多基金会离开"
    assert votes.voter(model({"看见更多基金会": "ORG"}))(text) == [(8, 15), (18, 25)]


def test_a_line_longer_than_the_model_reads_is_read_in_parts(model: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = spacy.load(model({"看见更多基金会": "ORG"}))
    nlp.max_length = 30
    monkeypatch.setattr(votes, "_loaded", lambda _: nlp)
    text = "又" * 20 + "看见更多基金会到访，" + "看见更多基金会离开"
    assert votes.voter("any")(text) == [(20, 27), (30, 37)]


def test_a_model_that_is_missing_or_of_no_use_is_named(model: Make, tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"^options: spacy_model: 'zh_none' is neither an installed spaCy model nor"
    ):
        load(None, spacy_model="zh_none")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.cfg").write_text("[nlp]\nlang = 3\n", "utf-8")
    with pytest.raises(SettingsError, match=r"^spacy_model: .*broken does not load: "):
        Extractor(load(None, spacy_model=str(tmp_path / "broken")))
    with pytest.raises(SettingsError, match=r"^spacy_model: numpy does not load: "):
        Extractor(load(None, spacy_model="numpy"))
    with pytest.raises(SettingsError, match=r"model marks no organisations; its labels: PERSON$"):
        Extractor(load(None, spacy_model=model({"张三": "PERSON"})))


def test_a_model_counts_by_its_content(model: Make) -> None:
    path = model({"看见更多基金会": "ORG"})
    first = load(None, spacy_model=path).extraction_hash()
    assert first != Settings().extraction_hash()
    assert load(None, spacy_model=path).extraction_hash() == first
    model({"重新出发研究院": "ORG"})
    assert load(None, spacy_model=path).extraction_hash() != first
    assert load(None, spacy_model="jieba").extraction_hash() != load(None, spacy_model="numpy").extraction_hash()
