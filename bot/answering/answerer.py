"""A question becomes an answer: analysed, searched for, extracted, held against its sources."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.answering import wording
from bot.answering.answers import Answer, Outcome, Retrieved
from bot.answering.composition import compose
from bot.answering.extraction import extract
from bot.answering.grounding import UnsupportedCitationError, check_answer
from bot.answering.questions import Question, analyse
from bot.answering.search import search
from index.documents import Source
from index.library import Library, Snapshot
from index.retrieval import Hit, Retriever

RETRIEVED = 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answerer:
    """Answers questions from the corpus alone, with the passages that support each answer."""

    library: Library
    retriever: Retriever
    today: Callable[[], date] = field(default=date.today)

    async def answer(self, text: str, *, asker: str | None = None) -> Answer:
        """Answer a question; an empty or overlong one is told so.

        Args:
            text: as typed.
            asker: who asks, opaque.
        """
        started = time.perf_counter()
        refusal = _unreadable(text)
        if refusal:
            return Answer(Outcome.NOT_FOUND, refusal, reason="unreadable question")
        snapshot = await self.library.snapshot()
        question = analyse(text, snapshot.lexicon, today=self.today())
        hits = await search(question, snapshot, self.retriever, RETRIEVED)
        searched = time.perf_counter()
        answer = _answer(question, hits, snapshot)
        ended = time.perf_counter()
        return replace(
            answer,
            retrieved=tuple(Retrieved(hit.passage, hit.score) for hit in hits),
            elapsed_ms={
                "retrieve": 1000 * (searched - started),
                "answer": 1000 * (ended - searched),
                "total": 1000 * (ended - started),
            },
        )

    async def sources(self) -> Sequence[Source]:
        """Every article that answers may rest on."""
        return (await self.library.snapshot()).sources


def _unreadable(text: str) -> str | None:
    if not text.strip():
        return wording.EMPTY
    if len(text) > wording.MAX_QUESTION_CHARS:
        return wording.TOO_LONG
    return None if any(map(str.isalnum, text)) else wording.NO_WORDS


def _answer(question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Answer:
    draft = extract(question, hits, snapshot.lexicon)
    if draft is None:
        return Answer(Outcome.NOT_FOUND, wording.NOTHING_FOUND, reason="no passage is about it")
    text, citations, derived = compose(draft, snapshot.lexicon)
    try:
        check_answer(text, citations, derived)
    except UnsupportedCitationError as error:
        logger.error("an extracted answer is not supported: %s", error)
        return Answer(Outcome.NOT_FOUND, wording.NOTHING_FOUND, reason=str(error))
    return Answer(Outcome.ANSWERED, text, citations, derived=derived)
