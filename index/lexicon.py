"""The words of a corpus: how often they stand alone and in pairs, and what a typed word most likely means.

Members type without accents, with wrong tones and with slips. All three are one problem, a noisy channel: among the
words of the corpus that could have been typed so, take the sequence that the corpus makes likeliest. The corpus is the
right judge, because only its words can be found.

References: Kernighan, Church, Gale, "A spelling correction program based on a noisy channel model", COLING 1990;
Viterbi decoding over word pairs with Witten-Bell-like smoothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from index.vietnamese.concepts import phrases
from index.vietnamese.segmentation import dictionary_pairs, dictionary_syllables
from index.vietnamese.spelling import accents_of, deletions, is_one_slip, is_syllable, sound, sounds_like, sounds_nearly
from index.vietnamese.text import fold
from index.word_counts import WordCounts, question_phrases

PAIR_WEIGHT = 4.0  # how many pairs outweigh the single-word estimate
OTHER_ACCENTS = 3.0  # cost (-log) of an accented word typed with other accents, which make no word of the corpus
OTHER_WORD = 7.0  # of one typed as another word of the corpus; of one that sounds like it
MEANT = 10.0  # the same in a question typed with accents
ADDED_ACCENTS = 1.0  # of an un-accented word among accented ones
LEFT_OUT = 4.0  # of one that is a word as it stands, in a question typed with accents
ONE_LETTER = 6.0  # of a letter too few, too many or wrong
KEPT = 2.0  # of keeping a word of the language that the corpus does not have, in a question typed with accents
KEPT_BESIDE = 4.5  # the same where the corpus has the word with other accents: these are likelier, other letters not
UNKNOWN = 9.0  # of keeping a word that the corpus does not have
MAX_CANDIDATES = 12
MIN_LENGTH_FOR_SLIPS = 3  # shorter words are one letter away from everything
REMEMBERED = 2_000  # corrected stretches of questions


class Accents(Enum):
    """How a question was typed."""

    NONE = 0
    SOME = 1
    FULL = 2


def accents_typed(tokens: Sequence[str]) -> Accents:
    """How many accents were typed: in Vietnamese as it should be, three words of four have some."""
    letters = [token for token in tokens if not token[0].isdigit()]
    accented = sum(fold(token) != token for token in letters)
    return Accents.NONE if not accented else Accents.FULL if 2 * accented >= len(letters) else Accents.SOME


@dataclass(frozen=True, slots=True)
class Correction:
    """A question's words as the corpus writes them."""

    words: tuple[str, ...]
    changed: bool  # whether letters, not only accents, were changed


