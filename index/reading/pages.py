"""Printed pages become running text: headers, footers and page numbers go, columns become tables, lines paragraphs.

Pure. A page is a list of lines as laid out: cells apart by wide gaps, paragraphs by empty lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from typing import NamedTuple

from index.reading.grids import is_letterhead, lines_of_grid, spaced
from index.reading.layout import PrintedLine
from index.reading.paged import PagedText
from index.reading.tables import is_table
from index.reading.wrapping import Paragraph, paragraphs_of
from index.vietnamese.text import fold, squeeze

EDGE_LINES = 2  # at the top and bottom of a page that may be its header and footer
_GAP = re.compile(r"\s{3,}")  # between columns; justified words stand nearer
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:(?:trang|page|tr\.?)\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*")
_NUMBER_AT_END = re.compile(r"^\d{1,4}\s+|\s+(?:trang|page)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?$")


class _Line(NamedTuple):
    text: str
    page: int  # from 0
    in_column: bool


def text_of_pages(pages: Sequence[Sequence[PrintedLine]]) -> PagedText:
    """The text of printed pages; each paragraph and each row of a table is a line."""
    repeated = _repeated_edges(pages)
    printed = [
        _Line(line.text.rstrip(), number, line.in_column)
        for number, page in enumerate(pages)
        for line in _within_edges(page, repeated)
    ]
    lines = _blocks(_without_regular_gaps(printed))
    widths = dict.fromkeys((False, True), 0)
    for line in lines:
        if not line.text.startswith("|"):
            widths[line.in_column] = max(widths[line.in_column], len(line.text))
    paragraphs = paragraphs_of([line.text for line in lines], [widths[line.in_column] for line in lines])
    return _written(paragraphs, [line.page for line in lines], len(pages))


def _written(paragraphs: Sequence[Paragraph], pages: Sequence[int], count: int) -> PagedText:
    """The text of paragraphs, and where in it each page begins; one without text begins where the next one does."""
    begins: dict[int, int] = {}
    filled = (paragraph for paragraph in paragraphs if paragraph.text)
    text = ""
    for line in spaced([paragraph.text for paragraph in paragraphs]):
        for number, at in next(filled).begins if line else ():
            begins.setdefault(pages[number], len(text) + at)
        text += f"{line}\n"
    starts = [len(text.rstrip("\n"))]
    for page in range(count - 1, -1, -1):
        starts.append(begins.get(page, starts[-1]))
    return PagedText(text.rstrip("\n"), tuple(reversed(starts[1:])))


def _repeated_edges(pages: Sequence[Sequence[PrintedLine]]) -> set[str]:
    """The headers and footers that most pages share."""
    seen = Counter(text for page in pages for text in {_comparable(page[n].text) for n in _edges(page)})
    return {text for text, count in seen.items() if len(pages) > 1 and count > len(pages) / 2}


def _within_edges(page: Sequence[PrintedLine], repeated: Container[str]) -> list[PrintedLine]:
    """A page without its number and without headers and footers."""
    kept = [
        line
        for n, line in enumerate(page)
        if n not in _edges(page) or not (_comparable(line.text) in repeated or _is_page_number(page, n))
    ]
    filled = [n for n, line in enumerate(kept) if line.text.strip()]
    return kept[filled[0] : filled[-1] + 1] if filled else []


def _edges(page: Sequence[PrintedLine]) -> list[int]:
    filled = [n for n, line in enumerate(page) if line.text.strip()]
    return filled[:EDGE_LINES] + filled[EDGE_LINES:][-EDGE_LINES:]


def _is_page_number(page: Sequence[PrintedLine], number: int) -> bool:
    """Whether a line is the first or last of its page and holds only the page's number."""
    edges = _edges(page)
    return number in (edges[0], edges[-1]) and bool(_PAGE_NUMBER.fullmatch(fold(page[number].text)))


def _comparable(line: str) -> str:
    """A line of a page's edge without its page number, which differs from page to page."""
    return _NUMBER_AT_END.sub("", fold(squeeze(line)))


def _without_regular_gaps(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, without the empty ones where widely set lines have one between any two."""
    filled = sum(1 for line in lines if line.text)
    parted = sum(1 for before, line in zip(lines, lines[1:], strict=False) if before.text and not line.text)
    return [line for line in lines if line.text] if parted > 0.6 * filled else list(lines)


def _blocks(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, with those that stand in columns as the rows of their table or the columns of a letterhead."""
    found: list[_Line] = []
    at = 0
    while at < len(lines):
        rows, end = _rows_from(lines, at)
        cells = [row for row, _ in rows]
        if rows and (is_table([" | ".join(row) for row in cells]) or is_letterhead(cells)):
            written = lines_of_grid(cells)
            pages = [line.page for _, line in rows]
            pages = pages if len(written) == len(pages) else [pages[0]] * len(written)
            found += [_Line(text, page, False) for text, page in zip(written, pages, strict=True)]
            at = end
        else:
            found.append(lines[at]._replace(text=squeeze(lines[at].text)))
            at += 1
    return found


def _rows_from(lines: Sequence[_Line], start: int) -> tuple[list[tuple[list[str], _Line]], int]:
    """Consecutive lines of as many columns as the first, empty ones between, and where they end."""
    rows: list[tuple[list[str], _Line]] = []
    end = start
    for at in range(start, len(lines)):
        text = lines[at].text.strip()
        cells = _GAP.split(text)
        if not text and rows:
            continue
        if len(cells) < 2 or (rows and len(cells) != len(rows[0][0])):
            break
        rows.append((cells, lines[at]))
        end = at + 1
    return rows, end
