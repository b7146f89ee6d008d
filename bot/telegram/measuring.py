"""Counts the questions by how they ended, and times them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.answers import Answer
from bot.answering.previews import Show
from bot.telegram.asking import Answers
from bot.telegram.metrics import Metrics
from index.documents import Source
from index.vietnamese.places import Place


@dataclass(frozen=True)
class MeasuredAnswers:
    """Answers that are counted on the way."""

    answers: Answers
    metrics: Metrics

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        """Answer a question as `Answers` does."""
        began = time.perf_counter()
        outcome = "error"
        try:
            answer = await self.answers.answer(question, asker=asker, own=own, show=show)
            outcome = answer.outcome.value
        finally:
            self.metrics.questions.labels(outcome=outcome).inc()
            self.metrics.answer_s.observe(time.perf_counter() - began)
        return answer

    async def sources(self) -> Sequence[Source]:
        """List the articles that answers are taken from."""
        return await self.answers.sources()
