"""What a text is matched by: its words, pairs of neighbouring words, and concepts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from index.fields import bigrams
from index.vietnamese.abbreviations import expand
from index.vietnamese.concepts import concepts_in
from index.vietnamese.text import fold, words


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text is matched by."""

    words: frozenset[str]  # folded
    accented: frozenset[str]
    pairs: frozenset[str]  # of folded words: "bao_cao"
    concepts: frozenset[int]


@lru_cache(maxsize=8_000)  # one of a sentence takes some 11 kB: 90 MB at most
def wording(text: str) -> Wording:
    """The words, pairs and concepts of a text, abbreviations written out."""
    accented = words(expand(text))
    folded = [fold(word) for word in accented]
    pairs = frozenset(bigrams(folded))
    return Wording(frozenset(folded), frozenset(accented), pairs, concepts_in(tuple(accented)))
