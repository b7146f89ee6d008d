"""Questions asked anew while the bot answers others: on a thread and an event loop of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.answers import Answer
from index.embedders import Embedder
from index.library import Library, Snapshots
from index.retrieval import Retriever


@dataclass(frozen=True)
class Reasking:
    """Asks the articles of a data folder; `library` is the one that the bot answers from."""

    data: Path
    library: Snapshots
    embedder: Embedder

    async def generation_id(self) -> int:
        """Which build of the index answers now."""
        return (await self.library.snapshot()).generation.id

    async def ask(self, questions: Sequence[str]) -> Sequence[Answer]:
        """Answer questions as nobody's, from the articles alone, without holding up the event loop.

        Raises:
            IndexingError: if the index cannot be opened.
        """
        return await asyncio.to_thread(lambda: asyncio.run(self._ask(questions)))

    async def _ask(self, questions: Sequence[str]) -> Sequence[Answer]:
        library = await Library.open(self.data, self.embedder)
        try:
            answerer = Answerer(library, Retriever(self.embedder))
            return [await answerer.answer(question) for question in questions]
        finally:
            await library.close()
