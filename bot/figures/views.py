"""What a member asked to see of the ledger, narrowed by place and year, as tables for a phone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.figures.comparison import conflicts, group, is_partial, trends, unit_of
from bot.figures.ledger import Ledger
from bot.figures.lookup import FigureTable, find_figures, without_repeats
from bot.figures.pages import with_note
from bot.figures.phone import Block, conflict_line, group_block, list_block, mixed_block, trend_block
from bot.figures.printing import source_numbers
from bot.figures.whereabouts import is_district, is_in, place_order
from index.figures import Figure
from index.indicators import measure_of
from index.vietnamese.periods import find_periods, parse_period
from index.vietnamese.places import find_places

MIN_LISTED = 4  # figures of different indicators that are told in a list, not in a table each


class Mode(StrEnum):
    """How figures are laid out."""

    TABLE = "table"
    COMPARISON = "comparison"
    TREND = "trend"


class Fallback(StrEnum):
    """Why less is shown than was asked for."""

    MIXED_PERIODS = "mixed periods"  # the places report different kinds of period
    NOT_COMPARABLE = "not comparable"  # no indicator that two of the places share
    MIXED_LEVELS = "mixed levels"  # of one place only its parts report
    NO_TREND = "no trend"  # only one period is known


@dataclass(frozen=True)
class Sheet:
    """Tables with everything that is shown in them."""

    figures: tuple[Figure, ...] = ()
    blocks: tuple[Block, ...] = ()
    fallback: Fallback | None = None

    @property
    def numbers(self) -> dict[str, int]:
        """The articles, numbered."""
        return source_numbers(self.figures)


@dataclass(frozen=True)
class Lookup:
    """What was found for a command; pages and filters show it in part."""

    mode: Mode
    table: FigureTable
    ledger: Ledger
    said_on: date  # what "năm nay" counts from
    has_periods: bool  # whether the query names any

    @property
    def places(self) -> list[str]:
        """The places to choose from, provinces first."""
        labels = {figure.place for figure in self.table.figures if figure.place}
        return sorted(labels, key=lambda label: (is_district(label), place_order(label)))

    @property
    def years(self) -> list[int]:
        """The years to choose from, the latest first."""
        years = {year for figure in self.table.figures if (year := _year(figure)) is not None}
        return sorted(years, reverse=True)

    def sheet(self, place: str | None = None, year: int | None = None) -> Sheet:
        """What is shown, narrowed to a place or a year."""
        figures = [
            figure
            for figure in self.table.figures
            if (place is None or figure.place == place) and (year is None or _year(figure) == year)
        ]
        match self.mode:
            case Mode.TABLE:
                return _groups(figures, self.ledger)
            case Mode.COMPARISON:
                return _compared(figures, self.table, self.ledger)
            case Mode.TREND:
                return _trends(figures, self.ledger)


def look_up(ledger: Ledger, mode: Mode, query: str, today: date) -> Lookup:
    """Find what a command asks for; of several periods that it names, each."""
    named = dict.fromkeys(mention.period.label for mention in find_periods(query, said=today, bare_years=True))
    if len(named) < 2:
        return Lookup(mode, find_figures(ledger, query, today=today), ledger, today, bool(named))
    tables = [find_figures(ledger, query, period=label, today=today) for label in named]
    figures = without_repeats(figure for table in tables for figure in table.figures)
    return Lookup(mode, replace(tables[0], figures=tuple(figures), period=None), ledger, today, has_periods=True)


def without_periods(ledger: Ledger, query: str, today: date) -> FigureTable:
    """What would be found if no period were asked for."""
    return find_figures(ledger, _cut(query, find_periods(query, said=today, bare_years=True)), today=today)


def without_places(ledger: Ledger, query: str, today: date) -> FigureTable:
    """What would be found if no place were asked for."""
    return find_figures(ledger, _cut(query, find_places(query)), today=today)


def missing_places(lookup: Lookup) -> list[str]:
    """The places asked for of which nothing is known."""
    found = [figure.place for figure in lookup.table.figures]
    return [place.label for place in lookup.table.places if not any(is_in(label, place) for label in found)]


def _cut(text: str, mentions: Iterable[object]) -> str:
    for mention in mentions:
        start, end = int(mention.start), int(mention.end)  # type: ignore[attr-defined]
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _year(figure: Figure) -> int | None:
    period = parse_period(figure.period)
    return period.year if period else None


def _groups(figures: Sequence[Figure], ledger: Ledger) -> Sheet:
    groups = group(figures)
    alone = _listed([some.figures[0] for some in groups if len(some.figures) == 1])
    known = {figure for listed in alone for figure in listed}
    tables = [some for some in groups if not known & set(some.figures)]
    shown = tuple(figure for some in (*(table.figures for table in tables), *alone) for figure in some)
    numbers = source_numbers(shown)
    blocks = [group_block(some, numbers) for some in tables] + [list_block(some, numbers) for some in alone]
    return Sheet(shown, _with_conflicts(blocks, shown, numbers, ledger))


def _listed(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Figures without any to compare them with, by place, period and kind, where several share them."""
    found: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        found[figure.place, figure.period, figure.kind].append(figure)
    return [some for some in found.values() if len(some) >= MIN_LISTED]


