"""Questions to offer, of which only those are offered that were tried: asked, they are answered with their figure.

A figure that stands in the ledger is not yet one that the search finds. A question is tried once for each ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.answering.answers import Answer, Outcome
from bot.figures.ledger import Ledger, Ledgers
from bot.figures.questions import FigureQuestion, example_questions, next_questions

OFFERED = 3
TRIED = 6  # at most, before fewer are offered: who waits for an answer waits for this too


class Asked(Protocol):
    """Who answers the questions that are tried."""

    async def answer(self, text: str, /) -> Answer:
        """Answer a question."""
        ...


class Suggestions:
    """Offers questions that are answered.

    Args:
        asked: answers as readers will be answered, or sooner: a language model words an answer, it finds none.
    """

    def __init__(self, asked: Asked, ledgers: Ledgers) -> None:
        self._asked = asked
        self._ledgers = ledgers
        self._ledger: Ledger | None = None
        self._tried: dict[str, bool] = {}  # of that ledger

    async def after(self, document: str, told: Collection[str]) -> list[FigureQuestion]:
        """What else a report tells.

        Args:
            document: the report's id.
            told: texts that have told figures already, such as the quotations of an answer.
        """
        ledger = await self._ledgers.ledger()
        return await self._answered(ledger, next_questions(ledger, document, told, TRIED))

    async def examples(self) -> list[FigureQuestion]:
        """Questions of different reports and indicators."""
        ledger = await self._ledgers.ledger()
        return await self._answered(ledger, example_questions(ledger, TRIED))

    async def _answered(self, ledger: Ledger, questions: Sequence[FigureQuestion]) -> list[FigureQuestion]:
        if ledger is not self._ledger:
            self._ledger, self._tried = ledger, {}
        tried = self._tried
        offered: list[FigureQuestion] = []
        for question in questions:
            if len(offered) == OFFERED:
                break
            if question.question not in tried:
                tried[question.question] = _tells(await self._asked.answer(question.question), question)
            if tried[question.question]:
                offered.append(question)
        return offered


def _tells(answer: Answer, asked: FigureQuestion) -> bool:
    """Whether an answer cites the sentence or table row of the figure that was asked for."""
    quote = asked.figure.quote
    return answer.outcome is Outcome.ANSWERED and any(
        citation.source.id == asked.figure.document and (quote in citation.quote or citation.quote in quote)
        for citation in answer.citations
    )
