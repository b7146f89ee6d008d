"""An answer worded by a language model, as far as the passages support it; else the answer that was extracted."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Protocol

from bot.answering.answers import Answer
from bot.answering.claims.figures import figures_of
from bot.answering.claims.statements import read_statement
from bot.answering.generation import GenerationError, Seen
from bot.answering.grounding import Grounded, ground
from bot.answering.previews import Show, previewing
from bot.answering.prompts import Prompt
from index.documents import Passage

logger = logging.getLogger(__name__)


class Generator(Protocol):
    """A language model."""

    async def generate(self, prompt: str, seen: Seen | None = None) -> str:
        """The model's reply to a prompt.

        Args:
            seen: is handed the draft as far as it has come, again and again.

        Raises:
            GenerationError: if there is none.
        """


@dataclass(frozen=True)
class Writer:
    """Words answers with a language model that is not trusted."""

    generator: Generator
    prompt: Prompt

    async def write(
        self, question: str, passages: Sequence[Passage], *, fallback: Answer, show: Show | None = None
    ) -> Answer:
        """Word an answer anew.

        Args:
            question: as typed.
            passages: what the model may draw on, best first.
            fallback: the extracted answer.
            show: is handed what is supported of the text while it is written; nothing else ever.

        Returns:
            The fallback with another text and other citations; or as it is, where there is no draft, or what a draft
            says first or the fallback's opening figures are not among what is supported of it.
        """
        if fallback.derived:
            return fallback  # it computed something: a draft could only repeat it
        try:
            async with previewing(partial(_supported, passages, fallback), show) as seen:
                draft = await self.generator.generate(self.prompt.render(question, passages), seen)
        except GenerationError as error:
            logger.warning("answered without the language model: %s", error)
            return fallback
        grounded = await asyncio.to_thread(ground, draft, passages)
        if grounded is None or _misses_core(grounded, fallback):
            logger.info("answered without the language model: its draft is not supported")
            return fallback
        return replace(fallback, text=grounded.text, citations=grounded.citations)


def _supported(passages: Sequence[Passage], fallback: Answer, draft: str) -> str | None:
    """What a draft that is still being written says with support, once that answers the question."""
    grounded = ground(draft, passages, is_complete=False)
    return None if grounded is None or _misses_core(grounded, fallback) else grounded.text


def _misses_core(grounded: Grounded, fallback: Answer) -> bool:
    """Whether the draft's first statement had to go, or a figure that the extracted answer opens with is not left."""
    opening = re.split(r"[“\n]|\[1\]", fallback.text, maxsplit=1)[0]
    return not grounded.opens or not _values(opening) <= _values(grounded.text)


def _values(text: str) -> set[Decimal | None]:
    return {figure.value for line in text.splitlines() for figure in figures_of(read_statement(line, False, None))}
