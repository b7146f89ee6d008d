"""Refusals and questions back, in words: what is missing, what there is instead, and whole questions to tap. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.answering import wording
from bot.answering.answers import Answer, Outcome
from bot.answering.gaps import Gap, Missing
from bot.answering.questions import Question
from bot.language import _
from index.documents import Source
from index.evidence import reported_period, reports_of
from index.vietnamese.periods import Period
from index.vietnamese.places import Level, Place

MAX_CHOICES = 5


def refuse(gap: Gap, sources: Sequence[Source]) -> Answer:
    """Tell what is missing and what the corpus has instead."""
    match gap.missing:
        case Missing.PLACE:
            text, choices = _no_place(gap.question, sources)
        case Missing.PERIOD:
            text, choices = _no_period(gap.question, sources)
        case Missing.RESULT:
            text, choices = _(wording.ONLY_PLANNED).format(about=about(gap.question)), ()
        case Missing.SCOPE:
            text, choices = _(wording.OFF_TOPIC), ()
        case Missing.TOPIC:
            text, choices = _(wording.NOTHING_FOUND), ()
    return Answer(Outcome.NOT_FOUND, text, choices=choices, reason=gap.missing.value)


def about(question: Question) -> str:
    """The place and period that a question names, in words."""
    return ", ".join([*map(place_name, question.places), *(m.period.label for m in question.periods)])


def place_name(place: Place) -> str:
    """A place as it is spoken of: "tỉnh Cà Mau", "huyện Cam Lâm (Khánh Hòa)"."""
    return place.full_name if place.level is Level.PROVINCE else f"{place.full_name} ({place.province})"


def _no_place(question: Question, sources: Sequence[Source]) -> tuple[str, tuple[str, ...]]:
    place = question.places[0]
    own = [source for source in reports_of(place, sources) if source.province == place.province]
    if place.level is Level.DISTRICT and own:
        text = _(wording.NO_DISTRICT).format(place=place_name(place), province=place.province)
        return text, ()
    old = [s.province for s in reports_of(place, sources) if s.province and s.province != place.province]
    if old and place.level is Level.PROVINCE:
        merged = listed(list(dict.fromkeys(old)))
        return _(wording.NO_PLACE_BUT_OLD).format(place=place_name(place), old=merged), ()
    provinces = [name for name, _ in Counter(s.province for s in sources if s.province).most_common()]
    return _(wording.NO_PLACE).format(place=place_name(place), provinces=listed(provinces)), ()


def _no_period(question: Question, sources: Sequence[Source]) -> tuple[str, tuple[str, ...]]:
    own = reports_of(question.places[0], sources) if question.places else list(sources)
    periods = _periods(own)
    period = question.periods[0].period
    name = _(" của {place}").format(place=place_name(question.places[0])) if question.places else ""
    if not periods:
        return _(wording.NO_PERIOD_AT_ALL).format(period=period.label, place=name), ()
    nearest = sorted(periods, key=lambda other: abs(other.last - period.last))[:MAX_CHOICES]
    text = _(wording.NO_PERIOD).format(period=period.label, place=name, periods=listed(sorted_labels(nearest)))
    return text, tuple(_in_period(question, other) for other in nearest[:3])


def _periods(sources: Iterable[Source]) -> list[Period]:
    return list(dict.fromkeys(period for source in sources if (period := reported_period(source))))


def sorted_labels(periods: Iterable[Period]) -> list[str]:
    """Labels of periods, oldest first."""
    return [period.label for period in sorted(periods, key=lambda period: (period.last, period.first))]


def _in_period(question: Question, period: Period) -> str:
    """The question asked about another period."""
    mention = question.periods[0]
    return question.spelled[: mention.start] + period.label + question.spelled[mention.end :]


def listed(names: Sequence[str], limit: int = 8) -> str:
    """Names in a row, cut off where there are too many."""
    shown = ", ".join(names[:limit])
    return f"{shown} …" if len(names) > limit else shown


def ask_back(question: Question, places: Sequence[str]) -> Answer:
    """Ask which of several places is meant."""
    choices = tuple(asked_at(question, place) for place in places[:MAX_CHOICES])
    text = _(wording.WHICH_PLACE).format(places=listed(places))
    return Answer(Outcome.CLARIFY, text, choices=choices, reason="several places have such reports")


def asked_at(question: Question, place: str) -> str:
    """A question that names no place, asked of one."""
    return f"{question.spelled.rstrip(' ?.!')} ở {place}?"
