"""What the bot remembers of the people who use it: conversations, answers, votes, open questions, lookups of figures,
roles, the audit log.

It lives in a file of its own beside the index, which can be deleted and built anew at any time; this cannot.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.administration import running_builds, uploads
from bot.answering.conversation import Quote, Turn
from bot.archive import answers, curated, offers, tally, votes
from bot.figures import saved
from bot.people import (
    audit,
    languages,
    open_questions,
    outbox,
    prompts,
    responses,
    roles,
    units,
    watches,
)
from bot.telegram import journal
from index.database import Connection, Database

FILE = "records.sqlite"
VERSION = 8
READERS = 1
KEPT_TURNS = 3  # of a conversation
LIFETIME_S = 30 * 60.0  # after its last turn

_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY,
    asker TEXT NOT NULL,
    said_at REAL NOT NULL,  -- seconds since 1970
    turn TEXT NOT NULL  -- JSON
);
CREATE INDEX IF NOT EXISTS turns_by_asker ON turns (asker);
CREATE INDEX IF NOT EXISTS turns_by_age ON turns (said_at);
"""
_TABLES = (
    *(roles, audit, saved, open_questions, responses, outbox, prompts, watches, units, languages),
    *(answers, offers, votes, tally, curated, journal, uploads, running_builds),
)
_SCHEMAS = (_SCHEMA, *(table.SCHEMA for table in _TABLES))


@dataclass(frozen=True)
class Records:
    """Open with `Records.open`, and close."""

    database: Database
    lifetime_s: float = LIFETIME_S
    now: Callable[[], float] = time.time

    @classmethod
    async def open(cls, data: Path, *, lifetime_s: float = LIFETIME_S, now: Callable[[], float] = time.time) -> Records:
        """Open the records of a data folder, and create them if need be.

        Args:
            lifetime_s: how long a conversation is remembered after its last turn.
            now: seconds since 1970.

        Raises:
            IndexingError: if the file cannot be used or was written by another version.
        """
        database = await Database.open(data / FILE, "\n".join(_SCHEMAS), VERSION, oldest=1, readers=READERS)
        return cls(database, lifetime_s, now)

    async def close(self) -> None:
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def recall(self, asker: str) -> Sequence[Turn]:
        """The last turns of a conversation, oldest first; none once it has expired."""
        rows = await self.database.fetch("SELECT turn, said_at FROM turns WHERE asker = ? ORDER BY id", (asker,))
        is_over = not rows or rows[-1]["said_at"] < self.now() - self.lifetime_s
        return [] if is_over else [_turn(row["turn"]) for row in rows]

    async def remember(self, asker: str, turn: Turn) -> None:
        """Add a turn to a conversation, and forget what is too old in all of them."""
        now = self.now()
        async with self.database.transaction() as connection:
            await purge(connection, now - self.lifetime_s)
            await connection.execute(
                "INSERT INTO turns (asker, said_at, turn) VALUES (?, ?, ?)",
                (asker, now, json.dumps(asdict(turn), ensure_ascii=False)),
            )
            await connection.execute(
                "DELETE FROM turns WHERE asker = ? AND id NOT IN "
                "(SELECT id FROM turns WHERE asker = ? ORDER BY id DESC LIMIT ?)",
                (asker, asker, KEPT_TURNS),
            )

    async def erase(self, asker: str) -> None:
        """Forget everything about somebody."""
        async with self.database.transaction() as connection:
            await connection.execute("DELETE FROM turns WHERE asker = ?", (asker,))
            await saved.erase(connection, asker)


async def erase_turns(connection: Connection, user_id: int) -> None:
    """Forget the conversations of somebody in Telegram, in every chat, within a transaction."""
    await connection.execute("DELETE FROM turns WHERE asker GLOB ?", (f"telegram:*:{user_id}",))


async def purge(connection: Connection, before: float) -> None:
    """Forget the conversations whose last turn was before a time, within a transaction."""
    await connection.execute(
        "DELETE FROM turns WHERE asker IN (SELECT asker FROM turns GROUP BY asker HAVING max(said_at) < ?)", (before,)
    )


def _turn(stored: str) -> Turn:
    read = json.loads(stored)
    quotes = tuple(Quote(**quote) for quote in read["quotes"])
    told = tuple((document, start, end) for document, start, end in read["told"])
    return Turn(read["question"], read["place"], tuple(read["choices"]), quotes, told)
