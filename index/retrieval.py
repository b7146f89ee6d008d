"""A question's words and meaning find their passages.

Several searches see different things: vectors see meaning, folded words see what was typed with accents or without,
segmented words see compounds, the context sees whose report it is. Of the passages that they find together, one whose
best sentence holds more of the question's words and pairs of words is the better: BM25 adds up words from all over a
passage, an answer stands in a sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Passage
from index.embedders import Embedder
from index.fields import bigrams
from index.fusion import fuse
from index.lexicon import Lexicon
from index.vietnamese.segmentation import segment
from index.vietnamese.text import fold, sentence_spans
from index.wording import wording

CANDIDATES = 100  # passages that each leg brings


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each search counts, in deviations of the fused score.

    Their ratios are set near what XQuAD-vi teaches (bench/README.md). The context, which its paragraphs lack, and the
    common scale, which says how much the search counts beside what the sentences tell, are set by questions about
    reports.
    """

    dense: float = 1.8
    folded: float = 0.3
    segmented: float = 0.7
    context: float = 1.0
    sentence: float = 1.1


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for."""

    text: str  # what is embedded
    words: tuple[str, ...]  # lower case, accents restored
    terms: Mapping[str, float]  # the words, folded, and their pairs, with how much each tells: its rarity

    @classmethod
    def of(cls, text: str, words: Sequence[str], lexicon: Lexicon) -> Query:
        """A query whose words are weighed by their rarity in the corpus; connecting words so count for little."""
        folded = [fold(word) for word in words]
        return cls(text, tuple(words), {term: lexicon.weight(term) for term in (*folded, *bigrams(folded))})


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
        passages = await index.passages(_best(fuse(legs, weights)))
        covered = {id: best_share(passage, query.terms) for id, passage in passages.items()}
        fused = fuse([*legs, covered], [*weights, self.weights.sentence])
        hits = [Hit(passage, fused[id], fused[id]) for id, passage in passages.items()]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    async def _search(
        self, index: Searchable, query: Query, scope: Collection[int] | None
    ) -> tuple[list[dict[int, float]], list[float]]:
        by_meaning = asyncio.create_task(self._search_vectors(index, query.text, scope))
        await asyncio.sleep(0)  # the question is embedded on a core of its own while the words are made ready
        folded = [fold(word) for word in query.words]
        weights = self.weights
        words = (
            ("folded", weights.folded, folded),
            ("segmented", weights.segmented, segment(" ".join(query.words))),
            ("context", weights.context, [*folded, *bigrams(folded)]),
        )
        legs = await asyncio.gather(
            by_meaning,
            *(index.search_words(column, tokens, CANDIDATES, scope) for column, _, tokens in words),
        )
        return [dict(leg) for leg in legs], [weights.dense, *(weight for _, weight, _ in words)]

    async def _search_vectors(
        self, index: Searchable, text: str, scope: Collection[int] | None
    ) -> list[tuple[int, float]]:
        vectors = await asyncio.to_thread(self.embedder.embed_queries, [text])
        return await index.search_vectors(vectors[0], CANDIDATES, scope)


def _best(fused: Mapping[int, float]) -> list[int]:
    return sorted(fused, key=lambda id: (-fused[id], id))[:CANDIDATES]


@lru_cache(maxsize=1_000)  # a passage takes some 20 kB
def _sentences(text: str) -> tuple[frozenset[str], ...]:
    """The words and pairs of words of each sentence."""
    held = (wording(text[start:end]) for start, end in sentence_spans(text))
    return tuple(each.words | each.pairs for each in held)


def best_share(passage: Passage, terms: Mapping[str, float]) -> float:
    """The largest share of the terms, by weight, that one sentence of a passage holds; in [0, 1]."""
    shares = (sum(terms[term] for term in held & terms.keys()) for held in _sentences(passage.text))
    return max(shares, default=0.0) / (sum(terms.values()) or 1.0)
