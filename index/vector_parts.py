"""What a generation searches by meaning: its own vectors exactly, and beneath them the clusters of an earlier one.

A change of one article must not move a million vectors. So a generation takes over the clusters that were made before,
remembers which of their passages it has no more, and holds what has come since as vectors of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.clustered_vectors import ClusteredVectors
from index.vectors import Found, VectorIndex, as_ids

HALF_PRECISION = 1e-3  # the most by which a number of a unit vector changes when it is halved


class SearchableVectors(Protocol):
    """The vectors of one generation."""

    def __len__(self) -> int: ...
    def search(self, query: NDArray[np.float32], limit: int, allowed: Collection[int] | None = None) -> Found:
        """The nearest passages, best first; see `VectorIndex.search`."""


@dataclass(frozen=True)
class VectorParts:
    """The vectors of a generation that has clusters."""

    own: VectorIndex
    base: ClusteredVectors
    removed: NDArray[np.int64]  # ids of the base that the generation does not have

    def __len__(self) -> int:
        return len(self.own) + len(self.base) - len(self.removed)

    def search(self, query: NDArray[np.float32], limit: int, allowed: Collection[int] | None = None) -> Found:
        """The nearest passages of both parts; see `VectorIndex.search`.

        Every passage of the own part is looked at, and of the clusters those nearest to the question; all of them where
        the choice of what may be found is narrow.
        """
        found = self.own.search(query, limit, allowed)
        limit = min(limit, len(self.base) if allowed is None else len(allowed))
        if limit < 1:
            return []
        chosen = None if allowed is None else as_ids(allowed)
        found += self.base.search(query, limit, chosen, self.removed)
        return sorted(found, key=lambda one: (-one[1], one[0]))[:limit]


def holds(index: SearchableVectors, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> bool:
    """Whether an index has these passages with these vectors."""
    try:
        if isinstance(index, VectorIndex):
            return np.array_equal(index.vectors_of(ids), vectors)
        assert isinstance(index, VectorParts)
        mine = np.isin(ids, index.own.ids())
        taken_over = ids[~mine]
        if np.isin(taken_over, index.removed).any():
            return False
        same = np.array_equal(index.own.vectors_of(ids[mine]), vectors[mine]) if mine.any() else True
        return same and (
            not len(taken_over)
            or np.allclose(index.base.vectors_of(taken_over), vectors[~mine], rtol=0, atol=HALF_PRECISION)
        )
    except KeyError:
        return False
