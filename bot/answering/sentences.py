"""The sentences of retrieved passages, and how well each answers a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.questions import Kind, Question
from index.documents import Passage
from index.evidence import period_evidence, place_evidence
from index.lexicon import Lexicon
from index.reading.tables import cells_of
from index.retrieval import Hit
from index.vietnamese.abbreviations import expand
from index.vietnamese.numbers import Amount, find_amounts
from index.vietnamese.text import CAPITALS, fold, sentence_spans, words

CONTEXT_SHARE = 0.5  # a word that stands in the heading or header counts half
PAIR_SHARE = 0.6  # how much neighbouring words count beside single ones
ONE_RANK = 0.03  # what one place further down the retrieved passages costs

_NAME = re.compile(rf"(?:[{CAPITALS}][\w’']*\s+){{1,4}}[{CAPITALS}][\w’']*")
_OFFICE = re.compile(
    r"\b(?:chu tich|chu tri|dong chi|ba|ong|chi|giam doc|to truong|bi thu|dan dau|truong doan|dieu hanh)\b"
)
_DAY = re.compile(r"\d{1,2}/\d{1,2}|\bngay \d|\bthang \d|\bquy [ivx\d]+|\bnam \d{4}")
_MONEY = re.compile(r"\b(?:dong|ty|ti|trieu|nghin|ngan)\b")
_PLANNED = re.compile(
    r"\b(?:phan dau|chi tieu|muc tieu|ke hoach|du kien|dat muc tieu|dang ky|nhiem vu|phuong huong|se|toi thieu|"
    r"it nhat|tiep tuc|giao|dinh huong|cuoi nam)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or table row of a passage: the smallest thing that is quoted."""

    passage: Passage
    start: int  # characters into the document's text
    end: int
    text: str
    rank: int = 0  # of its passage

    @property
    def is_row(self) -> bool:
        return cells_of(self.text) is not None


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with how well it answers, and how much of the topic it covers."""

    sentence: Sentence
    score: float
    coverage: float


def sentences_of(hits: Sequence[Hit]) -> list[Sentence]:
    """The sentences of passages, best passage first."""
    return [sentence for rank, hit in enumerate(hits) for sentence in _split(hit.passage, rank)]


def _split(passage: Passage, rank: int) -> Iterable[Sentence]:
    for start, end in sentence_spans(passage.text):
        yield Sentence(passage, passage.start + start, passage.start + end, passage.text[start:end], rank)


@lru_cache(maxsize=20_000)
def folded_terms(text: str) -> tuple[str, ...]:
    """The folded words of a text, abbreviations written out."""
    return tuple(fold(word) for word in words(expand(text)))


@lru_cache(maxsize=20_000)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """The figures of a text."""
    return tuple(find_amounts(text))


def score(sentence: Sentence, question: Question, lexicon: Lexicon) -> Scored:
    """How well a sentence answers a question: the topic it covers, and whether it holds the kind of thing asked for."""
    covered = coverage(sentence, question.topic, lexicon)
    total = covered + _fits_kind(sentence.text, question) + _fits_plan(sentence, question) - ONE_RANK * sentence.rank
    places = [place for place in question.places if place.level == "district"] or list(question.places)
    one = Passage(sentence.passage.source, sentence.start, sentence.end, sentence.text, sentence.passage.heading)
    total += 0.3 * place_evidence(places, one)
    total += 0.2 * period_evidence([mention.period for mention in question.periods], one)
    return Scored(sentence, total, covered)


def coverage(sentence: Sentence, topic: Sequence[str], lexicon: Lexicon) -> float:
    """The share of the topic's words and pairs, weighed by rarity, that a sentence or its headings hold."""
    terms = folded_terms(sentence.text)
    around = set(folded_terms(f"{sentence.passage.heading}\n{sentence.passage.header}"))
    singles = _share(topic, set(terms), around, lexicon)
    pairs = [f"{a}_{b}" for a, b in zip(topic, topic[1:], strict=False)]
    known = [pair for pair in pairs if lexicon.knows(pair)]
    joined = {f"{a}_{b}" for a, b in zip(terms, terms[1:], strict=False)}
    if not known:
        return singles
    return (singles + PAIR_SHARE * _share(known, joined, set(), lexicon)) / (1 + PAIR_SHARE)


def _share(wanted: Sequence[str], own: set[str], around: set[str], lexicon: Lexicon) -> float:
    weights = {term: lexicon.weight(term) for term in wanted}
    total = sum(weights.values())
    if not total:
        return 0.0
    found = sum(w if t in own else CONTEXT_SHARE * w if t in around else 0.0 for t, w in weights.items())
    return found / total


def _fits_kind(text: str, question: Question) -> float:
    folded = fold(text)
    match question.kind:
        case Kind.FIGURE:
            return _fits_figure(text, folded, question)
        case Kind.PERSON:
            return 0.4 if _OFFICE.search(folded) and _NAME.search(text) else -0.4
        case Kind.DATE:
            return 0.3 if _DAY.search(folded) else -0.3
        case _:
            return 0.0


def _fits_figure(text: str, folded: str, question: Question) -> float:
    amounts = amounts_in(text)
    if not amounts:
        return -0.5
    bonus = 0.2 if question.wants_money and any(_is_money(folded, amount) for amount in amounts) else 0.0
    return bonus + (0.2 if any(measure_near(folded, amount, question.measure) for amount in amounts) else 0.0)


def _is_money(folded: str, amount: Amount) -> bool:
    return bool(_MONEY.search(folded[amount.start : amount.end + 6]))


def measure_near(folded: str, amount: Amount, measure: Sequence[str]) -> bool:
    """Whether the thing counted follows a figure."""
    following = folded[amount.end : amount.end + 40].split()[:4]
    return bool(measure) and measure[0] in [word.strip(",.;:()") for word in following]


def _fits_plan(sentence: Sentence, question: Question) -> float:
    planned = bool(_PLANNED.search(fold(f"{sentence.passage.heading} {sentence.text}")))
    if question.plan == question.result:
        return 0.0
    return 0.15 if planned == question.plan else -0.15
