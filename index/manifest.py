"""The optional table `manifest.csv` of a corpus folder: what people state or correct about an article.

Columns: file (the key), title, organisation, province, published, period, url. An empty cell leaves what was read from
the text. Between the cells stands a comma, or a semicolon as spreadsheets write it where the comma is the decimal mark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from index.documents import Source
from index.errors import CorpusError
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
        stated = {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}
        return replace(source, **stated)


def read_manifest(corpus: Path) -> dict[str, ManifestRow]:
    """The rows of a corpus folder's manifest by file; empty without one.

    Raises:
        CorpusError: naming the row and what is wrong with it.
    """
    path = corpus / FILE_NAME
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=";" if header.count(";") > header.count(",") else ",")
            if "file" not in (reader.fieldnames or []):
                raise CorpusError(f"{path}: needs a column named file: add it as the first column")
            return {nfc(row["file"].strip()): _row(row, path, reader.line_num) for row in reader if row["file"]}
    except OSError as exc:
        raise CorpusError(f"{path}: cannot be opened ({exc.strerror}): check its permissions") from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise CorpusError(f"{path}: is not a UTF-8 table: save it again as CSV UTF-8") from exc


def _row(row: Mapping[str, str | None], path: Path, line: int) -> ManifestRow:
    cell = {key: squeeze(nfc(value)) or None for key, value in row.items() if key and isinstance(value, str)}
    published, period = cell.get("published"), parse_period(cell.get("period"))
    if cell.get("period") and period is None:
        raise CorpusError(f'{path}, line {line}: period "{cell["period"]}" is unknown: write it like "năm 2023"')
    try:
        day = _day(published) if published else None
    except ValueError as exc:
        raise CorpusError(f'{path}, line {line}: published "{published}" is no date: write it like 2023-07-31') from exc
    return ManifestRow(
        title=cell.get("title"),
        organisation=cell.get("organisation"),
        province=cell.get("province"),
        published=day,
        period=period.label if period else None,
        url=cell.get("url"),
    )


def _day(written: str) -> date:
    """A day as stated, "2023-07-31" or "31/7/2023"."""
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written):
        day, month, year = map(int, match.groups())
        return date(year, month, day)
    return date.fromisoformat(written)
