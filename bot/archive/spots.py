"""A quotation named in so few characters that a link or a button carries it: nothing has to be kept for it. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from bot.answering.answers import Citation
from bot.archive.quotations import Stretch

_PACKED = re.compile(r"([0-9a-f]{1,3})-([0-9a-f]{1,8})-([0-9a-f]{16})-([0-9a-f]{1,8})-([0-9a-f]{1,4})-([0-9a-f]{8})")
_KEY_BYTES, _DIGEST_BYTES = 8, 4
_MAX_CHARS = 0xFFFF


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a quotation stood when it was shown."""

    n: int  # its source's number there
    generation: int  # of the index; 0 if that was not known
    document: str  # `key_of` the article
    start: int  # characters into its text
    length: int
    digest: str  # of what it says

    def pack(self) -> str:
        """At most 51 characters out of 0-9, a-f and "-"."""
        numbers = f"{self.n:x}-{self.generation:x}-{self.document}-{self.start:x}-{self.length:x}"
        return f"{numbers}-{self.digest}"

    def fits(self, text: str) -> bool:
        """Whether an article says the same at the same place."""
        return _hash(text[self.start : self.start + self.length], _DIGEST_BYTES) == self.digest

    def find_in(self, text: str) -> Stretch | None:
        """Where an article says it now; of a long article this takes a second."""
        ends = range(self.length, len(text) + 1)
        stretches = ((end - self.length, end) for end in ends)
        return next((s for s in stretches if _hash(text[slice(*s)], _DIGEST_BYTES) == self.digest), None)


def spot_of(citation: Citation, generation: int | None) -> Spot:
    """The spot that a citation names; of an overlong quotation its beginning."""
    quote = citation.quote[:_MAX_CHARS]
    document, digest = key_of(citation.source.id), _hash(quote, _DIGEST_BYTES)
    return Spot(citation.n, generation or 0, document, max(citation.start, 0), len(quote), digest)


def read_spot(packed: str) -> Spot | None:
    """The spot that `Spot.pack` wrote; None if it is something else."""
    match = _PACKED.fullmatch(packed)
    if not match:
        return None
    n, generation, document, start, length, digest = match.groups()
    return Spot(int(n, 16), int(generation, 16), document, int(start, 16), int(length, 16), digest)


def key_of(document: str) -> str:
    """An article's id in 16 characters."""
    return _hash(document, _KEY_BYTES)


def _hash(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()
