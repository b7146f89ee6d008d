"""Words as they are compared between a draft and its source: one key for words of one meaning, none for filling words.

The tables are `data/paraphrases.txt` and `data/neutral_words.txt`. They are short on purpose: what a draft may say
otherwise than its source must not change what is stated.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.vietnamese.spelling import spelled
from index.vietnamese.text import canonical_number

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable, a number, or a phrase of the tables."""

    key: str  # the same for all that may stand for each other; "" if it states nothing
    start: int
    end: int
    capital: bool = False

    @property
    def is_number(self) -> bool:
        return self.key[:1].isdecimal()


def syllables(text: str, *, plain: bool) -> list[Token]:
    """The syllables and numbers of a text.

    Args:
        plain: whether diacritics count for nothing, because one of the compared texts has none.
    """
    return [Token(_key(m[0], plain), m.start(), m.end(), m[0][0].isupper()) for m in _TOKEN.finditer(text)]


def _key(written: str, plain: bool) -> str:
    if written[0].isdecimal():
        return canonical_number(written)
    return spelled(written).key if plain else spelled(written).accents


def keys_of(words: Iterable[str], *, plain: bool) -> frozenset[str]:
    """The keys of some single words."""
    return frozenset(_key(word, plain) for word in words)


def joined(tokens: Sequence[Token], *, plain: bool) -> list[Token]:
    """The same with phrases of the tables as one token each, longest first."""
    return list(_join(tokens, _phrases(plain)))


def _join(tokens: Sequence[Token], phrases: Mapping[str, list[tuple[tuple[str, ...], str]]]) -> Iterator[Token]:
    position = 0
    while position < len(tokens):
        first = tokens[position]
        length, key = 1, first.key
        for phrase, meaning in phrases.get(first.key, ()):
            if tuple(token.key for token in tokens[position : position + len(phrase)]) == phrase:
                length, key = len(phrase), meaning
                break
        yield Token(key, first.start, tokens[position + length - 1].end, first.capital)
        position += length


@cache
def _phrases(plain: bool) -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """First syllable -> phrases that begin with it, longest first, each with its meaning's key."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    groups = [line.split(",") for line in _lines("paraphrases.txt")]
    entries = [(phrase, meaning_key(group[0], plain=plain)) for group in groups for phrase in group]
    entries += [(phrase, "") for phrase in _lines("neutral_words.txt")]
    for phrase, meaning in entries:
        keys = tuple(token.key for token in syllables(phrase, plain=plain))
        found[keys[0]].append((keys, meaning))
    for same_start in found.values():
        same_start.sort(key=lambda entry: -len(entry[0]))
    return found


def meaning_key(phrase: str, *, plain: bool) -> str:
    """The key of a phrase that stands first in its line of the table of paraphrases."""
    return "=" + " ".join(token.key for token in syllables(phrase, plain=plain))


def _lines(name: str) -> list[str]:
    text = resources.files("bot.answering.claims").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
