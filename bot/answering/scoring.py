"""How well a sentence answers a question. Pure.

Three things count: how much of the topic it covers (words, pairs of words, concepts, weighed by rarity in the corpus),
whether it holds the kind of thing asked for, and whether it speaks of the asked place and period.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answering.asks import Ask
from bot.answering.changes import told_change
from bot.answering.claims.plans import tells_of_plans
from bot.answering.clauses import clause_of
from bot.answering.facets import Facet
from bot.answering.identifiers import missing_identifiers
from bot.answering.kinds import Kind
from bot.answering.measures import COUNTS, counts, fit, named_share
from bot.answering.persons import asks_for_chair, has_name, holds_office, names_chair
from bot.answering.questions import Question
from bot.answering.sentences import Sentence, amounts_in
from bot.answering.signs import enumerates, has_day, has_result_column, is_planned, tells_result, told
from bot.answering.topics import Held, Topic
from bot.answering.units import asked_unit, names_unit
from index.documents import Passage
from index.evidence import OPENING_CHARS, period_evidence, place_evidence
from index.lexicon import Lexicon
from index.reading.tables import cells_of
from index.retrieval import Hit
from index.vietnamese.concepts import concepts_in
from index.vietnamese.numbers import Amount
from index.vietnamese.periods import Period, PeriodKind, find_periods
from index.vietnamese.places import Level, Place
from index.vietnamese.text import fold, sentence_spans
from index.wording import wording

BEFORE_SHARE = 0.5  # what a word counts in the sentence before or the heading
SAME_EVENT = 0.9  # what the month named by another sentence of the passage counts
PASSAGE_SHARE = 0.25  # elsewhere in the passage, or in the title

# How much each signal counts: set near what `bench/learn_weights.py` learns from the sentences that answer a question
# against those that do not.
WEIGHTS: Mapping[str, float] = {
    "words": 3.4,
    "pairs": 1.4,
    "concepts": 3.2,
    "around": 0.5,
    "search": 0.3,
    "counts": 2.0,
    "counts_all": 1.0,
    "counts_other": -1.6,
    "no_figure": -6.0,
    "change": 2.0,
    "clause": 1.0,
    "row": 0.0,
    "person": 3.0,
    "day": 0.4,
    "unit": 3.0,
    "lists": 2.0,
    "focus": 0.8,
    "cause": 1.5,
    "purpose": 1.5,
    "weakness": 3.0,
    "wish": 3.0,
    "plan": 0.6,
    "place": 3.0,
    "period": 4.0,
    "recent": 4.3,
    "length": -1.0,
}

_EVIDENCE = ("place", "period")
_NAMED_ONCE = (PeriodKind.MONTH, PeriodKind.SPAN)
ON_TOPIC = 0.15  # coverage from which the evidence of place and period counts fully
OFF_TOPIC_SHARE = 0.3  # what is left of it where nothing of the topic is told


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
    told: float = 0.0  # of the score what the asked thing itself adds, not its place and period


_Judged = tuple[Passage, int, int, float, float]  # a sentence of a passage, and what the search says of the passage


class Scorer:
    """Judges sentences by one question: what the question alone decides is worked out once, and so is each score."""

    def __init__(self, question: Question, lexicon: Lexicon, about: frozenset[str] = frozenset()) -> None:
        self.question = question
        self.topic = Topic(question, lexicon)
        self._about = [float(term.word in about) for term in question.topic] + [0.0] * len(self.topic.pairs)
        self._given = {amount.value for amount in amounts_in(question.text)}
        self._periods = {mention.period for mention in question.periods}
        self._until = question.period.year if question.period else None
        self._asks_chair = asks_for_chair(question.spelled)
        self._focus = frozenset(map(fold, question.focus)), concepts_in(question.focus)
        self._unit = asked_unit(question.focus) if question.kind is Kind.NAME else None
        self._tells_figures = question.kind is Kind.FIGURE or (question.kind is Kind.COMPARISON and bool(question.asks))
        self._scored: dict[_Judged, Scored] = {}

    def score(self, sentence: Sentence, hit: Hit) -> Scored:
        """How well a sentence of a passage answers."""
        judged = (sentence.passage, sentence.start, sentence.end, hit.search, hit.recency)
        scored = self._scored.get(judged)
        if scored is None:
            scored = self._scored[judged] = self._score(sentence, hit)
        return scored if scored.sentence.rank == sentence.rank else replace(scored, sentence=sentence)

    def _score(self, sentence: Sentence, hit: Hit) -> Scored:
        signals = self.measure(sentence, hit)
        covered, planned = self.covered_share(sentence), self._is_planned(sentence)
        trusted = self._trusted(covered)
        evidence = sum(WEIGHTS[name] * signals[name] * (trusted if signals[name] > 0 else 1.0) for name in _EVIDENCE)
        told = sum(WEIGHTS[name] * value for name, value in signals.items() if name not in _EVIDENCE)
        fits = not signals["no_figure"] and all(signals[name] >= 0 for name in ("person", "day", "unit"))
        place, period = (signals[name] for name in _EVIDENCE)
        return Scored(sentence, told + evidence, covered, place, period, fits, planned, told)

    def _trusted(self, covered: float) -> float:
        """How far the right place and period count: little for a sentence that says next to nothing of the topic."""
        if not self.topic.terms:
            return 1.0
        return min(1.0, OFF_TOPIC_SHARE + (1 - OFF_TOPIC_SHARE) * covered / ON_TOPIC)

    def covered_share(self, sentence: Sentence) -> float:
        """The share of the topic, weighed by rarity, that a sentence or what it is read with holds; in [0, 1].

        Words that the corpus does not know count too: a question about something else is full of them. So do pairs:
        "phụ cấp" is neither "phụ nữ" nor "cấp xã".
        """
        own, before, whole = self._held_with(sentence)
        around = map(_around, before.reached, whole.reached)
        return self.topic.weights.share(map(max, own.reached, around, self._about))

    def measure(self, sentence: Sentence, hit: Hit) -> dict[str, float]:
        """The signals that tell whether a sentence answers, by name."""
        question, text = self.question, sentence.text
        passage = sentence.passage
        alone = Passage(passage.source, sentence.start, sentence.end, text, passage.heading, passage.header)
        return {
            **self._covered(sentence),
            **self._figures(sentence),
            "search": hit.search,
            "recent": hit.recency * (1.0 if question.latest else 0.0 if question.periods else 0.3),
            "person": _signed(self._names_person(text)) if question.kind is Kind.PERSON else 0.0,
            "day": _signed(has_day(text)) if question.kind is Kind.DATE else 0.0,
            "unit": _signed(names_unit(text, self._unit, question.places)) if self._unit else 0.0,
            "change": _signed(told_change(text) is not None) if question.change else 0.0,
            "lists": float(enumerates(text)) if question.kind is Kind.LIST else 0.0,
            "focus": _signed(self._holds_focus(text)) if question.focus and not self._unit else 0.0,
            **{each.value: 2 * told(sentence, each) - 1 if each in question.facets else 0.0 for each in Facet},
            "plan": 0.0 if question.plan and question.result else _signed(self._is_planned(sentence) == question.plan),
            "place": max((self._tells_of(place, sentence, alone) for place in question.places), default=0.0),
            "period": max((self._tells_when(period, sentence, alone) for period in self._periods), default=0.0),
            "length": math.log(1 + len(text) / 100),
        }

    def _is_planned(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of a plan; of a row the columns of the asked period say it."""
        columns = self._asked_columns(sentence.passage.header) if sentence.is_row else []
        if any(map(has_result_column, columns)):
            return False
        return any(map(tells_of_plans, columns)) or is_planned(sentence)

    def _asked_columns(self, header: str) -> list[str]:
        """The names of a table's columns that are of an asked period: "Kế hoạch 2024"."""
        named = ((cell, find_periods(cell, bare_years=True)) for cell in cells_of(header) or [])
        return [cell for cell, found in named if not self._periods.isdisjoint(mention.period for mention in found)]

    def _covered(self, sentence: Sentence) -> dict[str, float]:
        """The shares of the topic that a sentence holds as words, pairs and concepts, or has around it; in [0, 1].

        What the title or the heading says, every sentence under it is about: it tells none of them from another.
        """
        topic, passage = self.topic, sentence.passage
        over = topic.held_together(passage.source.title, passage.heading)
        own, before, whole = self._held_with(sentence)
        around = map(_around, before.words, whole.words)
        outside = (0.0 if held else beside for held, beside in zip(own.words, around, strict=True))
        return {
            "words": topic.known.share(map(max, own.words, over.words)),
            "pairs": topic.known_pairs.share(map(max, own.pairs, over.pairs)),
            "concepts": topic.share_meant(own),
            "around": topic.known.share(outside),
        }

    def _held_with(self, sentence: Sentence) -> tuple[Held, Held, Held]:
        """What a sentence holds of the topic, what stands before it, and its whole passage."""
        topic, passage = self.topic, sentence.passage
        return (
            topic.held_together(passage.header, sentence.text) if sentence.is_row else topic.held_by(sentence.text),
            topic.held_together(sentence.before, passage.heading),
            topic.held_together(passage.source.title, passage.text),
        )

    def _figures(self, sentence: Sentence) -> dict[str, float]:
        """Whether a sentence holds a figure of the thing counted; a figure that the question gives is none."""
        signals = dict.fromkeys(("no_figure", "counts", "counts_all", "counts_other", "clause", "row"), 0.0)
        if not self._tells_figures:
            return signals
        text, asks = sentence.text, self.question.asks
        amounts = [amount for amount in amounts_in(text) if amount.value not in self._given]
        if not amounts:
            return signals | {"no_figure": 1.0}
        if not asks:
            return signals | {"row": float(sentence.is_row)}
        if sentence.is_row:
            table = f"{sentence.passage.header}\n{text}"
            return signals | {
                "row": 1.0,
                "counts": named_share(table, asks[0]),
                "clause": self.topic.share_told(table),
            }
        _, clause = max(self._fits(text, amount) for amount in amounts)
        best = sum(max(fit(text, amount, ask) for amount in amounts) for ask in asks) / len(asks)
        each_told = len(asks) > 1 and all(any(counts(text, amount, ask) for amount in amounts) for ask in asks)
        return signals | {
            "counts": best,
            "counts_all": float(each_told),
            "counts_other": float(best < COUNTS),
            "clause": clause,
        }

    def _fits(self, text: str, amount: Amount) -> tuple[float, float]:
        """How well a figure fits what is asked for first, and how much of the topic stands beside it."""
        return fit(text, amount, self.question.asks[0]), self.topic.share_told(clause_of(text, amount))

    def _names_person(self, text: str) -> bool:
        """Whether a sentence names somebody in an office; the one asked for, where the question names it."""
        if not has_name(text) or missing_identifiers(self.question.spelled, text):
            return False  # "Chủ tịch khóa XIV" is not that of "khóa XV"
        if not holds_office(text, self.question.text):
            return False
        return not self._asks_chair or names_chair(text, self.question.spelled, self.question.places)

    def _holds_focus(self, text: str) -> bool:
        """Whether a sentence speaks of what "nào" or "gì" asks for: "điểm yếu nào", "lĩnh vực nào"."""
        held = wording(text)
        words, concepts = self._focus
        return not words.isdisjoint(held.words) or not concepts.isdisjoint(held.concepts)

    def _tells_when(self, asked: Period, sentence: Sentence, alone: Passage) -> float:
        """Evidence of a period; the month of an event, or its years, are named once, in any sentence of its passage."""
        planned, told = self._is_planned(sentence), not self.question.tells_figures
        plan, done = self.question.plan and planned, not (told or self.question.plan) and tells_result(sentence)
        opening = _opening(sentence.lead)
        opened = replace(alone, text=f"{opening}{alone.text}") if opening else alone
        evidence = period_evidence(asked, opened, plan=plan, told=told, done=done)
        if asked.kind not in _NAMED_ONCE:
            return evidence
        return max(evidence, SAME_EVENT * period_evidence(asked, sentence.passage, plan=plan))

    def _tells_of(self, place: Place, sentence: Sentence, alone: Passage) -> float:
        """Evidence of a place; a sentence that names none goes on about the one named before it on its line."""
        evidence = place_evidence(place, alone, until=self._until)
        if evidence or place.level is Level.PROVINCE:
            return evidence
        passage = sentence.passage
        line = passage.text[: sentence.start - passage.start].rpartition("\n")[2]
        texts = [line[slice(*span)] for span in sentence_spans(line)]
        before = (place_evidence(place, replace(alone, text=text), until=self._until) for text in reversed(texts))
        return BEFORE_SHARE * next((evidence for evidence in before if evidence), 0.0)


