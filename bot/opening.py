"""Wires an answerer: the embedding model, the index, the retriever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.answering.answerer import Answerer
from index.embedders import Embedder, load_embedder
from index.library import Library
from index.retrieval import Retriever
from index.store import Store


@asynccontextmanager
async def open_answerer(data: Path, model: str, *, embedder: Embedder | None = None) -> AsyncIterator[Answerer]:
    """An answerer over the index of a data folder, closed at the end.

    Args:
        embedder: a model that is loaded already.

    Raises:
        IndexingError: if there is no index, or the model cannot be loaded.
    """
    async with await Store.open(data):
        pass  # a missing index is told before the model takes seconds to load
    loaded = embedder if embedder is not None else await asyncio.to_thread(load_embedder, model, data)
    library = await Library.open(data, loaded)
    try:
        yield Answerer(library, Retriever(loaded))
    finally:
        await library.close()
