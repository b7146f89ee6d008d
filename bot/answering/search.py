"""A question finds its passages: every place and period asked for is searched for, and the sentences decide."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.questions import Question, parts
from bot.answering.scoring import Scorer, scorer_of
from bot.answering.sentences import amounts_in, split_passage
from index.documents import Source
from index.evidence import recency, reports_of
from index.library import Snapshot
from index.retrieval import Hit, Query, Retriever
from index.wording import wording

RERANKED = 24  # best passages of the search whose sentences are judged: in the questions measured, no later one answers
MAX_COMPARED = 20  # best passages among which copies are looked for
COPY_SHARE = 0.85  # of the words of two passages that are common if one is a copy


async def search(question: Question, snapshot: Snapshot, retriever: Retriever, limit: int) -> list[Hit]:
    """The passages that may answer a question, best first; what several places or periods find is shown in turn."""
    found = await asyncio.gather(*(_search_part(part, snapshot, retriever) for part in parts(question)))
    return _interleave(found, limit)


async def _search_part(part: Question, snapshot: Snapshot, retriever: Retriever) -> list[Hit]:
    scorer = scorer_of(part, snapshot.lexicon)
    found = await candidates(part, snapshot, retriever)
    hits = [_rerank(hit, scorer) for hit in found[:RERANKED]]
    return without_copies(sorted(hits, key=lambda hit: -hit.score))


def without_copies(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without what another article copied: nearly the same words, and the very same figures."""
    kept: list[Hit] = []
    for hit in hits[:MAX_COMPARED]:
        if not any(_is_copy(hit, other) for other in kept):
            kept.append(hit)
    return [*kept, *hits[MAX_COMPARED:]]


def _is_copy(hit: Hit, other: Hit) -> bool:
    if hit.passage.source == other.passage.source:
        return False
    one, two = wording(hit.passage.text).words, wording(other.passage.text).words
    if len(one & two) < COPY_SHARE * len(one | two):
        return False
    return {a.value for a in amounts_in(hit.passage.text)} == {a.value for a in amounts_in(other.passage.text)}


async def candidates(part: Question, snapshot: Snapshot, retriever: Retriever) -> list[Hit]:
    """The passages that the searches bring for a question about one place and one period."""
    query = Query.of(part.searched, part.words, snapshot.lexicon)
    own = _own_sources(part, snapshot)
    scope = {passage for source in own for passage in snapshot.members[source.id]} if own else None
    hits = await retriever.retrieve(snapshot.generation, query, scope=scope)
    newness = recency(own) if own else snapshot.newness
    return [replace(hit, recency=newness.get(hit.passage.source.id, 0.0)) for hit in hits]


def _own_sources(part: Question, snapshot: Snapshot) -> list[Source]:
    """The reports of the asked place's province: no other province's can answer."""
    if not part.places:
        return []
    place = part.places[0]
    return reports_of(place, snapshot.about(place.province), until=part.period.year if part.period else None)


def _rerank(hit: Hit, scorer: Scorer) -> Hit:
    """A passage is worth what its best sentence is."""
    sentences = split_passage(hit.passage, statements=scorer.question.tells_figures)
    best = max((scorer.score(sentence, hit).score for sentence in sentences), default=hit.score)
    return replace(hit, score=best)


def _interleave(found: Sequence[Sequence[Hit]], limit: int) -> list[Hit]:
    """The best of every search in turn."""
    merged: dict[str, Hit] = {}
    for rank in range(max(map(len, found), default=0)):
        for hits in found:
            if rank < len(hits):
                merged.setdefault(hits[rank].passage.id, hits[rank])
    return list(merged.values())[:limit]
