"""The tables as files: Parquet, CSV, XLSX, JSON Lines, SDMX-CSV, each with the data dictionary beside it.

Rows stream from the database to the file in an order that the database makes, so that memory stays flat whatever the
size and the same run gives the same bytes from SQLite and from PostgreSQL.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from sqlalchemy import text

from outputs import dictionary, sdmx, views
from outputs.errors import StoreError
from outputs.rows import number
from outputs.store import KnowledgeBase

TABLES = views.NAMES
RAW = ("document", "revision", "fact", "numeral", "change", "quarantine")
"""Tables that ``raw`` adds, as they were in the run, with the names they refer to and the runs."""
_NAMED = ("institution", "institution_alias", "region", "unit", "indicator")
_CHUNK = 10_000
_XLSX_ROWS = 1_048_575

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A table on its way to a file: its columns and its rows, which can be walked once."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


def export(kb: KnowledgeBase, out: str | Path, form: str, *, as_of: int | None = None, raw: bool = False) -> list[Path]:
    """Write the views as of a run (default: the last) into the folder ``out``, with ``raw`` the tables below them too.

    ``form``: one of :data:`FORMATS`. Gives the files written. Raises StoreError for another form, NoSuchRun for a run
    that is none.
    """
    if form not in FORMATS:
        raise StoreError(f"format {form}: not one of {', '.join(FORMATS)}")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    run_id = kb.resolve_run(as_of)
    names = ("indicator_series",) if form == "sdmx-csv" else (*TABLES, *(_raw(raw)))
    written = FORMATS[form]((streamed(kb, name, run_id, form) for name in names), folder)
    note = folder / "data-dictionary.md"
    note.write_text(dictionary.markdown(), encoding="utf-8")
    return [*written, note]


def _raw(asked: bool) -> tuple[str, ...]:
    return (*RAW, *_NAMED, "run") if asked else ()


def streamed(kb: KnowledgeBase, name: str, run_id: int, form: str = "") -> Stream:
    """A view or a table as of a run, in the order of its rows' identity."""
    rows = _rows(kb, name, run_id, form)
    return Stream(name, next(rows), rows)


def _rows(kb: KnowledgeBase, name: str, run_id: int, form: str) -> Iterator[Row]:
    """The column names, then the rows."""
    source = views.select(name, kb.dialect, str(run_id)) if name in TABLES else _table(name, run_id)
    with kb.connect() as connection:
        columns = tuple(connection.execute(text(f"SELECT * FROM ({source}) v LIMIT 0")).keys())
        yield columns
        wanted = [column for column in dictionary.ORDER if column in columns] or list(columns[:2])
        if form == "parquet" and name == "observation":
            wanted = ["substr(period_start, 1, 4)", "region_code", *wanted]
        order = ", ".join(_ordered(column, kb.dialect) for column in wanted)
        found = connection.execution_options(stream_results=True, yield_per=_CHUNK).exec_driver_sql(
            f"SELECT * FROM ({source}) v ORDER BY {order}"
        )
        with closing(found):
            for row in found:
                yield tuple(number(item) if isinstance(item, Decimal) else item for item in row)


def _table(name: str, run_id: int) -> str:
    if name in _NAMED or name == "document":
        return f"SELECT * FROM {name} WHERE first_run <= {run_id}"
    if name in ("run", "change"):
        return f"SELECT * FROM {name} WHERE run_id <= {run_id}"
    return f"SELECT * FROM {name} WHERE {views.valid(str(run_id))}"


def _ordered(column: str, dialect: str) -> str:
    """By code points, what is empty first, in both databases."""
    name = column if "(" in column else f'"{column}"'
    if dialect == "sqlite":
        return name
    whole = column in dictionary.WHOLE
    return f"{name} NULLS FIRST" if whole else f'{name} COLLATE "C" NULLS FIRST'


def safe(cell: object) -> object:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it; all else as it is."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _csv(tables: Iterator[Stream], folder: Path) -> list[Path]:
    written = []
    for table in tables:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(table.columns)
            writer.writerows(map(safe, row) for row in table.rows)
        written.append(path)
    return written


def _jsonl(tables: Iterator[Stream], folder: Path) -> list[Path]:
    written = []
    for table in tables:
        path = folder / f"{table.name}.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            for row in table.rows:
                record = dict(zip(table.columns, row, strict=True))
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        written.append(path)
    return written


def _xlsx(tables: Iterator[Stream], folder: Path) -> list[Path]:
    from openpyxl import Workbook

    path = folder / "gongbao.xlsx"
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        sheet.append(table.columns)
        for count, row in enumerate(table.rows, 1):
            if count > _XLSX_ROWS:
                raise StoreError(f"{table.name} has more rows than a sheet holds ({_XLSX_ROWS:,}): use parquet or csv")
            sheet.append([_cell(item) for item in row])
    book.save(path)
    return [path]


def _cell(item: object) -> object:
    """What a cell of a sheet can hold: at most 32,767 characters, none of them a control."""
    if not isinstance(item, str):
        return item
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", str(safe(item))[:32_767])


def _parquet(tables: Iterator[Stream], folder: Path) -> list[Path]:
    """``observation`` in folders by year of the period and by region, the other tables as a file each."""
    written = []
    for table in tables:
        if table.name != "observation":
            path = folder / f"{table.name}.parquet"
            _parquet_file(table, table.rows, path)
            written.append(path)
            continue
        year, area = map(table.columns.index, ("period_start", "region_code"))
        for (when, where), rows in groupby(table.rows, key=lambda row: ((row[year] or "")[:4], row[area] or "")):
            path = folder / table.name / f"year={when or 'unknown'}" / f"area={where or 'unknown'}" / "part-0.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            _parquet_file(table, rows, path)
            written.append(path)
    return written


def _parquet_file(table: Stream, rows: Iterator[Row], path: Path) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    types = [
        pa.float64() if name in dictionary.REAL else pa.int64() if name in dictionary.WHOLE else pa.string()
        for name in table.columns
    ]
    schema = pa.schema(list(zip(table.columns, types, strict=True)))
    with pq.ParquetWriter(path, schema) as writer:
        while True:
            part = list(islice(rows, _CHUNK))
            columns = list(zip(*part, strict=True)) or [()] * len(types)
            arrays = [pa.array(map(_typed(kind), column), kind) for kind, column in zip(types, columns, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            if len(part) < _CHUNK:
                return


def _typed(kind: Any) -> Callable[[Any], Any]:
    made = {"double": float, "int64": int, "string": str}[str(kind)]
    return lambda item: None if item is None else made(item)


def _sdmx(tables: Iterator[Stream], folder: Path) -> list[Path]:
    """The series as SDMX-CSV 1.0."""
    table = next(tables)
    path = folder / "indicator_series.sdmx.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(sdmx.COLUMNS)
        for row in table.rows:
            record = sdmx.observation(dict(zip(table.columns, row, strict=True)))
            writer.writerow(map(safe, chain(record)))
    return [path]


FORMATS: dict[str, Callable[[Iterator[Stream], Path], Sequence[Path]]] = {
    "parquet": _parquet,
    "csv": _csv,
    "xlsx": _xlsx,
    "jsonl": _jsonl,
    "sdmx-csv": _sdmx,
}
