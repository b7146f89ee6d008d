"""Messages that are on their way to people who do not wait for them, written down until they have arrived.

A letter is marked before it leaves, so that a bot that is killed sends none twice; one that may have arrived is not
repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.database import Connection, Database, Row

SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    at REAL NOT NULL,  -- seconds since 1970
    state TEXT NOT NULL,
    UNIQUE (kind, subject, chat_id)
);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (id) WHERE state = 'waiting';
"""


class Kind(StrEnum):
    """What a letter says; its subject is the id of what it is about."""

    QUESTION = "question"  # an open question, to an officer
    RESPONSE = "response"  # an officer's answer, to who asked
    UNDELIVERED = "undelivered"  # that an answer did not reach who asked, to the officer
    DOUBTFUL = "doubtful"  # that an answer may not have reached who asked, to the officer
    LATER = "later"  # a watched question that the articles answer by now, to who asked


class State(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    LEAVING = "leaving"
    ARRIVED = "arrived"
    REFUSED = "refused"  # the chat takes no messages
    IN_DOUBT = "in doubt"  # it may have arrived
    DROPPED = "dropped"  # what it was about is gone


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one chat."""

    id: int
    kind: Kind
    subject: int
    chat_id: int


@dataclass(frozen=True)
class Outbox:
    """The letters in a database that has this module's `SCHEMA`."""

    database: Database
    now: Callable[[], float] = time.time

    async def waiting(self) -> Sequence[Letter]:
        """Those that are to be sent, the oldest first."""
        sql = "SELECT id, kind, subject, chat_id FROM outbox WHERE state = ? ORDER BY id"
        return [_letter(row) for row in await self.database.fetch(sql, (State.WAITING,))]

    async def mark(self, letter: Letter, state: State) -> None:
        """Note how far a letter is; one that was erased meanwhile stays so."""
        async with self.database.transaction() as connection:
            await connection.execute("UPDATE outbox SET state = ? WHERE id = ?", (state, letter.id))

    async def recover(self) -> Sequence[Letter]:
        """Call in doubt what was leaving when an earlier run ended; return it."""
        async with self.database.transaction() as connection:
            sql = "UPDATE outbox SET state = ? WHERE state = ? RETURNING id, kind, subject, chat_id"
            rows = await connection.execute_fetchall(sql, (State.IN_DOUBT, State.LEAVING))
            return [_letter(row) for row in rows]

    async def put(self, kind: Kind, subject: int, chat_id: int) -> None:
        """Write a letter down, in a transaction of its own; `put` within one does it with what it is about."""
        async with self.database.transaction() as connection:
            await put(connection, kind, subject, chat_id, self.now())


async def put(connection: Connection, kind: Kind, subject: int, chat_id: int, at: float) -> None:
    """Write a letter down within a transaction; of one kind, subject and chat there is only one, ever."""
    await connection.execute(
        "INSERT INTO outbox (kind, subject, chat_id, at, state) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (kind, subject, chat_id) DO NOTHING",
        (kind, subject, chat_id, at, State.WAITING),
    )


async def purge(connection: Connection, before: float) -> None:
    """Forget the letters written before a time, within a transaction."""
    await connection.execute("DELETE FROM outbox WHERE at < ?", (before,))


async def erase(connection: Connection, user_id: int) -> None:
    """Forget the letters to somebody, within a transaction."""
    await connection.execute("DELETE FROM outbox WHERE chat_id = ?", (user_id,))


def _letter(row: Row) -> Letter:
    return Letter(row["id"], Kind(row["kind"]), row["subject"], row["chat_id"])
