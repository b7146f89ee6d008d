"""Whether a passage speaks of the place and the period that a question names. Pure.

Words and vectors cannot tell last year's report of a province from this year's, or a neighbour's figure from the
asked place's: these can. Both kinds of evidence lie in [-1, 1]; 0 means that nothing is known either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from index.documents import Passage, Source
from index.reading.tables import cells_of
from index.vietnamese.periods import Period, PeriodKind, find_periods, month_period, parse_period
from index.vietnamese.places import Level, Place, find_places, predecessors, resolve
from index.vietnamese.text import fold

BEFORE_PLAN, NOT_YET = 0.6, 0.2  # of what a plan says was reached: evidence of the period before it, and of its own
UNDATED = 0.3  # evidence of any period by an article that tells none
MONTHS_TO_REPORT = 6  # after a period, in which news still tell of it
ROW_OF_PART = 0.2  # evidence of a province by the row of one of its districts
PLANNED_NEXT = 0.6  # evidence of the period after the reported one, where plans are asked for
OPENING_CHARS = 20  # of a sentence, in which it says of what period it is
OPENED_OTHERWISE = -0.5  # evidence of a period by a sentence that begins with another: "Năm 2022, toàn tỉnh giúp ..."
TERM_BEFORE = 0.6  # evidence of a term by the congress that ended it
OF_YEARS = -0.3  # evidence of a year by a figure of the several years that a heading names
WRITTEN_THEN = 0.6  # evidence of the month of the meeting that a report was written after
MERGER_YEAR = 2025  # of 63 provinces into 34, in July


@lru_cache(maxsize=20_000)
def _places_in(text: str, province: str | None) -> frozenset[Place]:
    return frozenset(resolve(find_places(text), hint_provinces=(province,) if province else ()))


@lru_cache(maxsize=20_000)
def _periods_in(text: str, year: int | None) -> frozenset[Period]:
    """The periods that a text names; the year of its report completes "6 tháng cuối năm"."""
    said = date(year, 12, 31) if year else None
    folded = fold(text)
    return frozenset(
        mention.period for mention in find_periods(text, said=said) if not _COMPARED.search(folded[: mention.start])
    )


@lru_cache(maxsize=5_000)
def _column_periods(header: str) -> frozenset[Period]:
    """The periods that a table's columns are of: "Kết quả 2022"."""
    return frozenset(mention.period for mention in find_periods(header, bare_years=True)) if header else frozenset()


_COMPARED = re.compile(r"\bso voi(?: (?:cung ky|cuoi|dau|nam|thang|thoi diem|muc|ky|nua|sau|chin|\d))*\s*$")


def places_of(source: Source) -> frozenset[Place]:
    """The unit that an article reports on, as places."""
    return _places_in(source.organisation or "", source.province)


def place_evidence(asked: Place, passage: Passage, *, until: int | None = None) -> float:
    """How far a passage, or a sentence given as one, speaks of the asked place.

    Args:
        until: the year asked about: before the merger of 2025 a province's name means the old one alone.
    """
    source = passage.source
    at_home = same_province if until is None or until >= MERGER_YEAR else str.__eq__
    if source.province is not None and not at_home(asked.province, source.province):
        return 0.4 if asked in _places_in(passage.text, source.province) else -1.0
    named = _places_in(passage.text, source.province)
    if asked.level is Level.PROVINCE:
        return _of_province(source, passage, named)
    return _of_district(asked, source, passage, named)


def _of_province(source: Source, passage: Passage, named: frozenset[Place]) -> float:
    """A district's figure is not its province's."""
    units = places_of(source) or _places_in(passage.heading, source.province)
    if units and all(unit.level is Level.DISTRICT for unit in units):
        return 0.4
    districts = {place for place in named if place.level is Level.DISTRICT and place.province == source.province}
    is_row = cells_of(passage.text) is not None
    if is_row and (districts or _OTHER_PARTS.search(fold(passage.text))):
        return ROW_OF_PART
    return 1.0 if not districts or _WHOLE_PROVINCE.search(fold(passage.text)) else 0.7


_OTHER_PARTS = re.compile(r"\b(?:huyen|don vi|noi|dia phuong|xa|phuong|co so)\b.{0,12}\b(?:khac|con lai)\b")


