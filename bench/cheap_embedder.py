"""An embedder that costs next to nothing: it counts words by their hashes. For measuring all but the model."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.text import fold, words


class CheapEmbedder:
    """An `index.embedders.Embedder`."""

    name = "cheap"
    dimension = 384  # as many as the embedded model has

    def __init__(self) -> None:
        self.embedded: list[str] = []  # every passage it has been given

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                counts[row, zlib.crc32(fold(word).encode()) % self.dimension] += 1
        unit: NDArray[np.float32] = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.embedded += texts
        return self.embed_queries(texts)
