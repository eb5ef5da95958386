"""Explanations: the words of every field marked in the sentence, inherited fields with their source, refused readings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import explain
from pipeline.settings import load

NOTICE = "2021年，重庆市检察机关共受理案件1100件，较2019年增长20%；其中起诉案件三百件。第三条略。"


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, "utf-8")
    return path


def of(notice: Path, figure: str) -> explain.Explanation:
    return explain.explain(f"{notice}:{NOTICE.index(figure)}", None, load(None))


def test_the_words_of_every_field_are_marked(notice: Path) -> None:
    told = of(notice, "20%")
    words = {mark.field: told.sentence[mark.start : mark.end] for mark in told.marks}
    assert words["period"] == "2021年" and words["region"] == "重庆市" and words["direction"] == "增长"
    assert "⟨direction: 增长⟩【20%】" in explain.text(told)
    assert "".join(words for words, _ in told.pieces()) == told.sentence


def test_refused_readings_are_told_with_their_reason(notice: Path) -> None:
    told = of(notice, "20%")
    assert ("period", "2019") in {(one.field, one.value) for one in told.refused}
    assert "refused" in explain.text(told) and "compared with" in explain.html(told)


def test_the_page_marks_the_figure_and_names_the_fields(notice: Path) -> None:
    page = explain.html(of(notice, "1100件"))
    assert "<mark>1100件</mark>" in page and "<rt>indicator</rt>" in page and "<script" not in page


def test_a_rejected_numeral_has_a_reason_and_no_marks(notice: Path) -> None:
    told = of(notice, "三条")
    assert told.fact is None and told.reason and told.marks == ()
    assert explain.text(told).count("no fact") == 1
