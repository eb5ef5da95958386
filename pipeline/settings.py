"""One validated object of settings: ``gongbao.toml``, then ``GONGBAO_*`` in the environment, then options."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Meta, Struct, convert, field
from msgspec.structs import fields

from corpora.source import Limits

DEFAULT_FILE = Path("gongbao.toml")
_PREFIX = "GONGBAO_"


class SettingsError(Exception):
    """A setting that is not allowed; the message names where it came from and what is allowed."""


class Settings(Struct, frozen=True):
    """Everything a run depends on besides its input.

    ``published`` and ``publisher`` stand for documents that do not say theirs and go before what is found in them.
    ``fields`` maps a scraper's own field names to ours, as in ``{"pubtime" = "published"}``. ``scheduler`` is the address
    of a Dask scheduler, ``lake`` the URL of a folder where workers write their results as Parquet, ``timeout`` the
    seconds and ``max_bytes`` the bytes of one document, ``spacy_model`` a model (package or folder) whose organisations
    are a further vote, ``aliases`` names as written and the official names meant, ``batch`` the documents between two
    commits of a running run.

    Types and bounds are checked by :func:`load`.
    """

    kb: str = "kb/gongbao.sqlite"
    workers: Annotated[int, Meta(ge=1, le=256)] = 1
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    lake: str | None = None
    timeout: Annotated[float, Meta(gt=0)] = 120.0
    segmenter: Literal["rjieba", "jieba"] = "rjieba"
    hmm: bool = False
    user_dictionaries: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()
    spacy_model: str | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    published: date | None = None
    publisher: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    max_bytes: Annotated[int, Meta(ge=1)] = 64 * 1024 * 1024
    batch: Annotated[int, Meta(ge=1)] = 500

    def __post_init__(self) -> None:
        if (self.engine == "dask") != (self.scheduler is not None):
            raise ValueError("engine dask and scheduler go together: --engine dask --scheduler tcp://HOST:PORT")

    def extraction_hash(self) -> str:
        """16 hex digits over the settings that can change a fact, the contents of user dictionaries and models included."""
        digest = sha256()
        for name in ("segmenter", "hmm", "spacy_model", "published", "publisher", "fields", "max_bytes"):
            digest.update(f"{name}={getattr(self, name)!r}\n".encode())
        if self.aliases:
            digest.update(f"aliases={sorted(self.aliases.items())!r}\n".encode())
        for path in (*self.user_dictionaries, *self.lexicons):
            digest.update(Path(path).read_bytes())
        if self.spacy_model:
            digest.update(_model_state(self.spacy_model))
        return digest.hexdigest()[:16]

    def rules(self) -> tuple[object, ...]:
        """The settings that an extractor is built with: it serves all that have the same."""
        return (
            *(self.segmenter, self.hmm, self.user_dictionaries, self.lexicons),
            *(self.spacy_model, tuple(self.aliases.items())),
        )

    def limits(self) -> Limits:
        """The reading limits these settings ask for."""
        return Limits(max_bytes=self.max_bytes)


def _is_installed(model: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(model)
    except PackageNotFoundError:
        return False
    return True


def _model_state(model: str) -> bytes:
    """What tells two states of a spaCy model apart: the version of a package, the bytes of a folder's files."""
    if _is_installed(model):
        from importlib.metadata import version

        return version(model).encode()
    digest = sha256()
    for path in sorted(path for path in Path(model).rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(model)).encode() + b"\0" + path.read_bytes())
    return digest.digest()


def load(path: str | Path | None = None, **options: object) -> Settings:
    """Settings from the file (``gongbao.toml`` in the working directory if there), the environment, the options.

    Options that are None count as not given. Raises SettingsError naming the offending key and its source.
    """
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    for source, layer in (_file(path), _environment(), ("options", options)):
        for key, value in layer.items():
            if value is not None:
                values[key] = value
                origin[key] = source
    try:
        return Settings(**_checked(values, origin))
    except ValueError as error:  # settings that do not go together
        raise SettingsError(str(error)) from None


def _checked(values: Mapping[str, object], origin: Mapping[str, str]) -> dict[str, Any]:
    """The values as the types of their settings; from the environment all of them are texts."""
    types = {one.name: one.type for one in fields(Settings)}
    checked = {}
    for key, value in values.items():
        if key not in types:
            known = ", ".join(sorted(types))
            raise SettingsError(f"{origin[key]}: {key}: no such setting; known: {known}")
        try:
            checked[key] = convert(_READ[key](value) if key in _READ else value, types[key], strict=False)
        except ValueError as error:
            words = get_args(types[key]) if get_origin(types[key]) is Literal else ()
            message = f"{value!r} is none of {', '.join(words)}" if words else str(error)
            raise SettingsError(f"{origin[key]}: {key}: {message}") from None
    return checked


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is no date; write it as 2021-02-24") from None


def _model(model: object) -> object:
    if isinstance(model, str) and model and not _is_installed(model) and not (Path(model) / "config.cfg").is_file():
        raise ValueError(
            f"{model!r} is neither an installed spaCy model nor the folder of one; "
            f"`python -m spacy download zh_core_web_sm` installs one"
        )
    return model or None


_READ: Mapping[str, Callable[[object], object]] = {"published": _day, "spacy_model": _model}


def _file(path: str | Path | None) -> tuple[str, dict[str, object]]:
    chosen = Path(path) if path else DEFAULT_FILE
    if not chosen.exists():
        if path:
            raise SettingsError(f"{chosen}: no such settings file")
        return str(chosen), {}
    import tomllib

    try:
        return str(chosen), tomllib.loads(chosen.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{chosen}: {error}") from None


def _environment() -> tuple[str, dict[str, object]]:
    found: dict[str, object] = {}
    for name, value in os.environ.items():
        if name.startswith(_PREFIX):
            key = name[len(_PREFIX) :].lower()
            is_list = key in ("user_dictionaries", "lexicons")
            found[key] = tuple(filter(None, value.split(os.pathsep))) if is_list else value
    return "environment", found