@lru_cache(maxsize=16)
def scorer_of(question: Question, lexicon: Lexicon, about: frozenset[str] = frozenset()) -> Scorer:
    """The judge of a question: the search asks it first, then the answer.

    Args:
        about: words of the topic of which all sentences that are judged tell: a person's name, of a story.
    """
    return Scorer(question, lexicon, about)


def _signed(holds: bool) -> float:
    return 1.0 if holds else -1.0


def _opening(lead: str) -> str:
    """The beginning of the sentence that a statement is cut from, if it says of what period it is."""
    return f"{lead[:OPENING_CHARS]} " if lead and _names_period(lead[:OPENING_CHARS]) else ""


@lru_cache(maxsize=5_000)
def _names_period(text: str) -> bool:
    return bool(find_periods(text))


def _around(before: float, whole: float) -> float:
    """What a word counts that stands before a sentence or elsewhere in its passage."""
    return max(BEFORE_SHARE * before, PASSAGE_SHARE * whole)


def counted_asks(sentence: Sentence, question: Question) -> list[Ask]:
    """The figures asked for that some figure of a sentence is."""
    amounts = amounts_in(sentence.text)
    return [ask for ask in question.asks if any(counts(sentence.text, amount, ask) for amount in amounts)]


def fit_told(sentence: Sentence, question: Question) -> float:
    """How well a sentence tells the figures asked for, each by a figure of its own; the sum of their fits."""
    left = list(amounts_in(sentence.text))
    told = 0.0
    for ask in question.asks:
        fits = {amount: fit(sentence.text, amount, ask) for amount in left}
        best = max(fits, key=lambda amount: fits[amount], default=None)
        if best and fits[best] >= COUNTS:
            told += fits[best]
            left = [amount for amount in left if amount != best]
    return told
