"""The knowledge base under load: loading speed, and how fast the views answer what dashboards ask.

    python -m tests.bench_store --facts 1000000 --engine sqlite --engine postgresql

Documents are the project's samples, extracted once and multiplied over sources, regions and periods. They come to the
writer as the workers of ``gongbao run`` hand them over: prepared in shares, pickled. What is timed is all that the writing
process does from there on (unpickling, identities, rows, ledger, changes, indexes, counts, commit), not the making of the
documents; what preparing them costs the workers is measured beside it. ``--direct`` gives the writer documents and
facts as one process does, and times it with all it makes of them. PostgreSQL is a server of
its own in a temporary folder with its durability settings as they come (``fsync`` on); its processor time is its own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import structs

from corpora.document import Document
from corpora.errors import UnreadableDocument
from corpora.recent import BATCH
from extractors.extraction import Extraction, NumeralEntry
from extractors.fact import Fact
from extractors.identity import document_id
from outputs import store
from outputs.fact_rows import Form, form_for
from outputs.prepared import packed, unpacked
from outputs.render import numeral_objects
from outputs.runs import RunManifest
from pipeline.outcomes import extractions
from pipeline.settings import Settings
from tests import bench_pages, postgres

SAMPLES = Path(__file__).parent.parent / "corpora" / "samples"
Result = tuple[Document, list[Fact], list[dict[str, object]]]
REGIONS = [
    f"{province}{city:02d}00" for province in (11, 12, 13, 31, 32, 33, 42, 43, 44, 50, 51, 61) for city in range(1, 22)
]


@dataclass(slots=True)
class Loaded:
    """What a load took: seconds by step, by the clock and of this process's processor time; the facts it wrote.

    ``prepare`` is the work of workers, ``add`` and ``commit`` that of the writer.
    """

    facts: int = 0
    numerals: int = 0
    documents: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: {"prepare": 0.0, "add": 0.0, "commit": 0.0})
    cpu_seconds: dict[str, float] = field(default_factory=lambda: {"prepare": 0.0, "add": 0.0, "commit": 0.0})

    @property
    def rate(self) -> float:
        """Facts a second, over everything the writer did."""
        return self.facts / (self.seconds["add"] + self.seconds["commit"])

    def count(self, results: list[Result]) -> None:
        """Count documents that were given to the writer."""
        self.documents += len(results)
        self.facts += sum(len(facts) for _, facts, _ in results)
        self.numerals += sum(len(numerals) for *_, numerals in results)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        begin, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds[name] += time.perf_counter() - begin
        self.cpu_seconds[name] += time.process_time() - cpu


def samples() -> list[Result]:
    """The extractions of the samples."""
    return [
        (one.document, list(one.facts), numeral_objects(one))
        for one in extractions([str(SAMPLES)], Settings())
        if not isinstance(one, UnreadableDocument)
    ]


def documents(facts: int) -> Iterator[Result]:
    """Documents with at least ``facts`` facts together: the samples again and again, each time elsewhere and later."""
    originals = samples()
    made = turn = 0
    while made < facts:
        moved_text = {code: code + turn for code in range(0x4E00, 0x9000)}  # other words: not all reprints of the first
        for document, found, numerals in originals:
            place = turn * len(originals) + len(document.text)
            region, year = REGIONS[place % len(REGIONS)], 2000 + place % 25
            moved = [
                structs.replace(
                    fact,
                    fact_id=f"{fact.fact_id[:-5]}{turn:05x}",
                    region_code=region if fact.region_code else None,
                    region=f"地区{region}" if fact.region_code else None,
                    period=f"{year}-{1 + place % 12:02d}" if fact.period else None,
                    value=fact.value + Decimal(turn % 97) if fact.value is not None else None,
                    part_of=f"{fact.part_of[:-5]}{turn:05x}" if fact.part_of else None,
                )
                for fact in found
            ]
            linked = [
                {**one, "fact_id": f"{str(one['fact_id'])[:-5]}{turn:05x}"} if "fact_id" in one else one
                for one in numerals
            ]
            yield (
                replace(
                    document,
                    source=f"bench/{turn}/{document.source}",
                    url=None,
                    text=document.text.translate(moved_text),
                    sha256=f"{turn:08x}{document.sha256[8:]}",
                    region=f"地区{region}",
                    region_code=region,
                    published=date(year, 1, 1) + timedelta(days=place % 365),
                ),
                moved,
                linked,
            )
            made += len(found)
            if made >= facts:
                return
        turn += 1


def shares(facts: int, form: Form, done: Loaded) -> Iterator[bytes]:
    """The documents as workers hand them over; counts them, and notes what it takes to prepare and pickle them."""
    made = documents(facts)
    while share := list(islice(made, BATCH)):
        given = [[_extraction(*one)] for one in share]
        with done.step("prepare"):
            data = packed(given, form)
        done.count(share)
        yield data


def _extraction(document: Document, facts: list[Fact], numerals: list[dict[str, object]]) -> Extraction:
    places = {fact.fact_id: place for place, fact in enumerate(facts)}
    entries = [msgspec.convert({**one, "fact": places.get(str(one.get("fact_id")))}, NumeralEntry) for one in numerals]
    return Extraction(document, document_id(document), tuple(facts), tuple(entries))


def load(address: str, facts: int, *, direct: bool = False) -> Loaded:
    """Load a fresh knowledge base; the seconds that the writer took."""
    done = Loaded()
    with store.open(address) as kb, kb.begin_run(RunManifest(command="bench")) as run:
        if direct:
            for result in documents(facts):
                with done.step("add"):
                    run.add(result)
                done.count([result])
        else:
            # made before, all of them: no part of the load shall go on meanwhile, unseen
            with tempfile.TemporaryFile() as spool:
                sizes = [spool.write(data) for data in shares(facts, form_for(kb.dialect), done)]
                spool.seek(0)
                with done.step("add"):
                    for size in sizes:
                        for (one,) in unpacked(spool.read(size)):
                            run.add(one)
        with done.step("commit"):
            run.commit()
    return done


def main() -> None:
    """Load, query, browse; figures as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append", choices=["sqlite", "postgresql"])
    parser.add_argument("--direct", action="store_true", help="documents and facts, as one process gives them")
    parser.add_argument("--keep", type=Path, help="folder for the SQLite file, kept")
    given = parser.parse_args()
    for engine in given.engine or ["sqlite", "postgresql"]:
        folder = given.keep or Path(tempfile.mkdtemp(prefix="gongbao-bench-"))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            address = postgres.address(engine, folder, "bench", durable=True)
            done = load(address, given.facts, direct=given.direct)
            print(json.dumps({"engine": engine, "facts_a_second": round(done.rate), **asdict(done)}))
            for what, measured in bench_pages.measured(address, rounds=7, cold=True).items():
                print(json.dumps({"engine": engine, what: measured}, ensure_ascii=False), flush=True)
        finally:
            if given.keep is None:
                shutil.rmtree(folder)


if __name__ == "__main__":
    main()
