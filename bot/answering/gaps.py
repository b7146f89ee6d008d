"""What the corpus does not hold, told from evidence: no report of that place, of that period, no result, no such topic.

A likeness score cannot tell this: the report of another year is as alike as can be. What tells is that no sentence
speaks of the asked place and period, or that none holds what the question is about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from bot.answering.identifiers import CONGRESS, asks_of_numbered_congress, missing_identifiers
from bot.answering.kinds import Kind
from bot.answering.measures import named_share
from bot.answering.persons import asks_for_office, tells_of_group
from bot.answering.questions import Question
from bot.answering.ranking import PART_OF
from bot.answering.scoring import Scored, counted_asks
from bot.answering.signs import (
    asks_of_prize,
    asks_until_then,
    names_other_rank,
    tells_of_event,
    tells_target,
    told,
)
from index.evidence import is_plan_title, places_of, reported_period
from index.library import Snapshot
from index.vietnamese.concepts import concepts_in
from index.vietnamese.periods import PeriodKind
from index.vietnamese.places import Level
from index.vietnamese.text import fold, is_unaccented, words
from index.wording import wording

# The least share of the topic, words and pairs weighed by rarity, that a sentence has to cover. Below it a figure is of
# something else; the better its own words say what was asked for, the less the others have to.
MIN_COVERAGE_OF_FIGURES = 0.21
MIN_COVERAGE_COUNTED = 0.17  # a figure counts the very thing asked for
MIN_COVERAGE_OF_ROW = 0.27  # a row says what it counts in few words: the others have to be right
MIN_COVERAGE_OF_SEVERAL = 0.2  # each of several figures does
MIN_COVERAGE_UNCOUNTED = 0.65  # the figures count other things than the question asks for
MIN_COVERAGE_ELSEWHERE = 0.5  # the same of a place that is not quite the asked one
MIN_COVERAGE_OF_GROUP = 0.4  # somebody is asked for, and "hai hội viên" are told of
MIN_COVERAGE_UNNAMED = 0.6  # somebody is asked for, and told of without a name
MIN_COVERAGE_UNDATED = 0.26  # a figure of doubtful period
ANOTHER_PERIOD = -0.5  # evidence of a period by what tells of another one
SURE_PERIOD = 0.5  # evidence of a period from which it is not doubtful
MIN_COVERAGE_WITHOUT_FIGURE = 0.6  # a figure is asked for, and none is told
MIN_COVERAGE_OF_DEFINITION = 0.5  # "Máy tính lượng tử là gì?" is not answered by a sentence about computers
SURELY_COVERED = 0.5  # from here on a question is about a report, whatever else its words sound like
SOME_EVIDENCE = 0.2  # the same where nothing else is asked: "còn những gì chưa làm tốt"
SURE_EVIDENCE = 0.6  # of place and period, where a question says little more
MAX_GENERAL_TERMS = 3  # of a topic: "còn những điểm yếu nào"
OUTSTANDING, AHEAD = 9.0, 5.0  # score of a sentence, and how far the best of other passages is behind it
SHARE_OF_OUTSTANDING = 0.7  # of the coverage, and of what has to be told, that is asked for otherwise
MIN_COVERAGE_OF_NAMES = 0.18  # a name or a day is asked for
MIN_COVERAGE = 0.1  # of other questions: their words are freer
COVERAGE_TELLS = 3.0  # what full coverage of the topic adds to how plainly the asked thing is told
_LEAST_TOLD = {Kind.FIGURE: 6.0, Kind.COMPARISON: 4.5, Kind.NAME: 5.2, Kind.PERSON: 5.2, Kind.DATE: 5.2}


class Missing(StrEnum):
    """What an answer would have needed."""

    PLACE = "no report of that place"
    PERIOD = "no report of that period"
    RESULT = "a target, but no result yet"
    TOPIC = "no passage about it"
    SCOPE = "not about the Union's work"


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a question has no answer."""

    missing: Missing
    question: Question  # about one place and period


def find_gap(question: Question, ranked: Sequence[Scored], snapshot: Snapshot) -> Gap | None:
    """What is missing for an answer to a question about one place and period; None if nothing is."""
    if not ranked:
        return Gap(Missing.TOPIC, question)
    best = ranked[0]
    if best.coverage < SURELY_COVERED and is_off_topic(question):
        return Gap(Missing.SCOPE, question)
    if question.places and not any(each.place > 0 for each in ranked):
        return Gap(Missing.PLACE, question)
    if question.places and best.place <= 0 and question.kind not in (Kind.LIST, Kind.DESCRIPTION):
        return Gap(Missing.TOPIC, question)  # the province's figure is not its district's
    if question.tells_figures and 0 < best.place < PART_OF and _asks_of_province(question, best):
        return Gap(Missing.TOPIC, question)  # nor the district's its province's
    if question.periods and not _tells_of_period(question, ranked):
        return Gap(Missing.PERIOD, question)
    if _lacks_topic(question, ranked):
        return Gap(Missing.TOPIC, question)
    if question.tells_figures and _lacks_result(question, ranked):
        return Gap(Missing.RESULT, question)
    return None


