"""Days and periods that a text names, in a form that "ngày 05/01/2022" and "ngày 5 tháng 1" share. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.vietnamese.periods import Period, PeriodKind, find_periods
from index.vietnamese.text import fold

_DAY = re.compile(
    r"(?<![\d/.,-])(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\w)ngay\s+(?P<d2>\d{1,2})\s+thang\s+(?P<m2>\d{1,2})(?!\d)(?:\s+nam\s+(?P<y2>\d{4}))?"
    r"|(?<![\d/.,-])(?P<d3>\d{1,2})/(?P<m3>\d{1,2})(?![\d/]|[.,]\d)"
)
_BEFORE_DAY = re.compile(r"(?:ngay|sang|chieu|toi|hom|dip|tu|den|va|le|nu|-|–|\()\s*$")
_COMPARED = re.compile(r"(?:so\s+voi|cung\s+ky|cung\s+thoi)[^,;.()]{0,25}$")
_FINE = (PeriodKind.MONTH, PeriodKind.QUARTER)


@dataclass(frozen=True, slots=True)
class Time:
    """A day or period in a text; a missing year is taken from the article."""

    start: int
    end: int
    value: Period | tuple[int, int, int]  # a day is (year, month, day)
    compared: bool = False  # only compared with: "so với năm 2021"

    @property
    def is_reporting(self) -> bool:
        """Whether totals are reported for it: no day, no month."""
        return isinstance(self.value, Period) and self.value.kind is not PeriodKind.MONTH

    def says(self, other: Time) -> bool:
        """Whether this is a right way to name the time that the other names."""
        if self.compared != other.compared:
            return False
        if self.value == other.value:
            return True
        if not isinstance(self.value, Period):
            return False
        months = _months(other.value)
        if isinstance(other.value, Period) and other.value.kind not in _FINE:
            return False
        return (
            self.value.kind in (PeriodKind.YEAR, *_FINE)
            and self.value.first <= months[0]
            and months[1] <= self.value.last
        )


def _months(value: Period | tuple[int, int, int]) -> tuple[int, int]:
    if isinstance(value, Period):
        return value.first, value.last
    month = value[0] * 12 + value[1] - 1
    return month, month


def find_times(text: str, said: date | None) -> list[Time]:
    """Every day and period of a text, left to right.

    Args:
        said: the day by which the article was written: it gives "6 tháng đầu năm" and "ngày 8/3" their year.
    """
    folded = fold(text)
    days = list(_days(folded, said.year if said else 0))
    periods = [
        Time(found.start, found.end, found.period, bool(_COMPARED.search(folded[: found.start])))
        for found in find_periods(text, said=said)
        if not overlaps(found.start, found.end, days)
    ]
    return sorted([*days, *periods], key=lambda time: time.start)


def _days(folded: str, year: int) -> Iterable[Time]:
    for match in _DAY.finditer(folded):
        day, month = (int(match[f"{name}"] or match[f"{name}2"] or match[f"{name}3"]) for name in "dm")
        if not (1 <= day <= 31 and 1 <= month <= 12):
            continue
        if match["d3"] and not _BEFORE_DAY.search(folded[: match.start()]):
            continue  # "1/3 hội viên" is a third
        named = int(match["y"] or match["y2"] or year)
        yield Time(match.start(), match.end(), (named, month, day), bool(_COMPARED.search(folded[: match.start()])))


def overlaps(start: int, end: int, times: Iterable[Time]) -> bool:
    """Whether a span is part of a time."""
    return any(time.start < end and start < time.end for time in times)
