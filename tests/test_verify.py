"""``run --verify``: a sample extracted again is compared byte for byte with what is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from outputs import store
from pipeline.run import run
from pipeline.settings import Settings
from pipeline.verify import verify

SAMPLES = Path(__file__).parent.parent / "corpora" / "samples"


def test_a_sample_is_the_same_until_somebody_edits_it(tmp_path: Path) -> None:
    for name in ("art_20121221_7713.txt", "fangxun_kuaixun_1998.txt", "jiancai_choucha_2019.pdf"):
        shutil.copy(SAMPLES / name, tmp_path)
    settings = Settings(kb=str(tmp_path / "kb" / "k.sqlite"))
    paths = [str(path) for path in sorted(tmp_path.glob("*.*"))]
    with pytest.raises(store.NoKnowledgeBase):
        verify(paths, settings)
    run(paths, settings, now="2024-01-01T00:00:00+00:00")
    done = verify(paths, settings, sample=2)
    assert (done.known, done.checked, done.differing) == (3, 2, ())
    with store.open(settings.kb) as kb, kb.engine.begin() as connection:
        connection.execute(sa.text("UPDATE fact SET unit = '匹' WHERE unit IS NOT NULL"))
        connection.execute(sa.text("UPDATE ledger SET entries = '[]'"))
    found = verify(paths, settings)
    assert found.checked == 3 and {what for _, what in found.differing} >= {"another ledger of numerals"}
    assert len(found.differing) == 6
    with store.open(settings.kb) as kb, kb.engine.begin() as connection:
        connection.execute(sa.text("UPDATE processed SET config_hash = 'older'"))
    with pytest.raises(store.StoreError, match="run` again"):
        verify(paths, settings)
