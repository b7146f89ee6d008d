"""How well a sentence answers a question. Pure.

Three things count: how much of the topic it covers (words, pairs of words, concepts, weighed by rarity in the corpus),
whether it holds the kind of thing asked for, and whether it speaks of the asked place and period.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.answering.questions import Kind, Question
from bot.answering.sentences import Sentence, Wording, amounts_in, wording
from index.documents import Passage
from index.evidence import period_evidence, place_evidence
from index.lexicon import Lexicon, concept_term
from index.vietnamese.concepts import concepts_in
from index.vietnamese.numbers import Amount
from index.vietnamese.text import CAPITALS, fold, words

PAIRS = 0.7  # how much neighbouring words count beside single ones
CONCEPTS = 0.8  # how much concepts count beside single words
HEADER_SHARE = 0.9  # what a word in a table's header counts: it belongs to each row
BEFORE_SHARE = 0.5  # in the sentence before or the heading
PASSAGE_SHARE = 0.25  # elsewhere in the passage
FOCUS = 0.3
PLACE = 0.8
PERIOD = 0.5

_NAME = re.compile(rf"(?:[{CAPITALS}][\w’']*\s+){{1,4}}[{CAPITALS}][\w’']*")
_OFFICE = re.compile(r"\b(?:chu tich|chu tri|dong chi|ba|ong|chi|giam doc|to truong|bi thu|dan dau|truong doan)\b")
_DAY = re.compile(r"\d{1,2}/\d{1,2}|\bngay \d|\bthang \d|\bquy [ivx\d]+|\bnam \d{4}")
_MONEY = re.compile(r"\b(?:dong|ty|ti|trieu|nghin|ngan)\b")
_PLANNED = re.compile(
    r"\b(?:phan dau|chi tieu|muc tieu|ke hoach|du kien|dang ky|nhiem vu|phuong huong|se|toi thieu|"
    r"it nhat|tiep tuc|giao|dinh huong|cuoi nam|thoi gian toi)\b"
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with how well it answers, and how much of the topic it covers."""

    sentence: Sentence
    score: float
    coverage: float


def score(sentence: Sentence, question: Question, lexicon: Lexicon) -> Scored:
    """How well a sentence answers a question."""
    covered = coverage(sentence, question, lexicon)
    total = covered + _fits_kind(sentence, question) + _fits_plan(sentence, question) + _holds_focus(sentence, question)
    passage = sentence.passage
    alone = Passage(passage.source, sentence.start, sentence.end, sentence.text, passage.heading, passage.header)
    if question.places:
        total += PLACE * max(place_evidence(place, alone) for place in question.places)
    if question.periods:
        total += PERIOD * max(period_evidence(m.period, alone, plan=question.plan) for m in question.periods)
    return Scored(sentence, total, covered)


def coverage(sentence: Sentence, question: Question, lexicon: Lexicon) -> float:
    """The share of the topic that a sentence holds, itself or in what stands around it; in [0, 1]."""
    around = list(_surroundings(sentence))
    singles = _weights(lexicon, (term.folded for term in question.topic))
    pairs = _weights(lexicon, _pairs(question))
    concepts = _weights(lexicon, (concept_term(c) for term in question.topic for c in term.concepts))
    total = sum(singles.values()) + PAIRS * sum(pairs.values()) + CONCEPTS * sum(concepts.values())
    if not total:
        return 0.0
    held = sum(weight * _share(around, lambda w: w.words, term) for term, weight in singles.items())
    held += PAIRS * sum(weight * _share(around, lambda w: w.pairs, pair) for pair, weight in pairs.items())
    held += CONCEPTS * sum(weight * _share(around, _concept_terms, concept) for concept, weight in concepts.items())
    return held / total


def _concept_terms(wording: Wording) -> frozenset[str]:
    return frozenset(map(concept_term, wording.concepts))


def _surroundings(sentence: Sentence) -> Iterator[tuple[float, Wording]]:
    """A sentence and what it is read with, with what a word there counts."""
    passage = sentence.passage
    yield 1.0, wording(sentence.text)
    yield HEADER_SHARE, wording(passage.header)
    yield BEFORE_SHARE, wording(f"{sentence.before}\n{passage.heading}")
    yield PASSAGE_SHARE, wording(passage.text)


def _share(around: list[tuple[float, Wording]], terms: Callable[[Wording], frozenset[str]], wanted: str) -> float:
    return next((share for share, held in around if wanted in terms(held)), 0.0)


def _weights(lexicon: Lexicon, terms: Iterable[str]) -> Mapping[str, float]:
    """The weight of each term that the corpus knows; one that it does not know tells no sentence from another."""
    return {term: lexicon.weight(term) for term in terms if lexicon.knows(term)}


def _pairs(question: Question) -> Iterator[str]:
    for first, second in zip(question.topic, question.topic[1:], strict=False):
        if second.follows:
            yield f"{first.folded}_{second.folded}"


def _fits_kind(sentence: Sentence, question: Question) -> float:
    folded = fold(sentence.text)
    match question.kind:
        case Kind.FIGURE:
            return _fits_figure(sentence, folded, question)
        case Kind.PERSON:
            return 0.6 if _OFFICE.search(folded) and _NAME.search(sentence.text) else -0.4
        case Kind.DATE:
            return 0.3 if _DAY.search(folded) else -0.3
        case _:
            return 0.0


def _fits_figure(sentence: Sentence, folded: str, question: Question) -> float:
    """Whether a sentence holds a figure of the thing counted; a figure that the question gives is none."""
    given = {amount.value for amount in amounts_in(question.text)}
    amounts = [amount for amount in amounts_in(sentence.text) if amount.value not in given]
    if not amounts:
        return -0.6
    total = 0.3 if question.wants_money and any(is_money(folded, amount) for amount in amounts) else 0.0
    if question.measure and not sentence.is_row:
        total += 0.3 if any(counts(sentence.text, amount, question.measure) for amount in amounts) else -0.2
    return total or (0.3 if sentence.is_row else 0.0)


def is_money(folded: str, amount: Amount) -> bool:
    """Whether a figure of a folded text is an amount of money."""
    return bool(_MONEY.search(folded[amount.start : amount.end + 6]))


def counts(text: str, amount: Amount, measure: tuple[str, ...]) -> bool:
    """Whether a figure counts the things asked for, by their name or another word for them."""
    if measure[:2] == ("phần", "trăm"):
        return text[amount.end :].lstrip().startswith("%")
    following = words(text[amount.end : amount.end + 40])[:4]
    if measure[0] in following[:3]:
        return True
    return bool(concepts_in(measure) & concepts_in(tuple(following)))


def _holds_focus(sentence: Sentence, question: Question) -> float:
    """Whether a sentence speaks of what "nào" or "gì" asks for: "điểm yếu nào", "lĩnh vực nào"."""
    if not question.focus:
        return 0.0
    held = wording(sentence.text)
    named = any(fold(word) in held.words for word in question.focus)
    return FOCUS if named or held.concepts & concepts_in(question.focus) else 0.0


def _fits_plan(sentence: Sentence, question: Question) -> float:
    planned = bool(_PLANNED.search(fold(f"{sentence.passage.heading} {sentence.text}")))
    if question.plan and question.result:
        return 0.0
    return 0.2 if planned == question.plan else -0.2