def _compared(figures: Sequence[Figure], table: FigureTable, ledger: Ledger) -> Sheet:
    """What the asked places report alike; figures of their parts only where they themselves report nothing alike."""
    sides = _sides(table)
    own = [figure for figure in figures if figure.place in {place.label for place in table.places}]
    sheet = _alike(own, sides, ledger) if table.places else None
    if sheet is not None:
        return sheet
    sheet = _alike(figures, sides, ledger)
    if sheet is None:
        return Sheet(fallback=Fallback.NOT_COMPARABLE)
    fallback = Fallback.MIXED_LEVELS if len(table.places) > 1 else sheet.fallback
    return replace(sheet, fallback=fallback)


def _alike(figures: Sequence[Figure], sides: Callable[[Figure], object], ledger: Ledger) -> Sheet | None:
    """Indicators of which two sides report one kind of period; else those that share an indicator alone."""
    groups = [some for some in group(figures) if len({sides(figure) for figure in some.figures} - {None}) > 1]
    if groups:
        return _groups([figure for some in groups for figure in some.figures], ledger)
    shared = [some for some in _by_indicator(figures) if len({sides(figure) for figure in some} - {None}) > 1]
    if not shared:
        return None
    shown = [figure for some in shared for figure in some]
    numbers = source_numbers(shown)
    blocks = [mixed_block(some, unit_of(some), numbers) for some in shared]
    return Sheet(tuple(shown), _with_conflicts(blocks, shown, numbers, ledger), Fallback.MIXED_PERIODS)


def _sides(table: FigureTable) -> Callable[[Figure], object]:
    """What stands against each other: the places asked for, or else each place and period."""
    places = table.places

    def asked(figure: Figure) -> object:
        return next((place for place in places if is_in(figure.place, place)), None)

    return asked if len(places) > 1 else lambda figure: (figure.place, figure.period)


def _by_indicator(figures: Iterable[Figure]) -> list[list[Figure]]:
    found: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        unit = measure_of(figure.unit)
        found[(figure.indicator_key, unit, figure.kind, figure.of_target, is_partial(figure))].append(figure)
    return list(found.values())


def _trends(figures: Sequence[Figure], ledger: Ledger) -> Sheet:
    found = trends(figures)
    if not found:
        return replace(_groups(figures, ledger), fallback=Fallback.NO_TREND if figures else None)
    shown = tuple(figure for trend in found for figure in trend.figures)
    places = {(figure.indicator_key, figure.place) for figure in shown}
    disputed = [figure for figure in figures if (figure.indicator_key, figure.place) in places]
    numbers = source_numbers([*shown, *disputed])
    blocks = [trend_block(trend, numbers) for trend in found]
    known = tuple(dict.fromkeys([*shown, *disputed]))
    return Sheet(known, _with_conflicts(blocks, disputed, numbers, ledger))


def _with_conflicts(
    blocks: Sequence[Block], figures: Sequence[Figure], numbers: Mapping[str, int], ledger: Ledger
) -> tuple[Block, ...]:
    """Each conflict is told below the table that holds one of its figures."""
    done = list(blocks)
    for conflict in conflicts(figures, ledger):
        for n, block in enumerate(done):
            if {figure for row in block.rows for figure in row.figures} & set(conflict.figures):
                done[n] = with_note(block, conflict_line(conflict, numbers))
                break
    return tuple(done)
