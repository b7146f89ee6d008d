"""The log of administrative acts: when, who, what. Entries are added, never changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.database import Connection, Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,  -- seconds since 1970
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,  -- at that time
    act TEXT NOT NULL,
    detail TEXT NOT NULL
);
"""


class Act(StrEnum):
    """What can be done that is worth a line in the log; each has its Vietnamese words in `role_replies`."""

    ROLE_OFFERED = "role offered"
    ROLE_GIVEN = "role given"
    ROLE_TAKEN = "role taken"
    ARTICLE_SAVED = "article saved"
    ARTICLE_REMOVED = "article removed"
    INDEX_BUILT = "index built"
    HELD_RELEASED = "held articles released"
    ROLLED_BACK = "rolled back"
    QUESTION_ANSWERED = "question answered"
    CURATED_SAVED = "curated answer saved"
    CURATED_CHANGED = "curated answer changed"
    CURATED_WITHDRAWN = "curated answer withdrawn"
    GAPS_FETCHED = "unanswered questions fetched"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Telegram."""

    id: int
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    at: float  # seconds since 1970
    who: Person
    act: str
    detail: str


@dataclass(frozen=True)
class Audit:
    """The log in a database that has its `SCHEMA`."""

    database: Database
    now: Callable[[], float] = time.time

    async def record(self, who: Person, act: Act, detail: str = "") -> None:
        """Add a line in a transaction of its own; `write_entry` adds one in the act's."""
        async with self.database.transaction() as connection:
            await write_entry(connection, Entry(self.now(), who, act, detail))

    async def entries(self, offset: int = 0, limit: int = 10) -> Sequence[Entry]:
        """A stretch of the log, newest first."""
        sql = "SELECT at, user_id, name, act, detail FROM audit ORDER BY id DESC LIMIT ? OFFSET ?"
        rows = await self.database.fetch(sql, (limit, offset))
        return [Entry(row["at"], Person(row["user_id"], row["name"]), row["act"], row["detail"]) for row in rows]

    async def count(self) -> int:
        [row] = await self.database.fetch("SELECT count(*) AS entries FROM audit")
        return int(row["entries"])


async def write_entry(connection: Connection, entry: Entry) -> None:
    """Add a line within a transaction, so that no act is done without its line and none logged that was undone."""
    await connection.execute(
        "INSERT INTO audit (at, user_id, name, act, detail) VALUES (?, ?, ?, ?, ?)",
        (entry.at, entry.who.id, entry.who.name, entry.act, entry.detail),
    )
