"""Figures of tables: the row says what or where, the column what, when and whether it was planned or reached. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.documents import Source
from index.figure_counts import MONEY, PERCENT, Clause, Count
from index.figure_indicators import Naming, name_figures
from index.figure_scope import Kind, PlaceRun, Scope, periods_in, places_in, said_on
from index.indicators import Unit, find_indicators, key_of, unit_at, words_of
from index.reading.tables import cells_of, header_of, is_separator
from index.vietnamese.numbers import Amount, likely_value
from index.vietnamese.periods import Period, PeriodKind, year_period
from index.vietnamese.text import fold, is_unaccented, squeeze

_BARE = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)(?:\s*/\s*(?P<whole>\d+(?:[.,]\d+)*))?\s*(?P<percent>%)?")
_ORDER_COLUMN = re.compile(r"(?:so\s+)?(?:tt|stt|thu\s+tu)\.?")
_UNIT_COLUMN = re.compile(r"(?:don\s+vi(?:\s+tinh)?|dvt|dv\s*tinh|dv)\.?")
_NOTES = re.compile(r"ghi\s+chu")
_PLANNED = re.compile(r"(?<!\w)(?:ke\s+hoach|kh|chi\s+tieu|ct|muc\s+tieu|phan\s+dau|giao|du\s+kien)(?!\w)")
_REACHED = re.compile(r"(?<!\w)(?:thuc\s+hien|th|ket\s+qua|uoc|dat\s+duoc)(?!\w)")
_SHARE = re.compile(r"(?<!\w)(?:ty\s+le|ti\s+le|dat|so\s+voi|hoan\s+thanh)(?!\w)|%")
_TOTAL = re.compile(
    r"(?:(?:tong(?:\s+(?:cong|so))?|cong|toan\s+(?:tinh|huyen|thanh\s+pho|thi\s+xa|quan))(?:\s+|$)){1,2}:?\s*"
)
_SCALES = (("ty", 10**9), ("ti", 10**9), ("trieu", 10**6), ("nghin", 10**3), ("ngan", 10**3))
_BRACKETS = re.compile(r"\(([^()]{1,30})\)")
_ONLY_FRAME = re.compile(
    r"(?:ke hoach|kh|thuc hien|th|ket qua|chi tieu|so luong|gia tri|uoc|ca|nam|thang|dau|cuoi|quy|giao|dat|ty le|ti le|"
    r"den|ngay|don vi|noi dung|\d+|[^\w\s])(?:\s+|$)"
)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A figure of a cell; positions count characters of the table's text."""

    count: Count
    naming: Naming
    scope: Scope
    at: int
    row_start: int
    row_end: int


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Column:
    name: str  # without its unit
    unit: Unit | None = None
    scale: int = 1
    kind: Kind | None = None
    of_target: bool = False
    period: Period | None = None
    skipped: bool = False  # numbers of rows, notes
    is_unit: bool = False


@dataclass(frozen=True)
class _Table:
    columns: Sequence[_Column]
    caption: str
    scope: Scope
    known: Mapping[str, str]

    def column(self, position: int) -> _Column:
        return self.columns[position] if position < len(self.columns) else _Column("")


def read_table(
    text: str, heading: str, header: str, source: Source, scope: Scope, known: Mapping[str, str]
) -> Iterator[TableCell]:
    """The figures of a table, row by row.

    Args:
        heading: what the table stands under; names the indicator if neither row nor column does.
        header: its header row as written, or "" to look for one among the rows.
        scope: what holds where row and column say nothing.
        known: abbreviations that the document defines.
    """
    rows = [(m.start(), m[0]) for m in re.finditer(r"[^\n]+", text) if not is_separator(m[0])]
    lines = [line for _, line in rows]
    head = header or (header_of(lines) if len(lines) > 1 else None) or ""
    body = [_cells(line) for line in lines if line.strip() != head.strip()]
    names = cells_of(head) or []
    columns = [_column(name, _column_cells(body, n), source, scope) for n, name in enumerate(names)]
    table = _Table(columns, heading.split("\n")[-1], scope, known)
    for start, line in rows:
        if line.strip() != head.strip():
            yield from _read_row(table, start, line)


