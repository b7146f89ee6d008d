"""Figures in tables that a phone can show: at most 34 columns wide, else one line a row. Pure."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.figures.comparison import Conflict, Group, Total, Trend, totals
from bot.figures.wording import amount, figure_amount, indicator_label, join, kind_word, number, period_kind
from index.figures import Figure
from index.vietnamese.periods import PeriodKind, parse_period
from index.vietnamese.text import squeeze

WIDTH = 34  # columns of fixed width that fit a phone held upright
MAX_NAME, MAX_AMOUNT = 90, 60
MAX_TOTAL = 1_200  # a sum whose parts would take more is not shown
_YEARLY = (PeriodKind.YEAR, PeriodKind.FIRST_MONTHS, PeriodKind.LAST_MONTHS)
_KEPT_UNITS = (None, "%", "lần", "đồng")  # their amounts are not readable without them


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the figures that it shows."""

    text: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A table, or a list if its rows are too wide, with what is said below it."""

    heading: str
    rows: tuple[Line, ...]
    is_table: bool
    notes: tuple[Line, ...] = ()


def group_block(some: Group, numbers: Mapping[str, int]) -> Block:
    """A group of figures that can be compared, with its sum where one makes sense."""
    about = (_unit_in_heading(some.unit), kind_word(some.kind), some.period_kind)
    block = _block(_heading(some.indicator, about), some.figures, some.unit, numbers, in_one_kind=True)
    return replace(block, notes=tuple(_total_lines(totals(some.figures), numbers)))


def list_block(figures: Sequence[Figure], numbers: Mapping[str, int]) -> Block:
    """Figures of many indicators, each alone in its table, but of one place and period: a line each."""
    first = figures[0]
    lines = [f"{_capital(indicator_label(figure))}: {_cited_amount(figure, None, numbers)}" for figure in figures]
    rows = tuple(Line(text, (figure,)) for text, figure in zip(_bullets(lines), figures, strict=True))
    return Block(f"{_place(first)}, {first.period or 'không rõ kỳ'} ({kind_word(first.kind)})", rows, is_table=False)


def mixed_block(figures: Sequence[Figure], unit: str | None, numbers: Mapping[str, int]) -> Block:
    """Figures of one indicator whose kinds of period differ: each row names its whole period, nothing is added up."""
    about = (_unit_in_heading(unit), kind_word(figures[0].kind))
    return _block(_heading(indicator_label(figures[0], figures), about), figures, unit, numbers, in_one_kind=False)


def trend_block(trend: Trend, numbers: Mapping[str, int]) -> Block:
    """One indicator of one place over time, each row with the change from the one before."""
    first = trend.figures[0]
    about = (_unit_in_heading(first.unit), trend.place or "không rõ nơi", period_kind(first.period))
    changes = ["", *(_change(value, first.unit) for value in trend.changes)]
    cells = [
        (_period(figure, in_one_kind=True), _cited_amount(figure, first.unit, numbers), change)
        for figure, change in zip(trend.figures, changes, strict=True)
    ]
    lines = [
        f"{figure.period}: {_cited_amount(figure, None, numbers)}" + (f" ({change})" if change else "")
        for figure, change in zip(trend.figures, changes, strict=True)
    ]
    return _fitting(_heading(indicator_label(first, trend.figures), about), trend.figures, cells, lines)


def conflict_line(conflict: Conflict, numbers: Mapping[str, int]) -> Line:
    """A conflict in a sentence, the later article first."""
    first = conflict.figures[0]
    said = "; ".join(_cited_amount(figure, None, numbers) for figure in conflict.figures)
    fact = f"{_short(first.indicator, MAX_NAME)}, {_place(first)}, {first.period}"
    return Line(f"Các nguồn nêu khác nhau về {fact} (bài mới hơn trước): {said}.", conflict.figures)


def width_of(text: str) -> int:
    """How many columns of fixed width a text takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide


def _heading(indicator: str, about: Sequence[str]) -> str:
    return f"{_capital(indicator)} ({', '.join(_short(part, MAX_NAME) for part in about if part)})"


