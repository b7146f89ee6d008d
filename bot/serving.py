"""`hoidap bot`: the answerer meets Telegram."""

from __future__ import annotations

import logging

from bot.opening import open_answerer
from bot.settings import Settings
from bot.telegram.app import run_bot
from index.embedders import Embedder


async def serve(settings: Settings, token: str, *, embedder: Embedder | None = None) -> None:
    """Answer in Telegram until stopped.

    Raises:
        IndexingError: if there is no index to answer from.
        BotStartError: if the bot cannot start.
    """
    logging.getLogger("bot").setLevel(logging.INFO)
    async with open_answerer(settings, embedder=embedder) as answerer:
        await run_bot(token, answerer, api_url=settings.telegram_api_url or None)