def _asks_of_province(question: Question, best: Scored) -> bool:
    """Whether a province as a whole is asked about; its city may have its name: "trên Bắc Kạn"."""
    if any(place.level is not Level.PROVINCE for place in question.places):
        return False
    names = {unit.name for unit in places_of(best.sentence.passage.source)}
    return "tinh" in fold(question.spelled).split() or names.isdisjoint(place.name for place in question.places)


def _tells_of_period(question: Question, ranked: Sequence[Scored]) -> bool:
    if question.tells_figures:
        return ranked[0].period > 0 and not _is_of_part(question, ranked[0])
    if ranked[0].period > ANOTHER_PERIOD and any(each.period > 0 for each in ranked):
        return True
    years = {mention.period.year for mention in question.periods}  # who chairs, what happened: written in that year
    return any(
        s.sentence.passage.source.published and s.sentence.passage.source.published.year in years for s in ranked
    )


def _is_of_part(question: Question, best: Scored) -> bool:
    """Whether what a whole year came to is asked for, and told of a part of it; an event happens once in a year."""
    reported, asked = reported_period(best.sentence.passage.source), question.period
    if reported is None or asked is None or asked.kind is not PeriodKind.YEAR or best.period >= SURE_PERIOD:
        return False
    if question.plan and tells_target(best.sentence):
        return False  # the half year's report gives the year's target
    once = tells_of_event(" ".join(question.words)) or asks_until_then(question.spelled)
    return asked != reported and asked.covers(reported) and not once


def _lacks_topic(question: Question, ranked: Sequence[Scored]) -> bool:
    best = ranked[0]
    if _tells_asked_facet(question, best):
        return False
    least = max(_least_coverage(question, best), _least_in_doubt(question, best))
    share = SHARE_OF_OUTSTANDING if _stands_out(ranked) else 1.0
    if least < MIN_COVERAGE_UNCOUNTED:
        least *= share
    if best.coverage < least or _names_nobody(question, best):
        return True
    if question.kind in (Kind.NAME, Kind.DATE) and not best.fits:
        return True
    if asks_of_prize(question.spelled) and (best.planned or names_other_rank(question.spelled, best.sentence.text)):
        return True  # the contest was yet to come, or its other prizes are told of
    if _tells_little(question, best, share):
        return True
    passage = best.sentence.passage
    if _asks_of_party(question) and _PARTY_WORD not in wording(f"{passage.heading}\n{passage.text}").accented:
        return True
    return _names_another(question, ranked)


def _tells_little(question: Question, best: Scored, share: float) -> bool:
    """Whether the right place and period are all that speaks for a sentence, next to nothing of the asked thing."""
    if question.tells_figures and not any(ask.is_told and not ask.is_assumed for ask in question.asks):
        return False
    return best.told + COVERAGE_TELLS * best.coverage < share * _LEAST_TOLD.get(question.kind, -math.inf)


def _names_another(question: Question, ranked: Sequence[Scored]) -> bool:
    """Whether the passage that answers, or else its article, has the asked contest or plan by another number only."""
    passage = ranked[0].sentence.passage
    told = f"{passage.source.title}\n{passage.heading}\n{passage.text}"
    if asks_of_numbered_congress(question.spelled) and CONGRESS not in fold(told):
        return True
    own = dict.fromkeys(s.sentence.passage.text for s in ranked if s.sentence.passage.source == passage.source)
    return any(missing_identifiers(question.spelled, text) for text in (told, "\n".join([told, *own])))


def _stands_out(ranked: Sequence[Scored]) -> bool:
    """Whether the best sentence answers far better than any of another passage: nothing else can have been meant."""
    best = ranked[0]
    others = (each.score for each in ranked if each.sentence.passage != best.sentence.passage)
    return best.score >= OUTSTANDING and best.score - max(others, default=0.0) >= AHEAD


_PARTY = concepts_in(("vào", "đảng"))
_PARTY_WORD = "đảng"


def _asks_of_party(question: Question) -> bool:
    """Whether a figure of those who joined the Party is asked for: members who joined the Union are others."""
    return question.tells_figures and not _PARTY.isdisjoint(concepts_in(question.words))