@dataclass(eq=False)
class Lexicon(WordCounts):
    """What the words of one generation's passages were most likely meant to be."""

    def correct(self, tokens: Sequence[str], typed_so: Accents | None = None) -> Correction:
        """The likeliest words of the corpus for what was typed; numbers stay.

        Args:
            tokens: lower-case words as typed, accents or none.
            typed_so: how the whole question was typed that they are a part of; None to tell it from them.
        """
        return self._corrected(tuple(tokens), typed_so or accents_typed(tokens))

    @cached_property
    def _corrected(self) -> Callable[[tuple[str, ...], Accents], Correction]:
        """`_correct`, remembered: a conversation's questions are read again with each that follows."""
        return lru_cache(maxsize=REMEMBERED)(self._correct)

    def _correct(self, tokens: tuple[str, ...], typed_so: Accents) -> Correction:
        if not tokens or not self.words:
            return Correction(tokens, False)
        best: list[dict[str, tuple[float, str | None]]] = []
        for position in range(len(tokens)):
            candidates = self._candidates(tokens, position, typed_so)
            best.append(self._extend(best[-1] if best else None, candidates))
        words = _trace(best)
        changed = any(fold(word) != fold(token) for word, token in zip(words, tokens, strict=True))
        return Correction(tuple(words), changed)

    def _extend(
        self, before: dict[str, tuple[float, str | None]] | None, candidates: dict[str, float]
    ) -> dict[str, tuple[float, str | None]]:
        """One Viterbi step: candidate -> (cost of the best sequence that ends in it, the word before)."""
        if before is None:
            return {word: (cost + self._cost(word), None) for word, cost in candidates.items()}
        step: dict[str, tuple[float, str | None]] = {}
        for word, cost in candidates.items():
            total, previous = min((so_far + self._cost(word, prior), prior) for prior, (so_far, _) in before.items())
            step[word] = (total + cost, previous)
        return step

    def _cost(self, word: str, previous: str | None = None) -> float:
        """-log probability of a word, after another one if given."""
        alone = (self.words.get(word, 0) + 0.1) / (self._total + 0.1 * len(self.words))
        if previous is None:
            return -math.log(alone)
        pair = self.pairs.get((previous, word), 0)
        return -math.log((pair + PAIR_WEIGHT * alone) / (self.words.get(previous, 0) + PAIR_WEIGHT))

    def _candidates(self, tokens: Sequence[str], position: int, typed_so: Accents) -> dict[str, float]:
        """Words that may have been meant, with the cost of having typed this instead."""
        token = tokens[position]
        if token[0].isdigit():
            return {token: 0.0}
        folded = fold(token)
        typed_plain = folded == token
        if (not typed_plain or typed_so is Accents.FULL) and _in_dictionary(tokens, position):
            return {token: 0.0}
        is_sure = not typed_plain and typed_so is Accents.FULL and token in dictionary_syllables()
        found = {}
        is_word = token in self.words or (not self._spellings.get(folded) and token in dictionary_syllables())
        for word in self._spellings.get(folded, ()):
            is_other = is_word or (token in dictionary_syllables() and _is_other_word(token, word))
            if is_sure and word != token and _is_other_word(token, word):
                continue  # "xảy" is no slip for "xây"
            found[word] = 0.0 if word == token else _cost_of_accents(typed_so, typed_plain, is_other)
        is_meant = token in self.words and not typed_plain and typed_so is Accents.FULL
        known = folded in self._spellings
        if len(folded) >= MIN_LENGTH_FOR_SLIPS and not self._fits_beside(tokens, position):
            near = self._near(folded)
            if is_syllable(folded):  # a word of the language is meant, unless it only sounds like another
                joins = not is_meant
                near = {
                    other
                    for other in near
                    if sounds_like(other, folded) or (joins and self._joins(tokens, position, other))
                }
            for other in near:
                for word in self._spellings[other]:
                    if is_sure and _is_other_word(token, word):
                        continue  # "cái" is no slip for "cây"
                    found.setdefault(word, OTHER_WORD if is_meant or known else ONE_LETTER)
        if not found:
            return {token: UNKNOWN}
        if token not in found:
            found[token] = _cost_of_keeping(token, typed_so, typed_plain, is_word)
        kept = sorted(found, key=lambda word: found[word] + self._cost(word))[:MAX_CANDIDATES]
        return {word: found[word] for word in kept}

    def _fits_beside(self, tokens: Sequence[str], position: int) -> bool:
        """Whether the word as typed makes a known pair with a neighbour, accents aside."""
        folded = [fold(token) for token in tokens[max(position - 1, 0) : position + 2]]
        return any(f"{a}_{b}" in self.frequency or (a, b) in _folded_known_pairs() for a, b in pairwise(folded))

    def _joins(self, tokens: Sequence[str], position: int, other: str) -> bool:
        """Whether another word makes a phrase of questions with the word before, where the typed one is unknown."""
        if fold(tokens[position]) in self._spellings or not position:
            return False
        return (fold(tokens[position - 1]), other) in _folded_phrase_pairs()

    @cached_property
    def _total(self) -> int:
        return sum(self.words.values())

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """Folded word -> its accented forms in the corpus."""
        spellings: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.words:
            spellings[fold(word)].append(word)
        return dict(spellings)

    @cached_property
    def _shortened(self) -> dict[str, list[str]]:
        """Folded word with one letter left out -> the words it comes from (the deletes of SymSpell)."""
        shortened: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._spellings:
            if not word[0].isdigit():
                for shorter in deletions(word):
                    shortened[shorter].append(word)
        return dict(shortened)

    @cached_property
    def _sounding(self) -> dict[str, set[str]]:
        """How folded words sound -> those that do."""
        sounding: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._spellings:
            if not word[0].isdigit():
                sounding[sound(word)].add(word)
        return dict(sounding)

    def _near(self, folded: str) -> set[str]:
        """Known folded words one letter away: added, left out, replaced or swapped; and those that sound the same."""
        near = set(self._shortened.get(folded, ()))
        for shorter in deletions(folded):
            near.update(self._shortened.get(shorter, ()))
            if shorter in self._spellings:
                near.add(shorter)
        alike = self._sounding.get(sound(folded), set())
        near = {word for word in near if is_one_slip(word, folded)}
        return (near | {word for word in alike if sounds_nearly(word, folded)}) - {folded}


def _cost_of_accents(typed_so: Accents, typed_plain: bool, is_word: bool) -> float:
    """What it costs that a word was meant whose accents are others than those typed."""
    if typed_so is Accents.NONE:
        return 0.0
    if typed_plain:
        return LEFT_OUT if is_word and typed_so is Accents.FULL else ADDED_ACCENTS
    if not is_word:
        return OTHER_ACCENTS
    return MEANT if typed_so is Accents.FULL else OTHER_WORD


def _cost_of_keeping(token: str, typed_so: Accents, typed_plain: bool, is_word: bool) -> float:
    """What it costs that a word was meant as typed which the corpus does not have."""
    if typed_so is not Accents.FULL:
        return UNKNOWN
    if is_word:
        return KEPT
    return KEPT_BESIDE if not typed_plain and token in dictionary_syllables() else UNKNOWN


def _is_other_word(typed: str, word: str) -> bool:
    """Whether both the tone and other marks tell two accented words apart: "xưởng" is no slip for "xuống"."""
    (tone, marks), (other_tone, other_marks) = accents_of(typed), accents_of(word)
    return tone != other_tone and marks != other_marks


def _in_dictionary(tokens: Sequence[str], position: int) -> bool:
    """Whether a word as typed makes a dictionary word with a neighbour: it is meant, whatever the corpus writes."""
    return any(pair in dictionary_pairs() for pair in pairwise(tokens[max(position - 1, 0) : position + 2]))


@cache
def _folded_phrase_pairs() -> frozenset[tuple[str, str]]:
    return _folded_pairs(question_phrases())


@cache
def _folded_known_pairs() -> frozenset[tuple[str, str]]:
    """The pairs that are known beforehand: of questions and concepts."""
    return _folded_phrase_pairs() | _folded_pairs(phrases())


def _folded_pairs(phrases: Iterable[Sequence[str]]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for phrase in phrases for pair in pairwise(map(fold, phrase)))


def _trace(best: list[dict[str, tuple[float, str | None]]]) -> list[str]:
    """Follow the best sequence back from its last word."""
    word = min(best[-1], key=lambda candidate: best[-1][candidate][0])
    sequence = [word]
    for step in reversed(best[1:]):
        previous = step[sequence[-1]][1]
        assert previous is not None
        sequence.append(previous)
    return sequence[::-1]
