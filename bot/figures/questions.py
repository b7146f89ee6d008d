"""Questions that a report's figures answer, put into words: what to ask next, and examples for who begins. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.figures.comparison import is_partial
from bot.figures.ledger import Ledger
from index.figures import Figure, Kind
from index.indicators import Indicator, indicators, measure_of
from index.vietnamese.places import find_places, resolve

_SUMS = ("dư nợ", "vốn")  # the indicators of money that are asked for by their bare names


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """A question, and the row of the ledger that answers it."""

    label: str  # short: "hội viên mới"
    question: str
    figure: Figure


def next_questions(ledger: Ledger, document: str, told: Collection[str], limit: int = 3) -> list[FigureQuestion]:
    """Questions about other indicators of a report.

    Args:
        document: the report's id.
        told: texts that have told figures already, such as the quotations of an answer.
    """
    figures = [figure for figure in ledger.figures if figure.document == document]
    known = {figure.indicator_key for figure in figures if any(figure.quote in t or t in figure.quote for t in told)}
    return [asked for asked in _askable(figures, ledger) if asked.figure.indicator_key not in known][:limit]


def example_questions(ledger: Ledger, limit: int = 3) -> list[FigureQuestion]:
    """Questions of different reports and indicators, newest reports first."""
    by_document = defaultdict(list)
    for figure in ledger.figures:
        by_document[figure.document].append(figure)
    newest = sorted(by_document, key=lambda id: ledger.published(by_document[id][0]), reverse=True)
    examples: list[FigureQuestion] = []
    for document in newest:
        keys = {example.figure.indicator_key for example in examples}
        provinces = {_province(example.figure) for example in examples}
        fresh = (
            asked
            for asked in _askable(by_document[document], ledger)
            if asked.figure.indicator_key not in keys and _province(asked.figure) not in provinces
        )
        examples += list(fresh)[:1]
    return examples[:limit]


def _askable(figures: Sequence[Figure], ledger: Ledger) -> Iterator[FigureQuestion]:
    """A question for each well-known indicator of which a report tells one result of its own place and period."""
    by_key: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.indicator_key in indicators():
            by_key[figure.indicator_key].append(figure)
    for key, same in by_key.items():
        plain = [figure for figure in same if _is_plain(figure) and _is_of_report(figure, ledger)]
        if plain and not indicators()[key].generic and _agree(plain) and _is_wordable(plain[0]):
            yield _worded(indicators()[key], plain[0])


def _is_plain(figure: Figure) -> bool:
    """Whether a figure tells what an organisation itself reached in a period."""
    return (
        figure.kind is Kind.RESULT
        and not is_partial(figure)
        and not figure.of_target
        and figure.unit != "%"
        and figure.whole is None
        and figure.period is not None
        and figure.organisation is not None
        and figure.place in _places_of(figure.organisation)
    )


def _is_of_report(figure: Figure, ledger: Ledger) -> bool:
    """Whether a figure is of the period that its report is about: a question about another one finds no report."""
    reported = ledger.source(figure).period
    return reported is None or figure.period == reported


def _agree(figures: Iterable[Figure]) -> bool:
    """Whether figures of one indicator count one thing in one period, so that the question has one answer."""
    return len({(measure_of(figure.unit), figure.period, figure.value) for figure in figures}) == 1


def _is_wordable(figure: Figure) -> bool:
    return figure.unit != "đồng" or indicators()[figure.indicator_key].label.startswith(_SUMS)


@lru_cache(maxsize=1_000)
def _places_of(organisation: str) -> tuple[str, ...]:
    """A unit's places as the ledger writes them: "huyện Krông Bông, Đắk Lắk"."""
    return tuple(
        place.province if place.name == place.province else f"{place.full_name}, {place.province}"
        for place in resolve(find_places(organisation))
    )


def _province(figure: Figure) -> str:
    return (figure.place or "").split(", ")[-1]


def _worded(indicator: Indicator, figure: Figure) -> FigureQuestion:
    label, unit, period = indicator.label, figure.unit or "", figure.period or ""
    if figure.unit == "đồng" or label.startswith("tổng số"):
        asked = f"{label} của {figure.organisation} là bao nhiêu"
    else:
        asked = f"{figure.organisation} có bao nhiêu {label if unit in label else f'{unit} {label}'}"
    return FigureQuestion(label, f"{period[0].upper()}{period[1:]}, {asked}?", figure)
