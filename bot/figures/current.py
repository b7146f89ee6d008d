"""The ledger of the index that answers now, read once for each generation."""

from __future__ import annotations

import asyncio

from bot.figures.ledger import Ledger, read_ledger
from index.library import Snapshots


class CurrentLedger:
    """Hands out the ledger of a library's current generation."""

    def __init__(self, library: Snapshots) -> None:
        self._library = library
        self._reading = asyncio.Lock()
        self._read: tuple[int, Ledger] | None = None

    async def ledger(self) -> Ledger:
        """The ledger; read again only after the index has changed."""
        async with self._reading:
            generation = (await self._library.snapshot()).generation
            if self._read is None or self._read[0] != generation.id:
                self._read = generation.id, await read_ledger(generation)
            return self._read[1]
