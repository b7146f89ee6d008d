"""Figures of the ledger that stand side by side in one answer: one for each place, or each period of a place. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.aggregate_questions import Aggregate, Aspect
from bot.answering.kinds import asks_for_plan
from bot.answering.questions import Question
from bot.figures.comparison import Conflict, Group, Trend, conflicts, group, is_partial, trends
from bot.figures.ledger import Ledger
from bot.figures.lookup import find_figures
from bot.figures.wording import figure_amount
from index.figures import Figure, Kind
from index.indicators import find_indicators, words_of
from index.vietnamese.numbers import unsupported
from index.vietnamese.periods import parse_period
from index.vietnamese.text import fold, is_unaccented


@dataclass(frozen=True, slots=True)
class Rows:
    """Figures that can be compared, one for each place; the later period of each."""

    group: Group
    figures: tuple[Figure, ...]
    unclear: tuple[str, ...]  # places whose report gives several values
    other_periods: tuple[str, ...]  # kinds of period that were left out
    conflicts: tuple[Conflict, ...]


def rows_of(asked: Aggregate, question: Question, ledger: Ledger) -> Rows | None:
    """The figures that a question over many places asks for; None if fewer than two can be compared."""
    found = [figure for figure in _named(asked, question, ledger) if figure.place and "," not in figure.place]
    made = [_rows(each, found, ledger) for each in group(found) if _has_unit(each, asked)]
    best = max(made, key=_worth(question, asked), default=None)
    return best if best and len(best.figures) > 1 else None


def trend_of(asked: Aggregate, question: Question, ledger: Ledger) -> list[Trend]:
    """How the figures of the asked place went over time, or those of every place; none if there are too few."""
    found = _named(asked, question, ledger)
    if question.places:
        label = _label(question)
        found = [figure for figure in found if figure.place == label]
    allowed = [each for each in group(found) if _has_unit(each, asked)]
    clear = [figure for each in allowed for figure in _one_each(each.figures, ledger, lambda f: (f.place, f.period))[0]]
    known = [trend for trend in trends(clear) if trend.place]
    if not known:
        return []
    first = max(known, key=lambda t: (_preferred(t.figures[0], asked), len(t.figures)))
    return [t for t in known if _alike(t.figures[0]) == _alike(first.figures[0])]


def _alike(figure: Figure) -> tuple[object, ...]:
    period = parse_period(figure.period)
    return figure.indicator_key, figure.unit, period and (period.kind, period.months)


def _label(question: Question) -> str:
    place = question.places[0]
    return place.name if place.name == place.province else f"{place.full_name}, {place.province}"


def _named(asked: Aggregate, question: Question, ledger: Ledger) -> list[Figure]:
    """Whole figures of the indicator that the vocabulary knows by the asked name."""
    keys = _keys(asked.query)
    if not keys:
        return []
    table = find_figures(
        ledger,
        asked.query,
        place=question.places[0].label if question.places else None,
        period=question.period.label if question.period else None,
        # Of the query alone: in the question, "các tỉnh xây" folded reads as "tính xây".
        kind=Kind.PLAN if asks_for_plan(fold(asked.query)) and not question.result else Kind.RESULT,
    )
    return [figure for figure in table.figures if figure.indicator_key in keys and _is_whole(figure, ledger)]


def _keys(query: str) -> set[str]:
    """Indicators that a query names: the longest names of the vocabulary, no general word beside a special one."""
    mentions = find_indicators(words_of(query), plain=is_unaccented(query))
    longest = [m for m in mentions if not any(o.first <= m.first and m.last <= o.last and o is not m for o in mentions)]
    special = {m.indicator.key for m in longest if not m.indicator.generic}
    found = special or {m.indicator.key for m in longest}
    return found if len(found) == 1 else set()


def _is_whole(figure: Figure, ledger: Ledger) -> bool:
    """Whether a figure tells all of something, and its article's title, period or quotation bears out what is shown."""
    source = ledger.source(figure)
    told = [figure.quote, source.title, source.period or "", str(source.published or "")]
    known = figure.place and figure.period and figure.unit and not figure.of_target and not is_partial(figure)
    return (
        bool(known) and not unsupported(figure_amount(figure), told[:1]) and not unsupported(figure.period or "", told)
    )


def _has_unit(some: Group, asked: Aggregate) -> bool:
    return (some.unit == "%") == asked.wants_percent


def _preferred(figure: Figure, asked: Aggregate) -> bool:
    return (figure.unit == "đồng") == asked.wants_money


def _worth(question: Question, asked: Aggregate) -> Callable[[Rows], tuple[bool, bool, int]]:
    def worth(rows: Rows) -> tuple[bool, bool, int]:
        figure = rows.group.figures[0]
        exact = question.period is not None and figure.period == question.period.label
        return len(rows.figures) > 1 and _preferred(figure, asked), exact, len(rows.figures)

    return worth


def _rows(some: Group, found: Sequence[Figure], ledger: Ledger) -> Rows:
    clear, unclear = _one_each(some.figures, ledger, lambda figure: figure.place)
    others = {each.period_kind for each in group(found) if each.unit == some.unit} - {some.period_kind}
    shown = [f for f in some.figures if any((f.place, f.period) == (c.place, c.period) for c in clear)]
    return Rows(some, tuple(clear), tuple(unclear), tuple(sorted(others)), tuple(conflicts(shown, ledger)))


def _one_each(
    figures: Sequence[Figure], ledger: Ledger, of: Callable[[Figure], object]
) -> tuple[list[Figure], list[str]]:
    """For each place the figure of its last period and newest article; and the places whose article gives several."""
    by: defaultdict[object, list[Figure]] = defaultdict(list)
    for figure in figures:
        by[of(figure)].append(figure)
    clear, unclear = [], []
    for some in by.values():
        latest = max(some, key=lambda f: (_last(f), ledger.published(f)))
        same = {f.value for f in some if (f.document, f.period) == (latest.document, latest.period)}
        if len(same) == 1:
            clear.append(latest)
        else:
            unclear.append(latest.place or "")
    return clear, unclear


def _last(figure: Figure) -> int:
    period = parse_period(figure.period)
    return period.last if period else 0


def commonest_period(figures: Sequence[Figure]) -> list[Figure]:
    """The figures of the period that most of them have, of several the latest."""
    counted = Counter(figure.period for figure in figures)
    best = max(figures, key=lambda f: (counted[f.period], _last(f))).period
    return [figure for figure in figures if figure.period == best]


def ranked(figures: Sequence[Figure], aspect: Aspect) -> list[Figure]:
    """Figures by value, the largest first unless the least is asked for."""
    return sorted(figures, key=lambda f: f.value, reverse=aspect is not Aspect.LEAST)
