"""Questions whose askers wait for the articles to answer them: they are asked anew of each later build of the index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.people import outbox
from bot.people.outbox import Kind
from index.database import Connection, Database, Row

SCHEMA = """
CREATE TABLE IF NOT EXISTS watches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    since REAL NOT NULL,  -- seconds since 1970
    user_id INTEGER NOT NULL,  -- plain: she is to be told
    chat_id INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer_id TEXT NOT NULL,  -- what the bot had answered
    asked_of INTEGER,  -- the build of the index that was asked last
    found TEXT,  -- the answer that she is told
    UNIQUE (user_id, answer_id)
);
"""
_COLUMNS = "id, user_id, chat_id, question, answer_id, found"
_ANSWERED = (
    "EXISTS (SELECT 1 FROM open_questions AS put WHERE put.user_id = watches.user_id "
    "AND put.answer_id = watches.answer_id AND put.answered_at IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Watch:
    """A question that somebody waits for."""

    id: int
    user_id: int
    chat_id: int  # where she asked, and is to be told
    question: str
    answer_id: str
    found: str | None = None


@dataclass(frozen=True)
class Watches:
    """The questions in a database that has this module's `SCHEMA` and that of open questions."""

    database: Database
    now: Callable[[], float] = time.time

    async def add(self, user_id: int, chat_id: int, question: str, answer_id: str, generation: int | None) -> None:
        """Wait for a better answer than one that a build of the index gave; once for each answer."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO watches (since, user_id, chat_id, question, answer_id, asked_of) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, answer_id) DO NOTHING",
                (self.now(), user_id, chat_id, question, answer_id, generation),
            )

    async def remove(self, user_id: int, answer_id: str) -> None:
        """Wait no more, unless the question stands with the officers."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "DELETE FROM watches WHERE user_id = ? AND answer_id = ? AND NOT EXISTS (SELECT 1 FROM open_questions "
                "AS put WHERE put.user_id = watches.user_id AND put.answer_id = watches.answer_id)",
                (user_id, answer_id),
            )

    async def due(self, generation: int, limit: int) -> Sequence[Watch]:
        """What is to be asked of a build: not told yet, nor answered by an officer, the oldest first."""
        sql = (
            f"SELECT {_COLUMNS} FROM watches WHERE found IS NULL AND asked_of IS NOT ? AND NOT {_ANSWERED} "
            "ORDER BY id LIMIT ?"
        )
        return [_watch(row) for row in await self.database.fetch(sql, (generation, limit))]

    async def still_waits(self, id: int) -> Watch | None:
        """A watch whose asker is to be told; None if it was erased, or an officer was faster."""
        sql = f"SELECT {_COLUMNS} FROM watches WHERE id = ? AND found IS NOT NULL AND NOT {_ANSWERED}"
        rows = await self.database.fetch(sql, (id,))
        return _watch(rows[0]) if rows else None

    async def note_asked(self, asked: Iterable[Watch], generation: int) -> None:
        """Note that a build was asked in vain."""
        async with self.database.transaction() as connection:
            await connection.executemany(
                "UPDATE watches SET asked_of = ? WHERE id = ?", [(generation, watch.id) for watch in asked]
            )

    async def note_found(self, watch: Watch, answer_id: str) -> bool:
        """Note the answer and post it, all or nothing and once; False if the watch was erased meanwhile."""
        async with self.database.transaction() as connection:
            changed = await connection.execute(
                "UPDATE watches SET found = ? WHERE id = ? AND found IS NULL", (answer_id, watch.id)
            )
            if changed.rowcount:
                await outbox.put(connection, Kind.LATER, watch.id, watch.chat_id, self.now())
            return bool(changed.rowcount)


async def erase(connection: Connection, user_id: int) -> None:
    """Forget what somebody waits for, within a transaction."""
    await connection.execute("DELETE FROM watches WHERE user_id = ?", (user_id,))


async def erase_about(connection: Connection, answer_ids: Sequence[str]) -> None:
    """Forget who waits for another answer than these, within a transaction."""
    await connection.executemany("DELETE FROM watches WHERE answer_id = ?", [(id,) for id in answer_ids])


async def purge(connection: Connection, before: float) -> None:
    """Forget what was waited for since before a time, within a transaction."""
    await connection.execute("DELETE FROM watches WHERE since < ?", (before,))


def _watch(row: Row) -> Watch:
    return Watch(**dict(row))