def _capital(indicator: str) -> str:
    name = _short(indicator, MAX_NAME)
    return name[:1].upper() + name[1:]


def _unit_in_heading(unit: str | None) -> str:
    return "" if unit in _KEPT_UNITS else str(unit)


def _block(
    heading: str, figures: Sequence[Figure], unit: str | None, numbers: Mapping[str, int], *, in_one_kind: bool
) -> Block:
    """Place and period stand in the heading where all rows share them."""
    places, periods = {figure.place for figure in figures}, {figure.period for figure in figures}
    shared = [_place(figures[0])] if len(places) == 1 else []
    shared += [figures[0].period or "không rõ kỳ"] if len(periods) == 1 else []
    cells = [
        (
            *([_place(figure)] if len(places) > 1 else []),
            *([_period(figure, in_one_kind=in_one_kind)] if len(periods) > 1 else []),
            _cited_amount(figure, unit, numbers),
        )
        for figure in figures
    ]
    lines = [_line(figure, numbers, with_place=len(places) > 1, with_period=len(periods) > 1) for figure in figures]
    return _fitting(", ".join([heading, *shared]), figures, cells, lines)


def _fitting(heading: str, figures: Sequence[Figure], cells: Sequence[Sequence[str]], lines: Sequence[str]) -> Block:
    table = _table(cells)
    rows = tuple(Line(text, (figure,)) for text, figure in zip(table or _bullets(lines), figures, strict=True))
    return Block(heading, rows, is_table=table is not None)


def _table(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Rows in columns, or None if they are too wide for a phone."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + len(widths) - 1 > WIDTH:
        return None
    return [
        " ".join(cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _bullets(lines: Sequence[str]) -> list[str]:
    return [f"• {line}" for line in lines]


def _line(figure: Figure, numbers: Mapping[str, int], *, with_place: bool, with_period: bool) -> str:
    said = [_place(figure)] if with_place else []
    said += [figure.period or "không rõ kỳ"] if with_period else []
    return f"{', '.join(said)}: {_cited_amount(figure, None, numbers)}".removeprefix(": ")


def _cited_amount(figure: Figure, unit: str | None, numbers: Mapping[str, int]) -> str:
    """A figure's amount and its source; without its unit where the heading says it.

    Args:
        unit: what the heading says; None for a line that says everything.
    """
    bare = unit not in _KEPT_UNITS
    shown = figure_amount(replace(figure, unit=None) if bare else figure)
    return f"{_short(shown, MAX_AMOUNT)} [{numbers[figure.document]}]"


def _change(value: Decimal, unit: str | None) -> str:
    shown = amount(abs(value), unit) if unit == "đồng" else number(abs(value))
    shown += " điểm %" if unit == "%" else ""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{shown}"


def _place(figure: Figure) -> str:
    return _short(figure.place or "không rõ nơi", 60)


def _period(figure: Figure, *, in_one_kind: bool) -> str:
    """A period; its year alone where the heading says the kind."""
    period = parse_period(figure.period)
    if in_one_kind and period and period.kind in _YEARLY:
        return str(period.year)
    return figure.period or "không rõ kỳ"


def _short(text: str, most: int) -> str:
    return textwrap.shorten(squeeze(text), most, placeholder="…") if len(text) > most else squeeze(text)


def _total_lines(sums: Sequence[Total], numbers: Mapping[str, int]) -> list[Line]:
    """Each sum with everything that went in."""
    lines = [Line(_total_text(added, numbers), added.figures) for added in sums]
    return [line for line in lines if len(line.text) <= MAX_TOTAL]


def _total_text(added: Total, numbers: Mapping[str, int]) -> str:
    parts = join([f"{_cited_amount(figure, None, numbers)} ({_place(figure)})" for figure in added.figures])
    about = "khoảng " if added.approximate else ""
    shown = _short(amount(added.value, added.unit), MAX_AMOUNT)
    return f"Cộng {len(added.figures)} nơi, {added.figures[0].period}: {about}{shown} = {parts}."
