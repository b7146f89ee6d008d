"""`hoidap figures`: looks up the ledger of an index and shows or writes what it finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import BotError
from bot.figures.ledger import Ledger, read_ledger
from bot.figures.lookup import FigureTable, find_figures
from bot.figures.printing import print_figures
from index.figures import Figure, Kind
from index.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked up."""

    query: str | None  # None for the whole ledger
    place: str | None = None
    period: str | None = None
    organisation: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where it goes; the terminal if nothing is set."""

    as_json: bool = False
    csv: Path | None = None
    xlsx: Path | None = None
    chart: Path | None = None


async def open_ledger(data: Path) -> Ledger:
    """The ledger of the index in a data folder.

    Raises:
        IndexingError: if there is no index.
    """
    async with await Store.open(data) as store:
        return await read_ledger(await store.generation())


def show_figures(ledger: Ledger, wanted: Wanted, outputs: Outputs, write: Callable[[str], None]) -> None:
    """Look up and show.

    Raises:
        BotError: if nothing is found, or a file cannot be written.
    """
    table = _look_up(ledger, wanted)
    if outputs.as_json:
        for figure in table.figures:
            write(json.dumps(figure.as_json(), ensure_ascii=False))
    for path in _write_files(table.figures, ledger, outputs):
        write(f"Wrote {len(table.figures)} figures to {path}.") if not outputs.as_json else None
    if not (outputs.as_json or outputs.csv or outputs.xlsx or outputs.chart):
        print_figures(table, ledger)


def _look_up(ledger: Ledger, wanted: Wanted) -> FigureTable:
    if wanted.query is None:
        return FigureTable("", tuple(ledger.figures))
    table = find_figures(
        ledger,
        wanted.query,
        place=wanted.place,
        period=wanted.period,
        organisation=wanted.organisation,
        kind=wanted.kind,
        today=date.today(),
    )
    if not table.figures:
        raise BotError(f"no figure is known for “{wanted.query}”: use fewer words, or leave out place or period")
    return table


def _write_files(figures: Sequence[Figure], ledger: Ledger, outputs: Outputs) -> list[Path]:
    written = []
    try:
        if outputs.csv:
            from bot.figures.spreadsheets import write_csv

            write_csv(outputs.csv, figures, ledger)
            written.append(outputs.csv)
        if outputs.xlsx:
            from bot.figures.spreadsheets import write_xlsx

            write_xlsx(outputs.xlsx, figures, ledger)
            written.append(outputs.xlsx)
        if outputs.chart:
            from bot.figures.charts import write_chart

            write_chart(outputs.chart, figures, ledger)
            written.append(outputs.chart)
    except OSError as exc:
        raise BotError(f"cannot write {exc.filename} ({exc.strerror}): choose another file") from exc
    return written
