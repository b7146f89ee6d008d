"""How well a sentence answers a question. Pure.

Three things count: how much of the topic it covers (words, pairs of words, concepts, weighed by rarity in the corpus),
whether it holds the kind of thing asked for, and whether it speaks of the asked place and period.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.answering.kinds import Kind
from bot.answering.questions import Question
from bot.answering.sentences import Sentence, Wording, amounts_in, wording
from index.documents import Passage
from index.evidence import period_evidence, place_evidence
from index.lexicon import Lexicon, concept_term
from index.retrieval import Hit
from index.vietnamese.concepts import concepts_in
from index.vietnamese.numbers import Amount
from index.vietnamese.periods import find_periods
from index.vietnamese.places import Level, Place
from index.vietnamese.text import CAPITALS, fold, sentence_spans, words

BEFORE_SHARE = 0.5  # what a word counts in the sentence before or the heading
PASSAGE_SHARE = 0.25  # elsewhere in the passage, or in the title

# How much each signal counts: set near what `bench/learn_weights.py` learns from the sentences that answer a question
# against those that do not.
WEIGHTS: Mapping[str, float] = {
    "words": 2.8,
    "pairs": 1.4,
    "concepts": 3.2,
    "around": 0.5,
    "search": 0.3,
    "counts": 0.4,
    "counts_other": -1.6,
    "no_figure": -6.0,
    "money": 1.6,
    "row": 0.0,
    "person": 1.7,
    "day": 0.4,
    "focus": 0.8,
    "cause": 0.4,
    "plan": 0.6,
    "place": 3.0,
    "period": 4.0,
    "recent": 4.3,
    "length": -1.0,
}

_NAME = re.compile(rf"(?:[{CAPITALS}][\w’']*\s+){{1,4}}[{CAPITALS}][\w’']*")
_OFFICE = re.compile(r"\b(?:chu tich|chu tri|dong chi|ba|ong|chi|giam doc|to truong|bi thu|dan dau|truong doan)\b")
_CAUSE = re.compile(r"\b(?:do|vi|boi|nguyen nhan|nho|tu mong muon|giai thich|nen)\b")
_DAY = re.compile(r"\d{1,2}/\d{1,2}|\bngay \d|\bthang \d|\bquy [ivx\d]+|\bnam \d{4}")
_MONEY = re.compile(r"\b(?:dong|ty|ti|trieu|nghin|ngan)\b")
_PLANNED = re.compile(
    r"\b(?:phan dau|muc tieu(?! quoc gia)|du kien|dang ky|(?<!chia )(?<!san )se|toi thieu|thoi gian toi|phuong huong|"
    r"nhiem vu trong tam|"
    r"(?:giao|dat|de ra|cac) chi tieu|thang cuoi nam|tu nay den)\b"
)
_PLAN_HEADING = re.compile(r"\b(?:muc tieu(?! quoc gia)|nhiem vu|phuong huong|chi tieu|dinh huong|ke hoach)\b")


_RESULT_COLUMN = re.compile(r"\b(?:thuc hien|ket qua|dat duoc|uoc|da dat)\b")
_RESULT_HEADING = re.compile(r"\b(?:ket qua|diem lai|danh gia|nhin lai|thuc hien nhiem vu|vai net)\b")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with how well it answers, and how much of the topic it covers."""

    sentence: Sentence
    score: float
    coverage: float
    place: float = 0.0  # evidence that it speaks of the asked place and period, each in [-1, 1]
    period: float = 0.0
    fits: bool = True  # whether it holds the kind of thing asked for: a figure, a person, a day
    planned: bool = False  # whether it tells of a target or plan


def score(sentence: Sentence, question: Question, lexicon: Lexicon, hit: Hit) -> Scored:
    """How well a sentence of a passage answers a question."""
    signals = measure(sentence, question, lexicon, hit)
    covered = covered_share(sentence, question, lexicon)
    total = sum(WEIGHTS[name] * value for name, value in signals.items())
    fits = not signals["no_figure"] and signals["person"] >= 0 and signals["day"] >= 0
    planned = is_planned(sentence)
    return Scored(sentence, total, covered, signals["place"], signals["period"], fits, planned)


