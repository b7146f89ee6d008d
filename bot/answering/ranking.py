"""The sentences that may answer a question, best first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.named_people import Named, named_in, shortened
from bot.answering.questions import Question
from bot.answering.scoring import Scored, scorer_of
from bot.answering.sentences import Sentence, sentences_of
from bot.answering.signs import names_other_rank
from index.lexicon import Lexicon
from index.retrieval import Hit
from index.vietnamese.places import Level

BARELY = 0.25  # evidence of a period that is only mentioned
CERTAIN = 0.8  # evidence of place or period that leaves no doubt
PART_OF = 0.5  # evidence of a place or period below which a report is of a part of it
ENOUGH = 0.4  # of the coverage of a part's figure, from which the whole one's goes before it
AS_WELL = 0.8  # of the coverage of a district's figure, from which its province's goes before it


def rank(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> list[Scored]:
    """The sentences of passages, best first; of the asked report alone where there is one.

    Where somebody is named, the articles that name them alone can answer.
    """
    scorer = scorer_of(question, lexicon)
    sentences = sentences_of(hits, statements=question.tells_figures)
    sentences = [each for each in sentences if not _only_asks(each)] or sentences
    sentences = [each for each in sentences if not names_other_rank(question.spelled, each.text)] or sentences
    named = named_in(question, [hit.passage for hit in hits])
    if named:
        sentences = [each for each in sentences if each.passage.source.id in named.sources]
    scored = [scorer.score(sentence, hits[sentence.rank]) for sentence in sentences]
    if named:
        scored = _of_named(scored, question, named, lexicon)
    return sorted(
        _of_asked_report(scored, question),
        key=lambda each: (-each.score, each.sentence.rank, each.sentence.start),
    )


def _of_named(scored: Sequence[Scored], question: Question, named: Named, lexicon: Lexicon) -> list[Scored]:
    """The sentences of a story, each of which covers the name that the story tells of."""
    about = scorer_of(shortened(question, named), lexicon, named.last_words)
    covered = ((each, about.covered_share(each.sentence)) for each in scored)
    return [replace(each, coverage=max(each.coverage, share)) for each, share in covered]


def _only_asks(sentence: Sentence) -> bool:
    """Whether a sentence asks what the next one tells: "Cơ sở kiến nghị gì? Có ba ý kiến: ..."."""
    return sentence.text.rstrip().endswith("?")


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
    if not question.tells_figures:
        return kept
    return _of_province(kept) if question.plan else _of_whole_period(_of_province(kept))


def _of_whole_period(scored: Sequence[Scored]) -> list[Scored]:
    """Without the figures of a part of the asked period where the whole one's are told with enough of the words."""
    best = max(scored, key=lambda each: each.score, default=None)
    if best is None or best.sentence.passage.source.period is None or not 0 < best.period < PART_OF:
        return list(scored)
    kept = [each for each in scored if each.period >= CERTAIN]
    is_told = any(each.fits and each.coverage >= ENOUGH * best.coverage for each in kept)
    return kept if is_told else list(scored)


def _of_province(scored: Sequence[Scored]) -> list[Scored]:
    """Without the figures of a district where its province's are told nearly as well."""
    best = max(scored, key=lambda each: each.score, default=None)
    if best is None or not 0 < best.place < PART_OF:
        return list(scored)
    kept = [each for each in scored if each.place >= PART_OF]
    is_told = any(each.period >= best.period and each.coverage >= AS_WELL * best.coverage for each in kept)
    return kept if is_told else list(scored)
