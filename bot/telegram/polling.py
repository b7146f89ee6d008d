"""Updates come in by long polling, whatever the network and the server are like.

The library's own Updater ends for good on a 401 or 404 and refuses a server without deleteWebhook. This one waits
and asks again for as long as the bot runs, and drops nothing that was sent while it was away.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.telegram.errors import BotStartError
from bot.telegram.limits import seconds

logger = logging.getLogger(__name__)

BotApplication = Application[Any, Any, Any, Any, Any, Any]
T = TypeVar("T")

ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY)
POLL_TIMEOUT_S = 30
MAX_RETRY_DELAY_S = 30.0
_IDLE_PAUSE_S = 0.1  # a server that does not hold requests back is not asked in a tight loop


class Poller:
    """Connects an application to Telegram and feeds it the updates.

    Args:
        application: built without an Updater.
        retry_delay_s: the wait after the first failure; it doubles up to half a minute.
    """

    def __init__(self, application: BotApplication, *, retry_delay_s: float = 1.0) -> None:
        self._application = application
        self._retry_delay_s = retry_delay_s
        self._offset: int | None = None  # of the first update not taken yet

    async def run(self) -> None:
        """Start the application and poll until cancelled.

        Raises:
            BotStartError: if Telegram rejects the token.
        """
        await self._retrying(self._connect)
        await self._prepare()
        await self._application.start()
        logger.info("@%s is ready for questions", self._application.bot.username)
        while True:
            updates = await self._retrying(self._fetch)
            for update in updates:
                self._offset = update.update_id + 1
                self._application.update_queue.put_nowait(update)
            if not updates:
                await asyncio.sleep(_IDLE_PAUSE_S)

    async def close(self) -> None:
        """Answer what was taken, tell Telegram that it was, and release the connections."""
        if self._application.running:
            await self._application.stop()
            await self._confirm()
        await self._application.shutdown()
        await self._application.bot.shutdown()  # open already when the token was refused

    async def _connect(self) -> None:
        try:
            await self._application.initialize()
        except InvalidToken:
            raise BotStartError(
                "Telegram does not accept the bot's token: copy it again from @BotFather into TELEGRAM_BOT_TOKEN "
                "(and check HOIDAP_TELEGRAM_API_URL if it is set)"
            ) from None  # the library's message quotes the token

    async def _prepare(self) -> None:
        """Clear the way for polling, where the server knows how to, and do what the application has to do first."""
        try:
            await self._application.bot.delete_webhook()
        except TelegramError as exc:
            logger.info("deleteWebhook did not succeed (%s): going on without it", exc)
        if self._application.post_init:
            await self._application.post_init(self._application)

    async def _fetch(self) -> tuple[Update, ...]:
        bot: Bot = self._application.bot
        try:
            return await bot.get_updates(self._offset, timeout=POLL_TIMEOUT_S, allowed_updates=ALLOWED_UPDATES)
        except TelegramError:
            raise
        except Exception as exc:  # an update of a shape that the library does not know, logged there
            raise TelegramError(f"unreadable updates: {exc!r}") from exc

    async def _confirm(self) -> None:
        if self._offset is None:
            return
        try:
            await self._application.bot.get_updates(offset=self._offset, limit=1, timeout=0)
        except TelegramError as exc:
            logger.warning("The last questions could not be confirmed (%s): they may be answered twice", exc)

    async def _retrying(self, request: Callable[[], Awaitable[T]]) -> T:
        delay_s = self._retry_delay_s
        while True:
            try:
                return await request()
            except TelegramError as exc:
                wait_s = seconds(exc) if isinstance(exc, RetryAfter) else delay_s
                logger.warning("Telegram does not answer (%s): trying again in %g s", exc, wait_s)
            await asyncio.sleep(wait_s)
            delay_s = min(2 * delay_s, MAX_RETRY_DELAY_S)
