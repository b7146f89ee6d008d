"""Vectors like those of real passages, as many as wanted: for measuring the search of more than can be embedded.

Real passages are put into clusters; a simulated one is the mean of a cluster, taken as often as the cluster is large,
and noise with the covariance that the passages have around their means, brought to length 1. Such noise fills more
directions than text does, so that its neighbours are harder to find than those of real passages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

CLUSTERS = 128
AT_ONCE = 50_000

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Simulation:
    """The fitted distribution."""

    means: Vectors  # shape (clusters, dimension)
    shares: NDArray[np.float64]  # of the passages, of each cluster
    factor: Vectors  # noise = standard normal @ factor

    @classmethod
    def fit(cls, real: Vectors, clusters: int = CLUSTERS) -> Simulation:
        """Fit to unit vectors of real passages, of which there should be ten times the dimension."""
        kmeans = faiss.Kmeans(real.shape[1], clusters, niter=20, seed=1, min_points_per_centroid=1)
        kmeans.train(real)
        _, (assigned,) = (found.T for found in kmeans.index.search(real, 1))
        counts = np.bincount(assigned, minlength=clusters)
        means = np.array([real[assigned == k].mean(axis=0) if counts[k] else real[0] for k in range(clusters)])
        covariance = np.cov((real - means[assigned]).T)
        values, directions = np.linalg.eigh(covariance)
        factor = (directions * np.sqrt(np.maximum(values, 0))).T
        return cls(means.astype(np.float32), counts / counts.sum(), factor.astype(np.float32))

    def sample(self, count: int, seed: int) -> Iterator[Vectors]:
        """Unit vectors, in parts of at most AT_ONCE."""
        chance = np.random.default_rng(seed)
        for start in range(0, count, AT_ONCE):
            some = min(AT_ONCE, count - start)
            chosen = chance.choice(len(self.means), size=some, p=self.shares)
            yield self._unit(self.means[chosen] + self.noise(some, chance))

    def near(self, real: Vectors, count: int, seed: int) -> Vectors:
        """Unit vectors that scatter around given ones: other questions, from real ones."""
        chance = np.random.default_rng(seed)
        return self._unit(real[chance.integers(len(real), size=count)] + 0.5 * self.noise(count, chance))

    def noise(self, count: int, chance: np.random.Generator) -> Vectors:
        return chance.standard_normal((count, len(self.factor)), dtype=np.float32) @ self.factor

    @staticmethod
    def _unit(vectors: Vectors) -> Vectors:
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
