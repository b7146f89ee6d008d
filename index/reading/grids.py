"""Tables and columns of other formats become the lines that a plain text would have for them.

Pure. A table of figures becomes rows of cells between bars; a table that only places things on the page, such as the
head of an official letter with its two columns, becomes the lines of its cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.furniture import is_motto, number_of
from index.reading.tables import is_table
from index.vietnamese.text import squeeze


def lines_of_grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table: rows between bars, or if it has no figures, its cells column by column."""
    rows = [row for row in rows if any(map(str.strip, row))]
    barred = [_barred(row) for row in rows if len(row) > 1]
    if len(barred) == len(rows) and is_table(barred) and not is_letterhead(rows):
        return barred
    width = max(map(len, rows), default=0)
    cells = [row[column] for column in range(width) for row in rows if column < len(row)]
    lines = [squeeze(line) for cell in cells for line in cell.split("\n")]
    return [line for line in lines if line and not is_motto(line)]


def _barred(row: Sequence[str]) -> str:
    return "| " + " | ".join(squeeze(cell.replace("|", "/")) for cell in row) + " |"


def is_letterhead(rows: Sequence[Sequence[str]]) -> bool:
    """Whether columns stand side by side as the head of an official letter: the state's name and motto are in one."""
    return any(is_motto(squeeze(line)) for row in rows for cell in row for line in cell.split("\n"))


def spaced(lines: Sequence[str]) -> list[str]:
    """The lines with an empty one before each numbered section, where the page has only a gap."""
    found: list[str] = []
    for line in lines:
        if found and found[-1] and number_of(line):
            found.append("")
        found.append(line)
    return found
