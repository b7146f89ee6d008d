"""Pieces of text as they stand on a printed page become its lines, in the order in which they are read.

Pure. Positions decide what lines of text cannot show: that a page is set in two columns, which are read one after the
other, and that words stand apart because they are cells of a table, not because their line is justified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

from index.vietnamese.text import count_syllables, nfc, squeeze

CELL_GAP = 1.0  # of the height of a line: pieces that stand further apart are cells
COLUMN_GAP = "    "  # written between cells
_ALIGNED = 4.0  # points: how far lines of one column may begin from one another
_MIN_COLUMN_LINES = 6  # fewer may be the cells of a table
_PROSE_SYLLABLES = 4
_FULL = 0.75  # of a column's width: most of its lines are that long, the cells of a table are not
_PARAGRAPH_GAP = 0.35  # of a line's height, beyond the usual distance of lines
_WIDEST_SPACING = 0.9  # of a line's height, between lines of one paragraph


class Letter(NamedTuple):
    """A letter or space and its box in points; the page's origin is its lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Piece(NamedTuple):
    """Letters in a row, and the box around them."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class PrintedLine(NamedTuple):
    """A line of a page: cells apart by wide gaps; an empty one stands between paragraphs."""

    text: str
    in_column: bool = False  # of a page set in columns


def pieces_of_letters(letters: Iterable[Letter]) -> Iterator[Piece]:
    """Letters in the order of the file as pieces: each ends where the next letter stands on another line or far off."""
    piece: Piece | None = None
    for letter in letters:
        if letter.text.isspace():
            piece = piece and piece._replace(text=f"{piece.text} ")
        elif piece is not None and _goes_on(piece, letter):
            piece = Piece(
                piece.text + letter.text,
                piece.left,
                min(piece.bottom, letter.bottom),
                max(piece.right, letter.right),
                max(piece.top, letter.top),
            )
        else:
            if piece is not None:
                yield piece._replace(text=nfc(piece.text))
            piece = Piece(*letter)
    if piece is not None:
        yield piece._replace(text=nfc(piece.text))


def _goes_on(piece: Piece, letter: Letter) -> bool:
    apart = letter.left - piece.right
    middle = (letter.bottom + letter.top) / 2
    return piece.bottom <= middle <= piece.top and -piece.height <= apart <= CELL_GAP * piece.height


def lines_of_pieces(pieces: Iterable[Piece]) -> list[PrintedLine]:
    """The lines of a page in reading order: what spans the page parts its columns into bands."""
    pieces = [piece for piece in pieces if piece.text.strip() and piece.height > 0]
    starts = _column_starts(pieces)
    found: list[PrintedLine] = []
    for column, band in groupby(_in_reading_order(pieces, starts), key=lambda placed: placed[0]):
        lines = _lines([piece for _, piece in band])
        if found and not (column and found[-1].in_column):  # a paragraph may run on from column to column
            found.append(PrintedLine(""))
        found += [PrintedLine(line, column is not None) for line in lines]
    return found


def _column_starts(pieces: Sequence[Piece]) -> list[float]:
    """Where the columns of a page begin, from the left; empty if it is set in one."""
    prose = sorted((p for p in pieces if count_syllables(p.text) >= _PROSE_SYLLABLES), key=lambda p: p.left)
    columns: list[list[Piece]] = []
    for piece in prose:
        if columns and piece.left - columns[-1][0].left <= _ALIGNED:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    columns = [column for column in columns if len(column) >= _MIN_COLUMN_LINES]
    beside = all(
        median(p.right for p in column) < following[0].left
        for column, following in zip(columns, columns[1:], strict=False)
    )
    if len(columns) < 2 or not beside or not all(map(_is_full, columns)):
        return []
    return [column[0].left - _ALIGNED for column in columns]


def _is_full(column: Sequence[Piece]) -> bool:
    widths = sorted(piece.right - piece.left for piece in column)
    full = widths[len(widths) * 3 // 4]  # a few headings may span the page
    return sum(width >= _FULL * full for width in widths) > len(widths) / 2


def _in_reading_order(pieces: Sequence[Piece], starts: Sequence[float]) -> Iterator[tuple[int | None, Piece]]:
    """Each piece after the number of its column, None if it spans several."""
    band: list[tuple[int, Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.middle):
        column = max((n for n, start in enumerate(starts) if start <= piece.left), default=0)
        if starts and not any(piece.left < start < piece.right for start in starts[column + 1 :]):
            band.append((column, piece))
            continue
        yield from sorted(band, key=lambda placed: placed[0])
        band = []
        yield None, piece
    yield from sorted(band, key=lambda placed: placed[0])


def _lines(pieces: Sequence[Piece]) -> list[str]:
    """The lines of pieces that are read from left to right, from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.middle):
        if rows and abs(rows[-1][0].middle - piece.middle) < 0.5 * min(rows[-1][0].height, piece.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    gaps = [_gap(above, below) for above, below in zip(rows, rows[1:], strict=False)]
    usual = median(gaps) if gaps else 0.0
    lines = [_line(row) for row in rows[:1]]
    for gap, row in zip(gaps, rows[1:], strict=True):
        height = _height(row)
        if gap > min(usual, _WIDEST_SPACING * height) + _PARAGRAPH_GAP * height:
            lines.append("")
        lines.append(_line(row))
    return lines


def _gap(above: Sequence[Piece], below: Sequence[Piece]) -> float:
    return min(piece.bottom for piece in above) - max(piece.top for piece in below)


def _height(row: Sequence[Piece]) -> float:
    return max(piece.height for piece in row)


def _line(row: Sequence[Piece]) -> str:
    pieces = sorted(row, key=lambda piece: piece.left)
    line = squeeze(pieces[0].text)
    for before, piece in zip(pieces, pieces[1:], strict=False):
        apart = piece.left - before.right
        is_cell = apart > CELL_GAP * _height(row)
        touches = apart < 0.1 * _height(row) and not (before.text[-1:].isspace() or piece.text[:1].isspace())
        line += (COLUMN_GAP if is_cell else "" if touches else " ") + squeeze(piece.text)
    return line
