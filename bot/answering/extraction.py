"""Answers without a language model: the sentences that answer, quoted exactly. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.asks import Ask
from bot.answering.enumeration import several
from bot.answering.kinds import Kind
from bot.answering.measures import counts
from bot.answering.persons import has_name
from bot.answering.questions import Question
from bot.answering.ranking import rank
from bot.answering.scoring import Scored, counted_asks, fit_told, scorer_of
from bot.answering.sentences import Sentence, amounts_in, split_passage
from bot.answering.signs import has_day, tells_target
from bot.answering.values import Value, pick_values
from index.evidence import reported_period
from index.lexicon import Lexicon
from index.retrieval import Hit
from index.vietnamese.concepts import concepts_in

SHORT_PAIR_CHARS = 190  # a sentence and the next are quoted together if they are this short
FIGURES_CHARS = 400  # within which the sentences after one may tell the other figures asked for
SAME_FIGURE = 0.75  # another report gives the same kind of figure if its sentence scores this share of the best
MAX_REPORTS = 3
PLACES_APART = 0.5  # evidence of place by which a plan may be less sure than its result
SIDE_COVERAGE = 0.35  # the result beside a plan is often told in few words
NEXT_SENTENCE, SAME_PASSAGE = 1.5, 0.5  # of a further question that is asked in one
PART_COVERAGE = 0.3  # of a further question's own words, from which a sentence that is shown answers it


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say: a sentence, what it is asked for, and the figures picked from it."""

    sentence: Sentence
    question: Question  # about one place and one period
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is worded and checked."""

    kind: Kind
    points: tuple[Point, ...]
    missing: tuple[Question, ...] = ()  # parts that nothing answers


def extract(question: Question, ranked: Sequence[Scored], hits: Sequence[Hit], lexicon: Lexicon) -> Draft:
    """The sentences that answer a question about one place and period.

    Args:
        ranked: the sentences of the hits, best first, at least one.
    """
    if question.kind in (Kind.LIST, Kind.DESCRIPTION):
        points = [_listed(sentence, question, lexicon) for sentence in several(question, ranked)]
    elif question.plan and question.result:
        points = _plan_and_result(question, ranked, hits, lexicon) or [_point(ranked[0], question, lexicon)]
    elif question.kind is Kind.FIGURE and not question.periods and not question.latest:
        points = _of_each_report(question, ranked, lexicon)
    elif question.kind is Kind.FIGURE:
        points = _with_disagreeing(question, ranked, lexicon)
    else:
        points = [_point(ranked[0], question, lexicon)]
    points += _of_conjuncts(question, points, hits, lexicon)
    return Draft(question.kind, tuple(points))


def _of_conjuncts(question: Question, points: Sequence[Point], hits: Sequence[Hit], lexicon: Lexicon) -> list[Point]:
    """A point for each question that is joined to another and that the points so far leave open."""
    if question.kind in (Kind.LIST, Kind.DESCRIPTION):
        return []
    best = points[0].sentence
    found: dict[Sentence, Question] = {}
    for part in question.joined:
        if part.kind not in (Kind.FIGURE, Kind.PERSON, Kind.DATE) or _is_told(part, points, lexicon):
            continue
        near = [
            replace(scored, score=scored.score + _closeness(scored.sentence, best))
            for scored in rank(part, hits, lexicon)
            if scored.sentence.passage.source == best.passage.source and _answers(scored.sentence, part)
        ]
        if near:
            found.setdefault(max(near, key=lambda scored: scored.score).sentence, part)
    added = [Point(sentence, part, tuple(pick_values(sentence, part, lexicon))) for sentence, part in found.items()]
    return [point for point in added if point.values or all(point.sentence != told.sentence for told in points)]


_YEAR = re.compile(r"năm \d{4}")


def _is_told(part: Question, points: Sequence[Point], lexicon: Lexicon) -> bool:
    """Whether what is shown so far answers: a figure was picked for it, or a sentence holds it and speaks of it."""
    holding = [point for point in points if _answers(point.sentence, part)]
    scorer = scorer_of(part, lexicon)
    return any(point.values or scorer.covered_share(point.sentence) >= PART_COVERAGE for point in holding)


def _answers(sentence: Sentence, part: Question) -> bool:
    """Whether a sentence holds the kind of thing that is asked for: the figures counted, a name, a day."""
    if part.kind is Kind.PERSON:
        return has_name(sentence.text)
    if part.kind is Kind.DATE:
        return has_day(_YEAR.sub("", sentence.text))  # the year that a report is of answers no "khi nào"
    if any(ask.is_told for ask in part.asks):
        return len(counted_asks(sentence, part)) == len(part.asks)
    return bool(amounts_in(sentence.text))


def _closeness(sentence: Sentence, best: Sentence) -> float:
    """How much is added to a sentence near the one that answers: a story goes on where it began."""
    if sentence.passage != best.passage:
        return 0.0
    between = max(sentence.start, best.start) - min(sentence.end, best.end)
    return NEXT_SENTENCE if between <= 1 else SAME_PASSAGE


def _listed(sentence: Sentence, question: Question, lexicon: Lexicon) -> Point:
    """A point of a list; a table row is told by its cells."""
    return Point(sentence, question, tuple(pick_values(sentence, question, lexicon)) if sentence.is_row else ())


def _of_each_report(question: Question, ranked: Sequence[Scored], lexicon: Lexicon) -> list[Point]:
    """Where no period is asked for, the figure of each report that has it, newest first."""
    best = _point(ranked[0], question, lexicon)
    if not best.values or not question.places:
        return [best]
    points = {best.sentence.passage.source: best}
    for scored in ranked[1:]:
        source = scored.sentence.passage.source
        alike = scored.score >= SAME_FIGURE * ranked[0].score and scored.coverage >= 0.8 * ranked[0].coverage
        if source in points or not alike or source.period is None or best.sentence.passage.source.period is None:
            continue
        point = _point(scored, question, lexicon)
        if point.values:
            points[source] = point
    newest = sorted(points.values(), key=lambda point: -_age(point))
    return newest[:MAX_REPORTS]


def _with_disagreeing(question: Question, ranked: Sequence[Scored], lexicon: Lexicon) -> list[Point]:
    """The figure, and another article of the same unit and period that gives another one; later first."""
    best = _point(ranked[0], question, lexicon)
    own = best.sentence.passage.source
    if len(best.values) != 1 or own.period is None:
        return [best]
    for scored in ranked[1:]:
        source = scored.sentence.passage.source
        same = (source.organisation, source.period) == (own.organisation, own.period) and source != own
        if not same or scored.score < SAME_FIGURE * ranked[0].score or scored.planned != ranked[0].planned:
            continue
        other = _point(scored, question, lexicon)
        if len(other.values) == 1 and other.values[0].unit == best.values[0].unit:
            differs = other.values[0].number != best.values[0].number
            return sorted([best, other], key=_published, reverse=True) if differs else [best]
    return [best]


def _published(point: Point) -> str:
    day = point.sentence.passage.source.published
    return day.isoformat() if day else ""


def _age(point: Point) -> int:
    period = reported_period(point.sentence.passage.source)
    return period.last if period else 0


def _point(scored: Scored, question: Question, lexicon: Lexicon) -> Point:
    """A sentence with the figures asked for; where several are, the sentences after it may tell the others."""
    sentence = scored.sentence
    if not question.asks and not sentence.is_row:
        return Point(_with_next(sentence, question), question)
    is_told = len(question.asks) < 2 and (not question.asks or bool(counted_asks(sentence, question)))
    limit = len(sentence.text) if is_told else FIGURES_CHARS
    stretches = list(_stretches(sentence, question, limit))
    for stretch in stretches:
        values = pick_values(stretch, question, lexicon)
        if values:
            return Point(stretch, question, tuple(values))
    told = {stretch: fit_told(stretch, question) for stretch in stretches}
    most = max(stretches, key=lambda stretch: (told[stretch], -len(stretch.text)))
    return Point(most if told[most] > told[sentence] else _with_next(sentence, question), question)


def _with_next(sentence: Sentence, question: Question) -> Sentence:
    """A short sentence with the one after it on its line: what "cấp huyện" or "tổ" is about often takes two."""
    forward = (s for s in _stretches(sentence, question, SHORT_PAIR_CHARS) if s.start == sentence.start)
    return list(forward)[:2][-1]


def _stretches(sentence: Sentence, question: Question, limit: int) -> Iterator[Sentence]:
    """A sentence, then the same with ever more of those after and before it on its line, as long as `limit` allows."""
    yield sentence
    around = [s for s in split_passage(sentence.passage, statements=question.tells_figures) if not s.is_row]
    if sentence.is_row:
        return
    for first in (sentence, *(s for s in reversed(around) if s.end <= sentence.start)):
        for last in (sentence, *(s for s in around if s.start >= sentence.end)):
            if (first, last) != (sentence, sentence):
                joined = _joined(first, last)
                if len(joined.text) <= limit and "\n" not in joined.text:
                    yield joined


def _joined(first: Sentence, last: Sentence) -> Sentence:
    """What stands from the beginning of one sentence of a passage to the end of another."""
    passage = first.passage
    text = passage.text[first.start - passage.start : last.end - passage.start]
    return replace(first, end=last.end, text=text)


def _plan_and_result(
    question: Question, ranked: Sequence[Scored], hits: Sequence[Hit], lexicon: Lexicon
) -> list[Point]:
    """The best sentence for what was planned and the best for what was reached; one if it tells both."""
    best = ranked[0]
    if not best.planned and not best.sentence.is_row and tells_target(best.sentence):
        return [_point(best, question, lexicon)]
    topic = tuple(term for term in question.topic if not term.concepts & concepts_in(("kế", "hoạch")))
    told: list[tuple[Scored, Question]] = []
    for plan in (True, False):
        side = replace(question, plan=plan, result=not plan, topic=topic or question.topic, asks=_once(question.asks))
        ranked = [each for each in rank(side, hits, lexicon) if _tells_side(each, plan)]
        if ranked:
            told.append((ranked[0], side))
    if len(told) == 2:
        told = _of_one_thing(*told)
    if len(told) == 2 and told[0][0].sentence == told[1][0].sentence:
        return [_point(told[0][0], question, lexicon)]
    return [_point(scored, question if scored.sentence.is_row else side, lexicon) for scored, side in told]


def _once(asks: Sequence[Ask]) -> tuple[Ask, ...]:
    """The figures asked for, when "hứa mấy hộ nghèo, làm được mấy hộ" asks for one thing twice."""
    told = [ask for ask in asks if ask.is_told] or list(asks[:1])
    return tuple(ask for n, ask in enumerate(told) if not any(_is_same(ask, other) for other in told[:n]))


def _is_same(ask: Ask, other: Ask) -> bool:
    if not (ask.measure and other.measure):
        return ask == other
    return ask.measure[0] == other.measure[0]


def _tells_side(scored: Scored, plan: bool) -> bool:
    """Whether a sentence tells of a plan, or of a result; a table's row may tell both."""
    if scored.sentence.is_row:
        return True
    return tells_target(scored.sentence) if plan else not scored.planned


