"""Whether a question could mean several places: then it is asked back, not guessed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.kinds import Kind
from bot.answering.questions import Question
from bot.answering.scoring import Scored
from index.documents import Source

ALIKE = 0.88  # another place's sentence answers as well if it scores this share of the best
ALIKE_COVERAGE = 0.85
COMMON = 0.6  # a question with words that only some report has is clear enough


def meant_places(question: Question, ranked: Sequence[Scored]) -> list[str]:
    """The places whose reports answer a question that names none equally well, best first; one if it is clear."""
    if question.places or question.kind not in (Kind.FIGURE, Kind.PERSON):
        return []
    best = ranked[0]
    if best.coverage < COMMON:
        return []
    alike = [
        each.sentence.passage.source
        for each in ranked
        if each.score >= ALIKE * best.score
        and each.coverage >= ALIKE_COVERAGE * best.coverage
        and each.fits == best.fits
    ]
    if len({source.province for source in alike}) < 2:
        return []
    return list(dict.fromkeys(_place_of(source) for source in alike))


def _place_of(source: Source) -> str:
    unit = (source.organisation or "").removeprefix("Hội LHPN ").strip()
    return unit or f"tỉnh {source.province}"
