"""Answers without a language model: the sentences that answer, quoted exactly. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.questions import Kind, Question
from bot.answering.scoring import Scored, score
from bot.answering.sentences import Sentence, sentences_of
from index.lexicon import Lexicon
from index.retrieval import Hit

SHORT_CHARS = 430  # of an answer that gives a figure, a name or a date
LONG_CHARS = 1500  # of a list or a description
MIN_COVERAGE = 0.34  # below it no sentence is about the topic


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is checked: points to say, each with the sentence that supports it."""

    points: tuple[tuple[str, Sentence], ...]


def extract(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> Draft | None:
    """The sentences that answer a question, or None if none is about it."""
    ranked = sorted(
        (score(sentence, question, lexicon, hits[sentence.rank]) for sentence in sentences_of(hits)),
        key=lambda scored: (-scored.score, scored.sentence.rank, scored.sentence.start),
    )
    if not ranked or ranked[0].coverage < MIN_COVERAGE:
        return None
    if question.kind in (Kind.LIST, Kind.DESCRIPTION):
        return Draft(tuple((sentence.text, sentence) for sentence in _around(ranked, LONG_CHARS)))
    if question.kind is Kind.COMPARISON:
        return Draft(tuple((scored.sentence.text, scored.sentence) for scored in _one_each(ranked)))
    return Draft(tuple((sentence.text, sentence) for sentence in _around(ranked[:1], SHORT_CHARS)))


def _around(ranked: Sequence[Scored], limit: int) -> list[Sentence]:
    """The best sentence, then the next best of its document, in the order of the article."""
    chosen: list[Sentence] = []
    for scored in ranked:
        sentence = scored.sentence
        if sentence.passage.source != ranked[0].sentence.passage.source or scored.score < 0.5 * ranked[0].score:
            continue
        if sum(len(s.text) for s in chosen) + len(sentence.text) > limit or len(chosen) == 6:
            continue
        chosen.append(sentence)
    return sorted(chosen or [ranked[0].sentence], key=lambda sentence: sentence.start)


def _one_each(ranked: Sequence[Scored]) -> list[Scored]:
    """The best sentence of each of two documents, or the two best of one."""
    best = ranked[0]
    other = next((s for s in ranked if s.sentence.passage.source != best.sentence.passage.source), None)
    return [best, *([other] if other and other.score >= 0.5 * best.score else ranked[1:2])]
