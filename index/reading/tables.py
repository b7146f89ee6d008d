"""Tables as articles carry them in plain text: rows of cells between bars or tabs."""

from __future__ import annotations

import re

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


def is_table(rows: list[str]) -> bool:
    """Whether consecutive rows make a table: two or more, mostly of the same width, some cell with a figure."""
    widths = [len(cells) for cells in map(cells_of, rows) if cells]
    if len(widths) < 2 or not any(c.isdigit() for row in rows for c in row):
        return False
    return widths.count(max(set(widths), key=widths.count)) >= len(widths) - 1


def header_of(rows: list[str]) -> str | None:
    """The header row of a table: its first row, if no cell of it is a bare figure."""
    first = cells_of(rows[0]) or []
    bare = re.compile(r"[\d.,%/\s+-]*\d[\d.,%/\s+-]*(?:\s*[^\W\d]{1,6})?")
    return None if any(bare.fullmatch(cell) for cell in first[1:]) else rows[0]
