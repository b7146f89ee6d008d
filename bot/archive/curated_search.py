"""Finds the curated answer to a question that asks the same as the one it was given to.

Its words, places and periods have to agree (`matching`). An embedding model alone cannot tell: to it "tối đa" and "tối
thiểu" are more alike than a question and the same question without accents. It has a veto where the order differs,
and ranks the like questions among which a reader may choose.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from bot.answering.answers import Statement
from bot.archive.curated import CuratedAnswers
from bot.archive.matching import ask_same, in_same_order, read, share_terms
from index.embedders import Embedder

MIN_LIKENESS = 0.8  # cosine
MAX_LIKE = 2
_REMEMBERED = 4096  # questions

_read = lru_cache(_REMEMBERED)(read)


@dataclass(frozen=True)
class CuratedSearch:
    """Searches the curated answers that stand."""

    curated: CuratedAnswers
    embedder: Embedder
    today: Callable[[], date] = date.today  # gives "năm nay" of a question that is asked now its year

    async def find(self, question: str) -> Statement | None:
        """The newest curated answer to a question; None if there is none that surely answers it."""
        standing = [each.statement for each in await self.curated.standing()]
        return await asyncio.to_thread(self._among, question, standing) if standing else None

    async def like(self, question: str) -> Sequence[str]:
        """Questions that were answered and may be meant: of the same places and periods, the likest first."""
        standing = [each.statement for each in await self.curated.standing()]
        return await asyncio.to_thread(self._like, question, standing) if standing else []

    def _among(self, question: str, standing: Sequence[Statement]) -> Statement | None:
        asked = _read(question, self.today())
        for statement in standing:
            other = _read(statement.question, statement.on)
            if ask_same(asked, other) and (
                in_same_order(asked, other) or self._are_alike(question, statement.question)
            ):
                return statement
        return None

    def _like(self, question: str, standing: Sequence[Statement]) -> Sequence[str]:
        asked = _read(question, self.today())
        near = [each.question for each in standing if share_terms(asked, _read(each.question, each.on))]
        if not near:
            return []
        first, *others = self.embedder.embed_queries([question, *near])
        likeness = {text: float(np.dot(first, vector)) for text, vector in zip(near, others, strict=True)}
        return sorted(likeness, key=lambda text: -likeness[text])[:MAX_LIKE]

    def _are_alike(self, first: str, second: str) -> bool:
        vectors = self.embedder.embed_queries([first, second])
        return float(np.dot(vectors[0], vectors[1])) >= MIN_LIKENESS