def covered_share(sentence: Sentence, question: Question, lexicon: Lexicon) -> float:
    """The share of the topic, weighed by rarity, that a sentence or what it is read with holds; in [0, 1].

    Words that the corpus does not know count too: a question about something else is full of them.
    """
    around = list(_surroundings(sentence))
    total = held = 0.0
    for term in question.topic:
        weight = lexicon.weight(term.folded)
        total += weight
        held += weight * next(
            (share for share, w in around if term.folded in w.words or term.concepts & w.concepts), 0.0
        )
    for pair in _pairs(question):  # "phụ cấp" is neither "phụ nữ" nor "cấp xã"
        weight = lexicon.weight(pair)
        total += weight
        held += weight * next((share for share, w in around if pair in w.pairs), 0.0)
    return held / total if total else 0.0


def is_planned(sentence: Sentence) -> bool:
    """Whether a sentence tells of a target or plan, not of a result.

    A table's row with a column of results tells of both, unless its columns are of different years.
    """
    header = sentence.passage.header
    if sentence.is_row and _RESULT_COLUMN.search(fold(header)) and not find_periods(header, bare_years=True):
        return False
    heading = fold(sentence.passage.heading)
    under_plan = bool(_PLAN_HEADING.search(heading)) and not _RESULT_HEADING.search(heading)
    return under_plan or bool(_PLANNED.search(fold(sentence.text)))


def measure(sentence: Sentence, question: Question, lexicon: Lexicon, hit: Hit) -> dict[str, float]:
    """The signals that tell whether a sentence answers, by name."""
    folded = fold(sentence.text)
    passage = sentence.passage
    alone = Passage(passage.source, sentence.start, sentence.end, sentence.text, passage.heading, passage.header)
    planned = is_planned(sentence)
    until = question.period.year if question.period else None
    both = question.plan and question.result
    return {
        **_covered(sentence, question, lexicon),
        **_figures(sentence, folded, question),
        "search": hit.search,
        "recent": hit.recency * (1.0 if question.latest else 0.0 if question.periods else 0.3),
        "person": _signed(question.kind is Kind.PERSON, _names_person(sentence, question)),
        "day": _signed(question.kind is Kind.DATE, bool(_DAY.search(folded))),
        "focus": _signed(bool(question.focus), _holds_focus(sentence, question)),
        "cause": _signed(question.asks_cause, bool(_CAUSE.search(folded))),
        "plan": 0.0 if both else _signed(True, planned == question.plan),
        "place": max((_tells_of(place, sentence, alone, until) for place in question.places), default=0.0),
        "period": max((period_evidence(m.period, alone, plan=question.plan) for m in question.periods), default=0.0),
        "length": math.log(1 + len(sentence.text) / 100),
    }


def _tells_of(place: Place, sentence: Sentence, alone: Passage, until: int | None) -> float:
    """Evidence of a place; a sentence without any of its own goes on about the place named before it on its line."""
    evidence = place_evidence(place, alone, until=until)
    if evidence or place.level is Level.PROVINCE:
        return evidence
    passage = sentence.passage
    line = passage.text[: sentence.start - passage.start].rpartition("\n")[2]
    texts = [line[slice(*span)] for span in sentence_spans(line)]
    before = (place_evidence(place, replace(alone, text=text), until=until) for text in reversed(texts))
    return BEFORE_SHARE * next((evidence for evidence in before if evidence), 0.0)


def _names_person(sentence: Sentence, question: Question) -> bool:
    """Whether a sentence names somebody in an office; the one asked for, where the question names it."""
    folded = fold(sentence.text)
    if not _NAME.search(sentence.text) or not _OFFICE.search(folded):
        return False
    asked = {term.folded for term in question.topic}
    if ({"chu", "tich"} <= asked and "pho" not in asked) or {"dung", "dau", "hoi"} <= asked:
        return bool(_CHAIR.search(folded))
    return True


_CHAIR = re.compile(
    r"(?<!pho )\bchu tich (?!hoi lhpn viet nam|hoi lien hiep phu nu viet nam|ubnd|uy ban|nuoc|quoc hoi|hdnd)"
)


def has_day(text: str) -> bool:
    """Whether a text gives a date."""
    return bool(_DAY.search(fold(text)))


def has_name(text: str) -> bool:
    """Whether a text names somebody in an office."""
    return bool(_NAME.search(text) and _OFFICE.search(fold(text)))


def _signed(applies: bool, holds: bool) -> float:
    """1 or -1 where a signal applies, else 0."""
    return (1.0 if holds else -1.0) if applies else 0.0


