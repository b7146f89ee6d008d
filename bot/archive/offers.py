"""The questions behind buttons: a button can carry 64 bytes, a question is longer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.database import Connection, Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS offers (
    id TEXT NOT NULL,  -- of the answer below which they stand, or one of their own
    n INTEGER NOT NULL,
    label TEXT NOT NULL,
    question TEXT NOT NULL,
    at REAL NOT NULL,  -- seconds since 1970
    PRIMARY KEY (id, n)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS offers_by_age ON offers (at);
"""
_ID_BYTES = 9


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that a button asks."""

    label: str
    question: str


@dataclass(frozen=True)
class Offers:
    """The offers in a database that has this module's `SCHEMA`."""

    database: Database
    now: Callable[[], float] = time.time

    async def keep(self, offered: Sequence[Offer]) -> str:
        """Keep questions that stand below no answer; return the id that their buttons carry."""
        id = secrets.token_urlsafe(_ID_BYTES)
        async with self.database.transaction() as connection:
            await add(connection, id, offered, self.now())
        return id

    async def below(self, id: str) -> Sequence[Offer]:
        """The questions kept under an id, in their order."""
        rows = await self.database.fetch("SELECT label, question FROM offers WHERE id = ? ORDER BY n", (id,))
        return [Offer(row["label"], row["question"]) for row in rows]

    async def find(self, id: str, n: int) -> str | None:
        """The n-th question under an id, from 0; None if there is none, or none any more."""
        rows = await self.database.fetch("SELECT question FROM offers WHERE id = ? AND n = ?", (id, n))
        return rows[0]["question"] if rows else None


async def add(connection: Connection, id: str, offered: Sequence[Offer], at: float) -> None:
    """Keep questions under an id, within a transaction."""
    rows = [(id, n, offer.label, offer.question, at) for n, offer in enumerate(offered)]
    await connection.executemany("INSERT INTO offers (id, n, label, question, at) VALUES (?, ?, ?, ?, ?)", rows)


async def purge(connection: Connection, before: float) -> None:
    """Forget what was offered before a time, within a transaction."""
    await connection.execute("DELETE FROM offers WHERE at < ?", (before,))
