"""`hoidap bot`: the answerer meets Telegram."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.opening import open_answerer
from bot.telegram.app import run_bot
from index.embedders import Embedder


async def serve(data: Path, model: str, token: str, api_url: str | None, *, embedder: Embedder | None = None) -> None:
    """Answer in Telegram until stopped.

    Raises:
        IndexingError: if there is no index to answer from.
        BotStartError: if the bot cannot start.
    """
    logging.getLogger("bot").setLevel(logging.INFO)
    async with open_answerer(data, model, embedder=embedder) as answerer:
        await run_bot(token, answerer, api_url=api_url)
