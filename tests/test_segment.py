import gzip
import json
from pathlib import Path

import pytest

from extractors.mention import Mention, Quantity
from pipeline.segment import Segmenter, overlay, read_dictionary

SAMPLES = Path(__file__).parent.parent / "corpora" / "samples"
REAL = Path(__file__).parent.parent.parent / "shared" / "real"


def mention(start: int, end: int) -> Mention:
    return Mention("count", start, end, Quantity(None, None, None), "test")


@pytest.fixture(scope="module")
def rust() -> Segmenter:
    return Segmenter("rjieba")


@pytest.fixture(scope="module")
def python() -> Segmenter:
    return Segmenter("jieba")


def test_a_mention_is_one_word(rust: Segmenter) -> None:
    text = "受理司法鉴定援助600余件，同比增长"
    start = text.index("600")
    words = rust.words(text, [mention(start, start + 5)])
    assert "600余件" in words.texts
    assert words.tags[words.texts.index("600余件")] == "mention"
    assert "".join(words.texts) == text


def test_overlay_cuts_words_at_the_edge_of_a_mention(rust: Segmenter) -> None:
    text = "与市高法院协调"
    words = rust.words(text)
    laid = overlay(words, text, [mention(1, 5)])
    assert "".join(laid.texts) == text
    assert laid.texts[laid.at(1)] == "市高法院"
    assert all(text.startswith(word, start) for start, word in zip(laid.starts, laid.texts, strict=True))


def texts() -> list[str]:
    found = [path.read_text("utf-8") for path in sorted(SAMPLES.rglob("*.txt")) if _utf8(path)]
    if REAL.is_dir():
        found += [path.read_text("utf-8") for path in sorted(REAL.glob("bulletins/*.txt"))]
        with gzip.open(REAL / "throughput.jsonl.gz", "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["content"] for _, line in zip(range(300), lines, strict=False)]
    return found


def _utf8(path: Path) -> bool:
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("hmm", [False])
def test_both_engines_give_the_same_words_and_tags(rust: Segmenter, python: Segmenter, hmm: bool) -> None:
    for text in texts():
        left, right = rust.words(text), python.words(text)
        assert left.texts == right.texts
        assert left.tags == right.tags


def test_both_engines_take_a_user_dictionary(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    path.write_text("# ours\n渝东鉴定所 9000 nt\n一码通办 n\n", "utf-8")
    text = "将渝东鉴定所列入一码通办"
    both = [Segmenter(engine, user_dictionaries=[str(path)]).words(text) for engine in ("rjieba", "jieba")]
    assert both[0].texts == both[1].texts
    assert both[0].tags == both[1].tags
    assert {"渝东鉴定所", "一码通办"} <= set(both[0].texts)
    assert both[0].tags[both[0].texts.index("渝东鉴定所")] == "nt"


def test_a_malformed_dictionary_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "user.txt"
    path.write_text("好词 10 n\n坏词 10 n v\n", "utf-8")
    with pytest.raises(ValueError, match=r"user\.txt:2"):
        read_dictionary(path)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed: rjieba, jieba"):
        Segmenter("thulac")
