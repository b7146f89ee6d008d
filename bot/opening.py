"""Wires an answerer: the embedding model, the index, the retriever."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.answering.answerer import Answerer
from bot.answering.generation import OpenAIGenerator
from bot.answering.prompts import load_prompt
from bot.answering.writing import Writer
from bot.records import Records
from bot.settings import PROJECT, Settings
from index.embedders import Embedder, load_embedder
from index.library import Library
from index.remembered import RememberingEmbedder
from index.retrieval import Retriever
from index.store import Store
from index.vietnamese.segmentation import segment

PROMPT = PROJECT / "prompts" / "answer.md"


@asynccontextmanager
async def open_answerer(settings: Settings, *, embedder: Embedder | None = None) -> AsyncIterator[Answerer]:
    """An answerer over the index of the data folder, closed at the end.

    Args:
        embedder: a model that is loaded already.

    Raises:
        IndexingError: if there is no index, or the embedding model cannot be loaded.
        AnsweringError: if the language model is set wrongly.
    """
    data = settings.data
    async with await Store.open(data):
        pass  # a missing index is told before the model takes seconds to load
    async with _open_writer(settings) as writer:
        load = partial(load_embedder, settings.embedding_model, data, device=settings.embedding_device)
        words_ready = asyncio.create_task(asyncio.to_thread(segment, "hội"))  # or the first question waits for it
        loaded = RememberingEmbedder(embedder if embedder else await asyncio.to_thread(load))
        await words_ready
        gc.freeze()  # what was loaded lasts as long as the process: no collection need go through it
        library = await Library.open(data, loaded)
        try:
            async with await Records.open(data) as records:
                yield Answerer(library, Retriever(loaded), memory=records, writer=writer)
        finally:
            await library.close()


@asynccontextmanager
async def _open_writer(settings: Settings) -> AsyncIterator[Writer | None]:
    if not settings.llm_base_url:
        yield None
        return
    generator = OpenAIGenerator(
        settings.llm_base_url,
        settings.llm_model,
        settings.llm_key,
        timeout_s=settings.llm_timeout_s,
        max_tokens=settings.llm_max_tokens,
        concurrency=settings.llm_concurrency,
    )
    try:
        yield Writer(generator, load_prompt(PROMPT))
    finally:
        await generator.close()
