"""What readers think of an answer: one vote a person, which she can change."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.archive import tally
from bot.people.pseudonyms import Pseudonyms
from index.database import Connection, Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS votes (
    answer TEXT NOT NULL,
    person TEXT NOT NULL,  -- pseudonym
    vote TEXT NOT NULL,
    at REAL NOT NULL,  -- seconds since 1970
    PRIMARY KEY (answer, person)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS votes_by_person ON votes (person);
"""


class Vote(StrEnum):
    """A good answer, or what was wrong with it; the values are carried by buttons."""

    GOOD = "good"
    BAD = "bad"  # without a reason
    FIGURE = "figure"  # a wrong figure
    SCOPE = "scope"  # of another place or time
    TOPIC = "topic"  # not what was asked
    LACKING = "lacking"  # something is missing
    OTHER = "other"


@dataclass(frozen=True)
class Votes:
    """The votes in a database that has the schemas of this package."""

    database: Database
    pseudonyms: Pseudonyms
    now: Callable[[], float] = time.time

    async def cast(self, answer: str, user_id: int, vote: Vote) -> None:
        """Vote on an answer, in place of an earlier vote."""
        key = (answer, self.pseudonyms.of(user_id))
        async with self.database.transaction() as connection:
            before = await connection.execute_fetchall(
                "SELECT vote, at FROM votes WHERE answer = ? AND person = ?", key
            )
            for vote_before, at in before:
                await tally.count(connection, at, vote_before, -1)
            await connection.execute("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?)", (*key, vote.value, self.now()))
            await tally.count(connection, self.now(), vote.value)

    async def of(self, answer: str, user_id: int) -> Vote | None:
        """Somebody's vote on an answer; None if she has not voted."""
        rows = await self.database.fetch(
            "SELECT vote FROM votes WHERE answer = ? AND person = ?", (answer, self.pseudonyms.of(user_id))
        )
        return Vote(rows[0]["vote"]) if rows else None


async def erase(connection: Connection, person: str) -> None:
    """Forget the votes of a person, within a transaction; the tally keeps their number."""
    await connection.execute("DELETE FROM votes WHERE person = ?", (person,))


async def purge(connection: Connection, before: float) -> None:
    """Forget the votes that were cast before a time, within a transaction."""
    await connection.execute("DELETE FROM votes WHERE at < ?", (before,))
