"""Figures as CSV and XLSX: numbers stay numbers, text can never run as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from bot.figures.cells import RUNS, finish, write_row
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
_WEB = re.compile(r"https?://", re.IGNORECASE)


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
    return f"'{cell}" if isinstance(cell, str) and RUNS.match(cell) else cell


def write_xlsx(path: Path, figures: Sequence[Figure], ledger: Ledger) -> None:
    """Write a workbook: figures, their sources with links both ways, and what must be said beside them."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _FIGURES
    sources = book.create_sheet(_SOURCES)
    write_row(sheet, 1, [*HEADER, "Nguồn số"])
    write_row(sources, 1, ["Số", "Bài viết", "Tổ chức", "Ngày đăng", "Trích dẫn", "Tệp", "Liên kết"])
    quotes: dict[tuple[str, int, int], int] = {}
    for line, (figure, row) in enumerate(zip(figures, rows_of(figures, ledger), strict=True), 2):
        quote = (figure.document, figure.start, figure.end)
        if quote not in quotes:
            quotes[quote] = len(quotes) + 1
            _write_source(sources, quotes[quote], figure, ledger, line)
        write_row(sheet, line, [*row, quotes[quote]])
        for column in (_VALUE_COLUMN, _SOURCE_COLUMN):
            _link(sheet.cell(line, column), f"'{_SOURCES}'!A{quotes[quote] + 1}")
        sheet.cell(line, _VALUE_COLUMN).number_format = "#,##0" if float(figure.value).is_integer() else "#,##0.###"
    finish(sheet, (*_WIDTHS, 10))
    finish(sources, (8, 50, 30, 12, 90, 40, 40))
    said = list(notes(figures, ledger))
    if said:
        extra = book.create_sheet(_NOTES)
        for line, text in enumerate(said, 1):
            write_row(extra, line, [text])
        extra.column_dimensions["A"].width = 120
    book.save(path)


def _write_source(sheet: Worksheet, n: int, figure: Figure, ledger: Ledger, line: int) -> None:
    source = ledger.source(figure)
    day = source.published.strftime("%d/%m/%Y") if source.published else None
    write_row(sheet, n + 1, [n, source.title, source.organisation, day, figure.quote, source.id, source.url])
    # Not to the value: LibreOffice reads "C2" as a whole column.
    _link(sheet.cell(n + 1, 1), f"'{_FIGURES}'!A{line}")
    if source.url and _WEB.match(source.url):
        sheet.cell(n + 1, 7).hyperlink = source.url


def _link(cell: Any, location: str) -> None:
    """Make a cell lead to another of the workbook."""
    cell.hyperlink = Hyperlink(ref="", location=location)
    cell.font = Font(color="0563C1", underline="single")
