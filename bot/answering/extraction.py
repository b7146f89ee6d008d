"""Answers without a language model: the sentences that answer, quoted exactly. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.asks import Ask
from bot.answering.facets import Facet
from bot.answering.kinds import Kind
from bot.answering.measures import counts
from bot.answering.persons import has_name
from bot.answering.questions import Question
from bot.answering.scoring import Scored, counted_asks, scorer_of
from bot.answering.sentences import Sentence, amounts_in, sentences_of, split_passage
from bot.answering.signs import answers_question, has_day, tells_target, told
from bot.answering.values import Value, pick_values
from index.evidence import reported_period
from index.lexicon import Lexicon
from index.reading.furniture import is_bullet, number_of
from index.retrieval import Hit
from index.vietnamese.concepts import concepts_in
from index.vietnamese.places import Level
from index.vietnamese.text import fold

SHORT_PAIR_CHARS = 190  # a sentence and the next are quoted together if they are this short
FIGURES_CHARS = 400  # within which the sentences after one may tell the other figures asked for
LONG_CHARS = 1300  # of the quotations of a list or a description
MAX_POINTS = 6
MIN_POINTS = 3  # of a description
MIN_ITEMS, MAX_ITEMS = 3, 10  # of a list that an article itself sets out
NEAR_CHARS = 700  # within which a story goes on
STORY_CHARS = 600  # of what is quoted to go on with it
SAME_FIGURE = 0.75  # another report gives the same kind of figure if its sentence scores this share of the best
MAX_REPORTS = 3
BARELY = 0.25  # evidence of a period that is only mentioned
CERTAIN = 0.8  # evidence of place or period that leaves no doubt
PART_OF = 0.5  # evidence of a place below which a report is of a part of it
AS_WELL = 0.8  # of the coverage of a district's figure, from which its province's goes before it
PLACES_APART = 0.5  # evidence of place by which a plan may be less sure than its result
SIDE_COVERAGE = 0.35  # the result beside a plan is often told in few words
NEAR_CAUSE = 0.85  # a reason is told in one place
_LISTED = frozenset([Facet.WEAKNESS, Facet.WISH])  # facets that each sentence of an answer has to tell
_REASON = re.compile(r"\b(?:nguyen nhan|ly do)\b")
NEXT_SENTENCE, SAME_PASSAGE = 1.5, 0.5  # of a further question that is asked in one
PART_COVERAGE = 0.3  # of a further question's own words, from which a sentence that is shown answers it
NEAR_BEST = 0.6  # further points score at least this share of the best


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
        points = [_listed(sentence, question, lexicon) for sentence in _several(question, ranked)]
    elif question.plan and question.result:
        points = _plan_and_result(question, hits, lexicon) or [_point(ranked[0], question, lexicon)]
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
    return [Point(sentence, part, tuple(pick_values(sentence, part, lexicon))) for sentence, part in found.items()]


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


def rank(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> list[Scored]:
    """The sentences of passages, best first; of the asked report alone where there is one."""
    scorer = scorer_of(question, lexicon)
    sentences = sentences_of(hits, statements=question.tells_figures)
    scored = [scorer.score(sentence, hits[sentence.rank]) for sentence in sentences]
    return sorted(
        _of_asked_report(scored, question),
        key=lambda each: (-each.score, each.sentence.rank, each.sentence.start),
    )


def _of_asked_report(scored: Sequence[Scored], question: Question) -> list[Scored]:
    """Where there is a report of the asked place and period, no other report can answer.

    What tells of a province without naming a district is no evidence of that district.
    """
    kept = list(scored)
    if any(each.place >= CERTAIN for each in kept):
        of_district = any(place.level is Level.DISTRICT for place in question.places)
        kept = [each for each in kept if each.place > 0 or (each.place == 0 and not of_district)]
    if any(each.period >= CERTAIN for each in kept):
        kept = [each for each in kept if each.period > BARELY]
    return _of_province(kept) if question.tells_figures else kept


def _of_province(scored: Sequence[Scored]) -> list[Scored]:
    """Without the figures of a district where its province's are told nearly as well."""
    best = max(scored, key=lambda each: each.score, default=None)
    if best is None or not 0 < best.place < PART_OF:
        return list(scored)
    kept = [each for each in scored if each.place >= PART_OF]
    is_told = any(each.period >= best.period and each.coverage >= AS_WELL * best.coverage for each in kept)
    return kept if is_told else list(scored)


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
    told = {stretch: len(counted_asks(stretch, question)) for stretch in stretches}
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