def _column_cells(body: Sequence[Sequence[_Cell]], position: int) -> list[str]:
    return [cells[position].text for cells in body if position < len(cells) and cells[position].text]


def _column(name: str, cells: Sequence[str], source: Source, scope: Scope) -> _Column:
    folded = fold(squeeze(name))
    if _UNIT_COLUMN.fullmatch(folded) and all(unit_of(cell)[0] and not places_in(cell, scope) for cell in cells):
        return _Column(name, is_unit=True)
    if _ORDER_COLUMN.fullmatch(folded) or _NOTES.match(folded):
        return _Column(name, skipped=True)
    bracket = _BRACKETS.search(name)
    unit, scale = unit_of(bracket[1]) if bracket else (None, 1)
    planned, reached = bool(_PLANNED.search(folded)), bool(_REACHED.search(folded))
    share = bool(_SHARE.search(folded)) and not (reached and "%" not in folded)
    periods = [run.period for run in periods_in(name, said_on(source))]
    period = periods[0] if periods else _whole_year(folded, scope) if planned and not share else None
    kind = Kind.RESULT if reached or share else Kind.PLAN if planned else None
    return _Column(squeeze(_BRACKETS.sub("", name)), unit, scale, kind, share, period)


def _whole_year(folded: str, scope: Scope) -> Period | None:
    """The year of a report of its first months, for its column "Kế hoạch năm"."""
    if re.search(r"(?<!\w)nam(?!\w)", folded) and scope.period and scope.period.kind is PeriodKind.FIRST_MONTHS:
        return year_period(scope.period.year)
    return None


def unit_of(text: str) -> tuple[Unit | None, int]:
    """The unit that a text names, and what it multiplies numbers by: "triệu đồng" -> đồng, 1,000,000."""
    folded = fold(squeeze(text))
    if "%" in text:
        return PERCENT, 1
    for word, scale in _SCALES:
        if re.match(rf"{word}(?!\w)", folded):
            return MONEY, scale
    plain = is_unaccented(text)
    words = words_of(text, plain=plain)
    if not words or words[0].text[0].isdigit():
        return None, 1
    known = unit_at(words, 0, plain=plain)
    return (known[0] if known else None), 1


def _cells(line: str) -> list[_Cell]:
    """The cells of a row with their places; as `cells_of`, empty ones at the ends left out."""
    separator = "|" if "|" in line else "\t"
    offset = len(line) - len(line.lstrip()) if separator == "|" else 0
    stripped = line.strip() if separator == "|" else line
    if separator == "|":
        offset += len(stripped) - len(stripped.lstrip("|"))
        stripped = stripped.strip("|")
    cells, position = [], offset
    for part in stripped.split(separator):
        cells.append(_Cell(part.strip(), position + len(part) - len(part.lstrip())))
        position += len(part) + 1
    return cells


def _read_row(table: _Table, start: int, line: str) -> Iterator[TableCell]:
    cells = _cells(line)
    label_at = next((n for n, cell in enumerate(cells) if _is_label(table.column(n), cell)), None)
    label = cells[label_at].text if label_at is not None else ""
    unit, scale = _unit_of_row(table, cells, label)
    for position, cell in enumerate(cells):
        column = table.column(position)
        if label_at is None or position <= label_at or column.skipped or column.is_unit:
            continue
        scope, naming = _frame(table, label, column)
        for count, named in _counts(cell, naming, table.known):
            counted = _in_unit(count, column, unit, scale, "" if scope.places != table.scope.places else label)
            end = start + len(line.rstrip())
            yield TableCell(counted, named, scope, start + cell.start + count.amount.start, start, end)


def _is_label(column: _Column, cell: _Cell) -> bool:
    letters = sum(map(str.isalpha, cell.text))
    return not column.skipped and not column.is_unit and letters >= 2


def _unit_of_row(table: _Table, cells: Sequence[_Cell], label: str) -> tuple[Unit | None, int]:
    for position, cell in enumerate(cells):
        if table.column(position).is_unit and cell.text:
            return unit_of(cell.text)
    bracket = _BRACKETS.search(label)
    return unit_of(bracket[1]) if bracket else (None, 1)


