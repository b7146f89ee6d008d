"""Gives every passage of a build its vector: those that are stored already are not computed again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from index.embedders import Embedder
from index.errors import EmbeddingModelError
from index.generations import save_vectors, stored_vectors
from index.store import Store

_TEXTS_AT_ONCE = 32  # embedded, then stored: as much work as a killed build loses


async def embed_missing(
    store: Store,
    texts: Mapping[str, str],
    embedder: Callable[[], Embedder],
    progress: Callable[[int, int], None] | None,
) -> int:
    """Embed the texts that have no vector yet, and keep each batch as soon as it is there.

    Args:
        texts: by the hashes of their vectors.
        embedder: loads the model; called only if a vector is missing.
        progress: told how many of how many texts are embedded.

    Returns:
        How many had to be embedded.

    Raises:
        EmbeddingModelError: if the model gives no usable vectors.
    """
    stored = await stored_vectors(store, texts.keys())
    missing = sorted((hash for hash in texts if hash not in stored), key=lambda hash: len(texts[hash]), reverse=True)
    if not missing:
        return 0
    model = await asyncio.to_thread(embedder)
    for start in range(0, len(missing), _TEXTS_AT_ONCE):
        some = missing[start : start + _TEXTS_AT_ONCE]
        vectors = await asyncio.to_thread(model.embed_passages, [texts[hash] for hash in some])
        _check_vectors(vectors, len(some), model)
        await save_vectors(store, dict(zip(some, vectors, strict=True)))
        if progress:
            progress(start + len(some), len(missing))
    return len(missing)


def _check_vectors(vectors: NDArray[np.float32], count: int, model: Embedder) -> None:
    lengths = np.linalg.norm(vectors, axis=-1)
    if vectors.shape != (count, model.dimension) or not np.allclose(lengths, 1, atol=1e-3):
        raise EmbeddingModelError(
            f"the embedding model {model.name} gives vectors of shape {vectors.shape} that are not all of length 1: "
            "choose another with HOIDAP_EMBEDDING_MODEL"
        )
