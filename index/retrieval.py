"""A question's words and meaning, places and periods find their passages.

Several searches see different things: vectors see meaning, exact words see accents, folded words and their pairs see
what was typed without them, segmented words see compounds, the context sees whose report it is. Their scores are
fused; evidence of place and period then moves whole reports up or down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Passage
from index.embedders import Embedder
from index.evidence import period_evidence, place_evidence, recency
from index.fields import bigrams
from index.fusion import fuse
from index.vietnamese.periods import Period
from index.vietnamese.places import Place
from index.vietnamese.segmentation import segment
from index.vietnamese.text import fold

CANDIDATES = 60  # passages that each leg brings


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each search and each kind of evidence counts, in deviations of the fused score."""

    dense: float = 1.0
    exact: float = 0.6
    folded: float = 0.5
    bigrams: float = 0.8
    segmented: float = 0.3
    context: float = 0.6
    place: float = 3.0
    period: float = 2.0
    recency: float = 0.5


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for."""

    words: tuple[str, ...]  # lower case, accents restored
    places: tuple[Place, ...] = ()
    periods: tuple[Period, ...] = ()
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its score and the evidence that it is about the asked place and period."""

    passage: Passage
    score: float
    place: float = 0.0
    period: float = 0.0


class Searchable(Protocol):
    """One generation of the index, as the retriever needs it."""

    async def search_words(self, column: str, tokens: Sequence[str], limit: int) -> list[tuple[int, float]]: ...
    async def search_vectors(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]: ...
    async def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]: ...


@dataclass(frozen=True)
class Retriever:
    """Finds the passages that answer a question, best first."""

    embedder: Embedder
    weights: Weights = field(default_factory=Weights)

    async def retrieve(self, index: Searchable, query: Query, limit: int = 10) -> list[Hit]:
        """Search every place and period asked for one by one; what several of them find is shown once."""
        found = await asyncio.gather(*(self._retrieve_one(index, part, limit) for part in _parts(query)))
        return _interleave(found, limit)

    async def _retrieve_one(self, index: Searchable, query: Query, limit: int) -> list[Hit]:
        legs, weights = await self._search(index, query)
        fused = fuse(legs, weights)
        passages = await index.passages(list(fused))
        hits = [self._judge(passages[id], score, query) for id, score in fused.items() if id in passages]
        if query.latest or not query.periods:
            hits = _prefer_recent(hits, self.weights.recency * (3 if query.latest else 1))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    async def _search(self, index: Searchable, query: Query) -> tuple[list[dict[int, float]], list[float]]:
        vectors = await asyncio.to_thread(self.embedder.embed_queries, [" ".join(query.words)])
        folded = [fold(word) for word in query.words]
        pairs = bigrams(folded)
        segmented = segment(" ".join(query.words))
        weights = self.weights
        searches = [
            (weights.dense, index.search_vectors(vectors[0], CANDIDATES)),
            (weights.exact, index.search_words("exact", query.words, CANDIDATES)),
            (weights.folded, index.search_words("folded", folded, CANDIDATES)),
            (weights.bigrams, index.search_words("bigrams", pairs, CANDIDATES)),
            (weights.segmented, index.search_words("segmented", segmented, CANDIDATES)),
            (weights.context, index.search_words("context", [*folded, *pairs], CANDIDATES)),
        ]
        legs = await asyncio.gather(*(search for _, search in searches))
        return [dict(leg) for leg in legs], [weight for weight, _ in searches]

    def _judge(self, passage: Passage, score: float, query: Query) -> Hit:
        place = place_evidence(query.places, passage)
        period = period_evidence(query.periods, passage)
        total = score + self.weights.place * place + self.weights.period * period
        return Hit(passage, total, place, period)


def _parts(query: Query) -> list[Query]:
    """The single searches of a question that names several places or periods."""
    by_place = [replace(query, places=(place,)) for place in query.places] or [query]
    return [replace(part, periods=(period,)) for part in by_place for period in part.periods] or by_place


def _interleave(found: Sequence[Sequence[Hit]], limit: int) -> list[Hit]:
    """The best of every search in turn."""
    merged: dict[str, Hit] = {}
    for rank in range(limit):
        for hits in found:
            if rank < len(hits):
                merged.setdefault(hits[rank].passage.id, hits[rank])
    return list(merged.values())[:limit]


def _prefer_recent(hits: list[Hit], weight: float) -> list[Hit]:
    sources = {hit.passage.source for hit in hits}
    return [replace(hit, score=hit.score + weight * recency(hit.passage.source, sources)) for hit in hits]
