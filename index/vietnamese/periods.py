"""Reporting periods: what "6 tháng đầu năm 2023", "nửa đầu 2022", "giữa năm ngoái" or "nhiệm kỳ 2021-2026" mean.

A period is a run of whole months with a kind. Texts are read folded, so un-accented questions are read like accented
articles; relative words ("năm nay", "năm ngoái") need the day on which they were said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.vietnamese.text import fold, nfc


class PeriodKind(StrEnum):
    """How a period is named; figures of different kinds are not put side by side."""

    YEAR = "year"
    FIRST_MONTHS = "first months"  # of a year: 3, 6 or 9 of them
    LAST_MONTHS = "last months"
    QUARTER = "quarter"
    MONTH = "month"
    TERM = "term"  # nhiệm kỳ
    SPAN = "span"  # giai đoạn


_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole months, counted as year * 12 + month - 1, both ends included."""

    kind: PeriodKind
    first: int
    last: int

    @property
    def years(self) -> tuple[int, int]:
        return self.first // 12, self.last // 12

    @property
    def year(self) -> int:
        """The year that it ends in."""
        return self.last // 12

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def label(self) -> str:
        """The one spelling that is shown and stored: "6 tháng đầu năm 2023"."""
        begin, end = self.years
        match self.kind:
            case PeriodKind.FIRST_MONTHS:
                return f"{self.months} tháng đầu năm {end}"
            case PeriodKind.LAST_MONTHS:
                return f"{self.months} tháng cuối năm {end}"
            case PeriodKind.QUARTER:
                return f"quý {_ROMAN[self.first % 12 // 3]} năm {end}"
            case PeriodKind.MONTH:
                return f"tháng {self.first % 12 + 1} năm {end}"
            case PeriodKind.TERM:
                return f"nhiệm kỳ {begin}-{end}"
            case PeriodKind.SPAN:
                return f"giai đoạn {begin}-{end}"
            case PeriodKind.YEAR:
                return f"năm {end}"

    def covers(self, other: Period) -> bool:
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last

    def moved(self, years: int) -> Period:
        """The same part of another year."""
        return Period(self.kind, self.first + 12 * years, self.last + 12 * years)


def year_period(year: int) -> Period:
    return Period(PeriodKind.YEAR, year * 12, year * 12 + 11)


def first_months(count: int, year: int) -> Period:
    return Period(PeriodKind.FIRST_MONTHS, year * 12, year * 12 + count - 1)


def last_months(count: int, year: int) -> Period:
    return Period(PeriodKind.LAST_MONTHS, year * 12 + 12 - count, year * 12 + 11)


def quarter(number: int, year: int) -> Period:
    return Period(PeriodKind.QUARTER, year * 12 + 3 * number - 3, year * 12 + 3 * number - 1)


def month_period(month: int, year: int) -> Period:
    return Period(PeriodKind.MONTH, year * 12 + month - 1, year * 12 + month - 1)


