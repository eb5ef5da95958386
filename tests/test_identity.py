from dataclasses import replace

from corpora.document import Document
from extractors.identity import canonical_url, document_id, fact_ids
from extractors.mention import Mention, Quantity
from extractors.settle import settle


def ids(text: str, *values: str) -> list[str]:
    stretches, place = [], 0
    for value in values:
        start = text.index(value, place)
        place = start + len(value)
        low = text.rfind("。", 0, start) + 1
        high = text.find("。", start)
        stretches.append(("count", start, place, low, len(text) if high < 0 else high + 1, ""))
    return fact_ids("d", text, stretches)


TEXT = "市局对2家机构停业。注销2家公司资质，给予2家单位处罚。"


def test_equal_values_in_other_words_are_other_facts() -> None:
    assert len(set(ids(TEXT, "2家", "2家", "2家"))) == 3


def test_a_sentence_inserted_above_changes_no_id() -> None:
    assert ids("新开办7家。" + TEXT, "2家", "2家", "2家") == ids(TEXT, "2家", "2家", "2家")


def test_a_corrected_value_keeps_the_id() -> None:
    assert ids(TEXT.replace("2家机构", "12家机构"), "12家")[0] == ids(TEXT, "2家")[0]


def test_the_same_words_twice_are_told_apart_by_order() -> None:
    twice = ids("抽查2家机构。抽查2家机构。", "2家", "2家")
    assert twice[0] != twice[1]


def test_a_document_is_its_url_before_its_path() -> None:
    here = Document(source="a/x.html", text="", url="https://sfj.cq.gov.cn/a/t1.html#top")
    there = replace(here, source="b/x.html", url="http://sfj.cq.gov.cn/a/t1.html")
    assert document_id(here) == document_id(there)
    assert document_id(replace(here, url=None)) != document_id(replace(there, url=None))
    assert canonical_url("HTTPS://Sfj.cq.gov.cn:443/a/") == "http://sfj.cq.gov.cn/a"


def mention(kind: str, start: int, end: int) -> Mention:
    return Mention(kind, start, end, Quantity(None, None, None), "test")


def test_the_more_specific_kind_wins_and_then_the_longer_span() -> None:
    title, year, name, inner = (
        mention("document", 0, 12),
        mention("date", 1, 6),
        mention("institution", 20, 30),
        mention("count", 22, 24),
    )
    short, long = mention("count", 40, 42), mention("money", 40, 45)
    assert settle([inner, name, year, title, short, long]) == [title, name, long]


def test_touching_mentions_both_stay() -> None:
    pair = [mention("date", 0, 3), mention("count", 3, 5)]
    assert settle(pair) == pair
