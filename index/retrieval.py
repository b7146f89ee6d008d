"""A question's words and meaning, places and periods find their passages.

Several searches see different things: vectors see meaning, exact words see accents, folded words and their pairs see
what was typed without them, segmented words see compounds, the context sees whose report it is. Their scores are
fused; evidence of place and period then moves whole reports up or down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Passage
from index.embedders import Embedder
from index.fields import bigrams
from index.fusion import fuse
from index.vietnamese.segmentation import segment
from index.vietnamese.text import fold

CANDIDATES = 100  # passages that each leg brings


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each search counts, in deviations of the fused score."""

    dense: float = 1.0
    exact: float = 0.5
    folded: float = 0.6
    bigrams: float = 0.8
    segmented: float = 0.3
    context: float = 0.4


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for."""

    words: tuple[str, ...]  # the whole question, lower case, accents restored
    topic: tuple[str, ...]  # of these, the words that say what it is about


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its score."""

    passage: Passage
    score: float
    search: float = 0.0  # of this, what the searches gave
    recency: float = 0.0  # how new its article is among those searched, from 0 to 1


class Searchable(Protocol):
    """One generation of the index, as the retriever needs it."""

    async def search_words(
        self, column: str, tokens: Sequence[str], limit: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]: ...
    async def search_vectors(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]: ...
    async def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]: ...


@dataclass(frozen=True)
class Retriever:
    """Finds the passages that may answer a question, best first."""

    embedder: Embedder
    weights: Weights = field(default_factory=Weights)

    async def retrieve(
        self, index: Searchable, query: Query, *, scope: Collection[int] | None = None, limit: int = CANDIDATES
    ) -> list[Hit]:
        """Search by every leg and fuse.

        Args:
            scope: the only passages that may be found; None for all.
        """
        legs, weights = await self._search(index, query, scope)
        fused = fuse(legs, weights)
        passages = await index.passages(list(fused))
        hits = [Hit(passages[id], score, score) for id, score in fused.items() if id in passages]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    async def _search(
        self, index: Searchable, query: Query, scope: Collection[int] | None
    ) -> tuple[list[dict[int, float]], list[float]]:
        vectors = await asyncio.to_thread(self.embedder.embed_queries, [" ".join(query.words)])
        topic = query.topic or query.words
        folded, everything = [fold(word) for word in topic], [fold(word) for word in query.words]
        weights = self.weights
        words = (
            ("exact", weights.exact, topic),
            ("folded", weights.folded, folded),
            ("bigrams", weights.bigrams, bigrams(folded)),
            ("segmented", weights.segmented, segment(" ".join(topic))),
            ("context", weights.context, [*everything, *bigrams(everything)]),
        )
        legs = await asyncio.gather(
            index.search_vectors(vectors[0], CANDIDATES, scope),
            *(index.search_words(column, tokens, CANDIDATES, scope) for column, _, tokens in words),
        )
        return [dict(leg) for leg in legs], [weights.dense, *(weight for _, weight, _ in words)]
