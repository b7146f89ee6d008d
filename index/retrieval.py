"""A question's words and meaning, places and periods find their passages.

Several searches see different things: vectors see meaning, exact words see accents, folded words and their pairs see
what was typed without them, segmented words see compounds, the context sees whose report it is. Their scores are
fused; evidence of place and period then moves whole reports up or down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
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

CANDIDATES = 100  # passages that each leg brings


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each search and each kind of evidence counts, in deviations of the fused score."""

    dense: float = 1.0
    exact: float = 0.5
    folded: float = 0.6
    bigrams: float = 0.8
    segmented: float = 0.3
    context: float = 0.4
    place: float = 4.0
    period: float = 8.0
    recency: float = 0.5


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for."""

    words: tuple[str, ...]  # the whole question, lower case, accents restored
    topic: tuple[str, ...]  # of these, the words that say what it is about
    place: Place | None = None
    period: Period | None = None
    latest: bool = False
    plan: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its score and the evidence that it is about the asked place and period."""

    passage: Passage
    score: float
    place: float = 0.0
    period: float = 0.0


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
        """Search by every leg, fuse, and weigh the evidence of place and period.

        Args:
            scope: the only passages that may be found; None for all.
        """
        legs, weights = await self._search(index, query, scope)
        fused = fuse(legs, weights)
        passages = await index.passages(list(fused))
        hits = [self._judge(passages[id], score, query) for id, score in fused.items() if id in passages]
        if query.latest or query.period is None:
            hits = _prefer_recent(hits, self.weights.recency * (4 if query.latest else 1))
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

    def _judge(self, passage: Passage, score: float, query: Query) -> Hit:
        place = place_evidence(query.place, passage) if query.place else 0.0
        period = period_evidence(query.period, passage, plan=query.plan) if query.period else 0.0
        total = score + self.weights.place * place + self.weights.period * period
        return Hit(passage, total, place, period)


def _prefer_recent(hits: list[Hit], weight: float) -> list[Hit]:
    sources = {hit.passage.source for hit in hits}
    return [replace(hit, score=hit.score + weight * recency(hit.passage.source, sources)) for hit in hits]
