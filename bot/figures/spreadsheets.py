"""Figures as CSV and XLSX: numbers stay numbers, text can never run as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from bot.figures.comparison import conflicts
from bot.figures.ledger import Ledger
from bot.figures.printing import notes
from bot.figures.wording import indicator_label, kind_word, period_kind
from index.figures import Figure, as_number

HEADER = (
    *("Chỉ tiêu", "Theo bài viết", "Giá trị", "Đơn vị", "Mức", "Trên tổng số", "% chỉ tiêu", "Loại", "Nơi", "Tổ chức"),
    *("Kỳ", "Loại kỳ", "Như viết", "Ghi chú", "Trích dẫn", "Bài viết", "Ngày đăng", "Liên kết"),
)
_FIGURES, _SOURCES, _NOTES = "Số liệu", "Nguồn", "Ghi chú"
_VALUE_COLUMN, _SOURCE_COLUMN = 3, len(HEADER) + 1
_WIDTHS = (28, 30, 16, 12, 10, 10, 8, 10, 26, 28, 22, 18, 14, 30, 60, 40, 12, 30)
_RUNS = re.compile(r"[=+\-@\t\r\n|%]")  # what a spreadsheet may take for the beginning of a formula
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_MAX_CELL = 32_000  # Excel's limit is 32,767 characters


def rows_of(figures: Sequence[Figure], ledger: Ledger) -> list[list[str | int | float | None]]:
    """A row of values a figure, in the order of HEADER."""
    disputed = {id(figure) for conflict in conflicts(figures, ledger) for figure in conflict.figures}
    return [_row(figure, ledger, disputed=id(figure) in disputed) for figure in figures]


def _row(figure: Figure, ledger: Ledger, *, disputed: bool) -> list[str | int | float | None]:
    source = ledger.source(figure)
    return [
        indicator_label(figure),
        figure.indicator,
        as_number(figure.value),
        figure.unit,
        figure.qualifier,
        None if figure.whole is None else as_number(figure.whole),
        "có" if figure.of_target else None,
        kind_word(figure.kind),
        figure.place,
        figure.organisation,
        figure.period,
        period_kind(figure.period) or None,
        figure.value_text,
        "nguồn khác nêu số khác" if disputed else None,
        figure.quote,
        source.title,
        source.published.strftime("%d/%m/%Y") if source.published else None,
        source.url,
    ]


def write_csv(path: Path, figures: Sequence[Figure], ledger: Ledger) -> None:
    """Write CSV that Excel opens in Vietnamese: UTF-8 with a byte order mark.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([_inert(cell) for cell in row] for row in rows_of(figures, ledger))


def _inert(cell: str | int | float | None) -> str | int | float | None:
    return f"'{cell}" if isinstance(cell, str) and _RUNS.match(cell) else cell


def write_xlsx(path: Path, figures: Sequence[Figure], ledger: Ledger) -> None:
    """Write a workbook: figures, their sources with links both ways, and what must be said beside them."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _FIGURES
    sources = book.create_sheet(_SOURCES)
    _write_row(sheet, 1, [*HEADER, "Nguồn số"])
    _write_row(sources, 1, ["Số", "Bài viết", "Tổ chức", "Ngày đăng", "Trích dẫn", "Tệp", "Liên kết"])
    quotes: dict[tuple[str, int, int], int] = {}
    for line, (figure, row) in enumerate(zip(figures, rows_of(figures, ledger), strict=True), 2):
        quote = (figure.document, figure.start, figure.end)
        if quote not in quotes:
            quotes[quote] = len(quotes) + 1
            _write_source(sources, quotes[quote], figure, ledger, line)
        _write_row(sheet, line, [*row, quotes[quote]])
        for column in (_VALUE_COLUMN, _SOURCE_COLUMN):
            _link(sheet.cell(line, column), f"'{_SOURCES}'!A{quotes[quote] + 1}")
        sheet.cell(line, _VALUE_COLUMN).number_format = "#,##0" if float(figure.value).is_integer() else "#,##0.###"
    _finish(sheet, (*_WIDTHS, 10))
    _finish(sources, (8, 50, 30, 12, 90, 40, 40))
    said = list(notes(figures, ledger))
    if said:
        extra = book.create_sheet(_NOTES)
        for line, text in enumerate(said, 1):
            _write_row(extra, line, [text])
        extra.column_dimensions["A"].width = 120
    book.save(path)


def _write_source(sheet: Worksheet, n: int, figure: Figure, ledger: Ledger, line: int) -> None:
    source = ledger.source(figure)
    day = source.published.strftime("%d/%m/%Y") if source.published else None
    _write_row(sheet, n + 1, [n, source.title, source.organisation, day, figure.quote, source.id, source.url])
    # Not to the value: LibreOffice reads "C2" as a whole column.
    _link(sheet.cell(n + 1, 1), f"'{_FIGURES}'!A{line}")
    if source.url and _WEB.match(source.url):
        sheet.cell(n + 1, 7).hyperlink = source.url


def _write_row(sheet: Worksheet, line: int, cells: Sequence[str | int | float | None]) -> None:
    for column, value in enumerate(cells, 1):
        cell = sheet.cell(line, column)
        if isinstance(value, str):
            cell.value = _CONTROL.sub("", value)[:_MAX_CELL]
            cell.data_type = "s"  # never a formula, whatever it begins with
            _keep_text(cell)
        else:
            cell.value = value


def _keep_text(cell: Any) -> None:
    """Text stays text also when someone edits the cell in Excel."""
    if _RUNS.match(str(cell.value)):
        cell.quotePrefix = True


def _link(cell: Any, location: str) -> None:
    """Make a cell lead to another of the workbook."""
    cell.hyperlink = Hyperlink(ref="", location=location)
    cell.font = Font(color="0563C1", underline="single")


def _finish(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            _lay_out(cell)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _lay_out(cell: Any) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if cell.row == 1:
        cell.font = Font(bold=True)
