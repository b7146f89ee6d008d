"""The optional table `manifest.csv` of a corpus folder: what people state or correct about an article.

Columns: file (the key), title, organisation, province, published, period, url. An empty cell leaves what was read from
the text. Between the cells stands a comma, or a semicolon as spreadsheets write it where the comma is the decimal mark.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from index.documents import Source
from index.errors import CorpusError, StatedValueError
from index.files import write_durably
from index.vietnamese.periods import parse_period
from index.vietnamese.text import nfc, squeeze

FILE_NAME = "manifest.csv"


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What one row states of an article; None leaves a field as read."""

    title: str | None = None
    organisation: str | None = None
    province: str | None = None
    published: date | None = None
    period: str | None = None
    url: str | None = None

    def correct(self, source: Source) -> Source:
        """The source with every stated field put in."""
        return replace(source, **self._stated())

    def as_cells(self) -> dict[str, str]:
        """What is stated, as people write it."""
        return {name: str(value) for name, value in self._stated().items()}

    def with_those_of(self, other: ManifestRow) -> ManifestRow:
        """This row, with what another states put over it."""
        return replace(self, **other._stated())

    def _stated(self) -> dict[str, Any]:
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}


def read_manifest(corpus: Path) -> dict[str, ManifestRow]:
    """The rows of a corpus folder's manifest by file; empty without one.

    Raises:
        CorpusError: naming the row and what is wrong with it.
    """
    path = corpus / FILE_NAME
    table = _read_table(path)
    return {nfc(row["file"].strip()): _row(row, path, line) for line, row in table.rows if row["file"]}


@dataclass
class _Table:
    """The file as it is written, so that what is not touched stays."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]  # with the line it ends on
    delimiter: str = ","

    def as_text(self) -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, self.columns, delimiter=self.delimiter, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row for _, row in self.rows)
        return text.getvalue()


def _read_table(path: Path) -> _Table:
    if not path.is_file():
        return _Table(["file", *(field.name for field in fields(ManifestRow))], [])
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            delimiter = ";" if header.count(";") > header.count(",") else ","
            reader = csv.DictReader(file, delimiter=delimiter)
            columns = list(reader.fieldnames or [])
            if "file" not in columns:
                raise CorpusError(f"{path}: needs a column named file: add it as the first column")
            return _Table(columns, [(reader.line_num, row) for row in reader], delimiter)
    except OSError as exc:
        raise CorpusError(f"{path}: cannot be opened ({exc.strerror}): check its permissions") from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise CorpusError(f"{path}: is not a UTF-8 table: save it again as CSV UTF-8") from exc


def state(corpus: Path, file: str, stated: Mapping[str, str]) -> ManifestRow:
    """Write into an article's row of the manifest, and leave everything else as it is.

    Args:
        file: the article's id.
        stated: column -> what it shall say, as people write it; "" goes back to what is read from the text.

    Returns:
        The row as it is now.

    Raises:
        CorpusError: if a value cannot be understood, or the manifest cannot be used; then nothing is written.
    """
    path = corpus / FILE_NAME
    table = _read_table(path)
    row = next((row for _, row in table.rows if nfc((row["file"] or "").strip()) == file), None)
    if row is None:
        row = dict.fromkeys(table.columns, "") | {"file": file}
        table.rows.append((len(table.rows) + 2, row))
    table.columns += [column for column in stated if column not in table.columns]
    row.update(stated)
    read = _row(row, path, next(line for line, each in table.rows if each is row))
    write_durably(path, table.as_text().encode("utf-8-sig"))
    return read


def take_row(corpus: Path, file: str) -> dict[str, str]:
    """Remove an article's row from the manifest; what it stated, nothing where there is none."""
    path = corpus / FILE_NAME
    table = _read_table(path)
    taken = [row for _, row in table.rows if nfc((row["file"] or "").strip()) == file]
    if taken:
        table.rows = [(line, row) for line, row in table.rows if not any(row is one for one in taken)]
        write_durably(path, table.as_text().encode("utf-8-sig"))
    known = {field.name for field in fields(ManifestRow)}
    return {name: value for row in taken for name, value in row.items() if name in known and value}


def row_of(corpus: Path, file: str) -> dict[str, str]:
    """What an article's row states, as it is written; nothing where there is none."""
    known = {field.name for field in fields(ManifestRow)}
    rows = [row for _, row in _read_table(corpus / FILE_NAME).rows if nfc((row["file"] or "").strip()) == file]
    return {name: value for row in rows for name, value in row.items() if name in known and value}


def read_row(cells: Mapping[str, str | None]) -> ManifestRow:
    """Read what people state of an article, by column.

    Raises:
        StatedValueError: naming the value that cannot be understood, and how to write it.
    """
    cell = {key: squeeze(nfc(value)) or None for key, value in cells.items() if key and isinstance(value, str)}
    published, period = cell.get("published"), parse_period(cell.get("period"))
    if cell.get("period") and period is None:
        raise StatedValueError(f'period "{cell["period"]}" is unknown: write it like "năm 2023"', "period")
    try:
        day = _day(published) if published else None
    except ValueError as exc:
        raise StatedValueError(f'published "{published}" is no date: write it like 2023-07-31', "published") from exc
    return ManifestRow(
        title=cell.get("title"),
        organisation=cell.get("organisation"),
        province=cell.get("province"),
        published=day,
        period=period.label if period else None,
        url=cell.get("url"),
    )


def _row(row: Mapping[str, str | None], path: Path, line: int) -> ManifestRow:
    try:
        return read_row(row)
    except StatedValueError as exc:
        raise CorpusError(f"{path}, line {line}: {exc}") from exc


def _day(written: str) -> date:
    """A day as stated, "2023-07-31" or "31/7/2023"."""
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written):
        day, month, year = map(int, match.groups())
        return date(year, month, day)
    return date.fromisoformat(written)
