"""Printed pages become running text: headers, footers and page numbers go, columns become tables, lines paragraphs.

Pure. A page is a list of lines as laid out: indented by spaces, columns apart by wide gaps, paragraphs by empty lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.reading.grids import is_letterhead, lines_of_grid, spaced
from index.reading.tables import is_table
from index.reading.wrapping import unwrap
from index.vietnamese.text import fold, squeeze

EDGE_LINES = 2  # at the top and bottom of a page that may be its header and footer
_GAP = re.compile(r"\s{3,}")  # between columns; justified words stand nearer
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:(?:trang|page|tr\.?)\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*")
_NUMBER_AT_END = re.compile(r"^\d{1,4}\s+|\s+(?:trang|page)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?$")


def lines_of_pages(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a text from its pages; each paragraph and each row of a table is one."""
    lines: list[str] = []
    for page in _without_edges([[line.rstrip() for line in page] for page in pages]):
        lines += page
    blocks = _blocks(_without_regular_gaps(lines))
    width = max((len(line) for line in blocks if not line.startswith("|")), default=0)
    return spaced(unwrap(blocks, width))


def _without_edges(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without page numbers, and without the headers and footers that most of them share."""
    seen = Counter(text for page in pages for text in {_comparable(page[n]) for n in _edges(page)})
    repeated = {text for text, count in seen.items() if len(pages) > 1 and count > len(pages) / 2}
    found = []
    for page in pages:
        dropped = {n for n in _edges(page) if _comparable(page[n]) in repeated or _is_page_number(page, n)}
        kept = [line for n, line in enumerate(page) if n not in dropped]
        found.append("\n".join(kept).strip("\n").split("\n"))
    return found


def _edges(page: Sequence[str]) -> list[int]:
    filled = [n for n, line in enumerate(page) if line.strip()]
    return filled[:EDGE_LINES] + filled[EDGE_LINES:][-EDGE_LINES:]


def _is_page_number(page: Sequence[str], number: int) -> bool:
    """Whether a line is the first or last of its page and holds only the page's number."""
    edges = _edges(page)
    return number in (edges[0], edges[-1]) and bool(_PAGE_NUMBER.fullmatch(fold(page[number])))


def _comparable(line: str) -> str:
    """A line of a page's edge without its page number, which differs from page to page."""
    return _NUMBER_AT_END.sub("", fold(squeeze(line)))


def _without_regular_gaps(lines: Sequence[str]) -> list[str]:
    """The lines, without the empty ones where widely set lines have one between any two."""
    filled = sum(1 for line in lines if line)
    parted = sum(1 for before, line in zip(lines, lines[1:], strict=False) if before and not line)
    return [line for line in lines if line] if parted > 0.6 * filled else list(lines)


def _blocks(lines: Sequence[str]) -> list[str]:
    """The lines, with those that stand in columns as the rows of their table or the columns of a letterhead."""
    found: list[str] = []
    at = 0
    while at < len(lines):
        rows, end = _rows_from(lines, at)
        if rows and (is_table([" | ".join(row) for row in rows]) or is_letterhead(rows)):
            found += lines_of_grid(rows)
            at = end
        else:
            found.append(squeeze(lines[at]))
            at += 1
    return found


def _rows_from(lines: Sequence[str], start: int) -> tuple[list[list[str]], int]:
    """Consecutive lines of as many columns as the first, empty ones between, and where they end."""
    rows: list[list[str]] = []
    end = start
    for at in range(start, len(lines)):
        cells = _GAP.split(lines[at].strip())
        if not lines[at].strip() and rows:
            continue
        if len(cells) < 2 or (rows and len(cells) != len(rows[0])):
            break
        rows.append(cells)
        end = at + 1
    return rows, end
