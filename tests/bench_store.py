"""The knowledge base under load: loading speed, and how fast the views answer what dashboards ask.

    python -m tests.bench_store --facts 1000000 --engine sqlite --engine postgresql

Documents are the project's samples, extracted once and multiplied over sources, regions and periods; what is timed is
the writer alone (rows, ledger, changes, indexes, commit), not the making of the documents. PostgreSQL is a server of
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
from pathlib import Path

from msgspec import structs

from corpora.document import Document
from corpora.errors import UnreadableDocument
from extractors.fact import Fact
from outputs import store
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
    """What a load took: seconds in the writer by step, by the clock and of this process's processor time; the facts it wrote."""

    facts: int = 0
    numerals: int = 0
    documents: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: {"add": 0.0, "commit": 0.0})
    cpu_seconds: dict[str, float] = field(default_factory=lambda: {"add": 0.0, "commit": 0.0})

    @property
    def rate(self) -> float:
        """Facts a second, over everything the writer did."""
        return self.facts / sum(self.seconds.values())

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


def load(address: str, facts: int) -> Loaded:
    """Load a fresh knowledge base; the seconds that the writer took."""
    done = Loaded()
    with store.open(address) as kb, kb.begin_run(RunManifest(command="bench")) as run:
        for result in documents(facts):
            with done.step("add"):
                run.add(result)
            done.documents += 1
            done.facts += len(result[1])
            done.numerals += len(result[2])
        with done.step("commit"):
            run.commit()
    return done


def main() -> None:
    """Load, query, browse; figures as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append", choices=["sqlite", "postgresql"])
    parser.add_argument("--keep", type=Path, help="folder for the SQLite file, kept")
    given = parser.parse_args()
    for engine in given.engine or ["sqlite", "postgresql"]:
        folder = given.keep or Path(tempfile.mkdtemp(prefix="gongbao-bench-"))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            address = postgres.address(engine, folder, "bench", durable=True)
            done = load(address, given.facts)
            print(json.dumps({"engine": engine, "facts_a_second": round(done.rate), **asdict(done)}))
            for what, measured in bench_pages.measured(address, rounds=7, cold=True).items():
                print(json.dumps({"engine": engine, what: measured}, ensure_ascii=False), flush=True)
        finally:
            if given.keep is None:
                shutil.rmtree(folder)


if __name__ == "__main__":
    main()
