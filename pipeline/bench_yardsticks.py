"""The yardsticks of the bench: what others need for a part of the work, on the same texts in the same run.

Each is made once and then called with a text (or the bytes of a page or a PDF). One that is not installed is absent.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

Text = Callable[[str], object]
Raw = Callable[[bytes], object]


class Absent(Exception):
    """The yardstick is not installed here."""


def jieba_lcut() -> Text:
    """The segmenter alone, in pure Python: the unit of every ratio."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba.lcut  # type: ignore[no-any-return]


def jieba_posseg() -> Text:
    """Segmenter and part-of-speech tags, in pure Python."""
    import jieba.posseg

    return jieba.posseg.lcut  # type: ignore[no-any-return]


def spacy_chinese() -> Text:
    """spaCy's Chinese tokenizer with jieba."""
    import spacy

    return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}}).make_doc


def recognizers_text() -> Text:
    """Recognizers-Text, its numbers, percentages, currencies and dates only."""
    suite = _optional("recognizers_suite")
    found = (
        suite.recognize_number,
        suite.recognize_percentage,
        suite.recognize_currency,
        suite.recognize_datetime,
    )
    return lambda text: [recognize(text, suite.Culture.Chinese) for recognize in found]


def jionlp() -> Text:
    """JioNLP, its times and its money only."""
    names = _optional("jionlp").ner
    base = {"year": 2024, "month": 1, "day": 1}

    def find(text: str) -> None:
        logging.disable(logging.CRITICAL)  # it logs a traceback for many a figure that is no time
        names.extract_time(text, time_base=base)
        names.extract_money(text)
        logging.disable(logging.NOTSET)

    return find


def trafilatura() -> Raw:
    """trafilatura: the body of a page as text."""
    extract: Raw = _optional("trafilatura").extract
    return extract


def pdfplumber() -> Raw:
    """pdfplumber's own text and tables of every page."""
    import pdfplumber as library

    def read(raw: bytes) -> None:
        with library.open(io.BytesIO(raw)) as opened:
            for page in opened.pages:
                page.extract_text()
                page.extract_tables()
                page.close()

    return read


def _optional(name: str) -> Any:
    """A library that is no dependency of ours. Some warn and greet when they are loaded; that is not ours to tell."""
    import warnings
    from importlib import import_module

    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return import_module(name)
    except Exception as error:  # some break on newer versions of what they need
        raise Absent(f"{name} is not installed" if isinstance(error, ModuleNotFoundError) else str(error)) from error
