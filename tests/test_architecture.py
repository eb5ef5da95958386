"""The house rules that a tool can check: one module, one line in the list and one corpus of cases an extractor."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from extractors import EXTRACTORS

ROOT = Path(__file__).parent.parent
# The corpora of cases of an extractor whose families have one each.
CASES = {
    "dates": ("dates", "timeline"),
    "quantities": ("counts", "durations", "lists", "measures", "money", "no_quantity", "percentages", "ratios"),
}
PACKAGES = ("corpora", "extractors", "outputs", "pipeline")


@pytest.mark.parametrize("name", EXTRACTORS)
def test_an_extractor_is_a_module_with_find_and_cases(name: str) -> None:
    module = import_module(f"extractors.{name}")
    assert callable(module.find)
    cases = CASES.get(name, (name,))
    missing = [case for case in cases if not (ROOT / "corpora" / "cases" / f"{case}.tsv").is_file()]
    assert not missing, f"corpora/cases has no {missing}"


def test_every_tsv_of_the_lexicon_is_loaded_by_some_module() -> None:
    code = "\n".join(path.read_text("utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    for table in sorted((ROOT / "extractors" / "lexicon").glob("*.tsv")):
        assert f'"{table.stem}"' in code, f"{table.name} is read by nothing"


def test_public_modules_say_what_they_are() -> None:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} has no docstring"
