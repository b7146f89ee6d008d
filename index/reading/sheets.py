"""Sheets of results: rows of a workbook or of a CSV file become the rows of a table, lines of one cell its headings.

The reader of openpyxl's workbooks in this package. Formulas are never computed: a cell shows what Excel last saved.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from index.errors import Fault, UnreadableArticleError
from index.reading.isolation import isolated
from index.reading.packages import check_package
from index.reading.text import decode_text
from index.vietnamese.text import nfc, squeeze

MAX_ROWS = 5_000  # of all sheets: results of a province have some hundred
MAX_COLUMNS = 60
MAX_XML_BYTES = 60_000_000  # of a workbook: its cells are wordier than text
_DELIMITERS = ";,\t|"
_SAMPLE_ROWS = 50
_COLUMN_NUMBER = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?")  # of a row "A | B | 1 | 2"
_YEAR = re.compile(r"20\d\d")
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_TOO_LONG = f"has more than {MAX_ROWS} rows: save the part that reports results alone"


@isolated
def read_csv(document: str, content: bytes) -> str:
    """The rows of a CSV file in whatever encoding and with whatever separator, as the lines of a table; NFC.

    Raises:
        UnreadableArticleError: if it is no text, no table, or too long.
    """
    text = decode_text(document, content).removeprefix("\ufeff")
    stated = _SEPARATOR_LINE.match(text)
    text = text[stated.end() :] if stated else text
    try:
        rows = _rows(text, stated[1] if stated else _delimiter(text))
    except csv.Error as exc:
        raise UnreadableArticleError(
            document, "is no CSV table: save it again as CSV UTF-8, or as .xlsx", Fault.DAMAGED
        ) from exc
    if len(rows) > MAX_ROWS:
        raise UnreadableArticleError(document, _TOO_LONG, Fault.TOO_LONG)
    return "\n".join(_lines(rows))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    return [row[:MAX_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _delimiter(text: str) -> str:
    """The sign that divides most rows into the same number of cells, and of such the one that makes most."""
    sample = "\n".join(text.split("\n")[:_SAMPLE_ROWS])

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _rows(sample, delimiter) if any(row)]
        width, count = Counter(widths).most_common(1)[0]
        return (count / len(widths), width) if width > 1 else (0.0, 0)

    return max(_DELIMITERS, key=evenness)


@isolated
def read_xlsx(document: str, content: bytes) -> str:
    """The rows of a workbook's visible sheets, as the lines of tables; NFC.

    Raises:
        UnreadableArticleError: if it is damaged, protected, too long, or holds macros or XML entities.
    """
    import openpyxl

    again = check_package(document, content, "Excel", ".xlsx", MAX_XML_BYTES)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [list(_sheet_rows(document, sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except UnreadableArticleError:
        raise
    except Exception as exc:  # a damaged part may fail in ways that the library does not foresee
        raise UnreadableArticleError(document, f"is damaged: {again}", Fault.DAMAGED) from exc
    if sum(map(len, sheets)) > MAX_ROWS:
        raise UnreadableArticleError(document, _TOO_LONG, Fault.TOO_LONG)
    return "\n\n".join("\n".join(_lines(rows)) for rows in sheets if rows)


def _sheet_rows(document: str, sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong, and is not needed
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS)):
        if number > MAX_ROWS:
            raise UnreadableArticleError(document, _TOO_LONG, Fault.TOO_LONG)
        yield [_written(cell.value, cell.number_format if cell.value is not None else "") for cell in row]


def _written(value: object, form: str) -> str:
    """A cell as a Vietnamese Excel shows it."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{_number(value * 100)}%" if "%" in form else _number(value, grouped="#,#" in form)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if not isinstance(value, datetime) or "y" in form.lower() else f"{value:%H:%M}"
    return str(value)


def _number(value: float, *, grouped: bool = False) -> str:
    """A number with the comma as its decimal mark, without the noise of binary fractions."""
    shown = f"{round(value, 6):{',' if grouped else ''}.6f}".rstrip("0").rstrip(".")
    return shown.translate(str.maketrans(",.", ".,"))


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows between bars, columns that are empty throughout left out; lines of one cell as they are."""
    tidy = [[squeeze(nfc(cell).replace("|", "/")) for cell in row] for row in rows]
    for is_table, group in groupby(tidy, key=lambda row: sum(map(bool, row)) > 1):
        block = list(group)
        if is_table:
            yield from _table(block)
        else:
            yield from ("".join(row) for row in block)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    kept = [n for n in range(width) if any(row[n] for row in full)]
    header, body = _header([[row[n] for n in kept] for row in full])
    yield from (f"| {' | '.join(row)} |" for row in [header, *body])


def _header(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the rows below; a row that only numbers the columns is left out."""
    names, *body = rows
    if body and _stands_below(names, body[0]):
        names, body = _together(names, body[0]), body[1:]
    if body and all(map(_COLUMN_NUMBER.fullmatch, body[0])):
        body = body[1:]
    return names, body


def _stands_below(names: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row names single columns under cells that span several: it is empty under all other names."""
    spans = [not name or not following for name, following in zip(names, [*names[1:], "-"], strict=True)]
    return not all(names) and all(
        _is_name(cell) if is_spanned else not cell for cell, is_spanned in zip(row, spans, strict=True)
    )


def _is_name(cell: str) -> bool:
    return any(map(str.isalpha, cell)) or bool(_YEAR.fullmatch(cell))


def _together(names: Sequence[str], row: Sequence[str]) -> list[str]:
    found, spanning = [], ""
    for name, cell in zip(names, row, strict=True):
        spanning = name or spanning
        found.append(squeeze(f"{spanning} {cell}"))
    return found
