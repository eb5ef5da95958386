"""What a run depends on, as hashes: code, lexicons, settings, versions. Equal hashes promise equal facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.settings import Settings

_CODE = ("corpora", "extractors", "pipeline")
_DATA = frozenset({"samples", "gold", "cases", "__pycache__"})
_LIBRARIES = ("gongbao", "jieba", "rjieba", "spacy", "pdfplumber", "lxml", "resiliparse", "python-docx")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The hashes (16 hex digits each) and library versions of a run; ``config_hash`` is over all of them."""

    settings_hash: str
    lexicon_hash: str
    code_hash: str
    versions: Mapping[str, str]

    @property
    def config_hash(self) -> str:
        """One hash over everything besides the input that a fact depends on."""
        return _hash([repr(sorted(asdict(self).items())).encode()])


def manifest(settings: Settings) -> Manifest:
    """The manifest of this installation under these settings."""
    return Manifest(settings.extraction_hash(), *_installation(), _versions())


@cache
def _installation() -> tuple[str, str]:
    """Hashes over the lexicons and over the code of the packages that make facts."""
    lexicons: list[bytes] = []
    code: list[bytes] = []
    for package in _CODE:
        for path, item in _walk(files(package), package):
            (lexicons if path.endswith(".tsv") else code).append(path.encode() + b"\0" + item.read_bytes())
    return _hash(lexicons), _hash(code)


def _walk(folder: Traversable, path: str) -> Iterable[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_dir():
            if item.name not in _DATA:
                yield from _walk(item, f"{path}/{item.name}")
        elif item.name.endswith((".py", ".tsv", ".cfg")):
            yield f"{path}/{item.name}", item


@cache
def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # run from a checkout that is not installed
            found[name] = "?"
    return found


def _hash(parts: Iterable[bytes]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]
