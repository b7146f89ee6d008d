"""Articles that say the same, such as one release on two sites. Pure.

Two articles are compared by the runs of words they share. So that not every pair has to be, those that share enough of
their smallest hashes are found first; each pair found is then compared exactly.

References: Broder, "On the resemblance and containment of documents", SEQUENCES 1997, pp. 21-29.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.text import fold, words

LIKE = 0.6  # share of common runs from which two articles count as near duplicates
RUN_WORDS = 4
BANDS, ROWS = 32, 4  # a pair that shares 0.6 of its runs is found with a probability of 0.99, one of 0.7 of 0.9998
_FACTORS = np.random.default_rng(20240).integers(1, 2**63, size=(2, BANDS * ROWS), dtype=np.uint64) | np.uint64(1)
_SHIFT = np.uint64(32)

Runs = frozenset[int]


@dataclass(frozen=True, slots=True)
class LikePair:
    """Two articles that say the same or nearly."""

    first: str
    second: str
    share: float  # of the runs of words that either has, those that both have: 1 if they say the same


def runs_of(text: str) -> Runs:
    """Hashes of the runs of neighbouring words of a text, without accents and capitals."""
    tokens = [fold(word) for word in words(text)]
    runs = (
        " ".join(tokens[start : start + RUN_WORDS]) for start in range(max(len(tokens) - RUN_WORDS + 1, 1)) if tokens
    )
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def like_pairs(articles: Mapping[str, Runs]) -> list[LikePair]:
    """Every pair of articles that share at least LIKE of their runs, the likest first."""
    buckets: dict[bytes, list[str]] = {}
    for id, runs in articles.items():
        if runs:
            for band in _bands(runs):
                buckets.setdefault(band, []).append(id)
    candidates = {pair for ids in buckets.values() for pair in combinations(sorted(ids), 2)}
    pairs = [LikePair(a, b, round(_share(articles[a], articles[b]), 3)) for a, b in candidates]
    return sorted(
        (pair for pair in pairs if pair.share >= LIKE), key=lambda pair: (-pair.share, pair.first, pair.second)
    )


def _bands(runs: Runs) -> list[bytes]:
    """The smallest hashes of each band, with its number."""
    values = np.fromiter(runs, dtype=np.uint64, count=len(runs))
    smallest: NDArray[np.uint64] = ((values[:, None] * _FACTORS[0] + _FACTORS[1]) >> _SHIFT).min(axis=0)
    return [bytes([number]) + band.tobytes() for number, band in enumerate(smallest.reshape(BANDS, ROWS))]


def _share(first: Runs, second: Runs) -> float:
    return len(first & second) / len(first | second)
