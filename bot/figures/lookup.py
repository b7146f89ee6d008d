"""Finds the figures that a query means: by indicator, place, period, organisation and kind. Pure.

A query is a few words as people type them, with or without diacritics: "mái ấm tình thương Đắk Lắk 2023". Place and
period are taken from it; what is left says the indicator, by the vocabulary first, else by its words, each weighted by
how few indicators have it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rapidfuzz.distance import Levenshtein

from bot.figures.comparison import is_partial
from bot.figures.ledger import Ledger
from bot.figures.whereabouts import is_district, is_in, place_order
from index.figures import Figure, Kind
from index.indicators import find_indicators, indicators, measure_of, word_set, words_of
from index.vietnamese.abbreviations import expand
from index.vietnamese.periods import Period, find_periods, parse_period
from index.vietnamese.places import Place, find_places, resolve
from index.vietnamese.text import fold, folded_words, is_unaccented, nfc, squeeze

MIN_MATCH = 0.6  # share of a query's weighted words that an indicator must have
NEAR_BEST = 0.8  # of the best match's share
MIN_LENGTH_FOR_SLIPS = 4
_PLAN = re.compile(r"(?<!\w)(?:ke hoach|chi tieu giao|muc tieu|phan dau|du kien)(?!\w)")
_RESULT = re.compile(r"(?<!\w)(?:ket qua|thuc hien|dat duoc|da dat)(?!\w)")
_KIND = re.compile(r"^(?:huyện|thành phố|thị xã|quận)\s+(?=\D)")
_EACH_PROVINCE = re.compile(r"(?<!\w)(?:cac|moi|tung|nhung)\s+tinh(?!\w)")
_EACH_DISTRICT = re.compile(r"(?<!\w)(?:cac|moi|tung|nhung)\s+huyen(?!\w)")
# Words that say nothing of the indicator.
_IDLE = word_set(
    "so luong bao nhieu cua tai o trong nam la co cac nhung moi tung cho va ve tinh huyen tong tat ca hoi lhpn den tu "
    "duoc qua"
)


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The figures that a query means, best indicator first, then later periods first."""

    query: str
    figures: tuple[Figure, ...]
    places: tuple[Place, ...] = ()  # asked for
    period: Period | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class _Query:
    text: str  # without place, period and kind
    places: tuple[Place, ...]
    period: Period | None
    kind: Kind | None
    words: tuple[str, ...] = field(default=())
    districts: bool | None = None  # whether districts or, if False, provinces alone are meant

    @property
    def wants_money(self) -> bool:
        folded = fold(self.text)
        return (
            re.search(r"(?<!\w)(?:bao nhieu tien|so tien|kinh phi|tri gia|ty dong|trieu dong)(?!\w)", folded)
            is not None
        )


def find_figures(
    ledger: Ledger,
    query: str,
    *,
    place: str | None = None,
    period: str | None = None,
    organisation: str | None = None,
    kind: Kind | None = None,
    today: date | None = None,
) -> FigureTable:
    """The figures that a query means.

    Args:
        place: a province, with its districts, or a district; else what the query names.
        period: "2023", "6 tháng đầu năm 2023"; a year also finds the periods within it. Else what the query names.
        organisation: part of its name, diacritics or none.
        kind: plans or results alone; else what the query says, else both.
        today: what "năm nay" and "năm ngoái" count from.
    """
    asked = _read(ledger, nfc(query), place, period, kind, today)
    fits = _filters(asked, organisation)
    fitting = [figure for figure in ledger.figures if all(fit(figure) for fit in fits)]
    scores = _scores(ledger, asked)
    best = max((scores.get(_text_of(figure), 0.0) for figure in fitting), default=0.0)
    least = max(MIN_MATCH, NEAR_BEST * best)
    named = _named_indicators(asked.text) if asked.words else set()
    found = [figure for figure in fitting if figure.indicator_key in named]
    found = found or [figure for figure in fitting if scores.get(_text_of(figure), 0.0) >= least]
    if asked.wants_money and any(figure.unit == "đồng" for figure in found):
        found = [figure for figure in found if figure.unit == "đồng"]
    usual = Counter((figure.indicator_key, measure_of(figure.unit)) for figure in found)
    ordered = sorted(found, key=lambda figure: _order(figure, scores, usual, ledger))
    return FigureTable(squeeze(query), tuple(without_repeats(ordered)), asked.places, asked.period, asked.kind)


def without_repeats(figures: Iterable[Figure]) -> list[Figure]:
    """Each reported fact of an article once, though its heading says it again."""
    seen, kept = set(), []
    for figure in figures:
        unit = measure_of(figure.unit)
        fact = replace(
            figure, unit=unit, indicator="", value_text="", quote="", start=0, end=0, at=0, qualifier=None, whole=None
        )
        if fact not in seen:
            seen.add(fact)
            kept.append(figure)
    return kept


