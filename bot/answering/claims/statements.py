"""What a sentence states beside its figures, so that two wordings share it: words, times, places, negations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from bot.answering.claims.phrases import Token, joined, keys_of, syllables
from bot.answering.claims.plans import Reality, reality_at
from bot.answering.claims.times import Time, find_times
from index.vietnamese.abbreviations import expand
from index.vietnamese.places import Level, find_places
from index.vietnamese.text import is_unaccented, normalise, squeeze

_SHORT_NAME = re.compile(r"(?<!\w)(hội)\s+phụ\s+nữ(?!\w)", re.IGNORECASE)
_NEGATIONS = ("không", "chưa", "chẳng")
_NO_NEGATION_BEFORE = ("chỉ", "ngừng", "những", "gian", "khí")


@dataclass(frozen=True)
class Statement:
    """A sentence with what it states."""

    text: str  # abbreviations written out
    plain: bool
    said: date | None
    before: Reality = Reality.DONE  # what its heading or introduction says of all that follows

    @cached_property
    def syllables(self) -> list[Token]:
        return syllables(self.text, plain=self.plain)

    @cached_property
    def tokens(self) -> list[Token]:
        """Words and phrases that state something."""
        return [token for token in joined(self.syllables, plain=self.plain) if token.key]

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens)

    @cached_property
    def times(self) -> list[Time]:
        return find_times(self.text, self.said)

    @cached_property
    def places(self) -> frozenset[tuple[str, Level]]:
        """Places by their right names; what is only like one ("Chủ tịch", the town of Chũ) is left to the names."""
        found = ((mention.places[0], self.text[mention.start : mention.end]) for mention in find_places(self.text))
        return frozenset((place.name, place.level) for place, written in found if _is_name_of(written, place.name))

    @cached_property
    def negated(self) -> frozenset[str]:
        """Keys that a negation stands before."""
        return frozenset(key for _, keys in _negations(self) for key in keys)

    @cached_property
    def affirmed(self) -> frozenset[str]:
        """Keys that stand somewhere without a negation."""
        taken = {position for positions, _ in _negations(self) for position in positions}
        return frozenset(token.key for position, token in enumerate(self.tokens) if position not in taken)

    def reality_at(self, position: int) -> Reality:
        return reality_at(self.text, position, self.before)


@lru_cache(maxsize=1_000)
def read_statement(text: str, plain: bool, said: date | None, before: Reality = Reality.DONE) -> Statement:
    """A sentence, read.

    Args:
        text: as it stands in a draft or an article.
        plain: whether diacritics count for nothing.
        said: the day by which the article was written.
        before: what its section or the line that introduces it says of all that follows.
    """
    expanded = expand(normalise(squeeze(text)))
    return Statement(_SHORT_NAME.sub(r"\1 liên hiệp phụ nữ", expanded), plain, said, before)


def _is_name_of(written: str, name: str) -> bool:
    plain = is_unaccented(written)
    keys = [[token.key for token in syllables(text, plain=plain)] for text in (written, name)]
    return keys[0] == keys[1]


def _negations(statement: Statement) -> Iterator[tuple[set[int], set[str]]]:
    """What each negation negates: positions and keys of the two words after it."""
    plain = statement.plain
    negations, exceptions = keys_of(_NEGATIONS, plain=plain), keys_of(_NO_NEGATION_BEFORE, plain=plain)
    tokens = statement.tokens
    for position, token in enumerate(tokens):
        after = tokens[position + 1 : position + 3]
        is_name = position and tokens[position - 1].is_number  # "5 không, 3 sạch"
        if token.key in negations and not is_name and not (after and after[0].key in exceptions):
            yield set(range(position, position + 1 + len(after))), {other.key for other in after}
