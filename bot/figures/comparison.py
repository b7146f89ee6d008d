"""Which figures may stand side by side, which contradict each other, and which may be added up. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.figures.ledger import Ledger
from bot.figures.wording import indicator_label, join, period_kind
from index.figures import Figure, Kind
from index.indicators import measure_of
from index.vietnamese.periods import Period, parse_period

NO_STATES = ("tăng", "giảm", "vượt", "trong đó")  # qualifiers of a change or of a part, not of the whole


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that can be compared: one indicator, one unit, one kind of period, plans or results."""

    indicator: str
    unit: str | None
    kind: Kind
    period_kind: str  # "cả năm", "6 tháng đầu năm"; "" if no period is known
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Different values that articles give for one indicator, place and period; the later article first."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum with everything that went into it."""

    value: Decimal
    unit: str
    approximate: bool  # some figure is "trên" or "gần" something
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator of one place over periods of one kind, the earliest first."""

    place: str | None
    figures: tuple[Figure, ...]

    @property
    def changes(self) -> tuple[Decimal, ...]:
        """From each period to the next."""
        pairs = zip(self.figures, self.figures[1:], strict=False)
        return tuple(later.value - earlier.value for earlier, later in pairs)


def group(figures: Iterable[Figure]) -> list[Group]:
    """Figures in groups that can be compared, in the order in which the groups come up."""
    found: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        found[_comparable(figure)].append(figure)
    return [
        Group(indicator_label(some[0], some), unit_of(some), some[0].kind, period_kind(some[0].period), tuple(some))
        for some in found.values()
    ]


def _comparable(figure: Figure) -> tuple[object, ...]:
    said = (figure.indicator_key, measure_of(figure.unit), figure.kind, period_kind(figure.period))
    return (*said, figure.of_target, is_partial(figure))


def unit_of(figures: Sequence[Figure]) -> str | None:
    """The unit that figures share; "người" for hội viên beside phụ nữ."""
    units = {figure.unit for figure in figures}
    return units.pop() if len(units) == 1 else measure_of(figures[0].unit)


def is_partial(figure: Figure) -> bool:
    """Whether a figure tells a change against another period or a part of another figure."""
    return figure.qualifier in NO_STATES


def warnings(figures: Sequence[Figure]) -> list[str]:
    """What the reader must be told before putting figures side by side."""
    told = []
    kinds = list(dict.fromkeys(period_kind(figure.period) for figure in figures))
    named = [kind for kind in kinds if kind]
    if len(named) > 1:
        told.append(
            f"Các số liệu thuộc những loại kỳ khác nhau ({join(named)}), không so sánh trực tiếp với nhau được."
        )
    if "" in kinds and named:
        told.append("Một số số liệu không rõ kỳ báo cáo.")
    if len({figure.kind for figure in figures}) > 1:
        told.append("Có cả kết quả và chỉ tiêu kế hoạch.")
    return told


def conflicts(figures: Iterable[Figure], ledger: Ledger) -> list[Conflict]:
    """Facts of which two articles have different values and no value in common."""
    facts: defaultdict[tuple[object, ...], defaultdict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.place and figure.period and not is_partial(figure):
            facts[_fact(figure)][figure.document].append(figure)
    return [
        Conflict(tuple(sorted((some[0] for some in by_document.values()), key=ledger.published, reverse=True)))
        for by_document in facts.values()
        if _disagree(list(by_document.values()))
    ]


def _fact(figure: Figure) -> tuple[object, ...]:
    unit = measure_of(figure.unit)
    return (figure.indicator_key, unit, figure.place, figure.period, figure.kind, figure.of_target)


def _disagree(by_document: Sequence[Sequence[Figure]]) -> bool:
    values = [{figure.value for figure in some} for some in by_document]
    return any(not first & second for n, first in enumerate(values) for second in values[n + 1 :])


def totals(figures: Iterable[Figure]) -> list[Total]:
    """The sums that make sense among figures: of one indicator, unit, period and kind, over places apart.

    Provinces are added to provinces and districts to districts of one province, never a district to its province; no
    sum is given where a place has two values.
    """
    found: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.place and figure.period and not figure.of_target and figure.unit not in (None, "%", "lần"):
            *districts, province = figure.place.split(", ")
            found[(*_comparable(figure), figure.period, province if districts else None)].append(figure)
    return [_total(some) for some in found.values() if len(some) > 1 and not is_partial(some[0]) and _are_apart(some)]


def _are_apart(figures: Sequence[Figure]) -> bool:
    """Whether each place comes once."""
    names = [name for figure in figures for name in _parts_of(figure)]
    return len(set(names)) == len(names)


def _parts_of(figure: Figure) -> list[str]:
    """The districts of a figure's place, or its province."""
    parts = (figure.place or "").split(", ")
    return parts[:-1] or parts


def _total(figures: Sequence[Figure]) -> Total:
    value = sum((figure.value for figure in figures), Decimal(0))
    return Total(value, unit_of(figures) or "", any(figure.qualifier for figure in figures), tuple(figures))


def trends(figures: Iterable[Figure]) -> list[Trend]:
    """Each place's figures over time, where at least two periods of one kind are known; one value a period."""
    found: defaultdict[tuple[object, ...], dict[Period, Figure]] = defaultdict(dict)
    for figure in figures:
        period = parse_period(figure.period)
        if period and figure.kind is Kind.RESULT and not is_partial(figure):
            key = (figure.indicator_key, figure.unit, figure.place, period_kind(figure.period), figure.of_target)
            found[key].setdefault(period, figure)
    return [
        Trend(
            next(iter(by_period.values())).place, tuple(by_period[p] for p in sorted(by_period, key=lambda p: p.first))
        )
        for by_period in found.values()
        if len(by_period) > 1
    ]