def _read(
    ledger: Ledger, query: str, place: str | None, period: str | None, kind: Kind | None, today: date | None
) -> _Query:
    query = _with_accents(query, ledger) if is_unaccented(query) else query
    mentions = find_places(query)
    periods = find_periods(query, said=today, bare_years=True)
    spans = [(m.start, m.end) for m in mentions] + [(p.start, p.end) for p in periods]
    rest = _without(query, spans)
    folded = fold(rest)
    if kind is None:
        kind = Kind.PLAN if _PLAN.search(folded) else Kind.RESULT if _RESULT.search(folded) else None
    rest = _without(rest, [m.span() for pattern in (_PLAN, _RESULT) for m in pattern.finditer(folded)])
    named = resolve(find_places(nfc(place)) or find_places(f"tỉnh {nfc(place)}")) if place else resolve(mentions)
    meant = parse_period(nfc(period)) if period else periods[0].period if periods else None
    said = tuple(word for word in folded_words(expand(rest, chat=True)) if word not in _IDLE)
    districts = True if _EACH_DISTRICT.search(folded) else False if _EACH_PROVINCE.search(folded) else None
    return _Query(squeeze(rest), tuple(named), meant, kind, said, districts)


def _with_accents(query: str, ledger: Ledger) -> str:
    """An un-accented query with the names of the ledger's places accented: "cao bang" may be many words, but is one."""
    names = {part for figure in ledger.figures for part in (figure.place or "").split(", ") if part}
    for name in sorted(names, key=len, reverse=True):
        bare = _KIND.sub("", name)
        query = re.sub(rf"(?<!\w){re.escape(fold(bare))}(?!\w)", bare, query, flags=re.IGNORECASE)
    return query


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _filters(asked: _Query, organisation: str | None) -> list[Callable[[Figure], bool]]:
    filters: list[Callable[[Figure], bool]] = []
    if asked.places:
        filters.append(lambda figure: any(is_in(figure.place, place) for place in asked.places))
    if asked.period:
        wanted = asked.period
        filters.append(lambda figure: _is_within(figure.period, wanted))
    if organisation:
        name = fold(squeeze(organisation))
        filters.append(lambda figure: name in fold(figure.organisation or ""))
    if asked.districts is not None:
        filters.append(lambda figure: figure.place is not None and is_district(figure.place) is asked.districts)
    if asked.kind:
        filters.append(lambda figure: figure.kind is asked.kind)
    return filters


def _is_within(label: str | None, wanted: Period) -> bool:
    period = parse_period(label)
    return period is not None and wanted.covers(period)


def _text_of(figure: Figure) -> tuple[str, str]:
    return figure.indicator_key, figure.indicator


def _scores(ledger: Ledger, asked: _Query) -> dict[tuple[str, str], float]:
    """How well each indicator of the ledger fits the query, from 0 to 1; everything fits a query without words."""
    known = dict.fromkeys(_text_of(figure) for figure in ledger.figures)
    if not asked.words:
        return dict.fromkeys(known, 1.0)
    named = _named_indicators(asked.text)
    words = {text: frozenset(_words_of(*text)) for text in known}
    counts = Counter(word for some in words.values() for word in some)
    weights = {word: math.log(1 + len(words) / (1 + counts[word])) for word in asked.words}
    total = sum(weights.values())
    return {
        text: 1.0
        if text[0] in named
        else sum(weights[w] for w in asked.words if _has(some, w)) / total * (0.9 if named else 1)
        for text, some in words.items()
    }


def _named_indicators(text: str) -> set[str]:
    """Indicators of the vocabulary that a query names; the special ones if there are any."""
    mentions = find_indicators(words_of(text), plain=is_unaccented(text))
    outer = [
        m
        for m in mentions
        if not any(o.first <= m.first and m.last <= o.last and o.last - o.first > m.last - m.first for o in mentions)
    ]
    special = {mention.indicator.key for mention in outer if not mention.indicator.generic}
    return special or {mention.indicator.key for mention in outer}


def _words_of(key: str, phrase: str) -> list[str]:
    known = indicators().get(key)
    return folded_words(expand(f"{known.label if known else ''} {phrase}"))


def _has(words: frozenset[str], word: str) -> bool:
    """Whether a word is among others, a slip of one letter in a longer one allowed."""
    if word in words:
        return True
    if len(word) < MIN_LENGTH_FOR_SLIPS:
        return False
    return any(
        len(other) >= MIN_LENGTH_FOR_SLIPS and Levenshtein.distance(word, other, score_cutoff=1) <= 1 for other in words
    )


def _order(
    figure: Figure, scores: dict[tuple[str, str], float], usual: Counter[tuple[str, str | None]], ledger: Ledger
) -> tuple[object, ...]:
    """The best indicator first, of it the unit that most figures have, results before plans, later periods first."""
    period = parse_period(figure.period)
    return (
        -round(scores[_text_of(figure)], 2),
        figure.indicator_key,
        is_partial(figure) or figure.unit == "%",
        figure.kind is Kind.PLAN,
        -usual[figure.indicator_key, measure_of(figure.unit)],
        measure_of(figure.unit) or "",
        -(period.last if period else 0),
        -(period.first if period else 0),
        place_order(figure.place),
        -ledger.published(figure).toordinal(),
        figure.at,
    )
