"""What a run depends on, as hashes: code, lexicons, settings, versions. Equal hashes promise equal facts."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from outputs.runs import RunManifest
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


def run_manifest(paths: Sequence[str], settings: Settings, *, now: str) -> RunManifest:
    """What a run over ``paths`` that begins ``now`` is made with."""
    made = manifest(settings)
    return RunManifest(
        command=shlex.join(["run", *paths]),
        settings_hash=made.settings_hash,
        lexicon_hash=made.lexicon_hash,
        code_hash=made.code_hash,
        versions=made.versions,
        started_at=now,
    )


def config_hash(settings: Settings) -> str:
    """What a knowledge base remembers of the configuration in which an input was processed."""
    settings_hash, (lexicon_hash, code_hash) = settings.extraction_hash(), _installation()
    return RunManifest(settings_hash=settings_hash, lexicon_hash=lexicon_hash, code_hash=code_hash).config_hash


@cache
def _installation() -> tuple[str, str]:
    """Hashes over the lexicons and over the code of the packages that make facts."""
    lexicons: list[bytes] = []
    code: list[bytes] = []
    root = Path(__file__).parent.parent
    for package in _CODE:
        for name, path in _walk(root / package, package):
            (lexicons if name.endswith(".tsv") else code).append(name.encode() + b"\0" + path.read_bytes())
    return _hash(lexicons), _hash(code)


def _walk(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            if entry.name not in _DATA:
                yield from _walk(folder / entry.name, f"{name}/{entry.name}")
        elif entry.name.endswith((".py", ".tsv", ".cfg")):
            yield f"{name}/{entry.name}", folder / entry.name


@cache
def _versions() -> dict[str, str]:
    from importlib.metadata import (  # takes as long as the rest of a run with nothing to do
        PackageNotFoundError,
        version,
    )

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
