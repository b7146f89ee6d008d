"""The sentences of a list or a description: of one article, and no more than a phone shows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.facets import Facet
from bot.answering.kinds import Kind
from bot.answering.questions import Question
from bot.answering.scoring import Scored
from bot.answering.sentences import Sentence
from bot.answering.signs import answers_question, told
from index.reading.furniture import is_bullet, number_of
from index.vietnamese.text import fold

LONG_CHARS = 1300  # of the quotations of a list or a description
MAX_POINTS = 6
MIN_POINTS = 3  # of a description
MIN_ITEMS, MAX_ITEMS = 3, 10  # of a list that an article itself sets out
NEAR_CHARS = 700  # within which a story goes on
STORY_CHARS = 600  # of what is quoted to go on with it
NEAR_CAUSE = 0.85  # a reason is told in one place
NEAR_BEST = 0.6  # further points score at least this share of the best
_LISTED = frozenset([Facet.WEAKNESS, Facet.WISH])  # facets that each sentence of an answer has to tell
_REASON = re.compile(r"\b(?:nguyen nhan|ly do)\b")


def several(question: Question, ranked: Sequence[Scored]) -> list[Sentence]:
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