def _of_district(asked: Place, source: Source, passage: Passage, named: frozenset[Place]) -> float:
    if asked in named:
        return 1.0
    at_home = asked in places_of(source)
    if _WHOLE_PROVINCE.search(fold(passage.text)):
        return 0.3 if at_home else -0.3  # a district's own report compares itself with its province
    headed = {place for place in _places_in(passage.heading, source.province) if place.level is Level.DISTRICT}
    others = any(place.level is Level.DISTRICT and place.province == asked.province for place in named)
    if others or (headed and asked not in headed):
        return -0.5  # of another province a district, or a commune of its name, says nothing
    return 0.9 if asked in headed else 0.8 if at_home else 0.0


_WHOLE_PROVINCE = re.compile(
    r"\b(?:toan|ca|trong) (?:tinh|thanh pho)\b|(?:^|, )(?:hoi lhpn )?tinh (?:da|co|dat|hien|lap)\b"
)


@lru_cache(maxsize=5_000)
def same_province(asked: str, reported: str) -> bool:
    """Whether an asked province is the reported one, or today's province that it became part of."""
    return asked == reported or reported in predecessors(asked)


def reports_of(asked: Place, sources: Iterable[Source], *, until: int | None = None) -> list[Source]:
    """The articles of a place's province.

    Args:
        until: the year asked about. Before the merger of 2025 a name means the old province; without a year too, as
            long as there are articles of it; else today's province, with all that it was made of.
    """
    sources = list(sources)
    own = [s for s in sources if s.province is None or s.province == asked.province]
    if any(s.province == asked.province for s in own) or (until is not None and until < MERGER_YEAR):
        return own
    return [s for s in sources if s.province is None or same_province(asked.province, s.province)]


def is_plan_title(title: str) -> bool:
    """Whether an article is itself a plan: "Kế hoạch công tác năm 2024"."""
    return _PLAN_TITLE.match(fold(title)) is not None


_PLAN_TITLE = re.compile(r"(?:^|.*:\s*|.*ban\s+hanh\s+)(?:ke\s+hoach|chuong\s+trinh\s+cong\s+tac|phuong\s+huong)(?!\w)")


def period_evidence(
    asked: Period, passage: Passage, *, plan: bool = False, told: bool = False, done: bool = False
) -> float:
    """How far a passage speaks of the asked period.

    Args:
        plan: whether a plan is asked for: those of a year stand in the report of the year before.
        told: whether no figure is asked for: what is told of the next year by its name may be meant.
        done: whether what it tells was reached: in a plan that is of the year before.
    """
    source = passage.source
    reported = reported_period(source)
    year = reported.year if reported else None
    if asked in _column_periods(passage.header):
        return 1.0
    stated = _periods_in(passage.text, year) | _periods_in(passage.header, year)
    heading = _periods_in(passage.heading, year)
    if asked in stated and asked.kind is PeriodKind.YEAR and reported and asked.months > reported.months:
        return 0.85  # named in the report of a part of it
    if asked in stated or asked in heading:
        same = reported is None or reported.overlaps(asked) or plan or asked.year == reported.year
        if not same and asked in _periods_in(passage.text[:OPENING_CHARS], year):
            return 0.75  # "Năm 2023, các cấp Hội đạt ...", told in a plan for the next year
        return 1.0 if same else 0.6 if told and reported is not None and asked.year == reported.year + 1 else 0.2
    if heading and not any(period.overlaps(asked) for period in heading):
        return -0.6
    if not told and any(_is_of_years(period) and period.covers(asked) for period in heading):
        return OF_YEARS
    if not told and asked.kind is PeriodKind.YEAR and not stated and _SEVERAL_YEARS.search(fold(passage.text)):
        return OF_YEARS
    if reported is None:
        return _without_report(asked, stated, source)
    if _opens_with_another(asked, passage.text, year):
        return OPENED_OTHERWISE
    if _is_term_before(asked, reported):
        return TERM_BEFORE
    if done and is_plan_title(source.title):
        if asked.first < reported.first <= asked.last + 1:
            return BEFORE_PLAN
        return NOT_YET if asked == reported else closeness(asked, reported)
    if asked == reported:
        return 1.0
    if plan and asked.first == reported.last + 1:
        return PLANNED_NEXT
    if asked.kind is PeriodKind.MONTH and asked.last == reported.last:
        return 0.7  # "hồi tháng 6/2022": the state at the end of the half year
    if asked.kind is PeriodKind.MONTH and asked.year == reported.year and _names_day_of(asked, passage.text):
        return 0.7
    if (
        asked.kind is PeriodKind.MONTH
        and source.published
        and asked.covers(month_period(source.published.month, source.published.year))
    ):
        return WRITTEN_THEN
    if asked.kind is PeriodKind.YEAR and asked.covers(reported):
        return 0.3
    if asked.kind is PeriodKind.SPAN and asked.covers(reported):
        return 0.4  # "Dự án 8 năm 2022-2023", in the report of 2023
    if _is_of_years(reported):
        return 0.5 if source.published and source.published.year == asked.year else -0.3
    return closeness(asked, reported)