def _lacks_result(question: Question, ranked: Sequence[Scored]) -> bool:
    """Whether nothing but a target is told of what was reached; beside its target too, where both are asked for."""
    best = ranked[0]
    if not question.plan:
        return best.planned or _is_yet_to_come(question, best)
    if not question.result or not best.planned:
        return False
    may_tell = (each for each in ranked if not is_plan_title(each.sentence.passage.source.title))  # a plan cannot yet
    reached = (each for each in may_tell if each.fits and not each.planned and each.period >= 0)
    return not any(each.sentence.is_row or counted_asks(each.sentence, question) for each in reached)


def _is_yet_to_come(question: Question, best: Scored) -> bool:
    """Whether a term's results are asked for, and its own opening congress told those of the term before."""
    source, asked = best.sentence.passage.source, question.period
    opens = source.published is not None and asked is not None and source.published.year == asked.first // 12
    is_term = asked is not None and asked.kind is PeriodKind.TERM and asked == reported_period(source)
    return question.result and is_term and opens


def _names_nobody(question: Question, best: Scored) -> bool:
    """Whether somebody is asked for and not named; "hai hội viên nuôi gà" may be who, but never who chairs."""
    if question.kind is not Kind.PERSON or best.fits:
        return False
    least = MIN_COVERAGE_OF_GROUP if tells_of_group(best.sentence.text) else MIN_COVERAGE_UNNAMED
    return best.coverage < least or best.planned or asks_for_office(question.text)


def _tells_asked_facet(question: Question, best: Scored) -> bool:
    """Whether the report of the asked place and period tells what is asked about it as a whole: where it fell short."""
    least = SURE_EVIDENCE if question.topic else SOME_EVIDENCE
    evidence = [best.place, *([best.period] if question.periods else [])]
    if not question.places or min(evidence) < least:
        return False
    told_freely = not question.tells_figures and best.coverage > 0
    general = len(question.topic) <= MAX_GENERAL_TERMS or told_freely
    return general and bool(question.facets) and all(told(best.sentence, facet) > 0 for facet in question.facets)


def _least_in_doubt(question: Question, best: Scored) -> float:
    """The least that a sentence has to cover which is of a doubtful period, or tells no figure."""
    if not best.fits and any(ask.measure and not ask.is_assumed for ask in question.asks):
        return MIN_COVERAGE_WITHOUT_FIGURE
    is_undated = question.tells_figures and bool(question.periods) and best.period < SURE_PERIOD
    return MIN_COVERAGE_UNDATED if is_undated else 0.0


def _least_coverage(question: Question, best: Scored) -> float:
    if not question.tells_figures or not question.asks:
        is_definition = not question.places and not question.periods and question.text.rstrip(" ?.!").endswith("là gì")
        if is_definition:
            return MIN_COVERAGE_OF_DEFINITION
        return MIN_COVERAGE_OF_NAMES if question.kind in (Kind.NAME, Kind.DATE) else MIN_COVERAGE
    if best.sentence.is_row:
        table = f"{best.sentence.passage.header}\n{best.sentence.text}"
        if all(ask.measure and not named_share(table, ask) for ask in question.asks):
            return MIN_COVERAGE_UNCOUNTED
        return MIN_COVERAGE_OF_ROW
    counted = counted_asks(best.sentence, question)
    if not counted and any(ask.per for ask in question.asks):
        return MIN_COVERAGE_WITHOUT_FIGURE
    if not counted and any(ask.is_told for ask in question.asks):
        if question.places and best.place < SURE_EVIDENCE:
            return MIN_COVERAGE_ELSEWHERE
        assumed = all(ask.is_assumed for ask in question.asks)
        return MIN_COVERAGE_OF_FIGURES if assumed else MIN_COVERAGE_UNCOUNTED
    if len(counted) == len(question.asks) > 1:
        return MIN_COVERAGE_OF_SEVERAL
    return MIN_COVERAGE_COUNTED if any(ask.measure for ask in counted) else MIN_COVERAGE_OF_FIGURES


def is_off_topic(question: Question) -> bool:
    """Whether a question asks for what no report of the Union tells: the weather, a recipe."""
    typed = f" {' '.join(words(question.text))} "
    plain = is_unaccented(typed)  # accents tell "giảm cân" from "giảm cận nghèo"
    return any(f" {fold(phrase) if plain else phrase} " in typed for phrase in _off_topic())


@cache
def _off_topic() -> tuple[str, ...]:
    path = resources.files("bot.answering").joinpath("data/off_topic.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(" ".join(words(line)) for line in lines if line.strip() and not line.startswith("#"))
