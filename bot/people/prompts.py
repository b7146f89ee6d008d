"""Messages of the bot to officers: what a reply to them does, and which open questions they show."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
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
    PRIMARY KEY (chat_id, message_id, purpose, subject)
) WITHOUT ROWID;
"""


class Purpose(StrEnum):
    """What a reply does with the subject of the message that it replies to."""

    ANSWER = "answer"  # an open question
    LATE = "late"  # the same, once another officer has answered it: the message does not show it any more
    REWORD = "reword"  # the question of an officer's answer that is to be saved
    CHANGE = "change"  # a curated answer
    NOTHING = "nothing"  # the message only shows an open question, maybe beside others


_COLUMNS = "prompts.chat_id, message_id, purpose, subject"
_SHOWING = (Purpose.ANSWER, Purpose.NOTHING)


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

    async def note_shown(self, chat_id: int, message_id: int, questions: Iterable[int]) -> None:
        """Remember which open questions a message shows now, in place of those that it showed."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "DELETE FROM prompts WHERE chat_id = ? AND message_id = ? AND purpose = ?",
                (chat_id, message_id, Purpose.NOTHING),
            )
            await connection.executemany(
                "INSERT INTO prompts VALUES (?, ?, ?, ?, ?)",
                [(chat_id, message_id, Purpose.NOTHING, id, self.now()) for id in questions],
            )

    async def find(self, chat_id: int, message_id: int) -> Prompt | None:
        """What a message asked for; None if nothing, or it was forgotten."""
        sql = f"SELECT {_COLUMNS} FROM prompts WHERE chat_id = ? AND message_id = ? AND purpose <> ?"
        rows = await self.database.fetch(sql, (chat_id, message_id, Purpose.NOTHING))
        return _prompt(rows[0]) if rows else None

    async def orphaned(self) -> Sequence[Prompt]:
        """The messages that show a question which was erased since."""
        sql = (
            f"SELECT {_COLUMNS} FROM prompts WHERE purpose IN (?, ?) AND subject NOT IN (SELECT id FROM open_questions)"
        )
        return [_prompt(row) for row in await self.database.fetch(sql, _SHOWING)]

    async def outrun(self) -> Sequence[Prompt]:
        """The messages that show a question to an officer which another has answered since."""
        sql = (
            f"SELECT {_COLUMNS} FROM prompts JOIN open_questions ON open_questions.id = subject "
            "WHERE purpose = ? AND answered_by IS NOT NULL AND answered_by <> prompts.chat_id"
        )
        return [_prompt(row) for row in await self.database.fetch(sql, (Purpose.ANSWER,))]

    async def note_late(self, prompt: Prompt) -> None:
        """Note that a message shows its question no more, because it was answered."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "UPDATE OR REPLACE prompts SET purpose = ? WHERE chat_id = ? AND message_id = ? AND purpose = ?",
                (Purpose.LATE, prompt.chat_id, prompt.message_id, Purpose.ANSWER),
            )

    async def forget(self, prompt: Prompt) -> None:
        """Forget a message."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "DELETE FROM prompts WHERE chat_id = ? AND message_id = ?", (prompt.chat_id, prompt.message_id)
            )


async def purge(connection: Connection, before: float) -> None:
    """Forget the messages about anything but questions that were sent before a time, within a transaction.

    Those that show questions go once they show none any more.
    """
    await connection.execute("DELETE FROM prompts WHERE at < ? AND purpose NOT IN (?, ?)", (before, *_SHOWING))


def _prompt(row: Row) -> Prompt:
    return Prompt(row["chat_id"], row["message_id"], Purpose(row["purpose"]), row["subject"])
