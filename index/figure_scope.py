"""Where, when and by whom what a figure reports was done, and whether it was reached or planned. Pure.

The article's own unit and period hold unless a heading, the opening of a sentence or the words before a figure name
others. A date up to which something is counted is no period; a year or term that names a resolution is none either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from index.documents import Source
from index.evidence import is_plan_title
from index.vietnamese.periods import Period, PeriodKind, find_periods, month_period, parse_period, years_period
from index.vietnamese.places import Level, Mention, Place, find_places, province_named, resolve
from index.vietnamese.text import fold

OPENING = 45  # characters of a sentence in which it says what it is about
_BESIDE = 14  # characters between two names of one list
_AFTER = 80  # characters after a figure in which its period or place may follow


class Kind(StrEnum):
    """Whether a figure was reached or is aimed at."""

    RESULT = "result"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a figure unless its own words say otherwise."""

    places: tuple[Place, ...] = ()
    organisation: str | None = None
    period: Period | None = None
    kind: Kind = Kind.RESULT

    @property
    def place(self) -> str | None:
        """The places' label, which ends with the province: "huyện Krông Bông, Đắk Lắk"."""
        if not self.places:
            return None
        last = self.places[-1]
        names = [place.full_name for place in self.places[:-1] if place.level is Level.DISTRICT]
        same = all(place.province == last.province for place in self.places)
        return ", ".join([*names, last.label]) if same else last.label


@dataclass(frozen=True, slots=True)
class PlaceRun:
    """Places named one beside the other."""

    start: int
    end: int
    places: tuple[Place, ...]
    has_kind: bool  # "huyện", "tỉnh" stands before a name


@dataclass(frozen=True, slots=True)
class PeriodRun:
    """A period that a text names for what it reports."""

    start: int
    end: int
    period: Period


def scope_of(source: Source) -> Scope:
    """What an article says of itself."""
    hints = (source.province,) if source.province else ()
    places = resolve(find_places(source.organisation or ""), hint_provinces=hints)
    if not places and source.province:
        places = resolve(find_places(f"tỉnh {source.province}") or find_places(f"thành phố {source.province}"))
    return Scope(tuple(places[:1]), source.organisation, parse_period(source.period), _kind_of_title(source.title))


def said_on(source: Source) -> date | None:
    """The day on which an article speaks, as far as it is known: gives "6 tháng đầu năm" its year."""
    period = parse_period(source.period)
    if source.published or period is None:
        return source.published
    return date(period.year, period.last % 12 + 1, 28)


_PLAN_HEADING = re.compile(
    r"(?<!\w)(?:(?:phuong|dinh)\s+huong|nhiem\s+vu(?:\s+trong\s+tam)?|muc\s+tieu|chi\s+tieu\s+phan\s+dau|ke\s+hoach|trien\s+khai)(?!\w)"
)
_RESULT_HEADING = re.compile(r"(?<!\w)(?:ket\s+qua|thanh\s+tich|da|so\s+ket|danh\s+gia|tinh\s+hinh|thuc\s+hien)(?!\w)")


def _kind_of_title(title: str) -> Kind:
    return Kind.PLAN if is_plan_title(title) else Kind.RESULT


def under_heading(scope: Scope, heading: str, source: Source) -> Scope:
    """The scope of what stands under a heading: of another unit, period or of plans, where it says so."""
    if not heading:
        return scope
    folded = fold(heading)
    found = replace(scope)
    if _PLAN_HEADING.search(folded) and not _RESULT_HEADING.search(folded):
        found = replace(found, kind=Kind.PLAN)
    elif _RESULT_HEADING.search(folded):
        found = replace(found, kind=Kind.RESULT)
    periods = [run.period for run in periods_in(heading, said_on(source)) if run.period.kind is not PeriodKind.TERM]
    if periods and (scope.period is None or found.kind is Kind.PLAN or not periods[0].covers(scope.period)):
        found = replace(found, period=periods[0])
    return _moved(found, _unit_in(heading, scope), heading)


