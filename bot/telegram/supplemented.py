"""Adds what an officer answered to the same question to what the articles say.

The articles come first and are quoted as ever: an officer's answer stands below them, or below the refusal, and is
marked as hers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.answers import NO_QUESTION, Answer, Statement
from bot.telegram.members import Answers
from index.documents import Source
from index.vietnamese.places import Place


class Statements(Protocol):
    """Who knows what officers answered."""

    async def find(self, question: str) -> Statement | None:
        """The answer to a question that asks the same; None if there is none."""
        ...


@dataclass(frozen=True)
class SupplementedAnswers:
    """Answers with those of officers beside them."""

    answers: Answers
    statements: Statements

    async def answer(self, question: str, *, asker: str | None = None, own: Place | None = None) -> Answer:
        """Answer a question as `Answers` does."""
        answer = await self.answers.answer(question, asker=asker, own=own)
        if answer.reason == NO_QUESTION:
            return answer
        return replace(answer, statement=await self.statements.find(answer.understood or question))

    async def sources(self) -> Sequence[Source]:
        """List the articles that answers are taken from."""
        return await self.answers.sources()
