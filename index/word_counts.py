"""How often the words of a corpus stand in its passages: alone, in pairs, and as concepts."""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Self

from index.vietnamese.concepts import concepts_in, phrases
from index.vietnamese.text import fold

MAX_PAIRS = 400_000  # counted; twice as many while counting. Reports of 10,000 articles have 240,000
PHRASE_COUNT = 5  # how often each question phrase counts as seen


@dataclass(eq=False)
class WordCounts:
    """Counts over the passages of one generation."""

    passages: int = 0
    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    frequency: Counter[str] = field(default_factory=Counter)  # folded word, "a_b" pair or concept -> its passages
    forms: Mapping[str, str] = field(default_factory=dict)  # word -> its usual form, where that has capitals

    @classmethod
    def of(cls, passages: Iterable[Sequence[str]], forms: Mapping[str, str] | None = None) -> Self:
        """Count passages given as accented words; the words of questions are known beforehand."""
        counts = cls(forms=forms or {})
        for phrase in question_phrases():
            counts._count(phrase, PHRASE_COUNT)
        for phrase in phrases():
            counts._count(phrase, 1)
        for tokens in passages:
            counts.add(tokens)
        return counts

    def add(self, tokens: Sequence[str]) -> None:
        """Count a passage, given as accented words."""
        self.passages += 1
        self._count(tokens, 1)
        self.frequency.update(_terms(tokens))
        if len(self.pairs) > 2 * MAX_PAIRS:
            self._forget_rare()

    def remove(self, tokens: Sequence[str]) -> None:
        """Take back a passage that was counted."""
        self.passages -= 1
        self._count(tokens, -1)
        self.frequency.subtract(_terms(tokens))
        for counts, counted in (
            (self.words, tokens),
            (self.pairs, zip(tokens, tokens[1:], strict=False)),
            (self.frequency, _terms(tokens)),
        ):
            _drop_uncounted(counts, counted)

    def _count(self, tokens: Sequence[str], times: int) -> None:
        for token in tokens:
            self.words[token] += times
        for pair in zip(tokens, tokens[1:], strict=False):
            self.pairs[pair] += times

    def _forget_rare(self) -> None:
        """Keep the more frequent pairs alone: of very large corpora the others are figures beside a word, mostly.

        References: Manku, Motwani, "Approximate frequency counts over data streams", VLDB 2002 (lossy counting).
        """
        self.pairs = Counter(dict(self.pairs.most_common(MAX_PAIRS)))
        words = Counter({term: count for term, count in self.frequency.items() if "_" not in term})
        pairs = Counter({term: count for term, count in self.frequency.items() if "_" in term})
        self.frequency = words + Counter(dict(pairs.most_common(MAX_PAIRS)))

    def weight(self, term: str) -> float:
        """Inverse document frequency of a folded word, pair or concept, as BM25 has it; highest for an unknown one."""
        count = self.frequency.get(term, 0)
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))

    def knows(self, term: str) -> bool:
        """Whether a folded word or pair stands anywhere in the corpus."""
        return term in self.frequency

    def dumps(self) -> bytes:
        """The counts, compressed; in an order of their own, so that it does not matter what was counted first."""
        data = {
            "passages": self.passages,
            "words": dict(sorted(self.words.items())),
            "pairs": sorted([a, b, n] for (a, b), n in self.pairs.items()),
            "frequency": dict(sorted(self.frequency.items())),
            "forms": dict(sorted(self.forms.items())),
        }
        return zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 3)

    @classmethod
    def loads(cls, data: bytes) -> Self:
        """The counts that `dumps` wrote."""
        read = json.loads(zlib.decompress(data))
        same = {word: word for word in read["words"]}  # one object for each word, not one for each pair
        pairs = Counter({(same.get(a, a), same.get(b, b)): n for a, b, n in read["pairs"]})
        return cls(read["passages"], Counter(read["words"]), pairs, Counter(read["frequency"]), read["forms"])


def concept_term(concept: int) -> str:
    """What a concept is counted under."""
    return f"#{concept}"


@cache
def tables() -> str:
    """What tells one edition of the tables that counts depend on from another: a concept is counted by its line."""
    known = sorted((phrase, concepts_in(phrase)) for phrase in {*phrases(), *question_phrases()})
    return hashlib.sha256(repr([(phrase, sorted(concepts)) for phrase, concepts in known]).encode()).hexdigest()


@cache
def question_phrases() -> tuple[tuple[str, ...], ...]:
    """How questions are put: they are known beforehand."""
    path = resources.files("index.vietnamese").joinpath("data/question_phrases.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line and not line.startswith("#"))


def _terms(tokens: Sequence[str]) -> set[str]:
    """What a passage is counted under: its folded words, their pairs, its concepts."""
    folded = [fold(token) for token in tokens]
    concepts = {concept_term(concept) for concept in concepts_in(tuple(tokens))}
    return {*folded, *(f"{a}_{b}" for a, b in pairwise(folded)), *concepts}


def _drop_uncounted(counts: Counter[Any], keys: Iterable[Any]) -> None:
    for key in keys:
        if counts.get(key, 1) <= 0:
            del counts[key]
