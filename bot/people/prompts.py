"""Messages of the bot that an officer may reply to, and what her reply then does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.database import Connection, Database, Row

SCHEMA = """
CREATE TABLE IF NOT EXISTS prompts (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    subject INTEGER NOT NULL,
    at REAL NOT NULL,  -- seconds since 1970
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
"""


class Purpose(StrEnum):
    """What a reply does with the subject of the message that it replies to."""

    ANSWER = "answer"  # an open question
    REWORD = "reword"  # the question of an officer's answer that is to be saved
    CHANGE = "change"  # a curated answer


@dataclass(frozen=True, slots=True)
class Prompt:
    """A message of the bot that may be replied to."""

    chat_id: int
    message_id: int
    purpose: Purpose
    subject: int


@dataclass(frozen=True)
class Prompts:
    """The messages in a database that has this module's `SCHEMA`."""

    database: Database
    now: Callable[[], float] = time.time

    async def note(self, prompt: Prompt) -> None:
        """Remember a message."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT OR REPLACE INTO prompts VALUES (?, ?, ?, ?, ?)",
                (prompt.chat_id, prompt.message_id, prompt.purpose, prompt.subject, self.now()),
            )

    async def find(self, chat_id: int, message_id: int) -> Prompt | None:
        """What a message asked for; None if nothing, or it was forgotten."""
        sql = "SELECT chat_id, message_id, purpose, subject FROM prompts WHERE chat_id = ? AND message_id = ?"
        rows = await self.database.fetch(sql, (chat_id, message_id))
        return _prompt(rows[0]) if rows else None

    async def orphaned(self) -> Sequence[Prompt]:
        """The messages that show a question which was erased since."""
        sql = (
            "SELECT chat_id, message_id, purpose, subject FROM prompts "
            "WHERE purpose = ? AND subject NOT IN (SELECT id FROM open_questions)"
        )
        return [_prompt(row) for row in await self.database.fetch(sql, (Purpose.ANSWER,))]

    async def forget(self, prompt: Prompt) -> None:
        """Forget a message."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "DELETE FROM prompts WHERE chat_id = ? AND message_id = ?", (prompt.chat_id, prompt.message_id)
            )


async def purge(connection: Connection, before: float) -> None:
    """Forget the messages about anything but questions that were sent before a time, within a transaction.

    Those about questions go once they show none any more.
    """
    await connection.execute("DELETE FROM prompts WHERE at < ? AND purpose <> ?", (before, Purpose.ANSWER))


def _prompt(row: Row) -> Prompt:
    return Prompt(row["chat_id"], row["message_id"], Purpose(row["purpose"]), row["subject"])
