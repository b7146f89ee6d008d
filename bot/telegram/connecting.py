"""Patience with Telegram: what the bot cannot do without is asked for until it is answered."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.telegram.errors import BotStartError
from bot.telegram.limits import seconds

logger = logging.getLogger(__name__)

T = TypeVar("T")

MAX_RETRY_DELAY_S = 30.0
_REFUSED = (
    "Telegram does not accept the bot's token: copy it again from @BotFather into TELEGRAM_BOT_TOKEN "
    "(and check HOIDAP_TELEGRAM_API_URL if it is set)"
)
_CONFLICT = "Another program reads this bot's messages with the same token: stop it. Trying again until it is gone"


class Connection:
    """Calls the Bot API for as long as it takes.

    Args:
        bot: the bot.
        retry_delay_s: the wait after the first failure; it doubles up to half a minute.
    """

    def __init__(self, bot: Bot, *, retry_delay_s: float = 1.0) -> None:
        self._bot = bot
        self._retry_delay_s = retry_delay_s
        self._heard_at: float | None = None
        self._is_contested = False

    @property
    def silent_s(self) -> float:
        """How long ago Telegram was last heard, in seconds; infinite before the first time."""
        return float("inf") if self._heard_at is None else time.monotonic() - self._heard_at

    def heard(self) -> None:
        """Note that Telegram was heard now."""
        self._heard_at = time.monotonic()

    async def open(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Initialise the application.

        Raises:
            BotStartError: if Telegram rejects the token.
        """
        await self.insist(application.initialize)

    async def insist(self, request: Callable[[], Awaitable[T]]) -> T:
        """Make a call until it succeeds.

        Raises:
            BotStartError: if Telegram rejects the token, or does not any more accept it.
        """
        delay_s = self._retry_delay_s
        while True:
            try:
                result = await request()
            except TelegramError as exc:
                wait_s = seconds(exc) if isinstance(exc, RetryAfter) else delay_s
                await self._tell(exc, wait_s)
            else:
                self.heard()
                if self._is_contested:
                    self._is_contested = False
                    logger.warning("The other program is gone: this one reads the messages again")
                return result
            await asyncio.sleep(wait_s)
            delay_s = min(2 * delay_s, MAX_RETRY_DELAY_S)

    async def _tell(self, error: TelegramError, wait_s: float) -> None:
        if isinstance(error, InvalidToken):
            await self._check_token()
        if not isinstance(error, Conflict):
            logger.warning("Telegram does not answer (%s): trying again in %g s", error, wait_s)
        elif not self._is_contested:
            self._is_contested = True
            logger.error("%s (%s)", _CONFLICT, error)

    async def _check_token(self) -> None:
        """Find out whether the token is to blame: a server in trouble may say so too."""
        try:
            await self._bot.get_me()
        except InvalidToken:
            raise BotStartError(_REFUSED) from None  # the library's message quotes the token
        except TelegramError:
            pass
