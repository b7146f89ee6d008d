"""A question finds its passages: every place and period asked for is searched for, and the sentences decide."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.questions import Question, parts
from bot.answering.scoring import score
from bot.answering.sentences import sentences_of
from index.evidence import same_province
from index.library import Snapshot
from index.retrieval import Hit, Query, Retriever

SENTENCE_WEIGHT = 5.0  # of the best sentence of a passage, beside the fused score of its searches


async def search(question: Question, snapshot: Snapshot, retriever: Retriever, limit: int) -> list[Hit]:
    """The passages that may answer a question, best first; what several places or periods find is shown in turn."""
    found = await asyncio.gather(*(_search_part(part, snapshot, retriever) for part in parts(question)))
    return _interleave(found, limit)


async def _search_part(part: Question, snapshot: Snapshot, retriever: Retriever) -> list[Hit]:
    query = Query(
        words=part.words,
        topic=tuple(term.word for term in part.topic),
        place=part.places[0] if part.places else None,
        period=part.period,
        latest=part.latest,
        plan=part.plan,
    )
    hits = await retriever.retrieve(snapshot.generation, query, scope=_scope(part, snapshot))
    return sorted((_rerank(hit, part, snapshot) for hit in hits), key=lambda hit: -hit.score)


def _scope(part: Question, snapshot: Snapshot) -> set[int] | None:
    """The passages of the reports of the asked place's province: no other province's can answer."""
    if not part.places:
        return None
    own = [s.id for s in snapshot.sources if s.province is None or same_province(part.places[0].province, s.province)]
    return {passage for id in own for passage in snapshot.members[id]} or None


def _rerank(hit: Hit, part: Question, snapshot: Snapshot) -> Hit:
    """Add what its best sentence is worth to a passage's score."""
    best = max((score(sentence, part, snapshot.lexicon).score for sentence in sentences_of([hit])), default=0.0)
    return replace(hit, score=hit.score + SENTENCE_WEIGHT * best)


def _interleave(found: Sequence[Sequence[Hit]], limit: int) -> list[Hit]:
    """The best of every search in turn."""
    merged: dict[str, Hit] = {}
    for rank in range(max(map(len, found), default=0)):
        for hits in found:
            if rank < len(hits):
                merged.setdefault(hits[rank].passage.id, hits[rank])
    return list(merged.values())[:limit]
