"""What a question is about, held against texts: how much of it each of them tells. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul

from bot.answering.questions import Question, Term
from index.lexicon import Lexicon, concept_term
from index.wording import Wording, wording

OTHER_ACCENTS = 0.4  # what a word counts that stands in a text with other accents
OTHER_WORD_SHARE = 0.7  # what another word for the same thing counts


@dataclass(frozen=True, slots=True)
class Held:
    """How much of a topic a text holds, each term in [0, 1]."""

    words: tuple[float, ...]  # of each word of the topic: 1 if it stands there, less if only with other accents
    alike: tuple[bool, ...]  # whether another word for it stands there
    pairs: tuple[bool, ...]  # whether each pair of neighbouring words stands there
    concepts: float  # share by weight of what the words mean
    reached: tuple[float, ...]  # of each word, then each pair: 1 too if another word for it stands there


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
        folded = [term.folded for term in self.terms]
        self.weights = tuple(map(lexicon.weight, (*folded, *self.pairs)))  # of each word, then each pair
        self.known = _known(folded, lexicon)
        self.known_pairs = _known(self.pairs, lexicon)
        named = {concept: concept_term(concept) for term in self.terms for concept in term.concepts}
        self._concepts = {c: lexicon.weight(term) for c, term in named.items() if lexicon.knows(term)}
        self._held: dict[str, Held] = {}

    def held_by(self, text: str) -> Held:
        """How much of each term a text holds."""
        held = self._held.get(text)
        if held is None:
            held = self._held[text] = self._read(wording(text))
        return held

    def _read(self, held: Wording) -> Held:
        words = tuple(_word_share(term, held) for term in self.terms)
        alike = tuple(not term.concepts.isdisjoint(held.concepts) for term in self.terms)
        pairs = tuple(pair in held.pairs for pair in self.pairs)
        concepts = share(self._concepts.values(), (concept in held.concepts for concept in self._concepts))
        return Held(words, alike, pairs, concepts, (*map(max, words, alike), *pairs))

    def weight_told(self, text: str) -> float:
        """The weight of the words that a text tells, or tells by another word for the same."""
        held = self.held_by(text)
        told = (max(word, OTHER_WORD_SHARE * alike) for word, alike in zip(held.words, held.alike, strict=True))
        return float(sum(map(mul, self.known, told)))

    def share_told(self, text: str) -> float:
        """The share of the topic's weight that a text tells; in [0, 1]."""
        return self.weight_told(text) / (sum(self.known) or 1.0)


def share(weights: Collection[float], held: Iterable[float]) -> float:
    """The share by weight of what is held; in [0, 1], 0 if nothing weighs anything."""
    return float(sum(map(mul, weights, held))) / (sum(weights) or 1.0)


def _known(terms: Iterable[str], lexicon: Lexicon) -> tuple[float, ...]:
    """The weight of each term, 0 for one that the corpus does not know."""
    return tuple(lexicon.weight(term) if lexicon.knows(term) else 0.0 for term in terms)


def _pairs(terms: Sequence[Term]) -> Iterator[str]:
    for first, second in zip(terms, terms[1:], strict=False):
        if second.follows:
            yield f"{first.folded}_{second.folded}"


def _word_share(term: Term, held: Wording) -> float:
    return 1.0 if term.word in held.accented else OTHER_ACCENTS if term.folded in held.words else 0.0
