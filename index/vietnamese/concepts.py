"""Different words for one thing: what members call "điểm yếu" stands as "hạn chế" in a report.

The table is `data/concepts.txt`. A concept is the number of its line; a phrase may stand for several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from index.vietnamese.text import words


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]:
    """First word -> phrases that begin with it, longest first, with their concepts."""
    text = resources.files("index.vietnamese").joinpath("data/concepts.txt").read_text(encoding="utf-8")
    phrases = defaultdict(list)
    for number, line in enumerate(text.splitlines()):
        if line.startswith("#"):
            continue
        for phrase in map(words, line.split(",")):
            if phrase:
                phrases[phrase[0]].append((tuple(phrase), number))
    longest_first = {word: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for word, found in phrases.items()}
    return MappingProxyType(longest_first)


def phrases() -> Iterator[tuple[str, ...]]:
    """Every phrase of the table."""
    return (phrase for found in _phrases().values() for phrase, _ in found)


def concepts_at(tokens: Sequence[str]) -> list[frozenset[int]]:
    """The concepts that each of some accented words takes part in.

    Phrases are taken from the left, longest first, so that "hội viên khó khăn" is not also "khó khăn".
    """
    found: list[frozenset[int]] = [frozenset() for _ in tokens]
    start = 0
    while start < len(tokens):
        length, concepts = _longest_at(tokens, start)
        for position in range(start, start + length):
            found[position] = concepts
        start += max(length, 1)
    return found


def _longest_at(tokens: Sequence[str], start: int) -> tuple[int, frozenset[int]]:
    """The length of the longest phrase that begins at a word, and all its concepts."""
    length, concepts = 0, set[int]()
    for phrase, concept in _phrases().get(tokens[start], ()):
        if len(phrase) < length:
            break
        if tuple(tokens[start : start + len(phrase)]) == phrase:
            length = len(phrase)
            concepts.add(concept)
    return length, frozenset(concepts)


@lru_cache(maxsize=20_000)
def concepts_in(tokens: tuple[str, ...]) -> frozenset[int]:
    """Every concept that some accented words name."""
    return frozenset().union(*concepts_at(tokens))
