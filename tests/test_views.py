"""The views on both engines, and the dictionary that describes the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from outputs import dictionary, store, views
from outputs.runs import RunManifest
from tests import made, postgres

PROMISED = [
    "fact_id",
    "document_id",
    "title",
    "publisher",
    "published",
    "source",
    "kind",
    "text",
    "sentence",
    "start",
    "end",
    "indicator",
    "action",
    "value",
    "low",
    "high",
    "bound",
    "unit",
    "unit_code",
    "role",
    "direction",
    "comparison",
    "base_period",
    "modality",
    "force",
    "part_of",
    "institution",
    "institution_id",
    "region",
    "region_code",
    "period",
    "period_start",
    "period_end",
    "date",
    "canonical",
    "confidence",
    "rule",
    "review_status",
    "run_id",
]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_views(engine: str, tmp_path: Path) -> None:
    with store.open(postgres.address(engine, tmp_path, "views")) as kb:
        with kb.begin_run(RunManifest()) as run:
            run.add(made.result("a"))
            run.commit()
        rows = kb.rows("SELECT * FROM observation ORDER BY start")
        assert set(PROMISED) <= rows[0].keys() and rows[3]["value_display"] == "110万" and rows[3]["value_wan"] == 110
        counts = {name: kb.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in views.NAMES}
        assert list(counts.values()) == [4, 2, 1, 1, 1, 4]
        assert kb.rows("SELECT facts, figures FROM document_summary") == [{"facts": 4, "figures": 2}]


def test_the_documented_dictionary_is_current() -> None:
    path = Path(__file__).parent.parent / "docs" / "data-dictionary.md"
    assert path.read_text(encoding="utf-8") == dictionary.markdown()
