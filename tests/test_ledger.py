"""The numeral ledger is complete: every numeral ends as a fact, a part of one, or rejected with a listed reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extraction import NumeralEntry
from extractors.ledger import REASONS, STATUSES, account, numerals
from extractors.mention import Rejection
from extractors.quantities import find

REAL = Path(__file__).parent.parent.parent / "shared" / "real" / "gold"
TEXT = "一、全市共检查63家单位，整改率95%以上；依据第三条，对“678”战略中的2名人员处理。电话65201010，G7峰会，三至五家。"


def ledger_of(text: str) -> list[NumeralEntry]:
    mentions, rejections = find(text)
    return account(text, [(m.start, m.end, m.kind) for m in mentions], rejections)


def check(text: str, entries: list[NumeralEntry]) -> None:
    assert [(e.start, e.end) for e in entries] == numerals(text)
    for entry in entries:
        assert text[entry.start : entry.end] == entry.text
        assert entry.status in STATUSES
        assert (entry.reason in REASONS) if entry.status == "rejected" else entry.reason is None


def test_every_numeral_is_accounted_for() -> None:
    entries = ledger_of(TEXT)
    check(TEXT, entries)
    told = {(e.text, e.status): e.reason for e in entries}
    assert told[("63", "fact")] is None
    assert told[("一", "rejected")] == "list_number"
    assert told[("678", "rejected")] == "quoted_name"
    assert told[("65201010", "rejected")] == "telephone"
    assert told[("7", "rejected")] == "name"
    assert told[("三", "fact")] is None
    assert told[("五", "part")] is None


def test_explicit_rejections_win_over_the_classifier() -> None:
    entries = account("统一", [], [Rejection(1, 2, "name")])
    assert [e.reason for e in entries] == ["name"]


def test_an_entry_has_the_json_of_the_interface() -> None:
    entry = ledger_of("“678”战略")[0]
    assert entry.as_dict() == {"text": "678", "start": 1, "end": 4, "status": "rejected", "reason": "quoted_name"}


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="一二三十百万亿几数半0123456789.%家个年月日元第至、，。（）“”《》以上 \n近约①aG-/:", max_size=40)
)
def test_the_ledger_is_complete_on_any_text(text: str) -> None:
    check(text, ledger_of(text))


HOSTILE = ["1.1.", "1:1", "1至", "万亿", "第一、", "“1", "《", "a1", "1 ", "百分之", "近", " 一"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_only(piece: str) -> None:
    """Repeated pieces that once took quadratic time (minutes at this length) pass in well under a second each."""
    text = piece * (60_000 // len(piece))
    check(text, ledger_of(text))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real notices are not here")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.json")), ids=lambda p: p.stem)
def test_the_ledger_is_complete_on_real_notices(path: Path) -> None:
    text = json.loads(path.read_text(encoding="utf-8"))["text"]
    check(text, ledger_of(text))
