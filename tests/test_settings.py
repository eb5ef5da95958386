from datetime import date
from pathlib import Path

import pytest

from pipeline.settings import SettingsError, load


def test_options_go_before_environment_and_environment_before_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gongbao.toml"
    path.write_text('kb = "a.sqlite"\nworkers = 2\npublisher = "某局"\n', "utf-8")
    monkeypatch.setenv("GONGBAO_WORKERS", "3")
    monkeypatch.setenv("GONGBAO_PUBLISHED", "2021-02-24")
    monkeypatch.setenv("GONGBAO_HMM", "true")
    monkeypatch.setenv("GONGBAO_TIMEOUT", "2.5")
    settings = load(path, workers=4, kb=None)
    assert (settings.kb, settings.workers, settings.publisher) == ("a.sqlite", 4, "某局")
    assert settings.published == date(2021, 2, 24)
    assert (settings.hmm, settings.timeout) == (True, 2.5)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("published", "24.2.2021", "options: published: '24.2.2021' is no date; write it as 2021-02-24"),
        ("segmenter", "thulac", "options: segmenter: 'thulac' is none of rjieba, jieba"),
        ("workers", 0, "options: workers: Expected `int` >= 1"),
        ("engine", "dask", "engine dask and scheduler go together"),
        ("speed", 1, "options: speed: no such setting; known: aliases, batch, "),
    ],
)
def test_a_wrong_setting_is_named_with_its_source(option: str, value: object, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(None, **{option: value})
    assert str(error.value).startswith(message)


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such settings file"):
        load(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("kb = ", "utf-8")
    with pytest.raises(SettingsError, match=r"broken\.toml"):
        load(broken)


def test_a_user_dictionary_counts_by_its_content(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("一码通办 10 n\n", "utf-8")
    first = load(None, user_dictionaries=(str(words),)).extraction_hash()
    words.write_text("一网通办 10 n\n", "utf-8")
    assert load(None, user_dictionaries=(str(words),)).extraction_hash() != first
