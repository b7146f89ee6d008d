"""Words of more than one syllable, by pyvi: its segmenter, only for searching, because its output is no longer the
text, and its dictionary."""

from __future__ import annotations

from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from index.vietnamese.text import words


@cache
def _tokenizer() -> Any:
    from pyvi import ViTokenizer  # loads scikit-learn: over a second, only where words are segmented

    return ViTokenizer


def segment(text: str) -> list[str]:
    """The words of an accented text, syllables joined by underscores: "phụ_nữ". Un-accented text is not segmented.

    References: Tran, "pyvi", conditional random fields over syllables.
    """
    return str(_tokenizer().tokenize(text)).split() if text else []


@cache
def dictionary_syllables() -> frozenset[str]:
    """Every syllable of those words."""
    return frozenset(syllable for pair in dictionary_pairs() for syllable in pair)


@cache
def dictionary_pairs() -> frozenset[tuple[str, str]]:
    """Neighbouring syllables of the dictionary's words, accented, lower case: ("đáng", "giá")."""
    text = resources.files("pyvi").joinpath("models/words.txt").read_text(encoding="utf-8")
    return frozenset(pair for line in text.splitlines() for pair in pairwise(words(line)))