def _unit_in(heading: str, scope: Scope) -> PlaceRun | None:
    """The one district that a heading is about."""
    runs = [run for run in places_in(heading, scope) if all(place.level is Level.DISTRICT for place in run.places)]
    return runs[0] if len(runs) == 1 and len(runs[0].places) == 1 else None


_UNION = re.compile(
    r"(?:hoi\s+(?:lhpn|lien\s+hiep\s+phu\s+nu|lh\s*pn|phu\s+nu)|hlhpn|hpn|phu\s+nu)"
    r"(?:\s+(?:cac\s+(?:cap|xa|co\s+so)(?:,\s*thi\s+tran)?|(?:trong|thuoc|o|tai)))*"
    r"(?:\s+(?:tinh|thanh\s+pho|tp\.?|huyen|thi\s+xa|tx\.?|quan))?\s*$"
)


def _moved(scope: Scope, run: PlaceRun | None, text: str) -> Scope:
    """The scope of other places; the organisation goes with them where the Union's unit is named."""
    if run is None or run.places == scope.places:
        return scope
    named = _UNION.search(fold(text[max(run.start - 60, 0) : run.start])) and len(run.places) == 1
    organisation = f"Hội LHPN {run.places[0].full_name}" if named else scope.organisation
    return replace(scope, places=run.places, organisation=organisation)


def places_in(text: str, scope: Scope) -> list[PlaceRun]:
    """The places named in a text, names of one list together; a district with its province is one place."""
    return list(_places_in(text, scope.places[0].province if scope.places else None))


@lru_cache(maxsize=2_000)
def _places_in(text: str, province: str | None) -> tuple[PlaceRun, ...]:
    mentions = find_places(text)
    named = {m.places[0].name for m in mentions if m.places[0].level is Level.PROVINCE}
    runs: list[PlaceRun] = []
    for position, mention in enumerate(mentions):
        place = _meant(mentions, position, province, named)
        last = runs[-1] if runs else None
        if last and _is_listed(text[last.end : mention.start]):
            if place.level is Level.PROVINCE and all(known.province == place.province for known in last.places):
                runs[-1] = replace(last, end=mention.end)
            else:
                runs[-1] = replace(last, end=mention.end, places=(*last.places, place))
            continue
        runs.append(PlaceRun(mention.start, mention.end, (place,), mention.kind is not None))
    return tuple(runs)


def _meant(mentions: Sequence[Mention], position: int, province: str | None, named: set[str]) -> Place:
    hints = [name for name in (province, *sorted(named)) if name and province_named(name)]
    return resolve(mentions[position : position + 2], hint_provinces=hints[:1] or hints)[0]


def _is_listed(between: str) -> bool:
    words = fold(between)
    kind = r"(?:cac\s+|thuoc\s+)*(?:tinh|thanh\s+pho|tp\.?|huyen|thi\s+xa|tx\.?|quan)?"
    return len(between) <= _BESIDE and re.fullmatch(rf"\s*(?:[,–-]|va|\()?\s*{kind}\s*", words) is not None


_WHOLE = re.compile(r"(?<!\w)(?:(?:toan|trong|ca|tren\s+dia\s+ban)\s+tinh|cac\s+cap\s+hoi(?!\s+(?:trong|thuoc)))(?!\w)")
_BEST_OF = re.compile(r"nhat\s+(?:toan\s+|trong\s+)?(?:tinh|huyen|thanh\s+pho)?\s*$")
_KIND_LAST = re.compile(r"(?:tinh|thanh\s+pho|tp\.?|huyen|thi\s+xa|tx\.?|quan)\s*$")
_LOCATIVE = re.compile(
    r"(?:tai|o|thuoc|tren\s+dia\s+ban|trong|hoi\s+lhpn|phu\s+nu|lu\s+lut|,|hoc\s+sinh)\s*"
    r"(?:cac\s+)?(?:tinh|thanh\s+pho|tp\.?|huyen|thi\s+xa|quan|xa|phuong)?\s*$"
)
_GIVERS = re.compile(  # whose home is no scene, even "ở Hà Nội"; and names with a place in them
    r"(?:cong\s+ty|tap\s+doan|doanh\s+nghiep|ngan\s+hang|benh\s+vien|nha\s+tai\s+tro|nha\s+hao\s+tam|manh\s+thuong\s+quan)"
    r"[^,;.]{0,40}$"
    r"|(?:truong|quy|hop\s+tac\s+xa|htx|cau\s+lac\s+bo)(?![^,;.]*(?:tai|thuoc|o)(?!\w))[^,;.]{0,40}$"
)


