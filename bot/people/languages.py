"""Which language somebody wants the bot to speak with her."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.pseudonyms import Pseudonyms
from index.database import Connection, Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS languages (
    person TEXT PRIMARY KEY,  -- pseudonym
    language TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class Languages:
    """The choices in a database that has this module's `SCHEMA`."""

    database: Database
    pseudonyms: Pseudonyms

    async def of(self, user_id: int) -> str | None:
        """The code of the language that somebody chose; None if she chose none."""
        person = self.pseudonyms.of(user_id)
        rows = await self.database.fetch("SELECT language FROM languages WHERE person = ?", (person,))
        return str(rows[0]["language"]) if rows else None

    async def choose(self, user_id: int, language: str) -> None:
        """Remember somebody's choice, in place of the one before."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT OR REPLACE INTO languages VALUES (?, ?)", (self.pseudonyms.of(user_id), language)
            )


async def erase(connection: Connection, person: str) -> None:
    """Forget the choice behind a pseudonym, within a transaction."""
    await connection.execute("DELETE FROM languages WHERE person = ?", (person,))