def years_period(kind: PeriodKind, begin: int, end: int) -> Period:
    return Period(kind, begin * 12, end * 12 + 11)


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period named in a text."""

    start: int
    end: int
    period: Period
    moment: bool = False  # the state at its end is meant ("cuối năm 2022", "đến 30/6/2023"), not what happened in it


_COUNT = {"ba": 3, "sau": 6, "chin": 9, "nua": 6}
_Y = r"(?:nam\s+)?(?P<year>20[0-4]\d|19[89]\d)(?![.,]?\d|/\d)"
_YEAR_ONLY = r"(?P<year>20[0-4]\d|19[89]\d)(?![.,]?\d)"
_N = r"(?P<count>0?[369]|ba|sau|chin)"
_MONTHS = r"(?:thang|(?<=\d)t|(?<=\d\s)t)"  # "6T" is written for it, but "bắt đầu" is not "ba t"
_QUARTERS = {"hai": 2, "2": 2, "ba": 3, "3": 3}
_TO = r"\s*(?:-|–|—|den|toi|/)\s*"
_MONTH_OF = r"(?:thang\s+)?{}\s*(?:[/-]|nam)?"


def _count(match: re.Match[str]) -> int:
    written = match["count"]
    return _COUNT.get(written) or int(written)


_Maker = Callable[[re.Match[str], int], "Period | None"]
# Each rule: a pattern over folded text, and how to make the period from its match and the year it stands in.
# Patterns without a year group take the year from the words around them.
_RULES: tuple[tuple[re.Pattern[str], _Maker, bool], ...] = tuple(
    (re.compile(rf"(?<![\w.,/]){pattern}(?!\w)"), maker, moment)
    for pattern, maker, moment in [
        (rf"(?:nhiem\s+ki?y?|khoa)\s+(?:nam\s+)?(?P<begin>\d{{4}})(?:{_TO}|\s+)(?P<finish>\d{{4}})",
         lambda m, _: years_period(PeriodKind.TERM, int(m["begin"]), int(m["finish"])), False),
        (rf"(?:giai\s+doan|trong\s+\w+\s+nam|\w+\s+nam|nam)\s+\(?(?P<begin>20\d\d){_TO}(?P<finish>20\d\d)",
         lambda m, _: years_period(PeriodKind.SPAN, int(m["begin"]), int(m["finish"])), False),
        (rf"(?:{_N}\s*{_MONTHS}|nua)\s+(?:dau|dau\s+cua)(?:\s+nam)?(?:\s+{_Y})?",
         lambda m, y: first_months(_count(m) if m["count"] else 6, y), False),
        (rf"(?:may|nhung|cac)\s+thang\s+dau(?:\s+nam)?(?:\s+{_Y})?", lambda _, y: first_months(6, y), False),
        (rf"(?:(?:{_N}\s*{_MONTHS}|nua(?:\s+nam)?|nhung\s+thang|cac\s+thang)\s+(?:cuoi|con\s+lai)|nua\s+sau)"
         rf"(?:\s+(?:cua\s+)?nam)?(?:\s+(?:cua\s+)?{_Y})?",
         lambda m, y: last_months(_count(m) if m["count"] else 6, y), False),
        (rf"tu\s+(?:dau\s+)?thang\s+0?7\s+(?:den|toi)\s+(?:(?:het|cuoi)\s+)?(?:nam|{_MONTH_OF.format(12)})?\s*{_YEAR_ONLY}",
         lambda _, y: last_months(6, y), False),
        (rf"tu\s+(?:dau\s+)?thang\s+0?1\s+(?:den|toi)\s+(?:(?:het|cuoi)\s+)?{_MONTH_OF.format('0?6')}\s*{_YEAR_ONLY}",
         lambda _, y: first_months(6, y), False),
        (r"tu\s+nay\s+(?:den|toi)\s+(?:het|cuoi)\s+nam", lambda _, y: last_months(6, y), False),
        (rf"(?P<count>hai|2|ba|3)\s+quy\s+(?:dau|dau\s+cua|vua\s+qua)(?:\s+nam)?(?:\s+{_Y})?",
         lambda m, y: first_months(3 * _QUARTERS[m["count"]], y), False),
        (rf"nua\s+chang(?:\s+duong)?\s+(?:(?:cua\s+)?nam\s+)?{_YEAR_ONLY}", lambda _, y: first_months(6, y), False),
        (rf"(?:(?P<count>[369]|ba|sau|chin)\s*{_MONTHS}|nua)\s+(?:cua\s+)?(?:nam\s+)?{_YEAR_ONLY}",
         lambda m, y: first_months(_count(m) if m["count"] else 6, y), False),
        (rf"quy\s+(?P<quarter>iv|i{{1,3}}|[1-4])(?:\s*[/,-]?\s*{_Y})?", lambda m, y: quarter(_quarter(m), y), False),
        (rf"(?:den|het|cuoi|toi)\s+(?:(?:het|cuoi|ngay|thang|dot)\s+)*(?:30/)?0?6\s*[/-]\s*{_YEAR_ONLY}",
         lambda _, y: first_months(6, y), True),
        (rf"(?:den|het|cuoi|toi)\s+(?:(?:het|cuoi|ngay|thang)\s+)*(?:31/)?12\s*[/-]\s*{_YEAR_ONLY}",
         lambda _, y: year_period(y), True),
        (rf"(?:den|toi)\s+(?:het\s+)?(?:ngay\s+)?(?!30/0?6|31/12)\d{{1,2}}\s*/\s*(?P<month>1[0-2]|0?[1-9])\s*/\s*{_YEAR_ONLY}",
         lambda m, y: month_period(int(m["month"]), y), True),
        (rf"30/0?6/{_YEAR_ONLY}", lambda _, y: first_months(6, y), True),
        (rf"31/12/{_YEAR_ONLY}", lambda _, y: year_period(y), True),
        (rf"(?:het|cuoi)\s+thang\s+0?6(?:\s+{_Y})?", lambda _, y: first_months(6, y), True),
        (rf"giua\s+(?:nam\s+)?{_YEAR_ONLY}", lambda _, y: first_months(6, y), True),
        (rf"(?:cuoi|het|den\s+het|ket\s+thuc)\s+(?:nam\s+)?{_YEAR_ONLY}", lambda _, y: year_period(y), True),
        (rf"(?<!phan\s)(?<!thi\s)(?<!do\s)(?<!chien\s)(?<!dan\s)(?<!dung\s)(?<!hang\s)(?<!di\s)(?<!lan\s)dau\s+(?:nam\s+)?{_YEAR_ONLY}",
         lambda _, y: first_months(6, y), True),
        (rf"thang\s+(?P<month>1[0-2]|0?[1-9])\s*(?:[/-]|\s+nam\s+|,?\s+)\s*{_YEAR_ONLY}",
         lambda m, y: month_period(int(m["month"]), y), False),
        (rf"nam\s+(?:(?:cong\s+tac|hoat\s+dong|thi\s+dua)\s+)?{_YEAR_ONLY}", lambda _, y: year_period(y), False),
    ]
)  # fmt: skip
_BARE_YEAR = re.compile(r"(?<![\w.,/-])(20[0-4]\d)(?![\w.,/-]?\d|\w)")
_RELATIVE = re.compile(r"(?<!\w)(?<!\d )nam\s+(?P<word>nay|ngoai|truoc|kia|roi)(?!\w)")
_LATEST = re.compile(
    r"(?<!\w)(?:moi\s+(?:nhat|day)|gan\s+(?:nhat|day)|hien\s+(?:nay|tai|gio|co|dang)|bay\s+gio|luc\s+nay)(?!\w)"
)
_NAM = re.compile(r"(?<!\w)nam(?!\w)")


def _quarter(match: re.Match[str]) -> int:
    written = match["quarter"]
    return int(written) if written.isdigit() else ("i", "ii", "iii", "iv").index(written) + 1


def find_periods(text: str, *, said: date | None = None, bare_years: bool = False) -> list[PeriodMention]:
    """Every period that a text names, left to right, without overlaps.

    Args:
        text: accented or not; spans count characters of its NFC.
        said: the day of writing: gives "6 tháng đầu năm" its year when the text names none, and "năm ngoái" its own.
        bare_years: whether a year without "năm" counts ("2022"), as people write in questions.
    """
    composed = nfc(text)
    folded = fold(composed)
    years = [(m.start(), int(m[0])) for m in re.finditer(r"(?<![\d.,])20[0-4]\d(?![\d]|[.,]\d)", folded)]
    found: list[PeriodMention] = []
    for pattern, maker, moment in _RULES:
        for match in pattern.finditer(folded):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            if not _nam_is_year(composed, folded, match.start(), match.end()) or _is_oil(composed, match):
                continue
            year = _year_of(match, years, said)
            if year is None:
                continue
            period = maker(match, year)
            if period and period.first <= period.last:
                found.append(PeriodMention(match.start(), match.end(), period, moment))
    if said:
        found += _relative(folded, said, found)
    if bare_years:
        found += _bare(folded, found)
    return sorted(found, key=lambda mention: mention.start)


def _year_of(match: re.Match[str], years: list[tuple[int, int]], said: date | None) -> int | None:
    groups = match.groupdict()
    if "begin" in groups:
        return int(groups["begin"])
    if groups.get("year"):
        return int(groups["year"])
    # "6 tháng đầu năm, triển khai nhiệm vụ 6 tháng cuối năm 2023": the next year named soon after holds for both.
    after = [year for at, year in years if 0 <= at - match.end() <= 90]
    before = [year for at, year in years if 0 <= match.start() - at <= 90]
    return after[0] if after else before[-1] if before else said.year if said else None


def _nam_is_year(text: str, folded: str, start: int, end: int) -> bool:
    """Not the "nam" of Việt Nam or of a man, where the text has accents to tell."""
    return all(
        text[m.start() : m.end()].lower() != "nam"
        or not folded[: start + m.start()].rstrip().endswith(("viet", "dong", "phia"))
        for m in _NAM.finditer(folded, start, end)
    )


def _is_oil(text: str, match: re.Match[str]) -> bool:
    """Whether a "dau" that nothing else tells to be "đầu" is written with other accents: "Gò Dầu năm 2023"."""
    return bool(_DAU.match(match[0])) and text[match.start() : match.start() + 3].lower() not in ("đầu", "dau", "đâu")


_DAU = re.compile(r"dau(?!\w)")


def _relative(folded: str, said: date, found: list[PeriodMention]) -> list[PeriodMention]:
    back = {"nay": 0, "ngoai": 1, "truoc": 1, "roi": 1, "kia": 2}
    return [
        PeriodMention(match.start(), match.end(), year_period(said.year - back[match["word"]]))
        for match in _RELATIVE.finditer(folded)
        if match["word"] != "truoc" or not found  # "so với năm trước" beside a named year is no date of its own
    ]


def _bare(folded: str, found: list[PeriodMention]) -> list[PeriodMention]:
    taken = [(mention.start, mention.end) for mention in found]
    return [
        PeriodMention(match.start(), match.end(), year_period(int(match[1])))
        for match in _BARE_YEAR.finditer(folded)
        if not any(start <= match.start() < end for start, end in taken)
    ]


def asks_for_latest(text: str) -> bool:
    """Whether a question wants the newest state: "mới nhất", "hiện nay", "bây giờ"."""
    return bool(_LATEST.search(fold(text)))


def parse_period(label: str | None) -> Period | None:
    """The period that a stored label means; None for None or an unknown label."""
    mentions = find_periods(label, bare_years=True) if label else []
    return mentions[0].period if mentions else None
