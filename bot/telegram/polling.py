"""Updates come in by long polling, whatever the network and the server are like.

The library's own Updater ends for good on a 401 or 404, refuses a server without deleteWebhook, and loses a batch of
updates of which one cannot be read. This one asks again for as long as the bot runs, and tells Telegram that an update
was taken only when it is written down.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.ext import ExtBot

from bot.telegram.connecting import Connection
from bot.telegram.intake import ALLOWED_UPDATES, Intake, has_id
from bot.telegram.journal import Json
from bot.telegram.limits import Priority

logger = logging.getLogger(__name__)

POLL_TIMEOUT_S = 30
READ_TIMEOUT_S = 10  # beyond the time that Telegram may hold a request back
BATCH = 100  # the most updates that Telegram hands out at once
_IDLE_PAUSE_S = 0.1  # a server that does not hold requests back is not asked in a tight loop


class PolledBot(ExtBot[Priority]):
    """A bot that hands out updates as they come, so that they can be kept and read one by one."""

    async def fetch(self, offset: int | None, timeout_s: int) -> list[Json]:
        """The next updates as JSON, at most a hundred; the call confirms those before the offset.

        Raises:
            TelegramError: if Telegram does not hand them out.
        """
        data = {"timeout": timeout_s, "allowed_updates": ALLOWED_UPDATES, "limit": BATCH}
        if offset is not None:
            data["offset"] = offset
        updates = await self._post("getUpdates", data, read_timeout=timeout_s + READ_TIMEOUT_S)
        if not isinstance(updates, list):
            raise TelegramError("getUpdates answers with no list")
        return updates


class Poller:
    """Feeds an intake by polling."""

    def __init__(self, bot: PolledBot, connection: Connection, intake: Intake) -> None:
        self._bot = bot
        self._connection = connection
        self._intake = intake
        self._offset: int | None = None  # of the first update not taken yet

    async def prepare(self) -> None:
        """Clear the way for polling, where the server knows how to."""
        try:
            await self._bot.delete_webhook()
        except TelegramError as exc:
            logger.info("deleteWebhook did not succeed (%s): going on without it", exc)

    async def run(self) -> None:
        """Poll until cancelled; the first time without waiting, because an earlier run may have left something.

        Raises:
            BotStartError: if the token is not accepted any more.
        """
        timeout_s = 0
        while True:
            count, updates = await self._connection.insist(partial(self._take, timeout_s))
            timeout_s = POLL_TIMEOUT_S
            try:
                while count == BATCH:  # the whole backlog is known before the newest is answered
                    count, more = await self._take(0)
                    updates += more
            except TelegramError as exc:
                logger.warning("The backlog is not complete (%s): beginning with what is here", exc)
            await self._intake.hand_on(updates)
            if not count:
                await asyncio.sleep(_IDLE_PAUSE_S)

    async def confirm(self) -> None:
        """Tell Telegram at the end which updates were taken."""
        if self._offset is None:
            return
        try:
            await self._bot.fetch(self._offset, 0)
        except TelegramError as exc:
            logger.info("The last updates could not be confirmed (%s): the journal knows them", exc)

    async def _take(self, timeout_s: int) -> tuple[int, list[Update]]:
        """Write the next updates down; return how many came, and those that are new."""
        try:
            batch = await self._bot.fetch(self._offset, timeout_s)
        except Conflict as exc:
            if "webhook" in str(exc):
                await self.prepare()
            raise
        updates = await self._intake.write(batch)
        ids = [update["update_id"] for update in batch if has_id(update)]
        self._offset = max(ids) + 1 if ids else self._offset
        return len(batch), updates
