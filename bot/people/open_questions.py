"""Questions that members put to the officers of the Union, from the asking until they are answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.people import outbox
from bot.people.outbox import Kind
from index.database import Connection, Database, Row

SCHEMA = """
CREATE TABLE IF NOT EXISTS open_questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asked_at REAL NOT NULL,  -- seconds since 1970
    user_id INTEGER NOT NULL,  -- plain: she is to be answered
    chat_id INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer_id TEXT NOT NULL,  -- what the bot had answered
    answered_at REAL,
    answered_by INTEGER,
    UNIQUE (user_id, answer_id)
);
CREATE INDEX IF NOT EXISTS open_questions_waiting ON open_questions (asked_at) WHERE answered_at IS NULL;
"""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question to the officers."""

    id: int
    asked_at: float  # seconds since 1970
    user_id: int
    chat_id: int  # where she asked, and is to be answered
    question: str
    answer_id: str
    answered_at: float | None = None
    answered_by: int | None = None


@dataclass(frozen=True)
class OpenQuestions:
    """The questions in a database that has this module's `SCHEMA`."""

    database: Database
    now: Callable[[], float] = time.time

    async def ask(self, user_id: int, chat_id: int, question: str, answer_id: str, officers: Iterable[int] = ()) -> int:
        """Put a question to the officers, once for each answer of the bot; return its id.

        Args:
            officers: the chats that it is posted to, in the same transaction.
        """
        now = self.now()
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO open_questions (asked_at, user_id, chat_id, question, answer_id) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (user_id, answer_id) DO NOTHING",
                (now, user_id, chat_id, question, answer_id),
            )
            [row] = await connection.execute_fetchall(
                "SELECT id FROM open_questions WHERE user_id = ? AND answer_id = ?", (user_id, answer_id)
            )
            for officer in officers:
                await outbox.put(connection, Kind.QUESTION, row[0], officer, now)
            return int(row[0])

    async def asked_since(self, user_id: int, at: float) -> int:
        """How many questions somebody has put to the officers since a time."""
        sql = "SELECT count(*) AS asked FROM open_questions WHERE user_id = ? AND asked_at >= ?"
        [row] = await self.database.fetch(sql, (user_id, at))
        return int(row["asked"])

    async def find(self, id: int) -> OpenQuestion | None:
        """A question, answered or not; None if it is none or was erased."""
        rows = await self.database.fetch("SELECT * FROM open_questions WHERE id = ?", (id,))
        return _question(rows[0]) if rows else None

    async def waiting(self, limit: int = 50, offset: int = 0) -> Sequence[OpenQuestion]:
        """Those that nobody has answered yet, the oldest first."""
        sql = "SELECT * FROM open_questions WHERE answered_at IS NULL ORDER BY asked_at, id LIMIT ? OFFSET ?"
        return [_question(row) for row in await self.database.fetch(sql, (limit, offset))]

    async def count_waiting(self) -> int:
        """How many nobody has answered yet."""
        [row] = await self.database.fetch("SELECT count(*) AS waiting FROM open_questions WHERE answered_at IS NULL")
        return int(row["waiting"])


async def erase(connection: Connection, user_id: int) -> None:
    """Forget what somebody asked, within a transaction."""
    await connection.execute("DELETE FROM open_questions WHERE user_id = ?", (user_id,))


async def erase_about(connection: Connection, answer_ids: Sequence[str]) -> None:
    """Forget the questions that these answers were given to, whoever passed them on, within a transaction."""
    await connection.executemany("DELETE FROM open_questions WHERE answer_id = ?", [(id,) for id in answer_ids])


async def purge(connection: Connection, before: float) -> None:
    """Forget what was asked before a time, within a transaction."""
    await connection.execute("DELETE FROM open_questions WHERE asked_at < ?", (before,))


def _question(row: Row) -> OpenQuestion:
    return OpenQuestion(**dict(row))