def placed(scope: Scope, base: Scope, sentence: str, clause: tuple[int, int], at: int, end: int) -> Scope:
    """The scope of a figure by the places that its sentence names.

    Args:
        scope: what holds where the sentence names none.
        base: the article's own, which "toàn tỉnh" means.
        clause: where the figure's clause begins and ends.
        at: where the figure begins; `end`: where it ends.
    """
    runs = [run for run in places_in(sentence, base) if _is_scene(run, sentence, base)]
    whole = [match.start() for match in _WHOLE.finditer(fold(sentence))]
    before = [run for run in runs if clause[0] <= run.start < at]
    reset = [position for position in whole if clause[0] <= position < at]
    if before or reset:
        if not before or (reset and reset[-1] > before[-1].start):
            is_home = base.places and base.places[0].level is Level.PROVINCE
            return replace(scope, places=base.places, organisation=base.organisation) if is_home else scope
        return _moved(scope, before[-1], sentence)
    opening = [run for run in runs if run.start < OPENING and run.end <= at]
    if opening:
        return _moved(scope, opening[0], sentence)
    after = [run for run in runs if end <= run.start <= min(end + _AFTER, clause[1]) and run.has_kind]
    after = [run for run in after if _leads_to_place(sentence[end : run.start])]
    return _moved(scope, after[0], sentence) if after else scope


def _leads_to_place(between: str) -> bool:
    """Whether a place named after a figure is still the figure's."""
    part_of = re.sub(r"thuộc\s+\d+", "thuộc", between)  # "04 xã thuộc 02 huyện … tỉnh Quảng Bình"
    return not re.search(r"[;.:\d]|trong đó|riêng|,\s+\w+\s+\w+\s+\w+\s+\w+", part_of)


def _is_scene(run: PlaceRun, sentence: str, base: Scope) -> bool:
    """Whether something is said to be so in a place; a giver's home is no such place."""
    before = fold(sentence[max(run.start - 60, 0) : run.start])
    if _GIVERS.search(_KIND_LAST.sub("", before)) or _BEST_OF.search(before):
        return False
    if not base.places:
        return True
    own, place = base.places[0], run.places[0]
    if place == own:
        return True
    if place.province == own.province and place.level is Level.DISTRICT:
        return True
    return bool(_LOCATIVE.search(before)) and (place.province != own.province or own.level is Level.PROVINCE)


_MEETING = re.compile(
    r"(?<!\w)(?:hoi\s+nghi|dai\s+hoi|le\s|hop\s|so\s+ket|tong\s+ket|khai\s+mac|dien\s+ra|ngay\s+hoi|hoi\s+thi)"
)


def is_venue(sentence: str) -> bool:
    """Whether the place that a sentence opens with is only where people met."""
    return _MEETING.search(fold(sentence)) is not None


_NO_PERIOD_BEFORE = re.compile(
    r"(?:so\s+voi(?:\s+cung\s+ky)?|cung\s+ky|hon|cuoi|(?<!phan\s)(?<!thi\s)dau|ngay|tu|den|het|ke\s+tu|truoc|sau|chao\s+mung|ky\s+niem|chu\s+de|"
    r"giai\s+doan|ngay\s+\d+|\d+|den\s+(?:het|cuoi)|tu\s+(?:dau|cuoi))(?:\s+nam|\s+cua)?\s*$"
    r"|(?:nghi\s+quyet|de\s+an|luat|quyet\s+dinh|ke\s+hoach\s+so|ra\s+doi|thanh\s+lap|chuan\s+ngheo)[^,;.:]{0,60}$"
)
_MONTH = re.compile(r"(?<!\w)(?:trong|rieng)\s+thang\s+(?P<month>1[0-2]|0?[1-9])(?![\d/]|\s*[-/]\s*\d|\s+nam)")
_YEARS = re.compile(r"(?<!\w)nam\s+(20\d\d)(?:\s*,|\s+va|\s*-)\s*(?:nam\s+)?(20\d\d)(?![\d.,]?\d)")