def _counts(cell: _Cell, naming: Naming, known: Mapping[str, str]) -> list[tuple[Count, Naming]]:
    """A bare number, or the figures of a cell with words."""
    bare = _BARE.fullmatch(cell.text)
    if bare is None:
        clause = Clause(cell.text, is_unaccented(cell.text))
        names = name_figures(clause, naming, known)
        return [(c, naming if n == 0 else named) for n, (c, named) in enumerate(zip(clause.counts, names, strict=True))]
    amount = Amount(0, bare.end("number"), bare["number"], likely_value(bare["number"]))
    whole = likely_value(bare["whole"]) if bare["whole"] else None
    end = bare.end("whole") if bare["whole"] else amount.end
    return [(Count(amount, end, PERCENT if bare["percent"] else None, 0, False, whole), naming)]


def _in_unit(count: Count, column: _Column, unit: Unit | None, scale: int, label: str) -> Count:
    """The number in the unit of its cell, else of its row, else of its column, else of what the row counts."""
    if count.unit is not None:
        return replace(count, of_target=count.of_target or (column.of_target and count.is_share))
    if column.of_target:
        return replace(count, unit=PERCENT, of_target=True)
    if unit is None:
        unit, scale = column.unit, column.scale
    if unit is None:
        unit = _counted_by(label) or _counted_by(column.name)
    return replace(count, unit=unit, amount=replace(count.amount, value=count.amount.value * Decimal(scale)))


def _counted_by(text: str) -> Unit | None:
    """The unit that a label begins with: "Hội viên mới" counts hội viên, "Nhà MATT" nhà."""
    plain = is_unaccented(text)
    words = words_of(text, plain=plain)
    while words and fold(words[0].text) in {"so", "tong", "ty", "giup", "luong"}:
        if fold(words[0].text) == "ty":
            return PERCENT
        words = words[1:]
    known = unit_at(words, 0, plain=plain) if words else None
    return known[0] if known else None


def _frame(table: _Table, label: str, column: _Column) -> tuple[Scope, Naming]:
    """What row and column say: place, period, plan or result, and the indicator."""
    scope = table.scope
    if column.kind:
        scope = replace(scope, kind=column.kind)
    if column.period:
        scope = replace(scope, period=column.period)
    run = _place_of(label, scope)
    if run:
        scope = replace(scope, places=run.places, organisation=f"Hội LHPN {run.places[0].full_name}")
        candidates = [column.name, table.caption]
    elif _TOTAL.fullmatch(fold(squeeze(label))):
        candidates = [column.name, table.caption]
    else:
        candidates = [label]
    named = [text for text in candidates if not _is_frame(text)]
    return scope, _naming(named[0] if named else label, table.known)


def _place_of(label: str, scope: Scope) -> PlaceRun | None:
    """The place that a row's label is, if it is nothing else."""
    runs = places_in(label, scope)
    if len(runs) != 1 or len(runs[0].places) != 1:
        return None
    rest = fold(label[: runs[0].start] + " " + label[runs[0].end :])
    kinds = r"(?:hoi|lhpn|tinh|thanh|pho|tp|huyen|thi|xa|tx|quan|[\d\W_])*"
    return runs[0] if re.fullmatch(kinds, rest) else None


def _is_frame(text: str) -> bool:
    """Whether a column's name only says when, or plan or result, but not what."""
    folded = squeeze(fold(text))
    while match := _ONLY_FRAME.match(folded):
        folded = folded[match.end() :]
    return not folded


def _naming(text: str, known: Mapping[str, str]) -> Naming:
    phrase = squeeze(_BRACKETS.sub("", text)).strip(" -–+*.:")
    plain = is_unaccented(phrase)
    mentions = find_indicators(words_of(phrase, known, plain=plain), plain=plain)
    mentions.sort(key=lambda m: (m.indicator.generic, m.indicator.counts == "người", m.first, m.first - m.last))
    return Naming(phrase, mentions[0].indicator.key if mentions else key_of(phrase, known))
