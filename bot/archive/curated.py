"""Curated answers: what an officer answered to one member and an officer saved for all who ask the same.

A changed answer takes the place of the one before, which is kept: who wrote what, and when, can always be told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.answers import Statement
from bot.archive.days import day_of
from bot.people.audit import Act, Entry, Person, write_entry
from index.database import Connection, Database, Row

SCHEMA = """
CREATE TABLE IF NOT EXISTS curated (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    author INTEGER NOT NULL,
    name TEXT NOT NULL,  -- the author's, at that time
    unit TEXT NOT NULL,  -- the author's, at that time; may be empty
    at REAL NOT NULL,  -- when it was written; seconds since 1970
    response INTEGER UNIQUE,  -- of the officer's answer that was saved
    replaces INTEGER,  -- the curated answer that it took the place of
    ended_at REAL,  -- replaced or withdrawn
    ended_by INTEGER
);
"""
_STANDING = "ended_at IS NULL"


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that is to be saved."""

    question: str
    text: str
    author: Person
    unit: str
    at: float  # when it was written; seconds since 1970
    response: int | None = None


@dataclass(frozen=True, slots=True)
class Curated:
    """A curated answer that stands."""

    statement: Statement
    author: Person


@dataclass(frozen=True)
class CuratedAnswers:
    """The answers in a database that has this module's `SCHEMA` and that of the audit log."""

    database: Database
    now: Callable[[], float] = time.time

    async def save(self, draft: Draft, by: Person) -> int | None:
        """Save an answer; return its id, None if it was saved before, whatever has become of it since."""
        async with self.database.transaction() as connection:
            saved = "SELECT 1 FROM curated WHERE response = ?"
            if list(await connection.execute_fetchall(saved, (draft.response,))):
                return None
            id = await _insert(connection, draft, None)
            await self._log(connection, by, Act.CURATED_SAVED, id, draft.question)
            return id

    async def change(self, id: int, text: str, by: Person, unit: str) -> int | None:
        """Put another text in the place of an answer, by who changes it; return its new id, None if it stands no more.

        Who changes the words has to answer for them: she becomes the author.
        """
        async with self.database.transaction() as connection:
            ended = await _end(connection, id, self.now(), by)
            if ended is None:
                return None
            draft = Draft(ended["question"], text, by, unit, self.now())
            new = await _insert(connection, draft, id)
            await self._log(connection, by, Act.CURATED_CHANGED, new, f"thay cho số {id}: {draft.question}")
            return new

    async def withdraw(self, id: int, by: Person) -> bool:
        """Take an answer back; False if it stands no more."""
        async with self.database.transaction() as connection:
            ended = await _end(connection, id, self.now(), by)
            if ended is None:
                return False
            await self._log(connection, by, Act.CURATED_WITHDRAWN, id, ended["question"])
            return True

    async def find(self, id: int) -> Curated | None:
        """An answer that stands; None if it is none, or stands no more."""
        rows = await self.database.fetch(f"SELECT * FROM curated WHERE id = ? AND {_STANDING}", (id,))
        return _curated(rows[0]) if rows else None

    async def standing(self, limit: int = -1, offset: int = 0) -> Sequence[Curated]:
        """The answers that stand, newest first."""
        sql = f"SELECT * FROM curated WHERE {_STANDING} ORDER BY id DESC LIMIT ? OFFSET ?"
        return [_curated(row) for row in await self.database.fetch(sql, (limit, offset))]

    async def count(self) -> int:
        """How many stand."""
        [row] = await self.database.fetch(f"SELECT count(*) AS standing FROM curated WHERE {_STANDING}")
        return int(row["standing"])

    async def _log(self, connection: Connection, by: Person, act: Act, id: int, detail: str) -> None:
        await write_entry(connection, Entry(self.now(), by, act, f"số {id}, {detail}"))


async def standing(database: Database, id: int) -> Statement | None:
    """A curated answer as a card shows it; None if it stands no more."""
    found = await CuratedAnswers(database).find(id)
    return found.statement if found else None


async def _insert(connection: Connection, draft: Draft, replaces: int | None) -> int:
    added = await connection.execute(
        "INSERT INTO curated (question, answer, author, name, unit, at, response, replaces) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            draft.question, draft.text, draft.author.id, draft.author.name, draft.unit, draft.at, draft.response,
            replaces,
        ),
    )  # fmt: skip
    assert added.lastrowid
    return added.lastrowid


async def _end(connection: Connection, id: int, at: float, by: Person) -> Row | None:
    """End an answer; return it, None if it stands no more."""
    rows = list(await connection.execute_fetchall(f"SELECT * FROM curated WHERE id = ? AND {_STANDING}", (id,)))
    await connection.execute(
        f"UPDATE curated SET ended_at = ?, ended_by = ? WHERE id = ? AND {_STANDING}", (at, by.id, id)
    )
    return rows[0] if rows else None


def _curated(row: Row) -> Curated:
    statement = Statement(row["id"], row["question"], row["answer"], row["name"], row["unit"], day_of(row["at"]))
    return Curated(statement, Person(row["author"], row["name"]))