def _several(question: Question, ranked: Sequence[Scored]) -> list[Sentence]:
    """The best sentence, then others of its article that answer too, in the order of the article."""
    best = ranked[0].sentence
    own = sorted((s.sentence for s in ranked if s.sentence.passage.source == best.passage.source), key=_start)
    items = _items(best, own) if question.kind is Kind.LIST else []
    if items:
        return items
    if question.kind is Kind.DESCRIPTION and answers_question(best):
        answer = [s for s in own if s.passage.heading == best.passage.heading and not s.is_row]
        if _length(answer) <= LONG_CHARS and len(answer) <= MAX_POINTS:
            return answer
    chosen = _next_best(question, ranked)
    if (question.kind is Kind.DESCRIPTION or question.facets) and len(chosen) < MIN_POINTS:
        following = _following(best, own, MIN_POINTS - len(chosen))
        chosen += [s for s in following if s not in chosen and _goes_on(s, question)]
    in_order = [best, *sorted((each for each in chosen if each != best), key=_start)]
    if Facet.CAUSE not in question.facets:
        return in_order
    return sorted(in_order, key=lambda s: told(s, Facet.CAUSE), reverse=True)  # the reason itself goes first


def _goes_on(sentence: Sentence, question: Question) -> bool:
    """Whether a sentence after the best one goes on about what is asked: another shortcoming, another wish."""
    return question.facets.isdisjoint(_LISTED) or _tells_facets(sentence, question)


def _start(sentence: Sentence) -> int:
    return sentence.start


def _next_best(question: Question, ranked: Sequence[Scored]) -> list[Sentence]:
    """The best sentence and those of its article that score nearly as well."""
    best = ranked[0]
    chosen = [best.sentence]
    near_best = NEAR_CAUSE if Facet.CAUSE in question.facets else NEAR_BEST
    for scored in ranked[1:]:
        sentence = scored.sentence
        near = scored.score >= near_best * best.score and sentence.passage.source == best.sentence.passage.source
        if Facet.CAUSE in question.facets and sentence.passage == best.sentence.passage:
            near = near or bool(_REASON.search(fold(sentence.text)))
        if sentence.is_row and not best.sentence.is_row:
            continue
        if question.kind is Kind.LIST and not _tells_facets(sentence, question):
            continue
        if near and _length(chosen) + len(sentence.text) <= LONG_CHARS and len(chosen) < MAX_POINTS:
            chosen.append(sentence)
    return chosen


def _tells_facets(sentence: Sentence, question: Question) -> bool:
    return all(told(sentence, facet) > 0 for facet in question.facets)


def _length(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.text) for sentence in sentences)


def _following(best: Sentence, own: Sequence[Sentence], count: int) -> list[Sentence]:
    """The sentences right after the best one in its section: a story is told in several."""
    later = [s for s in own if s.start >= best.end and s.passage.heading == best.passage.heading and not s.is_row]
    near = [s for s in later[:count] if s.start - best.end <= NEAR_CHARS]
    return [s for n, s in enumerate(near) if _length(near[: n + 1]) <= STORY_CHARS]


def _items(best: Sentence, own: Sequence[Sentence]) -> list[Sentence]:
    """The items of the list that the best sentence opens or stands in; none where it is no list."""
    opens = best.text.rstrip().endswith(":") or bool(_OPENS.search(fold(best.text)))
    marked = [s for s in own if s.passage.heading == best.passage.heading and _is_item(s)]
    if opens:
        marked = [s for s in marked if s.start >= best.end]
    elif best not in marked:
        return []
    if len(marked) < MIN_ITEMS or len(marked) > MAX_ITEMS:
        return []
    return [best, *marked] if opens else marked


_OPENS = re.compile(r"\b(?:nhu sau|sau day|cu the la|gom)\W*$")


def _is_item(sentence: Sentence) -> bool:
    return is_bullet(sentence.text) or number_of(sentence.text) is not None


def _plan_and_result(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> list[Point]:
    """The best sentence for what was planned and the best for what was reached; one if it tells both."""
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
    if len(told) > 1 and _is_one_figure([scored.sentence for scored, _ in told], told[0][1]):
        scored, part = told[0]
        return Draft(Kind.FIGURE, (_point(scored, part, lexicon),))
    points = tuple(_point(scored, part, lexicon) for scored, part in told)
    return Draft(Kind.COMPARISON, points, tuple(part for part, scored in found if scored is None))


def _is_one_figure(sentences: Sequence[Sentence], question: Question) -> bool:
    """Whether one sentence was found for all sides, and a single figure in it is what is asked for."""
    [first, *others] = sentences
    if first.is_row or not question.asks or any(other != first for other in others):
        return False
    return sum(counts(first.text, amount, question.asks[0]) for amount in amounts_in(first.text)) == 1
