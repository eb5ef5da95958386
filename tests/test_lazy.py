"""Expressions that are compiled late are whole, and behave as if compiled at once."""

import pickle
import pkgutil
import re
from importlib import import_module

import pytest

import corpora
import extractors
from corpora.lazy import Lazy, lazy


def all_lazy() -> list[tuple[str, Lazy]]:
    found = []
    for package in (corpora, extractors):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(module.name)).items():
                ours = value.values() if isinstance(value, dict) else [value]
                found += [(f"{module.name}.{name}", one) for one in ours if isinstance(one, Lazy)]
    return found


def test_every_late_expression_compiles() -> None:
    found = all_lazy()
    assert len(found) > 50
    for name, one in found:
        pattern, flags = one._given
        assert re.compile(pattern, flags).pattern == one.pattern, name


def test_it_is_the_compiled_expression() -> None:
    number = lazy(r"(?P<figure>\d+)家")
    match = number.search("抽查61家")
    assert match is not None and match["figure"] == "61"
    assert number.sub("0", "61家") == "0"
    assert [one.group() for one in number.finditer("1家2家")] == ["1家", "2家"]
    assert lazy(rb"a", re.IGNORECASE).fullmatch(b"A")
    assert "search" in vars(number)  # found as fast as on the expression itself


def test_what_an_expression_has_not_it_has_not_either() -> None:
    with pytest.raises(AttributeError):
        lazy("a").nonsense  # type: ignore[attr-defined]  # noqa: B018
    assert pickle.loads(pickle.dumps(lazy("a+"))).match("aa")