_SEVERAL_YEARS = re.compile(r"\b(?:trong|suot|sau|qua)(?: hon)? (?:hai|ba|bon|nam|[2-9]|10|muoi) nam(?: qua)?\b(?! \d)")


def _is_of_years(period: Period) -> bool:
    return period.kind in (PeriodKind.TERM, PeriodKind.SPAN)


def _opens_with_another(asked: Period, text: str, year: int | None) -> bool:
    """Whether a sentence begins by saying that it tells of another period than the asked one."""
    opening = text[:OPENING_CHARS]
    periods = frozenset[Period]() if _SINCE.match(fold(opening)) else _periods_in(opening, year)
    return bool(periods) and not any(period.overlaps(asked) for period in periods)


_SINCE = re.compile(r"\W*(?:ke )?(?:tu|sau|truoc|qua|cach)\b")


def _is_term_before(asked: Period, reported: Period) -> bool:
    """Whether the years before a term are asked for: the congress that opens it reports on them."""
    of_years = _is_of_years(asked) and reported.kind is PeriodKind.TERM
    return of_years and asked.first < reported.first <= asked.last + 1


def _names_day_of(month: Period, text: str) -> bool:
    """Whether a text dates something to a month or a day of it: "hạn mặn tháng 3", "ngày 23/5"."""
    return any(int(match[1] or match[2]) == month.first % 12 + 1 for match in _DAY.finditer(text))


_DAY = re.compile(r"(?<![\d/])\d{1,2}/(\d{1,2})(?![\d/]*\d{5})|\b[Tt]háng (\d{1,2})\b(?!\s*[/-]\s*\d|\s+năm)")


def _without_report(asked: Period, stated: frozenset[Period], source: Source) -> float:
    """Evidence from an article that reports on no period of its own."""
    published = source.published
    if published and asked.kind is PeriodKind.MONTH and asked.covers(month_period(published.month, published.year)):
        return WRITTEN_THEN
    if any(period.overlaps(asked) for period in stated):
        return 0.3
    if source.published is None:
        return 0.0 if stated else UNDATED
    written = source.published.year * 12 + source.published.month - 1
    return 0.3 if asked.first <= written <= asked.last + MONTHS_TO_REPORT else -0.7


def closeness(asked: Period, reported: Period) -> float:
    """Evidence from a report of another period: what follows it may be planned in it."""
    if reported.last + 1 <= asked.first <= reported.last + 12 or reported.overlaps(asked):
        return -0.5
    return -1.0


def reported_period(source: Source) -> Period | None:
    """The period that an article reports on."""
    return _parsed(source.period) if source.period else None


@lru_cache(maxsize=4_000)
def _parsed(label: str) -> Period | None:
    return parse_period(label)


def recency(sources: Iterable[Source]) -> dict[str, float]:
    """How new each article is among others, by id, from 0 (oldest) to 1; an undated one is 0."""
    dated = {source.id: day for source in sources if (day := _day(source))}
    if len(set(dated.values())) < 2:
        return {}
    first, last = min(dated.values()), max(dated.values())
    return {id: (day - first) / (last - first) for id, day in dated.items()}


def _day(source: Source) -> int | None:
    """When an article was written, or the period that it reports on ended."""
    if source.published:
        return source.published.toordinal()
    period = reported_period(source)
    return date(period.last // 12, period.last % 12 + 1, 28).toordinal() if period else None
