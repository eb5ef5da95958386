"""The tables as files: Parquet, CSV, XLSX, JSON Lines, SDMX-CSV, each with the data dictionary beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import text

from outputs import dictionary, views
from outputs.errors import StoreError
from outputs.store import KnowledgeBase

TABLES = ("observation", "indicator_series", "institution_activity", "document_summary", "data_quality")
_NUMBERS = frozenset({"value", "low", "high"})
_XLSX_ROWS = 1_048_575


def export(kb: KnowledgeBase, out: str | Path, form: str, *, as_of: int | None = None) -> list[Path]:
    """Write the views as of a run (default: the last) into the folder ``out``; the files written.

    ``form``: one of :data:`FORMATS`. Raises StoreError for another one, NoSuchRun for a run that is none.
    """
    if form not in FORMATS:
        raise StoreError(f"format {form}: not one of {', '.join(FORMATS)}")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    run_id = kb.resolve_run(as_of)
    frames = {name: frame(kb, name, run_id) for name in TABLES}
    written = FORMATS[form](frames, folder)
    note = folder / "data-dictionary.md"
    note.write_text(dictionary.markdown(), encoding="utf-8")
    return [*written, note]


def frame(kb: KnowledgeBase, name: str, run_id: int) -> pd.DataFrame:
    """A view as of a run, in the order of its columns and of its rows' identity."""
    sql = f"SELECT * FROM ({views.select(name, kb.dialect, ':run')}) v"
    with kb.connect() as connection:
        found = connection.execute(text(sql), {"run": run_id})
        names = list(found.keys())
        data = pd.DataFrame([tuple(row) for row in found], columns=names)
    for column in _NUMBERS & set(names):
        data[column] = pd.to_numeric(data[column])
    order = [name for name in dictionary.ORDER if name in names]
    return data.sort_values(order, kind="stable", ignore_index=True)


def safe(cell: object) -> object:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it; all else as it is."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _csv(frames: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    written = []
    for name, data in frames.items():
        path = folder / f"{name}.csv"
        data.map(safe).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
        written.append(path)
    return written


def _jsonl(frames: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    written = []
    for name, data in frames.items():
        path = folder / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            for row in data.astype(object).where(data.notna(), None).to_dict("records"):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        written.append(path)
    return written


def _xlsx(frames: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    path = folder / "gongbao.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, data in frames.items():
            if len(data) > _XLSX_ROWS:
                raise StoreError(f"{name} has {len(data):,} rows, a sheet holds {_XLSX_ROWS:,}: use parquet or csv")
            data.map(safe).to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
    return [path]


def _parquet(frames: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """``observation`` in folders by year of the period and by region, the other tables as a file each."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    written = []
    for name, data in frames.items():
        text_columns = [
            column for column in data if data[column].isna().all() or not pd.api.types.is_numeric_dtype(data[column])
        ]
        data = data.astype(dict.fromkeys(text_columns, "string"))
        if name != "observation":
            path = folder / f"{name}.parquet"
            pq.write_table(pa.Table.from_pandas(data, preserve_index=False), path)
            written.append(path)
            continue
        year = data["period_start"].astype("string").str[:4].fillna("unknown").rename("year")
        area = data["region_code"].astype("string").fillna("unknown").rename("area")
        for (when, where), part in data.groupby([year, area], sort=True):
            path = folder / name / f"year={when}" / f"area={where}" / "part-0.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pandas(part, preserve_index=False), path)
            written.append(path)
    return written


def _sdmx(frames: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """The series as SDMX-CSV 1.0: an observation a row, exact values, so UNIT_MULT is 0."""
    series = frames["indicator_series"]
    columns: dict[str, Any] = {
        "DATAFLOW": "GONGBAO:INDICATORS(1.0)",
        "FREQ": [_frequency(period) for period in series["period"]],
        **{name: series[column].map(safe) for name, column in dictionary.SDMX.items()},
        "UNIT_MULT": 0,
        "OBS_STATUS": ["F" if modality == "planned" else "A" for modality in series["modality"]],
    }
    path = folder / "indicator_series.sdmx.csv"
    pd.DataFrame(columns, index=series.index).to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")
    return [path]


def _frequency(period: object) -> str:
    """SDMX code list CL_FREQ: A, M, D by the precision of the period; N for what has none."""
    return {4: "A", 7: "M", 10: "D"}.get(len(str(period)), "N")


FORMATS: dict[str, Callable[[dict[str, pd.DataFrame], Path], Sequence[Path]]] = {
    "parquet": _parquet,
    "csv": _csv,
    "xlsx": _xlsx,
    "jsonl": _jsonl,
    "sdmx-csv": _sdmx,
}
