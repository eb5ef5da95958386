"""The written summary of a run: what a person reads at the end of ``gongbao run``."""

from __future__ import annotations

from pathlib import Path

from corpora.errors import REASONS, UnreadableDocument
from outputs import report, store
from outputs.runs import Quarantined, RunManifest, RunSummary
from tests import made

SUMMARY = RunSummary(
    run_id=7,
    documents={"new": 1200, "changed": 2, "unchanged": 5, "duplicate": 1, "quarantined": 2},
    facts_by_kind={"money": 3, "count": 12345},
    changes={("added", "count"): 12000, ("retracted", "count"): 4, ("changed", "money"): 1, ("retracted", "date"): 9},
    quarantined=(
        Quarantined("b.txt", "empty", "no text"),
        Quarantined("dump.csv", "corrupt", "broken row", "line 3", new=False),
    ),
    duplicates=(("copy.txt", "a.txt"),),
    moved=6,
    numerals=20000,
)


def test_every_number_stands_in_its_place() -> None:
    assert (
        report.markdown(SUMMARY, kb="kb/x.sqlite", written=["run.md"])
        == f"""# Run 7

## Documents: 1203 read, 5 skipped, 2 in quarantine
- new: 1,200
- changed: 2
- unchanged, skipped: 5
- the same document as another input: 1
- in quarantine: 2

## Facts: 12,348 in the knowledge base, 20,000 numerals accounted for
| kind  |  facts |  added | changed | retracted |
|-------|-------:|-------:|--------:|----------:|
| count | 12,345 | 12,000 |       0 |         4 |
| money |      3 |      0 |       1 |         0 |
| date  |      0 |      0 |       0 |         9 |
| all   | 12,348 | 12,000 |       1 |        13 |
6 more only stand at another place of their document.

## Quarantine: not read, nothing of them was lost
- corrupt (1): {REASONS["corrupt"]}
  - dump.csv (line 3): broken row [as before]
- empty (1): {REASONS["empty"]}
  - b.txt: no text

## Inputs that are the same document
- copy.txt: a.txt

## Written
- knowledge base: kb/x.sqlite
- run.md
"""
    )


def test_nothing_changed_is_said_first() -> None:
    shown = report.markdown(RunSummary(None, {"unchanged": 3}, {"count": 2}, {}), kb="kb")
    assert shown.startswith("# Nothing changed: no run was written\n") and "0 read, 3 skipped" in shown
    assert "Quarantine" not in shown and "## Where\n- knowledge base: kb" in shown


def test_the_object_for_programs_has_the_same_numbers() -> None:
    found = report.as_dict(SUMMARY, kb="kb", written=["a"])
    assert found["run"] == 7 and found["kb"] == "kb" and found["written"] == ["a"]
    assert found["changes"] == {
        "added": {"count": 12000},
        "changed": {"money": 1},
        "retracted": {"count": 4, "date": 9},
        "moved": 6,
    }
    assert found["duplicates"] == [{"source": "copy.txt", "document": "a.txt"}]


def test_a_real_run_adds_up(tmp_path: Path) -> None:
    with store.open(tmp_path / "kb.sqlite") as kb, kb.begin_run(RunManifest()) as run:
        run.add(made.result("a"))
        run.add(made.result("a"), key="again.txt")
        run.add(UnreadableDocument("c.txt", "empty", "no text"))
        summary = run.commit()
        held = kb.rows("SELECT kind, count(*) AS n FROM fact GROUP BY kind ORDER BY kind")
    shown = report.markdown(summary)
    assert "## Documents: 2 read, 0 skipped, 1 in quarantine" in shown
    assert summary.facts_by_kind == {row["kind"]: row["n"] for row in held}
    for kind, amount in summary.facts_by_kind.items():
        assert f"| {kind:<11} | {amount:>5} | {amount:>5} |" in shown
    assert "- again.txt: bulletins/a.txt" in shown
