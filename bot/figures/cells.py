"""Rows of a workbook whose text can never run as a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | None

RUNS = re.compile(r"[=+\-@\t\r\n|%]")  # what a spreadsheet may take for the beginning of a formula
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAX_CELL = 32_000  # Excel's limit is 32,767 characters


def write_row(sheet: Worksheet, line: int, cells: Sequence[Cell]) -> None:
    """Write the values of a row; lines count from 1."""
    for column, value in enumerate(cells, 1):
        cell = sheet.cell(line, column)
        if isinstance(value, str):
            cell.value = _CONTROL.sub("", value)[:_MAX_CELL]
            cell.data_type = "s"  # never a formula, whatever it begins with
            _keep_text(cell)
        else:
            cell.value = value


def finish(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Lay a sheet out: widths of columns in characters, a bold heading that stays, filters."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            _lay_out(cell)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _keep_text(cell: Any) -> None:
    """Text stays text also when someone edits the cell in Excel."""
    if RUNS.match(str(cell.value)):
        cell.quotePrefix = True


def _lay_out(cell: Any) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if cell.row == 1:
        cell.font = Font(bold=True)
