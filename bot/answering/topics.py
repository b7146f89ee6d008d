"""What a question is about, held against texts: how much of it each of them tells. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul, or_

from bot.answering.questions import Question, Term
from index.lexicon import Lexicon
from index.vietnamese.segmentation import dictionary_pairs
from index.word_counts import concept_term
from index.wording import Wording, wording

OTHER_ACCENTS = 0.4  # what a word counts that stands in a text with other accents
PART_SHARE = 0.4  # what a part of a compound counts where the compound does not stand
OTHER_WORD_SHARE = 0.7  # what another word for the same thing counts


@dataclass(frozen=True, slots=True)
class Held:
    """How much of a topic a text holds, each term in [0, 1]."""

    words: tuple[float, ...]  # of each word of the topic: 1 if it stands there, less if only with other accents
    alike: tuple[bool, ...]  # whether another word for it stands there
    concepts: frozenset[int]  # of what the words mean, what stands there
    pairs: tuple[bool, ...]  # whether each pair of neighbouring words stands there
    reached: tuple[float, ...]  # of each word, then each pair: 1 too if another word for it stands there


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term of a topic counts."""

    each: tuple[float, ...]
    total: float

    @classmethod
    def of(cls, weights: Iterable[float]) -> Weights:
        each = tuple(weights)
        return cls(each, sum(each) or 1.0)

    def told(self, held: Iterable[float]) -> float:
        """The weight of what is held."""
        return float(sum(map(mul, self.each, held)))

    def share(self, held: Iterable[float]) -> float:
        """The share by weight of what is held; in [0, 1], 0 if nothing weighs anything."""
        return self.told(held) / self.total


class Topic:
    """The words, pairs of words and concepts that a question is about, each with its rarity in the corpus.

    What a text holds of them is remembered, so that the heading of ten sentences is read once.
    """

    def __init__(self, question: Question, lexicon: Lexicon) -> None:
        """
        Args:
            lexicon: of the corpus that is searched: a term that it does not know tells no sentence from another.
        """
        self.terms = question.topic
        self.pairs = tuple(_pairs(question.topic))
        self._compounds = tuple(_compounds(question.topic))
        folded = [term.folded for term in self.terms]
        self.weights = Weights.of(map(lexicon.weight, (*folded, *self.pairs)))  # of each word, then each pair
        self.known = _known(folded, lexicon)
        self.known_pairs = _known(self.pairs, lexicon)
        named = {concept: concept_term(concept) for term in self.terms for concept in term.concepts}
        self._concepts = {c: lexicon.weight(term) for c, term in named.items() if lexicon.knows(term)}
        self._total_of_concepts = sum(self._concepts.values()) or 1.0
        self._held: dict[str, Held] = {}
        self._together: dict[tuple[str, str], Held] = {}

    def held_by(self, text: str) -> Held:
        """How much of each term a text holds."""
        held = self._held.get(text)
        if held is None:
            held = self._held[text] = self._read(wording(text))
        return held

    def held_together(self, one: str, other: str) -> Held:
        """How much of each term one of two texts holds."""
        held = self._together.get((one, other))
        if held is None:
            held = self._together[one, other] = _either(self.held_by(one), self.held_by(other))
        return held

    def _read(self, held: Wording) -> Held:
        words = tuple([_word_share(term, held) for term in self.terms])
        alike = tuple([not term.concepts.isdisjoint(held.concepts) for term in self.terms])
        pairs = tuple([pair in held.pairs for pair in self.pairs])
        concepts = held.concepts & self._concepts.keys()
        meant = [
            share if not compounds or not compounds.isdisjoint(held.pairs) else PART_SHARE * share
            for share, compounds in zip(words, self._compounds, strict=True)
        ]
        return Held(words, alike, concepts, pairs, (*map(max, meant, alike), *pairs))

    def share_meant(self, held: Held) -> float:
        """The share by weight of what the words mean that a text holds; in [0, 1]."""
        return sum(self._concepts[concept] for concept in held.concepts) / self._total_of_concepts

    def weight_told(self, text: str) -> float:
        """The weight of the words that a text tells, or tells by another word for the same."""
        held = self.held_by(text)
        return self.known.told(
            [max(word, OTHER_WORD_SHARE * alike) for word, alike in zip(held.words, held.alike, strict=True)]
        )

    def share_told(self, text: str) -> float:
        """The share of the topic's weight that a text tells; in [0, 1]."""
        return self.weight_told(text) / self.known.total


def _known(terms: Iterable[str], lexicon: Lexicon) -> Weights:
    """The weight of each term, 0 for one that the corpus does not know."""
    return Weights.of(lexicon.weight(term) if lexicon.knows(term) else 0.0 for term in terms)


def _either(one: Held, other: Held) -> Held:
    return Held(
        tuple(map(max, one.words, other.words)),
        tuple(map(or_, one.alike, other.alike)),
        one.concepts | other.concepts,
        tuple(map(or_, one.pairs, other.pairs)),
        tuple(map(max, one.reached, other.reached)),
    )


def _pairs(terms: Sequence[Term]) -> Iterator[str]:
    for first, second in zip(terms, terms[1:], strict=False):
        if second.follows:
            yield f"{first.folded}_{second.folded}"


def _compounds(terms: Sequence[Term]) -> Iterator[frozenset[str]]:
    """Of each term the words of the dictionary that it is a part of here, as pairs: "phụ" of "phụ cấp"."""
    joins = [second.follows and (first.word, second.word) in dictionary_pairs() for first, second in pairwise(terms)]
    for n, term in enumerate(terms):
        before = [f"{terms[n - 1].folded}_{term.folded}"] if n and joins[n - 1] else []
        after = [f"{term.folded}_{terms[n + 1].folded}"] if n < len(joins) and joins[n] else []
        yield frozenset([*before, *after])


def _word_share(term: Term, held: Wording) -> float:
    return 1.0 if term.word in held.accented else OTHER_ACCENTS if term.folded in held.words else 0.0
