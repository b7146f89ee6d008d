"""An answer worded by a language model, as far as the passages support it; else the answer that was extracted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from bot.answering.answers import Answer
from bot.answering.claims.drafts import clean
from bot.answering.claims.statements import read_statement
from bot.answering.generation import GenerationError
from bot.answering.grounding import Grounded, ground
from bot.answering.prompts import Prompt
from index.documents import Passage

logger = logging.getLogger(__name__)


class Generator(Protocol):
    """A language model."""

    async def generate(self, prompt: str) -> str:
        """The model's reply to a prompt.

        Raises:
            GenerationError: if there is none.
        """


@dataclass(frozen=True)
class Writer:
    """Words answers with a language model that is not trusted."""

    generator: Generator
    prompt: Prompt

    async def write(self, question: str, passages: Sequence[Passage], *, fallback: Answer) -> Answer:
        """Word an answer anew.

        Args:
            question: as typed.
            passages: what the model may draw on, best first.
            fallback: the extracted answer.

        Returns:
            The fallback with another text and other citations, or as it is: without a draft, where nothing of the
            draft is supported, and where the draft misses the figures that the fallback leads with.
        """
        if fallback.derived:
            return fallback  # it computed something: a draft could only repeat it
        try:
            draft = await self.generator.generate(self.prompt.render(question, passages))
        except GenerationError as error:
            logger.warning("answered without the language model: %s", error)
            return fallback
        grounded = await asyncio.to_thread(ground, draft, passages)
        if grounded is None or _misses_core(draft, grounded, fallback):
            logger.info("answered without the language model: its draft is not supported")
            return fallback
        return replace(fallback, text=grounded.text, citations=grounded.citations)


def _misses_core(draft: str, grounded: Grounded, fallback: Answer) -> bool:
    """Whether a figure of the extracted answer's first point stood in the draft and had to go, or none is left."""
    core = _values(fallback.text.split("[1]")[0])
    left = _values(grounded.text)
    return bool(core) and not (core & left and core & _values(clean(draft)) <= left)


def _values(text: str) -> set[Decimal | None]:
    return {figure.value for line in text.splitlines() for figure in read_statement(line, False, None).figures}
