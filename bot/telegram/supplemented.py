"""Adds what an officer answered to the same question to what the articles say.

The articles come first and are quoted as ever: an officer's answer stands below them, or below the refusal, and is
marked as hers. Where neither answers, like questions that officers answered are offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.answers import NO_QUESTION, Answer, Outcome, Statement
from bot.answering.gaps import Missing
from bot.answering.previews import Show
from bot.telegram.asking import Answers
from index.documents import Source
from index.vietnamese.places import Place


class Statements(Protocol):
    """Who knows what officers answered."""

    async def find(self, question: str) -> Statement | None:
        """The answer to a question that asks the same; None if there is none."""
        ...

    async def like(self, question: str) -> Sequence[str]:
        """Questions that were answered and may be meant."""
        ...


@dataclass(frozen=True)
class SupplementedAnswers:
    """Answers with those of officers beside them."""

    answers: Answers
    statements: Statements

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        """Answer a question as `Answers` does."""
        answer = await self.answers.answer(question, asker=asker, own=own, show=show)
        if answer.reason == NO_QUESTION:
            return answer
        meant = answer.understood or question
        if statement := await self.statements.find(meant):
            return replace(answer, statement=statement)
        if answer.outcome is not Outcome.NOT_FOUND or answer.reason == Missing.SCOPE:
            return answer
        like = [each for each in await self.statements.like(meant) if each not in answer.choices]
        return replace(answer, choices=(*answer.choices, *like))

    async def sources(self) -> Sequence[Source]:
        """List the articles that answers are taken from."""
        return await self.answers.sources()
