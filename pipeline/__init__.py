"""The wiring: segmentation, settings, runs, executors, the command line - and the Python interface.

import pipeline
gongbao = pipeline.load()
doc = gongbao.extract(text, published="2021-02-24", publisher="重庆市司法局")
doc.facts, doc.numerals, doc.to_frame()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.api import Gongbao

__all__ = ["load"]


def load(path: str | Path | None = None) -> Gongbao:
    """A reusable extractor under the settings of ``path`` (default: ``gongbao.toml`` if there), picklable by them.

    Raises :class:`pipeline.settings.SettingsError` naming the setting that is wrong.
    """
    from pipeline.api import Gongbao
    from pipeline.settings import load as load_settings

    return Gongbao(load_settings(path))