def periods_in(text: str, said: date | None, year: int | None = None) -> list[PeriodRun]:
    """The periods that a text reports for; those of comparisons, balances, resolutions and names are left out.

    Args:
        year: the reported one, in which "trong tháng 10" lies.
    """
    return list(_periods_in(text, said, year))


@lru_cache(maxsize=2_000)
def _periods_in(text: str, said: date | None, year: int | None) -> tuple[PeriodRun, ...]:
    folded = fold(text)
    joined = [
        PeriodRun(m.start(), m.end(), years_period(PeriodKind.SPAN, int(m[1]), int(m[2])))
        for m in _YEARS.finditer(folded)
        if int(m[2]) == int(m[1]) + 1
    ]
    found = list(joined)
    if year:
        months = _MONTH.finditer(folded)
        found += [PeriodRun(m.start(), m.end(), month_period(int(m["month"]), year)) for m in months]
    for mention in find_periods(text, said=said):
        named_years = mention.period.kind in (PeriodKind.TERM, PeriodKind.SPAN)
        if mention.moment or any(run.start <= mention.start < run.end for run in joined):
            continue
        if named_years and mention.start > 12:
            continue
        if _NO_PERIOD_BEFORE.search(folded[max(mention.start - 80, 0) : mention.start]):
            continue
        found.append(PeriodRun(mention.start, mention.end, mention.period))
    return tuple(sorted(found, key=lambda run: run.start))


def dated(
    scope: Scope, base: Scope, sentence: str, said: date | None, clause: tuple[int, int], at: int, end: int
) -> Scope:
    """The scope of a figure by the periods that its sentence names; arguments as of `placed`."""
    compared = _compared_with(scope, sentence[: clause[0]])
    if compared:
        return replace(scope, period=compared, kind=Kind.RESULT)
    runs = periods_in(sentence, said, base.period.year if base.period else None)
    before = [run for run in runs if clause[0] <= run.start < at]
    first_clause = sentence.find(";") if ";" in sentence else OPENING
    opening = [run for run in runs if run.start < max(first_clause, OPENING) and run.end <= at]
    after = [run for run in runs if end <= run.start <= min(end + _AFTER, clause[1])]
    after = [run for run in after if not re.search(r"[;.:,(]|\d", sentence[end : run.start])]
    found = next(iter([*before[-1:], *opening[:1], *after[:1]]), None)
    if found is None or _is_unfinished(found.period, base.period, scope.kind):
        return scope
    is_past = scope.kind is Kind.PLAN and base.period is not None and found.period.last < base.period.first
    is_future = said is not None and _is_to_come(found.period, base.period, 12 * said.year + said.month - 1)
    kind = Kind.RESULT if is_past else Kind.PLAN if is_future else scope.kind
    return replace(scope, period=found.period, kind=kind)


_SAME_TIME = re.compile(r"cung\s+ky(?:\s+cua)?\s+(?:nam\s+(?P<year>20\d\d)|nam\s+(?:truoc|ngoai))\s*\(\s*$")


def _compared_with(scope: Scope, before: str) -> Period | None:
    """The period of what stands in brackets after it: "cao hơn cùng kỳ năm 2022 (0,17%)"."""
    named = _SAME_TIME.search(fold(before))
    if named is None or scope.period is None:
        return None
    years = int(named["year"]) - scope.period.year if named["year"] else -1
    return scope.period.moved(years)


def _is_to_come(period: Period, reported: Period | None, now: int) -> bool:
    """Whether a period had not begun when an article was written, or follows the reported one and was not over."""
    return period.first > now or (reported is not None and period.first > reported.last and period.last > now)


def _is_unfinished(period: Period, reported: Period | None, kind: Kind) -> bool:
    """Whether a year named in a report of its first months was not over: its results are of these months."""
    if kind is Kind.PLAN or reported is None or period.kind is not PeriodKind.YEAR:
        return False
    return period.covers(reported) and period != reported and period.last > reported.last
