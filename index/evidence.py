"""Whether a passage speaks of the place and the period that a question names. Pure.

Words and vectors cannot tell last year's report of a province from this year's, or a neighbour's figure from the
asked place's: these can. Both kinds of evidence lie in [-1, 1]; 0 means that nothing is known either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.documents import Passage, Source
from index.vietnamese.periods import Period, PeriodKind, find_periods, parse_period
from index.vietnamese.places import Level, Place, find_places, predecessors, resolve


@lru_cache(maxsize=20_000)
def _places_in(text: str, province: str | None) -> frozenset[Place]:
    return frozenset(resolve(find_places(text), hint_provinces=(province,) if province else ()))


@lru_cache(maxsize=20_000)
def _periods_in(text: str) -> frozenset[Period]:
    return frozenset(mention.period for mention in find_periods(text))


def places_of(source: Source) -> frozenset[Place]:
    """The unit that an article reports on, as places."""
    return _places_in(source.organisation or "", source.province)


def place_evidence(asked: Sequence[Place], passage: Passage) -> float:
    """How far a passage speaks of the asked places: the best of them counts."""
    return max((_one_place(place, passage) for place in asked), default=0.0)


def _one_place(asked: Place, passage: Passage) -> float:
    source = passage.source
    at_home = source.province is None or same_province(asked.province, source.province)
    if asked.level is Level.PROVINCE:
        if not at_home:
            return -0.4 if asked in _places_in(passage.text, source.province) else -1.0
        units = places_of(source)
        return 0.5 if units and all(unit.level is Level.DISTRICT for unit in units) else 1.0
    if asked in places_of(source):
        return 1.0
    if asked in _places_in(f"{passage.heading}\n{passage.text}", source.province):
        return 1.0
    return 0.0 if at_home else -1.0


def same_province(asked: str, reported: str) -> bool:
    """Whether an asked province is the reported one, or today's province that it became part of."""
    return asked == reported or reported in predecessors(asked)


def period_evidence(asked: Sequence[Period], passage: Passage) -> float:
    """How far a passage speaks of the asked periods: the best of them counts."""
    return max((_one_period(period, passage) for period in asked), default=0.0)


def _one_period(asked: Period, passage: Passage) -> float:
    stated = _periods_in(f"{passage.heading}\n{passage.header}\n{passage.text}")
    if asked in stated:
        return 1.0
    reported = reported_period(passage.source)
    if reported is None:
        published = passage.source.published
        near = published is not None and published.year in {asked.year, asked.year + 1}
        return 0.2 if near or any(period.overlaps(asked) for period in stated) else -0.5 if published else 0.0
    if asked == reported:
        return 0.9
    if asked.kind is PeriodKind.YEAR and asked.covers(reported):
        return 0.5
    if reported.kind in (PeriodKind.TERM, PeriodKind.SPAN) and reported.covers(asked):
        return 0.3
    return closeness(asked, reported)


def closeness(asked: Period, reported: Period) -> float:
    """Evidence from a report of another period: what follows it may be planned in it."""
    if reported.last + 1 <= asked.first <= reported.last + 12 or reported.overlaps(asked):
        return -0.3
    return -1.0


def reported_period(source: Source) -> Period | None:
    """The period that an article reports on."""
    return _parsed(source.period) if source.period else None


@lru_cache(maxsize=4_000)
def _parsed(label: str) -> Period | None:
    return parse_period(label)


def recency(source: Source, sources: Iterable[Source]) -> float:
    """How new an article is among others, from 0 (oldest) to 1."""
    days = sorted({other.published.toordinal() for other in sources if other.published})
    if not source.published or len(days) < 2:
        return 0.0
    return (source.published.toordinal() - days[0]) / (days[-1] - days[0])
