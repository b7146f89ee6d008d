"""Whether a question could mean several places: then it is asked back, not guessed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.kinds import Kind
from bot.answering.persons import has_name
from bot.answering.questions import Question
from bot.answering.scoring import Scored, counted_asks
from index.documents import Source

ALIKE = 0.6  # another place's sentence answers as well if it scores this share of the best
ALIKE_COVERAGE = 0.5
MAX_GENERAL_TERMS = 2  # of a topic: "có những nhiệm vụ gì"
MAX_TERMS_OF_NAME = 8  # the same where a name is asked for: "đơn vị nào dẫn đầu thi đua"
COMMON = 0.45  # a question with words that only some report has is clear enough
COMMON_COUNTED = 0.2  # the same where the thing counted is named: many reports count it


def meant_places(question: Question, ranked: Sequence[Scored]) -> list[str]:
    """The places whose reports answer a question that names none equally well, best first; none if it is clear."""
    is_clear = bool(question.places) or has_name(question.text) or not _could_mean_several(question)
    if is_clear or ranked[0].coverage < _common(question):
        return []
    answering = [each for each in ranked if _answers(each, question)]
    alike = [each.sentence.passage.source for each in answering if _is_alike(each, answering[0])]
    if len({source.province for source in alike}) < 2:
        return []
    return list(dict.fromkeys(_place_of(source) for source in alike))


def _could_mean_several(question: Question) -> bool:
    """Whether every report could answer: it is asked for a figure or person, or for hardly anything in particular."""
    limit = MAX_TERMS_OF_NAME if question.kind is Kind.NAME else MAX_GENERAL_TERMS
    return question.kind in (Kind.FIGURE, Kind.PERSON) or len(question.topic) <= limit


def _common(question: Question) -> float:
    return COMMON_COUNTED if question.asks and all(ask.measure for ask in question.asks) else COMMON


def _answers(each: Scored, question: Question) -> bool:
    """Whether a sentence tells what is asked for: each figure, of a result or plan as asked, in the asked period."""
    is_other = question.tells_figures and each.planned != question.plan
    if not each.fits or is_other or (question.periods and each.period <= 0):
        return False
    return each.sentence.is_row or len(counted_asks(each.sentence, question)) == len(question.asks)


def _is_alike(each: Scored, best: Scored) -> bool:
    return each.score >= ALIKE * best.score and each.coverage >= ALIKE_COVERAGE * best.coverage


def _place_of(source: Source) -> str:
    unit = (source.organisation or "").removeprefix("Hội LHPN ").strip()
    return unit or f"tỉnh {source.province}"
