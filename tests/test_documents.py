"""Titles and numbers of documents, in the forms people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import documents
from extractors.mention import Reference


def references(text: str) -> list[Reference]:
    out = []
    for mention in documents.find(text):
        assert isinstance(mention.payload, Reference)
        out.append(mention.payload)
    return out


@given(
    st.sampled_from(["渝司发", "国办发", "穗民规字", "发改价格", "安委办函", "京建法"]),
    st.integers(1950, 2049),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "()", "（）", "【】", "﹝﹞", "［］"]),
    st.sampled_from(["", " "]),
)
@settings(max_examples=200, deadline=None)
def test_every_bracket_gives_the_official_number(code: str, year: int, serial: int, signs: str, gap: str) -> None:
    written = f"{code}{signs[0]}{year}{signs[1]}{gap}{serial}{gap}号"
    assert references(f"根据《规定》（{written}）") == [
        Reference(title="规定"),
        Reference(number=f"{code}〔{year}〕{serial}号"),
    ]


@given(st.text(alphabet="《》〈〉\n关于的通知法、。（）〔〕2020号令第A", max_size=50))
@settings(max_examples=400, deadline=None)
def test_what_is_found_is_well_formed(text: str) -> None:
    end = 0
    for mention in documents.find(text):
        assert end <= mention.start < mention.end <= len(text)
        assert isinstance(mention.payload, Reference)
        assert (mention.payload.title is None) != (mention.payload.number is None)
        if mention.payload.title is not None:
            assert text[mention.start] == "《" and text[mention.end - 1] == "》"
        end = mention.end


def test_a_title_that_never_closes_names_nothing() -> None:
    assert references("《关于加强管理的通知") == []


def test_a_title_never_runs_over_a_line() -> None:
    assert references("《关于加强\n管理的通知》") == []


def test_nested_titles_are_one() -> None:
    assert references("《关于修改《甲条例》的决定》") == [Reference(title="关于修改《甲条例》的决定")]


def test_brackets_hold_works_too() -> None:
    text = "影片《爱的回家路》和《刑法》"
    assert documents.brackets(text) == [(2, 9), (10, 14)]
    assert references(text) == [Reference(title="刑法")]


@pytest.mark.parametrize("text", ["", "《", "》", "《》", "号", "〔2020〕12号"])
def test_fragments(text: str) -> None:
    assert references(text) == []