def _covered(sentence: Sentence, question: Question, lexicon: Lexicon) -> dict[str, float]:
    """The shares of the topic that a sentence holds as words, pairs and concepts, or has around it; in [0, 1]."""
    own, *around = _surroundings(sentence)
    singles = _weights(lexicon, (term.folded for term in question.topic))
    pairs = _weights(lexicon, _pairs(question))
    concepts = _weights(lexicon, (concept_term(c) for term in question.topic for c in term.concepts))
    missing = {term: weight for term, weight in singles.items() if term not in own[1].words}
    outside = sum(weight * _share(around, lambda w: w.words, term) for term, weight in missing.items())
    return {
        "words": _held(singles, own[1].words),
        "pairs": _held(pairs, own[1].pairs),
        "concepts": _held(concepts, _concept_terms(own[1])),
        "around": outside / (sum(singles.values()) or 1.0),
    }


def _held(weights: Mapping[str, float], terms: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _concept_terms(wording: Wording) -> frozenset[str]:
    return frozenset(map(concept_term, wording.concepts))


def _surroundings(sentence: Sentence) -> Iterator[tuple[float, Wording]]:
    """A sentence and what it is read with, with what a word there counts."""
    passage = sentence.passage
    yield 1.0, wording(f"{passage.header}\n{sentence.text}" if sentence.is_row else sentence.text)
    yield BEFORE_SHARE, wording(f"{sentence.before}\n{passage.heading}")
    yield PASSAGE_SHARE, wording(f"{passage.source.title}\n{passage.text}")


def _share(around: list[tuple[float, Wording]], terms: Callable[[Wording], frozenset[str]], wanted: str) -> float:
    return next((share for share, held in around if wanted in terms(held)), 0.0)


def _weights(lexicon: Lexicon, terms: Iterable[str]) -> Mapping[str, float]:
    """The weight of each term that the corpus knows; one that it does not know tells no sentence from another."""
    return {term: lexicon.weight(term) for term in terms if lexicon.knows(term)}


def _pairs(question: Question) -> Iterator[str]:
    for first, second in zip(question.topic, question.topic[1:], strict=False):
        if second.follows:
            yield f"{first.folded}_{second.folded}"


def _figures(sentence: Sentence, folded: str, question: Question) -> dict[str, float]:
    """Whether a sentence holds a figure of the thing counted; a figure that the question gives is none."""
    signals = dict.fromkeys(("no_figure", "money", "counts", "counts_other", "row"), 0.0)
    if question.kind is not Kind.FIGURE and not (question.kind is Kind.COMPARISON and question.asks):
        return signals
    given = {amount.value for amount in amounts_in(question.text)}
    amounts = [amount for amount in amounts_in(sentence.text) if amount.value not in given]
    if not amounts:
        return signals | {"no_figure": 1.0}
    measures = [ask.measure for ask in question.asks if ask.measure] + [
        ("phần", "trăm") for ask in question.asks if ask.percent
    ]
    counted = any(counts(sentence.text, amount, measure) for amount in amounts for measure in measures[:1])
    other = bool(measures) and not counted and not sentence.is_row
    paid = any(is_money(folded, amount) for amount in amounts)
    return {
        "no_figure": 0.0,
        "money": _signed(question.wants_money, paid),
        "counts": float(counted),
        "counts_other": float(other),
        "row": float(sentence.is_row),
    }


def counts_what_is_asked(sentence: Sentence, question: Question) -> bool:
    """Whether some figure of a sentence counts one of the things asked for; a table row may."""
    if sentence.is_row or not any(ask.measure or ask.money or ask.percent for ask in question.asks):
        return True
    folded = fold(sentence.text)
    return any(
        (ask.money and is_money(folded, amount))
        or counts(sentence.text, amount, ("phần", "trăm") if ask.percent else ask.measure)
        for amount in amounts_in(sentence.text)
        for ask in question.asks
    )


def is_money(folded: str, amount: Amount) -> bool:
    """Whether a figure of a folded text is an amount of money."""
    return bool(_MONEY.search(folded[amount.start : amount.end + 6]))


def counts(text: str, amount: Amount, measure: tuple[str, ...]) -> bool:
    """Whether a figure counts the things asked for, by their name or another word for them."""
    if not measure:
        return False
    if measure[:2] == ("phần", "trăm"):
        return text[amount.end :].lstrip().startswith("%")
    following = words(text[amount.end : amount.end + 40])[:4]
    if measure[0] in following[:3]:
        return True
    return bool(concepts_in(measure) & concepts_in(tuple(following)))


def _holds_focus(sentence: Sentence, question: Question) -> bool:
    """Whether a sentence speaks of what "nào" or "gì" asks for: "điểm yếu nào", "lĩnh vực nào"."""
    held = wording(sentence.text)
    named = any(fold(word) in held.words for word in question.focus)
    return named or bool(held.concepts & concepts_in(question.focus))
