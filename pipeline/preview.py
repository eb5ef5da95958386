"""What an edited lexicon, rule file, user dictionary or settings file would change, before anything is saved.

The stored texts are extracted twice, as gongbao is and as it would be, each in a process of its own over a copy of
the packages in which the edited files stand in for the present ones. Nothing is written to the knowledge base.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

import msgspec
from msgspec.structs import replace

from extractors.lexicon_io import parse
from outputs import diff_render
from outputs.causes import Causes, Replay
from outputs.decision_log import Decision, from_row, select
from outputs.diff import Diff, FactRow, compare
from outputs.diff_sources import row_of
from outputs.errors import StoreError
from outputs.readings import fact_of
from outputs.replay import replay
from outputs.rows import fact_rows
from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid
from pipeline.preview_worker import FIELDS, document_of
from pipeline.segment import read_dictionary
from pipeline.settings import Settings
from pipeline.settings import load as load_settings

_PACKAGES = ("corpora", "extractors", "outputs", "pipeline")
_DATA = ("samples", "gold", "cases", "__pycache__")
_REPLACED = (".tsv", ".py", ".cfg")


class PreviewError(StoreError):
    """An edited file that replaces nothing, or that gongbao cannot be started with; the message says why."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What would change. ``contradicted``: decisions of reviewers that hold now and would come back to the queue.

    ``failed``: documents whose extraction would fail, by id.
    """

    documents: int
    diff: Diff
    contradicted: tuple[Decision, ...] = ()
    failed: tuple[str, ...] = ()

    def said(self) -> str:
        """``+38, -3, 5 values change, 4 other changes, 2 contradict decisions``."""
        counts = self.diff.by_class()
        other = sum(counts.values()) - counts["added"] - counts["lost"] - counts["value"]
        parts = [f"+{counts['added']}", f"-{counts['lost']}", f"{counts['value']} values change"]
        parts += [f"{other} other changes", f"{len(self.contradicted)} contradict decisions"]
        parts += [f"{len(self.failed)} documents would fail"] if self.failed else []
        return ", ".join(parts)


def preview(kb: KnowledgeBase, settings: Settings, edited: Sequence[str | Path], *, limit: int | None = None) -> Impact:
    """The effect of edited files on the documents of the knowledge base as of its last run.

    ``edited``: a ``.tsv`` table, ``.py`` or ``.cfg`` file with the name of a present one, a settings file (``.toml``),
    or a user dictionary. ``limit``: at most so many documents, drawn evenly. Raises PreviewError.
    """
    paths = [Path(path) for path in edited]
    overlay = dict(_replaced(path) for path in paths if path.suffix in _REPLACED)
    changed = _settings(settings, [path for path in paths if path.suffix not in _REPLACED])
    documents = list(_documents(kb, limit))
    with tempfile.TemporaryDirectory(prefix="gongbao-preview-") as place:
        work: list[tuple[Path, Settings, Mapping[str, Path]]]
        work = [(Path(place) / "now", settings, {}), (Path(place) / "then", changed, overlay)]
        with ThreadPoolExecutor(2) as pool:
            now, then = pool.map(lambda one: _extracted(one[0], one[1], one[2], documents), work)
    cause = "settings" if not overlay else "code" if any(path.suffix == ".py" for path in paths) else "lexicon"
    causes = Causes(configuration=(cause,))
    found = compare(_rows(now), _rows(then), cause=causes)
    sources = {one["document_id"]: one["source"] for one in documents}
    named = Diff(found.changes, found.old_facts, found.new_facts, "as it is", "as edited", sources).only()
    failed = tuple(sorted(name for name, facts in then.items() if facts is None))
    return Impact(len(documents), named, _contradicted(kb, documents, now, then), failed)


def write(impact: Impact, stream: TextIO, *, form: str = "table") -> None:
    """The impact as ``table`` (with examples), ``jsonl`` or ``html``."""
    if form == "table":
        stream.write(f"{impact.said()} (in {impact.documents:,} documents)\n")
        for one in impact.contradicted:
            stream.write(
                f"contradicts {one.verdict} of {one.reviewer}: {one.kind} {one.selector.quote}  {one.sentence}\n"
            )
    {"table": diff_render.table, "jsonl": diff_render.jsonl, "html": diff_render.html}[form](impact.diff, stream)


def replayer(kb: KnowledgeBase, settings: Settings) -> Replay:
    """What the present configuration reads in the stored text of a document as of a run; for causes of a comparison."""
    from pipeline.nlp import Extractor
    from pipeline.work import extract

    extractor: list[Extractor] = []

    def read(document_id: str, run_id: int) -> Sequence[FactRow] | None:
        if not extractor:
            extractor.append(Extractor(settings))
        rows = kb.rows(_REVISION.format(run=valid(":run")) + " AND document_id = :id", run=run_id, id=document_id)
        outcome = extract(document_of(rows[0]), extractor[0]) if rows else None
        if outcome is None or isinstance(outcome, Exception):
            return None
        return [row_of(document_id, fact.as_dict()) for fact in outcome.facts]

    return read


_REVISION = f"SELECT document_id, {', '.join(FIELDS)} FROM revision WHERE {{run}}"


def _documents(kb: KnowledgeBase, limit: int | None) -> Iterator[dict[str, Any]]:
    names = [row["document_id"] for row in kb.rows(f"SELECT document_id FROM revision WHERE {valid(LAST_RUN)}")]
    names.sort(key=lambda name: blake2b(name.encode(), digest_size=8).digest())
    for name in sorted(names[:limit]):
        yield from kb.rows(_REVISION.format(run=valid(LAST_RUN)) + " AND document_id = :id", id=name)


def _replaced(path: Path) -> tuple[str, Path]:
    """The file of the packages that an edited one stands for; where several have its name, its folders decide."""
    _readable(path)
    found = [
        f"{package}/{one.relative_to(root).as_posix()}"
        for package in _PACKAGES
        for root in (Path(str(files(package))),)
        for one in sorted(root.rglob(path.name))
        if not set(one.relative_to(root).parts) & set(_DATA)
    ]
    if len(found) > 1:
        ends = path.resolve().as_posix()
        found = [name for name in found if ends.endswith(f"/{name}")]
    if len(found) != 1:
        raise PreviewError(f"{path}: no file of gongbao has this name, so it would replace nothing")
    if path.suffix == ".tsv" and found[0].startswith("extractors/"):
        try:
            parse(path.read_text("utf-8"), path.stem)
        except ValueError as error:
            raise PreviewError(str(error)) from None
    return found[0], path


def _readable(path: Path) -> None:
    if not path.is_file():
        raise PreviewError(f"{path}: no such file")


def _settings(settings: Settings, paths: Sequence[Path]) -> Settings:
    """The settings with the edited settings file and the edited or further user dictionaries."""
    for path in paths:
        _readable(path)
        if path.suffix == ".toml":
            settings = load_settings(path, kb=settings.kb)
            continue
        try:
            read_dictionary(path)
        except ValueError as error:
            raise PreviewError(str(error)) from None
        kept = [one for one in settings.user_dictionaries if Path(one).name != path.name]
        settings = replace(settings, user_dictionaries=(*kept, str(path)))
    return settings


Facts = Mapping[str, Sequence[Mapping[str, Any]] | None]


def _extracted(
    place: Path, settings: Settings, overlay: Mapping[str, Path], documents: Sequence[Mapping[str, Any]]
) -> Facts:
    """Facts by document (None: failed) as a process over a copy of the packages reads them."""
    for package in _PACKAGES:
        shutil.copytree(str(files(package)), place / package, ignore=shutil.ignore_patterns(*_DATA))
    for name, path in overlay.items():
        shutil.copyfile(path, place / name)
    absolute = [str(Path(one).resolve()) for one in settings.user_dictionaries]
    settings = replace(settings, user_dictionaries=tuple(absolute))
    given, made = place / "in.jsonl", place / "out.jsonl"
    with given.open("w", encoding="utf-8") as stream:
        stream.write(msgspec.json.encode(settings).decode() + "\n")
        stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in documents)
    environment = {**os.environ, "PYTHONPATH": str(place), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", "-m", "pipeline.preview_worker", str(given), str(made)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise PreviewError(f"gongbao does not start with the edited files: {last}")
    with made.open(encoding="utf-8") as lines:
        return {one["document_id"]: one.get("facts") for one in map(json.loads, lines)}


def _rows(found: Facts) -> Iterator[FactRow]:
    for document_id, facts in found.items():
        for fact in facts or ():
            yield row_of(document_id, fact)


def _contradicted(
    kb: KnowledgeBase, documents: Sequence[Mapping[str, Any]], now: Facts, then: Facts
) -> tuple[Decision, ...]:
    """Decisions that hold over the facts as they are and would not over those as edited."""
    logs: dict[str, list[Decision]] = {}
    for row in kb.rows(select()):
        one = from_row(list(row.values()))
        logs.setdefault(one.document_id, []).append(one)
    out = []
    for document in documents:
        name = document["document_id"]
        log = sorted(logs.get(name, ()), key=lambda one: one.order)
        if not log:
            continue
        before, after = (
            replay(document["text"], fact_rows([*map(fact_of, side.get(name) or ())], name, 0), log).statuses
            for side in (now, then)
        )
        out += [one for one in log if before[one.uid] == "active" and after[one.uid] in ("stale", "orphan")]
    return tuple(out)
