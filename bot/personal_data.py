"""What the bot keeps about people, erased as one: at somebody's wish, or when it is older than it may get."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot import records
from bot.archive import answers, offers, votes
from bot.figures import saved
from bot.people import languages, open_questions, outbox, prompts, responses, units, watches
from bot.people.pseudonyms import Pseudonyms
from index.database import Database
from index.errors import IndexingError

DAY_S = 24 * 3600.0
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PersonalData:
    """The personal part of a database that has the schemas of `records`."""

    database: Database
    pseudonyms: Pseudonyms
    retention_days: int
    now: Callable[[], float] = time.time

    async def erase(self, user_id: int) -> None:
        """Forget somebody: her conversations, questions, lookups, votes, unit and language, all or nothing."""
        person = self.pseudonyms.of(user_id)
        async with self.database.transaction() as connection:
            await records.erase_turns(connection, user_id)
            hers = await answers.ids_of(connection, person)  # in a group, others may have passed them on
            for about in (responses, open_questions, watches):
                await about.erase_about(connection, hers)
            for table in (responses, open_questions, outbox, watches):
                await table.erase(connection, user_id)
            await saved.erase(connection, str(user_id))
            for of_person in (answers, votes, units, languages):
                await of_person.erase(connection, person)

    async def purge(self) -> None:
        """Forget what is older than the retention; units stay until they are taken back."""
        now = self.now()
        async with self.database.transaction() as connection:
            await records.purge(connection, now - records.LIFETIME_S)
            for table in (answers, offers, votes, responses, open_questions, outbox, prompts, watches, saved):
                await table.purge(connection, now - self.retention_days * DAY_S)

    async def purge_daily(self) -> None:
        """Purge now and every day, until cancelled."""
        while True:
            try:
                await self.purge()
            except IndexingError as exc:
                logger.error("What is too old could not be erased: %s", exc)
            await asyncio.sleep(DAY_S)
