"""Answers without a language model: the sentences that answer, quoted exactly. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.questions import Kind, Question, parts
from bot.answering.scoring import Scored, score
from bot.answering.sentences import Sentence, sentences_of, split_passage
from bot.answering.values import Value, pick_values
from index.lexicon import Lexicon
from index.retrieval import Hit

SHORT_PAIR_CHARS = 190  # a sentence and the next are quoted together if they are this short
LONG_CHARS = 1300  # of the quotations of a list or a description
MAX_POINTS = 6
MIN_COVERAGE = 0.3  # below it no sentence is about the topic
CERTAIN = 0.8  # evidence of place or period that leaves no doubt
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


def extract(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> Draft | None:
    """The sentences that answer a question, or None if none is about it."""
    if question.kind is Kind.COMPARISON:
        return _compare(question, hits, lexicon)
    ranked = _rank(question, hits, lexicon)
    if not ranked:
        return None
    if question.kind in (Kind.LIST, Kind.DESCRIPTION):
        points = [Point(sentence, question) for sentence in _several(ranked)]
    elif question.plan and question.result:
        points = _plan_and_result(question, hits, lexicon) or [_point(ranked[0], question, lexicon)]
    else:
        points = [_point(ranked[0], question, lexicon)]
    return Draft(question.kind, tuple(points))


def _rank(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> list[Scored]:
    """Sentences about the topic, best first."""
    scored = [score(sentence, question, lexicon, hits[sentence.rank]) for sentence in sentences_of(hits)]
    return sorted(
        (each for each in _of_asked_report(scored) if each.coverage >= MIN_COVERAGE),
        key=lambda each: (-each.score, each.sentence.rank, each.sentence.start),
    )


def _of_asked_report(scored: Sequence[Scored]) -> list[Scored]:
    """Where there is a report of the asked place and period, no other report can answer."""
    kept = list(scored)
    if any(each.place >= CERTAIN for each in kept):
        kept = [each for each in kept if each.place >= 0]
    if any(each.period >= CERTAIN for each in kept):
        kept = [each for each in kept if each.period > 0]
    return kept


def _point(scored: Scored, question: Question, lexicon: Lexicon) -> Point:
    values = pick_values(scored.sentence, question, lexicon) if question.asks or scored.sentence.is_row else []
    return Point(scored.sentence if values else _with_next(scored.sentence), question, tuple(values))


def _with_next(sentence: Sentence) -> Sentence:
    """A short sentence with the one that follows it: what "cấp huyện" or "tổ" is about often takes two."""
    passage = sentence.passage
    following = next((s for s in split_passage(passage) if s.start >= sentence.end), None)
    if sentence.is_row or following is None or following.is_row or following.end - sentence.start > SHORT_PAIR_CHARS:
        return sentence
    start, end = sentence.start - passage.start, following.end - passage.start
    return replace(sentence, end=following.end, text=passage.text[start:end])


def _several(ranked: Sequence[Scored]) -> list[Sentence]:
    """The best sentence and the next best of its article, in the order of the article."""
    best = ranked[0]
    chosen = [best.sentence]
    for scored in ranked[1:]:
        sentence = scored.sentence
        near = scored.score >= NEAR_BEST * best.score and sentence.passage.source == best.sentence.passage.source
        if near and sum(len(s.text) for s in chosen) + len(sentence.text) <= LONG_CHARS and len(chosen) < MAX_POINTS:
            chosen.append(sentence)
    return sorted(chosen, key=lambda sentence: sentence.start)


def _plan_and_result(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> list[Point]:
    """The best sentence for what was planned and the best for what was reached; one if it tells both."""
    points = []
    for plan in (True, False):
        side = replace(question, plan=plan, result=not plan)
        ranked = _rank(side, hits, lexicon)
        if ranked:
            points.append(_point(ranked[0], question if ranked[0].sentence.is_row else side, lexicon))
    same = len(points) == 2 and points[0].sentence == points[1].sentence
    return points[:1] if same else points


def _compare(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> Draft | None:
    """The best sentence for each place and period; parts that nothing answers are named."""
    points, missing = [], []
    for part in parts(question):
        ranked = _rank(part, hits, lexicon)
        fitting = [each for each in ranked if fits(each, part)] if len(parts(question)) > 1 else ranked
        if fitting:
            points.append(_point(fitting[0], part, lexicon))
        else:
            missing.append(part)
    return Draft(Kind.COMPARISON, tuple(points), tuple(missing)) if points else None


def fits(scored: Scored, part: Question) -> bool:
    """Whether a sentence speaks of the asked place and period at all."""
    return scored.place >= 0 and scored.period > 0 if part.periods else scored.place >= 0