def _of_one_thing(planned: tuple[Scored, Question], reached: tuple[Scored, Question]) -> list[tuple[Scored, Question]]:
    """Both sides, unless one is told by far fewer of the topic's words or of a doubtful place: then the other alone."""
    (plan, _), (result, _) = planned, reached
    kept = [planned] if plan.place >= result.place - PLACES_APART else []
    if not kept or result.coverage >= SIDE_COVERAGE * plan.coverage:
        kept.append(reached)
    return kept


def compare_parts(found: Sequence[tuple[Question, Scored | None]], lexicon: Lexicon) -> Draft:
    """One point for each place and period that a sentence was found for; the others are named as missing.

    Where all of them find one sentence, it is no comparison: "gửi từ Lào Cai xuống Bắc Giang" tells of one thing.
    """
    told = [(scored, part) for part, scored in found if scored]
    points = tuple(_point(scored, part, lexicon) for scored, part in told)
    if len(points) > 1 and _tells_one_thing(points):
        return Draft(Kind.FIGURE, points[:1])
    return Draft(Kind.COMPARISON, points, tuple(part for part, scored in found if scored is None))


def _tells_one_thing(points: Sequence[Point]) -> bool:
    """Whether one sentence was found for all sides, and a single figure in it is what is asked for."""
    [first, *others] = points
    if first.sentence.is_row or not first.question.asks or any(each.sentence != first.sentence for each in others):
        return False
    if first.values and all(each.values == first.values for each in others):
        return True
    text = first.sentence.text
    return sum(counts(text, amount, first.question.asks[0]) for amount in amounts_in(text)) == 1
