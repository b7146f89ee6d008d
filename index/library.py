"""The opened index: hands each question one complete generation, and takes over a new one as soon as it answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.documents import Document, Source
from index.embedders import Embedder
from index.errors import IndexMismatchError
from index.evidence import recency, same_province
from index.generation import Generation
from index.lexicon import Lexicon
from index.store import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one question uses from beginning to end."""

    generation: Generation
    lexicon: Lexicon
    sources: tuple[Source, ...]
    members: Mapping[str, Sequence[int]]  # article -> its passages
    by_province: Mapping[str | None, Sequence[Source]]  # the articles by the province that they report on
    newness: Mapping[str, float]  # how new each article is among all: see `recency`

    def about(self, province: str) -> list[Source]:
        """The articles that may report on a province: its own, of what it was made of, and of no province."""
        return [
            source
            for reported, sources in self.by_province.items()
            if reported is None or same_province(province, reported)
            for source in sources
        ]


class Snapshots(Protocol):
    """Hands each question the generation that it uses."""

    async def snapshot(self) -> Snapshot: ...


async def open_snapshot(generation: Generation) -> Snapshot:
    """A generation with its words and sources, whether or not it is the one that answers."""
    sources = tuple(source for source, _ in await generation.sources())
    by_province: dict[str | None, list[Source]] = {}
    for source in sources:
        by_province.setdefault(source.province, []).append(source)
    newness = await asyncio.to_thread(recency, sources)
    return Snapshot(generation, await generation.lexicon(), sources, await generation.members(), by_province, newness)


class Library:
    """Open with `Library.open`, and close."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self.embedder = embedder
        self._snapshot: Snapshot | None = None
        self._opening = asyncio.Lock()

    @classmethod
    async def open(cls, data: Path, embedder: Embedder) -> Library:
        """Open the index of a data folder.

        Raises:
            IndexingError: if there is none, or it was built with another model; the message names the command to run.
        """
        library = cls(await Store.open(data), embedder)
        try:
            await library.snapshot()
        except BaseException:
            await library.close()
            raise
        return library

    async def snapshot(self) -> Snapshot:
        """The generation that answers now, with its words and sources."""
        async with self._opening:
            if self._snapshot is None:
                self._snapshot = await self._open_active()
            elif await self._store.active_generation_id() != self._snapshot.generation.id:
                self._snapshot = await self._follow(self._snapshot)
            return self._snapshot

    async def article(self, id: str, generation: int | None = None) -> Document | None:
        """An article as a generation has it, or as the one that answers now; None if it has none, or is gone itself."""
        if generation is None:
            return await (await self.snapshot()).generation.document(id)
        return await self._store.document(generation, id)

    async def _follow(self, current: Snapshot) -> Snapshot:
        try:
            return await self._open_active()
        except IndexMismatchError as error:  # built with another model: it answers after a restart
            logger.warning("keeping the index that is open: %s", error)
            return current

    async def close(self) -> None:
        await self._store.close()

    async def _open_active(self) -> Snapshot:
        return await open_snapshot(await self._store.generation(self.embedder.name))
