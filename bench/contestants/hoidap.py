"""This project: the same articles, found and answered from."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bot.opening import open_answerer
from bot.settings import Settings
from index.embedders import Embedder, load_embedder
from index.fields import embedded_text
from index.store import Store
from index.updating import update_index
from index.vietnamese.segmentation import segment

from .articles import Found
from .bare import PASSAGES


class Contestant:
    """The index and the answerer of the bot, without Telegram; its event loop has a thread of its own."""

    def __init__(self, model: Path, folder: Path) -> None:
        self._folder = folder
        self._data = model.parent.parent  # the folder in which the model has been prepared

    def load(self) -> None:
        self._embedder = load_embedder("", self._data, threads=os.cpu_count() or 1)
        segment("phụ nữ")  # loads the word segmenter, which is a model too

    def index(self, corpus: Path) -> list[Found]:
        return asyncio.run(self._index(corpus, self._embedder))

    async def _index(self, corpus: Path, embedder: Embedder) -> list[Found]:
        async with await Store.open(self._data, create=True) as store:
            await update_index(store, corpus, lambda: embedder, embedder_name=embedder.name)
            generation = await store.generation()
            ids = [id for members in (await generation.members()).values() for id in members]
            passages = (await generation.passages(ids)).values()
        parts = [Found(passage.source.id, embedded_text(passage)) for passage in passages]
        (self._folder / PASSAGES).write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")
        return parts

    def open(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        settings = Settings(data=self._data, _env_file=None)  # type: ignore[call-arg]
        self._stack = AsyncExitStack()
        self._answerer = self._run(self._stack.enter_async_context(open_answerer(settings)))

    def answer(self, question: str) -> dict[str, Any]:
        """The answer as `hoidap ask --json` prints it."""
        answered: dict[str, Any] = self._run(self._answerer.answer(question)).as_json(None, question)
        return answered

    def close(self) -> None:
        self._run(self._stack.aclose())

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
