"""Tables as articles carry them in plain text: rows of cells between bars or tabs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*")


def cells_of(line: str) -> list[str] | None:
    """The cells of a table row, or None if a line is no row: at least two cells between bars or tabs."""
    if "|" in line:
        cells = line.strip().strip("|").split("|")
    elif "\t" in line.strip():
        cells = line.strip().split("\t")
    else:
        return None
    cells = [cell.strip() for cell in cells]
    return cells if len(cells) >= 2 and any(cells) else None


def is_separator(line: str) -> bool:
    """Whether a line only rules off a table's header ("|---|---|")."""
    return bool(_SEPARATOR.fullmatch(line))


def table_begin(rows: Sequence[str]) -> int | None:
    """The first of consecutive rows from which on they make a table; None if they make none.

    A table has two rows or more, all but one of the same width, and a figure in some cell; rules do not count.
    """
    begin, has_figure = None, False
    widths: Counter[int] = Counter()
    for number in reversed(range(len(rows))):
        cells = None if is_separator(rows[number]) else cells_of(rows[number])
        if cells:
            widths[len(cells)] += 1
        has_figure = has_figure or any(map(str.isdigit, rows[number]))
        if has_figure and widths.total() >= 2 and max(widths.values()) >= widths.total() - 1:
            begin = number
    return begin


def is_table(rows: Sequence[str]) -> bool:
    """Whether all of consecutive rows make a table."""
    return table_begin(rows) == 0


def header_of(rows: list[str]) -> str | None:
    """The header row of a table: its first row, if no cell of it is a bare figure."""
    first = cells_of(rows[0]) or []
    bare = re.compile(r"[\d.,%/\s+-]*\d[\d.,%/\s+-]*(?:\s*[^\W\d]{1,6})?")
    return None if any(bare.fullmatch(cell) for cell in first[1:]) else rows[0]
